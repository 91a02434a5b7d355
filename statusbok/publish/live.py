"""The site while it is written: built at each save, and shown anew in the browser, from an address on this machine only.

Three processes: this one watches and serves; a warm one has imported all that a build needs; each build is a fork of that.
Where the library's code is changed the warm one is replaced. Where processes cannot be forked, each build is a program of
its own, which is slower.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import json
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterable
from pathlib import Path

import psutil
import tornado.web
from tornado.httpserver import HTTPServer
from tornado.iostream import StreamClosedError
from tornado.netutil import bind_sockets
from watchfiles import awatch

from statusbok.errors import BuildError, StatusbokError
from statusbok.publish import manifest
from statusbok.publish.project import Project

HOST, PORT = "127.0.0.1", 8000
ADDRESS = "/-/"
"""Where the server's own script and events are; no page of a report is there."""

_FOLDERS = ("notebooks", "book", "data", "geo", "statusbok")
_FILES = ("_config.yml", "_toc.yml", "requirements.txt")
_CODE = ("statusbok", "requirements.txt")
_BESIDE = ("~", ".swp", ".swx", ".tmp", ".bak", ".pyc", ".crdownload")
_WAITING = "<!DOCTYPE html>\n<html lang=\"nb\">\n<head>\n<meta charset=\"utf-8\">\n<title>Rapporten bygges</title>\n</head>\n<body><p>Rapporten bygges …</p></body>\n</html>\n"
_ASSETS = Path(__file__).with_name("live")


def serve(municipality: str, year: int, *, port: int | None = None) -> None:
    """Build an edition, serve it and do both again at each save, until Ctrl-C.

    Args:
        municipality: number of the edition's municipality, which has been checked.
        year: its year. The record in use must be the edition's.
        port: port to serve at; by default 8000, or another where that is taken.

    Raises:
        BuildError: the port cannot be used.
    """
    asyncio.run(Live(Project(), municipality, year).run(port))


def sort(path: Path, root: Path) -> str | None:
    """What a changed file is to a build: "code" that has to be loaded again, "content", or None for nothing.

    Editors, Jupyter and builds write more files than those that matter: beside, hidden, generated.
    """
    try:
        parts = path.relative_to(root).parts
    except ValueError:
        return None
    if not parts or parts[0] not in _FOLDERS + _FILES or (len(parts) == 1) != (parts[0] in _FILES):
        return None
    if any(part.startswith((".", "#")) or part in ("__pycache__", "4913") or part.endswith(_BESIDE) for part in parts):
        return None
    if manifest.is_generated(path, root):
        return None
    if parts[0] == "notebooks" and path.suffix != ".ipynb":
        return None
    return "code" if parts[0] in _CODE else "content"


