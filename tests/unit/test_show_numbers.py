from datetime import date

import numpy as np
import pandas as pd
import pytest

from statusbok.errors import StatusbokError
from statusbok.show import numbers

SPACE = "\u00a0"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (999, "999"),
        (14393, f"14{SPACE}393"),
        (1234567.5, f"1{SPACE}234{SPACE}568"),
        (-3000, f"\u22123{SPACE}000"),
        (-0.4, "0"),
        (np.int64(12996), f"12{SPACE}996"),
    ],
)
def test_count(value, text):
    assert numbers.n(value) == text


def test_one_decimal_rounds_half_away_from_zero():
    assert numbers.one(59.25) == "59,3"
    assert numbers.one(-0.25) == "\u22120,3"
    assert numbers.one(1.005) == "1,0"


def test_decimals_keep_trailing_zeros_and_groups():
    assert numbers.decimals(1234.5, 2) == f"1{SPACE}234,50"


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (120, 0, "+120"),
        (-12, 0, "\u221212"),
        (0, 0, "0"),
        (0.04, 1, "0,0"),
        (1.25, 1, "+1,3"),
        (-0.04, 1, "0,0"),
    ],
)
def test_change_has_a_sign_unless_it_is_none(value, places, text):
    assert numbers.signed(value, places) == text


def test_per_cent_in_text_and_tables_is_tied_to_its_number():
    assert numbers.pct(59.34) == f"59,3{SPACE}prosent"
    assert numbers.pct(70, 0) == f"70{SPACE}prosent"
    assert numbers.pct_sign(59.34) == f"59,3{SPACE}%"
    assert numbers.points(-1.2) == f"\u22121,2{SPACE}prosentpoeng"


def test_periods_and_dates():
    assert numbers.years(2020, 2026) == "2020\u20132026"
    assert numbers.years(2020, 2020) == "2020"
    assert numbers.month("2026-10") == "oktober 2026"
    assert numbers.day(date(2026, 10, 3)) == f"3.{SPACE}oktober 2026"


def test_listing():
    assert numbers.listing(["Moss"]) == "Moss"
    assert numbers.listing(["Moss", "Råde"]) == "Moss og Råde"
    assert numbers.listing(["Moss", "Råde", "Våler"]) == "Moss, Råde og Våler"


@pytest.mark.parametrize("value", [None, float("nan"), pd.NA, float("inf")])
def test_missing_number_is_an_error_and_never_text(value):
    with pytest.raises(StatusbokError, match="missing"):
        numbers.n(value)


def test_empty_list_and_wrong_month_are_errors():
    with pytest.raises(StatusbokError, match="empty"):
        numbers.listing([])
    with pytest.raises(StatusbokError, match="2026-13.*YYYY-MM"):
        numbers.month("2026-13")
