"""Work across the Norwegian-Swedish border: single published figures, the exchange rate, crossings.

The sources count different people. Functions here never join two definitions (`definition_id`) into one
series: a caller gets one definition at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

if TYPE_CHECKING:
    import geopandas as gpd

METRIC = "EPSG:25832"
MONTHS_IN_A_YEAR = 12
BORDER_SHARE_PCT = 0.5
"""Share of the employed residents, or of those who work in a municipality, that makes it part of the border region."""


# Who counts, the best known first.
SOURCES = ("ssb_nonresident", "statnord", "study_2003", "nordic_mobility", "nordregio", "press")
# A comparison figure in the record that is not work across the border.
NOT_BORDER = "ssb_resident"


# Norges Bank's own rate first; the two of the ECB are used without it.
EXCHANGE = ("exchange_rate_norges_bank", "exchange_rate_monthly", "exchange_rate_yearly")


class Bound(NamedTuple):
    """How much higher an employment rate could be, at most, in percentage points.

    `points` is the upper bound; `informative` is False where the whole group without a registered job is
    smaller than the count of people who work abroad, so that the bound says nothing.
    """

    points: float
    informative: bool


class Coverage(NamedTuple):
    """An employment rate, and what the work in Sweden that it leaves out can add to it at most.

    `count` is the row of the national count behind the bound; it and `bound` are None where the record has
    none.
    """

    year: int
    rate_pct: float
    bound: Bound | None
    count: pd.Series | None


class Exchange(NamedTuple):
    """NOK for 100 SEK by month and by whole year, and the names of the tables that they come from."""

    months: pd.DataFrame
    years: pd.DataFrame
    months_table: str
    years_table: str


class RateChange(NamedTuple):
    """NOK for 100 SEK in a period and in the same period a year before.

    `wage_pct` is the change in per cent of a wage paid in NOK, counted in SEK; `wage_back_pct` of a wage
    paid in SEK, counted in NOK.
    """

    period: int | str
    before: int | str
    rate: float
    rate_before: float
    wage_pct: float
    wage_back_pct: float


def touches_border(flows: pd.DataFrame, municipalities: pd.DataFrame, code: str) -> bool:
    """Whether a municipality's commuting region touches the Swedish border.

    It does when the municipality borders on Sweden itself, or when at least `BORDER_SHARE_PCT` of its employed
    residents work in, or of those who work there live in, Norwegian municipalities that do.

    Args:
        flows: table `commuting_flows` with codes of today; the newest year that has the municipality is read.
        municipalities: table `municipalities`: `code`, `borders_sweden`.
        code: municipality code (2024).

    Returns:
        The answer. Where the flows do not cover the municipality, only its own border counts: flows that lack those
        who both live and work there are some that other municipalities brought with them.
    """
    at_border = set(municipalities.loc[municipalities["borders_sweden"], "code"])
    if code in at_border:
        return True
    at_home = flows[(flows["residence_code"] == code) & (flows["work_code"] == code)]
    if at_home.empty:
        return False
    newest = flows[flows["year"] == at_home["year"].max()]
    return any(
        _share_at_border(newest[newest[here] == code], there, at_border) >= BORDER_SHARE_PCT
        for here, there in (("residence_code", "work_code"), ("work_code", "residence_code"))
    )


def _share_at_border(flows: pd.DataFrame, column: str, at_border: set[str]) -> float:
    """Per cent of the persons of some flows whose other end is a municipality at the border."""
    there = flows.loc[flows[column].isin(at_border), "employed_persons"].sum()
    return 100 * float(there) / float(flows["employed_persons"].sum())


def by_definition(cross_border: pd.DataFrame, direction: str) -> dict[str, pd.DataFrame]:
    """The figures of one direction, one table per definition, each sorted by year.

    A definition is what the source counts (`definition`), not only who counts (`definition_id`): a second one
    of the same source gets the key `ID_2`.

    Args:
        cross_border: one row a figure, with `direction`, `definition_id`, `definition`, `year`.
        direction: `to_norway`, `to_sweden` or `other`.

    Returns:
        Tables by key, in the order of `SOURCES`; rows without a year last. Without the shares of
        `commuter_origins`, which are per cent of the commuters themselves.
    """
    rows = cross_border[
        (cross_border["direction"] == direction) & (cross_border["definition_id"] != NOT_BORDER)
    ]
    rows = rows[~_origin_share(rows)].sort_values("year", kind="stable", na_position="last")
    found = list(dict.fromkeys(rows["definition_id"]))
    tables = {}
    for source in sorted(found, key=lambda name: SOURCES.index(name) if name in SOURCES else len(SOURCES)):
        of_source = rows[rows["definition_id"] == source]
        texts = of_source["definition"].value_counts().index
        for number, text in enumerate(texts, start=1):
            key = source if number == 1 else f"{source}_{number}"
            tables[key] = of_source[of_source["definition"] == text].reset_index(drop=True)
    return tables


def _origin_share(rows: pd.DataFrame) -> pd.Series:
    return (rows["definition_id"] == "ssb_nonresident") & (rows["unit"] == "percent")


def commuter_origins(cross_border: pd.DataFrame) -> pd.DataFrame:
    """Where commuters to Norway with a Swedish background lived, newest year, largest share first.

    SSB's wage earners not registered as resident, per cent of the commuters. The shares are single
    figures from an article: they do not add up to 100.

    Returns:
        `year`, `residence`, `residence_code`, `share_pct`, `precision`, `county` (True for a whole Swedish
        county); empty where the record has no shares.
    """
    rows = cross_border[(cross_border["direction"] == "to_norway") & _origin_share(cross_border)]
    rows = rows[rows["year"] == rows["year"].max()] if len(rows) else rows
    origins = rows[["year", "residence", "residence_code", "value", "precision"]].rename(
        columns={"value": "share_pct"}
    )
    origins["county"] = origins["residence_code"].str.startswith("SE-")
    return origins.sort_values(["share_pct", "residence"], ascending=[False, True], ignore_index=True)


def residents_working_in_sweden(cross_border: pd.DataFrame) -> pd.DataFrame:
    """Every count of all residents of Norway who work in Sweden, whatever its definition, by year."""
    rows = cross_border[
        (cross_border["direction"] == "to_sweden")
        & (cross_border["residence_code"] == "NO")
        & (cross_border["work_code"] == "SE")
        & (cross_border["unit"] == "persons")
    ]
    return rows.sort_values("year", kind="stable", ignore_index=True)


def largest_count(counts: pd.DataFrame) -> pd.Series | None:
    """The row with the largest value; None for an empty table."""
    return None if counts.empty else counts.loc[counts["value"].idxmax()]


def local_figures(cross_border: pd.DataFrame, municipality: str) -> pd.DataFrame:
    """The figures that are about one municipality, by residence or by workplace."""
    return cross_border[
        (cross_border["residence_code"] == municipality) | (cross_border["work_code"] == municipality)
    ]


def coverage_bound(employed: float, population: float, working_abroad: float) -> Bound:
    """Upper bound on what work abroad, unseen by the register, can add to an employment rate.

    The bound is arithmetic: it puts everybody of the national count in one municipality, and takes none
    of them to have a registered job as well. It is no estimate.

    Args:
        employed: employed residents in the register.
        population: residents in the same age group.
        working_abroad: residents of the whole country who work abroad.

    Returns:
        The bound in percentage points. It can never exceed what is left up to 100 per cent.

    Raises:
        ValueError: the population is not positive, or more are employed than live there.
    """
    if population <= 0 or not 0 <= employed <= population:
        raise ValueError(f"cannot bound a rate with {employed} employed of {population}")
    without_job = population - employed
    return Bound(100 * min(working_abroad, without_job) / population, working_abroad < without_job)


def coverage(totals: pd.DataFrame, cross_border: pd.DataFrame, municipality: str) -> Coverage:
    """The newest employment rate 15-74 of a municipality with its bound from the largest national count.

    Args:
        totals: table `municipality_totals` (11618).
        cross_border: table `cross_border`.
        municipality: code (2024).

    Raises:
        ValueError: the table has no row for the municipality.
    """
    rows = totals[totals["municipality_code"] == municipality].set_index("year")
    covered = coverage_by_year(
        rows["employed_residents_persons"], rows["population_15_74_persons"], cross_border
    )
    if not covered:
        raise ValueError(f"no population and employed residents for {municipality}")
    return covered[-1]


def coverage_by_year(
    employed: pd.Series, population: pd.Series, cross_border: pd.DataFrame
) -> list[Coverage]:
    """An employment rate of each year with its bound from the largest national count, the newest year last.

    Args:
        employed: employed residents by year.
        population: residents of the same ages by year.
        cross_border: table `cross_border`.
    """
    count = largest_count(residents_working_in_sweden(cross_border))
    both = pd.concat([employed, population], axis=1, join="inner").dropna().astype(float).sort_index()
    return [
        Coverage(
            int(year),
            100 * at_work / residents,
            None if count is None else coverage_bound(at_work, residents, float(count["value"])),
            count,
        )
        for year, at_work, residents in both.itertuples(name=None)
    ]


def bounded_rates(covered: Iterable[Coverage]) -> pd.DataFrame:
    """Employment rates by year: `year`, `rate_pct`, `upper_pct` (with the bound; NaN where that says nothing)."""
    rows = [
        (
            found.year,
            found.rate_pct,
            found.rate_pct + found.bound.points if found.bound and found.bound.informative else float("nan"),
        )
        for found in covered
    ]
    return pd.DataFrame(rows, columns=["year", "rate_pct", "upper_pct"])


def wage_in_sek(nok_per_100_sek: float, wage_nok: float = 100) -> float:
    """What a wage in NOK is worth in SEK at an exchange rate given as NOK for 100 SEK."""
    return wage_nok * 100 / nok_per_100_sek


def complete_years(yearly: pd.DataFrame, monthly: pd.DataFrame) -> pd.DataFrame:
    """The years of `yearly` (`year`) that `monthly` (`month`, YYYY-MM) covers with all twelve months."""
    months = monthly["month"].str[:4].astype(int).value_counts()
    full = months[months == MONTHS_IN_A_YEAR].index
    return yearly[yearly["year"].isin(full)].sort_values("year", ignore_index=True)


def _change(period: int | str, before: int | str, rate: float, rate_before: float) -> RateChange:
    return RateChange(
        period, before, rate, rate_before, 100 * (rate_before / rate - 1), 100 * (rate / rate_before - 1)
    )


def exchange(tables: Mapping[str, pd.DataFrame]) -> Exchange:
    """Exchange rates from one source: Norges Bank where the record has its rates, else the cross rate of the ECB.

    Args:
        tables: the tables of `EXCHANGE` by name; that of Norges Bank may be empty. `month`, or `year`,
            `nok_per_100_sek`, `days`.

    Returns:
        The rates. Norges Bank's average of a year is that of its days, so months are weighted by theirs.
    """
    bank, by_month, by_year = (tables[name] for name in EXCHANGE)
    if bank.empty:
        return Exchange(by_month, complete_years(by_year, by_month), EXCHANGE[1], EXCHANGE[2])
    dated = bank.assign(year=bank["month"].str[:4].astype(int), weighted=bank["nok_per_100_sek"] * bank["days"])
    summed = dated.groupby("year", as_index=False)[["weighted", "days"]].sum()
    summed["nok_per_100_sek"] = summed["weighted"] / summed["days"]
    years = complete_years(summed[["year", "nok_per_100_sek", "days"]], bank)
    return Exchange(bank, years, EXCHANGE[0], EXCHANGE[0])


def yearly_change(yearly: pd.DataFrame) -> RateChange | None:
    """The newest year's average rate against the year before; None without two adjacent years."""
    rates = yearly.set_index("year")["nok_per_100_sek"]
    if rates.empty or (latest := int(rates.index.max())) - 1 not in rates.index:
        return None
    return _change(latest, latest - 1, float(rates[latest]), float(rates[latest - 1]))


