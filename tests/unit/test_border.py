"""Work across the border: definitions stay apart, the bound is arithmetic, the krone is counted both ways."""

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusbok.catalogue import catalogue
from statusbok.indicators import border

COLUMNS = [
    "year",
    "direction",
    "residence",
    "residence_code",
    "work_code",
    "value",
    "unit",
    "precision",
    "definition_id",
]


def figures(*rows):
    table = pd.DataFrame(rows, columns=COLUMNS).astype({"year": "Int64"})
    return table.assign(definition="Hva " + table["definition_id"] + " teller")


SAMPLE = figures(
    (2009, "to_norway", "Sverige", "SE", "NO", 500, "persons", "rounded", "statnord"),
    (2007, "to_norway", "Sverige", "SE", "9901", 30, "persons", "exact", "statnord"),
    (None, "to_norway", "Sverige", "SE", "NO", 90, "persons", "about", "press"),
    (2021, "to_norway", "By A", "1401", "NO", 9, "percent", "about", "ssb_nonresident"),
    (2023, "to_norway", "By B", "1402", "NO", 5, "percent", "about", "ssb_nonresident"),
    (2023, "to_norway", "By A", "1401", "NO", 6, "percent", "over", "ssb_nonresident"),
    (2023, "to_norway", "Län C", "SE-14", "NO", 27, "percent", "rounded", "ssb_nonresident"),
    (2020, "to_norway", "Alle land", "ALL", "NO", 700, "persons", "over", "ssb_nonresident"),
    (2009, "to_norway", "By A", "1401", "NO", 15, "percent", "exact", "statnord"),
    (2003, "to_sweden", "Norge", "NO", "SE", 80, "persons", "exact", "study_2003"),
    (2009, "to_sweden", "Norge", "NO", "SE", 60, "persons", "over", "statnord"),
    (2007, "to_sweden", "Norge", "NO", "SE-14", 40, "persons", "exact", "statnord"),
    (2015, "to_sweden", "Norden", "NORDIC", "SE", 400, "persons", "about", "nordic_mobility"),
)


def test_each_definition_has_its_own_table_sorted_by_year():
    tables = border.by_definition(SAMPLE, "to_norway")
    assert list(tables) == ["ssb_nonresident", "statnord", "press"]
    assert list(tables["statnord"]["year"]) == [2007, 2009, 2009]
    assert all(table["definition_id"].nunique() == 1 for table in tables.values())


def test_a_second_definition_of_the_same_source_stands_alone():
    extra = SAMPLE.iloc[[1]].assign(definition="Noe annet", value=7)
    tables = border.by_definition(pd.concat([SAMPLE, extra]), "to_norway")
    assert list(tables) == ["ssb_nonresident", "statnord", "statnord_2", "press"]
    assert tables["statnord_2"]["value"].tolist() == [7] and 7 not in set(tables["statnord"]["value"])


def test_shares_of_the_commuters_and_comparison_figures_are_not_among_the_counts():
    compared = SAMPLE.iloc[[0]].assign(definition_id=border.NOT_BORDER)
    tables = border.by_definition(pd.concat([SAMPLE, compared]), "to_norway")
    assert border.NOT_BORDER not in tables
    assert list(tables["ssb_nonresident"]["unit"]) == ["persons"]


def test_a_direction_without_figures_has_no_tables():
    assert border.by_definition(SAMPLE[SAMPLE["direction"] == "to_norway"], "to_sweden") == {}


def test_origins_are_the_newest_shares_of_one_definition_largest_first():
    origins = border.commuter_origins(SAMPLE)
    assert list(origins["residence"]) == ["Län C", "By A", "By B"]
    assert list(origins["share_pct"]) == [27, 6, 5]
    assert list(origins["precision"]) == ["rounded", "over", "about"]
    assert list(origins["county"]) == [True, False, False]
    assert set(origins["year"]) == {2023}


def test_origins_are_empty_where_the_record_has_no_shares():
    origins = border.commuter_origins(SAMPLE[SAMPLE["definition_id"] != "ssb_nonresident"])
    assert origins.empty and "county" in origins


def test_only_counts_of_all_residents_of_norway_enter_the_bound():
    counts = border.residents_working_in_sweden(SAMPLE)
    assert list(counts["value"]) == [80, 60]
    largest = border.largest_count(counts)
    assert (largest["value"], largest["year"]) == (80, 2003)
    assert border.largest_count(counts.head(0)) is None


def test_local_figures_are_those_of_residence_or_work_in_the_municipality():
    assert list(border.local_figures(SAMPLE, "9901")["value"]) == [30]
    assert border.local_figures(SAMPLE, "9902").empty


def test_bound_is_the_whole_count_over_the_population():
    bound = border.coverage_bound(employed=600, population=1000, working_abroad=50)
    assert bound == border.Bound(5.0, True)


def test_bound_stops_at_those_who_have_no_registered_job():
    bound = border.coverage_bound(employed=600, population=1000, working_abroad=5000)
    assert bound == border.Bound(40.0, False)


