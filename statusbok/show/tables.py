"""Tables on the page and the same numbers as a file."""

import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TypeVar

import pandas as pd

from statusbok import timing
from statusbok.errors import StatusbokError
from statusbok.show.columns import MISSING, Column, describe
from statusbok.show.component import Component, address, checked, claim
from statusbok.show.nb import labels as words
from statusbok.show.workbook import to_xlsx

Missing = str | Mapping[str, str] | None
Links = Mapping[str, Mapping[str, str]]
Written = TypeVar("Written", str, float | str)
LONG = 15
"""Rows from which on a table is hard to search by eye."""


def table(
    data: pd.DataFrame,
    *,
    name: str,
    title: str,
    source: str,
    note: str | None = None,
    labels: Mapping[str, str] | None = None,
    missing: Missing = None,
    links: Links | None = None,
) -> Component:
    """A table with caption, source, files (CSV, Excel) and permanent link; the first column heads the rows.

    Without rows it is a sentence that says so.

    Args:
        data: Rows in the order shown. A named index becomes the first column. The suffix of a column's name
            gives unit and format: `_persons`, `_pct`, `_points`, `_ha`, `_daa`, `_km`, `_sek`; `change_...`
            is shown with its sign.
        name: Slug, unique in the chapter: the table's place on the page and the name of its file.
        title: Caption: what, where and when.
        source: From `show.source(...)`.
        note: A line under the table.
        labels: Headings for columns that are not in `show.nb.labels.COLUMNS`.
        missing: Standard sign for missing values, ".." when not given; or one sign per column name.
        links: Column -> text of a cell -> the page that the cell leads to; in the files it is text only.

    Raises:
        StatusbokError: A heading is missing, or title or source is empty.
    """
    title = checked(title, f'The title of table "{name}"')
    source = checked(source, f'The source of table "{name}"')
    note = checked(note, f'The note of table "{name}"') if note is not None else None
    name = claim(name)
    if without_rows(data, name):
        return sentence_instead("no_table", name, title)
    return Component(
        "table",
        f"Tabell: {title}",
        name=name,
        title=title,
        source=source,
        note=note,
        grid=grid(data, name, labels, missing, links),
        downloads=downloads(data, name, title, source, note, labels, missing),
    )


def without_rows(data: pd.DataFrame, name: str) -> bool:
    """Whether there is nothing to show.

    Raises:
        StatusbokError: It is not a table.
    """
    if not isinstance(data, pd.DataFrame):
        raise StatusbokError(f'The data of "{name}" are {type(data).__name__}; expected a DataFrame.')
    return data.empty


def sentence_instead(words_key: str, name: str, title: str) -> Component:
    """In the place of a figure or table without numbers: a sentence that says so, under the same link."""
    text = words.PAGE[words_key].format(title=title)
    return Component("say", text, text=text, name=name)


@timing.spent("tables")
def grid(
    data: pd.DataFrame,
    name: str,
    labels: Mapping[str, str] | None = None,
    missing: Missing = None,
    links: Links | None = None,
) -> dict[str, object]:
    """Headings, cells as text, and the legend of the standard signs that occur, for the templates.

    A table of more than `LONG` rows is marked as one that can be sorted and filtered; where the text of a cell does
    not sort as its value does (months, dates), the value goes with it.
    """
    data = _flat(data, name)
    columns = describe(data, labels)
    rows = _written(data, columns, missing, Column.text)
    long = len(rows) > LONG
    cells = data.itertuples(index=False, name=None)
    sort_keys = [[_sort_key(value) if long else None for value in row] for row in cells]
    by_column = [(links or {}).get(column.name, {}) for column in columns]
    hrefs = [[found.get(cell) for cell, found in zip(row, by_column, strict=True)] for row in rows]
    return {
        "columns": columns, "rows": rows, "sort_keys": sort_keys, "hrefs": hrefs, "long": long, "legend": _legend(rows)
    }  # fmt: skip