def monthly_change(monthly: pd.DataFrame) -> RateChange | None:
    """The newest month's average rate against the same month a year before; None where that is missing."""
    rates = monthly.set_index("month")["nok_per_100_sek"]
    if rates.empty:
        return None
    latest = rates.index.max()
    before = f"{int(latest[:4]) - 1}{latest[4:]}"
    return (
        _change(latest, before, float(rates[latest]), float(rates[before])) if before in rates.index else None
    )


def extremes(yearly: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """The years with the lowest and the highest average rate (the strongest and the weakest krone)."""
    return yearly.loc[yearly["nok_per_100_sek"].idxmin()], yearly.loc[yearly["nok_per_100_sek"].idxmax()]


def year_rates(yearly: pd.DataFrame) -> pd.DataFrame:
    """Average rates with the change in the value of a NOK wage in SEK since the year before.

    Returns:
        `year`, `nok_per_100_sek`, `wage_sek` (100 NOK in SEK), `wage_change_pct`; newest year first.
    """
    rates = yearly.sort_values("year")[["year", "nok_per_100_sek"]].reset_index(drop=True)
    rates["wage_sek"] = wage_in_sek(rates["nok_per_100_sek"])
    adjacent = rates["year"].diff() == 1
    rates["wage_change_pct"] = (100 * rates["wage_sek"].pct_change()).where(adjacent)
    return rates.sort_values("year", ascending=False, ignore_index=True)


def crossing_distances(
    crossings: gpd.GeoDataFrame, centres: gpd.GeoDataFrame, municipality: str
) -> pd.DataFrame:
    """Straight-line distance from a municipality's centre to each border crossing, nearest first.

    Args:
        crossings: points with `name` and `precision_m`.
        centres: points with `municipality_code`, one for the municipality.
        municipality: code (2024).

    Returns:
        `name`, `distance_km`, `precision_km`; computed in EPSG:25832. Empty where the layer has no centre in the
        municipality.

    Raises:
        ValueError: the municipality has several centres.
    """
    centre = centres[centres["municipality_code"] == municipality]
    if len(centre) > 1:
        raise ValueError(f"expected one centre in {municipality}, got {len(centre)}")
    if centre.empty:
        return pd.DataFrame(columns=["name", "distance_km", "precision_km"])
    origin = centre.geometry.to_crs(METRIC).iloc[0]
    table = pd.DataFrame(
        {
            "name": crossings["name"].to_numpy(),
            "distance_km": crossings.geometry.to_crs(METRIC).distance(origin).to_numpy() / 1000,
            "precision_km": crossings["precision_m"].to_numpy(dtype=float) / 1000,
        }
    )
    return table.sort_values("distance_km", ignore_index=True)


def border_places(layers: Mapping[str, gpd.GeoDataFrame], codes: Iterable[str]) -> gpd.GeoDataFrame:
    """Points of several layers in some municipalities as one, with a `category` from the keys of `layers`."""
    codes = set(codes)
    parts = [
        points[points["municipality_code"].isin(codes)].assign(category=category)
        for category, points in layers.items()
    ]
    return pd.concat(parts, ignore_index=True)
