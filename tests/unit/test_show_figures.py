import base64

import geopandas as gpd
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from shapely.geometry import Polygon

from statusbok import show
from statusbok.errors import StatusbokError
from statusbok.show import component, style

DATA = pd.DataFrame({"year": [2021, 2022], "employed_persons": [13124, None]})
TEXT = {"name": "employed", "title": "Sysselsatte", "alt": "Tallet økte.", "source": "Kilde: SSB."}


@pytest.fixture(scope="module")
def drawing():
    return show.charts.lines(DATA, "year", "employed_persons", y_label="Personer")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("STATUSBOK_FILES", str(tmp_path))
    monkeypatch.setattr(component, "_named", set())
    return tmp_path


@pytest.fixture(scope="module")
def interactive():
    square = Polygon([(11, 59), (12, 59), (12, 60), (11, 60)])
    places = gpd.GeoDataFrame({"name": ["KARTPUNKT"]}, geometry=[square.centroid], crs="EPSG:4326")
    municipalities = gpd.GeoDataFrame(
        {"code": ["3101"], "name": ["Halden"], "country": ["NO"], "county": ["Østfold"], "role": ["ostfold"]},
        geometry=[square],
        crs="EPSG:4326",
    )
    return show.maps.places_map(places, municipalities, own="3101", label="name")


def soup(of):
    return BeautifulSoup(of._repr_html_(), "html.parser")


def test_figure_is_picture_text_numbers_file_source_and_link(drawing):
    page = soup(show.figure(drawing, **TEXT, data=DATA, note="Et brudd."))
    figure = page.find("figure", id="employed")
    assert figure.figcaption.get_text() == "Sysselsatte"
    assert figure.img["alt"] == "Tallet økte."
    assert figure.img["src"].startswith("data:image/svg+xml;base64,")
    assert int(figure.img["width"]) == round(96 * style.WIDTH)
    assert figure.find(class_="sb-note").get_text() == "Et brudd."
    assert figure.find(class_="sb-source").get_text() == "Kilde: SSB."
    assert figure.details.summary.get_text().startswith("Tall bak figuren")
    assert [th.get_text() for th in figure.details.find_all("th", scope="row")] == ["2021", "2022"]
    assert figure.find("a", download="employed.csv")
    assert figure.find("a", class_="sb-permalink")["href"] == "#employed"
    assert figure.find("a", class_="sb-permalink").get_text().startswith("Lenke til figuren")
    assert figure.iframe is None


def test_no_component_makes_a_heading(drawing):
    assert not soup(show.figure(drawing, **TEXT, data=DATA)).find(["h1", "h2", "h3", "h4"])


@pytest.mark.parametrize("field", ["title", "alt", "source"])
@pytest.mark.parametrize("empty", ["", " ", None])
def test_title_alt_text_and_source_are_required(drawing, field, empty):
    with pytest.raises(StatusbokError, match='figure "employed" is empty'):
        show.figure(drawing, **{**TEXT, field: empty}, data=DATA)


def test_missing_number_in_the_alt_text_is_refused(drawing):
    with pytest.raises(StatusbokError, match="missing number"):
        show.figure(drawing, **{**TEXT, "alt": "Tallet var nan."}, data=DATA)


@pytest.mark.parametrize("data", [DATA.head(0), DATA.assign(employed_persons=None)])
def test_figure_without_numbers_is_a_sentence_that_says_so(folder, data):
    drawing = show.charts.lines(data, "year", "employed_persons", y_label="Personer")
    page = soup(show.figure(drawing, **TEXT | {"alt": ""}, data=data))
    assert page.find(id="employed").get_text() == "Utgaven har ingen tall til denne figuren: Sysselsatte."
    assert page.find(["figure", "img", "table", "a"]) is None
    assert list(folder.iterdir()) == []


def test_figure_without_picture_or_table_is_refused(drawing):
    with pytest.raises(StatusbokError, match="expected a DataFrame"):
        show.figure(drawing, **TEXT, data=None)
    with pytest.raises(StatusbokError, match="expected a matplotlib Figure"):
        show.figure("drawing", **TEXT, data=DATA)


