"""Indicators of land for business on small tables with known answers."""

import pandas as pd
import pytest

from statusbok.indicators import land

BUILT_UP = pd.DataFrame(
    [
        (2023, "A", "Veg", 90.0, 9.0),
        (2024, "A", "Veg", 30.0, 30.0),
        (2024, "A", "Boligbebyggelse", 60.0, 60.0),
        (2024, "A", land.BUSINESS_AND_SERVICES, 10.0, 10.0),
        (2024, "B", land.BUSINESS_AND_SERVICES, 25.0, 50.0),
        (2024, "C", land.BUSINESS_AND_SERVICES, 5.0, 5.0),
    ],
    columns=["year", "municipality_code", "land_use_class", "share_pct", "area_ha"],
)
INDICATORS = pd.DataFrame(
    [
        (2019, "A", "near", 3.0),
        (2020, "A", "near", None),
        (2021, "A", "near", 2.5),
        (2019, "B", "near", 1.0),
        (2021, "B", "near", 4.0),
        (2021, "C", "near", 2.5),
        (2021, "A", "share", 12.0),
    ],
    columns=["year", "municipality_code", "indicator_id", "value"],
)


def test_land_use_is_the_newest_year_with_the_largest_class_first():
    found = land.land_use(BUILT_UP, "A")
    assert found["land_use_class"].tolist() == ["Boligbebyggelse", "Veg", land.BUSINESS_AND_SERVICES]
    assert found["year"].unique().tolist() == [2024]
    assert land.land_use(BUILT_UP, "X").empty


def test_class_shares_are_sorted_and_limited_to_the_municipalities_asked_for():
    found = land.class_shares(BUILT_UP, land.BUSINESS_AND_SERVICES, ["A", "B"])
    assert found[["municipality_code", "share_pct", "area_ha"]].values.tolist() == [
        ["B", 25, 50],
        ["A", 10, 10],
    ]
    assert land.class_shares(BUILT_UP.iloc[:0], "Veg", ["A"]).empty


def test_series_leaves_missing_years_out():
    assert land.series(INDICATORS, "near", "A").to_dict() == {2019: 3.0, 2021: 2.5}
    assert land.series(INDICATORS, "near", "X").empty


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({2019: 3.0, 2021: 2.5}, land.Development(2019, 3.0, 2021, 2.5)),
        ({2021: 2.5}, land.Development(2021, 2.5, 2021, 2.5)),
        ({}, None),
    ],
)
def test_development(values, expected):
    assert land.development(pd.Series(values, dtype=float)) == expected


def test_compare_has_a_gap_where_a_municipality_lacks_the_year():
    found = land.compare(INDICATORS, "near", ["A", "B", "C"])
    assert found["municipality_code"].tolist() == ["A", "C", "B"]
    assert found[["first_year", "last_year"]].drop_duplicates().values.tolist() == [[2019, 2021]]
    assert found["last"].tolist() == [2.5, 2.5, 4.0]
    assert found["first"].isna().tolist() == [False, True, False]
    assert land.compare(INDICATORS, "near", ["X"]).empty


def test_rank_counts_from_the_lowest_and_equal_values_share_a_place():
    values = pd.Series({"A": 2.5, "B": 4.0, "C": 2.5, "D": None})
    assert land.rank(values, "A") == land.rank(values, "C") == land.Rank(1, 3)
    assert land.rank(values, "B") == land.Rank(3, 3)
    assert land.rank(values, "D") is None
    assert land.rank(values, "X") is None


def test_overview_has_the_span_of_the_others_in_the_same_year():
    found = land.overview(INDICATORS, ["near", "share", "nothing"], "A", ["B", "C"]).set_index("indicator_id")
    assert found.loc["near"].tolist() == [2019, 3.0, 2021, 2.5, 2.5, 4.0]
    assert found.loc["share", ["lowest", "highest"]].isna().all()
    assert "nothing" not in found.index
    assert land.overview(INDICATORS, ["near"], "X", []).empty


PUBLISHED = pd.DataFrame(
    [
        ("plan", "Sletta", "Planområde", 100.0, 2020, "A", True),
        ("part", "Sletta", "Næringsareal", 40.0, 2020, "A", True),
        ("old", "Kaia", "Bare status", None, 2011, "A", True),
        ("homes", "Boliger", "Ledig areal", 5.0, 2024, "A", False),
        ("other", "Torget", "Planområde", 7.0, 2022, "B", True),
    ],
    columns=["id", "name", "measure", "value", "year", "municipality_code", "about_business"],
)


def test_published_leaves_out_housing_and_other_municipalities():
    assert land.published(PUBLISHED, "A")["id"].tolist() == ["part", "plan", "old"]
    assert land.published(PUBLISHED, "X").empty


def test_places_name_the_areas_they_stand_for_once_and_only_those_of_the_edition():
    points = pd.DataFrame(
        {
            "name": ["Øst", "Vest", "Annet"],
            "municipality_code": ["A", "A", "B"],
            "published": ["plan;part;later", "", "other"],
        }
    )
    found = land.places(points, land.published(PUBLISHED, "A"), "A")
    assert found["name"].tolist() == ["Øst", "Vest"]
    assert found["published"].tolist() == [["Sletta"], []]
    assert land.places(points, land.published(PUBLISHED, "X"), "X").empty
