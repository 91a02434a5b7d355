"""Put what is finished in the place of what was there before."""

from __future__ import annotations

import shutil
from pathlib import Path

from statusbok.errors import BuildError
from statusbok.publish.check import check_site
from statusbok.publish.project import Project


def publish(staged: Path, project: Project, left_out: list[str]) -> None:
    """Check a new site, and put it in the place of the older one.

    Raises:
        BuildError: it is not fit to publish.
    """
    problems = check_site(staged, project.pages(left_out), project.root / "_build/sphinx/check.json")
    if problems:
        where = staged.relative_to(project.root)
        raise BuildError("\n".join([f"the site in {where} is not fit to publish:", *problems]))
    swap(staged, project.site)
    shutil.rmtree(project.work, ignore_errors=True)


def swap(new: Path, place: Path) -> None:
    """Put a finished folder in the place of an older one."""
    old = _beside(place)
    shutil.rmtree(old, ignore_errors=True)
    place.parent.mkdir(parents=True, exist_ok=True)
    if place.exists():
        place.rename(old)
    new.rename(place)
    shutil.rmtree(old, ignore_errors=True)


def recover(place: Path) -> None:
    """Bring back the older folder if a swap was cut off between its two steps."""
    if _beside(place).exists() and not place.exists():
        _beside(place).rename(place)


def _beside(place: Path) -> Path:
    """Where the older folder is during a swap."""
    return place.with_name(f"{place.name}.old")
