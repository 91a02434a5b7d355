"""Is a new table sound? Its schema, its keys, its totals, and its newest period against the one before.

What `failures` finds is wrong and never enters the record. What `jumps` finds may be true: it needs --accept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from statusbok.update.declared import Checks
from statusbok.update.diff import beyond

SHOWN = 3
LONGEST = 300  # letters of a text


def failures(
    frame: pd.DataFrame, *, schema: Mapping[str, Any], time: Sequence[str], checks: Checks, today: date
) -> list[str]:
    """What is wrong with a table in itself.

    Args:
        frame: the table with the columns of the schema.
        schema: the table's schema in the Data Package.
        time: columns that say when.
        checks: what the dataset allows.
        today: no figure can be for a later year.

    Returns:
        One sentence for each kind of fault, with the first rows that have it; empty when the table is sound.
    """
    key = list(schema["primaryKey"])
    if frame.empty:
        return ["the new table has no rows"]
    found = []
    for column in schema["fields"]:
        found += _column_faults(frame, column, key)
    again = frame[frame.duplicated(key, keep=False)]
    if len(again):
        found.append(f"rows stand twice, expected each {', '.join(key)} once: {_rows(again.drop_duplicates(key), key)}")
    if time and time[0] in frame:
        late = frame[pd.to_numeric(frame[time[0]].astype("str").str[:4], errors="coerce") > today.year]
        if len(late):
            found.append(f"figures for a time to come: {_rows(late, key)}")
    if not found:
        found += _total_faults(frame, key, _values(schema), checks)
    return found


def jumps(
    before: pd.DataFrame, after: pd.DataFrame, *, schema: Mapping[str, Any], time: Sequence[str], checks: Checks
) -> list[str]:
    """Figures of periods that the record does not have yet that lie too far from the period before.

    Args:
        before: the table of the record.
        after: the new table.
        schema, time, checks: as for `failures`.
    """
    if not time:
        return []
    key = list(schema["primaryKey"])
    series = [name for name in key if name not in time]
    rows = after.sort_values([*series, *time], kind="stable")
    fresh = ~_index(rows, list(time)).isin(_index(before, list(time)))
    found = []
    for name in _values(schema):
        value = rows[name].astype("float64")
        earlier = value.groupby([rows[column] for column in series]).shift() if series else value.shift()
        too_far = fresh & beyond(earlier, value, checks.jump_pct, checks.jump_units)
        bad = rows[too_far]
        if len(bad):
            shown = [
                f"{_key(row, key)}: {earlier[index]:g} -> {value[index]:g}" for index, row in bad.head(SHOWN).iterrows()
            ]
            more = f" and {len(bad) - SHOWN} more" if len(bad) > SHOWN else ""
            found.append(f"{name} jumps by more than {checks.jump_pct:g} per cent: {'; '.join(shown)}{more}")
    return found


def _column_faults(frame: pd.DataFrame, column: Mapping[str, Any], key: list[str]) -> list[str]:
    name, rules = column["name"], column.get("constraints", {})
    if name not in frame:
        return [f"the column {name} is missing"]
    values, found = frame[name], []

    def fault(bad: pd.Series, text: str) -> None:
        if bad.any():
            found.append(f"{name}: {text}: {_rows(frame[bad], key, name)}")

    if rules.get("required"):
        fault(values.isna(), "no value")
    given = values.notna()
    if column["type"] in ("integer", "number"):
        numbers = pd.to_numeric(values, errors="coerce").astype("float64")
        fault(given & numbers.isna(), "not a number")
        low, high = rules.get("minimum"), rules.get("maximum")
        if column["type"] == "integer" or (low is not None and low >= 0):
            fault(given & (numbers < 0), "negative")
        if low is not None:
            fault(given & (numbers < low) & ((numbers >= 0) | (low < 0)), f"less than {low}")
        if high is not None:
            fault(given & (numbers > high), f"more than {high}")
    if column["type"] == "string":
        # Tables are downloaded and opened in spreadsheets, which take such a text for a formula.
        fault(given & values.astype("str").str.contains(r"^[=+@]|[\x00-\x1f\x7f]"), "a formula or a line break")
        fault(given & (values.astype("str").str.len() > LONGEST), f"a text of more than {LONGEST} letters")
    if "enum" in rules:
        fault(given & ~values.isin(rules["enum"]), f"not one of {', '.join(map(str, rules['enum']))}")
    if "pattern" in rules:
        fault(given & ~values.astype("str").str.fullmatch(rules["pattern"]), "not as the schema wants it")
    return found


def _total_faults(frame: pd.DataFrame, key: list[str], values: list[str], checks: Checks) -> list[str]:
    found = []
    for rule in checks.totals:
        groups = [name for name in key if name != rule.column]
        is_total = frame[rule.column] == rule.total
        totals = frame[is_total].set_index(groups)
        for name in values:
            parts = frame[~is_total].groupby(groups)[name].agg(["sum", "count", "size"])
            both = parts.join(totals[name].rename("total"), how="inner").astype("float64")
            whole = both[(both["count"] == both["size"]) & both["total"].notna()]
            bad = whole[(whole["sum"] - whole["total"]).abs() > rule.tolerance]
            if len(bad):
                first = bad.iloc[0]
                where = " ".join(map(str, bad.index[0] if isinstance(bad.index[0], tuple) else [bad.index[0]]))
                more = f", and {len(bad) - 1} more" if len(bad) > 1 else ""
                found.append(
                    f"{name} does not add up over {rule.column}: {where} has {first['sum']:g} in parts and "
                    f"{first['total']:g} in {rule.total}, more than {rule.tolerance:g} apart{more}"
                )
    return found


def _values(schema: Mapping[str, Any]) -> list[str]:
    key = set(schema["primaryKey"])
    numbers = [field["name"] for field in schema["fields"] if field["type"] in ("integer", "number")]
    return [name for name in numbers if name not in key]


def _index(frame: pd.DataFrame, columns: list[str]) -> pd.Index:
    return pd.MultiIndex.from_frame(frame[columns].astype("str"))


def _rows(frame: pd.DataFrame, key: list[str], column: str | None = None) -> str:
    extra = [column] if column and column not in key else []
    shown = [
        _key(row, key) + "".join(f" has {str(row[name])[:60]}" for name in extra if not pd.isna(row[name]))
        for _, row in frame.head(SHOWN).iterrows()
    ]
    more = f" and {len(frame) - SHOWN} more" if len(frame) > SHOWN else ""
    return "; ".join(shown) + more


def _key(row: pd.Series, key: list[str]) -> str:
    return " ".join(str(row[name]) for name in key)
