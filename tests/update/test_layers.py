"""The map layers after an update: unchanged ones to the byte, new municipalities, and business land kept apart."""

from __future__ import annotations

import json
import shutil
from datetime import date
from urllib.parse import parse_qs, unquote_plus

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from shapely.geometry import box

from statusbok import geo
from statusbok.catalogue import ROOT
from statusbok.errors import GeometryError, SourceError
from statusbok.sources.http import ADDRESSES
from statusbok.sources.kartverket import Kartverket
from statusbok.update import layers, update
from statusbok.update.fetch import Files, MissingFile
from statusbok.update.layers import Sources
from tests.replica import other
from tests.replica.other import Direct

TODAY = date(2026, 11, 22)
TABLE = pd.read_csv(ROOT / "data/tables/municipalities.csv", dtype=str)


@pytest.fixture
def folder(tmp_path):
    """A copy of the record's layers, without optional ones."""
    for name in geo.LAYERS:
        shutil.copy(ROOT / f"geo/{name}.geojson", tmp_path)
    return tmp_path


def sources(**clients) -> Sources:
    given = {name: Direct(name) for name in ("arealbruk", "overpass", "scb_geodata")} | clients
    land = {name: (lambda code, name=name: given[name]) for name in ("arealbruk", "overpass")}
    return Sources(**{"kartverket": Kartverket(Direct("kartverket")), **given, **land})


def stage(folder, codes, ways=None, **more) -> dict[str, bytes]:
    return layers.staged_layers(codes, ways or sources(), folder, table=TABLE, today=TODAY, **more)


def read(folder, staged: dict[str, bytes], name: str) -> gpd.GeoDataFrame:
    """A staged layer as the report reads it."""
    (folder / f"{name}.geojson").write_bytes(staged[f"{name}.geojson"])
    return geo.read(folder / f"{name}.geojson", name)


def head(staged: dict[str, bytes], name: str) -> dict:
    return {key: value for key, value in json.loads(staged[f"{name}.geojson"]).items() if key != "features"}


def test_layers_in_which_nothing_changed_keep_their_bytes(folder):
    staged = stage(folder, ["3101", "3105"], Sources(kartverket=Kartverket(Direct("kartverket"))))
    assert set(staged) == {"municipalities.geojson", "centres.geojson"}
    for file, content in staged.items():
        assert content == (folder / file).read_bytes()


def test_a_new_municipality_gets_an_area_and_a_centre(folder):
    staged = stage(folder, ["1151"], around=["1149"])
    areas = read(folder, staged, "municipalities").set_index("code")
    assert areas.loc[["1149", "1151"], ["name", "country", "county", "role"]].values.tolist() == [
        ["Karmøy", "NO", "Rogaland", "other"],
        ["Utsira", "NO", "Rogaland", "other"],
    ]
    centres = read(folder, staged, "centres").set_index("municipality_code")
    assert centres.at["1151", "code"] == "kommune-1151"
    assert areas.at["1151", "geometry"].contains(centres.at["1151", "geometry"])
    assert centres.at["1151", "precision_m"] == 11_500  # the radius of a circle as large
    assert set(centres.index) == set(areas.index)
    features = json.loads(staged["municipalities.geojson"])["features"]
    assert features[-1]["properties"]["note"] == layers.WITH_SEA
    about = head(staged, "municipalities")
    assert about["retrieved"] == "2026-11-22" and about["made_by"] == "geo/build_layers.py, statusbok update"
    assert "sjø er regnet" in about["precision"] and "Kartverket (CC BY 4.0)" in head(staged, "centres")["attribution"]
    # What stood there stands there still, in the same lines.
    before = (ROOT / "geo/municipalities.geojson").read_text(encoding="utf-8").splitlines()
    after = staged["municipalities.geojson"].decode().splitlines()
    start = before.index(' "features": [') + 1
    assert [line.rstrip(",") for line in before[start:-1]] == [line.rstrip(",") for line in after[start + 1 : -3]]


