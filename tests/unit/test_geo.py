"""Reading layers, the errors of broken ones, and areas and distances with known answers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import Point, box, shape

from statusbok import geo
from statusbok.errors import GeometryError

SQUARE = [[[11.0, 59.0], [11.1, 59.0], [11.1, 59.1], [11.0, 59.1], [11.0, 59.0]]]
BOW_TIE = [[[11.0, 59.0], [11.1, 59.1], [11.1, 59.0], [11.0, 59.1], [11.0, 59.0]]]
LATITUDE_FIRST = [[[north, east] for east, north in SQUARE[0]]]
UTM_SQUARE = [[[610_000, 6_540_000], [611_000, 6_540_000], [611_000, 6_541_000], [610_000, 6_540_000]]]


def collection(**feature: Any) -> dict[str, Any]:
    """A layer of municipalities with one feature, changed as told."""
    properties = {"code": "3101", "name": "Halden", "country": "NO", "county": "Østfold", "role": "ostfold"}
    whole = {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "Polygon", "coordinates": SQUARE},
    }
    about = dict.fromkeys(("title", "source", "licence", "attribution", "precision", "made_by"), "sample")
    return {"type": "FeatureCollection", **about, "features": [whole | feature]}


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Puts a layer of municipalities in the place of the record's."""
    monkeypatch.setattr(geo, "FOLDER", tmp_path)

    def write(content: dict[str, Any] | str) -> None:
        text = content if isinstance(content, str) else json.dumps(content)
        (tmp_path / "municipalities.geojson").write_text(text, encoding="utf-8")

    return write


def test_a_good_layer_is_read(write) -> None:
    write(collection())
    layer = geo.layer("municipalities")
    assert layer.crs == "EPSG:4326"
    assert layer[["code", "name"]].values.tolist() == [["3101", "Halden"]]
    assert geo.metadata("municipalities")["title"] == "sample"


def test_a_caller_cannot_change_the_layer_for_the_next(write) -> None:
    write(collection())
    geo.layer("municipalities")["code"] = "9999"
    assert geo.layer("municipalities")["code"].tolist() == ["3101"]


def test_a_file_that_has_changed_is_read_again(write) -> None:
    write(collection())
    first = geo.layer("municipalities")
    write(collection(properties=collection()["features"][0]["properties"] | {"name": "Nye Halden"}) | {"title": "new"})
    assert first["name"].tolist() == ["Halden"] and geo.layer("municipalities")["name"].tolist() == ["Nye Halden"]
    assert geo.metadata("municipalities")["title"] == "new"


def without(key: str) -> dict[str, Any]:
    properties = collection()["features"][0]["properties"]
    return {name: value for name, value in properties.items() if name != key}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param("{half a fi", "municipalities: .* cannot be read as GeoJSON", id="unreadable"),
        pytest.param({"type": "Feature"}, "cannot be read as GeoJSON", id="not a collection"),
        pytest.param(collection() | {"features": []}, "has no features", id="no features"),
        pytest.param(collection() | {"features": [None]}, "cannot be read as GeoJSON", id="a feature that is none"),
        pytest.param(
            collection(geometry={"type": "Polygon", "coordinates": LATITUDE_FIRST}),
            r"feature 1 \(3101 Halden\): 59.00, 11.00 is not in Norway or Sweden; expected longitude first",
            id="latitude first",
        ),
        pytest.param(collection() | {"licence": ""}, "lacks licence at the top", id="no licence"),
        pytest.param(
            collection() | {"crs": {"properties": {"name": "urn:ogc:def:crs:EPSG::25832"}}},
            "has the coordinate system .*25832.*; expected EPSG:4326",
            id="wrong declared system",
        ),
        pytest.param(
            collection(geometry={"type": "Polygon", "coordinates": UTM_SQUARE}),
            r"feature 1 \(3101 Halden\): coordinates up to 6,541,000 are not degrees; expected EPSG:4326",
            id="wrong system",
        ),
        pytest.param(
            collection(geometry={"type": "Polygon", "coordinates": BOW_TIE}),
            r"feature 1 \(3101 Halden\): the geometry is not valid \(Self-intersection",
            id="invalid",
        ),
        pytest.param(
            collection(geometry={"type": "Polygon", "coordinates": []}),
            r"\(3101 Halden\): the geometry is empty; expected MultiPolygon",
            id="empty",
        ),
        pytest.param(collection(geometry=None), r"\(3101 Halden\): the geometry is empty", id="no geometry"),
        pytest.param(
            collection(geometry={"type": "Point", "coordinates": [11, 59]}),
            "the geometry is Point; expected Polygon or MultiPolygon",
            id="wrong type",
        ),
        pytest.param(
            collection(geometry={"type": "Polygon", "coordinates": [[[11, 59], [12, 59]]]}),
            "the geometry cannot be read",
            id="too few points",
        ),
        pytest.param(
            collection(properties=without("role")),
            r"feature 1 \(3101 Halden\): the column role is missing; expected code, name",
            id="missing column",
        ),
        pytest.param(
            collection() | {"features": collection()["features"] * 2},
            "the code 3101 stands in several features",
            id="code twice",
        ),
    ],
)
def test_a_broken_layer_is_refused(write, content: dict[str, Any] | str, message: str) -> None:
    write(content)
    with pytest.raises(GeometryError, match=message):
        geo.layer("municipalities")


