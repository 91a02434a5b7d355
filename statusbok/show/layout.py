"""Where text and marks go in a chart: measured text, names that keep clear, rows, legend, target.

All measures are in inches, and text is measured by the outlines of the font that travels with matplotlib, so
that a chart is laid out alike on every machine.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.path import Path
from matplotlib.textpath import text_to_path

from statusbok.show import style
from statusbok.show.columns import Column

LINE = 1.22 * style.FONT_SIZE / 72
"""Height of a line of text."""
EDGE = 0.03
CATEGORY_WIDTH = 2.0
ROW = 0.36

_outlines: dict[str, Any] = {}
"""Outline of each glyph that has been measured, by the name that matplotlib gives it (font and glyph)."""


@lru_cache(maxsize=10_000)
def text_width(text: str, size: float = style.FONT_SIZE, bold: bool = False) -> float:
    """Width of a line of text in inches, from the font's outlines: the same on every machine."""
    font = get_font(findfont(FontProperties(family="DejaVu Sans", weight="bold" if bold else "normal")))
    font.set_size(text_to_path.FONT_SCALE, text_to_path.DPI)
    glyphs, _, _ = text_to_path.get_glyphs_with_font(font, text, _outlines)
    ends = [(x + end) for glyph, x, _, _ in glyphs if len(_outlines[glyph][0]) for end in _ends(glyph)]
    return (max(ends) - min(ends)) * size / text_to_path.FONT_SCALE / text_to_path.DPI if ends else 0.0


@cache
def _ends(glyph: str) -> tuple[float, float]:
    """Where the outline of a glyph begins and ends, from its origin."""
    box = Path(*_outlines[glyph]).get_extents()
    return float(box.x0), float(box.x1)


def wrap(text: str, width: float, size: float = style.FONT_SIZE, bold: bool = False) -> str:
    """Text broken between words into lines of at most `width` inches."""
    done: list[str] = []
    for word in str(text).split(" "):
        if done and text_width(f"{done[-1]} {word}", size, bold) <= width:
            done[-1] = f"{done[-1]} {word}"
        else:
            done.append(word)
    return "\n".join(done)


def weight_of(name: str, highlight: str | None) -> str:
    return "bold" if name == highlight else "normal"