class Live:
    """The site of an edition, how it went with the last build, and who is to be told.

    Args:
        project: the folder to build.
        municipality, year: the edition.
        say: takes one line on what is going on.
    """

    def __init__(self, project: Project, municipality: str, year: int, say: Callable[[str], None] = print) -> None:
        self.project, self.say = project, say
        self.error = ""
        self.made = self._made()
        self._builder = _Builder(project, municipality, year)
        self._changed: set[str] = set()
        self._saved = asyncio.Event()
        self._told = asyncio.Condition()

    async def run(self, port: int | None) -> None:
        """Serve, and build at each save, until it is cancelled."""
        sockets = listen(port)
        server = HTTPServer(self.application())
        server.add_sockets(sockets)
        self.say(f"Open in a browser: http://{HOST}:{sockets[0].getsockname()[1]}/ (Ctrl-C ends it)")
        watching = [asyncio.create_task(self._watch(*paths)) for paths in self._places()]
        try:
            await self.build()
            while True:
                await self._saved.wait()
                self._saved.clear()
                await self.build()
        finally:
            for task in watching:
                task.cancel()
            server.stop()
            await self._builder.end()

    async def build(self) -> None:
        """Build once, and tell the browsers how it went."""
        changed, self._changed = self._changed, set()
        begun = time.perf_counter()
        error = await self._builder.build("code" in {sort(Path(path), self.project.root) for path in changed})
        made = self._made()
        names = sorted(os.path.relpath(path, self.project.root) for path in changed)
        which = f"{', '.join(names[:3])}{' …' if len(names) > 3 else ''}: " if names else ""
        if error:
            self.say(f"{which}{error}")
        elif made != self.made or self.error:
            self.say(f"{which}built in {time.perf_counter() - begun:.1f} s")
        if (made, error) != (self.made, self.error):
            async with self._told:
                self.made, self.error = made, error
                self._told.notify_all()

    async def states(self) -> AsyncIterator[str]:
        """The state for browsers, now and whenever it has changed: which site there is, and what was wrong since."""
        while True:
            now = (self.made, self.error)
            yield json.dumps({"made": now[0], "error": now[1]})
            async with self._told:
                await self._told.wait_for(lambda before=now: (self.made, self.error) != before)

    def application(self) -> tornado.web.Application:
        """What answers browsers."""
        return tornado.web.Application([
            (f"{ADDRESS}events", _Events, {"live": self}),
            (f"{ADDRESS}(.*)", _Static, {"path": str(_ASSETS)}),
            ("/(.*)", _Page, {"live": self, "path": str(self.project.site), "default_filename": "index.html"}),
        ])  # fmt: skip

    def _made(self) -> str:
        """Name of the site that stands; "" for none."""
        with contextlib.suppress(OSError):
            return manifest.checksum(self.project.site / manifest.FILE)[:16]
        return ""

    def _places(self) -> list[tuple[list[Path], bool]]:
        """What is watched, each with whether folders in it are too: the root holds much that is not of the report."""
        return [([path for name in _FOLDERS if (path := self.project.root / name).is_dir()], True), ([self.project.root], False)]

    async def _watch(self, places: Iterable[Path], recursive: bool) -> None:
        def matters(_: object, path: str) -> bool:
            return sort(Path(path), self.project.root) is not None

        # A burst of saves is one; 50 ms without another end it.
        async for changes in awatch(*places, recursive=recursive, watch_filter=matters, debounce=500, step=50):
            self._changed |= {path for _, path in changes}
            self._saved.set()


def listen(port: int | None) -> list:
    """Sockets on this machine only.

    Raises:
        BuildError: the port is taken or may not be used.
    """
    try:
        return bind_sockets(PORT if port is None else port, HOST)
    except OSError as error:
        if port is None and error.errno == errno.EADDRINUSE:
            return bind_sockets(0, HOST)
        why = "is taken" if error.errno == errno.EADDRINUSE else f"cannot be used ({error.strerror})"
        raise BuildError(f"port {port or PORT} {why}; name another: statusbok live --port 8001") from None


def with_script(page: str, made: str) -> str:
    """A page with the script that shows it anew; its policy allows what comes from the server's own address, and nothing else."""
    added = f'<link rel="stylesheet" href="{ADDRESS}live.css">\n<script src="{ADDRESS}live.js" data-made="{made}" defer></script>\n'
    return page.replace("</head>", f"{added}</head>", 1)


class _Static(tornado.web.StaticFileHandler):
    """Files, as they are now."""

    def set_extra_headers(self, path: str) -> None:
        self.set_header("Cache-Control", "no-store")

    def compute_etag(self) -> None:
        return None

    def should_return_304(self) -> bool:
        return False


class _Page(_Static):
    """Files of the site, and pages with the script; maps stand in frames of pages."""

    def initialize(self, live: Live, path: str, default_filename: str) -> None:  # type: ignore[override]
        super().initialize(path, default_filename)
        self._live = live

    async def get(self, path: str, include_body: bool = True) -> None:
        name = f"{path}index.html" if not path or path.endswith("/") else path
        place = self._live.project.site / name
        page = None
        if name.endswith(".html") and not name.startswith("maps/") and ".." not in name.split("/"):
            with contextlib.suppress(OSError):
                page = place.read_text(encoding="utf-8")
            if page is None and not self._live.made:
                page = _WAITING
        if page is None:
            await super().get(path, include_body)
            return
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Cache-Control", "no-store")
        self.finish(with_script(page, self._live.made) if include_body else None)


