from datetime import date

import numpy as np
import pandas as pd
import pytest

from statusbok.errors import StatusbokError
from statusbok.show.columns import describe

SPACE = "\u00a0"


def column(name, values=(1,), labels=None):
    return describe(pd.DataFrame({name: list(values)}), labels)[0]


@pytest.mark.parametrize(
    ("name", "value", "page", "file"),
    [
        ("employed_persons", 14393, f"14{SPACE}393", "14393"),
        ("employment_rate_pct", 59.26, f"59,3{SPACE}%", "59,3"),
        ("change_points", 1.26, "+1,3", "1,3"),
        ("change_persons", -1200, f"\u22121{SPACE}200", "-1200"),
        ("area_ha", 1234.5, f"1{SPACE}235", "1235"),
        ("distance_km", 23.44, "23,4", "23,4"),
        ("nok_per_100_sek", 98.765, "98,77", "98,77"),
        ("year", 2026, "2026", "2026"),
        ("year", 2026.0, "2026", "2026"),
        ("value", 2.0, "2", "2"),
        ("value", 2.25, "2,3", "2,3"),
        ("month", "2026-10", "oktober 2026", "2026-10"),
        ("status", np.True_, "Ja", "Ja"),
        ("status", "=1+1", "=1+1", "'=1+1"),
        ("value", "2.4.1", "2.4.1", "'2.4.1"),
        ("value", "2.4.1, 2.4.2", "2.4.1, 2.4.2", "2.4.1, 2.4.2"),
        ("status", date(2026, 1, 2), f"2.{SPACE}januar 2026", f"2.{SPACE}januar 2026"),
    ],
)
def test_name_decides_how_a_value_is_written(name, value, page, file):
    shown = column(name, [value])
    assert shown.text(value) == page
    assert shown.plain(value) == file


def test_heading_has_label_and_unit():
    assert column("employed_persons").heading == "Sysselsatte (personer)"
    assert column("year").heading == "År"
    assert (
        column("jobs_pct", labels={"jobs_pct": "Andel arbeidsplasser"}).heading
        == "Andel arbeidsplasser (prosent)"
    )


def test_names_in_plain_language_and_years_stand_as_they_are():
    shown = describe(pd.DataFrame({"Halden": [1], 2022: [2]}))
    assert [column.label for column in shown] == ["Halden", "2022"]


def test_code_name_without_label_is_an_error_that_says_what_to_do():
    with pytest.raises(StatusbokError, match='"jobs_pct" has no label.*labels=.*COLUMNS'):
        column("jobs_pct")


def test_column_twice_is_an_error():
    with pytest.raises(StatusbokError, match="column twice"):
        describe(pd.DataFrame([[1, 2]], columns=["year", "year"]))


def test_column_of_numbers_and_signs_is_numeric():
    assert column("share_pct", [1.2, ".."]).numeric
    assert column("value", ["1\u00a0234", "−0,3", "12,1\u00a0%", "..", None]).numeric
    assert not column("name", ["Moss"]).numeric
    assert not column("value", ["om lag 20", "30"]).numeric
    assert column("value", [".."]).numeric
    assert not column("status", [True]).numeric


def test_column_without_a_value_can_be_described():
    assert describe(pd.DataFrame({"Definisjon": pd.Series([None, None], dtype="object")}))[0].numeric is False
