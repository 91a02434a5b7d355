"""The record of published figures: opens, filters and checks the Data Package in `data/`.

A table comes out as it could be read at the end of an edition's year, with municipality codes of today and
with its provenance one call away.
"""

from __future__ import annotations

import copy
import csv
import difflib
import io
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from statusbok import clock, codes, frozen, plans, reads, timing
from statusbok.errors import DataError

ROOT = Path(__file__).resolve().parent.parent

_DTYPES = {"string": "str", "number": "float64", "date": "str"}
_TYPES = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number with a decimal point",
    "boolean": "true or false",
    "date": "a date such as 2024-01-01",
}
_MAX_COMPLAINTS = 10

VINTAGE = 5
"""Persons that tables fetched at different times may differ by."""


@dataclass(frozen=True)
class Field:
    """One column of a table; `title` and `unit` are in bokmål, `unit` None where there is none."""

    name: str
    title: str
    unit: str | None
    schema: dict[str, Any] = field(repr=False)

    @property
    def required(self) -> bool:
        return bool(self.schema.get("constraints", {}).get("required"))


@dataclass(frozen=True)
class Resource:
    """What the record knows about one table. Texts for the reader are in bokmål, `title_en` in English.

    Attributes:
        period: What the figures are for; None for a table that is declared but not in the record.
        recorded: Day the table came into the record; None for one that is not in it.
        hand_caveats: Caveats of a copy made by hand; an update takes them away.
        retrieved: When an update fetched the table (ISO time); None for a copy made by hand.
        updated: When the producer last changed it (ISO time); None where that is not known.
        fetch: How an update gets the table; None for one that is kept by hand.
    """

    name: str
    path: str
    title: str
    title_en: str
    description: str
    producer: str
    source_table: str | None
    address: str
    period: str | None
    published: date | None
    recorded: date | None
    licence: str
    licence_url: str
    attribution: str
    breaks: list[str]
    caveats: list[str]
    hand_caveats: list[str]
    retrieved: str | None
    updated: str | None
    fetch: dict[str, Any] | None
    trust: str
    edition: dict[str, Any] | None
    core: bool
    fields: list[Field]
    schema: dict[str, Any] = field(repr=False)

    @property
    def empty(self) -> bool:
        """Whether the table is only declared: an update can fetch it, but the record has no rows of it yet."""
        return self.recorded is None

    @property
    def fetched(self) -> bool:
        """Whether the rows came from the producer's service, and not from a copy made by hand."""
        return self.retrieved is not None

    @property
    def by_hand(self) -> bool:
        """Whether the table is kept in a spreadsheet: no update fetches it."""
        return self.fetch is None

    @property
    def written_dates(self) -> list[str]:
        """Columns in which a day can also be written as a Norwegian spreadsheet does, 31.12.2027."""
        return [column.name for column in self.fields if self.by_hand and column.schema["type"] == "date"]

    @property
    def columns(self) -> list[str]:
        """Names of the columns, in order."""
        return [column.name for column in self.fields]

    @property
    def key(self) -> list[str]:
        """Columns that together name one row."""
        return list(self.schema["primaryKey"])