def test_an_update_of_what_is_there_changes_nothing(folder):
    first = stage(folder, ["1151"], swedish=["1486"])
    for file, content in first.items():
        (folder / file).write_bytes(content)
    later = layers.staged_layers(["1151"], sources(), folder, table=TABLE, swedish=["1486"], today=date(2027, 1, 1))
    assert later == first


def around_halden(area: shapely.Geometry) -> dict:
    """The layer of municipalities with Halden taken out and put back as a box, fetched with sea."""
    old = json.loads((ROOT / "geo/municipalities.geojson").read_text(encoding="utf-8"))
    old["features"] = [feature for feature in old["features"] if feature["properties"]["code"] != "3101"]
    land = json.loads((ROOT / "geo/land.geojson").read_text(encoding="utf-8"))
    return layers.municipalities(old, {"3101": area}, TABLE, land, "2026-11-22")


def test_sea_is_taken_off_where_the_layer_of_land_reaches(folder):
    halden = geo.layer("municipalities").set_index("code").geometry["3101"]
    made = around_halden(box(*halden.bounds))
    new = made["features"][-1]
    assert new["properties"]["note"] == layers.CUT
    area = shapely.geometry.shape(new["geometry"])
    both = gpd.GeoSeries([area.symmetric_difference(halden), halden], crs=geo.WGS84).to_crs(geo.UTM32).area
    # The box reaches into nothing but sea and other municipalities, which stay as they are.
    assert both[0] < 0.02 * both[1]
    assert not area.contains(shapely.Point(11.365, 59.10))  # Iddefjorden
    others = shapely.union_all([shapely.geometry.shape(feature["geometry"]) for feature in made["features"][:-1]])
    assert area.intersection(others).area < 1e-6


def test_a_municipality_half_way_out_of_the_layer_of_land_says_so():
    land = {"features": [geo.feature({}, box(9.7, 58.2, 13.1, 60.5))]}
    old = {"features": [geo.feature({"code": "3101"}, box(11, 59, 11.1, 59.1))]}
    areas = {"1151": box(4, 59, 4.4, 59.2), "4003": box(9.5, 59, 9.9, 59.3), "4001": box(9.9, 59, 10, 59.1)}
    made = layers.municipalities(old, areas, TABLE, land, "2026-11-22")["features"][1:]
    assert [(f["properties"]["code"], f["properties"]["note"]) for f in made] == [
        ("1151", layers.WITH_SEA),
        ("4001", layers.CUT),
        ("4003", layers.PART_CUT),
    ]


def test_a_municipality_that_is_not_in_the_record_or_not_on_land_is_refused():
    with pytest.raises(GeometryError, match="9999 is not in the record's table"):
        layers.municipalities({"features": []}, {"9999": box(11, 59, 12, 60)}, TABLE, {"features": []}, "2026-11-22")
    with pytest.raises(GeometryError, match=r"nothing of Halden \(3101\) is land"):
        around_halden(box(10.60, 59.00, 10.65, 59.02))


def test_business_land_stands_in_three_files_each_with_its_licence(folder):
    staged = stage(folder, ["3101"], swedish=["1486"])
    licences = {name: head(staged, name)["licence"] for name in geo.OPTIONAL}
    assert licences == {"arealbruk": "CC BY 4.0", "osm_business_land": "ODbL 1.0", "scb_business_areas": "CC0 1.0"}
    for name in geo.OPTIONAL:
        layer = read(folder, staged, name)
        assert layer["municipality_code"].unique().tolist() == (["1486"] if name == "scb_business_areas" else ["3101"])
        assert (layer["area_ha"] > 2).all() and layer["class"].str.len().min() > 3
        assert list(head(staged, name)) == [
            "type", "title", "source", "licence", "attribution", "precision", "made_by", "retrieved",
        ]  # fmt: skip
    assert stage(folder, ["3101"]).keys().isdisjoint({"scb_business_areas.geojson"})


