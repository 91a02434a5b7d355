"""Commuting between municipalities: who lives where and works where, in November of each year.

The input, called `flows`, is SSB table 03321 as the record keeps it: one row per (year, residence_code,
work_code) with `employed_persons`; flows of zero persons have no row. An employed person commutes when the
municipality of work is another than the municipality of residence.

The record holds only the flows to or from one county. Sums are complete for the municipalities of that county
and far too low for all others, so totals are given for `complete` municipalities only; see `around`.
"""

from collections.abc import Iterable, Sequence

import pandas as pd

FLOW_COLUMNS = ("year", "residence_code", "work_code", "employed_persons")

SMALL = 5
"""A flow of fewer persons is not shown on its own."""


def _require(table: pd.DataFrame, columns: Iterable[str]) -> None:
    missing = [column for column in columns if column not in table.columns]
    if missing:
        raise KeyError(f"the table lacks {', '.join(missing)}; it has {', '.join(map(str, table.columns))}")


def flows(table: pd.DataFrame, work: str | None = None, residence: str | None = None) -> pd.DataFrame:
    """The flows into one municipality, out of one municipality, or between two.

    Args:
        table: one row per (year, residence_code, work_code) with employed_persons.
        work: keep persons who work in this municipality; None keeps all.
        residence: keep persons who live in this municipality; None keeps all.

    Returns:
        The matching rows, those who live and work in the same municipality included; largest first within
        each year.

    Raises:
        KeyError: if a column is missing.
    """
    _require(table, FLOW_COLUMNS)
    kept = table
    if work is not None:
        kept = kept[kept["work_code"] == work]
    if residence is not None:
        kept = kept[kept["residence_code"] == residence]
    return _largest_first(kept[list(FLOW_COLUMNS)])


def between(table: pd.DataFrame) -> pd.DataFrame:
    """The flows that cross a municipal border, without those who live and work in the same municipality."""
    _require(table, FLOW_COLUMNS)
    return table[table["residence_code"] != table["work_code"]].reset_index(drop=True)


def out_of(table: pd.DataFrame, home: str) -> pd.DataFrame:
    """Out-commuters of one municipality: year, other_code (where they work), employed_persons."""
    found = flows(between(table), residence=home).drop(columns="residence_code")
    return found.rename(columns={"work_code": "other_code"})


def into(table: pd.DataFrame, home: str) -> pd.DataFrame:
    """In-commuters of one municipality: year, other_code (where they live), employed_persons."""
    found = flows(between(table), work=home).drop(columns="work_code")
    return found.rename(columns={"residence_code": "other_code"})


def _largest_first(table: pd.DataFrame) -> pd.DataFrame:
    # The codes break ties, so that the same record always gives the same order.
    order = ["year", "employed_persons", "residence_code", "work_code"]
    return table.sort_values(order, ascending=[True, False, True, True]).reset_index(drop=True)


def around(table: pd.DataFrame, municipalities: Iterable[str]) -> pd.DataFrame:
    """The flows to or from any of these municipalities.

    Use it with the municipalities whose flows are all in the table before asking for totals: it takes away
    what is there of others, such as Rømskog, which was in the county until 2019 and is now a part of a
    municipality outside it.

    Raises:
        KeyError: if a column is missing.
    """
    _require(table, FLOW_COLUMNS)
    codes = list(municipalities)
    kept = table["residence_code"].isin(codes) | table["work_code"].isin(codes)
    return table[kept].reset_index(drop=True)


def missing_years(flows: pd.DataFrame, municipality: str) -> list[int]:
    """Years of the table, in order, in which a municipality has no flow to itself: nothing was published under its number.

    Raises:
        KeyError: if a column is missing.
    """
    _require(flows, FLOW_COLUMNS)
    same = flows[(flows["residence_code"] == municipality) & (flows["work_code"] == municipality)]
    return sorted(map(int, set(flows["year"]) - set(same["year"])))


