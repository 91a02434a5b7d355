"""Exchange rates: the unit is taken into account, whole months only, and what is no table of rates is refused."""

from __future__ import annotations

from datetime import date

import pytest

from statusbok.errors import SourceError
from statusbok.sources import norges_bank
from tests.replica.other import Direct

HEAD = (
    "FREQ;Frequency;BASE_CUR;Base Currency;QUOTE_CUR;Quote Currency;TENOR;Tenor;DECIMALS;CALCULATED;UNIT_MULT;"
    "Unit Multiplier;COLLECTION;Collection Indicator;TIME_PERIOD;OBS_VALUE\n"
)


def line(day: str, value: str, power: str = "2", currency: str = "SEK") -> str:
    return f"B;Business;{currency};x;NOK;Norwegian krone;SP;Spot;2;false;{power};Hundreds;C;x;{day};{value}\n"


def read(*lines: str):
    return norges_bank.read((HEAD + "".join(lines)).encode(), where="rates.csv")


def test_rates_are_for_a_hundred_whatever_the_unit():
    daily = read(line("2026-10-02", "1.0585", power="0"), line("2026-10-01", "105.8"))
    assert daily.values.tolist() == [["2026-10-01", 105.8], ["2026-10-02", 105.85]]
    assert read(line("2026-10-01", "1,145.56")).at[0, "nok_per_100"] == 1145.56


def test_the_replica_is_asked_for_the_period():
    client = Direct("norges_bank")
    daily = norges_bank.rates("SEK", "2026-10-01", "2026-10-06", client=client)
    assert client.asked == [
        (
            "data/EXR/B.SEK.NOK.SP",
            {"format": "csv", "startPeriod": "2026-10-01", "endPeriod": "2026-10-06", "locale": "en"},
        )
    ]
    assert daily["day"].tolist() == ["2026-10-01", "2026-10-02", "2026-10-05", "2026-10-06"]
    assert [request["method"] for request in daily.attrs["requests"]] == ["GET"]


def test_a_month_that_is_not_over_is_left_out():
    daily = read(line("2026-10-01", "105"), line("2026-10-02", "106"), line("2026-11-02", "100"))
    months = norges_bank.monthly(daily, date(2026, 11, 22))
    assert months.to_dict("records") == [{"month": "2026-10", "nok_per_100": 105.5, "days": 2}]
    with pytest.raises(SourceError, match="no whole month"):
        norges_bank.monthly(daily, date(2026, 10, 22))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("<!DOCTYPE html><html></html>", r"rates.csv: a web page \(HTML\) where rates as CSV were expected"),
        ("", "no rates of SEK"),
        (HEAD, "no rates of SEK; expected one row a banking day"),
        (HEAD.replace("OBS_VALUE", "VALUE"), "the column OBS_VALUE is missing; the columns are FREQ"),
        (HEAD + line("2026-10-01", "105", currency="USD"), "USD.*expected SEK in NOK only"),
        (HEAD + line("2026-10-01", "105") + line("2026-10-01", "106"), "row 3: '2026-10-01'.*each day once"),
        (HEAD + line("2026-10-01", "-1"), "row 2: .*a rate above zero"),
        (HEAD + line("1 October", "105"), "row 2: '1 October'"),
    ],
)
def test_what_is_no_table_of_rates_is_refused(content, message):
    with pytest.raises(SourceError, match=message):
        norges_bank.read(content.encode(), where="rates.csv")
