"""Sanity checks of one table."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from statusbok.update.checks import failures, jumps
from statusbok.update.declared import Checks, Total

SCHEMA = {
    "fields": [
        {"name": "year", "type": "integer", "constraints": {"required": True, "minimum": 2015}},
        {"name": "sex", "type": "string", "constraints": {"required": True, "enum": ["0", "1", "2"]}},
        {"name": "persons", "type": "integer", "constraints": {"minimum": 0}},
        {"name": "rate_pct", "type": "number", "constraints": {"minimum": 0, "maximum": 100}},
    ],
    "primaryKey": ["year", "sex"],
}
CHECKS = Checks(totals=[Total(column="sex", total="0", tolerance=3)], jump_pct=40, jump_units=20)
GOOD = [(2022, "0", 100, 50.0), (2022, "1", 60, 55.0), (2022, "2", 40, 45.0)]


def table(rows) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["year", "sex", "persons", "rate_pct"]).astype({"persons": "Int64"})


def found(rows, checks=Checks()) -> list[str]:
    return failures(table(rows), schema=SCHEMA, time=["year"], checks=checks, today=date(2026, 11, 22))


def test_a_sound_table_has_no_faults():
    assert found(GOOD) == []


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ((2022, "3", 5, 1.0), "sex: not one of 0, 1, 2: 2022 3"),
        ((2023, "0", -5, 1.0), "persons: negative: 2023 0 has -5"),
        ((2023, "0", 5, 101.0), "rate_pct: more than 100: 2023 0 has 101.0"),
        ((2011, "0", 5, 1.0), "year: less than 2015: 2011 0"),
        ((2022, "1", 60, 55.0), "rows stand twice, expected each year, sex once: 2022 1"),
        ((2022, None, 60, 55.0), "sex: no value"),
    ],
)
def test_each_fault_is_named_with_its_row(row, fault):
    assert any(text.startswith(fault) for text in found([*GOOD, row])), found([*GOOD, row])


def test_many_rows_with_a_fault_are_counted():
    assert "and 2 more" in found([(2022 - number, "0", -1, 1.0) for number in range(5)])[0]


def test_parts_must_add_up_to_the_total():
    only_persons = Checks(totals=[Total(column="sex", total="0", tolerance=3)])
    schema = {**SCHEMA, "fields": SCHEMA["fields"][:3]}
    rows = table(GOOD).drop(columns="rate_pct")

    def faults(frame):
        return failures(frame, schema=schema, time=["year"], checks=only_persons, today=date(2026, 1, 1))

    assert faults(rows) == []
    assert faults(rows.replace({"persons": {60: 57}})) == []
    assert faults(rows.replace({"persons": {60: 56}})) == [
        "persons does not add up over sex: 2022 has 96 in parts and 100 in 0, more than 3 apart"
    ]
    hidden = rows.copy()
    hidden.loc[1, "persons"] = pd.NA
    assert faults(hidden) == []  # a hidden part says nothing of the sum


def test_only_new_periods_can_jump():
    before = table(GOOD)
    after = table([*GOOD, (2023, "0", 150, 50.0), (2023, "1", 80, 55.0)])
    assert jumps(before, after, schema=SCHEMA, time=["year"], checks=CHECKS) == [
        "persons jumps by more than 40 per cent: 2023 0: 100 -> 150"
    ]
    assert jumps(after, after, schema=SCHEMA, time=["year"], checks=CHECKS) == []


@pytest.mark.parametrize("text", ['=HYPERLINK("x")', "@x", "a\nb", "x" * 301])
def test_a_label_that_a_spreadsheet_would_run_or_break_on_is_a_fault(text):
    fields = [{"name": "year", "type": "integer"}, {"name": "label", "type": "string"}]
    schema = {"fields": fields, "primaryKey": ["year"]}
    frame = pd.DataFrame({"year": [2022, 2023], "label": ["< 5 ansatte", text]})
    faults = failures(frame, schema=schema, time=["year"], checks=Checks(), today=date(2026, 11, 22))
    assert len(faults) == 1 and faults[0].startswith("label: a ") and "2022" not in faults[0]
