"""Sentences, findings, key figures, and the head and foot of a page."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from statusbok import reads
from statusbok.errors import DataError, StatusbokError
from statusbok.show import numbers
from statusbok.show.component import Component, checked, stylesheet, write, writes_files
from statusbok.show.nb import labels as words
from statusbok.show.provenance import cited

if TYPE_CHECKING:
    from statusbok.edition import Edition

NEWEST = {
    "newest_employed": "employed_by_industry",
    "newest_commuting": "commuting_flows",
    "newest_population": "population",
}
MOST_FINDINGS = 6
KEY_FIGURES_FILE = "nokkeltall.json"


@dataclass(frozen=True)
class KeyFigure:
    """One card, and the same as numbers for the open data.

    Attributes:
        label: What the number is.
        value: The number as the reader sees it.
        unit: Its unit.
        period: The time it is for.
        change: The change since the year before, in words; may be empty.
        source: From `show.source(...)`.
        indicator: Slug that stays the same from edition to edition.
        number: The number itself, not rounded.
        href: A page of the report.
        change_number: `number` minus that of `change_from`; None where the two cannot be compared.
        change_unit: Unit of the change, "prosentpoeng" between two per cents.
        change_from: Period that the change is counted from; None without a change.
        target: What a plan wants, see `Goal`.
    """

    label: str
    value: str
    unit: str
    period: str
    change: str
    source: str
    indicator: str
    number: float
    href: str | None = None
    change_number: float | None = None
    change_unit: str | None = None
    change_from: str | None = None
    target: Goal | None = None


@dataclass(frozen=True)
class Goal:
    """A target of growth: at least so much more than in a base year.

    Attributes:
        increase: Growth that is wanted, in the unit of the key figure.
        base_year: Year that growth is counted from.
        year: Year in which it must be reached.
        value: The level that meets it; None until the base year is measured.
        source: From `show.source(...)`.
    """

    increase: float
    base_year: int
    year: int
    value: float | None
    source: str


def say(*sentences: str) -> Component:
    """One paragraph of the sentences given; empty ones are left out."""
    said = [checked(sentence, "A sentence") for sentence in sentences if sentence]
    if not said:
        raise StatusbokError("show.say has no text; expected at least one sentence.")
    return Component("say", " ".join(said), text=" ".join(said), name=None)


def findings(sentences: Sequence[str]) -> Component:
    """The main findings of a chapter, at most six, one sentence each."""
    if not 1 <= len(sentences) <= MOST_FINDINGS:
        raise StatusbokError(f"A chapter has one to {MOST_FINDINGS} main findings, not {len(sentences)}.")
    said = [checked(sentence, "A finding") for sentence in sentences]
    return Component("findings", "\n".join(said), sentences=said)


def missing(sentences: Sequence[str], edition: Edition | None = None, uses: Iterable[str] = ()) -> Component:
    """What the numbers leave out, one sentence or a few an item.

    Args:
        sentences: The items.
        edition: The report's parameters, needed with `uses`.
        uses: Tables that the chapter uses when they are in the record; one more item names those that are not, or
            that have no figures for the municipality.
    """
    sentences = [*sentences, *_not_there(edition, edition.lacks(uses))] if edition else sentences
    if not sentences:
        raise StatusbokError("show.missing has no text; expected at least one sentence.")
    said = [checked(sentence, "A line of what is not known") for sentence in sentences]
    return Component("missing", "\n".join(said), sentences=said)


def _not_there(edition: Edition, names: Iterable[str]) -> list[str]:
    """One item on the tables of these names, or none."""
    resources = [edition.record.resource(name) for name in names]
    groups = {
        "not_fetched": [resource for resource in resources if resource.empty],
        "not_for_municipality": [resource for resource in resources if not resource.empty],
    }
    said = [
        words.PAGE[phrase if len(found) > 1 else f"one_{phrase}"].format(
            tables=numbers.listing([cited(resource) for resource in found]), name=edition.name
        )
        for phrase, found in groups.items()
        if found
    ]
    return [" ".join(said)] if said else []


def key_figures(figures: Sequence[KeyFigure], edition: Edition | None = None) -> Component:
    """A grid of cards; `change` may be empty, the rest of a card may not.

    Args:
        figures: The cards, in the order shown.
        edition: With it, a build also writes the figures as open data, `data/nokkeltall.json`.
    """
    if not figures:
        raise StatusbokError("show.key_figures has no cards; expected at least one KeyFigure.")
    for card in figures:
        for field in ("label", "value", "period", "source"):
            checked(getattr(card, field), f'The {field} of key figure "{card.label}"')
        if card.href and not re.fullmatch(r"[\w./-]*(#[\w-]+)?", card.href):
            raise StatusbokError(
                f'The link of key figure "{card.label}" is "{card.href}"; expected a page of the report.'
            )
        for field in ("unit", "change"):
            if getattr(card, field):
                checked(getattr(card, field), f'The {field} of key figure "{card.label}"')
    if edition is not None and writes_files():
        write("data", KEY_FIGURES_FILE, key_figures_json(figures, edition))
    text = "; ".join(f"{card.label}: {card.value} {card.unit} ({card.period})" for card in figures)
    return Component("key_figures", text, cards=list(figures))


def key_figures_json(figures: Sequence[KeyFigure], edition: Edition) -> bytes:
    """The key figures for other programs: a list of objects, each complete in itself.

    Numbers are rounded to four decimals, and spaces are ordinary ones.

    Raises:
        StatusbokError: An indicator is no slug or stands there twice, or a number is missing.
    """
    entries = []
    for card in figures:
        if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", card.indicator):
            raise StatusbokError(
                f'The indicator of key figure "{card.label}" is "{card.indicator}"; expected a-z, 0-9 and hyphens.'
            )
        if any(entry["indicator"] == card.indicator for entry in entries):
            raise StatusbokError(f'Two key figures have the indicator "{card.indicator}"; expected one each.')
        entries.append(
            {
                "indicator": card.indicator,
                "label": card.label,
                "municipality_code": edition.municipality,
                "municipality_name": edition.name,
                "edition": edition.year,
                "value": _rounded(card.number),
                "unit": card.unit,
                "period": card.period,
                "change": _rounded(card.change_number),
                "change_unit": card.change_unit,
                "change_from": card.change_from,
                "target": _target(card.target) if card.target else None,
                "source": card.source,
            }
        )
    try:
        text = json.dumps(entries, ensure_ascii=False, indent=2, allow_nan=False)
    except ValueError:
        raise StatusbokError("A number of the key figures is missing (nan); leave the card out instead.") from None
    return f"{text.replace(numbers.NBSP, ' ')}\n".encode()


def _target(goal: Goal) -> dict[str, object]:
    return asdict(goal) | {"increase": _rounded(goal.increase), "value": _rounded(goal.value)}


def _rounded(value: float | None) -> float | int | None:
    """At most four decimals, a whole number without any."""
    if value is None:
        return None
    rounded = round(float(value), 4)
    return int(rounded) if rounded.is_integer() else rounded


def header(edition: Edition) -> Component:
    """The lines under a chapter's title: municipality, edition, and how far the numbers reach."""
    page = words.PAGE
    newest = [(label, _newest(edition, table)) for label, table in NEWEST.items()]
    periods = [page[label].format(year=year) for label, year in newest if year]
    who = [page["municipality"].format(name=edition.name), page["edition"].format(year=edition.year)]
    dates = page["newest"].format(periods=numbers.listing(periods)) if periods else ""
    return Component("header", ", ".join([*who, dates]).strip(", "), who=who, dates=dates, style=stylesheet())