class Catalogue:
    """A Data Package of published figures.

    Args:
        folder: Folder with `datapackage.json` and the tables that it names.
    """

    def __init__(self, folder: Path = ROOT / "data") -> None:
        self.folder = Path(folder)
        self._loaded: dict[str, pd.DataFrame] = {}
        self._first: dict[str, pd.Series] = {}
        self._dated: dict[tuple[str, int], pd.DataFrame] = {}

    @property
    def package(self) -> dict[str, Any]:
        """The content of `datapackage.json`.

        Raises:
            DataError: The file is missing or cannot be read.
        """
        reads.file(self._path)
        return self._package

    @property
    def _path(self) -> Path:
        return self.folder / "datapackage.json"

    @cached_property
    def _package(self) -> dict[str, Any]:
        path = self._path
        try:
            with reads.unnoted():
                package = json.loads(path.read_text(encoding="utf-8-sig"))
        except FileNotFoundError:
            raise DataError(
                f"{self._shown(path)} is missing: it describes every table of the record"
            ) from None
        except (json.JSONDecodeError, UnicodeDecodeError) as error:
            where = (
                f", line {error.lineno}, column {error.colno}"
                if isinstance(error, json.JSONDecodeError)
                else ""
            )
            what = getattr(error, "msg", "not UTF-8")
            raise DataError(f"{self._shown(path)}{where}: not valid JSON ({what})") from None
        tables = package.get("resources") if isinstance(package, dict) else None
        if not isinstance(tables, list) or not tables:
            raise DataError(
                f"{self._shown(path)}: expected an object with a list of tables under 'resources'"
            )
        return package

    @cached_property
    def _resources(self) -> dict[str, Resource]:
        found: dict[str, Resource] = {}
        for entry in self._package["resources"]:
            resource = self._read_resource(entry)
            if resource.name in found:
                path = self._shown(self.folder / "datapackage.json")
                raise DataError(f"{path}, resource {resource.name!r} stands there twice; expected each name once")
            found[resource.name] = resource
        return found

    @property
    def names(self) -> list[str]:
        """Names of all tables, in the package's order."""
        reads.names(self._path)
        return list(self._resources)

    @property
    def core(self) -> list[str]:
        """Names of the tables that an edition cannot do without."""
        reads.core(self._path)
        return [name for name, resource in self._resources.items() if resource.core]

    @property
    def chain(self) -> codes.Chain:
        """The record's chain of municipality codes."""
        self.used("municipality_code_changes")
        return self._chain

    @cached_property
    def _chain(self) -> codes.Chain:
        return codes.chain(self.table("municipality_code_changes"))

    def resource(self, name: str) -> Resource:
        """Provenance and schema of a table.

        Raises:
            DataError: The record has no such table.
        """
        if name not in self._resources:
            near = difflib.get_close_matches(name, self.names, n=1)
            hint = f" Did you mean {near[0]}?" if near else ""
            raise DataError(f"the record has no table {name!r}.{hint} It has {', '.join(self.names)}.")
        reads.entry(self._path, name)
        return self._resources[name]

    def fetched(self, name: str) -> bool:
        """Whether an update fetched a table; one that asks for this alone does not depend on what else is known of it."""
        with reads.unnoted():
            resource = self.resource(name)
        reads.fetched(self._path, name)
        return resource.fetched

    def table(self, name: str, edition_year: int | None = None) -> pd.DataFrame:
        """A table with municipality codes of today, counts of merged municipalities added up.

        Args:
            name: Name of the table.
            edition_year: Leave out what was published after 31 December of this year; None keeps everything.

        Returns:
            A copy with the columns of the schema: codes are text, whole numbers that may be missing Int64.

        Raises:
            DataError: The table is not in the record, its file is missing, or its columns or types are not
                those of the schema.
        """
        resource = self.used(name)
        old = _columns_of_the_year(resource)
        if name not in self._loaded:
            with reads.unnoted():
                frame = self._read(resource)
            if old:
                counts = [column for column in resource.columns if column not in resource.key]
                frame = codes.to_current(frame, old, self.chain, counts=counts)
            self._loaded[name] = frame
        frame = self._loaded[name]
        if edition_year is not None and resource.edition is not None:
            if (name, edition_year) not in self._dated:
                if name not in self._first:
                    self._first[name] = _first_edition(frame, resource)
                self._dated[name, edition_year] = frame[self._first[name] <= edition_year].reset_index(drop=True)
            frame = self._dated[name, edition_year]
        return frame.copy(deep=False)  # pandas copies what is changed, when it is changed

    def used(self, name: str) -> Resource:
        """Note that the rows of a table are used, and with old codes in them also the changes of codes."""
        resource = self.resource(name)
        reads.file(self.folder / resource.path)
        if _columns_of_the_year(resource):
            self.used("municipality_code_changes")
        return resource

    def content(self, name: str) -> bytes:
        """The file of a table as the package describes it, also where a spreadsheet has saved it in a Norwegian way.

        Raises:
            DataError: The file cannot be opened, or has not the columns of its schema.
        """
        resource = self.used(name)
        rows = self._rewritten(resource)
        if rows is None:
            return (self.folder / resource.path).read_bytes()
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(rows)
        return text.getvalue().encode()

    def validate(self) -> None:
        """Check every table against its schema, codes and keys between tables, and totals that must agree.

        Raises:
            DataError: What is wrong, one line each and at most ten: file, row as it is numbered in the file,
                column, value and what was expected.
        """
        complaints = self.complaints()
        if complaints:
            rest = len(complaints) - _MAX_COMPLAINTS
            tail = [f"and {rest} more"] if rest > 0 else []
            raise DataError("\n".join(complaints[:_MAX_COMPLAINTS] + tail))

    def complaints(self, *, thorough: bool = False) -> list[str]:
        """All that `validate` finds wrong, one line each.

        Args:
            thorough: Make the later checks also where an earlier one has found something, as one must who asks
                whether a record with a fault has got another.

        Raises:
            DataError: A table cannot be opened, or has not the columns of its schema.
        """
        for resource in self._resources.values():
            path, _ = self._open(resource)
            if resource.empty and len(self._read(resource)):
                raise DataError(
                    f"{self._shown(path)} has rows, but 'recorded' of {resource.name} is null; expected the day they "
                    "came"
                )
        complaints: list[str] = []
        checks = (self._schema_complaints, self._code_complaints, self._total_complaints, self._plan_complaints)
        for check in checks:
            if thorough or not complaints:
                complaints += _told(check)
        return list(dict.fromkeys(complaints))

    def _read_resource(self, entry: dict[str, Any]) -> Resource:
        name = entry.get("name", "(without a name)") if isinstance(entry, dict) else entry
        where = f"{self._shown(self.folder / 'datapackage.json')}, resource {name!r}"
        try:
            _check_description(entry)
            licence = entry["licenses"][0]
            fields = [
                Field(item["name"], item["title"], item.get("unit"), item)
                for item in entry["schema"]["fields"]
            ]
            return Resource(
                **{key: entry[key] for key in _PLAIN},
                published=date.fromisoformat(entry["published"]) if entry["published"] else None,
                recorded=date.fromisoformat(entry["recorded"]) if entry["recorded"] else None,
                retrieved=entry.get("retrieved"),
                updated=entry.get("updated"),
                fetch=entry.get("fetch"),
                licence=licence["title"],
                licence_url=licence["path"],
                core=bool(entry.get("core", False)),
                fields=fields,
                schema=entry["schema"],
            )
        except KeyError as error:
            raise DataError(f"{where}: {error.args[0]!r} is missing") from None
        except (TypeError, ValueError, AttributeError) as error:
            raise DataError(f"{where}: {error}") from None

    def _open(self, resource: Resource) -> tuple[Path, str]:
        """The path of a table whose file exists and has the schema's columns, and what parts its cells."""
        path = self.folder / resource.path
        if not path.is_file():
            raise DataError(f"{self._shown(path)} is missing: it holds the table {resource.name}")
        try:
            with path.open(encoding="utf-8-sig", newline="") as file:
                header = next(csv.reader(file), [""])
        except UnicodeDecodeError:
            raise DataError(f"{self._shown(path)} is not UTF-8: save it as CSV UTF-8") from None
        mark = ","
        if resource.by_hand and len(header) == 1 and ";" in header[0]:
            mark, header = ";", next(csv.reader(header, delimiter=";"))
        lacking = [column for column in resource.columns if column not in header]
        unknown = [column for column in header if column not in resource.columns]
        expected = f"expected the columns {', '.join(resource.columns)}"
        for other, called in ((";", "semicolons"), ("\t", "tabs")):
            if len(header) == 1 and other in header[0]:
                raise DataError(f"{self._shown(path)}, row 1: the cells are parted by {called}; save with commas")
        if lacking:
            raise DataError(f"{self._shown(path)}, row 1: column {lacking[0]} is missing; {expected}")
        if unknown:
            raise DataError(
                f"{self._shown(path)}, row 1: column {unknown[0]!r} is not in the schema; {expected}"
            )
        if header != resource.columns:
            raise DataError(f"{self._shown(path)}, row 1: the columns are in another order; {expected}")
        return path, mark

    @timing.spent("data")
    def _read(self, resource: Resource) -> pd.DataFrame:
        path, mark = self._open(resource)
        self._check_rows(path, mark, resource)
        text = pd.read_csv(path, sep=mark, dtype="str", keep_default_na=False, na_values=[""], encoding="utf-8-sig")
        for column in resource.fields:
            if column.name in resource.written_dates:
                text[column.name] = text[column.name].map(_iso, na_action="ignore")
            try:
                text[column.name] = _typed(text[column.name], column)
            except (ValueError, TypeError, OverflowError):
                row, value = _first_bad(text[column.name], column)
                where = f"{self._shown(path)}, row {row}, column {column.name}"
                raise DataError(f"{where}: {value} is not {_expected(column)}") from None
        again = text.index[text.duplicated(resource.key)]
        if len(again):
            raise DataError(
                f"{self._shown(path)}, row {again[0] + 2}, column {', '.join(resource.key)}: "
                f"{', '.join(map(str, text.loc[again[0], resource.key]))} is there already; expected each once"
            )
        return text

    def _check_rows(self, path: Path, mark: str, resource: Resource) -> None:
        """Look for what would shift the cells of a row, or end the table too soon, before it is read as numbers."""
        row = 1
        try:
            with path.open(encoding="utf-8-sig", newline="") as file:
                for row, cells in enumerate(csv.reader(file, delimiter=mark, strict=True), start=1):
                    if len(cells) > len(resource.columns):
                        raise DataError(
                            f"{self._shown(path)}, row {row}: more cells than the {len(resource.columns)} columns; "
                            f"quote a text that holds a {'comma' if mark == ',' else 'semicolon'}"
                        )
        except UnicodeDecodeError:
            raise DataError(f"{self._shown(path)} is not UTF-8: save it as CSV UTF-8") from None
        except csv.Error as error:
            raise DataError(
                f"{self._shown(path)}, after row {row}: not valid CSV ({error}); expected each quotation mark "
                "around a text to be closed, and those within it doubled"
            ) from None
        if row == 1 and resource.core:
            raise DataError(f"{self._shown(path)} has no rows; no edition can do without {resource.name}")

    def _rewritten(self, resource: Resource) -> list[list[str]] | None:
        """The rows of a file with semicolons or Norwegian dates, heading included, as the package describes them.

        None for a file that is so already.
        """
        if not resource.by_hand:
            return None
        path, mark = self._open(resource)
        if mark == "," and not resource.written_dates:
            return None
        self._check_rows(path, mark, resource)
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file, delimiter=mark))
        dates = [resource.columns.index(name) for name in resource.written_dates]
        told = [[_iso(cell) if place in dates else cell for place, cell in enumerate(row)] for row in rows]
        return None if mark == "," and told == rows else told

    def _schema_complaints(self) -> list[str]:
        from frictionless import FrictionlessException, Package  # slow to import, and only a check needs it

        where = self._shown(self.folder / "datapackage.json")
        package = copy.deepcopy(self._package)
        for entry in package["resources"]:
            rows = self._rewritten(self._resources[entry["name"]])
            if rows is not None:
                for name in ("path", "scheme", "format", "mediatype", "encoding"):
                    entry.pop(name, None)
                entry["data"] = rows
        try:
            report = Package(package, basepath=str(self.folder)).validate()
        except FrictionlessException as error:
            return [f"{where}: {reason.note}" for reason in error.reasons or [error.error]]
        complaints = [f"{where}: {error.note}" for error in report.errors]
        for task in report.tasks:
            resource = self._resources[task.name]
            path = self._shown(self.folder / resource.path)
            complaints += [_complaint(path, resource, error) for error in task.errors]
        return list(dict.fromkeys(complaints))

    def _code_complaints(self) -> list[str]:
        """Cells with a code that is no municipality today, or never was one where codes are the year's."""
        municipalities = self._read(self.resource("municipalities"))
        names = municipalities[municipalities["country"] == "NO"].set_index("code")["name"].to_dict()
        today = set(names)
        changes = self._read(self.resource("municipality_code_changes"))
        ever = today | set(changes["old_code"]) | set(changes["new_code"])

        def unknown(resource: Resource) -> list[str]:
            complaints, frame = [], None
            for column in resource.fields:
                kind = column.schema.get("codes")
                if kind is None:
                    continue
                frame = self._read(resource) if frame is None else frame
                allowed = (ever if kind == "of_the_year" else today) | set(column.schema.get("areas", {}))
                values = frame[column.name]
                for index in values.index[values.notna() & ~values.isin(allowed)]:
                    advice = codes.explain(values[index], changes, names)
                    expected = "a municipality code of " + (
                        "its year" if kind == "of_the_year" else "today (2024)"
                    )
                    complaints.append(
                        f"{self._shown(self.folder / resource.path)}, row {index + 2}, column {column.name}: "
                        f"{values[index]!r} is not known; expected {expected}"
                        + (f" ({advice})" if advice else "")
                    )
            return complaints

        return [line for resource in self._resources.values() for line in _told(lambda: unknown(resource))]

    def _total_complaints(self) -> list[str]:
        """Identities between tables: flows to a workplace, and age groups of a municipality, add up."""
        municipalities = self.table("municipalities").set_index("code")
        covered = [set(self.table(name)["municipality_code"]) for name in ("employed_by_industry", "population")]
        names = municipalities.loc[municipalities.index.isin(set.intersection(*covered)), "name"]
        flows = self.table("commuting_flows").groupby(["year", "work_code"])["employed_persons"].sum()
        jobs = self.table("municipality_totals").set_index(["year", "municipality_code"])[
            "employed_workplace_persons"
        ]
        ages = self.table("population_age").groupby(["year", "municipality_code"])["population_persons"].sum()
        people = self.table("population").set_index(["year", "municipality_code"])["population_persons"]
        return _unequal(
            flows,
            jobs,
            names,
            "commuting_flows has {} persons with workplace there, municipality_totals {}",
            self._tolerance("commuting_flows", "municipality_totals"),
        ) + _unequal(
            ages,
            people,
            names,
            "the age groups of population_age add up to {} persons, population has {}",
            self._tolerance("population_age", "population"),
        )

    def _plan_complaints(self) -> list[str]:
        """What is wrong between the tables that follow up plans; nothing in a record that follows up none."""
        return plans.complaints(self, clock.today()) if "measures" in self.names else []

    def _tolerance(self, *names: str) -> int:
        """How much sums of two tables may differ: nothing for copies that were compared when they were made."""
        return VINTAGE if any(self.resource(name).fetched for name in names) else 0

    def _shown(self, path: Path) -> str:
        """A path as the reader of an error knows it: from the project, or else from the folder above the record."""
        if path.is_relative_to(ROOT):
            return path.relative_to(ROOT).as_posix()
        return (Path(self.folder.name) / path.relative_to(self.folder)).as_posix()


