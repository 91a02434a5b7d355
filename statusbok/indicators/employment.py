"""Employment by residence and by workplace, employment rate, industries, sector and unemployment.

Two bases are kept apart everywhere. `employed_residents_persons` counts the employed who live in the
municipality, wherever in Norway they work; `employed_workplace_persons` counts the employed whose workplace
is in the municipality, wherever they live. Both are register figures for the fourth quarter, ages 15-74
(Statistics Norway, register-based employment statistics, tables 07984 and 11618).
"""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import pandas as pd

# First year of a new source, the employers' monthly report (a-ordningen): not comparable with the year before.
REGISTER_BREAK = 2015

ALL_INDUSTRIES = "00-99"
OTHER_INDUSTRIES = "other"

ROUNDING = 5
"""Persons that the groups of one table may differ from its total by, without there being a group that is missing."""


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


def yearly_of_all(table: pd.DataFrame, column: str) -> dict[str, pd.Series]:
    """Each municipality's values of a column by year, as `yearly` gives them, from one search through the table.

    Args:
        table: Rows with `year`, `municipality_code` and `column`.
        column: Name of the column with the values.

    Returns:
        Code -> series, for each municipality that the table has.

    Raises:
        ValueError: A municipality has several rows for one year.
    """
    again = table.duplicated(["municipality_code", "year"])
    if again.any():
        code = table.loc[again, "municipality_code"].iloc[0]
        raise ValueError(f"several rows of {column} for {code} in one year; expected one")
    values = table.dropna(subset=[column]).sort_values("year").set_index("year")
    found = dict(iter(values.groupby("municipality_code")[column]))
    return {code: found[code] if code in found else values[column].head(0) for code in set(table["municipality_code"])}


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


def since_break(series: pd.Series, breaks: Iterable[int]) -> pd.Series:
    """The newest stretch of a yearly series in which all years can be compared.

    Args:
        series: Values indexed by year.
        breaks: First years after a break in the series.

    Returns:
        The values from the last break that the series has reached, without missing ones, in order of year.
    """
    series = series.dropna().sort_index()
    reached = [year for year in breaks if not series.empty and year <= series.index.max()]
    return series.loc[max(reached) :] if reached else series


def yearly_change(series: pd.Series) -> float | None:
    """Average change a year from the first to the last year of a series; None for fewer than two years."""
    if len(series) < 2:
        return None
    first, last = series.index.min(), series.index.max()
    return float(series.loc[last] - series.loc[first]) / int(last - first)


def employed_residents(by_industry: pd.DataFrame, municipality_code: str) -> pd.Series:
    """Employed residents of a municipality aged 15-74, all industries, by year (table 07984)."""
    total = by_industry[by_industry["industry_code"] == ALL_INDUSTRIES]
    return yearly(total, "employed_residents_persons", municipality_code)


def employed_residents_of_all(by_industry: pd.DataFrame) -> dict[str, pd.Series]:
    """`employed_residents` of each municipality that the table has."""
    total = by_industry[by_industry["industry_code"] == ALL_INDUSTRIES]
    found = yearly_of_all(total, "employed_residents_persons")
    none = employed_residents(total.head(0), "")
    return {code: found.get(code, none) for code in set(by_industry["municipality_code"])}


