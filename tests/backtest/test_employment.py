"""Employment and population computed from the record against what has been published."""

import pytest

from statusbok.catalogue import catalogue
from statusbok.indicators import employment, population
from statusbok.show.nb import employment as text
from statusbok.show.provenance import copied_by_hand

HALDEN = "3101"


@pytest.fixture(scope="module")
def totals():
    return catalogue().table("municipality_totals")


@pytest.fixture(scope="module")
def industry():
    return catalogue().table("employed_by_industry")


@pytest.fixture(scope="module")
def ostfold():
    table = catalogue().table("municipalities")
    return list(table.loc[table["ostfold"], "code"])


def test_employment_rate_of_halden(totals, as_published):
    rates = employment.rate_series(employment.by_area(totals, {"Halden": [HALDEN]}), "Halden")
    rounded = [round(rates[year], 1) for year in (2020, 2021, 2022)]
    assert rounded == as_published("municipality_totals", [58.2, 60.4, 60.1], apart=0.1)


def test_employment_rate_of_the_country(totals, as_published):
    """SSB, table 11618, whole country, as the sum of all municipalities."""
    norway = employment.by_area(totals, {"Norge": None}).set_index("year")
    counts = norway.loc[2022, ["population_15_74_persons", "employed_residents_persons"]]
    assert counts.tolist() == as_published("municipality_totals", [4103350, 2818174])
    assert round(norway.loc[2022, "employment_rate_pct"], 1) == 68.7


def test_jobs_in_halden(totals, as_published):
    jobs = employment.yearly(totals, "employed_workplace_persons", HALDEN)
    assert jobs[[2020, 2021, 2022]].to_list() == as_published("municipality_totals", [12796, 13124, 13122])


def test_employed_residents_of_halden(industry, as_published):
    residents = employment.employed_residents(industry, HALDEN)
    assert residents[[2020, 2024]].to_list() == as_published("employed_by_industry", [13718, 14295])


def test_unemployment_in_halden():
    monthly = employment.unemployment(
        catalogue().table("unemployment_monthly"), {"Halden": HALDEN, "Norge": "0"}
    )
    until = monthly[monthly["month"] <= "2022-10"]
    assert employment.latest_unemployment(until, "Halden", "Norge")[:3] == ("2022-10", 361, 2.5)


def test_jobs_of_the_plan_are_those_of_table_11618(totals, as_published):
    sectors = employment.jobs_by_sector(catalogue().table("plan_figures"), HALDEN)
    until = totals[totals["year"] <= 2022]
    stated = employment.comparable_jobs(until, sectors, HALDEN, text.JOBS_BREAK)
    assert stated.to_dict() == {2019: 12677, 2020: 12796, 2021: 13124, 2022: 13122, 2023: 13123, 2024: 12995}
    published = employment.comparable_jobs(totals, sectors.head(0), HALDEN, text.JOBS_BREAK)
    # A fetched table has the revised 2019, and years after 2022.
    common = [2020, 2021, 2022] if copied_by_hand("municipality_totals") else list(stated.index)
    assert published[common].to_list() == as_published("municipality_totals", stated[common].to_list())


def test_tables_07984_and_11618_agree_within_five_persons(totals, industry, ostfold):
    for code in ostfold:
        bases = employment.two_bases(totals, code).set_index("year")
        apart = (employment.employed_residents(industry, code) - bases["employed_residents_persons"]).loc[
            2020:2022
        ]
        assert len(apart.dropna()) == 3, code
        assert apart.abs().max() <= 5, code


def test_industries_add_up_for_every_municipality(industry, ostfold):
    for code in ostfold:
        groups = employment.industries(industry, [code])
        sums = groups.groupby("year")["employed_residents_persons"].sum()
        assert sums.equals(employment.employed_residents(industry, code)[sums.index].astype(sums.dtype)), code
        assert (groups["employed_residents_persons"] > 0).all(), code


def test_county_is_the_sum_of_its_municipalities(totals, ostfold):
    county = employment.by_area(totals, {"Østfold": ostfold}).set_index("year")
    each = employment.by_area(totals, {code: [code] for code in ostfold})
    assert list(county.index) == sorted(set(each["year"])) and {*range(2017, 2023)} <= set(county.index)
    counts = ["population_15_74_persons", "employed_residents_persons", "employed_workplace_persons"]
    assert (county[counts] == each.groupby("year")[counts].sum()).all(axis=None)


def test_rank_covers_all_municipalities_of_the_year(totals, as_published):
    rank = employment.employment_rank(totals, HALDEN, 2022)
    assert rank.of == 356
    assert (rank.place, rank.from_bottom) == as_published("municipality_totals", (349, 8), apart=1)


def test_age_groups_add_up_to_the_population(ostfold):
    people, ages = catalogue().table("population"), catalogue().table("population_age")
    for code in ostfold:
        working = population.working_age(ages, code)
        total = employment.yearly(people, "population_persons", code)
        assert {2024, 2025, 2026} <= set(working.index), code
        assert (working["population_persons"] == total[working.index]).all(), code
