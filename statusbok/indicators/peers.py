"""A comparison group by a stated rule, and where a municipality stands in it.

The rule was fixed before any figure was read: municipalities of the record with between half and twice as many
residents, at most one class of centrality away where the classes are known, and of those the `MOST` whose employed
residents are spread over the industries most like the municipality's own.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import pandas as pd

from statusbok.indicators import commuting
from statusbok.indicators.drivers import COUNTRY, RESIDENTS, Window, window
from statusbok.indicators.employment import ALL_INDUSTRIES, OTHER_INDUSTRIES, REGISTER_BREAK, ROUNDING, share_pct

SMALLEST, LARGEST = 50, 200
"""Residents of a municipality of the group, in per cent of the municipality's own."""

CLASSES_AWAY = 1
"""How far apart two classes of centrality may be."""

MOST = 5
"""Municipalities in the group, at most."""

COUNTY_SUM, COUNTRY_SUM = "county", "country"


class Group(NamedTuple):
    """A comparison group.

    Attributes:
        codes: Its municipalities, the most alike first; the municipality itself is not among them.
        candidates: See `candidates`.
        population_year: Year of the residents, 1 January.
        industry_year: Year of the industries, fourth quarter.
        centrality_class: Class of the municipality itself; None where it is unknown, and then not part of the rule.
    """

    codes: list[str]
    candidates: pd.DataFrame
    population_year: int
    industry_year: int
    centrality_class: int | None


class Position(NamedTuple):
    """Where a municipality stands in its group.

    Attributes:
        own: Its own value.
        place: 1 for the highest value among the group and itself; equal values share the best place.
        of: How many have a value, itself included.
        median: Median of the group without itself.
        low: Lowest value of the group without itself.
        high: Highest value of the group without itself.
    """

    own: float
    place: int
    of: int
    median: float
    low: float
    high: float


class Indicator(NamedTuple):
    """One indicator over areas.

    Attributes:
        name: "residents_growth", "jobs_growth", "rate" or "net_commuting".
        since: First year of a change; None for a level.
        year: The year, or the last year of a change.
        values: Per cent, by municipality code, and under `COUNTY_SUM` and `COUNTRY_SUM`; NaN or nothing if missing.
    """

    name: str
    since: int | None
    year: int
    values: pd.Series


def group(
    by_industry: pd.DataFrame, population: pd.DataFrame, centrality: pd.DataFrame, code: str, edition_year: int
) -> Group | None:
    """The comparison group of a municipality.

    Args:
        by_industry: Table `employed_by_industry` (07984).
        population: Table `population` (07459).
        centrality: Table `municipality_centrality` (Klass 128); may be empty.
        code: Municipality code (2024).
        edition_year: Year of the edition; residents are those of 1 January, or of the newest year before.

    Returns:
        The group, which may have no municipality; None without figures for the municipality itself.
    """
    residents = population[population["year"] <= edition_year].pivot(
        index="municipality_code", columns="year", values="population_persons"
    )
    shares = industry_shares(by_industry)
    years = {each: int(found.name) for each, found in shares.items()}
    if code not in years or code not in residents.index:
        return None
    newest = int(residents.loc[code].dropna().index.max())
    comparable = [each for each in years if each not in (code, COUNTRY) and years[each] == years[code]]
    classes = centrality.set_index("municipality_code")["centrality_class"].astype(int)
    found = candidates(residents[newest], {each: shares[each] for each in [code, *comparable]}, classes, code)
    chosen = found.loc[found["chosen"], "municipality_code"].tolist()
    return Group(chosen, found, newest, years[code], int(classes[code]) if code in classes else None)


