"""Execute the chapters' notebooks with papermill."""

from __future__ import annotations

import ast
import contextlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
from nbclient.exceptions import DeadKernelError
from papermill.engines import papermill_engines
from papermill.exceptions import PapermillExecutionError
from papermill.execute import raise_for_execution_errors
from papermill.parameterize import parameterize_notebook
from traitlets.config import Config

from statusbok import reads, timing, warm
from statusbok.edition import Edition
from statusbok.errors import BuildError
from statusbok.publish import cache
from statusbok.publish.commit import commit_of
from statusbok.publish.progress import Progress
from statusbok.publish.project import PLAN_CHAPTERS, Project, goal_of, left_out
from statusbok.show import map_files
from statusbok.warm import engine, pool

CELL_TIMEOUT = 300  # seconds; a chapter takes a few


@timing.spent("chapters")
def execute(
    edition: Edition,
    output: Path,
    *,
    project: Project | None = None,
    workers: int | None = None,
    fresh: bool = False,
    tell: Callable[[dict[str, str]], None] = lambda _: None,
) -> dict[Path, float]:
    """Execute every chapter for an edition, a few at a time, but those that nothing has changed for since they were.

    Nothing is left in `output` unless every chapter succeeded.

    Args:
        edition: the parameters; checked before any kernel starts, since the model cannot hold wrong ones.
        output: folder to write the executed notebooks to, and `files/` with their pictures, tables and maps.
        project: where the notebooks are; the repository by default.
        workers: kernels at a time; by default one for each core.
        fresh: execute all of them.
        tell: takes why each chapter runs, "since its code has changed", or does not: `cache.UNCHANGED`.

    Returns:
        Paths of the executed notebooks, each with the seconds that it took.

    Raises:
        BuildError: a notebook's parameters cell is not that of Edition, or a cell failed. The message names
            the chapter, the cell's first line and the error.
    """
    project = project or Project()
    notebooks = {chapter: chapter_notebook(chapter, edition, project) for chapter in project.chapters(left_out(edition))}
    if not notebooks:
        raise BuildError(f"there is no notebook in {project.root / 'notebooks'} to execute")
    if notebooks.keys() & set(PLAN_CHAPTERS):
        for number in edition.goals["number"]:
            if f"maal_{number}" not in notebooks:
                raise BuildError(f"goal {number} of the plan has no page: add book/maal_{number} to a part of _toc.yml")
    output.parent.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(dir=output.parent, prefix=f"{output.name}-"))
    try:
        runs = _runs(notebooks, edition, project, staging.resolve(), workers or os.cpu_count() or 1, fresh, tell)
        (staging / "files").mkdir()
        cache.merge({chapter: run.files for chapter, run in runs.items()}, staging / "files")
        if (staging / "files/maps").exists():
            map_files.copy_to(staging / "files")
        shutil.rmtree(staging / "work", ignore_errors=True)
        shutil.rmtree(output, ignore_errors=True)
        staging.rename(output)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return {output / f"{chapter}.ipynb": runs[chapter].seconds for chapter in notebooks}


def _runs(
    notebooks: dict[str, nbformat.NotebookNode], edition: Edition, project: Project, staging: Path, workers: int, fresh: bool,
    tell: Callable[[dict[str, str]], None],
) -> dict[str, cache.Run]:
    """A run of each notebook: one that is kept, or else made now in a folder of its own, and kept.

    The notebooks are written to `staging`, and their files stay in `work` there.
    """
    with surroundings(project.root):
        work = staging / "work"
        kept = cache.Cache(project.root, fresh=fresh)
        parameters = {chapter: edition.parameters | _goal(chapter) for chapter in notebooks}
        files = {chapter: work / chapter / "files" for chapter in notebooks}
        known = {chapter: kept.find(chapter, notebooks[chapter], parameters[chapter], files[chapter]) for chapter in notebooks}
        runs = {chapter: run for chapter, run in known.items() if run}
        tell(kept.reasons)
        left = {chapter: notebook for chapter, notebook in notebooks.items() if chapter not in runs}
        for chapter in left:
            shutil.rmtree(files[chapter], ignore_errors=True)
            files[chapter].mkdir(parents=True)
        progress = Progress({chapter: _code_cells(notebook) for chapter, notebook in left.items()})

        def write(chapter: str, run: cache.Run) -> None:
            cache.fill(run.notebook, kept.text)
            nbformat.write(nbformat.from_dict(run.notebook), staging / f"{chapter}.ipynb")

        def finished(chapter: str, notebook: nbformat.NotebookNode) -> None:
            run = runs[chapter] = cache.Run(notebook, files[chapter], progress.seconds[chapter])
            kept.keep(chapter, left[chapter], parameters[chapter], run, work / chapter / "reads.json")
            write(chapter, run)  # while others run

        for chapter, run in runs.items():
            write(chapter, run)
        if left:
            _run_all(left, parameters, work, project.root, progress, workers, finished)
        kept.note_last()
    return {chapter: runs[chapter] for chapter in notebooks}


