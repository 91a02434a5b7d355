"""Geometries as services give them, checked: polygons in degrees, longitude first, valid, in the right country."""

from __future__ import annotations

import re
import warnings
from io import BytesIO
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from statusbok.errors import SourceError

WGS84 = "EPSG:4326"
UTM32 = "EPSG:25832"

#: West, south, east and north in degrees, with the territorial sea. Nowhere in the two countries can a latitude
#: be mistaken for a longitude.
COUNTRIES = {"Norway": (3.5, 57.5, 32.5, 72.0), "Sweden": (10.0, 54.9, 25.0, 69.5)}

#: Share of the area that a repair may change.
REPAIRABLE = 0.001


def checked(geometry: shapely.Geometry | None, who: str, *, country: str = "Norway") -> shapely.Geometry:
    """An area that can be used.

    A geometry that crosses itself is repaired where that changes the area by less than 0.1 per cent.

    Args:
        geometry: Polygon or MultiPolygon in degrees, longitude first.
        who: What the geometry is of, for errors.
        country: "Norway" or "Sweden", where it must lie.

    Returns:
        A valid Polygon or MultiPolygon in two dimensions.

    Raises:
        SourceError: It is empty, no area, not in degrees, latitude first, outside the country, or too broken; the
            message names `who` and where.
    """
    if geometry is None or geometry.is_empty:
        raise SourceError(f"{who}: the geometry is empty; expected a polygon")
    if geometry.geom_type not in ("Polygon", "MultiPolygon"):
        raise SourceError(f"{who}: the geometry is {geometry.geom_type}; expected Polygon or MultiPolygon")
    geometry = shapely.force_2d(geometry)
    if not np.isfinite(shapely.get_coordinates(geometry)).all():
        raise SourceError(f"{who}: a coordinate is not a number")
    west, south, east, north = geometry.bounds
    if max(-west, east) > 180 or max(-south, north) > 90:
        raise SourceError(
            f"{who}: coordinates up to {max(map(abs, geometry.bounds)):,.0f} are not degrees; expected EPSG:4326"
        )
    if not _within((west, south, east, north), country):
        swapped = _within((south, west, north, east), country)
        why = "latitude stands first; expected longitude first" if swapped else f"that is outside {country}"
        raise SourceError(f"{who}: the geometry reaches from {west:.3f}, {south:.3f} to {east:.3f}, {north:.3f}; {why}")
    return geometry if geometry.is_valid else _repaired(geometry, who)


def read(content: bytes, who: str) -> gpd.GeoDataFrame:
    """Features of a GML or GeoJSON document, in EPSG:4326 with longitude first.

    Services differ in which axis they write first; latitude first is turned around here.

    Args:
        content: The document.
        who: What was asked for, for errors.

    Raises:
        SourceError: The document cannot be read as features.
    """
    # GML names its schema by an address; the reader must not go and fetch it past our own client.
    options = {} if content.lstrip()[:1] == b"{" else {"DOWNLOAD_SCHEMA": "NO"}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", RuntimeWarning)  # so that the reader tells of what it skips
            frame = gpd.read_file(BytesIO(content), engine="pyogrio", **options)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, RuntimeWarning, ValueError) as error:
        raise SourceError(f"{who}: the answer cannot be read as map features ({_short(error)})") from error
    if not isinstance(frame, gpd.GeoDataFrame):
        raise SourceError(f"{who}: the answer has rows without geometry; expected polygons")
    if frame.crs is not None:
        frame = frame.to_crs(WGS84)
    frame = frame.set_crs(WGS84, allow_override=True)
    bounds = tuple(frame.total_bounds)
    inside = [_within(bounds, country) for country in COUNTRIES]
    if len(frame) and not any(inside) and any(_within((*bounds[1::-1], *bounds[:1:-1]), name) for name in COUNTRIES):
        frame = frame.set_geometry(shapely.transform(frame.geometry.values, lambda points: points[:, ::-1]), crs=WGS84)
    return frame


def areas(frame: gpd.GeoDataFrame, label: str, who: str, *, country: str = "Norway") -> gpd.GeoDataFrame:
    """The frame with every geometry checked and with its area.

    Args:
        frame: Features in EPSG:4326.
        label: Column that names a feature, for errors.
        who: What the features are, for errors.
        country: Where they must lie.

    Returns:
        The same rows with `area_ha`: hectares in EPSG:25832.

    Raises:
        SourceError: As `checked`, naming the feature.
    """
    geometries = [
        checked(geometry, f"{who}, {name}", country=country) for geometry, name in zip(frame.geometry, frame[label])
    ]
    frame = frame.set_geometry(gpd.GeoSeries(geometries, index=frame.index, crs=WGS84))
    return frame.assign(area_ha=hectares(frame.geometry))


def hectares(geometries: gpd.GeoSeries) -> pd.Series:
    """Area of each geometry in hectares, in EPSG:25832, with two decimals."""
    return (geometries.to_crs(UTM32).area / 10_000).round(2)


def check_place(frame: gpd.GeoDataFrame, area: shapely.Geometry, who: str) -> None:
    """Refuse features that all lie outside the box around an area: then they are another question's answer.

    Raises:
        SourceError: They do.
    """
    west, south, east, north = area.bounds
    sides = frame.bounds
    meets = (sides.minx <= east) & (sides.maxx >= west) & (sides.miny <= north) & (sides.maxy >= south)
    if len(frame) and not meets.any():
        west, south, east, north = frame.total_bounds
        raise SourceError(
            f"{who}: the answer is about another place, from {west:.3f}, {south:.3f} to {east:.3f}, {north:.3f}"
        )


def within(frame: gpd.GeoDataFrame, area: shapely.Geometry) -> gpd.GeoDataFrame:
    """The features whose middle lies in an area; each belongs to one municipality only."""
    shapely.prepare(area)
    return frame[shapely.contains(area, shapely.point_on_surface(frame.geometry.values))].reset_index(drop=True)


def _within(bounds: tuple[float, ...], country: str) -> bool:
    west, south, east, north = COUNTRIES[country]
    return west <= bounds[0] and south <= bounds[1] and bounds[2] <= east and bounds[3] <= north


def _repaired(geometry: shapely.Geometry, who: str) -> shapely.Geometry:
    reason = shapely.is_valid_reason(geometry)
    parts = shapely.get_parts(shapely.make_valid(geometry))
    polygons = [part for whole in parts for part in shapely.get_parts(whole) if part.geom_type == "Polygon"]
    valid = shapely.union_all(polygons)
    if abs(valid.area - geometry.area) >= REPAIRABLE * abs(geometry.area):
        found = re.fullmatch(r"(.*?)\[(\S+) (\S+)\]", reason)
        where = f"{found[1]} at {float(found[2]):.5f}, {float(found[3]):.5f}" if found else reason
        raise SourceError(
            f"{who}: the geometry is not valid ({where}), and to repair it would change its area from "
            f"{geometry.area:.6f} to {valid.area:.6f} square degrees; expected less than {REPAIRABLE:.1%}"
        )
    return valid


def _short(error: Any) -> str:
    return str(error).splitlines()[0][:200] if str(error) else type(error).__name__
