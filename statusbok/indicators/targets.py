"""Distance to the targets of a municipality's plan.

The criteria are fixed here, before any figure is read: a growth target is on course when the growth since the base
year is at least the share of the target that an even pace would have given by then.
"""

from dataclasses import dataclass
from typing import Literal

import pandas as pd

State = Literal["not_measured", "base_only", "under_way", "reached", "missed"]


@dataclass(frozen=True)
class GrowthStatus:
    """Where a series stands against a target of growth from a base year to a target year.

    Attributes:
        state: "not_measured" (no value for the base year yet), "base_only" (the base year is the newest value),
            "under_way", "reached" (the growth is at least the target), "missed" (the target year has been
            measured and the growth is less).
        latest_year: Newest year measured, None for an empty series.
        latest_value: Value of that year.
        target_value: Value that meets the target; None until the base year is measured.
        change: Change since the base year; None until the base year is measured.
        remaining: What is still needed, never below zero; None until the base year is measured.
        needed_per_year: `remaining` spread evenly over the years left; None when no year is left or no base.
        on_course: Growth at an even pace or faster; None until a year after the base year is measured.
    """

    state: State
    latest_year: int | None
    latest_value: float | None
    target_value: float | None = None
    change: float | None = None
    remaining: float | None = None
    needed_per_year: float | None = None
    on_course: bool | None = None


def growth_status(series: pd.Series, growth: float, base_year: int, target_year: int) -> GrowthStatus:
    """Measure a series against a target such as "500 more from 2026 to 2030".

    Args:
        series: Values indexed by year; years after `target_year` are not read.
        growth: Growth to be reached, in the unit of the series; positive.
        base_year: Year that growth is counted from.
        target_year: Year in which it must be reached.

    Returns:
        The status.

    Raises:
        ValueError: `growth` is not positive or `target_year` is not after `base_year`.
    """
    if growth <= 0 or target_year <= base_year:
        raise ValueError(f"a growth of {growth} from {base_year} to {target_year} is not a target of growth")
    series = series.dropna()
    series = series[series.index <= target_year]
    if series.empty:
        return GrowthStatus("not_measured", None, None)
    year, value = int(series.index.max()), float(series.loc[series.index.max()])
    if base_year not in series.index:
        return GrowthStatus("not_measured", year, value)
    target_value = float(series.loc[base_year]) + growth
    change = value - float(series.loc[base_year])
    remaining = max(target_value - value, 0.0)
    if remaining == 0:
        state: State = "reached"
    elif year == target_year:
        state = "missed"
    else:
        state = "base_only" if year == base_year else "under_way"
    return GrowthStatus(
        state,
        year,
        value,
        target_value,
        change,
        remaining,
        needed_per_year(value, target_value, year, target_year) if year < target_year else None,
        change >= even_pace(growth, base_year, target_year, year) if year > base_year else None,
    )


def even_pace(growth: float, base_year: int, target_year: int, year: int) -> float:
    """Growth that an even pace from the base year to the target year has given by `year`."""
    return growth * (year - base_year) / (target_year - base_year)


def distance(value: float, target: float) -> float:
    """What is left to a target that is to be reached from below; zero when it is reached."""
    return max(target - value, 0.0)


def needed_per_year(value: float, target: float, year: int, target_year: int) -> float:
    """Growth needed each year from `year` to reach the target in `target_year`; zero when it is reached.

    Raises:
        ValueError: No year is left.
    """
    if target_year <= year:
        raise ValueError(f"no year is left from {year} to the target year {target_year}")
    return distance(value, target) / (target_year - year)
