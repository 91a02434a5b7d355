import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusbok.indicators import employment, population
from statusbok.indicators.employment import Level, Rank

TOTALS = pd.DataFrame(
    [
        (2021, "3101", 1000, 600, 500),
        (2021, "3103", 2000, 1300, 1250),
        (2021, "0301", 7000, 5100, 6000),
        (2022, "3101", 1010, 606, 510),
        (2022, "0301", 7100, 5200, 6100),
    ],
    columns=[
        "year",
        "municipality_code",
        "population_15_74_persons",
        "employed_residents_persons",
        "employed_workplace_persons",
    ],
)

GROUPS = ["00-99", "01-03", "10-33", "84"]


def by_industry(rows: dict[tuple[int, str], list[float]]) -> pd.DataFrame:
    """Total and three groups for each year and municipality."""
    return pd.DataFrame(
        [
            (year, code, group, value)
            for (year, code), values in rows.items()
            for group, value in zip(GROUPS, values)
        ],
        columns=["year", "municipality_code", "industry_code", "employed_residents_persons"],
    )


INDUSTRY = by_industry(
    {
        (2014, "3101"): [620, 30, 200, 90],
        (2015, "3101"): [590, 25, 190, 95],
        (2016, "3101"): [600, 25, 170, 105],
        (2016, "3103"): [1000, 10, 100, 50],
    }
)


def test_yearly_is_sorted_and_without_missing_values():
    table = pd.DataFrame({"year": [2022, 2021, 2020], "municipality_code": "3101", "x": [3.0, None, 1.0]})
    assert employment.yearly(table, "x", "3101").to_dict() == {2020: 1.0, 2022: 3.0}
    assert employment.yearly(table, "x", "3103").empty


def test_yearly_refuses_two_rows_for_a_year():
    with pytest.raises(ValueError, match="several rows of x for 3101"):
        employment.yearly(
            pd.DataFrame({"year": [2022, 2022], "municipality_code": "3101", "x": [1, 2]}), "x", "3101"
        )


def test_latest_compares_with_the_year_before():
    assert employment.latest(pd.Series({2021: 10, 2022: 14})) == Level(2022, 14, 10)


@pytest.mark.parametrize(
    ("values", "breaks"),
    [({2020: 10, 2022: 14}, ()), ({2022: 14}, ()), ({2021: 10, 2022: 14}, (2022,))],
    ids=["a year is missing", "one year", "a break"],
)
def test_latest_has_no_earlier_value(values, breaks):
    assert employment.latest(pd.Series(values), breaks) == Level(2022, 14, None)


def test_latest_of_nothing():
    assert employment.latest(pd.Series(dtype=float)) == Level(None, None, None)
    assert employment.latest(pd.Series({2022: math.nan})) == Level(None, None, None)


def test_since_break():
    series = pd.Series({2016: 3.0, 2014: 1.0, 2015: 2.0, 2017: math.nan})
    assert employment.since_break(series, [2015]).to_dict() == {2015: 2, 2016: 3}
    assert employment.since_break(series, [2010, 2015, 2020]).to_dict() == {2015: 2, 2016: 3}
    assert employment.since_break(series, []).to_dict() == {2014: 1, 2015: 2, 2016: 3}
    assert employment.since_break(series.iloc[:0], [2015]).empty


def test_yearly_change():
    assert employment.yearly_change(pd.Series({2015: 100, 2020: 80, 2025: 150})) == 5
    assert employment.yearly_change(pd.Series({2015: 100})) is None


def test_two_bases_are_years_with_both():
    some = TOTALS.astype({"employed_workplace_persons": float})
    assert employment.two_bases(some, "3101").to_dict("records") == [
        {"year": 2021, "employed_residents_persons": 600, "employed_workplace_persons": 500},
        {"year": 2022, "employed_residents_persons": 606, "employed_workplace_persons": 510},
    ]
    some.loc[some["year"] == 2022, "employed_workplace_persons"] = math.nan
    assert list(employment.two_bases(some, "3101")["year"]) == [2021]


