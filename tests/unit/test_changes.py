"""What has become of each indicator from one edition to the next: every cause, threshold and order."""

import math
from datetime import date

import pandas as pd
import pytest

from statusbok.catalogue import catalogue
from statusbok.indicators import changes, plan_indicators
from statusbok.indicators.targets import Target, status

CODE, NEIGHBOUR, COUNTY = "3101", "3105", "31"
DEFINITIONS = catalogue().table("plan_indicators")
RESIDENTS, JOBS, RATE = "employed_residents", "employed_workplace", "employment_rate_15_74"


def frame(name, *rows):
    """A table of the record with some rows, typed as the record types it."""
    empty = catalogue().table(name).head(0)
    return pd.DataFrame(rows, columns=empty.columns).astype(empty.dtypes.to_dict())


def side(year, definitions=DEFINITIONS, **given):
    tables = {name: frame(name, *given.get(name, ())) for name in plan_indicators.TABLES}
    return changes.Side(year, definitions, tables)


def residents(*by_year):
    """Employed residents as rows of their table."""
    return [(year, CODE, "00-99", count, None) for year, count in by_year]


def totals(*by_year):
    """Population 15-74, employed residents and jobs as rows of theirs."""
    return [(year, CODE, *counts) for year, *counts in by_year]


def jobs_of_plan(year, private, public):
    empty = catalogue().table("plan_figures").head(0)
    return [
        tuple({"id": f"plan-jobs-{sector}-{year}", "area_code": CODE, "value": value}.get(name) for name in empty)
        for sector, value in (("private", private), ("public", public))
    ]


def between(then, now, **options):
    return changes.between(then, now, CODE, COUNTY, **options).set_index("indicator_id")


def log(*rows):
    columns = ["corrected_on", "edition_year", "municipality_code", "wrong", "right", "pages", "indicators"]
    return pd.DataFrame([("2026-02-01", *row) for row in rows], columns=columns)


def of_residents(old, new, **options):
    then, now = (side(year, employed_by_industry=residents(*rows)) for year, rows in ((2025, old), (2026, new)))
    return between(then, now, **options).loc[RESIDENTS]


def test_a_new_period_alone():
    row = of_residents([(2024, 14000)], [(2024, 14000), (2025, 14070)])
    assert row["causes"] == ("new_period",)
    assert (row["old_period"], row["old_value"], row["new_period"], row["new_value"]) == (2024, 14000, 2025, 14070)
    assert (row["revised_value"], row["revised"], row["revision"], row["change"]) == (14000, "read", 0, 70)
    assert row["size_pct"] == pytest.approx(0.5)
    assert (row["old_table"], row["new_table"]) == ("employed_by_industry", "employed_by_industry")


def test_a_revision_without_a_new_period():
    row = of_residents([(2024, 14000)], [(2024, 13980)])
    assert row["causes"] == ("revision",)
    assert (row["revision"], row["change"]) == (-20, 0)
    assert row["size_pct"] == pytest.approx(100 * 20 / 14000)


def test_a_revision_and_a_new_period_are_kept_apart():
    row = of_residents([(2024, 14000)], [(2024, 14020), (2025, 14100)])
    assert row["causes"] == ("new_period", "revision")
    assert (row["revision"], row["change"]) == (20, 80)


@pytest.mark.parametrize(("revised", "causes"), [(14000, ("none",)), (14005, ("none",)), (13995, ("none",)), (14006, ("revision",))])
def test_persons_that_tables_differ_by_are_no_difference(revised, causes):
    row = of_residents([(2024, 14000)], [(2024, revised)])
    assert row["causes"] == causes and (row["size_pct"] == 0) == (causes == ("none",))
    assert row["revised_value"] == revised  # what is too small to be a cause can still be read


@pytest.mark.parametrize(("employed", "causes"), [(60040, ("none",)), (60060, ("revision",))])
def test_a_rate_that_is_shown_alike_is_no_difference(employed, causes):
    then, now = (side(year, municipality_totals=totals((2022, 100000, count, 9))) for year, count in ((2025, 60000), (2026, employed)))
    assert between(then, now).at[RATE, "causes"] == causes


