"""What the Data Package declares about where a table comes from: "fetch" of a resource, read and checked."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from statusbok.catalogue import Catalogue
from statusbok.errors import DataError

SERVICES = ("ssb", "scb", "klass", "norges_bank", "nav")
PLACES = ("@municipalities", "@all_municipalities", "@swedish", "@country")
CONTENTS = "ContentsCode"
TIME = "Tid"
_PARTS = ("label", "name", "status", "year", "quarter", "month")


class Label(BaseModel):
    """A code that is found by its label in the table's metadata."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    label: str


class Values(BaseModel):
    """Codes of one variable, from a named code list where the table has several."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    codes: list[str | Label]
    codelist: str | None = None


class Total(BaseModel):
    """One code of a column whose figures are the sum of all others, within a tolerance in the column's unit."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    column: str
    total: str
    tolerance: float = 0


class Checks(BaseModel):
    """What a dataset allows. A change is too large when it exceeds both the per cent and the units.

    `revision_*` is for a past figure that the producer has changed, `jump_*` for a new period against the one before.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    revision_pct: float = 1.0
    revision_units: float = 5
    jump_pct: float = 50.0
    jump_units: float = 500
    totals: list[Total] = []


class Column(BaseModel):
    """Where the values of a column come from.

    `dimension` may be a pattern (NACE*). For `dimension` ContentsCode `content` is the code of the content or its
    label, and `part` None (the value) or "status". For others `part` None is the code.
    """

    model_config = ConfigDict(frozen=True)
    dimension: str
    content: str | Label | None = None
    part: str | None = None


class Hint(BaseModel):
    """What a request for a variable needs to say when it is written without the table's metadata, see `Declaration`.

    `name` is what a pattern stands for at present, `codelist` the list that adds municipalities up, `size` about how
    many codes its * stands for, where that can make an answer too large.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    name: str | None = None
    codelist: str | None = None
    size: int = 1


