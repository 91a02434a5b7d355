"""A plan's figures beside the record: the rule is fixed, and every outcome and reason can be reached."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusbok.indicators import plan

OWN = "9901"


def figure(
    figure_id, value, check="", period="2020", precision="exact", unit="persons", area=OWN, kind="figure"
):
    year = int(period[-4:]) if period[-4:].isdigit() else None
    return {
        "id": figure_id,
        "municipality_code": OWN,
        "kind": kind,
        "area_code": area,
        "value": float(value),
        "unit": unit,
        "period": period,
        "precision": precision,
        "check": check or None,
        "check_year": year,
    }


def measured(check, values, area=OWN):
    return pd.DataFrame(
        {
            "check": check,
            "area_code": area,
            "year": list(values),
            "value": [float(v) for v in values.values()],
        }
    )


def compare_one(row, values=None, others=()):
    table = values if values is not None else measured("nothing", {})
    others = [other for other in others if other["id"] != row["id"]]
    return plan.compare(pd.DataFrame([row, *others]), table).set_index("id").loc[row["id"]]


def compare_all(rows, values=None):
    return plan.compare(pd.DataFrame(rows), values if values is not None else measured("nothing", {}))


@pytest.mark.parametrize(
    ("stated", "computed", "precision", "status"),
    [
        (57.3, 57.349, "exact", "same"),
        (57.3, 57.351, "exact", "different"),
        (12995, 12995, "exact", "same"),
        (12995, 12994, "exact", "different"),
        (24, 24.4077, "exact", "same"),
        (24, 24.5, "exact", "different"),
        (3000, 3300, "about", "within"),
        (3000, 2700, "about", "within"),
        (3000, 3301, "about", "different"),
        (1000, 1000, "at_least", "within"),
        (1000, 1100, "at_least", "within"),
        (1000, 999, "at_least", "different"),
        (1000, 1101, "at_least", "different"),
        (200, 180, "at_most", "within"),
        (200, 201, "at_most", "different"),
        (200, 133, "at_most", "different"),
        (-130, -120, "about", "within"),
    ],
)
def test_the_rule(stated, computed, precision, status):
    assert plan.judge(stated, computed, precision) == status


def test_an_unknown_precision_is_refused():
    with pytest.raises(ValueError, match="'roughly' is not one of exact, about, at_least, at_most"):
        plan.judge(1, 1, "roughly")


@given(st.floats(-1e6, 1e6), st.integers(0, 3))
def test_a_value_agrees_with_itself_at_any_rounding(value, digits):
    assert plan.judge(round(value, digits), round(value, digits), "exact") == "same"
    if value:
        assert plan.judge(value, value, "about") == "within"


def test_a_half_is_rounded_up_as_a_reader_does():
    assert plan.round_as(58.25, 58.2) == 58.3
    assert plan.round_as(12.5, 12) == 13


def test_a_level_is_compared_in_its_own_year():
    row = compare_one(
        figure("a", 58.2, "employment_rate_15_74"), measured("employment_rate_15_74", {2020: 58.15, 2021: 60})
    )
    assert (row["status"], row["against"], row["computed"], row["difference"]) == ("same", "record", 58.2, 0)
    assert (row["first_year"], row["last_year"]) == (2020, 2020)


def test_a_difference_is_the_record_less_the_plan_without_binary_noise():
    row = compare_one(
        figure("a", 57.3, "employment_rate_15_74"), measured("employment_rate_15_74", {2020: 58.15})
    )
    assert (row["status"], row["difference"]) == ("different", 0.9)


def test_another_area_is_not_used():
    row = compare_one(figure("a", 5, "population", area="9902"), measured("population", {2020: 5}))
    assert (row["status"], row["reason"]) == ("unchecked", "no_source")


def test_a_missing_year_gives_the_newest_the_record_has():
    row = compare_one(figure("a", 5, "population", period="2024"), measured("population", {2020: 3, 2022: 4}))
    assert (row["status"], row["reason"], row["nearest_year"], row["nearest_value"]) == (
        "unchecked",
        "no_year",
        2022,
        4,
    )
    assert pd.isna(row["computed"]) and pd.isna(row["difference"])


def test_a_figure_that_nothing_measures_is_unchecked():
    row = compare_one(figure("a", 950, unit="firms"))
    assert (row["status"], row["reason"], row["against"]) == ("unchecked", "no_source", "")


def test_growth_is_between_the_ends_of_its_period():
    values = measured("population", {2015: 100, 2016: 130, 2025: 200})
    row = compare_one(figure("a", 100, "population_growth", period="2015–2025"), values)
    assert (row["status"], row["computed"], row["first_year"], row["last_year"]) == ("same", 100, 2015, 2025)


def test_growth_a_year_is_divided_by_the_years():
    values = measured("population", {2020: 100, 2025: 195})
    row = compare_one(
        figure(
            "a", 20, "population_growth", period="2020–2025", precision="at_most", unit="persons per year"
        ),
        values,
    )
    assert (row["status"], row["computed"]) == ("within", 19)


def test_growth_needs_both_ends():
    row = compare_one(
        figure("a", 9, "jobs_growth", period="2015–2020"), measured("jobs_workplace", {2020: 9})
    )
    assert (row["status"], row["reason"]) == ("unchecked", "no_year")


def test_a_figure_over_many_years_is_the_mean_of_those_the_record_has():
    values = measured("net_out_commuting", {2008: 5000, 2010: 1000, 2012: 1040, 2030: 5000})
    row = compare_one(
        figure("a", 1000, "net_out_commuting", period="2009–2024", precision="at_least"), values
    )
    assert (row["status"], row["computed"], row["first_year"], row["last_year"]) == (
        "within",
        1020,
        2010,
        2012,
    )


def test_a_figure_without_a_period_uses_every_year():
    values = measured("unemployment_rate", {2021: 2.9, 2022: 3.3})
    row = compare_one(figure("a", 3, "unemployment_rate", period="lang periode", precision="about"), values)
    assert (row["status"], row["computed"]) == ("within", pytest.approx(3.1))


SUMS = [
    figure("plan-jobs-private-2019", 80),
    figure("plan-jobs-public-2019", 40),
    figure("plan-jobs-total-2019", 120, "jobs_workplace", "2019"),
    figure("plan-jobs-private-2020", 85),
    figure("plan-jobs-public-2020", 41),
    figure("plan-jobs-total-2020", 126, "jobs_workplace"),
    figure("plan-sector-basis-2020", 35),
    figure("plan-sector-visit-2020", 21),
    figure("plan-sector-regional-2020", 34),
    figure("plan-sector-public-2020", 53),
    figure("plan-sector-total-2020", 143),
    figure("plan-private-employees", 90),
    figure("plan-visit-employed-2020", 20),
    figure("plan-employed-2019", 140, "employed_residents", "2019"),
    figure("plan-employed-2020", 143, "employed_residents"),
]


@pytest.mark.parametrize(
    ("row", "computed", "status"),
    [
        (figure("plan-jobs-total-2020", 126, "jobs_workplace"), 126, "same"),
        (figure("plan-jobs-growth-2019-2020", 7, period="2019–2020"), 6, "different"),
        (figure("plan-employed-growth-2019-2020", 3, precision="about", period="2019–2020"), 3, "within"),
        (figure("plan-sector-total-2020", 143), 143, "same"),
        (figure("plan-private-employees", 90, "sum_of_parts"), 90, "same"),
        (figure("plan-sector-basis-share-2020", 24, "share_of_parts", unit="percent"), 24, "same"),
        (figure("plan-sector-public-share-2020", 36, "share_of_parts", unit="percent"), 37, "different"),
        (figure("plan-visit-share", 22.2, "share_of_parts", unit="percent"), 22.2, "same"),
    ],
)
def test_sums_differences_and_shares_are_set_against_the_plan_itself(row, computed, status):
    result = compare_one(row, others=SUMS)
    assert (result["computed"], result["status"], result["against"]) == (computed, status, "plan")


def test_the_record_goes_before_the_plan():
    result = compare_one(
        figure("plan-jobs-total-2020", 126, "jobs_workplace"), measured("jobs_workplace", {2020: 125}), SUMS
    )
    assert (result["status"], result["against"], result["difference"]) == ("different", "record", -1)


def test_a_sum_with_a_missing_part_is_unchecked():
    result = compare_one(figure("plan-sector-total-2020", 143, "sum_of_parts"), others=SUMS[:8])
    assert (result["status"], result["reason"]) == ("unchecked", "no_source")


def test_targets_are_not_compared_and_every_figure_has_a_status():
    table = pd.DataFrame([*SUMS, figure("target-jobs-2030", 500, kind="target")])
    result = plan.compare(table, measured("jobs_workplace", {2019: 120}))
    assert len(result) == len(SUMS) and "target-jobs-2030" not in set(result["id"])
    assert set(result["status"]) <= set(plan.STATUSES)
    assert (result["reason"].eq("") == result["status"].ne("unchecked")).all()


def test_figures_come_by_theme_with_the_own_municipality_first():
    rows = [
        figure("plan-private-firms", 1),
        figure("plan-emprate-1574-no-2020", 1, area="0"),
        figure("plan-emprate-1574-2021", 1, period="2021"),
        figure("plan-emprate-1574-2020", 1),
        figure("plan-incommute-2020", 1),
        figure("plan-pop-2020", 1),
        figure("plan-jobs-total-2020", 1),
    ]
    result = compare_all(rows)
    assert list(result["theme"]) == ["population", "rate", "rate", "rate", "commuting", "jobs", "trades"]
    assert list(result["id"])[1:4] == [
        "plan-emprate-1574-2020",
        "plan-emprate-1574-2021",
        "plan-emprate-1574-no-2020",
    ]


def test_tally_has_every_status_of_every_theme_that_occurs():
    table = plan.tally(
        compare_all([figure("plan-pop-2020", 1, "population"), figure("plan-jobs-total-2020", 1)])
    )
    assert len(table) == 2 * len(plan.STATUSES) and table["figures"].sum() == 2
    assert set(table["theme"]) == {"population", "jobs"}


def test_the_start_that_a_growth_would_be_right_from_is_told_only_when_it_differs():
    values = measured("population", {2015: 100, 2016: 130, 2025: 200})
    wrong = compare_one(figure("a", 70, "population_growth", period="2015–2025"), values)
    right = compare_one(figure("a", 100, "population_growth", period="2015–2025"), values)
    assert wrong["matching_start"] == 2016 and pd.isna(right["matching_start"])


def test_two_splits_of_the_same_jobs():
    table = plan.two_splits(pd.DataFrame(SUMS)).set_index("part")
    assert table["jobs_persons"].to_dict() == {"private": 85, "public": 41, "total": 126}
    assert table["sector_persons"].to_dict() == {"private": 90, "public": 53, "total": 143}
    assert table["change_persons"].to_dict() == {"private": 5, "public": 12, "total": 17}
    assert plan.two_splits(pd.DataFrame(SUMS[:6])).empty
    assert plan.two_splits(pd.DataFrame(SUMS[6:])).empty


def test_a_plan_without_figures_compares_to_nothing():
    empty = plan.compare(pd.DataFrame(columns=list(SUMS[0])), measured("population", {2020: 1}))
    assert empty.empty and "status" in empty


def test_private_and_public_jobs_stand_beside_the_total_and_the_register():
    table = plan.jobs_identity(pd.DataFrame(SUMS), measured("jobs_workplace", {2019: 119}), OWN)
    assert table["sum_persons"].tolist() == [120, 126] == table["total_persons"].tolist()
    assert table.loc[0, "register_persons"] == 119 and pd.isna(table.loc[1, "register_persons"])
    assert plan.jobs_identity(pd.DataFrame(SUMS[6:]), measured("x", {}), OWN).empty


def test_sectors_have_computed_and_stated_shares():
    rows = [*SUMS, figure("plan-sector-basis-share-2020", 24, unit="percent")]
    table = plan.sectors(pd.DataFrame(rows))
    assert table["share_pct"].sum() == pytest.approx(100)
    assert table.set_index("sector").loc["basis", ["share_pct", "stated_pct"]].tolist() == [
        pytest.approx(24.476, abs=1e-3),
        24,
    ]
    assert table["stated_pct"].isna().sum() == 3
    assert plan.sectors(pd.DataFrame(SUMS[:8])).empty


def three(rows, residents):
    return plan.three_bases(plan.compare(pd.DataFrame(rows), residents), residents, OWN)


def test_three_bases_and_the_population_each_would_need():
    rows = [
        *SUMS,
        figure("plan-incommute-2020", 30, "in_commuters", precision="about"),
        figure("plan-outcommute-2020", 45, "out_commuters", precision="about"),
        figure("plan-emprate-1574-2020", 50, "employment_rate_15_74", unit="percent"),
    ]
    table = three(rows, measured("employed_residents", {2019: 1, 2020: 141})).set_index("basis")
    assert table["employed_persons"].to_dict() == {
        "plan_employed": 143,
        "register_residents": 141,
        "commuting": 126 + 45 - 30,
        "plan_jobs": 126,
    }
    assert table["implied_population_persons"].tolist() == [286, 282, 282, 252]
    assert set(table["year"]) == {2020}


def test_three_bases_without_commuting_or_rate_and_without_anything():
    table = three(SUMS, measured("employed_residents", {2020: 141}))
    assert list(table["basis"]) == ["plan_employed", "register_residents", "plan_jobs"]
    assert table["implied_population_persons"].isna().all()
    assert three(SUMS[:6], measured("employed_residents", {2020: 141})).empty


def test_the_start_of_a_stated_growth_is_found_only_when_it_is_one_year():
    values = pd.Series({2014: 90.0, 2015: 100.0, 2016: 130.0, 2025: 200.0})
    assert plan.matching_start(values, 2025, 70) == 2016
    assert plan.matching_start(values, 2025, 71) is None
    assert plan.matching_start(pd.Series({2015: 100.0, 2016: 100.0, 2025: 200.0}), 2025, 100) is None
    assert plan.matching_start(values, 2030, 70) is None


def test_measures_are_one_long_table():
    flows = pd.DataFrame(
        [(2020, OWN, OWN, 60), (2020, OWN, "9902", 30), (2020, "9902", OWN, 10), (2020, "9902", "9902", 5)],
        columns=["year", "residence_code", "work_code", "employed_persons"],
    )
    totals = pd.DataFrame(
        {
            "year": 2020,
            "municipality_code": [OWN, "9902"],
            "population_15_74_persons": [150, 50],
            "employed_residents_persons": [90, 20],
            "employed_workplace_persons": [70, 40],
        }
    )
    industry = pd.DataFrame(
        {
            "year": 2020,
            "municipality_code": OWN,
            "industry_code": ["00-99", "85"],
            "employed_residents_persons": [91, 7],
        }
    )
    population = pd.DataFrame({"year": [2020], "municipality_code": [OWN], "population_persons": [300]})
    months = pd.DataFrame(
        {
            "month": ["2020-01", "2020-02"],
            "area_code": OWN,
            "unemployed_persons": [2, 4],
            "unemployment_rate_pct": [2.0, 4.0],
        }
    )
    table = plan.measures(
        flows=flows, totals=totals, by_industry=industry, population=population, unemployment=months
    )
    own = table[table["area_code"] == OWN].set_index("check")["value"].to_dict()
    assert own == {
        "employment_rate_15_74": 60,
        "population_15_74": 150,
        "employed_residents": 91,
        "jobs_workplace": 70,
        "population": 300,
        "in_commuters": 10,
        "out_commuters": 30,
        "net_out_commuting": 20,
        "unemployment_rate": 3,
    }
    assert plan.series(table, "employment_rate_15_74", plan.COUNTRY).to_dict() == {2020: 55}
