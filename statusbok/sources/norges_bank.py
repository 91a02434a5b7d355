"""Exchange rates of Norges Bank: what other currencies cost in Norwegian kroner, one figure a banking day."""

from __future__ import annotations

import io
import math
from datetime import date

import pandas as pd

from statusbok.errors import SourceError
from statusbok.sources.http import Client

SERVICE = "norges_bank"
COLUMNS = ("BASE_CUR", "QUOTE_CUR", "UNIT_MULT", "TIME_PERIOD", "OBS_VALUE")


def rates(
    currency: str = "SEK", start: str | None = None, end: str | None = None, *, client: Client | None = None
) -> pd.DataFrame:
    """Rates of a currency, day by day.

    Args:
        currency: Three letters.
        start, end: First and last day ("2015-01-01"), both included; None for all there is.
        client: The way to the service; None makes one.

    Returns:
        `day` (ISO text) and `nok_per_100` (kroner for 100 of the currency), oldest first. attrs["requests"]: what
        was asked.

    Raises:
        SourceError: As `read`, or the service cannot be reached.
    """
    period = {"startPeriod": start, "endPeriod": end}
    params = {"format": "csv", **{key: value for key, value in period.items() if value}, "locale": "en"}
    answer = (client or Client(SERVICE)).get(f"data/EXR/B.{currency}.NOK.SP", params, accept="text/csv, */*")
    frame = read(answer.content, currency, where=answer.url)
    frame.attrs["requests"] = [{"method": "GET", "url": answer.url, "body": None}]
    return frame


def read(content: bytes, currency: str = "SEK", *, where: str) -> pd.DataFrame:
    """Rates from the CSV that Norges Bank writes, see `rates`.

    OBS_VALUE is the price of 10**UNIT_MULT of the currency.

    Args:
        content: The file: semicolons, a heading, one row a day.
        currency: The currency that must be in it.
        where: Address or name of the file, for errors.

    Raises:
        SourceError: It is a web page, lacks a column, has no rows, another currency, a day twice or a rate that
            is no number above zero.
    """
    text = content.decode("utf-8-sig", errors="replace")
    if text.lstrip()[:1] == "<":
        raise SourceError(f"{where}: a web page (HTML) where rates as CSV were expected")
    table = pd.read_csv(io.StringIO(text), sep=";", dtype=str) if text.strip() else pd.DataFrame()
    lacking = [name for name in COLUMNS if name not in table]
    if lacking and len(table.columns):
        raise SourceError(
            f"{where}: the column {', '.join(lacking)} is missing; the columns are {', '.join(map(str, table.columns))}"
        )
    if table.empty:
        raise SourceError(f"{where}: no rates of {currency}; expected one row a banking day")
    pairs = set(zip(table["BASE_CUR"], table["QUOTE_CUR"]))
    if pairs != {(currency, "NOK")}:
        raise SourceError(f"{where}: rates of {sorted(pairs, key=str)}; expected {currency} in NOK only")
    value = pd.to_numeric(table["OBS_VALUE"].str.replace(",", ""), errors="coerce")  # commas part thousands
    power = pd.to_numeric(table["UNIT_MULT"], errors="coerce")
    day = pd.to_datetime(table["TIME_PERIOD"], format="%Y-%m-%d", errors="coerce")
    usable = value.between(0, math.inf, inclusive="neither") & power.isin(range(10))
    bad = table[~usable | day.isna() | day.duplicated()]
    if len(bad):
        row = bad.iloc[0]
        raise SourceError(
            f"{where}, row {bad.index[0] + 2}: {row['TIME_PERIOD']!r}, OBS_VALUE {row['OBS_VALUE']!r}, UNIT_MULT "
            f"{row['UNIT_MULT']!r}; expected each day once, with a rate above zero and a power of ten"
        )
    frame = pd.DataFrame({"day": day.dt.strftime("%Y-%m-%d"), "nok_per_100": (100 * value / 10**power).round(6)})
    return frame.sort_values("day", ignore_index=True)


def monthly(daily: pd.DataFrame, today: date | None = None) -> pd.DataFrame:
    """Mean of each whole month; a month that is not over is left out.

    Args:
        daily: From `rates`.
        today: The day it is; None asks the clock.

    Returns:
        `month` ("2026-10"), `nok_per_100` (mean over the banking days, four decimals) and `days` in the mean.

    Raises:
        SourceError: There is no whole month.
    """
    whole = daily[daily["day"].str[:7] < f"{today or date.today():%Y-%m}"]
    if whole.empty:
        raise SourceError("norges_bank: the rates hold no whole month; ask for a longer period")
    means = whole.groupby(whole["day"].str[:7].rename("month"))["nok_per_100"].agg(["mean", "size"]).reset_index()
    means["mean"] = means["mean"].round(4)
    return means.rename(columns={"mean": "nok_per_100", "size": "days"})