def test_a_missing_file_is_named(write) -> None:
    with pytest.raises(GeometryError, match=r"municipalities: the file .*geojson is missing.*build_layers"):
        geo.layer("municipalities")


def test_an_optional_layer_is_known_only_when_it_is_there(write, tmp_path: Path) -> None:
    write(collection())
    assert geo.names() == list(geo.LAYERS)
    with pytest.raises(GeometryError, match="arealbruk: the file .* is missing.*make it again with statusbok update"):
        geo.layer("arealbruk")
    properties = {"code": "way/1", "name": "", "municipality_code": "3101", "class": "retail", "area_ha": 2.5}
    text = json.dumps(collection(properties=properties))
    (tmp_path / "osm_business_land.geojson").write_text(text, encoding="utf-8")
    assert geo.names() == [*geo.LAYERS, "osm_business_land"]
    assert geo.layer("osm_business_land")["area_ha"].tolist() == [2.5]


@pytest.mark.parametrize("name", geo.LAYERS)
def test_a_layer_that_is_read_and_written_again_is_the_same(name: str) -> None:
    text = (geo.FOLDER / f"{name}.geojson").read_text(encoding="utf-8")
    content = json.loads(text)
    assert geo.as_geojson(content) == text
    again = [geo.feature(f["properties"], shape(f["geometry"])) for f in content["features"]]
    assert geo.as_geojson(content | {"features": again}) == text


def test_an_unknown_layer_is_refused() -> None:
    with pytest.raises(GeometryError, match="rivers: unknown map layer; the layers are municipalities, land"):
        geo.layer("rivers")


@pytest.fixture
def squares() -> gpd.GeoDataFrame:
    """Two squares of 10 km, 30 km apart from centre to centre, given in EPSG:4326."""
    frame = gpd.GeoDataFrame(
        {"code": ["A", "B"]},
        geometry=[box(600_000, 6_550_000, 610_000, 6_560_000), box(630_000, 6_550_000, 640_000, 6_560_000)],
        crs="EPSG:25832",
    )
    return frame.to_crs("EPSG:4326")


def test_areas_are_measured_in_utm(squares: gpd.GeoDataFrame) -> None:
    areas = geo.areas_km2(squares)
    assert areas.index.tolist() == ["A", "B"]
    assert areas.tolist() == pytest.approx([100, 100], rel=1e-6)


def test_distances_are_measured_in_utm(squares: gpd.GeoDataFrame) -> None:
    centres = geo.centroids(squares)
    assert centres.crs == "EPSG:4326"
    assert all(isinstance(point, Point) for point in centres.geometry)
    assert squares.geom_type.unique().tolist() == ["Polygon"]  # the areas given are left as they were
    distances = geo.distances_km(centres, "A")
    assert distances.to_dict() == pytest.approx({"A": 0, "B": 30}, abs=1e-4)
    assert np.isnan(distances.reindex(["B", "4601"])["4601"])


def test_distance_from_a_place_outside_the_layer_is_refused(squares: gpd.GeoDataFrame) -> None:
    with pytest.raises(GeometryError, match="4601 has no point to measure from; those are A, B"):
        geo.distances_km(geo.centroids(squares), "4601")


def test_bands_around_a_municipality_that_the_layer_lacks_are_not_known() -> None:
    layer = geo.layer("municipalities")
    assert geo.bands_around(layer, "4601") is None
    assert geo.bands_around(layer, "3101")["3101"] == "0–20 km"


def test_the_upper_limit_belongs_to_the_band_and_unknown_stays_unknown() -> None:
    bands = geo.distance_bands(pd.Series([0, 20, 20.1, 40, 80, 80.1, np.nan], index=list("abcdefg")))
    assert bands.cat.ordered
    assert bands.cat.categories.tolist() == ["0–20 km", "20–40 km", "40–80 km", "over 80 km"]
    assert bands.astype(object).where(bands.notna(), None).tolist() == [
        "0–20 km",
        "0–20 km",
        "20–40 km",
        "20–40 km",
        "40–80 km",
        "over 80 km",
        None,
    ]
