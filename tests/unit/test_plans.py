"""The registers of plans: what an analyst could write in them that is wrong is refused by file, row and column."""

import shutil
from datetime import date

import pandas as pd
import pytest

from statusbok import plans
from statusbok.catalogue import ROOT, Catalogue, catalogue
from statusbok.errors import DataError

TODAY = date(2026, 11, 22)
TABLES = (
    "measures", "plan_strategies", "plan_goals", "targets", "plan_references", "measure_links", "plan_indicators",
    "plan_figures",
)  # fmt: skip


class Record:
    """The registers of the record without reports, to be changed; rows are numbered as in the files."""

    def __init__(self):
        self.names = catalogue().names
        self.tables = {name: catalogue().table(name) for name in TABLES}
        self.tables["measures"].loc[:, ["status", "status_date", "comment", "owner"]] = None

    def table(self, name):
        return self.tables[name]

    def put(self, name, row, **cells):
        for column, value in cells.items():
            self.tables[name].loc[row - 2, column] = value
        return self

    def row(self, name, column, value):
        """The row of the file in which a column has a value."""
        found = self.tables[name]
        return int(found.index[found[column] == value][0]) + 2

    def lines(self):
        return plans.complaints(self, TODAY)


@pytest.fixture
def record():
    return Record()


@pytest.mark.parametrize(
    ("row", "indicator", "expected"),
    [
        (2, "employment_rate_20_66", "employed_residents or employed_workplace"),
        (4, "employed_residents", "employment_rate_20_66"),
    ],
)
def test_target_that_the_report_cannot_measure(record, row, indicator, expected):
    assert record.put("targets", row, indicator_id=indicator).lines() == [
        f"data/tables/targets.csv, row {row}, column indicator_id: '{indicator}'; "
        f"expected {expected}, which the report can measure"
    ]


def test_the_registers_are_right(record):
    assert record.lines() == []


def test_id_of_another_strategy(record):
    row = record.row("measures", "measure_id", "halden-4.4.3")
    assert record.put("measures", row, strategy_id="halden-4.3").lines() == [
        f"data/tables/measures.csv, row {row}, column measure_id: 'halden-4.4.3'; "
        "expected an id that begins with its strategy, halden-4.3."
    ]


def test_status_without_a_date(record):
    assert record.put("measures", 2, status="done").lines() == [
        "data/tables/measures.csv, row 2, column status_date: an empty cell; "
        "expected the day that the status 'done' is from"
    ]


def test_date_without_a_status(record):
    assert record.put("measures", 3, status_date="2026-11-01").lines() == [
        "data/tables/measures.csv, row 3, column status: an empty cell; "
        "expected a status, since there is a date (2026-11-01)"
    ]


@pytest.mark.parametrize(("day", "right"), [("2026-11-21", True), ("2026-11-22", True), ("2026-11-23", False)])
def test_date_in_the_future(record, day, right):
    told = [
        f"data/tables/measures.csv, row 4, column status_date: '{day}'; "
        "expected a day that has been; today is 2026-11-22"
    ]
    assert record.put("measures", 4, status="under_way", status_date=day).lines() == ([] if right else told)


def test_comment_and_owner_need_no_status(record):
    assert record.put("measures", 5, comment="Venter på vedtak", owner="Næringsavdelingen").lines() == []


@pytest.mark.parametrize(("first", "last", "right"), [(2026, 2026, True), (2027, 2026, False)])
def test_period_that_ends_before_it_begins(record, first, last, right):
    told = ["data/tables/measures.csv, row 6, column last_year: 2026; expected a year from 2027 on"]
    assert record.put("measures", 6, first_year=first, last_year=last).lines() == ([] if right else told)


def test_alias_that_is_another_measures_number(record):
    row, other = (record.row("measures", "measure_id", name) for name in ("ostfold-1.1.1", "ostfold-1.1.2"))
    assert row < other
    assert record.put("measures", row, aliases="1.1.2").lines() == [
        f"data/tables/measures.csv, row {other}, column aliases: '1.1.2'; "
        "expected a number that ostfold-1.1.1 does not have"
    ]


def test_alias_that_two_measures_have(record):
    for name in ("ostfold-1.1.1", "ostfold-1.1.3"):
        record.put("measures", record.row("measures", "measure_id", name), aliases="9.9.9;8.8.8")
    row = record.row("measures", "measure_id", "ostfold-1.1.3")
    assert record.lines() == [
        f"data/tables/measures.csv, row {row}, column aliases: '{number}'; "
        "expected a number that ostfold-1.1.1 does not have"
        for number in ("9.9.9", "8.8.8")
    ]


def test_two_plans_may_have_the_same_numbers(record):
    row = record.row("measures", "measure_id", "halden-1.1.1")
    assert record.put("measures", row, aliases="1.1.4").lines() == []


def test_target_whose_base_year_is_no_earlier(record):
    assert record.put("targets", 2, base_year=2030).lines() == [
        "data/tables/targets.csv, row 2, column base_year: 2030; expected a year before 2030"
    ]


