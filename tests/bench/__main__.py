"""Measure the build: `python -m tests.bench [NAME ...]`, all of them by default; ratios are taken side by side in one run.

    full       a whole build against the stock way: papermill's command for each notebook, then jupyter-book's
    execution  executing the notebooks against the floor: the same cells as plain code in warm processes, on as many cores
    unchanged  a build with nothing changed
    sentence   a build after one sentence of a notebook has changed
    country    the chapters of every municipality against the stock way on a few; with --facts DIR

Everything is made in a scratch folder; the project itself stays as it is. See README.md here for what was measured.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import nbformat

from statusbok.publish import manifest
from tests.bench import country

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("full", "execution", "unchanged", "sentence", "country")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(NAMES))
    parser.add_argument("--runs", type=int, default=3, help="runs of each, default 3")
    parser.add_argument("--facts", type=Path, metavar="DIR", help="the published tables of the whole country, see tests.bench.record")
    parser.add_argument("--only", type=int, metavar="N", help="country: the first N municipalities")
    options = parser.parse_args()
    if unknown := set(options.names) - set(NAMES):
        parser.error(f"there is no benchmark {sorted(unknown)[0]!r}; use {', '.join(NAMES)}")
    names = options.names or [name for name in NAMES if name != "country" or options.facts]
    if "country" in names and not options.facts:
        parser.error("country needs --facts DIR, a folder with the two tables that tests.bench.record names")
    print(machine(), flush=True)
    with tempfile.TemporaryDirectory(prefix="statusbok-bench-") as folder:
        if set(names) - {"country"}:
            project = copy(Path(folder) / "project")
            build(project, "--fresh")  # byte code, fonts and the disk's memory are warm for both
            for name in names:
                if name != "country":
                    globals()[name](project, options.runs)
        if "country" in names:
            country.measure(options.facts, Path(folder) / "country", only=options.only, stock=stock_notebook)


def machine() -> str:
    """What the times were measured on, and with."""
    packages = ("papermill", "jupyter-book", "sphinx", "pandas", "matplotlib")
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in packages)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    commit = subprocess.run(["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True).stdout.strip()
    return (
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, commit {commit}, {os.cpu_count()} cores, {memory:.0f} GiB, load {os.getloadavg()[0]:.1f}\n"
        f"Python {platform.python_version()}, {versions}"
    )


def copy(place: Path) -> Path:
    """A project folder with all that a build reads."""
    for name in manifest.inputs(ROOT, 2026):
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, place / name)
    return place


def build(project: Path, *options: str) -> float:
    """Seconds of the command `statusbok build` in a project, from start to end."""
    return seconds([sys.executable, "-m", "statusbok", "build", *options], project)


def seconds(command: list[str], folder: Path, **environment: str) -> float:
    """Seconds of a command.

    Raises:
        subprocess.CalledProcessError: it failed; what it wrote to standard error is shown.
    """
    surroundings = os.environ | {"PYTHONPATH": str(folder), "STATUSBOK_COMMIT": "bench", "SOURCE_DATE_EPOCH": "1790000000"} | environment
    started = time.perf_counter()
    done = subprocess.run(command, cwd=folder, env=surroundings, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    took = time.perf_counter() - started
    if done.returncode:
        print(done.stderr[-3000:], file=sys.stderr)
        done.check_returncode()
    return took


def told(name: str, ours: list[float], theirs: list[float] | None, limit: float, unit: str) -> None:
    """Print the medians; the ratio is the median of the pairs."""
    if theirs is None:
        print(f"{name:<12}{statistics.median(ours):8.2f} s   at most {limit} {unit}   ({', '.join(f'{value:.2f}' for value in ours)})", flush=True)
        return
    ratios = [mine / other for mine, other in zip(ours, theirs, strict=True)]
    print(
        f"{name:<12}{statistics.median(ours):8.2f} s against {statistics.median(theirs):.2f} s: {statistics.median(ratios):.3f}"
        f"   at most {limit}   ({', '.join(f'{ratio:.3f}' for ratio in ratios)})",
        flush=True,
    )


def full(project: Path, runs: int) -> None:
    """A whole build, nothing kept, against the stock way on the same notebooks."""
    pairs = [(build(project, "--fresh"), stock(project)) for _ in range(runs)]
    told("full", [pair[0] for pair in pairs], [pair[1] for pair in pairs], 0.2, "of the stock way")


def stock(project: Path) -> float:
    """Seconds of papermill's command for each notebook, one by one, and jupyter-book's on what they made."""
    with tempfile.TemporaryDirectory(prefix="statusbok-stock-") as folder:
        place = Path(folder) / "project"
        shutil.copytree(project, place, ignore=shutil.ignore_patterns("_build", "__pycache__"))
        chapters = sorted(path.stem for path in (place / "book").glob("*.ipynb"))
        shutil.rmtree(place / "book/files")
        for kept in (project / "book/files").glob("*.*"):
            (place / "book/files").mkdir(exist_ok=True)
            shutil.copy(kept, place / "book/files")
        took = sum(stock_notebook(place, chapter, place / f"book/{chapter}.ipynb", municipality="3101", year=2026) for chapter in chapters)
        return took + seconds([command("jupyter-book"), "build", ".", "-q"], place)


def command(name: str) -> str:
    """Path of a command of this environment."""
    return str(Path(sys.executable).with_name(name))


def stock_notebook(project: Path, chapter: str, output: Path, **parameters: object) -> float:
    """Seconds of papermill's command for one notebook of a project."""
    source = project / f"notebooks/{'maal' if chapter.startswith('maal_') else chapter}.ipynb"
    given = {name: value for name, value in parameters.items() if name != "municipality"}
    if chapter.startswith("maal_"):
        given["goal"] = int(chapter.removeprefix("maal_"))
    words = [command("papermill"), str(source), str(output), "-k", "python3", "-r", "municipality", str(parameters["municipality"])]
    for name, value in given.items():
        words += ["-p", name, str(value)]
    files = output.parent / "files"
    files.mkdir(parents=True, exist_ok=True)
    return seconds(words, project, STATUSBOK_FILES=str(files))