def two_bases(totals: pd.DataFrame, municipality_code: str) -> pd.DataFrame:
    """Employed by residence and by workplace, side by side, from one and the same table.

    Args:
        totals: Table `municipality_totals` (11618).
        municipality_code: Municipality code (2024).

    Returns:
        `year`, `employed_residents_persons`, `employed_workplace_persons`; the years in which both are known.
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
        `year`, `area`, the three counts, `employment_rate_pct` (employed residents of the population 15-74),
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
    frame["employment_rate_pct"] = share_pct(
        frame["employed_residents_persons"], frame["population_15_74_persons"]
    )
    frame["jobs_per_100_employed"] = share_pct(
        frame["employed_workplace_persons"], frame["employed_residents_persons"]
    )
    return frame


def by_municipality(
    totals: pd.DataFrame, names: Mapping[str, str], codes: Iterable[str], year: int
) -> pd.DataFrame:
    """Employment rate of chosen municipalities in one year, the highest first.

    Args:
        totals: Table `municipality_totals` (11618).
        names: Code of a municipality -> its name.
        codes: The municipalities; one without a figure for the year is left out.
        year: The year.

    Returns:
        `area` (the name), `employment_rate_pct`.
    """
    frame = by_area(totals[totals["year"] == year], {names[code]: [code] for code in codes})
    frame = frame.sort_values(["employment_rate_pct", "area"], ascending=[False, True], ignore_index=True)
    return frame[["area", "employment_rate_pct"]]


def rate_series(rates: pd.DataFrame, area: str) -> pd.Series:
    """Employment rate of one area of `by_area` by year."""
    return rates[rates["area"] == area].set_index("year")["employment_rate_pct"]


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
    return rank(
        share_pct(rows["employed_residents_persons"], rows["population_15_74_persons"]), municipality_code
    )


def industries(
    by_industry: pd.DataFrame, codes: Iterable[str], column: str = "employed_residents_persons"
) -> pd.DataFrame:
    """Employed of one or several municipalities by industry, with the rest of the total as a group.

    Args:
        by_industry: Table `employed_by_industry` (07984): `year`, `municipality_code`, `industry_code` and
            `column`; "00-99" is the total.
        codes: Municipalities to sum.
        column: Whom to count: `employed_residents_persons` or `employed_workplace_persons`.

    Returns:
        `year`, `industry_code` (the published groups, and "other" where they do not make up the total), `column`,
        `share_pct` (of the total). A year in which a group or a municipality is missing is left out.
    """
    codes = set(codes)
    own = by_industry[by_industry["municipality_code"].isin(codes)].dropna(subset=[column]).astype({column: float})
    groups = sorted(set(by_industry["industry_code"]) - {ALL_INDUSTRIES})
    cells = own.groupby("year").size()
    complete = cells[cells == len(codes) * (len(groups) + 1)].index
    wide = own[own["year"].isin(complete)].groupby(["year", "industry_code"])[column].sum().unstack()
    if wide.empty:
        return pd.DataFrame(columns=["year", "industry_code", column, "share_pct"])
    rest = wide[ALL_INDUSTRIES] - wide[groups].sum(axis=1)
    if rest.abs().max() > ROUNDING:
        wide[OTHER_INDUSTRIES] = rest
    frame = wide.drop(columns=ALL_INDUSTRIES).reset_index().melt("year", value_name=column)
    frame["share_pct"] = share_pct(frame[column], frame["year"].map(wide[ALL_INDUSTRIES]))
    return frame


def jobs_by_industry(by_industry: pd.DataFrame, municipality_code: str) -> pd.DataFrame:
    """Jobs in a municipality by industry, see `industries`; empty where the table has them by residence only."""
    return industries(by_industry, [municipality_code], "employed_workplace_persons")


def industry_change(by_group: pd.DataFrame, breaks: Iterable[int] = (REGISTER_BREAK,)) -> pd.DataFrame:
    """Each industry in the first and the last year since the last break, largest first and "other" last.

    Args:
        by_group: Output of `industries`.
        breaks: First years after a break.

    Returns:
        `industry_code`, `from_year`, `to_year`, `from_persons`, `to_persons`, `change_persons`, and
        the shares of the total `from_pct` and `to_pct`; empty if there are fewer than two comparable years.
    """
    years = since_break(by_group.groupby("year").size(), breaks).index
    first, last = (years.min(), years.max()) if len(years) > 1 else (None, None)
    earlier = by_group[by_group["year"] == first].set_index("industry_code").add_prefix("from_")
    later = by_group[by_group["year"] == last].set_index("industry_code").add_prefix("to_")
    shorter = re.compile("_employed_(residents|workplace)_")
    frame = earlier.join(later).rename(columns=lambda name: shorter.sub("_", name))
    frame = frame.rename(columns={"from_share_pct": "from_pct", "to_share_pct": "to_pct"}).reset_index()
    frame["change_persons"] = frame["to_persons"] - frame["from_persons"]
    frame = frame.assign(rest=frame["industry_code"] == OTHER_INDUSTRIES)
    frame = frame.sort_values(["rest", "to_pct"], ascending=[True, False], ignore_index=True)
    columns = ["from_year", "to_year", "from_persons", "to_persons", "change_persons", "from_pct", "to_pct"]
    return frame[["industry_code", *columns]]


class LargestIndustry(NamedTuple):
    """The largest of the published industry groups in the newest year; None throughout without figures."""

    year: int | None
    industry_code: str | None
    persons: float | None
    share_pct: float | None


def largest_industry(by_group: pd.DataFrame) -> LargestIndustry:
    """The published group with most employed residents in the newest year ("other" is a rest and no group).

    Args:
        by_group: Output of `industries`.
    """
    published = by_group[by_group["industry_code"] != OTHER_INDUSTRIES]
    if published.empty:
        return LargestIndustry(None, None, None, None)
    newest = published[published["year"] == published["year"].max()]
    row = newest.loc[newest["employed_residents_persons"].idxmax()]
    return LargestIndustry(
        int(row["year"]),
        row["industry_code"],
        float(row["employed_residents_persons"]),
        float(row["share_pct"]),
    )


def jobs_by_sector(plan_figures: pd.DataFrame, municipality_code: str) -> pd.DataFrame:
    """Private and public jobs by year, as the municipality's own plan states them.

    Args:
        plan_figures: Table `plan_figures` (rows `plan-jobs-private-YYYY` and `plan-jobs-public-YYYY`).
        municipality_code: Municipality that the figures must be about.

    Returns:
        `year`, `sector` ("private", "public"), `jobs_persons`, `share_pct` of both; years with both
        sectors only, empty where the plan has none.
    """
    rows = plan_figures[plan_figures["area_code"] == municipality_code]
    found = rows["id"].str.extract(r"^plan-jobs-(?P<sector>private|public)-(?P<year>\d{4})$")
    frame = (
        found.assign(jobs_persons=rows["value"])
        .dropna()
        .astype({"year": int})[["year", "sector", "jobs_persons"]]
    )
    by_year = frame.groupby("year")["jobs_persons"]
    frame = frame.assign(share_pct=share_pct(frame["jobs_persons"], by_year.transform("sum")))
    return frame[by_year.transform("size") == 2].sort_values(["year", "sector"], ignore_index=True)


def comparable_jobs(
    totals: pd.DataFrame, by_sector: pd.DataFrame, municipality_code: str, breaks: Iterable[int]
) -> pd.Series:
    """Jobs by year without a break: of the municipality's plan where that reaches further, else of table 11618.

    Args:
        totals: Table `municipality_totals` (11618), used from its last break.
        by_sector: Output of `jobs_by_sector`; may be empty.
        municipality_code: Municipality code (2024).
        breaks: First years after a break in table 11618.

    Returns:
        Jobs indexed by year, named `employed_workplace_persons`.
    """
    published = since_break(yearly(totals, "employed_workplace_persons", municipality_code), breaks)
    stated = by_sector.groupby("year")["jobs_persons"].sum().rename("employed_workplace_persons")
    if stated.empty or (not published.empty and published.index.max() >= stated.index.max()):
        return published
    return stated


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


class Unemployment(NamedTuple):
    """Unemployment in the newest month with a rate; None where the record has none."""

    month: str | None
    persons: float | None
    rate_pct: float | None
    country_pct: float | None


def latest_unemployment(by_month: pd.DataFrame, area: str, country: str) -> Unemployment:
    """The newest month of an area, with the country's rate in the same month.

    Args:
        by_month: Output of `unemployment`.
        area: Name of the area.
        country: Name of the country's rows.
    """
    rows = by_month.dropna(subset=["unemployment_rate_pct"]).set_index("month")
    own = rows[rows["area"] == area].sort_index()
    if own.empty:
        return Unemployment(None, None, None, None)
    month, persons = own.index[-1], own["unemployed_persons"].iloc[-1]
    beside = rows.loc[rows["area"] == country, "unemployment_rate_pct"].get(month)
    return Unemployment(
        month,
        None if pd.isna(persons) else float(persons),
        float(own["unemployment_rate_pct"].iloc[-1]),
        beside,
    )
