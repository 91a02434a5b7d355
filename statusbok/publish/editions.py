"""Which editions are published beside each other: `editions.yml`, read and checked before anything is built."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from statusbok import frozen
from statusbok.edition import Code, Edition
from statusbok.errors import EditionError

FILE = "editions.yml"
_EXPECTED = {
    "address": 'an address in quotes, such as "https://www.example.org/rapport/", or nothing',
    "municipality": 'a text of four digits in quotes, such as "3101"',
    "editions": "a list of years, such as [2025, 2026]",
}
_NOT_IN_ADDRESS = set(" \"'<>&\\`?#")


class Editions(BaseModel):
    """What `editions.yml` declares.

    Attributes:
        address: where the site will lie, without a slash at the end; "" where that is not known.
        municipality: number of the municipality that all of them are about.
        editions: years in any order, each once; the newest is also put at the root of the site.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    address: str = ""
    municipality: Code
    editions: list[int] = Field(min_length=1)

    @field_validator("address", mode="before")
    @classmethod
    def _whole_address(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return "" if value is None else value
        return whole_address(value)

    @field_validator("editions")
    @classmethod
    def _each_once(cls, years: list[int]) -> list[int]:
        twice = sorted({year for year in years if years.count(year) > 1})
        if twice:
            raise ValueError(f"{twice[0]} is listed twice")
        return sorted(years)


def whole_address(value: str) -> str:
    """The address of a site without a slash at the end; "" stays.

    Raises:
        ValueError: it is not a whole http(s) address that can stand in a page as it is, or more than a folder is named.
    """
    if not value:
        return ""
    parts = urlsplit(value)  # raises ValueError for a broken one, as does its port
    odd = not value.isprintable() or set(value) & _NOT_IN_ADDRESS or "//" in parts.path
    if odd or parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc or parts.port == 0:
        raise ValueError("no address of a site")
    return value.rstrip("/")


def read(path: Path) -> tuple[Editions, list[Edition]]:
    """Read the file, and see that every edition can be made.

    Returns:
        What it declares, and the parameters of each edition, the oldest first.

    Raises:
        EditionError: the file is missing, is not as it should be, or declares an edition whose data or frozen record
            is missing; the message names the file and what would be right.
    """
    try:
        return _checked(path)
    except EditionError as error:
        raise EditionError("\n".join(f"{path.name}: {line}" for line in str(error).splitlines())) from None


def _checked(path: Path) -> tuple[Editions, list[Edition]]:
    try:
        text = path.read_text(encoding="utf-8")
        content, tree = yaml.safe_load(text), yaml.compose(text)
    except FileNotFoundError:
        raise EditionError(f"there is no such file in {path.parent}; expected {', '.join(_EXPECTED)}") from None
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise EditionError(f"not YAML in UTF-8: {' '.join(str(error).split())}") from None
    if not isinstance(content, dict):
        raise EditionError(f"expected {', '.join(_EXPECTED)}, each with a value")
    keys = [key.value for key, _ in tree.value]
    if len(set(keys)) < len(keys):  # of two, YAML takes the last one without a word
        raise EditionError(f"{next(key for key in keys if keys.count(key) > 1)} stands there twice; expected it once")
    try:
        declared = Editions.model_validate({str(key): value for key, value in content.items()})
    except ValidationError as error:
        raise EditionError("\n".join(_explain(item) for item in error.errors())) from None
    newest = declared.editions[-1]
    editions = []
    for year in declared.editions:
        if year != newest:
            frozen.folder(year)
        with frozen.used(frozen.of(year)):
            editions.append(Edition(municipality=declared.municipality, year=year))
    return declared, editions


def _explain(item: Any) -> str:
    """One line for one of pydantic's complaints."""
    name, given = str(item["loc"][0]), item["input"]
    if item["type"] == "extra_forbidden":
        near = difflib.get_close_matches(name, _EXPECTED, n=1)
        return f"{name!r} is not known here: use {', '.join(_EXPECTED)}" + (f"; did you mean {near[0]}?" if near else "")
    if item["type"] == "missing":
        return f"{name} is missing: expected {_EXPECTED[name]}"
    if name == "editions" and item["type"] == "value_error":
        return f"editions: {item['ctx']['error']}; expected each year once"
    return f"{name}: expected {_EXPECTED[name]}, not {given!r}"
