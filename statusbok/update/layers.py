"""The map layers that an update adds to: areas and centres of new municipalities, and business land.

Business land comes from three sources under three licences, and stands in three files, which are never mixed. The
functions return what the files are to hold; to put them in place is the transaction's work.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Iterable, Mapping, MutableMapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from statusbok import geo
from statusbok.errors import GeometryError, SourceError, StatusbokError
from statusbok.sources import arealbruk, overpass, scb_geodata
from statusbok.sources.http import Client
from statusbok.sources.kartverket import Kartverket, Municipality
from statusbok.update.fetch import Boundaries, Files, MissingFile

ROLE = "other"
BY = "statusbok update"

SIMPLIFY_M = 60  # as in geo/build_layers.py: corners whose triangle is smaller than this squared are taken off
LAND_SIMPLIFY_M = 5  # the same for business land
SMALLEST_M2 = 20_000  # as in geo/build_layers.py: smaller islands are left out
EDGE = 0.03  # degrees at the edge of the layer of land that do not count: it was cut in metres, so its sides bend
GRID = 1e-5

CUT = "Fra Kartverket; sjø er skåret bort"
WITH_SEA = "Fra Kartverket; sjø er regnet med"
PART_CUT = "Fra Kartverket; sjø er skåret bort i en del av kommunen"
POINT = "Et punkt i kommunen, ikke administrasjonssenteret"

_ADDED = {
    "source": ", Kartverket (kommuneinfo)",
    "precision": " Kommuner med rollen other er hentet fra Kartverket og forenklet til om lag 60 meter; om sjø er "
    "regnet med, står ved hver. De er ikke tilpasset grensene som sto der før, så det kan være smale mellomrom.",
    "selection": " Kommuner med rollen other er lagt til av en oppdatering: de rapporten omfatter, og de rundt.",
    "made_by": f", {BY}",
}
_ADDED_CENTRES = {
    "source": ", Kartverket (kommuneinfo)",
    "attribution": ", Kartverket (CC BY 4.0)",
    "made_by": f", {BY}",
}
BUSINESS: dict[str, dict[str, str]] = {
    "arealbruk": {
        "title": "Arealer til næring, offentlig og privat tjenesteyting",
        "source": "SSB Arealbruk (Statistisk sentralbyrå), fra tjenesten hos Geonorge",
        "licence": "CC BY 4.0",
        "attribution": "Statistisk sentralbyrå (CC BY 4.0)",
        "precision": "Grensene er forenklet til om lag 5 meter; arealet er regnet ut før det. Klassen tar med skoler, "
        "sykehus og annen offentlig tjenesteyting.",
    },
    "osm_business_land": {
        "title": "Næringsområder slik de er tegnet i OpenStreetMap",
        "source": "OpenStreetMap (landuse industrial, commercial og retail), fra tjenesten Overpass",
        "licence": "ODbL 1.0",
        "attribution": "© OpenStreetMap-bidragsyterne (ODbL 1.0)",
        "precision": "Tegnet av frivillige; hvor fullstendig det er, varierer fra sted til sted. Grensene er forenklet "
        "til om lag 5 meter; arealet er regnet ut før det.",
    },
    "scb_business_areas": {
        "title": "Svenske verksamhetsområden 2020",
        "source": "SCB, Verksamhetsområden 2020",
        "licence": "CC0 1.0",
        "attribution": "SCB (CC0)",
        "precision": "Avgrenset av SCB etter hvor arbeidsplassene ligger. Grensene er forenklet til om lag 5 meter; "
        "arealet er regnet ut før det.",
    },
}


@dataclass(frozen=True)
class Sources:
    """The ways to the services, for some by municipality code; None for one that is not to be asked."""

    kartverket: Kartverket | None = None
    arealbruk: Callable[[str], Client] | None = None
    overpass: Callable[[str], Client] | None = None
    scb_geodata: Client | None = None

    @classmethod
    def all(cls) -> Sources:
        """Every service, at the address it has now."""
        land_use, drawn = Client(arealbruk.SERVICE), overpass.connect()
        return cls(Kartverket(), lambda code: land_use, lambda code: drawn, Client(scb_geodata.SERVICE))

    @classmethod
    def saved(cls, files: Files, boundaries: Boundaries) -> Sources:
        """Every service's answers in a folder; those on land use are GML, or GeoJSON under the same name."""
        return cls(
            Kartverket(boundaries),
            lambda code: files.pages(arealbruk.SERVICE, f"{code}.arealbruk.gml"),
            lambda code: files.pages(overpass.SERVICE, f"{code}.overpass.json"),
            files.pages(scb_geodata.SERVICE, "scb_business_areas.geojson"),
        )