def unbroken(flows: pd.DataFrame, municipality: str) -> pd.DataFrame:
    """The flows of the years after the last one that a municipality lacks; all of them where it lacks none.

    A series with a hole in it is not `complete`, and no change is measured across the hole.

    Raises:
        KeyError: if a column is missing.
    """
    missing = missing_years(flows, municipality)
    return flows[flows["year"] > max(missing)].reset_index(drop=True) if missing else flows


def complete(flows: pd.DataFrame) -> list[str]:
    """Codes of the municipalities for which the table holds every flow.

    A table of all flows to or from some municipalities holds the flow from a municipality to itself exactly
    when it is one of them: the row that tells how many live and work in the same place, in every year, shows
    that it is complete.

    Raises:
        KeyError: if a column is missing.
    """
    _require(flows, FLOW_COLUMNS)
    same = flows[flows["residence_code"] == flows["work_code"]]
    years = same.groupby("residence_code")["year"].nunique()
    return sorted(years.index[years == flows["year"].nunique()])


def totals(flows: pd.DataFrame) -> pd.DataFrame:
    """Commuters and employed persons per municipality and year.

    Args:
        flows: one row per (year, residence_code, work_code) with employed_persons.

    Returns:
        One row per (year, municipality_code), the index, for `complete` municipalities. Persons:
        employed_residents_persons (live here, work anywhere in the matrix), employed_workplace_persons (work
        here), live_and_work_here_persons, in_commuters_persons, out_commuters_persons, net_commuters_persons
        (in - out; negative where more travel out than in). Always employed_residents - out + in =
        employed_workplace.

    Raises:
        KeyError: if a column is missing.

    Source: definitions as in SSB tables 03321 and 11616. Persons who work abroad, on the continental shelf or
        on Svalbard are not in the matrix, so employed_residents_persons is a little below table 11618.
    """
    codes = complete(flows)
    residents = flows.groupby(["year", "residence_code"])["employed_persons"].sum()
    jobs = flows.groupby(["year", "work_code"])["employed_persons"].sum()
    same = flows[flows["residence_code"] == flows["work_code"]]
    stayers = same.groupby(["year", "residence_code"])["employed_persons"].sum()
    index = pd.MultiIndex.from_product(
        [sorted(flows["year"].unique()), codes], names=["year", "municipality_code"]
    )
    result = pd.DataFrame(
        {
            "employed_residents_persons": residents.reindex(index, fill_value=0),
            "employed_workplace_persons": jobs.reindex(index, fill_value=0),
            "live_and_work_here_persons": stayers.reindex(index, fill_value=0),
        },
        index=index,
    ).astype("int64")
    here = result["live_and_work_here_persons"]
    result["in_commuters_persons"] = result["employed_workplace_persons"] - here
    result["out_commuters_persons"] = result["employed_residents_persons"] - here
    result["net_commuters_persons"] = result["in_commuters_persons"] - result["out_commuters_persons"]
    return result


def self_containment(flows: pd.DataFrame, employed_residents: pd.Series | None = None) -> pd.Series:
    """Share of employed residents who work where they live, per cent, by municipality.

    Args:
        flows: one row per (year, residence_code, work_code) with employed_persons.
        employed_residents: all employed residents in persons, indexed by (year, municipality_code), as in SSB
            table 11618. With it the rate equals SSB's indicator "Andel sysselsatte bosatt i egen kommune";
            without it the denominator is the sum of the flows, which leaves out work abroad, on the shelf and
            on Svalbard (Halden: up to 0.1 point).

    Returns:
        rate_pct indexed by (year, residence_code), for `complete` municipalities; NaN where nobody is
        employed or employed_residents has no figure.

    Raises:
        KeyError: if a column is missing.

    Source: definition as in SSB table 11616.
    """
    sums = totals(flows)
    residents = sums["employed_residents_persons"]
    if employed_residents is not None:
        residents = employed_residents.reindex(sums.index)
    return _rate(sums["live_and_work_here_persons"], residents, "residence_code")


def workplace_self_sufficiency(flows: pd.DataFrame) -> pd.Series:
    """Share of the jobs in a municipality that its own residents hold, per cent.

    Args:
        flows: one row per (year, residence_code, work_code) with employed_persons.

    Returns:
        rate_pct indexed by (year, work_code), for `complete` municipalities; NaN where there are no jobs.

    Raises:
        KeyError: if a column is missing.
    """
    sums = totals(flows)
    return _rate(sums["live_and_work_here_persons"], sums["employed_workplace_persons"], "work_code")