@timing.spent("tables")
def downloads(
    data: pd.DataFrame,
    name: str,
    title: str,
    source: str,
    note: str | None = None,
    labels: Mapping[str, str] | None = None,
    missing: Missing = None,
) -> list[dict[str, str]]:
    """The numbers as files, CSV and Excel: address, file name, and text of the link."""
    files = {
        "csv": (to_csv(data, name, title, source, labels, missing), "text/csv"),
        "xlsx": (
            to_workbook(data, name, title, source, note, labels, missing),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
    }
    return [
        {
            "href": address("tables", f"{name}.{kind}", content, media_type),
            "file": f"{name}.{kind}",
            "text": words.PAGE[f"download_{kind}"],
        }
        for kind, (content, media_type) in files.items()
    ]


def to_csv(
    data: pd.DataFrame,
    name: str,
    title: str,
    source: str,
    labels: Mapping[str, str] | None = None,
    missing: Missing = None,
) -> bytes:
    """The table as a Norwegian spreadsheet opens it: UTF-8 with BOM, semicolon, decimal comma, units on top.

    The title and the source stand after the numbers, so that the header is the first line.
    """
    data = _flat(data, name)
    columns = describe(data, labels)
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow(column.heading for column in columns)
    writer.writerows(_written(data, columns, missing, Column.plain))
    writer.writerow([])
    writer.writerow([title])
    writer.writerow([source])
    return buffer.getvalue().encode("utf-8-sig")


def to_workbook(
    data: pd.DataFrame,
    name: str,
    title: str,
    source: str,
    note: str | None = None,
    labels: Mapping[str, str] | None = None,
    missing: Missing = None,
) -> bytes:
    """The table as an accessible Excel workbook; numbers are numbers, rounded as on the page."""
    data = _flat(data, name)
    columns = describe(data, labels)
    rows = _written(data, columns, missing, Column.excel_value)
    signs = "; ".join(f"{sign} {meaning}" for sign, meaning in _legend(rows))
    legend = f"{words.PAGE['legend']}: {signs}." if signs else None
    about = [line for line in (source, note, legend) if line]
    return to_xlsx(name, title, about, columns, rows)


def _flat(data: pd.DataFrame, name: str) -> pd.DataFrame:
    """The table with a named index as columns.

    Raises:
        StatusbokError: It is not a table, or it has no rows.
    """
    if without_rows(data, name):
        raise StatusbokError(f'The data of "{name}" have no rows; say that the numbers are missing instead.')
    if any(level is not None for level in data.index.names):
        data = data.reset_index()
    return data


def _written(
    data: pd.DataFrame, columns: Sequence[Column], missing: Missing, write: Callable[[Column, object], Written]
) -> list[list[Written | str]]:
    return [
        [_cell(value, column, missing, write) for value, column in zip(row, columns, strict=True)]
        for row in data.itertuples(index=False, name=None)
    ]


def _legend(rows: Sequence[Sequence[object]]) -> list[tuple[str, str]]:
    """The standard signs that occur, with their meaning."""
    used = {cell for row in rows for cell in row}
    return [(sign, meaning) for sign, meaning in words.SIGNS.items() if sign in used]


def _sort_key(value: object) -> str | None:
    """A month or date in the order of time; None for what sorts as it is written."""
    if isinstance(value, date) and not pd.isna(value):
        return value.isoformat()
    return value if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}", value) else None


def _cell(
    value: object, column: Column, missing: Missing, write: Callable[[Column, object], Written]
) -> Written | str:
    if value is None or pd.isna(value) or (isinstance(value, str) and not value.strip()):
        sign = missing.get(column.name, MISSING) if isinstance(missing, Mapping) else missing or MISSING
        if sign not in words.SIGNS:
            raise StatusbokError(f'"{sign}" is not a standard sign; use one of {", ".join(words.SIGNS)}.')
        return sign
    if isinstance(value, str) and value in words.SIGNS:
        return value
    return write(column, value)
