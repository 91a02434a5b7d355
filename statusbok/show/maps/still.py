"""Still maps in EPSG:25832, as wide as the other pictures, with the legend in a strip below the map.

All take the layers as they come (EPSG:4326) and return a matplotlib Figure.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Polygon, Rectangle
from matplotlib.path import Path
from matplotlib.text import Text

from statusbok.errors import StatusbokError
from statusbok.show import numbers, style
from statusbok.show.maps import choices
from statusbok.show.nb import maps as nb

CRS = 25832
ASPECT = (0.85, 1.3)
"""Lowest and highest height of the map as a share of its width."""
LABEL_SIZE = 10.5
ROW = 0.27
"""Height in inches of one row of the legend."""
FULL_WIDTH = 13.0
"""Points; the width of the largest flow."""


def choropleth(
    municipalities: gpd.GeoDataFrame,
    values: pd.Series,
    *,
    label: str,
    unit: str = "",
    decimals: int = 0,
    diverging: bool = False,
    breaks: Sequence[float] | None = None,
    highlight: str | None = None,
    land: gpd.GeoDataFrame | None = None,
) -> Figure:
    """Municipalities coloured by value, at most five classes; the value stands under the name where there is room.

    Args:
        municipalities: Layer with code, name, country.
        values: Number by municipality code. NaN is hatched as "ingen data"; municipalities left out are plain land.
        label: Heading of the legend, in bokmål, with the year where it matters.
        unit: Behind the numbers of the legend: "%", "personer".
        decimals: Of the numbers on the map.
        diverging: Two hues that meet at zero (net commuting).
        breaks: Limits of the classes, instead of round ones found here.
        highlight: Code of the municipality to outline.
        land: Layer behind the municipalities.

    Raises:
        StatusbokError: All values missing, or a code that is not in the layer.
    """
    known = choices.known_values(municipalities, values)
    found = choices.classes(known, diverging=diverging, breaks=breaks)
    shapes = _projected(municipalities).set_index("code", drop=False)
    if highlight is not None:
        choices.check_codes(municipalities, [highlight])
    rows = choices.class_labels(found, unit=unit, decimals=min(decimals, 0))
    swatches = [(colour, "", text) for colour, text in zip(found.colours, rows)]
    if known.isna().any():
        swatches.append((choices.NO_DATA, "////", nb.NO_DATA))
    columns = 3 if max(len(text) for _, _, text in swatches) < 15 else 2
    canvas = _canvas(shapes, land, _bounds(shapes.loc[known.index]), 1 + math.ceil(len(swatches) / columns))
    for code, value in known.items():
        missing = math.isnan(value)
        _area(
            canvas.ax,
            shapes.loc[code, "geometry"],
            facecolor=choices.NO_DATA if missing else found.colour(value),
            hatch="////" if missing else None,
            edgecolor="#8A9199" if missing else "white",
            linewidth=0.9,
            zorder=3,
            gid=f"kommune-{code}",
        )
    if highlight is not None:
        for colour, width in (("white", 4.4), (style.INK, 2.2)):
            _area(canvas.ax, shapes.loc[highlight, "geometry"], edgecolor=colour, linewidth=width, zorder=4)
    labels = []
    for code, value in known.items():
        missing = math.isnan(value)
        colour = choices.NO_DATA if missing else found.colour(value)
        text = str(shapes.loc[code, "name"])
        if not missing:
            text += f"\n{numbers.decimals(value, decimals)}"
        labels.append(
            _Label(
                *_inside(shapes.loc[code, "geometry"]),
                text,
                colour=_on(colour),
                halo=colour,
                bold=code == highlight,
                area=shapes.loc[code, "geometry"],
                weight=(code == highlight, shapes.loc[code, "geometry"].area),
            )
        )
    canvas.place(labels)
    canvas.name_the_rest(shapes.drop(index=known.index))
    _heading(canvas, label)
    for i, (colour, hatch, text) in enumerate(swatches):
        _swatch(canvas, i // columns + 1, i % columns, columns, colour, hatch, text)
    return canvas.figure


def flows(
    municipalities: gpd.GeoDataFrame,
    flows: pd.DataFrame,
    *,
    own: str,
    direction: str,
    threshold: int | None = None,
    land: gpd.GeoDataFrame | None = None,
    points: gpd.GeoDataFrame | None = None,
    widest: int | None = None,
    named: int = 8,
) -> Figure:
    """Lines between one municipality and the others; the width follows the number of persons, an arrow gives the way.

    Args:
        municipalities: Layer with code, name, country.
        flows: other_code, employed_persons.
        own: Code of the municipality all lines start from or lead to.
        direction: "out" or "in".
        threshold: Smallest flow drawn; None finds a round one that leaves at most 15 lines.
        land: Layer behind the municipalities.
        points: Layer with code and a point where lines end; otherwise a point inside the polygon.
        widest: Persons that are drawn at full width, so that two maps can share a scale; otherwise the largest flow.
        named: How many of the largest are named with their number.

    Raises:
        StatusbokError: Unknown code or direction, or nothing to draw.
    """
    chosen = choices.select_flows(municipalities, flows, own=own, direction=direction, threshold=threshold)
    shapes = _projected(municipalities).set_index("code", drop=False)
    ends = end_points(municipalities, points).to_crs(CRS)
    own_name = str(shapes.loc[own, "name"])
    largest = int(chosen.drawn["employed_persons"].max())
    widest = max(widest or 0, largest)
    met = [own, *chosen.drawn["code"]]
    within = shapely.union_all([ends.loc[met].union_all().envelope, shapes.loc[own, "geometry"].envelope])
    references = choices.reference_flows(largest, chosen.threshold)
    canvas = _canvas(shapes, land, within.bounds, 3)
    _area(canvas.ax, shapes.loc[own, "geometry"], facecolor="#C8DBEB", edgecolor=style.OWN, linewidth=1.6, zorder=3)
    here = ends.loc[own]
    for row in chosen.drawn.iloc[::-1].itertuples():
        there = ends.loc[row.code]
        width = choices.line_width(row.employed_persons, widest=widest, full=FULL_WIDTH)
        for colour, extra, order in (("white", 1.2, 5), (style.OWN, 0.0, 5.1)):
            (line,) = canvas.ax.plot(
                [here.x, there.x],
                [here.y, there.y],
                color=colour,
                linewidth=width + extra,
                solid_capstyle="butt",
                zorder=order - row.Index * 0.001,
            )
        line.set_gid(f"strom-{row.code}")
        canvas.lines.append(shapely.LineString([here, there]))
        start, end = (here, there) if direction == "out" else (there, here)
        canvas.arrow(start, end, width)
    for code in met:
        canvas.ax.plot(
            ends.loc[code].x,
            ends.loc[code].y,
            "o",
            markersize=9 if code == own else 6,
            markerfacecolor=style.OWN if code == own else "white",
            markeredgecolor="white" if code == own else style.OWN,
            markeredgewidth=1.4,
            zorder=7,
        )
    labels = [_Label(here.x, here.y, own_name, colour=style.OWN, bold=True, beside=True, weight=(2, 0))]
    for row in chosen.drawn.itertuples():
        there = ends.loc[row.code]
        text = f"{row.name}\n{numbers.n(row.employed_persons)}" if row.Index < named else row.name
        labels.append(_Label(there.x, there.y, text, beside=True, weight=(row.Index < named, row.employed_persons)))
    canvas.place(labels)
    canvas.name_the_rest(shapes.drop(index=met))
    _heading(canvas, nb.flow_heading(own_name, direction))
    for i, persons in enumerate(references):
        width = choices.line_width(persons, widest=widest, full=FULL_WIDTH)
        x = 0.02 + i * 0.25
        canvas.legend.plot([x, x + 0.07], [1.5, 1.5], color=style.OWN, linewidth=width, solid_capstyle="butt")
        canvas.legend.text(x + 0.085, 1.5, numbers.n(persons), va="center", fontsize=style.FONT_SIZE - 1)
    canvas.legend.text(0.02, 2.5, nb.flow_threshold(chosen.threshold), va="center", fontsize=style.FONT_SIZE - 1)
    return canvas.figure


def places(
    points: gpd.GeoDataFrame,
    municipalities: gpd.GeoDataFrame,
    *,
    label: str = "name",
    category: str | None = None,
    own: str | None = None,
    land: gpd.GeoDataFrame | None = None,
    numbered: bool = False,
) -> Figure:
    """Where places are: a shape (and colour) for each category, with the name beside it or a number and a key.

    Args:
        points: Layer of points with the columns named in `label` and `category`.
        municipalities: Layer with code, name, country.
        label: Column with the text of each place.
        category: Column with its kind, in bokmål; at most four kinds.
        own: Code of the municipality to tint.
        land: Layer behind the municipalities.
        numbered: Numbers in the shapes and the names in a list below: for places that lie close.

    Raises:
        StatusbokError: No points, a missing column, or more than four categories.
    """
    spots = check_places(points, label, category).to_crs(CRS)
    shapes = _projected(municipalities).set_index("code", drop=False)
    if own is not None:
        choices.check_codes(municipalities, [own])
    kinds = spots[category].astype(str) if category else pd.Series("", index=spots.index)
    looks = choices.category_shapes(kinds)
    names = [str(name) for name in spots[label]]
    listed = 2 if numbered and max(map(len, names)) < 30 else 1
    rows = math.ceil(len(names) / listed) if numbered else 0
    kind_rows = len(looks) if category else 0
    canvas = _canvas(shapes, land, spots.total_bounds, kind_rows + rows, least=9_000)
    if own is not None:
        _area(canvas.ax, shapes.loc[own, "geometry"], facecolor="#DCE7F0", edgecolor=style.OWN, linewidth=1.4, zorder=3)
    spread = canvas.spread([(point.x, point.y) for point in spots.geometry], 17 if numbered else 0)
    labels = []
    for i, (name, kind, point) in enumerate(zip(names, kinds, spots.geometry)):
        shape, colour = looks[kind]
        x, y = spread[i]
        if (x, y) != (point.x, point.y):
            canvas.ax.plot([point.x, x], [point.y, y], color=colour, linewidth=1.1, zorder=6)
            canvas.ax.plot(point.x, point.y, "o", markersize=3.5, color=colour, zorder=6)
        canvas.ax.plot(
            x,
            y,
            marker=_MARKERS[shape],
            markersize=_MARKER_SIZES[shape] * (1.55 if numbered else 1),
            color=colour,
            markeredgecolor="white",
            markeredgewidth=1.2,
            linestyle="",
            zorder=7,
            gid=f"sted-{i + 1}",
        )
        if numbered:
            _number_in(canvas.ax, x, y, shape, i + 1)
            canvas.block(x, y, 17)
        else:
            labels.append(_Label(x, y, name, beside=True, weight=(1, -i)))
            canvas.block(x, y, 11)
    canvas.place(labels)
    canvas.name_the_rest(shapes)
    for i, (kind, (shape, colour)) in enumerate(looks.items() if category else ()):
        _key(canvas, i, 0.0, shape, colour, "", kind)
    for i, (name, kind) in enumerate(zip(names, kinds) if numbered else ()):
        shape, colour = looks[kind]
        _key(canvas, kind_rows + i % rows, (i // rows) / listed, shape, colour, str(i + 1), name)
    return canvas.figure


def end_points(municipalities: gpd.GeoDataFrame, points: gpd.GeoDataFrame | None) -> gpd.GeoSeries:
    """One point for each municipality, by code: from `points` where given, otherwise a point inside the polygon."""
    inside = _projected(municipalities).set_index("code").geometry.representative_point().to_crs(4326)
    if points is None:
        return inside
    given = points.drop_duplicates("code").set_index("code").geometry.to_crs(4326)
    return gpd.GeoSeries([given.get(code, inside[code]) for code in inside.index], index=inside.index, crs=4326)


def check_places(points: gpd.GeoDataFrame, label: str, category: str | None) -> gpd.GeoDataFrame:
    """The points that have a place on the map, with the columns asked for."""
    missing = {label, *([category] if category else [])} - set(points.columns)
    if missing:
        raise StatusbokError(f"The places have no column {', '.join(sorted(missing))}.")
    located = points[~(points.geometry.isna() | points.geometry.is_empty)].reset_index(drop=True)
    if located.empty:
        raise StatusbokError("No place to draw; say so in a sentence instead.")
    return located


# --- the sheet ---------------------------------------------------------------------------------------------------


@dataclass
class _Label:
    x: float
    y: float
    text: str
    colour: str = style.INK
    halo: str = "white"
    size: float = LABEL_SIZE
    bold: bool = False
    italic: bool = False
    beside: bool = False
    """Beside the point, in one of eight directions, rather than on it."""
    area: shapely.Geometry | None = None
    """Polygon that must hold most of the text."""
    weight: tuple = ()


@dataclass
class _Canvas:
    figure: Figure
    ax: Axes
    legend: Axes
    boxes: list[tuple[float, float, float, float]] = field(default_factory=list)
    lines: list[shapely.LineString] = field(default_factory=list)

    def __post_init__(self) -> None:
        FigureCanvasAgg(self.figure)
        self.renderer = self.figure.canvas.get_renderer()
        left, right = self.ax.get_xlim()
        self.metres_per_point = (right - left) / (self.figure.get_figwidth() * 72)

    def block(self, x: float, y: float, points: float) -> None:
        """Keep labels away from a square around a place."""
        half = points / 2 * self.metres_per_point
        self.boxes.append((x - half, y - half, x + half, y + half))

    def arrow(self, start: shapely.Point, end: shapely.Point, width: float) -> None:
        """A white triangle with a dark edge at the middle of a line, pointing the way the persons go."""
        reach = math.hypot(end.x - start.x, end.y - start.y)
        if not reach:
            return
        along = np.array([(end.x - start.x) / reach, (end.y - start.y) / reach])
        across = np.array([-along[1], along[0]])
        size = max(4.2, min(width * 0.55, 6.0)) * self.metres_per_point
        middle = np.array([start.x, start.y]) + along * reach * 0.55
        corners = [middle + along * size * 1.1, middle - along * size + across * size, middle - along * size - across * size]
        self.ax.add_patch(Polygon(corners, facecolor="white", edgecolor=style.OWN, linewidth=1.1, zorder=6))

    def spread(self, spots: list[tuple[float, float]], points: float) -> list[tuple[float, float]]:
        """Move apart symbols that would cover each other; those with room keep their place."""
        least = points * self.metres_per_point
        moved = np.array(spots, dtype=float)
        crowded = {
            i
            for i in range(len(moved))
            for j in range(len(moved))
            if i != j and np.hypot(*(moved[i] - moved[j])) < least
        }
        for _ in range(200):
            still = True
            for i in range(len(moved)):
                for j in range(i + 1, len(moved)):
                    apart = moved[j] - moved[i]
                    distance = np.hypot(*apart)
                    if distance >= least:
                        continue
                    still = False
                    angle = 2.4 * (i + j)
                    way = apart / distance if distance > 1 else np.array([math.cos(angle), math.sin(angle)])
                    push = way * (least * 1.02 - distance) / 2
                    moved[i], moved[j] = moved[i] - push, moved[j] + push
                    crowded |= {i, j}
            if still:
                break
        return [tuple(moved[i]) if i in crowded else spots[i] for i in range(len(spots))]

    def place(self, labels: list[_Label]) -> None:
        """Write labels, most important first, where they touch neither each other nor the edge; leave out the rest."""
        for label in sorted(labels, key=lambda label: label.weight, reverse=True):
            text = self._text(label)
            box = text.get_window_extent(self.renderer)
            scale = 72 / self.figure.dpi * self.metres_per_point
            width, height = box.width * scale, box.height * scale
            best = min(
                (candidate for candidate in self._candidates(label, width, height) if candidate[0] is not None),
                default=None,
                key=lambda candidate: candidate[0],
            )
            if best is None:
                text.remove()
                continue
            _, x, y, bounds = best
            text.set_position((x, y))
            self.boxes.append(bounds)

    def name_the_rest(self, shapes: gpd.GeoDataFrame) -> None:
        """Sweden, and quiet names of municipalities that carry no figure on this map."""
        window = shapely.box(*self._window())
        sweden = shapes.loc[shapes["country"] == "SE", "geometry"].union_all().intersection(window)
        labels = []
        if not sweden.is_empty:
            largest = max(shapely.get_parts(sweden), key=lambda part: part.area)
            x, y = _inside(largest)
            labels.append(
                _Label(x, y, nb.SWEDEN.upper(), colour=style.QUIET, halo=choices.ABROAD, size=11.5, weight=(1, 0), area=largest)
            )
        for row in shapes.itertuples():
            seen = row.geometry.intersection(window)
            if seen.is_empty:
                continue
            x, y = _inside(max(shapely.get_parts(seen), key=lambda part: part.area))
            labels.append(
                _Label(
                    x, y, str(row.name), colour=style.QUIET, halo=choices.LAND, size=9, weight=(0, seen.area), area=seen
                )
            )
        self.place(labels)

    def _text(self, label: _Label) -> Text:
        return self.ax.text(
            label.x,
            label.y,
            label.text,
            color=label.colour,
            fontsize=label.size,
            fontweight="bold" if label.bold else "normal",
            ha="center",
            va="center",
            linespacing=1.1,
            zorder=9,
            parse_math=False,
            # A plate behind the letters; an outline around each would triple the weight of the picture.
            bbox={"boxstyle": "round,pad=0.12,rounding_size=0.3", "facecolor": label.halo, "edgecolor": "none", "alpha": 0.8},
        )

    def _window(self) -> tuple[float, float, float, float]:
        (left, right), (bottom, top) = self.ax.get_xlim(), self.ax.get_ylim()
        return left, bottom, right, top

    def _candidates(self, label: _Label, width: float, height: float):
        left, bottom, right, top = self._window()
        margin = 3 * self.metres_per_point
        if label.beside:
            gap = 7 * self.metres_per_point
            # Right first, then around; corners last.
            steps = [(1, 0), (-1, 0), (0, 1), (0, -1), (1, 0.75), (1, -0.75), (-1, 0.75), (-1, -0.75)]
            spots = [
                (far * 4 + i * 0.3, label.x + dx * (width / 2 + gap * (1 + far)), label.y + dy * (height / 2 + gap * (1 + far)))
                for far in (0, 1)
                for i, (dx, dy) in enumerate(steps)
            ]
        else:
            spots = [
                (abs(dx) + abs(dy), label.x + dx * width * 0.4, label.y + dy * height * 0.6)
                for dx in (0, -1, 1)
                for dy in (0, 1, -1)
            ]
        for cost, x, y in spots:
            bounds = (x - width / 2, y - height / 2, x + width / 2, y + height / 2)
            if bounds[0] < left + margin or bounds[2] > right - margin:
                continue
            if bounds[1] < bottom + margin or bounds[3] > top - margin:
                continue
            if any(_overlap(bounds, box) for box in self.boxes):
                continue
            box = shapely.box(*bounds)
            if label.area is not None:
                kept = label.area.intersection(box).area / box.area
                if kept < 0.6:
                    continue
                cost += 3 * (1 - kept)
            cost += sum(line.intersection(box).length for line in self.lines) / width * 4
            yield cost, x, y, bounds


def _overlap(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _projected(layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return layer.to_crs(CRS)


def _bounds(shapes: gpd.GeoDataFrame) -> tuple[float, float, float, float]:
    return tuple(shapes.total_bounds)


def _canvas(
    shapes: gpd.GeoDataFrame,
    land: gpd.GeoDataFrame | None,
    bounds: Sequence[float],
    legend_rows: int,
    *,
    least: float = 25_000,
) -> _Canvas:
    """Sheet with water, land, municipalities and borders, wide enough for `bounds` and never less than `least` metres."""
    left, bottom, right, top = bounds
    width = max((right - left) * 1.1, least)
    height = max((top - bottom) * 1.1, least * ASPECT[0])
    width = max(width, height / ASPECT[1])
    height = max(height, width * ASPECT[0])
    x, y = (left + right) / 2, (bottom + top) / 2
    window = (x - width / 2, y - height / 2, x + width / 2, y + height / 2)
    map_height = style.WIDTH * height / width
    strip = ROW * legend_rows + 0.16
    figure, ax = style.new_figure(map_height + strip)
    share = strip / (map_height + strip)
    with style.context():
        legend = figure.add_axes((0, 0, 1, share))
    ax.set_position((0, share, 1, 1 - share))
    legend.set_axis_off()
    legend.set_xlim(0, 1)
    legend.set_ylim(strip / ROW - 0.3, -0.3)
    ax.set_xlim(window[0], window[2])
    ax.set_ylim(window[1], window[3])
    ax.set_facecolor(choices.WATER)
    ax.grid(False)
    ax.tick_params(bottom=False, left=False, labelbottom=False, labelleft=False)
    for spine in ax.spines.values():
        spine.set_visible(False)
    cut = shapely.box(*window).buffer(width * 0.02)
    if land is not None:
        for part in land.to_crs(CRS).geometry:
            _area(ax, part.intersection(cut), facecolor=choices.LAND, edgecolor="none", zorder=1)
    for row in shapes.itertuples():
        if row.geometry.intersects(cut):
            colour = choices.ABROAD if row.country == "SE" else choices.LAND
            _area(ax, row.geometry.intersection(cut), facecolor=colour, edgecolor=choices.BORDER, linewidth=0.8, zorder=2)
    _state_border(ax, shapes, cut)
    canvas = _Canvas(figure, ax, legend)
    _scale_bar(canvas, width)
    return canvas


def _state_border(ax: Axes, shapes: gpd.GeoDataFrame, cut: shapely.Geometry) -> None:
    norway = shapes.loc[shapes["country"] == "NO", "geometry"].union_all().intersection(cut)
    sweden = shapes.loc[shapes["country"] == "SE", "geometry"].union_all().intersection(cut)
    shared = norway.boundary.intersection(sweden.buffer(400)).intersection(cut.buffer(-1))
    for line in shapely.get_parts(shapely.line_merge(shared) if shared.geom_type == "MultiLineString" else shared):
        if line.geom_type == "LineString" and line.length > 1500:
            ax.plot(*line.xy, color=style.QUIET, linewidth=1.3, linestyle=(0, (6, 2, 1.5, 2)), zorder=3.5)


def _scale_bar(canvas: _Canvas, width: float) -> None:
    metres = next(m for m in (50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500) if m < width * 0.28)
    left, bottom, right, _ = canvas._window()
    pad = 9 * canvas.metres_per_point
    x, y = right - pad - metres, bottom + pad
    canvas.ax.plot([x, x + metres], [y, y], color=style.QUIET, linewidth=2, solid_capstyle="butt", zorder=8)
    text = f"{metres // 1000}{numbers.NBSP}km" if metres >= 1000 else f"{metres}{numbers.NBSP}m"
    canvas.ax.text(
        x + metres / 2,
        y + 3 * canvas.metres_per_point,
        text,
        ha="center",
        va="bottom",
        fontsize=9,
        color=style.QUIET,
        zorder=8,
    )
    canvas.boxes.append((x - pad, bottom, right, y + 16 * canvas.metres_per_point))


def _area(ax: Axes, geometry: shapely.Geometry, **look) -> None:
    rings = [
        np.asarray(ring.coords)
        for part in shapely.get_parts(geometry)
        if part.geom_type == "Polygon" and not part.is_empty
        for ring in (part.exterior, *part.interiors)
    ]
    if not rings:
        return
    path = Path.make_compound_path(*(Path(ring[:, :2], closed=True) for ring in rings))
    ax.add_patch(PathPatch(path, **{"facecolor": "none", "joinstyle": "round", **look}))


def _inside(geometry: shapely.Geometry) -> tuple[float, float]:
    """The point of a polygon farthest from its edge, where a label has most room."""
    largest = max(shapely.get_parts(geometry), key=lambda part: part.area)
    point = shapely.maximum_inscribed_circle(largest, tolerance=200).coords[0]
    return float(point[0]), float(point[1])


def _on(colour: str) -> str:
    """White or dark text, whichever stands out more on the colour."""
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    light = sum(
        share * (channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4)
        for share, channel in ((0.2126, red), (0.7152, green), (0.0722, blue))
    )
    return "#FFFFFF" if 1.05 / (light + 0.05) > (light + 0.05) / 0.0627 else style.INK


# --- the legend --------------------------------------------------------------------------------------------------

_MARKERS = {"circle": "o", "square": "s", "triangle": "^", "diamond": "D"}
_MARKER_SIZES = {"circle": 11, "square": 10, "triangle": 12, "diamond": 9}


def _heading(canvas: _Canvas, text: str) -> None:
    canvas.legend.text(
        0.02, 0.5, text, va="center", fontsize=style.FONT_SIZE, fontweight="bold", color=style.INK, parse_math=False
    )


def _swatch(canvas: _Canvas, row: int, column: int, columns: int, colour: str, hatch: str, text: str) -> None:
    x = 0.02 + column * 0.97 / columns
    edge = "#8A9199"
    canvas.legend.add_patch(
        Rectangle((x, row + 0.2), 0.05, 0.6, facecolor=colour, edgecolor=edge, linewidth=0.7, hatch=hatch or None)
    )
    canvas.legend.text(x + 0.065, row + 0.5, text, va="center", fontsize=style.FONT_SIZE - 1, color=style.INK)


def _key(canvas: _Canvas, row: int, x: float, shape: str, colour: str, number: str, text: str) -> None:
    canvas.legend.plot(
        x + 0.035,
        row + 0.5,
        marker=_MARKERS[shape],
        markersize=_MARKER_SIZES[shape] * (1.45 if number else 1),
        color=colour,
        linestyle="",
        markeredgecolor="white",
    )
    if number:
        _number_in(canvas.legend, x + 0.035, row + 0.5, shape, number)
    canvas.legend.text(
        x + 0.07, row + 0.5, text, va="center", fontsize=style.FONT_SIZE - 1, color=style.INK, parse_math=False
    )


def _number_in(ax: Axes, x: float, y: float, shape: str, number: int | str) -> None:
    ax.annotate(
        str(number),
        (x, y),
        xytext=(0, -1.8 if shape == "triangle" else 0),
        textcoords="offset points",
        ha="center",
        va="center_baseline",
        fontsize=8.5 if len(str(number)) == 1 else 7.5,
        fontweight="bold",
        color="white",
        zorder=8,
    )