def net_commuting_rate(flows: pd.DataFrame) -> pd.Series:
    """Net commuting (in - out) per 100 employed residents: negative where more travel out than in.

    Args:
        flows: one row per (year, residence_code, work_code) with employed_persons.

    Returns:
        rate_pct indexed by (year, municipality_code), for `complete` municipalities; NaN where nobody is
        employed.

    Raises:
        KeyError: if a column is missing.
    """
    sums = totals(flows)
    return _rate(sums["net_commuters_persons"], sums["employed_residents_persons"], "municipality_code")


def rates(flows: pd.DataFrame, employed_residents: pd.Series | None = None) -> pd.DataFrame:
    """The three rates side by side: net_rate_pct, self_containment_pct and self_sufficiency_pct.

    Args:
        flows: one row per (year, residence_code, work_code) with employed_persons.
        employed_residents: as in `self_containment`.

    Returns:
        One row per (year, municipality_code), the index, for `complete` municipalities.

    Raises:
        KeyError: if a column is missing.
    """
    names = ["year", "municipality_code"]
    return pd.DataFrame(
        {
            "net_rate_pct": net_commuting_rate(flows),
            "self_containment_pct": self_containment(flows, employed_residents).rename_axis(names),
            "self_sufficiency_pct": workplace_self_sufficiency(flows).rename_axis(names),
        }
    )


def _rate(part: pd.Series, whole: pd.Series, code: str) -> pd.Series:
    rate = 100 * part / whole.where(whole > 0)
    return rate.astype("float64").rename("rate_pct").rename_axis(["year", code])


def largest(flows: pd.DataFrame, n: int, year: int | None = None) -> pd.DataFrame:
    """The n largest flows across a municipal border in one year, with the rest left out.

    Args:
        flows: one row per (year, residence_code, work_code) with employed_persons.
        n: how many; fewer come back where there are fewer.
        year: the year; None takes the last one.

    Returns:
        year, residence_code, work_code, employed_persons; largest first.

    Raises:
        KeyError: if a column is missing.
        ValueError: if n is below 1.
    """
    if n < 1:
        raise ValueError(f"n is {n}; ask for at least one flow")
    crossing = between(flows)
    if year is None and not crossing.empty:
        year = crossing["year"].max()
    return _largest_first(crossing[crossing["year"] == year]).head(n)


def change(flows: pd.DataFrame, year: int, since: int) -> pd.DataFrame:
    """Every flow in two years and the change between them.

    Args:
        flows: year and employed_persons with residence_code and work_code, or with other_code (`out_of`,
            `into`).
        year: the later year.
        since: the earlier year; it must be in the table.

    Returns:
        The codes, employed_persons (in year), earlier_persons (in since), change_persons and change_pct
        (NaN where nobody travelled in the earlier year); a flow without a row counts as zero; largest first.

    Raises:
        KeyError: if a column is missing.
        ValueError: if the table has no flow at all in one of the years, which would look like a fall to or a
            rise from zero.
    """
    codes = ["other_code"] if "other_code" in flows.columns else ["residence_code", "work_code"]
    _require(flows, ["year", *codes, "employed_persons"])
    have = set(flows["year"])
    for asked in (year, since):
        if asked not in have:
            raise ValueError(
                f"no flows in {asked}; the table has {', '.join(map(str, sorted(have))) or 'no year'}"
            )
    wide = flows.pivot_table(
        index=codes, columns="year", values="employed_persons", aggfunc="sum", fill_value=0
    )
    result = pd.DataFrame({"employed_persons": wide[year], "earlier_persons": wide[since]}).astype("int64")
    result = result[(result > 0).any(axis=1)]
    result["change_persons"] = result["employed_persons"] - result["earlier_persons"]
    earlier = result["earlier_persons"]
    result["change_pct"] = 100 * result["change_persons"] / earlier.where(earlier > 0)
    order = ["employed_persons", *codes]
    return (
        result.reset_index()
        .sort_values(order, ascending=[False] + [True] * len(codes))
        .reset_index(drop=True)
    )


