"""Which municipalities the record covers, by their numbers of today, and what that means for a table of a service."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from statusbok import codes
from statusbok.catalogue import Catalogue
from statusbok.edition import check_municipality, codes_in_all
from statusbok.errors import DataError, SourceError

# Svalbard, Jan Mayen, the continental shelf, abroad, unknown: in tables of municipalities, but never one.
_NO_MUNICIPALITY = ("00", "21", "22", "23", "24", "25", "26", "27", "28", "29", "99")


@dataclass(frozen=True)
class Scope:
    """The municipalities an update fetches for.

    Args:
        municipalities: numbers of today, in order.
        table: the record's table `municipalities`.
        changes: the record's table `municipality_code_changes`.
    """

    municipalities: tuple[str, ...]
    table: pd.DataFrame = field(repr=False, compare=False)
    changes: pd.DataFrame = field(repr=False, compare=False)

    @cached_property
    def chain(self) -> codes.Chain:
        return codes.chain(self.changes)

    @cached_property
    def swedish(self) -> list[str]:
        """Numbers of the Swedish municipalities of the record."""
        return sorted(self.table.loc[self.table["country"] == "SE", "code"])

    @cached_property
    def today(self) -> set[str]:
        """Every Norwegian municipality of today."""
        return set(self.table.loc[self.table["country"] == "NO", "code"])

    @cached_property
    def ever(self) -> set[str]:
        """Every Norwegian municipality number that the record knows, of any year."""
        return self.today | set(self.changes["old_code"]) | set(self.changes["new_code"])

    def of_year(self, year: int) -> set[str]:
        """The numbers of all Norwegian municipalities at the end of a year."""
        if year not in self._years:
            found = set(self.today)
            for day, went, came in reversed(self._days):
                if day > f"{year}-12-31":
                    found = (found - came.keys()) | went.keys()
            self._years[year] = found
        return self._years[year]

    def existed(self, code: str, year: int) -> bool:
        """Whether there was such a municipality in a year.

        Args:
            code: a number of the year, or K-3101 for what is 3101 today, which was there when something led to it
                alone; the code of another area always was.
            year: the year.
        """
        number = spliced(code)
        if number != code:
            return number in {self.chain.comparable(each, year) for each in self.of_year(year)}
        return code in self.of_year(year) or not re.fullmatch("[0-9]{4}", code)

    @cached_property
    def _years(self) -> dict[int, set[str]]:
        return {}

    @cached_property
    def _days(self) -> list[tuple[str, dict[str, set[str]], dict[str, set[str]]]]:
        """Every day of changes, in order: what each old number became, and what each new one came from."""
        days: dict[str, tuple[dict[str, set[str]], dict[str, set[str]]]] = {}
        for day, old, new in self.changes[["changed_on", "old_code", "new_code"]].itertuples(index=False):
            went, came = days.setdefault(str(day)[:10], ({}, {}))
            went.setdefault(old, set()).add(new)
            came.setdefault(new, set()).add(old)
        return [(day, *days[day]) for day in sorted(days)]

    def of_any_year(self) -> list[str]:
        """Today's numbers of the scope and all former ones that lead to them alone."""
        wanted = set(self.municipalities)
        return sorted(code for code in self.ever if code in wanted or self.chain.comparable(code) in wanted)

    def asked(self, words: Collection[str]) -> list[str]:
        """The numbers that @municipalities and @swedish stand for; other words do not depend on the scope."""
        norwegian = self.of_any_year() if "@municipalities" in words else []
        return norwegian + (self.swedish if "@swedish" in words else [])

    def unknown(self, found: Iterable[str]) -> tuple[list[str], list[str]]:
        """Sort out numbers that the record does not know.

        Returns:
            Those that are no municipality (Svalbard, abroad, shelf, unknown), and those that look like a new one.
        """
        strange = sorted(set(found) - self.ever)
        never = [code for code in strange if code[:2] in _NO_MUNICIPALITY]
        return never, [code for code in strange if code not in set(never)]

    def only_renamed(self, code: str, year: int) -> str | None:
        """Today's number of a municipality that has only changed its number since a year, for figures such as rates.

        Returns:
            None where the municipality was merged, took in another or was split, or the number is unknown.
        """
        for day, went, came in self._days:
            if day <= f"{year}-12-31":
                continue
            new = went.get(code, {code})
            if len(new) > 1:
                return None
            [target] = new
            if came.get(target, set()) - {code}:
                return None
            code = target
        return code if code in self.today else None


