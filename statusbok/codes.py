"""Norwegian municipality codes (Statistics Norway, Klass 131) from any year to the codes of today.

Municipalities are merged, split and renumbered at New Year. A code that was renumbered or merged has one
successor; one that was split has several, and figures for it cannot be carried over.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from statusbok.errors import DataError


class SplitError(DataError):
    """A municipality was split, so that its old code has no single successor."""


class Chain:
    """The way from an old code to the code of today, over as many changes as it takes.

    `chain["0101"]` is "3101". A code without any change is its own successor.
    """

    def __init__(self, changes: pd.DataFrame) -> None:
        """Args: changes: `changed_on` (date or ISO text), `old_code`, `new_code`."""
        self._departures: dict[str, dict[str, list[str]]] = {}
        self._arrivals: dict[str, list[str]] = {}
        for row in changes.itertuples(index=False):
            day = _day(row.changed_on)
            self._departures.setdefault(row.old_code, {}).setdefault(day, []).append(row.new_code)
            if row.old_code != row.new_code:
                self._arrivals.setdefault(row.new_code, []).append(day)

    def __getitem__(self, code: str) -> str:
        return self.current(code)

    def __contains__(self, code: object) -> bool:
        return code in self._departures or code in self._arrivals

    def current(self, code: str, year: int | None = None) -> str:
        """The single code of today.

        Args:
            code: Code as it was written.
            year: Year that the code comes from; needed only for a number that has been used twice.

        Raises:
            SplitError: The municipality, or the one it became part of, was split.
        """
        last, split = self._walk(code, year)
        if split:
            via = "" if last == code else f" (by way of {last})"
            raise SplitError(
                f"municipality code {code}{via} was split into {', '.join(split)}; "
                "its figures cannot be moved to a single code of today"
            )
        return last

    def comparable(self, code: str, year: int | None = None) -> str:
        """The last code on the way that covers the whole municipality: today's, or the one that was split."""
        return self._walk(code, year)[0]

    def successors(self, code: str, year: int | None = None) -> list[str]:
        """All codes of today that hold a part of the municipality."""
        last, split = self._walk(code, year)
        return sorted({found for part in split for found in self.successors(part)}) if split else [last]

    def _walk(self, code: str, year: int | None) -> tuple[str, list[str]]:
        """Follow renumberings and mergers; stop at today's code, or at a split with its parts."""
        after = f"{year}-12-31" if year is not None else ""
        while True:
            day = self._next_departure(code, after)
            if day is None:
                return code, []
            targets = self._departures[code][day]
            if len(targets) > 1:
                return code, sorted(targets)
            code, after = targets[0], day

    def _next_departure(self, code: str, after: str) -> str | None:
        days = sorted(self._departures.get(code, {}))
        later = [day for day in days if day > after]
        if later:
            return later[0]
        # A late figure under a code that had already gone: SSB wrote 1567 for Rindal in 2019.
        gone = days and code not in self._departures[code][days[-1]]
        reused = days and any(day >= days[-1] for day in self._arrivals.get(code, ()))
        return days[-1] if gone and not reused else None


def chain(changes: pd.DataFrame) -> Chain:
    """The chain of codes that a table of changes describes, see `Chain`."""
    return Chain(changes)


def to_current(
    frame: pd.DataFrame,
    columns: Iterable[str],
    chain: Chain,
    *,
    counts: Iterable[str],
    year_column: str | None = "year",
) -> pd.DataFrame:
    """Rewrite codes of their own year to those of today, and add up what thereby becomes one municipality.

    Codes of municipalities that were split later are kept as the last code before the split.

    Args:
        frame: One row for each key; columns other than `counts` are the key.
        columns: Columns that hold municipality codes.
        chain: Where the codes go.
        counts: Columns with numbers that may be added (persons, never rates).
        year_column: Column with the year the codes come from; None when there is none.

    Returns:
        The same columns, sorted by the key.
    """
    counts = list(counts)
    keys = [column for column in frame.columns if column not in counts]
    result = frame.copy()
    for column in columns:
        if year_column is None:
            moved = {code: chain.comparable(code) for code in frame[column].unique()}
            result[column] = frame[column].map(moved)
        else:
            pairs = frame[[column, year_column]].drop_duplicates()
            moved = {
                (code, year): chain.comparable(code, int(year))
                for code, year in pairs.itertuples(index=False)
            }
            result[column] = [moved[pair] for pair in zip(frame[column], frame[year_column])]
        result[column] = result[column].astype(frame[column].dtype)
    # Where the figure of one of the parts is missing, so is that of the whole.
    return result.groupby(keys, as_index=False, sort=True)[counts].sum(skipna=False)[list(frame.columns)]


def explain(code: str, changes: pd.DataFrame, names: Mapping[str, str]) -> str | None:
    """What a former code was, when, and what to use now: "3001 was Halden's code 2020-2023; use 3101".

    Args:
        code: The code that somebody gave.
        changes: Table `municipality_code_changes`.
        names: Name of each municipality of today by its code.

    Returns:
        One clause, or None when the code has not been retired.
    """
    rows = (
        changes[changes["old_code"] == code]
        .assign(day=lambda rows: rows["changed_on"].map(_day))
        .sort_values("day")
    )
    if rows.empty or (rows["new_code"] == code).sum() == len(rows):
        return None
    last = rows[rows["day"] == rows["day"].iloc[-1]]
    arrived = changes[(changes["new_code"] == code) & (changes["old_code"] != code)]
    first = min(arrived["changed_on"].map(_day), default="")[:4]
    # A code that took in others was there before they came.
    kept = not rows[(rows["new_code"] == code) & (rows["day"].str[:4] <= first)].empty
    until = int(last["day"].iloc[0][:4]) - 1
    when = f"{first}-{until}" if first and not kept else f"until {until}"
    was = f"{code} was {last['old_name'].iloc[0]}'s code {when}"
    now = Chain(changes).successors(code)
    if len(now) > 1:
        return f"{was}; it was split, use one of {', '.join(_named(part, names) for part in now)}"
    name = names.get(now[0], "")
    same = name.split(" (")[0] == last["old_name"].iloc[0].split(" (")[0]
    return f"{was}; use {now[0] if same else _named(now[0], names)}"


def _named(code: str, names: Mapping[str, str]) -> str:
    return f"{code} ({names[code]})" if code in names else code


def _day(value: object) -> str:
    return str(value)[:10]
