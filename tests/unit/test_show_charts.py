"""Charts are tested by what is in the matplotlib Figure: lines, bars, texts and where they stand."""

import re
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgba

from statusbok.errors import StatusbokError
from statusbok.show import charts, layout, style


def rates(names=("Halden", "Moss"), years=range(2012, 2019)):
    rows = [
        (name, year, 58.0 + order + (year - 2012) / 10) for order, name in enumerate(names) for year in years
    ]
    return pd.DataFrame(rows, columns=["name", "year", "rate_pct"])


def lines(data, **options):
    return charts.lines(data, "year", "rate_pct", "name", **{"y_label": "Prosent", **options})


def texts(figure):
    found = [text.get_text() for text in figure.texts]
    for axes in figure.axes:
        found += [text.get_text() for text in axes.texts]
    return found


def drawn(figure):
    """x values of the lines between points (not the markers, nor lines across the plot)."""
    return [
        list(line.get_xdata())
        for line in figure.axes[0].lines
        if line.get_linestyle() != "None" and len(line.get_xdata()) > 2
    ]


def boxes(figure):
    renderer = FigureCanvasAgg(figure).get_renderer()
    with style.context():
        return {text.get_text(): text.get_window_extent(renderer) for text in figure.texts}


def test_each_line_is_named_with_its_last_number_at_its_end():
    assert {"Halden\n58,6\u00a0%", "Moss\n59,6\u00a0%"} <= set(texts(lines(rates())))


def test_names_of_lines_that_end_together_do_not_cover_each_other():
    names = ["Halden", "Moss", "Sarpsborg", "Fredrikstad"]
    data = rates(names).assign(rate_pct=60.0)
    placed = [
        box
        for text, box in boxes(lines(data, highlight="Halden", target=(60, "Mål"))).items()
        if "60" in text
    ]
    assert len(placed) == 5
    ordered = sorted(placed, key=lambda box: box.y0)
    assert all(above.y0 >= below.y1 - 1 for below, above in pairwise(ordered))


def test_long_names_stay_inside_the_picture():
    figure = lines(
        rates(["Offentlig administrasjon, forsvar og trygdeordninger", "Helse- og sosialtjenester"])
    )
    width, height = figure.bbox.width, figure.bbox.height
    for box in boxes(figure).values():
        assert box.x0 >= -4 and box.x1 <= width + 4 and box.y0 >= -1 and box.y1 <= height + 1


def test_own_municipality_is_dark_blue_and_first_whatever_its_order():
    figure = lines(rates(["Moss", "Halden"]), highlight="Halden")
    own = [
        line for line in figure.axes[0].lines if line.get_color() == style.OWN and line.get_marker() != "None"
    ]
    assert list(own[0].get_ydata())[-1] == pytest.approx(59.6)


def test_without_the_own_municipality_nobody_is_dark_blue():
    figure = lines(rates(), highlight="Halden i dag")
    assert style.OWN not in {line.get_color() for line in figure.axes[0].lines}


def test_series_differ_by_marker_and_dash_and_not_only_by_colour():
    figure = lines(rates(["A", "B", "C", "D"]))
    markers = {line.get_marker() for line in figure.axes[0].lines} - {"None", "", None}
    assert len(markers) == 4


def test_break_cuts_the_line_and_is_explained():
    figure = lines(rates(["Halden"]), breaks={2015: "Ny kilde fra 2015"})
    assert drawn(figure) == [[2012, 2013, 2014], [2015, 2016, 2017, 2018]]
    assert "Ny kilde fra 2015" in texts(figure)


def test_break_outside_the_years_shown_is_left_out():
    figure = lines(rates(["Halden"]), breaks={2012: "Før", 2030: "Etter"})
    assert len(drawn(figure)) == 1
    assert not {"Før", "Etter"} & set(texts(figure))


