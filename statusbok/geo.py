"""Map layers of the record (geo/*.geojson), with areas and distances computed in UTM zone 32 (EPSG:25832)."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from statusbok import frozen, reads, timing
from statusbok.errors import GeometryError

FOLDER = Path(__file__).resolve().parent.parent / "geo"
WGS84 = "EPSG:4326"
UTM32 = "EPSG:25832"

#: Norway and Sweden in degrees, west, south, east, north: what is outside has its two numbers the wrong way round.
_REGION = (3.0, 55.0, 33.0, 73.0)

_AREA = ("Polygon", "MultiPolygon")
_LINE = ("LineString", "MultiLineString")
_POINT = ("Point",)
_PLACE = ("code", "name", "municipality_code", "precision_m", "source", "note")
_LAND = ("code", "name", "municipality_code", "class", "area_ha")
_METADATA = ("title", "source", "licence", "attribution", "precision", "made_by")

#: Columns and geometry types that each layer must have.
LAYERS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "municipalities": (("code", "name", "country", "county", "role"), _AREA),
    "land": (("code", "name"), _AREA),
    "border": (("code", "name"), _LINE),
    "border_crossings": (_PLACE, _POINT),
    "stations": (_PLACE, _POINT),
    "centres": (_PLACE, _POINT),
    "business_areas": ((*_PLACE, "kind", "published"), _POINT),
}

#: The same of layers that are there only when an update has fetched them, each under the licence of its source.
OPTIONAL: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "arealbruk": (_LAND, _AREA),
    "osm_business_land": (_LAND, _AREA),
    "scb_business_areas": (_LAND, _AREA),
}

#: Upper limits in km and labels of the distance bands; the upper limit belongs to the band.
BANDS: tuple[tuple[float, str], ...] = (
    (20.0, "0–20 km"),
    (40.0, "20–40 km"),
    (80.0, "40–80 km"),
    (np.inf, "over 80 km"),
)


def names() -> list[str]:
    """Names of the map layers that there are: all that must be, and the optional ones that have a file."""
    return [*LAYERS, *(name for name in OPTIONAL if has(name))]


def has(name: str) -> bool:
    """Whether a layer has a file; an optional one need not."""
    return _path(name).is_file()


def layer(name: str) -> gpd.GeoDataFrame:
    """A map layer, checked.

    Args:
        name: One of `names()`.

    Returns:
        The features in EPSG:4326. `municipalities` has code (2024), name, country, county and role
        ("ostfold", "neighbour", "sweden", and "other" for those that an update has added); the point layers
        have code, name, municipality_code, precision_m, source and note; `business_areas` also kind ("area",
        "port") and published (ids of rows in the record's table of the same name, separated by semicolons).
        The optional layers of business land have code, name, municipality_code, class and area_ha (hectares).

    Raises:
        GeometryError: the layer is unknown, missing, unreadable, or its features are not as expected.
    """
    return _cached(_path(name), name)[0].copy(deep=False)


def metadata(name: str) -> dict[str, Any]:
    """What a layer says of itself: title, source, licence, attribution, precision, made_by.

    Raises:
        GeometryError: as `layer`.
    """
    return dict(_cached(_path(name), name)[1])


def centroids(municipalities: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Centre of each area, computed in EPSG:25832 and returned as points in EPSG:4326."""
    centres = municipalities.geometry.to_crs(UTM32).centroid.to_crs(WGS84)
    return municipalities.set_geometry(centres)


def areas_km2(municipalities: gpd.GeoDataFrame) -> pd.Series:
    """Area of each municipality in km², by code: land with lakes, without sea, in EPSG:25832."""
    areas = municipalities.geometry.to_crs(UTM32).area / 1e6
    return pd.Series(areas.values, index=municipalities["code"].values, name="area_km2")


def distances_km(centroids: gpd.GeoDataFrame, origin_code: str) -> pd.Series:
    """Straight-line distance in km from one municipality's point to each of the others, by code.

    Look up a municipality outside the layer with `.reindex(codes)`: its distance is then NaN (unknown).

    Args:
        centroids: Points with `code`, from `centroids()`.
        origin_code: Code of the municipality that distances are measured from.

    Raises:
        GeometryError: the origin is not among the points.
    """
    points = centroids.set_index("code").geometry.to_crs(UTM32)
    if origin_code not in points.index:
        raise GeometryError(
            f"municipalities: {origin_code} has no point to measure from; those are {_list(points.index)}"
        )
    return (points.distance(points[origin_code]) / 1000).rename("distance_km")


def bands_around(municipalities: gpd.GeoDataFrame, origin_code: str) -> pd.Series | None:
    """Distance band of each municipality from one of them, by code; None where the layer lacks that one."""
    if origin_code not in set(municipalities["code"]):
        return None
    return distance_bands(distances_km(centroids(municipalities), origin_code))


def distance_bands(distances: pd.Series) -> pd.Series:
    """Distance band of each distance in km: "0–20 km", "20–40 km", "40–80 km" or "over 80 km"; NaN stays NaN.

    Returns:
        An ordered categorical series with the same index.
    """
    limits = [-np.inf, *(limit for limit, _ in BANDS)]
    return pd.cut(distances, bins=limits, labels=[label for _, label in BANDS]).rename("distance_band")


def read(path: Path, name: str) -> gpd.GeoDataFrame:
    """Read a file as the named layer and check it, see `layer`."""
    return _load(path, name)[0]


def as_geojson(collection: dict[str, Any]) -> str:
    """The text of a layer's file: what it says of itself, then one feature a line, so that a change shows as a
    small difference. A layer that is read and written again has the same text.
    """
    head = {key: value for key, value in collection.items() if key != "features"}
    lines = [json.dumps(feature, ensure_ascii=False, separators=(",", ":")) for feature in collection["features"]]
    opening = json.dumps(head, ensure_ascii=False, indent=1).removesuffix("\n}")
    return opening + ',\n "features": [\n' + ",\n".join(lines) + "\n]}\n"


def feature(properties: dict[str, Any], geometry: shapely.Geometry) -> dict[str, Any]:
    """A feature of a layer: coordinates with five decimals (about a metre), in an order of their own."""
    made = _rounded(shapely.geometry.mapping(shapely.normalize(geometry)))
    return {"type": "Feature", "properties": properties, "geometry": made}


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_rounded(item) for item in value]
    return round(value, 5) if isinstance(value, float) else value


