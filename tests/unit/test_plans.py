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
    "plan_figures", "plans", "measure_reports", "municipalities",
)  # fmt: skip


class Record:
    """The registers of the record without reports, to be changed; rows are numbered as in the files."""

    def __init__(self):
        self.names = catalogue().names
        self.tables = {name: catalogue().table(name) for name in TABLES}
        self.tables["measure_reports"] = self.tables["measure_reports"].head(0).astype(object)

    def table(self, name):
        return self.tables[name]

    def put(self, name, row, **cells):
        for column, value in cells.items():
            self.tables[name].loc[row - 2, column] = value
        return self

    def report(self, measure_id, day, *, owner=None, comment=None):
        """One more report."""
        reports = self.tables["measure_reports"]
        reports.loc[len(reports)] = [measure_id, day, "done", owner, comment]
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
        (2, "employment_rate_15_74", "personer with direction up"),
        (2, "population", "personer with direction up"),
        (2, "establishments", "personer with direction up"),
        (4, "employed_15_24", "prosent with direction up or down"),
        (4, "unemployment_rate", "prosent with direction up or down"),
    ],
)
def test_target_that_the_report_cannot_measure(record, row, indicator, expected):
    assert record.put("targets", row, indicator_id=indicator).lines() == [
        f"data/tables/targets.csv, row {row}, column indicator_id: '{indicator}'; "
        f"expected an indicator of plan_indicators in {expected}"
    ]


def test_the_registers_are_right(record):
    assert record.lines() == []


def test_id_of_another_strategy(record):
    row = record.row("measures", "measure_id", "halden-4.4.3")
    assert record.put("measures", row, strategy_id="halden-4.3").lines() == [
        f"data/tables/measures.csv, row {row}, column measure_id: 'halden-4.4.3'; "
        "expected halden-4.3.3, from its strategy and number, or that and a letter"
    ]


@pytest.mark.parametrize(
    ("measure_id", "number", "right"),
    [
        ("halden-4.2.2a", "2", True),
        ("halden-4.2.2a", "4.2.2", True),
        ("halden-4.2.2a", "2a", True),
        ("halden-4.4.3", "4", False),
        ("halden-4.4.3", "3a", False),
        ("halden-4.4.3", "33", False),
        ("ostfold-1.2.1", "1.2.1", True),
    ],
)
def test_number_and_id_belong_together(record, measure_id, number, right):
    row = record.row("measures", "measure_id", measure_id)
    told = [
        f"data/tables/measures.csv, row {row}, column measure_id: '{measure_id}'; "
        f"expected halden-4.4.{number}, from its strategy and number, or that and a letter"
    ]
    assert record.put("measures", row, number=number).lines() == ([] if right else told)


def test_number_of_another_strategy(record):
    row = record.row("measures", "measure_id", "ostfold-1.2.1")
    assert record.put("measures", row, number="1.3.1").lines() == [
        f"data/tables/measures.csv, row {row}, column number: '1.3.1'; "
        "expected a number that begins with that of the strategy, 1.2., or one without full stops"
    ]


@pytest.mark.parametrize(("day", "right"), [("2026-11-21", True), ("2026-11-22", True), ("2026-11-23", False)])
def test_report_from_the_future(record, day, right):
    told = [
        f"data/tables/measure_reports.csv, row 2, column status_date: '{day}'; "
        "expected a day that has been; today is 2026-11-22"
    ]
    assert record.report("halden-1.1.1", day).lines() == ([] if right else told)


@pytest.mark.parametrize(
    ("measure_id", "day", "begins"),
    [
        ("halden-1.1.1", "2025-01-01", None),
        ("halden-1.1.1", "2024-12-31", 2026),
        ("halden-1.1.1", "1999-06-01", 2026),
        ("ostfold-1.1.1", "2024-01-01", None),
        ("ostfold-1.1.1", "2023-12-31", 2025),
    ],
)
def test_report_from_long_before_the_plan(record, measure_id, day, begins):
    told = [
        f"data/tables/measure_reports.csv, row 2, column status_date: '{day}'; "
        f"expected a day from {begins and begins - 1}-01-01 on; the plan begins in {begins}"
    ]
    assert record.report(measure_id, day).lines() == (told if begins else [])


