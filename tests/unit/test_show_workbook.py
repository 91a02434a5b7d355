import io
import xml.etree.ElementTree as ET
import zipfile
from datetime import date

import numpy as np
import pandas as pd
import pytest

from statusbok.show.tables import to_csv, to_workbook

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
FLOWS = pd.DataFrame(
    {
        "residence_name": ["Sarpsborg", "Aremark"],
        "year": [2021, 2022],
        "employed_persons": [1454, np.nan],
        "share_pct": [12.34, 3.0],
        "change_persons": [-12, 5],
    }
)


def workbook(data=FLOWS, note=None, **options):
    return to_workbook(data, "flows-in", "Strømmer", "Kilde: SSB.", note, **options)


def part(content, name):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return ET.fromstring(archive.read(name))


def cells(content):
    """Every row of the sheet: numbers as numbers, text as text."""
    strings = ["".join(item.itertext()) for item in part(content, "xl/sharedStrings.xml")]
    rows = []
    for row in part(content, "xl/worksheets/sheet1.xml").iter(f"{MAIN}row"):
        values = [(cell.get("t"), cell.findtext(f"{MAIN}v")) for cell in row]
        rows.append([strings[int(value)] if kind == "s" else float(value) for kind, value in values])
    return rows


def test_title_stands_in_the_first_cell_then_source_note_legend_and_the_table():
    assert cells(workbook(note="Bare store.")) == [
        ["Strømmer"],
        ["Kilde: SSB."],
        ["Bare store."],
        ["Tegnforklaring: .. tallgrunnlag mangler."],
        ["Bostedskommune", "År", "Sysselsatte (personer)", "Andel (prosent)", "Endring (personer)"],
        ["Sarpsborg", 2021, 1454, 12.3, -12],
        ["Aremark", 2022, "..", 3, 5],
    ]


def test_table_is_marked_named_and_described():
    table = part(workbook(), "xl/tables/table1.xml")
    assert (table.get("displayName"), table.get("ref")) == ("tabell_flows_in", "A4:E6")
    assert [column.get("name") for column in table.iter(f"{MAIN}tableColumn")] == cells(workbook())[3]
    assert [item.get("altText") for item in table.iter() if item.get("altText")] == ["Strømmer"]
    assert table.find(f"{MAIN}tableStyleInfo").get("showFirstColumn") == "1"


def test_numbers_are_shown_as_on_the_page():
    formats = {item.get("formatCode") for item in part(workbook(), "xl/styles.xml").iter(f"{MAIN}numFmt")}
    assert {"#,##0.0", "+#,##0;-#,##0;#,##0"} <= formats


def test_document_tells_title_language_and_a_date_that_does_not_move():
    content = workbook()
    about = ET.tostring(part(content, "docProps/core.xml"), encoding="unicode")
    assert "Strømmer" in about and "Kilde: SSB." in about and about.count("2026-01-01T00:00:00Z") == 2
    assert "nb-NO" in ET.tostring(part(content, "docProps/custom.xml"), encoding="unicode")


def test_same_numbers_give_the_same_bytes():
    assert workbook() == workbook(FLOWS.copy())


def test_text_is_never_a_formula_or_a_link_and_dates_and_months_read_as_on_the_page():
    data = pd.DataFrame(
        {"name": ["=1+1", "https://example.org"], "month": ["2026-10", "2026-11"], "date": [date(2026, 1, 2)] * 2}
    )
    content = workbook(data)
    assert cells(content)[3:] == [
        ["=1+1", "oktober 2026", "2.\u00a0januar 2026"],
        ["https://example.org", "november 2026", "2.\u00a0januar 2026"],
    ]
    sheet = part(content, "xl/worksheets/sheet1.xml")
    assert next(sheet.iter(f"{MAIN}f"), None) is None and next(sheet.iter(f"{MAIN}hyperlink"), None) is None


def test_rows_are_as_high_as_their_text_and_all_columns_fit_across_a_page():
    data = FLOWS[["residence_name", "year"]].assign(residence_name=["ord " * 40, "kort"])
    sheet = part(workbook(data), "xl/worksheets/sheet1.xml")
    heights = [float(row.get("ht", 15)) for row in sheet.iter(f"{MAIN}row")]
    assert heights[-2] >= 45 and heights[-1] == 15
    assert sheet.find(f"{MAIN}pageSetup").get("orientation") == "landscape"
    assert sheet.find(f"{MAIN}pageSetup").get("fitToHeight") == "0"


def test_columns_with_the_same_heading_are_told_apart():
    labels = {"a_pct": "Andel", "b_pct": "andel", "c": "x"}
    data = pd.DataFrame({"c": ["r"], "a_pct": [1.0], "b_pct": [2.0]})
    assert cells(workbook(data, labels=labels))[2] == ["x", "Andel (prosent)", "andel (prosent) 2"]


@pytest.mark.parametrize("data", [FLOWS, FLOWS.set_index("residence_name"), FLOWS.assign(share_pct=[":", "."])])
def test_workbook_holds_the_cells_of_the_csv_file(data):
    rows = [line.split(";") for line in to_csv(data, "x", "T", "K").decode("utf-8-sig").split("\r\n")[:3]]
    sheet = cells(to_workbook(data, "x", "T", "K"))[-3:]
    assert [[str(cell) for cell in row] for row in sheet] == [
        [str(float(cell.replace(",", "."))) if cell.lstrip("-")[:1].isdigit() else cell for cell in row] for row in rows
    ]
