"""What must hold between the tables that follow up a plan, beyond their schemas: an analyst edits them by hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from statusbok.catalogue import Catalogue

MEASURED = {"growth": ("employed_residents", "employed_workplace"), "level": ("employment_rate_20_66",)}
"""Indicators that the report can measure a target with, by kind of target."""


def complaints(record: Catalogue, today: date) -> list[str]:
    """What is wrong with the registers of plans, one line each: file, row, column, value and what was expected.

    Args:
        record: the record; its tables have the columns and keys of their schemas.
        today: no status can be from a later day.
    """
    measures, strategies = record.table("measures"), record.table("plan_strategies")
    goals, targets = record.table("plan_goals"), record.table("targets")
    references, links = record.table("plan_references"), record.table("measure_links")
    indicators, figures = record.table("plan_indicators"), record.table("plan_figures")
    places = strategies.merge(goals, on="goal_id", suffixes=("", "_goal")).set_index("strategy_id")
    plan_of = measures.set_index("measure_id")["strategy_id"].map(places["plan_id"])
    known = {*measures["measure_id"], *strategies["strategy_id"]}
    found = [
        *_measures(measures, today),
        *_numbers(measures, plan_of),
        *_targets(targets, figures),
        *_unknown(indicators, "table", record.names, "the name of a table in data/datapackage.json", "plan_indicators"),
        *_unknown(references, "from_id", known, "the id of a measure or a strategy", "plan_references"),
        *_unknown(references, "to_id", known, "the id of a measure or a strategy", "plan_references"),
    ]
    for row, resolves, to_id in zip(references.index, references["resolves"], references["to_id"]):
        if resolves == pd.isna(to_id):
            expected = "an id, since the reference resolves" if resolves else "no id, since it does not resolve"
            found.append(_line("plan_references", row, "to_id", to_id, expected))
    for row, ours, theirs in links[["measure_id", "related_id"]].itertuples():
        if plan_of[ours] == plan_of[theirs]:
            found.append(_line("measure_links", row, "related_id", theirs, "a measure of another plan"))
    return found


def _measures(measures: pd.DataFrame, today: date) -> Iterator[str]:
    """Ids that do not follow the strategy, and the cells that an analyst fills in."""
    for row, measure in measures.iterrows():
        status, day = measure["status"], measure["status_date"]
        if not measure["measure_id"].startswith(f"{measure['strategy_id']}."):
            expected = f"an id that begins with its strategy, {measure['strategy_id']}."
            yield _line("measures", row, "measure_id", measure["measure_id"], expected)
        if pd.notna(status) and pd.isna(day):
            yield _line("measures", row, "status_date", day, f"the day that the status {status!r} is from")
        elif pd.notna(day) and pd.isna(status):
            yield _line("measures", row, "status", status, f"a status, since there is a date ({day})")
        elif pd.notna(day) and day > today.isoformat():
            yield _line("measures", row, "status_date", day, f"a day that has been; today is {today}")
        first, last = measure["first_year"], measure["last_year"]
        if pd.notna(first) and pd.notna(last) and first > last:
            yield _line("measures", row, "last_year", last, f"a year from {first} on")


def _numbers(measures: pd.DataFrame, plan_of: pd.Series) -> Iterator[str]:
    """Numbers that lead to two measures of one plan. The numbers of a plan that repeats itself are told by the id."""
    taken: dict[tuple[str, str], str] = {}
    for row, measure_id, aliases in measures[["measure_id", "aliases"]].itertuples():
        own = measure_id.rpartition("-")[2]
        for number in [own, *([] if pd.isna(aliases) else aliases.split(";"))]:
            other = taken.setdefault((plan_of[measure_id], number), measure_id)
            if other != measure_id:
                yield _line("measures", row, "aliases", number, f"a number that {other} does not have")


def _targets(targets: pd.DataFrame, figures: pd.DataFrame) -> Iterator[str]:
    values = figures.set_index("id")["value"]
    for row, target in targets.iterrows():
        if target["base_year"] >= target["target_year"]:
            yield _line("targets", row, "base_year", target["base_year"], f"a year before {target['target_year']}")
        if target["value"] != values[target["figure_id"]]:
            expected = f"{values[target['figure_id']]:g}, the value of {target['figure_id']} in plan_figures"
            yield _line("targets", row, "value", target["value"], expected)
        if target["indicator_id"] not in MEASURED[target["kind"]]:
            expected = f"{' or '.join(MEASURED[target['kind']])}, which the report can measure"
            yield _line("targets", row, "indicator_id", target["indicator_id"], expected)
        unit = {"growth": "persons", "level": "percent"}[target["kind"]]
        if target["unit"] != unit:
            yield _line("targets", row, "unit", target["unit"], f"{unit} for a target of kind {target['kind']}")


def _unknown(frame: pd.DataFrame, column: str, known: Iterable[str], expected: str, table: str) -> Iterator[str]:
    values = frame[column]
    for row in frame.index[values.notna() & ~values.isin(set(known))]:
        yield _line(table, row, column, values[row], expected)


def _line(table: str, row: int, column: str, value: object, expected: str) -> str:
    shown = "an empty cell" if pd.isna(value) else repr(value) if isinstance(value, str) else f"{value:g}"
    return f"data/tables/{table}.csv, row {row + 2}, column {column}: {shown}; expected {expected}"
