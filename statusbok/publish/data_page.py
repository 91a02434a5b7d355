"""The page on data and licences, written from the Data Package and the layers' own metadata."""

from __future__ import annotations

from typing import Any

from markupsafe import escape

from statusbok import geo
from statusbok.catalogue import Catalogue
from statusbok.show import numbers

_INTRODUCTION = """# Data og lisenser

Alle tall i rapporten kommer fra tabellene på denne siden. Siden er laget av beskrivelsen som følger
tabellene, og den er alltid lik det som er brukt i utgaven. Hver tabell har fått karakteren A, B eller C:

- **A**: tatt rett fra produsentens egen fil, og summene stemmer.
- **B**: en kopi som stemmer med A innenfor fem enheter.
- **C**: enkelttall som er publisert hver for seg.

Datoen da tallene ble hentet hos produsenten, er ikke kjent for de første tabellene. Datoen da de ble lagt
inn i rapporten, står ved hver tabell.
"""


def page(record: Catalogue) -> str:
    """The page as MyST markdown, one section for each table and each layer.

    Args: record: the catalogue whose tables are described.
    """
    parts = [_INTRODUCTION, "## Tabeller\n"]
    parts += [_table(record, name) for name in record.names]
    parts.append("## Kartlag\n")
    parts += [_layer(name) for name in geo.names()]
    return "\n".join(parts)


def _table(record: Catalogue, name: str) -> str:
    resource = record.resource(name)
    facts = [
        ("Produsent", resource.producer),
        ("Kildetabell", resource.source_table),
        ("Adresse", resource.address),
        ("Periode", resource.period),
        ("Publisert", numbers.date(resource.published) if resource.published else "ikke oppgitt"),
        ("Lagt inn", numbers.date(resource.recorded)),
        ("Lisens", _link(resource.licence, resource.licence_url)),
        ("Kreditering", resource.attribution),
        ("Karakter", resource.trust),
    ]
    columns = [(f"<code>{field.name}</code>", field.title, field.unit or "") for field in resource.fields]
    notes = [("Brudd", resource.breaks), ("Forbehold", resource.caveats)]
    return _section(name, resource.title, resource.description, facts, notes, columns)


def _layer(name: str) -> str:
    about = geo.metadata(name)
    facts = [
        ("Kilde", about["source"]),
        ("Lisens", about["licence"]),
        ("Kreditering", about["attribution"]),
        ("Nøyaktighet", about["precision"]),
    ]
    return _section(f"layer-{name}", about["title"], None, facts, [], [])


def _section(
    anchor: str,
    title: str,
    description: str | None,
    facts: list[tuple[str, Any]],
    notes: list[tuple[str, list[str]]],
    columns: list[tuple[str, str, str]],
) -> str:
    lines = [f"({anchor})=", f"### {_plain(title)}", ""]
    if description:
        lines += [f"<p>{_plain(description)}</p>", ""]
    lines += ['<dl class="sb-facts">']
    lines += [f"<dt>{label}</dt><dd>{value if label == 'Lisens' else _text(value)}</dd>" for label, value in facts if value]
    lines += [f"<dt>{label}</dt>" + "".join(f"<dd>{_text(text)}</dd>" for text in texts) for label, texts in notes if texts]
    lines += ["</dl>", ""]
    if columns:
        rows = "".join(
            f'<tr><th scope="row">{name}</th><td>{_plain(label)}</td><td>{_plain(unit)}</td></tr>' for name, label, unit in columns
        )
        lines += [
            f'<details class="sb-data"><summary>Kolonner i <code>{_plain(anchor)}</code></summary>'
            f'<div class="sb-scroll" tabindex="0" role="region" aria-label="Kolonner i {_plain(anchor)}"><table>'
            '<thead><tr><th scope="col">Kolonne</th><th scope="col">Innhold</th><th scope="col">Enhet</th></tr></thead>'
            f"<tbody>{rows}</tbody></table></div></details>",
            "",
        ]
    return "\n".join(lines)
