"""What the chapters read out of the tables that an update fetches, for one municipality.

Every function takes a table that may have no rows and gives an empty result for it, so that a chapter is the same
with and without the table. Counts are for the fourth quarter and ages 15-74 unless a function says otherwise.
"""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import pandas as pd

from statusbok.indicators.employment import industry_change, jobs_by_industry, yearly

PRIVATE_SECTOR = "A+B+D+E.0-1+9"
"""Statistics Norway's private sector in table 13472."""

OUTSIDE_GOVERNMENT = "A+B+D+E"
"""Codes of table 13472 that begin so are no public administration: the private sector; all others are enterprises."""

SECTORS = ["private", "public", "enterprises"]

EMPLOYED, UNEMPLOYED, OUTSIDE = "A.01", "A.09", "U"
"""Labour force status in table 13563; codes that begin with `OUTSIDE` are all outside of the labour force."""

BOTH_SEXES, MEN, WOMEN = "0", "1", "2"

_TOTAL = re.compile(r"^(alle|i alt|sum|total)", re.IGNORECASE)
_WITHOUT = re.compile(r"^ingen", re.IGNORECASE)


class Area(NamedTuple):
    """Land of a municipality, see `land_by_class` and `new_floor_area`; both may be empty."""

    land: pd.DataFrame
    floor_area: pd.DataFrame


class Across(NamedTuple):
    """What registers on either side of the border hold; all may be empty, and none belongs on a line with another.

    Attributes:
        non_residents: See `non_resident_employees`.
        labour: See `swedish_labour`.
        flows: See `swedish_flows`.
        tables: Names of the tables behind `labour` that have figures.
    """

    non_residents: pd.DataFrame
    labour: pd.DataFrame
    flows: pd.DataFrame
    tables: list[str]


class RateBeside(NamedTuple):
    """A published employment rate, and the computed one of the same year (None where there is none)."""

    year: int
    published_pct: float
    computed_pct: float | None


class Quarter(NamedTuple):
    """Population at the end of a quarter, and a year before (None where it is missing)."""

    year: int
    quarter: int
    persons: float
    earlier: float | None


class TotalsBeside(NamedTuple):
    """Commuters of table 11616, and those of the matrix 03321 in the same year (None where it has none)."""

    year: int
    inward: float
    outward: float
    matrix_inward: float | None
    matrix_outward: float | None


class Labour(NamedTuple):
    """What the chapter on employment shows besides its own tables; everything may be empty or None.

    Attributes:
        industries: Jobs by industry in two years, see `employment.industry_change`.
        sectors: See `jobs_by_sector`.
        ages: See `age_and_sex`.
        rate: See `rate_beside`.
        status: See `status_shares`.
        establishments: See `establishments`.
        quarter: See `latest_quarter`.
    """

    industries: pd.DataFrame
    sectors: pd.DataFrame
    ages: pd.DataFrame
    rate: RateBeside | None
    status: pd.DataFrame
    establishments: pd.DataFrame
    quarter: Quarter | None


def labour(
    tables: Mapping[str, pd.DataFrame],
    by_industry: pd.DataFrame,
    code: str,
    edition_year: int,
    computed_rate: pd.Series,
) -> Labour:
    """What the tables that the chapter on employment may have hold on one municipality.

    Args:
        tables: The tables by name.
        by_industry: Table `employed_by_industry`.
        code: Municipality code (2024).
        edition_year: Year of the edition.
        computed_rate: Employment rate 15-74 by year from table 11618.
    """
    return Labour(
        industry_change(jobs_by_industry(by_industry, code)),
        jobs_by_sector(tables["employed_by_sector"], code),
        age_and_sex(tables["employed_by_age_sex"], code),
        rate_beside(yearly(tables["employment_rates"], "employment_rate_pct", code), computed_rate),
        status_shares(tables["labour_status_20_66"], code),
        establishments(tables["establishments"], code),
        latest_quarter(tables["population_quarterly"], code, edition_year),
    )


def _own(table: pd.DataFrame, code: str) -> pd.DataFrame:
    return table[table["municipality_code"] == code]


def _newest(table: pd.DataFrame) -> pd.DataFrame:
    return table[table["year"] == table["year"].max()]


