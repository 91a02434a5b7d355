"""The report while it is written: which saves count, what browsers get, and what happens when a build fails."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tornado.httpclient import AsyncHTTPClient, HTTPClientError

from statusbok import policy
from statusbok.cli import main
from statusbok.errors import BuildError
from statusbok.publish import live
from statusbok.publish.live import Live, listen, sort, with_script

PAGE = f'<html><head><meta http-equiv="Content-Security-Policy" content="{policy.PAGE}" /></head><body><p>Før</p></body></html>'


def run(work) -> None:
    """Run a coroutine in a thread of its own: the browser of other tests has a loop running in this one."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(work())).result()


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("notebooks/pendling.ipynb", "content"),
        ("book/index.md", "content"),
        ("book/_static/statusbok.css", "content"),
        ("book/tilgjengelighet.json", "content"),
        ("data/tables/population.csv", "content"),
        ("data/datapackage.json", "content"),
        ("geo/municipalities.geojson", "content"),
        ("_config.yml", "content"),
        ("_toc.yml", "content"),
        ("statusbok/show/charts.py", "code"),
        ("statusbok/show/templates/figure.html", "code"),
        ("requirements.txt", "code"),
        ("book/pendling.ipynb", None),
        ("book/data.md", None),
        ("book/rettelser.json", None),
        ("book/files/figures/a.svg", None),
        ("book/files", None),
        ("_build/html/index.html", None),
        ("notebooks/.ipynb_checkpoints/pendling-checkpoint.ipynb", None),
        ("notebooks/.~pendling.ipynb", None),
        ("notebooks/pendling.ipynb~", None),
        ("notebooks/4913", None),
        ("notebooks/Untitled.txt", None),
        ("book/files/data/population.csv", None),
        ("book/files.old", None),
        ("book/files.old/data/population.csv", None),
        ("book/.index.md.swp", None),
        ("book/#index.md#", None),
        ("data/tables/.population.csv.statusbok-new", None),
        ("statusbok/__pycache__/cli.cpython-311.pyc", None),
        ("README.md", None),
        ("tests/unit/test_cli.py", None),
        ("notebooks", None),
        ("../other/book/index.md", None),
    ],
)
def test_what_is_written_by_hand_counts(tmp_path, name, kind):
    assert sort(Path(f"{tmp_path}/{name}") if ".." not in name else tmp_path.parent / "other/book/index.md", tmp_path) == kind


def test_a_page_gets_the_script_and_its_policy_allows_it():
    page = with_script(PAGE, "0123")
    assert '<script src="/-/live.js" data-made="0123" defer></script>' in page and page.count("/-/live.css") == 1
    assert page.replace(page[page.index("<link") : page.index("</head>")], "") == PAGE
    for kind in ("script-src 'self'", "style-src 'self'", "connect-src 'self'"):
        assert kind in policy.PAGE


def test_a_port_that_is_taken_is_named_and_a_free_one_used_where_none_was_asked_for(monkeypatch):
    with socket.socket() as other:
        other.bind((live.HOST, 0))
        other.listen()
        taken = other.getsockname()[1]
        with pytest.raises(BuildError, match=f"port {taken} is taken; name another: statusbok live --port"):
            listen(taken)
        monkeypatch.setattr(live, "PORT", taken)
        for opened in listen(None):
            assert opened.getsockname()[1] != taken
            opened.close()


@pytest.mark.parametrize("port", ["0", "65536", "-1", "http"])
def test_a_port_that_is_none_is_told_what_a_port_is(port, capsys):
    with pytest.raises(SystemExit):
        main(["live", "--port", port])
    assert f"expected a port from 1 to 65535, not '{port}'" in capsys.readouterr().err


def test_an_edition_that_there_is_not_is_refused_before_anything_starts(monkeypatch, capsys):
    monkeypatch.setattr(live, "serve", lambda *_, **__: pytest.fail("served"))
    assert main(["live", "--kommune", "9999"]) == 1
    assert "9999 is not a municipality number of today" in capsys.readouterr().err


class Builds:
    """Stands in for the process that builds: answers in turn, and notes whether code was to be loaded again."""

    def __init__(self, project, *answers):
        self.project, self.answers, self.asked = project, list(answers), []

    async def build(self, anew=False):
        self.asked.append(anew)
        answer = self.answers.pop(0) if self.answers else ""
        if not answer:
            (self.project.site / "build.json").write_text(str(len(self.asked)), encoding="utf-8")
        return answer

    async def end(self):
        self.asked.append("ended")


@pytest.fixture
def site(small):
    """A small project with a site of two files."""
    (small.site / "maps").mkdir(parents=True)
    for name in ("index.html", "maps/a.html"):
        (small.site / name).write_text(PAGE, encoding="utf-8")
    (small.site / "build.json").write_text("0", encoding="utf-8")
    return small


