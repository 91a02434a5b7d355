"""The one way to the network: polite (serial, throttled), patient (retries, time-outs), with a cache on disk."""

from __future__ import annotations

import hashlib
import json
import os
import re
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
import tenacity
import urllib3
from platformdirs import user_cache_path
from requests_cache import SerializerPipeline, create_key
from requests_cache.backends.filesystem import FileDict

from statusbok.errors import SourceError

ADDRESSES = {
    "ssb": "https://data.ssb.no/api/pxwebapi/v2",
    "scb": "https://statistikdatabasen.scb.se/api/v2",
    "klass": "https://data.ssb.no/api/klass/v1",
    "kartverket": "https://api.kartverket.no/kommuneinfo/v1",
    "norges_bank": "https://data.norges-bank.no/api",
    "arealbruk": "https://wfs.geonorge.no/skwms1/wfs.arealbruk",
    "scb_geodata": "https://geodata.scb.se/geoserver/stat/wfs",
    "overpass": "https://overpass-api.de/api",
}
ALLOWED = {"ssb": (30, 60), "scb": (3, 1)}  # calls in seconds, as documented (SSB) and recorded (SCB)
LARGEST = 500_000_000  # bytes of one answer
JSON = "application/json"
REPLACED = "STATUSBOK_SERVICES"  # environment: a server that stands in for all services
LONGEST_PAUSE = 600  # seconds that we wait for the next call to be allowed
FOREVER = 10 * 365 * 86400.0  # seconds; a longer wait is told as this one
PASSING = {429, 502, 503, 504}  # statuses that pass by themselves


def address(service: str) -> str:
    """Where a service is: its public address, or its place on the server that STATUSBOK_SERVICES names.

    Raises:
        SourceError: No service has this name.
    """
    if service not in ADDRESSES:
        raise SourceError(f"there is no service {service!r}; the services are {', '.join(ADDRESSES)}")
    root = os.environ.get(REPLACED)
    return f"{root.rstrip('/')}/{service}" if root else ADDRESSES[service]


@dataclass(frozen=True)
class Limits:
    """How long to wait for a service, in seconds, and how often to try."""

    connect: float = 10
    read: float = 60
    total: float = 300
    attempts: int = 5
    first_wait: float = 1
    longest_wait: float = 60