def test_missing_number_is_a_gap():
    data = rates(["Halden"])
    data.loc[data["year"] == 2015, "rate_pct"] = np.nan
    assert drawn(lines(data)) == [[2012, 2013, 2014], [2016, 2017, 2018]]


def test_year_that_one_line_lacks_is_a_gap_in_it():
    data = rates()
    data = data[~((data["name"] == "Moss") & (data["year"] == 2015))]
    assert [2012, 2013, 2014] in drawn(lines(data))


def test_single_point_is_a_marker():
    figure = lines(rates(["Halden"], [2022]))
    assert [list(line.get_xdata()) for line in figure.axes[0].lines] == [[2022]]
    assert "Halden\n59,0\u00a0%" in texts(figure)


def test_target_is_drawn_named_and_inside_the_axis():
    figure = lines(rates(), target=(70, "Planens mål"))
    assert any(set(line.get_ydata()) == {70} for line in figure.axes[0].lines)
    assert "Planens mål\n70\u00a0%" in texts(figure)
    assert figure.axes[0].get_ylim()[1] > 70


def test_axis_can_start_at_zero():
    assert lines(rates(), zero=True).axes[0].get_ylim()[0] == 0


def test_more_than_four_series_is_an_error():
    with pytest.raises(StatusbokError, match="at most 4 series, not 5"):
        lines(rates(["A", "B", "C", "D", "E"]))


def test_two_values_at_one_point_are_an_error():
    with pytest.raises(StatusbokError, match="more than one value for the same year"):
        lines(pd.concat([rates(), rates()]))


@pytest.mark.parametrize("data", [rates().head(0), rates().assign(rate_pct=np.nan)])
def test_chart_without_numbers_is_not_drawn(data):
    assert lines(data) is None


def test_series_without_numbers_is_left_out():
    data = rates()
    data.loc[data["name"] == "Moss", "rate_pct"] = np.nan
    assert not any("Moss" in text for text in texts(lines(data)))


def test_nullable_integers_can_be_drawn():
    data = pd.DataFrame({"year": [2021, 2022], "employed_persons": pd.array([10, None], "Int64")})
    assert "10" in texts(charts.lines(data, "year", "employed_persons", y_label="Personer"))


def test_months_are_named_in_bokmal_and_years_over_long_spans():
    short = pd.DataFrame({"month": ["2022-09", "2022-10"], "rate_pct": [2.0, 2.1]})
    labels = charts.lines(short, "month", "rate_pct", y_label="%").axes[0].get_xticklabels()
    assert sorted(label.get_text() for label in labels) == ["okt\n2022", "sep\n2022"]
    long = pd.DataFrame({"month": [f"{year}-01" for year in range(1999, 2027)], "rate_pct": 1.0})
    labels = charts.lines(long, "month", "rate_pct", y_label="%").axes[0].get_xticklabels()
    assert all(re.fullmatch(r"\d{4}", label.get_text()) for label in labels) and len(labels) <= 6


def bars(values, **options):
    data = pd.DataFrame({"name": [f"Kommune {i}" for i in range(len(values))], "net_persons": values})
    return charts.bars(data, "name", "net_persons", **{"x_label": "Personer", **options})


def test_bars_start_at_zero_and_carry_their_numbers():
    figure = bars([1200, -300])
    assert [bar.get_x() for bar in figure.axes[0].patches] == [0, 0]
    assert [bar.get_width() for bar in figure.axes[0].patches] == [1200, -300]
    assert {"1\u00a0200", "\u2212300"} <= set(texts(figure))


def test_missing_bar_is_said_and_not_drawn_as_zero_number():
    assert ".." in texts(bars([1200, None]))


def test_own_bar_is_dark_blue_among_grey():
    colors = [bar.get_facecolor() for bar in bars([1, 2], highlight="Kommune 1").axes[0].patches]
    assert colors == [to_rgba(style.OTHER), to_rgba(style.OWN)]


