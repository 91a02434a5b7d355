"""The record against published figures, each typed by hand from the source named beside it."""

import pytest

from statusbok.catalogue import VINTAGE, catalogue
from statusbok.show.provenance import copied_by_hand

OSTFOLD = "3101 3103 3105 3107 3110 3112 3114 3116 3118 3120 3122 3124".split()


@pytest.fixture(scope="module")
def flows():
    return (
        catalogue()
        .table("commuting_flows")
        .set_index(["year", "residence_code", "work_code"])["employed_persons"]
    )


@pytest.fixture(scope="module")
def totals():
    return catalogue().table("municipality_totals").set_index(["year", "municipality_code"])


@pytest.mark.parametrize("year", range(2017, 2023))
@pytest.mark.parametrize("code", OSTFOLD)
def test_flows_to_a_workplace_add_up_to_table_11618(flows, totals, as_published, year, code):
    jobs = totals.at[(year, code), "employed_workplace_persons"]
    assert flows.xs((year, code), level=("year", "work_code")).sum() == as_published("commuting_flows", jobs)


@pytest.mark.parametrize("year", range(2017 if copied_by_hand("commuting_flows") else 2020, 2023))
@pytest.mark.parametrize("code", OSTFOLD)
def test_flows_from_a_residence_lack_at_most_56(flows, totals, year, code):
    """SSB: work abroad, on the shelf and on Svalbard is in 11618 by residence, outside the matrix 03321."""
    summed = flows.xs((year, code), level=("year", "residence_code")).sum()
    apart = catalogue().resource("commuting_flows").fetched * VINTAGE
    assert -apart <= totals.at[(year, code), "employed_residents_persons"] - summed <= 56 + apart


# SSB, table 03321, Halden 2022.
@pytest.mark.parametrize(("code", "persons"), [("3105", 1454), ("3107", 862), ("0301", 584), ("3103", 210)])
def test_largest_flows_out_of_halden_2022(flows, as_published, code, persons):
    assert flows[2022, "3101", code] == as_published("commuting_flows", persons)


# SSB, table 03321, Halden 2022.
@pytest.mark.parametrize(("code", "persons"), [("3105", 1009), ("3107", 803), ("3124", 239), ("0301", 188)])
def test_largest_flows_into_halden_2022(flows, as_published, code, persons):
    assert flows[2022, code, "3101"] == as_published("commuting_flows", persons)


def test_the_largest_flows_are_the_largest(flows):
    out = flows[2022].xs("3101", level="residence_code").drop("3101")
    into = flows[2022].xs("3101", level="work_code").drop("3101")
    assert list(out.nlargest(4).index) == ["3105", "3107", "0301", "3103"]
    assert list(into.nlargest(4).index) == ["3105", "3107", "3124", "0301"]


# SSB, table 11618, Halden. The copy made by hand has 2017-2019 as first published; its caveat tells what SSB has revised.
REVISED = {2017: {"employed_residents_persons": 13695}, 2018: {"employed_residents_persons": 13810},
           2019: {"employed_residents_persons": 13700, "employed_workplace_persons": 12677}}  # fmt: skip


@pytest.mark.parametrize(
    ("year", "population", "residents", "jobs"),
    [
        (2017, 23387, 13555, 12565),
        (2018, 23528, 13770, 12700),
        (2019, 23638, 13634, 12599),
        (2020, 23594, 13720, 12796),
        (2021, 23503, 14191, 13124),
        (2022, 23652, 14226, 13122),
    ],
)
def test_totals_of_halden(totals, as_published, year, population, residents, jobs):
    figures = dict(zip(totals.columns, (population, residents, jobs), strict=True))
    if not copied_by_hand("municipality_totals") and year in REVISED:
        figures = REVISED[year]  # what else SSB has revised in these years is not known
    assert totals.loc[(year, "3101"), list(figures)].to_dict() == as_published("municipality_totals", figures)


# Halden's business and employment plan 2026-2030, table 1: private and public jobs.
@pytest.mark.parametrize(
    ("year", "private", "public"), [(2020, 8487, 4309), (2021, 8689, 4435), (2022, 8720, 4402)]
)
def test_jobs_in_halden_are_the_plans_private_and_public(totals, as_published, year, private, public):
    jobs = totals.at[(year, "3101"), "employed_workplace_persons"]
    assert jobs == as_published("municipality_totals", private + public)


