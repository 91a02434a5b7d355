"""Compare two editions, two municipalities or two commits: `statusbok compare`.

Only reads and writes; the calculation is `statusbok.indicators.changes`.
"""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from textwrap import wrap

import pandas as pd

from statusbok import frozen
from statusbok.catalogue import Catalogue, opened
from statusbok.edition import Dated, check_municipality, corrections, editions_of
from statusbok.errors import DataError, EditionError
from statusbok.indicators import changes, employment, plan_indicators, targets
from statusbok.plans import in_force
from statusbok.show import numbers, tables
from statusbok.show.nb import changes as text
from statusbok.show.provenance import revision_break

RECORD = ("data/datapackage.json", "data/tables")
"""What a commit is compared by."""

WIDEST = 34
"""Characters across a column on the terminal."""


@dataclass(frozen=True)
class Comparison:
    """What is shown, and what a file of it needs.

    Attributes:
        data: A table for the reader, see `show.table`.
        title: What, where and when.
        said: Sentences on what was found.
        source: Where the figures are from.
        labels: Headings of the columns.
    """

    data: pd.DataFrame
    title: str
    said: list[str]
    source: str
    labels: Mapping[str, str]

    def as_text(self) -> str:
        """For the terminal: title, findings, table and source."""
        return "\n".join([self.title, "", *self.said, "", *_grid(self.data, self.labels), "", self.source])

    def write(self, path: Path) -> None:
        """Write the table as CSV or Excel, by the ending of the file's name; beside it first, so that it is never half.

        Args:
            path: a file ending in .csv or .xlsx, in a folder that there is (see `check_path`).
        """
        about = (self.data, "sammenligning", self.title, self.source)
        if path.suffix.lower() == ".xlsx":
            content = tables.to_workbook(*about, " ".join(self.said), labels=self.labels, missing=text.SIGNS)
        else:
            content = tables.to_csv(*about, labels=self.labels, missing=text.SIGNS)
        beside = path.with_name(f".{path.name}.statusbok-new")
        try:
            beside.write_bytes(content)
            os.replace(beside, path)
        finally:
            beside.unlink(missing_ok=True)


def check_path(path: Path) -> str:
    """What is wrong with the name of a file to write; empty where nothing is."""
    if path.suffix.lower() not in (".csv", ".xlsx"):
        return f"{path}: expected a file name that ends in .csv or .xlsx"
    if not path.parent.is_dir():
        return f"{path}: there is no folder {path.parent}"
    return ""


def editions(then: int, now: int, code: str) -> Comparison:
    """An old edition from its frozen record, and a new one from its own.

    Args:
        then: year of the old edition.
        now: year of the new edition; from the record of today where it has no frozen one.
        code: municipality number.

    Raises:
        EditionError: the old edition has no frozen record, or a record has no such edition of the municipality.
        DataError: a record cannot be read.
    """
    if then >= now:
        raise EditionError(f"expected the older edition first, such as compare {now - 1} {now}, not {then} {now}")
    old = Dated(opened(frozen.folder(then)), then)
    new = Dated(_record(now), now)
    for one in (old, new):
        _has(one, code, "--kommune", f"the record of the {one.year} edition")
    said = f"utgaven for {then} og for utgaven for {now}"
    return _between(old, new, code, f"utgavene for {then} og {now}", said)


def commits(then: str, now: str, code: str, year: int, root: Path | None = None) -> Comparison:
    """The same edition from the records of two commits, with the code of today.

    Args:
        then: the older commit, as git knows it.
        now: the newer one.
        code: municipality number.
        year: year of the edition.
        root: the repository; by default the project's own.

    Raises:
        EditionError: a record has no such edition of the municipality.
        DataError: there is no git, no such commit, or its record cannot be read.
    """
    root = root or frozen.ROOT
    names = [_commit(root, name) for name in (then, now)]
    with contextlib.ExitStack() as stack:
        old, new = (Dated(Catalogue(stack.enter_context(_archived(root, name))), year) for name in names)
        for one, name in zip((old, new), names, strict=True):
            with _told(f"the record at commit {name[:10]}"):
                _has(one, code, "--kommune", f"the record at commit {name[:10]}")
        short = [name[:10] for name in names]
        what = f"kodeversjonene {short[0]} og {short[1]}, utgaven for {year}"
        return _between(old, new, code, what, f"kodeversjon {short[0]} og {short[1]}", tuple(short))


def municipalities(first: str, second: str, year: int) -> Comparison:
    """Two municipalities in one edition, each indicator in the newest period that both have.

    Args:
        first: municipality number.
        second: another one.
        year: year of the edition.

    Raises:
        EditionError: they are the same, or the record has no such edition of one of them.
        DataError: the record cannot be read.
    """
    if first == second:
        raise EditionError(f"--kommuner: {first} is there twice; expected two different municipalities")
    one = Dated(_record(year), year)
    for code in (first, second):
        _has(one, code, "--kommuner", f"the record of the {year} edition")
    known = one.record.table("municipalities").set_index("code")
    names = [known.at[code, "name"] for code in (first, second)]
    places = [(code, known.at[code, "county_code"]) for code in (first, second)]
    definitions = one.record.table("plan_indicators")
    with _told(f"the record of the {year} edition"):
        found = changes.between_places(definitions, one.tables(plan_indicators.TABLES), places)
    return Comparison(
        text.places_table(found),
        f"Indikatorene i {names[0]} og {names[1]}, utgaven for {year}",
        [text.same_period()],
        _source([one], found, f"utgaven for {year}"),
        text.LABELS | {"then": names[0], "now": names[1]},
    )


