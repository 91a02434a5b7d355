"""From the cells of a service's table to the columns of the record's table."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from statusbok.errors import SourceError
from statusbok.update import scope as scopes
from statusbok.update.declared import CONTENTS, TIME, Column, Declaration, Label
from statusbok.update.scope import Scope

_COUNTRY = "0"  # what the record calls the whole country
_PERIOD = re.compile(r"(?P<year>[0-9]{4})(?:[KQ](?P<quarter>[1-4])|M(?P<month>0[1-9]|1[0-2]))?")


class Shaped(NamedTuple):
    """A table with the record's columns, and the codes of what is no municipality and was left out."""

    frame: pd.DataFrame
    left_out: list[str]


def shape(
    cells: Sequence[pd.DataFrame],
    declaration: Declaration,
    schema: Mapping[str, Any],
    scope: Scope,
) -> Shaped:
    """Turn tidy cells into the declared table.

    Args:
        cells: one tidy frame for each declared selection, see `statusbok.sources.jsonstat.tidy`.
        declaration: how columns, rows and codes are to be read.
        schema: the table's schema in the Data Package.
        scope: the record's municipalities.

    Returns:
        The table, not yet typed or sorted. A row that two selections both have is there once.

    Raises:
        SourceError: a variable, content or period is not as declared, or a municipality number is not known.
    """
    frames = [_columns(tidy, declaration) for tidy in cells]
    places = [field["name"] for field in schema["fields"] if field.get("codes") is not None]
    signs = [name for name, column in declaration.columns.items() if column.part == "status"]
    filled = [name for name, column in declaration.columns.items() if column.content is not None]
    values = [name for name in filled if name not in signs]
    # A flow between two municipalities of the scope is in both selections.
    rows = _without_repeats([_with_figures(frame, declaration, values, signs, places) for frame in frames])
    for name in places:
        rows[name] = rows[name].map(scopes.spliced)
        areas = next((field.get("areas", {}) for field in schema["fields"] if field["name"] == name), {})
        if _COUNTRY in areas:
            rows[name] = rows[name].replace({"00": _COUNTRY, "0000": _COUNTRY})
    rows, left_out = _codes(rows, declaration, places, scope)
    return Shaped(rows.reindex(columns=[field["name"] for field in schema["fields"]]).reset_index(drop=True), left_out)


def dimension(frame: pd.DataFrame, name: str) -> str:
    """The variable of a tidy frame that a name or a pattern (NACE*) stands for.

    Raises:
        SourceError: there is none, or several.
    """
    names = variables(frame)
    found = [known for known in names if re.fullmatch(re.escape(name).replace(r"\*", ".*"), known)]
    if len(found) != 1:
        raise SourceError(f"{len(found) or 'no'} variables fit {name}; the table has {', '.join(names)}")
    return found[0]


def variables(frame: pd.DataFrame) -> list[str]:
    """The variables of a tidy frame, in order."""
    return [name for name in frame.columns if f"{name}.label" in frame.columns]


def _columns(tidy: pd.DataFrame, declaration: Declaration) -> pd.DataFrame:
    """One row for each combination of the variables, one column for each declared one."""
    others = [name for name in variables(tidy) if name != CONTENTS]
    contents = tidy[[CONTENTS, f"{CONTENTS}.label"]].drop_duplicates()
    keys = tidy[others].drop_duplicates().reset_index(drop=True)
    index = pd.MultiIndex.from_frame(tidy[[*others, CONTENTS]])
    if index.has_duplicates:
        first = index[index.duplicated()][0]
        raise SourceError(f"{declaration.source}: the answer has a cell twice: {' '.join(map(str, first))}")
    result = pd.DataFrame(index=keys.index)
    for name, column in declaration.columns.items():
        if column.content is None:
            result[name] = _keyed(tidy, keys, column, declaration)
            continue
        code = _content(contents, column.content, declaration)
        part = tidy[tidy[CONTENTS] == code].set_index(others)["status" if column.part else "value"]
        result[name] = part.reindex(pd.MultiIndex.from_frame(keys) if len(others) > 1 else keys[others[0]]).to_numpy()
    for name, bands in declaration.bands.items():
        result[name] = _banded(keys[dimension(tidy, bands["of"])], bands)
    if declaration.bands:
        result = _added_up(result, declaration)
    return result


def _keyed(tidy: pd.DataFrame, keys: pd.DataFrame, column: Column, declaration: Declaration) -> pd.Series | str:
    try:
        name = dimension(tidy, column.dimension)
    except SourceError as error:
        raise SourceError(f"{declaration.source}: {error}") from None
    if column.part == "name":
        return name
    if column.part == "label":
        labels = tidy[[name, f"{name}.label"]].drop_duplicates().set_index(name)[f"{name}.label"]
        return keys[name].map(labels)
    if column.dimension != TIME:
        return keys[name]
    moments = {code: _moment(code, column.part, declaration) for code in keys[name].unique()}
    return keys[name].map(moments)


