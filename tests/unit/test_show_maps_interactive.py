"""The interactive maps as documents: what they hold, what they ask for, and that text stays text."""

import gzip
import json
import re
from html.parser import HTMLParser

import folium
import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from statusbok import geo, policy
from statusbok.errors import StatusbokError
from statusbok.show import map_files, maps

NBSP = "\u00a0"
HOSTILE = (
    "</script><script>alert(1)</script>`${alert(2)}`{{ 7 * 7 }}{% raw %}\"'><img src=x onerror=alert(3)><!--"
)


def square(column: int, row: int) -> shapely.Polygon:
    west, south = 600_000 + column * 20_000, 6_540_000 + row * 20_000
    return shapely.box(west, south, west + 20_000, south + 20_000)


@pytest.fixture
def municipalities() -> gpd.GeoDataFrame:
    rows = [
        ("3101", "Halden", "NO", square(1, 0)),
        ("3105", "Sarpsborg", "NO", square(0, 0)),
        ("3114", "Våler (Østfold)", "NO", square(0, 1)),
        ("1486", "Strömstad", "SE", square(2, 0)),
    ]
    frame = pd.DataFrame(rows, columns=["code", "name", "country", "geometry"])
    return gpd.GeoDataFrame(frame, geometry="geometry", crs=geo.UTM32).to_crs(geo.WGS84)


@pytest.fixture
def flows() -> pd.DataFrame:
    rows = [("3101", 9000), ("3105", 1454), ("3114", 12), ("4601", 45)]
    return pd.DataFrame(rows, columns=["other_code", "employed_persons"])


@pytest.fixture
def points() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"name": ["Nyhavn", "Svinesund"], "kind": ["Havn", "Handel"], "size": ["20 daa", np.nan]},
        geometry=[shapely.Point(11.0, 59.1), shapely.Point(11.2, 59.1)],
        crs=geo.WGS84,
    )


def each_kind(municipalities, flows, points) -> list[folium.Map]:
    values = pd.Series({"3101": 70.6, "3105": np.nan})
    return [
        maps.choropleth_map(
            municipalities, values, label="Bor og arbeider her", unit="%", decimals=1, highlight="3101"
        ),
        maps.flow_map(municipalities, flows, own="3101", direction="out", threshold=10),
        maps.places_map(points, municipalities, category="kind", own="3105", details={"size": "Størrelse"}),
    ]


class Tags(HTMLParser):
    def __init__(self, document: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict]] = []
        self.text: list[str] = []
        self.feed(document)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text.append(data)

    def named(self, name: str) -> list[dict]:
        return [attributes for tag, attributes in self.tags if tag == name]


def data_of(document: str) -> dict:
    return json.loads(re.search(r"^draw\(map_statusbok, (.*)\);$", document, re.MULTILINE).group(1))


def test_documents_are_complete_and_norwegian(municipalities, flows, points):
    for found in each_kind(municipalities, flows, points):
        assert isinstance(found, folium.Map)
        document = maps.to_html(found, "Pendling fra Halden")
        page = Tags(document)
        assert document.startswith("<!DOCTYPE html>")
        assert page.named("html") == [{"lang": "nb"}]
        assert "<title>Pendling fra Halden</title>" in document
        assert [m["content"] for m in page.named("meta") if m.get("name") == "viewport"] == [
            "width=device-width, initial-scale=1"
        ]
        assert page.named("main") == []  # the page around the frame has one
        assert len(page.named("h1")) == len(page.named("noscript")) == 1
        assert '"zoomIn":"Zoom inn","zoomOut":"Zoom ut","close":"Lukk"' in document
        assert "Kartgrunnlag: " in document


def test_documents_hold_no_script_and_ask_only_for_what_lies_beside_them(municipalities, flows, points, tmp_path):
    map_files.copy_to(tmp_path)
    for found in each_kind(municipalities, flows, points):
        files = maps.to_files(found, "x", "kart")
        page = Tags(files["kart.html"])
        scripts = [script["src"] for script in page.named("script")]
        sheets = [link["href"] for link in page.named("link") if link["rel"] == "stylesheet"]
        assert sheets == ["leaflet/leaflet.css", "map.css"]
        assert scripts[0] == "leaflet/leaflet.js" and scripts[2:] == ["draw.js", "kart.js"]
        for name in [*scripts, *sheets]:
            assert name in files or (tmp_path / "maps" / name).is_file(), name
        assert re.findall(r"<script[^>]*>\s*[^<\s]", files["kart.html"]) == page.named("style") == []
        assert not [tag for tag, attributes in page.tags if "style" in attributes or any(k.startswith("on") for k in attributes)]


