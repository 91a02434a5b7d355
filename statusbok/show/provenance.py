"""The source line of a figure, from the record's own metadata."""

from collections.abc import Sequence
from datetime import datetime

from statusbok.catalogue import Resource, catalogue
from statusbok.errors import DataError, StatusbokError
from statusbok.show import numbers
from statusbok.show.nb import labels as words

REVISED_FROM = 2020


def source(*table_names: str, calculated: bool = True) -> str:
    """ "Kilde: Statistisk sentralbyrå, tabell 03321; hentet 3. oktober 2026. Beregninger: Statusbok."

    A table that an update fetched is said to be fetched; a copy made by hand, to be put in. Of several the
    newest date stands for each of the two.

    Args:
        table_names: Names of tables in the record; one producer is named once, with all its tables.
        calculated: False when the numbers stand as the producer published them.

    Raises:
        StatusbokError: No table is named.
        DataError: A table is not in the record, or is only declared there.
    """
    if not table_names:
        raise StatusbokError("show.source needs the name of at least one table of the record.")
    resources = [catalogue().resource(name) for name in dict.fromkeys(table_names)]
    by_producer: dict[str, list[str | None]] = {}
    for resource in resources:
        by_producer.setdefault(resource.producer, []).append(resource.source_table)
    parts = [", ".join([producer, *_tables(tables)]) for producer, tables in by_producer.items()]
    text = f"{words.PAGE['sources']}: {'; '.join(parts)}; {_dated(resources)}."
    return f"{text} {words.PAGE['calculations']}" if calculated else text


def copied_by_hand(table_name: str) -> bool:
    """Whether a table is a copy made by hand, with the faults that its `hand_caveats` tell of, and not fetched."""
    return not catalogue().fetched(table_name)


def revision_break(by_hand: bool) -> dict[int, str]:
    """First year of the revised figures in a copy of 03321 or 11618, with the note at the cut; empty for a fetched one.

    The copy has the figures of 2017-2019 as they were first published. A fetched table has the revised ones.
    """
    return {REVISED_FROM: words.PAGE["revised_from"].format(year=REVISED_FROM)} if by_hand else {}


def cited(resource: Resource) -> str:
    """A table as a sentence names it: "«Innpendlere og utpendlere i alt» (Statistisk sentralbyrå, tabell 11616)"."""
    return f"«{resource.title}» ({', '.join([resource.producer, *_tables([resource.source_table])])})"


def _dated(resources: Sequence[Resource]) -> str:
    """ "hentet 3. oktober 2026", "lagt inn 3. oktober 2026", or both."""
    if lacking := [resource.name for resource in resources if resource.empty]:
        raise DataError(
            f"the table {lacking[0]} is declared, but not in the record; a figure cannot have it as its source"
        )
    fetched = [datetime.fromisoformat(resource.retrieved).date() for resource in resources if resource.fetched]
    by_hand = [resource.recorded for resource in resources if not resource.fetched]
    said = [words.PAGE[phrase].format(date=numbers.day(max(days)))
            for phrase, days in (("fetched_on", fetched), ("recorded_on", by_hand)) if days]  # fmt: skip
    return " og ".join(said)


def _tables(names: list[str | None]) -> list[str]:
    """Tables with a number as "tabell 03321", other names as they are."""
    known = list(dict.fromkeys(name for name in names if name))
    numbered = [name for name in known if name.isdigit()]
    named = [name for name in known if not name.isdigit()]
    if numbered:
        phrase = words.PAGE["one_table" if len(numbered) == 1 else "several_tables"]
        return [phrase.format(numbers=numbers.listing(numbered)), *named]
    return named