def test_employed_residents_are_all_industries():
    assert employment.employed_residents(INDUSTRY, "3101").to_dict() == {2014: 620, 2015: 590, 2016: 600}


def test_by_area_sums_before_it_divides():
    frame = employment.by_area(TOTALS, {"Halden": ["3101"], "Sum": ["3101", "3103"], "Landet": None})
    rates = frame.set_index(["area", "year"])["employment_rate_pct"]
    assert rates["Halden", 2022] == 60
    assert rates["Sum", 2021] == pytest.approx(100 * 1900 / 3000)
    assert rates["Landet", 2021] == 70
    assert frame.set_index(["area", "year"])["jobs_per_100_employed"]["Sum", 2021] == pytest.approx(
        100 * 1750 / 1900
    )


def test_by_area_leaves_out_years_in_which_a_member_is_missing():
    frame = employment.by_area(TOTALS, {"Sum": ["3101", "3103"]})
    assert list(frame["year"]) == [2021]


def test_by_municipality_has_the_highest_first():
    names = {"3101": "Halden", "3103": "Moss", "0301": "Oslo"}
    frame = employment.by_municipality(TOTALS, names, names, 2022)
    assert list(frame["area"]) == ["Oslo", "Halden"]
    assert list(frame.columns) == ["area", "employment_rate_pct"]
    assert frame["employment_rate_pct"].iloc[1] == 60


def test_rate_series():
    rates = employment.by_area(TOTALS, {"Halden": ["3101"], "Norge": None})
    assert employment.rate_series(rates, "Halden").to_dict() == {2021: 60, 2022: 60}


def test_rate_of_nobody_is_missing():
    assert math.isnan(employment.share_pct(pd.Series([0]), pd.Series([0])).iloc[0])


def test_rank():
    values = pd.Series({"a": 70.0, "b": 60.0, "c": 60.0, "d": 50.0, "e": math.nan})
    assert employment.rank(values, "a") == Rank(place=1, from_bottom=4, of=4)
    assert employment.rank(values, "c") == Rank(place=2, from_bottom=2, of=4)
    assert employment.rank(values, "d") == Rank(place=4, from_bottom=1, of=4)
    assert employment.rank(values, "e") == employment.rank(values, "x") == Rank(None, None, 4)


@given(st.dictionaries(st.text(min_size=1), st.integers(0, 20), min_size=1))
def test_rank_from_both_ends(values):
    series = pd.Series(values)
    upside_down = employment.rank(-series, series.index[0])
    own = employment.rank(series, series.index[0])
    assert (own.place, own.from_bottom) == (upside_down.from_bottom, upside_down.place)
    assert own.place + own.from_bottom + list(values.values()).count(series.iloc[0]) == own.of + 2


def test_employment_rank():
    assert employment.employment_rank(TOTALS, "3101", 2021) == Rank(3, 1, 3)
    assert employment.employment_rank(TOTALS, "3103", 2022) == Rank(None, None, 2)


def test_industries_have_the_rest_as_a_group():
    frame = employment.industries(INDUSTRY, ["3101"])
    last = frame[frame["year"] == 2016].set_index("industry_code")
    assert last["employed_residents_persons"].to_dict() == {
        "01-03": 25,
        "10-33": 170,
        "84": 105,
        "other": 300,
    }
    assert last.loc["other", "share_pct"] == 50


def test_industries_sum_municipalities_only_where_all_are_known():
    frame = employment.industries(INDUSTRY, ["3101", "3103"])
    assert set(frame["year"]) == {2016}
    assert frame.set_index("industry_code").loc["10-33", "employed_residents_persons"] == 270


def test_industries_leave_out_a_year_with_a_missing_group():
    short = INDUSTRY[~((INDUSTRY["year"] == 2016) & (INDUSTRY["industry_code"] == "84"))]
    assert set(employment.industries(short, ["3101"])["year"]) == {2014, 2015}
    assert employment.industries(short, ["3103"]).empty


