"""A statistical table that a test can read from and edit: dimensions, values, symbols, code lists."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

SYMBOLS = ("", ".", "..", ":")


@dataclass
class CodeList:
    """A list of codes for one dimension.

    Args:
        id: `agg_...` for one that adds up, `vs_...` for one that only picks.
        label: Name for people.
        values: Code -> (label, codes of the dimension that it stands for).
    """

    id: str
    label: str
    values: dict[str, tuple[str, tuple[str, ...]]]

    @property
    def kind(self) -> str:
        """Type as the service names it."""
        return "Aggregation" if self.id.startswith("agg_") else "Valueset"


@dataclass
class Dimension:
    """One variable of a table.

    Args:
        id: As in the service, `Region`.
        label: As in the service, `region`.
        labels: Label of each code, in the table's order.
        eliminable: May be left out of a selection.
        total: Code that stands for the whole when it is left out; None: all codes are added up.
        codelists: Lists that may be named in a selection.
    """

    id: str
    label: str
    labels: dict[str, str]
    eliminable: bool = False
    total: str | None = None
    codelists: list[CodeList] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.codes = self.codes or list(self.labels)

    def codelist(self, name: str) -> CodeList | None:
        """The list of that id, None where the dimension has none."""
        return next((known for known in self.codelists if known.id == name), None)


@dataclass
class Content:
    """What one code of `ContentsCode` measures; `unit` is `personer`, `prosent` and so on."""

    label: str
    unit: str
    decimals: int = 0


class Table:
    """A table of SSB or SCB that can be edited.

    The last two dimensions are always `ContentsCode` and `Tid`. Values of a table that has just been made are shared
    between replicas; the first edit takes a copy.

    Args:
        service: "ssb" or "scb".
        id: Number of the table.
        label: What it holds, without the variables.
        dimensions: Those before `ContentsCode` and `Tid`.
        contents: Code -> what it measures.
        periods: Codes of `Tid` in order.
        values: One number a cell, NaN where there is none.
        status: Index into `SYMBOLS` a cell; None: no symbols.
    """

    def __init__(
        self,
        service: str,
        id: str,
        label: str,
        dimensions: Sequence[Dimension],
        contents: dict[str, Content],
        periods: Sequence[str],
        values: np.ndarray,
        status: np.ndarray | None = None,
        *,
        updated: str = "2026-11-12T07:00:00Z",
        note: str | None = None,
    ) -> None:
        swedish = service == "scb"
        self.service, self.id, self.label, self.updated = service, id, label, updated
        self.source = "SCB" if swedish else "Statistisk sentralbyrå"
        self.contents = dict(contents)
        self.discontinued: bool | None = None
        self.notes = [note] if note else []
        words = {"Q": "kvartal", "M": "månad" if swedish else "måned"}
        unit = "K" if "K" in periods[0] else "M" if "M" in periods[0] else "Q" if "Q" in periods[0] else ""
        self.time_unit = {"K": "Quarterly", "Q": "Quarterly", "M": "Monthly", "": "Annual"}[unit]
        self.dimensions = [
            *dimensions,
            Dimension(
                "ContentsCode",
                "tabellinnehåll" if swedish else "statistikkvariabel",
                {code: content.label for code, content in contents.items()},
            ),
            Dimension("Tid", words.get("Q" if unit == "K" else unit, "år"), {code: code for code in periods}),
        ]
        shape = tuple(len(dimension.codes) for dimension in self.dimensions)
        if values.shape != shape:
            raise ValueError(f"table {id}: the values have the shape {values.shape}, the dimensions {shape}")
        self.values = values
        self.status = np.zeros(shape, "int8") if status is None else status
        self.values.flags.writeable = self.status.flags.writeable = False

    def copy(self) -> Table:
        """A table that can be edited without changing this one."""
        self.values.flags.writeable = self.status.flags.writeable = False
        other = copy.copy(self)
        for name in ("dimensions", "contents", "notes"):
            setattr(other, name, copy.deepcopy(getattr(self, name)))
        return other

    def dimension(self, id: str) -> Dimension:
        """The dimension of that id; KeyError where there is none."""
        for dimension in self.dimensions:
            if dimension.id == id:
                return dimension
        raise KeyError(f"table {self.id} has no dimension {id}; it has {[known.id for known in self.dimensions]}")

    @property
    def size(self) -> tuple[int, ...]:
        """Number of codes of each dimension."""
        return self.values.shape

    @property
    def periods(self) -> list[str]:
        """Codes of `Tid`, oldest first."""
        return list(self.dimension("Tid").codes)

    def get(self, **codes: str) -> float:
        """The value of one cell, NaN where it is empty: `get(Region="3101", Kjonn="0", ..., Tid="2025")`."""
        value = self.values[self._cells(codes)]
        if value.size != 1:
            raise KeyError(f"table {self.id}: {codes} are {value.size} cells; name one code of each dimension")
        return float(value.ravel()[0])

    def set(self, value: float | None, status: str = "", **codes: str | list[str]) -> None:
        """Put a value, or a symbol, in all cells that have these codes: `set(None, ":", Region="3101", Tid="2025")`."""
        cells = self._own(codes)
        self.values[cells] = np.nan if value is None else value
        self.status[cells] = SYMBOLS.index(status)

    def scale(self, factor: float, **codes: str | list[str]) -> None:
        """Revise: multiply the cells that have these codes, rounded as the table is."""
        cells = self._own(codes)
        self.values[cells] = np.round(self.values[cells] * factor, max(c.decimals for c in self.contents.values()))

    def add_period(self, code: str, factor: float = 1.0) -> None:
        """A new last period: the values of the last one, times a factor."""
        self.duplicate_code("Tid", self.periods[-1], code)
        self.scale(factor, Tid=code)

    def rename_dimension(self, old: str, new: str, label: str | None = None) -> None:
        """Give a dimension another id, as when NACE2007 becomes NACE2025."""
        dimension = self.dimension(old)
        dimension.id, dimension.label = new, label or dimension.label

    def rename_code(self, id: str, old: str, new: str) -> None:
        """Give a code another name."""
        dimension = self.dimension(id)
        dimension.codes[dimension.codes.index(old)] = new
        dimension.labels[new] = dimension.labels[old]

    def remove_code(self, id: str, code: str) -> None:
        """Take a code, and its cells, out of the table and out of every list."""
        dimension = self.dimension(id)
        axis, place = self.dimensions.index(dimension), dimension.codes.index(code)
        self.values, self.status = (np.delete(array, place, axis) for array in (self.values, self.status))
        del dimension.codes[place]
        for codelist in dimension.codelists:
            for key, (label, members) in list(codelist.values.items()):
                codelist.values[key] = (label, tuple(member for member in members if member != code))
                if not codelist.values[key][1]:
                    del codelist.values[key]

    def duplicate_code(self, id: str, code: str, new: str | None = None) -> None:
        """Put a code's cells at the end once more, under another code or (None) under the same."""
        dimension = self.dimension(id)
        axis, place = self.dimensions.index(dimension), dimension.codes.index(code)
        self.values, self.status = (
            np.concatenate([array, np.take(array, [place], axis)], axis) for array in (self.values, self.status)
        )
        dimension.codes.append(code if new is None else new)
        if new is not None:
            dimension.labels[new] = new if id == "Tid" else dimension.labels[code]

    def _cells(self, codes: dict[str, str | list[str]]) -> tuple[np.ndarray, ...]:
        unknown = set(codes) - {dimension.id for dimension in self.dimensions}
        if unknown:
            raise KeyError(f"table {self.id} has no dimension {', '.join(sorted(unknown))}")
        return np.ix_(*self._places(codes))

    def _places(self, codes: dict[str, str | list[str]]) -> Iterator[list[int]]:
        for dimension in self.dimensions:
            wanted = codes.get(dimension.id, dimension.codes)
            wanted = [wanted] if isinstance(wanted, str) else wanted
            yield [dimension.codes.index(code) for code in dict.fromkeys(wanted)]

    def _own(self, codes: dict[str, str | list[str]]) -> tuple[np.ndarray, ...]:
        """The cells, after the arrays have become this table's own."""
        if not self.values.flags.writeable:
            self.values, self.status = self.values.copy(), self.status.copy()
        return self._cells(codes)
