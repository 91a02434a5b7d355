"""Forked kernels: what a notebook gives is what it gives in a kernel of its own, and nothing of it stays behind."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time

import nbformat
import papermill
import psutil
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.exceptions import PapermillExecutionError

from statusbok import warm
from statusbok.warm import engine
from statusbok.warm.manager import ForkedKernelManager

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only")

ZOO = [
    "print('ut'); import sys; print('feil', file=sys.stderr); print('mer')",
    "1 + 1",
    "_ + 1, In[1][:5], Out[2]",
    "from IPython.display import HTML, Markdown, clear_output, display, update_display\n"
    "display(HTML('<p>å</p>'), Markdown('*b*'), metadata={'k': 'v'})",
    "display('først', display_id='en'); print('mellom'); update_display('sist', display_id='en')",
    "print('bort'); clear_output(); print('igjen')",
    "import asyncio\nawait asyncio.sleep(0.01)\n'ventet'",
    "!echo fra skallet",
    "import os; _ = os.write(1, 'forbi Python\\n'.encode())",
    "import subprocess; _ = subprocess.run(['echo', 'fra et program'])",
    "import pandas as pd; pd.DataFrame({'a': [1, 2]})",
    "import matplotlib.pyplot as plt; plt.plot([1, 2]); 'med figur'",
    "plt.get_fignums()",
    "import warnings; warnings.warn('pass på')",
    "%%capture fanget\nprint('borte')",
    "fanget.stdout",
    "%matplotlib inline",
    "import logging; logging.warning('logget')",
    "get_ipython().__class__.__name__, 'IPKernelApp' in get_ipython().config, __name__",
    "def f():\n    raise ValueError('nei')\nf()",
    "input('navn?')",
    "for i in 1:\n    pass",
    "%finnes_ikke",
    "print('etter')",
    "class A:\n    def _repr_html_(self): return '<b>A</b>'\n    def __repr__(self): return 'A'\nA()",
    "import random; random.seed(1); random.random()",
    "import uuid; len(str(uuid.uuid4()))",
    "sorted(name for name in dir() if not name.startswith('_'))",
]


def notebook_of(cells: list[str]) -> nbformat.NotebookNode:
    return nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell, id=f"c{number}") for number, cell in enumerate(cells)],
        metadata={"kernelspec": {"name": "python3", "language": "python", "display_name": "Python"}},
    )


def run(cells: list[str], *, plain: bool = False, timeout: int = 30, **options) -> nbformat.NotebookNode:
    return papermill.execute_notebook(
        notebook_of(cells),
        None,
        engine_name=None if plain else engine.register(),
        progress_bar=False,
        execution_timeout=timeout,
        record_timing=False,
        shutdown_kernel="immediate",
        **options,
    )


def shown(notebook: nbformat.NotebookNode) -> list[object]:
    """Outputs of each cell, streams of one name joined, without what differs from kernel to kernel."""
    found = []
    for cell in notebook.cells:
        outputs: list[dict] = []
        for output in cell.outputs:
            before = next((item for item in outputs if item["output_type"] == "stream" and item["name"] == output.get("name")), None)
            if before:
                before["text"] += output["text"]
            else:
                outputs.append(dict(output))
        text = re.sub(r"0x[0-9a-f]+|ipykernel_\d+/\d+|line \d+ in .*site-packages.*", "~", repr(outputs))
        found.append((cell.source, cell.execution_count, text))
    return found


def texts(notebook: nbformat.NotebookNode) -> list[str]:
    return ["".join(output.get("text", output.get("data", {}).get("text/plain", "")) for output in cell.outputs) for cell in notebook.cells]


def test_every_kind_of_output_is_as_in_a_plain_kernel(monkeypatch):
    monkeypatch.delenv("PYTEST_CURRENT_TEST")  # under it ipykernel does not capture what programs write
    forked, plain = (
        NotebookClient(notebook_of(ZOO), timeout=30, allow_errors=True, shutdown_kernel="immediate", **options).execute()
        for options in ({"kernel_manager_class": ForkedKernelManager}, {})
    )
    for ours, theirs in zip(shown(forked), shown(plain), strict=True):
        assert ours == theirs


def test_a_kernel_does_not_run_the_program_that_starts_it(tmp_path):
    program = tmp_path / "program.py"
    program.write_text(
        "print('run', __name__)\n"
        "import nbformat, papermill\n"
        "from statusbok.warm import engine\n"
        "notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell('print(__name__)')])\n"
        "done = papermill.execute_notebook(notebook, None, engine_name=engine.register(), kernel_name='python3', progress_bar=False)\n"
        "print('cell', done.cells[0].outputs[0].text)\n",
        encoding="utf-8",
    )
    told = subprocess.run([sys.executable, program], capture_output=True, text=True, timeout=60, check=True)
    assert told.stdout.split() == ["run", "__main__", "cell", "__main__"]


def test_the_notebook_says_what_language_it_is_in():
    assert run(["1"]).metadata["language_info"] == run(["1"], plain=True).metadata["language_info"]


STATE = """import builtins, os, random, sys
import matplotlib.pyplot as plt, numpy as np, pandas as pd, statusbok
{}
print([hasattr(builtins, "mark"), hasattr(statusbok, "mark"), "MARK" in os.environ, os.getcwd(), pd.get_option("display.max_rows"),
    plt.rcParams["lines.linewidth"], plt.get_fignums(), "mark" in globals(), "/mark" in sys.path])"""
CHANGES = """builtins.mark = statusbok.mark = mark = 1; os.environ["MARK"] = "1"; os.chdir("/"); pd.set_option("display.max_rows", 7)
plt.rcParams["lines.linewidth"] = 9; plt.figure(); sys.path.append("/mark")"""


def test_nothing_of_one_notebook_is_left_in_the_next():
    untouched = texts(run([STATE.format("")]))
    assert texts(run([STATE.format(CHANGES)])) != untouched
    assert texts(run([STATE.format("")])) == untouched


def test_random_numbers_differ_from_kernel_to_kernel():
    cells = ["import random, numpy; print(random.random(), numpy.random.random())"]
    first, second = texts(run(cells))[0].split(), texts(run(cells))[0].split()
    assert not set(first) & set(second)


def test_kernel_has_the_folder_and_environment_of_the_moment(tmp_path, monkeypatch):
    run(["1"])  # the parent has started, in another folder
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("STATUSBOK_FILES", "/her")
    (tmp_path / "nabo.py").write_text("navn = 'nabo'")
    cells = ["import os, nabo; print(os.getcwd(), os.environ['STATUSBOK_FILES'], nabo.navn, os.environ.get('OMP_NUM_THREADS'))"]
    assert texts(run(cells)) == [f"{tmp_path} /her nabo {os.environ.get('OMP_NUM_THREADS')}\n"]


def test_a_cell_that_does_not_end_is_ended_with_all_it_started(tmp_path):
    pid = tmp_path / "pid"
    cell = f"import subprocess\nrunning = subprocess.Popen(['sleep', '100'])\nopen({str(pid)!r}, 'w').write(str(running.pid))\nrunning.wait()"
    with pytest.raises(CellTimeoutError):
        run([cell], timeout=3)
    assert gone(int(pid.read_text()))


def test_a_cell_can_be_interrupted():
    with pytest.raises(PapermillExecutionError, match="KeyboardInterrupt"):
        run(["import time\nwhile True: time.sleep(0.01)"], timeout=2, interrupt_on_timeout=True)


def test_a_kernel_that_dies_is_noticed():
    with pytest.raises(DeadKernelError):
        run(["import os, signal; os.kill(os.getpid(), signal.SIGKILL)"])


def test_at_an_orderly_end_the_notebooks_own_exit_functions_run(tmp_path):
    mark = tmp_path / "mark"
    cell = f"import atexit, pathlib; _ = atexit.register(pathlib.Path({str(mark)!r}).touch)"
    papermill.execute_notebook(notebook_of([cell]), None, engine_name=engine.register(), progress_bar=False)
    assert mark.exists()


def test_plain_kernels_can_be_asked_for(monkeypatch):
    cells = ["import os; print(os.getppid() == os.getsid(0), 'statusbok.warm.parent' in __import__('sys').modules)"]
    assert texts(run(cells))[0].split()[1] == "True"
    monkeypatch.setenv(warm.VARIABLE, "plain")
    assert not warm.available()
    assert texts(run(cells))[0].split()[1] == "False"


def test_a_project_with_a_statusbok_of_its_own_has_plain_kernels(tmp_path):
    assert warm.usable_for(tmp_path)
    (tmp_path / "statusbok").mkdir()
    assert not warm.usable_for(tmp_path)


def gone(pid: int) -> bool:
    """Whether a process ends within a few seconds; one that nobody has asked about yet has ended too."""
    for _ in range(100):
        if not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.1)
    return False
