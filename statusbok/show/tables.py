"""Tables on the page and the same numbers as a file."""

import csv
import io
from collections.abc import Mapping

import pandas as pd

from statusbok.errors import StatusbokError
from statusbok.show.columns import MISSING, Column, describe
from statusbok.show.component import Component, address, checked, claim
from statusbok.show.nb import labels as words

Missing = str | Mapping[str, str] | None


def table(
    data: pd.DataFrame,
    *,
    name: str,
    title: str,
    source: str,
    note: str | None = None,
    labels: Mapping[str, str] | None = None,
    missing: Missing = None,
) -> Component:
    """A table with caption, source, CSV file and permanent link; the first column heads the rows.

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

    Raises:
        StatusbokError: No rows, a heading is missing, or title or source is empty.
    """
    title = checked(title, f'The title of table "{name}"')
    source = checked(source, f'The source of table "{name}"')
    name = claim(name)
    return Component(
        "table",
        f"Tabell: {title}",
        name=name,
        title=title,
        source=source,
        note=checked(note, f'The note of table "{name}"') if note is not None else None,
        grid=grid(data, name, labels, missing),
        download=csv_address(data, name, title, source, labels, missing),
    )


def grid(
    data: pd.DataFrame, name: str, labels: Mapping[str, str] | None = None, missing: Missing = None
) -> dict[str, object]:
    """Headings, cells as text, and the legend of the standard signs that occur, for the templates."""
    data = _flat(data, name)
    columns = describe(data, labels)
    rows = [
        [_cell(value, column, missing, column.text) for value, column in zip(row, columns, strict=True)]
        for row in data.itertuples(index=False, name=None)
    ]
    used = {cell for row in rows for cell in row}
    legend = [(sign, meaning) for sign, meaning in words.SIGNS.items() if sign in used]
    return {"columns": columns, "rows": rows, "legend": legend}


def csv_address(
    data: pd.DataFrame,
    name: str,
    title: str,
    source: str,
    labels: Mapping[str, str] | None = None,
    missing: Missing = None,
) -> dict[str, str]:
    """Address and file name of the CSV file."""
    content = to_csv(data, name, title, source, labels, missing)
    return {"href": address("tables", f"{name}.csv", content, "text/csv"), "file": f"{name}.csv"}


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
    for row in data.itertuples(index=False, name=None):
        writer.writerow(
            _cell(value, column, missing, column.plain) for value, column in zip(row, columns, strict=True)
        )
    writer.writerow([])
    writer.writerow([title])
    writer.writerow([source])
    return buffer.getvalue().encode("utf-8-sig")


def _flat(data: pd.DataFrame, name: str) -> pd.DataFrame:
    """The table with a named index as columns.

    Raises:
        StatusbokError: It is not a table, or it has no rows.
    """
    if not isinstance(data, pd.DataFrame):
        raise StatusbokError(f'The data of "{name}" are {type(data).__name__}; expected a DataFrame.')
    if data.empty:
        raise StatusbokError(f'The data of "{name}" have no rows; say that the numbers are missing instead.')
    if any(level is not None for level in data.index.names):
        data = data.reset_index()
    return data


def _cell(value: object, column: Column, missing: Missing, write) -> str:
    if value is None or pd.isna(value) or (isinstance(value, str) and not value.strip()):
        sign = missing.get(column.name, MISSING) if isinstance(missing, Mapping) else missing or MISSING
        if sign not in words.SIGNS:
            raise StatusbokError(f'"{sign}" is not a standard sign; use one of {", ".join(words.SIGNS)}.')
        return sign
    if isinstance(value, str) and value in words.SIGNS:
        return value
    return write(value)
