"""What a map shows, decided once for the still and the interactive kind: classes, flows and symbols.

Nothing here draws. Colours are those of the report (`statusbok.show.style`).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import geopandas as gpd
import numpy as np
import pandas as pd

from statusbok.errors import StatusbokError
from statusbok.show import numbers

MAX_CLASSES = 5
MAX_LINES = 15

SEQUENTIAL = ("#C8DBEB", "#94B7D5", "#76A4CA", "#34699A", "#12436D")
NEGATIVE = ("#FBD3B6", "#F4A26F", "#BF4F18", "#96390C", "#6B2508")
"""Below zero, from near zero outwards; above it SEQUENTIAL. Orange and blue survive colour blindness."""

WATER, LAND, ABROAD, BORDER, NO_DATA = "#E9F0F5", "#F8F6F1", "#EBE8E1", "#BFBBB0", "#FFFFFF"


def ground_colour(country: str) -> str:
    """Land, or the land of the neighbour."""
    return ABROAD if country == "SE" else LAND


SHAPES = ("circle", "square", "triangle", "diamond")
SHAPE_COLOURS = ("#12436D", "#801650", "#3D3D3D", "#1D756E")
"""One shape and one colour for each category. Dark, because a white number stands on them."""


@dataclass(frozen=True)
class Classes:
    """Edges and colours: class i holds edges[i] <= value < edges[i + 1], the last class also its end."""

    edges: tuple[float, ...]
    colours: tuple[str, ...]

    def index(self, value: float) -> int:
        """The class of a value; values outside the edges belong to the nearest class."""
        inside = sum(value >= edge for edge in self.edges[1:-1])
        return int(inside)

    def colour(self, value: float) -> str:
        return self.colours[self.index(value)]


def classes(values: pd.Series, *, diverging: bool = False, breaks: Sequence[float] | None = None) -> Classes:
    """Classes with round limits: at most five, equally wide.

    Args:
        values: Numbers; missing ones are left out of account.
        diverging: Two hues that meet at zero, which is then always a limit.
        breaks: The limits, first and last included, instead of those found here.

    Raises:
        StatusbokError: No value at all, or breaks that do not rise or make more than five classes.
    """
    present = values.dropna()
    if present.empty:
        raise StatusbokError(
            "A map needs at least one value, but all are missing; say so in a sentence instead."
        )
    edges = tuple(float(edge) for edge in breaks) if breaks is not None else _round_edges(present, diverging)
    if any(high <= low for low, high in pairwise(edges)) or not 2 <= len(edges) <= MAX_CLASSES + 1:
        raise StatusbokError(f"breaks={list(edges)}: expected 2 to {MAX_CLASSES + 1} rising limits.")
    if not diverging:
        return Classes(edges, _spread(SEQUENTIAL, len(edges) - 1))
    below = sum(edge < 0 for edge in edges[:-1])
    above = len(edges) - 1 - below
    shades = max(below, above)
    return Classes(
        edges, (*reversed(_spread(NEGATIVE, shades)[:below]), *_spread(SEQUENTIAL, shades)[:above])
    )


def _round_edges(values: pd.Series, diverging: bool) -> tuple[float, ...]:
    low, high = float(values.min()), float(values.max())
    if diverging:
        low, high = min(low, 0.0), max(high, 0.0)
    span = max(high - low, abs(high) * 1e-6, 1e-9)
    power = math.floor(math.log10(span / MAX_CLASSES))
    for exponent in (power, power + 1, power + 2):
        for digit in (1, 1.5, 2, 2.5, 3, 4, 5):
            step = digit * 10.0**exponent
            first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
            last = max(last, first + 1)
            if last - first <= MAX_CLASSES:
                return tuple(round(i * step, 10) for i in range(first, last + 1))
    raise AssertionError("a step of a hundred times the wanted width always fits")


def _spread(colours: Sequence[str], count: int) -> tuple[str, ...]:
    """`count` colours out of the scale, from its light to its dark end; one class takes the middle."""
    if count == 1:
        return (colours[len(colours) // 2],)
    return tuple(colours[round(i * (len(colours) - 1) / (count - 1))] for i in range(count))


def class_labels(found: Classes, *, unit: str = "", decimals: int = 0) -> list[str]:
    """Text of each class for the legend: "55–60 %"; with negative numbers "−1 000 til −500"."""
    places = max(decimals, max(_places(edge) for edge in found.edges))
    texts = [numbers.decimals(edge, places) for edge in found.edges]
    join = f"{numbers.NBSP}til{numbers.NBSP}" if found.edges[0] < 0 else "–"
    end = f"{numbers.NBSP}{unit}" if unit else ""
    return [f"{low}{join}{high}{end}" for low, high in pairwise(texts)]


def _places(value: float) -> int:
    text = f"{value:.6f}".rstrip("0")
    return len(text.split(".")[1])


def known_values(municipalities: gpd.GeoDataFrame, values: pd.Series) -> pd.Series:
    """Values by municipality code as floats, in the order of the layer.

    Raises:
        StatusbokError: A code is given twice or is not in the layer.
    """
    codes = values.index.astype(str)
    check_codes(municipalities, codes)
    if codes.has_duplicates:
        raise StatusbokError(f"Municipality {codes[codes.duplicated()][0]} has two values; a map shows one.")
    series = pd.Series(pd.to_numeric(values).astype(float).to_numpy(), index=codes)
    if np.isinf(series).any():
        raise StatusbokError(
            f"Municipality {series.index[np.isinf(series)][0]} has an infinite value; use NaN for missing."
        )
    return series[[code for code in municipalities["code"] if code in series.index]]


def check_codes(municipalities: gpd.GeoDataFrame, codes: Sequence[str]) -> None:
    """Refuse codes that are not in the layer of municipalities."""
    unknown = sorted(set(codes) - set(municipalities["code"]))
    if unknown:
        raise StatusbokError(
            f"Not in the map layer municipalities: {', '.join(unknown)}. Expected codes of 2024 such as 3101."
        )


@dataclass(frozen=True)
class Selection:
    """The flows of one municipality that a map draws, and what it leaves out.

    Attributes:
        drawn: code, name, employed_persons; largest first.
        threshold: Smallest flow drawn, in persons.
        total_persons: All commuters in this direction, drawn or not.
        small_persons, small_count: Persons and municipalities on the map, but below the threshold.
        outside_persons, outside_count: Persons and municipalities beyond the map layer.
        outside_largest: other_code of the largest flow beyond the layer, or None.
    """

    own: str
    direction: str
    drawn: pd.DataFrame
    threshold: int
    total_persons: int
    small_persons: int
    small_count: int
    outside_persons: int
    outside_count: int
    outside_largest: str | None
    outside_largest_persons: int


def select_flows(
    municipalities: gpd.GeoDataFrame,
    flows: pd.DataFrame,
    *,
    own: str,
    direction: str,
    threshold: int | None = None,
) -> Selection:
    """Choose the flows to draw.

    Args:
        municipalities: Layer with code and name.
        flows: other_code, employed_persons; one row a municipality at the other end.
        own: Code of the municipality the flows start from or lead to.
        direction: "out" (own residents working elsewhere) or "in" (residents elsewhere working here).
        threshold: Smallest flow drawn; None finds a round one that leaves at most 15 lines.

    Raises:
        StatusbokError: Unknown code or direction, missing columns, or nothing to draw.
    """
    if direction not in ("out", "in"):
        raise StatusbokError(f'direction="{direction}": expected "out" or "in".')
    missing = {"other_code", "employed_persons"} - set(flows.columns)
    if missing:
        raise StatusbokError(f"The flows have no column {', '.join(sorted(missing))}.")
    check_codes(municipalities, [own])
    rows = (
        flows[["other_code", "employed_persons"]]
        .dropna()
        .astype({"other_code": str, "employed_persons": int})
    )
    rows = rows.groupby("other_code", as_index=False)["employed_persons"].sum()
    rows = rows[(rows["other_code"] != own) & (rows["employed_persons"] > 0)]
    rows = rows.sort_values(["employed_persons", "other_code"], ascending=[False, True])
    names = municipalities.set_index("code")["name"]
    on_map = rows["other_code"].isin(names.index)
    inside, outside = rows[on_map], rows[~on_map]
    if inside.empty:
        raise StatusbokError(
            f"No flow {direction} for {own} has its other end on the map; say so in a sentence instead."
        )
    if threshold is None:
        steps = (digit * 10**power for power in range(1, 7) for digit in (1, 2, 5))
        threshold = next(step for step in steps if (inside["employed_persons"] >= step).sum() <= MAX_LINES)
        threshold = min(threshold, int(inside["employed_persons"].max()))
    large = inside["employed_persons"] >= threshold
    if not large.any():
        top = int(inside["employed_persons"].max())
        raise StatusbokError(
            f"threshold={threshold}: the largest flow {direction} for {own} is {top}; choose a lower one."
        )
    drawn = inside[large].rename(columns={"other_code": "code"}).reset_index(drop=True)
    drawn.insert(1, "name", [str(names[code]) for code in drawn["code"]])
    return Selection(
        own=own,
        direction=direction,
        drawn=drawn,
        threshold=int(threshold),
        total_persons=int(rows["employed_persons"].sum()),
        small_persons=int(inside.loc[~large, "employed_persons"].sum()),
        small_count=int((~large).sum()),
        outside_persons=int(outside["employed_persons"].sum()),
        outside_count=len(outside),
        outside_largest=None if outside.empty else str(outside["other_code"].iloc[0]),
        outside_largest_persons=0 if outside.empty else int(outside["employed_persons"].iloc[0]),
    )


def reference_flows(largest: int, threshold: int) -> list[int]:
    """Two or three round flows for the legend of widths, largest first: (1454, 50) gives 1000, 200, 50."""
    top = max(_round_below(largest), threshold)
    return sorted({top, max(_round_below(top / 4), threshold), threshold}, reverse=True)


def _round_below(value: float) -> int:
    power = 10 ** math.floor(math.log10(max(value, 1)))
    return int(max(digit for digit in (1, 2, 5) if digit * power <= max(value, 1)) * power)


def line_width(persons: float, *, widest: float, full: float) -> float:
    """Width in proportion to volume: `widest` persons are `full` wide; never thinner than a visible line."""
    return max(full * persons / widest, 0.6)


def category_shapes(categories: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Shape and colour of each category, in order of appearance.

    Raises:
        StatusbokError: More categories than shapes.
    """
    found = list(dict.fromkeys(categories))
    if len(found) > len(SHAPES):
        raise StatusbokError(
            f"{len(found)} categories of places; a map can tell {len(SHAPES)} apart. Merge some."
        )
    return {category: (SHAPES[i], SHAPE_COLOURS[i]) for i, category in enumerate(found)}
