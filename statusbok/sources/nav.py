"""NAV's monthly workbook HL060: fully unemployed by municipality, read from a file (NAV has no stable service).

The workbook has one sheet with numbers of persons and one with per cent of the labour force for counties, and the same
for municipalities. In each a row holds one area ("3101 Halden", "I alt Østfold", "I alt") and a column one month; the
row with the names of the months comes again above every county. The year stands in a title ("Januar - august 2026") or
with the months.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

import openpyxl
import pandas as pd
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from statusbok.errors import SourceError

MONTHS = "januar februar mars april mai juni juli august september oktober november desember".split()
HIDDEN = {"", "*", ".", "..", ":"}
COUNTRY = {"i alt", "i alt norge", "hele landet", "norge", "landet"}
#: Words of a sheet's name or titles that tell what its figures are.
MEASURES = {"unemployment_rate_pct": ("prosent", "andel"), "unemployed_persons": ("antall",)}


_BROKEN = (BadZipFile, EOFError, ParseError, zlib.error)


class _Figure(NamedTuple):
    measure: str
    month: str
    area: str
    value: float | None
    where: str


def read(path: Path | str, counties: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Fully unemployed, by month and area.

    Args:
        path: The workbook (.xlsx).
        counties: Code of each county by its name, where counties are wanted; others are left out.

    Returns:
        `month` ("2026-08"), `area_code` (four digits for a municipality of the year, two for a county, "0" for the
        whole country), `unemployed_persons` (Int64) and `unemployment_rate_pct` (per cent of the labour force, one
        decimal); a figure that NAV hides is missing. Sorted by month and area.

    Raises:
        SourceError: The file is not a workbook, or it has no sheet with numbers, none with per cent, no months, no
            year or no municipalities; or a cell holds something else than a number. The message names it.
    """
    path = Path(path)
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except FileNotFoundError:
        raise SourceError(f"nav: the file {path} is missing") from None
    except (InvalidFileException, *_BROKEN, KeyError, OSError, ValueError) as error:
        raise SourceError(f"nav: {path.name} cannot be read as a workbook (.xlsx): {error}") from error
    codes = {_plain(name): code for name, code in (counties or {}).items()}
    try:
        figures = [figure for sheet in book.worksheets for figure in _sheet(sheet, path.name, codes)]
        names = ", ".join(sheet.title for sheet in book.worksheets)
    except _BROKEN as error:  # the sheets are read as they are asked for
        raise SourceError(f"nav: {path.name} is a broken workbook: {error}") from error
    finally:
        book.close()
    for measure, words in MEASURES.items():
        if not any(figure.measure == measure and len(figure.area) == 4 for figure in figures):
            raise SourceError(
                f"nav: {path.name} has no sheet with {words[0]} by municipality and month; its sheets are {names}"
            )
    return _table(figures, path.name)


def _table(figures: list[_Figure], file: str) -> pd.DataFrame:
    found: dict[tuple[str, str, str], _Figure] = {}
    for figure in figures:
        before = found.setdefault((figure.month, figure.area, figure.measure), figure)
        if before.value != figure.value:
            raise SourceError(
                f"nav: {file}: {figure.area} in {figure.month} is {before.value} in {before.where}, but "
                f"{figure.value} in {figure.where}"
            )
    frame = pd.DataFrame(
        [(*key, figure.value) for key, figure in found.items()], columns=["month", "area_code", "measure", "value"]
    )
    wide = frame.pivot(index=["month", "area_code"], columns="measure", values="value").astype("float64").reset_index()
    wide["unemployed_persons"] = wide["unemployed_persons"].round().astype("Int64")
    wide["unemployment_rate_pct"] = wide["unemployment_rate_pct"].round(1)
    return wide[["month", "area_code", "unemployed_persons", "unemployment_rate_pct"]].rename_axis(columns=None)


