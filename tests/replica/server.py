"""The replica itself: a server on 127.0.0.1 with all services, their limits, and faults to order."""

from __future__ import annotations

import collections
import json
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tests.replica import klass, pxweb, sample
from tests.replica.tables import Table

SERVICES = ("ssb", "scb", "klass", "kartverket", "norges_bank", "arealbruk", "scb_geodata", "overpass")
LIMITED = ("ssb", "scb")

Reply = tuple[int, dict[str, str], bytes]


@dataclass(frozen=True)
class Busy:
    """429: come back later. `retry_after` in seconds or as an HTTP date; None leaves the header out."""

    retry_after: int | str | None = 1


@dataclass(frozen=True)
class Status:
    """A bare answer with this status, such as 503."""

    code: int
    retry_after: int | str | None = None


@dataclass(frozen=True)
class Html:
    """A page for people instead of JSON."""

    status: int = 404


@dataclass(frozen=True)
class CutOff:
    """The right answer, but the connection closes in the middle of the body."""


@dataclass(frozen=True)
class Reset:
    """The connection closes before any answer."""


@dataclass(frozen=True)
class Slow:
    """The right answer, but late."""

    seconds: float


@dataclass(frozen=True)
class Empty500:
    """500 with an empty body."""


@dataclass(frozen=True)
class Wrong:
    """200 with a text that is not what was agreed, said to be JSON."""

    text: str = "not json"


@dataclass(frozen=True)
class Redirect:
    """302 to another address."""

    to: str


@dataclass(frozen=True)
class Huge:
    """200 that says it has this many bytes; the connection closes after the first."""

    length: int


@dataclass(frozen=True)
class Altered:
    """The right answer, but its JSON goes through a function: `Altered(lambda answer: answer | {"version": "1.0"})`."""

    function: Callable[[Any], Any]


@dataclass(frozen=True)
class Well:
    """No fault: let one call through before the next fault."""


Fault = Busy | Status | Html | CutOff | Reset | Slow | Empty500 | Wrong | Redirect | Huge | Altered | Well


@dataclass
class Asked:
    """One call as it came in; `time` in seconds of the monotonic clock, `status` of the answer (0: none was sent)."""

    service: str
    method: str
    path: str
    query: dict[str, list[str]]
    body: bytes
    time: float
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict, repr=False)

    @property
    def json(self) -> Any:
        """The body as JSON, None where there is none."""
        return json.loads(self.body) if self.body else None


class Replica:
    """All services on one address, for as long as the `with` block lasts.

    Args:
        policy: Calls and seconds that SSB and SCB allow; more are answered 429, and `x-ratelimit-policy` says so.
        strict: Note in `violations` what the real SSB would not like: over 30 calls a minute, over two at once.
        port: 0 takes a free one.
    """

    def __init__(self, *, policy: tuple[int, float] = (10000, 60), strict: bool = False, port: int = 0) -> None:
        self.policy = policy
        self.strict = strict
        self.log: list[Asked] = []
        self.violations: list[str] = []
        self.failures: list[BaseException] = []
        self.connections = 0
        self.tables: Mapping[tuple[str, str], Table] = _Tables()
        self._port = port
        self._faults: dict[str, collections.deque[Fault]] = {name: collections.deque() for name in SERVICES}
        self._counted: dict[str, collections.deque[float]] = {name: collections.deque() for name in LIMITED}
        self._working = collections.Counter[str]()
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._stopping = threading.Event()

    @property
    def address(self) -> str:
        """The value of STATUSBOK_SERVICES."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def next(self, service: str, *faults: Fault) -> None:
        """Order faults for the next calls of a service, one each, in this order."""
        self._faults[service].extend(faults)

    def calls(self, service: str | None = None, path: str = "") -> list[Asked]:
        """What was asked of a service (None: of any) whose path holds a text."""
        return [asked for asked in self.log if service in (None, asked.service) and path in asked.path]

    def __enter__(self) -> Replica:
        self._server = _Server(("127.0.0.1", self._port), _Handler)
        self._server.replica = self
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, name="replica", daemon=True
        )
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping.set()
        self._server.shutdown()
        with self._lock:
            for connection in self._open:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass  # the other side has closed it
        self._server.server_close()
        self._thread.join()
        if self.failures and error is None:
            raise RuntimeError("the replica itself failed while it answered") from self.failures[0]

    def _answer(self, asked: Asked, url: str) -> Reply:
        """The answer without any fault."""
        service, path = asked.service, asked.path
        if service in LIMITED:
            if len(url) > pxweb.MAX_URL:
                return pxweb.html(404, "404 - File or directory not found.")
            root = f"{self.address}/{service}"
            return pxweb.respond(service, self.tables, asked.method, path, asked.query, asked.body, root)
        if service == "klass":
            return klass.respond(asked.method, path, asked.query)
        from tests.replica import other  # reads geometry, which the others do not need

        return other.respond(service, asked.method, path, asked.query, asked.body)

    def _limit(self, service: str) -> int:
        """Count a call; seconds to wait when it is one too many, else 0."""
        calls, seconds = self.policy
        now = time.monotonic()
        with self._lock:
            counted = self._counted[service]
            while counted and counted[0] <= now - seconds:
                counted.popleft()
            if len(counted) >= calls:
                return max(1, int(counted[0] + seconds - now + 0.999))
            counted.append(now)
            return 0

    def _watch(self, asked: Asked) -> None:
        """Note what the real service would not like."""
        if not self.strict or asked.service != "ssb":
            return
        since = [old for old in self.log if old.service == "ssb" and old.time > asked.time - 60]
        if len(since) > 30:
            self.violations.append(f"{len(since)} calls to ssb within 60 seconds; 30 are allowed")
        if self._working["ssb"] > 2:
            self.violations.append(f"{self._working['ssb']} calls to ssb at once; two are allowed")


class _Tables(Mapping[tuple[str, str], Table]):
    """The tables by service and number, each made when it is first asked for."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, str], Table] = {}
        self._gone: set[tuple[str, str]] = set()
        self._lock = threading.Lock()

    def __getitem__(self, key: tuple[str, str]) -> Table:
        if key not in self:
            raise KeyError(key)
        with self._lock:
            if key not in self._made:
                self._made[key] = sample.table(*key).copy()
            return self._made[key]

    def __setitem__(self, key: tuple[str, str], table: Table) -> None:
        self._made[key] = table
        self._gone.discard(key)

    def __delitem__(self, key: tuple[str, str]) -> None:
        self._gone.add(key)

    def __contains__(self, key: object) -> bool:
        return key not in self._gone and (key in sample.KNOWN or key in self._made)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return (key for key in dict.fromkeys([*sample.KNOWN, *self._made]) if key not in self._gone)

    def __len__(self) -> int:
        return len(list(iter(self)))