def _goal(chapter: str) -> dict[str, int]:
    """The parameter that a chapter on one goal has more than others."""
    goal = goal_of(chapter)
    return {"goal": goal} if goal else {}


def chapter_notebook(chapter: str, edition: Edition, project: Project) -> nbformat.NotebookNode:
    """The notebook of a chapter; that of a goal with the goal's own name as its title."""
    goal = goal_of(chapter)
    notebook = read_notebook(project.notebook(chapter), of_goal=goal is not None)
    if goal is not None:
        title = edition.goals.set_index("number").at[str(goal), "title"]
        notebook.cells[0].source = f"# Mål {goal}: {title}"
    return notebook


def read_notebook(path: Path, *, of_goal: bool = False) -> nbformat.NotebookNode:
    """Read a chapter's notebook and check that its parameters cell is Edition's.

    papermill would only warn about a parameter that the notebook does not have.

    Args:
        path: the notebook.
        of_goal: whether it is the one that is executed for each goal, with a parameter more.

    Raises:
        BuildError: the file is no notebook, or its parameters cell differs.
    """
    try:
        notebook = nbformat.read(path, as_version=4)
    except Exception as error:
        raise BuildError(f"notebooks/{path.name} is not a notebook that can be read: {error}") from error
    cells = [cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", [])]
    expected = Edition.parameters_cell() + ("\ngoal = 1" if of_goal else "")
    if len(cells) != 1 or _assignments(cells[0].source) != _assignments(expected):
        raise BuildError(
            f"notebooks/{path.name}: the one cell tagged 'parameters' must hold exactly\n"
            + "\n".join(f"  {line}" for line in expected.splitlines())
        )
    return notebook


def _run_all(
    notebooks: dict[str, nbformat.NotebookNode], parameters: dict[str, dict[str, Any]], work: Path, root: Path,
    progress: Progress, workers: int, finished: Callable[[str, nbformat.NotebookNode], None],
) -> None:
    """Run each notebook in a kernel of its own; one that fails does not stop the others."""
    failures = {}
    warm_kernel = warm.usable_for(root)

    def done(chapter: str, outcome: pool.Outcome) -> None:
        progress.finish(chapter, failed=outcome.error is not None)
        timing.took(chapter, outcome.seconds)
        if outcome.error is None:
            finished(chapter, outcome.value)
        else:
            failures[chapter] = _named(chapter, outcome.error)

    jobs = {
        chapter: (chapter, notebook, parameters[chapter], work / chapter, warm_kernel, CELL_TIMEOUT)
        for chapter, notebook in notebooks.items()
    }
    try:
        pool.run(run_chapter, jobs, workers=workers, started=progress.start, told=lambda chapter, _: progress.cell(chapter), done=done)
    finally:
        progress.close()
    if failures:
        raise BuildError("\n".join(failures[chapter] for chapter in notebooks if chapter in failures))


def _named(chapter: str, error: str) -> str:
    """What went wrong with a chapter, with its name also where its process could not tell."""
    return error if error.startswith("notebooks/") else f"notebooks/{chapter}.ipynb: {error}"


def run_chapter(
    chapter: str,
    notebook: nbformat.NotebookNode,
    parameters: dict[str, Any],
    work: Path,
    warm_kernel: bool,
    timeout: int,
    tell: Callable[[None], None],
) -> nbformat.NotebookNode:
    """Execute a notebook with papermill in the folder and environment of this process.

    Args:
        chapter: name of the chapter.
        notebook: as `chapter_notebook` gives it.
        parameters: for papermill.
        work: folder in which the kernel finds `files/` for what it makes, and leaves `reads.json` with what it read.
        warm_kernel: fork the kernel instead of starting one.
        timeout: seconds that a cell may take.
        tell: is called when a cell is done.

    Raises:
        BuildError: a cell failed, took too long, or its kernel died; in three lines.
    """
    running: dict[str, nbformat.NotebookNode] = {}

    def started(cell: nbformat.NotebookNode, cell_index: int) -> None:
        running["cell"] = cell

    def finished(cell: nbformat.NotebookNode, cell_index: int, **_: object) -> None:
        tell(None)

    os.environ.update(reads.asked_for(work / "reads.json", work / "files") | timing.asked_for(chapter))
    try:
        executed = _through_papermill(
            notebook,
            parameters,
            engine.register() if warm_kernel else None,
            execution_timeout=timeout,
            on_cell_execute=started,
            on_cell_executed=finished,
            record_timing=False,
            shutdown_kernel="immediate",
            **({} if warm_kernel else {"config": _kernel_config(chapter)}),
        )
    except PapermillExecutionError as error:
        raise BuildError(_failure(chapter, running.get("cell"), f"{error.ename}: {error.evalue}")) from None
    except (TimeoutError, DeadKernelError, RuntimeError) as error:
        raise BuildError(_failure(chapter, running.get("cell"), f"{type(error).__name__}: {error}")) from error
    return _clean(executed)


def _through_papermill(
    notebook: nbformat.NotebookNode, parameters: dict[str, Any], engine_name: str | None, **options: Any
) -> nbformat.NotebookNode:
    """As `papermill.execute_notebook`, in its own steps, but for writing the notebook out and reading it in before and after.

    That is for notebooks in files, and takes a third of papermill's time.
    """
    notebook.metadata["papermill"] = {}
    for cell in notebook.cells:
        cell.metadata["papermill"] = {}
        cell.metadata.setdefault("tags", [])
    named = {"kernel_name": "python3", "engine_name": engine_name}
    notebook = parameterize_notebook(notebook, parameters, language="python", **named)
    notebook = papermill_engines.execute_notebook_with_engine(nb=notebook, progress_bar=False, **named, **options)
    raise_for_execution_errors(notebook, None)
    return notebook


def _failure(chapter: str, cell: nbformat.NotebookNode | None, error: str) -> str:
    """Chapter, the cell's first line and the error, a line each."""
    source = cell.source.strip() if cell else ""
    where = f"notebooks/{chapter}.ipynb stopped" + (f" in cell {cell.id}:" if cell else " before its first cell")
    message = " ".join(error.split())
    return "\n".join([where, f"  {source.splitlines()[0]}" if source else "  (no code)", f"  {message}"])


def _clean(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Drop what differs from run to run, and keep the two parameters cells off the page."""
    notebook.metadata.pop("papermill", None)
    for cell in notebook.cells:
        cell.metadata.pop("papermill", None)
        tags = cell.metadata.get("tags", [])
        if "injected-parameters" in tags:
            cell.id = "injected-parameters"  # papermill draws a random one
        if "parameters" in tags or "injected-parameters" in tags:
            cell.metadata["tags"] = [*tags, "remove-cell"]
    return notebook


def _code_cells(notebook: nbformat.NotebookNode) -> int:
    """Cells that will run, with the one that papermill puts in."""
    return 1 + sum(cell.cell_type == "code" and bool(cell.source.strip()) for cell in notebook.cells)


def _assignments(source: str) -> list[tuple[str, object]] | None:
    """Names and values of a cell of plain assignments, in order; None where it is anything else."""
    try:
        statements = ast.parse(source).body
        return [(ast.unparse(item.targets[0]), ast.literal_eval(item.value)) for item in statements]  # type: ignore[attr-defined]
    except (SyntaxError, ValueError, AttributeError):
        return None


def _kernel_config(chapter: str) -> Config:
    """Plain kernels that tell what they read; local sockets instead of TCP where the system has them, so that no other user of
    the machine can listen.
    """
    begin = ["from statusbok import reads, timing", "reads.begin()", "timing.begin()", "del reads, timing"]
    config = {"NotebookClient": {"extra_arguments": [f"--IPKernelApp.exec_lines={begin!r}"]}}
    if os.name == "posix":
        config["KernelManager"] = {"transport": "ipc", "ip": str(Path(os.environ["JUPYTER_RUNTIME_DIR"]) / chapter)}
    return Config(config)


@contextlib.contextmanager
def surroundings(root: Path) -> Iterator[None]:
    """The folder and environment that kernels inherit, set for a while."""
    with tempfile.TemporaryDirectory(prefix="statusbok-") as runtime:
        # A short path of our own for the kernels' sockets: their names may have no more than about 100 characters.
        ours = {
            "STATUSBOK_COMMIT": commit_of(root)[0],
            "JUPYTER_RUNTIME_DIR": runtime,
        }
        before = {name: os.environ.get(name) for name in ours}
        os.environ.update(ours)
        try:
            with contextlib.chdir(root):
                yield
        finally:
            for name, value in before.items():
                os.environ.pop(name, None)
                if value is not None:
                    os.environ[name] = value