def test_documents_carry_their_own_policy_with_kartverket_as_the_only_other_host(municipalities, flows, points):
    for found in each_kind(municipalities, flows, points):
        files = maps.to_files(found, "x", "kart")
        says = [m["content"] for m in Tags(files["kart.html"]).named("meta") if m.get("http-equiv")]
        assert says == [policy.MAP]
        assert re.findall(r"https?://[^\s;]+", says[0]) == ["https://cache.kartverket.no"]
        assert "unsafe" not in says[0]
        addresses = set(re.findall(r"https?://[^\"'\s);<]+", "".join(files.values())))
        assert addresses == {
            "https://cache.kartverket.no",
            "https://cache.kartverket.no/v1/wmts/1.0.0/topograatone/default/webmercator/{z}/{y}/{x}.png",
        }


def test_kartverkets_map_is_behind_a_button_that_says_who_is_asked(municipalities, flows, points):
    document = maps.to_files(each_kind(municipalities, flows, points)[0], "x", "kart")["kart.html"]
    assert '<p class="tiles" hidden><button type="button">Vis bakgrunnskart fra Kartverket</button>' in document
    assert "Nettleseren din spør da Kartverket (cache.kartverket.no)" in document


def test_maps_of_the_same_layers_share_their_ground(municipalities, flows, points):
    def ground_of(found) -> dict[str, str]:
        return {n: c for n, c in maps.to_files(found, "x", "kart").items() if n.startswith("ground-")}

    first, second, third = (ground_of(found) for found in each_kind(municipalities, flows, points))
    assert len(first) == 1 and first == second == third
    other = maps.flow_map(municipalities.iloc[:3], flows, own="3101", direction="out", threshold=10)
    assert ground_of(other).keys() != first.keys()


def test_the_ground_is_the_layers(municipalities, flows):
    found = maps.flow_map(municipalities, flows, own="3101", direction="out", threshold=10)
    (name,) = [name for name in maps.to_files(found, "x", "kart") if name.startswith("ground-")]
    shapes = json.loads(maps.to_files(found, "x", "kart")[name].removeprefix("var ground = ").rstrip(";\n"))
    for text, geometry in zip(shapes, municipalities.geometry):
        (ring,) = [part for part in text.split(",")]
        west, south, east, north = geometry.bounds
        latitudes, longitudes = zip(*decoded(ring))
        assert (min(longitudes), min(latitudes)) == pytest.approx((west, south), abs=2e-3)
        assert (max(longitudes), max(latitudes)) == pytest.approx((east, north), abs=2e-3)


def decoded(text: str) -> list[tuple[float, float]]:
    numbers, value, shift = [], 0, 0
    for char in text:
        part = ord(char) - 63
        value |= (part & 31) << shift
        shift += 5
        if part < 32:
            numbers.append(~(value >> 1) if value & 1 else value >> 1)
            value = shift = 0
    return [tuple(point) for point in np.cumsum(np.reshape(numbers, (-1, 2)), axis=0) / 1e4]


def test_inline_documents_ask_for_nothing(municipalities, flows, points):
    for found in each_kind(municipalities, flows, points):
        document = maps.to_html(found, "x")
        page = Tags(document)
        assert not page.named("link") and not any("src" in s for s in page.named("script"))
        assert "Leaflet 1.9" in document and "sourceMappingURL" not in document
        assert "url(images" not in document


def test_two_renderings_are_the_same(municipalities, flows, points):
    first = [maps.to_html(m, "x") for m in each_kind(municipalities, flows, points)]
    second = [maps.to_html(m, "x") for m in each_kind(municipalities, flows, points)]
    assert first == second
    again = each_kind(municipalities, flows, points)[1]
    assert maps.to_html(again, "x") == maps.to_html(again, "x") == first[1]


def test_layers_that_an_analyst_adds_are_deterministic_too(municipalities, flows):
    def made() -> str:
        found = maps.flow_map(municipalities, flows, own="3101", direction="out")
        folium.CircleMarker([59.1, 11.3], popup="Fabrikk", tooltip="Her").add_to(found)
        folium.GeoJson(shapely.Point(11, 59).buffer(0.1).__geo_interface__).add_to(found)
        return maps.to_html(found, "x")

    assert made() == made()
    assert "Fabrikk" in made()


def test_a_layer_from_a_third_party_is_refused(municipalities, flows):
    from folium.plugins import MarkerCluster

    found = maps.flow_map(municipalities, flows, own="3101", direction="out")
    MarkerCluster().add_to(found)
    with pytest.raises(StatusbokError, match="asks no third party"):
        maps.to_html(found, "x")


