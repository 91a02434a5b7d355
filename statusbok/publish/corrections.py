"""What was wrong in an edition and has been corrected since: on the pages it concerns, on a page of its own, in a feed.

Analysts fill `data/tables/corrections.csv`. An edition is corrected after it was published, and so after its record was
frozen: the table is always that of today.
"""

from __future__ import annotations

import difflib
import json
import re
import uuid
import xml.etree.ElementTree as ET
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd
import yaml

from statusbok import clock, frozen
from statusbok.catalogue import Catalogue, catalogue, of_today
from statusbok.edition import Edition, check_municipality, codes_in_all, editions_of
from statusbok.errors import DataError, EditionError
from statusbok.indicators.changes import of_edition
from statusbok.publish import templates
from statusbok.publish.commit import commit_of
from statusbok.publish.project import Project, left_out
from statusbok.show import numbers

TABLE = "corrections"
PAGE = "rettelser"
BOXES = "rettelser.json"
"""File in `book/` with the HTML of each page's box, for the Sphinx extension."""

FEED = "rettelser.xml"
"""Name of the Atom feed in the root of the site."""

ATOM = "http://www.w3.org/2005/Atom"
AUTHOR = "Statusbok"
FRONT = "Forsiden"
_SPACE = re.compile(r"[^\S\u00a0\u202f]+")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Correction:
    """One correction of an edition, as a reader of one municipality's report sees it.

    Attributes:
        day: when it was corrected.
        wrong: what stood there, on one line.
        right: what should stand there, on one line.
        pages: names of the pages, as in `_toc.yml` without "book/".
        indicators: ids of `plan_indicators` whose figures were wrong; often none.
        id: the same from build to build, as long as the day and `wrong` are.
    """

    day: date
    wrong: str
    right: str
    pages: tuple[str, ...]
    indicators: tuple[str, ...]
    id: uuid.UUID

    @property
    def anchor(self) -> str:
        """Where it stands on the page of corrections."""
        return f"rettelse-{self.id.hex[:12]}"


def of(edition: Edition, record: Catalogue | None = None) -> list[Correction]:
    """Corrections of an edition, newest first and those of one day as in the table.

    Args:
        edition: the parameters; corrections of other years and of other municipalities alone are left out.
        record: the record with the table; by default that of today.
    """
    rows = of_edition((record or of_today()).table(TABLE), edition.year, edition.municipality)
    found = [
        Correction(
            date.fromisoformat(row.corrected_on), _line(row.wrong), _line(row.right), tuple(_names(row.pages)),
            tuple(_names(row.indicators)), _id(edition, row.corrected_on, _line(row.wrong)),
        )
        for row in rows.itertuples()
    ]  # fmt: skip
    return sorted(found, key=lambda correction: correction.day, reverse=True)


def on(page: str, corrections: Sequence[Correction]) -> list[Correction]:
    """Those that concern a page such as "pendling", in the same order."""
    return [correction for correction in corrections if page in correction.pages]


def check() -> None:
    """Look over the table of today; while a frozen record is in use, the rows of that edition, which is all it is made from.

    Raises:
        DataError: what is wrong, one line each: file, row, column, value and what was expected.
    """
    pages = [page.removeprefix("book/") for page in Project().pages()]
    rows, kept = of_today().table(TABLE), frozen.in_use()
    rows = rows if kept is None else rows[rows["edition_year"] == kept]
    found = complaints(rows, catalogue(), [page for page in pages if page != PAGE], clock.today())
    if found:
        raise DataError("\n".join(found))


def complaints(rows: pd.DataFrame, record: Catalogue, pages: Sequence[str], today: date) -> list[str]:
    """What is wrong with the corrections, one line each.

    Args:
        rows: of the table, with the columns of its schema and numbered as in the file, from 0.
        record: the record with the municipalities, years and indicators that there are.
        pages: names of the pages that can be corrected.
        today: nothing can have been corrected on a later day.
    """
    indicators = list(record.table("plan_indicators")["indicator_id"])
    found: list[str] = []
    for number, row in rows.iterrows():
        where = f"data/tables/{TABLE}.csv, row {number + 2}, column"
        found += [
            *_day(row, where, today),
            *_municipality(row, where, record),
            *_texts(row, where),
            *_listed(row["pages"], f"{where} pages", "names of pages", pages, required=True),
            *_listed(row["indicators"], f"{where} indicators", "ids of plan_indicators", indicators),
        ]
    return found


