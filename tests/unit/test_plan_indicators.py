"""The newest figure of each indicator of a plan, and which way it went."""

import pandas as pd
import pytest

from statusbok.catalogue import catalogue
from statusbok.indicators import plan_indicators
from statusbok.indicators.land import BUSINESS_AND_SERVICES

CODE, NEIGHBOUR = "3101", "3105"
DEFINITIONS = catalogue().table("plan_indicators")


def frame(name, *rows):
    """A table of the record with some rows, typed as the record types it."""
    empty = catalogue().table(name).head(0)
    return pd.DataFrame(rows, columns=empty.columns).astype(empty.dtypes.to_dict())


def tables(**given):
    return {name: frame(name, *given.get(name, ())) for name in plan_indicators.TABLES}


def figures(definitions=DEFINITIONS, breaks=(2015,), first_year=2020, **given):
    found = plan_indicators.figures(definitions, tables(**given), CODE, "31", first_year, breaks)
    return found.set_index("indicator_id")


def status(year, *counts):
    return [(year, CODE, key, key, count) for key, count in zip(("A.01", "A.09", "U.01"), counts, strict=True)]


SECTORS = (("A+B+D+E.0-1+9", "Privat sektor", 700), ("6100", "Stat", 100), ("6500", "Kommune", 200))

FILLED = {
    "employed_by_industry": [
        (year, CODE, industry, 100 + year - 2024, jobs + year - 2024)
        for year in (2024, 2025)
        for industry, jobs in (("00-99", 1000), ("10-33", 200), ("01-03", 20), ("45-47", 90), ("55-56", 30))
    ],
    "municipality_totals": [(2024, CODE, 200, 100, 1000), (2025, CODE, 200, 102, 1010)],
    "labour_status_20_66": [*status(2024, 70, 10, 20), *status(2025, 75, 5, 20)],
    "unemployment_monthly": [("2026-03", CODE, 30, 2.5), ("2026-04", CODE, 31, 2.6), ("2025-04", CODE, 29, 2.4)],
    "employed_by_age_sex": [
        (year, CODE, sex, age, 10 + year - 2024, None)
        for year in (2024, 2025)
        for sex in ("0", "1", "2")
        for age in ("15-74", "15-19", "20-24", "25-54", "55-66", "67-74")
    ],
    "employed_by_sector": [
        (year, CODE, key, label, count, None)
        for year in (2024, 2025)
        for key, label, count in SECTORS
    ],
    "establishments": [
        (year, CODE, key, label, count, None)
        for year, more in ((2025, 0), (2026, 4))
        for key, label, count in (("00", "Ingen ansatte", 60), ("01", "1-4 ansatte", 20), ("99", "I alt", 90 + more))
    ],
    "population": [(2025, CODE, 31000), (2026, CODE, 31044)],
    "commuting_flows": [
        (year, *pair, count)
        for year, *counts in ((2024, 60, 30, 40), (2025, 53, 36, 47))
        for pair, count in zip(((CODE, CODE), (NEIGHBOUR, CODE), (CODE, NEIGHBOUR)), counts, strict=True)
    ],
    "land_use": [(2025, CODE, BUSINESS_AND_SERVICES, 2.9), (2026, CODE, BUSINESS_AND_SERVICES, 2.95)],
    "new_floor_area": [(year, CODE, kind, 500) for year in (2024, 2025) for kind in ("Lager", "Kontor")],
    "non_resident_employees": [(2024, "31", 5000), (2025, "31", 5100), (2025, "33", 1)],
}  # fmt: skip

EXPECTED = {
    "employed_residents": (2025, 101, 1, "unchanged"),
    "employed_workplace": (2025, 1010, 10, "wanted"),
    "employment_rate_20_66": (2025, 75, 5, "wanted"),
    "employment_rate_15_74": (2025, 51, 1, "wanted"),
    "unemployment_rate": ("2026-04", 2.6, 0.2, "unwanted"),
    "outside_labour_force_20_66": (2025, 20, 0, "unchanged"),
    "employed_15_24": (2025, 44, 4, "unchanged"),
    "employed_55_74": (2025, 44, 4, "unchanged"),
    "jobs_private": (2025, 700, 0, "unchanged"),
    "jobs_state": (2025, 100, 0, "unchanged"),
    "jobs_manufacturing": (2025, 201, 1, "undirected"),
    "jobs_agriculture": (2025, 21, 1, "undirected"),
    "jobs_trade": (2025, 91, 1, "undirected"),
    "jobs_accommodation_food": (2025, 31, 1, "unchanged"),
    "establishments": (2026, 34, 4, "wanted"),
    "population": (2026, 31044, 44, "undirected"),
    "in_commuters": (2025, 36, 6, "undirected"),
    "out_commuters": (2025, 47, 7, "undirected"),
    "business_land": (2026, 2.95, 0.05, "undirected"),
    "new_business_floor_area": (2025, 1000, 0, "undirected"),
    "non_resident_employees": (2025, 5100, 100, "undirected"),
}


