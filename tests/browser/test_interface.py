"""The site's own search, the page for wrong addresses, and Kartverket's map on request, in the browser."""

from __future__ import annotations

import pytest

MAP = "maps/pendling-kart-ut.html"


@pytest.mark.parametrize("from_disk", [False, True])
def test_search_finds_commuting_by_commuters(address, site, context, from_disk):
    page = context().new_page()
    complaints = []
    page.on("console", lambda message: message.type in ("error", "warning") and complaints.append(message.text))
    root = site.as_uri() if from_disk else address
    page.goto(f"{root}/search.html?q=pendlere")
    page.wait_for_selector("#search-results li a[href='book/pendling.html']")
    page.wait_for_selector(".search-summary:has-text('Antall sider som passer med søket')")
    assert page.inner_text("#search-results h2") == "Søkeresultater"
    page.goto(f"{root}/search.html?q=xyzzy")
    page.wait_for_selector(".search-summary:has-text('Ingen sider passer med søket')")
    assert complaints == []


def test_page_for_wrong_addresses_leads_back_from_anywhere(address, context):
    page = context().new_page()
    missing = page.request.get(f"{address}/404.html").text()
    for wrong in ("nei.html", "book/nei.html", "book/langt/inne/nei.html"):
        page.route(f"**/{wrong}", lambda route: route.fulfill(status=404, body=missing, content_type="text/html"))
        page.goto(f"{address}/{wrong}")
        assert page.inner_text("article h1").startswith("Siden finnes ikke")
        assert page.evaluate("[...document.querySelectorAll('link[rel=stylesheet]')].every((link) => link.sheet)")
        assert page.locator(".skip-link a").evaluate("(link) => link.pathname") == f"/{wrong}"
        page.click("article a[href='book/index.html']")
        assert page.url == f"{address}/book/index.html"


def test_kartverket_is_asked_only_when_the_reader_presses_the_button(address, context):
    page = context().new_page()
    asked = []
    page.on("request", lambda request: request.url.startswith(address) or asked.append(request.url))
    page.route("https://cache.kartverket.no/**", lambda route: route.abort())
    page.goto(f"{address}/{MAP}")
    page.wait_for_selector(".leaflet-overlay-pane path")
    assert [url for url in asked if not url.startswith("data:")] == []
    page.click("text=Vis bakgrunnskart fra Kartverket")
    page.wait_for_selector("text=Kartverket svarte ikke")
    tiles = [url for url in asked if not url.startswith("data:")]
    assert tiles and all(url.startswith("https://cache.kartverket.no/v1/wmts/1.0.0/topograatone/") for url in tiles)
    assert "© Kartverket" in page.inner_text(".leaflet-control-attribution")
    page.click("text=Skjul bakgrunnskartet")
    assert page.locator(".leaflet-tile-pane img").count() == 0


def test_a_link_leads_past_each_map(address, context):
    page = context().new_page()
    page.goto(f"{address}/book/pendling.html")
    links = page.get_by_role("link", name="Hopp over kartet")
    assert links.count() == page.locator("iframe").count() > 0
    links.first.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") != "IFRAME"
    assert page.evaluate("document.querySelector('iframe').compareDocumentPosition(document.activeElement)") & 4
