"""What the record has, how old it is, and what is new at the sources."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from statusbok.catalogue import Catalogue
from statusbok.errors import SourceError
from statusbok.update import provenance, tables
from statusbok.update.declared import Declaration, declarations
from statusbok.update.fetch import Services


def listing(root: Path, *, sources: Services | None = None, today: date | None = None) -> pd.DataFrame:
    """Every table of the record: where it comes from, how new it is here and at the source.

    Args:
        root: the project folder.
        sources: in place of the services, for tests.
        today: the day it is, for tests.

    Returns:
        dataset, source, here (newest period), there (newest at the source), age (days since it was recorded; missing
        for one never fetched) and state.
    """
    today = today or date.today()
    record = Catalogue(Path(root) / "data")
    declared = declarations(record)
    sources = sources or Services(today)
    entries = record.package["resources"]
    return pd.DataFrame([_listed(entry, declared.get(entry["name"]), record, sources, today) for entry in entries])


def _listed(
    entry: dict[str, Any], declaration: Declaration | None, record: Catalogue, sources: Services, today: date
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
    try:
        about = sources.about(declaration)
        row["there"] = sources.newest(declaration).replace("M", "-")
    except SourceError as error:
        return row | {"state": f"source not reached: {error}"}
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
    """The listing as lines of aligned columns."""
    shown = listed.assign(age=[f"{age:.0f} days" if pd.notna(age) else "" for age in listed["age"]])
    rows = [["dataset", "source", "here", "at source", "age", "state"], *shown.to_numpy().tolist()]
    widths = [max(len(str(row[column])) for row in rows) for column in range(len(rows[0]) - 1)]
    lines = []
    for row in rows:
        cells = [f"{cell:<{width}}" for cell, width in zip(row, widths)]
        lines.append("  ".join([*cells, str(row[-1])]).rstrip())
    return "\n".join(lines)
