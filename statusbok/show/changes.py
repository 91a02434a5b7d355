"""The tables of the page on what is new since the last edition, and what stands there when there was none."""

from __future__ import annotations

import pandas as pd

from statusbok.edition import Edition
from statusbok.show.component import Component
from statusbok.show.nb import changes as text
from statusbok.show.nb.measures import chapter_links, measured, tables_of
from statusbok.show.provenance import source
from statusbok.show.tables import table
from statusbok.show.text import say


def indicators(edition: Edition, found: pd.DataFrame) -> list[Component]:
    """Every indicator with figures then and now (`indicators.changes.between`); the others are named below the table."""
    then = edition.before.year
    said = [text.new_figures(found, then, edition.year), *text.came_and_went(found, then, edition.year)]
    shown, rest = found[text.with_figures(found)], text.without_figures(found)
    return [
        say(*said),
        table(
            text.table(shown),
            name="nytt-indikatorer",
            title=f"Indikatorene i utgavene for {then} og {edition.year}, {edition.name}",
            labels=text.LABELS,
            missing=text.SIGNS,
            note=text.note(then),
            links=chapter_links(shown, edition.at_border),
            source=_source(shown.rename(columns={"new_value": "value", "new_table": "table"})),
        ),
        *([say(rest)] if rest else []),
    ]


def newest(edition: Edition, figures: pd.DataFrame) -> list[Component]:
    """The newest figures alone (`plan_indicators.figures`), for an edition without one to compare with."""
    shown = figures[figures["value"].notna()]
    return [
        say(text.no_record(edition.name, edition.year), measured(figures)),
        table(
            text.newest_table(shown),
            name="nytt-indikatorer",
            title=f"Indikatorer med nyeste tall i utgaven for {edition.year}, {edition.name}",
            labels=text.LABELS,
            links=chapter_links(shown, edition.at_border),
            source=_source(shown),
        ),
    ]


def revisions(edition: Edition, found: pd.DataFrame) -> list[Component]:
    """The figures that a source has revised; without any, a sentence."""
    then = edition.before.year
    said = say(text.revisions(found, then) or f"Ingen av tallene i utgaven for {then} kan leses i grunnlaget for denne.")
    data = text.revision_table(found)
    if data.empty:
        return [said]
    revised = text.revised(found).rename(columns={"revised_value": "value", "old_table": "table"})
    return [
        said,
        table(
            data,
            name="nytt-revisjoner",
            title=f"Tall i utgaven for {then} som kilden har revidert siden, {edition.name}",
            labels=text.LABELS,
            note=text.rounding(),
            source=_source(revised),
        ),
    ]


def _source(figures: pd.DataFrame) -> str:
    """The source line of the figures that there are: columns `value` and `table`."""
    return source("plan_indicators", *tables_of(figures))
