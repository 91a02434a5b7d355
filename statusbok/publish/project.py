"""Where things lie in a project folder, and which pages the report has."""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from statusbok.errors import BuildError

if TYPE_CHECKING:
    from statusbok.edition import Edition

ROOT = Path(__file__).resolve().parents[2]
BORDER_CHAPTER = "grensearbeid"
PLAN_CHAPTERS = ("maalene", "oppfolging", "tiltak", "fylkesprogrammet", "planmerknader", "kortversjon")
GOAL_CHAPTER = re.compile("maal_([0-9]+)")
"""Chapters that are all made from the notebook `maal`, one for each goal of the plan."""


def left_out(edition: Edition) -> list[str]:
    """Names of the chapters that an edition does without.

    They are the one on the border, for a region that does not touch it, and those that follow up a plan, for a
    municipality whose plan is not in the record, or pages of goals that its plan does not have.
    """
    border = [] if edition.at_border else [BORDER_CHAPTER]
    goals = set(edition.goals["number"])
    spare = [chapter for chapter in Project().goal_chapters() if str(goal_of(chapter)) not in goals]
    return border + ([] if edition.plan else list(PLAN_CHAPTERS)) + spare


def goal_of(chapter: str) -> int | None:
    """The goal that a chapter such as "maal_2" is about; None for any other chapter."""
    found = GOAL_CHAPTER.fullmatch(chapter)
    return int(found[1]) if found else None


@dataclass(frozen=True)
class Project:
    """A folder with `_config.yml`, `_toc.yml`, `book/` and `notebooks/`; by default the repository itself.

    Attributes:
        root: the folder.
        place: where the finished site is put; by default `_build/html` in it.
    """

    root: Path = ROOT
    place: Path | None = None

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
        return self.place or self.root / "_build" / "html"

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
        listed = {self.notebook(name).stem for name in names}
        unlisted = sorted(path.stem for path in (self.root / "notebooks").glob("*.ipynb") if path.stem not in listed)
        if unlisted:
            raise BuildError(f"notebooks/{unlisted[0]}.ipynb is not in _toc.yml: add book/{unlisted[0]} to a part")
        return [name for name in names if name not in left_out and self.notebook(name).exists()]

    def executed_without(self) -> list[str]:
        """Chapters that the edition executed last does without, see `left_out`."""
        about = self.files / "edition.json"
        return json.loads(about.read_text(encoding="utf-8")).get("left_out", []) if about.exists() else []

    def goal_chapters(self) -> list[str]:
        """Names of the chapters on one goal each, in the order of `_toc.yml`."""
        names = [page.removeprefix("book/") for page in self.pages()]
        return [name for name in names if goal_of(name) is not None]

    def notebook(self, chapter: str) -> Path:
        """The notebook of a chapter, as committed; the chapters on goals share one."""
        return self.root / "notebooks" / f"{'maal' if goal_of(chapter) else chapter}.ipynb"
