"""What has become of each indicator from one edition to the next, or from one state of the record to another.

Three values of an indicator are held together: the old one as it was published, the same period as the record of the new
edition has it, and the new one. So a change is parted into what the source has revised and what has come since.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Literal, NamedTuple

import pandas as pd

from statusbok.indicators import employment, plan_indicators
from statusbok.indicators.plan_indicators import PLACES, UNCHANGED, Period
from statusbok.indicators.targets import Status, distance

CAUSES = ("new_period", "revision", "definition", "correction", "added", "removed", "none")
"""Why an indicator is another than it was, in the order in which an indicator has them.

- `new_period`: the new figure is for a later period;
- `revision`: the source has another figure for the old period than it had;
- `definition`: the two figures cannot be compared, `not_comparable` tells why;
- `correction`: an error in the old edition was corrected, and the log names the indicator;
- `added`, `removed`: only the new or only the old edition has a figure, or the record no longer has the newest period;
- `none`: nothing of this, also where neither has a figure.
"""

DEFINITION = ("unit", "table")
"""What defines an indicator in the table `plan_indicators`. Its wording, the way that is wanted and the chapter do not."""

JOBS = "employed_workplace"

Threshold = Literal["reached", "left", "not_crossed", "unknown", "none"]


class Side(NamedTuple):
    """What one of the two states is calculated from.

    Attributes:
        year: Year of the edition.
        definitions: Table `plan_indicators`: `indicator_id`, `label`, `chapter`, `table`, `unit`, `direction`.
        tables: `plan_indicators.TABLES` by name, as they could be read at the end of that year.
        added: When each table came into the record: `recorded` and `retrieved` of its resource. A table that came into
            both records at the same time cannot show what its source has revised; one that is not here is taken to be
            another than that of the other side.
    """

    year: int
    definitions: pd.DataFrame
    tables: Mapping[str, pd.DataFrame]
    added: Mapping[str, tuple[date, str | None]] = MappingProxyType({})


def between(
    then: Side,
    now: Side,
    code: str,
    county_code: str,
    totals_breaks: Collection[int] = (employment.REGISTER_BREAK,),
    stands: Sequence[Status] = (),
    corrections: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Each indicator then and now, and why it differs.

    Args:
        then: The old edition, from the record that it was made from.
        now: The new edition, from its own record.
        code: Municipality code (2024).
        county_code: The county, for what is only published by county.
        totals_breaks: First years after a break in tables 11618 and 03321 of the new record.
        stands: Where the targets of the plan stand by the new record (`targets.stands`): their levels are the thresholds.
        corrections: Table `corrections`: `edition_year` (of the edition that had the error), `municipality_code`
            (missing or empty for all), `indicators` (ids, separated by semicolons). None for no corrections.

    Returns:
        One row for each indicator of either side. Values are in the indicator's unit, differences in percentage points
        for per cent, and what there is no figure for is NaN:

        - `indicator_id`, `label`, `unit`, `chapter`: as now, as then where it is no longer defined;
        - `old_unit`: the unit of the old value, and of the revised one;
        - `old_period`, `old_value`, `old_table`: as the old edition had it; `new_period`, `new_value`, `new_table`;
        - `revised_value`: the old period by the new record, calculated as now; jobs that the plan stated then are those
          that it states now, and jobs of the table those of the table. `revised` tells whether it was "read", is the
          "same" since the table came into both records at the same time, is "gone" from the record or in another unit
          ("unit"), or there is "no_figure" to look for;
        - `revision`: `revised_value` - `old_value`; `change`: `new_value` - `revised_value`, NaN where the two cannot be
          compared. Both are rounded as the indicator is shown;
        - `size_pct`: `new_value` - `old_value` without its sign, per cent of `old_value`; 0 for a difference that
          counts as none (`UNCHANGED`), NaN where they cannot be compared;
        - `causes`: a tuple, see `CAUSES`; `not_comparable`: "" or "definition", "source" (another table) or "break";
        - `threshold`: "reached" or "left" for a target that was met in one edition only, "not_crossed", "unknown"
          (its level or a figure is not known, or they cannot be compared), or "none" without a target;
          `target`, `target_level`: which, and where it is.

        Those that crossed a threshold come first, then by size, the largest first; then those without a size, those
        without a difference, and those without figures, each in the order of the register.
    """
    corrected = _corrected(corrections, then.year, code)
    old, new = (
        plan_indicators.figures(side.definitions, side.tables, code, county_code, None, totals_breaks).set_index(
            "indicator_id", drop=False
        )
        for side in (then, now)
    )
    old_jobs = old.at[JOBS, "table"] if JOBS in old.index else None
    series = plan_indicators.series(now.tables, code, county_code, _jobs(now.tables, code, old_jobs))
    defined = {side: frame.set_index("indicator_id") for side, frame in (("then", then.definitions), ("now", now.definitions))}
    rows = []
    for indicator in dict.fromkeys([*new.index, *old.index]):
        was, now_is = (frame.loc[indicator] if indicator in frame.index else None for frame in (old, new))
        apart = _definition(indicator, defined["then"], defined["now"], was, now_is)
        values = series.get(indicator, pd.Series(dtype=float))
        targets = [one for one in stands if one.target.indicator_id == indicator]
        known = was is not None and _same_copy(was["table"], then, now)
        rows.append(_row(was, now_is, values, apart, known, indicator in corrected, targets, totals_breaks))
    frame = pd.DataFrame(rows, columns=_COLUMNS, dtype=object)
    frame = frame.astype(dict.fromkeys(_NUMBERS, float))
    return _ordered(frame)


