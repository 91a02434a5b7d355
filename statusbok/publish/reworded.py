"""A build after nothing but text has changed: sentences of notebooks, and of pages written by hand.

Everything else that a build makes is then what the last one left. That is held against what the last one noted, and
neither the record nor what executes notebooks is loaded.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from statusbok import clock
from statusbok.errors import BuildError, StatusbokError
from statusbok.lock import locked
from statusbok.publish import cache, manifest, unchanged
from statusbok.publish.project import Project, goal_of
from statusbok.publish.record import is_remembered
from statusbok.publish.render import Renderer
from statusbok.publish.swap import publish

_TITLE = re.compile("^# (.+)$", re.MULTILINE)
_DAMAGED = (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, StopIteration)


def front_page(
    municipality: str, year: int, *, renderer: Renderer, project: Project | None = None, say: Callable[[str], None] = print
) -> Path | None:
    """The front page of the site, made anew where only text has changed since it was built.

    Args:
        municipality: number of the edition's municipality, as given.
        year: its year. The record in use must be the edition's.
        renderer: where Jupyter Book is run.
        project: the folder; by default the repository.
        say: takes one line on what is going on.

    Returns:
        Path of the page; None where more has changed, or less, or that cannot be known: then nothing has been done.

    Raises:
        BuildError: Sphinx warned, or the site did not pass the checks.
    """
    project = project or Project()
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(locked(project.root, BuildError))
            work = _work(municipality, year, project)
        except (StatusbokError, *_DAMAGED):
            return None  # the build says what is wrong
        if work is None:
            return None
        built, inputs, pages = work
        say(f"Building the site: only text has changed, in {_listed(built.inputs, inputs)}")
        _write_pages(project, pages, inputs)
        shutil.rmtree(project.work, ignore_errors=True)
        staged = renderer.run()
        manifest.save(staged, replace(built, inputs=inputs, outputs=manifest.outputs(staged)))
        publish(staged, project, project.executed_without())
        _note(project, unchanged.noted(project) | {"manifest": manifest.checksum(project.site / manifest.FILE)})
        return project.site / "index.html"


def remember(project: Project, inputs: Mapping[str, str]) -> None:
    """Note what a build that is done has left, for the next one; nothing where it is not known what a chapter has read.

    Args:
        project: what was built.
        inputs: as they were when the build began.
    """
    place = project.root / unchanged.NOTED
    place.unlink(missing_ok=True)
    chapters = project.chapters(project.executed_without())
    with contextlib.suppress(*_DAMAGED):
        runs = cache.last(project.root)
        known = {chapter: runs[chapter] for chapter in chapters}
        reads = sorted({json.dumps(note) for run in known.values() for note in run["reads"]})
        _note(project, {
            "manifest": manifest.checksum(project.site / manifest.FILE),
            "day": clock.today().isoformat(),
            "code": {chapter: run["known"] for chapter, run in known.items()},
            "reads": [json.loads(note) for note in reads],
            "titles": {name: _titles_of(project.root / name, inputs[name]) for name in inputs if _is_text(name)},
            "from": {chapter: inputs[_source(project, chapter)] for chapter in chapters},
            "made": _generated(project),
        })  # fmt: skip


def _work(municipality: str, year: int, project: Project) -> tuple[manifest.Manifest, dict[str, str], dict[str, Any]] | None:
    """The manifest of the last build, the inputs of now, and the pages to write again; None where that is not enough."""
    noted = unchanged.noted(project)
    built = manifest.read(project.site / manifest.FILE)
    inputs = manifest.inputs(project.root, year)
    changed = {name for name in inputs if built.inputs.get(name) != inputs[name]}
    if (
        not changed
        or inputs.keys() != built.inputs.keys()
        or not all(map(_is_text, changed))
        or not unchanged.is_of(built, municipality, year, project)
        or noted["manifest"] != manifest.checksum(project.site / manifest.FILE)
        or noted["day"] != clock.today().isoformat()
        or not is_remembered(project.root)
        or noted["made"] != _generated(project)
        or any(_titles(project.root / name) != noted["titles"][name] for name in changed)
        or not cache.as_read(project.root, noted["reads"])
    ):
        return None
    chapters = [chapter for chapter, before in noted["from"].items() if inputs[_source(project, chapter)] != before]
    pages = {chapter: _page(chapter, project, noted["code"][chapter]) for chapter in chapters}
    return None if None in pages.values() else (built, inputs, pages)


def _page(chapter: str, project: Project, known: Mapping[str, str]) -> Any:
    """What was executed under the text of today; None where more than that is new."""
    import nbformat

    notebook = nbformat.read(project.notebook(chapter), as_version=4)
    executed = json.loads((project.book / f"{chapter}.ipynb").read_text(encoding="utf-8"))
    if goal_of(chapter) is not None:
        notebook.cells[0].source = "".join(executed["cells"][0]["source"])
    if cache.known_by(notebook) != known or cache.reads.TOKENS.search(json.dumps(notebook)):
        return None
    return nbformat.from_dict(cache.under(executed, notebook))


def _write_pages(project: Project, pages: Mapping[str, Any], inputs: Mapping[str, str]) -> None:
    import nbformat

    noted = unchanged.noted(project)
    for chapter, page in pages.items():
        place = project.book / f"{chapter}.ipynb"
        new = place.with_name(f".{place.name}.{os.getpid()}")
        nbformat.write(page, new)
        os.replace(new, place)
        noted["from"][chapter] = inputs[_source(project, chapter)]
        noted["made"][place.name] = manifest.checksum(place)
    if pages:
        _note(project, noted)


def _is_text(name: str) -> bool:
    folder, _, file = name.rpartition("/")
    return (folder, Path(file).suffix) in (("notebooks", ".ipynb"), ("book", ".md"))


def _source(project: Project, chapter: str) -> str:
    return f"notebooks/{project.notebook(chapter).name}"


def _titles_of(path: Path, checksum: str) -> list[str] | None:
    """The titles of a page as it was when the build began; None, which no titles are, if it has been changed since."""
    return _titles(path) if manifest.checksum(path) == checksum else None


def _titles(path: Path) -> list[str]:
    """What other pages show of a page: the first line of its first text, and its first heading."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".ipynb":
        cells = [cell for cell in json.loads(text)["cells"] if cell["cell_type"] == "markdown"]
        texts = ["".join(cell["source"]) for cell in cells]
        text = "\n".join(texts)
    heading = _TITLE.search(text)
    return [*text.splitlines()[:1], heading[1] if heading else ""]


def _generated(project: Project) -> dict[str, str]:
    """Checksums of what a build has put into `book/`."""
    made = (path for path in project.book.rglob("*") if path.is_file() and manifest.is_generated(path, project.root))
    return {path.relative_to(project.book).as_posix(): manifest.checksum(path) for path in made}


def _listed(before: Mapping[str, str], now: Mapping[str, str]) -> str:
    names = sorted(name for name in now if before[name] != now[name])
    return names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more"


def _note(project: Project, noted: Mapping[str, Any]) -> None:
    place = project.root / unchanged.NOTED
    new = place.with_name(f".{place.name}.{os.getpid()}")
    new.write_text(json.dumps(noted, ensure_ascii=False, sort_keys=True), encoding="utf-8")
    os.replace(new, place)