def test_target_with_another_value_than_the_plan(record):
    assert record.put("targets", 2, value=450).lines() == [
        "data/tables/targets.csv, row 2, column value: 450; expected 500, the value of target-jobs-2030 in plan_figures"
    ]


@pytest.mark.parametrize(
    ("row", "unit", "kind", "expected"), [(2, "percent", "growth", "persons"), (4, "persons", "level", "percent")]
)
def test_target_in_another_unit_than_its_kind_has(record, row, unit, kind, expected):
    assert record.put("targets", row, unit=unit).lines() == [
        f"data/tables/targets.csv, row {row}, column unit: '{unit}'; expected {expected} for a target of kind {kind}"
    ]


def test_indicator_from_a_table_that_is_not_there(record):
    assert record.put("plan_indicators", 2, table="employment").lines() == [
        "data/tables/plan_indicators.csv, row 2, column table: 'employment'; "
        "expected the name of a table in data/datapackage.json"
    ]


@pytest.mark.parametrize("column", ["from_id", "to_id"])
def test_reference_from_or_to_what_is_not_there(record, column):
    assert record.put("plan_references", 2, **{column: "ostfold-9.9.9"}).lines() == [
        f"data/tables/plan_references.csv, row 2, column {column}: 'ostfold-9.9.9'; "
        "expected the id of a measure or a strategy"
    ]


def test_reference_that_is_said_to_resolve_has_an_id(record):
    assert record.put("plan_references", 2, to_id=None).lines() == [
        "data/tables/plan_references.csv, row 2, column to_id: an empty cell; "
        "expected an id, since the reference resolves"
    ]


def test_reference_that_is_said_not_to_resolve_has_none(record):
    assert record.put("plan_references", 2, resolves=False).lines() == [
        "data/tables/plan_references.csv, row 2, column to_id: 'ostfold-1.2.1'; "
        "expected no id, since it does not resolve"
    ]


def test_link_within_one_plan(record):
    assert record.put("measure_links", 2, related_id="halden-1.2.1").lines() == [
        "data/tables/measure_links.csv, row 2, column related_id: 'halden-1.2.1'; expected a measure of another plan"
    ]


# --- the files: what the schema and the keys refuse ---


@pytest.fixture(scope="session")
def registers(tmp_path_factory):
    """A record with the last year of the large tables only."""
    folder = tmp_path_factory.mktemp("registers") / "data"
    shutil.copytree(ROOT / "data", folder)
    for name in ("commuting_flows", "municipality_totals"):
        path = folder / "tables" / f"{name}.csv"
        head, *rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [row for row in rows if row.startswith("2022,")]
        path.write_text("".join([head, *kept]), encoding="utf-8", newline="\n")
    return folder


@pytest.fixture
def refused(registers, tmp_path):
    """Writes cells into a row of a table's file, and returns what a check says."""
    folder = tmp_path / "data"
    shutil.copytree(registers, folder)

    def put(table, row, **cells):
        path = folder / "tables" / f"{table}.csv"
        frame = pd.read_csv(path, dtype=str, keep_default_na=False)
        frame.loc[row - 2, list(cells)] = list(cells.values())
        frame.to_csv(path, index=False, lineterminator="\n")
        with pytest.raises(DataError) as error:
            Catalogue(folder).validate()
        return str(error.value).splitlines()

    return put


def test_duplicate_id(refused):
    # In the place of halden-2.2.3, which no other table refers to.
    assert refused("measures", 14, measure_id="halden-2.2.2") == [
        "data/tables/measures.csv, row 14, column measure_id: halden-2.2.2 is there already; "
        "expected each measure_id once"
    ]


def test_unknown_indicator(refused):
    assert refused("measure_indicators", 2, indicator_id="happiness") == [
        "data/tables/measure_indicators.csv, row 2, column indicator_id: 'happiness' is not known; "
        "expected a indicator_id of plan_indicators"
    ]


def test_unknown_strategy(refused):
    assert refused("measures", 2, strategy_id="halden-9.9") == [
        "data/tables/measures.csv, row 2, column strategy_id: 'halden-9.9' is not known; "
        "expected a strategy_id of plan_strategies"
    ]


def test_unknown_status(refused):
    assert refused("measures", 2, status="ferdig", status_date="2026-11-01") == [
        "data/tables/measures.csv, row 2, column status: 'ferdig' is not allowed; "
        "expected one of not_begun, under_way, done, or an empty cell"
    ]


def test_date_that_is_none(refused):
    assert refused("measures", 2, status="done", status_date="1.11.2026") == [
        "data/tables/measures.csv, row 2, column status_date: '1.11.2026' is not allowed; "
        "expected a date such as 2024-01-01, or an empty cell"
    ]


def test_a_check_of_the_files_looks_for_all_of_it(refused):
    (line,) = refused("measures", 2, status="done", status_date="2099-01-01")
    assert line.startswith(
        "data/tables/measures.csv, row 2, column status_date: '2099-01-01'; expected a day that has been"
    )