def jobs_by_sector(by_sector: pd.DataFrame, code: str) -> pd.DataFrame:
    """Jobs by sector and year from table 13472, in the shape of `employment.jobs_by_sector`.

    Args:
        by_sector: Table `employed_by_sector`: `year`, `municipality_code`, `sector_code`, `sector`,
            `employed_workplace_persons`.
        code: Municipality code (2024).

    Returns:
        `year`, `sector` ("private", "public" for the administration, "enterprises" where the source tells public
        enterprises apart), `jobs_persons`, `share_pct`; a year with a hidden cell, or without one of them, is left out.
    """
    own = _own(by_sector, code)
    own = own[~own["sector"].str.match(_TOTAL)]
    hidden = own.loc[own["employed_workplace_persons"].isna(), "year"]
    own = own[~own["year"].isin(hidden)].astype({"employed_workplace_persons": float})
    own = own.assign(sector=own["sector_code"].map(_sector))
    wide = own.pivot_table(index="year", columns="sector", values="employed_workplace_persons", aggfunc="sum")
    expected = SECTORS if "enterprises" in wide else SECTORS[:2]
    wide = wide.reindex(columns=expected).dropna().rename_axis("year").reset_index()
    frame = wide.melt("year", var_name="sector", value_name="jobs_persons")
    frame = frame.sort_values("year", kind="stable", ignore_index=True)
    frame["share_pct"] = 100 * frame["jobs_persons"] / frame.groupby("year")["jobs_persons"].transform("sum")
    return frame


def _sector(code: str) -> str:
    if code == PRIVATE_SECTOR:
        return "private"
    return "enterprises" if code.startswith(OUTSIDE_GOVERNMENT) else "public"


def age_and_sex(by_age_sex: pd.DataFrame, code: str) -> pd.DataFrame:
    """Employed residents by age and sex in the newest year, the youngest first.

    Args:
        by_age_sex: Table `employed_by_age_sex` (07984): `year`, `municipality_code`, `sex`, `age_group` such as
            "25-39", `employed_residents_persons`.
        code: Municipality code (2024).

    Returns:
        `year`, `age_group`, `men_persons`, `women_persons`; groups that hold other groups (15-74) are left out.
    """
    own = _own(by_age_sex, code).dropna(subset=["employed_residents_persons"])
    own = _newest(own[own["age_group"].isin(_narrow(own["age_group"].unique()))])
    wide = own.astype({"employed_residents_persons": float}).pivot_table(
        index=["year", "age_group"], columns="sex", values="employed_residents_persons", aggfunc="sum"
    )
    wide = wide.reindex(columns=[MEN, WOMEN]).dropna().set_axis(["men_persons", "women_persons"], axis=1)
    return wide.reset_index().sort_values("age_group", ignore_index=True)


def _narrow(groups: Iterable[str]) -> list[str]:
    """The groups of ages "15-74" that no narrower group lies within."""
    bounds = {group: tuple(map(int, group.split("-"))) for group in groups if re.fullmatch(r"\d+-\d+", group)}
    return [
        group
        for group, (low, high) in bounds.items()
        if not any(low <= first and last <= high for other, (first, last) in bounds.items() if other != group)
    ]


def employed_at_ages(by_age_sex: pd.DataFrame, code: str, first: int, last: int) -> pd.Series:
    """Employed residents of both sexes from one age to another, by year.

    Args:
        by_age_sex: Table `employed_by_age_sex` (07984): `year`, `municipality_code`, `sex`, `age_group` such as
            "25-39", `employed_residents_persons`.
        code: Municipality code (2024).
        first: The youngest age that is counted.
        last: The oldest age that is counted.

    Returns:
        Persons indexed by year, of the narrowest published groups within the ages. Years in which a group of either sex
        is missing are left out; empty where the groups do not make up the ages.
    """
    own = _own(by_age_sex, code)
    within = {}
    for group in _narrow(own["age_group"].unique()):
        low, high = map(int, group.split("-"))
        if first <= low and high <= last:
            within[group] = high - low + 1
    if sum(within.values()) != last - first + 1:
        return pd.Series(dtype=float).rename_axis("year")
    own = own[own["age_group"].isin(within) & own["sex"].isin([MEN, WOMEN])]
    by_year = own.groupby("year")["employed_residents_persons"].agg(["sum", "count"])
    return by_year.loc[by_year["count"] == 2 * len(within), "sum"].astype(float)


