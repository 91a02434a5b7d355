"""Land for business: built-up land by class, proximity indicators, and what is published on business areas.

Shares and indicators are Statistics Norway's own (municipal land profiles). Areas in hectares are
reconstructed from the shares and are not published by Statistics Norway.
"""

from collections.abc import Iterable
from typing import NamedTuple

import pandas as pd

BUSINESS_AND_SERVICES = "Næring, offentlig og privat tjenestyting"
"""The class that holds business land, and schools and hospitals besides."""

BUILDINGS = "business_buildings_to_centre"
NEW_BUILDINGS = "new_business_buildings_to_centre"
MAIN_CENTRE = "residents_working_in_main_centre"
JOB_CLUSTERS = "dwellings_to_job_clusters"
NEW_JOB_CLUSTERS = "new_dwellings_to_job_clusters"
HOUSING_AREA = "unbuilt_housing_area"
PROXIMITY = (BUILDINGS, NEW_BUILDINGS, MAIN_CENTRE, JOB_CLUSTERS, NEW_JOB_CLUSTERS)


class Development(NamedTuple):
    """First and newest value of a yearly series; the two are the same where there is one year only."""

    first_year: int
    first: float
    last_year: int
    last: float


class Rank(NamedTuple):
    """Place from the lowest value (1 is the lowest; equal values share a place), among `of` that have one."""

    place: int
    of: int


def land_use(built_up: pd.DataFrame, code: str) -> pd.DataFrame:
    """One municipality's built-up land by class in the newest year, the largest class first.

    Args:
        built_up: Columns year, municipality_code, land_use_class, share_pct, area_ha.
        code: Municipality code (2024).

    Returns:
        Columns year, land_use_class, share_pct (of the built-up land), area_ha (reconstructed); empty without
        figures.
    """
    own = built_up[built_up["municipality_code"] == code].drop(columns="municipality_code")
    own = own[own["year"] == own["year"].max()]
    return own.sort_values("share_pct", ascending=False, kind="stable").reset_index(drop=True)


def class_shares(built_up: pd.DataFrame, land_use_class: str, codes: Iterable[str]) -> pd.DataFrame:
    """One class in several municipalities in the newest year, the largest share first.

    Returns:
        Columns year, municipality_code, share_pct, area_ha; empty without figures.
    """
    rows = built_up[
        (built_up["land_use_class"] == land_use_class) & built_up["municipality_code"].isin(list(codes))
    ]
    rows = rows[rows["year"] == rows["year"].max()].drop(columns="land_use_class")
    return rows.sort_values("share_pct", ascending=False, kind="stable").reset_index(drop=True)


def series(indicators: pd.DataFrame, indicator_id: str, code: str) -> pd.Series:
    """An indicator of one municipality by year, without missing values; empty without figures."""
    rows = indicators[
        (indicators["indicator_id"] == indicator_id) & (indicators["municipality_code"] == code)
    ]
    return rows.set_index("year")["value"].dropna().sort_index()


def development(values: pd.Series) -> Development | None:
    """First and newest value of a series by year; None without values."""
    if values.empty:
        return None
    first, last = values.index[[0, -1]]
    return Development(int(first), float(values[first]), int(last), float(values[last]))


def compare(indicators: pd.DataFrame, indicator_id: str, codes: Iterable[str]) -> pd.DataFrame:
    """First and newest value of an indicator in several municipalities, the lowest newest value first.

    The years are the first and the newest in which any of the municipalities has a value; a municipality
    without a value in such a year has a missing one there.

    Returns:
        Columns municipality_code, first_year, first, last_year, last; empty without figures.
    """
    rows = indicators[
        (indicators["indicator_id"] == indicator_id) & indicators["municipality_code"].isin(list(codes))
    ].dropna(subset="value")
    years = sorted(rows["year"].unique())
    if not years:
        return pd.DataFrame(columns=["municipality_code", "first_year", "first", "last_year", "last"])
    wide = rows.pivot(index="municipality_code", columns="year", values="value")
    found = pd.DataFrame(
        {
            "first_year": int(years[0]),
            "first": wide[years[0]],
            "last_year": int(years[-1]),
            "last": wide[years[-1]],
        }
    )
    return found.sort_values(["last", "first"], kind="stable").reset_index()


def rank(values: pd.Series, key: str) -> Rank | None:
    """Place of one among the values, counted from the lowest; None where it has no value."""
    known = values.dropna()
    if key not in known.index:
        return None
    return Rank(int((known < known[key]).sum()) + 1, len(known))


def overview(
    indicators: pd.DataFrame, indicator_ids: Iterable[str], code: str, others: Iterable[str]
) -> pd.DataFrame:
    """First and newest value of one municipality's indicators, with the span among the others that year.

    Returns:
        Columns indicator_id, first_year, first, last_year, last, lowest, highest (NaN without others); a row
        for each indicator that has figures.
    """
    others, rows = list(others), []
    for indicator_id in indicator_ids:
        own = development(series(indicators, indicator_id, code))
        if own:
            same = indicators[
                (indicators["indicator_id"] == indicator_id)
                & (indicators["year"] == own.last_year)
                & indicators["municipality_code"].isin(others)
            ]["value"]
            rows.append(
                {"indicator_id": indicator_id, **own._asdict(), "lowest": same.min(), "highest": same.max()}
            )
    columns = ["indicator_id", *Development._fields, "lowest", "highest"]
    return pd.DataFrame(rows, columns=columns)


def published(business_areas: pd.DataFrame, code: str) -> pd.DataFrame:
    """What has been published on a municipality's business areas, the newest first; housing is left out."""
    rows = business_areas[(business_areas["municipality_code"] == code) & business_areas["about_business"]]
    return rows.sort_values(["year", "name", "measure"], ascending=[False, True, True]).reset_index(drop=True)


def places(points: pd.DataFrame, published: pd.DataFrame, code: str) -> pd.DataFrame:
    """A municipality's points of business areas, with the names of the published areas that each stands for.

    Args:
        points: Layer with municipality_code and published (ids of published areas, separated by semicolons).
        published: Rows of `published()`.
        code: Municipality code.

    Returns:
        The municipality's rows of `points` (also of a GeoDataFrame), with `published` as a list of names.
    """
    names = published.set_index("id")["name"]
    own = points[points["municipality_code"] == code].reset_index(drop=True)
    found = [
        list(dict.fromkeys(names[i] for i in ids.split(";") if i in names.index)) for ids in own["published"]
    ]
    return own.assign(published=found)