def _columns_of_the_year(resource: Resource) -> list[str]:
    return [column.name for column in resource.fields if column.schema.get("codes") == "of_the_year"]


def _check_description(entry: Any) -> None:
    """Refuse a description of a table that would only fail, in other words, when the table is used.

    Raises:
        KeyError: A property is missing.
        ValueError: A property holds something else than it should.
    """
    if not isinstance(entry, dict):
        raise ValueError("expected an object with the properties of one table")
    path = Path(str(entry["path"]))
    if path.is_absolute() or ".." in path.parts or "://" in str(entry["path"]):
        raise ValueError(f"'path' is {entry['path']!r}; expected a file in this folder, such as tables/name.csv")
    if not entry["licenses"]:
        raise ValueError("'licenses' is empty; expected one licence with title and path")
    for name in ("breaks", "caveats", "hand_caveats"):
        if not isinstance(entry[name], list):
            raise ValueError(f"{name!r} is {entry[name]!r}; expected a list of texts")
    for name in ("published", "recorded"):
        if entry[name] is not None and not isinstance(entry[name], str):
            raise ValueError(f"{name!r} is {entry[name]!r}; expected a date such as \"2026-11-22\"")
    for name in ("retrieved", "updated"):
        _check_time(name, entry.get(name))
    if entry["recorded"] is None and (entry.get("core") or not entry.get("fetch")):
        raise ValueError(
            "'recorded' is null, which says that the table is yet to be fetched; expected a date, since "
            + ("no edition can do without it" if entry.get("core") else "it has no 'fetch'")
        )
    columns = []
    for item in entry["schema"]["fields"]:
        columns.append(item["name"])
        if item["type"] not in _TYPES:
            raise ValueError(f"the type of {item['name']} is {item['type']!r}; expected one of {', '.join(_TYPES)}")
        for bound in ("minimum", "maximum"):
            value = item.get("constraints", {}).get(bound, 0)
            if item["type"] in ("integer", "number") and not isinstance(value, int | float):
                raise ValueError(f"the {bound} of {item['name']} is {value!r}; expected a number")
    unknown = [name for name in entry["schema"]["primaryKey"] if name not in columns]
    if unknown or not entry["schema"]["primaryKey"]:
        raise ValueError(f"'primaryKey' is {entry['schema']['primaryKey']!r}; expected columns of the table")
    rule = entry["edition"]
    dated = isinstance(rule, dict) and rule.get("column") in columns and isinstance(rule.get("lag_years"), int)
    fixed = isinstance(rule, dict) and isinstance(rule.get("from"), int)
    if not dated and (entry.get("core") or not (fixed or rule is None)):
        raise ValueError(
            f"'edition' is {json.dumps(rule)}; expected {{\"column\": …, \"lag_years\": …}} with a column of the table"
            + ("" if entry.get("core") else ', {"from": year}, or null')
        )
    if entry.get("fetch") is not None:
        _check_fetch(entry["fetch"], entry["schema"])


