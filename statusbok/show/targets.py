"""The figures and tables of the chapter on the targets: what is drawn, how, and from which tables.

What the record may lack comes as a list, empty without numbers: `display(say, *fan(...))`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from statusbok.indicators.outlook import LEVELS, Growth
from statusbok.indicators.targets import JOBS, RATE_20_66, RESIDENTS, Status, Target, path
from statusbok.show import charts
from statusbok.show.component import Component
from statusbok.show.figures import figure
from statusbok.show.nb import targets as text
from statusbok.show.nb.employment import Q4, REVISION_BREAK
from statusbok.show.provenance import source
from statusbok.show.tables import table
from statusbok.show.text import say


def tables_behind(found: Sequence[Status], jobs_table: str) -> list[str]:
    """Names of the tables that the values of some statuses come from."""
    names = {RESIDENTS: "employed_by_industry", JOBS: jobs_table, RATE_20_66: "labour_status_20_66"}
    targets = [status.target for status in found if status.year is not None]
    return list(dict.fromkeys(names.get(target.indicator_id, target.table) for target in targets))


def rules(found: Sequence[Status], first_year: int, jobs_table: str) -> list[Component]:
    """When the rules were set, and the rule of each target (`targets.stands`); that there are no targets.

    Args:
        found: Where each target stands.
        first_year: First year of the plan.
        jobs_table: The table that the jobs come from.
    """
    if not found:
        return [say(text.NO_TARGETS)]
    based = [status for status in found if status.base is not None]
    return [
        say(text.rules_when(found, first_year)),
        table(
            text.rules_table(found),
            name="maalene-regler",
            title=text.RULES_TITLE,
            source=source("targets", *tables_behind(based, jobs_table), calculated=False),
            labels=text.RULE_LABELS,
        ),
    ]


def stands(found: Sequence[Status], jobs_table: str) -> list[Component]:
    """Where each target stands (`targets.stands`); that there are no targets."""
    if not found:
        return [say(text.NO_TARGETS)]
    return [_stands(found, text.stands_table(found), "maalene-status", jobs_table)]


def brief_stands(found: Sequence[Status], jobs_table: str) -> Component:
    """The same without the distances, for the summary."""
    brief = text.stands_table(found)[["target", "status", "value"]]
    return _stands(found, brief, "sammendrag-maal", jobs_table)


def _stands(found: Sequence[Status], data: pd.DataFrame, name: str, jobs_table: str) -> Component:
    return table(
        data,
        name=name,
        title=text.STANDS_TITLE,
        source=source("targets", *tables_behind(found, jobs_table)),
        labels=text.STAND_LABELS,
    )


def growth(name: str, bases: Sequence[Growth], jobs_table: str) -> list[Component]:
    """Growth that is needed against past growth: sentences, a table, and a figure for each basis."""
    said = [say(text.needed(basis)) for basis in bases]
    measured = [basis for basis in bases if basis.past["change_per_year"].notna().any()]
    if not measured:
        return said
    together = table(
        text.growth_table(measured),
        name="maalene-vekst",
        title=text.GROWTH_TITLE,
        source=source("targets", *tables_behind([basis.status for basis in measured], jobs_table)),
        labels=text.GROWTH_LABELS,
    )
    return [*said, together, *[growth_bars(name, basis, jobs_table) for basis in measured]]


def growth_bars(name: str, basis: Growth, jobs_table: str) -> Component:
    """Past growth of one basis as bars, and what is needed as a line."""
    found, bars = basis.status, text.growth_bars(basis.past)
    line = (found.needed_per_year, text.NEEDED) if found.needed_per_year else None
    return figure(
        charts.bars(bars, "period", "change_persons", x_label=text.AXES["growth"], target=line),
        name=f"maalene-vekst-{text.slug(found.target)}",
        source=source("targets", *tables_behind([found], jobs_table)),
        data=bars,
        **text.growth_texts(name, found, bars),
    )


def fan(name: str, basis: Growth, jobs_table: str) -> list[Component]:
    """What past growth alone would give: sentences and the fan, or why there is none."""
    seen, found = basis.outlook, basis.status
    if seen is None:
        return [say(text.no_fan(basis), text.earlier(basis))]
    data = text.fan_table(basis)
    prefix, measured, axis = "", "measured_persons", text.AXES["persons"]
    if seen.is_growth:
        prefix, measured, axis = "change_", None, text.AXES["since"].format(f"{Q4} {found.target.base_year}")
    chart = charts.fan(
        data,
        "year",
        measured,
        f"{prefix}middle_persons",
        [
            (f"{prefix}low_{share}_persons", f"{prefix}high_{share}_persons", text.BAND.format(share))
            for share in reversed(LEVELS)
        ],
        y_label=axis,
        middle_label=text.MIDDLE,
        target=(seen.level, text.TARGET),
    )
    return [
        say(text.method(seen), text.outcome(seen), text.earlier(basis)),
        figure(
            chart,
            name=f"maalene-vifte-{text.slug(found.target)}",
            source=source("targets", *tables_behind([found], jobs_table)),
            data=data,
            missing=".",
            **text.fan_texts(name, basis),
        ),
    ]


def tried(basis: Growth, hits: pd.DataFrame, jobs_table: str) -> list[Component]:
    """How often the fan of one basis would have been right in earlier years (`outlook.back_test`)."""
    found = basis.status
    said = say(text.tried(found, hits))
    if hits.empty:
        return [said]
    return [
        said,
        table(
            hits,
            name=f"maalene-vifte-{text.slug(found.target)}-etterprovd",
            title=text.tried_title(found),
            source=source(*tables_behind([found], jobs_table)),
            note=text.TRIED_NOTE,
            labels=text.TRIED_LABELS,
        ),
    ]


def rate_20_66(name: str, found: Status, rates: pd.DataFrame, *, bounded: bool) -> Component:
    """The rate at ages 20-66 with target, even path and, if `bounded`, the upper bound with work in Sweden."""
    lines = text.rate_lines(rates if bounded else rates.drop(columns="upper_pct"), path(found))
    return _rate(name, lines, "20–66", found.target, ["labour_status_20_66"], bounded, {})


def rate_15_74(name: str, found: Status, rates: pd.DataFrame, *, bounded: bool) -> Component:
    """The rate 15-74 and, if `bounded`, the upper bound with work in Sweden; the target is for other ages."""
    lines = text.rate_lines(rates if bounded else rates.drop(columns="upper_pct"), pd.Series(dtype=float))
    return _rate(name, lines, "15–74", None, ["municipality_totals"], bounded, REVISION_BREAK)


def level(name: str, found: Status, series: pd.Series) -> list[Component]:
    """A target for another level than the rate at ages 20-66: sentences, and the series with the even path."""
    said = say(*text.level(name, found))
    if series.empty:
        return [said]
    lines = text.rate_lines(series.rename("rate_pct").rename_axis("year").reset_index(), path(found))
    chart = charts.lines(
        lines,
        "year",
        "rate_pct",
        "line",
        y_label=text.AXES["pct"],
        highlight=text.LINES["rate_pct"],
        target=(found.target.value, text.TARGET),
    )
    drawn = figure(
        chart,
        name=f"maalene-nivaa-{text.slug(found.target)}",
        source=source("targets", *tables_behind([found], found.target.table)),
        data=lines,
        **text.level_texts(name, found, lines),
    )
    return [said, drawn]


def _rate(
    name: str,
    lines: pd.DataFrame,
    ages: str,
    target: Target | None,
    tables: list[str],
    bounded: bool,
    breaks: Mapping[int, str],
) -> Component:
    chart = charts.lines(
        lines,
        "year",
        "rate_pct",
        "line",
        y_label=text.AXES[ages],
        highlight=text.LINES["rate_pct"],
        target=(target.value, text.TARGET) if target else None,
        breaks=breaks,
    )
    return figure(
        chart,
        name=f"maalene-sysselsettingsgrad-{ages.replace('–', '-')}",
        source=source(*(["targets"] if target else []), *tables, *(["cross_border"] if bounded else [])),
        data=lines,
        **text.rate_texts(name, lines, ages, target),
    )
