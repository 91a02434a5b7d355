"""Still maps in EPSG:25832, as wide as the other pictures, with the legend in a strip below the map.

All take the layers as they come (EPSG:4326) and return a matplotlib Figure.
"""

import math
import textwrap
from collections.abc import Sequence

import geopandas as gpd
import pandas as pd
import shapely
from matplotlib.figure import Figure

from statusbok import timing
from statusbok.show import numbers, style
from statusbok.show.layout import ink_on
from statusbok.show.maps import choices, ground
from statusbok.show.maps.sheet import NUMBERED, Label, Sheet
from statusbok.show.nb import maps as nb

FULL_WIDTH = 13.0
"""Points; the width of the largest flow."""
NO_DATA = {
    "facecolor": choices.NO_DATA,
    "hatch": "////",
    "edgecolor": "#8A9199",
    "linewidth": 0.8,
    "zorder": 3,
}


@style.context()
@timing.spent("maps")
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
    border: gpd.GeoDataFrame | None = None,
) -> Figure:
    """Municipalities coloured by value, at most five classes; the value is under the name where it fits.

    Args:
        municipalities: Layer with code, name, country.
        values: Number by municipality code. NaN is hatched as "ingen data"; without a row: plain land.
        label: Heading of the legend, in bokmål, with the year where it matters.
        unit: Behind the numbers of the legend: "%", "personer".
        decimals: Of the numbers on the map.
        diverging: Two hues that meet at zero (net commuting).
        breaks: Limits of the classes, instead of round ones found here.
        highlight: Code of the municipality to outline.
        land, border: Layers behind the municipalities and for the state border.

    Raises:
        StatusbokError: All values missing, or a code that is not in the layer.
    """
    known = choices.known_values(municipalities, values)
    found = choices.classes(known, diverging=diverging, breaks=breaks)
    if highlight is not None:
        choices.check_codes(municipalities, [highlight])
    shapes = ground.projected(municipalities)
    fills = {
        code: choices.NO_DATA if math.isnan(value) else found.colour(value) for code, value in known.items()
    }
    looks = {
        code: NO_DATA
        if math.isnan(known[code])
        else {
            "facecolor": fill,
            "edgecolor": "white",
            "linewidth": 0.9,
            "zorder": 3,
            "gid": f"kommune-{code}",
        }
        for code, fill in fills.items()
    }
    swatches = [
        (colour, None, text) for colour, text in zip(found.colours, choices.class_labels(found, unit=unit))
    ]
    if known.isna().any():
        swatches.append((choices.NO_DATA, "////", nb.NO_DATA))
    columns = 3 if max(len(text) for _, _, text in swatches) < 17 else 2
    heading = textwrap.wrap(label, 56) or [""]
    rows = len(heading) + math.ceil(len(swatches) / columns)
    sheet = Sheet(shapes, land, border, bounds=shapes.loc[known.index].total_bounds, rows=rows, looks=looks)
    if highlight in sheet.shapes.index:
        for colour, width in (("white", 4.4), (style.INK, 2.2)):
            sheet.area(sheet.shapes.at[highlight, "geometry"], edgecolor=colour, linewidth=width, zorder=4)
    sheet.scale_bar()
    labels = []
    for code, value in known.items():
        area = sheet.shapes.at[code, "geometry"]
        own = code == highlight
        name = str(sheet.shapes.at[code, "name"])
        text = name if math.isnan(value) else f"{name}\n{numbers.decimals(value, decimals)}"
        look = {"colour": ink_on(fills[code]), "plate": fills[code], "bold": own, "area": area}
        place = ground.middle(area)
        labels.append(Label(place.x, place.y, text, weight=(own, area.area), **look))
    sheet.write(labels)
    sheet.write_the_rest(known.index)
    sheet.heading(*heading)
    for i, swatch in enumerate(swatches):
        sheet.swatch(i // columns + len(heading), 0.02 + i % columns * 0.97 / columns, *swatch)
    return sheet.figure


@style.context()
@timing.spent("maps")
def flows(
    municipalities: gpd.GeoDataFrame,
    flows: pd.DataFrame,
    *,
    own: str,
    direction: str,
    threshold: int | None = None,
    land: gpd.GeoDataFrame | None = None,
    border: gpd.GeoDataFrame | None = None,
    points: gpd.GeoDataFrame | None = None,
    widest: int | None = None,
    named: int = 8,
) -> Figure:
    """Lines between one municipality and others; the width follows the persons, an arrow gives the way.

    Args:
        municipalities: Layer with code, name, country.
        flows: other_code, employed_persons.
        own: Code of the municipality all lines start from or lead to.
        direction: "out" or "in".
        threshold: Smallest flow drawn; None finds a round one that leaves at most 15 lines.
        land, border: Layers behind the municipalities and for the state border.
        points: Layer with municipality_code and a point where lines end; otherwise they end in the centroids.
        widest: Persons drawn at full width, so that two maps can share a scale; otherwise the largest flow.
        named: How many of the largest are named with their number.

    Raises:
        StatusbokError: Unknown code or direction, or nothing to draw.
    """
    chosen = choices.select_flows(municipalities, flows, own=own, direction=direction, threshold=threshold)
    shapes = ground.projected(municipalities)
    ends = ground.end_points(shapes, points)
    own_name = str(shapes.at[own, "name"])
    largest = int(chosen.drawn["employed_persons"].max())
    widest = max(widest or 0, largest)
    met = [own, *chosen.drawn["code"]]
    bounds = shapely.MultiPolygon(
        [shapely.box(*ends[met].buffer(1).total_bounds), shapely.box(*shapes.at[own, "geometry"].bounds)]
    ).bounds
    look = {"facecolor": "#C8DBEB", "edgecolor": style.OWN, "linewidth": 1.6, "zorder": 3}
    sheet = Sheet(shapes, land, border, bounds=bounds, rows=3, looks={own: look})
    for row in chosen.drawn.iloc[::-1].itertuples():
        start, end = (own, row.code) if direction == "out" else (row.code, own)
        width = choices.line_width(row.employed_persons, widest=widest, full=FULL_WIDTH)
        sheet.line(ends[start], ends[end], width, 5.9 - row.Index / 100, f"strom-{row.code}")
    for code in met:
        sheet.dot(ends[code], code == own)
    sheet.scale_bar()
    labels = [
        Label(ends[own].x, ends[own].y, own_name, colour=style.OWN, bold=True, beside=True, weight=(2, 0))
    ]
    for row in chosen.drawn.itertuples():
        place = ends[row.code]
        name = str(shapes.at[row.code, "name"])
        text = f"{name}\n{numbers.n(row.employed_persons)}" if row.Index < named else name
        labels.append(
            Label(place.x, place.y, text, beside=True, weight=(row.Index < named, row.employed_persons))
        )
    sheet.write(labels)
    sheet.write_the_rest(met)
    sheet.heading(nb.flow_heading(own_name, direction))
    for i, persons in enumerate(choices.reference_flows(largest, chosen.threshold)):
        width = choices.line_width(persons, widest=widest, full=FULL_WIDTH)
        sheet.sample(1, 0.02 + i * 0.25, width, numbers.n(persons))
    sheet.note(2, nb.flow_threshold(chosen.threshold))
    return sheet.figure


@style.context()
@timing.spent("maps")
def places(
    points: gpd.GeoDataFrame,
    municipalities: gpd.GeoDataFrame,
    *,
    label: str = "name",
    category: str | None = None,
    own: str | None = None,
    land: gpd.GeoDataFrame | None = None,
    border: gpd.GeoDataFrame | None = None,
    numbered: bool = False,
) -> Figure:
    """Where places are: a shape (and colour) for each category, with the name or a number and a key.

    Args:
        points: Layer of points with the columns named in `label` and `category`.
        municipalities: Layer with code, name, country.
        label: Column with the text of each place.
        category: Column with its kind, in bokmål; at most four kinds.
        own: Code of the municipality to tint.
        land, border: Layers behind the municipalities and for the state border.
        numbered: Numbers in the shapes and the names in a list below: for places that lie close.

    Raises:
        StatusbokError: No points, a missing column, or more than four categories.
    """
    spots = ground.check_places(points, label, category)
    shapes = ground.projected(municipalities)
    if own is not None:
        choices.check_codes(municipalities, [own])
    kinds = [str(kind) for kind in spots[category]] if category else [""] * len(spots)
    kinds_looks = choices.category_shapes(kinds)
    names = [str(name) for name in spots[label]]
    columns = 2 if max(map(len, names)) < 28 else 1
    kind_rows = len(kinds_looks) if category else 0
    name_rows = math.ceil(len(names) / columns) if numbered else 0
    look = {"facecolor": "#FFFEFB", "edgecolor": style.OWN, "linewidth": 1.6, "zorder": 3}
    sheet = Sheet(
        shapes,
        land,
        border,
        bounds=_with_room(spots.total_bounds),
        rows=kind_rows + name_rows,
        looks={own: look} if own else {},
        least=9_000,
    )
    spread = sheet.spread(spots.geometry, 12 * NUMBERED if numbered else 10)
    labels = []
    for i, (name, kind, place, (x, y)) in enumerate(zip(names, kinds, spots.geometry, spread)):
        shape, colour = kinds_looks[kind]
        if math.hypot(x - place.x, y - place.y) > sheet.point:
            sheet.leader(place, x, y, colour)
        sheet.symbol(x, y, shape, colour, i + 1 if numbered else None, f"sted-{i + 1}")
        if numbered:
            sheet.key(kind_rows + i % name_rows, i // name_rows / columns, shape, colour, i + 1, name)
        else:
            labels.append(Label(x, y, name, beside=True, gap=9, weight=(1, -i)))
    sheet.scale_bar()
    sheet.write(labels)
    sheet.write_the_rest([])
    for i, (kind, (shape, colour)) in enumerate(kinds_looks.items() if category else ()):
        sheet.key(i, 0, shape, colour, None, kind)
    return sheet.figure


def _with_room(bounds: Sequence[float]) -> tuple[float, ...]:
    """Wider by a tenth, so that symbols and their names do not end at the edge."""
    left, bottom, right, top = bounds
    room = max(right - left, top - bottom) / 20
    return left - room, bottom - room, right + room, top + room
