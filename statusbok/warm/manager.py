"""The client's end of a forked kernel: what nbclient takes for jupyter_client's manager and client."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Iterator
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from queue import Empty
from types import ModuleType
from typing import Any

from jupyter_client.manager import KernelManager
from jupyter_client.session import Session

from statusbok import warm
from statusbok.warm.kernel import KEY, serve


class ForkedKernelManager(KernelManager):
    """Starts, interrupts and ends a kernel that is a fork of the warm parent."""

    _process: BaseProcess | None = None
    _connection: Connection | None = None
    _client: ForkedKernelClient | None = None

    @property
    def has_kernel(self) -> bool:
        return self._process is not None

    def start_kernel(self, *, cwd: str | None = None, env: dict[str, str] | None = None, **_: Any) -> None:  # type: ignore[override]
        """Fork a kernel.

        Args:
            cwd: its working folder, by default that of this process.
            env: its environment variables, by default those of this process.
        """
        context = warm.context()
        self._connection, theirs = context.Pipe()
        arguments = (theirs, os.path.abspath(cwd or os.curdir), dict(os.environ if env is None else env))
        self._process = context.Process(target=serve, args=arguments, daemon=False)  # type: ignore[attr-defined]
        with _without_main():
            self._process.start()
        theirs.close()

    def client(self, **_: Any) -> ForkedKernelClient:  # type: ignore[override]
        """The kernel's only client, which owns the connection from now on."""
        assert self._connection is not None and self._process is not None
        connection, self._connection = self._connection, None
        self._client = ForkedKernelClient(connection, self._process)
        return self._client

    def is_alive(self) -> bool:  # type: ignore[override]
        return self._process is not None and self._process.is_alive()

    def interrupt_kernel(self) -> None:  # type: ignore[override]
        """Stop the cell that runs, as Ctrl-C does."""
        self.signal_kernel(signal.SIGINT)

    def signal_kernel(self, signum: int) -> None:  # type: ignore[override]
        assert self._process is not None and self._process.pid is not None
        os.kill(self._process.pid, signum)

    def shutdown_kernel(self, now: bool = False, restart: bool = False) -> None:  # type: ignore[override]
        """End the kernel.

        Args:
            now: do not wait for what its cells have registered to do at exit.
            restart: is not offered.
        """
        assert self._process is not None
        if not now and self._client is not None:
            self._client.say_goodbye()
            self._process.join(self.shutdown_wait_time)
        assert self._process.pid is not None
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)  # with what its cells have started
        self._process.kill()  # should it not have a group of its own yet
        self._process.join()

    def cleanup_resources(self, restart: bool = False) -> None:  # type: ignore[override]
        if self._connection is not None:
            self._connection.close()
        if self._process is not None:
            self._process.close()
        self._process = self._connection = self._client = None


@contextlib.contextmanager
def _without_main() -> Iterator[None]:
    """Keep multiprocessing from running the file of this program again in a new process: a kernel needs nothing of it."""
    main, sys.modules["__main__"] = sys.modules["__main__"], ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


class _Queue:
    """The messages that have come on one channel."""

    def __init__(self) -> None:
        self.messages: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    async def get_msg(self, timeout: float | None = None) -> dict[str, Any]:
        """The next message.

        Args:
            timeout: seconds to wait; None for as long as it takes.

        Raises:
            queue.Empty: none came in time.
        """
        try:
            return await asyncio.wait_for(self.messages.get(), timeout)
        except (TimeoutError, asyncio.TimeoutError):
            raise Empty from None


class ForkedKernelClient:
    """Sends requests to a forked kernel, and sorts what it answers by channel."""

    def __init__(self, connection: Connection, process: BaseProcess) -> None:
        self.connection = connection
        self.allow_stdin = False
        self.shell_channel, self.iopub_channel = _Queue(), _Queue()
        self._process = process
        self._session = Session(key=KEY)
        self._loop: asyncio.AbstractEventLoop | None = None

    async def start_channels(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self.connection.fileno(), self._receive)

    async def stop_channels(self) -> None:
        if self._loop is not None:
            self._loop.remove_reader(self.connection.fileno())
            self.connection.close()
        self._loop = None

    async def is_alive(self) -> bool:
        return self._process.is_alive()

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait for the first answer of the kernel.

        Raises:
            RuntimeError: none came in time, or the kernel died.
        """
        asked = self.kernel_info()
        waited = 0.0
        while timeout is None or waited < timeout:
            try:
                if (await self.shell_channel.get_msg(0.5))["parent_header"].get("msg_id") == asked:
                    return
            except Empty:
                waited += 0.5
                if not self._process.is_alive():
                    raise RuntimeError(f"Kernel died before replying to kernel_info (exit code {self._process.exitcode})") from None
        raise RuntimeError(f"Kernel didn't respond in {timeout} seconds")

    def kernel_info(self) -> str:
        """Ask what kernel it is; returns the id of the request."""
        return self._send("kernel_info_request", {})

    def execute(self, code: str, silent: bool = False, store_history: bool = True, stop_on_error: bool = True) -> str:
        """Ask to run a cell; returns the id of the request."""
        content = {
            "code": code,
            "silent": silent,
            "store_history": store_history,
            "user_expressions": {},
            "allow_stdin": False,
            "stop_on_error": stop_on_error,
        }
        return self._send("execute_request", content)

    def say_goodbye(self) -> None:
        """Ask the kernel to end when it has nothing more to do."""
        with contextlib.suppress(OSError):
            self.connection.send(("control", []))

    def _send(self, kind: str, content: dict[str, Any]) -> str:
        message = self._session.msg(kind, content)
        with contextlib.suppress(OSError):  # it died; whoever waits for the answer finds out
            self.connection.send(("shell", self._session.serialize(message)))
        return message["header"]["msg_id"]

    def _receive(self) -> None:
        try:
            channel, frames = self.connection.recv()
        except (EOFError, OSError):
            if self._loop is not None:
                self._loop.remove_reader(self.connection.fileno())
            return
        _, frames = self._session.feed_identities(frames)
        message = self._session.deserialize(frames)
        (self.shell_channel if channel == "shell" else self.iopub_channel).messages.put_nowait(message)