def rate_beside(published: pd.Series, computed: pd.Series) -> RateBeside | None:
    """The newest published employment rate 15-74 (06445) that can be held against the computed one.

    Args:
        published: Employment rate by year from table 06445.
        computed: Employment rate by year from table 11618.

    Returns:
        The newest year that both have; else the newest published; None without any.
    """
    if published.empty:
        return None
    shared = published.index.intersection(computed.dropna().index)
    year = int(shared.max() if len(shared) else published.index.max())
    return RateBeside(year, float(published[year]), float(computed[year]) if len(shared) else None)


def status_shares(by_status: pd.DataFrame, code: str) -> pd.DataFrame:
    """Residents aged 20-66 by labour force status, in per cent of all of them, by year (13563).

    Args:
        by_status: Table `labour_status_20_66`: `year`, `municipality_code`, `status_code`, `persons`.
        code: Municipality code (2024).

    Returns:
        `year`, `persons`, `employed_pct` (A.01 of all), `unemployed_pct`, `outside_pct`; years in which a status
        is missing, hidden or without a row, are left out: the rest is not all of them.
    """
    own = _own(by_status, code)
    every = own["status_code"].nunique()
    own = own.dropna(subset=["persons"]).astype({"persons": float})
    own = own[own.groupby("year")["status_code"].transform("nunique") == every]
    status = own["status_code"].where(~own["status_code"].str.startswith(OUTSIDE), OUTSIDE)
    wide = own.assign(status=status).pivot_table(index="year", columns="status", values="persons", aggfunc="sum")
    wide = wide.reindex(columns=[EMPLOYED, UNEMPLOYED, OUTSIDE]).dropna()
    total = wide.sum(axis=1)
    shares = (100 * wide).div(total.where(total > 0), axis=0).dropna()
    shares = shares.set_axis(["employed_pct", "unemployed_pct", "outside_pct"], axis=1)
    shares.insert(0, "persons", total)
    return shares.rename_axis("year").reset_index()


def latest_quarter(quarterly: pd.DataFrame, code: str, edition_year: int) -> Quarter | None:
    """Population at the end of the newest quarter that was published in the edition's year (01222).

    The fourth quarter is published in the year after; the table's rule, which goes by year, would let it in.

    Args:
        quarterly: Table `population_quarterly`: `year`, `quarter`, `municipality_code`, `population_persons`.
        code: Municipality code (2024).
        edition_year: Year of the edition.
    """
    own = _own(quarterly, code).dropna(subset=["population_persons"])
    own = own[(own["year"] < edition_year) | ((own["year"] == edition_year) & (own["quarter"] < 4))]
    if own.empty:
        return None
    by_quarter = own.set_index(["year", "quarter"])["population_persons"].sort_index()
    year, quarter = map(int, by_quarter.index[-1])
    earlier = by_quarter.get((year - 1, quarter))
    return Quarter(year, quarter, float(by_quarter.iloc[-1]), None if earlier is None else float(earlier))


def establishments(by_size: pd.DataFrame, code: str) -> pd.DataFrame:
    """Establishments by number of employees in the newest year, in the order of the source (07091).

    Args:
        by_size: Table `establishments`: `year`, `municipality_code`, `size_class`, `size_label`, `establishments`,
            `establishments_status`.
        code: Municipality code (2024).

    Returns:
        `year`, `size_label`, `establishments` (NaN where missing), `status` (the source's sign there), and in every row
        `all_establishments`: the source's total, or the sum of the classes where it has none and no class is missing.
    """
    own = _newest(_own(by_size, code)).astype({"establishments": float})
    is_total = own["size_label"].str.match(_TOTAL)
    classes = own[~is_total].sort_values("size_class", key=lambda codes: codes.map(_first_number), kind="stable")
    published = own.loc[is_total, "establishments"].dropna()
    total = classes["establishments"].sum(skipna=False) if published.empty else published.iloc[0]
    classes = classes.assign(status=classes["establishments_status"], all_establishments=total)
    columns = ["year", "size_label", "establishments", "status", "all_establishments"]
    return classes[columns].reset_index(drop=True)


