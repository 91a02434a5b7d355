"""The script of our own: long tables are sorted and filtered, links are copied, and nothing is lost without it."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from statusbok import show
from statusbok.publish.project import ROOT

STATIC = ROOT / "book/_static"
MONTHS = [f"{year}-{month:02}" for year in (2024, 2025) for month in range(1, 13)]
LONG = pd.DataFrame(
    {
        "month": MONTHS,
        "area": ["Halden", "Ås", "Årnes", "Zürich"] * 6,
        "unemployed_persons": [None, 1200, 90, *range(1000, 1021)],
        "change_points": [-1.5, 0.0, 2.0, -0.5] * 6,
    }
)


@pytest.fixture
def open_page(context, tmp_path: Path):
    """Opens a page with a table, with our style and script, as the site loads them."""

    def opened(data: pd.DataFrame = LONG, **options: object):
        table = show.table(data, name="unemployed", title="Ledige <b>", source="Kilde: SSB.")._repr_html_()
        head = "".join(f'<link rel="stylesheet" href="{(STATIC / name).as_uri()}">' for name in ("statusbok.css", "enhance.css"))
        script = f'<script defer src="{(STATIC / "enhance.js").as_uri()}"></script>'
        path = tmp_path / "page.html"
        path.write_text(f'<!DOCTYPE html><html lang="nb"><meta charset="utf-8">{head}{script}<body>{table}', encoding="utf-8")
        page = context(**options).new_page()
        page.goto(path.as_uri())
        return page

    return opened


def column(page, number: int) -> list[str]:
    return page.locator(f"tbody tr:visible > :nth-child({number})").all_inner_texts()


def test_each_column_is_sorted_by_what_it_holds(open_page):
    page = open_page()
    as_made = column(page, 1)
    month, area, persons, change = page.locator("thead th").all()
    month.get_by_role("button").press("Enter")
    assert month.get_attribute("aria-sort") == "ascending" and column(page, 1) == as_made
    month.get_by_role("button").press("Enter")
    assert month.get_attribute("aria-sort") == "descending" and column(page, 1) == as_made[::-1]
    area.get_by_role("button").press("Enter")
    assert month.get_attribute("aria-sort") is None
    assert list(dict.fromkeys(column(page, 2))) == ["Halden", "Zürich", "Årnes", "Ås"]
    persons.get_by_role("button").press("Enter")
    assert [text.replace("\u00a0", "") for text in column(page, 3)][:3] == ["90", "1000", "1001"]
    assert column(page, 3)[-2:] == ["1\u00a0200", ".."]
    persons.get_by_role("button").press("Enter")
    assert [column(page, 3)[0], column(page, 3)[-1]] == ["1\u00a0200", ".."]
    change.get_by_role("button").press("Enter")
    assert list(dict.fromkeys(column(page, 4))) == ["\u22121,5", "\u22120,5", "0,0", "+2,0"]
    for _ in range(2):
        change.get_by_role("button").press("Enter")
    assert change.get_attribute("aria-sort") is None and column(page, 1) == as_made


def test_rows_are_filtered_and_their_number_is_told(open_page):
    page = open_page()
    field, status = page.get_by_label("Vis bare rader med (Ledige <b>)"), page.locator(".sb-filter [role=status]")
    assert status.inner_text() == "Viser 24 av 24 rader"
    for text, shown in (("halden", 6), ("HALDEN 2025", 3), ("1200", 1), ("1 200", 1), ("finnes ikke", 0), ("  ", 24)):
        field.fill(text)
        assert status.inner_text() == f"Viser {shown} av 24 rader", text
        assert len(column(page, 1)) == shown
    field.fill("halden")
    page.locator("thead button").nth(2).press("Enter")
    assert set(column(page, 2)) == {"Halden"}


def test_link_is_copied_and_the_reader_is_told(open_page):
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name=re.compile("Kopier lenken ?: Ledige <b>")).press("Enter")
    page.get_by_text("Lenken er kopiert").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == page.url + "#unemployed"


def test_short_table_gets_no_tools(open_page):
    page = open_page(LONG.head(15))
    assert page.locator("thead button, .sb-filter").count() == 0


def test_everything_is_there_without_script(open_page):
    page = open_page(java_script_enabled=False)
    assert len(column(page, 1)) == 24
    assert page.locator("button, input").count() == 0
    assert page.locator("thead th").first.inner_text() == "Måned"


@pytest.mark.parametrize("width", [390, 768, 1440])
def test_tools_fit_the_width_of_the_screen(open_page, width):
    page = open_page(width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator(".sb-filter input").bounding_box()["height"] >= 24
    assert all(button.bounding_box()["height"] >= 24 for button in page.locator("thead button").all())
