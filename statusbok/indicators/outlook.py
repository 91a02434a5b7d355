"""Growth that a target still needs against past growth, and what past growth alone would give.

The outlook is a random walk with drift. The yearly changes of the newest stretch of comparable, consecutive
years are taken as independent draws from one normal distribution. With n changes of mean m and standard deviation
s (n - 1 degrees of freedom), the change over the next h years lies with probability p in

    m h +- t s sqrt(h + h^2 / n),

where t is the (1 + p) / 2 quantile of Student's t with n - 1 degrees of freedom. The first term under the root is
the variation of the years to come, the second that the mean itself is uncertain. No model of the economy, no event
that is known of, and no trend in the changes enters.
"""

from collections.abc import Iterable
from typing import Literal, NamedTuple

import pandas as pd
from scipy.special import stdtrit

from statusbok.indicators.targets import Status

PERIODS = (1, 3, 5, 10)
"""Lengths of the past periods that a target is held against, in years."""

LEVELS = (50, 80)
"""Prediction intervals of the fan, per cent."""

LEAST_CHANGES = 5
"""Yearly changes that a fan needs."""


class Drift(NamedTuple):
    """The yearly changes of a series.

    Attributes:
        first_year: Year that the first change is counted from.
        last_year: Newest year.
        changes: Number of yearly changes.
        mean: Their mean, in the unit of the series.
        deviation: Their standard deviation (n - 1).
    """

    first_year: int
    last_year: int
    changes: int
    mean: float
    deviation: float


class Place(NamedTuple):
    """Where a target lies in a fan: in which interval (50, 80, None for outside), and on which side of the middle."""

    interval: int | None
    side: Literal["above", "below"]


class Outlook(NamedTuple):
    """What past growth alone would give by the target year.

    Until the base year is measured all values are growth from that year, whatever its figure will be; from then on
    they are values of the series.

    Attributes:
        status: Where the series stands.
        drift: The changes behind the fan.
        level: Value that meets the target.
        fan: `year`, `middle`, and `low_L` and `high_L` for each of `LEVELS`, from the year that the fan opens in to
            the target year.
        place: Where the target lies in the fan in the target year.
    """

    status: Status
    drift: Drift
    level: float
    fan: pd.DataFrame
    place: Place

    @property
    def is_growth(self) -> bool:
        """Whether the values are growth from the base year."""
        return self.status.level is None


class Growth(NamedTuple):
    """One basis of a target of growth: where it stands, how it has grown, and what that alone would give.

    Attributes:
        status: Where the series stands.
        by_year: The series: values by year, without a break.
        past: See `past_growth`.
        earlier: Growth over earlier periods as long as that of the target, see `earlier_growth`.
        changes: Number of yearly changes in the newest stretch of consecutive years.
        outlook: See `outlook`; None without a fan.
    """

    status: Status
    by_year: pd.Series
    past: pd.DataFrame
    earlier: pd.Series
    changes: int
    outlook: Outlook | None


def growth(found: Status, series: pd.Series) -> Growth:
    """Everything on one basis of a target of growth.

    Args:
        found: Where the series stands.
        series: The same series: values indexed by year, without a break.
    """
    changes = max(len(stretch(series)) - 1, 0)
    earlier = earlier_growth(series, found.target.years)
    return Growth(found, series, past_growth(series), earlier, changes, outlook(found, series))


def stretch(series: pd.Series) -> pd.Series:
    """The newest consecutive years of a series, without missing values, in order of year."""
    series = series.dropna().sort_index()
    gaps = [year for year in series.index if year - 1 not in series.index]
    return series.loc[gaps[-1] :] if gaps else series


def past_growth(series: pd.Series, periods: Iterable[int] = PERIODS) -> pd.DataFrame:
    """Average change a year over the newest periods of a series.

    Args:
        series: Values indexed by year, without a break.
        periods: Lengths in years.

    Returns:
        `years` (length), `from_year`, `to_year`, `change_per_year` (NaN where the series lacks the first year);
        no rows for an empty series.
    """
    series = series.dropna().sort_index()
    if series.empty:
        return pd.DataFrame(columns=["years", "from_year", "to_year", "change_per_year"])
    newest = int(series.index[-1])
    rows = [
        (length, newest - length, newest, (series.iloc[-1] - series.get(newest - length, float("nan"))) / length)
        for length in periods
    ]
    return pd.DataFrame(rows, columns=["years", "from_year", "to_year", "change_per_year"])


