"""What the record has, how old it is, and what is new at the sources."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from statusbok.catalogue import Catalogue
from statusbok.errors import SourceError
from statusbok.sources.http import Limits, Unreachable, as_agreed
from statusbok.sources.pxweb import About
from statusbok.update import provenance, tables
from statusbok.update.declared import Declaration, declarations
from statusbok.update.fetch import Services

# Nothing depends on a listing: whoever reads it would rather know soon that there is no network.
HASTY = Limits(connect=5, read=15, total=30, attempts=2, first_wait=0.5, longest_wait=5)


def listing(root: Path, *, sources: Services | None = None, today: date | None = None) -> pd.DataFrame:
    """Every table of the record: where it comes from, how new it is here and at the source.

    Args:
        root: the project folder.
        sources: in place of the services, for tests.
        today: the day it is, for tests.

    Returns:
        dataset, source, here (newest period), there (newest at the source), age (days since it was recorded; missing
        for one never fetched) and state. The attribute "notes" says why a source did not tell, once for each reason.
    """
    today = today or date.today()
    record = Catalogue(Path(root) / "data")
    declared = declarations(record)
    sources = _Asked(sources or Services(today, HASTY))
    entries = record.package["resources"]
    listed = pd.DataFrame([_listed(entry, declared.get(entry["name"]), record, sources, today) for entry in entries])
    listed.attrs["notes"] = sources.notes
    return listed


class _Asked:
    """Sources that are asked about a table, and not again once they cannot be reached; keeps the reasons."""

    def __init__(self, sources: Services) -> None:
        self.sources = sources
        self.down: dict[str, str] = {}
        self.silent: dict[str, list[str]] = {}

    def ask(self, declaration: Declaration) -> tuple[About | None, str] | str:
        """What a source says of a table, and its newest period; or in a few words that it does not tell."""
        if declaration.service not in self.down:
            try:
                with as_agreed(declaration.source):
                    return self.sources.about(declaration), self.sources.newest(declaration).replace("M", "-")
            except Unreachable as error:
                self.down[declaration.service] = str(error)
            except SourceError as error:
                self.silent.setdefault(str(error), []).append(declaration.name)
                return "not told by the source"
        return "source not reached"

    @property
    def notes(self) -> list[str]:
        return [*self.down.values(), *(f"{', '.join(names)}: {text}" for text, names in self.silent.items())]


def _listed(
    entry: dict[str, Any], declaration: Declaration | None, record: Catalogue, sources: _Asked, today: date
) -> dict[str, Any]:
    recorded = entry.get("recorded")
    row = {
        "dataset": entry["name"],
        "source": declaration.source if declaration else "",
        "here": (entry.get("period") or "").rpartition("–")[2],
        "there": "",
        "age": (today - date.fromisoformat(recorded)).days if recorded else None,
        "state": "kept by hand",
    }
    if declaration is None:
        return row
    frame = tables.read(record.folder / entry["path"], entry["schema"])
    row["here"] = provenance.newest(declaration, frame)
    if declaration.service == "nav":
        return row | {"state": "from a file: --from"}
    answer = sources.ask(declaration)
    if isinstance(answer, str):
        return row | {"state": answer}
    about, row["there"] = answer
    if frame.empty:
        state = "never fetched"
    elif not entry.get("retrieved"):
        state = "copied by hand, never fetched"
    elif about is None:
        state = "compared when updated" if row["there"] in ("", row["here"]) else "new figures"
    else:
        state = "up to date" if about.updated == entry.get("updated") else "new figures"
    return row | {"state": f"{state}, discontinued" if about and about.discontinued else state}


def as_text(listed: pd.DataFrame) -> str:
    """The listing as lines of aligned columns, and below them why a source did not tell."""
    shown = listed.assign(age=[f"{age:.0f} days" if pd.notna(age) else "" for age in listed["age"]])
    rows = [["dataset", "source", "here", "at source", "age", "state"], *shown.to_numpy().tolist()]
    widths = [max(len(str(row[column])) for row in rows) for column in range(len(rows[0]) - 1)]
    lines = []
    for row in rows:
        cells = [f"{cell:<{width}}" for cell, width in zip(row, widths)]
        lines.append("  ".join([*cells, str(row[-1])]).rstrip())
    notes = listed.attrs.get("notes", [])
    return "\n".join([*lines, *([""] if notes else []), *notes])
