"""Where a municipality stands against the targets of its plan.

The rule of each target is a row of the table `targets`, written down before the figures of the plan period came:

- the path runs evenly from the value of the base year to the target in the target year;
- `reached`: the newest value meets the target; `missed`: the target year is measured and its value does not (for a
  level both hold without the base year);
- `not_measured`: the base year is not measured yet; `no_base`: it is not, though a later year is;
- `too_early`: fewer than `judged_after_years` years after the base year are measured;
- `on_track`: the change since the base year is at least `on_track_pct` per cent of what the path has given by
  then; `off_track`: it is less.

A growth is reached from below, a level from the side that its indicator should move from.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

import pandas as pd

RESIDENTS, JOBS, RATE_20_66 = "employed_residents", "employed_workplace", "employment_rate_20_66"

State = Literal["not_measured", "no_base", "too_early", "on_track", "off_track", "reached", "missed"]

EXACT = 9
"""Decimals that values are compared with: floating point is no reason to miss a target."""


class Target(NamedTuple):
    """A target of a plan and the rule that it is judged by: a row of the table `targets`, and its indicator.

    Attributes:
        kind: "growth" (so much more than in the base year) or "level" (so much in the target year).
        indicator_id: What it is measured with, an id of the table `plan_indicators`.
        base_year: Year that the path begins in; the figures are those of its fourth quarter.
        target_year: Year in which it must be reached.
        value: Growth to be reached (persons), or level to be reached (per cent).
        on_track_pct: Share of the even path that counts as on track, per cent.
        judged_after_years: Years after the base year that must be measured before it is judged.
        decided_by: Who set the rule.
        decided_on: When (ISO date).
        section: Where in the plan the target stands.
        indicator: Name of the indicator.
        table: Table that the indicator is read from.
        direction: Which way the indicator should move.
    """

    target_id: str
    kind: Literal["growth", "level"]
    indicator_id: str
    label: str
    base_year: int
    target_year: int
    value: float
    on_track_pct: float
    judged_after_years: int
    decided_by: str
    decided_on: str
    section: str
    indicator: str = ""
    table: str = ""
    direction: Literal["up", "down"] = "up"

    @property
    def years(self) -> int:
        """Number of years from the base year to the target year."""
        return self.target_year - self.base_year

    @property
    def judged_from(self) -> int:
        """The first year whose figure the target is judged by, at the latest the target year."""
        return min(self.base_year + self.judged_after_years, self.target_year)


@dataclass(frozen=True)
class Status:
    """Where a series stands against a target. Persons, or per cent and percentage points.

    Attributes:
        year: Newest year measured, at most the target year; None for an empty series.
        value: Value of that year.
        base: Value of the base year; None until it is measured.
        level: Value that meets the target; None for a growth until the base year is measured.
        change: Change since the base year; None until that is measured.
        required: Change since the base year that counts as on track in `year`, below zero for an indicator that
            should fall; None until the base is measured.
        remaining: What is left to the target, never below zero; None where the base is needed and not measured.
        needed_per_year: `remaining` spread evenly over the years left. For a growth whose base year is still to come,
            the whole growth over the years from there. None where no year is left, or the base is not known.
    """

    target: Target
    state: State
    year: int | None = None
    value: float | None = None
    base: float | None = None
    level: float | None = None
    change: float | None = None
    required: float | None = None
    remaining: float | None = None
    needed_per_year: float | None = None

    @property
    def was_met(self) -> bool:
        """Whether a level was met in the base year already."""
        return self.base is not None and distance(self.base, self.level, self.target.direction) == 0


class Stated(NamedTuple):
    """The newest year for which a plan itself states both bases (persons), and what it calls the first of them."""

    year: int
    employed: float
    called: str
    jobs: float


def plan_targets(targets: pd.DataFrame, indicators: pd.DataFrame, plan_id: str | None) -> list[Target]:
    """The targets of a plan, in the order of the table; none without a plan.

    Args:
        targets: Table `targets`.
        indicators: Table `plan_indicators`.
        plan_id: Id of the plan; None for a municipality without one.
    """
    names = indicators.rename(columns={"label": "indicator"})[["indicator_id", "indicator", "table", "direction"]]
    rows = targets[targets["plan_id"] == plan_id].merge(names, on="indicator_id", how="left")
    return [Target(*row) for row in rows[list(Target._fields)].itertuples(index=False, name=None)]


def plan_target(
    targets: pd.DataFrame, indicators: pd.DataFrame, plan_id: str | None, indicator_id: str
) -> Target | None:
    """The first target of a plan that is measured with an indicator; None where there is none."""
    found = (one for one in plan_targets(targets, indicators, plan_id) if one.indicator_id == indicator_id)
    return next(found, None)


def stands(targets: Iterable[Target], series: Mapping[str, pd.Series]) -> list[Status]:
    """Where each target stands.

    Args:
        targets: The targets.
        series: Values by year of each indicator, by its id; an empty series for one without figures.

    Returns:
        A status for each target, in order.

    Raises:
        ValueError: A target is for an indicator that has no series.
    """
    targets = list(targets)
    for target in targets:
        if target.indicator_id not in series:
            raise ValueError(
                f"target {target.target_id} is for {target.indicator_id!r}; expected one of {', '.join(series)}"
            )
    return [status(target, series[target.indicator_id]) for target in targets]


def status(target: Target, series: pd.Series) -> Status:
    """Measure a series against a target by the rule of this module.

    Args:
        target: The target.
        series: Values indexed by year, without a break; years after the target year are not read.

    Raises:
        ValueError: A growth is not positive, or the target year is not after the base year.
    """
    if target.years <= 0 or (target.kind == "growth" and target.value <= 0):
        raise ValueError(
            f"{target.target_id}: {target.value:g} from {target.base_year} to {target.target_year} is no target"
        )
    is_growth = target.kind == "growth"
    every = series.dropna().sort_index()
    series = every[every.index <= target.target_year]
    is_base_past = not every.empty and every.index[-1] > target.base_year
    found = Status(target, "not_measured", level=None if is_growth else target.value)
    if is_growth and (every.empty or every.index[-1] < target.base_year):
        found = replace(found, needed_per_year=target.value / target.years)
    if series.empty:
        return replace(found, state=_state(found, is_base_past))
    year, value = int(series.index[-1]), float(series.iloc[-1])
    found = replace(found, year=year, value=value)
    if target.base_year in series.index:
        base = float(series.loc[target.base_year])
        level = base + target.value if is_growth else target.value
        left = distance(base, level, target.direction)
        growth = -left if target.direction == "down" else left
        required = required_change(target, growth, year)
        found = replace(found, base=base, level=level, change=value - base, required=required)
    if found.level is not None:
        remaining = distance(value, found.level, target.direction)
        years_left = target.target_year - year
        per_year = remaining / years_left if years_left else None
        found = replace(found, remaining=remaining, needed_per_year=per_year)
    return replace(found, state=_state(found, is_base_past))


def _state(found: Status, is_base_past: bool) -> State:
    target = found.target
    if found.remaining == 0:
        return "reached"
    if found.remaining is not None and found.year == target.target_year:
        return "missed"
    if found.base is None:
        return "no_base" if is_base_past else "not_measured"
    if found.year < target.judged_from:
        return "too_early"
    ahead = round(found.change - found.required, EXACT)
    return "on_track" if (ahead <= 0 if target.direction == "down" else ahead >= 0) else "off_track"


def required_change(target: Target, growth: float, year: int) -> float:
    """Change from the base year to `year` that counts as on track.

    Args:
        target: The target.
        growth: The whole growth from the base year to the target year, below zero for a fall.
        year: A year from the base year on.
    """
    return target.on_track_pct * growth * (year - target.base_year) / (100 * target.years)


def path(found: Status) -> pd.Series:
    """The even path from the base year to the target by year; empty where the base is not known or meets the target."""
    if found.base is None or found.was_met:
        return pd.Series(dtype=float)
    target = found.target
    step = (found.level - found.base) / target.years
    years = range(target.base_year, target.target_year + 1)
    return pd.Series({year: found.base + step * (year - target.base_year) for year in years})


def distance(value: float, target: float, direction: Literal["up", "down"] = "up") -> float:
    """What is left to a target that is to be reached by moving in a direction; zero when it is reached."""
    left = value - target if direction == "down" else target - value
    return left if round(left, EXACT) > 0 else 0.0


def stated_bases(plan_figures: pd.DataFrame, jobs: pd.Series, municipality_code: str) -> Stated | None:
    """What a plan itself states for both bases in one year; None where it does not.

    Args:
        plan_figures: Table `plan_figures` (rows `plan-employed-YYYY`).
        jobs: Jobs that the plan states, by year (`employment.jobs_by_sector`, summed).
        municipality_code: Municipality that the figures must be about.
    """
    own = plan_figures[plan_figures["area_code"] == municipality_code]
    years = own["id"].str.extract(r"^plan-employed-(\d{4})$", expand=False)
    rows = own.assign(year=years).dropna(subset=["year"]).astype({"year": int}).set_index("year")
    both = rows.index.intersection(jobs.index)
    if both.empty:
        return None
    year = int(both.max())
    return Stated(year, float(rows.at[year, "value"]), rows.at[year, "label"], float(jobs[year]))
