"""The newest figure of each indicator that a plan's measures should move, and which way it went.

That an indicator went the wanted way is said of the indicator; nothing here tells what made it go.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

import pandas as pd

from statusbok.indicators import commuting, employment, land, registers

TABLES = (
    "employed_by_industry", "municipality_totals", "plan_figures", "labour_status_20_66", "unemployment_monthly",
    "employed_by_age_sex", "employed_by_sector", "establishments", "population", "commuting_flows", "land_use",
    "new_floor_area", "non_resident_employees",
)  # fmt: skip
"""Tables that the indicators are read from."""

INDICATORS = (
    "employed_residents", "employed_workplace", "employment_rate_20_66", "employment_rate_15_74", "unemployment_rate",
    "outside_labour_force_20_66", "employed_15_24", "employed_55_74", "jobs_private", "jobs_state",
    "jobs_manufacturing", "jobs_agriculture", "jobs_trade", "jobs_accommodation_food", "establishments", "population",
    "in_commuters", "out_commuters", "business_land", "new_business_floor_area", "non_resident_employees",
)  # fmt: skip
"""Indicators that `series` has."""

STATE = "6100"
"""Central government in table 13472."""

NEW_UNEMPLOYMENT_REGISTER = "2025-04"
"""First month of NAV's new register: not comparable with the months before."""

PLACES = {"prosent": 1, "prosent av arbeidsstyrken": 1, "km²": 2}
"""Decimals that a figure is given with, by unit; whole numbers otherwise."""

UNCHANGED = {"personer": 5}
"""The most that a rounded figure may differ from the one before and still be unchanged, by unit; 0 otherwise.

Tables of persons that are fetched at different times differ by up to five.
"""

WENT = ("wanted", "unwanted", "unchanged")
"""What `development` says of a change that has a wanted way."""

Period = int | str
"""A year, or a month such as "2026-10"."""


class Newest(NamedTuple):
    """The newest value of a series, and that of the year before where the two can be compared; None without it."""

    period: Period | None
    value: float | None
    earlier: float | None


def series(tables: Mapping[str, pd.DataFrame], code: str, county_code: str, jobs: pd.Series) -> dict[str, pd.Series]:
    """Each indicator of table `plan_indicators` by year, that on unemployment by month, for one municipality.

    Args:
        tables: `TABLES` by name; any of them may have no rows.
        code: Municipality code (2024).
        county_code: The county, for what is only published by county.
        jobs: Jobs by year, see `employment.comparable_jobs`.

    Returns:
        Indicator -> values in the indicator's unit, indexed by year ("YYYY-MM" for `unemployment_rate`), without
        missing ones; empty where the record has no figures.
    """
    by_industry, totals = tables["employed_by_industry"], tables["municipality_totals"]
    status = registers.status_shares(tables["labour_status_20_66"], code).set_index("year")
    sectors, flows = tables["employed_by_sector"], tables["commuting_flows"]
    commuters = commuting.totals(flows).reset_index().query("municipality_code == @code").set_index("year")
    private = registers.jobs_by_sector(sectors, code).query("sector == 'private'").set_index("year")
    land_use, monthly = tables["land_use"], tables["unemployment_monthly"]
    business = land_use[land_use["land_use_class"] == land.BUSINESS_AND_SERVICES]
    months = monthly[monthly["area_code"] == code].set_index("month")["unemployment_rate_pct"]
    workers = registers.non_resident_employees(tables["non_resident_employees"], county_code).set_index("year")

    def jobs_in(industry: str) -> pd.Series:
        rows = by_industry[by_industry["industry_code"] == industry]
        return employment.yearly(rows, "employed_workplace_persons", code)

    return {
        "employed_residents": employment.employed_residents(by_industry, code),
        "employed_workplace": jobs,
        "employment_rate_20_66": status["employed_pct"],
        "employment_rate_15_74": employment.rate_series(employment.by_area(totals, {code: [code]}), code),
        "unemployment_rate": months.dropna().sort_index(),
        "outside_labour_force_20_66": status["outside_pct"],
        "employed_15_24": registers.employed_at_ages(tables["employed_by_age_sex"], code, 15, 24),
        "employed_55_74": registers.employed_at_ages(tables["employed_by_age_sex"], code, 55, 74),
        "jobs_private": private["jobs_persons"],
        "jobs_state": employment.yearly(sectors[sectors["sector_code"] == STATE], "employed_workplace_persons", code),
        "jobs_manufacturing": jobs_in("10-33"),
        "jobs_agriculture": jobs_in("01-03"),
        "jobs_trade": jobs_in("45-47"),
        "jobs_accommodation_food": jobs_in("55-56"),
        "establishments": registers.establishments_with_employees(tables["establishments"], code),
        "population": employment.yearly(tables["population"], "population_persons", code),
        "in_commuters": commuters["in_commuters_persons"],
        "out_commuters": commuters["out_commuters_persons"],
        "business_land": employment.yearly(business, "area_km2", code),
        "new_business_floor_area": registers.new_floor_area_by_year(tables["new_floor_area"], code),
        "non_resident_employees": workers["employees_persons"],
    }


