"""`statusbok update --list`: here, at the source, age."""

from __future__ import annotations

from datetime import date

from statusbok.errors import SourceError
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


def test_a_service_that_is_down_is_told_in_its_lines(small):
    stub = small.stub()

    def down(declaration):
        raise SourceError("ssb: silent for 60 s")

    stub.about = down
    found = listed(small, stub)
    assert found.at["population", "state"] == "source not reached: ssb: silent for 60 s"
    assert found.at["population", "here"] == "2023" and found.at["municipalities", "state"] == "kept by hand"


def test_the_lines_are_aligned(small):
    text = as_text(listing(small.root, sources=small.stub(), today=TODAY)).splitlines()
    assert text[0].split() == ["dataset", "source", "here", "at", "source", "age", "state"]
    places = {line.index("21 days") for line in text[1:]}
    assert len(places) == 1
