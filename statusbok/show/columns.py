"""What a column's name says: label, unit, and how its values are written on the page and in a file."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from numbers import Integral, Real

import pandas as pd

from statusbok.errors import StatusbokError
from statusbok.show import numbers
from statusbok.show.nb import labels as words

PLACES = {"persons": 0, "pct": 1, "points": 1, "ha": 0, "daa": 0, "km": 1, "sek": 2}
MISSING = ".."
_DATE_LIKE = re.compile(r"\d{1,2}\.\d{1,2}(\.\d{1,4})?")
LONG_TEXT = 40
"""Characters in a cell from which a column keeps a width to read it in."""


@dataclass(frozen=True)
class Column:
    """One column as the reader meets it."""

    name: str
    label: str
    suffix: str
    numeric: bool
    long: bool = False

    @property
    def unit(self) -> str:
        """The unit in words, empty for a column without one."""
        return words.UNITS.get(self.suffix, "")

    @property
    def heading(self) -> str:
        """Label and unit for a file: "Sysselsatte (personer)"."""
        return f"{self.label} ({self.unit})" if self.unit else self.label

    def text(self, value: object) -> str:
        """The value on the page: "14 393", "59,3 %", "+1,2", "oktober 2026"; not for a missing value."""
        if isinstance(value, bool) or type(value).__name__ == "bool":
            return words.YES_NO[bool(value)]
        if isinstance(value, date):
            return numbers.day(value)
        if not isinstance(value, Real):
            return numbers.month(value) if self.name == "month" else str(value)
        if self._is_year:
            return str(int(value))
        if self._is_change:
            text = numbers.signed(value, self._places(value))
        else:
            text = numbers.decimals(value, self._places(value))
        return f"{text}{numbers.NBSP}%" if self.suffix == "pct" else text

    def plain(self, value: object) -> str:
        """The value for a file that a spreadsheet opens: decimal comma, no groups, hyphen as minus."""
        if self.name == "month" or isinstance(value, bool) or not isinstance(value, Real):
            text = str(value) if self.name == "month" else self.text(value)
            # A spreadsheet would run a text that starts like a formula, and makes a date of the measure 2.4.1.
            return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} or _DATE_LIKE.fullmatch(text) else text
        text = numbers.decimals(value, self._places(value))
        return text.replace(numbers.NBSP, "").replace(numbers.MINUS, "-")

    def excel_value(self, value: object) -> float | str:
        """The value for a cell of a workbook: a number as it is rounded on the page, everything else as there."""
        if isinstance(value, bool) or not isinstance(value, Real):
            return self.text(value)
        return float(self.plain(value).replace(",", "."))

    def excel_format(self, values: Iterable[Real]) -> str:
        """How a workbook shows the column's numbers: groups, decimals, and the sign of a change."""
        if self._is_year:
            return "0"
        places = max(map(self._places, values), default=0)
        pattern = "#,##0" + ("." + "0" * places if places else "")
        return f"+{pattern};-{pattern};{pattern}" if self._is_change else pattern

    @property
    def _is_year(self) -> bool:
        return self.name == "year" or self.name.endswith("_year")

    @property
    def _is_change(self) -> bool:
        return self.name.startswith("change_") or self.suffix == "points"

    def _places(self, value: Real) -> int:
        if self.suffix in PLACES:
            return PLACES[self.suffix]
        if isinstance(value, Integral) or float(value).is_integer():
            return 0
        return 1


def describe(data: pd.DataFrame, labels: Mapping[str, str] | None = None) -> list[Column]:
    """The columns of a table in order.

    Args:
        data: Any table; the suffix of a column's name gives the unit (see `show.nb.labels.UNITS`).
        labels: Labels for names that are not in `show.nb.labels.COLUMNS`, or that shall read otherwise here.

    Raises:
        StatusbokError: A name in code style has no label, or a name occurs twice.
    """
    known = {**words.COLUMNS, **(labels or {})}
    if not data.columns.is_unique:
        raise StatusbokError(f"A table has a column twice: {', '.join(map(str, data.columns))}.")
    columns = []
    for name in data.columns:
        text = str(name)
        if name not in known and text not in known and re.fullmatch(r"[a-z][a-z0-9_]*", text):
            raise StatusbokError(
                f'Column "{text}" has no label for the reader. '
                f'Pass labels={{"{text}": "..."}} or add it to COLUMNS in statusbok/show/nb/labels.py.'
            )
        label = known.get(name, known.get(text, text))
        suffix = text.rsplit("_", 1)[-1] if "_" in text else ""
        numeric, long = _kind(data[name])
        columns.append(Column(text, label, suffix if suffix in words.UNITS else "", numeric, long))
    return columns


def _kind(values: pd.Series) -> tuple[bool, bool]:
    """Whether a column is one of numbers, and whether it is one of long texts."""
    if pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values):
        return True, False
    cells = values.tolist()
    if any(isinstance(cell, Real) and not isinstance(cell, bool) for cell in cells) or _written_numbers(cells):
        return True, False
    return False, any(len(str(cell)) > LONG_TEXT for cell in cells if not pd.isna(cell))


def _written_numbers(cells: Iterable[object]) -> bool:
    """Whether text cells are numbers already written for the reader, or signs in the place of all of them."""
    written = [str(cell) for cell in cells if isinstance(cell, str)]
    return bool(written) and all(
        cell in words.SIGNS or re.fullmatch(r"[+−]?\d[\d\u00a0]*(,\d+)?(\u00a0%)?", cell) for cell in written
    )
