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
}


@pytest.fixture
def record(monkeypatch):
    def resource(name):
        producer, table, recorded = RESOURCES[name]
        return SimpleNamespace(producer=producer, source_table=table, recorded=recorded)

    monkeypatch.setattr(provenance, "catalogue", lambda: SimpleNamespace(resource=resource))


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
    ],
)
def test_source_line_names_each_producer_once(record, names, expected):
    assert show.source(*names) == f"Kilde: {expected} Beregninger: Statusbok."
    assert show.source(*names, calculated=False) == f"Kilde: {expected}"


def test_source_needs_a_table():
    with pytest.raises(StatusbokError, match="at least one table"):
        show.source()


def test_unknown_table_is_an_error_of_the_record():
    with pytest.raises(DataError):
        show.source("no_such_table")
