"""The figures of a municipality's plan beside what the record gives.

The rule of comparison is the same for every figure:

- stated without reservation (`exact`): the same when the computed value, rounded to the decimals that the
  plan gives, equals the stated one;
- stated as "about": within when it is at most `TOLERANCE` of the stated value away, either way;
- stated as "just over" (`at_least`) or "just under" (`at_most`): within when it is on that side and at most
  `TOLERANCE` of the stated value away;
- otherwise different. A figure that nothing in the record can be set against is unchecked, with the reason.

A figure that the record has no value for, but that is the sum, difference or share of other figures of the
plan, is set against those. They are found by id: `plan-jobs-private-YYYY`, `plan-jobs-public-YYYY`,
`plan-jobs-total-YYYY`, `plan-employed-YYYY`, `plan-sector-NAME-YYYY` and `plan-sector-NAME-share-YYYY`
(basis, visit, regional, public).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

import pandas as pd

from statusbok.indicators import commuting, employment

TOLERANCE = 0.10
STATUSES = ("same", "within", "different", "unchecked")
COUNTRY = "0"
PRIVATE_SECTORS = ("basis", "visit", "regional")
SECTORS = (*PRIVATE_SECTORS, "public")

# Which figures belong together for a reader, by the second part of the id; all others are "trades".
THEMES = {
    "pop": "population",
    "emprate": "rate",
    "unemployment": "rate",
    "employed": "commuting",
    "incommute": "commuting",
    "outcommute": "commuting",
    "netcommute": "commuting",
    "jobs": "jobs",
}

_GROWTH = {"population_growth": "population", "jobs_growth": "jobs_workplace"}
_MEAN = ("net_out_commuting", "unemployment_rate")


def measures(
    *,
    flows: pd.DataFrame,
    totals: pd.DataFrame,
    by_industry: pd.DataFrame,
    population: pd.DataFrame,
    unemployment: pd.DataFrame,
) -> pd.DataFrame:
    """Everything that a plan's figures can be set against, in one long table.

    Args:
        flows: table `commuting_flows` (03321).
        totals: table `municipality_totals` (11618), every municipality, so that the country is their sum.
        by_industry: table `employed_by_industry` (07984).
        population: table `population` (07459).
        unemployment: table `unemployment_monthly` (NAV).

    Returns:
        `check` (indicator), `area_code` ("0" is the country), `year`, `value`: persons, or per cent for
        `employment_rate_15_74` and `unemployment_rate` (mean of the months that are there).
        `population_15_74` is the denominator of the employment rate.
    """
    commuters = commuting.totals(flows).reset_index()
    commuters["net_out"] = -commuters["net_commuters_persons"]
    country = employment.by_area(totals, {COUNTRY: None}).rename(columns={"area": "municipality_code"})
    rates = totals.assign(
        employment_rate_pct=employment.share_pct(
            totals["employed_residents_persons"], totals["population_15_74_persons"]
        )
    )
    months = unemployment.assign(year=unemployment["month"].str[:4].astype(int))
    yearly_rate = months.groupby(["year", "area_code"], as_index=False)["unemployment_rate_pct"].mean()
    everyone = by_industry[by_industry["industry_code"] == employment.ALL_INDUSTRIES]
    sources = [
        ("employment_rate_15_74", rates, "employment_rate_pct"),
        ("employment_rate_15_74", country, "employment_rate_pct"),
        ("population_15_74", totals, "population_15_74_persons"),
        ("employed_residents", everyone, "employed_residents_persons"),
        ("jobs_workplace", totals, "employed_workplace_persons"),
        ("population", population, "population_persons"),
        ("in_commuters", commuters, "in_commuters_persons"),
        ("out_commuters", commuters, "out_commuters_persons"),
        ("net_out_commuting", commuters, "net_out"),
        (
            "unemployment_rate",
            yearly_rate.rename(columns={"area_code": "municipality_code"}),
            "unemployment_rate_pct",
        ),
    ]
    columns = ["year", "municipality_code"]
    parts = [
        table[[*columns, column]].set_axis(["year", "area_code", "value"], axis=1).assign(check=check)
        for check, table, column in sources
    ]
    long = pd.concat(parts, ignore_index=True).dropna(subset=["value"])
    return long[["check", "area_code", "year", "value"]].astype({"year": int, "value": float})


def tally(compared: pd.DataFrame) -> pd.DataFrame:
    """Number of `figures` by `theme` and `status`, a row for each pair, zero included."""
    counts = compared.groupby(["theme", "status"], observed=False).size()
    themes = [theme for theme in compared["theme"].cat.categories if (compared["theme"] == theme).any()]
    index = pd.MultiIndex.from_product([themes, STATUSES], names=["theme", "status"])
    return counts.reindex(index, fill_value=0).rename("figures").reset_index()


def series(measured: pd.DataFrame, check: str, area_code: str) -> pd.Series:
    """One indicator of one area by year; empty where the record has none."""
    rows = measured[(measured["check"] == check) & (measured["area_code"] == area_code)]
    return rows.set_index("year")["value"].sort_index()


def round_as(value: float, stated: float) -> float:
    """`value` rounded half up to as many decimals as `stated` has."""
    return float(
        Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-places(stated)), rounding=ROUND_HALF_UP)
    )


def places(stated: float) -> int:
    """Number of decimals in a stated value: 57.3 has one, 12995.0 has none."""
    return max(0, -Decimal(repr(float(stated))).normalize().as_tuple().exponent)


def judge(stated: float, computed: float, precision: str) -> str:
    """`same`, `within` or `different`, by the rule of this module.

    Raises:
        ValueError: the precision is not one of exact, about, at_least, at_most.
    """
    if precision == "exact":
        return "same" if round_as(computed, stated) == stated else "different"
    margin = TOLERANCE * abs(stated)
    bounds = {
        "about": (stated - margin, stated + margin),
        "at_least": (stated, stated + margin),
        "at_most": (stated - margin, stated),
    }
    if precision not in bounds:
        raise ValueError(f"precision {precision!r} is not one of exact, {', '.join(bounds)}")
    low, high = bounds[precision]
    return "within" if low <= computed <= high else "different"


def compare(plan: pd.DataFrame, measured: pd.DataFrame) -> pd.DataFrame:
    """Every figure of a plan (not its targets) with its check.

    Args:
        plan: table `plan_figures` for one municipality.
        measured: output of `measures`.

    Returns:
        The columns of `plan`, and `computed` (rounded as the plan rounds when `exact`; NaN when unchecked),
        `difference` (computed - value), `status` (one of `STATUSES`), `against` (`record`, or `plan` where
        the record has nothing and the figure is made of others in the plan), `first_year` and `last_year` of
        the record's value, `reason` when unchecked (`no_source`: nothing in the record measures it;
        `no_year`: the record lacks the year), `nearest_year` and `nearest_value`: the newest that the record
        has of that indicator when the year is missing; `matching_start`: the year that a growth which differs
        would be right from, where there is exactly one; `theme`. Sorted by theme, the plan's own municipality
        first, then by figure and year.
    """
    figures = plan[plan["kind"] == "figure"]
    stated = _stated(figures)
    results = [_check(row, stated, measured) for row in figures.to_dict("records")]
    columns = ["computed", "difference", "status", "against", "reason"]
    columns += ["first_year", "last_year", "nearest_year", "nearest_value", "matching_start"]
    found = pd.DataFrame(results, columns=columns, index=figures.index)
    years = {name: "Int64" for name in ("first_year", "last_year", "nearest_year", "matching_start")}
    numbers = {name: float for name in ("computed", "difference", "nearest_value")}
    result = figures.join(found.astype(years | numbers))
    themes = list(dict.fromkeys(THEMES.values())) + ["trades"]
    subject = result["id"].str.split("-").str[1]
    result["theme"] = pd.Categorical(subject.map(THEMES).fillna("trades"), categories=themes, ordered=True)
    order = result.assign(
        subject=subject.map({name: place for place, name in enumerate(THEMES)}).fillna(len(THEMES)),
        elsewhere=result["area_code"] != result["municipality_code"],
        stem=result["id"].str.replace(r"-\d{4}$", "", regex=True),
    )
    by = ["theme", "subject", "elsewhere", "area_code", "stem", "period"]
    return result.loc[order.sort_values(by, kind="stable").index].reset_index(drop=True)


def _check(row: Mapping, stated: Mapping[str, float], measured: pd.DataFrame) -> dict:
    nothing = {"status": "unchecked", "against": "", "reason": "no_source"}
    check = row["check"] if isinstance(row["check"], str) else ""
    values = series(measured, _GROWTH.get(check, check), row["area_code"])
    value, first, last = _from_record(row, check, values)
    if value is not None:
        judged = _judged(row, value, "record") | {"first_year": first, "last_year": last}
        if check in _GROWTH and judged["status"] == "different":
            judged["matching_start"] = matching_start(values, last, row["value"])
        return judged
    value = _from_plan(_id(row), stated)
    if value is not None:
        return _judged(row, value, "plan")
    if values.empty:
        return nothing
    return nothing | {"reason": "no_year", "nearest_year": values.index[-1], "nearest_value": values.iloc[-1]}


def _from_record(row: Mapping, check: str, values: pd.Series) -> tuple[float | None, int | None, int | None]:
    """The value from the record, and the first and last year that it rests on."""
    first, last = span(row)
    if values.empty:
        return None, None, None
    if check in _MEAN:
        inside = values if first is None else values[(values.index >= first) & (values.index <= last)]
        return (
            (float(inside.mean()), inside.index.min(), inside.index.max())
            if len(inside)
            else (None, None, None)
        )
    if last not in values.index or (check in _GROWTH and first not in values.index):
        return None, None, None
    if check not in _GROWTH:
        return float(values[last]), last, last
    growth = float(values[last] - values[first])
    return growth / (last - first) if "year" in row["unit"] else growth, first, last


def _from_plan(figure: str, stated: Mapping[str, float]) -> float | None:
    """The value that the plan's own figures give, when the figure is a sum, difference or share of others."""
    for pattern, formula in _DERIVED.items():
        if found := re.fullmatch(pattern, figure):
            try:
                return float(formula(lambda name: stated[f"plan-{name}"], *found.groups()))
            except (KeyError, ZeroDivisionError):
                return None
    return None


