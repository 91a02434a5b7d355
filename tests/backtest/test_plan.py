"""The plan's figures against published ones: what must tie, what must differ, and by how much."""

import pytest

from statusbok.catalogue import catalogue
from statusbok.indicators import plan
from statusbok.show.nb import plan as nb
from statusbok.show.provenance import copied_by_hand

HALDEN = "3101"


@pytest.fixture(scope="module")
def figures():
    table = catalogue().table("plan_figures")
    return table[table["municipality_code"] == HALDEN]


@pytest.fixture(scope="module")
def measured():
    table = catalogue().table
    return plan.measures(
        flows=table("commuting_flows"),
        totals=table("municipality_totals"),
        by_industry=table("employed_by_industry"),
        population=table("population"),
        unemployment=table("unemployment_monthly"),
    )


@pytest.fixture(scope="module")
def compared(figures, measured):
    return plan.compare(figures, measured).set_index("id", drop=False)


def test_private_and_public_jobs_add_up_to_the_plans_total(figures, measured):
    jobs = plan.jobs_identity(figures, measured, HALDEN).set_index("year")
    assert jobs["sum_persons"].to_dict() == {
        2019: 12677,
        2020: 12796,
        2021: 13124,
        2022: 13122,
        2023: 13123,
        2024: 12995,
    }
    assert (jobs["sum_persons"] == jobs["total_persons"]).all()


def test_jobs_2020_to_2022_equal_table_11618_and_2019_is_the_first_published(figures, measured, as_published):
    jobs = plan.jobs_identity(figures, measured, HALDEN).set_index("year")
    apart = (jobs["sum_persons"] - jobs["register_persons"])[[2019, 2020, 2021, 2022]].tolist()
    # A fetched table has 2019 as the plan has it: revised.
    first = 78 if copied_by_hand("municipality_totals") else 0
    assert apart == as_published("municipality_totals", [first, 0, 0, 0])


@pytest.mark.parametrize(
    ("year", "register", "stated"), [(2020, 58.2, 57.3), (2021, 60.4, 59.3), (2022, 60.1, 59.5)]
)
def test_employment_rate_of_11618_is_above_the_plans(compared, as_published, year, register, stated):
    row = compared.loc[f"plan-emprate-1574-{year}"]
    assert (row["value"], row["status"]) == (stated, "different")
    assert row["computed"] == as_published("municipality_totals", register, apart=0.1)
    assert row["difference"] == pytest.approx(row["computed"] - stated)


def test_country_is_the_sum_of_all_municipalities(measured):
    rates = plan.series(measured, "employment_rate_15_74", plan.COUNTRY)
    assert [round(rates[year], 1) for year in (2020, 2021, 2022)] == [66.4, 68.1, 68.7]


def test_the_plans_jobs_and_commuters_give_the_employed_residents_of_07984(compared, measured, as_published):
    bases = plan.three_bases(compared, measured, HALDEN).set_index("basis")
    stated = {"plan_employed": 14393, "commuting": 12995 + 4300 - 3000, "plan_jobs": 12995}
    assert bases["employed_persons"].drop("register_residents").to_dict() == stated
    assert bases.at["register_residents", "employed_persons"] == as_published("employed_by_industry", 14295)
    assert set(bases["year"]) == {2024}


def test_population_of_the_second_quarter_is_that_of_1_january(compared):
    row = compared.loc["plan-pop-2025q2"]
    assert (row["computed"], row["status"], row["last_year"]) == (32038, "same", 2025)


def test_growth_of_ten_years_is_that_of_nine(compared):
    row = compared.loc["plan-pop-growth-10y"]
    assert (row["value"], row["computed"], row["matching_start"]) == (1494, 1710, 2016)


def test_growth_a_year_is_below_just_under_200(compared):
    row = compared.loc["plan-pop-growth-5y"]
    assert (row["computed"], row["status"]) == (133, "different")


def test_the_plans_sums_and_shares_hold(figures, compared):
    sectors = plan.sectors(figures)
    assert sectors["employed_persons"].sum() == 14393
    assert sectors.head(3)["employed_persons"].sum() == 3513 + 2134 + 3412 == 9059
    assert sectors["stated_pct"].tolist() == [24, 15, 24, 37] == sectors["share_pct"].round().tolist()
    inside = compared[compared["against"] == "plan"]
    assert set(inside["status"]) == {"same", "within"}
    assert compared.loc["plan-jobs-growth-2019-2024", "computed"] == 318


def test_the_two_splits_differ_by_1398(figures):
    splits = plan.two_splits(figures).set_index("part")["change_persons"]
    assert splits.to_dict() == {"private": 431, "public": 967, "total": 1398}


def test_every_figure_has_an_outcome_and_growth_before_the_record_is_not_guessed(figures, compared):
    assert len(compared) == (figures["kind"] == "figure").sum()
    assert set(compared["status"]) == set(plan.STATUSES)
    growth = compared.loc["plan-jobs-growth-10y"]
    if {2015, 2025} <= set(catalogue().table("municipality_totals")["year"]):
        assert (growth["against"], growth["reason"]) == ("record", "")
    else:
        assert (growth["status"], growth["reason"]) == ("unchecked", "no_year")


def test_words_for_a_source_name_the_records_own_table():
    for table, words in nb.SOURCES.values():
        number = catalogue().resource(table).source_table
        assert number in words or number == "HL060"
