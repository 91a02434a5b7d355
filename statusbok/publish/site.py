"""Build every edition that `editions.yml` declares, and put them beside each other: `_build/site`."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from statusbok import frozen
from statusbok.edition import Edition
from statusbok.errors import BuildError, StatusbokError
from statusbok.lock import locked
from statusbok.publish import dress, editions
from statusbok.publish.build import build_checked, check
from statusbok.publish.check import check_site
from statusbok.publish.pdf import FILE, find_chromium, make_pdf
from statusbok.publish.project import Project
from statusbok.publish.swap import recover, swap


def make_site(
    *, project: Project | None = None, pdf: bool = False, jobs: int | None = None, say: Callable[[str], None] = print
) -> Path:
    """Build all editions with the code of today, each from its frozen record where there is one.

    Each stands in a folder named by its year, and the newest at the root too. The site that was there before stays until
    the new one is whole; `_build/html` is not touched.

    Args:
        project: the folder to build; by default the repository.
        pdf: whether the PDFs of each edition are printed too.
        jobs: notebooks to execute at a time.
        say: takes one line on what is going on.

    Returns:
        The front page, `_build/site/index.html`.

    Raises:
        EditionError: `editions.yml` is not as it should be; nothing has been built.
        BuildError: PDFs are asked for, and there is no browser to print them; nothing has been built.
        BuildError: an update or another build runs; nothing has been built.
        BuildError: an edition could not be made, or the whole is not fit to publish; the message names the edition.
    """
    project = project or Project()
    with locked(project.root, BuildError):  # of all editions at once: they share _build/work, and the swap at the end
        return _made(project, pdf, jobs, say)


def _made(project: Project, pdf: bool, jobs: int | None, say: Callable[[str], None]) -> Path:
    declared, found = editions.read(project.root / editions.FILE)
    if pdf:
        find_chromium()  # before time is spent
    place = project.root / "_build" / "site"
    recover(place)
    with tempfile.TemporaryDirectory(prefix="site-", dir=place.parent) as scratch:
        site = Path(scratch) / "site"
        published = []
        for edition in found:
            try:
                published.append(_built(edition, replace(project, place=site / str(edition.year)), pdf, jobs, say))
            except StatusbokError as error:
                raise BuildError(f"the {edition.year} edition failed, so the site in {place} is as it was:\n{error}") from error
        say(f"Putting {len(published)} editions beside each other")
        shutil.copytree(site / str(published[-1].year), site, dirs_exist_ok=True)
        for folder in ["", *(str(edition.year) for edition in published)]:
            dress.dress(site / folder, dress.Within(address=declared.address, at=folder, editions=published))
        wanted = [f"{edition.year}/{name}" for edition in published for name in edition.pages]
        problems = check_site(site, [name.removesuffix(".html") for name in [*published[-1].pages, *wanted]])
        if problems:
            raise BuildError("\n".join(["the editions beside each other are not fit to publish:", *problems]))
        swap(site, place)
    return place / "index.html"


def _built(
    edition: Edition, project: Project, pdf: bool, jobs: int | None, say: Callable[[str], None]
) -> dress.Published:
    with frozen.used(frozen.of(edition.year)):
        check(project, say=say)
        build_checked(edition, project=project, jobs=jobs, say=say)
        if pdf:
            make_pdf(project, say=say)
        tables = [edition.record.resource(name) for name in edition.record.names]
    return dress.Published(
        year=edition.year,
        recorded=max(table.recorded for table in tables if table.recorded).isoformat(),
        pages=dress.pages(project.site),
        pdf=FILE if pdf else None,
    )