def _sheet(sheet: Any, file: str, counties: Mapping[str, str]) -> list[_Figure]:
    """The figures of one sheet; none where no row names the months."""
    titles = [sheet.title]
    months: dict[int, str] | None = None
    year: int | None = None
    figures: list[_Figure] = []
    sheet.reset_dimensions()  # what a file says of its own size may be too small
    for number, row in enumerate(sheet.iter_rows(), start=1):
        heading = _months(row)
        if heading:
            years = {column: stated or year for column, (_, stated) in heading.items()}
            if None in years.values():
                raise SourceError(
                    f"nav: {file}, sheet {sheet.title}, row {number}: the months have no year, and no title above has "
                    'one; expected a title such as "Januar - august 2026"'
                )
            months = {column: f"{years[column]}-{month:02d}" for column, (month, _) in heading.items()}
            measure = _measure(titles, file, sheet.title)
            continue
        if months is None:
            titles += [str(cell.value) for cell in row if isinstance(cell.value, str)]
            year = _year(row) or year
            continue
        label = " ".join(str(cell.value).strip() for cell in row[: min(months)] if cell.value is not None)
        area = _area(label, counties)
        if area is None or all(cell.value is None for cell in row[min(months) :]):
            continue
        for column, month in months.items():
            where = f"sheet {sheet.title}, cell {get_column_letter(column + 1)}{number}"
            cell = row[column] if column < len(row) else None
            figures.append(_Figure(measure, month, area, _value(cell, f"nav: {file}, {where}"), where))
    return figures


def _months(row: Any) -> dict[int, tuple[int, int | None]]:
    """Month and, where it is stated, year by column of a row that names months; empty for another row."""
    found = {}
    for column, cell in enumerate(row):
        value = cell.value
        if value is None or (isinstance(value, str) and not value.strip()):
            continue
        if isinstance(value, datetime | date):
            found[column] = (value.month, value.year)
            continue
        match = re.fullmatch(r"([a-zæøå]+)\.?(?:\s+(\d{4}))?", str(value).strip().lower())
        if match and match[1] in MONTHS:
            found[column] = (MONTHS.index(match[1]) + 1, int(match[2]) if match[2] else None)
        elif found:
            return {}
    return found if found and min(found) > 0 else {}


def _year(row: Any) -> int | None:
    """The year of a title of a period ("Januar - august 2026"), not of any sentence that mentions one."""
    month = "|".join(MONTHS)
    for cell in row:
        text = str(cell.value or "").strip().lower()
        if found := re.search(rf"\b(?:{month})\s+(\d{{4}})$", text):
            return int(found[1])
    return None


def _measure(titles: list[str], file: str, sheet: str) -> str:
    """What the figures are: the sheet's name says it, or a title above the months does."""
    for title in (titles[0], " ".join(titles[1:])):
        found = [measure for measure, words in MEASURES.items() if any(word in title.lower() for word in words)]
        if len(found) == 1:
            return found[0]
    raise SourceError(
        f"nav: {file}, sheet {sheet}: neither its name nor its titles say whether it holds antall or prosent"
    )


def _area(label: str, counties: Mapping[str, str]) -> str | None:
    if found := re.match(r"(\d{4})\b", label):
        return found[1]
    if _plain(label) in COUNTRY:
        return "0"
    return counties.get(_plain(re.sub(r"^i alt\s+", "", label, flags=re.IGNORECASE)))


def _plain(name: str) -> str:
    """A name without its Sami and Kven forms: "Troms - Romsa - Tromssa" is Troms."""
    return name.split(" - ")[0].strip().lower()


def _value(cell: Any, where: str) -> float | None:
    value = None if cell is None else cell.value
    if value is None:
        return None
    if isinstance(value, str):
        if value.strip() in HIDDEN:
            return None
        text = re.sub(r"[\s\u00a0]", "", value).replace(",", ".")
        if not re.fullmatch(r"\d+(\.\d+)?", text):
            raise SourceError(f"{where}: {value!r} is not a number; expected a number, or * where it is hidden")
        return float(text)
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise SourceError(f"{where}: {value!r} is not a number from zero up")
    return float(value) * (100 if "%" in str(cell.number_format) else 1)
