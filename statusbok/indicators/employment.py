"""Employment by residence and by workplace, employment rate, industries, sector and unemployment.

Two bases are kept apart everywhere. `employed_residents_persons` counts the employed who live in the municipality,
wherever in Norway they work; `employed_workplace_persons` counts the employed whose workplace is in the municipality,
wherever they live. Both are register figures for the fourth quarter, ages 15-74 (Statistics Norway, register-based
employment statistics, tables 07984 and 11618).
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import pandas as pd

# First year of a new source or a revision: the figure is not comparable with the year before.
REGISTER_BREAK = 2015  # the employers' monthly report (a-ordningen) replaced the older registers
REVISION_BREAK = 2020  # 11618 holds first-published figures to 2019; they were later revised upwards

ALL_INDUSTRIES = "00-99"
OTHER_INDUSTRIES = "other"


class Level(NamedTuple):
    """The newest value of a yearly series, and the year before it when the two can be compared.

    Attributes:
        year: Year of the newest value; None for a series without values.
        value: The newest value; None for a series without values.
        earlier: The value of `year - 1`; None where it is missing or on the other side of a break.
    """

    year: int | None
    value: float | None
    earlier: float | None


class Rank(NamedTuple):
    """Place among areas, the highest value first.

    Attributes:
        place: 1 for the highest value; equal values share the best place. None for an area without a value.
        from_bottom: The same place counted from the lowest value (1 for the lowest).
        of: Number of areas that have a value.
    """

    place: int | None
    from_bottom: int | None
    of: int


def yearly(table: pd.DataFrame, column: str, municipality_code: str) -> pd.Series:
    """One municipality's values of a column as a series by year, without missing values.

    Args:
        table: Rows with `year`, `municipality_code` and `column`, at most one a year for the municipality.
        column: Name of the column with the values.
        municipality_code: Municipality code (2024).

    Returns:
        Series indexed by year (ascending), named `column`; empty if the municipality has no values.

    Raises:
        ValueError: The municipality has several rows for one year.
    """
    own = table[table["municipality_code"] == municipality_code]
    if own["year"].duplicated().any():
        raise ValueError(f"several rows of {column} for {municipality_code} in one year; expected one")
    return own.set_index("year")[column].dropna().sort_index()


def latest(series: pd.Series, breaks: Iterable[int] = ()) -> Level:
    """Newest value of a yearly series, with the year before where it may be compared.

    Args:
        series: Values indexed by year.
        breaks: First years after a break in the series.

    Returns:
        The newest value; nothing but None for a series without values.
    """
    series = series.dropna()
    if series.empty:
        return Level(None, None, None)
    year = int(series.index.max())
    comparable = year - 1 in series.index and year not in set(breaks)
    return Level(year, float(series.loc[year]), float(series.loc[year - 1]) if comparable else None)


def yearly_change(series: pd.Series, from_year: int, to_year: int) -> float:
    """Average change a year between two years of a series.

    Raises:
        ValueError: A year is missing, or `to_year` is not after `from_year`.
    """
    if to_year <= from_year or from_year not in series.index or to_year not in series.index:
        raise ValueError(f"no change a year from {from_year} to {to_year}: the series needs both years, in order")
    return float(series.loc[to_year] - series.loc[from_year]) / (to_year - from_year)


def employed_residents(by_industry: pd.DataFrame, municipality_code: str) -> pd.Series:
    """Employed residents of a municipality aged 15-74, all industries, by year (table 07984)."""
    total = by_industry[by_industry["industry_code"] == ALL_INDUSTRIES]
    return yearly(total, "employed_residents_persons", municipality_code)


def two_bases(totals: pd.DataFrame, municipality_code: str) -> pd.DataFrame:
    """Employed by residence and by workplace, side by side, from one and the same table.

    Args:
        totals: Table `municipality_totals` (11618).
        municipality_code: Municipality code (2024).

    Returns:
        `year`, `employed_residents_persons`, `employed_workplace_persons`, for the years in which both are known.
    """
    columns = ["employed_residents_persons", "employed_workplace_persons"]
    both = [yearly(totals, column, municipality_code) for column in columns]
    return pd.concat(both, axis=1, join="inner").sort_index().rename_axis("year").reset_index()


def by_area(totals: pd.DataFrame, areas: Mapping[str, Iterable[str] | None]) -> pd.DataFrame:
    """Population, employed and employment rate of areas that are sums of municipalities.

    Args:
        totals: Table `municipality_totals` (11618): `year`, `municipality_code`, `population_15_74_persons`,
            `employed_residents_persons`, `employed_workplace_persons`.
        areas: Name of an area -> codes of its municipalities; None takes every municipality of the table.

    Returns:
        `year`, `area`, the three counts, `employment_rate_pct` (employed residents of the population 15-74) and
        `jobs_per_100_employed` (employed by workplace for each 100 employed residents). A year in which a
        municipality of the area is missing is left out, because the sum would not be the area.
    """
    counts = ["population_15_74_persons", "employed_residents_persons", "employed_workplace_persons"]
    parts = []
    for name, codes in areas.items():
        members = totals if codes is None else totals[totals["municipality_code"].isin(set(codes))]
        members = members.dropna(subset=counts)
        summed = members.groupby("year")[counts].sum()
        if codes is not None:
            summed = summed[members.groupby("year")["municipality_code"].nunique() == len(set(codes))]
        parts.append(summed.reset_index().assign(area=name))
    frame = pd.concat(parts, ignore_index=True)[["year", "area", *counts]]
    frame["employment_rate_pct"] = share_pct(frame["employed_residents_persons"], frame["population_15_74_persons"])
    frame["jobs_per_100_employed"] = share_pct(
        frame["employed_workplace_persons"], frame["employed_residents_persons"]
    )
    return frame


def share_pct(part: pd.Series, whole: pd.Series) -> pd.Series:
    """Part as per cent of the whole; NaN where the whole is zero or missing."""
    return 100 * part.astype(float) / whole.astype(float).where(whole > 0)


def rank(values: pd.Series, code: str) -> Rank:
    """Place of one area among all that have a value, the highest value first.

    Args:
        values: Values indexed by area code.
        code: The area to place.

    Returns:
        The rank; without a place where the area has no value.
    """
    values = values.dropna()
    if code not in values.index:
        return Rank(None, None, len(values))
    own = values.loc[code]
    return Rank(int((values > own).sum()) + 1, int((values < own).sum()) + 1, len(values))


def employment_rank(totals: pd.DataFrame, municipality_code: str, year: int) -> Rank:
    """Rank of the employment rate 15-74 among all municipalities of the table in one year."""
    rows = totals[totals["year"] == year].set_index("municipality_code")
    return rank(share_pct(rows["employed_residents_persons"], rows["population_15_74_persons"]), municipality_code)


def industries(by_industry: pd.DataFrame, codes: Iterable[str]) -> pd.DataFrame:
    """Employed residents of one or several municipalities by industry, with the rest of the total as a group.

    Args:
        by_industry: Table `employed_by_industry` (07984): `year`, `municipality_code`, `industry_code`,
            `employed_residents_persons`; "00-99" is the total.
        codes: Municipalities to sum.

    Returns:
        `year`, `industry_code` (the published groups and "other"), `employed_residents_persons`, `share_pct` of
        the total. A year in which a group or a municipality is missing is left out.
    """
    codes = set(codes)
    own = by_industry[by_industry["municipality_code"].isin(codes)].dropna(subset=["employed_residents_persons"])
    groups = sorted(set(by_industry["industry_code"]) - {ALL_INDUSTRIES})
    cells = own.groupby("year").size()
    complete = cells[cells == len(codes) * (len(groups) + 1)].index
    wide = own[own["year"].isin(complete)].pivot_table(
        index="year", columns="industry_code", values="employed_residents_persons", aggfunc="sum"
    )
    if wide.empty:
        return pd.DataFrame(columns=["year", "industry_code", "employed_residents_persons", "share_pct"])
    wide[OTHER_INDUSTRIES] = wide[ALL_INDUSTRIES] - wide[groups].sum(axis=1)
    frame = wide[[*groups, OTHER_INDUSTRIES]].reset_index().melt("year", value_name="employed_residents_persons")
    frame["share_pct"] = share_pct(frame["employed_residents_persons"], frame["year"].map(wide[ALL_INDUSTRIES]))
    return frame


def industry_change(by_group: pd.DataFrame, breaks: Iterable[int] = (REGISTER_BREAK,)) -> pd.DataFrame:
    """Change of each industry over the longest stretch of years without a break.

    Args:
        by_group: Output of `industries`.
        breaks: First years after a break.

    Returns:
        `industry_code`, `from_year`, `to_year`, `from_persons`, `to_persons`, `change_persons`, largest fall first;
        empty if there are fewer than two comparable years.
    """
    columns = ["industry_code", "from_year", "to_year", "from_persons", "to_persons", "change_persons"]
    if by_group.empty:
        return pd.DataFrame(columns=columns)
    last = int(by_group["year"].max())
    floor = max([year for year in breaks if year <= last], default=0)
    first = int(by_group.loc[by_group["year"] >= floor, "year"].min())
    if first == last:
        return pd.DataFrame(columns=columns)
    wide = by_group.pivot(index="industry_code", columns="year", values="employed_residents_persons")
    frame = pd.DataFrame({"from_persons": wide[first], "to_persons": wide[last]}).reset_index()
    frame = frame.assign(from_year=first, to_year=last, change_persons=frame["to_persons"] - frame["from_persons"])
    return frame[columns].sort_values("change_persons", ignore_index=True)


def jobs_by_sector(plan_figures: pd.DataFrame, municipality_code: str) -> pd.DataFrame:
    """Private and public jobs by year, as the municipality's own plan states them.

    Args:
        plan_figures: Table `plan_figures` (rows `plan-jobs-private-YYYY` and `plan-jobs-public-YYYY`).
        municipality_code: Municipality that the figures must be about.

    Returns:
        `year`, `private_jobs_persons`, `public_jobs_persons`, `jobs_persons` (their sum), `public_pct`; empty where
        the plan has none.
    """
    columns = ["year", "private_jobs_persons", "public_jobs_persons", "jobs_persons", "public_pct"]
    rows = plan_figures[plan_figures["area_code"] == municipality_code]
    found = rows["id"].str.extract(r"^plan-jobs-(?P<sector>private|public)-(?P<year>\d{4})$")
    rows = found.assign(value=rows["value"]).dropna()
    if rows.empty:
        return pd.DataFrame(columns=columns)
    wide = rows.astype({"year": int}).pivot(index="year", columns="sector", values="value")
    frame = wide.reindex(columns=["private", "public"]).dropna().add_suffix("_jobs_persons").reset_index()
    frame["jobs_persons"] = frame["private_jobs_persons"] + frame["public_jobs_persons"]
    frame["public_pct"] = share_pct(frame["public_jobs_persons"], frame["jobs_persons"])
    return frame.rename_axis(columns=None)[columns]


def unemployment(monthly: pd.DataFrame, areas: Mapping[str, str]) -> pd.DataFrame:
    """Registered fully unemployed by month for named areas (NAV).

    Args:
        monthly: Table `unemployment_monthly`: `month` ("YYYY-MM"), `area_code`, `unemployed_persons`,
            `unemployment_rate_pct` (of the labour force).
        areas: Name to show -> area code.

    Returns:
        `month`, `area`, `unemployed_persons`, `unemployment_rate_pct`, in the order of `areas` and by month.
    """
    names = {code: name for name, code in areas.items()}
    rows = monthly[monthly["area_code"].isin(names)].copy()
    rows["area"] = pd.Categorical(rows["area_code"].map(names), categories=list(areas), ordered=True)
    rows = rows.sort_values(["area", "month"], ignore_index=True).astype({"area": object})
    return rows[["month", "area", "unemployed_persons", "unemployment_rate_pct"]]
