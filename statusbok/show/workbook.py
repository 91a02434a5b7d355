"""The numbers behind a figure or table as an accessible Excel workbook: one sheet with one marked table.

Written with XlsxWriter itself. gptables, made for the same purpose on top of it, refuses SSB's standard signs (".."),
writes instructions in English, and takes two seconds to import in each chapter.
"""

import io
from collections.abc import Sequence
from datetime import datetime
from textwrap import wrap

from xlsxwriter import Workbook

from statusbok.show.columns import Column
from statusbok.show.nb import labels as words

CREATED = datetime(2026, 1, 1)
"""The same date in every workbook: two builds of the same numbers give the same bytes."""
NARROWEST, WIDEST = 10, 60
"""Characters across a column; longer text goes over several lines."""
LINE = 15
"""Height of a line in points."""
A4 = 9
"""Excel's number of the paper."""

Cell = str | float


def to_xlsx(
    name: str, title: str, about: Sequence[str], columns: Sequence[Column], rows: Sequence[Sequence[Cell]]
) -> bytes:
    """A workbook: the title in A1, lines about the table under it, then the table with its header row.

    The table is marked as one, with a name and an alternative text. No cells are merged and none in the table are
    blank, so that a screen reader finds the table and reads each cell with its heading.

    Args:
        name: Slug of the figure or table.
        title: What, where and when.
        about: Source, note, legend: a line each, the source first.
        columns: The table's columns.
        rows: Cells, numbers or text; a standard sign is text.
    """
    buffer = io.BytesIO()
    # In memory every part of the file gets one fixed time. Text stays text, even if it looks like a formula.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    workbook = Workbook(buffer, options)
    workbook.set_properties({"title": title, "comments": about[0], "author": "Statusbok", "created": CREATED})
    workbook.set_custom_property("Language", words.LANGUAGE)
    sheet = workbook.add_worksheet(words.PAGE["sheet"])
    sheet.write_string(0, 0, title, workbook.add_format({"bold": True, "font_size": 14}))
    for row, line in enumerate(about, start=1):
        sheet.write_string(row, 0, line)

    top, headings = 1 + len(about), _distinct([column.heading for column in columns])
    bold = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    table = {
        "name": f"tabell_{name.replace('-', '_')}",
        "title": title,
        "description": title,
        "style": "Table Style Light 1",
        "first_column": True,
        "columns": [{"header": heading, "header_format": bold} for heading in headings],
    }
    sheet.add_table(top, 0, top + len(rows), len(columns) - 1, table)

    text = workbook.add_format({"text_wrap": True, "valign": "top"})
    sign = workbook.add_format({"align": "right", "valign": "top"})
    widths: list[int] = []
    for place, column in enumerate(columns):
        cells = [row[place] for row in rows]
        pattern = column.excel_format([cell for cell in cells if not isinstance(cell, str)])
        number = workbook.add_format({"num_format": pattern, "valign": "top"})
        for row, cell in enumerate(cells, start=top + 1):
            if isinstance(cell, str):
                sheet.write_string(row, place, cell, sign if column.numeric else text)
            else:
                sheet.write_number(row, place, cell, number)
        longest = max(map(len, [*headings[place].split(), *map(str, cells)]))
        widths.append(min(max(longest + 3, NARROWEST), WIDEST))
        sheet.set_column(place, place, widths[-1])
    # LibreOffice does not make a row higher for text that goes over several lines.
    for row, across in enumerate([headings, *rows], start=top):
        lines = max(len(wrap(str(cell), width - 3)) for cell, width in zip(across, widths, strict=True))
        if lines > 1:
            sheet.set_row(row, lines * LINE)
    # On paper all columns stand on one page, under their headings.
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(top)
    workbook.close()
    return buffer.getvalue()


def _distinct(headings: Sequence[str]) -> list[str]:
    """Headings with a number added to those that repeat an earlier one, as Excel itself does."""
    seen: set[str] = set()
    distinct = []
    for heading in headings:
        name, number = heading, 2
        while name.lower() in seen:
            name, number = f"{heading} {number}", number + 1
        seen.add(name.lower())
        distinct.append(name)
    return distinct