@pytest.mark.parametrize("column", ["unit", "table"])
def test_another_definition_is_not_compared(column):
    other = DEFINITIONS.assign(**{column: DEFINITIONS[column].mask(DEFINITIONS["indicator_id"] == RESIDENTS, "annet")})
    then = side(2025, other, employed_by_industry=residents((2024, 14000)))
    now = side(2026, employed_by_industry=residents((2024, 14050), (2025, 14070)))
    row = between(then, now).loc[RESIDENTS]
    of_unit = column == "unit"
    assert row["causes"] == (("new_period", "definition") if of_unit else ("new_period", "revision", "definition"))
    assert row["not_comparable"] == "definition"
    assert math.isnan(row["change"]) and math.isnan(row["size_pct"])
    assert (row["revised"], math.isnan(row["revised_value"])) == (("unit", True) if of_unit else ("read", False))
    assert (row["old_unit"], row["unit"]) == ("annet" if of_unit else "personer", "personer")


@pytest.mark.parametrize("column", ["label", "direction", "chapter"])
def test_wording_wanted_way_and_chapter_are_no_part_of_the_definition(column):
    other = DEFINITIONS.assign(**{column: "annet"})
    then, now = side(2025, other, population=[(2025, CODE, 100)]), side(2026, population=[(2025, CODE, 100)])
    row = between(then, now).loc["population"]
    assert (row["causes"], row["not_comparable"], row["label"]) == (("none",), "", "Folketall 1. januar")


@pytest.mark.parametrize(
    ("old", "new", "causes"),
    [
        (2024, "2026-10", ("new_period", "definition")),
        (2025, "2025-10", ("definition",)),
        ("2025-10", 2025, ("definition",)),
        ("2025-10", 2026, ("new_period", "definition")),
        ("2025-10", 2024, ("definition", "removed")),
    ],
)
def test_years_and_months_are_not_compared(monkeypatch, old, new, causes):
    then, now = side(2025), side(2026)
    given, series = {id(then.tables): old, id(now.tables): new}, plan_indicators.series

    def other(tables, *place):
        return series(tables, *place) | {RESIDENTS: pd.Series([14000.0], index=[given[id(tables)]])}

    monkeypatch.setattr(plan_indicators, "series", other)
    row = between(then, now, stands=[status(target(60.0, indicator=RESIDENTS), pd.Series({2022: 59.0}))]).loc[RESIDENTS]
    assert (row["old_period"], row["new_period"], row["causes"], row["not_comparable"]) == (old, new, causes, "definition")
    assert row[["revised_value", "revision", "change", "size_pct"]].isna().all() and row["threshold"] == "unknown"


DAY, LATER = (date(2026, 11, 22), None), (date(2026, 11, 22), "2026-11-22T10:00:00+00:00")


@pytest.mark.parametrize(
    ("then", "now", "revised"),
    [
        ({"employed_by_industry": DAY}, {"employed_by_industry": DAY}, "same"),
        ({"employed_by_industry": LATER}, {"employed_by_industry": LATER}, "same"),
        ({"employed_by_industry": DAY}, {"employed_by_industry": LATER}, "read"),
        ({"employed_by_industry": DAY}, {"employed_by_industry": (date(2026, 11, 23), None)}, "read"),
        ({"employed_by_industry": DAY, "population": DAY}, {"population": DAY}, "read"),
        ({}, {"employed_by_industry": DAY}, "read"),
        ({}, {}, "read"),
    ],
)
def test_a_table_that_came_into_both_records_at_once_shows_no_revision(then, now, revised):
    old = side(2025, employed_by_industry=residents((2024, 14070)))
    new = side(2026, employed_by_industry=residents((2024, 14070), (2025, 14100)))
    row = between(old._replace(added=then), new._replace(added=now)).loc[RESIDENTS]
    assert row["revised"] == revised and (row["revised_value"], row["causes"]) == (14070, ("new_period",))


def test_a_figure_that_is_another_in_the_same_copy_was_changed():
    added = {"employed_by_industry": DAY}
    then = side(2025, employed_by_industry=residents((2024, 14000)))._replace(added=added)
    row = between(then, side(2026, employed_by_industry=residents((2024, 14050)))._replace(added=added)).loc[RESIDENTS]
    assert (row["revised"], row["revision"], row["causes"]) == ("read", 50, ("revision",))
    row = between(then, side(2026, employed_by_industry=residents((2024, 14003)))._replace(added=added)).loc[RESIDENTS]
    assert (row["revised"], row["revised_value"], row["causes"]) == ("same", 14003, ("none",))
    row = between(then, side(2026)._replace(added=added)).loc[RESIDENTS]
    assert row["revised"] == "gone"