class _Events(tornado.web.RequestHandler):
    """Server-sent events: the state, now and whenever it has changed."""

    def initialize(self, live: Live) -> None:
        self._live = live

    async def get(self) -> None:
        self.set_header("Content-Type", "text/event-stream")
        self.set_header("Cache-Control", "no-store")
        self._task = asyncio.current_task()
        with contextlib.suppress(StreamClosedError, asyncio.CancelledError):
            async for state in self._live.states():
                self.write(f"data: {state}\n\n")
                await self.flush()

    def on_connection_close(self) -> None:
        self._task.cancel()


class _Builder:
    """The warm process; or, where it cannot fork, a program for each build."""

    def __init__(self, project: Project, municipality: str, year: int) -> None:
        self._project, self._edition = project, (municipality, str(year))
        self._process: asyncio.subprocess.Process | None = None

    async def build(self, anew: bool = False) -> str:
        """Build once.

        Args:
            anew: whether the code has changed, and is to be loaded again.

        Returns:
            What went wrong, in words; "" where nothing did.
        """
        if sys.platform != "linux":
            return await self._plain()
        if anew or (self._process and self._process.returncode is not None):
            await self.end()
        if self._process is None:
            words = [sys.executable, "-m", "statusbok.publish.live", str(self._project.root), *self._edition]
            self._process = await asyncio.create_subprocess_exec(
                *words, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=2**24
            )
        assert self._process.stdin and self._process.stdout
        with contextlib.suppress(ConnectionError):
            self._process.stdin.write(b"\n")
            await self._process.stdin.drain()
        if told := await self._process.stdout.readline():
            return json.loads(told)
        await self.end()
        return "error: the process that builds has ended, see above; the next save starts another"

    async def _plain(self) -> str:
        municipality, year = self._edition
        words = [sys.executable, "-m", "statusbok", "build", "--kommune", municipality, "--year", year]
        self._process = await asyncio.create_subprocess_exec(*words, stderr=asyncio.subprocess.PIPE)
        _, errors = await self._process.communicate()
        return errors.decode("utf-8", "replace").strip() if self._process.returncode else ""

    async def end(self) -> None:
        """End the process, and all that it has started."""
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(psutil.Error, ProcessLookupError):
            started = psutil.Process(process.pid).children(recursive=True)
            process.kill()
            for child in started:
                with contextlib.suppress(psutil.Error):
                    child.kill()
        if process.stdin:
            process.stdin.close()
            with contextlib.suppress(ConnectionError):
                await process.stdin.wait_closed()
        await process.wait()


def _stay_warm(root: Path, municipality: str, year: int) -> None:
    """Load what builds need, and build in a fork at each line that comes in: what the warm process does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the program that serves decides
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"  # a pool of threads would not be in the forks
    from statusbok import warm
    from statusbok.publish import build, render, reworded  # noqa: F401
    import nbformat  # noqa: F401

    project = Project(root)
    if warm.usable_for(root):
        warm.start()
    render.load()
    manifest.packages(root)
    context = multiprocessing.get_context("fork")
    for _ in sys.stdin:
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(target=_build, args=(project, municipality, year, theirs))
        process.start()
        theirs.close()
        try:
            error = ours.recv()
        except EOFError:
            error = "error: the process of the build was killed"
        process.join()
        answers.write(json.dumps(error) + "\n")
        answers.flush()


def _build(project: Project, municipality: str, year: int, tell: object) -> None:
    """Build once, and tell what went wrong: what a fork of the warm process does."""
    from statusbok.edition import Edition
    from statusbok.publish import unchanged
    from statusbok.publish.build import build
    from statusbok.publish.render import Forked
    from statusbok.publish.reworded import front_page

    error = ""
    try:
        renderer = Forked(project)
        quick = front_page(municipality, year, renderer=renderer, project=project, say=lambda _: None)
        if not quick and not unchanged.front_page(municipality, year, project=project):
            build(Edition(municipality=municipality, year=year), project=project, renderer=renderer)
    except (StatusbokError, OSError) as problem:
        error = f"error: {problem}"
    except Exception as problem:  # noqa: BLE001 - a fault of the library while it is worked on is shown as others are
        error = f"error: {type(problem).__name__}: {problem}"
    tell.send(error)  # type: ignore[attr-defined]


if __name__ == "__main__":
    _stay_warm(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
