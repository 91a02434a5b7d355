"""Bring the record in `data/` and `geo/` up to date, safely: `update` and `listing`.

`declared` reads what the Data Package declares, `fetch` and `shape` make the table, `checks` and `diff` judge it,
`transaction` puts it in place, and `run` holds them together.
"""

from statusbok.update.listed import listing
from statusbok.update.run import (
    FAILED,
    REFUSED,
    SKIPPED,
    UNCHANGED,
    UPDATED,
    Outcome,
    Result,
    WrongUse,
    update,
)

__all__ = [
    "FAILED", "REFUSED", "SKIPPED", "UNCHANGED", "UPDATED", "Outcome", "Result", "WrongUse", "listing", "update",
]  # fmt: skip