class _Server(ThreadingHTTPServer):
    """One thread a connection; remembers the open ones."""

    daemon_threads = True
    block_on_close = True
    request_queue_size = 64
    replica: Replica

    def get_request(self) -> tuple[socket.socket, Any]:
        connection, address = super().get_request()
        with self.replica._lock:
            self.replica._open.add(connection)
            self.replica.connections = max(self.replica.connections, len(self.replica._open))
        return connection, address

    def shutdown_request(self, request: Any) -> None:
        with self.replica._lock:
            self.replica._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        error = sys.exception()
        if error is not None and not isinstance(error, OSError):
            self.replica.failures.append(error)


class _Handler(BaseHTTPRequestHandler):
    """Reads a call, lets faults and limits have their way, and writes the answer."""

    protocol_version = "HTTP/1.1"
    server: _Server
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def log_message(self, format: str, *arguments: Any) -> None:
        """Nothing: `Replica.log` has it."""

    def _serve(self) -> None:
        replica = self.server.replica
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts = urlsplit(self.path)
        service, _, path = unquote(parts.path).lstrip("/").partition("/")
        if service not in SERVICES:
            return self._write(404, {"Content-Type": "text/plain"}, b"services: " + ", ".join(SERVICES).encode())
        query = parse_qs(parts.query, keep_blank_values=True)
        asked = Asked(service, self.command, "/" + path, query, body, time.monotonic(), headers=dict(self.headers))
        with replica._lock:
            replica.log.append(asked)
            replica._working[service] += 1
            fault = replica._faults[service].popleft() if replica._faults[service] else Well()
            replica._watch(asked)
        try:
            self._reply(asked, fault)
        finally:
            with replica._lock:
                replica._working[service] -= 1

    def _reply(self, asked: Asked, fault: Fault) -> None:
        replica, json_type = self.server.replica, {"Content-Type": "application/json"}
        wait = replica._limit(asked.service) if asked.service in LIMITED else 0
        match fault:
            case Busy(retry_after):
                return self._write(429, _retry(retry_after), b"Too many requests", asked)
            case Status(code, retry_after):
                return self._write(code, _retry(retry_after), b"", asked)
            case Html(status):
                return self._write(*pxweb.html(status, "Service Unavailable"), asked)
            case Empty500():
                return self._write(500, {}, b"", asked)
            case Wrong(text):
                return self._write(200, json_type, text.encode(), asked)
            case Redirect(to):
                return self._write(302, {"Location": to}, b"", asked)
            case Reset():
                self.close_connection = True
                return None
            case Huge(length):
                self.close_connection = True
                return self._write(200, json_type | {"Content-Length": str(length)}, b"{", asked)
            case Slow(seconds):
                replica._stopping.wait(seconds)
        if wait:
            return self._write(429, _retry(wait), b"Too many requests", asked)
        try:
            status, headers, body = replica._answer(asked, f"http://{self.headers.get('Host', '')}{self.path}")
            if isinstance(fault, Altered):
                body = json.dumps(fault.function(json.loads(body))).encode()
        except Exception as error:
            replica.failures.append(error)
            return self._write(500, {"Content-Type": "text/plain"}, f"the replica failed: {error!r}".encode(), asked)
        if isinstance(fault, CutOff):
            self.close_connection = True
            headers = headers | {"Content-Length": str(len(body))}
            body = body[: len(body) // 2]
        return self._write(status, headers, body, asked)

    def _write(self, status: int, headers: dict[str, str], body: bytes, asked: Asked | None = None) -> None:
        if asked is not None:
            asked.status = status
            if asked.service in LIMITED:
                calls, seconds = self.server.replica.policy
                headers = headers | {"x-ratelimit-policy": f"{calls};w={seconds:g}s"}
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(body))} | headers).items():
            self.send_header(name, value)
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)


def _retry(after: int | str | None) -> dict[str, str]:
    return {} if after is None else {"Retry-After": str(after)}