def establishments_with_employees(by_size: pd.DataFrame, code: str) -> pd.Series:
    """Establishments with at least one employee by year: all of them less those without (07091).

    A size with few establishments is hidden, so that the sizes cannot be added up.

    Args:
        by_size: Table `establishments`, see `establishments`.
        code: Municipality code (2024).

    Returns:
        Establishments indexed by year; years without either of the two numbers are left out.
    """
    own = _own(by_size, code)
    total, none = (
        own[own["size_label"].str.match(pattern)].set_index("year")["establishments"].astype(float)
        for pattern in (_TOTAL, _WITHOUT)
    )
    return (total - none).dropna().sort_index()


def _first_number(text: str) -> float:
    found = re.search(r"\d+", text)
    return float(found.group()) if found else float("inf")


def totals_beside(totals: pd.DataFrame, own_matrix: pd.DataFrame, code: str) -> TotalsBeside | None:
    """Commuters of table 11616 in the newest year, with those of the matrix.

    Args:
        totals: Table `commuter_totals`: `year`, `municipality_code`, `in_commuters_persons`, `out_commuters_persons`.
        own_matrix: Commuters of the municipality by year (index), `in_commuters_persons` and `out_commuters_persons`.
        code: Municipality code (2024).
    """
    own = _own(totals, code).dropna(subset=["in_commuters_persons", "out_commuters_persons"])
    if own.empty:
        return None
    newest = own.loc[own["year"].idxmax()]
    year = int(newest["year"])
    matrix = own_matrix.loc[year] if year in own_matrix.index else None
    columns = ["in_commuters_persons", "out_commuters_persons"]
    beside = [None if matrix is None else float(matrix[column]) for column in columns]
    return TotalsBeside(year, *(float(newest[column]) for column in columns), *beside)


class Commuters(NamedTuple):
    """Commuters of table 11616: by year (`year`, `in_commuters_persons`, `out_commuters_persons`), and the newest.

    The years begin with the municipality of today: sums of merged ones would count those who commute between them.
    """

    by_year: pd.DataFrame
    beside: TotalsBeside | None


def commuters(totals: pd.DataFrame, own_matrix: pd.DataFrame, code: str) -> Commuters:
    """All commuters of a municipality by year, and the newest next to the matrix, see `totals_beside`."""
    columns = ["year", "in_commuters_persons", "out_commuters_persons"]
    by_year = _own(totals, code)[columns].dropna().sort_values("year", ignore_index=True).astype(int)
    return Commuters(by_year, totals_beside(totals, own_matrix, code))


def land_by_class(land_use: pd.DataFrame, code: str) -> pd.DataFrame:
    """Area by land use class in the newest year, the largest first (09594): `year`, `land_use_class`, `area_km2`."""
    own = _own(land_use, code).dropna(subset=["area_km2"])
    own = _newest(own[~own["land_use_class"].str.match(_TOTAL)])
    own = own.sort_values("area_km2", ascending=False, kind="stable")
    return own[["year", "land_use_class", "area_km2"]].reset_index(drop=True)


def new_floor_area(floor_area: pd.DataFrame, code: str, newest_years: int = 5) -> pd.DataFrame:
    """Floor area of buildings that were completed in the newest years, by type, the largest first (05887).

    Args:
        floor_area: Table `new_floor_area`: `year`, `municipality_code`, `building_type`, `floor_area_m2`.
        code: Municipality code (2024).
        newest_years: How many years to add up; one large building can make up most of a year.

    Returns:
        `first_year`, `last_year`, `building_type`, `floor_area_m2`; types without any are left out, and so are totals.
    """
    own = _own(floor_area, code).dropna(subset=["floor_area_m2"])
    own = own[~own["building_type"].str.match(_TOTAL)]
    own = own[own["year"] > own["year"].max() - newest_years]
    summed = own.astype({"floor_area_m2": float}).groupby("building_type", as_index=False)["floor_area_m2"].sum()
    summed = summed[summed["floor_area_m2"] > 0].sort_values("floor_area_m2", ascending=False, kind="stable")
    return summed.assign(first_year=own["year"].min(), last_year=own["year"].max()).reset_index(drop=True)


def new_floor_area_by_year(floor_area: pd.DataFrame, code: str) -> pd.Series:
    """Floor area of all buildings that were completed in a year, m² (05887); years with a missing type are left out."""
    own = _own(floor_area, code)
    own = own[~own["building_type"].str.match(_TOTAL)]
    own = own[~own["year"].isin(own.loc[own["floor_area_m2"].isna(), "year"])]
    return own.astype({"floor_area_m2": float}).groupby("year")["floor_area_m2"].sum()


