"""Bokmål of the maps: legends, notes and what assistive technology reads out."""

from statusbok.show import numbers

SWEDEN = "Sverige"
NO_DATA = "ingen data"
ZOOM_IN = "Zoom inn"
ZOOM_OUT = "Zoom ut"
CLOSE = "Lukk"
NO_SCRIPT = (
    "Det interaktive kartet trenger JavaScript. De samme opplysningene står i bildet og i tabellen på siden."
)
HELP = "Pek på kartet eller bruk tabulator og Enter for å lese mer."
TOUCH = "Trykk på kartet for å lese mer. Flytt det med to fingre."
TILES_ON = "Vis bakgrunnskart fra Kartverket"
TILES_OFF = "Skjul bakgrunnskartet"
TILES_NOTE = "Nettleseren din spør da Kartverket (cache.kartverket.no) om kartbildene."
TILES_FAIL = "Kartverket svarte ikke, så bakgrunnskartet mangler."
REGION = "Interaktivt kart"
LEGEND = "Tegnforklaring"


def no_area(name: str) -> str:
    """In place of a map or a distance for a municipality that the layer of municipalities lacks."""
    return f"Kartgrunnlaget i rapporten har ikke grensene til {name}. Derfor er det verken kart eller avstander her."


def flow_heading(own_name: str, direction: str) -> str:
    """Heading of the legend; says which way the arrows point."""
    return f"Utpendling fra {own_name}" if direction == "out" else f"Innpendling til {own_name}"


def flow_threshold(threshold: int) -> str:
    return f"Bredden følger antallet. Strømmer på minst {numbers.n(threshold)} sysselsatte er tegnet."


def flow_text(own_name: str, other_name: str, direction: str, persons: int) -> str:
    """What a line says: "1 454 fra Halden til Sarpsborg"."""
    start, end = (own_name, other_name) if direction == "out" else (other_name, own_name)
    return f"{numbers.n(persons)} fra {start} til {end}"


def municipalities(count: int) -> str:
    return "én kommune" if count == 1 else f"{numbers.n(count)} kommuner"


def flow_note(
    own_name: str,
    direction: str,
    *,
    lines: int,
    drawn_persons: int,
    total_persons: int,
    threshold: int,
    small_persons: int,
    small_count: int,
    outside_persons: int,
    outside_count: int,
    outside_largest: str | None,
    outside_largest_persons: int,
) -> str:
    """What a flow map draws and leaves out."""
    who = "utpendlere" if direction == "out" else "innpendlere"
    toward = "til" if direction == "out" else "fra"
    shown = (
        f"Kartet viser én strøm på minst {numbers.n(threshold)} {who}"
        if lines == 1
        else f"Kartet viser {numbers.n(lines)} strømmer med minst {numbers.n(threshold)} {who} hver"
    )
    which = f"{who} fra {own_name}" if direction == "out" else f"{who} til {own_name}"
    text = f"{shown}, {numbers.n(drawn_persons)} av i alt {numbers.n(total_persons)} {which}."
    left_out = []
    if small_persons:
        other = "én annen kommune" if small_count == 1 else f"{numbers.n(small_count)} andre kommuner"
        left_out.append(f"{numbers.n(small_persons)} {toward} {other} på kartet")
    if outside_persons:
        part = f"{numbers.n(outside_persons)} {toward} {municipalities(outside_count)} utenfor kartet"
        if outside_largest and outside_count > 1:
            part += f", flest {toward} {outside_largest} ({numbers.n(outside_largest_persons)})"
        left_out.append(part)
    if not left_out:
        return f"{text} Ingen andre strømmer er utelatt."
    return f"{text} Øvrige er ikke tegnet: {' og '.join(left_out)}."


def ground(attribution: str) -> str:
    """Who made the boundaries of the map."""
    return f"Kartgrunnlag: {attribution}"