class Declaration(BaseModel):
    """How one table is fetched and judged.

    `rows` "nonzero" leaves out rows whose figures are all zero. `codes` says how the numbers of municipalities are
    to be read: "summed" (a list of today's, spliced over years), "of_the_year" (as each year wrote them) or
    "one_to_one" (moved to today's where the municipality was only renamed). `period` is the text of the resource's
    period. `bands` adds single years of age up to groups, `kept` are columns that the record keeps beside what the
    service has. `hints`, by variable, are for those who save answers by hand; the loaders ask the service instead.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    service: Literal[SERVICES]
    table: str | None = None
    selections: list[dict[str, Values]] = []
    hints: dict[str, Hint] = {}
    columns: dict[str, Column] = {}
    rows: Literal["nonzero", "all"] = "all"
    codes: Literal["summed", "of_the_year", "one_to_one"] | None = None
    period: str = "{first}–{last}"
    border: bool = False
    kept: list[str] = []
    checks: Checks = Checks()
    bands: dict[str, dict[str, Any]] = Field(default_factory=dict)

    @field_validator("selections", mode="before")
    @classmethod
    def _plain_lists(cls, value: Any) -> Any:
        if not isinstance(value, list) or not all(isinstance(selection, Mapping) for selection in value):
            raise ValueError("expected a list of objects, variable by variable")
        return [{name: _values(given) for name, given in selection.items()} for selection in value]

    @field_validator("columns", mode="before")
    @classmethod
    def _parsed(cls, value: Any) -> Any:
        if not isinstance(value, Mapping):
            raise ValueError("expected an object, column by column")
        return {name: parse_column(given) for name, given in value.items()}

    @field_validator("period")
    @classmethod
    def _template(cls, value: str) -> str:
        if set(re.findall(r"{([^}]*)}?", value)) - {"first", "last"} or "}" in re.sub("{(first|last)}", "", value):
            raise ValueError(f"{value!r}: expected a text with {{first}} and {{last}} only")
        return value

    @property
    def time_columns(self) -> list[str]:
        """The columns that say when: ["year"], ["month"] or ["year", "quarter"]."""
        if self.service in ("norges_bank", "nav"):
            return ["month"]
        return [name for name, column in self.columns.items() if column.dimension == TIME and column.part != "label"]

    @property
    def source(self) -> str:
        """Service and table in one word for messages: "SSB 07459"."""
        called = {"ssb": "SSB", "scb": "SCB", "klass": "Klass", "norges_bank": "Norges Bank", "nav": "NAV"}
        return " ".join(filter(None, [called[self.service], self.table]))

    @property
    def words(self) -> set[str]:
        """The words for municipalities in the selections, such as @municipalities."""
        given = {code for one in self.selections for values in one.values() for code in values.codes}
        return given & set(PLACES)

    @property
    def patterns(self) -> list[str]:
        """Variables that are named by a pattern, such as NACE*."""
        named = {name for selection in self.selections for name in selection}
        return sorted(name for name in named | {column.dimension for column in self.columns.values()} if "*" in name)


def declarations(record: Catalogue) -> dict[str, Declaration]:
    """Every table with a "fetch", in the order of the Data Package.

    Raises:
        DataError: a declaration has an unknown key or a value of the wrong kind, names a column that the table does
            not have or lacks one that it needs.
    """
    found = {}
    for entry in record.package["resources"]:
        if entry.get("fetch") is not None:
            found[entry["name"]] = _declaration(entry)
    return found


def parse_column(given: Any) -> Column:
    """Read where a column comes from: "Region", "Kjonn.label", "ContentsCode=Folkemengde.status", {"label": …}.

    Raises:
        ValueError: the text is none of these.
    """
    if isinstance(given, Column):
        return given
    if isinstance(given, Mapping) and set(given) in ({"label"}, {"label", "part"}):
        return Column(dimension=CONTENTS, content=Label(label=given["label"]), part=given.get("part"))
    if not isinstance(given, str) or not given:
        raise ValueError(f"{given!r}: expected a text such as \"Region\" or \"ContentsCode=X\", or {{\"label\": …}}")
    where, dot, part = given.rpartition(".")
    if not dot or part not in _PARTS:
        where, part = given, None
    dimension, equals, content = where.partition("=")
    if bool(content) != (dimension == CONTENTS) or bool(equals) != bool(content):
        raise ValueError(f"{given!r}: expected the code of one content, \"ContentsCode=X\", or a variable without =")
    if (part == "status") != bool(content and part) or (part in ("year", "quarter", "month") and dimension != TIME):
        raise ValueError(f"{given!r}: .{part} does not go with {dimension}")
    return Column(dimension=dimension, content=content or None, part=part)


def _values(given: Any) -> Any:
    if isinstance(given, str):
        return {"codes": [given]}
    return {"codes": given} if isinstance(given, list) else given


def _declaration(entry: Mapping[str, Any]) -> Declaration:
    where = f"data/datapackage.json, resource {entry['name']!r}, fetch"
    fetch = entry["fetch"]
    if not isinstance(fetch, Mapping):
        raise DataError(f"{where}: expected an object with service, table, selections and columns")
    try:
        declaration = Declaration(name=entry["name"], **fetch)
    except ValidationError as error:
        raise DataError(f"{where}: {_explained(error.errors()[0])}") from None
    if declaration.service not in ("ssb", "scb"):
        return declaration
    if not declaration.table or not declaration.selections:
        raise DataError(f"{where}: a table of {declaration.service} needs 'table' and 'selections'")
    _check_columns(declaration, entry, where)
    _check_selections(declaration, where)
    return declaration


def _check_columns(declaration: Declaration, entry: Mapping[str, Any], where: str) -> None:
    columns = [field["name"] for field in entry["schema"]["fields"]]
    unknown = sorted(set(declaration.columns) - set(columns))
    required = {field["name"] for field in entry["schema"]["fields"] if field.get("constraints", {}).get("required")}
    lacking = [name for name in columns if name not in declaration.columns and name in required]
    if unknown or lacking:
        what = f"{unknown[0]!r} is not a column of the table" if unknown else f"nothing fills the column {lacking[0]!r}"
        raise DataError(f"{where}, columns: {what}; it has {', '.join(columns)}")
    if not declaration.time_columns:
        raise DataError(f"{where}, columns: none is filled from {TIME}; a table needs to know when")
    strange = sorted(set(declaration.bands) - set(columns))
    if strange:
        raise DataError(f"{where}, bands: {strange[0]!r} is not a column of the table")
    named = [total.column for total in declaration.checks.totals if total.column not in columns]
    if named:
        raise DataError(f"{where}, checks, totals: {named[0]!r} is not a column of the table")
    variables = [name for selection in declaration.selections for name in selection]
    if unused := sorted(set(declaration.hints) - set(variables)):
        raise DataError(f"{where}, hints: {unused[0]!r} is in no selection; there are {', '.join(variables)}")


def _check_selections(declaration: Declaration, where: str) -> None:
    for selection in declaration.selections:
        lacking = [name for name in (CONTENTS, TIME) if name not in selection]
        if lacking:
            raise DataError(f"{where}, selections: {lacking[0]} is missing; without it only a part of the table comes")
        for name, values in selection.items():
            words = [code for code in values.codes if isinstance(code, str) and code.startswith("@")]
            if strange := [code for code in words if code not in PLACES]:
                raise DataError(f"{where}, selections, {name}: {strange[0]!r} is not known; use {', '.join(PLACES)}")
        for column, filled in declaration.columns.items():
            if filled.dimension not in selection and column not in declaration.bands:
                lacking = f"{filled.dimension} is missing; the column {column!r} is filled from it"
                raise DataError(f"{where}, selections: {lacking}")


def _explained(error: Any) -> str:
    place = ", ".join(str(part) for part in error["loc"])
    if error["type"] == "extra_forbidden":
        known = [name for name in Declaration.model_fields if name != "name"]
        if len(error["loc"]) > 1:
            known = [*Checks.model_fields, *Total.model_fields, *Values.model_fields, *Hint.model_fields]
        near = difflib.get_close_matches(str(error["loc"][-1]), known, n=1)
        return f"{place} is not known" + (f"; did you mean {near[0]}?" if near else f"; use {', '.join(known)}")
    if error["type"] == "value_error":
        return f"{place}: {error['ctx']['error']}"
    return f"{place}: {error['msg'][:1].lower()}{error['msg'][1:]}, not {error['input']!r}"
