"""Two widths on every page, pictures that turn dark in the dark mode, and the switch between the modes."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import BrowserContext

BOXES = ".sb-figure, .sb-tableframe, .sb-findings, .sb-missing, .sb-say, section > p, section > h2"


def boxes(context: Callable[..., BrowserContext], address: str, chapter: str, width: int) -> tuple[set[int], list[int]]:
    """Left edges and widths of what stands in the text column."""
    page = context(width=width).new_page()
    page.goto(f"{address}/{chapter}.html")
    found = page.locator(BOXES).evaluate_all(
        "all => all.map(one => one.getBoundingClientRect()).filter(box => box.width).map(box => [box.left, box.width])"
    )
    return {round(left) for left, _ in found}, [round(width) for _, width in found]


def test_one_width_where_the_page_is_narrow_and_two_where_it_is_wide(context, address, chapter):
    left, widths = boxes(context, address, chapter, 768)
    assert len(left) == 1
    assert max(widths) == 42 * 16
    left, widths = boxes(context, address, chapter, 1440)
    assert len(left) == 1
    text, wide = 42 * 16, 52 * 16
    assert {width for width in widths if width > text} in (set(), {max(widths)})
    assert max(widths) <= wide


def test_no_page_is_wider_than_the_window(context, address, page_name):
    for width in (390, 768, 1440):
        page = context(width=width).new_page()
        page.goto(f"{address}/{page_name}.html")
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_pictures_and_maps_turn_dark_in_the_dark_mode(context, address):
    for mode, expected in (("light", "none"), ("dark", "invert(0.92) hue-rotate(180deg)")):
        page = context(mode=mode).new_page()
        page.goto(f"{address}/book/pendling.html")
        filters = page.locator(".sb-picture img, .sb-map iframe").evaluate_all("all => all.map(one => getComputedStyle(one).filter)")
        assert set(filters) == {expected}


def test_the_reader_can_choose_the_mode(context, address):
    page = context(mode="light").new_page()
    page.goto(f"{address}/book/index.html")
    switch = page.locator(".theme-switch-button:visible").first
    assert switch.get_attribute("aria-label") == "Lys eller mørk visning"
    seen = set()
    for _ in range(3):
        switch.click()
        seen.add(page.evaluate("document.documentElement.dataset.mode"))
    assert seen == {"light", "dark", "auto"}


def test_the_page_is_dark_from_the_start_where_the_system_is(browser, address):
    context = browser.new_context(color_scheme="dark", java_script_enabled=True)
    page = context.new_page()
    page.goto(f"{address}/book/index.html", wait_until="commit")
    page.wait_for_selector(".bd-article h1")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    context.close()