@pytest.mark.parametrize("values", [[5], [0, 0], [-5, -2], [1, 10**7], [0.0, None]])
def test_numbers_stay_inside_the_picture(values):
    figure = bars(values)
    renderer = FigureCanvasAgg(figure).get_renderer()
    with style.context():
        for text in figure.axes[0].texts:
            box = text.get_window_extent(renderer)
            assert box.x0 >= -4 and box.x1 <= figure.bbox.width + 4  # Agg rounds glyphs up


def test_bars_with_a_target():
    figure = bars([50, 60], target=(70, "Planens mål"))
    assert "Planens mål 70" in texts(figure)
    assert figure.axes[0].get_xlim()[1] >= 70


def test_number_of_a_bar_keeps_clear_of_the_target_line():
    figure = bars([71, 60, 99], target=(70, "Mål"))
    ends = [text.xy[0] for text in figure.axes[0].texts if hasattr(text, "xy")]
    assert ends == [70, 60, 99]


def test_number_of_a_negative_bar_as_long_as_the_target_stands_in_the_bar():
    figure = bars([-71, 60], target=(70, "Mål"))
    ends = [text.xy[0] for text in figure.axes[0].texts if hasattr(text, "xy")]
    assert ends == [-71, 60]


FAN = pd.DataFrame(
    {
        "year": [2024, 2025, 2026, 2027],
        "n_persons": [100, 110, None, None],
        "middle": [None, 110, 120, 130],
        "low_50": [None, 110, 115, 120],
        "high_50": [None, 110, 125, 140],
        "low_80": [None, 110, 105, 100],
        "high_80": [None, 110, 135, 160],
    }
)


def fan(data=FAN):
    bands = [("low_80", "high_80", "80 %"), ("low_50", "high_50", "50 %")]
    return charts.fan(
        data, "year", "n_persons", "middle", bands, y_label="Personer", middle_label="Midten", target=(150, "Mål")
    )


def test_fan_names_every_edge_with_its_value():
    figure = fan()
    named = {"80 %: 100", "50 %: 120", "Midten: 130", "50 %: 140", "Mål: 150", "80 %: 160"}
    assert named <= set(texts(figure))
    assert texts(figure).count("Personer") == 1


def test_fan_opens_where_the_measured_line_ends_and_has_room_for_all():
    figure = fan()
    axes = figure.axes[0]
    bands = [band.get_paths()[0].get_extents() for band in axes.collections]
    assert [(band.x0, band.x1, band.y0, band.y1) for band in bands] == [(2025, 2027, 100, 160), (2025, 2027, 110, 140)]
    low, high = axes.get_ylim()
    assert low < 100 and high > 160
    ordered = sorted(boxes(figure).values(), key=lambda box: box.y0)
    assert all(above.y0 >= below.y1 - 1 for below, above in pairwise(ordered))


def test_fan_without_measured_values_is_not_drawn():
    assert fan(FAN.assign(n_persons=float("nan"))) is None


def test_fan_of_change_has_no_measured_line_and_signed_values():
    change = pd.DataFrame({"year": [2026, 2027], "change_low_persons": [0, -100], "change_middle_persons": [0, 80],
                           "change_high_persons": [0, 260]})  # fmt: skip
    figure = charts.fan(
        change, "year", None, "change_middle_persons", [("change_low_persons", "change_high_persons", "80 %")],
        y_label="Endring", middle_label="Midten", target=(500, "Mål"),
    )  # fmt: skip
    assert {"80 %: −100", "80 %: +260", "Midten: +80", "Mål: +500", "Endring"} <= set(texts(figure))


def test_bars_refuse_a_name_twice_and_draw_nothing_without_rows():
    data = pd.DataFrame({"name": ["Moss", "Moss"], "net_persons": [1, 2]})
    with pytest.raises(StatusbokError, match="more than once"):
        charts.bars(data, "name", "net_persons", x_label="Personer")
    assert charts.bars(data.head(0), "name", "net_persons", x_label="Personer") is None


