"""What an update would change in one table: columns, coverage, revised values, new periods - losses first."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field

import pandas as pd

from statusbok.update.declared import Checks

SHOWN = 6


@dataclass(frozen=True)
class Diff:
    """The difference between the table in the record and a new one.

    `lost` and `gained` have the keys of rows in periods that both tables have (for a table without periods, all rows);
    `revised` has key, column, before, after and beyond (the change is beyond the dataset's tolerance).
    """

    key: list[str]
    time: list[str]
    columns_lost: list[str]
    columns_new: list[str]
    renamed: list[tuple[str, str]]
    periods_lost: list[str]
    lost: pd.DataFrame
    gained: pd.DataFrame
    revised: pd.DataFrame
    periods_new: list[str]
    rows_new: int
    rows_lost: int = field(default=0)

    @property
    def empty(self) -> bool:
        """The new table says the same as the old one."""
        found = (self.columns_lost, self.columns_new, self.renamed, self.periods_lost, self.periods_new)
        return not any(found) and not any(map(len, (self.lost, self.gained, self.revised)))


def compare(
    before: pd.DataFrame,
    after: pd.DataFrame,
    *,
    key: Sequence[str],
    time: Sequence[str],
    checks: Checks,
    zeros_left_out: bool = False,
    asked: Collection[str] = (),
    renamed: Iterable[tuple[str, str]] = (),
) -> Diff:
    """Compare two versions of a table.

    Args:
        before: the table of the record; may have no rows.
        after: the table as it would become.
        key: columns that name one row.
        time: those of them that say when; empty for a table without periods.
        checks: the tolerances of the dataset.
        zeros_left_out: rows whose figures are zero do not stand in the table, so that a row that is gone has become
            zero, unless none of its codes is `asked` for any more.
        asked: the codes that are asked for.
        renamed: variables that the producer has given a new name, as (old, new).

    Returns:
        The difference; past values only in rows that both have.
    """
    key, time = list(key), list(time)
    old, new = before.set_index(key), after.set_index(key)
    old_periods, new_periods = _periods(before, time), _periods(after, time)
    lost = before.loc[~old.index.isin(new.index), key]
    gained = after.loc[~new.index.isin(old.index), key]
    if time:
        kept = _period(lost, time).isin(new_periods)
        rows_lost, lost = len(lost) - int(kept.sum()), lost[kept]
        known = _period(gained, time).isin(old_periods)
        rows_new, gained = len(gained) - int(known.sum()), gained[known]
    else:
        rows_lost = rows_new = 0
    values = [name for name in old.columns if name in new.columns]
    revised = _revised(old[values], new[values], key, checks, judged=bool(time))
    if zeros_left_out:
        zero = lost[[name for name in key if name not in time]].isin(asked).any(axis=1)
        revised = _joined([revised, _vanished(old, lost[zero], values, key, checks)])
        lost = lost[~zero]
    return Diff(
        key=key,
        time=time,
        columns_lost=[name for name in before.columns if name not in after.columns],
        columns_new=[name for name in after.columns if name not in before.columns],
        renamed=list(renamed),
        periods_lost=[period for period in old_periods if period not in set(new_periods)],
        lost=lost.reset_index(drop=True),
        gained=gained.reset_index(drop=True),
        revised=revised,
        periods_new=[period for period in new_periods if period not in set(old_periods)],
        rows_new=rows_new,
        rows_lost=rows_lost,
    )


def gaps(
    before: pd.DataFrame,
    after: pd.DataFrame,
    *,
    places: Sequence[str],
    time: Sequence[str],
    today: Callable[[str], Collection[str]],
    wanted: Collection[str],
) -> list[str]:
    """New periods that lack a municipality which the newest period of the record has: a loss without a row in `lost`.

    Args:
        before, after: the table of the record and the new one.
        places: columns with numbers of municipalities.
        time: columns that say when.
        today: the numbers of today that a number leads to.
        wanted: the numbers of today that count.
    """
    if before.empty or not time:
        return []
    old, new = _period(before, list(time)), _period(after, list(time))
    last, found = old.max(), []
    for place in places:
        leads = {code: set(today(code)) & set(wanted) for code in {*before[place], *after[place]}}
        there = set().union(*(leads[code] for code in before.loc[old == last, place]))
        for period in sorted(set(new[new > last])):
            here = set().union(*(leads[code] for code in after.loc[new == period, place]))
            if lacking := sorted(there - here):
                found.append(f"{period} lacks {place} {', '.join(lacking[:SHOWN])}, which {last} has")
    return found


def lines(diff: Diff, shown: int = SHOWN) -> list[str]:
    """The difference as plain text, losses first within each of the four parts.

    Args:
        diff: what `compare` found.
        shown: the most lines for each list.
    """
    if diff.empty:
        return ["no difference"]
    text = [f"columns: - {name}" for name in diff.columns_lost]
    text += [f"columns: {old} is now {new}" for old, new in diff.renamed]
    text += [f"columns: + {name}" for name in diff.columns_new]
    if diff.periods_lost:
        text.append(f"coverage: - {spans(diff.periods_lost)} ({_rows(diff.rows_lost)})")
    if len(diff.lost):
        text.append(f"coverage: - {_rows(len(diff.lost))} in periods that are kept")
        text += _capped([f"  - {_named(row, diff.key)}" for row in _dicts(diff.lost, shown)], len(diff.lost), shown)
    lapsed = diff.revised[diff.revised["after"].isna() & diff.revised["before"].notna()]
    if len(lapsed):
        text.append(f"coverage: - {len(lapsed)} values are now empty")
        text += _capped([f"  - {_value(row, diff.key)}" for row in _dicts(lapsed, shown)], len(lapsed), shown)
    if len(diff.gained):
        text.append(f"coverage: + {_rows(len(diff.gained))} in periods that were there")
        text += _capped([f"  + {_named(row, diff.key)}" for row in _dicts(diff.gained, shown)], len(diff.gained), shown)
    changed = diff.revised.drop(lapsed.index)
    if len(changed):
        beyond = int(changed["beyond"].sum())
        where = f", {beyond} beyond the tolerance" if beyond else ""
        text.append(f"revised: {len(changed)} values{where}")
        worst = changed.sort_values(["beyond", "size"], ascending=False, kind="stable")
        text += _capped([f"  {_value(row, diff.key)}" for row in _dicts(worst, shown)], len(changed), shown)
    if diff.periods_new:
        text.append(f"new periods: {spans(diff.periods_new)} ({_rows(diff.rows_new)})")
    return text


def refusals(diff: Diff) -> list[str]:
    """Reasons why the new table must be accepted by name before it replaces the old one."""
    reasons = [f"the column {name} would be gone" for name in diff.columns_lost]
    reasons += [f"the variable {old} has become {new}" for old, new in diff.renamed]
    if diff.periods_lost:
        reasons.append(f"{spans(diff.periods_lost)} would be gone")
    lapsed = int((diff.revised["after"].isna() & diff.revised["before"].notna()).sum())
    if len(diff.lost) or lapsed:
        parts = [_rows(len(diff.lost)) if len(diff.lost) else "", f"{lapsed} values" if lapsed else ""]
        reasons.append(f"{' and '.join(filter(None, parts))} of earlier periods would be gone")
    beyond = int((diff.revised["beyond"] & diff.revised["after"].notna()).sum())
    if beyond:
        reasons.append(f"{beyond} past values change by more than the dataset allows")
    return reasons


def spans(periods: Sequence[str]) -> str:
    """Years in a row as "2017–2019, 2022"; other periods as "2022-01 … 2022-10 (10)"."""
    if not all(period.isdecimal() for period in periods):
        if len(periods) <= 2:
            return ", ".join(periods)
        return f"{periods[0]} … {periods[-1]} ({len(periods)})"
    groups: list[list[int]] = []
    for year in sorted(map(int, periods)):
        if groups and year == groups[-1][-1] + 1:
            groups[-1].append(year)
        else:
            groups.append([year])
    return ", ".join(f"{group[0]}–{group[-1]}" if len(group) > 1 else str(group[0]) for group in groups)


def beyond(before: pd.Series, after: pd.Series, pct: float, units: float) -> pd.Series:
    """Where a number has changed by more than `units` and by more than `pct` per cent of what it was."""
    size = (after - before).abs()
    return (size > units) & (size * 100 > pct * before.abs())


def _revised(
    old: pd.DataFrame, new: pd.DataFrame, key: list[str], checks: Checks, *, judged: bool
) -> pd.DataFrame:
    common = old.index[old.index.isin(new.index)]
    found = [pd.DataFrame(columns=[*key, "column", "before", "after", "beyond", "size"])]
    for name in old.columns:
        left, right = old.loc[common, name], new.loc[common, name]
        numbers = pd.api.types.is_numeric_dtype(left) and not pd.api.types.is_bool_dtype(left)
        if numbers:
            left, right = left.astype("float64"), right.astype("float64")
        changed = ~((left == right).fillna(False).astype(bool) | (left.isna() & right.isna()))
        if not changed.any():
            continue
        left, right = left[changed], right[changed]
        rows = left.index.to_frame(index=False).assign(column=name)
        rows["before"], rows["after"] = left.to_numpy(dtype=object), right.to_numpy(dtype=object)
        if numbers and judged:
            too_much = beyond(left, right, checks.revision_pct, checks.revision_units)
            rows["beyond"], rows["size"] = too_much.to_numpy(), (right - left).abs().fillna(0).to_numpy()
        else:
            rows["beyond"], rows["size"] = False, 0.0
        found.append(rows)
    return _joined(found)


def _vanished(old: pd.DataFrame, lost: pd.DataFrame, values: list[str], key: list[str], checks: Checks) -> pd.DataFrame:
    """Rows that are gone from a table without zeros, as values that became zero."""
    gone = old.loc[old.index.isin(pd.MultiIndex.from_frame(lost[key])), values]
    return _revised(gone, gone * 0, key, checks, judged=True)


def _joined(frames: list[pd.DataFrame]) -> pd.DataFrame:
    full = [frame for frame in frames if len(frame)]
    joined = pd.concat(full, ignore_index=True) if full else frames[0]
    return joined.astype({"beyond": bool, "size": float})


def _periods(frame: pd.DataFrame, time: list[str]) -> list[str]:
    return sorted(set(_period(frame, time))) if time else []


def _period(frame: pd.DataFrame, time: list[str]) -> pd.Series:
    parts = [frame[name].astype("str") for name in time]
    return parts[0].str.cat(parts[1:], sep="-") if len(frame) else pd.Series([], dtype="str")


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count} rows"


def _dicts(frame: pd.DataFrame, shown: int) -> list[dict]:
    return frame.head(shown).to_dict("records")


def _capped(text: list[str], count: int, shown: int) -> list[str]:
    return text + ([f"  and {count - shown} more"] if count > shown else [])


def _named(row: dict, key: list[str]) -> str:
    return " ".join(str(row[name]) for name in key)


def _value(row: dict, key: list[str]) -> str:
    mark = ", beyond the tolerance" if row["beyond"] else ""
    return f"{_named(row, key)} {row['column']}: {_shown(row['before'])} -> {_shown(row['after'])}{mark}"


def _shown(value: object) -> str:
    if pd.isna(value):
        return "empty"
    return f"{value:g}" if isinstance(value, float) and abs(value) < 1e6 else str(value).removesuffix(".0")
