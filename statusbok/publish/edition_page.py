"""The page on what an edition is made of: the part of the manifest that a person reads."""

from __future__ import annotations

import platform
from datetime import UTC, datetime


from statusbok import frozen
from statusbok.edition import Edition
from statusbok.publish import manifest, templates
from statusbok.publish.commit import commit_of
from statusbok.publish.data_page import plain
from statusbok.publish.project import Project
from statusbok.show import numbers

SHOWN = 16
"""Characters of a checksum that the page shows; the whole one is in the manifest."""


def page(edition: Edition, project: Project) -> str:
    """The page as MyST markdown.

    Args:
        edition: the report's parameters.
        project: what it is made from.
    """
    environment = templates.environment()
    environment.filters["plain"] = plain
    inputs, record = manifest.inputs(project.root, edition.year), edition.record
    resources = [record.resource(name) for name in record.names]
    return environment.get_template("edition_page.md.jinja").render(
        municipality=edition.municipality,
        year=edition.year,
        facts=_facts(edition, project, len(inputs)),
        packages=list(manifest.packages(project.root).items()),
        lacking=[resource.title for resource in resources if resource.empty],
        files=[(name, checksum[:SHOWN]) for name, checksum in inputs.items() if _is_of_record(name)],
    )


def _is_of_record(name: str) -> bool:
    """Whether an input is a table or a map layer that the edition is made from; corrections are those of today."""
    kept = frozen.in_use()
    folders = ("data/tables/", "geo/") if kept is None else ("data/tables/corrections.csv", f"{frozen.relative(kept)}/")
    former = kept is not None and name == f"{frozen.relative(kept)}/tables/corrections.csv"
    return name.startswith(folders) and name.endswith((".csv", ".geojson")) and not former


def _facts(edition: Edition, project: Project, files: int) -> list[tuple[str, str]]:
    commit, made = commit_of(project.root)
    compared = [edition.names[code] for code in edition.compared]
    facts = [
        ("Kommune", f"{edition.name} ({edition.municipality})"),
        ("Utgave", str(edition.year)),
        ("Tall og kartlag", _record()),
        ("Sammenlignet med", numbers.listing(compared) if compared else "ingen andre kommuner"),
        ("Kodeversjon", _told(commit)),
    ]
    if made is not None:
        facts.append(("Koden er fra", numbers.day(datetime.fromtimestamp(made, UTC).date())))
    return [
        *facts,
        ("Python", platform.python_version()),
        ("Filer som er lest", numbers.n(files)),
    ]


def _record() -> str:
    year = frozen.in_use()
    if year is None:
        return "slik de er i denne kodeversjonen, i data/ og geo/"
    return f"slik de var da de ble frosset, i {frozen.relative(year)}/"


def _told(commit: str) -> str:
    if not commit:
        return "ikke kjent (laget uten git)"
    return f"{commit.removesuffix('+')}, med endringer som ikke er lagt inn" if commit.endswith("+") else commit