def _check_time(name: str, value: Any) -> None:
    """Refuse what is not a time in ISO form.

    Raises:
        ValueError: It is something else.
    """
    try:
        if value is not None:
            datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise ValueError(f"{name!r} is {value!r}; expected a time such as \"2026-10-03T08:15:00Z\"") from None


def _check_fetch(fetch: Any, schema: dict[str, Any]) -> None:
    """Refuse a declaration of how a table is fetched that an update could not follow.

    Raises:
        KeyError: A property is missing.
        ValueError: A property holds something else than it should.
    """
    if not isinstance(fetch, dict):
        raise ValueError(f"'fetch' is {fetch!r}; expected an object with service, table, selections and columns")
    for name in fetch:
        if name not in _FETCH:
            near = difflib.get_close_matches(name, _FETCH, n=1)
            advice = f"did you mean {near[0]!r}?" if near else f"use {', '.join(_FETCH)}"
            raise ValueError(f"'fetch' has no {name!r}; {advice}")
    for name in ("service", "table", "selections", "columns", "period"):
        if name not in fetch:
            raise KeyError(f"fetch.{name}")
    if fetch["service"] not in SERVICES:
        raise ValueError(f"the service of 'fetch' is {fetch['service']!r}; expected one of {', '.join(SERVICES)}")
    for name in ("table", "period"):
        if not isinstance(fetch[name], str) or not fetch[name]:
            raise ValueError(f"the {name} of 'fetch' is {fetch[name]!r}; expected a text")
    choices = {"codes": ("summed", "of_the_year", "one_to_one"), "rows": ("nonzero",), "border": (True, False)}
    for name, allowed in choices.items():
        if name in fetch and fetch[name] not in allowed:
            raise ValueError(f"{name!r} of 'fetch' is {fetch[name]!r}; expected one of {', '.join(map(str, allowed))}")
    for name in ("checks", "bands", "hints"):
        if not isinstance(fetch.get(name, {}), dict):
            raise ValueError(f"{name!r} of 'fetch' is {fetch[name]!r}; expected an object")
    _check_selections(fetch)
    _check_mapping(fetch, schema)