def test_business_land_of_other_municipalities_stays():
    def found(*shapes) -> gpd.GeoDataFrame:
        return gpd.GeoDataFrame(
            {"class": "industrial", "area_ha": 1.0}, geometry=list(shapes), index=range(len(shapes)), crs=4326
        )

    first, second = box(11, 59, 11.01, 59.01), box(11.1, 59.1, 11.11, 59.11)
    old = layers.business_land(None, "arealbruk", {"3101": found(first), "3105": found(second)}, "2026-01-01")
    new = layers.business_land(old, "arealbruk", {"3101": found(second, first)}, "2026-11-22")
    assert [feature["properties"]["municipality_code"] for feature in new["features"]] == ["3101", "3101", "3105"]
    assert old["features"][0] in new["features"] and old["features"][1] in new["features"]
    assert new["retrieved"] == "2026-11-22"
    assert layers.business_land(old, "arealbruk", {"3101": found(first)}, "2026-11-22") is old
    assert layers.business_land(None, "arealbruk", {"3101": found()}, "2026-11-22") is None
    with pytest.raises(SourceError, match="no business land left in 3101, 3105; the layer stays as it is"):
        layers.business_land(old, "arealbruk", {"3101": found(), "3105": found()}, "2026-11-22")


def test_a_source_that_fails_does_not_stop_the_others(folder):
    broken = sources(arealbruk=Direct("arealbruk", b"<html></html>"))
    with pytest.raises(SourceError, match="web page"):
        stage(folder, ["3101"], broken)
    failed: dict = {}
    broken = sources(
        arealbruk=Direct("arealbruk", b"<html></html>"), kartverket=Kartverket(Direct("kartverket", (503, b"")))
    )
    staged = stage(folder, ["3101", "1151"], broken, failed=failed)
    assert set(failed) == {"municipalities.geojson", "arealbruk.geojson", "osm_business_land.geojson"}
    assert "no area for Utsira (1151)" in str(failed["osm_business_land.geojson"])
    assert staged == {}
    staged = stage(folder, ["3101"], sources(arealbruk=Direct("arealbruk", b"<html></html>")), failed=failed)
    assert "osm_business_land.geojson" in staged and "arealbruk.geojson" not in staged


@pytest.fixture
def answers(tmp_path_factory):
    """A folder for saved answers."""
    return tmp_path_factory.mktemp("answers")


def save(answers, error: MissingFile) -> list[str]:
    """Save the replica's answers to the requests of what is missing.

    Returns:
        The names of the files.
    """
    for name, request in error.wanted:
        service = next(known for known, address in ADDRESSES.items() if request["url"].startswith(address))
        path, _, query = request["url"].removeprefix(ADDRESSES[service]).partition("?")
        asked, body = parse_qs(query), (request["body"] or "").encode()
        (answers / name).write_bytes(other.respond(service, request["method"], path, asked, body)[2])
    return [name for name, _ in error.wanted]


def imported(folder, answers, codes, **more) -> dict[str, bytes]:
    files = Files(answers, TODAY)
    return stage(folder, codes, Sources.saved(files, files.boundaries([])), **more)


def test_business_land_from_files_is_the_same_as_from_the_services(folder, answers, monkeypatch):
    monkeypatch.setattr(other, "MOST", 1000)
    failed: dict = {}
    made = imported(folder, answers, ["3101", "3105"], swedish=["1486"], failed=failed)
    assert set(made) == {"municipalities.geojson", "centres.geojson"}
    names = [name for error in failed.values() for name in save(answers, error)]
    assert names == [
        "3101.arealbruk.gml", "3105.arealbruk.gml", "3101.overpass.json", "3105.overpass.json",
        "scb_business_areas.geojson",
    ]  # fmt: skip
    made = imported(folder, answers, ["3101", "3105"], swedish=["1486"])
    assert made == stage(folder, ["3101", "3105"], swedish=["1486"])
    assert {f"{name}.geojson" for name in geo.OPTIONAL} <= set(made)


