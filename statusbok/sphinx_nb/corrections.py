"""The box under the title of a page in which something has been corrected since the edition was published."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ConfigError

FILE = "book/rettelser.json"

# On the front page the title stands on a sheet of its own with the map, and the box below that.
_TITLE = re.compile(r'</h1>(?:.*?<figure class="sb sb-cover-map">.*?</figure>)?', re.DOTALL)


def read(app: Sphinx, config: Config) -> None:
    """Take the boxes from `book/rettelser.json` (for Sphinx's config-inited): HTML by page, such as "pendling".

    As a configuration value they make Sphinx write every page again when one of them has changed.

    Raises:
        ConfigError: the file is missing.
    """
    try:
        config.corrections = json.loads((Path(app.srcdir) / FILE).read_text(encoding="utf-8"))  # type: ignore[attr-defined]
    except FileNotFoundError:
        raise ConfigError(f"{FILE} is missing: execute the notebooks first (statusbok execute)") from None


def add(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object) -> None:
    """Put its box into a page (for Sphinx's html-page-context)."""
    box = app.config.corrections.get(pagename.removeprefix("book/"))
    if box:
        context["body"] = with_box(context["body"], box)


def with_box(body: str, box: str) -> str:
    """A page with a box directly under its title.

    Args:
        body: HTML of the page; without a title nothing is put in.
        box: HTML of the box.
    """
    return _TITLE.sub(lambda found: f"{found[0]}\n{box}", body, count=1)