# `f` gives a figure of the plan by its id.
_DERIVED = {
    r"plan-jobs-total-(\d+)": lambda f, year: f(f"jobs-private-{year}") + f(f"jobs-public-{year}"),
    r"plan-jobs-growth-(\d+)-(\d+)": lambda f, first, last: (
        f(f"jobs-total-{last}") - f(f"jobs-total-{first}")
    ),
    r"plan-employed-growth-(\d+)-(\d+)": lambda f, first, last: (
        f(f"employed-{last}") - f(f"employed-{first}")
    ),
    r"plan-sector-total-(\d+)": lambda f, year: sum(f(f"sector-{name}-{year}") for name in SECTORS),
    r"plan-sector-(\w+)-share-(\d+)": lambda f, name, year: (
        100 * f(f"sector-{name}-{year}") / f(f"sector-total-{year}")
    ),
    r"plan-private-employees-(\d+)": lambda f, year: sum(
        f(f"sector-{name}-{year}") for name in PRIVATE_SECTORS
    ),
    r"plan-visit-share-(\d+)": lambda f, year: (
        100 * f(f"visit-employed-{year}") / f(f"private-employees-{year}")
    ),
}


def _stated(figures: pd.DataFrame) -> dict[str, float]:
    """Value by id, with the year added to an id that lacks it."""
    return {_id(row): row["value"] for row in figures.to_dict("records")}


