"""Run functions in processes forked from the warm parent, a few at a time.

`concurrent.futures` is not used since it gives up every job when one process dies, has no way for a job to tell how
far it has come, and leaves its processes behind when the program is killed.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Any

import psutil

from statusbok import warm
from statusbok.errors import StatusbokError


@dataclass(frozen=True)
class Outcome:
    """What became of a job.

    Attributes:
        value: what the function returned; None where it failed.
        error: what went wrong, in words; None where nothing did.
        seconds: time that it took.
    """

    value: Any
    error: str | None
    seconds: float


class _Worker:
    """A process, and the job that it does."""

    def __init__(self, task: Callable[..., Any]) -> None:
        context = warm.context()
        self.connection, theirs = context.Pipe()
        self.process = context.Process(target=_work, args=(theirs, task))  # type: ignore[attr-defined]
        self.process.start()
        theirs.close()
        self.job: str | None = None
        self.jobs = 0
        self.started = 0.0

    def give(self, job: str, arguments: tuple[Any, ...]) -> None:
        self.job, self.started = job, time.monotonic()
        self.jobs += 1
        with contextlib.suppress(OSError):  # it died; its end of the pipe says so
            self.connection.send((arguments, os.getcwd(), dict(os.environ)))

    def seconds(self) -> float:
        return time.monotonic() - self.started

    def end(self) -> None:
        self.connection.close()
        if self.process.is_alive():
            # A plain kernel, or whatever else the job has started. A forked one ends by itself.
            with contextlib.suppress(psutil.Error):
                for child in psutil.Process(self.process.pid).children(recursive=True):
                    child.kill()
        self.process.kill()
        self.process.join()
        self.process.close()


def run(
    task: Callable[..., Any],
    jobs: Mapping[str, tuple[Any, ...]],
    *,
    workers: int,
    started: Callable[[str], None] = lambda name: None,
    told: Callable[[str, Any], None] = lambda name, what: None,
    done: Callable[[str, Outcome], None] = lambda name, outcome: None,
    per_process: int | None = None,
) -> dict[str, Outcome]:
    """Run a function for each job, each in a process of its own environment and working folder.

    A job that fails, or whose process dies, does not stop the others. Ctrl-C, and any error in a callback, ends every
    process at once.

    Args:
        task: a function of a module, called as task(*arguments, tell=...) where tell(what) reaches `told` here.
        jobs: arguments by name, all of which can be pickled. They are begun in this order.
        workers: processes at a time.
        started: is called here when a job begins.
        told: is called here with what a job tells.
        done: is called here when a job has ended, as soon as it has.
        per_process: jobs that a process does before a new one takes its place; None for no end.

    Returns:
        What became of each job, in the order of `jobs`.
    """
    waiting = list(jobs)
    outcomes: dict[str, Outcome] = {}
    busy: list[_Worker] = []
    idle: list[_Worker] = []

    def begin() -> None:
        while waiting and len(busy) < workers:
            worker = idle.pop() if idle else _Worker(task)
            busy.append(worker)
            name = waiting.pop(0)
            worker.give(name, jobs[name])
            started(name)

    def ended(worker: _Worker, outcome: Outcome) -> None:
        assert worker.job is not None
        name = worker.job
        busy.remove(worker)
        if worker.jobs == per_process or not worker.process.is_alive():
            worker.end()
        else:
            idle.append(worker)
        begin()  # before anything is done with the outcome, which takes its time
        outcomes[name] = outcome
        done(name, outcome)

    try:
        begin()
        while busy:
            ready = wait([worker.connection for worker in busy])
            for worker in [worker for worker in busy if worker.connection in ready]:
                try:
                    kind, what = worker.connection.recv()
                except (EOFError, OSError):
                    worker.process.join()
                    ended(worker, Outcome(None, _death(worker.process.exitcode), worker.seconds()))
                    continue
                if kind == "told":
                    told(worker.job or "", what)
                    continue
                value, error = what
                ended(worker, Outcome(value, error, worker.seconds()))
    finally:
        for worker in [*busy, *idle]:
            worker.end()
    return {name: outcomes[name] for name in jobs}


def _work(requests: Connection, task: Callable[..., Any]) -> None:
    """Do jobs until the other end closes: what a process of the pool runs."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the program decides, and it is told too
    threading.Thread(target=end_with_program, daemon=True).start()
    with contextlib.suppress(EOFError, OSError):
        while True:
            arguments, folder, environment = requests.recv()
            os.environ.clear()
            os.environ.update(environment)
            os.chdir(folder)
            requests.send(("done", _attempt(task, arguments, lambda what: requests.send(("told", what)))))


def end_with_program() -> None:
    """End in the middle of a job when the program was killed."""
    multiprocessing.parent_process().join()  # type: ignore[union-attr]
    os._exit(1)


def _attempt(task: Callable[..., Any], arguments: tuple[Any, ...], tell: Callable[[Any], None]) -> tuple[Any, str | None]:
    try:
        return task(*arguments, tell=tell), None
    except StatusbokError as error:
        return None, str(error)
    except (EOFError, BrokenPipeError):
        raise  # nobody listens any more
    except Exception as error:
        return None, f"{type(error).__name__}: {error}"


def _death(code: int | None) -> str:
    """How a process ended that told nothing."""
    if code is not None and code < 0:
        return f"its process was killed ({signal.Signals(-code).name})"
    return f"its process ended with exit code {code}"
