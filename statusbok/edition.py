"""The parameters of one report, checked before any work starts."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from typing import TYPE_CHECKING, Annotated, Any, Literal

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from statusbok import codes, frozen, plans, reads
from statusbok.catalogue import Catalogue, catalogue, of_today, opened
from statusbok.errors import EditionError

if TYPE_CHECKING:
    import geopandas as gpd

Code = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}$")]


@dataclass(frozen=True)
class Dated:
    """A record as it could be read at the end of a year, see `Edition.before`."""

    record: Catalogue
    year: int

    def table(self, name: str) -> pd.DataFrame:
        """A table of the record; one that it did not have yet is empty, with the columns that it has today."""
        if name not in self.record.names:
            return catalogue().table(name).head(0)
        return self.record.table(name, edition_year=self.year)

    def tables(self, names: Iterable[str]) -> dict[str, pd.DataFrame]:
        """Several tables by name, see `table`."""
        return {name: self.table(name) for name in names}

    def added(self, names: Iterable[str]) -> dict[str, tuple[date, str | None]]:
        """When tables came into the record: `recorded` and `retrieved`; without those that it does not have."""
        known = [self.record.resource(name) for name in names if name in self.record.names]
        return {resource.name: (resource.recorded, resource.retrieved) for resource in known if resource.recorded}


class Edition(BaseModel):
    """One report: a municipality, a year, a language, and whom to compare with.

    An edition uses only what had been published by 31 December of its year: register figures for the
    fourth quarter of the year before, population on 1 January of the year. Each table's rule stands in
    the Data Package (`edition`).

    Raises:
        EditionError: a parameter has an unknown name, the wrong type or a value without data; the
            message names it and says what would be right.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    municipality: Code = Field("3101", description="Municipality number of today (2024), four digits.")
    year: int = Field(2026, description="Year of the edition.")
    language: Literal["nb"] = Field("nb", description="Language of the report: nb (bokmål).")
    comparison: list[Code] = Field(
        [], description="Municipality numbers to compare with; empty means the rest of the county."
    )

    def __init__(self, **values: Any) -> None:
        try:
            super().__init__(**values)
        except ValidationError as error:
            raise EditionError("\n".join(_explain(item) for item in error.errors())) from None
        self._check()

    @classmethod
    def parameters_cell(cls) -> str:
        """The source of the papermill parameters cell that every notebook has."""
        return "\n".join(f"{name} = {_literal(field.default)}" for name, field in cls.model_fields.items())

    @property
    def parameters(self) -> dict[str, Any]:
        """The parameters as papermill takes them."""
        return self.model_dump()

    @property
    def record(self) -> Catalogue:
        """The record that the edition reads from."""
        return catalogue()

    @cached_property
    def municipalities(self) -> pd.DataFrame:
        """All municipalities of the record, indexed by code: name, county_code, county, country, ostfold."""
        return self.record.table("municipalities").set_index("code")

    @cached_property
    def names(self) -> dict[str, str]:
        """Name of each municipality by its code of today; in the report's own county without the county's name."""
        county = self.municipality[:2]
        named = self.municipalities["name"].items()
        return {code: name.split(" (")[0] if code[:2] == county else name for code, name in named}

    @property
    def name(self) -> str:
        """Name of the edition's municipality."""
        return self.names[self.municipality]

    @property
    def county(self) -> str:
        """Name of the county of the edition's municipality."""
        return self.municipalities.at[self.municipality, "county"]

    @property
    def compared(self) -> list[str]:
        """Codes of the municipalities to compare with, without the edition's own."""
        if self.comparison:
            return list(self.comparison)
        return [code for code in self.of_county if code != self.municipality]

    @property
    def of_county(self) -> list[str]:
        """Codes of the municipalities of its county that the record has the core tables for."""
        return reads.derived("county", self.parameters, [], self._traced_county)

    @cached_property
    def _traced_county(self) -> tuple[list[str], set[reads.Note]]:
        return reads.traced(lambda: self._county_codes)

    @cached_property
    def _county_codes(self) -> list[str]:
        known = self.municipalities
        same = known.index[known["county"] == known.at[self.municipality, "county"]]
        return [code for code in same if self.editions(code)]

    @cached_property
    def plan(self) -> str | None:
        """Id of the municipality's newest plan that has begun; None where the record has none."""
        known = self.table("plans")
        return plans.in_force(known[known["municipality_code"] == self.municipality], self.year)

    @cached_property
    def goals(self) -> pd.DataFrame:
        """Goals of the municipality's own plan: goal_id, number (text), title; no rows where there is no plan."""
        goals = self.table("plan_goals")
        return goals[goals["plan_id"] == self.plan].drop(columns="plan_id").reset_index(drop=True)

    @property
    def at_border(self) -> bool:
        """Whether the municipality's commuting region touches the Swedish border, so that the report tells of it."""
        return reads.derived("at_border", self.parameters, [], self._traced_border)

    @cached_property
    def _traced_border(self) -> tuple[bool, set[reads.Note]]:
        from statusbok.indicators.border import touches_border  # the parameters themselves need no calculation

        def work() -> bool:
            reads.code("statusbok.indicators.border")
            flows, municipalities = self.table("commuting_flows"), self.record.table("municipalities")
            return bool(touches_border(flows, municipalities, self.municipality))

        return reads.traced(work)

    @cached_property
    def before(self) -> Dated | None:
        """The edition of the year before, from its frozen record; None where there is none for the municipality."""
        year = self.year - 1
        if frozen.of(year) is None:
            return None
        record = opened(frozen.folder(year))
        return Dated(record, year) if year in editions_of(record, self.municipality) else None

    def table(self, name: str) -> pd.DataFrame:
        """A table of the record as it could be read at the end of the edition's year."""
        return self.record.table(name, edition_year=self.year)

    def tables(self, names: Iterable[str]) -> dict[str, pd.DataFrame]:
        """Several tables by name, see `table`."""
        return {name: self.table(name) for name in names}

    def lacks(self, names: Iterable[str]) -> list[str]:
        """Those of some tables that have no figures for the municipality, its county or its neighbours in this edition."""
        return [name for name in names if self._own(name).empty]

    def _own(self, name: str) -> pd.DataFrame:
        """The rows of a table that are about the municipality or its county; all where the table is about neither."""
        table = self.table(name)
        own = [column.name for column in self.record.resource(name).fields if "codes" in column.schema]
        if own:
            return table[table[own].eq(self.municipality).any(axis=1)]
        if "county_code" in table:
            return table[table["county_code"] == self.municipalities.at[self.municipality, "county_code"]]
        return table

    def layer(self, name: str) -> gpd.GeoDataFrame:
        """A map layer in EPSG:4326, see `statusbok.geo.layer`."""
        from statusbok import geo  # geopandas is slow to import and not every chapter draws a map

        return geo.layer(name)

    def _check(self) -> None:
        self._known("municipality", self.municipality)
        with reads.unnoted():  # a chapter of a build depends on its parameters, and the build has checked them
            self._has_data()

    def _has_data(self) -> None:
        years = self.editions(self.municipality)
        kept = frozen.in_use()
        if not years and kept is not None:
            raise EditionError(
                f"municipality: the record frozen for {kept} ({frozen.relative(kept)}) does not have the tables for "
                f"{self.name} ({self.municipality}); it has those of {_listing(self._with_data())}. A frozen record never "
                "changes; `--today` reads data/ instead."
            )
        if not years:
            raise EditionError(
                f"municipality: the tables for {self.name} ({self.municipality}) are not in the record; it "
                f"has those of {_listing(self._with_data())}. `statusbok update --kommune {self.municipality}` fetches "
                f"them ({_listing(self.record.core)}); book/oppdatere.md tells how."
            )
        if self.year not in years:
            raise EditionError(
                f"year: the record has no {self.year} edition for {self.name}; it has the data for "
                f"{years[0]}–{years[-1]}. An edition needs register figures up to the year before, and two "
                "years to compare."
            )
        seen: set[str] = set()
        for code in self.comparison:
            self._known("comparison", code)
            if code == self.municipality:
                raise EditionError(f"comparison: {self.name} ({code}) is the report's own municipality; leave it out")
            if code in seen:
                raise EditionError(f"comparison: {self.names[code]} ({code}) is listed twice")
            if not self.editions(code):
                raise EditionError(
                    f"comparison: the tables for {self.names[code]} ({code}) are not in the record; it has "
                    f"those of {_listing(self._with_data())}"
                )
            seen.add(code)

    def _known(self, parameter: str, code: str) -> None:
        check_municipality(parameter, code, self.record, self.names)

    def _with_data(self) -> list[str]:
        """Names with codes of the municipalities that have every core table."""
        found = [code for code in codes_in_all(self.record) if code in self.names]
        return [f"{self.names[code]} ({code})" for code in found if self.editions(code)]

    def editions(self, code: str) -> list[int]:
        """Editions that can be made for a municipality, see `editions_of`."""
        return editions_of(self.record, code)


