"""Business land as OpenStreetMap's contributors have drawn it (ODbL 1.0): landuse industrial, commercial and retail."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import geopandas as gpd
import pandas as pd
import shapely

from statusbok.errors import SourceError
from statusbok.sources import geometry
from statusbok.sources.http import Client, Limits

SERVICE = "overpass"
CLASSES = ("industrial", "commercial", "retail")
SECONDS = 180  # that the service may use on a question


def connect() -> Client:
    """A way to the service that waits as long as a question may take."""
    return Client(SERVICE, limits=Limits(read=SECONDS + 30, total=3 * SECONDS))


def business_land(area: shapely.Geometry, who: str, *, client: Client | None = None) -> gpd.GeoDataFrame:
    """Business land in a municipality.

    Asked for in the municipality's bounding box; what has its middle elsewhere is left out here, so that the
    result does not depend on how OpenStreetMap draws the municipality.

    Args:
        area: The municipality (EPSG:4326).
        who: Its code and name, for errors.
        client: The way to the service; None makes one.

    Returns:
        `code` ("way/123"), `name` ("" where it has none), `class` (one of CLASSES), `area_ha` (hectares in
        EPSG:25832) and the geometry (EPSG:4326), by code. attrs["left_out"]: how many are drawn so that they
        enclose no area that can be used; attrs["as_of"]: when the service's copy of the map was made.

    Raises:
        SourceError: The service cannot be reached, gave up on the question, or answers otherwise than agreed.
    """
    who = f"overpass: business land in {who}"
    said = (client or connect()).post("interpreter", urlencode({"data": question(area.bounds)})).json()
    if not isinstance(said, dict) or not isinstance(said.get("elements"), list):
        raise SourceError(f"{who}: the answer has no 'elements'")
    if said.get("remark"):
        raise SourceError(f"{who}: the service did not finish ({said['remark']}); try again later")
    rows, left_out = [], 0
    for element in said["elements"]:
        tags = element.get("tags", {})
        code = f"{element.get('type')}/{element.get('id')}"
        if tags.get("landuse") not in CLASSES:
            raise SourceError(f"{who}, {code}: landuse is {tags.get('landuse')!r}; expected {', '.join(CLASSES)}")
        try:
            made = geometry.checked(_area(element, f"{who}, {code}"), f"{who}, {code}")
        except _NoArea:
            left_out += 1
            continue
        rows.append({"code": code, "name": tags.get("name", ""), "class": tags["landuse"], "geometry": made})
    columns = ["code", "name", "class", "geometry"]
    found = gpd.GeoDataFrame(pd.DataFrame(rows, columns=columns), geometry="geometry", crs=geometry.WGS84)
    geometry.check_place(found, area, who)
    found = geometry.within(found.drop_duplicates("code"), area).sort_values("code", ignore_index=True)
    found.insert(3, "area_ha", geometry.hectares(found.geometry))
    found.attrs = {"left_out": left_out, "as_of": said.get("osm3s", {}).get("timestamp_osm_base", "")}
    return found


def question(bounds: tuple[float, float, float, float]) -> str:
    """What to ask Overpass: the ways and relations of the classes, with their geometry.

    Args:
        bounds: West, south, east, north in degrees.
    """
    west, south, east, north = bounds
    chosen = f'["landuse"~"^({"|".join(CLASSES)})$"]({south:.5f},{west:.5f},{north:.5f},{east:.5f})'
    return f'[out:json][timeout:{SECONDS}];(way{chosen};relation["type"="multipolygon"]{chosen};);out geom;'


class _NoArea(Exception):
    """What is drawn encloses no area: a line that does not close, or one that crosses itself."""


def _area(element: dict[str, Any], who: str) -> shapely.Geometry:
    """Area of a way, or of a relation with outer and inner ways that may come in pieces."""
    ways = [element] if element.get("type") == "way" else element.get("members", [])
    try:
        lines = [
            shapely.LineString([(point["lon"], point["lat"]) for point in way["geometry"]])
            for way in ways
            if way.get("type") == "way" and way.get("role", "outer") in ("outer", "inner", "")
        ]
    except (KeyError, TypeError, ValueError, shapely.errors.ShapelyError) as error:
        raise SourceError(f"{who}: the geometry cannot be read ({error!r})") from error
    made = shapely.build_area(shapely.MultiLineString(lines))
    drawn = sum(line.length for line in lines)
    # build_area leaves out what does not close or crosses itself: then not every line is in the outline.
    if made.is_empty or made.boundary.length < 0.999 * drawn:
        raise _NoArea
    return made
