"""Jobs in processes: a failure or a death is that job's own, and nothing is left running."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from statusbok.errors import BuildError
from statusbok.warm import pool

# Functions that the pool's processes can import by name.
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="tested where processes are forked")


@pytest.fixture(autouse=True)
def jobs_module(tmp_path, monkeypatch):
    """A module of jobs that processes can import, in the path that they get from here."""
    (tmp_path / "pool_jobs.py").write_text(
        "import os, signal, time\n"
        "from statusbok.errors import BuildError\n"
        "def job(what, tell):\n"
        "    tell('begun')\n"
        "    if what == 'told': raise BuildError('notebooks/a.ipynb stopped')\n"
        "    if what == 'bug': raise KeyError('x')\n"
        "    if what == 'killed': os.kill(os.getpid(), signal.SIGKILL)\n"
        "    if what == 'exit': os._exit(4)\n"
        "    if what == 'long': open('pid', 'w').write(str(os.getpid())); time.sleep(100)\n"
        "    return what, os.getpid(), os.getcwd(), os.environ.get('POOL_MARK')\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    import pool_jobs

    yield pool_jobs
    sys.modules.pop("pool_jobs")


def run(module, *names: str, workers: int = 2, **options):
    return pool.run(module.job, {name: (name,) for name in names}, workers=workers, **options)


def test_each_job_is_told_of_and_its_value_comes_back(jobs_module, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("POOL_MARK", "å")
    begun, told, done = [], [], []
    outcomes = run(
        jobs_module, "a", "b", "c",
        started=begun.append, told=lambda *what: told.append(what), done=lambda name, outcome: done.append(name),
    )  # fmt: skip
    assert list(outcomes) == begun == ["a", "b", "c"]
    assert sorted(done) == ["a", "b", "c"]
    assert sorted(told) == [("a", "begun"), ("b", "begun"), ("c", "begun")]
    for name, outcome in outcomes.items():
        assert outcome.error is None and outcome.seconds > 0
        value, pid, folder, mark = outcome.value
        assert (value, folder, mark) == (name, str(tmp_path), "å") and pid != os.getpid()


def test_a_failure_or_a_death_does_not_stop_the_others(jobs_module):
    outcomes = run(jobs_module, "told", "bug", "killed", "exit", "a", "b")
    assert {name: outcome.error for name, outcome in outcomes.items()} == {
        "told": "notebooks/a.ipynb stopped",
        "bug": "KeyError: 'x'",
        "killed": "its process was killed (SIGKILL)",
        "exit": "its process ended with exit code 4",
        "a": None,
        "b": None,
    }


def test_a_process_does_many_jobs_unless_told_otherwise(jobs_module):
    def processes(**options):
        return len({outcome.value[1] for outcome in run(jobs_module, "a", "b", "c", "d", workers=1, **options).values()})

    assert processes() == 1
    assert processes(per_process=1) == 4
    assert processes(per_process=3) == 2


def test_an_error_here_ends_the_processes(jobs_module, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def interrupted(name, what):
        while not (tmp_path / "pid").exists() or not (tmp_path / "pid").read_text():
            time.sleep(0.05)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(jobs_module, "long", told=interrupted)
    assert ended(int((tmp_path / "pid").read_text()))


def test_no_job_is_no_work(jobs_module):
    assert run(jobs_module) == {}


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_nothing_is_left_when_the_program_is_stopped(tmp_path, how):
    """A program with a notebook in the middle of a cell that has started another program."""
    pid = tmp_path / "pids"
    cell = f"import os, subprocess\\nrunning = subprocess.Popen(['sleep', '100'])\\nopen({str(pid)!r}, 'w').write(f'{{os.getpid()}} {{running.pid}}')\\nrunning.wait()"
    (tmp_path / "program.py").write_text(
        "import nbformat\n"
        "from pathlib import Path\n"
        "from statusbok.publish.execute import run_chapter\n"
        "from statusbok.warm import pool\n"
        "if __name__ == '__main__':\n"
        f"    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(\"\"\"{cell}\"\"\")])\n"
        "    pool.run(run_chapter, {'a': ('a', notebook, {}, Path('work'), True, 100)}, workers=1)\n"
    )
    root = Path(__file__).parents[2]
    program = subprocess.Popen(
        [sys.executable, tmp_path / "program.py"], cwd=root, env=os.environ | {"PYTHONPATH": str(root)},
        stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    try:
        for _ in range(600):
            if pid.exists() and " " in pid.read_text():
                break
            assert program.poll() is None, program.stderr.read().decode()
            time.sleep(0.1)
        started = [int(number) for number in pid.read_text().split()]
        # As a terminal does it: to the whole group for Ctrl-C, to the one process for kill.
        (os.killpg if how == signal.SIGINT else os.kill)(program.pid, how)
        program.wait(30)
        assert all(ended(number) for number in started)
        assert all(ended(process.pid) for process in session(program.pid))
    finally:
        program.kill()
        program.stderr.close()


def session(leader: int) -> list[psutil.Process]:
    """Processes of a session that still are."""
    found = []
    for process in psutil.process_iter():
        try:
            if os.getsid(process.pid) == leader:
                found.append(process)
        except ProcessLookupError:
            pass
    return found


def ended(pid: int) -> bool:
    """Whether a process ends within some seconds; one that nobody has asked about yet has ended too."""
    for _ in range(150):
        try:
            if psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
                return True
        except psutil.NoSuchProcess:
            return True
        time.sleep(0.1)
    return False


def test_errors_for_the_user_keep_their_words():
    def fail(tell):
        raise BuildError("slik")

    assert pool._attempt(fail, (), print) == (None, "slik")
