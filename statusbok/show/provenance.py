"""The source line of a figure, from the record's own metadata."""

from statusbok.catalogue import catalogue
from statusbok.errors import StatusbokError
from statusbok.show import numbers
from statusbok.show.nb import labels as words


def source(*table_names: str, calculated: bool = True) -> str:
    """ "Kilde: Statistisk sentralbyrå, tabell 03321; lagt inn 3. oktober 2026. Beregninger: Statusbok."

    Args:
        table_names: Names of tables in the record; one producer is named once, with all its tables.
        calculated: False when the numbers stand as the producer published them.

    Raises:
        StatusbokError: No table is named.
        DataError: A table is not in the record.
    """
    if not table_names:
        raise StatusbokError("show.source needs the name of at least one table of the record.")
    resources = [catalogue().resource(name) for name in dict.fromkeys(table_names)]
    by_producer: dict[str, list[str | None]] = {}
    for resource in resources:
        by_producer.setdefault(resource.producer, []).append(resource.source_table)
    parts = [", ".join([producer, *_tables(tables)]) for producer, tables in by_producer.items()]
    recorded = words.PAGE["recorded_on"].format(
        date=numbers.day(max(resource.recorded for resource in resources))
    )
    text = f"{words.PAGE['sources']}: {'; '.join(parts)}; {recorded}."
    return f"{text} {words.PAGE['calculations']}" if calculated else text


def _tables(names: list[str | None]) -> list[str]:
    """Tables with a number as "tabell 03321", other names as they are."""
    known = list(dict.fromkeys(name for name in names if name))
    numbered = [name for name in known if name.isdigit()]
    named = [name for name in known if not name.isdigit()]
    if numbered:
        phrase = words.PAGE["one_table" if len(numbered) == 1 else "several_tables"]
        return [phrase.format(numbers=numbers.listing(numbered)), *named]
    return named