def industry_shares(by_industry: pd.DataFrame) -> dict[str, pd.Series]:
    """Employed residents of each municipality by industry in per cent, in its newest year (the name of the series).

    As `employment.industries` gives them, but from one pass over the table: it may have all of the country.

    Args:
        by_industry: Table `employed_by_industry` (07984).

    Returns:
        By municipality code, in the order of the table; without those that have no complete year.
    """
    known = by_industry.dropna(subset=[RESIDENTS])
    cells = known.groupby(["municipality_code", "year"]).size()
    in_groups = by_industry[by_industry["industry_code"] != ALL_INDUSTRIES]
    published = in_groups.groupby("municipality_code")["industry_code"].nunique()
    complete = cells[cells == published.reindex(cells.index.get_level_values(0)).to_numpy() + 1].index
    if complete.empty:
        return {}
    wide = known.pivot(index=["municipality_code", "year"], columns="industry_code", values=RESIDENTS)
    wide = wide.loc[complete].astype(float)
    groups = sorted(set(wide.columns) - {ALL_INDUSTRIES})
    rest = wide[ALL_INDUSTRIES] - wide[groups].sum(axis=1)
    others = rest.abs().groupby(level=0).max() > ROUNDING
    whole = wide[ALL_INDUSTRIES].where(wide[ALL_INDUSTRIES] > 0)
    shares = (100 * wide[groups].assign(**{OTHER_INDUSTRIES: rest})).div(whole, axis=0)
    newest = dict(sorted(complete))
    found = {}
    for code in by_industry["municipality_code"].unique():
        if code in newest:
            own = shares.loc[(code, newest[code])].rename(newest[code])
            found[code] = own if others[code] else own.drop(OTHER_INDUSTRIES)
    return found


def mix_distance(one: pd.Series, other: pd.Series) -> float:
    """Half the sum of the absolute differences between two distributions over industries, in per cent.

    It is the share of the employed of one that would have to change industry for the two to be alike: 0 to 100.
    """
    return float(one.sub(other, fill_value=0).abs().sum() / 2)


def candidates(
    residents: pd.Series, shares: dict[str, pd.Series], classes: pd.Series, code: str
) -> pd.DataFrame:
    """Every municipality that could be in the group, the most alike first; equal distances by code.

    Args:
        residents: Population by municipality code.
        shares: `industry_shares` by municipality code, with the municipality itself.
        classes: Class of centrality (1 the most central, 6 the least) by municipality code; may be empty.
        code: The municipality.

    Returns:
        `municipality_code`, `population_persons`, `size_pct` (of the municipality's own residents),
        `centrality_class` (NaN where unknown), `distance_pct` (see `mix_distance`), `within` (meets the limits),
        `chosen`.
    """
    others = [each for each in shares if each != code]
    frame = pd.DataFrame({"municipality_code": others})
    frame["population_persons"] = frame["municipality_code"].map(residents).astype(float)
    frame["size_pct"] = 100 * frame["population_persons"] / residents[code]
    frame["centrality_class"] = frame["municipality_code"].map(classes).astype(float)
    frame["distance_pct"] = [mix_distance(shares[code], shares[each]) for each in others]
    frame["within"] = frame["size_pct"].between(SMALLEST, LARGEST)
    if code in classes:
        frame["within"] &= (frame["centrality_class"] - classes[code]).abs() <= CLASSES_AWAY
    frame = frame.sort_values(["distance_pct", "municipality_code"], ignore_index=True)
    return frame.assign(chosen=frame["within"] & (frame["within"].cumsum() <= MOST))


def position(values: pd.Series, code: str, others: Iterable[str]) -> Position | None:
    """Where a municipality stands in its group; None where it, or all the others, have no value."""
    rest = values.reindex(list(others)).dropna()
    own = values.get(code)
    if rest.empty or own is None or pd.isna(own):
        return None
    place = int((rest > own).sum()) + 1
    return Position(float(own), place, len(rest) + 1, float(rest.median()), float(rest.min()), float(rest.max()))


def standings(
    found: Iterable[Indicator], code: str, group_codes: Iterable[str], others: Iterable[str]
) -> pd.DataFrame:
    """Each indicator of a municipality beside its group, the other municipalities, the county and the country.

    Args:
        found: Output of `indicators`.
        code: The municipality.
        group_codes: Its comparison group.
        others: The other municipalities that the report compares with.

    Returns:
        `indicator`, `since` (NaN for a level), `year`, `own_pct`, `place`, `of`, `median_pct`, `low_pct`, `high_pct`
        (NaN without a group), `others_pct` (median), `county_pct`, `country_pct`.
    """
    rows = []
    for name, since, year, values in found:
        stand = position(values, code, group_codes)
        place = [*stand[1:]] if stand else [None] * 5
        beside = [values.reindex(list(others)).median(), values.get(COUNTY_SUM), values.get(COUNTRY_SUM)]
        rows.append([name, since, year, values[code], *place, *beside])
    columns = ["indicator", "since", "year", "own_pct", "place", "of", "median_pct", "low_pct", "high_pct"]
    frame = pd.DataFrame(rows, columns=[*columns, "others_pct", "county_pct", "country_pct"])
    return frame.astype({name: float for name in frame.columns if name not in ("indicator", "year")})


