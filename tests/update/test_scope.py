"""Which municipalities the record covers, and what a number of another year is worth."""

from __future__ import annotations

import pandas as pd
import pytest

from statusbok.catalogue import Catalogue, catalogue
from statusbok.errors import SourceError
from statusbok.update import scope
from statusbok.update.scope import Scope


@pytest.fixture(scope="module")
def ostfold() -> Scope:
    return scope.within(scope.covered(catalogue()), catalogue())


def test_the_record_covers_ostfold_until_told_otherwise(ostfold):
    assert len(ostfold.municipalities) == 12 and "3101" in ostfold.municipalities


@pytest.mark.parametrize(("year", "count"), [(2016, 428), (2017, 426), (2019, 422), (2020, 356), (2026, 357)])
def test_every_year_has_the_municipalities_that_there_were(ostfold, year, count):
    assert len(ostfold.of_year(year)) == count


@pytest.mark.parametrize(
    ("code", "years"),
    [
        ("3001", [2020, 2023]),
        ("3101", [2024, 2026]),
        ("1103", [2016, 2019, 2020, 2023, 2024, 2026]),  # Stavanger took in others under its own number
        ("K-3101", [2016, 2019, 2020, 2023, 2024, 2026]),
        ("K.1580", [2024, 2026]),  # a part of another until then
        ("0", [2016, 2019, 2020, 2023, 2024, 2026]),
        ("3199", []),
    ],
)
def test_when_there_was_a_municipality_of_a_number(ostfold, code, years):
    assert [year for year in (2016, 2019, 2020, 2023, 2024, 2026) if ostfold.existed(code, year)] == years


def test_former_numbers_come_with_those_of_today(ostfold):
    found = ostfold.of_any_year()
    assert {"3101", "3001", "0101", "0136", "3120"} <= set(found)
    assert "0121" not in found  # Rømskog became a part of Aurskog-Høland
    assert "0301" not in found


@pytest.mark.parametrize(
    ("code", "year", "today"),
    [
        ("0101", 2019, "3101"),
        ("3001", 2022, "3101"),
        ("3101", 2024, "3101"),
        ("0104", 2019, None),  # Moss took in Rygge in 2020
        ("3002", 2021, "3103"),
        ("1507", 2022, None),  # split
        ("1103", 2019, None),  # Stavanger took in others under its own number
        ("1103", 2020, "1103"),
        ("9999", 2022, None),
    ],
)
def test_rates_follow_only_a_municipality_that_was_renamed(ostfold, code, year, today):
    assert ostfold.only_renamed(code, year) == today


def test_svalbard_and_unknown_are_left_out_but_a_new_municipality_is_named(ostfold):
    assert scope.check_known(ostfold, ["3101", "2111", "9999"], "SSB 03321") == ["2111", "9999"]
    with pytest.raises(SourceError, match="SSB 03321 has the municipality number 3199, which the record does not know"):
        scope.check_known(ostfold, ["3101", "3199"], "SSB 03321")


def test_a_scope_that_was_written_before_a_change_of_numbers_is_brought_forward(small):
    record = Catalogue(small.root / "data")
    record.package["municipalities"] = ["3001", "4601"]
    assert scope.within(scope.covered(record), record).municipalities == ("3101", "4601")
    assert scope.covered(record, "0301") == ["0301", "3001", "4601"]


def test_a_list_that_adds_up_has_its_own_marks():
    assert [scope.spliced(code) for code in ("K-3101", "K.3101", "3101", "0")] == ["3101", "3101", "3101", "0"]


def test_all_ostfold_touches_the_border():
    codes = catalogue().table("municipalities").query("ostfold")["code"]
    assert all(scope.near_sweden(catalogue(), [code]) for code in codes)
    assert isinstance(codes, pd.Series) and len(codes) == 12