def _day(row: pd.Series, where: str, today: date) -> Iterator[str]:
    day, year = row["corrected_on"], row["edition_year"]
    if day > today.isoformat():
        yield f"{where} corrected_on: {day!r}; expected a day that has been; today is {today}"
    elif int(day[:4]) < year:
        yield f"{where} corrected_on: {day!r}; expected a day from {year}-01-01 on, since it is the {year} edition"


def _municipality(row: pd.Series, where: str, record: Catalogue) -> Iterator[str]:
    """A municipality that is none of today or has no edition, or else a year without one."""
    code, year = row["municipality_code"], row["edition_year"]
    if pd.isna(code):
        years = {year for code in codes_in_all(record) for year in editions_of(record, code)} | set(frozen.years())
    else:
        try:
            check_municipality(f"{where} municipality_code", code, record)
        except EditionError as error:
            yield str(error)
            return
        years = set(editions_of(record, code))
        if not years:
            yield f"{where} municipality_code: {code!r}; expected a municipality that there is a report for"
            return
    if year not in years:
        yield f"{where} edition_year: {year}; expected the year of an edition, {numbers.years(min(years), max(years))}"


def _texts(row: pd.Series, where: str) -> Iterator[str]:
    for column in ("wrong", "right"):
        if not _line(row[column]):
            yield f"{where} {column}: {row[column]!r}; expected a text"
        elif sign := _NOT_XML.search(row[column]):
            yield f"{where} {column}: {sign.group()!r} in the text; expected letters, digits and other signs that can be seen"
    if _line(row["wrong"]) == _line(row["right"]):
        yield f"{where} right: the same text as in wrong; expected what should stand there instead"


def _listed(cell: Any, where: str, what: str, known: Sequence[str], *, required: bool = False) -> Iterator[str]:
    """Names in a cell that are not known, or none where one is needed."""
    expected = f"expected {what} such as {' or '.join(known[1:3])}"
    names = _names(cell)
    if required and not names:
        yield f"{where}: {cell!r}; {expected}"
    for name in names:
        if name not in known:
            near = difflib.get_close_matches(name.casefold(), known, n=1)
            yield f"{where}: {name!r}; {expected}" + (f"; did you mean {near[0]}?" if near else "")


