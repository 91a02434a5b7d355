"""`statusbok live` in a browser: a page is shown anew when the site has been built, and what went wrong stands on it."""

from __future__ import annotations

import asyncio
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect
from tornado.httpserver import HTTPServer

from statusbok.publish.live import Live, listen
from statusbok.publish.project import Project
from tests.browser.reading import calm
from tests.browser.test_axe import run_axe

ERROR = "error: notebooks/pendling.ipynb stopped in cell totals:\n  flows = commuting.flows(table)\n  KeyError: 'work_code'"


class Served:
    """The site of an edition, with builds that change one sentence, or fail."""

    def __init__(self, project: Project) -> None:
        self.project, self._error, self._builds = project, "", 0
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: self._loop.run_until_complete(self._serve()))
        self._thread.start()
        assert self._ready.wait(20)

    async def _serve(self) -> None:
        self.live = Live(self.project, "3101", 2026, say=lambda _: None)
        self.live._builder = self
        sockets = listen(None)
        server = HTTPServer(self.live.application())
        server.add_sockets(sockets)
        self.address = f"http://127.0.0.1:{sockets[0].getsockname()[1]}"
        self._over = asyncio.Event()
        self._ready.set()
        await self._over.wait()
        server.stop()
        await server.close_all_connections()

    async def build(self, anew: bool = False) -> str:
        if not self._error:
            self._builds += 1
            page = self.project.site / "book/metode.html"
            text = page.read_text(encoding="utf-8").replace("</article>", f"<p>Utkast {self._builds}</p></article>", 1)
            page.write_text(text, encoding="utf-8")
            (self.project.site / "build.json").write_text(str(self._builds), encoding="utf-8")
        return self._error

    def saved(self, error: str = "") -> None:
        """Let the live report build."""
        self._error = error
        asyncio.run_coroutine_threadsafe(self.live.build(), self._loop).result(20)

    def end(self) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join()
        self._loop.close()


@pytest.fixture
def served(browser, site: Path, tmp_path: Path) -> Iterator[Served]:
    project = Project(tmp_path)
    shutil.copytree(site, project.site)
    running = Served(project)
    yield running
    running.end()


def test_a_save_shows_the_page_anew_and_a_mistake_stands_on_it_until_it_is_mended(served, context, mode):
    page = context(mode=mode).new_page()
    refused = []
    page.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
    page.goto(f"{served.address}/book/metode.html")
    text, overlay = page.locator("article"), page.get_by_role("alert")
    served.saved()
    expect(text).to_contain_text("Utkast 1")
    served.saved(ERROR)
    expect(overlay).to_be_visible()
    assert overlay.locator("pre").inner_text() == ERROR
    assert refused == []  # by the page's own policy; axe asks for style sheets on its own
    for width in (390, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        calm(page)
        faults = [(rule["id"], node["target"]) for rule in run_axe(page)["violations"] for node in rule["nodes"]]
        assert faults == [] and page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    served.saved()
    expect(text).to_contain_text("Utkast 2")
    expect(overlay).to_have_count(0)