def test_every_indicator_of_the_record_has_its_figure():
    found = figures(**FILLED)
    assert found.index.to_list() == DEFINITIONS["indicator_id"].to_list() == list(EXPECTED)
    for name, (period, value, change, development) in EXPECTED.items():
        row = found.loc[name]
        assert (row["period"], row["value"], row["change"], row["development"]) == (
            period, pytest.approx(value), pytest.approx(change), development
        ), name  # fmt: skip
    assert found["table"].to_list() == DEFINITIONS["table"].to_list()


@pytest.mark.parametrize(
    ("first_year", "jobs", "establishments", "unemployment"),
    [
        (2024, "wanted", "wanted", "unwanted"),
        (2025, "too_early", "wanted", "unwanted"),
        (2026, "too_early", "too_early", "too_early"),
        (None, "too_early", "too_early", "too_early"),
    ],
)
def test_only_changes_that_end_after_the_first_year_of_the_plan_are_held_against_it(
    first_year, jobs, establishments, unemployment
):
    found = figures(first_year=first_year, **FILLED)
    names = ["employed_workplace", "establishments", "unemployment_rate"]
    assert found.loc[names, "development"].to_list() == [jobs, establishments, unemployment]
    assert found.at["jobs_trade", "development"] == "undirected"
    assert found["change"].to_list() == pytest.approx([change for _, _, change, _ in EXPECTED.values()])


def test_without_figures_every_indicator_is_there_with_none():
    found = figures()
    assert len(found) == len(DEFINITIONS)
    assert found[["value", "change"]].isna().all(axis=None) and found["period"].isna().all()
    assert set(found["development"]) == {"unknown"}


def test_an_indicator_that_nothing_is_read_for_has_no_figure():
    odd = DEFINITIONS.head(1).assign(indicator_id="happiness")
    found = figures(odd, **FILLED)
    assert pd.isna(found.at["happiness", "value"]) and found.at["happiness", "development"] == "unknown"


def test_no_definitions_give_no_rows_in_the_same_columns():
    assert plan_indicators.figures(DEFINITIONS.head(0), tables(), CODE, "31", 2020).columns.to_list() == [
        *DEFINITIONS.columns, "period", "value", "change", "development"
    ]  # fmt: skip


def test_jobs_are_the_plans_where_it_reaches_further_and_the_source_says_so():
    empty = catalogue().table("plan_figures").head(0)
    stated = pd.DataFrame(
        [(f"plan-jobs-{sector}-{year}", CODE, count) for year, more in ((2025, 0), (2026, 7)) for sector, count in
         (("private", 700 + more), ("public", 300))],
        columns=["id", "area_code", "value"],
    ).reindex(columns=empty.columns)  # fmt: skip
    given = {**tables(**FILLED), "plan_figures": stated}
    found = plan_indicators.figures(DEFINITIONS, given, CODE, "31", 2020).set_index("indicator_id")
    assert found.loc["employed_workplace", ["table", "period", "value", "change"]].to_list() == [
        "plan_figures",
        2026,
        1007,
        7,
    ]
    assert found.at["employment_rate_15_74", "table"] == "municipality_totals"


def test_no_change_is_given_across_a_break():
    assert pd.isna(figures(breaks=(2015, 2025), **FILLED).at["employment_rate_15_74", "change"])
    first = {"employed_by_industry": [(2014, CODE, "00-99", 90, 1), (2015, CODE, "00-99", 100, 1)]}
    assert pd.isna(figures(**first).at["employed_residents", "change"])
    months = {"unemployment_monthly": [("2024-04", CODE, 29, 2.4), ("2025-04", CODE, 30, 2.5)]}
    assert figures(**months).loc["unemployment_rate", ["period", "development"]].to_list() == ["2025-04", "unknown"]


