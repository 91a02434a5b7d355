"""Numbers, years and lists in bokmål: "14 393", "59,3 prosent", "−1,2", "2020–2026", "a, b og c".

A non-breaking space (U+00A0) keeps groups of three, and number and unit, together; minus is U+2212.
Rounding is half away from zero. A missing number is an error: a sentence must choose another branch first.
"""

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from numbers import Real

import pandas as pd
from babel.dates import format_date
from babel.numbers import format_decimal

from statusbok.errors import StatusbokError

INFINITY = float("inf")
LOCALE = "nb_NO"
NBSP = "\u00a0"
MINUS = "\u2212"


def decimals(value: Real, places: int) -> str:
    """A number with a fixed number of decimals: decimals(1234.56, 1) is "1 234,6"."""
    if value is None or pd.isna(value) or value in (INFINITY, -INFINITY):
        raise StatusbokError(
            "A number for a sentence or label is missing (nan); choose the branch for missing data."
        )
    # str() of the float is its shortest exact form, so that 0.25 rounds up as a reader expects.
    return _grouped(str(value), places)


@lru_cache(maxsize=20_000)
def _grouped(written: str, places: int) -> str:
    """The text of `decimals`; a number stands on the page, in two files and often in several tables."""
    number = Decimal(written).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    number = abs(number) if number == 0 else number
    pattern = "#,##0" + ("." + "0" * places if places else "")
    text = format_decimal(number, format=pattern, locale=LOCALE)
    return text.replace("-", MINUS).replace(" ", NBSP).replace("\u202f", NBSP)


def n(value: Real) -> str:
    """A count: n(14393) is "14 393"."""
    return decimals(value, 0)


def one(value: Real) -> str:
    """One decimal: one(59.34) is "59,3"."""
    return decimals(value, 1)


def signed(value: Real, places: int = 0) -> str:
    """A change with its sign: signed(120) is "+120", signed(-3.25, 1) is "−3,3"; no change has no sign."""
    text = decimals(value, places)
    return text if text.startswith(MINUS) or text == decimals(0, places) else f"+{text}"


def pct(value: Real, places: int = 1) -> str:
    """Per cent in text: pct(59.3) is "59,3 prosent"; pct(70, 0) is "70 prosent"."""
    return f"{decimals(value, places)}{NBSP}prosent"


def pct_sign(value: Real, places: int = 1) -> str:
    """Per cent in tables and charts: pct_sign(59.3) is "59,3 %"."""
    return f"{decimals(value, places)}{NBSP}%"


def points(value: Real, places: int = 1) -> str:
    """A difference between per cents: points(1.2) is "1,2 prosentpoeng"."""
    return f"{decimals(value, places)}{NBSP}prosentpoeng"


def years(first: int, last: int) -> str:
    """A period with an en dash: years(2020, 2026) is "2020–2026"; the same year twice is one year."""
    return str(int(first)) if int(first) == int(last) else f"{int(first)}–{int(last)}"


def month(text: str) -> str:
    """A month: month("2026-10") is "oktober 2026"."""
    try:
        first_day = date.fromisoformat(f"{text}-01")
    except ValueError:
        raise StatusbokError(f'"{text}" is not a month; expected YYYY-MM, such as 2026-10.') from None
    return format_date(first_day, "LLLL y", locale=LOCALE)


def day(when: date) -> str:
    """A date: day(date(2026, 10, 3)) is "3. oktober 2026"."""
    return format_date(when, "d. MMMM y", locale=LOCALE).replace(". ", f".{NBSP}")


def listing(items: Sequence[str]) -> str:
    """A list in a sentence: listing(["a", "b", "c"]) is "a, b og c"."""
    words = [str(item) for item in items]
    if not words:
        raise StatusbokError("A list in a sentence is empty; choose the branch for missing data.")
    return " og ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
