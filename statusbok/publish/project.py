"""Where things lie in a project folder, and which pages the report has."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

from statusbok.errors import BuildError

ROOT = Path(__file__).resolve().parents[2]


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

    def pages(self) -> list[str]:
        """Every page of `_toc.yml` in order, such as "book/pendling", the front page first."""
        toc = yaml.safe_load((self.root / "_toc.yml").read_text(encoding="utf-8"))
        return [toc["root"], *(chapter["file"] for part in toc["parts"] for chapter in part["chapters"])]

    def chapters(self) -> list[str]:
        """Names of the pages that are made by a notebook, in the order of `_toc.yml`.

        Raises:
            BuildError: a notebook is in no page of `_toc.yml`, so that nobody would see it.
        """
        names = [page.removeprefix("book/") for page in self.pages()]
        unlisted = sorted(path.stem for path in (self.root / "notebooks").glob("*.ipynb") if path.stem not in names)
        if unlisted:
            raise BuildError(f"notebooks/{unlisted[0]}.ipynb is not in _toc.yml: add book/{unlisted[0]} to a part")
        return [name for name in names if self.notebook(name).exists()]

    def notebook(self, chapter: str) -> Path:
        """The notebook of a chapter, as committed."""
        return self.root / "notebooks" / f"{chapter}.ipynb"