@pytest.mark.parametrize("column", ["owner", "comment"])
def test_text_of_blanks_only(record, column):
    assert record.report("halden-1.1.1", "2026-11-01", **{column: "Avdelingen"}).lines() == []
    assert record.report("halden-1.1.2", "2026-11-01", **{column: "  "}).lines() == [
        f"data/tables/measure_reports.csv, row 3, column {column}: '  '; expected a text, or an empty cell"
    ]


@pytest.mark.parametrize(("column", "value", "expected"), [("number", "2", "1"), ("plan_id", "ostfold", "halden")])
def test_goal_whose_number_or_plan_is_not_that_of_its_id(record, column, value, expected):
    assert record.put("plan_goals", 2, **{column: value}).lines()[0] == (
        f"data/tables/plan_goals.csv, row 2, column {column}: '{value}'; "
        f"expected {expected}, as in the goal's id halden-1"
    )


def test_strategy_whose_number_or_goal_is_not_that_of_its_id(record):
    assert record.put("plan_strategies", 2, number="1.9", goal_id="halden-2").lines() == [
        "data/tables/plan_strategies.csv, row 2, column number: '1.9'; "
        "expected 1.1, as in the strategy's id halden-1.1",
        "data/tables/plan_strategies.csv, row 2, column goal_id: 'halden-2'; expected halden-1, the goal of halden-1.1",
    ]


def test_municipality_that_is_named_by_a_former_code(record):
    row = record.row("measures", "measure_id", "ostfold-1.3.2")
    assert record.put("measures", row, named_codes="3101;3001;1101").lines() == [
        f"data/tables/measures.csv, row {row}, column named_codes: '3001'; expected a municipality code of today (2024)"
    ]


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
        "data/tables/targets.csv, row 2, column base_year: 2030; "
        "expected a year before 2029, so that there is a year to judge in"
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