def indicators(
    by_industry: pd.DataFrame,
    totals: pd.DataFrame,
    flows: pd.DataFrame,
    county: Iterable[str],
    codes: Sequence[str],
    jobs_breaks: Iterable[int],
) -> list[Indicator]:
    """What a municipality is compared by: two growths, the employment rate and net commuting.

    Args:
        by_industry: Table `employed_by_industry` (07984), for the growth in employed residents.
        totals: Table `municipality_totals` (11618), every municipality, for the growth in jobs and the rate 15-74.
        flows: Table `commuting_flows` (03321), for net commuting (in − out) per 100 employed residents.
        county: Codes of the county's municipalities.
        codes: The municipality and its comparison group: the years are those that all of them have.
        jobs_breaks: First years after a break in table 11618.

    Returns:
        The indicators that have figures. Net commuting of the country is nothing by definition, and has no value.
    """
    county = list(county)
    everyone = by_industry[by_industry["industry_code"] == ALL_INDUSTRIES]
    residents = _with_sums(_wide(everyone, RESIDENTS), county)
    population, employed, jobs = (
        _with_sums(_wide(totals, column), county, whole=True)
        for column in ("population_15_74_persons", RESIDENTS, "employed_workplace_persons")
    )
    commuters = commuting.totals(flows).reset_index()
    net, base = (_with_sums(_wide(commuters, column), county) for column in ("net_commuters_persons", RESIDENTS))
    found = [
        _growth("residents_growth", residents, codes),
        _growth("jobs_growth", jobs, codes, jobs_breaks),
        _level("rate", 100 * employed / population, codes),
        _level("net_commuting", 100 * net / base, codes),
    ]
    return [indicator for indicator in found if indicator]


def _wide(table: pd.DataFrame, column: str) -> pd.DataFrame:
    return table.pivot(index="year", columns="municipality_code", values=column).astype(float)


def _with_sums(wide: pd.DataFrame, county: list[str], whole: bool = False) -> pd.DataFrame:
    """The values of municipalities by year, with the sums of the county, and of the country where `whole`."""
    sums = {COUNTY_SUM: wide.reindex(columns=county).sum(axis=1, skipna=False)}
    if whole:
        sums[COUNTRY_SUM] = wide.sum(axis=1)
    return wide.rename(columns={COUNTRY: COUNTRY_SUM}).assign(**sums)


def _years(wide: pd.DataFrame, codes: Sequence[str]) -> list[int]:
    """The years in which all the municipalities have a figure."""
    return wide.reindex(columns=codes).dropna().index.tolist()


def _growth(
    name: str, wide: pd.DataFrame, codes: Sequence[str], breaks: Iterable[int] = (REGISTER_BREAK,)
) -> Indicator | None:
    period = window(_years(wide, codes), breaks)
    return None if period is None else Indicator(name, *period, growth_pct(wide, period))


def growth_pct(wide: pd.DataFrame, period: Window) -> pd.Series:
    """Growth between two years in per cent, by column; NaN where the first year has none or nothing."""
    return share_pct(wide.loc[period.year] - wide.loc[period.since], wide.loc[period.since])


def _level(name: str, wide: pd.DataFrame, codes: Sequence[str]) -> Indicator | None:
    year = max(_years(wide, codes), default=None)
    return None if year is None else Indicator(name, None, year, wide.loc[year])


def development(by_industry: pd.DataFrame, areas: dict[str, list[str]]) -> pd.DataFrame:
    """Employed residents of some areas as an index, 100 in the first year.

    Args:
        by_industry: Table `employed_by_industry` (07984).
        areas: Name to show -> codes of the municipalities that are summed ("0" is the country).

    Returns:
        `year`, `area`, `employed_index`, in the order of `areas`, for the years that all of them have; an area that
        never has a figure is left out.
    """
    wide = _wide(by_industry[by_industry["industry_code"] == ALL_INDUSTRIES], RESIDENTS)
    summed = {name: wide.reindex(columns=codes).sum(axis=1, skipna=False) for name, codes in areas.items() if codes}
    known = pd.DataFrame(summed).dropna(axis=1, how="all").dropna()
    period = window(known.index)
    if period is None:
        return pd.DataFrame(columns=["year", "area", "employed_index"])
    indexed = 100 * known.loc[period.since : period.year] / known.loc[period.since]
    return indexed.reset_index().melt("year", var_name="area", value_name="employed_index")