def between_places(
    definitions: pd.DataFrame, tables: Mapping[str, pd.DataFrame], places: Sequence[tuple[str, str]]
) -> pd.DataFrame:
    """Each indicator of two municipalities in the newest period that both have.

    Jobs are those of the tables for both, also where a plan states newer ones.

    Args:
        definitions: Table `plan_indicators`.
        tables: `plan_indicators.TABLES` by name.
        places: Municipality code and county code of the two.

    Returns:
        `indicator_id`, `label`, `unit`, `chapter`, `table`, `period` (missing where there is no common one), `first_value`,
        `second_value`, `difference` (second - first, rounded as shown) and `size_pct` (without its sign, per cent of the
        first; 0 for a difference that counts as none). The largest comes first, those without figures last.
    """
    first, second = (
        plan_indicators.series(tables, code, county, _jobs(tables, code, None)) for code, county in places
    )
    rows = []
    for row in definitions.itertuples():
        both = [values.get(row.indicator_id, pd.Series(dtype=float)).dropna() for values in (first, second)]
        common = both[0].index.intersection(both[1].index)
        period = _period(common.max()) if len(common) else None
        one, other = (float(values[period]) if len(common) else float("nan") for values in both)
        rows.append((
            row.indicator_id, row.label, row.unit, row.chapter, row.table, period, one, other,
            _difference(other, one, row.unit), _size(one, other, row.unit),
        ))  # fmt: skip
    columns = ["indicator_id", "label", "unit", "chapter", "table", "period", "first_value", "second_value",
               "difference", "size_pct"]  # fmt: skip
    frame = pd.DataFrame(rows, columns=columns, dtype=object)
    frame = frame.astype(dict.fromkeys(columns[6:], float))
    order = pd.DataFrame({"missing": frame["period"].isna(), "size": -frame["size_pct"].fillna(0)})
    return frame.loc[order.sort_values(["missing", "size"], kind="stable").index].reset_index(drop=True)


_COLUMNS = [
    "indicator_id", "label", "unit", "chapter", "old_unit", "old_period", "old_value", "old_table", "revised_value", "revised",
    "new_period", "new_value", "new_table", "revision", "change", "size_pct", "causes", "not_comparable", "threshold",
    "target", "target_level",
]  # fmt: skip
_NUMBERS = ["old_value", "revised_value", "new_value", "revision", "change", "size_pct", "target_level"]
_NAN = float("nan")


def _row(
    was: pd.Series | None,
    now_is: pd.Series | None,
    by_period: pd.Series,
    apart: str,
    same_copy: bool,
    corrected: bool,
    targets: Sequence[Status],
    totals_breaks: Collection[int],
) -> tuple[object, ...]:
    """One indicator; `apart` tells whether it is defined otherwise than it was, `by_period` has it as revised.

    `same_copy` tells whether the table of the old figure came into both records at the same time.
    """
    told = was if now_is is None else now_is
    unit = told["unit"]
    old_period, old_value, old_table = _figure(was)
    new_period, new_value, new_table = _figure(now_is)
    both = old_period is not None and new_period is not None
    revised_value, revised = _NAN, "no_figure"
    if old_period is not None:
        same_unit = now_is is None or was["unit"] == unit
        revised = "unit" if not same_unit else "read" if old_period in by_period.index else "gone"
        revised_value = float(by_period[old_period]) if revised == "read" else _NAN
    if both and isinstance(old_period, str) != isinstance(new_period, str):
        apart = "definition"
    elif not apart and both and _parted(old_period, new_period, old_table, totals_breaks):
        apart = "break"
    revision = _difference(revised_value, old_value, unit)
    # A figure that was changed by hand is another, whatever the dates of its copy say.
    if same_copy and abs(revision) <= UNCHANGED.get(unit, 0):
        revised = "same"
    causes = {
        "new_period": both and _later(new_period, old_period),
        "revision": abs(revision) > UNCHANGED.get(unit, 0),
        "definition": both and bool(apart),
        "correction": corrected,
        "added": old_period is None and new_period is not None,
        "removed": old_period is not None and (new_period is None or _later(old_period, new_period)),
    }
    apart = apart if causes["definition"] else ""
    threshold, crossed = _threshold(targets, old_value, new_value, comparable=both and not apart)
    return (
        told["indicator_id"], told["label"], unit, told["chapter"],
        unit if was is None else was["unit"], old_period, old_value, old_table, revised_value, revised,
        new_period, new_value, new_table,
        revision,
        _NAN if apart else _difference(new_value, revised_value, unit),
        _NAN if apart else _size(old_value, new_value, unit),
        tuple(cause for cause, holds in causes.items() if holds) or ("none",),
        apart,
        threshold,
        crossed.target.label if crossed else None,
        crossed.level if crossed and crossed.level is not None else _NAN,
    )  # fmt: skip