# SSB, table 11618, the whole country: sums of all municipalities.
@pytest.mark.parametrize(
    ("year", "population", "residents"), [(2020, 4041376, 2681548), (2022, 4103350, 2818174)]
)
def test_totals_of_the_country(totals, as_published, year, population, residents):
    summed = totals.loc[year].sum()
    assert summed["population_15_74_persons"] == as_published("municipality_totals", population)
    assert summed["employed_residents_persons"] == as_published("municipality_totals", residents)


# SSB, table 07984, Halden, all industries, employed by residence.
@pytest.mark.parametrize(
    ("year", "persons"),
    [(2014, 13830), (2015, 13435), (2017, 13695), (2019, 13700), (2020, 13718), (2024, 14295), (2025, 14261)],
)
def test_employed_residents_of_halden(as_published, year, persons):
    table = (
        catalogue().table("employed_by_industry").set_index(["year", "municipality_code", "industry_code"])
    )
    residents = table.at[(year, "3101", "00-99"), "employed_residents_persons"]
    assert residents == as_published("employed_by_industry", persons)


@pytest.mark.parametrize("year", [2020, 2021, 2022])
@pytest.mark.parametrize("code", OSTFOLD)
def test_tables_07984_and_11618_agree_within_five(totals, year, code):
    table = (
        catalogue().table("employed_by_industry").set_index(["year", "municipality_code", "industry_code"])
    )
    assert (
        abs(
            table.at[(year, code, "00-99"), "employed_residents_persons"]
            - totals.at[(year, code), "employed_residents_persons"]
        )
        <= 5
    )


# SSB, table 07459, 1 January. The country in 2024: SSB's page on population, 5 550 203.
@pytest.mark.parametrize(
    ("year", "code", "persons"),
    [
        (1986, "3101", 25844),
        (2025, "3101", 32038),
        (2026, "3101", 32082),
        (2026, "3107", 86243),
        (2024, "0", 5550203),
    ],
)
def test_population(as_published, year, code, persons):
    table = catalogue().table("population").set_index(["year", "municipality_code"])
    assert table.at[(year, code), "population_persons"] == as_published("population", persons)


def test_the_country_has_no_population_before_the_sum_is_whole():
    table = catalogue().table("population")
    first = table.loc[table["municipality_code"] == "0", "year"].min()
    # A copy made by hand has the country as the sum of its municipalities; SSB's table has the country itself.
    assert first == (2020 if copied_by_hand("population") else table["year"].min())


# NAV, HL060, October 2022.
@pytest.mark.parametrize(
    ("code", "persons", "rate"), [("3101", 361, 2.5), ("0", 45406, 1.6), ("30", 11684, 1.8)]
)
def test_unemployment_october_2022(code, persons, rate):
    row = catalogue().table("unemployment_monthly").set_index(["month", "area_code"]).loc[("2022-10", code)]
    assert (row["unemployed_persons"], row["unemployment_rate_pct"]) == (persons, rate)


# SSB and SCB 2003; SCB 2009; SSB Q4 2011; SSB Q4 2023.
@pytest.mark.parametrize(
    ("figure", "value"),
    [
        ("study-2003-se-no", 13433),
        ("study-2003-no-se", 1153),
        ("statnord-2009-se-no", 28000),
        ("ssb-2011-all-ostfold", 4067),
        ("ssb-2023-share-stromstad", 6),
    ],
)
def test_cross_border_figures(figure, value):
    assert catalogue().table("cross_border").set_index("id").at[figure, "value"] == value


def test_cross_border_figures_of_the_four_producers_are_kept_apart():
    counts = catalogue().table("cross_border")["definition_id"].value_counts()
    assert counts.sum() == 38
    assert counts["ssb_nonresident"] == 14 and counts["statnord"] == 14


# SSB, land-use profile 2020-2022: the share that works in the municipality is that of 03321 over 11618.
@pytest.mark.parametrize("year", [2020, 2021, 2022])
def test_share_working_in_the_municipality(flows, totals, year):
    indicators = (
        catalogue()
        .table("location_indicators")
        .set_index(["year", "municipality_code", "indicator_id"])["value"]
    )
    share = 100 * flows[year, "3101", "3101"] / totals.at[(year, "3101"), "employed_residents_persons"]
    apart = 0.001 if copied_by_hand("commuting_flows") else 0.05  # of fetched tables a few persons may be revised
    assert indicators[year, "3101", "residents_working_in_municipality"] == pytest.approx(share, abs=apart)


# ECB reference rates, cross rate.
def test_exchange_rate():
    table = catalogue().table("exchange_rate_monthly").set_index("month")
    assert table.at["1999-01", "nok_per_100_sek"] == 95.2692
    assert table.at["2026-10", "nok_per_100_sek"] == 94.9594
