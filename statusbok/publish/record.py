"""Check the record, tables and map layers, before anything is made from it."""

from __future__ import annotations

from statusbok import geo
from statusbok.catalogue import catalogue


def check_record() -> str:
    """Validate every table and map layer.

    Returns:
        One line saying how much was checked.

    Raises:
        DataError: a table breaks its schema; the message names file, row, column and what was expected.
        GeometryError: a map layer is missing or broken.
    """
    catalogue().validate()
    for name in geo.names():
        geo.layer(name)
    return f"{len(catalogue().names)} tables and {len(geo.names())} map layers are in order"
