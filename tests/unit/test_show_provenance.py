from datetime import date
from types import SimpleNamespace

import pytest

from statusbok import show
from statusbok.errors import DataError, StatusbokError
from statusbok.show import provenance

RESOURCES = {
    "flows": ("Statistisk sentralbyrå", "03321", date(2026, 1, 2)),
    "industry": ("Statistisk sentralbyrå", "07984", date(2026, 10, 3)),
    "codes": ("Statistisk sentralbyrå", "Klass 131", date(2026, 1, 2)),
    "rates": ("ECB", None, date(2025, 1, 2)),
    "totals": ("Statistisk sentralbyrå", "11618", date(2026, 10, 4), "2026-10-03T23:15:00+00:00"),
    "sector": ("Statistisk sentralbyrå", "13472", date(2026, 10, 4), "2026-10-04T08:15:00+00:00"),
    "to_come": ("SCB", "TAB1830", None),
}


@pytest.fixture
def record(monkeypatch):
    def resource(name):
        producer, table, recorded, *retrieved = RESOURCES[name]
        return SimpleNamespace(
            name=name,
            title=name.capitalize(),
            producer=producer,
            source_table=table,
            recorded=recorded,
            retrieved=retrieved[0] if retrieved else None,
            empty=recorded is None,
            fetched=bool(retrieved),
        )

    monkeypatch.setattr(provenance, "catalogue", lambda: SimpleNamespace(resource=resource, fetched=lambda name: resource(name).fetched))


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["flows"], "Statistisk sentralbyrå, tabell 03321; lagt inn 2.\u00a0januar 2026."),
        (
            ["flows", "industry", "flows"],
            "Statistisk sentralbyrå, tabellene 03321 og 07984; lagt inn 3.\u00a0oktober 2026.",
        ),
        (
            ["codes", "flows"],
            "Statistisk sentralbyrå, tabell 03321, Klass 131; lagt inn 2.\u00a0januar 2026.",
        ),
        (["flows", "rates"], "Statistisk sentralbyrå, tabell 03321; ECB; lagt inn 2.\u00a0januar 2026."),
        (["totals"], "Statistisk sentralbyrå, tabell 11618; hentet 3.\u00a0oktober 2026."),
        (["totals", "sector"], "Statistisk sentralbyrå, tabellene 11618 og 13472; hentet 4.\u00a0oktober 2026."),
        (
            ["flows", "totals"],
            "Statistisk sentralbyrå, tabellene 03321 og 11618; hentet 3.\u00a0oktober 2026 og lagt inn "
            "2.\u00a0januar 2026.",
        ),
    ],
)
def test_source_line_names_each_producer_once(record, names, expected):
    assert show.source(*names) == f"Kilde: {expected} Beregninger: Statusbok."
    assert show.source(*names, calculated=False) == f"Kilde: {expected}"


def test_table_that_is_only_declared_is_no_source(record):
    with pytest.raises(DataError, match="the table to_come is declared, but not in the record"):
        show.source("flows", "to_come")


def test_table_is_named_in_a_sentence(record):
    named = [provenance.cited(provenance.catalogue().resource(name)) for name in ("flows", "to_come", "rates")]
    assert named == ["«Flows» (Statistisk sentralbyrå, tabell 03321)", "«To_come» (SCB, TAB1830)", "«Rates» (ECB)"]


def test_fetched_table_has_no_break_of_a_copy(record):
    assert provenance.copied_by_hand("flows") and not provenance.copied_by_hand("totals")
    assert provenance.revision_break(True) == {2020: "Nyere tall fra 2020"} and provenance.revision_break(False) == {}


def test_source_needs_a_table():
    with pytest.raises(StatusbokError, match="at least one table"):
        show.source()


def test_unknown_table_is_an_error_of_the_record():
    with pytest.raises(DataError):
        show.source("no_such_table")
