"""The kernel's end: ipykernel's own kernel and shell, with a pipe in place of its sockets.

Cells run, and what they show is told, just as in a kernel of its own process; see `manager` for the other end. Left out
are the history file and the user's IPython profile, which a report must not depend on, and the debugger.
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import fcntl
import multiprocessing
import os
import random
import signal
import sys
import tempfile
import threading
from collections.abc import Mapping
from multiprocessing.connection import Connection
from types import SimpleNamespace
from typing import Any

import traitlets
import zmq
from ipykernel.iostream import IOPubThread, OutStream
from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from jupyter_client.session import Session
from tornado.ioloop import IOLoop
from traitlets.config import Config

from statusbok import preload, reads, timing

KEY = b"statusbok"
"""Signs messages, since a session without a key logs a warning; nobody else can write to the pipe."""

_CONFIG = Config(
    {
        "IPKernelApp": {"connection_file": ""},  # how libraries see that they are in a kernel
        "HistoryManager": {"enabled": False},
        "Kernel": {"_execute_sleep": 0},  # after each cell, for sockets that may be slow: a pipe is not
    }
)


class _Lock:
    """One writer at a time, of the threads that a cell may start, and the processes that it may fork.

    multiprocessing's own leaves a semaphore behind when a kernel is killed, as kernels are.
    """

    def __init__(self) -> None:
        self._threads, self._file = threading.Lock(), tempfile.TemporaryFile()

    def __enter__(self) -> None:
        self._threads.acquire()
        fcntl.lockf(self._file, fcntl.LOCK_EX)

    def __exit__(self, *_: object) -> None:
        fcntl.lockf(self._file, fcntl.LOCK_UN)
        self._threads.release()


class _Channel:
    """A socket as ipykernel's session knows it, that is one of the channels on the pipe."""

    def __init__(self, name: str, connection: Connection, lock: _Lock) -> None:
        self._name, self._connection, self._lock = name, connection, lock

    def send_multipart(self, frames: list[bytes], **_: object) -> None:
        with self._lock, contextlib.suppress(BrokenPipeError):
            self._connection.send((self._name, [bytes(frame) for frame in frames]))


class _Publisher(IOPubThread):
    """What ipykernel's output streams take for the thread that sends: here they send at once, when they are flushed."""

    def __init__(self, channel: _Channel) -> None:
        self._channel = channel
        self.thread = None  # type: ignore[assignment]
        self.io_loop = SimpleNamespace(call_later=lambda *_: None)  # type: ignore[assignment]

    def schedule(self, f: Any) -> None:
        f()

    def send_multipart(self, *args: Any, **kwargs: Any) -> None:
        self._channel.send_multipart(*args, **kwargs)


class _Captured:
    """What is written to a file descriptor past Python, such as by a program that a cell starts."""

    def __init__(self, descriptor: int) -> None:
        self._file = tempfile.TemporaryFile()
        self._read = 0
        os.dup2(self._file.fileno(), descriptor)

    def new(self) -> str:
        size = os.fstat(self._file.fileno()).st_size
        found = os.pread(self._file.fileno(), size - self._read, self._read)
        self._read += len(found)
        return found.decode("utf-8", errors="replace")


class Kernel(IPythonKernel):
    """A kernel that is made before the fork, and gets its connection after it."""

    # Not streams of ZeroMQ, which the base class demands.
    shell_stream = traitlets.Any()
    _supports_kernel_subshells = False  # type: ignore[assignment]

    def connect(self, connection: Connection) -> None:
        """Send and receive over a pipe from now on; in the process where the cells run."""
        lock = _Lock()
        iopub = _Channel("iopub", connection, lock)
        self.shell_stream = _Channel("shell", connection, lock)
        self.iopub_socket = iopub
        shell = self.shell
        assert shell is not None
        for publisher in (shell.displayhook, shell.display_pub):
            publisher.pub_socket = iopub
        self.io_loop = IOLoop.current()
        # All that cells with "await" ask of it: which thread a Ctrl-C reaches.
        self.shell_channel_thread = SimpleNamespace(parent_thread=threading.main_thread())
        self._captured = {"stdout": _Captured(1), "stderr": _Captured(2)}
        for name in self._captured:
            setattr(sys, name, OutStream(self.session, _Publisher(iopub), name, watchfd=False))
        self._stdout, self._stderr = sys.stdout, sys.stderr

    async def do_execute(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        try:
            return await super().do_execute(*args, **kwargs)
        finally:
            for name, captured in self._captured.items():
                if text := captured.new():
                    getattr(self, f"_{name}").write(text)


def make() -> Kernel:
    """The kernel of this process, without a connection."""
    sys.modules["debugpy"] = None  # type: ignore[assignment]  nobody sets breakpoints, and it is slow to import
    app = IPKernelApp.instance(config=_CONFIG)  # never started: for those who ask which kernel runs
    app.log.setLevel("WARNING")  # a record of each message would be made, and thrown away
    session = Session(key=KEY, check_pid=False)  # of the forks, of which each has a channel of its own
    app.kernel = kernel = Kernel.instance(parent=app, log=app.log, session=session)
    kernel.shell.displayhook.get_execution_count = lambda: kernel.execution_count  # type: ignore[union-attr]
    return kernel


def serve(connection: Connection, folder: str, environment: Mapping[str, str]) -> None:
    """Be a kernel until the other end closes: the function that a forked process runs.

    Args:
        connection: messages, pairs of a channel ("shell", "iopub", "control") and the frames of Jupyter's protocol.
        folder: working folder of the cells.
        environment: environment variables of the cells.
    """
    from statusbok.warm.parent import KERNEL

    os.setsid()  # a Ctrl-C in the terminal is for the program that builds; what cells start ends with the kernel
    threading.Thread(target=_end_with_program, daemon=True).start()
    backend = os.environ["MPLBACKEND"]
    os.environ.clear()
    os.environ.update({"MPLBACKEND": backend, **environment})
    os.chdir(folder)
    sys.argv = ["ipykernel_launcher"]
    sys.path[:] = ["", *(entry for entry in sys.path if entry != "")]
    sys.modules["__main__"] = KERNEL.shell.user_module
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # ipykernel listens while a cell runs
    atexit._clear()  # what the parent registered is the parent's
    random.seed()
    sys.modules["numpy"].random.seed()
    preload.drop_changed()
    reads.begin()
    timing.begin()
    stderr = os.dup(2)
    try:
        asyncio.run(_answer(KERNEL, connection))
        atexit._run_exitfuncs()
    finally:
        os.dup2(stderr, 2)  # so that a fault of the kernel itself is seen
        sys.stdout, sys.stderr = sys.__stdout__, sys.__stderr__


async def _answer(kernel: Kernel, connection: Connection) -> None:
    """Answer requests in the order they come, until one says that it is over."""
    kernel.connect(connection)
    requests: asyncio.Queue[list[bytes] | None] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def receive() -> None:
        try:
            channel, frames = connection.recv()
        except (EOFError, OSError):
            channel, frames = "control", None
        requests.put_nowait(frames if channel == "shell" else None)

    loop.add_reader(connection.fileno(), receive)
    while (frames := await requests.get()) is not None:
        await kernel.dispatch_shell([zmq.Frame(frame) for frame in frames])
    loop.remove_reader(connection.fileno())


def _end_with_program() -> None:
    """End this process, and what its cells have started, when the process that asked for it is gone."""
    multiprocessing.parent_process().join()  # type: ignore[union-attr]
    os.killpg(os.getpid(), signal.SIGKILL)