def surroundings(code: str, kartverket: Kartverket, table: pd.DataFrame) -> list[str]:
    """The municipalities that a map of one needs around it: its neighbours and the rest of its county.

    Args:
        code: Code of today.
        kartverket: The way to the service.
        table: The record's table `municipalities`.

    Returns:
        Codes of Norwegian municipalities of today, in order, without `code`.

    Raises:
        SourceError: The service cannot be reached or does not know the code.
    """
    norwegian = table[table["country"] == "NO"].set_index("code")
    county = norwegian.index[norwegian["county"] == norwegian.at[code, "county"]]
    return sorted({*kartverket.neighbours(code), *county} - {code})


def without_area(codes: Iterable[str], geo_folder: Path) -> list[str]:
    """The municipalities that the layer of municipalities does not have yet.

    Raises:
        GeometryError: The layer cannot be read.
    """
    known = {feature["properties"]["code"] for feature in _read(geo_folder, "municipalities")["features"]}
    return sorted(set(codes) - known)


def staged_layers(
    codes: Iterable[str],
    sources: Sources,
    geo_folder: Path,
    *,
    table: pd.DataFrame,
    around: Iterable[str] = (),
    swedish: Iterable[str] = (),
    today: date | None = None,
    failed: MutableMapping[str, StatusbokError] | None = None,
) -> dict[str, bytes]:
    """What the files of the map layers are to hold after an update.

    Args:
        codes: Norwegian municipalities that need an area, a centre and business land.
        sources: The ways to the services.
        geo_folder: Folder with the layers as they are; it is only read.
        table: The record's table `municipalities`: code, name, county, country.
        around: More Norwegian municipalities that need an area and a centre.
        swedish: Swedish municipalities that need business areas; only where the region touches the border.
        today: The day of the update; None asks the clock.
        failed: Takes the error of each layer that could not be made, by file name, and the others are made all the
            same; without it the first error ends the work. A layer of business land for which only some files are
            there is made of those, and stands here as well.

    Returns:
        Content by file name. A layer in which nothing changed has the bytes it had.

    Raises:
        SourceError: A service cannot be reached, or what it gave cannot be used (only without `failed`).
        MissingFile: A saved answer is not there; a SourceError, with the request that gives it.
        GeometryError: A layer that must be there cannot be read, or lacks a municipality that is asked for.
    """
    codes, when = sorted(set(codes)), f"{today or date.today():%Y-%m-%d}"
    layer = _read(geo_folder, "municipalities")
    staged: dict[str, bytes] = {}

    def stage(name: str, make: Callable[[], dict[str, Any] | None]) -> dict[str, Any] | None:
        file = f"{name}.geojson"
        try:
            made = make()
            if made is not None:
                staged[file] = geo.as_geojson(made).encode()
            return made
        except StatusbokError as error:
            if failed is None:
                raise
            failed[file] = error
            return None

    found: dict[str, tuple[Municipality, shapely.Geometry]] = {}
    known = {feature["properties"]["code"] for feature in layer["features"]}
    lacking = sorted({*codes, *around} - known)

    def areas() -> dict[str, Any]:
        for code in lacking if sources.kartverket else ():
            found[code] = (sources.kartverket.municipality(code), sources.kartverket.area(code))
        return municipalities(
            layer, {code: area for code, (_, area) in found.items()}, table, _read(geo_folder, "land"), when
        )

    with_new = stage("municipalities", areas) or layer
    shapes = {f["properties"]["code"]: shapely.geometry.shape(f["geometry"]) for f in with_new["features"]}
    if "municipalities.geojson" in staged:
        points = {code: where for code, (where, _) in found.items()}
        stage("centres", lambda: centres(_read(geo_folder, "centres"), points, with_new, when))

    names = table.set_index("code")["name"]

    def land(
        name: str, ask: Callable[..., gpd.GeoDataFrame], client: Callable[[str], Client]
    ) -> dict[str, Any] | None:
        absent = [code for code in codes if code not in shapes]
        if absent:
            raise GeometryError(f"geo/municipalities.geojson has no area for {names[absent[0]]} ({absent[0]})")
        parts, missing = {}, []
        for code in codes:
            try:
                parts[code] = ask(shapes[code], f"{names[code]} ({code})", client=client(code))
            except MissingFile as error:
                missing.append(error)
        if missing:
            text = str(missing[0]) + (f" (and {len(missing) - 1} more)" if missing[1:] else "")
            whole = MissingFile(text, [one for error in missing for one in error.wanted])
            if failed is None or not parts:
                raise whole
            failed[f"{name}.geojson"] = whole
        return business_land(_read(geo_folder, name), name, parts, when)

    if codes and sources.arealbruk:
        stage("arealbruk", lambda: land("arealbruk", arealbruk.business_land, sources.arealbruk))
    if codes and sources.overpass:
        stage("osm_business_land", lambda: land("osm_business_land", overpass.business_land, sources.overpass))
    swedish = sorted(set(swedish))
    if swedish and sources.scb_geodata:

        def across() -> dict[str, Any] | None:
            areas = scb_geodata.business_areas(swedish, client=sources.scb_geodata)
            parts = {code: areas[areas["municipality_code"] == code] for code in swedish}
            return business_land(_read(geo_folder, "scb_business_areas"), "scb_business_areas", parts, when)

        stage("scb_business_areas", across)
    return staged