def test_jobs_are_held_against_the_copy_they_were_read_from():
    jobs = totals((2022, 900, 500, 13000))
    then = side(2025, municipality_totals=jobs)._replace(added={"municipality_totals": DAY, "plan_figures": DAY})
    now = side(2026, municipality_totals=jobs, plan_figures=jobs_of_plan(2024, 8000, 4900))
    fetched = now._replace(added={"municipality_totals": LATER, "plan_figures": DAY})
    assert between(then, now._replace(added=then.added)).at[JOBS, "revised"] == "same"
    assert between(then, fetched).at[JOBS, "revised"] == "read"


def test_jobs_that_the_plan_states_are_another_source_and_the_old_figure_is_read_as_it_was():
    then = side(2025, municipality_totals=totals((2022, 900, 500, 13000)))
    now = side(2026, municipality_totals=totals((2022, 900, 500, 13040)), plan_figures=jobs_of_plan(2024, 8000, 4900))
    row = between(then, now).loc[JOBS]
    assert row["causes"] == ("new_period", "revision", "definition") and row["not_comparable"] == "source"
    assert (row["old_table"], row["new_table"]) == ("municipality_totals", "plan_figures")
    assert (row["revised_value"], row["revision"], row["new_value"]) == (13040, 40, 12900)
    assert math.isnan(row["change"])


def test_jobs_that_the_plan_states_in_both_editions_are_compared():
    then, now = (
        side(year, municipality_totals=totals((2013, 900, 500, 1)), plan_figures=jobs_of_plan(year - 11, 8000, more))
        for year, more in ((2025, 4900), (2026, 4950))
    )
    now.tables["plan_figures"] = pd.concat([then.tables["plan_figures"], now.tables["plan_figures"]])
    row = between(then, now).loc[JOBS]  # from 2014 to 2015: the break of the table is none of the plan's own figures
    assert (row["causes"], row["change"]) == (("new_period",), 50)


@pytest.mark.parametrize(("breaks", "not_comparable"), [((2025,), "break"), ((2015, 2026), ""), ((2024,), "")])
def test_a_break_between_the_two_periods(breaks, not_comparable):
    then = side(2025, municipality_totals=totals((2024, 1000, 600, 900)))
    now = side(2026, municipality_totals=totals((2024, 1000, 600, 900), (2025, 1000, 650, 950)))
    found = between(then, now, totals_breaks=breaks)
    assert list(found.loc[[RATE, JOBS], "not_comparable"]) == [not_comparable] * 2
    assert found.loc[[RATE, JOBS], "change"].isna().all() == bool(not_comparable)
    assert ("definition" in found.at[RATE, "causes"]) == bool(not_comparable)
    assert list(found.loc[[RATE, JOBS], "revised_value"]) == [60, 900]


def test_a_break_in_the_months_of_unemployment():
    months = [("2024-10", CODE, 30, 2.5)], [("2024-10", CODE, 30, 2.5), ("2025-10", CODE, 40, 3.1)]
    then, now = (side(year, unemployment_monthly=rows) for year, rows in zip((2025, 2026), months, strict=True))
    row = between(then, now).loc["unemployment_rate"]
    assert (row["old_period"], row["new_period"], row["not_comparable"]) == ("2024-10", "2025-10", "break")


def test_a_correction_is_named_for_its_edition_and_municipality():
    def causes(*rows):
        return of_residents([(2024, 14000)], [(2024, 14000)], corrections=log(*rows))["causes"]

    row = (2025, CODE, "13", "14", "sammendrag", f"population; {RESIDENTS}")
    assert causes(row) == ("correction",)
    for everywhere in ("", None):
        assert causes((2025, everywhere, *row[2:])) == ("correction",)
    assert causes() == causes((2024, *row[1:])) == causes((2025, NEIGHBOUR, *row[2:])) == ("none",)
    assert causes((2025, CODE, "13", "14", "sammendrag", None)) == ("none",)


