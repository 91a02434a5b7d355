"""The figures behind the sample tables: those of the hand-made record, and made-up ones that fit them.

`record/` has the tables as the project was first shipped with them. It is a copy, since an update from the replica
writes to the project's own: a replica made from that one would answer with its own samples, fitted once more.

What is made up follows from codes and years alone, so that it is the same every time. It is for tests and for learning,
and must never be published. Every number belongs to a municipality code as it was written in its year.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from statusbok.codes import Chain, SplitError

RECORD = Path(__file__).resolve().parent / "record"

YEARS = range(2015, 2026)
MEASURED = range(2017, 2023)
# Employment of the whole country against that of the nearest year in the record.
_GROWTH = {2015: 0.972, 2016: 0.984, 2023: 1.008, 2024: 1.013, 2025: 1.017}
# Municipalities that are split between 2022 and 2024, and the part that each new one gets.
_PARTS = {"1508": 0.86, "1580": 0.14}
# Halden's jobs as the municipality's plan and SSB have published them.
_JOBS = {2023: 13123, 2024: 12995}
# What SSB's later revision added in Halden: employed residents, jobs, and those who both live and work there. The
# residents of 2017 are five below the published 13 695, within the one per cent that an update takes without a word.
REVISED = {2017: (135, 0, 90), 2018: (40, 0, 28), 2019: (66, 78, 91)}


@dataclass(frozen=True)
class Year:
    """Employment in the fourth quarter of a year.

    Args:
        codes: Municipality codes of the year, sorted.
        flows: Employed by residence (rows) and workplace (columns), in the order of the codes.
        population: Aged 15-74.
        residents: Employed residents, those who work abroad or at sea included.
        jobs: Employed by workplace; the sum of a column of `flows`.
    """

    codes: list[str]
    flows: np.ndarray
    population: np.ndarray
    residents: np.ndarray
    jobs: np.ndarray

    @property
    def own(self) -> np.ndarray:
        """Residents who work in the municipality."""
        return np.diag(self.flows)

    @property
    def elsewhere(self) -> np.ndarray:
        """Residents who work where there is no municipality."""
        return self.residents - self.flows.sum(axis=1)


@cache
def record(name: str) -> pd.DataFrame:
    """A table of the hand-made record; codes are text. It lacks Rindal in 2019, which is given the figures of 2020."""
    codes = ("municipality_code", "residence_code", "work_code", "code", "county_code", "old_code", "new_code")
    frame = pd.read_csv(RECORD / f"{name}.csv", dtype=dict.fromkeys(codes, "str"), keep_default_na=False, na_values=[""])
    if name == "municipality_totals":
        rindal = frame[(frame["year"] == 2020) & (frame["municipality_code"] == "5061")]
        frame = pd.concat([frame, rindal.assign(year=2019)], ignore_index=True)
    return frame


@cache
def municipalities(country: str = "NO") -> dict[str, str]:
    """Code -> name of today."""
    frame = record("municipalities")
    return dict(frame.loc[frame["country"] == country, ["code", "name"]].itertuples(index=False))


@cache
def ostfold() -> list[str]:
    """The codes of today whose figures are in the record."""
    frame = record("municipalities")
    return frame.loc[frame["ostfold"], "code"].tolist()


@cache
def names() -> dict[str, str]:
    """Name of every code that ever was, as SSB writes it: former ones with the years they were in use."""
    changes, today = record("municipality_code_changes"), municipalities()
    found = dict(changes[["new_code", "new_name"]].itertuples(index=False))
    found |= dict(changes[["old_code", "old_name"]].itertuples(index=False))
    used = {code: [year for year in range(2017, 2025) if code in codes_of(year)] for code in found}
    for code, years in used.items():
        if years and code not in today:
            first = "" if years[0] == 2017 else years[0]
            found[code] = f"{found[code]} ({first}-{years[-1]})"
    return found | today


@cache
def chain() -> Chain:
    """From the codes of a year to those of today."""
    return Chain(record("municipality_code_changes"))


@cache
def codes_of(year: int) -> list[str]:
    """The codes of a year. The record begins in 2017: before that, the codes of 2017 stand in."""
    if year >= 2024:
        return sorted(municipalities())
    totals = record("municipality_totals")
    year = min(max(year, MEASURED[0]), MEASURED[-1])
    return sorted(totals.loc[totals["year"] == year, "municipality_code"])


@cache
def all_codes() -> list[str]:
    """The codes of all years, side by side."""
    return sorted({code for year in range(2017, 2025) for code in codes_of(year)})


@cache
def today(code: str) -> str:
    """The code of today; of a municipality that was split, the one that holds most of it."""
    try:
        return chain().current(code)
    except SplitError:
        return chain().successors(code)[0]


def wiggle(*keys: object, span: float = 0.02) -> float:
    """A number between -span and span that is always the same for the same keys."""
    seed = 0
    for sign in "|".join(map(str, keys)):
        seed = (seed * 131 + ord(sign)) % 1_000_003
    return (seed * 7919 % 2001 / 1000 - 1) * span


def allocate(totals: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """Split whole numbers by shares so that the parts are whole and add up.

    Args:
        totals: Shape (...,).
        shares: Shape (k,) or (..., k), not negative.

    Returns:
        Shape (..., k).
    """
    shares = np.broadcast_to(shares, (*totals.shape, np.shape(shares)[-1])).astype("float64")
    whole = shares.sum(axis=-1, keepdims=True)
    exact = np.divide(totals[..., None] * shares, whole, out=np.zeros_like(shares), where=whole > 0)
    parts = np.floor(exact)
    lacking = np.where(whole[..., 0] > 0, totals, 0) - parts.sum(axis=-1)
    rank = np.argsort(np.argsort(parts - exact, axis=-1, kind="stable"), axis=-1)
    return parts + (rank < np.rint(lacking)[..., None])


@cache
def employment(year: int) -> Year:
    """Employment of a year from 2015 to 2025: the record's in 2017-2022, revised, and the rest of the country fitted."""
    found = _measured(year) if year in MEASURED else _projected(year)
    for array in (found.flows, found.population, found.residents, found.jobs):
        array.flags.writeable = False
    return found


