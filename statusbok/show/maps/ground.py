"""The ground of a map: land, municipalities and border, cut to the map and no finer than it can show."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely

from statusbok import geo
from statusbok.errors import StatusbokError
from statusbok.show.nb import maps as nb


@dataclass(frozen=True)
class Ground:
    """Layers in EPSG:25832; `shapes` by municipality code, with name, country and the simplified geometry."""

    shapes: gpd.GeoDataFrame
    land: list[tuple[str, shapely.Geometry]]
    """Country and land outside the municipalities."""
    border: list[shapely.Geometry]
    countries: dict[str, shapely.Geometry]
    """What the municipalities of each country cover together, by "NO" and "SE"."""

    def geometries(self) -> list[shapely.Geometry]:
        """Land, municipalities and border, in this order."""
        return [*(part for _, part in self.land), *self.shapes.geometry, *self.border]


def projected(municipalities: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The layer in EPSG:25832 by code, with names as a map writes them: "Våler", not "Våler (Østfold)"."""
    shapes = municipalities.to_crs(geo.UTM32).set_index("code", drop=False)
    shapes["name"] = [re.sub(r" \([^()]*\)$", "", str(name)) for name in shapes["name"]]
    return shapes


def prepare(
    shapes: gpd.GeoDataFrame,
    land: gpd.GeoDataFrame | None,
    border: gpd.GeoDataFrame | None,
    window: shapely.Geometry,
    pixel: float,
) -> Ground:
    """Cut to `window` and simplify to about one `pixel` (metres), without gaps between neighbours.

    Args:
        shapes: From `projected`.
        land, border: Layers in any system, or None; without a border, the one the municipalities share.
        window: What may be seen, in EPSG:25832.
        pixel: Metres that the reader cannot tell apart.
    """
    near = shapes[shapes.intersects(window)].copy()
    geometries = near.geometry.to_numpy()
    if shapely.coverage_is_valid(geometries):
        geometries = shapely.coverage_simplify(geometries, pixel)
    least = 4 * pixel**2
    near["geometry"] = [_large_parts(part.intersection(window), least) for part in geometries]
    near = near[~near.geometry.is_empty]
    reach = 3 * pixel
    covered = near.union_all().buffer(reach, quad_segs=2)
    countries = {str(country): part.union_all() for country, part in near.groupby("country").geometry}
    lines = _common_border(countries) if border is None else list(border.to_crs(geo.UTM32).geometry)
    return Ground(
        near,
        [
            (
                country,
                _large_parts(
                    _beyond(part.intersection(window).simplify(pixel / 2), covered, reach), least
                ),
            )
            for country, part in (
                [] if land is None else land.to_crs(geo.UTM32)[["code", "geometry"]].to_numpy()
            )
        ],
        [line.intersection(window).simplify(pixel / 2) for line in lines],
        countries,
    )


def whole(
    shapes: gpd.GeoDataFrame, land: gpd.GeoDataFrame | None, border: gpd.GeoDataFrame | None, pixel: float
) -> Ground:
    """All of the layers, as `prepare`: the same for every map of them, so that the maps can share one file."""
    layers = [layer.to_crs(geo.UTM32).total_bounds for layer in (shapes, land, border) if layer is not None]
    west, south, *_ = np.min(layers, axis=0)
    *_, east, north = np.max(layers, axis=0)
    return prepare(shapes, land, border, shapely.box(west, south, east, north).buffer(1000), pixel)


def _common_border(countries: Mapping[str, shapely.Geometry]) -> list[shapely.Geometry]:
    """Where municipalities of Norway and Sweden meet on land; a layer of the border has the sea too."""
    edges = {country: part.boundary for country, part in countries.items()}
    if set(edges) != {"NO", "SE"}:
        return []
    shared = shapely.get_parts(edges["NO"].intersection(edges["SE"]))
    return list(shapely.get_parts(shapely.line_merge(shapely.union_all(shared[shapely.length(shared) > 0]))))


def _beyond(land: shapely.Geometry, covered: shapely.Geometry, reach: float) -> shapely.Geometry:
    """Land outside what the municipalities cover, going a little under them so that no water shows between."""
    outside = land.difference(covered)
    return outside.buffer(reach * 1.5, quad_segs=2).intersection(land)


def _large_parts(geometry: shapely.Geometry, least: float) -> shapely.Geometry:
    """Without islets too small to see; the largest part always stays."""
    parts = [part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon"]
    largest = max((part.area for part in parts), default=0)
    return shapely.MultiPolygon([part for part in parts if part.area >= min(least, largest)])


def end_points(shapes: gpd.GeoDataFrame, points: gpd.GeoDataFrame | None) -> gpd.GeoSeries:
    """One point in EPSG:25832 for each municipality, by code.

    Args:
        shapes: From `projected`.
        points: Layer with municipality_code (or code) and the points to use; where it has none, the centroid.
    """
    inside = shapes.geometry.centroid
    if points is None:
        return inside
    column = "municipality_code" if "municipality_code" in points.columns else "code"
    given = points.to_crs(geo.UTM32).drop_duplicates(column).set_index(column).geometry
    return gpd.GeoSeries(
        [given.get(code, inside[code]) for code in inside.index], index=inside.index, crs=inside.crs
    )


def check_places(points: gpd.GeoDataFrame, *columns: str | None) -> gpd.GeoDataFrame:
    """The points that have a place on the map, in EPSG:25832, with the columns asked for.

    Raises:
        StatusbokError: A column is missing, or there is no point.
    """
    missing = {column for column in columns if column} - set(points.columns)
    if missing:
        raise StatusbokError(f"The places have no column {', '.join(sorted(missing))}.")
    located = points[~(points.geometry.isna() | points.geometry.is_empty)].reset_index(drop=True)
    if located.empty:
        raise StatusbokError("No place to draw; say so in a sentence instead.")
    return located.to_crs(geo.UTM32)


def largest_in(country: shapely.Geometry, window: shapely.Geometry) -> shapely.Polygon | None:
    """The largest piece of a country in the window, to write the name on."""
    part = country.intersection(window)
    return None if part.is_empty else max(shapely.get_parts(part), key=lambda piece: piece.area)


def attribution(licences: bool = True) -> str:
    """Who made the boundaries, as the layer of municipalities says it; with or without their licences."""
    text = geo.metadata("municipalities")["attribution"]
    return nb.ground(text if licences else re.sub(r" \([^()]*\)", "", text))


def middle(geometry: shapely.Geometry) -> shapely.Point:
    """The point of a polygon farthest from its edge, where a name has most room."""
    largest = max(shapely.get_parts(geometry), key=lambda part: part.area)
    radius = shapely.maximum_inscribed_circle(largest, tolerance=max(math.sqrt(largest.area) / 100, 1))
    return shapely.Point(radius.coords[0])
