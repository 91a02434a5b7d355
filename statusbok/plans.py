"""What must hold between the tables that follow up a plan, beyond their schemas: an analyst edits them by hand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from statusbok.catalogue import Catalogue

MEASURED = {"growth": ("personer", ("up",)), "level": ("prosent", ("up", "down"))}
"""What the report can measure a target with, by its kind: unit and direction of the indicator.

Each such indicator is a figure of the fourth quarter, published by SSB in the year after.
"""


def complaints(record: Catalogue, today: date) -> list[str]:
    """What is wrong with the registers of plans, one line each: file, row, column, value and what was expected.

    Args:
        record: the record; its tables have the columns and keys of their schemas.
        today: no status can be from a later day.
    """
    measures, strategies = record.table("measures"), record.table("plan_strategies")
    plans, goals, targets = record.table("plans"), record.table("plan_goals"), record.table("targets")
    references, links = record.table("plan_references"), record.table("measure_links")
    from statusbok.indicators.plan_indicators import INDICATORS  # a chapter that asks which plan is in force does not need it

    indicators, figures = record.table("plan_indicators"), record.table("plan_figures")
    places = strategies.merge(goals, on="goal_id", suffixes=("", "_goal")).set_index("strategy_id")
    plan_of = measures.set_index("measure_id")["strategy_id"].map(places["plan_id"])
    known = {*measures["measure_id"], *strategies["strategy_id"]}
    first_year = plan_of.map(plans.set_index("plan_id")["first_year"])
    found = [
        *_goals(goals),
        *_strategies(strategies),
        *_measures(measures),
        *_named(measures, record.table("municipalities")),
        *_numbers(measures, plan_of),
        *_reports(record.table("measure_reports"), first_year, today),
        *_targets(targets, figures, indicators, plans, today),
        *_unknown(indicators, "table", record.names, "the name of a table in data/datapackage.json", "plan_indicators"),
        *_unknown(indicators, "indicator_id", INDICATORS, "an indicator that there is a series for", "plan_indicators"),
        *_unknown(references, "from_id", known, "the id of a measure or a strategy", "plan_references"),
        *_unknown(references, "to_id", known, "the id of a measure or a strategy", "plan_references"),
    ]
    numbers = {row.measure_id: _all_numbers(row) for row in measures.itertuples()}
    numbers |= {row.strategy_id: [row.number] for row in strategies.itertuples()}
    for row, resolves, to_id, number in references[["resolves", "to_id", "to_number"]].itertuples():
        if resolves == pd.isna(to_id):
            expected = "an id, since the reference resolves" if resolves else "no id, since it does not resolve"
            found.append(_line("plan_references", row, "to_id", to_id, expected))
        elif to_id in numbers and number not in numbers[to_id]:
            expected = f"the id of what has the number {number}; this has {' and '.join(numbers[to_id])}"
            found.append(_line("plan_references", row, "to_id", to_id, expected))
    for row, ours, theirs in links[["measure_id", "related_id"]].itertuples():
        if plan_of[ours] == plan_of[theirs]:
            found.append(_line("measure_links", row, "related_id", theirs, "a measure of another plan"))
    return found


def in_force(plans: pd.DataFrame, year: int) -> str | None:
    """Id of the newest of some plans that has begun by a year; None without one."""
    begun = plans[plans["first_year"] <= year]
    return None if begun.empty else begun.loc[begun["first_year"].idxmax(), "plan_id"]


def _goals(goals: pd.DataFrame) -> Iterator[str]:
    """Numbers that are not those of the id, and so two goals of a plan with one number."""
    for row, goal_id, plan_id, number in goals[["goal_id", "plan_id", "number"]].itertuples():
        plan, _, own = goal_id.partition("-")
        if plan != plan_id:
            yield _line("plan_goals", row, "plan_id", plan_id, f"{plan}, as in the goal's id {goal_id}")
        if own != number:
            yield _line("plan_goals", row, "number", number, f"{own}, as in the goal's id {goal_id}")


def _strategies(strategies: pd.DataFrame) -> Iterator[str]:
    for row, strategy_id, goal_id, number in strategies[["strategy_id", "goal_id", "number"]].itertuples():
        own, goal = strategy_id.partition("-")[2], strategy_id.partition(".")[0]
        if own != number:
            yield _line("plan_strategies", row, "number", number, f"{own}, as in the strategy's id {strategy_id}")
        if goal != goal_id:
            yield _line("plan_strategies", row, "goal_id", goal_id, f"{goal}, the goal of {strategy_id}")


def _measures(measures: pd.DataFrame) -> Iterator[str]:
    """Ids that do not follow the strategy and the number, and periods that end before they begin."""
    for row, measure in measures.iterrows():
        # The number is printed alone (2) or after that of the strategy (1.2.2); a letter tells two of them apart.
        strategy = measure["strategy_id"].partition("-")[2]
        alone = measure["number"].removeprefix(f"{strategy}.")
        expected = f"{measure['strategy_id']}.{alone}"
        if "." in alone:
            expected = f"a number that begins with that of the strategy, {strategy}., or one without full stops"
            yield _line("measures", row, "number", measure["number"], expected)
        elif not re.fullmatch(f"{re.escape(expected)}[a-z]?", measure["measure_id"]):
            expected = f"{expected}, from its strategy and number, or that and a letter"
            yield _line("measures", row, "measure_id", measure["measure_id"], expected)
        first, last = measure["first_year"], measure["last_year"]
        if pd.notna(first) and pd.notna(last) and first > last:
            yield _line("measures", row, "last_year", last, f"a year from {first} on")


def _named(measures: pd.DataFrame, municipalities: pd.DataFrame) -> Iterator[str]:
    known = set(municipalities.loc[municipalities["country"] == "NO", "code"])
    for row, named in measures["named_codes"].dropna().items():
        for code in named.split(";"):
            if code not in known:
                yield _line("measures", row, "named_codes", code, "a municipality code of today (2024)")


def _reports(reports: pd.DataFrame, first_year: pd.Series, today: date) -> Iterator[str]:
    """Reports from days that have not been, or from long before the plan, and texts of blanks only."""
    for row, report in reports.iterrows():
        day, begins = report["status_date"], first_year.get(report["measure_id"])
        if day > today.isoformat():
            yield _line("measure_reports", row, "status_date", day, f"a day that has been; today is {today}")
        elif pd.notna(begins) and int(day[:4]) < begins - 1:
            expected = f"a day from {begins - 1:g}-01-01 on; the plan begins in {begins:g}"
            yield _line("measure_reports", row, "status_date", day, expected)
        for column in ("owner", "comment"):
            if pd.notna(report[column]) and not report[column].strip():
                yield _line("measure_reports", row, column, report[column], "a text, or an empty cell")


def _all_numbers(measure: Any) -> list[str]:
    """The number of a measure in its plan, and the others that it has."""
    return [measure.measure_id.rpartition("-")[2], *([] if pd.isna(measure.aliases) else measure.aliases.split(";"))]


def _numbers(measures: pd.DataFrame, plan_of: pd.Series) -> Iterator[str]:
    """Numbers that lead to two measures of one plan. The numbers of a plan that repeats itself are told by the id."""
    taken: dict[tuple[str, str], str] = {}
    for measure in measures.itertuples():
        for number in _all_numbers(measure):
            other = taken.setdefault((plan_of[measure.measure_id], number), measure.measure_id)
            if other != measure.measure_id:
                yield _line("measures", measure.Index, "aliases", number, f"a number that {other} does not have")


def _targets(
    targets: pd.DataFrame, figures: pd.DataFrame, indicators: pd.DataFrame, plans: pd.DataFrame, today: date
) -> Iterator[str]:
    """Targets that differ from the plan, that the report cannot measure, that are there twice, or have no fair rule."""
    values = figures.set_index("id")["value"]
    measures, of_plan = indicators.set_index("indicator_id"), plans.set_index("plan_id")
    for row, target in targets.iterrows():
        base, last = target["base_year"], target["target_year"]
        first_year, last_year = of_plan.loc[target["plan_id"], ["first_year", "last_year"]]
        for column in ("base_year", "target_year"):
            if not first_year - 1 <= target[column] <= last_year:
                expected = f"a year from {first_year - 1} to {last_year}, as in the plan or the year before it"
                yield _line("targets", row, column, target[column], expected)
        if base > last - 2:
            expected = f"a year before {last - 1}, so that there is a year to judge in"
            yield _line("targets", row, "base_year", base, expected)
        elif not 1 <= target["judged_after_years"] < last - base:
            expected = f"1 to {last - base - 1} years, so that it is judged before {last}"
            yield _line("targets", row, "judged_after_years", target["judged_after_years"], expected)
        if not 50 <= target["on_track_pct"] <= 150:
            yield _line("targets", row, "on_track_pct", target["on_track_pct"], "a share of the even path, 50 to 150")
        decided = _day(target["decided_on"])
        if decided is None:
            yield _line("targets", row, "decided_on", target["decided_on"], "a day as YYYY-MM-DD, such as 2026-01-30")
        elif decided > today:
            yield _line("targets", row, "decided_on", target["decided_on"], f"a day that has been; today is {today}")
        if target["value"] != values[target["figure_id"]]:
            expected = f"{values[target['figure_id']]:g}, the value of {target['figure_id']} in plan_figures"
            yield _line("targets", row, "value", target["value"], expected)
        unit, directions = MEASURED[target["kind"]]
        measure = measures.loc[target["indicator_id"]]
        if measure["unit"] != unit or measure["direction"] not in directions:
            expected = f"an indicator of plan_indicators in {unit} with direction {' or '.join(directions)}"
            yield _line("targets", row, "indicator_id", target["indicator_id"], expected)
        unit = {"growth": "persons", "level": "percent"}[target["kind"]]
        if target["unit"] != unit:
            yield _line("targets", row, "unit", target["unit"], f"{unit} for a target of kind {target['kind']}")
    for columns, expected in (
        (["plan_id", "label"], "a label that no other target of the plan has"),
        (["plan_id", "kind", "indicator_id"], "one target of each kind for an indicator of a plan"),
    ):
        for row in targets.index[targets.duplicated(columns)]:
            yield _line("targets", row, columns[-1], targets.loc[row, columns[-1]], expected)


def _day(text: str) -> date | None:
    """A day written as YYYY-MM-DD; None for anything else."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.isoformat() == text else None


def _unknown(frame: pd.DataFrame, column: str, known: Iterable[str], expected: str, table: str) -> Iterator[str]:
    values = frame[column]
    for row in frame.index[values.notna() & ~values.isin(set(known))]:
        yield _line(table, row, column, values[row], expected)


def _line(table: str, row: int, column: str, value: object, expected: str) -> str:
    shown = "an empty cell" if pd.isna(value) else repr(value) if isinstance(value, str) else f"{value:g}"
    return f"data/tables/{table}.csv, row {row + 2}, column {column}: {shown}; expected {expected}"