def footer(edition: Edition) -> Component:
    """The foot of a chapter: edition, date of the record, version of the code, next update, errors."""
    page = words.PAGE
    with reads.unnoted():
        resources = map(edition.record.resource, edition.record.names)
        recorded = max(resource.recorded for resource in resources if resource.recorded)
    commit = os.environ.get("STATUSBOK_COMMIT", "").strip()
    lines = [
        page["about_edition"].format(year=edition.year, name=page["municipality"].format(name=edition.name)),
        page["recorded"].format(date=reads.late("recorded", numbers.day(recorded))),
        page["commit"].format(commit=reads.late("commit", commit[:10])) if commit else "",
        page["next_update"].format(year=edition.year, next_year=edition.year + 1),
        page["errors"],
    ]
    lines = [line for line in lines if line]
    return Component("footer", " ".join(lines), lines=lines)


def _newest(edition: Edition, name: str) -> int | None:
    """As `last_year`; a chapter that shows it does not depend on what else is in the table."""
    found = reads.traced(lambda: last_year(edition, name))
    return reads.derived("last_year", edition.parameters, [name], found)


def last_year(edition: Edition, name: str) -> int | None:
    """Newest year of a table in which the edition's municipality has a row."""
    try:
        table = edition.table(name)
    except DataError:
        return None
    column = "residence_code" if "residence_code" in table else "municipality_code"
    years = table.loc[table[column] == edition.municipality, "year"]
    return None if years.empty else int(years.max())