def ink_on(background: object) -> str:
    """White or black text, whichever reads better on a colour; the better one always has 4.5:1."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(background)
    )
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return "white" if 1.05 / (luminance + 0.05) > (luminance + 0.05) / 0.05 else "black"


def place_axes(figure: Figure, axes: Axes, left: float, right: float, top: float, bottom: float) -> None:
    """Give the axes what the four margins leave of the figure."""
    width, height = figure.get_size_inches()
    axes.set_position(
        (left / width, bottom / height, (width - left - right) / width, (height - top - bottom) / height)
    )


def spread(wanted: Sequence[float], sizes: Sequence[float], low: float, high: float) -> list[float]:
    """Centres as near to `wanted` (ascending) as boxes of these sizes can stand without overlap."""
    groups = [([index], wanted[index]) for index in range(len(wanted))]

    def extent(members: list[int]) -> float:
        return sum(sizes[index] for index in members)

    def bounded(members: list[int], centre: float) -> float:
        half = extent(members) / 2
        return max(low + half, min(centre, high - half))

    groups = [(members, bounded(members, centre)) for members, centre in groups]
    merged = True
    while merged:
        merged = False
        for index in range(len(groups) - 1):
            (below, under), (above, over) = groups[index], groups[index + 1]
            if under + extent(below) / 2 > over - extent(above) / 2 + 1e-9:
                members = below + above
                centre = sum(wanted[member] for member in members) / len(members)
                groups[index : index + 2] = [(members, bounded(members, centre))]
                merged = True
                break
    centres = [0.0] * len(wanted)
    for members, centre in groups:
        y = centre - extent(members) / 2
        for member in members:
            centres[member] = y + sizes[member] / 2
            y += sizes[member]
    return centres


@dataclass
class Label:
    """A name beside the end of a line, with the marker that the line has."""

    x: float
    y: float
    text: str
    color: str
    marker: str | None
    bold: bool


def end_labels(
    figure: Figure, axes: Axes, ends: list[Label], right: float, plot: tuple[float, float]
) -> None:
    """The names of the lines, moved apart so that none covers another."""
    width, height = figure.get_size_inches()
    low, high = axes.get_ylim()
    begin, stop = axes.get_xlim()
    box = axes.get_position()
    ends = sorted(ends, key=lambda end: end.y)
    tall = [LINE * (end.text.count("\n") + 1) + 0.04 for end in ends]
    wanted = [plot[0] + (plot[1] - plot[0]) * (end.y - low) / (high - low) for end in ends]
    centres = spread(wanted, tall, 0.02, height - 0.02 - LINE)
    for end, want, centre in zip(ends, wanted, centres, strict=True):
        here = width * (box.x0 + box.width * (end.x - begin) / (stop - begin))
        if abs(want - centre) > 0.1 or right - here > 0.5:
            x, y = [(here + 0.07) / width, (right + 0.02) / width], [want / height, centre / height]
            figure.add_artist(Line2D(x, y, color=end.color, linewidth=0.9))
        if end.marker:
            x, y = [(right + 0.1) / width], [centre / height]
            key = Line2D(x, y, color=end.color, linestyle="", marker=end.marker, markersize=8)
        else:
            x, y = [(right + 0.01) / width, (right + 0.19) / width], [centre / height] * 2
            key = Line2D(x, y, color=end.color, linewidth=1.4, dashes=(3, 1.5))
        figure.add_artist(key)
        figure.text(
            (right + 0.24) / width,
            centre / height,
            end.text,
            ha="left",
            va="center",
            linespacing=1.15,
            fontweight="bold" if end.bold else "normal",
        )


class Rows:
    """A chart with one row a category: names to the left, text above, height after the number of rows."""

    def __init__(
        self,
        figure: Figure,
        axes: Axes,
        rows: Sequence[str],
        highlight: str | None,
        heading: str,
        top: float,
    ) -> None:
        names = [wrap(row, CATEGORY_WIDTH, bold=row == highlight) for row in rows]
        widths = [
            text_width(line, bold=row == highlight)
            for row, name in zip(rows, names, strict=True)
            for line in name.split("\n")
        ]
        left = EDGE + max(widths) + 0.1
        row_height = max(ROW, LINE * max(name.count("\n") + 1 for name in names) + 0.1)
        heading = wrap(heading, style.WIDTH - 2 * EDGE)
        above = EDGE + LINE * (heading.count("\n") + 1) + 0.1
        height = above + top + row_height * len(rows) + EDGE
        figure.set_size_inches(style.WIDTH, height)
        self.axes = axes
        self.text_top = 1 - above / height
        self.span = style.WIDTH - left - EDGE
        place_axes(figure, axes, left, EDGE, above + top, EDGE)
        figure.text(EDGE / style.WIDTH, 1 - EDGE / height, heading, ha="left", va="top", color=style.QUIET)
        axes.set_ylim(len(rows) - 0.5, -0.5)
        axes.set(xlabel="", ylabel="", xticks=[], yticks=[])
        axes.grid(False)
        axes.spines["bottom"].set_visible(False)
        for row, name in enumerate(names):
            axes.text(
                -0.1 / self.span,
                row,
                name,
                transform=axes.get_yaxis_transform(),
                ha="right",
                va="center",
                fontweight=weight_of(rows[row], highlight),
                linespacing=1.1,
            )

    def scale(self, low: float, high: float, left: float = 0, right: float = 0) -> None:
        """Let low..high fill the width but for `left` and `right` inches kept for numbers."""
        room = self.span - left - right
        step = (high - low or 1) / room
        self.per_inch = step
        self.axes.set_xlim(low - left * step, low + (room + right) * step)

    def inches(self, length: float) -> float:
        """Length in the picture of a distance on the scale."""
        return length / self.per_inch


def target_text(target: tuple[float, str], column: Column) -> str:
    """The target's number, without decimals when it is a whole one, as plans write it."""
    text = column.text(target[0])
    return re.sub(r",0+(?!\d)", "", text) if float(target[0]).is_integer() else text


def target_mark(figure: Figure, axes: Axes, target: tuple[float, str], column: Column) -> None:
    """A level to reach across the rows, named just above them."""
    axes.axvline(target[0], color=style.INK, linewidth=1.4, dashes=(6, 3), zorder=3.5)
    text = f"{target[1]} {target_text(target, column)}"
    begin, end = axes.get_xlim()
    box = axes.get_position()
    x = (box.x0 + box.width * (target[0] - begin) / (end - begin)) * style.WIDTH
    half = text_width(text) / 2
    x = min(max(x, EDGE + half), style.WIDTH - EDGE - half)
    figure.text(x / style.WIDTH, box.y1 + 0.06 / figure.get_figheight(), text, ha="center", va="bottom")


def legend_rows(keys: list[tuple[str, str]]) -> list[list[tuple[str, str, float]]]:
    """Keys laid out over rows: name, colour, distance from the left in inches."""
    rows, x = [[]], EDGE
    for name, color in keys:
        width = 0.26 + text_width(name) + 0.25
        if rows[-1] and x + width - 0.25 > style.WIDTH - EDGE:
            rows.append([])
            x = EDGE
        rows[-1].append((name, color, x))
        x += width
    return rows


def draw_legend(figure: Figure, rows: list[list[tuple[str, str, float]]], top: float) -> None:
    """Draw the keys of `legend_rows` from `top`, a share of the figure's height."""
    height = figure.get_figheight()
    for index, row in enumerate(rows):
        y = top - LINE * 1.25 * (index + 0.5) / height
        for name, color, x in row:
            corner = (x / style.WIDTH, y - 0.08 / height)
            figure.add_artist(Rectangle(corner, 0.18 / style.WIDTH, 0.16 / height, facecolor=color))
            figure.text((x + 0.26) / style.WIDTH, y, name, ha="left", va="center_baseline")