def ranking(one_way: pd.DataFrame, year: int, since: int, n: int = 10, least: int = SMALL) -> pd.DataFrame:
    """Where most commuters work or live, with the change, and the other municipalities in one row.

    Args:
        one_way: year, other_code, employed_persons, from `out_of` or `into`.
        year: the later year, which decides the order.
        since: the earlier year.
        n: the number of municipalities with a row of their own.
        least: flows of fewer persons in `year` go to the others, so that no row is about one or two persons.

    Returns:
        other_code, employed_persons, earlier_persons, change_persons, change_pct, as in `change`: at most n
        rows, largest first, and last, if there are others, their sum with other_code None.

    Raises:
        KeyError, ValueError: as `change`.
    """
    changes = change(one_way, year, since)
    large = changes[changes["employed_persons"] >= least].head(n)
    others = changes.drop(large.index)
    if others.empty:
        return large
    now, earlier = int(others["employed_persons"].sum()), int(others["earlier_persons"].sum())
    rest = {
        "other_code": None,
        "employed_persons": now,
        "earlier_persons": earlier,
        "change_persons": now - earlier,
    }
    rest["change_pct"] = 100 * (now - earlier) / earlier if earlier else float("nan")
    return pd.concat([large, pd.DataFrame([rest])], ignore_index=True)


def threshold(flows: pd.DataFrame, most: int = 15, least: int = SMALL) -> int:
    """A round number of persons that at most `most` flows reach; never below `least`.

    Args:
        flows: rows with employed_persons.
        most: how many flows a map can show.
        least: the smallest flow that a map may show.
    """
    _require(flows, ["employed_persons"])
    steps = (digit * 10**power for power in range(7) for digit in (1, 2, 5))
    return next(step for step in steps if step >= least and (flows["employed_persons"] >= step).sum() <= most)


def for_map(one_way: pd.DataFrame, codes: Iterable[str], year: int) -> tuple[pd.DataFrame, pd.DataFrame, int]:
    """The flows of one year, those of them that a map draws, and the threshold between.

    Args:
        one_way: year, other_code, employed_persons, from `out_of` or `into`.
        codes: the municipalities that are on the map.
        year: the year.
    """
    everybody = one_way[one_way["year"] == year].reset_index(drop=True)
    on_map = everybody[everybody["other_code"].isin(list(codes))]
    limit = threshold(on_map)
    return everybody, on_map[on_map["employed_persons"] >= limit].reset_index(drop=True), limit


def within(flows: pd.DataFrame) -> pd.DataFrame:
    """The flows that both start and end in a `complete` municipality."""
    codes = complete(flows)
    kept = flows["residence_code"].isin(codes) & flows["work_code"].isin(codes)
    return flows[kept].reset_index(drop=True)


def matrix(flows: pd.DataFrame, year: int, codes: Sequence[str] | None = None) -> pd.DataFrame:
    """Residence by workplace among some municipalities, persons.

    Args:
        flows: one row per (year, residence_code, work_code) with employed_persons.
        year: the year.
        codes: the municipalities, in the order of rows and columns; None takes the `complete` ones.

    Returns:
        A square table, rows by residence_code and columns by work_code; 0 where there is no flow. Those who
        live and work in the same municipality stand on the diagonal.

    Raises:
        KeyError: if a column is missing.
    """
    codes = complete(flows) if codes is None else list(codes)
    chosen = flows[flows["year"] == year]
    wide = chosen.pivot_table(
        index="residence_code", columns="work_code", values="employed_persons", aggfunc="sum"
    )
    square = wide.reindex(index=codes, columns=codes).fillna(0).astype("int64")
    return square.rename_axis(index="residence_code", columns="work_code")


