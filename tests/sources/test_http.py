"""The polite client, against a server on this machine that plays one fault after the other."""

from __future__ import annotations

import gzip
import json
import threading
import time
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from statusbok.errors import SourceError
from statusbok.sources import http
from statusbok.sources.http import Client, Limits, Refused, Throttle, Unreachable

QUICK = Limits(connect=1, read=0.2, total=100, attempts=3, first_wait=1, longest_wait=60)
PAGE = b"\xef\xbb\xbf<!DOCTYPE html><html><body>Oops</body></html>"


class Clock:
    """Time that passes only while someone sleeps."""

    def __init__(self) -> None:
        self.now, self.slept = 0.0, []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


class Server(ThreadingHTTPServer):
    """Gives the `answers` in turn, the last one for ever: (status, headers, body) or a function of the handler."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers, self.seen = [(200, {}, b'{"ok": true}')], []
        self.address = f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request, client_address) -> None:
        """Clients that give up are part of the tests."""


class Handler(BaseHTTPRequestHandler):
    def log_message(self, *arguments) -> None:
        pass

    def do_GET(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        self.server.seen.append((self.command, self.path, dict(self.headers), self.rfile.read(length)))
        answers = self.server.answers
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if callable(answer):
            return answer(self)
        status, headers, body = answer
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET


@pytest.fixture
def server(monkeypatch):
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        monkeypatch.setenv("STATUSBOK_SERVICES", server.address)
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def client(server, clock, tmp_path):
    return Client("ssb", cache=tmp_path, limits=QUICK, throttle=Throttle(clock=clock, sleep=clock.sleep))


def test_address_is_public_unless_a_server_stands_in(monkeypatch):
    monkeypatch.delenv("STATUSBOK_SERVICES", raising=False)
    assert http.address("scb") == "https://statistikdatabasen.scb.se/api/v2"
    monkeypatch.setenv("STATUSBOK_SERVICES", "http://127.0.0.1:9/")
    assert http.address("scb") == "http://127.0.0.1:9/scb"
    with pytest.raises(SourceError, match="no service 'sbb'; the services are ssb, scb"):
        http.address("sbb")


def test_get_sends_path_query_and_what_it_accepts(client, server):
    answer = client.get("tables/07459", {"lang": "no", "x": "A+B"})
    assert answer.json() == {"ok": True} and answer.status == 200
    method, path, headers, _ = server.seen[0]
    assert (method, path) == ("GET", "/ssb/tables/07459?lang=no&x=A%2BB")
    assert headers["Accept"] == "application/json" and headers["User-Agent"].startswith("statusbok")
    assert client.calls == 1


def test_post_sends_json_or_a_form(client, server):
    client.post("data", {"selection": ["Ø"]}, {"lang": "no"})
    client.post("", "data=out%3B")
    assert json.loads(server.seen[0][3]) == {"selection": ["Ø"]}
    assert server.seen[0][2]["Content-Type"] == "application/json"
    assert server.seen[1][1] == "/ssb" and server.seen[1][3] == b"data=out%3B"


def test_an_address_of_its_own_and_another_media_type(client, server):
    server.answers = [(200, {}, b"a;b\n")]
    assert client.get("", accept="text/csv").content == b"a;b\n"
    assert client.get("", accept="application/gml+xml, application/json").content == b"a;b\n"
    assert server.seen[0][1] == "/ssb"


def test_packed_answers_are_unpacked(client, server):
    numbers = list(range(300_000))
    server.answers = [(200, {"Content-Encoding": "gzip"}, gzip.compress(json.dumps(numbers).encode()))]
    assert client.get("x").json() == numbers


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_what_passes_is_tried_again_with_growing_waits(client, server, clock, status):
    server.answers = [(status, {}, b""), (status, {}, b""), (200, {}, b"[]")]
    assert client.get("x").json() == []
    assert client.calls == 3
    assert 1 <= clock.slept[0] <= 2 <= clock.slept[1] <= 3


def test_retry_after_in_seconds_and_as_a_date(client, server, clock):
    soon = format_datetime(datetime.now(timezone.utc) + timedelta(seconds=40), usegmt=True)
    server.answers = [(429, {"Retry-After": "7"}, b""), (503, {"Retry-After": soon}, b""), (200, {}, b"[]")]
    client.get("x")
    assert clock.slept[0] == 7 and 35 < clock.slept[1] <= 40


def test_a_spent_window_without_retry_after_is_waited_for(client, server, clock):
    server.answers = [(429, {"x-ratelimit-policy": "40;w=45s"}, b""), (200, {}, b"[]")]
    client.get("x")
    assert clock.slept == [45]


@pytest.mark.parametrize("after", ["soon", "²", "-5", "1e3", "7;8", "Wed, 99999999999999999999 Oct 2026 07:28:00 GMT"])
def test_a_retry_after_that_cannot_be_read_is_no_obstacle(client, server, clock, after):
    server.answers = [(429, {"Retry-After": after}, b""), (200, {}, b"[]")]
    client.get("x")
    assert 1 <= clock.slept[0] <= 2


@pytest.mark.parametrize("after", ["9" * 400, "Fri, 31 Dec 9999 23:59:59 -1200"])
def test_a_retry_after_beyond_all_time_is_told_as_a_day(client, server, after):
    server.answers = [(429, {"Retry-After": after}, b"")]
    with pytest.raises(Unreachable, match=r"come back after 20\d\d-"):
        client.get("x")


@pytest.mark.parametrize(
    "policy", ["²;w=1", "40;w=²", f"1;w={'9' * 400}", f"{'9' * 5000};w=60", "40", ";", "0;w=60", "1;w=0"]
)
def test_a_policy_that_cannot_be_meant_is_no_obstacle(client, server, clock, policy):
    server.answers = [(200, {"x-ratelimit-policy": policy}, b"[]")]
    client.get("x")
    client.get("x")
    assert client.throttle.calls is None and clock.slept == []


@pytest.mark.parametrize("length", ["²", "²³", "-1", "many"])
def test_a_length_that_is_no_number_is_no_obstacle(client, server, length):
    server.answers = [(200, {"Content-Length": length}, b"[]")]
    assert client.get("x").json() == []


def test_an_address_to_go_on_to_that_cannot_be_read_is_the_source_s_fault(client, server):
    server.answers = [(302, {"Location": "/\xff"}, b"")]
    with pytest.raises(SourceError, match="sends us on to"):
        client.get("x")


def test_a_long_retry_after_ends_at_once_and_says_when_to_come_back(client, server, clock):
    server.answers = [(429, {"Retry-After": "3600"}, b"")]
    with pytest.raises(SourceError, match=r"answered 429 .*\(1 try .*nothing was changed.*come back after 20\d\d-"):
        client.get("x")
    assert clock.slept == [] and client.calls == 1


def test_after_the_last_try_the_error_names_service_address_and_tries(client, server):
    server.answers = [(503, {}, b"")]
    with pytest.raises(Unreachable, match=r"ssb: http://.*/ssb/x answered 503 .*\(3 tries in .*nothing was changed"):
        client.get("x")
    assert client.calls == 3


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ((400, {}, b'{"title": "Non-existent value"}'), "answered 400 with .*Non-existent value"),
        ((404, {}, PAGE), "answered 404 with a web page"),
        ((500, {}, b""), "answered 500 with no explanation"),
    ],
)
def test_a_refusal_is_not_tried_again_and_holds_the_answer(client, server, clock, answer, message):
    server.answers = [answer]
    with pytest.raises(Refused, match=message) as caught:
        client.get("x")
    assert caught.value.answer.status == answer[0] and caught.value.answer.content == answer[2]
    assert client.calls == 1 and clock.slept == []


def test_a_web_page_with_status_200_is_named(client, server):
    server.answers = [(200, {"Content-Type": "text/html"}, PAGE)]
    with pytest.raises(SourceError, match="web page .HTML, status 200. where JSON was expected"):
        client.get("x", vintage="v1")
    assert client.calls == 1


def test_a_body_shorter_than_announced_is_asked_for_again(client, server):
    cut = (200, {"Content-Length": "1000", "Connection": "close"}, b'{"value": [1, 2')
    server.answers = [cut, (200, {}, b'{"value": []}')]
    assert client.get("x").json() == {"value": []}
    server.answers = [cut]
    with pytest.raises(SourceError, match="broke off in the middle of the answer .3 tries"):
        client.get("x")


def chunks_that_end_early(handler):
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n[1, 2\r\n")
    handler.close_connection = True


def no_length(handler):
    handler.wfile.write(b"HTTP/1.0 200 OK\r\n\r\n[1, 2")
    handler.close_connection = True


def hang_up(handler):
    handler.connection.close()
    handler.close_connection = True


def silence(handler):
    time.sleep(0.4)


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        (chunks_that_end_early, "broke off"),
        (no_length, "JSON that is cut off"),
        (hang_up, "cannot be reached"),
        (silence, "was silent for 0.2 s"),
    ],
)
def test_other_ways_to_break_off(client, server, fault, message):
    server.answers = [fault, (200, {}, b"[1, 2]")]
    assert client.get("x").json() == [1, 2]
    server.answers = [fault]
    with pytest.raises(SourceError, match=f"{message}.*3 tries"):
        client.get("x")


def test_a_body_that_trickles_meets_the_deadline(client, server, clock):
    def trickle(handler):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n")
        for _ in range(100):
            handler.wfile.write(b" ")
            clock.now += 5
            time.sleep(0.01)

    server.answers = [trickle]
    with pytest.raises(SourceError, match="took longer than 100 s .1 try"):
        client.get("x")


def test_a_service_that_is_not_there(monkeypatch, clock, tmp_path):
    monkeypatch.setenv("STATUSBOK_SERVICES", "http://127.0.0.1:1")
    client = Client("scb", cache=tmp_path, limits=QUICK, throttle=Throttle(clock=clock, sleep=clock.sleep))
    with pytest.raises(SourceError, match="scb: http://127.0.0.1:1/scb/x cannot be reached"):
        client.get("x")


def test_the_total_time_ends_the_tries(client, server, clock):
    client.limits = replace(QUICK, attempts=50, total=30)
    server.answers = [(503, {"Retry-After": "12"}, b"")]
    with pytest.raises(SourceError, match="3 tries in 24 s"):
        client.get("x")


def test_a_redirect_is_followed_on_the_same_host_only(client, server):
    server.answers = [(302, {"Location": "/elsewhere"}, b""), (200, {}, b"[]")]
    assert client.get("x").url.endswith("/elsewhere")
    server.answers = [(302, {"Location": "http://example.org/x"}, b"")]
    with pytest.raises(SourceError, match="another host, http://example.org"):
        client.get("x")


def test_a_post_is_not_turned_into_a_get(client, server):
    server.answers = [(302, {"Location": "/elsewhere"}, b""), (200, {}, b"[]")]
    with pytest.raises(SourceError, match="as a GET"):
        client.post("x", {"selection": []})


def test_endless_redirects(client, server):
    server.answers = [(302, {"Location": "/ssb/x"}, b"")]
    with pytest.raises(SourceError, match="cannot be asked"):
        client.get("x")


@pytest.mark.parametrize("headers", [{}, {"Content-Length": "501000000"}])
def test_a_huge_answer_is_refused(client, server, monkeypatch, headers):
    if not headers:
        monkeypatch.setattr(http, "LARGEST", 1000)
    server.answers = [(200, headers, b" " * 2000)]
    with pytest.raises(SourceError, match="more than .* MB; that is refused"):
        client.get("x", accept="text/csv")


def test_throttle_waits_when_the_window_is_spent(clock):
    throttle = Throttle(3, 60, clock=clock, sleep=clock.sleep)
    assert [throttle.wait() for _ in range(3)] == [0, 0, 0]
    clock.now = 10
    assert throttle.wait() == 50
    assert throttle.wait() == throttle.wait() == 0
    assert throttle.wait() == 60


def test_throttle_follows_a_stricter_policy_only(client, server, clock):
    client.throttle.calls, client.throttle.seconds = 30, 60
    server.answers = [(200, {"x-ratelimit-policy": policy}, b"[]") for policy in ("40;w=60s", "2;w=60s")]
    client.get("x")
    assert (client.throttle.calls, client.throttle.seconds) == (30, 60)
    client.get("x")
    client.get("x")
    assert clock.slept == [60]


def test_the_throttle_is_shared_by_the_clients_of_one_service(monkeypatch, server, tmp_path):
    monkeypatch.delenv("STATUSBOK_SERVICES")
    ssb, again, scb = Client("ssb", cache=tmp_path), Client("ssb", cache=tmp_path), Client("scb", cache=tmp_path)
    assert ssb.throttle is again.throttle is not scb.throttle
    assert (ssb.throttle.calls, ssb.throttle.seconds) == (30, 60)
    assert (scb.throttle.calls, scb.throttle.seconds) == (3, 1)
    monkeypatch.setenv("STATUSBOK_SERVICES", server.address)
    assert Client("ssb", cache=tmp_path).throttle.calls is None  # a stand-in states its own limits


def test_cache_answers_until_the_vintage_changes(client, server, tmp_path):
    server.answers = [(200, {}, b"[1]"), (200, {}, b"[2]")]
    assert client.get("x", {"a": 1}, vintage="v1").json() == [1]
    assert client.get("x", {"a": 1}, vintage="v1").json() == [1]
    other = Client("ssb", cache=tmp_path)
    assert other.get("x", {"a": 1}, vintage="v1").json() == [1] and other.calls == 0
    assert client.get("x", {"a": 1}, vintage="v2").json() == [2]
    assert client.calls == 2


def test_cache_tells_requests_apart(client, server):
    server.answers = [(200, {}, f"[{n}]".encode()) for n in range(5)]
    ask = [
        lambda: client.get("x", vintage="v"),
        lambda: client.get("x", {"a": 1}, vintage="v"),
        lambda: client.post("x", {"a": 1}, vintage="v"),
        lambda: client.post("x", {"a": 2}, vintage="v"),
        lambda: client.get("x", vintage="v", accept="application/json, text/csv"),
    ]
    assert [one().json() for one in ask + ask] == [[n] for n in range(5)] * 2


def test_nothing_is_kept_without_a_vintage_or_of_a_refusal(client, server, tmp_path):
    client.get("x")
    server.answers = [(404, {}, b"{}")]
    for _ in range(2):
        with pytest.raises(Refused):
            client.get("x", vintage="v")
    assert client.calls == 3 and not list(tmp_path.iterdir())


@pytest.mark.parametrize("damage", [b"", b"v1 0\n[9]", b"\x80\x81"])
def test_a_broken_cache_is_thrown_away(client, server, tmp_path, damage):
    client.get("x", vintage="v1")
    (file,) = tmp_path.iterdir()
    file.write_bytes(damage)
    assert client.get("x", vintage="v1").json() == {"ok": True}
    assert client.get("x", vintage="v1").json() == {"ok": True}
    assert client.calls == 2


def test_without_a_place_for_the_cache_the_service_is_asked(server, clock, tmp_path):
    (tmp_path / "file").write_text("in the way")
    client = Client("ssb", cache=tmp_path / "file", throttle=Throttle(clock=clock, sleep=clock.sleep))
    assert client.get("x", vintage="v1").json() == {"ok": True}


def test_forget_throws_one_answer_away(client, server):
    client.forget(client.get("x", vintage="v1"))
    client.forget(client.get("x"))
    client.get("x", vintage="v1")
    assert client.calls == 3


def test_cache_folder_from_the_environment(monkeypatch, server, tmp_path):
    monkeypatch.setenv("STATUSBOK_CACHE", str(tmp_path / "here"))
    Client("ssb").get("x", vintage="v1")
    assert list((tmp_path / "here").iterdir())


@pytest.mark.parametrize("after", ["²", "1000000000000", "9" * 400])
def test_a_senseless_retry_after_is_no_traceback(after):
    assert http._retry_after({"Retry-After": after}) in (None, http.FOREVER)


def test_a_policy_of_one_call_a_day_is_told_and_not_waited_for():
    clock = Clock()
    throttle = Throttle(1, 86400, clock=clock, sleep=clock.sleep)
    throttle.wait()
    with pytest.raises(Unreachable, match="allows 1 calls in 86400 s"):
        throttle.wait()
    assert clock.slept == []


def test_json_that_is_too_deep_is_refused():
    with pytest.raises(SourceError, match="not JSON"):
        http.Answer("here", 200, {}, b"[" * 200_000).json()


def test_a_call_counts_from_its_answer_since_it_may_have_arrived_late(clock):
    throttle = Throttle(1, 60, clock=clock, sleep=clock.sleep)
    throttle.wait()
    clock.now += 5  # on its way, and answered
    throttle.answered()
    assert throttle.wait() == 60