@given(st.integers(1, 10**6), st.integers(0, 10**6), st.integers(0, 10**6))
def test_rate_with_the_bound_never_passes_100(population, employed, abroad):
    employed = min(employed, population)
    bound = border.coverage_bound(employed, population, abroad)
    assert 0 <= bound.points
    assert 100 * employed / population + bound.points <= 100 + 1e-9


@pytest.mark.parametrize(("employed", "population"), [(10, 0), (11, 10), (-1, 10)])
def test_bound_refuses_impossible_counts(employed, population):
    with pytest.raises(ValueError, match="cannot bound"):
        border.coverage_bound(employed, population, 1)


MONTHS = pd.DataFrame(
    {
        "month": [f"{year}-{month:02d}" for year in (2019, 2020) for month in range(1, 13)]
        + ["2021-01", "2021-02"],
        "nok_per_100_sek": [80.0] * 12 + [100.0] * 12 + [90.0, 125.0],
    }
)
YEARS = pd.DataFrame({"year": [2021, 2019, 2020], "nok_per_100_sek": [107.5, 80.0, 100.0]})


def test_a_year_without_all_months_is_left_out():
    assert list(border.complete_years(YEARS, MONTHS)["year"]) == [2019, 2020]


def test_yearly_change_counts_a_wage_in_both_currencies():
    change = border.yearly_change(border.complete_years(YEARS, MONTHS))
    assert (change.period, change.before, change.rate, change.rate_before) == (2020, 2019, 100.0, 80.0)
    assert change.wage_pct == pytest.approx(-20)
    assert change.wage_back_pct == pytest.approx(25)


def test_yearly_change_needs_adjacent_years():
    assert border.yearly_change(YEARS[YEARS["year"] != 2020]) is None
    assert border.yearly_change(YEARS.head(0)) is None


def test_monthly_change_compares_with_the_same_month():
    change = border.monthly_change(MONTHS)
    assert (change.period, change.before) == ("2021-02", "2020-02")
    assert change.wage_pct == pytest.approx(-20)
    assert border.monthly_change(MONTHS.tail(2)) is None
    assert border.monthly_change(MONTHS.head(0)) is None


def test_wage_in_sek_is_the_inverse_of_the_rate():
    assert border.wage_in_sek(80) == 125
    assert border.wage_in_sek(100, wage_nok=30_000) == 30_000


def test_extremes_are_the_lowest_and_highest_rate():
    low, high = border.extremes(YEARS)
    assert (low["year"], high["year"]) == (2019, 2021)


def test_year_rates_are_newest_first_and_compare_adjacent_years_only():
    rates = border.year_rates(
        pd.DataFrame({"year": [2017, 2019, 2020], "nok_per_100_sek": [50.0, 80.0, 100.0]})
    )
    assert list(rates["year"]) == [2020, 2019, 2017]
    assert rates.loc[0, "wage_sek"] == 100
    assert rates.loc[0, "wage_change_pct"] == pytest.approx(-20)
    assert rates["wage_change_pct"].isna().tolist() == [False, True, True]


def points(*rows):
    names, codes, lon, lat = zip(*rows)
    geometry = gpd.points_from_xy(lon, lat, crs="EPSG:4326")
    table = {"name": names, "municipality_code": codes, "precision_m": [250] * len(names)}
    return gpd.GeoDataFrame(table, geometry=geometry)


CENTRES = points(("Sentrum", "9901", 11.0, 59.0), ("Annet", "9902", 11.5, 59.5))


def test_crossings_come_nearest_first_in_metres_on_the_ground():
    # One minute of latitude is 1.856 km here; the projection's own scale is within 1 per mille.
    crossings = points(("far", "9901", 11.0, 59 + 2 / 60), ("near", "9902", 11.0, 59 + 1 / 60))
    table = border.crossing_distances(crossings, CENTRES, "9901")
    assert list(table["name"]) == ["near", "far"]
    assert table["distance_km"].tolist() == pytest.approx([1.856, 3.713], rel=0.003)
    assert set(table["precision_km"]) == {0.25}


def test_distance_needs_one_centre():
    assert border.crossing_distances(CENTRES, CENTRES, "9903").empty
    twice = pd.concat([CENTRES, CENTRES])
    with pytest.raises(ValueError, match="one centre in 9901, got 2"):
        border.crossing_distances(CENTRES, twice, "9901")


def test_places_of_several_kinds_are_one_layer_within_some_municipalities():
    crossing = points(("Bru", "9902", 11.0, 59.1), ("Langt borte", "9909", 12.0, 60.0))
    places = border.border_places({"Sentrum": CENTRES, "Overgang": crossing}, ["9901", "9902"])
    assert list(zip(places["name"], places["category"])) == [
        ("Sentrum", "Sentrum"),
        ("Annet", "Sentrum"),
        ("Bru", "Overgang"),
    ]
    assert places.crs == CENTRES.crs