@given(st.lists(st.tuples(*[st.integers(0, 5000)] * 4), min_size=1, max_size=5))
def test_industries_always_add_up_to_the_total(rows):
    table = by_industry({(2000 + n, "3101"): [sum(row), *row[:3]] for n, row in enumerate(rows)})
    frame = employment.industries(table, ["3101"])
    totals = frame.groupby("year")["employed_residents_persons"].sum()
    if max(row[3] for row in rows) <= employment.ROUNDING:  # then the groups are all there are
        assert list(totals) == [sum(row[:3]) for row in rows]
        return
    assert list(totals) == [sum(row) for row in rows]
    shares = frame.groupby("year")["share_pct"].sum(min_count=1).dropna()
    assert all(share == pytest.approx(100) for share in shares)


def test_industry_change_does_not_cross_the_break():
    change = employment.industry_change(employment.industries(INDUSTRY, ["3101"]))
    assert set(change["from_year"]) == {2015}
    assert set(change["to_year"]) == {2016}
    assert list(change["industry_code"]) == ["10-33", "84", "01-03", "other"]
    assert list(change["change_persons"]) == [-20, 10, 0, 20]
    assert change["to_pct"].sum() == pytest.approx(100)
    assert change.loc[0, "from_pct"] == pytest.approx(100 * 190 / 590)


def test_industry_change_needs_two_years():
    one = employment.industries(INDUSTRY, ["3103"])
    assert employment.industry_change(one).empty
    assert employment.industry_change(one.iloc[:0]).empty


def test_largest_industry_is_a_published_group():
    groups = employment.industries(INDUSTRY, ["3101"])
    assert employment.largest_industry(groups) == (2016, "10-33", 170, pytest.approx(100 * 170 / 600))
    assert employment.largest_industry(groups.iloc[:0]) == (None, None, None, None)


def plan(rows: list[tuple[str, str, float]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["id", "area_code", "value"])


def test_jobs_by_sector():
    frame = employment.jobs_by_sector(
        plan(
            [
                ("plan-jobs-private-2020", "3101", 300),
                ("plan-jobs-public-2020", "3101", 100),
                ("plan-jobs-private-2019", "3101", 290),
                ("plan-jobs-total-2020", "3101", 400),
                ("plan-jobs-growth-2019-2024", "3101", 12),
            ]
        ),
        "3101",
    )
    assert frame.values.tolist() == [[2020, "private", 300, 75], [2020, "public", 100, 25]]


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [("plan-jobs-private-2020", "3103", 300), ("plan-jobs-public-2020", "3103", 300)],
        [("plan-jobs-private-2020", "3101", 300)],
    ],
    ids=["no plan", "another municipality", "one sector only"],
)
def test_jobs_by_sector_without_figures(rows):
    frame = employment.jobs_by_sector(
        plan(rows).astype({"id": str, "area_code": str, "value": float}), "3101"
    )
    assert frame.empty
    assert list(frame.columns) == ["year", "sector", "jobs_persons", "share_pct"]


@pytest.mark.parametrize("breaks", [(2015,), (2015, 2020)])
def test_comparable_jobs_are_the_plans_where_it_reaches_further(breaks):
    def jobs(figures, code: str) -> pd.Series:
        return employment.comparable_jobs(TOTALS, employment.jobs_by_sector(plan(figures), code), code, breaks)

    later, newest = (
        [(f"plan-jobs-{sector}-{year}", "3101", 300) for sector in ("private", "public")]
        for year in (2030, TOTALS["year"].max())
    )
    assert jobs(later, "3101").to_dict() == {2030: 600}
    assert jobs(newest, "3101").to_dict() == {2021: 500, 2022: 510}
    assert jobs(newest, "0301").to_dict() == {2021: 6000, 2022: 6100}


def test_comparable_jobs_begin_after_the_last_break():
    totals = pd.concat([TOTALS.assign(year=year) for year in range(2013, 2026)]).drop_duplicates(
        ["year", "municipality_code"]
    )
    none = employment.jobs_by_sector(plan([]).astype({"id": str, "area_code": str, "value": float}), "3101")
    for breaks, years in (((2015, 2020), range(2020, 2026)), ((2015,), range(2015, 2026))):
        assert list(employment.comparable_jobs(totals, none, "3101", breaks).index) == list(years)


