"""Executing notebooks: parameters, outputs, progress and the error that an analyst sees."""

from __future__ import annotations

import io
import json
import time

import nbformat
import papermill
import pytest

from statusbok.edition import Edition
from statusbok.errors import BuildError, EditionError
from statusbok.publish import execute as execute_module
from statusbok.publish.execute import execute, read_notebook
from statusbok.publish.progress import Progress
from statusbok.warm import engine, pool


def test_executes_every_chapter_with_the_editions_parameters(small, tmp_path):
    edition = Edition(municipality="3107", year=2025, comparison=["3101", "3105"])
    paths = list(execute(edition, tmp_path / "out", project=small))
    assert [path.name for path in paths] == ["pendling.ipynb", "sysselsetting.ipynb"]
    pendling = nbformat.read(paths[0], as_version=4)
    assert pendling.cells[-1].outputs[0].text == "3107 i 2025\n"
    injected = next(cell for cell in pendling.cells if "injected-parameters" in cell.metadata.get("tags", []))
    assert 'comparison = ["3101", "3105"]' in injected.source
    assert "remove-cell" in injected.metadata["tags"]


def test_a_chapter_is_as_papermill_itself_makes_it(small, edition, tmp_path):
    notebook = execute_module.chapter_notebook("pendling", edition, small)
    assert "tags" not in notebook.cells[0].metadata  # papermill puts an empty list there
    jobs = {"ours": ("pendling", notebook, edition.parameters, tmp_path, True, 30)}
    ours = pool.run(execute_module.run_chapter, jobs, workers=1)["ours"].value
    named = {"engine_name": engine.register(), "kernel_name": "python3", "language": "python"}
    theirs = papermill.execute_notebook(notebook, None, edition.parameters, progress_bar=False, record_timing=False, **named)
    assert ours.cells[-1].outputs and ours == execute_module._clean(theirs)


def test_two_runs_write_the_same_bytes(small, edition, tmp_path):
    first, second = (execute(edition, tmp_path / name, project=small, fresh=True) for name in ("a", "b"))
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_kernels_get_the_project_folder_and_the_folder_for_files(small, edition, tmp_path, write_notebook):
    write_notebook(
        small,
        "pendling",
        "import os, pathlib\n"
        "folder = pathlib.Path(os.environ['STATUSBOK_FILES'])\n"
        "(folder / 'a.csv').write_text('x')\n"
        "print(os.getcwd())",
    )
    paths = list(execute(edition, tmp_path / "out", project=small))
    assert nbformat.read(paths[0], as_version=4).cells[-1].outputs[0].text.strip() == str(small.root.resolve())
    assert (tmp_path / "out/files/a.csv").read_text() == "x"


def test_failing_cell_is_told_in_three_lines_and_leaves_nothing(small, edition, tmp_path, write_notebook):
    write_notebook(small, "pendling", "x = 1", "# deler på null\ny = x / 0\nprint(y)")
    with pytest.raises(BuildError) as caught:
        execute(edition, tmp_path / "out", project=small)
    assert str(caught.value).splitlines() == [
        "notebooks/pendling.ipynb stopped in cell cell-2:",
        "  # deler på null",
        "  ZeroDivisionError: division by zero",
    ]
    assert list(tmp_path.glob("out*")) == []


def test_all_that_fail_are_told_of(small, edition, tmp_path, write_notebook):
    write_notebook(small, "pendling", "raise ValueError('en')")
    write_notebook(small, "sysselsetting", "raise ValueError('to')")
    with pytest.raises(BuildError, match=r"pendling.ipynb stopped [^$]*ValueError: en\n[^$]*sysselsetting.ipynb stopped [^$]*ValueError: to"):
        execute(edition, tmp_path / "out", project=small)


def test_failing_chapter_keeps_what_was_executed_before(small, edition, tmp_path, write_notebook):
    before = next(iter(execute(edition, tmp_path / "out", project=small))).read_bytes()
    write_notebook(small, "sysselsetting", "raise ValueError('nei')")
    with pytest.raises(BuildError, match="ValueError: nei"):
        execute(edition, tmp_path / "out", project=small)
    assert (tmp_path / "out/pendling.ipynb").read_bytes() == before


def test_a_kernel_that_dies_is_an_error_with_the_cell(small, edition, tmp_path, write_notebook):
    write_notebook(small, "pendling", "import os\nos._exit(3)")
    with pytest.raises(BuildError, match=r"pendling.ipynb stopped in cell cell-1:\n  import os\n  DeadKernelError"):
        execute(edition, tmp_path / "out", project=small)


def test_a_cell_that_does_not_end_is_stopped(small, edition, tmp_path, write_notebook, monkeypatch):
    monkeypatch.setattr(execute_module, "CELL_TIMEOUT", 2)
    write_notebook(small, "pendling", "import time\ntime.sleep(60)")
    with pytest.raises(BuildError, match=r"cell-1:\n  import time\n  CellTimeoutError"):
        execute(edition, tmp_path / "out", project=small)


def test_stopping_by_hand_does_not_wait_for_the_cell(small, edition, tmp_path, write_notebook, monkeypatch):
    mark = tmp_path / "running"
    write_notebook(small, "pendling", f"import pathlib, time\npathlib.Path({str(mark)!r}).touch()\ntime.sleep(120)")

    def interrupted(connections):
        while not mark.exists():
            time.sleep(0.05)
        raise KeyboardInterrupt

    monkeypatch.setattr(pool, "wait", interrupted)
    started = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        execute(edition, tmp_path / "out", project=small)
    assert time.monotonic() - started < 60
    assert list(tmp_path.glob("out*")) == []


