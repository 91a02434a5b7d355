"""Chapters that an edition does without: out of the table of contents, and no link to them from other pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

import yaml
from sphinx.application import Sphinx


def table_of_contents(text: str, chapters: Collection[str]) -> str:
    """The content of `_toc.yml` without some chapters.

    Args:
        text: the file, with parts that have chapters.
        chapters: names such as "grensearbeid".
    """
    toc = yaml.safe_load(text)
    for part in toc["parts"]:
        part["chapters"] = [page for page in part["chapters"] if page["file"].removeprefix("book/") not in chapters]
    return yaml.safe_dump(toc, allow_unicode=True, sort_keys=False)


def drop_links(chapters: Collection[str]) -> Callable[[Sphinx, str, list[str]], None]:
    """A listener to Sphinx' `source-read` that takes links to some chapters out of a page.

    An item of a list that begins with such a link goes altogether; within a sentence the words of the link stay.
    """
    names = "|".join(map(re.escape, chapters))
    link = rf"\[([^\]\[]*)\]\((?:{names})\.ipynb(?:#[^)]*)?\)"

    def listen(app: Sphinx, docname: str, source: list[str]) -> None:
        text = re.sub(rf"^- (?:\*\*)?{link}.*\n", "", source[0], flags=re.MULTILINE)
        source[0] = re.sub(link, r"\1", text)

    return listen
