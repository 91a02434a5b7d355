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
from functools import cache
from multiprocessing.context import BaseContext
from pathlib import Path

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


@cache
def context() -> BaseContext:
    """How processes are started: forks of the parent, or fresh ones where the platform cannot."""
    if sys.platform != "linux":
        return multiprocessing.get_context("spawn")
    server = multiprocessing.get_context("forkserver")
    if PARENT in sys.modules:
        # A fork of the parent is to ask the same parent; left alone it would start one more, and import everything again.
        from multiprocessing import forkserver

        forkserver._forkserver.ensure_running = lambda: None  # type: ignore[attr-defined]
    else:
        server.set_forkserver_preload([PARENT])
    return server


def start(also: Sequence[str] = ()) -> None:
    """Let the parent begin to import, so that it is ready when the first process is asked for; returns at once.

    Args:
        also: modules that it imports too. They count for the first call of a program only.
    """
    if available():
        from multiprocessing import forkserver

        context()
        if also:
            forkserver.set_forkserver_preload([PARENT, *also])
        forkserver.ensure_running()
