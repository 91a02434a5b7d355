"""Where the time of a build goes: seconds by kind, in the program that builds and in the kernel of each chapter.

Measuring costs next to nothing while it is off. Time within time is counted once, where it is innermost.
"""

from __future__ import annotations

import builtins
import json
import os
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ContextDecorator, contextmanager
from pathlib import Path

VARIABLE = "STATUSBOK_TIMES"
"""Environment variable with the folder that kernels write their times into; without it nothing is measured."""

OUTPUT = "STATUSBOK_TIMES_OF"
"""Environment variable with the file, but for its suffix, that one kernel writes."""

CELLS = "cells"
KINDS = ("import", "data", "calculation", "drawing", "maps", "tables")
"""What the time of a chapter's cells goes to. What is nothing else is calculation."""

_seconds: dict[str, float] | None = None
_kinds: list[str] = []
_since = 0.0


class spent(ContextDecorator):
    """Count the time of a block, or of each call of a function, to a kind: `with spent("maps"): ...`."""

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def __enter__(self) -> None:
        if _seconds is not None:
            _turn()
            _kinds.append(self.kind)

    def __exit__(self, *_: object) -> None:
        if _seconds is not None and _kinds:
            _turn()
            _kinds.pop()


def _turn() -> None:
    """Give the time since the last turn to the innermost kind."""
    global _since
    now = time.perf_counter()
    if _kinds and _seconds is not None:
        _seconds[_kinds[-1]] = _seconds.get(_kinds[-1], 0.0) + now - _since
    _since = now


def _start() -> dict[str, float]:
    global _seconds
    _seconds = {}
    _kinds.clear()
    return _seconds


@contextmanager
def measured() -> Iterator[dict[str, float]]:
    """Measure this process, and the kernels that it starts; the seconds by kind, complete at the end of the block.

    Those of the kernels are in the folder that `VARIABLE` names, see `chapters`.
    """
    global _seconds
    before = os.environ.get(VARIABLE)
    with tempfile.TemporaryDirectory(prefix="statusbok-times-") as folder:
        os.environ[VARIABLE] = folder
        try:
            seconds = _start()
            with spent("the rest"):
                yield seconds
        finally:
            _seconds = None
            os.environ.pop(VARIABLE)
            if before is not None:
                os.environ[VARIABLE] = before


def asked_for(chapter: str) -> dict[str, str]:
    """The environment variables that ask the chapter's kernel to measure its cells, see `begin`."""
    folder = os.environ.get(VARIABLE)
    return {OUTPUT: os.path.join(folder, chapter)} if folder else {}


def begin() -> None:
    """Measure the cells of this kernel if it is asked to, and write the seconds by kind into a file after each."""
    from IPython import get_ipython

    if not (output := os.environ.get(OUTPUT)):
        return
    seconds, started = _start(), time.perf_counter()

    def before_cell(_info: object) -> None:
        nonlocal started
        started = time.perf_counter()

    def after_cell(_result: object) -> None:
        seconds[CELLS] = seconds.get(CELLS, 0.0) + time.perf_counter() - started
        with Path(f"{output}.json").open("a", encoding="utf-8") as file:  # what counts is the last line
            file.write(f"{json.dumps(seconds)}\n")

    events = get_ipython().events
    events.register("pre_run_cell", before_cell)
    events.register("post_run_cell", after_cell)
    builtins.__import__ = spent("import")(builtins.__import__)  # type: ignore[assignment]


def took(chapter: str, seconds: float) -> None:
    """Tell how long a chapter took in all, from the start of its kernel to the end; nothing while nothing is measured."""
    folder = os.environ.get(VARIABLE)
    if folder:
        Path(folder, f"{chapter}.all").write_text(repr(seconds), encoding="utf-8")


def chapters() -> dict[str, dict[str, float]]:
    """Seconds of each chapter that was executed: "kernel" (its start and end), each of `KINDS`, and "all".

    For one whose kernel has not told what its cells did, "all" alone.
    """
    found = {}
    for path in sorted(Path(os.environ[VARIABLE]).glob("*.all")):
        whole = float(path.read_text(encoding="utf-8"))
        inner = path.with_suffix(".json")
        found[path.stem] = {"all": whole}
        if inner.exists():
            told = json.loads(inner.read_text(encoding="utf-8").splitlines()[-1])
            cells = told.pop(CELLS)
            told["calculation"] = max(cells - sum(told.get(kind, 0.0) for kind in KINDS), 0.0)
            found[path.stem] |= {"kernel": max(whole - cells, 0.0), **{kind: told.get(kind, 0.0) for kind in KINDS}}
    return found


def report(build: Mapping[str, float], by_chapter: Mapping[str, Mapping[str, float]]) -> str:
    """The seconds as a table for the terminal: the build as a whole, then the chapters, the slowest first.

    Args:
        build: Seconds by kind, from `measured`.
        by_chapter: From `chapters`.
    """
    steps = sorted(build.items(), key=lambda step: -step[1])
    lines = ["", "Seconds", *(f"{kind:<20}{seconds:8.2f}" for kind, seconds in [*steps, ("in all", sum(build.values()))])]
    if by_chapter:
        columns = ("kernel", *KINDS, "all")
        summed = {column: sum(times.get(column, 0.0) for times in by_chapter.values()) for column in columns}
        rows = [*sorted(by_chapter.items(), key=lambda chapter: -chapter[1]["all"]), ("all chapters", summed)]
        lines += ["", f"{'Chapter':<20}" + "".join(f"{column:>12}" for column in columns)]
        for name, times in rows:
            cells = [f"{times[column]:12.2f}" if column in times else f"{'':12}" for column in columns]
            lines.append(f"{name:<20}" + "".join(cells))
    return "\n".join(lines)
