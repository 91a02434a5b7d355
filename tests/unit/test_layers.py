"""The map layers of the record: complete, valid, a coverage, and right where a reader would notice."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from shapely.geometry import LineString, Point

from statusbok import geo
from statusbok.edition import Edition

LARGEST_MUNICIPALITY_BYTES = 25_000  # on average
LARGEST_REST_BYTES = 600_000  # of layers that do not grow with the municipalities
COAST_M = 100
POINT_LAYERS = ["border_crossings", "stations", "centres", "business_areas"]
BUILT = "geo/build_layers.py"
UPDATED = "statusbok update"


@pytest.fixture(scope="module")
def everywhere() -> gpd.GeoDataFrame:
    """All municipalities, also those that an update has added."""
    return geo.layer("municipalities")


@pytest.fixture(scope="module")
def municipalities(everywhere: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Those that were made as one, with the land and the border."""
    return everywhere[everywhere["role"] != "other"]


@pytest.fixture(scope="module")
def norway_and_sweden() -> tuple[shapely.Geometry, shapely.Geometry]:
    land = geo.layer("land").set_index("code").geometry
    return land["NO"], land["SE"]


@pytest.mark.parametrize("name", geo.names())
def test_every_layer_says_what_it_is(name: str) -> None:
    layer, metadata = geo.layer(name), geo.metadata(name)
    assert layer.crs == "EPSG:4326"
    assert len(layer) > 0
    by = [UPDATED] if name in geo.OPTIONAL else [BUILT]
    assert metadata["made_by"] in (", ".join(by), ", ".join([*by, UPDATED]))
    assert (UPDATED in metadata["made_by"]) == ("retrieved" in metadata)
    assert metadata["attribution"] and metadata["licence"] and metadata["precision"]


def test_the_layers_are_small_enough_for_a_page(everywhere: gpd.GeoDataFrame) -> None:
    sizes = {name: (geo.FOLDER / f"{name}.geojson").stat().st_size for name in geo.LAYERS}  # no page draws the others
    assert sizes.pop("municipalities") / len(everywhere) < LARGEST_MUNICIPALITY_BYTES
    assert sum(sizes.values()) < LARGEST_REST_BYTES


def test_municipalities_are_those_of_2024(everywhere: gpd.GeoDataFrame) -> None:
    roles = everywhere.groupby("role")["code"].agg(set)
    record = Edition().municipalities
    assert roles["ostfold"] == set(record.index[record["ostfold"]])
    assert {role: len(roles[role]) for role in ("ostfold", "neighbour", "sweden")} == {
        "ostfold": 12, "neighbour": 13, "sweden": 8,
    }  # fmt: skip
    assert set(roles.index) <= {"ostfold", "neighbour", "sweden", "other"}
    assert set(everywhere.loc[everywhere["role"] == "other", "country"]) <= {"NO"}
    norwegian = everywhere[everywhere["country"] == "NO"].set_index("code")
    assert norwegian["name"].to_dict() == record.loc[norwegian.index, "name"].to_dict()
    assert norwegian["county"].to_dict() == record.loc[norwegian.index, "county"].to_dict()


def test_municipalities_that_were_added_take_nothing_from_those_that_were_there(everywhere: gpd.GeoDataFrame) -> None:
    assert everywhere.is_valid.all()
    projected = everywhere.to_crs("EPSG:25832").reset_index(drop=True)
    for place, other in projected[projected["role"] == "other"].iterrows():
        rest = projected.drop(index=place).geometry
        overlap = rest[rest.intersects(other.geometry)].intersection(other.geometry).area.sum()
        assert overlap < 10_000, other["name"]  # square metres: rounding along the outline


def test_municipalities_neither_overlap_nor_leave_gaps(municipalities: gpd.GeoDataFrame) -> None:
    assert municipalities.is_valid.all()
    assert shapely.coverage_is_valid(municipalities.geometry.values)


def test_no_sliver_between_municipalities(
    municipalities: gpd.GeoDataFrame, norway_and_sweden: tuple[shapely.Geometry, shapely.Geometry]
) -> None:
    uncovered = shapely.union_all(norway_and_sweden).difference(municipalities.union_all())
    parts = gpd.GeoSeries(shapely.get_parts(uncovered), crs="EPSG:4326").to_crs("EPSG:25832")
    assert parts.area.min() > 10_000  # square metres: islands and whole municipalities, nothing thin


def test_municipalities_share_the_coast_of_the_backdrop(
    municipalities: gpd.GeoDataFrame, norway_and_sweden: tuple[shapely.Geometry, shapely.Geometry]
) -> None:
    for country, land in zip(("NO", "SE"), norway_and_sweden, strict=True):
        own = municipalities[municipalities["country"] == country].union_all()
        outside = gpd.GeoSeries([own.difference(land)], crs="EPSG:4326").to_crs("EPSG:25832").area.sum()
        assert outside < 10_000  # square metres: rounding along the outline


def test_the_countries_meet_on_land(
    norway_and_sweden: tuple[shapely.Geometry, shapely.Geometry],
) -> None:
    norway, sweden = norway_and_sweden
    assert norway.intersection(sweden).area == 0
    border = geo.layer("border").set_index("code").geometry.to_crs("EPSG:25832")
    assert 200 < border["land"].length / 1000 < 330
    assert 40 < border["water"].length / 1000 < 90