def earlier_growth(series: pd.Series, length: int) -> pd.Series:
    """Growth over every period of `length` years in a series, by the year that it ends in."""
    series = series.dropna().sort_index()
    ends = [year for year in series.index if year - length in series.index]
    return pd.Series({year: series.loc[year] - series.loc[year - length] for year in ends}, dtype=float)


def drift(series: pd.Series) -> Drift | None:
    """The yearly changes of the newest stretch of a series; None for fewer than `LEAST_CHANGES`."""
    series = stretch(series).astype(float)
    changes = series.diff().dropna()
    if len(changes) < LEAST_CHANGES:
        return None
    return Drift(int(series.index[0]), int(series.index[-1]), len(changes), changes.mean(), changes.std(ddof=1))


def interval(past: Drift, horizon: int, level_pct: float) -> tuple[float, float]:
    """Prediction interval of the change over the next years.

    Args:
        past: The yearly changes.
        horizon: Number of years ahead.
        level_pct: Probability of the interval, per cent.

    Returns:
        Lower and upper bound, in the unit of the series.
    """
    quantile = float(stdtrit(past.changes - 1, (1 + level_pct / 100) / 2))
    half = quantile * past.deviation * (horizon + horizon**2 / past.changes) ** 0.5
    return past.mean * horizon - half, past.mean * horizon + half


def outlook(found: Status, series: pd.Series) -> Outlook | None:
    """What the past growth of a series alone would give by the target year.

    Args:
        found: Where the series stands against a target of growth.
        series: The same series: values indexed by year, without a break.

    Returns:
        The outlook; None where there are fewer than `LEAST_CHANGES` yearly changes, no year is left, or the base
        year lies behind without having been measured.
    """
    target = found.target
    past = drift(series[series.index <= target.target_year])
    if past is None or past.last_year == target.target_year:
        return None
    if found.level is None and past.last_year > target.base_year:
        return None
    start_year, start, level = past.last_year, found.value, found.level
    if level is None:
        start_year, start, level = target.base_year, 0.0, target.value
    fan = pd.DataFrame({"year": range(start_year, target.target_year + 1)})
    ahead = fan["year"] - start_year
    fan["middle"] = start + past.mean * ahead
    for share in LEVELS:
        for number, side in enumerate(("low", "high")):
            fan[f"{side}_{share}"] = [start + interval(past, years, share)[number] for years in ahead]
    return Outlook(found, past, level, fan, place(fan.iloc[-1], level))


def place(last: pd.Series, level: float) -> Place:
    """Where a value lies among the bounds of a fan in one year; a bound belongs to its interval.

    Args:
        last: A row of `Outlook.fan`.
        level: The value.
    """
    within = [share for share in LEVELS if last[f"low_{share}"] <= level <= last[f"high_{share}"]]
    return Place(min(within, default=None), "above" if level >= last["middle"] else "below")


def back_test(all_series: Iterable[pd.Series]) -> pd.DataFrame:
    """How often the fan would have been right, had it been drawn in earlier years.

    For each series, each earlier year with at least `LEAST_CHANGES` changes before it, and each later year that is
    measured: was the value within the interval? Only what was known in the earlier year enters.

    Args:
        all_series: Values indexed by year, one series for each municipality, without a break.

    Returns:
        `horizon` (years ahead), `cases`, and `hits_L` and `hits_L_pct` for each of `LEVELS`. Attributes
        `municipalities`, `first_year` and `last_year` (of the years that the fans were drawn in), None without cases.
    """
    rows = []
    for number, series in enumerate(all_series):
        known = stretch(series).astype(float)
        for origin in known.index[LEAST_CHANGES:-1]:
            past = drift(known.loc[:origin])
            for year, value in known.loc[origin + 1 :].items():
                change, ahead = value - known[origin], year - origin
                bounds = [interval(past, ahead, share) for share in LEVELS]
                rows.append((number, origin, ahead, *(low <= change <= high for low, high in bounds)))
    hits = [f"hits_{share}" for share in LEVELS]
    cases = pd.DataFrame(rows, columns=["series", "origin", "horizon", *hits])
    table = cases.groupby("horizon")[hits].sum().astype(int)
    table.insert(0, "cases", cases.groupby("horizon").size())
    for column in hits:
        table[f"{column}_pct"] = 100 * table[column] / table["cases"]
    table = table.reset_index()
    table.attrs["municipalities"] = int(cases["series"].nunique())
    table.attrs["first_year"] = int(cases["origin"].min()) if rows else None
    table.attrs["last_year"] = int(cases["origin"].max()) if rows else None
    return table