@dataclass(frozen=True)
class Answer:
    """One whole answer of a service."""

    url: str
    status: int
    headers: Mapping[str, str]
    content: bytes = field(repr=False)
    key: str = field(default="", repr=False)  # its place in the cache, "" when it is not there

    @property
    def is_html(self) -> bool:
        """Whether this is a page for people, which services send when something in front of them answers."""
        start = self.content[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
        return start.startswith((b"<!doctype html", b"<html"))

    def json(self) -> Any:
        """The content read as JSON.

        Raises:
            SourceError: It is a web page or something else that is not JSON.
        """
        if self.is_html:
            raise SourceError(
                f"{self.url} answered with a web page (HTML, status {self.status}) where JSON was expected"
            )
        try:
            return json.loads(self.content)
        except (ValueError, RecursionError) as error:
            raise SourceError(f"{self.url} answered with something that is not JSON: {error}") from error


@contextmanager
def as_agreed(where: str) -> Iterator[None]:
    """Tell of an answer with other parts than agreed as the source's fault; nobody can foresee every form of it.

    Raises:
        SourceError: The code within met a part that is missing, or of another kind.
    """
    try:
        yield
    except (ArithmeticError, AttributeError, LookupError, MemoryError, TypeError, ValueError) as error:
        raise SourceError(f"{where}: the answer is not as agreed ({str(error) or type(error).__name__})") from error


class Refused(SourceError):
    """The service said no, and would say so again; `answer` holds what it said."""

    def __init__(self, message: str, answer: Answer) -> None:
        super().__init__(message)
        self.answer = answer


class Unreachable(SourceError):
    """No whole answer after the last try; another call to the service will hardly do better now."""


class Throttle:
    """No more than so many calls in a window of time; also the clock of a client, so that tests need not wait."""

    def __init__(
        self,
        calls: int | None = None,
        seconds: float = 60,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Args: calls: calls allowed in `seconds`, None for no limit; clock, sleep: for tests."""
        self.calls, self.seconds, self.clock, self.sleep = calls, seconds, clock, sleep
        self.serial = threading.Lock()
        self._made: deque[float] = deque()

    def wait(self) -> float:
        """Wait until one more call is allowed, and count it.

        Returns:
            Seconds waited.

        Raises:
            Unreachable: The wait would be too long.
        """
        start = now = self.clock()
        if self.calls is not None:
            while len(self._made) >= self.calls and (pause := self._made[-self.calls] + self.seconds - now) > 0:
                if pause > LONGEST_PAUSE:
                    raise Unreachable(
                        f"the service allows {self.calls} calls in {self.seconds:g} s, and the next one only in "
                        f"{pause:.0f} s; nothing was changed, try again then"
                    )
                self.sleep(pause)
                now = self.clock()
        self._made.append(now)
        while self._made[0] < now - 3600:
            self._made.popleft()
        return now - start

    def answered(self) -> None:
        """Count the last call from now: the service counts it when it arrives, which may be long after it was sent."""
        if self._made:
            self._made[-1] = self.clock()

    def tighten(self, policy: str) -> None:
        """Follow the policy that the service states ("40;w=60s") where it allows less than what is known."""
        if found := re.match(r"\s*([0-9]{1,9})\s*;\s*w=([0-9]{1,9}(\.[0-9]{1,9})?)(?![0-9])", policy):
            calls, seconds = int(found[1]), float(found[2])
            if calls and seconds and (self.calls is None or calls / seconds < self.calls / self.seconds):
                self.calls, self.seconds = calls, seconds


_throttles: dict[str, Throttle] = {}


def _throttle(service: str) -> Throttle:
    """The throttle of a service, one for all clients of this process.

    The limits are those of the public services; a server that stands in for them states its own in a header.
    """
    where = address(service)
    if where not in _throttles:
        _throttles[where] = Throttle(*ALLOWED.get(service, ()) if where == ADDRESSES[service] else ())
    return _throttles[where]


class _Again(Exception):
    """Something that may pass: `after` is how many seconds the service asked us to wait, if it did."""

    def __init__(self, what: str, after: float | None = None) -> None:
        super().__init__(what)
        self.after = after


class _Session(requests.Session):
    """Follows redirects only where the request stays the same and with the same host."""

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        with as_agreed(f"{resp.url} sends us on to {resp.headers.get('Location')!r}"):
            target = super().get_redirect_target(resp)
            if target is None:
                return None
            here, there = urlsplit(resp.url), urlsplit(urljoin(resp.url, target))
        if here.hostname != there.hostname or (here.scheme, there.scheme) == ("https", "http"):
            raise SourceError(
                f"{resp.url} sends us on to another host, {there.scheme}://{there.netloc}; that is refused"
            )
        # A redirected POST becomes a GET without its selection, which PxWebApi answers with another one.
        if resp.request.method == "POST" and resp.status_code not in (307, 308):
            raise SourceError(f"{resp.url} sends a POST on to {target} as a GET; that is refused")
        return target


class Client:
    """One service, one connection, politely: serial, throttled, retried, cached."""

    def __init__(
        self,
        service: str,
        *,
        cache: Path | None = None,
        limits: Limits = Limits(),
        throttle: Throttle | None = None,
    ) -> None:
        """Args:
            service: A name in ADDRESSES.
            cache: Folder of the cache; without it STATUSBOK_CACHE, or the user's folder for caches.
            limits: How long to wait and how often to try.
            throttle: For tests; without it the one that all clients of the service share.

        Raises:
            SourceError: No service has this name.
        """
        self.service = service
        self.address = address(service)
        self.limits = limits
        self.throttle = throttle or _throttle(service)
        self.calls = 0
        self._cache = _Cache(cache or Path(os.environ.get("STATUSBOK_CACHE") or user_cache_path("statusbok")))
        self._session = _Session()
        self._session.headers["User-Agent"] = f"statusbok (python-requests/{requests.__version__})"
        # The proxies of an organisation lead out of it, not to a server on this machine.
        self._session.trust_env = REPLACED not in os.environ

    def get(
        self,
        path: str,
        params: Mapping[str, Any] | None = None,
        *,
        vintage: str | None = None,
        accept: str = JSON,
    ) -> Answer:
        """Ask the service.

        Args:
            path: Below the address of the service; "" for the address itself.
            params: The query.
            vintage: When the service last changed what is asked for. The answer is kept on disk and used again
                as long as this is the same; without it nothing is kept.
            accept: Media type wanted. When only JSON will do, what is not JSON counts as cut off and is asked for
                again.

        Returns:
            A whole answer with status 2xx.

        Raises:
            Refused: The service answered with an error that will not pass; a SourceError with the `answer`.
            Unreachable: There was no whole answer after the last try; a SourceError.
            SourceError: A web page, a redirect to another host, a huge answer.
        """
        return self._ask("GET", path, params, None, vintage, accept)

    def post(
        self,
        path: str,
        body: Mapping[str, Any] | str,
        params: Mapping[str, Any] | None = None,
        *,
        vintage: str | None = None,
        accept: str = JSON,
    ) -> Answer:
        """Ask the service with a body: a dict goes as JSON, a text as a form that is already encoded.

        Args, Returns and Raises as for `get`.
        """
        return self._ask("POST", path, params, body, vintage, accept)

    def close(self) -> None:
        """Let go of the connection; the next call opens another."""
        self._session.close()

    def forget(self, answer: Answer) -> None:
        """Throw an answer out of the cache: it was whole, but not what it should be."""
        if answer.key:
            self._cache.drop(answer.key)

    def _ask(
        self,
        method: str,
        path: str,
        params: Mapping[str, Any] | None,
        body: Mapping[str, Any] | str | None,
        vintage: str | None,
        accept: str,
    ) -> Answer:
        headers = {"Accept": accept}
        data = None
        if isinstance(body, str):
            data = body.encode()
            headers["Content-Type"] = "application/x-www-form-urlencoded; charset=utf-8"
        elif body is not None:
            data = json.dumps(body, ensure_ascii=False).encode()
            headers["Content-Type"] = JSON
        url = f"{self.address}/{path.lstrip('/')}" if path else self.address
        request = self._session.prepare_request(
            requests.Request(method, url, params=params, data=data, headers=headers)
        )
        key = create_key(request, match_headers=["Accept"]) if vintage else ""
        if key and (content := self._cache.get(key, vintage)) is not None:
            return Answer(request.url, 200, {}, content, key)
        answer = self._patiently(request, key)
        if key and answer.status == 200:
            self._cache.put(key, vintage, answer.content)
        return answer

    def _patiently(self, request: requests.PreparedRequest, key: str) -> Answer:
        """Try until there is a whole answer, the tries are used up, or waiting is no use."""
        limits, clock = self.limits, self.throttle.clock
        began = clock()
        deadline = began + limits.total
        backoff = tenacity.wait_exponential_jitter(
            multiplier=limits.first_wait, max=limits.longest_wait, jitter=limits.first_wait
        )

        def wait(state: tenacity.RetryCallState) -> float:
            after = state.outcome.exception().after
            return backoff(state) if after is None else after

        def stop(state: tenacity.RetryCallState) -> bool:
            return (
                state.attempt_number >= limits.attempts
                or state.upcoming_sleep > limits.longest_wait
                or clock() + state.upcoming_sleep > deadline
            )

        def attempt() -> Answer:
            nonlocal deadline
            with self.throttle.serial:
                deadline += self.throttle.wait()  # to be polite is not to be slow
                return self._once(request, key, deadline)

        again = tenacity.retry_if_exception_type(_Again)
        retrying = tenacity.Retrying(retry=again, wait=wait, stop=stop, sleep=self.throttle.sleep, reraise=True)
        try:
            return retrying(attempt)
        except _Again as last:
            tries = retrying.statistics["attempt_number"]
            when = "try again later"
            if last.after and last.after > limits.longest_wait:
                moment = datetime.now().astimezone() + timedelta(seconds=last.after)
                when = f"the service asks us to come back after {moment:%Y-%m-%d %H:%M}"
            raise Unreachable(
                f"{self.service}: {request.url} {last} ({tries} {'try' if tries == 1 else 'tries'} in "
                f"{clock() - began:.0f} s); nothing was changed, {when}"
            ) from last

    def _once(self, request: requests.PreparedRequest, key: str, deadline: float) -> Answer:
        """Make one call and read the whole answer."""
        self.calls += 1
        limits = self.limits
        settings = self._session.merge_environment_settings(request.url, {}, True, None, None)
        try:
            with self._session.send(request, timeout=(limits.connect, limits.read), **settings) as response:
                self.throttle.tighten(response.headers.get("x-ratelimit-policy", ""))
                content = self._read(response, deadline)
        except requests.exceptions.SSLError as error:
            raise SourceError(
                f"{self.service}: {request.url} has no certificate that this machine trusts: {error}"
            ) from error
        except requests.ConnectTimeout as error:
            raise _Again(f"did not let us connect within {limits.connect:g} s") from error
        except (requests.Timeout, urllib3.exceptions.TimeoutError) as error:
            raise _Again(f"was silent for {limits.read:g} s") from error
        except urllib3.exceptions.HTTPError as error:
            raise _Again("broke off in the middle of the answer") from error
        except requests.ConnectionError as error:
            raise _Again("cannot be reached") from error
        except requests.RequestException as error:
            raise SourceError(f"{self.service}: {request.url} cannot be asked: {error}") from error
        finally:
            self.throttle.answered()
        answer = Answer(response.url, response.status_code, dict(response.headers), content, key)
        if answer.status in PASSING:
            after = _retry_after(response.headers)
            if after is None and answer.status == 429 and self.throttle.calls:
                after = self.throttle.seconds  # the window is spent, and until it is over so is every try
            raise _Again(f"answered {answer.status} {response.reason}", after)
        if not response.ok:
            what = "a web page" if answer.is_html else content[:300].decode(errors="replace") or "no explanation"
            raise Refused(f"{self.service}: {answer.url} answered {answer.status} with {what}", answer)
        if request.headers["Accept"] == JSON:
            try:
                answer.json()
            except SourceError as error:
                if answer.is_html:
                    raise
                raise _Again("answered with JSON that is cut off or broken") from error
        return answer

    def _read(self, response: requests.Response, deadline: float) -> bytes:
        """The body, as it comes: `read1` returns what is there, so that a body that trickles meets the deadline."""
        parts, size = [], 0
        announced = response.headers.get("Content-Length", "")
        length = float(announced) if re.fullmatch("[0-9]+", announced) else 0  # a float takes any number of digits
        while True:
            if max(size, length) > LARGEST:
                raise SourceError(
                    f"{self.service}: {response.url} answers with more than {LARGEST / 1e6:.0f} MB; that is refused"
                )
            if self.throttle.clock() > deadline:
                raise _Again(f"took longer than {self.limits.total:g} s")
            part = response.raw.read1(1 << 16, decode_content=True)
            if not part:
                return b"".join(parts)
            parts.append(part)
            size += len(part)


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds that Retry-After asks for, given as seconds or as a date; None without one that can be read."""
    text = headers.get("Retry-After", "").strip()
    if re.fullmatch("[0-9]+", text):
        return min(float(text), FOREVER)
    try:
        moment = parsedate_to_datetime(text)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=timezone.utc)
        seconds = (moment - datetime.now(timezone.utc)).total_seconds()
    except (OverflowError, ValueError):
        return None
    return min(max(seconds, 0.0), FOREVER)


class _Cache:
    """Answers on disk, one file for each request, each with its vintage and a checksum.

    A cache is only a help: what cannot be read is thrown away, and where nothing can be written we do without.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @cached_property
    def _answers(self) -> MutableMapping[str, bytes]:
        try:
            return FileDict(self._folder, extension="answer", serializer=_AS_IT_IS)
        except OSError:
            return {}

    def get(self, key: str, vintage: str) -> bytes | None:
        head, _, content = self._answers.get(key, b"").partition(b"\n")
        if head == _head(vintage, content):
            return content
        self.drop(key)
        return None

    def put(self, key: str, vintage: str, content: bytes) -> None:
        try:
            self._answers[key] = _head(vintage, content) + b"\n" + content
        except (KeyError, OSError):  # FileDict says KeyError when the disk is full or read-only
            pass

    def drop(self, key: str) -> None:
        self._answers.pop(key, None)


_AS_IT_IS = SerializerPipeline([], is_binary=True)


def _head(vintage: str, content: bytes) -> bytes:
    return f"{vintage} {hashlib.sha256(content).hexdigest()}".encode()
