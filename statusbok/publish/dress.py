"""What an edition's finished pages get when editions are published beside each other.

A switcher and a banner on each page, a canonical address, and at the root the page on all editions. Everything follows
from the pages and from `Within`, which stands in the manifest, so that an edition built anew can be dressed the same way.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from statusbok import policy
from statusbok.errors import BuildError
from statusbok.publish import corrections, manifest, templates
from statusbok.publish.editions import whole_address
from statusbok.show import numbers
from statusbok.sphinx_nb import not_found

FRONT = "book/index.html"
ABOUT = "book/utgaven.html"
ARCHIVE = "utgaver.html"
MISSING = "404.html"

_CONTENT = '<div class="bd-content">'
_CANONICAL = re.compile(r'\s*<link rel="canonical"[^>]*>')
_CARD = re.compile(r'(<meta property="og:image" content=")[^"]*?([^"/]+">)')
# The links of the Atom feed: to itself, and to the page of corrections.
_FEED_LINK = re.compile(rf'(<link [^>]*href=")[^"]*?((?:{re.escape(corrections.FEED)}|book/{corrections.PAGE}\.html(?:#[^"]*)?)")')
_BASE = re.compile(r'<base href="[^"]*">')
# What the archive takes from the head of a page: the theme's style sheets, and the script that makes a page dark or light.
LOOK = re.compile(r'<script data-cfasync[^>]*></script>|<link (?=[^>]*rel="stylesheet")(?![^>]*_static/inline/)[^>]*>')


class Published(BaseModel):
    """One edition of a site, as the pages of the others must know it.

    Attributes:
        year: its year, and the name of its folder.
        recorded: the newest day on which a table came into its record, ISO.
        pages: its pages, such as "book/pendling.html", in order.
        pdf: name of the whole report as PDF; None without one.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    year: int
    recorded: str
    pages: list[Annotated[str, Field(pattern=r"^(book/)?[\w-]+\.html$")]]
    pdf: Annotated[str, Field(pattern=r"^[\w-]+\.pdf$")] | None

    @field_validator("recorded")
    @classmethod
    def _a_day(cls, value: str) -> str:
        if date.fromisoformat(value).isoformat() != value:
            raise ValueError("expected a day such as 2026-11-22")
        return value


