"""From cells to the columns of the record."""

from __future__ import annotations

import pandas as pd
import pytest

from statusbok.catalogue import catalogue
from statusbok.errors import SourceError
from statusbok.update import scope
from statusbok.update.declared import Declaration
from statusbok.update.shape import dimension, shape

SCHEMA = {
    "fields": [
        {"name": "year", "type": "integer"},
        {"name": "code", "type": "string", "codes": "of_the_year"},
        {"name": "persons", "type": "integer"},
    ],
    "primaryKey": ["year", "code"],
}
COLUMNS = {"year": "Tid", "code": "Region", "persons": "ContentsCode=P"}


def cells(*rows, **more) -> pd.DataFrame:
    """Cells of Region x Tid for one content; a row is region, year, value, and a symbol where there is one."""
    frame = pd.DataFrame([(*row, "")[:4] for row in rows], columns=["Region", "Tid", "value", "status"]).assign(**more)
    frame["value"] = frame["value"].astype("float64")
    frame = frame.assign(ContentsCode="P", **{"ContentsCode.label": "Personer"})
    return frame.assign(**{f"{name}.label": frame[name] for name in ("Region", "Tid", *more)})


def declaration(**more) -> Declaration:
    return Declaration(name="t", service="ssb", table="00001", **({"columns": COLUMNS} | more))


def shaped(*frames, schema=SCHEMA, **more):
    frame, left_out = shape(list(frames), declaration(**more), schema, scope.within([], catalogue()))
    return [tuple(row) for row in frame.itertuples(index=False)], left_out


def test_spliced_codes_and_the_country_are_written_as_in_the_record():
    fields = [SCHEMA["fields"][0], {**SCHEMA["fields"][1], "areas": {"0": "Norge"}}, SCHEMA["fields"][2]]
    found, _ = shaped(cells(("K-3101", "2024", 5)), cells(("00", "2024", 9)), schema={**SCHEMA, "fields": fields})
    assert found == [("2024", "3101", 5), ("2024", "0", 9)]


def test_a_municipality_without_figures_in_a_year_was_not_there():
    found, left_out = shaped(cells(("3001", "2024", 0), ("3101", "2024", 7), ("3001", "2022", 6), ("2111", "2022", 3)))
    assert found == [("2024", "3101", 7), ("2022", "3001", 6)] and left_out == ["2111"]


def test_a_new_municipality_is_refused_by_number():
    with pytest.raises(SourceError, match="SSB 00001 has the municipality number 3199"):
        shaped(cells(("3199", "2026", 7)))
    assert shaped(cells(("3199", "2026", 0), ("3101", "2026", 7)))[0] == [("2026", "3101", 7)]


def test_rates_follow_renamed_municipalities_only():
    found, _ = shaped(cells(("0101", "2019", 58), ("0104", "2019", 61), ("3101", "2024", 60)), codes="one_to_one")
    assert found == [("2019", "3101", 58), ("2024", "3101", 60)]


def test_what_two_selections_both_have_is_there_once_but_a_cell_twice_is_refused():
    found, _ = shaped(cells(("3001", "2022", 6)), cells(("3001", "2022", 6), ("3012", "2022", 2)), rows="nonzero")
    assert found == [("2022", "3001", 6), ("2022", "3012", 2)]
    different, _ = shaped(cells(("3001", "2022", 6)), cells(("3001", "2022", 7)))
    assert len(different) == 2  # left for the check of keys
    with pytest.raises(SourceError, match="SSB 00001: the answer has a cell twice: 3001 2022"):
        shaped(cells(("3001", "2022", 6), ("3001", "2022", 6)))


def test_years_of_age_are_added_up_to_groups_and_a_hidden_one_hides_the_group():
    age = {"name": "age", "type": "string"}
    schema = {"fields": [*SCHEMA["fields"][:2], age, SCHEMA["fields"][2]], "primaryKey": ["year", "code", "age"]}
    frame = cells(
        ("3101", "2024", 1), ("3101", "2024", 2), ("3101", "2024", 4), ("3101", "2024", 8), ("3101", "2024", None, ":"),
        Alder=["000", "001", "002", "105+", "003"],
    )  # fmt: skip
    bands = {"age": {"of": "Alder", "0-1": [0, 1], "2-3": [2, 3], "100+": [100, None]}}
    found, _ = shaped(frame, schema=schema, columns={**COLUMNS, "age": "Alder"}, bands=bands)
    values = {row[2]: row[3] for row in found}
    assert pd.isna(values.pop("2-3")) and values == {"0-1": 3, "100+": 8}


