"""Classes, flows, notes and still maps on four square municipalities; the weight on the real layers."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from statusbok import geo
from statusbok.errors import StatusbokError
from statusbok.show import maps, style
from statusbok.show.maps import choices, ground
from statusbok.show.nb import maps as nb

NBSP = "\u00a0"


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
def land() -> gpd.GeoDataFrame:
    ground = shapely.box(590_000, 6_530_000, 670_000, 6_590_000)
    return gpd.GeoDataFrame({"code": ["NO"]}, geometry=[ground], crs=geo.UTM32).to_crs(geo.WGS84)


@pytest.fixture
def border() -> gpd.GeoDataFrame:
    line = shapely.LineString([(640_000, 6_530_000), (640_000, 6_590_000)])
    return gpd.GeoDataFrame(geometry=[line], crs=geo.UTM32).to_crs(geo.WGS84)


@pytest.fixture
def flows() -> pd.DataFrame:
    rows = [("3101", 9000), ("3105", 1454), ("3114", 12), ("4601", 45), ("1103", 7)]
    return pd.DataFrame(rows, columns=["other_code", "employed_persons"])


def texts(figure) -> list[str]:
    return [text.get_text() for ax in figure.axes for text in ax.texts]


def by_gid(figure, prefix: str) -> dict:
    artists = [*figure.axes[0].get_children()]
    return {a.get_gid(): a for a in artists if a.get_gid() and a.get_gid().startswith(prefix)}


# --- classes -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "diverging", "edges"),
    [
        ([23.2, 70.6], False, (15, 30, 45, 60, 75)),
        ([51.0, 52.9], False, (51, 51.5, 52, 52.5, 53)),
        ([-49.5, 6.1], True, (-60, -45, -30, -15, 0, 15)),
        ([12, 40], True, (0, 10, 20, 30, 40)),
        ([-8000, -120], True, (-8000, -6000, -4000, -2000, 0)),
        ([5, 5, np.nan], False, None),
        ([0, 0], True, None),
    ],
)
def test_class_limits_are_round_and_at_most_five(values, diverging, edges):
    found = choices.classes(pd.Series(values, dtype=float), diverging=diverging)
    if edges is not None:
        assert found.edges == pytest.approx(edges)
    assert 1 <= len(found.colours) == len(found.edges) - 1 <= choices.MAX_CLASSES
    assert found.edges[0] <= min(v for v in values if v == v)
    assert found.edges[-1] >= max(v for v in values if v == v)
    assert len(set(found.colours)) == len(found.colours)


def test_a_value_on_a_limit_belongs_to_the_upper_class_and_the_last_holds_its_end():
    found = choices.classes(pd.Series([0.0, 50.0]), breaks=[0, 20, 40, 50])
    assert [found.index(v) for v in (0, 19.9, 20, 40, 50)] == [0, 0, 1, 2, 2]


def test_diverging_colours_meet_at_zero():
    found = choices.classes(pd.Series([-49.5, 6.1]), diverging=True)
    below, above = found.colours[:4], found.colours[4:]
    assert set(below) <= set(choices.NEGATIVE) and set(above) <= set(choices.SEQUENTIAL)
    assert found.colour(-1) == choices.NEGATIVE[0] and found.colour(1) == choices.SEQUENTIAL[0]


def test_class_labels_are_norwegian():
    positive = choices.Classes((1000.0, 1500.0, 2000.0), ("#000000", "#111111"))
    assert choices.class_labels(positive, unit="personer") == [
        f"1{NBSP}000–1{NBSP}500{NBSP}personer",
        f"1{NBSP}500–2{NBSP}000{NBSP}personer",
    ]
    negative = choices.Classes((-2.5, 0.0), ("#000000",))
    assert choices.class_labels(negative, unit="%") == [f"−2,5{NBSP}til{NBSP}0,0{NBSP}%"]


def test_classes_refuse_what_cannot_be_shown():
    with pytest.raises(StatusbokError, match="all are missing"):
        choices.classes(pd.Series([np.nan, np.nan]))
    with pytest.raises(StatusbokError, match="rising limits"):
        choices.classes(pd.Series([1.0]), breaks=[0, 2, 1])
    with pytest.raises(StatusbokError, match="2 to 6"):
        choices.classes(pd.Series([1.0]), breaks=list(range(8)))


def test_values_must_fit_the_layer(municipalities):
    with pytest.raises(StatusbokError, match="9999"):
        choices.known_values(municipalities, pd.Series({"3101": 1.0, "9999": 2.0}))
    with pytest.raises(StatusbokError, match="two values"):
        choices.known_values(municipalities, pd.Series([1.0, 2.0], index=["3101", "3101"]))
    with pytest.raises(StatusbokError, match="infinite"):
        choices.known_values(municipalities, pd.Series({"3101": np.inf}))
    counts = pd.Series([1, None], index=["3105", "3101"], dtype="Int64")
    known = choices.known_values(municipalities, counts)
    assert list(known.index) == ["3101", "3105"] and np.isnan(known["3101"])


# --- flows ---------------------------------------------------------------------------------------------


def test_selection_adds_up(municipalities, flows):
    chosen = choices.select_flows(municipalities, flows, own="3101", direction="out", threshold=50)
    assert list(chosen.drawn["code"]) == ["3105"]
    assert (chosen.small_persons, chosen.small_count) == (12, 1)
    assert (chosen.outside_persons, chosen.outside_count, chosen.outside_largest) == (52, 2, "4601")
    assert (
        chosen.total_persons
        == chosen.drawn["employed_persons"].sum() + chosen.small_persons + chosen.outside_persons
    )


def test_without_threshold_a_round_one_leaves_at_most_fifteen_lines(municipalities):
    many = pd.concat(
        [municipalities.assign(code=f"{i:04d}", country="NO") for i in range(1, 41)]
    ).drop_duplicates("code")
    layer = pd.concat([municipalities, many])
    flows = pd.DataFrame({"other_code": many["code"], "employed_persons": range(25, 65)})
    chosen = choices.select_flows(layer, flows, own="3101", direction="in")
    assert chosen.threshold == 50 and len(chosen.drawn) <= choices.MAX_LINES
    few = choices.select_flows(layer, flows.head(1), own="3101", direction="in")
    assert few.threshold == 10 and len(few.drawn) == 1


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"own": "9999"}, "9999"),
        ({"direction": "both"}, '"out" or "in"'),
        ({"threshold": 5000}, "largest flow out for 3101 is 1454"),
    ],
)
def test_flows_refuse(municipalities, flows, change, message):
    arguments = {"own": "3101", "direction": "out", "threshold": 10, **change}
    with pytest.raises(StatusbokError, match=message):
        choices.select_flows(municipalities, flows, **arguments)


def test_no_flows_is_said_plainly(municipalities, flows):
    for empty in (flows.head(0), flows.head(1), flows.tail(2)):
        with pytest.raises(StatusbokError, match="No flow out for 3101"):
            choices.select_flows(municipalities, empty, own="3101", direction="out")
    with pytest.raises(StatusbokError, match="no column other_code"):
        choices.select_flows(
            municipalities, flows.rename(columns={"other_code": "x"}), own="3101", direction="out"
        )


@pytest.mark.parametrize(
    ("largest", "threshold", "expected"),
    [
        (1454, 50, [1000, 200, 50]),
        (76, 10, [50, 10]),
        (12, 12, [12]),
        (6407, 100, [5000, 1000, 100]),
        (3, 3, [3]),
    ],
)
def test_reference_widths(largest, threshold, expected):
    assert choices.reference_flows(largest, threshold) == expected


def test_width_follows_volume():
    assert choices.line_width(500, widest=1000, full=12) == 6
    assert choices.line_width(1, widest=1000, full=12) == 0.6


def test_flow_note(municipalities, flows):
    note = maps.flow_note(
        municipalities, flows, own="3101", direction="out", threshold=50, names={"4601": "Bergen"}
    )
    assert note == (
        f"Kartet viser én strøm på minst 50 utpendlere, 1{NBSP}454 av i alt 1{NBSP}518 utpendlere "
        "fra Halden. "
        "Øvrige er ikke tegnet: 12 til én annen kommune på kartet og 52 til 2 kommuner utenfor kartet, "
        "flest til Bergen (45)."
    )
    note = maps.flow_note(municipalities, flows, own="3101", direction="in", threshold=10)
    assert note.startswith("Kartet viser 2 strømmer med minst 10 innpendlere hver, ")
    assert note.endswith("Øvrige er ikke tegnet: 52 fra 2 kommuner utenfor kartet.")
    note = maps.flow_note(municipalities, flows.iloc[1:3], own="3101", direction="in", threshold=10)
    assert note.endswith(
        f"1{NBSP}466 av i alt 1{NBSP}466 innpendlere til Halden. Ingen andre strømmer er utelatt."
    )


def test_flow_note_does_not_name_the_home_of_a_handful(municipalities, flows):
    few = flows[flows["other_code"] != "4601"]
    few = pd.concat([few, pd.DataFrame({"other_code": ["5001"], "employed_persons": [1]})])
    note = maps.flow_note(municipalities, few, own="3101", direction="out", names={"1103": "Stavanger"})
    assert "Stavanger" not in note and "8 til 2 kommuner utenfor kartet" in note


def test_direction_is_in_words():
    assert nb.flow_heading("Halden", "out") == "Utpendling fra Halden"
    assert nb.flow_heading("Halden", "in") == "Innpendling til Halden"
    assert nb.flow_text("Halden", "Moss", "out", 1210) == f"1{NBSP}210 fra Halden til Moss"
    assert nb.flow_text("Halden", "Moss", "in", 3) == "3 fra Moss til Halden"
    assert nb.municipalities(1) == "én kommune" and nb.municipalities(1200) == f"1{NBSP}200 kommuner"


# --- ground --------------------------------------------------------------------------------------------


def test_simplified_neighbours_have_no_gap():
    # A common boundary with many small bends, which both sides must lose in the same way.
    ys = np.linspace(6_540_000, 6_560_000, 400)
    bends = np.column_stack([610_000 + 40 * np.sin(ys / 70), ys])
    west = shapely.Polygon([*bends, (600_000, 6_560_000), (600_000, 6_540_000)])
    east = shapely.Polygon([*bends, (620_000, 6_560_000), (620_000, 6_540_000)])
    layer = gpd.GeoDataFrame(
        {"code": ["1", "2"], "name": ["A", "B"], "country": "NO"}, geometry=[west, east], crs=geo.UTM32
    )
    shapes = ground.projected(layer.to_crs(geo.WGS84))
    window = shapely.box(590_000, 6_530_000, 630_000, 6_570_000)
    prepared = ground.prepare(shapes, None, None, window, 200)
    assert shapely.get_num_coordinates(prepared.shapes.geometry).sum() < 200
    a, b = prepared.shapes.geometry
    assert a.intersection(b).area == pytest.approx(0, abs=1)
    assert shapely.union_all([a, b]).area == pytest.approx(shapely.union_all([west, east]).area, rel=1e-4)


def test_names_are_as_a_map_writes_them(municipalities):
    assert ground.projected(municipalities).at["3114", "name"] == "Våler"


def test_lines_end_in_the_points_given_and_otherwise_in_the_centroids(municipalities):
    shapes = ground.projected(municipalities)
    centre = gpd.GeoDataFrame(
        {"municipality_code": ["3101"]}, geometry=[shapely.Point(11.4, 59.1)], crs=geo.WGS84
    )
    ends = ground.end_points(shapes, centre)
    assert shapely.Point(11.4, 59.1).equals_exact(
        gpd.GeoSeries([ends["3101"]], crs=geo.UTM32).to_crs(geo.WGS84)[0], 1e-6
    )
    assert ends["3105"].distance(shapes.at["3105", "geometry"].centroid) < 1


# --- the still maps ------------------------------------------------------------------------------------


def test_choropleth(municipalities, land, border):
    values = pd.Series({"3101": 70.6, "3105": 59.14, "3114": np.nan})
    arguments = dict(
        label="Bor og arbeider i kommunen", unit="%", decimals=1, highlight="3101", land=land, border=border
    )
    figure = maps.choropleth(municipalities, values, **arguments)
    written = texts(figure)
    assert "Halden\n70,6" in written and "Sarpsborg\n59,1" in written and "Våler" in written
    assert "Bor og arbeider i kommunen" in written and "ingen data" in written
    assert any(text.startswith("Kartgrunnlag: ") for text in written)
    areas = by_gid(figure, "kommune-")
    assert set(areas) == {"kommune-3101", "kommune-3105"}
    assert areas["kommune-3101"].get_facecolor() != areas["kommune-3105"].get_facecolor()
    assert figure.get_figwidth() == style.WIDTH
    again = maps.choropleth(municipalities, values, **arguments)
    assert style.to_svg(figure) == style.to_svg(again)


def test_choropleth_without_data_is_refused(municipalities):
    with pytest.raises(StatusbokError, match="all are missing"):
        maps.choropleth(municipalities, pd.Series({"3101": np.nan}), label="x")
    with pytest.raises(StatusbokError, match="1234"):
        maps.choropleth(municipalities, pd.Series({"3101": 1.0}), label="x", highlight="1234")


def test_labels_do_not_cover_each_other(municipalities, land):
    points = gpd.GeoDataFrame(
        {"name": [f"Sted nummer {i}" for i in range(12)]},
        geometry=gpd.points_from_xy(np.linspace(11.0, 11.06, 12), [59.05] * 12),
        crs=geo.WGS84,
    )
    figure = maps.places(points, municipalities, land=land)
    renderer = figure.canvas.get_renderer()
    boxes = [text.get_window_extent(renderer) for text in figure.axes[0].texts]
    frame = figure.axes[0].get_window_extent(renderer)
    assert len(boxes) > 3
    for i, box in enumerate(boxes):
        assert frame.x0 <= box.x0 and box.x1 <= frame.x1 and frame.y0 <= box.y0 and box.y1 <= frame.y1
        for other in boxes[i + 1 :]:
            assert not (box.x0 < other.x1 and other.x0 < box.x1 and box.y0 < other.y1 and other.y0 < box.y1)


@pytest.mark.parametrize("direction", ["out", "in"])
def test_flows(municipalities, land, border, flows, direction):
    figure = maps.flows(
        municipalities, flows, own="3101", direction=direction, threshold=10, land=land, border=border
    )
    lines = by_gid(figure, "strom-")
    assert set(lines) == {"strom-3105", "strom-3114"}
    assert lines["strom-3105"].get_linewidth() == pytest.approx(13)
    assert lines["strom-3114"].get_linewidth() == 0.6
    xs = lines["strom-3105"].get_xdata()
    assert (xs[0] > xs[1]) == (direction == "out")
    written = texts(figure)
    assert nb.flow_heading("Halden", direction) in written
    assert f"Sarpsborg\n1{NBSP}454" in written and "Våler\n12" in written
    assert any("minst 10 sysselsatte" in text for text in written)
    again = maps.flows(
        municipalities, flows, own="3101", direction=direction, threshold=10, land=land, border=border
    )
    assert style.to_svg(figure) == style.to_svg(again)


def test_two_flow_maps_can_share_a_scale(municipalities, flows):
    figure = maps.flows(municipalities, flows, own="3101", direction="in", threshold=10, widest=2908)
    assert by_gid(figure, "strom-")["strom-3105"].get_linewidth() == pytest.approx(6.5)


def test_sweden_is_drawn_and_named(municipalities, land):
    points = gpd.GeoDataFrame({"name": ["Grense"]}, geometry=[shapely.Point(11.6, 59.05)], crs=geo.WGS84)
    assert "SVERIGE" in texts(maps.places(points, municipalities, land=land))


def test_a_name_is_written_once(municipalities, land):
    points = gpd.GeoDataFrame({"name": ["Halden"]}, geometry=[shapely.Point(11.25, 59.05)], crs=geo.WGS84)
    assert texts(maps.places(points, municipalities, land=land)).count("Halden") == 1


def test_numbered_places_have_a_key(municipalities, land):
    points = gpd.GeoDataFrame(
        {"name": ["Mølen", "Nyhavn", "Svinesund"], "kind": ["Havn", "Havn", "Handel"]},
        geometry=[shapely.Point(11.0, 59.1), shapely.Point(11.0, 59.1), shapely.Point(11.2, 59.1)],
        crs=geo.WGS84,
    )
    figure = maps.places(points, municipalities, category="kind", own="3105", land=land, numbered=True)
    written = texts(figure)
    assert {"Mølen", "Nyhavn", "Svinesund", "Havn", "Handel", "1", "2", "3"} <= set(written)
    symbols = by_gid(figure, "sted-")
    assert symbols["sted-1"].get_marker() != symbols["sted-3"].get_marker()
    # Two places at one spot stand side by side.
    first, second = (np.array(symbols[f"sted-{i}"].get_xydata()[0]) for i in (1, 2))
    left, right = figure.axes[0].get_xlim()
    assert np.hypot(*(first - second)) / ((right - left) / (style.WIDTH * 72)) > 12


def test_places_refuse(municipalities):
    empty = gpd.GeoDataFrame({"name": ["x"]}, geometry=[shapely.Point()], crs=geo.WGS84)
    with pytest.raises(StatusbokError, match="No place"):
        maps.places(empty, municipalities)
    points = gpd.GeoDataFrame({"name": list("abcde")}, geometry=[shapely.Point(11, 59)] * 5, crs=geo.WGS84)
    with pytest.raises(StatusbokError, match="no column kind"):
        maps.places(points, municipalities, category="kind")
    with pytest.raises(StatusbokError, match="5 categories"):
        maps.places(points, municipalities, category="name")


def test_formula_signs_and_markup_stay_text(municipalities, land):
    hostile = municipalities.assign(name="$x_1$ <b>")
    svg = style.to_svg(maps.choropleth(hostile, pd.Series({"3101": 1.0}), label="$y$ <script>", land=land))
    assert b"<script" not in svg and b"<b>" not in svg


def test_a_map_of_the_real_layers_is_light():
    layer = geo.layer("municipalities")
    ostfold = layer.loc[layer["role"] == "ostfold", "code"]
    values = pd.Series(range(len(ostfold)), index=ostfold, dtype=float)
    figure = maps.choropleth(
        layer, values, label="x", highlight="3101", land=geo.layer("land"), border=geo.layer("border")
    )
    assert len(style.to_svg(figure)) < 160_000


def test_without_a_border_layer_the_border_is_what_the_countries_share(municipalities):
    shapes = ground.projected(municipalities)
    window = shapely.box(590_000, 6_530_000, 670_000, 6_590_000)
    lines = ground.prepare(shapes, None, None, window, 50).border
    assert sum(line.length for line in lines) == pytest.approx(20_000, rel=0.01)
    norway = shapes[shapes["country"] == "NO"]
    assert ground.prepare(norway, None, None, window, 50).border == []
