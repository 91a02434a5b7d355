"""NAV's workbook HL060, made by hand in the shape of the real one: titles, a block for each county, hidden figures."""

from __future__ import annotations

from datetime import datetime

import openpyxl
import pandas as pd
import pytest

from statusbok.catalogue import ROOT
from statusbok.errors import SourceError
from statusbok.sources import nav

MONTHS = [None, None, "Januar", "Februar"]


def block(county: str, *rows: list) -> list[list]:
    return [[None, county], MONTHS, *rows]


def sheet(what: str, *blocks: list[list], period: str = "Januar - februar 2026") -> list[list]:
    titles = [
        ["Kilde: NAV"],
        [None, f"Helt ledige. {what}"],
        [None, "Tall fra før april 2025 er revidert."],
        [None, period],
        [],
    ]
    return titles + [row for each in blocks for row in each]


TOTAL = [None, "I alt Østfold", 4000, 4100]
PERSONS = sheet(
    "Kommune",
    block("Østfold", TOTAL, [None, "3101 Halden", 517, "*"], [None, "3105 Sarpsborg", "1 012", 990]),
    block("Svalbard og øvrige områder", [None, "I alt Svalbard", 13, 14], [None, "2100 Svalbard", 13, 14]),
    block("Ukjent", [None, "I alt Ukjent", 1, 1], [None, "Ukjent", 1, 1]),
)  # fmt: skip
RATES = sheet(
    "Kommune",
    block(
        "Østfold",
        [None, "I alt Østfold", 2.7, 2.8],
        [None, "3101 Halden", 3.46, None],
        [None, "3105 Sarpsborg", "3,4", 3.3],
    ),
    block("Svalbard og øvrige områder", [None, "2100 Svalbard", "*", "*"]),
)  # fmt: skip
COUNTIES = sheet("Fylke", [MONTHS, [None, "I alt", 70000, 71000], [None, "Østfold", 4000, 4100]])


@pytest.fixture
def write(tmp_path):
    """Writes a workbook of sheets by name and gives its path."""

    def write(**sheets: list[list]):
        book = openpyxl.Workbook()
        book.active.title = "0. Om tabellene"
        book.active.append(["«*» står der det er færre enn fire personer."])
        for name, rows in sheets.items():
            page = book.create_sheet(name)
            for row in rows:
                page.append(row)
        path = tmp_path / "202602_HL060.xlsx"
        book.save(path)
        return path

    return write


def test_months_and_areas_of_all_sheets(write):
    path = write(
        **{"1. Fylke Antall": COUNTIES, "3. Kommune Antall": PERSONS, "4. Kommune Prosent av arbeidsst": RATES}
    )
    table = nav.read(path, {"Østfold": "31", "Akershus": "32"})
    assert table.columns.tolist() == ["month", "area_code", "unemployed_persons", "unemployment_rate_pct"]
    rows = table.set_index(["month", "area_code"])
    assert rows.index.tolist() == [
        (month, area) for month in ("2026-01", "2026-02") for area in ("0", "2100", "31", "3101", "3105")
    ]
    assert rows.loc[("2026-01", "3101")].tolist() == [517, 3.5]
    assert rows.loc[("2026-02", "3101")].isna().all()  # hidden, and empty
    assert rows.loc[("2026-01", "3105")].tolist() == [1012, 3.4]
    assert rows.at[("2026-02", "0"), "unemployed_persons"] == 71000
    assert rows.loc[("2026-01", "31")].tolist() == [4000, 2.7]
    assert str(table["unemployed_persons"].dtype) == "Int64"


def test_counties_are_left_out_unless_they_are_asked_for(write):
    table = nav.read(write(**{"Antall": PERSONS, "Prosent": RATES}))
    assert sorted(set(table["area_code"])) == ["2100", "3101", "3105"]


def test_months_as_dates_and_per_cent_as_shares(write):
    months = [None, None, None, datetime(2026, 1, 1), datetime(2026, 2, 1)]
    path = write(
        Antall=[months, [None, "3101", "Halden", 517, 500]], Prosent=[months, [None, "3101", "Halden", 0.035, 0.034]]
    )
    book = openpyxl.load_workbook(path)
    for cell in book["Prosent"][2][3:]:
        cell.number_format = "0.0%"
    book.save(path)
    assert nav.read(path)["unemployment_rate_pct"].tolist() == [3.5, 3.4]


ROW = [None, "3101 Halden", 517, 500]


@pytest.mark.parametrize(
    ("sheets", "message"),
    [
        pytest.param(
            {"Antall": PERSONS},
            "no sheet with prosent by municipality.*its sheets are 0. Om tabellene, Antall",
            id="one",
        ),
        pytest.param(
            {"Antall": [ROW], "Prosent": RATES}, "no sheet with antall by municipality and month", id="no months"
        ),
        pytest.param(
            {"Antall": COUNTIES, "Prosent": RATES}, "no sheet with antall by municipality", id="counties only"
        ),
        pytest.param(
            {"Antall": [MONTHS, ROW], "Prosent": RATES}, "sheet Antall, row 1: the months have no year", id="no year"
        ),
        pytest.param(
            {"A": sheet("Kommune", [MONTHS, ROW])}, "sheet A: neither its name nor its titles", id="no measure"
        ),
        pytest.param(
            {"Antall": sheet("Kommune", [MONTHS, [None, "3101 Halden", 517, "mange"]]), "Prosent": RATES},
            "sheet Antall, cell D7: 'mange' is not a number",
            id="text",
        ),
        pytest.param(
            {"Antall": sheet("Kommune", [MONTHS, [None, "3101 Halden", -1, 1]]), "Prosent": RATES},
            "cell C7: -1 is not a number from zero up",
            id="negative",
        ),
        pytest.param(
            {
                "Antall": PERSONS,
                "Antall 2": sheet("Kommune", [MONTHS, [None, "3101 Halden", 518, 1]]),
                "Prosent": RATES,
            },
            r"3101 in 2026-01 is 517.0 in sheet Antall, cell C\d+, but 518.0 in sheet Antall 2, cell C7",
            id="two figures",
        ),
    ],
)
def test_what_cannot_be_found_is_named(write, sheets, message):
    with pytest.raises(SourceError, match=message):
        nav.read(write(**sheets))


def test_a_file_that_is_no_workbook_is_refused(tmp_path):
    path = tmp_path / "HL060.xlsx"
    with pytest.raises(SourceError, match="is missing"):
        nav.read(path)
    path.write_text("<html>")
    with pytest.raises(SourceError, match="HL060.xlsx cannot be read as a workbook"):
        nav.read(path)


def test_the_columns_are_those_of_the_record(write):
    record = pd.read_csv(ROOT / "data/tables/unemployment_monthly.csv", nrows=0).columns.tolist()
    table = nav.read(write(**{"Antall": PERSONS, "Prosent": RATES}))
    assert table.columns.tolist() == record
