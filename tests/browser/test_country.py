"""The page that leads to the reports of many municipalities, in a browser: axe, and the search."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from statusbok.catalogue import catalogue
from statusbok.publish import country_index
from tests.browser.reading import WIDTHS, calm, serve
from tests.browser.test_axe import run_axe

MADE = ["3101", "3107"]


@pytest.fixture(scope="module")
def address(browser, site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The default edition as that of two municipalities."""
    place = tmp_path_factory.mktemp("country")
    for code in MADE:
        shutil.copytree(site, place / code)
    country_index.write(place, MADE, catalogue().table("municipalities"), 2026)
    with serve(place) as where:
        yield where


def test_no_violation(address, context, mode):
    page = context(mode=mode).new_page()
    page.goto(address)
    assert page.evaluate("document.documentElement.dataset.theme") == mode
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        calm(page)
        faults = [(rule["id"], node["target"]) for rule in run_axe(page)["violations"] for node in rule["nodes"]]
        assert faults == [] and page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize(
    ("typed", "found", "told"),
    [
        ("halden", ["Halden"], "1 kommune. Trykk Enter for å åpne rapporten."),
        ("3107", ["Fredrikstad"], "1 kommune. Trykk Enter for å åpne rapporten."),
        ("østfold våler", ["Våler (Østfold) (ingen rapport)"], "1 kommune, som ikke har noen rapport."),
        ("tromso", ["Tromsø (ingen rapport)"], "1 kommune, som ikke har noen rapport."),
        ("finnes ikke", [], "Ingen kommuner passer. Prøv færre bokstaver."),
    ],
)
def test_the_search_finds_names_counties_and_numbers(address, context, typed, found, told):
    page = context().new_page()
    page.goto(address)
    assert page.locator("li[data-find]:visible").count() == 357
    page.get_by_label("Finn en kommune").fill(typed)
    assert page.locator("li[data-find]:visible").all_text_contents() == found
    assert page.get_by_role("status").inner_text() == told
    page.keyboard.press("Escape")
    assert page.locator("li[data-find]:visible").count() == 357


def test_enter_opens_the_only_report_that_is_found(address, context):
    page = context().new_page()
    page.goto(address)
    page.get_by_label("Finn en kommune").fill("hald")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/3101/book/index.html")