def newest(values: pd.Series, breaks: Collection[Period] = ()) -> Newest:
    """The newest value of an indicator, with that of the year before.

    Args:
        values: Values indexed by year or by month ("YYYY-MM").
        breaks: First years or months after a break in the series; no change is given across one.
    """
    if values.empty:
        return Newest(None, None, None)
    period = values.index.max()
    before = f"{int(period[:4]) - 1}{period[4:]}" if isinstance(period, str) else period - 1
    comparable = before in values.index and not any(before < first <= period for first in breaks)
    return Newest(
        period if isinstance(period, str) else int(period),
        float(values[period]),
        float(values[before]) if comparable else None,
    )


def comparable(
    definitions: pd.DataFrame,
    tables: Mapping[str, pd.DataFrame],
    code: str,
    county_code: str,
    totals_breaks: Collection[int] = (employment.REGISTER_BREAK,),
) -> dict[str, pd.Series]:
    """Each indicator since the last break that it has reached, without missing values.

    Args:
        definitions: Table `plan_indicators`, or some rows of it.
        tables: `TABLES` by name.
        code: Municipality code (2024).
        county_code: The county, for what is only published by county.
        totals_breaks: First years after a break in tables 11618 and 03321.
    """
    stated = employment.jobs_by_sector(tables["plan_figures"], code)
    jobs = employment.comparable_jobs(tables["municipality_totals"], stated, code, totals_breaks)
    found, breaks = series(tables, code, county_code, jobs), _breaks(totals_breaks)
    since = {
        row.indicator_id: employment.since_break(
            found[row.indicator_id], breaks.get(row.table, (employment.REGISTER_BREAK,))
        )
        for row in definitions.itertuples()
        if row.indicator_id in found
    }
    # The jobs are without a break as they are; the breaks of the table are not those of the plan's own figures.
    return since | {"employed_workplace": jobs}


def everywhere(
    tables: Mapping[str, pd.DataFrame], totals_breaks: Collection[int] = (employment.REGISTER_BREAK,)
) -> dict[str, list[pd.Series]]:
    """Employed residents and jobs since the last break, for each municipality that their tables have.

    Args:
        tables: `TABLES` by name.
        totals_breaks: First years after a break in tables 11618 and 03321.

    Returns:
        Indicator -> one series for each municipality, as `comparable` gives it.
    """
    by_industry, totals, stated = (
        tables[name] for name in ("employed_by_industry", "municipality_totals", "plan_figures")
    )

    residents = employment.employed_residents_of_all(by_industry)
    jobs = employment.yearly_of_all(totals, "employed_workplace_persons")
    with_plan = set(stated["area_code"])

    def comparable_jobs(code: str) -> pd.Series:
        if code not in with_plan:
            return employment.since_break(jobs[code], totals_breaks)
        own = employment.jobs_by_sector(stated, code)
        return employment.comparable_jobs(totals, own, code, totals_breaks)

    return {
        "employed_residents": [
            employment.since_break(residents[code], (employment.REGISTER_BREAK,)) for code in sorted(residents)
        ],
        "employed_workplace": [comparable_jobs(code) for code in sorted(jobs)],
    }


