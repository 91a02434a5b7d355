"""Business areas (verksamhetsområden 2020) in Swedish municipalities, from Statistics Sweden's open geodata (CC0)."""

from __future__ import annotations

import re
from collections.abc import Iterable

import geopandas as gpd

from statusbok.errors import SourceError
from statusbok.sources import geometry, wfs
from statusbok.sources.http import Client

SERVICE = "scb_geodata"
LAYER = "stat:Verksamhetsomraden_2020"
CLASS = "Verksamhetsområde"  # the layer has no classes of its own


def business_areas(codes: Iterable[str], *, client: Client | None = None) -> gpd.GeoDataFrame:
    """Business areas of some Swedish municipalities.

    Args:
        codes: Codes of four digits.
        client: The way to the service; None makes one.

    Returns:
        `code` (of the area), `municipality_code`, `class`, `area_ha` (hectares in EPSG:25832) and the geometry
        (EPSG:4326); no rows where there are no such areas.

    Raises:
        SourceError: The service cannot be reached or answers otherwise than agreed, or a geometry cannot be used.
    """
    codes = sorted(set(codes))
    wrong = [code for code in codes if not re.fullmatch(r"\d{4}", code)]
    if wrong or not codes:
        raise SourceError(f"scb_geodata: {wrong or 'no code'}; expected municipality codes of four digits")
    who = f"scb_geodata: business areas in {', '.join(codes)}"
    chosen = "kommunkod IN (" + ",".join(f"'{code}'" for code in codes) + ")"
    found = wfs.features(
        client or Client(SERVICE), LAYER, who,
        cql_filter=chosen, outputFormat="application/json", srsName="EPSG:4326", sortBy="vo_kod",
    )  # fmt: skip
    if found.empty:
        columns = {name: [] for name in ("code", "municipality_code", "class", "area_ha")}
        return gpd.GeoDataFrame(columns, geometry=[], crs=geometry.WGS84)
    found["code"] = found[wfs.column(found, "vo_kod", who)].astype("str")
    found["municipality_code"] = found[wfs.column(found, "kommunkod", who)].astype("str").str.zfill(4)
    other = sorted(set(found["municipality_code"]) - set(codes))
    if other or found["code"].duplicated().any():
        twice = ", ".join(found.loc[found["code"].duplicated(), "code"].head(3))
        raise SourceError(f"{who}: the answer has " + (f"areas in {', '.join(other)}" if other else f"{twice} twice"))
    areas = geometry.areas(found.drop(columns="area_ha", errors="ignore"), "code", who, country="Sweden")
    return areas.assign(**{"class": CLASS})[["code", "municipality_code", "class", "area_ha", "geometry"]]
