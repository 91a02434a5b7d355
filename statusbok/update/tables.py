"""A table of the record as a file: read as it stands, given the types of its schema, and written back the same way."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from statusbok.errors import SourceError


LARGEST = 2**53  # whole numbers beyond this are not exact


def read(path: Path, schema: Mapping[str, Any]) -> pd.DataFrame:
    """A table as the file has it, with codes of their own year; columns that the file lacks are left out."""
    text = pd.read_csv(path, dtype="str", keep_default_na=False, na_values=[""], encoding="utf-8-sig")
    for column in schema["fields"]:
        if column["name"] in text and column["type"] == "boolean":
            text[column["name"]] = text[column["name"]] == "true"
    return typed(text, schema, where=path.name)


def typed(frame: pd.DataFrame, schema: Mapping[str, Any], *, where: str) -> pd.DataFrame:
    """Give the columns the types of the schema, and the rows the order of the key.

    Raises:
        SourceError: a column of whole numbers has a decimal, or one of numbers a text; the message begins with `where`.
    """
    result = {}
    for column in schema["fields"]:
        name = column["name"]
        if name not in frame:
            continue
        if column["type"] in ("integer", "number"):
            result[name] = _numbers(frame[name], name, column["type"], where)
        elif column["type"] == "boolean":
            result[name] = frame[name].astype(bool)
        else:
            # An empty text cannot be told from no text in the file.
            result[name] = frame[name].astype("str").replace("", pd.NA)
    table = pd.DataFrame(result)
    key = [name for name in schema["primaryKey"] if name in table]
    return table.sort_values(key, kind="stable", ignore_index=True)


def to_csv(frame: pd.DataFrame) -> bytes:
    """The file of a table: UTF-8, commas, one line feed a row, empty cells where there is no value."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(frame.columns)
    columns = [[_cell(value) for value in frame[name].tolist()] for name in frame]
    writer.writerows(zip(*columns, strict=True))
    return text.getvalue().encode()


def _numbers(values: pd.Series, name: str, kind: str, where: str) -> pd.Series:
    numbers = pd.to_numeric(values, errors="coerce").astype("Float64")
    bad = values[(numbers.isna() | (numbers.abs() > LARGEST)) & values.notna()]
    if len(bad):
        raise SourceError(f"{where}, {name}: {_told(bad.iloc[0])} is not a number, or too large for one")
    if kind == "number":
        return numbers.astype("float64")
    broken = numbers[numbers.notna() & (numbers % 1 != 0)]
    if len(broken):
        raise SourceError(f"{where}, {name}: {broken.iloc[0]} is not a whole number")
    return numbers.astype("Int64")


def _told(value: object) -> str:
    """A value as an error shows it: texts quoted, so that a blank is seen, and numbers plain."""
    return repr(value) if isinstance(value, str) else str(value)


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if pd.isna(value):
        return ""
    return repr(value) if isinstance(value, float) else str(value)
