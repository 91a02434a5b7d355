"""Records frozen when an edition was published: `data/editions/YEAR/`, and which record is read.

Later figures go into `data/` and `geo/`; what an edition was made from stays as it was, so that it can be made again and
compared with the next one.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from statusbok import reads
from statusbok.errors import EditionError

ROOT = Path(__file__).resolve().parent.parent
VARIABLE = "STATUSBOK_RECORD"
"""Environment variable with the year whose frozen record is read, for kernels too; without it `data/` and `geo/` are."""


def relative(year: int) -> str:
    """Path of a frozen record in the project."""
    return f"data/editions/{year}"


def years() -> list[int]:
    """Years whose record is frozen, oldest first."""
    with reads.unnoted():
        kept = [path.parent.name for path in ROOT.glob("data/editions/*/datapackage.json")]
    return sorted(int(name) for name in kept if name.isdecimal())


def folder(year: int) -> Path:
    """Folder of the frozen record of a year: `datapackage.json` and `tables/` as in `data/`, and `geo/`.

    Raises:
        EditionError: none is frozen for that year.
    """
    _whole(year)
    if year not in years():
        those = ", ".join(map(str, years())) or "none"
        raise EditionError(
            f"there is no frozen record of the {year} edition in data/editions; there are those of: {those}. "
            f"`statusbok freeze --year {year}` makes one from the site that was built last."
        )
    return ROOT / relative(year)


def in_use() -> int | None:
    """Year whose frozen record is read; None while it is that of today."""
    value = os.environ.get(VARIABLE, "")
    if not value:
        return None
    if not value.isdecimal():
        raise EditionError(f"{VARIABLE} is {value!r}; expected a year such as 2025, or nothing for the record of today")
    return int(value)


def data_folder() -> Path:
    """Folder with the `datapackage.json` that is read."""
    year = in_use()
    return ROOT / "data" if year is None else folder(year)


@contextlib.contextmanager
def used(year: int | None) -> Iterator[None]:
    """Read the frozen record of a year for a while, here and in kernels that are started; that of today for None."""
    before = os.environ.get(VARIABLE)
    if year is not None:
        folder(year)
    os.environ[VARIABLE] = "" if year is None else str(year)
    try:
        yield
    finally:
        os.environ.pop(VARIABLE)
        if before is not None:
            os.environ[VARIABLE] = before


def of(year: int) -> int | None:
    """The year itself where its record is frozen; None where an edition is made from the record of today.

    Raises:
        EditionError: freezing it again was cut off, so that the record lies beside its place.
    """
    reads.folder(ROOT / "data/editions")
    _whole(year)
    return year if year in years() else None


def _whole(year: int) -> None:
    if year not in years() and (ROOT / f"{relative(year)}.old").is_dir():
        raise EditionError(
            f"{relative(year)} is missing: freezing was cut off. Rename {relative(year)}.old to {relative(year)}, or freeze again"
        )