def area(tables: Mapping[str, pd.DataFrame], code: str) -> Area:
    """What the tables that the chapter on land may have hold on one municipality."""
    return Area(land_by_class(tables["land_use"], code), new_floor_area(tables["new_floor_area"], code))


def across(tables: Mapping[str, pd.DataFrame], municipalities: pd.DataFrame, code: str) -> Across:
    """What the tables that the chapter on the border may have hold.

    Args:
        tables: The tables by name.
        municipalities: By code: `name`, `county_code`, `country`.
        code: Municipality code (2024).
    """
    names = municipalities.loc[municipalities["country"] == "SE", "name"]
    behind = ["swedish_commuter_totals", "swedish_employment", "swedish_unemployment"]
    return Across(
        non_resident_employees(tables["non_resident_employees"], municipalities.at[code, "county_code"]),
        swedish_labour(*(tables[name] for name in behind), names),
        swedish_flows(tables["swedish_commuting"], names),
        [name for name in behind if not tables[name].empty],
    )


def non_resident_employees(by_county: pd.DataFrame, county_code: str) -> pd.DataFrame:
    """Employees not registered as resident who work in a county, by year (11612): `year`, `employees_persons`.

    A count of workers from every country, at their workplace. It is no commuting and stands on no line with it.
    """
    own = by_county[by_county["county_code"] == county_code].dropna(subset=["employees_persons"])
    return own[["year", "employees_persons"]].sort_values("year", ignore_index=True).astype(int)


def swedish_labour(
    totals: pd.DataFrame, employment: pd.DataFrame, unemployment: pd.DataFrame, names: pd.Series
) -> pd.DataFrame:
    """Each Swedish municipality in Statistics Sweden's registers, which do not see jobs in Norway.

    Args:
        totals: Table `swedish_commuter_totals` (TAB1828).
        employment: Table `swedish_employment` (TAB3200).
        unemployment: Table `swedish_unemployment` (TAB5663), by month.
        names: Name of each Swedish municipality by its code.

    Returns:
        `name`, `employed_persons`, `in_commuters_persons`, `out_commuters_persons`, `unemployment_rate_pct`: each
        column in its table's newest period, NaN where that lacks the municipality; the highest unemployment first.
        Attributes `employed_year`, `commuters_year`, `month` (None for a table without figures).
    """
    newest = [
        _newest(employment).set_index("municipality_code")[["employed_persons"]],
        _newest(totals).set_index("municipality_code")[["in_commuters_persons", "out_commuters_persons"]],
        unemployment[unemployment["month"] == unemployment["month"].max()].set_index("municipality_code")[
            ["unemployment_rate_pct"]
        ],
    ]
    frame = pd.concat(newest, axis=1).astype(float).dropna(how="all")
    frame = frame[frame.index.isin(names.index)]
    frame.insert(0, "name", names.reindex(frame.index))
    frame = frame.sort_values(["unemployment_rate_pct", "name"], ascending=[False, True], ignore_index=True)
    frame.attrs["employed_year"] = _last(employment, "year")
    frame.attrs["commuters_year"] = _last(totals, "year")
    frame.attrs["month"] = _last(unemployment, "month")
    return frame


def _last(table: pd.DataFrame, column: str) -> int | str | None:
    return None if table.empty else table[column].max()


def swedish_flows(flows: pd.DataFrame, names: pd.Series, largest: int = 10) -> pd.DataFrame:
    """The largest flows between Swedish municipalities near the border in the newest year (TAB1830).

    Args:
        flows: Table `swedish_commuting`: `year`, `residence_code`, `work_code`, `commuters_persons`.
        names: Name of each Swedish municipality by its code.
        largest: How many.

    Returns:
        `year`, `residence`, `work`, `commuters_persons`; those who live and work in one municipality are left out.
    """
    rows = _newest(flows[flows["residence_code"] != flows["work_code"]])
    rows = rows.nlargest(largest, "commuters_persons").assign(
        residence=lambda found: found["residence_code"].map(names), work=lambda found: found["work_code"].map(names)
    )
    return rows[["year", "residence", "work", "commuters_persons"]].dropna().reset_index(drop=True)
