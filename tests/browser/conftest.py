"""A real browser over the finished site of the default edition.

`python -m pytest tests/browser --record` also writes what was found to `book/tilgjengelighet.json`, which the
accessibility statement is made from. Do so when pages, rules or versions have changed; -n 2 makes it faster.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from statusbok.publish.pdf import FLAGS
from statusbok.publish.project import ROOT
from tests.browser.reading import CHAPTERS, MODES, PAGES, WIDTHS, serve

RESULTS = ROOT / "book/tilgjengelighet.json"
_RECORD = pytest.StashKey[dict]()


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """The system's browser, running."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield running
        running.close()


@pytest.fixture(scope="session")
def address(browser: Browser, site: Path) -> Iterator[str]:
    """Where the site is served. It asks for the browser first: without one no site need be built."""
    with serve(site) as where:
        yield where


@pytest.fixture
def context(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Opens contexts of the browser, each with a mode ("light" or "dark") and a width in pixels."""
    opened = []

    def open_context(*, mode: str = "light", width: int = 1440, height: int = 900, **options: object) -> BrowserContext:
        new = browser.new_context(
            color_scheme=mode, viewport={"width": width, "height": height}, locale="nb-NO", **options
        )
        new.set_default_timeout(20_000)
        new.add_init_script(
            f"try {{ localStorage.setItem('mode', '{mode}'); localStorage.setItem('theme', '{mode}') }} catch {{}}"
        )
        opened.append(new)
        return new

    yield open_context
    for each in opened:
        each.close()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """`page_name` is every page in turn, `chapter` every page made by a notebook."""
    for name, values in (("mode", MODES), ("page_name", PAGES), ("chapter", CHAPTERS)):
        if name in metafunc.fixturenames:
            metafunc.parametrize(name, values)


# What is recorded for the accessibility statement


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "statement(check): the accessibility statement tells how this check went")
    config.stash[_RECORD] = {"axe": {}, "checks": {}}
    if config.pluginmanager.hasplugin("xdist") and not hasattr(config, "workerinput"):
        config.pluginmanager.register(_Collect())


@pytest.fixture(scope="session")
def record(pytestconfig: pytest.Config) -> dict:
    """What is found in this run: under "axe" by page, under "checks" by check."""
    return pytestconfig.stash[_RECORD]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo):
    report = yield
    mark = item.get_closest_marker("statement")
    if mark and report.when == "call" and not report.skipped:
        page = item.callspec.params.get("page_name") or item.callspec.params["chapter"]
        check = item.config.stash[_RECORD]["checks"].setdefault(mark.args[0], {"passed": [], "failed": []})
        check["passed" if report.passed else "failed"].append(page)
    return report


class _Collect:
    """Adds up what several processes have found (python -m pytest tests/browser --record -n 2)."""

    def pytest_testnodedown(self, node, error: object) -> None:
        theirs, ours = node.workeroutput["record"], node.config.stash[_RECORD]
        ours.update({"about": theirs["about"]} if "about" in theirs else {})
        for part in ("axe", "checks"):
            for name, results in theirs[part].items():
                into = ours[part].setdefault(name, {kind: [] for kind in results})
                for kind, items in results.items():
                    into[kind] += items


def pytest_sessionfinish(session: pytest.Session) -> None:
    record = session.config.stash[_RECORD]
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["record"] = record
    elif session.config.getoption("--record") and "about" in record:
        RESULTS.write_text(json.dumps(_results(record), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _results(record: dict) -> dict:
    def place(item: dict) -> tuple:
        return PAGES.index(item["page"]), item["mode"], item["width"], item["rule"]

    return {
        "date": date.today().isoformat(),
        **record["about"],
        "modes": MODES,
        "widths": sorted(WIDTHS),
        "pages": [page for page in PAGES if page in record["axe"]],
        **{
            kind: sorted((item for page in record["axe"].values() for item in page[kind]), key=place)
            for kind in ("violations", "undecided")
        },
        "checks": {
            name: {went: sorted(set(pages), key=PAGES.index) for went, pages in results.items()}
            for name, results in sorted(record["checks"].items())
        },
    }
