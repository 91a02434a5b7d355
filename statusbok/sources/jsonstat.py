"""json-stat2, the format of PxWebApi, to a tidy frame. Format: https://json-stat.org/full/ (version 2.0)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from statusbok.errors import SourceError
from statusbok.sources.http import as_agreed


def tidy(dataset: Mapping[str, Any], *, where: str) -> pd.DataFrame:
    """One row for each cell, in the order of the dataset.

    Args:
        dataset: A json-stat2 dataset of class "dataset", with values.
        where: What it is, for messages ("table 07459 of ssb").

    Returns:
        For each dimension its code (`Region`) and its label (`Region.label`); `value` (float64, NaN where there is
        none), `status` (the symbol of a cell without a value, "" elsewhere), `unit` (of the content, "" without one).
        `attrs`: `updated` (ISO text), `label`, `source` and `notes` (list of texts).

    Raises:
        SourceError: The dataset is not json-stat2, contradicts itself or is cut off.
    """
    with as_agreed(where):
        return _tidy(dataset, where)


def moment(text: Any, *, where: str) -> str:
    """When a table was updated, as the service gives it; "" where it does not say.

    Raises:
        SourceError: It is no time in ISO form.
    """
    try:
        if text:
            date.fromisoformat(text[:10])
    except (TypeError, ValueError):
        raise SourceError(f"{where}: updated is {text!r}; expected a time such as 2026-02-24T07:00:00Z") from None
    return text or ""


def _tidy(dataset: Mapping[str, Any], where: str) -> pd.DataFrame:
    sizes = shape(dataset, where=where)
    cells = math.prod(sizes.values())
    frame = pd.DataFrame(index=pd.RangeIndex(cells))
    inner = cells
    for name, size in sizes.items():
        inner //= max(size, 1)
        positions = np.tile(np.repeat(np.arange(size), inner), cells // (size * inner) if cells else 0)
        labels = categories(dataset, name, where=where)
        frame[name] = _column(list(labels), positions)
        frame[f"{name}.label"] = _column(list(labels.values()), positions)
    frame["value"] = _values(dataset.get("value"), cells, where)
    frame["status"] = _status(dataset.get("status"), cells, where)
    frame["unit"] = _unit(dataset, frame)
    frame.attrs = {
        "updated": moment(dataset.get("updated"), where=where),
        "label": dataset.get("label", ""),
        "source": dataset.get("source", ""),
        "notes": list(dataset.get("note") or []),
    }
    return frame


def shape(dataset: Any, *, where: str) -> dict[str, int]:
    """The dimensions and how many categories each has.

    Raises:
        SourceError: This is not a json-stat2 dataset, or `id`, `size` and `dimension` do not fit together.
    """
    if not isinstance(dataset, Mapping) or dataset.get("class") != "dataset":
        raise SourceError(f"{where}: the answer is not a json-stat2 dataset")
    if dataset.get("version") != "2.0":
        raise SourceError(f"{where}: the answer has json-stat version {dataset.get('version')!r}, not '2.0'")
    names, sizes = dataset.get("id"), dataset.get("size")
    if not isinstance(names, list) or not isinstance(sizes, list) or len(names) != len(sizes):
        raise SourceError(f"{where}: the dimensions {names} and the sizes {sizes} do not fit together")
    for name, size in zip(names, sizes):
        found = len(categories(dataset, name, where=where))
        if found != size:
            raise SourceError(f"{where}: dimension {name} has {found} categories, but its size is given as {size}")
    return dict(zip(names, sizes))


def categories(dataset: Mapping[str, Any], name: str, *, where: str) -> dict[str, str]:
    """Code -> label of a dimension, in order. A label that is missing is the code.

    Raises:
        SourceError: The dimension is missing or has neither index nor label.
    """
    category = dataset.get("dimension", {}).get(name, {}).get("category")
    if not isinstance(category, Mapping):
        raise SourceError(f"{where}: dimension {name} is missing")
    labels = category.get("label") or {}
    index = category.get("index")
    if index is None:  # allowed where there is one category only
        index = list(labels)
        if len(index) != 1:
            raise SourceError(f"{where}: dimension {name} has no index of its {len(index)} categories")
    if isinstance(index, Mapping) and set(index.values()) != set(range(len(index))):
        raise SourceError(f"{where}: dimension {name} does not number its {len(index)} categories from 0")
    codes = sorted(index, key=index.get) if isinstance(index, Mapping) else index
    return {code: labels.get(code, code) for code in codes}


def _column(texts: list[str], positions: np.ndarray) -> pd.Series:
    return pd.Series(texts, dtype="str").take(positions).reset_index(drop=True)


def _values(values: Any, cells: int, where: str) -> np.ndarray:
    """Values as a list with every cell, or as an object of those that have one."""
    result = np.full(cells, np.nan)
    if isinstance(values, list):
        if len(values) != cells:
            raise SourceError(f"{where}: {len(values)} values where there should be {cells}; the answer is cut off")
        values = enumerate(values)
    elif isinstance(values, Mapping):
        values = ((_cell(key, cells, where), value) for key, value in values.items())
    else:
        raise SourceError(f"{where}: the answer has no values")
    for cell, value in values:
        if value is None:
            continue
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
            raise SourceError(f"{where}: value {value!r} of cell {cell} is not a number")
        result[cell] = value
    return result


def _status(status: Any, cells: int, where: str) -> pd.Series:
    """Symbols as one text for all cells, a list with every cell, or an object of those that have one."""
    if isinstance(status, str):
        symbols = [status] * cells
    elif isinstance(status, list):
        if len(status) != cells:
            raise SourceError(f"{where}: {len(status)} symbols where there should be {cells}")
        symbols = [symbol or "" for symbol in status]
    else:
        symbols = [""] * cells
        for key, symbol in (status or {}).items():
            symbols[_cell(key, cells, where)] = symbol or ""
    return pd.Series(symbols, dtype="str")


def _cell(key: str, cells: int, where: str) -> int:
    if not key.isdecimal() or int(key) >= cells:
        raise SourceError(f"{where}: cell {key} does not exist, there are {cells}")
    return int(key)


def _unit(dataset: Mapping[str, Any], frame: pd.DataFrame) -> pd.Series:
    """The unit of the content that each cell belongs to."""
    for name in dataset.get("role", {}).get("metric", []):
        units = dataset["dimension"].get(name, {}).get("category", {}).get("unit")
        if units and name in frame:
            bases = {code: (unit or {}).get("base") or "" for code, unit in units.items()}
            return frame[name].map(bases).fillna("").astype("str")
    return pd.Series("", index=frame.index, dtype="str")