def editions_of(record: Catalogue, code: str) -> list[int]:
    """Editions that a record has the data for, oldest first; empty where a core table lacks the municipality.

    A core table must have two years within the edition's reach, so that each figure has one to be
    compared with; the newest edition is the newest that any core table reaches. A year that a core table
    skips for the municipality has no edition.

    Args:
        record: the record.
        code: municipality code (2024).
    """
    tables = [sorted(_editions(record, name).get(code, ())) for name in record.core]
    if any(len(years) < 2 for years in tables):
        return []
    whole = range(max(years[1] for years in tables), max(years[-1] for years in tables) + 1)
    return [year for year in whole if all(year in years or year > years[-1] for years in tables)]


def corrections() -> pd.DataFrame:
    """The log of errors that were corrected after they were published, always that of today.

    Returns:
        `corrected_on` (ISO date), `edition_year` (of the edition that had the error), `municipality_code` (missing for
        all), `wrong`, `right`, `pages`, `indicators` (ids, separated by semicolons).
    """
    return of_today().table("corrections")


def check_municipality(parameter: str, code: str, record: Catalogue, names: Mapping[str, str] | None = None) -> None:
    """Refuse what is not the number of a Norwegian municipality of today, and say what to use.

    Args:
        parameter: what the user calls it.
        code: what the user gave.
        record: the record, with the municipalities of today and the changes of their numbers.
        names: name of each municipality by its code, as the message shall write it; by default as in the record.

    Raises:
        EditionError: it is not four digits, a former number, Swedish or unknown.
    """
    known = record.table("municipalities").set_index("code")
    if not re.fullmatch("[0-9]{4}", code):
        raise EditionError(_not_four_digits(parameter, code, record))
    if code in known.index and known.at[code, "country"] == "NO":
        return
    names = known["name"].to_dict() if names is None else names
    advice = codes.explain(code, record.table("municipality_code_changes"), names)
    if advice is None and code in known.index:
        advice = f"{known.at[code, 'name']} is not a Norwegian municipality"
    if advice is None:
        norwegian = list(known.index[known["country"] == "NO"])
        near = difflib.get_close_matches(code, norwegian, n=1, cutoff=0.75)
        advice = f"the nearest is {near[0]} ({names[near[0]]})" if near else "see data/tables/municipalities.csv"
    raise EditionError(f"{parameter}: {code} is not a municipality number of today; {advice}")