def _check_selections(fetch: dict[str, Any]) -> None:
    """Refuse selections that are no list of objects, or that leave out what the service needs."""
    selections = fetch["selections"]
    if not isinstance(selections, list) or not all(isinstance(selection, dict) for selection in selections):
        raise ValueError(f"the selections of 'fetch' are {selections!r}; expected a list of objects")
    if fetch["service"] not in PXWEB:
        return
    if not selections:
        raise ValueError("the selections of 'fetch' are empty; expected at least one")
    for selection in selections:
        for name in ("ContentsCode", "Tid"):
            # Without them the service answers with a selection of its own and says nothing.
            if name not in selection:
                raise ValueError(f"a selection of 'fetch' lacks {name}; expected the codes of {name} to be given")
        for name, values in selection.items():
            codes = values.get("codes") if isinstance(values, dict) else values
            if not codes or not (isinstance(codes, list) or str(codes).startswith("@")):
                raise ValueError(
                    f"{name} of a selection of 'fetch' is {values!r}; expected a list of codes, or a group such as "
                    '"@municipalities"'
                )


def _check_mapping(fetch: dict[str, Any], schema: dict[str, Any]) -> None:
    """Refuse a mapping that names unknown columns, or leaves out one that a row cannot be without."""
    fields = {item["name"]: item for item in schema["fields"]}
    columns, kept = fetch["columns"], fetch.get("kept", [])
    if not isinstance(columns, dict) or not all(isinstance(origin, str) and origin for origin in columns.values()):
        raise ValueError(f"the columns of 'fetch' are {columns!r}; expected the origin of each column, as a text")
    unknown = [name for name in [*columns, *kept] if name not in fields]
    if unknown:
        raise ValueError(f"'fetch' fills the column {unknown[0]!r}, which the schema does not have")
    needed = {name for name, item in fields.items() if item.get("constraints", {}).get("required")}
    needed |= set(schema["primaryKey"])
    lacking = [name for name in fields if name in needed and name not in columns and name not in kept]
    if lacking:
        raise ValueError(f"'fetch' does not say where the column {lacking[0]!r} comes from, and it may not be empty")


