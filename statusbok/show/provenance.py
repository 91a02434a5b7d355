"""The source line of a figure, from the record's own metadata."""

from statusbok.errors import StatusbokError
from statusbok.show import numbers
from statusbok.show.nb import labels as words


def source(*table_names: str, calculated: bool = True) -> str:
    """ "Kilde: Statistisk sentralbyrå, tabell 03321, hentet 3. oktober 2026. Beregninger: Statusbok."

    Args:
        table_names: Names of tables in the record; one producer is named once, with all its tables.
        calculated: False when the numbers stand as the producer published them.

    Raises:
        StatusbokError: No table is named.
        DataError: A table is not in the record.
    """
    from statusbok.catalogue import catalogue

    if not table_names:
        raise StatusbokError("show.source needs the name of at least one table of the record.")
    by_producer: dict[str, list] = {}
    for name in dict.fromkeys(table_names):
        resource = catalogue().resource(name)
        by_producer.setdefault(resource.producer, []).append(resource)
    parts = [_producer(producer, resources) for producer, resources in by_producer.items()]
    text = f"{words.PAGE['sources']}: {'; '.join(parts)}."
    return f"{text} {words.PAGE['calculations']}" if calculated else text


def _producer(producer: str, resources: list) -> str:
    page = words.PAGE
    tables = numbers.listing(list(dict.fromkeys(r.source_table for r in resources if r.source_table)) or [""])
    recorded = max((r.recorded for r in resources if r.recorded), default=None)
    parts = [producer, page["table_number"].format(number=tables) if tables else ""]
    parts.append(page["retrieved"].format(date=numbers.day(recorded)) if recorded else "")
    return ", ".join(part for part in parts if part)
