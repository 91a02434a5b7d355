"""Whether the site that stands is what a build would make, found without loading what a build needs."""

from __future__ import annotations

import json
import platform
from pathlib import Path
from typing import Any

from statusbok.errors import BuildError, StatusbokError
from statusbok.lock import locked
from statusbok.publish import cache, manifest
from statusbok.publish.commit import commit_of
from statusbok.publish.project import Project


NOTED = "_build/prepared.json"
"""What the last build has noted for the next one, see `statusbok.publish.reworded.remember`."""


def front_page(municipality: str, year: int, *, project: Project | None = None) -> Path | None:
    """The front page of the site built last, where a build of the edition could only make the same again.

    That is so when every input, package and file of the site is as the site's manifest says, what the chapters read
    besides is as it was, and what was executed is still in `book/`. PDFs are no part of what a build makes.

    Args:
        municipality: number of the edition's municipality, as given; one that no edition has is none of a site.
        year: its year. The record in use must be the edition's.
        project: the folder; by default the repository.

    Returns:
        Path of the page; None when something differs, or another build runs.
    """
    project = project or Project()
    try:
        with locked(project.root, BuildError):
            return project.site / "index.html" if _same(municipality, year, project) else None
    except (StatusbokError, OSError, ValueError, KeyError, TypeError):
        return None  # the build says what is wrong


def _same(municipality: str, year: int, project: Project) -> bool:
    built = manifest.read(project.site / manifest.FILE)
    return (
        is_of(built, municipality, year, project)
        and built.inputs == manifest.inputs(project.root, year)
        and built.outputs == manifest.outputs(project.site)
        and cache.as_read(project.root, noted(project)["reads"])
    )


def noted(project: Project) -> dict[str, Any]:
    """What the last build has noted.

    Raises:
        OSError, ValueError: it has noted nothing, as after a chapter of which it is not known what it has read.
    """
    return json.loads((project.root / NOTED).read_text(encoding="utf-8"))


def is_of(built: manifest.Manifest, municipality: str, year: int, project: Project) -> bool:
    """Whether a site is of an edition on its own, made here by this commit with these packages, whatever its inputs were."""
    edition = (municipality, year)
    return (
        (built.edition.get("municipality"), built.edition.get("year")) == edition
        and _executed(project) == edition
        and not built.printed_by
        and built.within is None
        and built.python == platform.python_version()
        and (built.commit, built.made) == commit_of(project.root)
        and built.packages == manifest.packages(project.root)
    )


def _executed(project: Project) -> tuple[str, int] | None:
    """Municipality and year of the edition whose chapters are in `book/`."""
    try:
        about = json.loads((project.files / "edition.json").read_text(encoding="utf-8"))
        return about["municipality"], about["year"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
