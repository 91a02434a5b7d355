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
_HIDDEN = "_hidden"  # rows with a figure that there is, but that the producer does not show
_NO_FIGURE = ("", ".")  # cells without a value where there is nothing to show; other symbols stand for a figure
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
    # A flow between two municipalities of the scope is in both selections.
    rows = _without_repeats([_with_figures(frame, declaration, schema, places, scope) for frame in frames])
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
    result = pd.DataFrame({_HIDDEN: False}, index=keys.index)
    wanted = pd.MultiIndex.from_frame(keys) if len(others) > 1 else keys[others[0]]
    for name, column in declaration.columns.items():
        if column.content is None:
            result[name] = _keyed(tidy, keys, column, declaration)
            continue
        cells = tidy[tidy[CONTENTS] == content(contents, column.content, declaration)].set_index(others)
        result[name] = cells["status" if column.part else "value"].reindex(wanted).to_numpy()
        hidden = cells["value"].isna() & ~cells["status"].isin(_NO_FIGURE)
        result[_HIDDEN] |= hidden.reindex(wanted, fill_value=False).to_numpy()
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


def content(contents: pd.DataFrame, wanted: str | Label, declaration: Declaration) -> str:
    """The code of a content that is given by code or label (or a part of one), or as * where there is only one.

    Args:
        contents: columns `ContentsCode` and `ContentsCode.label`, one row for each content of the table.
        wanted: as the column declares it.
        declaration: of the table, for messages.

    Raises:
        SourceError: no content, or more than one, fits.
    """
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
    keys = [name for name in rows.columns if name not in (*values, _HIDDEN)]
    grouped = rows.dropna(subset=list(declaration.bands)).groupby(keys, sort=False)
    groups = grouped[values]
    added = groups.sum().where(groups.count() == groups.size().to_numpy()[:, None])
    return added.join(grouped[_HIDDEN].any()).reset_index()


def _with_figures(
    rows: pd.DataFrame, declaration: Declaration, schema: Mapping[str, Any], places: Sequence[str], scope: Scope
) -> pd.DataFrame:
    """Leave out rows that say nothing: a municipality that was not there that year, and zeros where declared so.

    A row whose figure is hidden stays, without the figure: what is added up would else be of the others alone.
    """
    values = [name for name, column in declaration.columns.items() if column.content is not None and not column.part]
    # Where no zero is allowed, as for how many live in a municipality, one stands for no figure.
    rules = [field.get("constraints", {}) for field in schema["fields"] if field["name"] in values]
    no_zeros = declaration.rows == "nonzero" or any(rule.get("minimum", 0) > 0 for rule in rules)
    figures = rows[values].fillna(0) if no_zeros else rows[values].notna()
    rows = rows[figures.astype(bool).any(axis=1) | rows[_HIDDEN]].drop(columns=_HIDDEN)
    for name in places:
        rows = rows[~_not_there(rows, name, values, declaration, scope)]
    return rows


def _not_there(
    rows: pd.DataFrame, name: str, values: list[str], declaration: Declaration, scope: Scope
) -> pd.Series:
    """Rows without figures of municipalities that did not exist in the row's year, by the changes of numbers.

    Services write a former number late, and then the new one that stands empty was not in use yet.
    """
    codes, years = rows[name], rows[declaration.time_columns[0]].astype("str").str[:4].astype(int)
    nothing = (rows[values].fillna(0) == 0).all(axis=1)
    silent = nothing.groupby([*(rows[column] for column in declaration.time_columns), codes]).transform("all")
    moments = pd.DataFrame({"code": codes, "year": years, "silent": silent}).drop_duplicates()
    gone = set()
    for year, found in moments.groupby("year"):
        used = set(found.loc[~found["silent"], "code"])
        late = {scope.chain.comparable(code) for code in used if code in scope.ever - scope.of_year(year)}
        for code in found.loc[found["silent"], "code"]:
            if not scope.existed(code, year) or scope.chain.comparable(code) in late:
                gone.add((code, year))
    return silent & pd.Series([pair in gone for pair in zip(codes, years)], index=rows.index, dtype=bool)


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
