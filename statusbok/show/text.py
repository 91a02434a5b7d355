"""Sentences, findings, key figures, and the head and foot of a page."""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from statusbok.errors import DataError, StatusbokError
from statusbok.show import numbers
from statusbok.show.component import Component, checked, stylesheet
from statusbok.show.nb import labels as words

if TYPE_CHECKING:
    from statusbok.edition import Edition

NEWEST = {
    "newest_employed": "employed_by_industry",
    "newest_commuting": "commuting_flows",
    "newest_population": "population",
}
MOST_FINDINGS = 6


@dataclass(frozen=True)
class KeyFigure:
    """One card: a number with its unit, the period it shows, the change since last, and its source."""

    label: str
    value: str
    unit: str
    period: str
    change: str
    source: str
    href: str | None = None


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


def missing(sentences: Sequence[str]) -> Component:
    """What the numbers leave out, one sentence or a few an item."""
    if not sentences:
        raise StatusbokError("show.missing has no text; expected at least one sentence.")
    said = [checked(sentence, "A line of what is not known") for sentence in sentences]
    return Component("missing", "\n".join(said), sentences=said)


def key_figures(figures: Sequence[KeyFigure]) -> Component:
    """A grid of cards; `change` may be empty, the rest of a card may not."""
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
    text = "; ".join(f"{card.label}: {card.value} {card.unit} ({card.period})" for card in figures)
    return Component("key_figures", text, cards=list(figures))


def header(edition: "Edition") -> Component:
    """The lines under a chapter's title: municipality, edition, and how far the numbers reach."""
    page = words.PAGE
    newest = [(label, _last_year(edition, table)) for label, table in NEWEST.items()]
    periods = [page[label].format(year=year) for label, year in newest if year]
    who = [page["municipality"].format(name=edition.name), page["edition"].format(year=edition.year)]
    dates = page["newest"].format(periods=numbers.listing(periods)) if periods else ""
    return Component("header", ", ".join([*who, dates]).strip(", "), who=who, dates=dates, style=stylesheet())


def footer(edition: "Edition") -> Component:
    """The foot of a chapter: edition, date of the record, version of the code, next update, errors."""
    page = words.PAGE
    recorded = max(resource.recorded for resource in map(edition.record.resource, edition.record.names))
    commit = os.environ.get("STATUSBOK_COMMIT", "").strip()
    lines = [
        page["about_edition"].format(year=edition.year, name=page["municipality"].format(name=edition.name)),
        page["recorded"].format(date=numbers.day(recorded)),
        page["commit"].format(commit=commit[:10]) if commit else "",
        page["next_update"].format(year=edition.year, next_year=edition.year + 1),
        page["errors"],
    ]
    lines = [line for line in lines if line]
    return Component("footer", " ".join(lines), lines=lines)


def _last_year(edition: "Edition", name: str) -> int | None:
    """Newest year of a table in which the edition's municipality has a row."""
    try:
        table = edition.table(name)
    except DataError:
        return None
    column = "residence_code" if "residence_code" in table else "municipality_code"
    years = table.loc[table[column] == edition.municipality, "year"]
    return None if years.empty else int(years.max())
