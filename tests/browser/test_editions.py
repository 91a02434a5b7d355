"""Editions beside each other, in a browser: axe on what is added to pages, and the page for wrong addresses."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from statusbok.publish import dress
from tests.browser.reading import calm, serve
from tests.browser.test_axe import run_axe


@pytest.fixture(scope="module")
def address(browser, site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The default edition as two years, of which the older lacks a page that the newest has, and the other way round."""
    root = tmp_path_factory.mktemp("editions") / "site"
    names = dress.pages(site)
    published = [
        dress.Published(year=year, recorded="2026-11-22", pages=[name for name in names if name != lacks], pdf=None)
        for year, lacks in ((2025, "book/tiltak.html"), (2026, "book/metode.html"))
    ]
    for at in ("", "2025", "2026"):
        shutil.copytree(site, root / at, dirs_exist_ok=True)
    for at in ("", "2025", "2026"):
        dress.dress(root / at, dress.Within(address="", at=at, editions=published))
    with serve(root) as where:
        yield where


@pytest.mark.parametrize("name", ["2025/book/pendling", "2025/book/metode", "book/tiltak", "2025/search", "utgaver", "2025/book/borte"])
def test_no_violation(address, context, name, mode):
    page = context(mode=mode).new_page()
    page.goto(f"{address}/{name}.html")
    assert page.evaluate("document.documentElement.dataset.theme") == mode
    for width in (390, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        calm(page)
        faults = [(rule["id"], node["target"]) for rule in run_axe(page)["violations"] for node in rule["nodes"]]
        assert faults == [] and page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_wrong_address_in_an_older_edition_leads_back_to_the_site(address, context):
    page = context().new_page()
    page.goto(f"{address}/2025/book/borte.html")
    links = page.evaluate("[...document.querySelectorAll('.sb-editions a, article li a')].map(link => link.href)")
    assert links == [
        f"{address}/{path}" for path in ("2025/book/index.html", "utgaver.html", "book/index.html", "search.html", "book/data.html")
    ]
    for link in links:
        assert page.goto(link).ok


def test_paper_tells_of_an_older_edition_and_leaves_the_switcher_out(address, context):
    page = context().new_page()
    page.goto(f"{address}/2025/book/pendling.html")
    page.emulate_media(media="print")
    assert page.locator(".sb-outdated").is_visible() and not page.get_by_role("navigation", name="Utgaver").is_visible()
