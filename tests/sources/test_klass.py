"""Codes and changes of codes from Klass, against the replica."""

from __future__ import annotations

from datetime import date

import pytest

from statusbok.errors import SourceError
from statusbok.sources.klass import Klass
from tests.replica.server import Altered, Replica


@pytest.fixture
def replica(monkeypatch):
    with Replica() as replica:
        monkeypatch.setenv("STATUSBOK_SERVICES", replica.address)
        yield replica


def test_codes_at_a_date(replica):
    names = Klass().codes_at(date(2026, 1, 1)).set_index("code")["name"]
    assert names["3101"] == "Halden" and names.index.is_monotonic_increasing
    assert "9999" not in names
    then = Klass().codes_at(date(2019, 6, 1)).set_index("code")["name"]
    assert then["0101"] == "Halden" and "3101" not in then


def test_changes_between_two_dates(replica):
    changes = Klass().changes(date(2024, 1, 1), date(2024, 1, 2))
    assert list(changes) == ["changed_on", "old_code", "old_name", "new_code", "new_name"]
    assert changes.query("old_code == '3001'").iloc[0].tolist() == ["2024-01-01", "3001", "Halden", "3101", "Halden"]
    assert set(changes["changed_on"]) == {"2024-01-01"}
    assert replica.calls("klass")[0].query == {"from": ["2024-01-01"], "to": ["2024-01-02"]}


def test_changes_leave_out_the_unknown_and_what_came_from_nothing(replica):
    new = {"oldCode": None, "oldName": None, "newCode": "2100", "newName": "Svalbard", "changeOccurred": "2020-01-01"}
    replica.next("klass", Altered(lambda answer: {"codeChanges": [*answer["codeChanges"], new]}))
    changes = Klass().changes(date(2020, 1, 1), date(2021, 1, 1))
    assert not {"9999", "2100"} & {*changes["old_code"], *changes["new_code"]}
    assert len(changes) > 100


def test_no_changes(replica):
    assert Klass().changes(date(2025, 6, 1), date(2025, 6, 2)).empty


def item(code: str, target: str, since: str) -> dict[str, str]:
    return {"sourceCode": code, "targetCode": target, "validFrom": since}


def test_newest_class_of_centrality(replica):
    items = [item("3101", "03", "2024-01-01"), item("3001", "04", "2020-01-01"), item("3101", "4", "2020-01-01"),
             item("9999", "06", "2024-01-01")]  # fmt: skip
    replica.next("klass", Altered(lambda _: {"correspondenceItems": items}))
    found = Klass().centrality(date(2020, 1, 1), date(2026, 1, 2))
    assert found.to_numpy().tolist() == [["3001", "4", "2020-01-01"], ["3101", "3", "2024-01-01"]]
    query = {"targetClassificationId": ["128"], "from": ["2020-01-01"], "to": ["2026-01-02"]}
    assert replica.calls("klass")[0].query == query


def test_every_municipality_of_today_has_a_class(replica):
    found = Klass().centrality(date(2024, 1, 1), date(2026, 1, 2))
    assert set(found["municipality_code"]) == set(Klass().codes_at(date(2026, 1, 1))["code"])
    assert set(found["centrality_class"]) <= set("123456")


def test_no_class_in_a_period(replica):
    with pytest.raises(SourceError, match="has no centrality from 2025-06-01"):
        Klass().centrality(date(2025, 6, 1), date(2025, 6, 2))


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ([], "without a list 'codes' of code, name"),
        ({"codes": [{"code": "1"}]}, "without a list 'codes'"),
        ({"codes": []}, "no codes on 2026-01-01"),
    ],
)
def test_something_else_than_agreed(replica, answer, message):
    replica.next("klass", Altered(lambda _: answer))
    with pytest.raises(SourceError, match=message):
        Klass().codes_at(date(2026, 1, 1))


def test_an_unknown_classification(replica):
    with pytest.raises(SourceError, match="klass: .*classifications/9.*answered 404 with .*Classification not found"):
        Klass().codes_at(date(2026, 1, 1), classification=9)
