"""`statusbok update --list`: here, at the source, age."""

from __future__ import annotations

from datetime import date

import pytest

from statusbok.errors import SourceError
from statusbok.sources import http
from statusbok.sources.http import Unreachable
from statusbok.update import listing
from statusbok.update.listed import as_text

TODAY = date(2026, 11, 22)


def listed(small, stub):
    return listing(small.root, sources=stub, today=TODAY).set_index("dataset")


def test_every_table_is_there_with_its_age(small):
    found = listed(small, small.stub())
    assert list(found.loc["population", ["source", "here", "there", "age"]]) == ["SSB 07459", "2023", "2024", 21]
    assert found.at["population", "state"] == "copied by hand, never fetched"
    assert found.at["municipalities", "state"] == "kept by hand"


def test_after_an_update_it_is_up_to_date_until_the_producer_has_more(small):
    small.update(small.stub(), "population")
    stub = small.stub()
    assert listed(small, stub).at["population", "state"] == "up to date"
    stub.updated, stub.discontinued = "2027-02-20T07:00:00Z", True
    assert listed(small, stub).at["population", "state"] == "new figures, discontinued"


def failing(stub, error):
    """Let every question fail; returns the tables asked about."""
    asked = []

    def about(declaration):
        asked.append(declaration.name)
        raise error

    stub.about = about
    return asked


def test_a_service_that_is_down_is_asked_once_and_the_reason_is_told_below_the_table(small):
    stub = small.stub()
    asked = failing(stub, Unreachable("ssb: silent for 60 s"))
    found = listed(small, stub)
    assert len(asked) == 1 and set(found.loc[list(stub.answers), "state"]) == {"source not reached"}
    assert found.at["population", "here"] == "2023" and found.at["municipalities", "state"] == "kept by hand"
    text = as_text(listing(small.root, sources=stub, today=TODAY))
    assert text.endswith("\n\nssb: silent for 60 s") and text.count("silent") == 1


@pytest.mark.parametrize(
    ("error", "told"),
    [(SourceError("no such table"), "no such table"), (KeyError("value"), "SSB 07459: the answer is not as agreed")],
    ids=["refused", "odd"],
)
def test_a_table_that_a_service_says_nothing_of_does_not_hide_the_others(small, error, told):
    stub = small.stub()
    asked = failing(stub, error)
    text = as_text(listing(small.root, sources=stub, today=TODAY))
    assert set(asked) == set(stub.answers) and text.count("not told by the source") == 3
    assert told in text.partition("\n\n")[2]


def test_a_listing_gives_up_soon(small, monkeypatch, tmp_path):
    monkeypatch.setenv("STATUSBOK_SERVICES", "http://127.0.0.1:9")
    monkeypatch.setenv("STATUSBOK_CACHE", str(tmp_path))
    slept, init = [], http.Throttle.__init__
    monkeypatch.setattr(http.Throttle, "__init__", lambda self: init(self, sleep=slept.append))
    text = as_text(listing(small.root, today=TODAY))
    assert text.count("cannot be reached (2 tries in") == 1 and sum(slept) < 2


def test_the_lines_are_aligned(small):
    text = as_text(listing(small.root, sources=small.stub(), today=TODAY)).splitlines()
    assert text[0].split() == ["dataset", "source", "here", "at", "source", "age", "state"]
    places = {line.index("21 days") for line in text[1:]}
    assert len(places) == 1
