"""Jupyter Book in a process of its own, which loads beside other work and starts from what the last build left.

What it leaves is in `_build/sphinx`: the pages as Sphinx has read and written them, and a stamp of all that Sphinx makes
pages from besides the pages' own text. With another stamp, or without one since a run was cut off, it starts from nothing.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib
import json
import multiprocessing
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from multiprocessing.context import BaseContext
from pathlib import Path
from types import ModuleType, TracebackType

from statusbok import warm
from statusbok.errors import BuildError
from statusbok.publish import manifest
from statusbok.publish.project import Project

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_ARGUMENTS = ("-W", "--keep-going", "-n", "-q")
_ALL_PAGES = (
    "_config.yml", "_toc.yml", "book/_static/**/*", "book/rettelser.json", "book/files/edition.json", "book/files/delingskort.json",
)
"""What the look of every page depends on, in the project; and the code of the extension, see `_code`."""
_LOADED = {"jupyter_book.cli.main", "jupyter_book.sphinx", "statusbok.sphinx_nb"}
"""Modules that tell that `load` was called."""
_PRESENT = ("book/files/delingskort.png", "book/files/rettelser.xml")
"""Files that every page says something of when they are there."""


class Renderer:
    """A process that loads Jupyter Book at once and runs it when told to; a context manager, at whose end it is gone.

    Attributes:
        project: the folder to build.
    """

    def __init__(self, project: Project) -> None:
        self.project = project
        self._code = _loaded or _code()  # before the process loads it
        # In a fork of a parent that has loaded all of it there is nothing to start early.
        self._process = None if _LOADED & sys.modules.keys() == _LOADED and warm.is_fork() else subprocess.Popen(
            [sys.executable, "-m", "statusbok.publish.render"],
            cwd=project.root, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, encoding="utf-8",
        )  # fmt: skip

    def __enter__(self) -> Renderer:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()

    def run(self, *, fresh: bool = False) -> Path:
        """Make the site from `book/`, with warnings as errors.

        Args:
            fresh: whether nothing of the last build is used.

        Returns:
            Folder of the new site, below `_build/work/`.

        Raises:
            BuildError: Sphinx warned or failed; the message holds its warnings.
        """
        kept = self.project.root / "_build" / "sphinx"
        now = stamp(self.project, self._code)
        begin(kept, "" if fresh else now)
        code, errors = self._render(kept)
        if code:
            told = _COLOUR.sub("", errors).replace(f"{self.project.root}/", "")
            lines = [line for line in told.splitlines() if line.strip()] or [f"its process ended with {code} and told nothing"]
            raise BuildError("\n".join(["Jupyter Book could not build the site without warnings:", *lines[-40:]]))
        return end(kept, now, self.project.work / "site")

    def _render(self, kept: Path) -> tuple[int, str]:
        """Exit code and standard error of the process."""
        if self._process is None:
            return _forked(warm.context(), self.project.root, kept)
        _, errors = self._process.communicate(json.dumps([str(self.project.root), str(kept)]) + "\n")
        return self._process.returncode, errors


class Forked(Renderer):
    """The same, in a fork of this process, which has called `load` and has no threads."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self._code = _loaded

    def __exit__(self, *_: object) -> None:
        return

    def _render(self, kept: Path) -> tuple[int, str]:
        return _forked(multiprocessing.get_context("fork"), self.project.root, kept)


def _forked(context: BaseContext, root: Path, output: Path) -> tuple[int, str]:
    """Run Jupyter Book in a fork that has loaded it; its exit code, and what it wrote to standard error."""
    with tempfile.TemporaryDirectory(prefix="statusbok-") as folder:
        errors = Path(folder, "errors")
        process = context.Process(target=_render_into, args=(root, output, errors, dict(os.environ)))  # type: ignore[attr-defined]
        process.start()
        process.join()
        code = process.exitcode or 0
        process.close()
        return code, errors.read_text(encoding="utf-8", errors="replace") if errors.exists() else ""


def _render_into(root: Path, output: Path, errors: Path, environment: Mapping[str, str]) -> None:
    from statusbok.warm.pool import end_with_program

    threading.Thread(target=end_with_program, daemon=True).start()
    os.environ.clear()
    os.environ.update(environment)
    sys.stdout.flush()
    sys.stderr.flush()
    with errors.open("wb") as file, open(os.devnull, "wb") as nowhere:
        os.dup2(file.fileno(), 2)
        os.dup2(nowhere.fileno(), 1)
    render(root, output)