_PLAIN = (
    "name path title title_en description producer source_table address period attribution "
    "breaks caveats hand_caveats trust edition"
).split()

PXWEB = ("ssb", "scb")
SERVICES = (*PXWEB, "klass", "norges_bank", "nav")
_FETCH = "service table selections hints columns kept bands rows codes period border checks".split()


def catalogue() -> Catalogue:
    """The project's own record: that of today, or the frozen one that is in use (see `statusbok.frozen`)."""
    return opened(frozen.data_folder())


def of_today() -> Catalogue:
    """The record of today, in `data/`, also while a frozen one is in use."""
    return opened(frozen.ROOT / "data")


@cache
def opened(folder: Path) -> Catalogue:
    """The record in a folder, read once."""
    return Catalogue(folder)


def _typed(values: pd.Series, column: Field) -> pd.Series:
    kind = column.schema["type"]
    if column.required and values.isna().any():
        raise ValueError("an empty cell")
    if kind == "boolean":
        if not values.isin(["true", "false"]).all():
            raise ValueError("neither true nor false")
        return values == "true"
    if kind == "date" and not values.dropna().map(_is_day).all():
        raise ValueError("not a day")
    if kind == "integer":
        return values.astype("Int64") if not column.required else values.astype("int64")
    return values.astype(_DTYPES[kind])