def breaks_of(table: str, totals_breaks: Collection[int] = (employment.REGISTER_BREAK,)) -> Collection[Period]:
    """First years or months after a break in the figures of a table; what a plan states of jobs has none.

    Args:
        table: Name of the table, `plan_figures` for jobs that the plan states.
        totals_breaks: First years after a break in tables 11618 and 03321.
    """
    return () if table == "plan_figures" else _breaks(totals_breaks).get(table, (employment.REGISTER_BREAK,))


def _breaks(totals_breaks: Collection[int]) -> dict[str, Collection[Period]]:
    """First years or months after a break by table; others have that of the register."""
    return {
        "municipality_totals": totals_breaks,
        "commuting_flows": totals_breaks,
        "unemployment_monthly": (NEW_UNEMPLOYMENT_REGISTER,),
        **dict.fromkeys(("population", "establishments", "land_use", "new_floor_area"), ()),
    }


def figures(
    definitions: pd.DataFrame,
    tables: Mapping[str, pd.DataFrame],
    code: str,
    county_code: str,
    first_year: int | None,
    totals_breaks: Collection[int] = (employment.REGISTER_BREAK,),
) -> pd.DataFrame:
    """The newest figure of each indicator, how it changed in a year, and whether that was the wanted way.

    Args:
        definitions: Table `plan_indicators`: `indicator_id`, `label`, `chapter`, `table`, `unit`, `direction` ("up",
            "down" or "none": which way the plan's measures should move it).
        tables: `TABLES` by name.
        code: Municipality code (2024).
        county_code: The county, for what is only published by county.
        first_year: First year of the plan; None without a plan.
        totals_breaks: First years after a break in tables 11618 and 03321.

    Returns:
        The columns of the definitions and `period` (year or "YYYY-MM", missing without a figure), `value`, `change`
        (since the year before, in the unit, percentage points for per cent; NaN where it is not known) and
        `development`: see `development`, but "too_early" for a change that does not end after the plan's first year.
        `table` is `plan_figures` where the jobs are those that the plan states. An indicator that no figures are read
        for has none.
    """
    totals, stated = tables["municipality_totals"], employment.jobs_by_sector(tables["plan_figures"], code)
    jobs = employment.comparable_jobs(totals, stated, code, totals_breaks)
    published = employment.comparable_jobs(totals, stated.head(0), code, totals_breaks)
    found = series(tables, code, county_code, jobs)
    breaks = _breaks(totals_breaks)
    rows = []
    for row in definitions.itertuples():
        values = found.get(row.indicator_id, pd.Series(dtype=float))
        last = newest(values, breaks.get(row.table, (employment.REGISTER_BREAK,)))
        places = PLACES.get(row.unit, 0)
        change = None if last.earlier is None else round(last.value - last.earlier, places)
        went = development(change, row.direction, row.unit)
        if went in WENT and (first_year is None or int(str(last.period)[:4]) <= first_year):
            went = "too_early"
        rows.append((last.period, last.value, change, went))
    columns = ["period", "value", "change", "development"]
    frame = definitions.reset_index(drop=True).join(pd.DataFrame(rows, columns=columns, dtype=object))
    if not jobs.equals(published):
        frame["table"] = frame["table"].mask(frame["indicator_id"] == "employed_workplace", "plan_figures")
    return frame.astype({"value": float, "change": float})


def development(change: float | None, direction: str, unit: str) -> str:
    """Which way an indicator went, against the way that is wanted.

    Args:
        change: Change since the year before, rounded as it is shown; None where it is not known.
        direction: The wanted way, "up", "down" or "none".
        unit: Unit of the indicator.

    Returns:
        "wanted", "unwanted", "unchanged" (at most `UNCHANGED` either way), "undirected" (no way is wanted) or
        "unknown".
    """
    if change is None:
        return "unknown"
    if direction == "none":
        return "undirected"
    if abs(change) <= UNCHANGED.get(unit, 0):
        return "unchanged"
    return "wanted" if (change > 0) == (direction == "up") else "unwanted"
