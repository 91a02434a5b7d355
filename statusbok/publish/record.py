"""Check the record, tables and map layers, before anything is made from it."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

from statusbok import clock, frozen, timing
from statusbok.errors import DataError, GeometryError
from statusbok.publish import manifest

_CHECKERS = ("frictionless", "pandas", "geopandas", "shapely")
_REMEMBERED = 8
"""Records that were found in order and are remembered: today's, and those of some editions."""


def check_record() -> str:
    """Validate every table and map layer.

    Returns:
        One line saying how much was checked.

    Raises:
        DataError: a table breaks its schema, or a correction cannot be shown; the message names file, row, column and what
            was expected.
        GeometryError: a map layer is missing or broken, or lacks a municipality that a report can be about.
    """
    from statusbok import geo  # slow to import, as the others, and a record that is remembered needs none of them
    from statusbok.catalogue import catalogue
    from statusbok.publish import corrections

    if (year := frozen.in_use()) is not None:
        check_unaltered(year)
    catalogue().validate()
    corrections.check()
    for name in geo.names():
        geo.layer(name)
    known = catalogue().table("municipalities").set_index("code")
    lacking = known.index[known["ostfold"]].difference(geo.layer("municipalities")["code"])
    if len(lacking):
        raise GeometryError(
            f"geo/municipalities.geojson has no area for {known.at[lacking[0], 'name']} ({lacking[0]}); "
            "make the layers again with geo/build_layers.py"
        )
    return f"{len(catalogue().names)} tables and {len(geo.names())} map layers are in order"


@timing.spent("check of the record")
def remembered(check: Callable[[], str], root: Path) -> str:
    """What `check_record` says, without checking again what it has found in order before.

    A record is remembered by the content of all that the check reads and is made of: tables, layers, contents of the book,
    code, the libraries that check, and the day, which no status may be later than.

    Args:
        check: `check_record`.
        root: the project folder; the memory is `_build/checked.json` in it, and one that cannot be read is none.

    Raises:
        DataError, GeometryError: as `check_record`.
    """
    memory, key = root / "_build" / "checked.json", _key()
    known = _memory(memory)
    if key in known:
        return f"{known[key]}, unchanged since they were checked"
    answer = check()
    kept = dict([*known.items(), (key, answer)][-_REMEMBERED:])
    memory.parent.mkdir(parents=True, exist_ok=True)
    beside = memory.with_name(f".{memory.name}.{os.getpid()}")
    beside.write_text(json.dumps(kept, ensure_ascii=False, indent=1), encoding="utf-8")
    os.replace(beside, memory)
    return answer


def is_remembered(root: Path) -> bool:
    """Whether the record as it is now was found in order before, see `remembered`."""
    return _key() in _memory(root / "_build" / "checked.json")


def _memory(path: Path) -> dict[str, str]:
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) and all(isinstance(answer, str) for answer in known.values()) else {}


def _key() -> str:
    """Checksum of all that a check of the record depends on."""
    root = frozen.ROOT
    files = [root / "_toc.yml", *(path for folder in ("data", "geo") for path in (root / folder).rglob("*"))]
    files += Path(__file__).parents[1].rglob("*.py")
    found = hashlib.sha256()
    libraries = [sys.version, *(f"{name} {version(name)}" for name in _CHECKERS)]
    found.update(repr([clock.today(), frozen.in_use(), libraries]).encode())
    for path in sorted(path for path in files if path.is_file()):
        content = path.read_bytes()
        found.update(f"\n{path.as_posix()} {len(content)}\n".encode())
        found.update(content)
    return found.hexdigest()


def check_frozen(year: int) -> str:
    """Validate the frozen record of a year, and see that it is as it was.

    Returns:
        One line saying how much was checked.

    Raises:
        DataError: a table breaks its schema, or a file is not what it was when the record was frozen.
        GeometryError: as `check_record`.
        BuildError: a manifest cannot be read.
    """
    with frozen.used(year):
        return f"Edition {year}: {check_record()}"


def check_unaltered(year: int) -> None:
    """Hold the frozen record of a year against the manifests of the sites that were made from it.

    Raises:
        DataError: a file is not what it was when the record was frozen.
        BuildError: a manifest cannot be read.
    """
    here = manifest.record_files(frozen.ROOT, frozen.relative(year))
    for path in manifests(year):
        published = manifest.read(path)
        if altered := [name for name, value in recorded(published, year).items() if here.get(name) != value]:
            raise DataError(
                f"{frozen.relative(year)}/{altered[0]} is not the file that the {year} edition was made from (see "
                f"{path.name}); take it from git again, or freeze the edition anew: statusbok freeze --year {year} --replace"
            )


def manifests(year: int) -> list[Path]:
    """Manifests of the published sites made from the frozen record of a year, one for each municipality."""
    return sorted((frozen.folder(year) / "builds").glob("*.json"))


def recorded(published: manifest.Manifest, year: int) -> dict[str, str]:
    """Checksums of the record that a site was made from, by path in the record, whether that was frozen then or not."""
    kept = f"{frozen.relative(year)}/"
    if any(name.startswith(kept) for name in published.inputs):
        return {name.removeprefix(kept): value for name, value in published.inputs.items() if name.startswith(kept)}
    today = {name.removeprefix("data/"): value for name, value in published.inputs.items()}
    return {name: value for name, value in today.items() if name == "datapackage.json" or name.startswith(("tables/", "geo/"))}
