"""What lies behind the growth in employment: shift-share, industries, kinds of industry, and places of work.

Two bases are kept apart: `employed_residents_persons` (live in the municipality) and `employed_workplace_persons`
(work there), both of table 07984, for the fourth quarter and ages 15-74. No change is counted across a break.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

import pandas as pd

from statusbok.indicators import commuting, employment
from statusbok.indicators.employment import OTHER_INDUSTRIES, REGISTER_BREAK, industries, since_break

RESIDENTS, JOBS = "employed_residents_persons", "employed_workplace_persons"
Basis = Literal["employed_residents_persons", "employed_workplace_persons"]

COUNTRY = "0"

SPAN = 5
"""Years that growth is counted over where the series is long enough: as many as a plan runs for."""

PARTS = ["reference_persons", "mix_persons", "local_persons"]

BASIS, VISIT, REGIONAL, PUBLIC, MIXED = "basis", "visit", "regional", "public", "mixed"
KINDS = (BASIS, VISIT, REGIONAL, PUBLIC)
"""Telemarksforsking's four kinds of industry."""

KIND_OF = {
    "01-03": BASIS,
    "05-09": BASIS,
    "10-33": BASIS,
    "41-43": REGIONAL,
    "49-53": REGIONAL,
    "77-82": REGIONAL,
    "55-56": VISIT,
    "84": PUBLIC,
}
"""Groups of table 07984 that lie wholly within one kind, as the plan describes the kinds; all others are mixed.

Mixed are 45-47 (retail is visit, wholesale regional), 58-63 (IT and telecom are basis, cinemas and media not), 68-75
(engineers are basis, real estate not), 85 and 86-88 (public and private), 90-99 (personal services are visit, culture
may be public), and those that the description does not place: 35-39, 64-66 and 00.
"""


class Window(NamedTuple):
    """The two years that a change is counted between."""

    since: int
    year: int


@dataclass(frozen=True)
class Growth:
    """Growth of one basis in a municipality, and what lies behind it.

    Attributes:
        basis: Whom the figures count.
        reference: The area that growth is held against: "country" or "county".
        window: The years.
        industries: See `contributions`.
        kinds: See `kinds`.
        by_municipality: See `decompose`; empty where the reference has no figures.
        by_base_year: See `base_years`; empty as above.
    """

    basis: Basis
    reference: Literal["country", "county"]
    window: Window
    industries: pd.DataFrame
    kinds: pd.DataFrame
    by_municipality: pd.DataFrame
    by_base_year: pd.DataFrame


def window(years: Iterable[int], breaks: Iterable[int] = (REGISTER_BREAK,)) -> Window | None:
    """The newest year, and the year `SPAN` before it or the first one that can be compared.

    Args:
        years: Years with figures.
        breaks: First years after a break; only years from the last one reached are used.

    Returns:
        The two years; None for fewer than two.
    """
    known = since_break(pd.Series(1, index=sorted(set(years))), breaks).index
    if len(known) < 2:
        return None
    last = known[-1]
    return Window(int(min(year for year in known if year >= last - SPAN)), int(last))


def growth(
    by_industry: pd.DataFrame, code: str, compared: Iterable[str], county: Iterable[str], basis: Basis
) -> Growth | None:
    """Growth in the employed of a municipality and the parts of it.

    The reference is the country where the table has figures for it, and else the sum of the county's municipalities.

    Args:
        by_industry: Table `employed_by_industry` (07984): `year`, `municipality_code` ("0" is the country),
            `industry_code`, and the column that is `basis`.
        code: Municipality code (2024).
        compared: Codes of the municipalities to show beside it.
        county: Codes of the municipalities of its county.
        basis: Whom to count.

    Returns:
        The growth; None without two years that can be compared.
    """
    own = industries(by_industry, [code], basis)
    country = industries(by_industry, [COUNTRY], basis)
    area = country if len(country) else industries(by_industry, county, basis)
    shared = window(set(own["year"]) & set(area["year"]))
    period = shared or window(own["year"])
    if period is None:
        return None
    by_group = contributions(own, basis, period)
    return Growth(
        basis,
        "country" if len(country) else "county",
        period,
        by_group,
        kinds(by_group),
        decompose(by_industry, [code, *compared], area, basis, shared) if shared else pd.DataFrame(),
        base_years(own, area, basis) if shared else pd.DataFrame(),
    )