def _figure(row: pd.Series | None) -> tuple[Period | None, float, str | None]:
    """Period, value and table of a row of `plan_indicators.figures`; no period where there is no figure."""
    if row is None or pd.isna(row["value"]):
        return None, _NAN, None
    return _period(row["period"]), float(row["value"]), row["table"]


def _period(period: object) -> Period:
    return period if isinstance(period, str) else int(period)


def _later(one: Period, other: Period) -> bool:
    """Whether one period is later than another; a month and a year are told apart by their years."""
    if isinstance(one, str) != isinstance(other, str):
        one, other = (int(str(period)[:4]) for period in (one, other))
    return one > other


def _same_copy(table: str, then: Side, now: Side) -> bool:
    """Whether a table came into both records at the same time."""
    return table in then.added and then.added[table] == now.added.get(table)


def _jobs(tables: Mapping[str, pd.DataFrame], code: str, table: str | None) -> pd.Series:
    """Jobs by year: those that the plan states for `plan_figures`, else all of table 11618."""
    if table == "plan_figures":
        return employment.jobs_by_sector(tables["plan_figures"], code).groupby("year")["jobs_persons"].sum()
    return employment.yearly(tables["municipality_totals"], "employed_workplace_persons", code)


def _definition(
    indicator: str, then: pd.DataFrame, now: pd.DataFrame, was: pd.Series | None, now_is: pd.Series | None
) -> str:
    """"definition" where the register has it otherwise, "source" where the figure is from another table, or ""."""
    if was is None or now_is is None:
        return ""
    if any(then.at[indicator, column] != now.at[indicator, column] for column in DEFINITION):
        return "definition"
    return "" if was["table"] == now_is["table"] else "source"


def _parted(one: Period, other: Period, table: str, totals_breaks: Collection[int]) -> bool:
    """Whether a break in the figures of a table lies between two periods."""
    first, last = sorted((one, other))
    return any(first < begins <= last for begins in plan_indicators.breaks_of(table, totals_breaks))


def _difference(new: float, old: float, unit: str) -> float:
    """`new` - `old` with the decimals that the unit is shown with."""
    return round(new - old, PLACES.get(unit, 0)) + 0.0


def _size(old: float, new: float, unit: str) -> float:
    """The difference without its sign, per cent of the old value; 0 where it counts as none, NaN from zero."""
    if abs(_difference(new, old, unit)) <= UNCHANGED.get(unit, 0):
        return 0.0
    return abs(new - old) / abs(old) * 100 if old else _NAN


def _threshold(
    targets: Sequence[Status], old: float, new: float, *, comparable: bool
) -> tuple[Threshold, Status | None]:
    """Whether a target was met in one of the two only, and which; the first that was where there are several."""
    if not targets:
        return "none", None
    known = [one for one in targets if one.level is not None] if comparable else []
    for one in known:
        was_met, is_met = (distance(value, one.level, one.target.direction) == 0 for value in (old, new))
        if was_met != is_met:
            return ("reached" if is_met else "left"), one
    return ("not_crossed", known[0]) if known else ("unknown", targets[0])


def _corrected(corrections: pd.DataFrame | None, year: int, code: str) -> set[str]:
    """Ids of the indicators that the log has an error of the edition for."""
    if corrections is None or corrections.empty:
        return set()
    named = of_edition(corrections, year, code)["indicators"].dropna()
    return {indicator.strip() for ids in named for indicator in ids.split(";")}


def of_edition(corrections: pd.DataFrame, year: int, code: str) -> pd.DataFrame:
    """Rows of the table `corrections` on errors of one edition that concern a municipality."""
    places = corrections["municipality_code"].fillna("")
    return corrections[(corrections["edition_year"] == year) & places.isin(["", code])].reset_index(drop=True)


def _ordered(frame: pd.DataFrame) -> pd.DataFrame:
    size = frame["size_pct"]
    nothing = frame["old_value"].isna() & frame["new_value"].isna()
    order = pd.DataFrame({
        "not_crossed": ~frame["threshold"].isin(["reached", "left"]),
        "group": (size.isna() * 1).mask(size == 0, 2).mask(nothing, 3),
        "size": -size.fillna(0),
    })  # fmt: skip
    return frame.loc[order.sort_values(list(order), kind="stable").index].reset_index(drop=True)
