"""Words of the front page and of the card that other sites show with a link to it."""

from collections.abc import Sequence

from statusbok.show.nb.names import place
from statusbok.show.numbers import listing

MAP = "Kart"
KEY_FIGURES = "Nøkkeltall"
ALL_KEY_FIGURES = "Alle nøkkeltallene i sammendraget"
CARD_TITLE = "Statusrapport for arbeid og næring"
EDITION = "Utgave {year}"


def map_alt(name: str, region: str, norwegian: Sequence[str], swedish: Sequence[str]) -> str:
    """What the map shows: where the municipality lies and which it borders on, on land."""
    parts = [listing(norwegian)] if norwegian else []
    if swedish:
        parts.append(f"{listing(swedish)} i Sverige")
    said = f"Kart over {region}, der {name} er framhevet."
    return f"{said} På land grenser {name} til {', og til '.join(parts)}." if parts else said


def map_caption(name: str, region: str) -> str:
    return f"{name} i {region}"


def card_alt(name: str, year: int, figures: Sequence[tuple[str, str, str]]) -> str:
    """The text of the card: label, number and unit of each key figure."""
    told = [f"{label}: {value} {unit}".strip() for label, value, unit in figures]
    return ". ".join([f"{CARD_TITLE} {place(name)}, {EDITION.format(year=year).lower()}", *told]) + "."
