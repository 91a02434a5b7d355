"""Check the record, tables and map layers, before anything is made from it."""

from __future__ import annotations

from statusbok import geo
from statusbok.catalogue import catalogue
from statusbok.errors import GeometryError


def check_record() -> str:
    """Validate every table and map layer.

    Returns:
        One line saying how much was checked.

    Raises:
        DataError: a table breaks its schema; the message names file, row, column and what was expected.
        GeometryError: a map layer is missing or broken, or lacks a municipality that a report can be about.
    """
    catalogue().validate()
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
