"""What the head of each page tells browsers, search engines and sites that show a link to it."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from markupsafe import Markup
from sphinx.application import Sphinx

FRONT = "Forside"
FEED_TITLE = "Rettelser"
CARD = "delingskort"
FEED = "rettelser.xml"
CARD_WIDTH, CARD_HEIGHT = 1200, 630
SEARCH = "Søk i alle sidene i rapporten."
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
LONGEST = 200
"""Characters of a description; longer ones are cut off by those who show them."""


def add(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object) -> None:
    """Add icons, feed, description, Open Graph and card to a page's head (for Sphinx's html-page-context)."""
    if "pathto" not in context:
        return
    static = {name: context["pathto"](f"_static/{name}", 1) for name in ("favicon.svg", "apple-touch-icon.png")}
    tags = [
        Markup('<link rel="icon" href="{}" type="image/svg+xml">').format(static["favicon.svg"]),
        Markup('<link rel="apple-touch-icon" href="{}">').format(static["apple-touch-icon.png"]),
        Markup('<meta name="theme-color" content="#12436d">'),
    ]
    if (Path(app.srcdir) / "book/files" / FEED).is_file():
        feed = Markup('<link rel="alternate" type="application/atom+xml" title="{}" href="{}">')
        tags.append(feed.format(FEED_TITLE, context["pathto"](FEED, 1)))
    title = Markup(context.get("title") or "").striptags()
    if pagename == app.config.root_doc:
        context["title"] = FRONT  # its own title is the site's, which the theme adds to every title
    elif title and app.config.html_title:
        title = f"{title} – {app.config.html_title}"
    told = {
        "og:title": title,
        "og:description": SEARCH if pagename == "search" else description(context.get("body") or ""),
        "og:type": "website" if pagename == app.config.root_doc else "article",
        "og:locale": "nb_NO",
        "og:site_name": app.config.html_title,
        **_card(app, context),
    }
    named = {"description": told["og:description"], "twitter:card": "summary_large_image" if "og:image" in told else "summary"}
    for attribute, values in (("name", named), ("property", told)):
        tags += [
            Markup('<meta {}="{}" content="{}">').format(Markup(attribute), name, value) for name, value in values.items() if value
        ]
    context["metatags"] = "\n".join([context.get("metatags") or "", *tags])


def description(body: str) -> str:
    """The first finding of a page, or else its first paragraph or explained term, cut between words.

    Args:
        body: HTML of the page.
    """
    finding = "sb-findings" in body and _First(lambda names: names[-1][0] == "li" and any("sb-findings" in c for _, c in names)).of(body)
    found = (
        finding
        or _First(lambda names: [name for name, _ in names[-2:]] == ["section", "p"]).of(body)
        or _First(lambda names: names[-1][0] == "dd").of(body)
    )
    text = re.sub(r"[ \n\t]+", " ", found or "").strip()
    if len(text) <= LONGEST:
        return text
    return text[: LONGEST - 2].rsplit(" ", 1)[0].rstrip(",;:–") + " …"


class _First(HTMLParser):
    """The text of the first element that is wanted; reads no further, since pages are long and a tree of one takes time."""

    def __init__(self, wanted: Callable[[list[tuple[str, list[str]]]], bool]) -> None:
        """Args:
        wanted: told names and classes of the elements that are open, the innermost last.
        """
        super().__init__()
        self._wanted = wanted
        self._open: list[tuple[str, list[str]]] = []
        self._depth = 0
        self._text: list[str] = []

    def of(self, body: str) -> str | None:
        """The text; None where there is no such element."""
        with contextlib.suppress(StopIteration):
            self.feed(body)
            self.close()
        return "".join(self._text) if self._depth else None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID:
            return
        self._open.append((tag, (dict(attrs).get("class") or "").split()))
        if not self._depth and self._wanted(self._open):
            self._depth = len(self._open)

    def handle_endtag(self, tag: str) -> None:
        if any(name == tag for name, _ in self._open):
            while self._open.pop()[0] != tag:
                pass
        if self._depth > len(self._open):
            raise StopIteration

    def handle_data(self, data: str) -> None:
        if self._depth:
            self._text.append(data)


def _card(app: Sphinx, context: dict[str, Any]) -> dict[str, str]:
    """The picture of the edition, made when the notebooks were executed; a whole address needs html_baseurl."""
    files = Path(app.srcdir) / "book/files"
    if not (files / f"{CARD}.png").is_file():
        return {}
    base = app.config.html_baseurl
    address = f"{base.rstrip('/')}/{CARD}.png" if base else context["pathto"](f"{CARD}.png", 1)
    about = json.loads((files / f"{CARD}.json").read_text(encoding="utf-8"))
    return {
        "og:image": address,
        "og:image:type": "image/png",
        "og:image:width": str(CARD_WIDTH),
        "og:image:height": str(CARD_HEIGHT),
        "og:image:alt": about["alt"],
    }
