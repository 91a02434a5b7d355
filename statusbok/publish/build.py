"""Build the site: check the record, execute the notebooks, run Jupyter Book, check the result, put it in place."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from statusbok import frozen, timing
from statusbok.edition import Edition
from statusbok.errors import BuildError
from statusbok.lock import locked
from statusbok.publish import (
    accessibility_page,
    cache,
    corrections,
    cover,
    data_page,
    edition_page,
    manifest,
    open_data,
    reworded,
)
from statusbok.publish.execute import execute
from statusbok.publish.project import Project, left_out
from statusbok.publish.record import check_record, remembered
from statusbok.publish.render import Renderer
from statusbok.publish.swap import publish, recover, swap
from statusbok.show.nb import cover as words


def build(
    edition: Edition,
    *,
    project: Project | None = None,
    jobs: int | None = None,
    fresh: bool = False,
    explain: bool = False,
    renderer: Renderer | None = None,
    say: Callable[[str], None] = print,
) -> Path:
    """Execute the notebooks for an edition and build the site.

    The site that was there before stays until the new one is whole and has passed every check.

    Args:
        edition: the report's parameters.
        project: the folder to build; by default the repository.
        jobs: notebooks to execute at a time; by default one for each core.
        fresh: whether everything is made anew, and nothing kept from earlier builds is used.
        explain: say of each chapter why it runs or does not.
        renderer: the process to run Jupyter Book in, where one has been started.
        say: takes one line on what is going on.

    Returns:
        The front page, `_build/html/index.html`.

    Raises:
        DataError, GeometryError: the record is not in order.
        BuildError: a notebook failed, Sphinx warned, the site did not pass the checks, or another build runs.
    """
    project = project or Project()
    with locked(project.root, BuildError):
        check(project, fresh=fresh, say=say)
        return build_checked(edition, project=project, jobs=jobs, fresh=fresh, explain=explain, renderer=renderer, say=say)


def check(project: Project, *, fresh: bool = False, say: Callable[[str], None] = print) -> None:
    """Check the record in use, unless it is as it was when it was checked last.

    Args:
        project: the folder to build.
        fresh: check it whatever it was.
        say: takes one line on what is going on.

    Raises:
        DataError, GeometryError: it is not in order.
    """
    kept = frozen.in_use()
    checked = check_record() if fresh else remembered(check_record, project.root)
    say(f"Checking the {'record' if kept is None else f'record in {frozen.relative(kept)}'}: {checked}")


def build_checked(
    edition: Edition,
    *,
    project: Project,
    jobs: int | None = None,
    fresh: bool = False,
    explain: bool = False,
    renderer: Renderer | None = None,
    say: Callable[[str], None] = print,
) -> Path:
    """As `build`, for one who holds the lock of the project, and has checked the record."""
    read = manifest.inputs(project.root, edition.year)  # as they are now: what is changed from here on, the next build sees
    with renderer or Renderer(project) as renderer:
        seconds = prepare(edition, project=project, jobs=jobs, fresh=fresh, explain=explain, say=say)
        say("Building the site")
        staged = run_jupyter_book(project, renderer, fresh=fresh)
    manifest.write(staged, edition, project, seconds, read)
    with timing.spent("checks of the site"):
        publish(staged, project, left_out(edition))
    reworded.remember(project, read)
    return project.site / "index.html"


@timing.spent("pages and files")
def prepare(
    edition: Edition,
    *,
    project: Project,
    jobs: int | None = None,
    fresh: bool = False,
    explain: bool = False,
    say: Callable[[str], None] = print,
) -> dict[str, float]:
    """Make what `jupyter-book build .` needs in `book/`: executed chapters, open data, and the page that lists them.

    Returns:
        The seconds that each chapter took.

    Raises:
        BuildError: a notebook failed; `book/` is then as it was.
    """
    recover(project.site)
    chapters = project.chapters(left_out(edition))

    def tell(reasons: dict[str, str]) -> None:
        kept = sum(why == cache.UNCHANGED for why in reasons.values())
        number, left = str(len(reasons) - kept), ""
        if kept:
            number, left = f"{number} of {len(reasons)}", f"; nothing {'the others' if kept < len(reasons) else 'they'} read has changed"
        say(f"Executing {number} notebooks: {edition.name} ({edition.municipality}), edition {edition.year}{left}")
        for chapter, why in reasons.items() if explain else ():
            say(f"  {chapter}: {'not run' if why == cache.UNCHANGED else 'ran'}, {why}")

    executed = execute(edition, project.work / "book", project=project, workers=jobs, fresh=fresh, tell=tell)
    about = {
        "municipality": edition.municipality,
        "name": edition.name,
        "year": edition.year,
        "around": words.AROUND[edition.at_border],
        "left_out": left_out(edition),
    }
    (project.work / "book/files/edition.json").write_text(json.dumps(about, ensure_ascii=False), encoding="utf-8")
    cover.write_or_copy(edition, project.work / "book", project, fresh=fresh)
    open_data.write(edition.record, project.work / "book/files/data")
    (project.book / "tilgjengelighet.md").write_text(accessibility_page.page(project.book), encoding="utf-8")
    (project.book / "utgaven.md").write_text(edition_page.page(edition, project), encoding="utf-8")
    page = data_page.page(edition.record, open_data.chapters(list(executed)))
    (project.book / "data.md").write_text(page, encoding="utf-8")
    for stale in project.book.glob("*.ipynb"):
        if stale.stem not in chapters:
            stale.unlink()
    for made in [*executed, *(project.work / "book").glob("*.html")]:
        made.replace(project.book / made.name)
    swap(project.work / "book" / "files", project.files)
    corrections.write(edition, project)
    return {path.stem: seconds for path, seconds in executed.items()}


@timing.spent("Sphinx")
def run_jupyter_book(project: Project, renderer: Renderer | None = None, *, fresh: bool = False) -> Path:
    """Run Jupyter Book on `book/` with warnings as errors.

    Args:
        project: the folder to build.
        renderer: the process to run it in, where one has been started.
        fresh: whether nothing of the last build is used.

    Returns:
        Folder of the new site, below `_build/work/`.

    Raises:
        BuildError: Sphinx warned or failed; the message holds its warnings.
    """
    for page in project.pages(project.executed_without()):
        if not any((project.root / f"{page}{suffix}").exists() for suffix in (".md", ".ipynb")):
            raise BuildError(f"_toc.yml names {page}, but there is neither {page}.md nor a notebook of that name")
    with renderer or Renderer(project) as process:
        return process.run(fresh=fresh)