def _measured(year: int) -> Year:
    totals = record("municipality_totals").query(f"year == {year}").set_index("municipality_code").sort_index()
    codes = codes_of(year)
    place = {code: number for number, code in enumerate(codes)}
    flows = np.zeros((len(codes), len(codes)))
    known = record("commuting_flows").query(f"year == {year}")
    known = known[known["residence_code"].isin(codes) & known["work_code"].isin(codes)]
    rows, columns = known["residence_code"].map(place), known["work_code"].map(place)
    flows[rows, columns] = known["employed_persons"]
    population, residents, jobs = (totals[column].to_numpy("float64") for column in totals.columns[1:])
    # The record has every flow to or from Østfold; what is left of the margins goes to the other pairs.
    free = flows.sum(axis=0) < jobs
    rest = np.ix_(free, free)
    left = jobs[free] - flows[:, free].sum(axis=0)
    flows[rest] = _fill(_seed(codes, jobs)[rest], residents[free] * 0.995 - flows[free].sum(axis=1), left)
    _keep_some_elsewhere(codes, flows, residents, free)
    if year in REVISED:
        _revise(codes, flows, residents, jobs, *REVISED[year])
    return Year(codes, flows, population, residents, jobs)


def _revise(codes: list[str], flows: np.ndarray, residents: np.ndarray, jobs: np.ndarray, *added: int) -> None:
    """Add to the residents, the jobs and those who are both in Halden (0101); those who are not both go to or from Oslo."""
    here, oslo = codes.index("0101"), codes.index("0301")
    more_residents, more_jobs, more_own = added
    residents[here] += more_residents
    jobs[here] += more_jobs
    flows[here, here] += more_own
    flows[oslo, here] += more_jobs - more_own
    flows[here, oslo] += more_residents - more_own
    flows[oslo, oslo] -= more_residents - more_own