def test_hostile_text_is_escaped(drawing):
    hostile = '"><script>alert(1)</script>'
    text = {"name": "x", "title": hostile, "alt": hostile, "source": hostile, "note": hostile}
    html = show.figure(drawing, **text, data=DATA)._repr_html_()
    assert "<script>" not in html
    assert BeautifulSoup(html, "html.parser").img["alt"] == hostile


def test_build_writes_picture_and_numbers_and_nothing_beside(drawing, folder):
    page = soup(show.figure(drawing, **TEXT, data=DATA))
    assert page.img["src"] == "../figures/employed.svg"
    assert sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*.*")) == [
        "figures/employed.svg",
        "tables/employed.csv",
        "tables/employed.xlsx",
    ]
    assert b"<svg" in (folder / "figures/employed.svg").read_bytes()


def test_build_refuses_a_name_twice(drawing, folder):
    show.figure(drawing, **TEXT, data=DATA)
    with pytest.raises(StatusbokError, match='called "employed"'):
        show.figure(drawing, **TEXT, data=DATA)


def test_same_call_gives_the_same_bytes():
    def call():
        drawing = show.charts.lines(DATA, "year", "employed_persons", y_label="Personer")
        return show.figure(drawing, **TEXT, data=DATA)._repr_html_()

    assert call() == call()


def test_picture_holds_no_date_and_no_program(drawing):
    svg = style.to_svg(drawing)
    assert b"<dc:date>" not in svg and b"matplotlib.org" not in svg
    assert style.to_svg(drawing) == svg


def test_wide_picture_can_be_rolled_with_the_keyboard():
    matrix = pd.DataFrame(1000, [f"Kommune {i}" for i in range(12)], [f"Kommune {i}" for i in range(12)])
    drawing = show.charts.heatmap(matrix, row_label="Bor i", column_label="Arbeider i")
    region = soup(show.figure(drawing, **TEXT, data=DATA)).find(class_="sb-wide")
    assert region["tabindex"] == "0" and region["role"] == "region" and "Sysselsatte" in region["aria-label"]


def test_interactive_map_follows_the_still_one_in_a_titled_frame(drawing, interactive):
    page = soup(show.map(drawing, interactive, **TEXT, data=DATA))
    assert page.iframe["title"] == "Interaktivt kart: Sysselsatte"
    assert page.iframe["loading"] == "lazy"
    assert page.img.find_next("iframe") is page.iframe


def test_notebook_holds_the_whole_map_with_leaflet_in_it(drawing, interactive):
    document = soup(show.map(drawing, interactive, **TEXT, data=DATA)).iframe["srcdoc"]
    assert "KARTPUNKT" in document and "Leaflet" in document
    assert not BeautifulSoup(document, "html.parser").select("script[src], link[href]")


def test_build_writes_the_interactive_map(drawing, folder, interactive):
    page = soup(show.map(drawing, interactive, **TEXT, data=DATA))
    assert page.iframe["data-src"] == "../maps/employed.html"
    assert not page.iframe.has_attr("srcdoc")
    document = (folder / "maps/employed.html").read_text(encoding="utf-8")
    assert "leaflet/leaflet.js" in document
    assert "KARTPUNKT" in (folder / "maps/employed.js").read_text(encoding="utf-8")


def test_two_chapters_cannot_share_a_name(drawing, folder, monkeypatch):
    show.figure(drawing, **TEXT, data=DATA)
    monkeypatch.setattr(component, "_named", set())  # the next chapter is a process of its own
    with pytest.raises(StatusbokError, match='Another chapter has a figure or table called "employed"'):
        show.figure(drawing, **TEXT, data=DATA)


def test_map_without_an_interactive_one_has_no_frame(drawing):
    assert soup(show.map(drawing, None, **TEXT, data=DATA)).iframe is None


def test_data_address_holds_the_very_file(drawing):
    source = soup(show.figure(drawing, **TEXT, data=DATA)).img["src"]
    assert base64.b64decode(source.split(",", 1)[1]) == style.to_svg(drawing)