def _moment(code: str, part: str | None, declaration: Declaration) -> str:
    """A period as the record writes it: "2024", "2024-01", and the quarter alone as "1"."""
    if part is None:
        return code
    found = _PERIOD.fullmatch(code)
    value = found and found[part]
    if value is None:
        expected = "expected for example 2024M01 or 2024K1"
        raise SourceError(f"{declaration.source}: the period {code!r} has no {part}; {expected}")
    return f"{found['year']}-{value}" if part == "month" else value


def _content(contents: pd.DataFrame, wanted: str | Label, declaration: Declaration) -> str:
    """The code of a content that is given by code or label, or as * where there is only one."""
    text = wanted.label if isinstance(wanted, Label) else wanted
    by_label = dict(zip(contents[f"{CONTENTS}.label"].str.casefold(), contents[CONTENTS]))
    if text in set(contents[CONTENTS]) and not isinstance(wanted, Label):
        return text
    if text.casefold() in by_label:
        return by_label[text.casefold()]
    partly = [code for label, code in by_label.items() if text.casefold() in label]
    if text == "*":
        partly = list(contents[CONTENTS])
    if len(partly) == 1:
        return partly[0]
    listed = ", ".join(f"{code} ({label})" for code, label in contents.itertuples(index=False))
    raise SourceError(f"{declaration.source}: {text!r} is no content of the answer, or not one alone; it has {listed}")


def _banded(ages: pd.Series, bands: Mapping[str, Any]) -> pd.Series:
    """The group of each single year of age ("000", "105+"); None outside all groups."""
    numbers = pd.to_numeric(ages.str.extract(r"^([0-9]+)\+?$")[0], errors="coerce")
    result = pd.Series(None, index=ages.index, dtype=object)
    for name, limits in bands.items():
        if name != "of":
            low, high = limits
            result[(numbers >= low) & (numbers <= (float("inf") if high is None else high))] = name
    return result


def _added_up(rows: pd.DataFrame, declaration: Declaration) -> pd.DataFrame:
    values = [name for name, column in declaration.columns.items() if column.content is not None]
    keys = [name for name in rows.columns if name not in values]
    groups = rows.dropna(subset=list(declaration.bands)).groupby(keys, sort=False)[values]
    added = groups.sum()
    return added.where(groups.count() == groups.size().to_numpy()[:, None]).reset_index()


def _with_figures(rows, declaration, values, signs, places) -> pd.DataFrame:
    """Leave out rows that say nothing: a municipality that was not there that year, and zeros where declared so."""
    nothing = (rows[values].fillna(0) == 0).all(axis=1)
    if declaration.rows == "nonzero":
        return rows[~nothing]
    hidden = (~rows[signs].fillna("").isin(["", "."])).any(axis=1) if signs else pd.Series(False, index=rows.index)
    blank = rows[values].isna().all(axis=1) & ~hidden
    if places:
        # A municipality without any figure in a period is one that did not exist, and not one with zeros.
        groups = [rows[name] for name in [*declaration.time_columns, *places]]
        blank |= (nothing & ~hidden).groupby(groups).transform("all")
    return rows[~blank]


def _without_repeats(frames: list[pd.DataFrame]) -> pd.DataFrame:
    numbered = [frame.assign(_nth=frame.groupby(list(frame.columns), dropna=False).cumcount()) for frame in frames]
    joined = pd.concat([frame for frame in numbered if len(frame)] or numbered[:1], ignore_index=True)
    return joined.drop_duplicates(ignore_index=True).drop(columns="_nth")


def _codes(rows, declaration, places, scope) -> tuple[pd.DataFrame, list[str]]:
    left_out: list[str] = []
    for name in places:
        codes = rows[name]
        four = codes[codes.str.fullmatch("[0-9]{4}")]
        # K-2100 and the like: no municipality, though four digits.
        never = scopes.check_known(scope, four.unique(), declaration.source)
        left_out += never
        rows = rows[~codes.isin(never)].copy()
        if declaration.codes == "one_to_one":
            years = rows[declaration.time_columns[0]].astype("str").str[:4].astype(int)
            pairs = pd.DataFrame({"code": rows[name], "year": years}).drop_duplicates()
            moved = {
                (code, year): scope.only_renamed(code, year) if re.fullmatch("[0-9]{4}", code) else code
                for code, year in pairs.itertuples(index=False)
            }
            rows[name] = [moved[pair] for pair in zip(rows[name], years)]
            rows = rows[rows[name].notna()].copy()
    return rows, sorted(set(left_out))
