"""The kinds of chart that the report uses: each takes a table and returns a Figure for `show.figure`.

A series is told apart by its name and marker, never by colour alone; text is horizontal; bars start at zero;
a break in a series is a gap. The suffix of the value column gives the format of the numbers, as in tables.
Without a number to draw the chart is None, and `show.figure` says so in a sentence.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise

import pandas as pd
from babel.dates import format_date
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, PowerNorm
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter, MaxNLocator

from statusbok import timing
from statusbok.errors import StatusbokError
from statusbok.show import numbers, style
from statusbok.show.columns import MISSING, Column, describe
from statusbok.show.layout import (
    EDGE,
    LINE,
    Label,
    Rows,
    draw_legend,
    end_labels,
    ink_on,
    legend_rows,
    place_axes,
    target_mark,
    target_text,
    text_width,
    weight_of,
    wrap,
)

MOST_SERIES = 4
MOST_TICKS = 6
NAME_LINES = 3
"""On how many lines the names above a matrix stand by turns, at most."""
END_WIDTH = 1.3
LINES_HEIGHT = 3.9
SMALL = 11
FAN_SHADES = ("#DFE8F1", "#B5CADF")
"""Fills of the bands of a fan, the widest first."""
BLUES = LinearSegmentedColormap.from_list("statusbok", ["#EEF3F8", "#8FB0CF", style.OWN])


@timing.spent("drawing")
def lines(
    data: pd.DataFrame,
    x: str,
    y: str,
    series: str | None = None,
    *,
    y_label: str,
    highlight: str | None = None,
    target: tuple[float, str] | None = None,
    breaks: Mapping[int | str, str] | None = None,
    zero: bool = False,
) -> Figure | None:
    """Development over time, each line named at its end.

    Args:
        data: Long table.
        x: Column of years (int) or months ("YYYY-MM").
        y: Column of values; a missing value is a gap.
        series: Column with the lines' names, at most four; None for one line.
        y_label: What is measured and its unit, written above the axis.
        highlight: Name of the reported municipality's line.
        target: Value and name of a level to reach, drawn as a dashed line.
        breaks: First year or month of a new series -> short note; the line is cut before it.
        zero: Let the axis start at zero.

    Raises:
        StatusbokError: More than four lines, or two values at one point of a line.
    """
    if _nothing(data[[y]]):
        return None
    names = _series_names(data, series, highlight)
    monthly = isinstance(data[x].iloc[0], str)
    place = {moment: _position(moment, monthly) for moment in sorted(data[x].unique())}
    first, last = min(place.values()), max(place.values())
    cuts = {_position(start, monthly): note for start, note in (breaks or {}).items()}
    cuts = {cut: note for cut, note in sorted(cuts.items()) if first < cut <= last}
    column = describe(data[[y]], {y: y_label})[0]

    with style.context():
        figure, axes = style.new_figure(LINES_HEIGHT)
        ends = []
        for order, name in enumerate(names):
            part = data if name is None else data[data[series] == name]
            line = part.set_index(part[x].map(place))[y].astype(float).sort_index()
            if line.index.has_duplicates:
                raise StatusbokError(
                    f"The line {name or y} has more than one value for the same {x}; expected one."
                )
            if line.dropna().empty:
                continue
            own = highlight is None or name == highlight
            color, marker = _color(order, highlight, names), style.MARKERS[order]
            for piece in _pieces(line, list(cuts), list(place.values())):
                _draw_piece(axes, piece, color, marker, order, own)
            x_end, y_end = line.dropna().index[-1], line.dropna().iloc[-1]
            ends.append(
                Label(x_end, y_end, _end_text(name, column.text(y_end)), color, marker, name == highlight)
            )
        if target:
            axes.axhline(target[0], color=style.INK, linewidth=1.4, dashes=(6, 3), zorder=2.5)
            ends.append(
                Label(
                    last,
                    target[0],
                    _end_text(target[1], target_text(target, column)),
                    style.INK,
                    None,
                    False,
                )
            )
        _value_axis(axes, column, zero)
        _time_axis(axes, first, last, monthly)
        _finish_lines(figure, axes, y_label, cuts, ends, place)
    return figure


@timing.spent("drawing")
def fan(
    data: pd.DataFrame,
    x: str,
    y: str | None,
    middle: str,
    bands: Sequence[tuple[str, str, str]],
    *,
    y_label: str,
    middle_label: str,
    target: tuple[float, str],
) -> Figure | None:
    """A fan of what may follow, from a measured line if there is one, every edge named with its value at the end.

    Args:
        data: One row a year.
        x: Column of years (int).
        y: Column of measured values; missing for years to come. None for a fan of change from its first year.
        middle: Column of the middle of the fan; missing before the newest measured year.
        bands: Columns of the lower and the upper edge and the name of each band, the widest first; at most two.
        y_label: What is measured and its unit, written above the axis.
        middle_label: Name of the middle.
        target: Value and name of a level to reach, drawn as a dashed line.
    """
    if y and _nothing(data[[y]]):
        return None
    column = describe(data[[y or middle]], {y or middle: y_label})[0]
    by_year = data.set_index(x).astype(float)
    first, last = int(by_year.index.min()), int(by_year.index.max())
    with style.context():
        figure, axes = style.new_figure(LINES_HEIGHT)
        ends = []

        def named(value: float, name: str, marker: str | None) -> None:
            color = style.INK if marker is None else style.OWN
            ends.append(Label(last, value, f"{name}: {column.text(value)}", color, marker, False))

        for (low, high, name), shade in zip(bands, FAN_SHADES, strict=False):
            band = by_year[[low, high]].dropna()
            axes.fill_between(band.index, band[low], band[high], facecolor=shade, edgecolor="none", zorder=1)
            for edge in (low, high):
                axes.plot(band.index, band[edge], color=style.OWN, linewidth=0.9, zorder=2)
                named(band[edge].iloc[-1], name, "_")
        to_come = by_year[middle].dropna()
        axes.plot(to_come.index, to_come, color=style.OWN, linewidth=1.8, dashes=(1.4, 1.4), zorder=3)
        named(to_come.iloc[-1], middle_label, ".")
        if y:
            _draw_piece(axes, by_year[y].dropna(), style.OWN, style.MARKERS[0], 0, True)
        axes.axhline(target[0], color=style.INK, linewidth=1.4, dashes=(6, 3), zorder=2.5)
        named(target[0], target[1], None)
        _value_axis(axes, column, False)
        _time_axis(axes, first, last, False)
        _finish_lines(figure, axes, y_label, {}, ends, {year: year for year in by_year.index})
    return figure


@timing.spent("drawing")
def bars(
    data: pd.DataFrame,
    category: str,
    value: str,
    *,
    x_label: str,
    highlight: str | None = None,
    target: tuple[float, str] | None = None,
) -> Figure | None:
    """One horizontal bar a row, from zero, in the table's order, with its number.

    Args:
        category: Column of names, each once.
        value: Column of values, negative ones to the left; a missing one is shown as such.
        x_label: What is measured and its unit, written above.
        highlight: The bar of the reported municipality; None gives all bars its colour.
        target: Value and name of a level to reach, drawn as a dashed line.
    """
    if _nothing(data[[value]]):
        return None
    rows = _categories(data, category)
    column = describe(data[[value]], {value: x_label})[0]
    values = data[value].astype(float).tolist()
    texts = [MISSING if pd.isna(number) else column.text(number) for number in values]
    import seaborn as sns  # slow to import, and most charts are drawn without it

    with style.context():
        figure, axes = style.new_figure(1)
        colors = [style.OWN if highlight in (None, row) else style.OTHER for row in rows]
        sns.barplot(
            x=values,
            y=rows,
            hue=rows,
            palette=dict(zip(rows, colors, strict=True)),
            order=rows,
            hue_order=rows,
            orient="h",
            legend=False,
            saturation=1,
            width=0.72,
            errorbar=None,
            ax=axes,
        )
        low = min(0.0, *(number for number in values if number == number), *([target[0]] if target else []))
        high = max(0.0, *(number for number in values if number == number), *([target[0]] if target else []))
        layout = Rows(figure, axes, rows, highlight, x_label, top=LINE * 1.6 if target else 0)
        widest = max(text_width(text, bold=True) for text in texts) + 0.12
        layout.scale(low, high, left=widest if low < 0 else 0, right=widest if high > 0 or low == 0 else 0)
        for row, (number, text) in enumerate(zip(values, texts, strict=True)):
            end = 0 if pd.isna(number) else number
            weight = weight_of(rows[row], highlight)
            # Beside a target the number stands inside its bar, so that the line does not cross it.
            room = text_width(text, bold=True) + 0.2
            inside = bool(target) and layout.inches(abs(end)) > room
            outward = (end < 0) == inside
            beyond = layout.inches(abs(end) - abs(target[0])) if inside and end * target[0] > 0 else 0
            axes.annotate(
                text,
                (target[0] if 0 < beyond < room else end, row),
                xytext=(5 if outward else -5, 0),
                textcoords="offset points",
                va="center_baseline",
                ha="left" if outward else "right",
                fontweight=weight,
                zorder=4,
                color=ink_on(colors[row]) if inside else style.INK,
            )
        axes.axvline(0, color=style.INK, linewidth=1, zorder=3)
        if target:
            target_mark(figure, axes, target, column)
    return figure


@timing.spent("drawing")
def stacked(
    data: pd.DataFrame,
    category: str,
    value: str,
    series: str,
    *,
    x_label: str,
    highlight: str | None = None,
    unknown: str | None = None,
) -> Figure | None:
    """Horizontal bars of parts that follow each other in the order of the legend; at most four parts.

    Args:
        data: Long table, one row for each category and part; both in the order of first appearance.
        category: Column of the bars' names.
        value: Column of values, none negative; a part's number is written into it where there is room.
        series: Column of the parts' names.
        x_label: What is measured and its unit, written above.
        highlight: The bar whose name is set in bold.
        unknown: The part that stands for what is not known, in grey.
    """
    if _nothing(data[[value]]):
        return None
    parts = _series_names(data, series, None)
    if (data[value] < 0).any():
        raise StatusbokError(f"Stacked bars of {value} have a negative part; expected zero or more.")
    if data.duplicated([category, series]).any():
        raise StatusbokError(
            f"Stacked bars of {value} have a part twice; expected one row for each {category} and {series}."
        )
    column = describe(data[[value]], {value: x_label})[0]
    table = data.pivot(index=category, columns=series, values=value).astype(float)
    table = table.reindex(index=list(dict.fromkeys(data[category])), columns=parts)
    rows = [str(row) for row in table.index]
    with style.context():
        figure, axes = style.new_figure(1)
        colors = [style.OTHER if part == unknown else style.PALETTE[order] for order, part in enumerate(parts)]
        legend = legend_rows(list(zip(map(str, parts), colors, strict=True)))
        layout = Rows(figure, axes, rows, highlight, x_label, top=len(legend) * LINE * 1.25 + 0.06)
        layout.scale(0, float(table.sum(axis=1).max()), right=0.05)
        start = pd.Series(0.0, index=table.index)
        for part, color in zip(parts, colors, strict=True):
            axes.barh(
                range(len(rows)),
                table[part].fillna(0),
                left=start,
                height=0.72,
                color=color,
                edgecolor="white",
                linewidth=1.5,
            )
            for row, number in enumerate(table[part]):
                if number > 0 and text_width(column.text(number), SMALL) + 0.06 < layout.inches(number):
                    axes.text(
                        start.iloc[row] + number / 2,
                        row,
                        column.text(number),
                        ha="center",
                        va="center_baseline",
                        fontsize=SMALL,
                        color=ink_on(color),
                    )
            start += table[part].fillna(0)
        axes.set(xlabel="", ylabel="")
        draw_legend(figure, legend, top=layout.text_top)
    return figure


@timing.spent("drawing")
def diverging(
    data: pd.DataFrame,
    category: str,
    parts: Mapping[str, str],
    total: str,
    *,
    x_label: str,
    total_label: str,
    highlight: str | None = None,
) -> Figure | None:
    """Parts of a change to either side of zero, and their sum as a diamond with its number; at most four parts.

    Args:
        data: One row for each bar.
        category: Column of the bars' names, each once.
        parts: Columns of the parts, each with its name in the legend.
        total: Column with the sum of the parts.
        x_label: What is measured and its unit, written above.
        total_label: Name of the sum in the legend.
        highlight: The bar whose name and number are set in bold.
    """
    if _nothing(data[[total]]):
        return None
    rows = _categories(data, category)
    column = describe(data[[total]], {total: x_label})[0]
    values = data[list(parts)].astype(float)
    texts = [column.text(number) for number in data[total]]
    with style.context():
        figure, axes = style.new_figure(1)
        legend = legend_rows(list(zip(parts.values(), style.PALETTE)))
        layout = Rows(figure, axes, rows, highlight, x_label, top=(len(legend) + 1) * LINE * 1.25 + 0.06)
        above, below = values.clip(lower=0).sum(axis=1), values.clip(upper=0).sum(axis=1)
        widest = max(text_width(text, bold=True) for text in texts) + 0.2
        layout.scale(min(0.0, below.min()), max(0.0, above.max()), right=widest)
        for order, part in enumerate(parts):
            earlier = values.iloc[:, :order]
            same_side = earlier.where(earlier.gt(0).eq(values[part].gt(0), axis=0), 0).sum(axis=1)
            axes.barh(
                range(len(rows)), values[part], left=same_side, height=0.72, color=style.PALETTE[order],
                edgecolor="white", linewidth=1,
            )
        for row, (number, text) in enumerate(zip(data[total], texts, strict=True)):
            axes.annotate(
                text, (above.iloc[row], row), xytext=(9, 0), textcoords="offset points", va="center_baseline",
                ha="left", fontweight=weight_of(rows[row], highlight),
            )
            axes.plot(number, row, marker="D", markersize=8, color=style.INK, markeredgecolor="white", zorder=4)
        axes.axvline(0, color=style.INK, linewidth=1, zorder=3)
        axes.set(xlabel="", ylabel="")
        draw_legend(figure, legend, top=layout.text_top)
        key = Line2D([], [], linestyle="", marker="D", markersize=8, color=style.INK)
        figure.legend(
            [key], [total_label], loc="upper left", borderaxespad=0, borderpad=0, handletextpad=0.3, handlelength=1.2,
            bbox_to_anchor=(EDGE / style.WIDTH, layout.text_top - len(legend) * LINE * 1.25 / figure.get_figheight()),
        )
    return figure


@timing.spent("drawing")
def dumbbell(
    data: pd.DataFrame,
    category: str,
    start: str,
    end: str,
    *,
    x_label: str,
    start_label: str,
    end_label: str,
    highlight: str | None = None,
    target: tuple[float, str] | None = None,
) -> Figure | None:
    """Two values a row and the distance between them: a year and a later one, or a plan and the data.

    Args:
        category: Column of names, each once.
        start: Column of the first value, a hollow circle.
        end: Column of the second value, a filled diamond; its suffix gives the format.
        x_label: What is measured and its unit, written above.
        start_label: What the circle is, such as "2017".
        end_label: What the diamond is, such as "2022".
        highlight: The row of the reported municipality.
        target: Value and name of a level to reach, drawn as a dashed line.
    """
    if _nothing(data[[start, end]]):
        return None
    rows = _categories(data, category)
    column = describe(data[[end]], {end: x_label})[0]
    pairs = list(zip(data[start].astype(float), data[end].astype(float), strict=True))
    known = [number for pair in pairs for number in pair if number == number] + (
        [target[0]] if target else []
    )
    with style.context():
        figure, axes = style.new_figure(1)
        layout = Rows(figure, axes, rows, highlight, x_label, top=LINE * (2.9 if target else 1.35))
        widest = max(text_width(column.text(number), bold=True) for number in known) + 0.2
        layout.scale(min(known), max(known), left=widest, right=widest)
        for row, (first, second) in enumerate(pairs):
            own = highlight in (None, rows[row])
            color, weight = (style.OWN, "bold" if highlight else "normal") if own else (style.QUIET, "normal")
            axes.axhline(row, color=style.GRID, linewidth=0.8, zorder=1)
            if first == first and second == second:
                axes.plot([first, second], [row, row], color=color, linewidth=3 if own else 2, zorder=2)
            places = {"left": min, "right": max}
            for side, pick in places.items():
                number = (
                    pick(first, second)
                    if first == first and second == second
                    else (first if first == first else second)
                )
                if number != number or (
                    side == "left" and (first != first or second != second or first == second)
                ):
                    continue
                axes.annotate(
                    column.text(number),
                    (number, row),
                    xytext=(-8 if side == "left" else 8, 0),
                    va="center_baseline",
                    textcoords="offset points",
                    ha="right" if side == "left" else "left",
                    fontweight=weight,
                    bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8},
                    zorder=2.2,
                )
            if first == first:
                axes.plot(
                    first,
                    row,
                    marker="o",
                    markersize=9,
                    color=color,
                    markerfacecolor="white",
                    markeredgewidth=2,
                    zorder=4,
                )
            if second == second:
                axes.plot(second, row, marker="D", markersize=8, color=color, zorder=4)
            if first != first and second != second:
                axes.text(
                    0.5, row, MISSING, transform=axes.get_yaxis_transform(), ha="center", va="center_baseline"
                )
        key = [
            Line2D(
                [],
                [],
                linestyle="",
                marker="o",
                markersize=9,
                markerfacecolor="white",
                markeredgewidth=2,
                color=style.OWN,
            )
        ]
        key.append(Line2D([], [], linestyle="", marker="D", markersize=8, color=style.OWN))
        figure.legend(
            key,
            [start_label, end_label],
            loc="upper left",
            ncols=2,
            borderaxespad=0,
            borderpad=0,
            handletextpad=0.3,
            bbox_to_anchor=(EDGE / style.WIDTH, layout.text_top),
            columnspacing=1.6,
            handlelength=1.2,
        )
        if target:
            target_mark(figure, axes, target, column)
    return figure


@timing.spent("drawing")
def heatmap(
    matrix: pd.DataFrame,
    *,
    row_label: str,
    column_label: str,
    value: str = "employed_persons",
    highlight: str | None = None,
) -> Figure | None:
    """A matrix of numbers, darker for larger; a cell of the same name both ways stands outside the scale.

    Args:
        matrix: Numbers with row names as index and column names as columns, at most twelve of each.
        row_label: What the rows are, such as "Bor i".
        column_label: What the columns are, such as "Arbeider i".
        value: Name of the column that the numbers came from; its suffix gives the format.
        highlight: Name of the row and column of the reported municipality.
    """
    if _nothing(matrix):
        return None
    if max(matrix.shape) > 12:
        raise StatusbokError(
            f"A heatmap of {matrix.shape[0]} by {matrix.shape[1]} can't be read; twelve each way is the most."
        )
    column = describe(pd.DataFrame({value: [0]}), {value: value})[0]
    rows, columns = [str(name) for name in matrix.index], [str(name) for name in matrix.columns]
    numbers_in = matrix.astype(float).set_axis(rows).set_axis(columns, axis=1)
    same = pd.DataFrame([[row == name for name in columns] for row in rows], rows, columns)
    texts = numbers_in.map(lambda number: MISSING if pd.isna(number) else column.text(number))
    widest = max(text_width(text, SMALL, bold=highlight is not None) for text in texts.to_numpy().ravel())
    cell = max(0.5, widest + 0.14, _cell_for(columns, NAME_LINES))
    left = max(text_width(name, bold=True) for name in [*rows, row_label]) + 0.2
    with style.context():
        width = max(style.WIDTH, left + cell * len(columns) + 0.45)
        cell = (width - left - 0.45) / len(columns)
        levels = next(lines for lines in range(1, NAME_LINES + 1) if _cell_for(columns, lines) <= cell + 1e-9)
        top, bottom = LINE * (levels + 2), EDGE
        figure, axes = style.new_figure(top + bottom + 0.4 * len(rows), width)
        place_axes(figure, axes, left, 0.45, top, bottom)
        off = numbers_in.mask(same)
        scale = PowerNorm(0.5, vmin=0, vmax=float(off.fillna(0).max(axis=None)) or 1)
        import seaborn as sns  # slow to import, and most charts are drawn without it

        sns.heatmap(
            off,
            mask=off.isna(),
            cmap=BLUES,
            norm=scale,
            vmin=scale.vmin,  # else looked for in the cells, where one municipality alone has none on the scale
            vmax=scale.vmax,
            cbar=False,
            linewidths=1.2,
            linecolor="white",
            ax=axes,
        )
        for i, row in enumerate(rows):
            for j, name in enumerate(columns):
                number = numbers_in.iat[i, j]
                back = "white" if pd.isna(number) or same.iat[i, j] else BLUES(scale(number))
                weight = "bold" if highlight in (row, name) else "normal"
                axes.text(
                    j + 0.5,
                    i + 0.5,
                    texts.iat[i, j],
                    ha="center",
                    va="center_baseline",
                    fontsize=SMALL,
                    color=ink_on(back),
                    fontweight=weight,
                )
        for i, name in enumerate(rows):
            if name in columns:
                j = columns.index(name)
                axes.add_patch(
                    Rectangle(
                        (j + 0.03, i + 0.03), 0.94, 0.94, fill=False, edgecolor=style.QUIET, linewidth=0.9
                    )
                )
        axes.set(xlabel="", ylabel="", xticks=[], yticks=[])
        axes.grid(False)
        height = figure.get_figheight()
        for i, name in enumerate(rows):
            y = 1 - (top + 0.4 * (i + 0.5)) / height
            figure.text(
                (left - 0.1) / width,
                y,
                name,
                ha="right",
                va="center_baseline",
                fontweight=weight_of(name, highlight),
            )
        for j, name in enumerate(columns):
            level = levels - 1 - j % levels
            x, y = (left + cell * (j + 0.5)) / width, 1 - (top - 0.07 - LINE * level) / height
            figure.text(x, y, name, ha="center", va="bottom", fontweight=weight_of(name, highlight))
            if level:
                figure.add_artist(
                    Line2D([x, x], [1 - (top - 0.03) / height, y], color=style.OTHER, linewidth=0.8)
                )
        figure.text(
            (left - 0.1) / width,
            1 - (top - 0.07) / height,
            row_label,
            ha="right",
            va="bottom",
            color=style.QUIET,
        )
        figure.text(left / width, 1 - 0.04 / height, column_label, ha="left", va="top", color=style.QUIET)
    return figure


def _cell_for(names: list[str], lines: int) -> float:
    """Width of a column so that names above it, on this many lines by turns, keep clear of each other."""
    widths = [text_width(name, bold=True) for name in names]
    neighbours = zip(widths, widths[lines:], strict=False)
    return max((((one + other) / 2 + 0.1) / lines for one, other in neighbours), default=0)


def _series_names(data: pd.DataFrame, series: str | None, highlight: str | None) -> list:
    """Names of the series, the highlighted one first."""
    if series is None:
        return [None]
    names = list(dict.fromkeys(data[series]))
    if len(names) > MOST_SERIES:
        raise StatusbokError(
            f"A chart shows at most {MOST_SERIES} series, not {len(names)} ({series}); leave some out."
        )
    return sorted(names, key=lambda name: name != highlight) if highlight in names else names


def _categories(data: pd.DataFrame, category: str) -> list[str]:
    rows = [str(row) for row in data[category]]
    if len(set(rows)) < len(rows):
        raise StatusbokError(f"The chart has a {category} more than once; expected one row each.")
    return rows


def _end_text(name: str | None, number: str) -> str:
    return number if name is None else f"{wrap(name, END_WIDTH)}\n{number}"


def _nothing(values: pd.DataFrame) -> bool:
    """Whether there are no numbers to draw."""
    return bool(values.isna().all(axis=None))


def _color(order: int, highlight: str | None, names: list) -> str:
    """Dark blue belongs to the reported municipality where there is one."""
    return style.PALETTE[order if highlight is None or highlight in names else order + 1]


def _position(moment: object, monthly: bool) -> int:
    if not monthly:
        return int(moment)
    year, month = str(moment).split("-")
    return int(year) * 12 + int(month) - 1


def _pieces(line: pd.Series, cuts: list[int], places: list[int]) -> list[pd.Series]:
    """The parts of a line between breaks, missing values and points in time that it lacks."""
    full = line.reindex(sorted(p for p in places if line.index[0] <= p <= line.index[-1]))
    pieces: list[list[int]] = [[]]
    for position, number in full.items():
        if position in cuts:
            pieces.append([])
        if pd.isna(number):
            pieces.append([])
        else:
            pieces[-1].append(position)
    return [full[piece] for piece in pieces if piece]


def _draw_piece(axes: Axes, piece: pd.Series, color: str, marker: str, order: int, own: bool) -> None:
    if len(piece) > 1:
        # Not seaborn's lineplot, which takes ten times as long to find groups that there are none of.
        x, y = piece.index.to_numpy(float), piece.to_numpy()
        (line,) = axes.plot(x, y, color=color, linewidth=3 if own else 2, zorder=4 if own else 3)
        if style.DASHES[order]:
            line.set_dashes(style.DASHES[order])
    # Many points would run together into a band: then only the ends carry the marker.
    points = piece if len(piece) <= 12 else piece.iloc[[0, -1]]
    axes.plot(
        points.index,
        points,
        linestyle="",
        marker=marker,
        color=color,
        markersize=7 if own else 6,
        markeredgecolor="white",
        markeredgewidth=0.9,
        zorder=5 if own else 4,
    )


def _value_axis(axes: Axes, column: Column, zero: bool) -> None:
    axes.margins(y=0.08)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 5, 10], min_n_ticks=3))
    if zero:
        axes.set_ylim(0, axes.get_ylim()[1] * 1.04)
    ticks = axes.get_yticks()
    step = min((b - a for a, b in pairwise(ticks)), default=1)
    places = 0 if step >= 1 else 1 if step >= 0.1 else 2
    sign = f"{numbers.NBSP}%" if column.suffix == "pct" else ""
    axes.yaxis.set_major_formatter(
        FuncFormatter(lambda tick, _: numbers.decimals(round(tick, 6), places) + sign)
    )
    axes.grid(axis="x", visible=False)
    axes.set(xlabel="", ylabel="")


def _time_axis(axes: Axes, first: int, last: int, monthly: bool) -> None:
    span = max(last - first, 1)
    axes.set_xlim(first - 0.03 * span, last + 0.04 * span)
    if not monthly:
        step = next(step for step in (1, 2, 3, 4, 5, 10, 20, 50) if (last - first) // step < MOST_TICKS)
        ticks = list(range(last, first - 1, -step))
        text = [str(tick) for tick in ticks]
    elif span > 4 * 12:
        years = range(-(-first // 12), last // 12 + 1)
        step = next(step for step in (1, 2, 5, 10, 20) if len(years) // step < MOST_TICKS)
        ticks, text = [12 * year for year in years[::step]], [str(year) for year in years[::step]]
    else:
        ticks = list(range(last, first - 1, -max(1, -(-(last - first + 1) // 5))))
        text = [
            format_date(date(tick // 12, tick % 12 + 1, 1), "LLL\ny", locale=numbers.LOCALE) for tick in ticks
        ]
    axes.set_xticks(ticks, text)


def _finish_lines(
    figure: Figure,
    axes: Axes,
    y_label: str,
    cuts: dict[int, str],
    ends: list[Label],
    place: dict[object, int],
) -> None:
    """Margins after the text that goes into them; then the notes of breaks and the names of the lines."""
    labels = sum(LINE * (end.text.count("\n") + 1.2) for end in ends)
    figure.set_figheight(max(LINES_HEIGHT, labels + LINE))
    width, height = figure.get_size_inches()
    title = wrap(y_label, width - 2 * EDGE)
    notes = {cut: wrap(note, width * 0.6, SMALL) for cut, note in cuts.items()}
    lines_above = title.count("\n") + 1 + sum(note.count("\n") + 1.15 for note in notes.values())
    low, high = axes.get_ylim()
    ticks = [axes.yaxis.get_major_formatter()(tick) for tick in axes.get_yticks() if low <= tick <= high]
    left = max(text_width(tick) for tick in ticks) + 0.12 + EDGE
    right = max(text_width(line, bold=end.bold) for end in ends for line in end.text.split("\n")) + 0.34
    dated = max(label.get_text().count("\n") for label in axes.get_xticklabels()) + 1
    top, bottom = EDGE + LINE * lines_above + 0.14, LINE * dated + 0.16
    place_axes(figure, axes, left, right, top, bottom)
    figure.text(EDGE / width, 1 - EDGE / height, title, ha="left", va="top", color=style.QUIET)

    y = EDGE + LINE * (title.count("\n") + 1) + 0.04
    plot_width = width - left - right
    for cut, note in notes.items():
        middle = (cut + max(p for p in place.values() if p < cut)) / 2
        begin, end = axes.get_xlim()
        x = left + plot_width * (middle - begin) / (end - begin)
        axes.axvline(middle, color=style.QUIET, linewidth=1, linestyle=(0, (1, 2)), zorder=2)
        figure.add_artist(
            Line2D(
                [x / width] * 2,
                [1 - top / height, 1 - y / height],
                color=style.QUIET,
                linewidth=1,
                linestyle=(0, (1, 2)),
            )
        )
        fits = x + 0.06 + max(text_width(line, SMALL) for line in note.split("\n")) < width - EDGE
        figure.text(
            (x + (0.06 if fits else -0.06)) / width,
            1 - y / height,
            note,
            ha="left" if fits else "right",
            va="top",
            fontsize=SMALL,
            color=style.QUIET,
        )
        y += LINE * (note.count("\n") + 1.15)
    end_labels(figure, axes, ends, width - right, (bottom, height - top))
