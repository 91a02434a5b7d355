"""Reading without a mouse, at 400 % zoom, without scripts, and on paper."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from tests.browser.reading import calm, unfold

# The innermost element with the focus, through frames, and what is known of it. Each is marked as reached.
_FOCUSED = """() => {
    let element = document.activeElement, ring = false;
    while (element && element.tagName === "IFRAME" && element.contentDocument)
        element = element.contentDocument.activeElement;
    if (!element || element.tagName === "BODY") return null;
    element.setAttribute("data-reached", "");
    const inside = element.ownerDocument.defaultView;
    for (let each = element, up = 0; each && up < 3; each = each.parentElement, up += 1) {
        const look = inside.getComputedStyle(each);
        ring ||= (look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 1) || look.boxShadow !== "none"
            || (each.tagName === "path" && parseFloat(look.strokeWidth) >= 3);  // areas of a map
    }
    const box = element.getBoundingClientRect();
    return {
        what: `${element.tagName} ${element.id || element.className.baseVal || element.className} ${element.textContent.trim().slice(0, 40)}`,
        ring,
        seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < inside.innerHeight,
        framed: element.ownerDocument !== document,
        y: box.top + inside.scrollY,
        figure: element.closest?.("figure[id]")?.id ?? inside.frameElement?.closest("figure[id]")?.id ?? null,
    };
}"""

# Everything that ought to be reached and has not been.
_PASSED_OVER = """() => {
    const can = "a[href], button, input, select, textarea, summary, [tabindex='0'], iframe";
    const left = [];
    const look = document => {
        for (const element of document.querySelectorAll(can)) {
            if (element.tagName === "IFRAME") { look(element.contentDocument); continue; }
            const shown = element.checkVisibility({checkOpacity: false, checkVisibilityCSS: true}) && !element.disabled
                && element.tabIndex >= 0 && !element.closest("[inert]");
            if (shown && !element.hasAttribute("data-reached"))
                left.push(`${element.tagName} ${element.className.baseVal ?? element.className} ${element.textContent.trim().slice(0, 40)}`);
        }
    };
    look(document);
    return left;
}"""


@pytest.mark.statement("keyboard")
@pytest.mark.parametrize("width", [1440, 390])
def test_keyboard_reaches_everything_in_order(address, context, chapter, width):
    page = context(width=width).new_page()
    page.goto(f"{address}/{chapter}.html")
    calm(page)
    page.evaluate("document.querySelectorAll('iframe').forEach(frame => { frame.loading = 'eager'; frame.src = frame.dataset.src })")
    for frame in page.locator("iframe").all():
        frame.content_frame.locator(".leaflet-container").wait_for(state="attached")
    stops = []
    while len(stops) < 1500:
        page.keyboard.press("Tab")
        stop = page.evaluate(_FOCUSED)
        if stop is None and stops:
            break
        if stop:
            stops.append(stop)
    assert stops[0]["what"].endswith("Gå til hovedinnholdet")
    assert len(stops) < 1500, "the focus never leaves the page"
    assert [stop["what"] for stop in stops if not stop["ring"]] == [], "without a ring"
    assert [stop["what"] for stop in stops if not stop["seen"]] == [], "out of sight"
    assert page.evaluate(_PASSED_OVER) == []
    figures = [figure["id"] for figure in _static(page.content()).select("figure[id]")]
    visited = list(dict.fromkeys(stop["figure"] for stop in stops if stop["figure"]))
    assert visited == figures


def test_skip_link_and_details_by_keyboard(address, context):
    page = context().new_page()
    page.goto(f"{address}/book/pendling.html")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")
    summary = page.locator("figure summary").first
    summary.focus()
    page.keyboard.press("Enter")
    assert page.locator("figure details").first.locator("table").is_visible()
    page.keyboard.press("Enter")
    assert not page.locator("figure details").first.locator("table").is_visible()


@pytest.mark.statement("zoom")
@pytest.mark.parametrize("spaced", [False, True])
def test_400_percent_zoom_needs_no_sideways_scrolling(address, context, page_name, spaced):
    """1280 px at 400 % are 320 (WCAG 1.4.10), also with the text spacing of WCAG 1.4.12."""
    page = context(width=320, height=640).new_page()
    page.goto(f"{address}/{page_name}.html")
    calm(page)
    unfold(page)
    if spaced:
        page.evaluate("""() => {
            const sheet = new CSSStyleSheet();
            sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
                word-spacing: .16em !important } p { margin-bottom: 2em !important }`);
            document.adoptedStyleSheets.push(sheet);
        }""")
    for frame in page.frames:
        assert frame.evaluate("document.scrollingElement.scrollWidth - innerWidth") <= 0, frame.url
    assert page.evaluate(_CUT) == []


# Text that ends outside of the window, or is cut by a box, and stands in nothing that can be scrolled.
_CUT = """() => {
    const cut = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const parent = node.parentElement;
        if (!node.data.trim() || !parent.checkVisibility({checkVisibilityCSS: true})) continue;
        if (parent.closest(".sb-hidden, .visually-hidden, .skip-link, #pst-skip-link, dialog, .unseen")) continue;
        const range = document.createRange();
        range.selectNodeContents(node);
        const box = range.getBoundingClientRect();
        let scrolls = false;
        for (let each = parent; each; each = each.parentElement)
            scrolls ||= ["auto", "scroll"].includes(getComputedStyle(each).overflowX) && each !== document.documentElement;
        if (!scrolls && (box.right > innerWidth + 1 || box.left < -1)) cut.push(node.data.trim().slice(0, 60));
    }
    return cut;
}"""


@pytest.mark.statement("no_script")
def test_without_scripts_nothing_is_missing(address, context, site, chapter):
    page = context(java_script_enabled=False, width=390).new_page()
    page.goto(f"{address}/{chapter}.html")
    article = _static((site / f"{chapter}.html").read_text(encoding="utf-8")).article
    for figure in article.select("figure[id]"):
        there = page.locator(f"figure[id='{figure['id']}']")
        picture = there.locator("img").first
        box = picture.bounding_box()
        assert box["width"] > 100 and box["height"] > 50 and picture.get_attribute("alt") == figure.img["alt"]
        there.locator("summary").click()
        cell = there.locator("details td").first
        assert cell.is_visible() and cell.inner_text()
        assert there.locator("a[href$='.csv']").is_visible()
    for selector in ("h2", "p.sb-say", ".sb-findings li", ".sb-key dd", ".sb-tableframe td"):
        shown = page.locator(f"article {selector}")
        assert shown.count() == len(article.select(selector))
        assert [text.strip() for text in shown.all_inner_texts() if not text.strip()] == [], selector


@pytest.mark.statement("print")
def test_paper_has_pictures_and_no_frames(address, context, chapter):
    page = context(mode="dark").new_page()
    page.goto(f"{address}/{chapter}.html")
    page.emulate_media(media="print")
    for gone in ("iframe", ".bd-sidebar-primary", ".bd-sidebar-secondary", ".sb-permalink", ".search-button-field"):
        assert [one for one in page.locator(gone).all() if one.is_visible()] == [], gone
    for picture in page.locator("figure[id] img").all():
        assert picture.is_visible()
    assert any(title.is_visible() for title in page.locator("h1").all())


def _static(text: str) -> BeautifulSoup:
    return BeautifulSoup(text, "html.parser")
