"""Sphinx extension: the interface of the book theme in bokmål, and the edition's name on the pages.

`language: nb_NO` gives Sphinx's own strings. The two themes have no Norwegian catalogue, and a few of their
strings stand untranslated in the templates; both are closed here. The theme's icon script (1.5 MB) is taken out:
the icons come from the font in its style sheet.
"""

from __future__ import annotations

import gettext
import json
import re
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ConfigError
from sphinx.locale import translators

from statusbok.sphinx_nb.messages import MESSAGES, PHRASES, SCRIPT_MESSAGES

_ICON_SCRIPT = re.compile(r'\s*<!-- So that users can add custom icons -->|\s*<script[^>]*fontawesome\.js[^>]*></script>')


class _Catalogue(gettext.NullTranslations):
    """Answers for the strings that no earlier catalogue knows."""

    def gettext(self, message: str) -> str:
        return MESSAGES.get(message, message)

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return self.gettext(singular if n == 1 else plural)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension with Sphinx."""
    app.add_config_value("comments_config", {}, "")  # Jupyter Book sets it; the extension that reads it is left out
    catalogue = {"locale": "nb_NO", "plural_expr": "(n != 1)", "messages": SCRIPT_MESSAGES}
    app.add_js_file(None, body=f"Documentation.addTranslations({json.dumps(catalogue)});", priority=900)
    app.add_css_file("sphinx_nb.css")
    app.connect("config-inited", _read_edition)
    app.connect("builder-inited", _add_catalogue)
    app.connect("build-finished", _finish_pages)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _read_edition(app: Sphinx, config: Config) -> None:
    path = Path(app.srcdir) / "book/files/edition.json"
    try:
        edition = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigError("book/files/edition.json is missing: execute the notebooks first (statusbok execute)") from None
    config.html_title = f"{edition['name']}: statusrapport {edition['year']}"
    config.copyright = f"{edition['year']} {config.author}"  # type: ignore[attr-defined]
    config.myst_substitutions = edition  # type: ignore[attr-defined]


def _add_catalogue(app: Sphinx) -> None:
    app.config.html_static_path.append(str(Path(__file__).parent / "static"))
    for domain in ("sphinx", "booktheme"):
        translators.setdefault(("general", domain), gettext.NullTranslations()).add_fallback(_Catalogue())


def _finish_pages(app: Sphinx, error: Exception | None) -> None:
    if error or app.builder.format != "html":
        return
    site = Path(app.outdir)
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        if "pst-" not in text:  # a map or the redirect, not a page of the theme
            continue
        finished = _ICON_SCRIPT.sub("", text)
        for english, norwegian in PHRASES.items():
            finished = finished.replace(english, norwegian)
        page.write_text(finished, encoding="utf-8")
    for unused in [site / "_static/scripts/fontawesome.js", *(site / "_static").rglob("*.map")]:
        unused.unlink(missing_ok=True)