def test_several_causes_come_in_their_order():
    other = DEFINITIONS.assign(table=DEFINITIONS["table"].mask(DEFINITIONS["indicator_id"] == RESIDENTS, "annet"))
    then = side(2025, other, employed_by_industry=residents((2024, 14000)))
    now = side(2026, employed_by_industry=residents((2024, 14050), (2025, 14070)))
    causes = between(then, now, corrections=log((2025, CODE, "", "", "", RESIDENTS))).at[RESIDENTS, "causes"]
    assert causes == ("new_period", "revision", "definition", "correction")
    assert list(causes) == sorted(causes, key=changes.CAUSES.index)


def test_a_figure_that_is_there_in_one_edition_only():
    added, removed = of_residents([], [(2025, 14070)]), of_residents([(2024, 14000)], [])
    assert (added["causes"], removed["causes"]) == (("added",), ("removed",))
    assert (added["revised"], removed["revised"]) == ("no_figure", "gone")
    assert added[["old_value", "revised_value", "revision", "change", "size_pct"]].isna().all()
    assert removed[["new_value", "revised_value", "revision", "change", "size_pct"]].isna().all()
    assert added["old_period"] is None and removed["new_period"] is None


def test_a_period_that_the_record_has_no_longer():
    row = of_residents([(2023, 13900), (2024, 14000)], [(2023, 13900)])
    assert (row["causes"], row["revised"], row["new_period"]) == (("removed",), "gone", 2023)
    assert math.isnan(row["revision"]) and math.isnan(row["change"])
    row = of_residents([(2023, 14000)], [(2025, 14100)])  # newer figures, but the old year is gone
    assert (row["causes"], row["revised"]) == (("new_period",), "gone")
    assert math.isnan(row["change"]) and row["size_pct"] == pytest.approx(100 / 140)


def test_an_indicator_that_is_defined_in_one_record_only():
    fewer = DEFINITIONS[DEFINITIONS["indicator_id"] != RESIDENTS]
    rows = residents((2024, 14000))
    whole, part = side(2025, employed_by_industry=rows), side(2026, fewer, employed_by_industry=rows)
    gone = between(whole, part)
    assert (gone.at[RESIDENTS, "causes"], gone.at[RESIDENTS, "label"]) == (("removed",), DEFINITIONS["label"].iloc[0])
    assert len(gone) == len(DEFINITIONS)
    assert between(part, whole).at[RESIDENTS, "causes"] == ("added",)
    assert len(between(side(2025, DEFINITIONS.head(0)), whole)) == len(DEFINITIONS)


def test_an_indicator_without_figures_in_either_edition_is_listed():
    found = between(side(2025), side(2026))
    assert list(found.index) == list(DEFINITIONS["indicator_id"])
    assert set(found["causes"]) == {("none",)} and set(found["revised"]) == {"no_figure"}


def target(level, direction="up", indicator=RATE, kind="level"):
    return Target("t", kind, indicator, f"målet {level}", 2022, 2030, level, 100, 2, "", "", "", direction=direction)


def of_rate(old, new, *targets, breaks=(2015,)):
    """The rate of 2022 and of 2023 with targets, in hundreds of a thousand residents."""
    then, now = (
        side(year, municipality_totals=totals((year - 3, 10000, round(rate * 100), 9))) for year, rate in ((2025, old), (2026, new))
    )
    values = pd.Series({2022: old, 2023: new})
    stands = [status(one, values) for one in targets]
    return between(then, now, stands=stands, totals_breaks=breaks).loc[RATE]


@pytest.mark.parametrize(
    ("old", "new", "direction", "threshold"),
    [
        (59, 61, "up", "reached"),
        (61, 59, "up", "left"),
        (59, 60, "up", "reached"),  # exactly at the level is met
        (60, 59, "up", "left"),
        (60, 61, "up", "not_crossed"),
        (58, 59, "up", "not_crossed"),
        (59.99, 60.01, "up", "reached"),
        (61, 59, "down", "reached"),
        (59, 61, "down", "left"),
        (61, 60, "down", "reached"),
        (60, 59, "down", "not_crossed"),
    ],
)
def test_a_threshold_is_crossed_from_either_side(old, new, direction, threshold):
    row = of_rate(old, new, target(60.0, direction))
    assert (row["threshold"], row["target"], row["target_level"]) == (threshold, "målet 60.0", 60)


def test_the_target_that_was_crossed_goes_before_the_others():
    assert of_rate(59, 61, target(70.0), target(60.0))["target"] == "målet 60.0"
    assert of_rate(59, 61, target(70.0), target(65.0))["target"] == "målet 70.0"