def _iso(cell: str) -> str:
    """A date as 2027-12-31 where it is written as 31.12.2027; anything else as it is."""
    return re.sub(r"^(\d{2})\.(\d{2})\.(\d{4})$", r"\3-\2-\1", cell)


def _is_day(cell: str) -> bool:
    """Whether a text is a day that there has been or will be, in the form 2027-12-31 and no other."""
    try:
        return date.fromisoformat(cell).isoformat() == cell
    except ValueError:
        return False


def _first_bad(values: pd.Series, column: Field) -> tuple[int, str]:
    """Row in the file and quoted value of the first cell that does not have the column's type."""
    for index, value in values.items():
        try:
            _typed(pd.Series([value], dtype="str"), column)
        except (ValueError, TypeError, OverflowError):
            return index + 2, "an empty cell" if pd.isna(value) else repr(value)
    return 2, "a value"


def _expected(column: Field) -> str:
    """What a cell may hold, in words: "a whole number, at least 0"."""
    schema = column.schema
    rules = schema.get("constraints", {})
    if "enum" in rules:
        text = f"one of {', '.join(map(str, rules['enum']))}"
    elif "pattern" in rules:
        text = schema.get("pattern_en", f"text of the form {rules['pattern']}")
    else:
        text = _TYPES[schema["type"]]
        low, high = rules.get("minimum"), rules.get("maximum")
        if low is not None and high is not None:
            text += f" from {low} to {high}"
        elif low is not None:
            text += f", at least {low}"
        elif high is not None:
            text += f", at most {high}"
    return text if column.required else f"{text}, or an empty cell"