def shift_share(own: pd.DataFrame, area: pd.DataFrame, basis: Basis, period: Window) -> pd.DataFrame:
    """Classical shift-share analysis of growth between two years, by industry.

    With E the employed of an industry in the first year, G the growth rate of the reference area and g that of the
    industry there: the reference part is E·G, the industry mix E·(g − G), and the local part the change less both.

    Args:
        own: Output of `employment.industries` for the municipality.
        area: The same for the reference area, which may hold the municipality.
        basis: The column of the figures.
        period: The two years; both tables have them.

    Returns:
        Indexed by `industry_code`: `from_persons`, `change_persons`, `reference_persons`, `mix_persons`,
        `local_persons`. The three parts add up to the change. An industry that the reference area had nobody in is
        taken to grow as the area does.
    """
    first, last = _both_years(own, basis, period)
    area_first, area_last = (part.reindex(first.index, fill_value=0) for part in _both_years(area, basis, period))
    total = _sum(area, basis, period.year) / _sum(area, basis, period.since) - 1
    by_industry = (area_last / area_first.where(area_first > 0) - 1).fillna(total)
    parts = pd.DataFrame({"from_persons": first, "change_persons": last - first, "reference_persons": first * total})
    parts["mix_persons"] = first * (by_industry - total)
    parts["local_persons"] = parts["change_persons"] - parts["reference_persons"] - parts["mix_persons"]
    return parts


def _both_years(groups: pd.DataFrame, basis: Basis, period: Window) -> tuple[pd.Series, pd.Series]:
    """Employed by industry in the first and in the last year, in the same order."""
    wide = groups.pivot(index="industry_code", columns="year", values=basis).fillna(0)
    return wide[period.since], wide[period.year]


def _sum(groups: pd.DataFrame, basis: Basis, year: int) -> float:
    return float(groups.loc[groups["year"] == year, basis].sum())


def totals(parts: pd.DataFrame) -> pd.Series:
    """The columns of `shift_share` summed, and the change and its parts in per cent of the first year's employed.

    Returns:
        `from_persons`, `change_persons` and the three parts, then `change_pct`, `reference_pct`, `mix_pct`,
        `local_pct`.
    """
    summed = parts.sum()
    shares = 100 * summed.drop("from_persons") / summed["from_persons"]
    return pd.concat([summed, shares.rename(lambda name: name.replace("_persons", "_pct"))])


def decompose(
    by_industry: pd.DataFrame, codes: Iterable[str], area: pd.DataFrame, basis: Basis, period: Window
) -> pd.DataFrame:
    """`totals` of `shift_share` for several municipalities, the highest growth first.

    Args:
        by_industry: Table `employed_by_industry`.
        codes: The municipalities; one without figures in both years is left out.
        area: Output of `employment.industries` for the reference area.
        basis: Whom to count.
        period: The two years.
    """
    rows = {}
    for code in codes:
        own = industries(by_industry, [code], basis)
        if set(period) <= set(own["year"]):
            rows[code] = totals(shift_share(own, area, basis, period))
    frame = pd.DataFrame(rows).T.rename_axis("municipality_code").reset_index()
    return frame.sort_values(["change_pct", "municipality_code"], ascending=[False, True], ignore_index=True)


def base_years(own: pd.DataFrame, area: pd.DataFrame, basis: Basis) -> pd.DataFrame:
    """`totals` of `shift_share` to the newest year from each that can be compared: `since_year` and the parts."""
    shared = pd.Series(1, index=sorted(set(own["year"]) & set(area["year"])))
    *earlier, last = since_break(shared, [REGISTER_BREAK]).index
    rows = {first: totals(shift_share(own, area, basis, Window(first, last))) for first in earlier}
    return pd.DataFrame(rows).T.rename_axis("since_year").reset_index().astype({"since_year": int})


def contributions(own: pd.DataFrame, basis: Basis, period: Window) -> pd.DataFrame:
    """What each industry added to the growth between two years, the largest addition first.

    Args:
        own: Output of `employment.industries`.
        basis: The column of the figures.
        period: The two years.

    Returns:
        `industry_code`, `from_persons`, `to_persons`, `change_persons`, `change_points` (the change in per cent of
        all employed in the first year: the points add up to the growth in per cent).
    """
    first, last = _both_years(own, basis, period)
    frame = pd.DataFrame({"from_persons": first, "to_persons": last, "change_persons": last - first})
    frame["change_points"] = 100 * frame["change_persons"] / first.sum()
    frame = frame.reset_index().sort_values(["change_persons", "industry_code"], ascending=[False, True])
    return frame.reset_index(drop=True)