TOTALS = pd.DataFrame(
    {
        "year": [2020, 2021, 2021],
        "municipality_code": ["9901", "9901", "9902"],
        "employed_residents_persons": [1, 600, 5],
        "population_15_74_persons": [9, 1000, 10],
    }
)


def test_coverage_takes_the_newest_year_and_the_largest_count():
    found = border.coverage(TOTALS, SAMPLE, "9901")
    assert (found.year, found.rate_pct, found.count["value"]) == (2021, 60, 80)
    assert found.bound == border.Bound(8.0, True)


def test_coverage_without_a_count_has_no_bound():
    found = border.coverage(TOTALS, SAMPLE[SAMPLE["direction"] == "to_norway"], "9901")
    assert found.rate_pct == 60 and found.bound is None and found.count is None


def test_coverage_needs_the_municipality():
    with pytest.raises(ValueError, match="for 9909"):
        border.coverage(TOTALS, SAMPLE, "9909")


OSTFOLD = ["3101", "3103", "3105", "3107", "3110", "3112", "3114", "3116", "3118", "3120", "3122", "3124"]


@pytest.mark.parametrize("code", OSTFOLD)
def test_all_of_ostfold_touches_the_border(code):
    record = catalogue()
    assert border.touches_border(record.table("commuting_flows"), record.table("municipalities"), code)


MUNICIPALITIES = pd.DataFrame({"code": ["1", "2", "3"], "borders_sweden": [True, False, False]})


def flows_of(*rows):
    return pd.DataFrame(rows, columns=["year", "residence_code", "work_code", "employed_persons"])


@pytest.mark.parametrize(
    ("flows", "expected"),
    [
        ([], False),
        ([("2", "2", 995), ("2", "1", 5)], True),  # residents who work there: exactly half a per cent
        ([("2", "2", 996), ("2", "1", 4)], False),
        ([("2", "2", 995), ("1", "2", 5)], True),  # workers who live there
        ([("2", "2", 996), ("1", "2", 4)], False),
        ([("2", "2", 995), ("2", "3", 500), ("2", "1", 5)], False),
        ([("2", "1", 5)], False),  # flows that came with municipality 1 and do not cover municipality 2
    ],
)
def test_region_touches_the_border_from_half_a_per_cent(flows, expected):
    table = flows_of(*((2022, *row) for row in flows), (2022, "1", "1", 100))
    assert border.touches_border(table, MUNICIPALITIES, "2") is expected
    assert border.touches_border(table, MUNICIPALITIES, "1")


def test_the_newest_year_decides_whether_a_region_touches_the_border():
    older = [(2021, "2", "2", 90), (2021, "2", "1", 10), (2022, "2", "2", 100)]
    assert not border.touches_border(flows_of(*older), MUNICIPALITIES, "2")


def test_exchange_rate_is_norges_banks_where_the_record_has_it():
    cross = pd.DataFrame({"month": [f"2024-{m:02}" for m in range(1, 13)], "nok_per_100_sek": 100.0, "days": 20})
    yearly = pd.DataFrame({"year": [2024, 2025], "nok_per_100_sek": [100.0, 99.0], "days": [240, 10]})
    none = cross.head(0)
    of_ecb = border.exchange(dict(zip(border.EXCHANGE, (none, cross, yearly))))
    assert list(of_ecb.years["year"]) == [2024]
    assert (of_ecb.months_table, of_ecb.years_table) == ("exchange_rate_monthly", "exchange_rate_yearly")
    bank = cross.assign(nok_per_100_sek=[90.0] * 11 + [102.0], days=[20] * 11 + [10])
    own = border.exchange(dict(zip(border.EXCHANGE, (bank, cross, yearly))))
    assert own.years["nok_per_100_sek"].to_list() == [pytest.approx((90 * 220 + 102 * 10) / 230)]
    assert own.months_table == own.years_table == "exchange_rate_norges_bank"


def test_coverage_of_each_year_that_both_counts_have():
    employed, population = pd.Series({2021: 500, 2020: 400, 2019: 1}), pd.Series({2020: 1000, 2021: 1000})
    first, last = border.coverage_by_year(employed, population, SAMPLE)
    assert (first.year, first.rate_pct, first.bound) == (2020, 40.0, border.Bound(8.0, True))
    assert (last.year, last.rate_pct, last.count["value"]) == (2021, 50.0, 80)
    assert border.coverage_by_year(employed.head(0), population, SAMPLE) == []


def test_bounded_rates_lack_an_upper_value_where_the_bound_says_nothing():
    employed, population = pd.Series({2020: 400, 2021: 60}), pd.Series({2020: 1000, 2021: 100})
    rates = border.bounded_rates(border.coverage_by_year(employed, population, SAMPLE))
    assert rates["rate_pct"].tolist() == [40, 60]
    assert rates["upper_pct"].iloc[0] == 48 and pd.isna(rates["upper_pct"].iloc[1])
    unknown = border.bounded_rates(border.coverage_by_year(employed, population, SAMPLE.head(0)))
    assert unknown["upper_pct"].isna().all()
