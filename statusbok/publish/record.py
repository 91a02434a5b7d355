"""Check the record, tables and map layers, before anything is made from it."""

from __future__ import annotations

from pathlib import Path

from statusbok import frozen, geo
from statusbok.catalogue import catalogue
from statusbok.errors import DataError, GeometryError
from statusbok.publish import corrections, manifest


def check_record() -> str:
    """Validate every table and map layer.

    Returns:
        One line saying how much was checked.

    Raises:
        DataError: a table breaks its schema, or a correction cannot be shown; the message names file, row, column and what
            was expected.
        GeometryError: a map layer is missing or broken, or lacks a municipality that a report can be about.
    """
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
