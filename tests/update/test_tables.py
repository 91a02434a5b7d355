"""Tables as files: what is read is written back byte for byte."""

from __future__ import annotations

import pandas as pd
import pytest

from statusbok.catalogue import catalogue
from statusbok.errors import SourceError
from statusbok.update import tables
from statusbok.update.declared import Checks
from statusbok.update.diff import compare

SCHEMA = {
    "fields": [
        {"name": "year", "type": "integer"},
        {"name": "code", "type": "string"},
        {"name": "persons", "type": "integer"},
        {"name": "rate_pct", "type": "number"},
        {"name": "ostfold", "type": "boolean"},
    ],
    "primaryKey": ["year", "code"],
}


def test_every_declared_table_of_the_record_is_written_as_it_stands():
    for entry in catalogue().package["resources"]:
        if entry.get("fetch"):
            path = catalogue().folder / entry["path"]
            assert tables.to_csv(tables.read(path, entry["schema"])) == path.read_bytes(), entry["name"]


def test_numbers_are_written_short_and_rows_in_the_order_of_the_key():
    rows = [(2024, "3101", 5.0, 0.1 + 0.2, True), (2023, "3101", None, 2.0, False), (2023, "0", 7, None, True)]
    frame = tables.typed(pd.DataFrame(rows, columns=[field["name"] for field in SCHEMA["fields"]]), SCHEMA, where="t")
    assert tables.to_csv(frame).decode() == (
        "year,code,persons,rate_pct,ostfold\n2023,0,7,,true\n2023,3101,,2.0,false\n"
        "2024,3101,5,0.30000000000000004,true\n"
    )


def test_an_empty_text_is_the_same_as_none_before_and_after_it_is_written(tmp_path):
    schema = {"fields": [*SCHEMA["fields"][:2], {"name": "status", "type": "string"}], "primaryKey": ["year", "code"]}
    rows = [(2024, "3101", ""), (2024, "3103", ":"), (2024, "3105", None)]
    frame = tables.typed(pd.DataFrame(rows, columns=["year", "code", "status"]), schema, where="t")
    (tmp_path / "t.csv").write_bytes(tables.to_csv(frame))
    again = tables.read(tmp_path / "t.csv", schema)
    found = compare(again, frame, key=["year", "code"], time=["year"], checks=Checks())
    assert found.empty and frame["status"].isna().tolist() == [True, False, True]


def test_what_is_no_number_is_named():
    with pytest.raises(SourceError, match="t, persons: 5.5 is not a whole number"):
        tables.typed(pd.DataFrame({"year": [2024], "code": ["3101"], "persons": [5.5]}), SCHEMA, where="t")
    with pytest.raises(SourceError, match="t, rate_pct: 'x' is not a number"):
        tables.typed(pd.DataFrame({"year": [2024], "code": ["3101"], "rate_pct": ["x"]}), SCHEMA, where="t")
    with pytest.raises(SourceError, match="t, rate_pct: inf is not a number, or too large for one"):
        tables.typed(pd.DataFrame({"year": [2024], "code": ["3101"], "rate_pct": [float("inf")]}), SCHEMA, where="t")