def _id(row: Mapping) -> str:
    year = span(row)[1]
    return row["id"] if year is None or re.search(r"-\d{4}$", row["id"]) else f"{row['id']}-{year}"


def _judged(row: Mapping, computed: float, against: str) -> dict:
    shown = round_as(computed, row["value"]) if row["precision"] == "exact" else computed
    return {
        "computed": shown,
        # Rounding takes away the noise of a binary subtraction: 58.2 - 57.3 is 0.9.
        "difference": round(shown - row["value"], 6),
        "status": judge(row["value"], computed, row["precision"]),
        "against": against,
        "reason": "",
    }


def span(row: Mapping) -> tuple[int | None, int | None]:
    """First and last year of a figure: from a period such as 2019–2024, otherwise the year of the check."""
    years = re.fullmatch(r"(\d{4})(?:\s*[-–]\s*(\d{4}))?", str(row["period"]).strip())
    if years:
        return int(years[1]), int(years[2] or years[1])
    year = None if pd.isna(row["check_year"]) else int(row["check_year"])
    return year, year


def jobs_identity(plan: pd.DataFrame, measured: pd.DataFrame, area_code: str) -> pd.DataFrame:
    """Private and public jobs of a plan, their sum, the plan's total, and the record's jobs by workplace.

    Returns:
        `year`, `private_persons`, `public_persons`, `sum_persons`, `total_persons`, `register_persons` (NaN
        where the record lacks the year); empty where the plan has no jobs by sector.
    """
    stated = _stated(plan)
    jobs = series(measured, "jobs_workplace", area_code)
    rows = []
    for year in sorted(
        {name[-4:] for name in stated if re.fullmatch(r"plan-jobs-(private|public)-\d{4}", name)}
    ):
        private, public, total = (
            stated.get(f"plan-jobs-{part}-{year}") for part in ("private", "public", "total")
        )
        if private is not None and public is not None:
            rows.append((int(year), private, public, private + public, total, jobs.get(int(year))))
    names = ["private", "public", "sum", "total", "register"]
    frame = pd.DataFrame(rows, columns=["year", *(f"{name}_persons" for name in names)])
    return frame.astype({f"{name}_persons": float for name in names})


