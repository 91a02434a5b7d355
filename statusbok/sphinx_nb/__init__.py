"""Sphinx extension: the interface of the book theme in bokmål, the edition's name, and pages that are safe and light.

`language: nb_NO` gives Sphinx's own strings. The two themes have no Norwegian catalogue, and a few of their
strings stand untranslated in the templates; both are closed here. Pages that were corrected say so. Finished pages get a Content Security Policy that
allows no inline script, and the theme's files are cut down to what the pages use.
"""

from __future__ import annotations

import gettext
import json
import re
from pathlib import Path
from typing import Any

from jinja2 import FileSystemBytecodeCache
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ConfigError
from sphinx.locale import translators

from statusbok import policy
from statusbok.sphinx_nb import again, assets, corrections, head, left_out, not_found, pages
from statusbok.sphinx_nb.messages import MESSAGES, SCRIPT, SCRIPT_MESSAGES
from statusbok.sphinx_nb.search import Bokmal


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
    app.add_js_file(None, body=f"Documentation.addTranslations({json.dumps(catalogue)});{SCRIPT}", priority=900)
    app.add_search_language(Bokmal)
    app.add_css_file("sphinx_nb.css")
    app.add_config_value("corrections", {}, "html")
    app.connect("config-inited", _read_edition)
    app.connect("config-inited", corrections.read)
    app.connect("config-inited", _date_copyright, priority=900)
    app.connect("builder-inited", _add_catalogue)
    app.connect("builder-inited", _keep_templates)
    app.connect("html-page-context", head.add)
    app.connect("html-page-context", corrections.add)  # after it, since no correction describes a page
    app.connect("html-collect-pages", not_found.pages)
    again.connect(app)
    app.connect("build-finished", _finish)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _read_edition(app: Sphinx, config: Config) -> None:
    path = Path(app.srcdir) / "book/files/edition.json"
    try:
        edition = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigError("book/files/edition.json is missing: execute the notebooks first (statusbok execute)") from None
    config.html_title = f"{edition['name']}: statusrapport {edition['year']}"
    # On the front page too, whose title is the site's; the theme takes the text for HTML.
    config.html_theme_options["logo"] = {"text": _plain(config.html_title)}
    config.myst_substitutions = edition | {"name": _plain(edition["name"])}  # type: ignore[attr-defined]
    if chapters := edition.get("left_out"):
        # Read by sphinx_external_toc after this; _toc.yml itself stays as it is.
        shortened = Path(app.doctreedir) / "_toc.yml"
        shortened.parent.mkdir(parents=True, exist_ok=True)
        toc = left_out.table_of_contents((Path(app.srcdir) / "_toc.yml").read_text(encoding="utf-8"), chapters)
        shortened.write_text(toc, encoding="utf-8")
        config.external_toc_path = str(shortened)  # type: ignore[attr-defined]
        app.connect("source-read", left_out.drop_links(chapters))


def _date_copyright(app: Sphinx, config: Config) -> None:
    # Late: where SOURCE_DATE_EPOCH is set, Sphinx puts that year in place of any other, with priority 800.
    config.copyright = f"{config.myst_substitutions['year']} {config.author}"  # type: ignore[attr-defined]


def _plain(text: str) -> str:
    """Text that markdown and HTML both take as it stands."""
    return re.sub(r"[^\w :,.()/-]|_", lambda char: f"&#{ord(char[0])};", text)


def _keep_templates(app: Sphinx) -> None:
    """Keep the theme's templates as they were compiled, beside the site: jinja2 knows each by its content."""
    if app.builder.format == "html":
        folder = Path(app.outdir).parent / "templates"
        folder.mkdir(parents=True, exist_ok=True)
        app.builder.templates.environment.bytecode_cache = FileSystemBytecodeCache(str(folder))  # type: ignore[attr-defined]


def _add_catalogue(app: Sphinx) -> None:
    app.config.html_static_path.append(str(Path(__file__).parent / "static"))
    for domain in ("sphinx", "booktheme"):
        translators.setdefault(("general", domain), gettext.NullTranslations()).add_fallback(_Catalogue())


def _finish(app: Sphinx, error: Exception | None) -> None:
    if error or app.builder.format != "html":
        return
    site = Path(app.outdir)
    finished = []
    for path in sorted(site.rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        if "_static" in path.relative_to(site).parts or "pst-" not in text:  # a map or the redirect
            continue
        if 'http-equiv="Content-Security-Policy"' in text:  # finished by an earlier run, and not written again
            finished.append(text)
            continue
        name = path.relative_to(site).as_posix()
        missing = name == "404.html"
        if missing and "<base " not in text:
            text = not_found.finish(text, app.config.html_baseurl)
        allowed = not_found.ALLOWED if missing else ""
        root = "../" * name.count("/")
        text = pages.finish(text, site, root, is_search=name == "search.html", allowed=allowed)
        path.write_text(text, encoding="utf-8")
        finished.append(text)
    assets.finish(site, finished)
    again.prune(site, "\n".join(finished))
    front = f"{app.config.master_doc}.html"
    (site / "index.html").write_text(pages.redirect(front, app.config.html_title), encoding="utf-8")
    for name, content in policy.header_files(not_found.ALLOWED).items():
        (site / name).write_text(content, encoding="utf-8")
