"""Processes that need not import anything: forked from one parent that has imported the stack.

`pool` runs functions in them, `engine` is papermill's engine whose kernels are such processes, `manager` and `kernel`
are the two ends of one kernel, and `parent` is what the parent does before it forks.

The parent is the fork server of Python's multiprocessing: a fresh process without threads, so that forking it is safe
whatever the program that asks for it has started. Only Linux does this by default: forks of a process that has loaded
Apple's frameworks are not safe, and Windows has none. There, and where STATUSBOK_KERNELS is "plain", kernels are the
ordinary ones of ipykernel.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Sequence
from multiprocessing.context import BaseContext
from pathlib import Path

from statusbok import frozen

VARIABLE = "STATUSBOK_KERNELS"
PARENT = "statusbok.warm.parent"


def available() -> bool:
    """Whether kernels can be forked here, and nobody has asked for plain ones."""
    return sys.platform == "linux" and os.environ.get(VARIABLE, "") != "plain"


def usable_for(root: Path) -> bool:
    """Whether kernels that work in a folder may have imported this copy of Statusbok: it has none of its own.

    Args:
        root: the project folder, which kernels have as their working folder.
    """
    ours = Path(__file__).resolve().parents[1]
    return available() and (not (root / "statusbok").is_dir() or (root / "statusbok").resolve() == ours)


def is_fork() -> bool:
    """Whether this process is a fork of the parent."""
    return PARENT in sys.modules


_owner: dict[str, int] = {}  # the process that started the parent
_record: list[str] = []  # that of the parent, once it has been asked to start


def context() -> BaseContext:
    """How processes are started: forks of the parent, or fresh ones where the platform cannot."""
    if sys.platform != "linux":
        return multiprocessing.get_context("spawn")
    start()
    return multiprocessing.get_context("forkserver")


def start(also: Sequence[str] = ()) -> None:
    """Let the parent begin to import, so that it is ready when the first process is asked for; returns at once.

    Modules may have looked into the record when they were imported: where another one is in use than the parent's, a
    new parent takes its place. All its processes must have ended then.

    Args:
        also: modules that it imports too; they count where this starts it.
    """
    from multiprocessing import forkserver

    server = forkserver._forkserver  # type: ignore[attr-defined]
    if is_fork() or os.getpid() != _owner.setdefault("pid", os.getpid()):
        # A fork of the parent, or of the program that started it, is to ask the same parent; left alone it would start
        # one more, and import everything again.
        server.ensure_running = lambda: None
        return
    record = os.environ.get(frozen.VARIABLE, "")
    if _record and _record != [record]:
        server._stop()
    _record[:] = [record]
    forkserver.set_forkserver_preload([PARENT, *also])
    forkserver.ensure_running()
