"""The sheet of a still map: ground, labels that keep clear of each other, and a legend in a strip below."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.patches import PathPatch, Polygon, Rectangle
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Affine2D

from statusbok.show import numbers, style
from statusbok.show.maps import choices, ground
from statusbok.show.nb import maps as nb

ASPECT = (0.8, 1.3)
"""Lowest and highest height of the map as a share of its width."""
ROW = 0.27
"""Height in inches of one row of the legend."""
LABEL_SIZE = 11.5
LEGEND_SIZE = style.FONT_SIZE - 1

MARKERS = {"circle": "o", "square": "s", "triangle": "^", "diamond": "D"}
MARKER_SIZES = {"circle": 11.0, "square": 10.0, "triangle": 12.0, "diamond": 9.0}
PLATE = {"boxstyle": "round,pad=0.1,rounding_size=0.25", "edgecolor": "none", "alpha": 0.75}
NUMBERED = 1.55
"""How much larger a symbol is that holds a number."""


@dataclass
class Label:
    """A text at a place: on it, or beside it in one of eight directions."""

    x: float
    y: float
    text: str
    colour: str = style.INK
    plate: str = "white"
    size: float = LABEL_SIZE
    bold: bool = False
    beside: bool = False
    gap: float = 7
    """Points between a place and the text beside it."""
    area: shapely.Geometry | None = None
    """Polygon that must hold most of the text."""
    quiet: bool = False
    """Rather left out than written across a line."""
    weight: tuple = ()


class Sheet:
    """A figure with the map (coordinates in EPSG:25832) above the strip of the legend (in rows).

    Args:
        shapes: From `ground.projected`.
        land, border: Layers or None.
        bounds: What must be seen: west, south, east, north.
        rows: Rows of the legend.
        looks: Matplotlib properties of the municipalities that are not plain land, by code.
        least: Smallest width in metres.
    """

    def __init__(
        self,
        shapes: gpd.GeoDataFrame,
        land: gpd.GeoDataFrame | None,
        border: gpd.GeoDataFrame | None,
        *,
        bounds: Sequence[float],
        rows: int,
        looks: Mapping[str, dict],
        least: float = 25_000,
    ) -> None:
        left, bottom, right, top = _window(bounds, least)
        map_height = _tenth(style.WIDTH * (top - bottom) / (right - left))
        top = bottom + (right - left) * map_height / style.WIDTH
        self.window = (left, bottom, right, top)
        strip = _tenth(ROW * (rows + 0.75) + 0.14)
        self.figure, self.ax = style.new_figure(map_height + strip)
        share = strip / (map_height + strip)
        with style.context():
            self.legend = self.figure.add_axes((0, 0, 1, share))
        self.legend.set_axis_off()
        self.legend.set_xlim(0, 1)
        self.legend.set_ylim(strip / ROW - 0.35, -0.35)
        self.ax.set_position((0, share, 1, 1 - share))
        self.ax.set_xlim(left, right)
        self.ax.set_ylim(bottom, top)
        self.ax.set_facecolor(choices.WATER)
        self.ax.grid(False)
        self.ax.tick_params(bottom=False, left=False, labelbottom=False, labelleft=False)
        for spine in self.ax.spines.values():
            spine.set_visible(False)
        FigureCanvasAgg(self.figure)
        self._renderer = self.figure.canvas.get_renderer()
        self.point = (right - left) / (style.WIDTH * 72)
        """Metres in a typographic point."""
        self.boxes: list[tuple[float, float, float, float]] = []
        self.lines: list[shapely.Polygon] = []
        self.written: set[str] = set()

        seen = shapely.box(*self.window).buffer(3 * self.point)
        self.ground = ground.prepare(shapes, land, border, seen, 1.4 * self.point)
        self.shapes = self.ground.shapes
        for country, part in self.ground.land:
            self.area(part, facecolor=choices.ground_colour(country), zorder=1)
        for row in self.shapes.itertuples():
            colour = choices.ground_colour(row.country)
            plain = {"facecolor": colour, "edgecolor": choices.BORDER, "linewidth": 0.8, "zorder": 2}
            self.area(row.geometry, **{**plain, **looks.get(row.Index, {})})
        for line in self.ground.border:
            for part in shapely.get_parts(line):
                self.ax.plot(
                    *part.xy, color=style.QUIET, linewidth=1.3, linestyle=(0, (6, 2, 1.5, 2)), zorder=3.5
                )
        self.legend.text(
            0.02,
            rows + 0.45,
            ground.attribution(licences=False),
            va="center",
            fontsize=9,
            color=style.QUIET,
            parse_math=False,
        )

    # --- drawing ---------------------------------------------------------------------------------------

    def area(self, geometry: shapely.Geometry, **look) -> None:
        """A polygon as one path, in tenths of points: half the weight of one with all its decimals."""
        corner = np.array(self.window[:2])
        rings = [
            Path(np.round((shapely.get_coordinates(ring) - corner) / self.point, 1), closed=True)
            for part in shapely.get_parts(geometry)
            if part.geom_type == "Polygon" and not part.is_empty
            for ring in (part.exterior, *part.interiors)
        ]
        if rings:
            look = {"facecolor": "none", "edgecolor": "none", "joinstyle": "round", **look}
            # add_patch would look for the limits of every curve; the limits are set.
            page = Affine2D().scale(self.point).translate(*corner) + self.ax.transData
            self.ax.add_artist(PathPatch(Path.make_compound_path(*rings), transform=page, **look))

    def line(self, start: shapely.Point, end: shapely.Point, width: float, order: float, gid: str) -> None:
        """A line with a white edge, and a triangle that points the way."""
        xs, ys = [start.x, end.x], [start.y, end.y]
        look = {"solid_capstyle": "butt", "zorder": order}
        self.ax.plot(xs, ys, color="white", linewidth=width + 1.2, **look)
        self.ax.plot(xs, ys, color=style.OWN, linewidth=width, gid=gid, **look)
        covered = shapely.LineString([start, end]).buffer(width / 2 * self.point)
        shapely.prepare(covered)
        self.lines.append(covered)
        length = math.hypot(end.x - start.x, end.y - start.y)
        if not length:
            return
        along = np.array([(end.x - start.x) / length, (end.y - start.y) / length])
        across = np.array([-along[1], along[0]])
        size = max(4.2, min(width * 0.55, 6.0)) * self.point
        middle = np.array([start.x, start.y]) + along * length * 0.55
        corners = [
            middle + 1.1 * along * size,
            middle + (across - along) * size,
            middle - (across + along) * size,
        ]
        self.ax.add_patch(Polygon(corners, facecolor="white", edgecolor=style.OWN, linewidth=1.1, zorder=6))

    def dot(self, place: shapely.Point, own: bool) -> None:
        """The end of a line."""
        fill, edge = (style.OWN, "white") if own else ("white", style.OWN)
        look = {"markerfacecolor": fill, "markeredgecolor": edge, "markeredgewidth": 1.4, "zorder": 7}
        self.ax.plot(place.x, place.y, "o", markersize=9 if own else 6, **look)
        self.keep_clear(place.x, place.y, 9 if own else 6)

    def symbol(self, x: float, y: float, shape: str, colour: str, number: int | None, gid: str) -> None:
        """A place: the shape of its category, with a number in it or not."""
        larger = NUMBERED if number is not None else 1.0
        look = {
            "color": colour,
            "markeredgecolor": "white",
            "markeredgewidth": 1.2,
            "linestyle": "",
            "zorder": 7,
        }
        self.ax.plot(x, y, marker=MARKERS[shape], markersize=MARKER_SIZES[shape] * larger, gid=gid, **look)
        self.keep_clear(x, y, 11 * larger)
        if number is not None:
            _number(self.ax, x, y, shape, number)

    def leader(self, place: shapely.Point, x: float, y: float, colour: str) -> None:
        """From where a place is to a symbol that had to move."""
        self.ax.plot([place.x, x], [place.y, y], color=colour, linewidth=1.1, zorder=6)
        self.ax.plot(place.x, place.y, "o", markersize=3.5, color=colour, zorder=6)

    def keep_clear(self, x: float, y: float, points: float) -> None:
        """Keep labels away from a square around a place."""
        half = points / 2 * self.point
        self.boxes.append((x - half, y - half, x + half, y + half))

    def spread(self, spots: Sequence[shapely.Point], points: float) -> list[tuple[float, float]]:
        """Move symbols of a size apart until none covers another; those with room stay where they are."""
        least = points * self.point
        places = np.array([(spot.x, spot.y) for spot in spots])
        pairs = [(i, j) for i in range(len(places)) for j in range(i + 1, len(places))]
        for _ in range(300):
            moved = False
            for i, j in pairs:
                apart = places[j] - places[i]
                distance = math.hypot(*apart)
                if distance >= least:
                    continue
                # Two places at one spot part in a direction of their own.
                way = apart / distance if distance > 1 else np.array([math.cos(2.4 * i), math.sin(2.4 * i)])
                push = way * (least * 1.01 - distance) / 2
                places[i], places[j], moved = places[i] - push, places[j] + push, True
            if not moved:
                break
        return [(float(x), float(y)) for x, y in places]

    def scale_bar(self) -> None:
        """A length in the corner where it covers least; before the labels, which keep clear of it."""
        left, bottom, right, top = self.window
        lengths = (50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500)
        metres = next(length for length in lengths if length < (right - left) * 0.28)
        pad, height = 9 * self.point, 22 * self.point
        corners = [
            (x, y, x + metres + 2 * pad, y + height)
            for y in (bottom, top - height)
            for x in (right - metres - 2 * pad, left)
        ]
        box = min(corners, key=lambda corner: sum(_touch(corner, other) for other in self.boxes))
        x, y = box[0] + pad, box[1] + 6 * self.point
        self.ax.plot([x, x + metres], [y, y], color=style.QUIET, linewidth=2, solid_capstyle="butt", zorder=8)
        text = f"{metres // 1000}{numbers.NBSP}km" if metres >= 1000 else f"{metres}{numbers.NBSP}m"
        look = {"ha": "center", "va": "bottom", "fontsize": 9, "color": style.QUIET, "zorder": 8}
        self.ax.text(x + metres / 2, y + 2.5 * self.point, text, **look)
        self.boxes.append(box)

    # --- labels ----------------------------------------------------------------------------------------

    def write(self, labels: Sequence[Label]) -> None:
        """Write labels, most important first, where they touch no other and not the edge; drop the rest."""
        for label in sorted(labels, key=lambda label: label.weight, reverse=True):
            text = self._text(label)
            box = text.get_window_extent(self._renderer)
            scale = 72 / self.figure.dpi * self.point
            found = min(self._positions(label, box.width * scale, box.height * scale), default=None)
            if found is None:
                text.remove()
                continue
            _, x, y, bounds = found
            text.set_position((x, y))
            self.written.add(label.text)
            if label.area is not None and label.area.intersection(shapely.box(*bounds)).area < 0.85 * _size(
                bounds
            ):
                text.set_color(label.colour if label.quiet else style.INK)
                text.set_bbox({**PLATE, "facecolor": "white"})
            self.boxes.append(bounds)

    def write_the_rest(self, done: Sequence[str]) -> None:
        """Sweden, and quiet names of municipalities that carry no number on this map."""
        window = shapely.box(*self.window)
        labels = []
        sweden = ground.largest_in(self.ground.countries.get("SE", shapely.Polygon()), window)
        if sweden is not None:
            x, y = _xy(sweden)
            look = {"colour": style.QUIET, "plate": choices.ABROAD, "size": 12, "quiet": True}
            labels.append(Label(x, y, nb.SWEDEN.upper(), area=sweden, weight=(1, 0), **look))
        for row in self.shapes.drop(index=[code for code in done if code in self.shapes.index]).itertuples():
            seen = row.geometry.intersection(window)
            if seen.is_empty or row.name in self.written:
                continue
            x, y = _xy(seen)
            plate = choices.ground_colour(row.country)
            look = {"colour": style.QUIET, "plate": plate, "size": 9.5, "quiet": True}
            labels.append(Label(x, y, str(row.name), area=seen, weight=(0, seen.area), **look))
        self.write(labels)

    def _text(self, label: Label) -> Text:
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
            bbox={**PLATE, "facecolor": label.plate},
        )

    def _positions(self, label: Label, width: float, height: float) -> Iterator[tuple]:
        """Where the label can stand: cost, x, y and the box it takes."""
        left, bottom, right, top = self.window
        margin = 3 * self.point
        if label.beside:
            gap = label.gap * self.point
            around = [(1, 0), (-1, 0), (0, 1), (0, -1), (1, 0.8), (1, -0.8), (-1, 0.8), (-1, -0.8)]
            spots = [
                (
                    far * 2 + i * 0.1,
                    label.x + dx * (width / 2 + gap * (1 + far)),
                    label.y + dy * (height / 2 + gap * (1 + far)),
                )
                for far in (0, 0.7, 1.6)
                for i, (dx, dy) in enumerate(around)
            ]
        else:
            spots = [
                (0.3 * (abs(dx) + abs(dy)), label.x + dx * width * 0.4, label.y + dy * height * 0.6)
                for dx in (0, -1, 1)
                for dy in (0, 1, -1)
            ]
        for cost, x, y in spots:
            bounds = (x - width / 2, y - height / 2, x + width / 2, y + height / 2)
            if bounds[0] < left + margin or bounds[2] > right - margin:
                continue
            if bounds[1] < bottom + margin or bounds[3] > top - margin:
                continue
            if any(_touch(bounds, box) for box in self.boxes):
                continue
            box = shapely.box(*bounds)
            crossed = sum(line.intersection(box).area for line in self.lines if line.intersects(box)) / box.area
            if label.quiet and crossed > 0.01:
                continue
            if label.area is not None:
                inside = label.area.intersection(box).area / box.area
                if inside < 0.6:
                    continue
                cost += 3 * (1 - inside)
            yield cost + 12 * crossed, x, y, bounds

    # --- legend ----------------------------------------------------------------------------------------

    def heading(self, *lines: str) -> None:
        """The first row of the legend, or rows."""
        for row, text in enumerate(lines):
            self.note(row, text, fontsize=style.FONT_SIZE, fontweight="bold")

    def note(self, row: float, text: str, x: float = 0.02, **look) -> None:
        """A line of text in the legend."""
        look = {"fontsize": LEGEND_SIZE, "color": style.INK, "va": "center", "parse_math": False, **look}
        self.legend.text(x, row + 0.5, text, **look)

    def swatch(self, row: int, x: float, colour: str, hatch: str | None, text: str) -> None:
        """A class and its colour."""
        look = {"facecolor": colour, "edgecolor": "#8A9199", "linewidth": 0.7, "hatch": hatch}
        self.legend.add_patch(Rectangle((x, row + 0.2), 0.05, 0.6, **look))
        self.note(row, text, x + 0.065)

    def key(self, row: int, x: float, shape: str, colour: str, number: int | None, text: str) -> None:
        """A category and its shape, or a number and its place."""
        larger = 1.4 if number is not None else 1.0
        look = {
            "markersize": MARKER_SIZES[shape] * larger,
            "color": colour,
            "markeredgecolor": "white",
            "linestyle": "",
        }
        self.legend.plot(x + 0.035, row + 0.5, marker=MARKERS[shape], **look)
        if number is not None:
            _number(self.legend, x + 0.035, row + 0.5, shape, number)
        self.note(row, text, x + 0.07)

    def sample(self, row: int, x: float, width: float, text: str) -> None:
        """A line of a width."""
        self.legend.plot(
            [x, x + 0.07], [row + 0.5] * 2, color=style.OWN, linewidth=width, solid_capstyle="butt"
        )
        self.note(row, text, x + 0.085)


def _number(ax: Axes, x: float, y: float, shape: str, number: int) -> None:
    look = {"ha": "center", "va": "center_baseline", "fontweight": "bold", "color": "white", "zorder": 8}
    below = -1.8 if shape == "triangle" else 0
    size = 8.5 if number < 10 else 7.5
    ax.annotate(str(number), (x, y), xytext=(0, below), textcoords="offset points", fontsize=size, **look)


def _xy(geometry: shapely.Geometry) -> tuple[float, float]:
    point = ground.middle(geometry)
    return point.x, point.y


def _touch(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _tenth(inches: float) -> float:
    """To a tenth of a point."""
    return round(inches * 720) / 720


def _size(box: tuple[float, ...]) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _window(bounds: Sequence[float], least: float) -> tuple[float, float, float, float]:
    left, bottom, right, top = bounds
    width, height = max((right - left) * 1.1, least), max((top - bottom) * 1.1, least * ASPECT[0])
    width = max(width, height / ASPECT[1])
    height = max(height, width * ASPECT[0])
    x, y = (left + right) / 2, (bottom + top) / 2
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2