def write(edition: Edition, project: Project) -> None:
    """Write the page, the boxes and the feed of an edition into `book/`, where every other page lies.

    Args:
        edition: the parameters.
        project: the folder that is built.
    """
    pages = [page.removeprefix("book/") for page in project.pages(left_out(edition))]
    corrections = [correction for correction in of(edition) if set(correction.pages).intersection(pages)]
    named = {name for correction in corrections for name in correction.pages if name in pages}
    titles = {name: _title(project, name) for name in pages if name in named}
    boxes = {name: box(on(name, corrections)) for name in titles}
    (project.book / f"{PAGE}.md").write_text(page(corrections, titles), encoding="utf-8")
    (project.book / BOXES).write_text(json.dumps(boxes, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    (project.files / FEED).write_bytes(feed(edition, corrections, titles, project))


def page(corrections: Sequence[Correction], titles: Mapping[str, str]) -> str:
    """The page on the corrections of an edition as MyST markdown.

    Args:
        corrections: of the edition, newest first.
        titles: title of each page that can be linked, by name.
    """
    days: dict[date, list[Correction]] = {}
    for correction in corrections:
        days.setdefault(correction.day, []).append(correction)
    return _template("corrections_page.md.jinja").render(days=days, titles=titles, feed=FEED)


def box(corrections: Sequence[Correction]) -> str:
    """The box with the corrections of one page as HTML."""
    return _template("corrections_box.html.jinja").render(corrections=corrections, page=PAGE)


def _template(name: str) -> Any:
    environment = templates.environment(keep_trailing_newline=False)
    environment.filters["day"] = numbers.day
    return environment.get_template(name)


def feed(edition: Edition, corrections: Sequence[Correction], titles: Mapping[str, str], project: Project) -> bytes:
    """The corrections as an Atom feed (RFC 4287).

    Args:
        edition: the parameters.
        corrections: of the edition, newest first.
        titles: title of each page, by name.
        project: its `_config.yml` may have the site's address, `html_baseurl`; without it links are relative. In a site of
            several editions `dress` gives each its own.
    """
    base = _base(project)
    root = ET.Element("feed", {"xmlns": ATOM, "xml:lang": "nb"})
    _put(root, "title", f"Rettelser i statusrapporten for {edition.name} {edition.year}")
    _put(root, "id", _id(edition).urn)
    _put(root, "updated", _updated(corrections, project))
    _put(_put(root, "author"), "name", AUTHOR)
    _put(root, "link", rel="self", type="application/atom+xml", href=f"{base}{FEED}")
    _put(root, "link", rel="alternate", type="text/html", href=f"{base}book/{PAGE}.html")
    for correction in corrections:
        entry = _put(root, "entry")
        concerned = "; ".join(titles[name] for name in correction.pages if name in titles)
        _put(entry, "title", f"Rettet {numbers.day(correction.day)}: {concerned}")
        _put(entry, "id", correction.id.urn)
        _put(entry, "updated", _midnight(correction.day))
        _put(entry, "link", rel="alternate", type="text/html", href=f"{base}book/{PAGE}.html#{correction.anchor}")
        _put(entry, "content", f"Det sto: {correction.wrong}\nDet skal stå: {correction.right}", type="text")
    ET.indent(root)
    return ET.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"


def _put(parent: ET.Element, name: str, text: str | None = None, **attributes: str) -> ET.Element:
    element = ET.SubElement(parent, name, attributes)
    element.text = text
    return element


def _updated(corrections: Collection[Correction], project: Project) -> str:
    """The newest correction; without one the time of the commit, or outside of git the day the table came."""
    if corrections:
        return _midnight(max(correction.day for correction in corrections))
    made = commit_of(project.root)[1]
    if made is None:
        return _midnight(of_today().resource(TABLE).recorded)  # type: ignore[arg-type]
    return datetime.fromtimestamp(made, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _midnight(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def _base(project: Project) -> str:
    """Address of the site with a slash at the end, as `_config.yml` has it; "" where it has none."""
    config = yaml.safe_load((project.root / "_config.yml").read_text(encoding="utf-8")) or {}
    given = (config.get("sphinx") or {}).get("config") or {}
    address = given.get("html_baseurl") or (config.get("html") or {}).get("baseurl") or ""
    return f"{address.rstrip('/')}/" if address else ""


def _id(edition: Edition, *parts: str) -> uuid.UUID:
    """Name of the feed of an edition, or of one entry of it, whatever address the site has."""
    return uuid.uuid5(uuid.NAMESPACE_URL, "\n".join(["statusbok:rettelser", edition.municipality, str(edition.year), *parts]))


def _title(project: Project, name: str) -> str:
    """Title of a page in `book/`; the front page's own has the name of the municipality in it."""
    if name == "index":
        return FRONT
    if (project.root / f"book/{name}.ipynb").exists():
        cells = json.loads((project.book / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]
        text = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    else:
        text = (project.book / f"{name}.md").read_text(encoding="utf-8")
    found = re.search("^# (.+)$", text, re.MULTILINE)
    return found[1].strip() if found else name


def _line(text: str) -> str:
    """A text on one line; spaces that do not break stay."""
    return _SPACE.sub(" ", text).strip()


def _names(cell: Any) -> list[str]:
    """Names in a cell with semicolons between them, each once."""
    return [] if pd.isna(cell) else list(dict.fromkeys(name for part in cell.split(";") if (name := part.strip())))
