"""Distance to the targets of a municipality's plan.

The criteria are fixed here, before any figure is read: a growth target is on course when the growth since the
base year is at least the share of the target that an even pace would have given by then.
"""

import re
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

import pandas as pd

from statusbok.indicators.employment import yearly_change

JOBS_TARGET = "target-jobs-2030"
RATE_TARGET = "target-emprate-2066-2030"

State = Literal["not_measured", "base_only", "under_way", "reached", "missed"]


class Target(NamedTuple):
    """A target as the plan states it.

    Attributes:
        value: Growth to be reached (persons), or the level to be reached (per cent).
        base_year: Year that growth is counted from; the same as `target_year` for a level.
        target_year: Year in which it must be reached.
    """

    value: float
    base_year: int
    target_year: int


class PlanTargets(NamedTuple):
    """The two targets of a plan: growth in employed persons, and the employment rate at ages 20-66."""

    growth: Target
    rate: Target


def plan_targets(plan_figures: pd.DataFrame, municipality_code: str) -> PlanTargets | None:
    """Both targets of a municipality's plan; None where the record has not both of them."""
    growth, rate = (
        plan_target(plan_figures, target, municipality_code) for target in (JOBS_TARGET, RATE_TARGET)
    )
    return PlanTargets(growth, rate) if growth and rate else None


def plan_target(plan_figures: pd.DataFrame, target_id: str, municipality_code: str) -> Target | None:
    """One target of a municipality's plan.

    Args:
        plan_figures: Table `plan_figures`: `id`, `municipality_code`, `value`, `period` ("2026-2030" or
            "2030", with hyphen or en dash).
        target_id: `JOBS_TARGET` or `RATE_TARGET`.
        municipality_code: Owner of the plan.

    Returns:
        The target; None where the municipality has no such target.
    """
    rows = plan_figures[
        (plan_figures["id"] == target_id) & (plan_figures["municipality_code"] == municipality_code)
    ]
    if rows.empty:
        return None
    stated = [int(year) for year in re.findall(r"\d{4}", rows["period"].iloc[0])]
    return Target(float(rows["value"].iloc[0]), stated[0], stated[-1])


@dataclass(frozen=True)
class GrowthStatus:
    """Where a series stands against a target of growth from a base year to a target year.

    Attributes:
        first_year: Oldest year of the series, None for an empty series.
        per_year: Average change a year from the first to the latest year; None for fewer than two years.
        state: "not_measured" (no value for the base year yet), "base_only" (the base year is the newest
            value), "under_way", "reached" (the growth is at least the target), "missed" (the target year has
            been measured and the growth is less).
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
    first_year: int | None = None
    per_year: float | None = None
    target_value: float | None = None
    change: float | None = None
    remaining: float | None = None
    needed_per_year: float | None = None
    on_course: bool | None = None


class RateStatus(NamedTuple):
    """Where the employment rate at ages 20-66 stands against a plan's target.

    Attributes:
        state: "under_way", "reached", or "missed" (the target year has been measured and the rate is lower).
        year: Newest year measured, at most the target year.
        value: The rate, per cent.
        remaining: Percentage points left, never below zero.
    """

    state: State
    year: int
    value: float
    remaining: float


def rate_status(by_year: pd.Series, target: Target) -> RateStatus | None:
    """Measure the employment rate at ages 20-66 against the target; None where it has not been measured.

    Args:
        by_year: The rate by year (table 13563), of the same ages as the target. The rate 15-74 is another one.
        target: The target.
    """
    known = by_year.dropna().sort_index()
    known = known[known.index <= target.target_year]
    if known.empty:
        return None
    year, value = int(known.index[-1]), float(known.iloc[-1])
    remaining = distance(value, target.value)
    state: State = "reached" if remaining == 0 else "missed" if year == target.target_year else "under_way"
    return RateStatus(state, year, value, remaining)


def growth_status(series: pd.Series, growth: float, base_year: int, target_year: int) -> GrowthStatus:
    """Measure a series against a target such as "500 more from 2026 to 2030".

    Args:
        series: Values indexed by year, without a break; years after `target_year` are not read.
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
    series = series.dropna().sort_index()
    series = series[series.index <= target_year]
    if series.empty:
        return GrowthStatus("not_measured", None, None)
    year, value = int(series.index[-1]), float(series.iloc[-1])
    measured = GrowthStatus("not_measured", year, value, int(series.index[0]), yearly_change(series))
    if base_year not in series.index:
        return measured
    target_value = float(series.loc[base_year]) + growth
    change = value - float(series.loc[base_year])
    remaining = distance(value, target_value)
    if remaining == 0:
        state: State = "reached"
    elif year == target_year:
        state = "missed"
    else:
        state = "base_only" if year == base_year else "under_way"
    return replace(
        measured,
        state=state,
        target_value=target_value,
        change=change,
        remaining=remaining,
        needed_per_year=needed_per_year(value, target_value, year, target_year)
        if year < target_year
        else None,
        on_course=change >= even_pace(growth, base_year, target_year, year) if year > base_year else None,
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
