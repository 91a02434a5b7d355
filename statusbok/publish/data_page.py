"""The page on data and licences, written from the Data Package and the layers' own metadata."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from markupsafe import Markup

from statusbok import geo
from statusbok.catalogue import Catalogue, Resource
from statusbok.publish import templates
from statusbok.publish.open_data import Chapter, source
from statusbok.show import numbers

_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|$~])")


def page(record: Catalogue, chapters: Sequence[Chapter] = ()) -> str:
    """The page as MyST markdown: every file to download, then a section for each table and each map layer.

    Args:
        record: the catalogue whose tables are described.
        chapters: pages with files behind their figures and tables, from `open_data.chapters`.
    """
    environment = templates.environment(trim_blocks=False)
    environment.filters["plain"] = plain
    resources = [source(record, name).resource(name) for name in record.names]
    return environment.get_template("data_page.md.jinja").render(
        tables=[_table(resource) for resource in resources if not resource.empty],
        to_fetch=[_table(resource) for resource in resources if resource.empty],
        some_fetched=any(resource.fetched for resource in resources),
        layers=[_layer(name) for name in geo.names()],
        chapters=chapters,
    )


def _table(resource: Resource) -> dict[str, Any]:
    facts = {
        "Produsent": resource.producer,
        "Kildetabell": resource.source_table,
        "Adresse": _link(resource.address),
        "Periode": resource.period,
        **_dates(resource),
        "Lisens": _link(resource.licence_url, resource.licence),
        "Kreditering": resource.attribution,
        "Brudd": resource.breaks,
        "Forbehold": [*resource.caveats, *resource.hand_caveats],
        "Karakter": None if resource.empty else resource.trust,
        "Fil": Markup('<a href="../data/{0}" download>data/{0}</a>').format(resource.path),
    }
    return {
        "name": f"tabell-{resource.name}",
        "title": plain(resource.title),
        "title_text": resource.title,
        "path": resource.path,
        "file": Path(resource.path).name,
        "description": plain(resource.description),
        "facts": _facts(facts),
        "columns": resource.fields,
    }


def _dates(resource: Resource) -> dict[str, str]:
    """When the table was published and came into the report; nothing for one that has not come yet."""
    if resource.empty:
        return {}
    dates = {"Publisert": numbers.day(resource.published) if resource.published else "Dato er ikke kjent"}
    if resource.fetched:
        fetched = numbers.day(datetime.fromisoformat(resource.retrieved))
        return dates | {"Hentet": f"{fetched}; forespørselen står i datapakken"}
    return dates | {"Lagt inn i rapporten": numbers.day(resource.recorded)}


def _layer(name: str) -> dict[str, Any]:
    about = geo.metadata(name)
    facts = {
        "Kilde": about["source"],
        "Lisens": about["licence"],
        "Kreditering": about["attribution"],
        "Nøyaktighet": about["precision"],
        "Hentet": numbers.day(datetime.fromisoformat(about["retrieved"])) if "retrieved" in about else None,
        "Fil": Markup("<code>geo/{}.geojson</code>").format(name),
    }
    return {"name": f"kartlag-{name}", "title": plain(about["title"]), "facts": _facts(facts)}


def _facts(facts: dict[str, Any]) -> list[tuple[str, list[str]]]:
    """What is known, each as a list of values."""
    known = [(label, value) for label, value in facts.items() if value]
    return [(label, value if isinstance(value, list) else [value]) for label, value in known]


def _link(address: str | None, text: str | None = None) -> str | None:
    if not address or not address.startswith(("https://", "http://")):
        return text or address
    return Markup('<a href="{}">{}</a>').format(address, text or address)


def plain(text: str) -> str:
    """Text that markdown takes as it stands."""
    return _MARKDOWN.sub(r"\\\1", text)