def covered(record: Catalogue, municipality: str | None = None) -> list[str]:
    """The municipalities the record covers, and with a new one its whole county: the report compares with all there.

    Args:
        record: the record. Its property "municipalities" names them; without one they are those in all core tables.
        municipality: number of a municipality to add.

    Raises:
        EditionError: that is not a municipality number of today.
        DataError: the property is no list of numbers.
    """
    added = []
    if municipality is not None:
        check_municipality("--kommune", municipality, record)
        added = county_of(municipality, record.table("municipalities"))
    written = record.package.get("municipalities")
    if written is not None and not (isinstance(written, list) and all(isinstance(code, str) for code in written)):
        raise DataError(f"data/datapackage.json: 'municipalities' is {written!r}; expected a list such as [\"3101\"]")
    table = record.table("municipalities")
    known = set(table.loc[table["country"] == "NO", "code"])
    if stray := [code for code in written or [] if not known & {code, *record.chain.successors(code)}]:
        raise DataError(
            "data/datapackage.json: 'municipalities' is to hold numbers of Norwegian municipalities, "
            f"and {stray[0]} is none"
        )
    return sorted({*(written or codes_in_all(record)), *added})


def within(kept: Iterable[str], record: Catalogue) -> Scope:
    """The scope for municipalities that may have been written down before the last change of numbers."""
    table, changes = record.table("municipalities"), record.table("municipality_code_changes")
    known = set(table.loc[table["country"] == "NO", "code"])
    chain = codes.chain(changes)
    return Scope(tuple(sorted({new for code in kept for new in chain.successors(code)} & known)), table, changes)


def county_of(municipality: str, table: pd.DataFrame) -> list[str]:
    """All municipalities of the county that a municipality is in."""
    county = table.loc[table["code"] == municipality, "county_code"].iloc[0]
    return sorted(table.loc[(table["county_code"] == county) & (table["country"] == "NO"), "code"])


def near_sweden(record: Catalogue, municipalities: Sequence[str]) -> bool:
    """Whether the commuting region of any of the municipalities touches the Swedish border."""
    from statusbok.indicators.border import touches_border  # brings geopandas, which is slow to import

    table, flows = record.table("municipalities"), record.table("commuting_flows")
    return any(touches_border(flows, table, code) for code in municipalities)


def check_codes(record: Catalogue) -> None:
    """The changes of numbers must end with municipalities of today.

    Raises:
        DataError: one does not, as when only one of the two tables has been updated.
    """
    table, changes = record.table("municipalities"), record.table("municipality_code_changes")
    today = set(table.loc[table["country"] == "NO", "code"])
    ends = {code for old in changes["old_code"] for code in record.chain.successors(old)}
    if stray := sorted(ends - today):
        raise DataError(
            f"municipality_code_changes leads to {', '.join(stray[:5])}, which is not in municipalities; the two are "
            "updated together: statusbok update municipality_code_changes municipalities"
        )


def spliced(code: str) -> str:
    """The municipality number in a code of a list that is summed over years: K-3101 and K.3101 are 3101."""
    return code[2:] if code[:2] in ("K-", "K.") else code


def check_known(scope: Scope, found: Iterable[str], where: str) -> list[str]:
    """Numbers that are to be left out, because they never were a municipality.

    Raises:
        SourceError: there is a number that the record does not know.
    """
    never, new = scope.unknown(found)
    if new:
        raise SourceError(
            f"{where} has the municipality number {', '.join(new[:5])}, which the record does not know; "
            "run statusbok update municipality_code_changes municipalities first"
        )
    return never