class Within(BaseModel):
    """A site of several editions, seen from a folder of it.

    Attributes:
        address: where the site lies, without a slash at the end; "" where that is not known.
        at: the folder: a year, or "" for the root, where the newest edition stands once more.
        editions: all editions of the site, the oldest first.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    address: str
    at: str
    editions: list[Published]

    @field_validator("address")
    @classmethod
    def _whole_address(cls, value: str) -> str:
        if whole_address(value) != value:
            raise ValueError("expected an address without a slash at the end")
        return value

    @field_validator("editions")
    @classmethod
    def _in_order(cls, editions: list[Published]) -> list[Published]:
        years = [edition.year for edition in editions]
        if years != sorted(set(years)):
            raise ValueError("expected each year once, the oldest first")
        return editions

    @property
    def newest(self) -> Published:
        """The edition at the root."""
        return self.editions[-1]

    @property
    def own(self) -> Published:
        """The edition of the folder."""
        return next((edition for edition in self.editions if str(edition.year) == self.at), self.newest)

    @property
    def base(self) -> str:
        """Address of the folder with a slash at the end; "" where it is not known."""
        return f"{self.address}/{self.at}".rstrip("/") + "/" if self.address else ""

    def place(self, edition: Published, page: str) -> str:
        """Path from the root of the site to a page of an edition; the newest is led to at the root."""
        return page if edition == self.newest else f"{edition.year}/{page}"


def within(content: Mapping[str, Any], path: Path) -> Within:
    """The part of a manifest that tells of the site.

    Raises:
        BuildError: it is not as it should be; the message names `path`, the manifest.
    """
    try:
        found = Within.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        raise BuildError(f"{path} is not a manifest of a build: within.{'.'.join(map(str, first['loc']))}: {first['msg']}") from None
    if not found.editions or found.at and found.own == found.newest and str(found.newest.year) != found.at:
        raise BuildError(f"{path} is not a manifest of a build: within has no edition {found.at}")
    return found


def pages(site: Path) -> list[str]:
    """Pages of a finished edition that a switcher can stand on, such as "book/pendling.html", in order."""
    found = [*site.glob("*.html"), *site.glob("book/*.html")]
    names = sorted(path.relative_to(site).as_posix() for path in found if _CONTENT in path.read_text(encoding="utf-8"))
    return [name for name in names if name not in (MISSING, ARCHIVE)]


def dress(site: Path, around: Within) -> None:
    """Make a finished edition a part of a site, and write that into its manifest.

    Files that hosts read at the root only are made for the whole site there, and taken out of the other folders.

    Args:
        site: folder of the edition, as a build made it.
        around: the site.

    Raises:
        BuildError: it is dressed already, or a page of the theme is not as this was written for.
    """
    folders = [str(edition.year) for edition in around.editions]
    root_only = policy.header_files(not_found.allowed(folders), folders)
    for name in around.own.pages:
        path = site / name
        path.write_text(page(path.read_text(encoding="utf-8"), name, around), encoding="utf-8", newline="\n")
    feed = site / corrections.FEED
    if feed.is_file():
        # The links are the edition's own, as the card on its pages is; without an address they are relative to the feed.
        text = _FEED_LINK.sub(lambda found: f"{found[1]}{html.escape(around.base)}{found[2]}", feed.read_text(encoding="utf-8"))
        feed.write_text(text, encoding="utf-8", newline="\n")
    if around.at:
        for name in [MISSING, *root_only]:
            (site / name).unlink(missing_ok=True)
    else:
        for name, content in root_only.items():
            (site / name).write_text(content, encoding="utf-8", newline="\n")
        missing = _missing((site / MISSING).read_text(encoding="utf-8"), around, folders)
        (site / MISSING).write_text(missing, encoding="utf-8", newline="\n")
        (site / ARCHIVE).write_text(archive(site, around), encoding="utf-8", newline="\n")
    manifest.refresh(site, within=around.model_dump())


def page(text: str, name: str, around: Within) -> str:
    """A page with switcher, banner and canonical address.

    Args:
        text: the page as a build made it.
        name: its path in the folder of the edition, such as "book/pendling.html".
        around: the site.

    Raises:
        BuildError: see `dress`.
    """
    if 'class="sb sb-editions"' in text:
        raise BuildError(f"{name} has a switcher of editions already: build the edition again first")
    up = "../" * f"{around.at}/{name}".lstrip("/").count("/")
    text = _inserted(text, _CONTENT, _strip(name, up, around), name)
    if name != MISSING:
        # Search engines shall show the newest edition at the address that stays: the copy in its own folder, and the same
        # page of an older edition, refer to it. A page that only the older edition has refers to itself.
        newest = around.newest if name in around.newest.pages else around.own
        root = f"{around.address}/" if around.address else up
        canonical = f'<link rel="canonical" href="{html.escape(root + around.place(newest, name))}">\n  '
        text = _inserted(_CANONICAL.sub("", text), "</head>", canonical, name)
    # The card is the edition's own, also where Sphinx has written the address of another place (html_baseurl).
    own = html.escape(around.base) or "../" * name.count("/")
    return _CARD.sub(lambda found: f"{found[1]}{own}{found[2]}", text)


def _inserted(text: str, anchor: str, new: str, name: str) -> str:
    if text.count(anchor) != 1:
        raise BuildError(f"{name} has {text.count(anchor)} times {anchor!r}, expected one: the theme has changed; see {__name__}")
    return text.replace(anchor, new + anchor)


def _strip(name: str, up: str, around: Within) -> str:
    """The strip above a page's content: a banner on an older edition, and the switcher."""
    links = []
    for edition in reversed(around.editions):
        if edition == around.own:
            links.append(f'<li><strong aria-current="true">{edition.year}</strong></li>')
        elif name in edition.pages:
            links.append(f'<li><a href="{up}{around.place(edition, name)}">{edition.year}</a></li>')
        else:
            told = f"{edition.year} (forsiden)"
            links.append(f'<li><a href="{up}{around.place(edition, FRONT)}">{told}</a></li>')
    links.append(f'<li><a href="{up}{ARCHIVE}">Alle utgaver</a></li>')
    switcher = f'<nav aria-label="Utgaver"><span aria-hidden="true">Utgave</span><ul>{"".join(links)}</ul></nav>\n'
    return f'<div class="sb sb-editions">\n{_banner(name, up, around)}{switcher}</div>\n          '


def _banner(name: str, up: str, around: Within) -> str:
    newest = around.newest
    if around.own == newest:
        return ""
    same = name in newest.pages
    link = f'<a href="{up}{around.place(newest, name if same else FRONT)}">{"samme side" if same else "forsiden"} i {newest.year}-utgaven</a>'
    lacking = "" if same else " Denne siden er ikke med der."
    return (
        f'<section class="sb-outdated" aria-label="Eldre utgave"><p><strong>Dette er {around.own.year}-utgaven.</strong> '
        f"Den nyeste er for {newest.year}: {link}.{lacking}</p></section>\n"
    )


def _missing(text: str, around: Within, folders: list[str]) -> str:
    """404.html for the site: the same page answers for a wrong address in any edition, and leads to the newest."""
    for old, new in ((not_found.SCRIPT, not_found.script(folders)), (not_found.ALLOWED, not_found.allowed(folders))):
        if text.count(old) != 1:
            raise BuildError(f"{MISSING} is not as it was built: its inline script is not where it was; see {__name__}")
        text = text.replace(old, new)
    if around.address:
        base = f'<base href="{html.escape(urlsplit(around.address).path)}/">'
        text = _BASE.sub(lambda _: base, text, count=1)
    return page(text, MISSING, around)


def archive(site: Path, around: Within) -> str:
    """The page on all editions, in the look of a site's pages.

    Args:
        site: folder of the newest edition at the root.
        around: the site.
    """
    environment = templates.environment()
    about = json.loads((site / "edition.json").read_text(encoding="utf-8"))
    return environment.get_template("archive.html.jinja").render(
        policy=policy.PAGE,
        look=LOOK.findall((site / "search.html").read_text(encoding="utf-8")),
        name=about["name"],
        front=FRONT,
        about=ABOUT,
        canonical=f"{around.address}/{ARCHIVE}" if around.address else ARCHIVE,
        editions=[
            {
                **edition.model_dump(),
                "newest": edition == around.newest,
                "recorded": numbers.day(date.fromisoformat(edition.recorded)),
            }
            for edition in reversed(around.editions)
        ],
    )