def test_industries_at_the_workplace_that_make_up_the_total_have_no_rest():
    rows = [(2024, "3101", code, 10, persons) for code, persons in (("00-99", 101), ("01-03", 40), ("10-33", 60))]
    columns = ["year", "municipality_code", "industry_code", "employed_residents_persons", "employed_workplace_persons"]
    table = pd.DataFrame(rows, columns=columns).astype({"employed_workplace_persons": "Int64"})
    frame = employment.jobs_by_industry(table, "3101").set_index("industry_code")
    assert frame["employed_workplace_persons"].to_dict() == {"01-03": 40, "10-33": 60}
    assert frame["share_pct"].sum() == pytest.approx(100 * 100 / 101)
    by_residence_only = table.assign(employed_workplace_persons=pd.array([pd.NA] * 3, dtype="Int64"))
    assert employment.jobs_by_industry(by_residence_only, "3101").empty


def test_unemployment_keeps_the_order_of_the_areas():
    monthly = pd.DataFrame(
        [
            ("2022-02", "0", 50, 2.0),
            ("2022-01", "0", 60, 2.1),
            ("2022-01", "3101", 5, 3.0),
            ("2022-01", "9", 5, 3.0),
        ],
        columns=["month", "area_code", "unemployed_persons", "unemployment_rate_pct"],
    )
    frame = employment.unemployment(monthly, {"Halden": "3101", "Norge": "0"})
    assert list(frame["area"]) == ["Halden", "Norge", "Norge"]
    assert list(frame["month"]) == ["2022-01", "2022-01", "2022-02"]
    assert employment.unemployment(monthly, {"Moss": "3103"}).empty
    assert employment.latest_unemployment(frame, "Halden", "Norge") == ("2022-01", 5, 3.0, 2.1)
    assert employment.latest_unemployment(frame, "Norge", "Viken") == ("2022-02", 50, 2.0, None)
    assert employment.latest_unemployment(frame, "Moss", "Norge") == (None, None, None, None)


def test_a_count_that_is_not_shown_leaves_the_rate():
    frame = pd.DataFrame(
        {
            "month": ["2022-01"],
            "area": ["Moss"],
            "unemployed_persons": [pd.NA],
            "unemployment_rate_pct": [3.0],
        }
    ).astype({"unemployed_persons": "Int64"})
    assert employment.latest_unemployment(frame, "Moss", "Norge") == ("2022-01", None, 3.0, None)


AGES = pd.DataFrame(
    [
        (2026, "3101", "75+", 10),
        (2026, "3101", "0-15", 20),
        (2026, "3101", "19-34", 30),
        (2026, "3101", "35-66", 40),
        (2026, "3103", "19-34", 30),
    ],
    columns=["year", "municipality_code", "age_group", "population_persons"],
)


def test_working_age_is_two_groups_of_the_population():
    frame = population.working_age(AGES, "3101")
    assert frame.loc[2026].to_dict() == {
        "working_age_persons": 70,
        "population_persons": 100,
        "working_age_pct": 70,
    }
    assert population.working_age(AGES, "3103").empty
    assert population.working_age(AGES.iloc[:0], "3101").empty


def test_development_of_the_population():
    working = population.working_age(AGES, "3101")["working_age_persons"]
    frame = population.development(pd.Series({2025: 98, 2026: 100}), pd.Series({2022: 80}), working)
    assert frame.values.tolist() == [
        [2025, "all", 98],
        [2026, "all", 100],
        [2022, "15-74", 80],
        [2026, "19-66", 70],
    ]
    none = population.working_age(AGES.iloc[:0], "3101")["working_age_persons"]
    assert set(population.development(pd.Series({2025: 98}), pd.Series({2022: 80}), none)["age_group"]) == {
        "all",
        "15-74",
    }