def test_hostile_text_stays_text(municipalities, flows, points):
    layer = municipalities.assign(name=[HOSTILE, "B", "C", "D"])
    values = pd.Series({"3101": 1.0, "3105": 2.0})
    places = points.assign(name=HOSTILE, kind=HOSTILE, size=HOSTILE)
    made = [
        maps.choropleth_map(layer, values, label=HOSTILE, unit=HOSTILE),
        maps.flow_map(layer, flows, own="3101", direction="in", threshold=10),
        maps.places_map(places, layer, category="kind", details={"size": HOSTILE}),
    ]
    for found in made:
        files = maps.to_files(found, HOSTILE, "kart")
        document = files["kart.html"]
        page = Tags(document)
        assert len(page.named("script")) == 4 and not page.named("img")
        assert "<script>alert" not in document and "<!--" not in document
        assert len(Tags(maps.to_html(found, HOSTILE)).named("script")) == 4
        said = json.dumps(data_of(files["kart.js"]), ensure_ascii=False)
        assert json.dumps(HOSTILE, ensure_ascii=False)[1:-1] in said
        assert HOSTILE in "".join(page.text)


def test_choropleth_says_its_values(municipalities, flows, points):
    document = maps.to_html(each_kind(municipalities, flows, points)[0], "x")
    data = data_of(document)
    said = [area["text"] for area in data["areas"] if "text" in area]
    assert said == [["Halden", f"70,6{NBSP}%"], ["Sarpsborg", "ingen data"]]
    assert "ingen data" in document and "Bor og arbeider her" in document
    assert {"Halden", "Sarpsborg", "Strömstad", "Våler", "Sverige"} == {
        name["text"] for name in data["names"]
    }
    fills = [style.get("fillColor") for style in data["styles"]]
    assert "url(#hatch)" in fills and len(fills) == len(data["styles"])


def test_flow_lines_follow_volume_and_point_the_way(municipalities, flows):
    out = data_of(
        maps.to_html(maps.flow_map(municipalities, flows, own="3101", direction="out", threshold=10), "x")
    )
    back = data_of(
        maps.to_html(maps.flow_map(municipalities, flows, own="3101", direction="in", threshold=10), "x")
    )
    assert [line["width"] for line in out["lines"]] == [18.0, 0.6]
    assert out["lines"][0]["text"] == ["Sarpsborg", f"1{NBSP}454 fra Halden til Sarpsborg"]
    assert back["lines"][0]["text"] == ["Sarpsborg", f"1{NBSP}454 fra Sarpsborg til Halden"]
    assert out["lines"][0]["at"][0] == back["lines"][0]["at"][2]
    assert [dot["own"] for dot in out["dots"]] == [False, False, True]


def test_the_threshold_is_in_the_legend(municipalities, flows):
    document = maps.to_html(
        maps.flow_map(municipalities, flows, own="3101", direction="out", threshold=10), "x"
    )
    assert "Strømmer på minst 10 sysselsatte er tegnet." in document
    assert "Utpendling fra Halden" in document


def test_places_say_what_is_known(municipalities, flows, points):
    data = data_of(maps.to_html(each_kind(municipalities, flows, points)[2], "x"))
    assert [place["text"] for place in data["places"]] == [
        ["Nyhavn", "Havn", "Størrelse: 20 daa"],
        ["Svinesund", "Handel"],
    ]
    assert len({place["path"] for place in data["places"]}) == 2


def test_what_cannot_be_drawn_is_refused(municipalities, flows, points):
    with pytest.raises(StatusbokError, match="all are missing"):
        maps.choropleth_map(municipalities, pd.Series({"3101": np.nan}), label="x")
    with pytest.raises(StatusbokError, match="No flow in"):
        maps.flow_map(municipalities, flows.head(0), own="3101", direction="in")
    with pytest.raises(StatusbokError, match="9999"):
        maps.flow_map(municipalities, flows, own="9999", direction="in")
    with pytest.raises(StatusbokError, match="no column status"):
        maps.places_map(points, municipalities, details={"status": "Status"})
    with pytest.raises(StatusbokError, match="No place"):
        maps.places_map(points.head(0), municipalities)


def test_the_map_alone_in_a_notebook_is_one_frame(municipalities, flows):
    shown = maps.flow_map(municipalities, flows, own="3101", direction="out")._repr_html_()
    (frame,) = Tags(shown).named("iframe")
    assert frame["title"] == "Interaktivt kart" and "Leaflet 1.9" in frame["srcdoc"]
    assert "cdn" not in frame["srcdoc"].lower()


def test_a_map_of_the_real_layers_is_light_with_everything_it_loads(flows, tmp_path):
    layer = geo.layer("municipalities")
    found = maps.flow_map(
        layer, flows, own="3101", direction="out", land=geo.layer("land"), border=geo.layer("border")
    )
    map_files.copy_to(tmp_path)
    beside = [path.read_text(encoding="utf-8") for path in (tmp_path / "maps").rglob("*") if path.suffix in (".js", ".css")]
    weights = [len(gzip.compress(text.encode())) for text in [*maps.to_files(found, "x", "kart").values(), *beside]]
    assert sum(weights) < 150_000
