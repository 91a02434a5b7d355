"""Check a finished site before anyone sees it."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import platform
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

_SVG = "{http://www.w3.org/2000/svg}"
_XLINK_HREF = "{http://www.w3.org/1999/xlink}href"

# What a reader must never see: missing values as Python writes them, errors, code.
_LEAKS = re.compile(r"\b(?:nan|NaN|NaT|None|Traceback|DataFrame)\b|<NA>|&lt;|\{\{|\bobject at 0x")
# Elements that make a browser ask for a file, and the attribute that names it.
_LOADS = {"img": "src", "script": "src", "iframe": "data-src", "link": "href", "source": "src", "object": "data", "embed": "src"}
_DRAWN = re.compile(r"^(line2d|\w*Collection|QuadMesh|FancyArrowPatch)")
_VOID = set("area base br col embed hr img input link meta param source track wbr".split())
_UNSEEN = {"script", "style", "template", "code", "pre"}


def check_site(site: Path, pages: list[str], kept: Path | None = None) -> list[str]:
    """Look for what makes a site unfit to publish.

    Checked are: every page of the table of contents is there; every internal link, anchor, picture and file
    exists; no page asks a third party for anything; no missing value, error message or code is visible; each
    figure has a picture with something drawn in it, and each table has rows; every picture has an alternative
    text and every frame a title; Sphinx left no error in a page; every page states its Content Security Policy and
    holds no script or style that the policy would stop.

    Args:
        site: folder of the built site.
        pages: every page of `_toc.yml`, such as "book/pendling".
        kept: file that remembers what was read in a page or picture, by its content, from one check to the next.

    Returns:
        One line for each problem, "page: what"; empty when the site is good.
    """
    site = site.resolve()
    problems = [f"{page}.html: the page is missing" for page in pages if not (site / f"{page}.html").exists()]
    paths = [path for path in sorted(site.rglob("*.html")) if "_static" not in path.relative_to(site).parts]
    memory = _Memory(kept)
    read = {path: memory.page(path) for path in paths}
    for path, page in read.items():
        found = [*_references(path, page, site, read), *_pictures(path, page, memory), *page.problems]
        name = path.relative_to(site).as_posix()
        problems += [f"{name}: {problem}" for problem in dict.fromkeys(found)]
    memory.save()
    return problems


@dataclass
class Page:
    """What the checks need of a page.

    Attributes:
        ids: names of the places on it, each once.
        references: element and address of all that it loads or links to; "link" with the relation canonical as "a".
        pictures: addresses of its pictures.
        from_root: whether its links start from the root of the site.
        problems: what is wrong with the page by itself.
    """

    ids: list[str] = field(default_factory=list)
    references: list[tuple[str, str]] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    from_root: bool = False
    problems: list[str] = field(default_factory=list)


class _Memory:
    """What was read before, in a file that only this version of the code takes up."""

    def __init__(self, kept: Path | None) -> None:
        self._kept = kept
        self._version = [hashlib.sha256(Path(__file__).read_bytes()).hexdigest(), platform.python_version()]
        self._before: dict[str, Any] = {}
        self._now: dict[str, Any] = {}
        with contextlib.suppress(OSError, ValueError, TypeError, KeyError):
            told = json.loads(kept.read_text(encoding="utf-8")) if kept else {}
            if told["version"] == self._version:
                self._before = dict(told["read"])

    def page(self, path: Path) -> Page:
        content = path.read_bytes()
        about = self._of(content, lambda: asdict(read_page(content.decode("utf-8"))))
        return Page(**{**about, "references": [tuple(one) for one in about["references"]]})

    def is_empty(self, path: Path) -> bool:
        return self._of(path.read_bytes(), lambda: is_empty_svg(path))

    def _of(self, content: bytes, read: Callable[[], Any]) -> Any:
        key = hashlib.sha256(content).hexdigest()
        if key not in self._now:
            self._now[key] = self._before[key] if key in self._before else read()
        return self._now[key]

    def save(self) -> None:
        if self._kept and self._now != self._before:
            self._kept.parent.mkdir(parents=True, exist_ok=True)
            beside = self._kept.with_name(f"{self._kept.name}.new")
            beside.write_text(json.dumps({"version": self._version, "read": self._now}), encoding="utf-8")
            beside.replace(self._kept)


def read_page(text: str) -> Page:
    """Read a page once, with what is wrong with it by itself."""
    reader = _Reader(in_body="<body" not in text)
    reader.feed(text)
    reader.close()
    return reader.result()


@dataclass
class _Element:
    name: str
    attributes: dict[str, str]
    classes: set[str]
    unseen: bool = False
    text: list[str] | None = None
    """Texts within, where they are asked for when it ends."""
    holds: set[str] = field(default_factory=set)
    """Names of the elements within a figure or a table."""


class _Reader(HTMLParser):
    """Collects what `Page` has, in one pass."""

    def __init__(self, *, in_body: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self.open: list[_Element] = []
        self.policy = ""
        self.scripts: list[str] = []
        self.data: list[str] = []
        self.ids: set[str] = set()
        self.in_body = in_body  # all of it, where a page has no body

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._end_of_text()
        attributes = {name: value or "" for name, value in attrs}
        element = _Element(tag, attributes, set(attributes.get("class", "").split()))
        self.in_body = self.in_body or tag == "body"
        for outer in self.open:
            if outer.name in ("figure", "table"):
                outer.holds.add(tag)
        self._note(element)
        if tag in _VOID:
            return
        around = self.open[-1] if self.open else None
        element.unseen = tag in _UNSEEN or "sb-quoted" in element.classes or (around is not None and around.unseen)
        output = tag == "pre" and any(outer.name == "div" and "output" in outer.classes for outer in self.open)
        if output or tag in ("script", "style", "caption") or _is_error(element):
            element.text = []
        self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        self._end_of_text()
        if any(element.name == tag for element in self.open):
            while self._close(self.open.pop()) != tag:
                pass

    def handle_data(self, data: str) -> None:
        self.data.append(data)

    def handle_comment(self, data: str) -> None:
        self._end_of_text()

    def result(self) -> Page:
        """The page, when all of it has been read."""
        self._end_of_text()
        while self.open:
            self._close(self.open.pop())
        self.page.ids = sorted(self.ids)
        if not self.policy:
            self.page.problems.append("no Content Security Policy")
        for script in self.scripts:
            hashed = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
            if f"'sha256-{hashed}'" not in self.policy:
                self.page.problems.append(f"inline script: «{_short(script, 60)}»")
        return self.page

    def _note(self, element: _Element) -> None:
        """What an element says when it begins."""
        page, name, get = self.page, element.name, element.attributes.get
        if identifier := get("id"):
            self.ids.add(identifier)
        if name == "base":
            page.from_root = True
        elif name == "meta" and get("http-equiv") == "Content-Security-Policy" and not self.policy:
            self.policy = get("content", "")
        elif name == "img":
            page.pictures.append(get("src", ""))
            if not get("alt", "").strip():
                page.problems.append(f"picture without alternative text: {get('src', '')}")
        elif name == "iframe" and not get("title", "").strip():
            page.problems.append(f"frame without a title: {get('data-src')}")
        if (name == "a" or name in _LOADS) and (address := get(_LOADS.get(name, "href"))):
            page.references.append(("a" if "canonical" in get("rel", "").split() else name, address))
        for attribute, value in element.attributes.items():
            if attribute == "style" or attribute.startswith("on") or value.startswith("javascript:"):
                kind = "style" if attribute == "style" else "script"
                page.problems.append(f'inline {kind}: <{name} {attribute}="{value[:60]}">')
            if self.in_body and attribute in ("alt", "title", "aria-label"):
                self._look(value)

    def _end_of_text(self) -> None:
        """Take what stands between two tags."""
        if not self.data:
            return
        text = "".join(self.data)
        self.data.clear()
        for element in self.open:
            if element.text is not None:
                element.text.append(text)
        if self.in_body and not (self.open and self.open[-1].unseen):
            self._look(text)

    def _look(self, text: str) -> None:
        """Look for leaks in what a reader sees or hears, but for what a correction quotes: that can be a fault that was shown."""
        if leak := _LEAKS.search(text):
            start = max(leak.start() - 30, 0)
            self.page.problems.append(f"shows {leak.group()!r}: «{' '.join(text[start : leak.end() + 30].split())}»")

    def _close(self, element: _Element) -> str:
        """What an element says when it ends; its name."""
        problems, text = self.page.problems, "".join(element.text or ())
        match element.name:
            case "pre" if element.text is not None:
                self._look(text)
            case "script" if "src" not in element.attributes:
                if element.attributes.get("type", "text/javascript") in ("text/javascript", "module"):
                    self.scripts.append(text)
            case "style":
                problems.append(f"inline style sheet: «{_short(text, 60)}»")
            case "figure" if element.holds.isdisjoint({"img", "svg", "iframe", "table"}):
                problems.append(f"figure {element.attributes.get('id') or 'without id'} is empty")
            case "caption":
                for table in self.open[-1:]:
                    table.attributes["caption"] = _short(text)
            case "table" if "td" not in element.holds:
                named = element.attributes.get("caption") or element.attributes.get("id") or "without caption"
                problems.append(f"table without rows: {named}")
        if _is_error(element):
            problems.append(f"error in the page: «{_short(' '.join(element.text or ()), 120)}»")
        return element.name


def _is_error(element: _Element) -> bool:
    """Whether Sphinx has put an element there for an error."""
    output = element.name == "div" and "output" in element.classes
    return bool(element.classes & {"system-message", "problematic", *({"traceback", "stderr"} if output else ())})


def _short(text: str, most: int | None = None) -> str:
    return " ".join(text.split())[:most]


def _references(path: Path, page: Page, site: Path, read: dict[Path, Page]) -> Iterator[str]:
    if page.from_root:  # 404.html
        path = site / path.name
    for name, address in dict.fromkeys(page.references):
        loads = name != "a"
        if address.startswith(("data:", "mailto:", "javascript:")):
            continue
        parts = urlsplit(address)
        if parts.scheme or parts.netloc:
            if loads:
                yield f"asks another host for {address}"
            continue
        target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
        if target.is_dir():
            target = target / "index.html"
        if not target.is_relative_to(site) and parts.path:
            yield f"link out of the site: {address}"
        elif not target.is_file():
            yield f"broken {'reference' if loads else 'link'}: {address}"
        elif parts.fragment and not loads and target in read and unquote(parts.fragment) not in read[target].ids:
            yield f"link to a place that is not there: {address}"


def _pictures(path: Path, page: Page, memory: _Memory) -> Iterator[str]:
    for address in page.pictures:
        file = path.parent / unquote(urlsplit(address).path)
        if file.suffix == ".svg" and file.is_file() and memory.is_empty(file):
            yield f"nothing is drawn in {address}"


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
