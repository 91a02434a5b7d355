"""Which way a figure went, and the words for it."""

from numbers import Real
from typing import Literal

import pandas as pd

Direction = Literal["rose", "fell", "unchanged", "unknown"]

VERB: dict[str, str] = {"rose": "økte", "fell": "falt", "unchanged": "var uendret"}
"""Verb in the past tense. "unknown" has no verb: the sentence has to be another one."""

NOUN: dict[str, str] = {"rose": "en økning", "fell": "en nedgang", "unchanged": "ingen endring"}

COMPARED: dict[str, str] = {"rose": "høyere enn", "fell": "lavere enn", "unchanged": "lik"}
"""For one place against another: direction(own, other) and then COMPARED."""


def direction(new: Real | None, old: Real | None, tolerance: Real = 0) -> Direction:
    """How `new` stands to `old`; a difference of at most `tolerance` (same unit) is no change.

    Returns:
        "rose", "fell", "unchanged", or "unknown" when either number is missing.
    """
    if new is None or old is None or pd.isna(new) or pd.isna(old):
        return "unknown"
    difference = new - old
    if abs(difference) <= tolerance:
        return "unchanged"
    return "rose" if difference > 0 else "fell"