def _editions(record: Catalogue, name: str) -> dict[str, set[int]]:
    """For each municipality the editions that a new year of the table came in with."""
    record.used(name)
    return _counted(record, name)


@cache
def _counted(record: Catalogue, name: str) -> dict[str, set[int]]:
    table = record.table(name)
    column = "work_code" if "work_code" in table else "municipality_code"
    lag = record.resource(name).edition["lag_years"]
    pairs = table[[column, "year"]].drop_duplicates()
    return {code: {int(year) + lag for year in years} for code, years in pairs.groupby(column)["year"]}


def codes_in_all(record: Catalogue) -> list[str]:
    """Codes of the municipalities that every core table has, in order."""
    return sorted(set.intersection(*(set(_editions(record, name)) for name in record.core)))


def _explain(item: Any) -> str:
    """One line for one of pydantic's complaints."""
    name = str(item["loc"][0]) if item["loc"] else "edition"
    fields = list(Edition.model_fields)
    given = item["input"]
    if item["type"] == "extra_forbidden":
        near = difflib.get_close_matches(name, fields, n=1)
        hint = f"; did you mean {near[0]}?" if near else ""
        return f"{name!r} is not a parameter of a report: use {', '.join(fields)}{hint}"
    if item["type"] == "string_pattern_mismatch":
        return _not_four_digits(name, given, catalogue())
    if item["type"] == "literal_error":
        return f"{name}: {given!r} is not available; use {item['ctx']['expected']}"
    expected = {"year": "a whole number, such as 2026", "comparison": 'a list of numbers, such as ["3107"]'}
    quoted = expected.get(name, 'a text of four digits in quotes, such as "3101"')
    return f"{name}: expected {quoted}, not {given!r}"


def _not_four_digits(parameter: str, given: str, record: Catalogue) -> str:
    return f"{parameter}: {given!r} is not a municipality number of four digits{_by_name(given, record)}"


def _by_name(given: str, record: Catalogue) -> str:
    """The code to use for one who gave a name, or the nearest name."""
    table = record.table("municipalities")
    norwegian = table[table["country"] == "NO"]
    by_name: dict[str, list[str]] = {}
    for code, name in zip(norwegian["code"], norwegian["name"]):
        # "Våler (Østfold)" and "Hattfjelldal - Aarborte" are asked for by their first or second part alone.
        for known in {name, *re.split(r" \(| - ", name)}:
            by_name.setdefault(known.casefold(), []).append(f"{code} for {name}")
    near = difflib.get_close_matches(given.strip().casefold(), by_name, n=1, cutoff=0.7)
    return f"; use {' or '.join(by_name[near[0]])}" if near else ""


def _listing(items: Any) -> str:
    items = list(items)
    if not items:
        return "no municipality"
    return items[0] if len(items) == 1 else ", ".join(items[:-1]) + " and " + items[-1]


def _literal(value: Any) -> str:
    return f'"{value}"' if isinstance(value, str) else repr(value)
