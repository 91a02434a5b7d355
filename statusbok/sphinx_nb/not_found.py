"""404.html: the page a host shows when an address is wrong, with links that work wherever it is shown."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from sphinx.application import Sphinx

# A host serves the page at the wrong address itself, so that relative links would lead nowhere. They start from
# the site's root: the path of html_baseurl, and where the address shows the root, from there.
_SCRIPT = """
const found = location.pathname.match(/^(.*?[/])(?:(?:book|data|figures|maps|tables|_static)[/]|404[.]html$)/);
if (found) document.querySelector("base").href = found[1];
document.addEventListener("DOMContentLoaded", () => document.querySelectorAll('a[href^="404.html#"]')
  .forEach((link) => { link.href = location.pathname + location.search + link.hash; }));
"""


def script(folders: Sequence[str] = ()) -> str:
    """The inline script, for a site whose root has other folders too, such as one for each edition."""
    return _SCRIPT.replace("(?:book|", f"(?:{'|'.join([*folders, 'book'])}|", 1)


def allowed(folders: Sequence[str] = ()) -> str:
    """Source expression of that script for a Content Security Policy."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(script(folders).encode()).digest()).decode()}'"


SCRIPT = script()
ALLOWED = allowed()

_BODY = """
<section id="siden-finnes-ikke">
<h1>Siden finnes ikke</h1>
<p>Adressen kan være skrevet feil, eller siden kan ha fått et annet navn.</p>
<ul>
<li><a href="book/index.html">Gå til forsiden av rapporten</a></li>
<li><a href="search.html">Søk i rapporten</a></li>
{data}</ul>
</section>
"""
_DATA = '<li><a href="book/data.html">Finn tallene og filene</a></li>\n'


def pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """The page for Sphinx to write, as `html-collect-pages` wants it."""
    data = _DATA if "book/data" in app.env.found_docs else ""
    yield "404", {"title": "Siden finnes ikke", "body": _BODY.format(data=data), "docstitle": app.config.html_title}, "page.html"


def finish(text: str, base_url: str) -> str:
    """Give the page its root; `base_url` is Sphinx's html_baseurl, empty when the site lies at a host's root."""
    root = f"{urlsplit(base_url).path.rstrip('/')}/"
    start = f'<base href="{root}">\n    <script data-stays>{SCRIPT}</script>'
    charset = '<meta charset="utf-8" />'
    text = text.replace(charset, f"{charset}\n    {start}", 1)
    # With a base a link within the page would start from the root.
    return text.replace('href="#', 'href="404.html#')
