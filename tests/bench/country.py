"""The chapters of every municipality: throughput against the stock way on a few, and memory as the run goes on."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).resolve().parents[2]
YEAR = 2023
SAMPLE = ("1151", "3101", "4601")
"""Municipalities that the stock way is measured on: Utsira, Halden, Bergen."""


def measure(facts: Path, place: Path, *, only: int | None, stock: Callable[..., float]) -> None:
    """Make the record of the whole country, execute the chapters of each municipality, and print what it took.

    Args:
        facts: folder with the two published tables.
        place: folder for the project.
        only: municipalities to do; None for all.
        stock: seconds of one notebook in the stock way.
    """
    from tests.bench.record import make

    make(facts, place)
    words = [sys.executable, str(ROOT / "tests/bench/country.py"), str(place), str(only or 0)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(place), str(ROOT)]), "STATUSBOK_COMMIT": "bench"}
    lines = subprocess.run(words, cwd=place, env=environment, stdout=subprocess.PIPE, text=True, check=True).stdout.splitlines()
    per_notebook = float(lines[-1])
    print("\n".join(lines[:-1]))
    from statusbok.publish.project import Project

    with tempfile.TemporaryDirectory() as folder:
        chapters = [chapter for chapter in CHAPTERS if Project(place).notebook(chapter).exists()]
        took = [
            stock(place, chapter, Path(folder) / code / f"{chapter}.ipynb", municipality=code, year=YEAR)
            for code in SAMPLE
            for chapter in chapters
        ]
    theirs = statistics.mean(took)
    print(f"{'country':<12}{per_notebook:8.3f} s a notebook against {theirs:.2f} s the stock way: {theirs / per_notebook:.1f} times; at least 7")


CHAPTERS = ("sammendrag", "nytt", "sysselsetting", "pendling", "naeringsareal", "drivkrefter", "planens_tall")
"""The chapters that every municipality has."""


def run_chapter(*arguments: Any, tell: Callable[[Any], None]) -> None:
    """As the build's own, but the notebook is let go: the build of a municipality ends with its process, this one goes on."""
    from statusbok.publish import execute as executing

    executing.run_chapter(*arguments, tell=tell)


def run_all(root: Path, only: int) -> None:
    """Execute the chapters of the municipalities in forked kernels, as many at a time as there are cores."""
    from statusbok import warm
    from statusbok.catalogue import catalogue
    from statusbok.edition import Edition, editions_of
    from statusbok.publish import execute as executing
    from statusbok.publish.country import norwegian
    from statusbok.publish.project import Project
    from statusbok.warm import pool

    warm.start()
    record, project = catalogue(), Project(root)
    codes = [code for code in norwegian(record.table("municipalities")) if YEAR in editions_of(record, code)]
    codes = codes[:only] if only else codes
    notebooks = {}
    with tempfile.TemporaryDirectory() as folder:
        for code in codes:
            edition = Edition(municipality=code, year=YEAR)
            for chapter in CHAPTERS:
                work = Path(folder) / code / chapter
                notebook = executing.chapter_notebook(chapter, edition, project)
                notebooks[f"{code} {chapter}"] = (chapter, notebook, edition.parameters, work, True, executing.CELL_TIMEOUT)
        memory, done, failed = {}, 0, []
        lock = threading.Event()
        highest = [0]

        def watch() -> None:
            while not lock.wait(0.5):
                highest[0] = max(highest[0], resident())

        threading.Thread(target=watch, daemon=True).start()

        def ended(name: str, outcome: pool.Outcome) -> None:
            nonlocal done
            done += 1
            if outcome.error:
                failed.append(f"{name}: {outcome.error.splitlines()[-1].strip()}")
            if done % len(CHAPTERS) == 0:
                number = done // len(CHAPTERS)
                if number == 10 or number % 50 == 0 or number == len(codes):
                    memory[number], highest[0] = highest[0], 0
                print(f"{number} of {len(codes)}", file=sys.stderr)

        started = time.perf_counter()
        pool.run(run_chapter, notebooks, workers=os.cpu_count() or 1, started=lambda name: _ready(Path(folder), name), done=ended)
        took = time.perf_counter() - started
        lock.set()
    print(f"{len(codes)} municipalities, {len(notebooks)} notebooks in {took:.0f} s, {len(failed)} failed")
    print("\n".join(f"  {line}" for line in failed[:10]), end="\n" if failed else "")
    print("memory of all processes at its highest, up to municipality: " + ", ".join(f"{n}: {b / 2**20:.0f} MiB" for n, b in memory.items()))
    print(took / len(notebooks))


def _ready(folder: Path, name: str) -> None:
    (folder / name.replace(" ", "/") / "files").mkdir(parents=True)


def resident() -> int:
    """Memory of this program and all that it has started, what they share counted once (PSS), in bytes."""
    total = 0
    for process in [psutil.Process(), *psutil.Process().children(recursive=True)]:
        try:
            total += process.memory_full_info().pss
        except psutil.Error:
            continue
    return total


if __name__ == "__main__":
    run_all(Path(sys.argv[1]), int(sys.argv[2]))