def begin(kept: Path, now: str) -> None:
    """Make ready the folder of the last build: as that left it where the stamp is the same, empty otherwise."""
    site, stamped = kept / "_build/html", kept / "stamp"
    before = stamped.read_text(encoding="utf-8") if stamped.is_file() else ""
    stamped.unlink(missing_ok=True)  # until the run has come to its end
    if not now or before != _stamped(now, site):
        shutil.rmtree(kept, ignore_errors=True)
        kept.mkdir(parents=True)
        return
    for page in site.glob("book/*.html"):
        page.touch()  # Sphinx writes those again that are older than their source, which may have the same content
    stays = {site / name for name in ("book", "_images", "_downloads", "_static", "searchindex.js", ".buildinfo")}
    for path in [*site.iterdir(), *(site / "_static").iterdir()]:
        if path not in stays | {site / "_static/inline"}:
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def end(kept: Path, now: str, place: Path) -> Path:
    """Copy the site to where the build goes on with it, and stamp what is kept.

    Returns:
        The folder `place`.
    """
    site = kept / "_build/html"
    shutil.rmtree(place, ignore_errors=True)
    # .buildinfo is for Sphinx's next run alone, and has the folder of the packages in its checksum.
    shutil.copytree(site, place, ignore=lambda folder, names: {".buildinfo"} & set(names))
    (kept / "stamp").write_text(_stamped(now, site), encoding="utf-8")
    return place


def _stamped(now: str, site: Path) -> str:
    """The stamp with that of the pages, so that one which is cut off or changed by hand is not used again."""
    files = [*sorted(site.glob("book/*")), *sorted((site.parent / ".doctrees").rglob("*")), site / "searchindex.js"]
    files += sorted(path for folder in ("_images", "_downloads", "_static/inline") for path in (site / folder).rglob("*"))
    files += sorted(path for folder in ("icons", "templates") for path in (site.parent / folder).rglob("*"))
    sums = [(str(path.relative_to(site.parent)), manifest.checksum(path)) for path in files if path.is_file()]
    return hashlib.sha256(repr((now, sums)).encode()).hexdigest()


def stamp(project: Project, code: Mapping[str, str]) -> str:
    """Checksum of what Sphinx makes all pages from, besides the text of each and the files that it names.

    Args:
        project: the folder to build.
        code: checksums of the code that was loaded.
    """
    files = {path for pattern in _ALL_PAGES for path in project.root.glob(pattern)}
    told = {
        "root": str(project.root),
        "python": platform.python_version(),
        "packages": manifest.packages(project.root),
        "files": {str(path): manifest.checksum(path) for path in sorted(files) if path.is_file()} | code,
        "present": [name for name in _PRESENT if (project.root / name).is_file()],
        "arguments": _ARGUMENTS,
        "made": os.environ.get("SOURCE_DATE_EPOCH"),
    }
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


_loaded: dict[str, str] = {}
"""Checksums of the code that `load` has loaded, in a process that others are forked from."""


def _code() -> dict[str, str]:
    """Checksums of the code that pages are made with."""
    package = Path(__file__).resolve().parents[1]
    files = [*sorted((package / "sphinx_nb").rglob("*")), package / "policy.py", Path(__file__)]
    return {str(path): manifest.checksum(path) for path in files if path.is_file() and path.suffix != ".pyc"}


def load() -> None:
    """Import what a run needs, which takes longer than a run of a few pages."""
    _loaded.update(_code())
    # The database of myst-nb's own cache, a fifth of the time: nothing is executed here.
    database = ModuleType("jupyter_cache.cache.db")
    database.__getattr__ = lambda name: None  # type: ignore[method-assign]
    sys.modules.setdefault(database.__name__, database)
    from sphinx import application

    names = ["jupyter_book.cli.main", "jupyter_book.sphinx", "myst_nb.sphinx_ext", "sphinx_external_toc", "sphinx_book_theme"]
    for name in [*names, "statusbok.sphinx_nb", *application.builtin_extensions]:
        importlib.import_module(name)


def render(root: Path, output: Path) -> None:
    """Run Jupyter Book in this process, which it leaves unfit for another run: fork first.

    Args:
        root: the project folder.
        output: where to; the site is in `_build/html` below it.

    Raises:
        Exception: Sphinx warned or failed, and has written its warnings to standard error.
    """
    import yaml
    from jupyter_book.cli.main import main

    yaml.SafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same, ten times as fast
    with contextlib.chdir(root):
        main(["build", ".", "--path-output", str(output), *_ARGUMENTS], standalone_mode=False)


def _wait() -> None:
    load()
    if words := sys.stdin.readline():
        threading.Thread(target=_end_with_builder, args=(os.getppid(),), daemon=True).start()
        render(*map(Path, json.loads(words)))
        sys.stderr.flush()
        os._exit(0)  # to take all of it down piece by piece takes as long as to write the pages


def _end_with_builder(builder: int) -> None:
    """End when the program that builds was killed: the next build uses the same folder."""
    while os.getppid() == builder:
        time.sleep(0.1)
    os._exit(1)


if __name__ == "__main__":
    _wait()