def parts(values=(10, 20, 30), names=("Bolig", "Næring", "Annet")):
    return pd.DataFrame({"name": "Halden", "part": names, "share_pct": values})


def test_stacked_parts_follow_each_other_and_are_named():
    figure = charts.stacked(parts(), "name", "share_pct", "part", x_label="Prosent")
    patches = figure.axes[0].patches
    assert [bar.get_x() for bar in patches] == [0, 10, 30]
    assert {"Bolig", "Næring", "Annet", "10,0\u00a0%", "20,0\u00a0%", "30,0\u00a0%"} <= set(texts(figure))


def test_stacked_refuses_negative_double_and_too_many_parts():
    with pytest.raises(StatusbokError, match="negative"):
        charts.stacked(parts((1, -1, 2)), "name", "share_pct", "part", x_label="x")
    with pytest.raises(StatusbokError, match="twice"):
        charts.stacked(parts(names=("A", "A", "B")), "name", "share_pct", "part", x_label="x")
    with pytest.raises(StatusbokError, match="at most 4"):
        charts.stacked(parts(range(5), list("ABCDE")), "name", "share_pct", "part", x_label="x")


def test_dumbbell_shows_both_values_and_says_where_both_are_missing():
    data = pd.DataFrame({"name": ["A", "B", "C"], "old_pct": [50, 52, None], "new_pct": [55, None, None]})
    figure = charts.dumbbell(
        data,
        "name",
        "old_pct",
        "new_pct",
        x_label="Prosent",
        start_label="2017",
        end_label="2022",
        target=(70, "Mål"),
    )
    shown = texts(figure)
    assert {"50,0\u00a0%", "55,0\u00a0%", "52,0\u00a0%", "..", "Mål 70\u00a0%"} <= set(shown)
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["2017", "2022"]
    assert {line.get_marker() for line in figure.axes[0].lines} >= {"o", "D"}


def matrix(size=3):
    names = [f"Kommune {i}" for i in range(size)]
    return pd.DataFrame(np.arange(size * size).reshape(size, size) * 100, names, names)


def test_heatmap_writes_every_number_and_every_name():
    figure = charts.heatmap(matrix(), row_label="Bor i", column_label="Arbeider i", highlight="Kommune 1")
    shown = texts(figure)
    assert {"0", "100", "800", "Bor i", "Arbeider i"} <= set(shown)
    assert shown.count("Kommune 1") == 2


def test_heatmap_marks_missing_numbers_and_leaves_the_diagonal_out_of_the_scale():
    data = matrix().astype(float)
    data.iloc[0, 1] = np.nan
    figure = charts.heatmap(data, row_label="Bor i", column_label="Arbeider i")
    assert ".." in texts(figure)
    mesh = figure.axes[0].collections[0]
    assert mesh.norm.vmax == 700


@pytest.mark.parametrize("data", [matrix(0), matrix().astype(float) * np.nan])
def test_heatmap_without_numbers_is_not_drawn(data):
    assert charts.heatmap(data, row_label="a", column_label="b") is None


def test_names_above_a_heatmap_keep_clear_of_each_other():
    names = [
        "Halden",
        "Våler (Østfold)",
        "Fredrikstad",
        "Indre Østfold",
        *(f"Kommune nummer {i}" for i in range(8)),
    ]
    figure = charts.heatmap(pd.DataFrame(5, names, names), row_label="Bor i", column_label="Arbeider i")
    renderer = FigureCanvasAgg(figure).get_renderer()
    columns = [text for text in figure.texts if text.get_text() in names and text.get_ha() == "center"]
    for height in {text.get_position()[1] for text in columns}:
        with style.context():
            row = [text.get_window_extent(renderer) for text in columns if text.get_position()[1] == height]
        assert all(one.x1 < other.x0 for one, other in pairwise(row))