def test_a_threshold_that_cannot_be_judged():
    unknown = of_rate(59, 61, target(60.0), breaks=(2023,))
    assert (unknown["threshold"], unknown["not_comparable"]) == ("unknown", "break")
    growth = status(target(500, indicator=RESIDENTS, kind="growth"), pd.Series({2021: 14000}))
    row = of_residents([(2024, 14000)], [(2024, 14000)], stands=[growth])
    assert (row["threshold"], row["target"]) == ("unknown", "målet 500") and math.isnan(row["target_level"])
    growth = status(target(500, indicator=RESIDENTS, kind="growth"), pd.Series({2022: 13600, 2025: 14150}))
    row = of_residents([(2024, 14000)], [(2024, 14000), (2025, 14150)], stands=[growth])
    assert (row["threshold"], row["target_level"]) == ("reached", 14100)
    assert of_residents([], [(2025, 14150)], stands=[growth])["threshold"] == "unknown"
    assert of_residents([(2024, 1)], [(2024, 1)])["threshold"] == "none"


def test_order_is_crossed_then_size_then_what_cannot_be_compared_then_unchanged_then_nothing():
    flows = [(2022, NEIGHBOUR, CODE, 100), (2022, CODE, NEIGHBOUR, 200)]
    then = side(2025, population=[(2025, CODE, 1000)], municipality_totals=totals((2022, 1000, 599, 900)),
                employed_by_industry=residents((2024, 1000)), commuting_flows=flows)  # fmt: skip
    now = side(2026, population=[(2025, CODE, 1000), (2026, CODE, 1300)], municipality_totals=totals((2022, 1000, 601, 900)),
               employed_by_industry=residents((2024, 1000), (2025, 1200)), commuting_flows=[(2022, CODE, NEIGHBOUR, 200)],
               plan_figures=jobs_of_plan(2024, 500, 450))  # fmt: skip
    found = between(then, now, stands=[status(target(60.0), pd.Series({2022: 60.1}))])
    listed = ["employment_rate_15_74", "population", "employed_residents", "employed_workplace", "out_commuters"]
    assert [indicator for indicator in found.index if indicator in listed] == listed
    assert list(found.index)[:4] == listed[:4]
    rest = found["old_value"].isna() & found["new_value"].isna()
    assert rest.tolist() == sorted(rest)


def test_a_difference_from_zero_has_no_size():
    row = of_residents([(2024, 0)], [(2024, 0), (2025, 100)])
    assert math.isnan(row["size_pct"]) and row["change"] == 100 and row["not_comparable"] == ""


def places(**given):
    return changes.between_places(DEFINITIONS, side(2026, **given).tables, [(CODE, "31"), (NEIGHBOUR, "31")])


def test_two_municipalities_in_the_newest_period_that_both_have():
    rows = [(2024, CODE, 1000), (2025, CODE, 1010), (2026, CODE, 1020), (2024, NEIGHBOUR, 500), (2025, NEIGHBOUR, 505)]
    jobs = [(2022, CODE, 9, 5, 100), (2022, NEIGHBOUR, 9, 5, 300)]
    found = places(population=rows, municipality_totals=jobs, plan_figures=jobs_of_plan(2024, 60, 50)).set_index("indicator_id")
    columns = ["period", "first_value", "second_value", "difference"]
    assert found.loc["population", columns].tolist() == [2025, 1010, 505, -505]
    assert found.loc[JOBS, columns].tolist() == [2022, 100, 300, 200]  # not what the plan of one of them states
    assert list(found.index[:2]) == [JOBS, "population"]
    assert found.at["population", "size_pct"] == 50


def test_two_municipalities_without_a_period_in_common_are_listed_last():
    found = places(population=[(2025, CODE, 1000), (2026, NEIGHBOUR, 500)], employed_by_industry=[
        (2025, code, "00-99", 700, None) for code in (CODE, NEIGHBOUR)
    ])  # fmt: skip
    assert found["indicator_id"].iloc[0] == RESIDENTS and found["size_pct"].iloc[0] == 0
    row = found.set_index("indicator_id").loc["population"]
    assert row["period"] is None and row[["first_value", "second_value", "difference"]].isna().all()
    assert len(found) == len(DEFINITIONS)
