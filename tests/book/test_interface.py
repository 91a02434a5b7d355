"""What stands around the text of every page: in bokmål, light, and with a search that knows the language."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup

from statusbok.publish.project import Project
from statusbok.sphinx_nb.messages import MESSAGES, PHRASES
from statusbok.sphinx_nb.search import stem

PAGES = [*Project().pages(), "search", "404"]
LARGEST_PAGE, LARGEST_MAP = 400_000, 150_000
# Words of an English interface that are no Norwegian words.
ENGLISH = re.compile(
    r"\b(?:the|and|of|with|this|your|from|search|pages?|toggle|skip|back|next|previous|contents|show|hide|open|close|download|"
    r"theme|light|dark|main|navigation|sidebar|loading|copy|edit|source|home|last|updated|link to|color|mode|error|please|"
    r"results?|settings|menu|zoom in|zoom out|copyright|built|powered|by|not found|expand|collapse)\b",
    re.IGNORECASE,
)


def parsed(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def said(element: BeautifulSoup) -> Iterator[str]:
    """Texts that a reader sees or hears, and labels that appear when she points."""
    for text in element.find_all(string=True):
        if type(text).__name__ == "NavigableString" and not text.find_parent(["script", "style"]) and text.strip():
            yield " ".join(text.split())
    for part in element.find_all(True):
        for name in ("title", "aria-label", "aria-description", "placeholder", "alt", "data-bs-title", "label"):
            if part.get(name):
                yield part[name]


def english(texts: Iterator[str]) -> list[str]:
    theme = set(MESSAGES) - set(MESSAGES.values()) | {re.sub(r'^.*="|"\W*$', "", phrase) for phrase in PHRASES}
    return sorted({text for text in texts if text in theme or ENGLISH.search(text.replace("CC BY", ""))})


@pytest.mark.parametrize("name", PAGES)
def test_no_english_is_left_around_the_text(site, name):
    page = parsed(site / f"{name}.html")
    assert page.html["lang"] == "nb"
    for text in page.select("article"):
        if name != "404":
            text.decompose()
    assert english(said(page.body)) == []


def test_no_english_in_maps_and_in_labels_within_the_text(site):
    for path in sorted((site / "maps").glob("*.html")):
        assert english(said(parsed(path))) == [], path.name
    for path in sorted((site / "maps").glob("*-kart*.js")):
        words = json.loads(re.search(r'"words":(\{[^}]*\})', path.read_text(encoding="utf-8"))[1])
        assert english(iter(words.values())) == [], path.name
    for name in Project().pages():
        controls = parsed(site / f"{name}.html").select("article :is(button, summary, label, caption, a.headerlink)")
        assert english(text for control in controls for text in said(control)) == [], name


def test_the_check_finds_english():
    page = BeautifulSoup('<div title="Toggle sidebar"><p>Back to top</p><p>Til toppen</p><a aria-label="Søk">By</a></div>', "html.parser")
    assert english(said(page)) == ["Back to top", "By", "Toggle sidebar"]


def test_the_scripts_of_the_search_speak_norwegian(site):
    """Every string that Sphinx's scripts ask for has a translation of its own."""
    scripts = [site / "_static" / name for name in ("searchtools.js", "doctools.js", "sphinx_highlight.js")]
    asked = {text for path in scripts for text in re.findall(r'(?:\b_|gettext)\(\s*"([^"]+)"', path.read_text(encoding="utf-8"))}
    assert {"Search Results", "Searching"} <= asked
    catalogues = [site / "_static/translations.js", *(site / "_static/inline").glob("*.js")]
    known: dict[str, str] = {}
    for path in catalogues:
        found = re.search(r"Documentation\.addTranslations\((\{.*?\})\);", path.read_text(encoding="utf-8"), re.DOTALL)
        known |= json.loads(found[1])["messages"] if found else {}
    assert [text for text in asked if not known.get(text) or ENGLISH.search(known[text])] == []


@pytest.mark.parametrize(
    ("word", "page"),
    [("pendling", "pendling"), ("pendlere", "pendling"), ("pendlerne", "pendling"), ("sysselsatt", "sysselsetting"),
     ("næringsarealer", "naeringsareal"), ("kommunen", "index"), ("arbeidsplass", "planens_tall")],
)  # fmt: skip
def test_search_finds_every_form_of_a_word(site, word, page):
    index = json.loads((site / "searchindex.js").read_text(encoding="utf-8").removeprefix("Search.setIndex(").removesuffix(")"))
    found = [index[kind].get(stem(word), []) for kind in ("terms", "titleterms")]
    numbers = {number for hits in found for number in (hits if isinstance(hits, list) else [hits])}
    assert f"book/{page}" in {index["docnames"][number] for number in numbers}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_with_everything_it_loads_is_light(site, name):
    assert sum(map(weight, loaded(site / f"{name}.html", site))) <= LARGEST_PAGE


def test_every_map_is_light(site):
    found = sorted((site / "maps").glob("*.html"))
    assert len(found) >= 6
    assert [path.name for path in found if sum(map(weight, loaded(path, site))) > LARGEST_MAP] == []


@cache
def weight(path: Path) -> int:
    """Bytes on the way to the reader: text compressed, pictures and fonts as they are."""
    content = path.read_bytes()
    return len(content) if path.suffix in (".png", ".woff", ".jpg") else len(gzip.compress(content, 9))


def loaded(path: Path, site: Path) -> set[Path]:
    """A page and all files that a browser would ask for to show it: scripts, styles, pictures, fonts and maps."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".css":
        names = [name.strip("'\"") for name in re.findall(r"url\(([^)]+)\)", text)]
    else:
        page = BeautifulSoup(text, "html.parser")
        names = [part["src"] for part in page.select("script[src], img[src], source[src]")]
        names += [part["data-src"] for part in page.select("iframe[data-src]")]
        names += [part["href"] for part in page.find_all("link") if {"stylesheet", "icon", "preload"} & set(part["rel"])]
    found = {path}
    for name in names:
        if name.startswith(("data:", "#", "images/")):  # pictures of Leaflet's that no map shows
            continue
        target = (path.parent / urlsplit(name).path).resolve()
        assert target.is_relative_to(site.resolve()), name
        found |= loaded(target, site) if target.suffix in (".html", ".css") else {target}
    return found