def _path(name: str) -> Path:
    if name not in LAYERS and name not in OPTIONAL:
        raise GeometryError(f"{name}: unknown map layer; the layers are {_list([*LAYERS, *OPTIONAL])}")
    folder = FOLDER if frozen.in_use() is None else frozen.data_folder() / "geo"
    reads.file(folder / f"{name}.geojson")
    return folder / f"{name}.geojson"


def _cached(path: Path, name: str) -> tuple[gpd.GeoDataFrame, dict[str, Any]]:
    """A layer as it was last read, as long as its file is the same: an update in the same process may change it."""
    state = path.stat() if path.is_file() else None
    return _unchanged(path, name, state and (state.st_mtime_ns, state.st_size))


@lru_cache(maxsize=32)
def _unchanged(path: Path, name: str, state: tuple[int, int] | None) -> tuple[gpd.GeoDataFrame, dict[str, Any]]:
    return _load(path, name)


@timing.spent("data")
def _load(path: Path, name: str) -> tuple[gpd.GeoDataFrame, dict[str, Any]]:
    maker = "statusbok update" if name in OPTIONAL else "geo/build_layers.py"
    remedy = f"Restore the file, or make it again with {maker}."
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        found = [dict(feature) for feature in content["features"]]
    except FileNotFoundError:
        raise GeometryError(f"{name}: the file {path} is missing. {remedy}") from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise GeometryError(f"{name}: {path} cannot be read as GeoJSON ({error}). {remedy}") from None

    declared = content.get("crs")
    if declared is not None and "CRS84" not in json.dumps(declared):
        raise GeometryError(f"{name}: {path.name} has the coordinate system {declared}; expected EPSG:4326")
    absent = [key for key in _METADATA if not content.get(key)]
    if absent:
        raise GeometryError(f"{name}: {path.name} lacks {_list(absent)} at the top of the file")
    if not found:
        raise GeometryError(f"{name}: {path.name} has no features. {remedy}")
    return _checked(found, name), {key: value for key, value in content.items() if key != "features"}


def _checked(features: list[dict[str, Any]], name: str) -> gpd.GeoDataFrame:
    columns, types = (LAYERS | OPTIONAL)[name]
    for number, feature in enumerate(features, start=1):
        properties = feature.get("properties") or {}
        which = f"{name}, feature {number} ({properties.get('code', '?')} {properties.get('name', '?')})"
        absent = [column for column in columns if column not in properties]
        if absent:
            raise GeometryError(f"{which}: the column {_list(absent)} is missing; expected {_list(columns)}")
        _check_geometry(feature.get("geometry"), types, which)
    frame = gpd.GeoDataFrame.from_features(features, crs=WGS84)
    repeated = frame["code"][frame["code"].duplicated()]
    if len(repeated):
        raise GeometryError(f"{name}: the code {repeated.iloc[0]} stands in several features; expected one")
    return frame[[*columns, "geometry"]]


def _check_geometry(geometry: dict[str, Any] | None, types: tuple[str, ...], which: str) -> None:
    if not geometry or not geometry.get("coordinates"):
        raise GeometryError(f"{which}: the geometry is empty; expected {types[-1]}")
    if geometry.get("type") not in types:
        raise GeometryError(f"{which}: the geometry is {geometry.get('type')}; expected {' or '.join(types)}")
    try:
        made = shapely.geometry.shape(geometry)
    except (ValueError, TypeError, IndexError, shapely.errors.ShapelyError) as error:
        raise GeometryError(f"{which}: the geometry cannot be read ({error}); expected {types[-1]}") from None
    if not made.is_valid:
        raise GeometryError(f"{which}: the geometry is not valid ({shapely.is_valid_reason(made)})")
    west, south, east, north = made.bounds
    if west < -180 or east > 180 or south < -90 or north > 90:
        raise GeometryError(
            f"{which}: coordinates up to {max(map(abs, made.bounds)):,.0f} are not degrees; "
            "expected EPSG:4326 (longitude, latitude)"
        )
    if west < _REGION[0] or south < _REGION[1] or east > _REGION[2] or north > _REGION[3]:
        raise GeometryError(
            f"{which}: {west:.2f}, {south:.2f} is not in Norway or Sweden; expected longitude first, then latitude"
        )


def _list(values: Any) -> str:
    return ", ".join(map(str, values))