def municipalities(
    old: dict[str, Any], areas: Mapping[str, shapely.Geometry], table: pd.DataFrame, land: dict[str, Any], when: str
) -> dict[str, Any]:
    """The layer of municipalities with more areas.

    Sea is taken off where the layer of land reaches, and what the layer already has stays as it is: new areas end
    where the old ones begin.

    Args:
        old: The layer as it is.
        areas: Areas with sea, as Kartverket has them, by code (EPSG:4326); a code that the layer has is left out.
        table: The record's table `municipalities`.
        land: The layer of land.
        when: The day they were fetched.

    Returns:
        A FeatureCollection; `old` itself where nothing is added.

    Raises:
        GeometryError: A code is not in the record, or nothing of an area is land.
    """
    known = {feature["properties"]["code"]: feature for feature in old["features"]}
    new = {code: area for code, area in sorted(areas.items()) if code not in known}
    if not new:
        return old
    rows = table.set_index("code")
    strange = [code for code in new if code not in rows.index]
    if strange:
        raise GeometryError(f"municipalities: {strange[0]} is not in the record's table of municipalities")
    frame = gpd.GeoDataFrame(geometry=list(new.values()), index=list(new), crs=geo.WGS84).to_crs(geo.UTM32)
    simple = frame.set_geometry(shapely.coverage_simplify(frame.geometry.values, SIMPLIFY_M), crs=geo.UTM32)
    taken = shapely.union_all([shapely.geometry.shape(feature["geometry"]) for feature in known.values()])
    solid = shapely.union_all([shapely.geometry.shape(feature["geometry"]) for feature in land["features"]])
    west, south, east, north = solid.bounds
    reach = shapely.box(west + EDGE, south + EDGE, east - EDGE, north - EDGE)
    sea = reach.difference(solid)

    features = []
    for code, whole in simple.to_crs(geo.WGS84).geometry.items():
        name = rows.at[code, "name"]
        dry = whole.difference(sea).difference(taken)
        made = _tidy(dry, SMALLEST_M2)
        if made.is_empty:
            raise GeometryError(
                f"municipalities: nothing of {name} ({code}) is land that the layer does not have already"
            )
        note = CUT if reach.contains(whole) else PART_CUT if reach.intersects(whole) else WITH_SEA
        properties = {"code": code, "name": name, "country": "NO", "county": rows.at[code, "county"], "role": ROLE}
        features.append(geo.feature(properties | {"note": note}, made))
    head = _with(old, _ADDED, when)
    head["title"] = "Kommuner i rapporten, kommuner rundt dem og svenske grensekommuner, kommunenummer 2024"
    return head | {"features": [*old["features"], *features]}


