"""What a second run of Sphinx must do again, so that the site is the same as one made from nothing.

Sphinx goes by times of files, and writes a page again only when its own source has changed. Here it goes by content,
and all pages are written again when something has changed that others show: titles, headings, places to link to.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

FOLDERS = ("_static/inline", "_images", "_downloads")
"""Folders of the site where pages put files, each under a name made from its content."""


def connect(app: Sphinx) -> None:
    """Listen to the events of a run."""
    app.connect("env-get-outdated", outdated)
    app.connect("env-before-read-docs", _remember_sources)
    app.connect("env-updated", updated)
    app.connect("html-collect-pages", _tidy_search)


def outdated(app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]) -> list[str]:
    """Pages to read again (for env-get-outdated): those whose content is another than it was when they were read.

    Those that only have another time are taken out of `changed`.
    """
    known: dict[str, str] = getattr(env, "statusbok_sources", {})
    beside: dict[str, str] = getattr(env, "statusbok_beside", {})
    same = {
        page for page in env.found_docs
        if known.get(page) == _checksum(Path(env.doc2path(page))) and beside.get(page) == _beside(env, page)
    }  # fmt: skip
    whole = {page for page in same if (Path(env.doctreedir) / f"{page}.doctree").is_file() and page not in env.reread_always}
    changed -= whole
    return sorted(env.found_docs - added - same)


def _remember_sources(app: Sphinx, env: BuildEnvironment, pages: list[str]) -> None:
    # Before they are read: what someone saves in between is then found to be another the next time.
    known = getattr(env, "statusbok_sources", {})
    env.statusbok_sources = known | {page: _checksum(Path(env.doc2path(page))) for page in pages}  # type: ignore[attr-defined]


def updated(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Pages to write again besides those that were read (for env-updated).

    The front page always is, since Sphinx copies no file when it has nothing to write; so are those with terms of an index.
    """
    env.statusbok_beside = {page: _beside(env, page) for page in env.found_docs}  # type: ignore[attr-defined]
    before, now = getattr(env, "statusbok_shared", None), shared(env)
    env.statusbok_shared = now  # type: ignore[attr-defined]
    if before != now:
        return sorted(env.found_docs)
    # Of the entries of an index, Sphinx's search keeps only those of the pages that it writes.
    indexed = [page for page, entries in env.domaindata["index"]["entries"].items() if entries]
    return [app.config.root_doc, *indexed]


def shared(env: BuildEnvironment) -> str:
    """Checksum of what pages show of each other, and of what the page's menus are made from."""
    slugs = {page: about.get("myst_slugs", {}) for page, about in env.metadata.items()}
    told: list[Any] = [
        [(page, title.astext()) for titles in (env.titles, env.longtitles) for page, title in sorted(titles.items())],
        [(page, toc.pformat()) for page, toc in sorted(env.tocs.items())],
        [sorted(found.items()) for found in (env.toctree_includes, env.toc_secnumbers, env.toc_fignumbers, env.toc_num_entries)],
        # Without the lines, which move when a sentence comes in above.
        [(page, name, place[1:]) for page, found in sorted(slugs.items()) for name, place in found.items()],
        [(name, sorted(map(repr, domain.get_objects()))) for name, domain in sorted(env.domains.items())],
        [sorted(map(repr, found.items())) for name in ("std", "math", "citation") for found in _parts(env.domaindata[name])],
        [sorted(found.items()) for found in (env.images, env.dlfiles)],
    ]
    return hashlib.sha256(repr(told).encode()).hexdigest()


def prune(site: Path, pages: str) -> None:
    """Take out what pages have put into the site before and none does now.

    Args:
        site: folder of the site.
        pages: the text of all pages.
    """
    for folder in FOLDERS:
        for path in (site / folder).rglob("*"):
            if path.is_file() and path.name not in pages:
                path.unlink()


def _tidy_search(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Take out of the search's index the words that no page has any longer; it adds no page."""
    for words in (app.builder.indexer._mapping, app.builder.indexer._title_mapping):  # type: ignore[attr-defined]
        for word in [word for word, found in words.items() if not found]:
            del words[word]
    yield from ()


def _beside(env: BuildEnvironment, page: str) -> str:
    """Checksum of the other files that a page was made from."""
    files = sorted(str(Path(env.srcdir, name)) for name in env.dependencies.get(page, ()))
    return hashlib.sha256(repr([(name, _checksum(Path(name))) for name in files]).encode()).hexdigest()


def _parts(data: dict[str, Any]) -> list[dict[Any, Any]]:
    return [found for _, found in sorted(data.items()) if isinstance(found, dict)]


def _checksum(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
