"""The floor: the cells of the notebooks as plain code in warm processes, to hold the executing of notebooks against.

    PYTHONPATH=PROJECT python tests/bench/floor.py PROJECT RUNS

prints the seconds of both, a pair for each run, as JSON.
"""

from __future__ import annotations

import ast
import contextlib
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from statusbok import warm
from statusbok.edition import Edition
from statusbok.publish.execute import execute
from statusbok.publish.project import Project, goal_of, left_out
from statusbok.warm import pool


def run_plainly(source: list[str], parameters: dict[str, Any], files: str, tell: Callable[[Any], None]) -> None:
    """Run some cells as they stand, and format what each shows, without kernel, messages or notebook."""
    from statusbok.warm.parent import KERNEL

    shell = KERNEL.shell
    assert shell is not None
    shell.display_pub.publish = lambda *_, **__: None
    os.makedirs(files, exist_ok=True)
    os.environ["STATUSBOK_FILES"] = files
    names: dict[str, Any] = {"__name__": "__main__", "get_ipython": lambda: shell}
    for cell in source:
        tree = ast.parse(cell)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, "cell", "exec"), names)
        if "municipality" in names and parameters:
            names.update(parameters)
            parameters = {}
        if last is not None and not cell.rstrip().endswith(";"):
            value = eval(compile(ast.Expression(last.value), "cell", "eval"), names)
            if value is not None:
                shell.display_formatter.format(value)
        shell.events.trigger("post_execute")  # shows figures that are left open, and closes them


def measure(project: Project, edition: Edition, runs: int) -> list[tuple[float, float]]:
    """Seconds of executing all chapters, and of their cells as plain code, in as many processes."""
    import nbformat

    workers = os.cpu_count() or 1
    sources = {}
    for chapter in project.chapters(left_out(edition)):
        notebook = nbformat.read(project.notebook(chapter), as_version=4)
        goal = {"goal": goal_of(chapter)} if goal_of(chapter) else {}
        sources[chapter] = [cell.source for cell in notebook.cells if cell.cell_type == "code"], edition.parameters | goal
    found = []
    with tempfile.TemporaryDirectory(prefix="statusbok-floor-") as folder, contextlib.chdir(project.root):
        for number in range(runs + 1):
            started = time.perf_counter()
            execute(edition, Path(folder) / "ours", project=project, workers=workers, fresh=True)
            between = time.perf_counter()
            jobs = {name: (*part, f"{folder}/{number}/{name}") for name, part in sources.items()}
            outcomes = pool.run(run_plainly, jobs, workers=workers)
            ended = time.perf_counter()
            if failed := {name: outcome.error for name, outcome in outcomes.items() if outcome.error}:
                raise RuntimeError(str(failed))
            found.append((between - started, ended - between))
    return found[1:]  # the parent was still importing during the first


def main() -> None:
    root, runs = Path(sys.argv[1]), int(sys.argv[2])
    warm.start()
    print(json.dumps(measure(Project(root), Edition(), runs)))


if __name__ == "__main__":
    main()