def _projected(year: int) -> Year:
    base_year = 2017 if year < 2017 else 2022
    base, codes = employment(base_year), codes_of(year)
    move = _move(base_year, year)
    growth = _GROWTH[year]
    factor = np.array([growth + wiggle(today(code), year, span=0.008) for code in codes])
    population = np.rint(move @ base.population * (1 + (factor - 1) * 0.7))
    jobs = np.rint(move @ base.jobs * factor)
    residents = np.rint(move @ base.residents * factor)
    fixed = _recorded_residents(codes, year, residents)
    if year in _JOBS:
        jobs[[today(code) for code in codes].index("3101")] = _JOBS[year]
    seed = move @ base.flows @ move.T
    flows = _fill(seed, residents * 0.997, jobs)
    _keep_some_elsewhere(codes, flows, residents, np.ones(len(codes), bool))
    free = ~fixed
    away = np.ceil(flows.sum(axis=1) * 0.003)
    residents = np.where(free, flows.sum(axis=1) + away, residents)
    return Year(codes, flows, population, residents, jobs)


def _recorded_residents(codes: list[str], year: int, residents: np.ndarray) -> np.ndarray:
    """Put the record's employed residents of Østfold into the codes of the year; which codes that were."""
    totals = record("employed_by_industry").query(f"year == {year} and industry_code == '00-99'")
    fixed = np.zeros(len(codes), bool)
    for row in totals.itertuples():
        own = np.array([today(code) == row.municipality_code for code in codes])
        residents[own] = allocate(np.array(row.employed_residents_persons), residents[own])
        fixed |= own
    return fixed


def _seed(codes: list[str], jobs: np.ndarray) -> np.ndarray:
    """How likely each pair is before it is fitted: most stay, some go to the same county, a few to the large towns."""
    counties = np.array([{"32": "03"}.get(today(code)[:2], today(code)[:2]) for code in codes])
    near = counties[:, None] == counties[None, :]
    large = (jobs >= 25_000).astype("float64")
    weight = np.sqrt(jobs)[:, None] * np.sqrt(jobs)[None, :]
    seed = weight * (near + 0.03 * large[None, :] + 0.004 * large[:, None] * near.mean())
    np.fill_diagonal(seed, 0)
    away = seed.sum(axis=1)
    np.fill_diagonal(seed, 2.6 * away + 1)
    return seed * (jobs / np.maximum(seed.sum(axis=1), 1))[:, None]


def _fill(seed: np.ndarray, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Whole numbers whose columns add up exactly, and whose rows nearly do (iterative proportional fitting)."""
    rows = rows * columns.sum() / rows.sum()
    fitted = seed.copy()
    for _ in range(120):
        fitted *= (rows / np.maximum(fitted.sum(axis=1), 1e-9))[:, None]
        fitted *= columns / np.maximum(fitted.sum(axis=0), 1e-9)
    return allocate(columns, fitted.T).T


def _keep_some_elsewhere(codes: list[str], flows: np.ndarray, residents: np.ndarray, free: np.ndarray) -> None:
    """No more residents at work in municipalities than there are employed residents: Oslo sends the others instead."""
    oslo = codes.index("0301")
    surplus = np.where(free, np.maximum(flows.sum(axis=1) - residents, 0), 0)
    surplus[oslo] = 0
    for place in np.flatnonzero(surplus):
        moved = min(surplus[place], flows[place, place])
        flows[place, place] -= moved
        flows[oslo, place] += moved


@cache
def _move(old: int, new: int) -> np.ndarray:
    """Part of each code of one year (columns) that is in each code of another (rows)."""
    before, after = codes_of(old), codes_of(new)
    if before == after:
        return np.eye(len(before))
    place = {code: number for number, code in enumerate(after)}
    move = np.zeros((len(after), len(before)))
    for column, code in enumerate(before):
        parts = chain().successors(code, old)
        for part in parts:
            move[place[part], column] = _PARTS.get(part, 1.0) if len(parts) > 1 else 1.0
    return move
