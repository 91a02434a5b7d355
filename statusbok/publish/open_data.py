"""What a build lays out for other programs, and the list of every file that a reader can download."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from bs4 import BeautifulSoup, Tag

from statusbok.catalogue import Catalogue, of_today
from statusbok.publish import corrections

KINDS = {".csv": "CSV", ".xlsx": "Excel"}
_ROWS = re.compile(r"<tbody>.*?</tbody>", re.DOTALL)


@dataclass(frozen=True)
class Download:
    """A figure or table of a chapter, with the files of its numbers.

    Attributes:
        title: As it stands above the figure.
        name: Its place on the page, and the name of its files.
        files: Address and kind ("CSV", "Excel") of each file.
    """

    title: str
    name: str
    files: list[tuple[str, str]]


@dataclass(frozen=True)
class Chapter:
    """A page with something to download."""

    title: str
    page: str
    downloads: list[Download]


def write(record: Catalogue, folder: Path) -> None:
    """Lay out the record: the Data Package and every table that it names, as it describes them.

    Nothing is left out for the edition: the package says of each table what was published when. Corrections are written
    after a record was frozen, and so that table, and what the package has about it, is always that of today.

    Args:
        record: the catalogue that the edition is made from.
        folder: where to, `data/` of the site; it may hold the edition's key figures already.
    """
    folder.mkdir(parents=True, exist_ok=True)
    entries = [_entry(source(record, entry["name"]), entry["name"]) for entry in record.package["resources"]]
    if entries == record.package["resources"]:
        shutil.copyfile(record.folder / "datapackage.json", folder / "datapackage.json")
    else:
        text = json.dumps({**record.package, "resources": entries}, ensure_ascii=False, indent=2)
        (folder / "datapackage.json").write_text(text + "\n", encoding="utf-8", newline="\n")
    for name in record.names:
        published = source(record, name)
        target = folder / published.resource(name).path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(published.content(name))


def source(record: Catalogue, name: str) -> Catalogue:
    """The record that a table is published from: that of the edition, but corrections as on their page, those of today."""
    return of_today() if name == corrections.TABLE else record


def _entry(record: Catalogue, name: str) -> dict[str, Any]:
    """What `datapackage.json` has about a table."""
    return next(entry for entry in record.package["resources"] if entry["name"] == name)


def chapters(executed: list[Path]) -> list[Chapter]:
    """Every figure, map and table with files, chapter by chapter, as they stand in the executed notebooks."""
    return [chapter for chapter in map(_chapter, executed) if chapter.downloads]


def _chapter(path: Path) -> Chapter:
    cells = nbformat.read(path, as_version=4).cells
    title = next((cell.source.splitlines()[0].lstrip("# ") for cell in cells if cell.cell_type == "markdown"), path.stem)
    outputs = [
        output["data"]["text/html"]
        for cell in cells
        for output in cell.get("outputs", [])
        if "text/html" in output.get("data", {})
    ]
    # Rows of tables are most of a page, and hold no file to download.
    page = BeautifulSoup(_ROWS.sub("", "\n".join(outputs)), "html.parser")
    return Chapter(title, f"{path.stem}.html", [_download(item) for item in page.select("[id]:has(> .sb-links)")])


def _download(item: Tag) -> Download:
    heading = item.find("figcaption") or item.find("caption")
    files = [(link["href"], KINDS[Path(link["download"]).suffix]) for link in item.select("a.sb-download")]
    return Download(heading.get_text(strip=True), item["id"], files)