def kinds(by_group: pd.DataFrame) -> pd.DataFrame:
    """Employed by Telemarksforsking's kinds as far as the published groups lie within one of them.

    Args:
        by_group: Output of `contributions`.

    Returns:
        `kind` (in the order of `KINDS`, then "mixed"), `from_persons`, `to_persons`, `change_persons`, `share_pct` of
        all employed in the last year. Empty where the groups do not make up the total.
    """
    if OTHER_INDUSTRIES in set(by_group["industry_code"]):
        return pd.DataFrame()
    kind = by_group["industry_code"].map(KIND_OF).fillna(MIXED)
    summed = by_group.groupby(kind)[["from_persons", "to_persons", "change_persons"]].sum()
    summed = summed.reindex([*KINDS, MIXED], fill_value=0).rename_axis("kind").reset_index()
    return summed.assign(share_pct=100 * summed["to_persons"] / summed["to_persons"].sum())


class PlanKinds(NamedTuple):
    """The four kinds as a plan gives them, from Telemarksforsking.

    Attributes:
        table: `kind`, `persons`, `share_pct` (of their sum), `change_persons` (NaN where the plan has none).
        year: Year of the persons.
        since: Year that the change is counted from; None where the plan has no change.
        jobs: The plan's own count of all jobs in the same year; None where it has none.
    """

    table: pd.DataFrame
    year: int
    since: int | None
    jobs: float | None


def plan_kinds(plan_figures: pd.DataFrame, code: str) -> PlanKinds | None:
    """The kinds in the plan of a municipality; None where the record has no plan with all four.

    Args:
        plan_figures: Table `plan_figures`: rows `plan-sector-KIND-YEAR`, `plan-KIND-growth` or
            `plan-KIND-change`, and `plan-jobs-total-YEAR`.
        code: Municipality code (2024) of the plan's owner.
    """
    own = plan_figures[(plan_figures["municipality_code"] == code) & (plan_figures["area_code"] == code)]
    value = own.set_index("id")["value"]
    years = own["id"].str.extract(r"^plan-sector-basis-(\d{4})$")[0].dropna()
    year = int(years.max()) if len(years) else None
    rows = [f"plan-sector-{kind}-{year}" for kind in KINDS]
    if not set(rows) <= set(value.index):
        return None
    persons = value[rows].to_numpy(float)
    table = pd.DataFrame({"kind": KINDS, "persons": persons, "share_pct": 100 * persons / persons.sum()})
    of_kind = own["id"].str.extract(rf"^plan-({'|'.join(KINDS)})-(?:growth|change)$")[0]
    changes = own.assign(kind=of_kind).dropna(subset="kind")
    change = table["kind"].map(changes.set_index("kind")["value"]).astype(float)
    since = None if changes.empty else int(changes["period"].iloc[0][:4])
    jobs = value.get(f"plan-jobs-total-{year}")
    return PlanKinds(table.assign(change_persons=change), year, since, None if jobs is None else float(jobs))


class Workplaces(NamedTuple):
    """Where the change in employed residents took place.

    Attributes:
        window: The years.
        table: `place` ("own", a municipality code, "rest", "outside"), `from_persons`, `to_persons`,
            `change_persons`: the municipality itself, the largest others, the rest of the country, and those who
            work in no Norwegian municipality. They add up to all employed residents.
    """

    window: Window
    table: pd.DataFrame


def workplaces(
    flows: pd.DataFrame, totals: pd.DataFrame, code: str, breaks: Iterable[int], n: int = 8
) -> Workplaces | None:
    """Change in the employed residents of a municipality by municipality of work.

    Args:
        flows: Table `commuting_flows` (03321).
        totals: Table `municipality_totals` (11618), whose residents also work abroad, at sea and on Svalbard.
        code: Municipality code (2024).
        breaks: First years after a break in either table.
        n: Other municipalities with a row of their own: those that most work in.

    Returns:
        The change; None without two years that can be compared.
    """
    residents = employment.yearly(totals, RESIDENTS, code)
    out = flows[flows["residence_code"] == code]
    period = window(set(out["year"]) & set(residents.index), breaks)
    if period is None:
        return None
    since, year = period
    stay = out[out["work_code"] == code].groupby("year")["employed_persons"].sum()
    outside = residents - out.groupby("year")["employed_persons"].sum()
    others = commuting.ranking(commuting.out_of(out, code), year, since, n).fillna({"other_code": "rest"})
    rows = [
        ("own", stay.get(since, 0), stay.get(year, 0)),
        *others[["other_code", "earlier_persons", "employed_persons"]].itertuples(index=False, name=None),
        ("outside", outside[since], outside[year]),
    ]
    table = pd.DataFrame(rows, columns=["place", "from_persons", "to_persons"])
    table = table.astype({"from_persons": int, "to_persons": int})
    return Workplaces(period, table.assign(change_persons=table["to_persons"] - table["from_persons"]))