def _between(
    old: Dated, new: Dated, code: str, what: str, records: str, called: tuple[str, str] | None = None
) -> Comparison:
    """Both sides calculated; `called` is what the two are called where they are not two years."""
    known = new.record.table("municipalities").set_index("code")
    name, county = known.at[code, "name"], known.at[code, "county_code"]
    before, after = called or (str(old.year), str(new.year))
    sides = []
    which = "the record at commit {}" if called else "the record of the {} edition"
    for one, name_of in ((old, before), (new, after)):
        with _told(which.format(name_of)):
            sides.append(_side(one))
    then, now = sides
    breaks = {employment.REGISTER_BREAK, *revision_break(not new.record.resource("municipality_totals").fetched)}
    with _told(f"the records of {before} and {after}"):
        series = plan_indicators.comparable(now.definitions, now.tables, code, county, breaks)
        plans = new.table("plans")
        plan = in_force(plans[plans["municipality_code"] == code], new.year)
        goals = targets.plan_targets(new.table("targets"), now.definitions, plan)
        stands = targets.stands(goals, series)
        # Two commits are of the same edition: what was corrected in it is no difference between them.
        log = corrections() if called is None else None
        found = changes.between(then, now, code, county, breaks, stands, log)
    return Comparison(
        text.table(found),
        f"Indikatorene i {what}, {name}",
        text.findings(found, old.year, new.year) if called is None else text.commit_findings(found),
        _source([old, new], found.rename(columns={"new_table": "table"}), records),
        text.LABELS,
    )


def _side(one: Dated) -> changes.Side:
    """What one of the two is calculated from."""
    names = plan_indicators.TABLES
    return changes.Side(one.year, one.record.table("plan_indicators"), one.tables(names), one.added(names))


def _record(year: int) -> Catalogue:
    """The record that an edition is made from: its frozen one, else that of today."""
    return opened(frozen.folder(year) if frozen.of(year) is not None else frozen.ROOT / "data")


def _has(one: Dated, code: str, parameter: str, what: str) -> None:
    """Refuse a municipality or a year that a record does not have."""
    check_municipality(parameter, code, one.record)
    years = editions_of(one.record, code)
    if one.year in years:
        return
    name = one.record.table("municipalities").set_index("code").at[code, "name"]
    those = f"it has those of {years[0]}–{years[-1]}" if years else "it has none of its core tables"
    raise EditionError(f"{what} has no {one.year} edition for {name} ({code}); {those}")


@contextlib.contextmanager
def _told(what: str) -> Iterator[None]:
    """Name the record that the code of today cannot read."""
    try:
        yield
    except DataError as error:
        raise DataError(f"{what}: {error}") from None
    except KeyError as error:
        raise DataError(
            f"{what}: {error} is not there; the code of today reads it, so this record is too old to be compared"
        ) from None


def _commit(root: Path, name: str) -> str:
    """The full name of a commit."""
    _git(root, "rev-parse", "--git-dir", refusal=f"{root} is not a git repository, so that it has no commits to compare")
    found = _git(
        root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}",
        refusal=f"--commits: {name!r} is not a commit of this repository; `git log` lists them",
    )  # fmt: skip
    return found.decode().strip()


@contextlib.contextmanager
def _archived(root: Path, commit: str) -> Iterator[Path]:
    """The folder `data` as a commit has it, for a while."""
    refusal = f"commit {commit[:10]} has no record: {' or '.join(RECORD)} is not in it"
    archive = _git(root, "archive", "--format=zip", commit, *RECORD, refusal=refusal)
    with tempfile.TemporaryDirectory(prefix="statusbok-") as folder:
        with zipfile.ZipFile(io.BytesIO(archive)) as packed:
            packed.extractall(folder)
        yield Path(folder) / "data"


def _git(root: Path, *arguments: str, refusal: str) -> bytes:
    """What git answers.

    Raises:
        DataError: it is not installed, or it refuses; with the message for that.
    """
    try:
        return subprocess.run(["git", *arguments], cwd=root, capture_output=True, check=True, timeout=60).stdout
    except FileNotFoundError:
        raise DataError("git is not installed; commits cannot be compared without it") from None
    except subprocess.SubprocessError:
        raise DataError(refusal) from None


def _source(sides: list[Dated], figures: pd.DataFrame, records: str) -> str:
    names = ["plan_indicators", *figures["table"].dropna().unique()]
    record = sides[-1].record
    producers = list(dict.fromkeys(record.resource(name).producer for name in names))
    return f"Kilde: {numbers.listing(producers)}; grunnlaget for {records}. Beregninger: Statusbok."


def _grid(data: pd.DataFrame, labels: Mapping[str, str]) -> list[str]:
    """A table for the terminal: columns side by side, long cells over several lines."""
    shown = tables.grid(data, "sammenligning", labels, text.SIGNS)
    numeric = [column.numeric for column in shown["columns"]]
    rows = [[column.heading for column in shown["columns"]], *shown["rows"]]
    cells = [[wrap(str(cell).replace(numbers.NBSP, " "), WIDEST) for cell in row] for row in rows]
    widths = [max(len(line) for cell in column for line in cell) for column in zip(*cells, strict=True)]
    lines = []
    for number, row in enumerate(cells):
        for line in range(max(map(len, row))):
            parts = [cell[line] if line < len(cell) else "" for cell in row]
            padded = [
                part.rjust(width) if right else part.ljust(width)
                for part, width, right in zip(parts, widths, numeric, strict=True)
            ]
            lines.append("  ".join(padded).rstrip())
        if number == 0:
            lines.append("  ".join("-" * width for width in widths))
    return [*lines, *(f"{sign}  {meaning}" for sign, meaning in shown["legend"])]