def matrix_around(flows: pd.DataFrame, home: str, year: int, most: int = 12) -> pd.DataFrame:
    """As `matrix`, of one municipality and those it has the largest commuting with, both ways added up.

    Args:
        flows: one row per (year, residence_code, work_code) with employed_persons.
        home: the municipality.
        year: the year.
        most: municipalities in the matrix, at most.

    Raises:
        KeyError: if a column is missing.
    """
    square = matrix(flows, year)
    others = (square.loc[home] + square[home]).drop(home)
    # The codes break ties, so that the same record always gives the same table.
    largest = others.sort_index().sort_values(ascending=False, kind="stable").index[: most - 1]
    codes = sorted([home, *largest])
    return square.loc[codes, codes]


def main_workplace(flows: pd.DataFrame, year: int) -> pd.Series:
    """The municipality where most of the employed residents work, of all in the table.

    Returns:
        work_code indexed by residence_code, for `complete` municipalities with employed residents.

    Raises:
        KeyError: if a column is missing.
    """
    codes = complete(flows)
    chosen = _largest_first(flows[(flows["year"] == year) & (flows["employed_persons"] > 0)])
    first = chosen.drop_duplicates("residence_code").set_index("residence_code")["work_code"]
    return first.reindex([code for code in codes if code in first.index])


def row_shares(square: pd.DataFrame, residents: pd.Series) -> pd.DataFrame:
    """A matrix of persons as per cent of each row's employed residents.

    Args:
        square: from `matrix`.
        residents: employed residents in persons, by municipality code; not only those in the matrix.

    Returns:
        The same table in per cent; NaN in the row of a municipality without employed residents.
    """
    base = residents.reindex(square.index)
    return 100 * square.div(base.where(base > 0), axis="index")


def by_band(one_way: pd.DataFrame, bands: pd.Series, year: int) -> pd.DataFrame:
    """How far commuters to or from one municipality live from their work.

    Args:
        one_way: year, other_code, employed_persons, from `out_of` or `into`.
        bands: ordered categorical: the distance band of the other municipality, by code; a municipality that
            is not there is off the map.
        year: the year.

    Returns:
        band, employed_persons, share_pct (per cent of all commuters, NaN when there are none): one row per
        band, nearest first, and last the row of what lies off the map, with band None.

    Raises:
        KeyError: if a column is missing.
    """
    _require(one_way, ["year", "other_code", "employed_persons"])
    chosen = one_way[one_way["year"] == year]
    band = chosen["other_code"].map(bands.astype(object).to_dict())
    sums = chosen["employed_persons"].groupby(band).sum().reindex(list(bands.cat.categories), fill_value=0)
    off_map = chosen.loc[band.isna(), "employed_persons"].sum()
    result = pd.DataFrame(
        {"band": [*sums.index, None], "employed_persons": [int(each) for each in [*sums, off_map]]}
    )
    everybody = result["employed_persons"].sum()
    result["share_pct"] = 100 * result["employed_persons"] / everybody if everybody else float("nan")
    return result


def reach(out: pd.DataFrame, into: pd.DataFrame, bands: pd.Series, year: int) -> pd.DataFrame:
    """Both ways, see `by_band`: band, out_persons, out_share_pct, in_persons, in_share_pct."""
    outward, inward = by_band(out, bands, year), by_band(into, bands, year)
    columns = {"employed_persons": "out_persons", "share_pct": "out_share_pct"}
    both = outward.rename(columns=columns)
    return both.assign(in_persons=inward["employed_persons"], in_share_pct=inward["share_pct"])


def outside_matrix(flows: pd.DataFrame, employed_residents: pd.Series) -> pd.Series:
    """Employed residents who are not in the matrix: they work abroad, on the continental shelf or on
    Svalbard.

    Args:
        flows: one row per (year, residence_code, work_code) with employed_persons.
        employed_residents: all employed residents in persons, indexed by (year, municipality_code), as in SSB
            table 11618.

    Returns:
        employed_persons indexed by (year, municipality_code), for `complete` municipalities with a figure in
        both.

    Raises:
        KeyError: if a column is missing.
    """
    sums = totals(flows)["employed_residents_persons"]
    left = employed_residents.reindex(sums.index).dropna() - sums
    return left.dropna().astype("int64").rename("employed_persons")
