"""Words of the front page and of the card that other sites show with a link to it."""

from collections.abc import Sequence

from statusbok.show.nb.names import place
from statusbok.show.numbers import listing

MAP = "Kart"
KEY_FIGURES = "Nøkkeltall"
ALL_KEY_FIGURES = "Alle nøkkeltallene i sammendraget"
CARD_TITLE = "Statusrapport for arbeid og næring"
EDITION = "Utgave {year}"
AROUND = {True: "resten av regionen og med Sverige", False: "resten av regionen"}
"""What the labour market hangs together with, by whether the region touches the border; for book/index.md."""


def map_alt(name: str, region: str | None, norwegian: Sequence[str], swedish: Sequence[str]) -> str:
    """What the map shows: where the municipality lies and which it borders on, on land.

    `region` is the county; None where the map has no more of it than the municipality and its neighbours.
    """
    parts = [listing(norwegian)] if norwegian else []
    if swedish:
        parts.append(f"{listing(swedish)} i Sverige")
    said = f"Kart over {region or f'{name} og kommunene rundt'}, der {name} er framhevet."
    return f"{said} På land grenser {name} til {', og til '.join(parts)}." if parts else said


def map_caption(name: str, region: str) -> str:
    return name if name == region else f"{name} i {region}"  # Oslo is its own county


def card_alt(name: str, year: int, figures: Sequence[tuple[str, str, str]]) -> str:
    """The text of the card: label, number and unit of each key figure."""
    told = [f"{label}: {value} {unit}".strip() for label, value, unit in figures]
    return ". ".join([f"{CARD_TITLE} {place(name)}, {EDITION.format(year=year).lower()}", *told]) + "."
