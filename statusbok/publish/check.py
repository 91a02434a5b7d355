"""Check a finished site before anyone sees it."""

from __future__ import annotations

import base64
import hashlib
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup, Tag

_SVG = "{http://www.w3.org/2000/svg}"
_XLINK_HREF = "{http://www.w3.org/1999/xlink}href"

# What a reader must never see: missing values as Python writes them, errors, code.
_LEAKS = re.compile(r"\b(?:nan|NaN|NaT|None|Traceback|DataFrame)\b|<NA>|&lt;|\{\{|\bobject at 0x")
# Elements that make a browser ask for a file, and the attribute that names it.
_LOADS = {"img": "src", "script": "src", "iframe": "data-src", "link": "href", "source": "src", "object": "data", "embed": "src"}
_DRAWN = re.compile(r"^(line2d|\w*Collection|QuadMesh|FancyArrowPatch)")


def check_site(site: Path, pages: list[str]) -> list[str]:
    """Look for what makes a site unfit to publish.

    Checked are: every page of the table of contents is there; every internal link, anchor, picture and file
    exists; no page asks a third party for anything; no missing value, error message or code is visible; each
    figure has a picture with something drawn in it, and each table has rows; every picture has an alternative
    text and every frame a title; Sphinx left no error in a page; every page states its Content Security Policy and
    holds no script or style that the policy would stop.

    Args:
        site: folder of the built site.
        pages: every page of `_toc.yml`, such as "book/pendling".

    Returns:
        One line for each problem, "page: what"; empty when the site is good.
    """
    problems = [f"{page}.html: the page is missing" for page in pages if not (site / f"{page}.html").exists()]
    for path in sorted(site.rglob("*.html")):
        if "_static" in path.relative_to(site).parts:
            continue
        page = _parse(path)
        found = [*_references(path, page, site), *_leaks(page), *_figures(path, page, site), *_sphinx_errors(page), *_policy(page)]
        name = path.relative_to(site).as_posix()
        problems += [f"{name}: {problem}" for problem in dict.fromkeys(found)]
    _parse.cache_clear()
    return problems


@cache
def _parse(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def _references(path: Path, page: BeautifulSoup, site: Path) -> Iterator[str]:
    if page.find("base"):  # 404.html, whose links start from the root
        path = site / path.name
    for element in page.find_all(["a", *_LOADS]):
        loads = element.name != "a" and "canonical" not in element.get("rel", [])
        address = element.get(_LOADS.get(element.name, "href"))
        if not address or address.startswith(("data:", "mailto:", "javascript:")):
            continue
        parts = urlsplit(address)
        if parts.scheme or parts.netloc:
            if loads:
                yield f"asks another host for {address}"
            continue
        target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
        if target.is_dir():
            target = target / "index.html"
        if not target.is_relative_to(site.resolve()) and parts.path:
            yield f"link out of the site: {address}"
        elif not target.is_file():
            yield f"broken {'reference' if loads else 'link'}: {address}"
        elif parts.fragment and not loads and not _has_anchor(target, unquote(parts.fragment)):
            yield f"link to a place that is not there: {address}"


def _has_anchor(path: Path, name: str) -> bool:
    return path.suffix != ".html" or _parse(path).find(attrs={"id": name}) is not None


def _leaks(page: BeautifulSoup) -> Iterator[str]:
    for text in _visible(page):
        leak = _LEAKS.search(text)
        if leak:
            start = max(leak.start() - 30, 0)
            yield f"shows {leak.group()!r}: «{' '.join(text[start : leak.end() + 30].split())}»"


def _visible(page: BeautifulSoup) -> Iterator[str]:
    """Texts that a reader sees or hears, but for what a correction quotes: that can be a fault which was shown."""
    body = page.body or page
    for text in body.find_all(string=True):
        quoted = text.find_parent(["script", "style", "code", "pre"]) or text.find_parent(class_="sb-quoted")
        if type(text).__name__ == "NavigableString" and quoted is None:
            yield str(text)
    for block in body.select("div.output pre"):
        yield block.get_text()
    for element in body.find_all(True):
        for attribute in ("alt", "title", "aria-label"):
            if isinstance(element.get(attribute), str):
                yield element[attribute]


def _figures(path: Path, page: BeautifulSoup, site: Path) -> Iterator[str]:
    for figure in page.find_all("figure"):
        name = figure.get("id") or "without id"
        if figure.find(["img", "svg", "iframe", "table"]) is None:
            yield f"figure {name} is empty"
    for image in page.find_all("img"):
        address = image.get("src", "")
        if not (image.get("alt") or "").strip():
            yield f"picture without alternative text: {address}"
        file = path.parent / unquote(urlsplit(address).path)
        if file.suffix == ".svg" and file.is_file() and is_empty_svg(file):
            yield f"nothing is drawn in {address}"
    for frame in page.find_all("iframe"):
        if not (frame.get("title") or "").strip():
            yield f"frame without a title: {frame.get('data-src')}"
    for table in page.find_all("table"):
        if not table.find("td"):
            yield f"table without rows: {_caption(table)}"


def _caption(table: Tag) -> str:
    caption = table.find("caption")
    return caption.get_text(" ", strip=True) if caption else str(table.get("id") or "without caption")


def _sphinx_errors(page: BeautifulSoup) -> Iterator[str]:
    for message in page.select(".system-message, .problematic, div.output.traceback, div.output.stderr"):
        yield f"error in the page: «{' '.join(message.get_text(' ').split())[:120]}»"


def _policy(page: BeautifulSoup) -> Iterator[str]:
    """What the Content Security Policy of a page would stop; the reader would see it missing."""
    stated = page.find("meta", attrs={"http-equiv": "Content-Security-Policy"})
    policy = str(stated["content"]) if stated else ""
    if not policy:
        yield "no Content Security Policy"
    for script in page.find_all("script", src=False):
        content = script.string or ""
        hashed = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        if script.get("type", "text/javascript") in ("text/javascript", "module") and f"'sha256-{hashed}'" not in policy:
            yield f"inline script: «{' '.join(content.split())[:60]}»"
    for style in page.find_all("style"):
        yield f"inline style sheet: «{' '.join(style.get_text().split())[:60]}»"
    for element in page.find_all(True):
        for name, value in element.attrs.items():
            if name == "style" or name.startswith("on") or str(value).startswith("javascript:"):
                yield f"inline {'style' if name == 'style' else 'script'}: <{element.name} {name}=\"{str(value)[:60]}\">"


def is_empty_svg(path: Path) -> bool:
    """Whether a picture made by matplotlib has axes and nothing drawn in any of them.

    Axes hold their background, frame and axis whatever happens; data are lines, collections, images, or
    filled patches (bars) beyond the background.
    """
    axes = [group for group in ET.parse(path).iter(f"{_SVG}g") if (group.get("id") or "").startswith("axes_")]
    return bool(axes) and not any(_has_data(group) for group in axes)


def _has_data(axes: ET.Element) -> bool:
    if axes.find(f".//{_SVG}image") is not None:
        return True
    filled = 0
    for child in axes:
        name = child.get("id") or ""
        if _DRAWN.match(name) and (child.find(f".//{_SVG}path") is not None or child.find(f".//*[@{_XLINK_HREF}]") is not None):
            return True
        if name.startswith("patch_"):
            shape = child.find(f"{_SVG}path")
            filled += shape is not None and "fill: none" not in (shape.get("style") or "")
    return filled > 1