def two_splits(plan: pd.DataFrame) -> pd.DataFrame:
    """The plan's private and public jobs beside its sectors' private and public employed, for the sectors'
    year.

    Returns:
        `part` (private, public, total), `year`, `jobs_persons`, `sector_persons`, `change_persons` (sectors -
        jobs); empty where the plan has only one of the splits.
    """
    stated = _stated(plan)
    split = sectors(plan)
    year = None if split.empty else int(split["year"].iloc[0])
    jobs = [stated.get(f"plan-jobs-{part}-{year}") for part in ("private", "public", "total")]
    if None in jobs:
        return pd.DataFrame(columns=["part", "year", "jobs_persons", "sector_persons", "change_persons"])
    employed = split.set_index("sector")["employed_persons"]
    by_part = [employed[list(PRIVATE_SECTORS)].sum(), employed["public"], employed.sum()]
    frame = pd.DataFrame({"part": ["private", "public", "total"], "year": year, "jobs_persons": jobs})
    frame["sector_persons"] = by_part
    frame["change_persons"] = frame["sector_persons"] - frame["jobs_persons"]
    return frame


def sectors(plan: pd.DataFrame) -> pd.DataFrame:
    """Employed by the plan's sectors in the newest year that it splits.

    Returns:
        `sector` (basis, visit, regional, public), `year`, `employed_persons`, `share_pct` of their sum,
        `stated_pct` (as the plan has it; NaN where it has none); empty where the plan does not give all
        sectors.
    """
    stated = _stated(plan)
    year = max((name[-4:] for name in stated if re.fullmatch(r"plan-sector-basis-\d{4}", name)), default="")
    if not all(f"plan-sector-{name}-{year}" in stated for name in SECTORS):
        return pd.DataFrame(columns=["sector", "year", "employed_persons", "share_pct", "stated_pct"])
    frame = pd.DataFrame(
        {
            "sector": SECTORS,
            "year": int(year),
            "employed_persons": [stated[f"plan-sector-{name}-{year}"] for name in SECTORS],
        }
    )
    frame["share_pct"] = 100 * frame["employed_persons"] / frame["employed_persons"].sum()
    frame["stated_pct"] = [stated.get(f"plan-sector-{name}-share-{year}", float("nan")) for name in SECTORS]
    return frame


def three_bases(compared: pd.DataFrame, measured: pd.DataFrame, area_code: str) -> pd.DataFrame:
    """The numbers of people in work that a plan and the record have for one year, and what follows from each.

    The year is the newest for which the plan gives employed persons and the record the employed residents.

    Returns:
        `basis` (`plan_employed`, `register_residents`, `commuting`: the plan's jobs + out-commuters -
        in-commuters, `plan_jobs`), `year`, `employed_persons`, `implied_population_persons`: the population
        15-74 that the plan's own employment rate would need; NaN without such a rate. Empty where the plan
        has no such figure.
    """
    own = compared[compared["area_code"] == area_code]
    residents = series(measured, "employed_residents", area_code)

    def stated(check: str, year: int) -> float | None:
        rows = own[(own["check"] == check) & (own["check_year"] == year)]
        return None if rows.empty else float(rows["value"].iloc[0])

    years = [
        int(year)
        for year in own.loc[own["check"] == "employed_residents", "check_year"]
        if year in residents.index
    ]
    if not years:
        return pd.DataFrame(columns=["basis", "year", "employed_persons", "implied_population_persons"])
    year = max(years)
    totals = own[own["id"] == f"plan-jobs-total-{year}"]["value"]
    jobs = None if totals.empty else float(totals.iloc[0])
    into, out = stated("in_commuters", year), stated("out_commuters", year)
    values = {
        "plan_employed": stated("employed_residents", year),
        "register_residents": float(residents[year]),
        "commuting": None if None in (jobs, into, out) else jobs + out - into,
        "plan_jobs": jobs,
    }
    rows = [(name, year, value) for name, value in values.items() if value is not None]
    frame = pd.DataFrame(rows, columns=["basis", "year", "employed_persons"])
    rate = stated("employment_rate_15_74", year)
    return frame.assign(
        implied_population_persons=100 * frame["employed_persons"] / rate if rate else float("nan")
    )


def matching_start(values: pd.Series, last: int, growth: float) -> int | None:
    """The year from which a series grew by exactly `growth` up to `last`; None when not exactly one."""
    if last not in values.index:
        return None
    years = values.index[(values.index < last) & (values[last] - values == growth)]
    return int(years[0]) if len(years) == 1 else None