def test_a_hidden_figure_keeps_its_row_whether_its_symbol_is_declared_or_not():
    rows = ("3101", "2024", None, ":"), ("3103", "2024", None, ".."), ("3105", "2024", None, "."), ("3107", "2024", None)
    for options in ({}, {"rows": "nonzero"}):
        found, _ = shaped(cells(*rows), **options)
        assert [row[1] for row in found] == ["3101", "3103"] and all(pd.isna(row[2]) for row in found)
    # 0101 was Halden's number until 2019, and what is hidden there is no figure of Halden's.
    assert shaped(cells(("0101", "2024", None, ":"), ("3101", "2024", None, ":")))[0] == [("2024", "3101", pytest.approx(
        float("nan"), nan_ok=True))]  # fmt: skip


def test_a_year_of_zeros_is_one_of_a_municipality_that_was_there():
    rows = ("3124", "2024", 0), ("3012", "2024", 0), ("3012", "2023", 0), ("3101", "2024", 7), ("3001", "2023", 6)
    found, _ = shaped(cells(*rows), codes="one_to_one")
    assert set(found) == {("2024", "3124", 0), ("2023", "3124", 0), ("2024", "3101", 7), ("2023", "3101", 6)}


def test_a_list_of_today_has_no_zeros_of_a_municipality_that_was_a_part_of_another():
    # Haram (1580) was a part of Ålesund (1507) in 2020-2023.
    found, _ = shaped(cells(("K-1580", "2022", 0), ("K-1580", "2024", 0), ("K-3101", "2022", 0)), codes="summed")
    assert [row[:2] for row in found] == [("2024", "1580"), ("2022", "3101")]


def test_a_number_that_is_written_late_leaves_no_zeros_under_the_new_one():
    found, _ = shaped(cells(("1567", "2019", 5), ("5061", "2019", 0), ("3403", "2020", 0)))  # Rindal
    assert found == [("2019", "1567", 5), ("2020", "3403", 0)]


def test_a_zero_that_the_schema_does_not_allow_is_no_figure():
    people = {**SCHEMA["fields"][2], "constraints": {"minimum": 1}}
    rows = cells(("5061", "2019", 0), ("3101", "2024", 7), ("3103", "2024", None, ":"))
    found, _ = shaped(rows, schema={**SCHEMA, "fields": [*SCHEMA["fields"][:2], people]})
    assert [row[1] for row in found] == ["3101", "3103"]


def test_a_hidden_figure_keeps_its_symbol_and_an_impossible_one_is_left_out():
    schema = {**SCHEMA, "fields": [*SCHEMA["fields"], {"name": "persons_status", "type": "string"}]}
    columns = {**COLUMNS, "persons_status": "ContentsCode=P.status"}
    found, _ = shaped(cells(("3101", "2024", None, ":"), ("3103", "2024", None, ".")), schema=schema, columns=columns)
    assert [row[1] for row in found] == ["3101"] and found[0][3] == ":"


def test_periods_are_written_as_in_the_record():
    fields = [{"name": "month", "type": "string"}, *SCHEMA["fields"][1:]]
    options = {"schema": {**SCHEMA, "fields": fields}, "columns": {**COLUMNS, "month": "Tid.month"}}
    months, _ = shaped(cells(("3101", "2024M03", 7)), **options)
    assert months == [("2024-03", "3101", 7)]
    with pytest.raises(SourceError, match="the period '2024' has no month; expected for example 2024M01"):
        shaped(cells(("3101", "2024", 7)), **options)


def test_a_pattern_stands_for_the_one_variable_that_fits_it():
    frame = cells(("3101", "2024", 7), NACE2025="00-99")
    assert dimension(frame, "NACE*") == "NACE2025"
    with pytest.raises(SourceError, match="no variables fit Kj"):
        dimension(frame, "Kj*")
    field = {"name": "industry_codes", "type": "string"}
    schema = {**SCHEMA, "fields": [*SCHEMA["fields"], field]}
    found, _ = shaped(frame, schema=schema, columns={**COLUMNS, "industry_codes": "NACE*.name"})
    assert found == [("2024", "3101", 7, "NACE2025")]


def test_a_content_is_found_by_code_or_label_and_an_unknown_one_is_named():
    for given in ("Personer", {"label": "personer"}, "*"):
        column = f"ContentsCode={given}" if isinstance(given, str) else given
        assert shaped(cells(("3101", "2024", 7)), columns={**COLUMNS, "persons": column})[0] == [("2024", "3101", 7)]
    with pytest.raises(SourceError, match=r"'Areal' is no content of the answer, .*; it has P \(Personer\)"):
        shaped(cells(("3101", "2024", 7)), columns={**COLUMNS, "persons": "ContentsCode=Areal"})
