"""Where things lie in a project folder, and which pages the report has."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import yaml

from statusbok.edition import Edition
from statusbok.errors import BuildError

ROOT = Path(__file__).resolve().parents[2]
BORDER_CHAPTER = "grensearbeid"


def left_out(edition: Edition) -> list[str]:
    """Names of the chapters that an edition does without: the one on the border, for a region that does not touch it."""
    return [] if edition.at_border else [BORDER_CHAPTER]


@dataclass(frozen=True)
class Project:
    """A folder with `_config.yml`, `_toc.yml`, `book/` and `notebooks/`; by default the repository itself."""

    root: Path = ROOT

    @property
    def book(self) -> Path:
        """Pages written by hand; the executed notebooks land here too."""
        return self.root / "book"

    @property
    def files(self) -> Path:
        """Pictures, tables and maps that the executed notebooks refer to; copied to the root of the site."""
        return self.book / "files"

    @property
    def site(self) -> Path:
        """The finished site."""
        return self.root / "_build" / "html"

    @property
    def work(self) -> Path:
        """Where a build keeps what is not finished."""
        return self.root / "_build" / "work"

    def pages(self, left_out: Collection[str] = ()) -> list[str]:
        """Every page of `_toc.yml` in order, such as "book/pendling", the front page first.

        Args:
            left_out: names of chapters that an edition does without, from `left_out`.
        """
        toc = yaml.safe_load((self.root / "_toc.yml").read_text(encoding="utf-8"))
        pages = [toc["root"], *(chapter["file"] for part in toc["parts"] for chapter in part["chapters"])]
        return [page for page in pages if page.removeprefix("book/") not in left_out]

    def chapters(self, left_out: Collection[str] = ()) -> list[str]:
        """Names of the pages that are made by a notebook, in the order of `_toc.yml`.

        Args:
            left_out: names of chapters that an edition does without, from `left_out`.

        Raises:
            BuildError: a notebook is in no page of `_toc.yml`, so that nobody would see it.
        """
        names = [page.removeprefix("book/") for page in self.pages()]
        unlisted = sorted(path.stem for path in (self.root / "notebooks").glob("*.ipynb") if path.stem not in names)
        if unlisted:
            raise BuildError(f"notebooks/{unlisted[0]}.ipynb is not in _toc.yml: add book/{unlisted[0]} to a part")
        return [name for name in names if name not in left_out and self.notebook(name).exists()]

    def executed_without(self) -> list[str]:
        """Chapters that the edition executed last does without, see `left_out`."""
        about = self.files / "edition.json"
        return json.loads(about.read_text(encoding="utf-8")).get("left_out", []) if about.exists() else []

    def notebook(self, chapter: str) -> Path:
        """The notebook of a chapter, as committed."""
        return self.root / "notebooks" / f"{chapter}.ipynb"
