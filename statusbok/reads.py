"""What a process has read: tables, layers and other files of the project, for the cache of executed chapters.

The library notes a read when something is used, not when a file is opened: tables may lie in memory already, in a kernel that
was forked from a process that has loaded them. What a notebook opens itself is seen by an audit hook.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import re
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")
Note = tuple[str, ...]
"""A kind and what it is about, see the functions below; values in JSON."""

ROOT = Path(__file__).resolve().parent.parent

#: What a page shows, but no calculation depends on: a build puts it in its place after the chapters have run.
_TOKEN = "@@statusbok:{}@@"
TOKENS = re.compile(r"@@statusbok:(\w+)@@")

STARTED = time.time_ns()
"""When this process began, as good as: what has been changed since may have been read before or after."""

#: Folders of the project that hold no input of a chapter: the code has a key of its own.
_NOT_READ = ("statusbok", "_build", "__pycache__")

LATE = "late"

OUTPUT = "STATUSBOK_READS"
"""Environment variable with the file that a kernel writes its reads to."""

_base: set[Note] = set()
_notes: list[set[Note]] = [_base]
_watched: list[Path] = []


def note(*what: str) -> None:
    """Note a read."""
    _notes[-1].add(what)


def file(path: Path) -> None:
    """The content of a file, or that it is not there."""
    note("file", named(path))


def folder(path: Path) -> None:
    """The names in a folder."""
    note("folder", named(path))


def entry(package: Path, name: str) -> None:
    """What a `datapackage.json` has about one table."""
    note("entry", named(package), name)


def fetched(package: Path, name: str) -> None:
    """Whether a table was fetched, and nothing else about it."""
    note("fetched", named(package), name)


def names(package: Path) -> None:
    """Which tables there are."""
    note("names", named(package))


def core(package: Path) -> None:
    """Which tables an edition cannot do without."""
    note("core", named(package))


def code(module: str) -> None:
    """The code of a module, and of those that it imports."""
    note("code", module)


def derived(name: str, parameters: dict[str, Any], arguments: list[Any], found: tuple[T, set[Note]]) -> T:
    """A small result of large tables, with what it was made from: a change there matters only if it changes the result.

    Args:
        name: a result that `statusbok.publish.cache` can work out again.
        parameters: those of the edition.
        arguments: what the result is asked about.
        found: the result, and what was read for it, from `traced`.
    """
    value, through = found
    note("derived", *(json.dumps(part, sort_keys=True) for part in (name, parameters, arguments, value, sorted(through))))
    return value


def traced(work: Callable[[], T]) -> tuple[T, set[Note]]:
    """The result of some work, and what it reads, which is not noted otherwise."""
    _notes.append(set())
    try:
        return work(), _notes[-1]
    finally:
        _notes.pop()


@contextlib.contextmanager
def unnoted() -> Iterator[None]:
    """Note nothing for a while: what is loaded in advance, or read by one who notes it in other words."""
    _notes.append(set())
    try:
        yield
    finally:
        _notes.pop()


def late(name: str, text: str) -> str:
    """The text itself; in a build a token, which the build replaces: the commit is on every page, and no reason to run it."""
    if not _watched:
        return text
    note(LATE, name, text)
    return _TOKEN.format(name)


def noted() -> list[Note]:
    """All reads since the process began, or since the fork, in order."""
    return sorted(_base)


def asked_for(output: Path, files: Path) -> dict[str, str]:
    """The environment variables that ask a kernel to write its reads, see `begin`.

    Args:
        output: file for the notes: a line for each cell, a JSON list of what is new with it.
        files: folder for the pictures, tables and maps of the chapter.
    """
    return {OUTPUT: str(output), "STATUSBOK_FILES": str(files)}


def begin() -> None:
    """Watch this kernel, whose folder is that of the project, if it is asked to: write its new reads after each cell.

    What modules read when they were imported, before a fork too, is among them.
    """
    from IPython import get_ipython

    if not (output := os.environ.get(OUTPUT)):
        return
    if not _watched:
        sys.addaudithook(_heard)
    _watched[:] = [Path.cwd().resolve()]

    written: set[Note] = set()

    def write(_result: object) -> None:
        new = sorted(_base - written)
        with Path(output).open("a", encoding="utf-8") as file:  # to put a file in the place of another waits for the disk
            file.write(f"{json.dumps(new)}\n")
        written.update(new)

    get_ipython().events.register("post_run_cell", write)


def named(path: str | Path) -> str:
    """A path as notes have it: in the project from its folder, elsewhere from the root."""
    whole = os.path.realpath(path)
    within = os.path.relpath(whole, ROOT) if whole.startswith(f"{ROOT}{os.sep}") else whole
    return within.replace(os.sep, "/")


def _heard(event: str, arguments: tuple[Any, ...]) -> None:
    """Note what is opened or listed in the project, and what leads out of it; an audit hook must never fail."""
    try:
        if event == "open":
            path, mode, flags = arguments
            if isinstance(path, (str, bytes, os.PathLike)) and not _writes(mode, flags):
                _seen(os.fsdecode(path), file)
        elif event in ("os.listdir", "os.scandir"):
            path = arguments[0]
            if isinstance(path, (str, bytes, os.PathLike)):
                _seen(os.fsdecode(path), folder)
        elif event == "sqlite3.connect":
            _seen(os.fsdecode(arguments[0]), file)
        elif event == "socket.connect" and isinstance(arguments[1], tuple):
            note("network", str(arguments[1][0]))
        elif event == "subprocess.Popen":
            note("program", os.path.basename(os.fsdecode(arguments[0] or arguments[1][0])))
    except Exception:  # noqa: BLE001 - what was asked for goes on, and says itself what is wrong
        return


def _writes(mode: object, flags: object) -> bool:
    if isinstance(mode, str):
        return not set(mode).isdisjoint("wax")
    return isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR) != 0


def _seen(path: str, tell: Callable[[Path], None]) -> None:
    whole = Path(os.path.realpath(path))
    for root in {*_watched, ROOT}:
        if whole.is_relative_to(root) and whole != root:
            break
    else:
        return
    if whole.suffix == ".pyc":
        whole = Path(importlib.util.source_from_cache(str(whole)))
    parts = whole.relative_to(root).parts
    if parts[0] in _NOT_READ or not {"__pycache__", "site-packages"}.isdisjoint(parts):
        return
    if any(part.startswith((".", "__editable__")) for part in parts):
        return
    files = os.environ.get("STATUSBOK_FILES")
    if files and whole.is_relative_to(os.path.realpath(files)):
        return
    if tell is folder and len(parts) == 1 and parts[0] not in ("data", "geo", "book"):
        return  # the import system lists folders
    tell(whole)