def test_areas_and_centre_of_halden(municipalities: gpd.GeoDataFrame) -> None:
    # Total areas with lakes, in whole km², as Kartverket publishes them.
    published = pd.Series({"3101": 642, "3105": 406, "3120": 435, "3122": 413, "3124": 319})
    assert geo.areas_km2(municipalities)[published.index].tolist() == pytest.approx(
        published.tolist(), rel=0.02
    )
    centre = geo.centroids(municipalities).set_index("code").geometry["3101"]
    assert (centre.x, centre.y) == pytest.approx((11.4975, 59.0866), abs=0.005)


@pytest.mark.parametrize(
    ("place", "longitude", "latitude", "code"),
    [
        ("Halden, Fredriksten", 11.396, 59.119, "3101"),
        ("Kornsjø", 11.660, 58.941, "3101"),
        ("Sponvika", 11.2298, 59.0945, "3101"),
        ("Brattøya", 11.358, 59.1135, "3101"),
        ("Kirkeøy", 11.03, 59.06, "3110"),
        ("Vesterøy", 10.87, 59.09, "3110"),
        ("Nordkoster", 11.00, 58.905, "1486"),
        ("Sydkoster", 11.04, 58.88, "1486"),
        ("Svinesund, Swedish side", 11.270, 59.090, "1486"),
    ],
)
def test_known_places_lie_where_they_should(
    municipalities: gpd.GeoDataFrame, place: str, longitude: float, latitude: float, code: str
) -> None:
    found = municipalities.loc[municipalities.contains(Point(longitude, latitude)), "code"]
    assert found.tolist() == [code], place


@pytest.mark.parametrize(
    ("water", "longitude", "latitude"),
    [
        ("Ringdalsfjorden", 11.30, 59.107),
        ("Iddefjorden off Halden", 11.365, 59.10),
        ("Iddefjorden in the middle", 11.405, 59.055),
        ("Iddefjorden in the south", 11.455, 59.005),
        ("Singlefjorden", 11.13, 59.09),
        ("Kosterfjorden", 11.09, 58.89),
        ("Løperen, between Kirkeøy and Asmaløy", 10.98, 59.05),
        ("Oslofjorden off Moss", 10.58, 59.43),
        ("Vänern", 12.9, 58.8),
    ],
)
def test_water_is_water(
    norway_and_sweden: tuple[shapely.Geometry, shapely.Geometry],
    water: str,
    longitude: float,
    latitude: float,
) -> None:
    assert not any(land.contains(Point(longitude, latitude)) for land in norway_and_sweden), water


def test_the_fjord_is_open_from_the_sea_to_its_southern_end(
    norway_and_sweden: tuple[shapely.Geometry, shapely.Geometry],
) -> None:
    way = geo.layer("border").set_index("code").geometry["water"]
    assert isinstance(way, LineString)
    norway, sweden = norway_and_sweden
    assert way.intersection(norway.union(sweden)).length < 0.01  # degrees: only its end, at the shore
    assert way.bounds[1] < 58.99 and way.bounds[3] > 59.11


@pytest.mark.parametrize("name", POINT_LAYERS)
def test_points_have_a_source_and_lie_within_their_precision(
    everywhere: gpd.GeoDataFrame, name: str
) -> None:
    points = geo.layer(name)
    assert points["source"].str.len().min() > 5
    areas = everywhere.set_index("code").geometry.to_crs("EPSG:25832")
    own = areas.loc[points["municipality_code"]].reset_index(drop=True)
    distances = points.to_crs("EPSG:25832").distance(own)
    far = points[distances > points["precision_m"] + COAST_M]
    assert far.empty, far["name"].tolist()


def test_border_crossings_lie_on_the_border() -> None:
    crossings = geo.layer("border_crossings").to_crs("EPSG:25832")
    border = geo.layer("border").to_crs("EPSG:25832").union_all()
    far = crossings[crossings.distance(border) > crossings["precision_m"] + COAST_M]
    assert far.empty, far["name"].tolist()


def test_every_municipality_has_a_centre(everywhere: gpd.GeoDataFrame) -> None:
    assert set(geo.layer("centres")["municipality_code"]) == set(everywhere["code"])


def test_business_land_lies_in_a_municipality_of_the_record() -> None:
    known = set(Edition().municipalities.index)
    for name in geo.OPTIONAL:
        if geo.has(name):
            assert set(geo.layer(name)["municipality_code"]) <= known, name


def test_the_points_are_those_kept_by_hand() -> None:
    kept = pd.read_csv(geo.FOLDER / "places.csv")
    assert set(kept["layer"]) == set(POINT_LAYERS)
    for name in POINT_LAYERS:
        layer = geo.layer(name).set_index("code")
        if name == "centres":
            layer = layer[~layer.index.str.startswith("kommune-")]  # added by an update
        rows = kept[kept["layer"] == name].set_index("id")
        assert layer.geometry.x.to_dict() == rows["longitude"].to_dict()
        assert layer.geometry.y.to_dict() == rows["latitude"].to_dict()


def test_published_areas_on_the_map_are_in_the_record() -> None:
    points = geo.layer("business_areas")
    assert set(points["kind"]) == {"area", "port"}
    named = {each for ids in points["published"] for each in ids.split(";") if each}
    assert named and named <= set(Edition().table("business_areas")["id"])
