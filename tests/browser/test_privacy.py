"""No page asks anyone but the site for anything, and no page breaks its own Content Security Policy."""

from __future__ import annotations

import gzip

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.reading import unfold

PAGE_WEIGHT = 400_000  # bytes compressed, everything but the documents of interactive maps
MAP_WEIGHT = 150_000  # bytes compressed, each of those

_LISTEN = """
    window.broken = [];
    document.addEventListener("securitypolicyviolation",
        event => window.broken.push(`${event.violatedDirective}: ${event.blockedURI || event.sample}`));
"""


class Watch:
    """Opens pages in a context and keeps what they ask for and complain of."""

    def __init__(self, context: BrowserContext) -> None:
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.responses = []
        context.add_init_script(_LISTEN)
        context.on("request", lambda request: self.requests.append(request.url))
        context.on("response", lambda response: self.responses.append(response))
        context.on("console", lambda message: message.type in ("error", "warning") and self.complaints.append(message.text))
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        self.page = context.new_page()

    def open(self, url: str) -> Page:
        self.page.goto(url)
        unfold(self.page)
        self.complaints += [text for frame in self.page.frames for text in frame.evaluate("window.broken")]
        return self.page


def outside(requests: list[str], origin: str) -> list[str]:
    return [url for url in requests if not url.startswith((f"{origin}/", "data:", "blob:"))]


@pytest.mark.statement("privacy")
def test_requests_and_policy(address, context, page_name):
    watch = Watch(context())
    page = watch.open(f"{address}/{page_name}.html")
    assert outside(watch.requests, address) == []
    assert watch.complaints == []
    says = page.locator("meta[http-equiv=Content-Security-Policy]").get_attribute("content")
    assert "default-src 'self'" in says and "unsafe" not in says
    assert page.context.cookies() == []


def test_page_opens_from_disk(site, context, page_name):
    watch = Watch(context())
    watch.open((site / f"{page_name}.html").as_uri())
    assert outside(watch.requests, site.as_uri()) == []
    assert watch.complaints == []


def test_weight(address, context, page_name):
    watch = Watch(context())
    watch.open(f"{address}/{page_name}.html")
    weights = {}
    for response in watch.responses:
        if response.url.startswith("http"):
            weights[response.url] = len(gzip.compress(response.body())) if response.ok else 0
    maps = {url: weight for url, weight in weights.items() if "/maps/" in url and url.endswith(".html")}
    heaviest = sorted(weights.items(), key=lambda item: -item[1])[:10]
    assert sum(weights.values()) - sum(maps.values()) <= PAGE_WEIGHT, heaviest
    assert max(maps.values(), default=0) <= MAP_WEIGHT, heaviest


def test_the_watch_bites(address, context):
    watch = Watch(context())
    page = watch.open(f"{address}/book/index.html")
    page.evaluate("""() => {
        document.body.insertAdjacentHTML("beforeend", "<img src='http://third.example/x.png' onerror='1'>");
        document.body.append(Object.assign(document.createElement("script"), {textContent: "window.ran = true"}));
    }""")
    page.wait_for_timeout(100)
    broken = page.evaluate("window.broken")
    assert [text.split(":")[0] for text in broken].count("img-src") == 1
    assert any(text.startswith("script-src") for text in broken)
    assert page.evaluate("window.ran") is None
    assert watch.complaints != []