def _complaint(path: str, resource: Resource, error: Any) -> str:
    """One of frictionless' errors as a sentence."""
    row, label = getattr(error, "row_number", None), getattr(error, "field_name", None)
    where = path + (f", row {row}" if row else "")
    columns = {column.name: column for column in resource.fields}
    if error.type in ("hash-count", "byte-count"):
        return f"{path}: {_altered(resource)}"
    if error.type == "blank-row" or not any(error.cells if row else ["no row"]):
        return f"{where}: the row is empty; expected {len(columns)} cells, or no row"
    if error.type == "primary-key":
        key = ", ".join(resource.key)
        values = ", ".join(error.cells[resource.columns.index(name)] for name in resource.key)
        return f"{where}, column {key}: {values} is there already; expected each {key} once"
    if error.type == "foreign-key":
        target = error.reference_name or resource.name
        names = ", ".join(error.field_names)
        values = ", ".join(repr(str(cell)) for cell in error.field_cells)
        expected = ", ".join(error.reference_field_names)
        return f"{where}, column {names}: {values} is not known; expected a {expected} of {target}"
    if label in columns:
        cell = getattr(error, "cell", "")
        given = repr(str(cell)[:40]) if cell not in ("", None, "None") else "an empty cell"
        return f"{where}, column {label}: {given} is not allowed; expected {_expected(columns[label])}"
    if error.type == "extra-cell":
        return f"{where}: more cells than the {len(columns)} columns; quote a text that holds a comma"
    return f"{where}: {error.note}"


def _told(check: Callable[[], list[str]]) -> list[str]:
    """The complaints of a check; of one that could not read a table, why not."""
    try:
        return check()
    except DataError as error:
        return str(error).splitlines()


def _altered(resource: Resource) -> str:
    """What to do about a file that is not the one whose checksum and size are written down."""
    if not (resource.fetched and resource.fetch):
        return (
            "not the file that datapackage.json has the 'hash' and 'bytes' of; restore the file, or take these two "
            f"away from {resource.name} if the change is right"
        )
    source = " --from DIR" if resource.fetch["service"] == "nav" else ""
    return (
        "not the table that statusbok update wrote, it was changed since; restore the file, or fetch it again: "
        f"statusbok update {resource.name}{source}"
    )


def _unequal(summed: pd.Series, totals: pd.Series, names: pd.Series, text: str, tolerance: int) -> list[str]:
    """Complaints where two series over (year, municipality code) differ, in the years of the first."""
    years = set(summed.index.get_level_values(0))
    complaints = []
    for code, name in names.items():
        for year in sorted(years):
            left, right = (int(series.get((year, code), 0)) for series in (summed, totals))
            if abs(left - right) > tolerance:
                expected = f"at most {tolerance} apart" if tolerance else "the same number"
                complaints.append(f"{name} ({code}), {year}: {text.format(left, right)}; expected {expected}")
    return complaints


def _first_edition(frame: pd.DataFrame, resource: Resource) -> pd.Series:
    """For each row the year on whose 31 December it had been published, by the table's rule; NaN where nothing tells."""
    rule = resource.edition
    if "from" in rule:
        return pd.Series(rule["from"], index=frame.index)
    years = pd.to_numeric(frame[rule["column"]].astype("str").str[:4], errors="coerce")
    if resource.recorded is not None:
        # Without a year nothing tells when the figure was published, only that it was before it was recorded.
        years = years.fillna(resource.recorded.year - rule["lag_years"])
    return years + rule["lag_years"]