def test_what_is_missing_is_the_request_itself(folder, answers):
    failed: dict = {}
    imported(folder, answers, ["3101"], swedish=["1486", "1435"], failed=failed)
    requests = [error.wanted[0][1] for error in failed.values()]
    assert [request["method"] for request in requests] == ["GET", "POST", "GET"]
    assert requests[0]["url"].startswith(f"{ADDRESSES['arealbruk']}?service=WFS&version=2.0.0&request=GetFeature")
    assert "count=100000&startIndex=0" in requests[0]["url"] and "bbox=5" in requests[0]["url"]
    assert requests[1]["url"] == "https://overpass-api.de/api/interpreter"
    assert "landuse" in parse_qs(requests[1]["body"])["data"][0]
    assert "kommunkod IN ('1435','1486')" in unquote_plus(requests[2]["url"])


def test_the_rest_of_an_answer_that_was_cut_short_is_asked_for(folder, answers):
    for number, start in ((1, 0), (2, 40), (3, 80)):
        with pytest.raises(MissingFile) as caught:
            imported(folder, answers, ["3101"])
        [(_, request)] = caught.value.wanted
        assert f"startIndex={start}" in request["url"]
        assert save(answers, caught.value) == ["3101.arealbruk.gml" if number == 1 else f"3101.arealbruk-{number}.gml"]
    with pytest.raises(MissingFile, match="3101.overpass.json not in"):
        imported(folder, answers, ["3101"])


def test_municipalities_with_files_do_not_wait_for_the_others(folder, answers, monkeypatch):
    monkeypatch.setattr(other, "MOST", 1000)
    for _ in range(2):
        with pytest.raises(MissingFile) as caught:
            imported(folder, answers, ["3101"])
        save(answers, caught.value)
    failed: dict = {}
    made = imported(folder, answers, ["3101", "3105", "3107"], failed=failed)
    assert set(made) == {"municipalities.geojson", "centres.geojson", "arealbruk.geojson", "osm_business_land.geojson"}
    assert read(folder, made, "arealbruk")["municipality_code"].unique().tolist() == ["3101"]
    assert str(failed["arealbruk.geojson"]) == f"3105.arealbruk.gml not in {answers} (and 1 more)"
    assert [name for name, _ in failed["arealbruk.geojson"].wanted] == ["3105.arealbruk.gml", "3107.arealbruk.gml"]


def test_a_municipality_comes_with_its_business_land_from_files_alone(answers, tmp_path, monkeypatch):
    monkeypatch.setattr(other, "MOST", 1000)
    for part in ("data", "geo"):
        shutil.copytree(ROOT / part, tmp_path / part)
    missing = []
    for _ in range(3):  # the area must be known before business land can be asked for in it
        said: list[str] = []
        outcome = update(tmp_path, datasets=["layers"], municipality="4601", folder=answers, say=said.append)
        assert outcome.code == 0 and outcome.calls == 0, said
        lines = [line.splitlines() for line in said if line.startswith("missing ")]
        wanted = [
            (line.split()[1].rstrip(":"), {"method": line.split()[-2], "url": line.split()[-1], "body": body})
            for line, *more in lines
            for body in [json.loads(more[0]) if more else None]
        ]
        missing.append(save(answers, MissingFile("", wanted)))
    assert missing == [["4601.json", "4601.geojson"], ["4601.arealbruk.gml", "4601.overpass.json"], []]
    for name in ("arealbruk", "osm_business_land"):
        assert set(geo.read(tmp_path / f"geo/{name}.geojson", name)["municipality_code"]) == {"4601"}


def test_the_surroundings_are_the_neighbours_and_the_county():
    found = layers.surroundings("3101", Kartverket(Direct("kartverket")), TABLE)
    assert found == sorted(set(TABLE.loc[TABLE["county"] == "Østfold", "code"]) - {"3101"})
    found = layers.surroundings("3226", Kartverket(Direct("kartverket")), TABLE)
    assert {"3122", "3118", "3203", "3242"} <= set(found)  # neighbours in Østfold, and the far end of Akershus