def test_indicator_without_a_series(record):
    assert record.put("plan_indicators", 6, indicator_id="happiness").lines() == [
        "data/tables/plan_indicators.csv, row 6, column indicator_id: 'happiness'; "
        "expected an indicator that there is a series for"
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


def test_reference_that_leads_to_something_else_than_the_printed_number(record):
    assert record.put("plan_references", 2, to_id="ostfold-1.2.2").lines() == [
        "data/tables/plan_references.csv, row 2, column to_id: 'ostfold-1.2.2'; "
        f"expected the id of what has the number {record.table('plan_references').loc[0, 'to_number']}; this has 1.2.2"
    ]


SUCCESSION = pd.DataFrame([("old", 2026), ("new", 2031), ("between", 2028)], columns=["plan_id", "first_year"])


@pytest.mark.parametrize(
    ("year", "expected"),
    [(2025, None), (2026, "old"), (2027, "old"), (2028, "between"), (2030, "between"), (2031, "new")],
)
def test_plan_in_force_is_the_newest_that_has_begun(year, expected):
    assert plans.in_force(SUCCESSION, year) == expected
    assert plans.in_force(SUCCESSION.head(0), year) is None


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


REPORTS = "measure_id;status_date;status;owner;comment"
STATUSES, A_DAY = "expected one of not_begun, under_way, done", "expected a date such as 2024-01-01"


@pytest.mark.parametrize(
    ("cells", "column", "told"),
    [
        ("halden-1.1.1;01.11.2026;ferdig;;", "status", f"'ferdig' is not allowed; {STATUSES}"),
        ("halden-1.1.1;01.11.2026;;;", "status", f"an empty cell is not allowed; {STATUSES}"),
        ("halden-1.1.1;;done;;", "status_date", f"an empty cell is not allowed; {A_DAY}"),
        ("halden-1.1.1;2026-1-30;done;;", "status_date", "'2026-1-30' is not a date such as 2024-01-01"),
        ("halden-1.1.1;2026-2-1;done;;", "status_date", "'2026-2-1' is not a date such as 2024-01-01"),
        ("halden-1.1.1;30.02.2026;done;;", "status_date", f"'2026-02-30' is not allowed; {A_DAY}"),
        ("halden-9.9.9;01.11.2026;done;;", "measure_id", "'halden-9.9.9' is not known; expected a measure_id of mea"),
        ("halden-1.1.1;01.11.2099;done;;", "status_date", "'2099-11-01'; expected a day that has been; today is "),
    ],
)
def test_report_that_is_wrong_in_a_file_from_excel(registers, tmp_path, cells, column, told):
    folder = tmp_path / "data"
    shutil.copytree(registers, folder)
    path = folder / "tables/measure_reports.csv"
    path.write_text(f"{REPORTS}\r\n{cells}\r\n", encoding="utf-8-sig", newline="")
    with pytest.raises(DataError) as error:
        Catalogue(folder).validate()
    (line,) = str(error.value).splitlines()
    assert line.startswith(f"data/tables/measure_reports.csv, row 2, column {column}: {told}")


@pytest.mark.parametrize(
    ("table", "column", "value", "expected"),
    [
        ("measures", "number", "en", "a number such as 1, 2a or 1.2.3"),
        ("measures", "aliases", "07.16.3,2", "numbers such as 3.16.7, with semicolons between them, or an empty cell"),
        ("measures", "named_codes", "Halden",
         "municipality codes of four digits, with semicolons between them, or an empty cell"),
        ("plan_indicators", "unit", "dager",
         "one of personer, prosent, prosent av arbeidsstyrken, virksomheter, km², m²"),
        ("plan_strategies", "chapter", "helse",
         "one of sysselsetting, pendling, naeringsareal, grensearbeid, drivkrefter, or an empty cell"),
    ],
)  # fmt: skip
def test_cell_of_another_form(refused, table, column, value, expected):
    assert refused(table, 2, **{column: value}) == [
        f"data/tables/{table}.csv, row 2, column {column}: '{value}' is not allowed; expected {expected}"
    ]


# --- targets: rules that are fair, and measures that the report has ---


@pytest.mark.parametrize(("row", "indicator"), [(2, "employed_15_24"), (4, "outside_labour_force_20_66")])
def test_target_on_another_indicator(record, row, indicator):
    assert record.put("targets", row, indicator_id=indicator).lines() == []


@pytest.mark.parametrize(
    ("cells", "column", "shown", "expected"),
    [
        ({"decided_on": "2026-11-23"}, "decided_on", "'2026-11-23'", "a day that has been; today is 2026-11-22"),
        ({"decided_on": "2026-1-30"}, "decided_on", "'2026-1-30'", "a day as YYYY-MM-DD, such as 2026-01-30"),
        ({"decided_on": "2026-02-30"}, "decided_on", "'2026-02-30'", "a day as YYYY-MM-DD, such as 2026-01-30"),
        ({"decided_on": "20260130"}, "decided_on", "'20260130'", "a day as YYYY-MM-DD, such as 2026-01-30"),
        ({"on_track_pct": 0}, "on_track_pct", "0", "a share of the even path, 50 to 150"),
        ({"on_track_pct": 49.9}, "on_track_pct", "49.9", "a share of the even path, 50 to 150"),
        ({"on_track_pct": 1000}, "on_track_pct", "1000", "a share of the even path, 50 to 150"),
        ({"judged_after_years": 0}, "judged_after_years", "0", "1 to 3 years, so that it is judged before 2030"),
        ({"judged_after_years": 4}, "judged_after_years", "4", "1 to 3 years, so that it is judged before 2030"),
        ({"base_year": 2024}, "base_year", "2024", "a year from 2025 to 2030, as in the plan or the year before it"),
        ({"target_year": 2031}, "target_year", "2031",
         "a year from 2025 to 2030, as in the plan or the year before it"),
        ({"base_year": 2029}, "base_year", "2029", "a year before 2029, so that there is a year to judge in"),
    ],
)  # fmt: skip
def test_rule_of_a_target(record, cells, column, shown, expected):
    assert record.put("targets", 2, **cells).lines() == [
        f"data/tables/targets.csv, row 2, column {column}: {shown}; expected {expected}"
    ]


@pytest.mark.parametrize(
    "cells",
    [
        {"decided_on": "2026-11-22"}, {"on_track_pct": 50}, {"on_track_pct": 150}, {"judged_after_years": 1},
        {"judged_after_years": 3}, {"base_year": 2025}, {"target_year": 2029},
    ],
)  # fmt: skip
def test_rule_of_a_target_at_its_edges(record, cells):
    assert record.put("targets", 2, **cells).lines() == []


def test_targets_that_are_there_twice(record):
    first = record.tables["targets"].loc[0]
    record.put("targets", 3, label=first["label"], indicator_id=first["indicator_id"])
    assert record.lines() == [
        f"data/tables/targets.csv, row 3, column label: '{first['label']}'; "
        "expected a label that no other target of the plan has",
        "data/tables/targets.csv, row 3, column indicator_id: 'employed_residents'; "
        "expected one target of each kind for an indicator of a plan",
    ]