@pytest.mark.parametrize(
    "cell",
    [
        'municipality = "3101"\nyear = 2026\nlanguage = "nb"\ncomparison = []\nscenario = "high"',
        'municipality = "3105"\nyear = 2026\nlanguage = "nb"\ncomparison = []',
        'municipality = "3101"\nyear = 2026',
        "import os",
        "municipality = ",
    ],
)
def test_parameters_cell_must_be_editions(small, write_notebook, cell):
    write_notebook(small, "pendling", parameters=cell)
    with pytest.raises(BuildError, match="must hold exactly\n  municipality = "):
        read_notebook(small.notebook("pendling"))


def test_parameters_cell_must_be_there_once(small):
    path = small.notebook("pendling")
    notebook = json.loads(path.read_text())
    notebook["cells"][1]["metadata"] = {}
    path.write_text(json.dumps(notebook))
    with pytest.raises(BuildError, match="the one cell tagged 'parameters'"):
        read_notebook(path)


def test_broken_file_is_named(small):
    small.notebook("pendling").write_text("{")
    with pytest.raises(BuildError, match="notebooks/pendling.ipynb is not a notebook"):
        read_notebook(small.notebook("pendling"))


def test_no_notebooks_is_an_error(small, edition, tmp_path):
    for path in (small.root / "notebooks").glob("*.ipynb"):
        path.unlink()
    with pytest.raises(BuildError, match="there is no notebook"):
        execute(edition, tmp_path / "out", project=small)


@pytest.fixture
def with_goals(small, write_notebook):
    """The small project with a page for each of two goals, of one notebook."""
    (small.root / "_toc.yml").write_text(
        (small.root / "_toc.yml").read_text() + "      - file: book/maal_1\n      - file: book/maal_2\n"
    )
    cell = Edition.parameters_cell() + "\ngoal = 1"
    write_notebook(small, "maal_1", "print(f'{municipality}, goal {goal}')", parameters=cell)
    return small


def test_one_notebook_is_executed_for_each_goal(with_goals, edition, tmp_path):
    executed = execute(edition, tmp_path / "out", project=with_goals)
    pages = {path.stem: json.loads(path.read_text())["cells"] for path in executed if path.stem.startswith("maal")}
    assert with_goals.notebook("maal_2").name == "maal.ipynb"
    assert {name: cells[0]["source"] for name, cells in pages.items()} == {
        "maal_1": ["# Mål 1: Hele arbeidsstyrken i arbeid"],
        "maal_2": ["# Mål 2: Styrke eksisterende og tiltrekke nye bedrifter"],
    }
    assert pages["maal_2"][-1]["outputs"][0]["text"] == ["3101, goal 2\n"]


def test_a_notebook_of_goals_without_their_parameter_is_refused(with_goals, write_notebook, edition, tmp_path):
    write_notebook(with_goals, "maal_1")
    with pytest.raises(BuildError, match="maal.ipynb: the one cell tagged 'parameters'(.|\n)*goal = 1"):
        execute(edition, tmp_path / "out", project=with_goals)


def test_a_goal_without_a_page_is_named(with_goals, write_notebook, edition, tmp_path):
    (with_goals.root / "_toc.yml").write_text(
        (with_goals.root / "_toc.yml").read_text() + "      - file: book/maalene\n"
    )
    write_notebook(with_goals, "maalene")
    with pytest.raises(BuildError, match="goal 3 of the plan has no page: add book/maal_3"):
        execute(edition, tmp_path / "out", project=with_goals)


def test_notebook_outside_the_table_of_contents_is_refused(small, write_notebook):
    write_notebook(small, "ekstra")
    with pytest.raises(BuildError, match="notebooks/ekstra.ipynb is not in _toc.yml"):
        small.chapters()


@pytest.mark.parametrize(
    "values",
    [
        {"municipality": "3001"},
        {"municipality": '3101"\nimport os'},
        {"municipality": "<script>alert(1)</script>"},
        {"comparison": ["3107", "'; DROP"]},
        {"comparison": ["../../etc"]},
        {"year": 1900},
        {"year": "2026; import os"},
        {"scenario": "high"},
    ],
)
def test_wrong_parameters_never_reach_a_kernel(small, tmp_path, monkeypatch, values):
    monkeypatch.setattr(execute_module, "_through_papermill", lambda *_, **__: pytest.fail("a kernel started"))
    with pytest.raises(EditionError):
        execute(Edition(**values), tmp_path / "out", project=small)


def test_progress_writes_plain_lines_where_there_is_no_terminal():
    stream = io.StringIO()
    progress = Progress({"pendling": 2}, stream)
    progress.start("pendling")
    progress.cell("pendling")
    progress.cell("pendling")
    progress.finish("pendling")
    progress.close()
    first, second = stream.getvalue().splitlines()
    assert first == "  pendling: running (2 cells)"
    assert second.startswith("  pendling: done in") and second.endswith("s (1 of 1)")


def test_progress_updates_one_line_on_a_terminal():
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    stream = Terminal()
    progress = Progress({"pendling": 2, "sysselsetting": 1}, stream)
    progress.start("pendling")
    progress.cell("pendling")
    progress.finish("pendling", failed=True)
    progress.close()
    assert "pendling 1/2" in stream.getvalue() and "\r" in stream.getvalue()
    assert "  pendling: failed after 1 of 2 cells (1 of 2)\n" in stream.getvalue()