def execution(project: Path, runs: int) -> None:
    """Executing every chapter in forked kernels against the same cells as plain code, both with the parent running."""
    words = [sys.executable, str(ROOT / "tests/bench/floor.py"), str(project), str(runs)]
    found = subprocess.run(words, cwd=project, env=os.environ | {"PYTHONPATH": str(project)}, capture_output=True, text=True)
    if found.returncode:
        print(found.stderr[-3000:], file=sys.stderr)
        found.check_returncode()
    pairs = json.loads(found.stdout.splitlines()[-1])
    told("execution", [pair[0] for pair in pairs], [pair[1] for pair in pairs], 1.2, "of the floor")


def unchanged(project: Path, runs: int) -> None:
    """A build with nothing changed since the last."""
    build(project)
    told("unchanged", [build(project) for _ in range(runs)], None, 1.5, "s")


def sentence(project: Path, runs: int) -> None:
    """A build after one sentence of a notebook, in markdown, has changed."""
    path = project / "notebooks/pendling.ipynb"
    before = path.read_bytes()
    took = []
    try:
        for number in range(runs + 1):
            notebook = nbformat.read(path, as_version=4)
            cell = next(cell for cell in notebook.cells if cell.cell_type == "markdown" and cell.source.startswith("## "))
            cell.source = f"{cell.source.split('Setning')[0].rstrip()}\n\nSetning nummer {number}."
            nbformat.write(notebook, path)
            took.append(build(project))
    finally:
        path.write_bytes(before)
    told("sentence", took[1:], None, 2.5, "s")


if __name__ == "__main__":
    main()