def test_heatmap_of_more_than_twelve_is_an_error():
    with pytest.raises(StatusbokError, match="13 by 13"):
        charts.heatmap(matrix(13), row_label="a", column_label="b")


def test_dollar_signs_are_text():
    data = pd.DataFrame({"name": ["$\\frac$"], "net_persons": [1]})
    style.to_svg(charts.bars(data, "name", "net_persons", x_label="$x$"))


def test_text_on_a_colour_is_what_reads_better():
    assert layout.ink_on(style.OWN) == "white"
    assert layout.ink_on("#FFFFFF") == "black"


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [([1, 5], [1, 5]), ([3, 3], [2.5, 3.5]), ([0, 0.1], [0.5, 1.5]), ([9.9, 10], [8.5, 9.5]), ([], [])],
)
def test_spread_moves_boxes_no_further_than_needed(wanted, expected):
    assert layout.spread(wanted, [1] * len(wanted), 0, 10) == pytest.approx(expected)


def test_text_of_charts_is_large_enough_for_a_telephone():
    for figure in (
        lines(rates(), breaks={2015: "x"}),
        bars([1, 2]),
        charts.heatmap(matrix(), row_label="a", column_label="b"),
    ):
        sizes = [text.get_fontsize() for text in figure.texts + figure.axes[0].texts]
        assert min(sizes) >= 11
        assert {text.get_rotation() for text in figure.texts + figure.axes[0].texts} == {0}


def test_heatmap_of_one_municipality_has_its_number_outside_the_scale():
    alone = pd.DataFrame([[70.6]], ["Halden"], ["Halden"])
    figure = charts.heatmap(alone, row_label="Bor i", column_label="Arbeider i", value="share_pct")
    assert "70,6" in " ".join(text.get_text() for text in figure.axes[0].texts)


def diverging(*rows, **options):
    data = pd.DataFrame(rows, columns=["name", "change_pct", "a_pct", "b_pct", "c_pct"])
    parts = {"a_pct": "Som landet", "b_pct": "Næringer", "c_pct": "Lokal del"}
    return charts.diverging(data, "name", parts, "change_pct", x_label="Prosent", total_label="Endring", **options)


def test_parts_of_a_change_stand_on_their_own_side_of_zero():
    figure = diverging(("Halden", 2.0, 6.0, -1.0, -3.0), ("Moss", 9.0, 6.0, 1.0, 2.0))
    spans = [(bar.get_x(), bar.get_x() + bar.get_width()) for bar in figure.axes[0].patches]
    assert spans == [(0, 6), (0, 6), (0, -1), (6, 7), (-1, -4), (7, 9)]
    diamonds = [line.get_xdata()[0] for line in figure.axes[0].lines if line.get_marker() == "D"]
    assert diamonds == [2, 9]
    assert {"+2,0\u00a0%", "+9,0\u00a0%", "Som landet", "Næringer", "Lokal del"} <= set(texts(figure))
    assert figure.legends[0].get_texts()[0].get_text() == "Endring"


def test_numbers_of_a_diverging_chart_stay_inside_the_picture():
    figure = diverging(("Kommunen med det lange navnet", -12.5, -6.0, -1.0, -5.5), ("Moss", 0.0, 0.0, 0.0, 0.0), highlight="Moss")
    renderer = FigureCanvasAgg(figure).get_renderer()
    with style.context():
        boxes = [text.get_window_extent(renderer) for text in [*figure.axes[0].texts, *figure.texts]]
    assert all(box.x0 >= -4 and box.x1 <= figure.bbox.width + 4 for box in boxes)


def test_diverging_chart_refuses_a_name_twice_and_draws_nothing_without_rows():
    with pytest.raises(StatusbokError, match="more than once"):
        diverging(("Moss", 1.0, 1.0, 0.0, 0.0), ("Moss", 1.0, 1.0, 0.0, 0.0))
    assert diverging() is None