def centres(
    old: dict[str, Any], points: Mapping[str, Municipality], layer: dict[str, Any], when: str
) -> dict[str, Any]:
    """The layer of centres with a point for each new municipality.

    Args:
        old: The layer as it is.
        points: What Kartverket says of each, by code.
        layer: The layer of municipalities, with the new ones; a point in its sea is moved to land.
        when: The day they were fetched.

    Returns:
        A FeatureCollection; `old` itself where nothing is added. The precision of a point is the radius of a circle
        as large as the municipality.
    """
    known = {feature["properties"]["municipality_code"] for feature in old["features"]}
    places = {feature["properties"]["code"]: feature for feature in layer["features"]}
    features = []
    for code, found in sorted(points.items()):
        if code in known or code not in places:
            continue
        area = shapely.geometry.shape(places[code]["geometry"])
        radius = math.sqrt(gpd.GeoSeries([area], crs=geo.WGS84).to_crs(geo.UTM32).area.iloc[0] / math.pi)
        properties = {
            "code": f"kommune-{code}",
            "name": places[code]["properties"]["name"],
            "municipality_code": code,
            "precision_m": math.ceil(radius / 100) * 100,
            "source": "Kartverket, punkt i kommunen (CC BY 4.0)",
            "note": POINT,
        }
        features.append(
            geo.feature(properties, found.point if area.contains(found.point) else area.representative_point())
        )
    if not features:
        return old
    return _with(old, _ADDED_CENTRES, when) | {"features": [*old["features"], *features]}


def business_land(
    old: dict[str, Any] | None, name: str, found: Mapping[str, gpd.GeoDataFrame], when: str
) -> dict[str, Any] | None:
    """A layer of business land with what was found in some municipalities in place of what it had there.

    Args:
        old: The layer as it is; None where there is none yet.
        name: One of BUSINESS.
        found: By municipality code: class, area_ha, geometry (EPSG:4326), and code and name where the source has them.
        when: The day it was fetched.

    Returns:
        A FeatureCollection; `old` itself where nothing changed, None where there is no business land to store.

    Raises:
        SourceError: Nothing would be left of a layer that had something.
    """
    kept = [f for f in (old or {"features": []})["features"] if f["properties"]["municipality_code"] not in found]
    features = kept + [feature for code, frame in found.items() for feature in _land_features(code, frame)]
    features.sort(key=lambda feature: (feature["properties"]["municipality_code"], feature["properties"]["code"]))
    if old is not None and features == old["features"]:
        return old
    if not features and old is not None:
        raise SourceError(
            f"{name}: the source has no business land left in {', '.join(found)}; the layer stays as it is"
        )
    if not features:
        return None
    return {"type": "FeatureCollection", **BUSINESS[name], "made_by": BY, "retrieved": when, "features": features}


def _land_features(code: str, frame: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    simple = frame.geometry.to_crs(geo.UTM32).simplify(LAND_SIMPLIFY_M).to_crs(geo.WGS84)
    features: dict[str, dict[str, Any]] = {}
    for row, geometry in zip(frame.to_dict("records"), simple):
        made = _tidy(geometry, 0)
        if made.is_empty:  # narrower than the grid of the coordinates
            continue
        # Without a lasting number of its own an area is known by its outline.
        number = row.get("code") or f"{code}-{hashlib.sha256(shapely.normalize(made).wkb).hexdigest()[:12]}"
        properties = {
            "code": number,
            "name": row.get("name", ""),
            "municipality_code": code,
            "class": row["class"],
            "area_ha": round(float(row["area_ha"]), 2),
        }
        features[number] = geo.feature(properties, made)
    return list(features.values())


def _tidy(geometry: shapely.Geometry, smallest_m2: float) -> shapely.Geometry:
    """An area on the grid of the stored coordinates, valid there, without parts that are too small."""
    snapped = shapely.set_precision(geometry, GRID)
    parts = np.array([part for part in shapely.get_parts(snapped) if part.geom_type == "Polygon"], dtype=object)
    if smallest_m2 and len(parts):
        parts = parts[gpd.GeoSeries(parts, crs=geo.WGS84).to_crs(geo.UTM32).area.to_numpy() >= smallest_m2]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(list(parts))


def _with(old: dict[str, Any], added: Mapping[str, str], when: str) -> dict[str, Any]:
    """What a layer says of itself, with what is added said once, and the day."""
    head = {key: value for key, value in old.items() if key not in ("features", "retrieved")}
    for key, text in added.items():
        if text.strip(" ,") not in head.get(key, ""):
            head[key] = head.get(key, "") + text
    return head | {"retrieved": when}


def _read(folder: Path, name: str) -> dict[str, Any] | None:
    """A layer's file as it stands; None for an optional layer that has none."""
    path = Path(folder) / f"{name}.geojson"
    if name in geo.OPTIONAL and not path.is_file():
        return None
    geo.read(path, name)
    return json.loads(path.read_text(encoding="utf-8"))
