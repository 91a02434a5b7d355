import pandas as pd
import pytest

from statusbok.show.nb import change


@pytest.mark.parametrize(
    ("new", "old", "tolerance", "expected"),
    [
        (2, 1, 0, "rose"),
        (1, 2, 0, "fell"),
        (1, 1, 0, "unchanged"),
        (59.34, 59.3, 0.05, "unchanged"),
        (59.36, 59.3, 0.05, "rose"),
        (None, 1, 0, "unknown"),
        (1, float("nan"), 0, "unknown"),
        (pd.NA, 1, 0, "unknown"),
    ],
)
def test_direction(new, old, tolerance, expected):
    assert change.direction(new, old, tolerance) == expected


def test_every_known_direction_has_words():
    for words in (change.VERB, change.NOUN, change.COMPARED):
        assert set(words) == {"rose", "fell", "unchanged"}
    assert change.VERB["rose"] == "økte"