@contextlib.asynccontextmanager
async def serving(project, *answers):
    """The running server, its builds, its address and what it has said; with answers, as `Builds` gives them."""
    said = []
    report = Live(project, "3101", 2026, said.append)
    if answers:
        report._builder = Builds(project, *answers)
    task = asyncio.create_task(report.run(0))
    while not said:
        await asyncio.sleep(0.01)
    try:
        yield report, said[0].split()[4], said
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


class Browser:
    """Hears the events of a server."""

    def __init__(self, address):
        self._heard = asyncio.Queue()
        self._fetch = asyncio.ensure_future(
            AsyncHTTPClient(force_instance=True).fetch(
                f"{address}-/events", request_timeout=0, streaming_callback=lambda part: self._heard.put_nowait(part)
            )
        )

    async def state(self):
        part = await asyncio.wait_for(self._heard.get(), 60)
        return json.loads(part.decode().removeprefix("data: "))

    def close(self):
        self._fetch.cancel()


def test_a_burst_of_saves_is_one_build_and_a_failed_one_leaves_the_site(site):
    async def work():
        async with serving(site, "", "error: book/index.md:3: WARNING", "") as (report, address, said):
            browser = Browser(address)
            while (first := await browser.state())["made"] != report.made or not report._builder.asked:
                pass
            await asyncio.sleep(0.3)  # until it watches
            for number in range(5):  # as editors do: beside, and renamed
                beside = site.book / ".index.md.new"
                beside.write_text(f"# Forside {number}\n", encoding="utf-8")
                beside.replace(site.book / "index.md")
            failed = await browser.state()
            assert failed == {"made": first["made"], "error": "error: book/index.md:3: WARNING"}
            assert report._builder.asked == [False, False] and said[-1] == "book/index.md: error: book/index.md:3: WARNING"
            (site.book / "pendling.ipynb").write_text("{}", encoding="utf-8")  # made by a build
            (site.book / "index.md").write_text("# Forside\n", encoding="utf-8")
            mended = await browser.state()
            assert mended["made"] not in ("", first["made"]) and mended["error"] == ""
            assert report._builder.asked == [False] * 3 and said[-1].startswith("book/index.md: built in ")
            browser.close()
        assert report._builder.asked[-1] == "ended"

    run(work)


def test_changed_code_is_loaded_again(site):
    async def work():
        async with serving(site, "", "") as (report, _, _said):
            while not report._builder.asked:
                await asyncio.sleep(0.01)
            report._changed = {str(site.root / "statusbok/show/charts.py"), str(site.root / "book/index.md")}
            await report.build()
            assert report._builder.asked == [False, True]

    run(work)


def test_browsers_get_pages_with_the_script_and_files_as_they_are(site):
    async def work():
        async with serving(site, "") as (report, address, _):
            client = AsyncHTTPClient()
            for name in ("", "index.html"):
                page = await client.fetch(f"{address}{name}")
                assert page.body.decode() == with_script(PAGE, report.made) and page.headers["Cache-Control"] == "no-store"
            assert (await client.fetch(f"{address}maps/a.html")).body.decode() == PAGE
            assert (await client.fetch(f"{address}build.json")).headers["Cache-Control"] == "no-store"
            assert b"EventSource" in (await client.fetch(f"{address}-/live.js")).body
            for name in ("borte.html", "../../_config.yml", "..%2f..%2f_config.yml"):
                with pytest.raises(HTTPClientError, match="40[34]"):
                    await client.fetch(f"{address}{name}")
            (site.site / "build.json").unlink()
            (site.site / "index.html").unlink()
            report.made = ""
            assert "Rapporten bygges" in (await client.fetch(address)).body.decode()

    run(work)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere each build is a program of its own, for the repository alone")
def test_a_sentence_that_is_saved_comes_to_the_browser(small, monkeypatch):
    monkeypatch.setenv("STATUSBOK_COMMIT", "0123456789")

    async def work():
        async with serving(small) as (_, address, said):
            browser = Browser(address)
            assert (await browser.state()) == {"made": "", "error": ""}
            first = await browser.state()
            assert first["made"] and not first["error"], said
            text = small.notebook("pendling").read_text(encoding="utf-8")
            small.notebook("pendling").write_text(text.replace("# Pendling", "# Pendling\\n\\nEn ny setning."), encoding="utf-8")
            second = await browser.state()
            assert second["made"] != first["made"] and not second["error"]
            page = (await AsyncHTTPClient().fetch(f"{address}book/pendling.html")).body.decode()
            assert "En ny setning." in page and f'data-made="{second["made"]}"' in page
            small.notebook("pendling").write_text("{", encoding="utf-8")
            failed = await browser.state()
            assert failed["made"] == second["made"] and failed["error"].startswith("error: notebooks/pendling.ipynb is not a notebook")
            browser.close()

    run(work)