@pytest.mark.parametrize(
    ("values", "breaks", "expected"),
    [
        ({}, (), (None, None, None)),
        ({2025: 3.0}, (), (2025, 3.0, None)),
        ({2023: 1.0, 2025: 3.0}, (), (2025, 3.0, None)),
        ({2024: 1.0, 2025: 3.0}, (), (2025, 3.0, 1.0)),
        ({2024: 1.0, 2025: 3.0}, (2024,), (2025, 3.0, 1.0)),
        ({2024: 1.0, 2025: 3.0}, (2025,), (2025, 3.0, None)),
        ({"2025-12": 1.0, "2026-01": 3.0}, (), ("2026-01", 3.0, None)),
        ({"2025-01": 1.0, "2026-01": 3.0}, (), ("2026-01", 3.0, 1.0)),
        ({"2025-04": 1.0, "2026-04": 3.0}, ("2025-04",), ("2026-04", 3.0, 1.0)),
        ({"2025-03": 1.0, "2026-03": 3.0}, ("2025-04",), ("2026-03", 3.0, None)),
    ],
)
def test_newest_value_and_the_year_before(values, breaks, expected):
    assert plan_indicators.newest(pd.Series(values, dtype=float), breaks) == expected


@pytest.mark.parametrize(
    ("change", "direction", "unit", "expected"),
    [
        (None, "up", "personer", "unknown"),
        (None, "none", "personer", "unknown"),
        (100.0, "none", "personer", "undirected"),
        (5.0, "up", "personer", "unchanged"),
        (-5.0, "up", "personer", "unchanged"),
        (6.0, "up", "personer", "wanted"),
        (-6.0, "up", "personer", "unwanted"),
        (6.0, "down", "personer", "unwanted"),
        (-6.0, "down", "personer", "wanted"),
        (0.0, "up", "prosent", "unchanged"),
        (0.1, "up", "prosent", "wanted"),
        (-0.1, "down", "prosent av arbeidsstyrken", "wanted"),
        (1.0, "up", "virksomheter", "wanted"),
    ],
)
def test_development_at_the_edges(change, direction, unit, expected):
    assert plan_indicators.development(change, direction, unit) == expected


def test_a_change_is_rounded_as_it_is_shown_before_it_is_judged():
    assert figures(labour_status_20_66=[*status(2024, 6999, 1000, 2001), *status(2025, 7000, 1000, 2000)]).loc[
        "employment_rate_20_66", ["change", "development"]
    ].to_list() == [0.0, "unchanged"]


def test_every_indicator_has_a_series_and_a_unit_that_is_known():
    found = plan_indicators.series(tables(), CODE, "31", pd.Series(dtype=float))
    assert tuple(found) == plan_indicators.INDICATORS
    units = next(field for field in catalogue().resource("plan_indicators").fields if field.name == "unit")
    assert set(units.schema["constraints"]["enum"]) >= {*plan_indicators.PLACES, *plan_indicators.UNCHANGED}


def test_series_are_cut_at_the_last_break_of_their_table():
    years = range(2013, 2026)
    given = tables(
        employed_by_industry=[(year, CODE, "00-99", year, None) for year in years],
        municipality_totals=[(year, CODE, 200, 100, 1000) for year in years],
    )
    found = plan_indicators.comparable(DEFINITIONS, given, CODE, "31", (2015, 2024))
    assert found["employed_residents"].to_dict() == {year: year for year in range(2015, 2026)}
    assert list(found["employment_rate_15_74"].index) == list(found["employed_workplace"].index) == [2024, 2025]
    assert set(found) == set(DEFINITIONS["indicator_id"]) and found["jobs_private"].empty


def test_both_bases_of_every_municipality_in_their_tables():
    found = plan_indicators.everywhere(
        tables(
            employed_by_industry=[(2014, CODE, "00-99", 7, None), (2015, CODE, "00-99", 9, None)],
            municipality_totals=[(2025, CODE, 200, 100, 1000), (2025, NEIGHBOUR, 200, 100, 500)],
        )
    )
    told = {name: [series.to_dict() for series in every] for name, every in found.items()}
    assert told == {"employed_residents": [{2015: 9}], "employed_workplace": [{2025: 1000}, {2025: 500}]}
