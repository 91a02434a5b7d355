"""The check of the record: what the map layers must hold for the tables."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from statusbok import clock, frozen, geo
from statusbok.catalogue import Catalogue
from statusbok.errors import DataError, GeometryError
from statusbok.publish import record
from statusbok.publish.record import check_record, remembered


def test_a_municipality_without_an_area_is_named(monkeypatch):
    whole = geo.layer

    def cut(name: str):
        layer = whole(name)
        return layer[layer["code"] != "3101"] if name == "municipalities" else layer

    monkeypatch.setattr(Catalogue, "validate", lambda self: None)
    monkeypatch.setattr(geo, "layer", cut)
    with pytest.raises(GeometryError, match=r"municipalities.geojson has no area for Halden \(3101\)"):
        check_record()


@pytest.fixture
def project(tmp_path, monkeypatch) -> Path:
    """A project with a small record, and a check that counts how often it is made."""
    for name in ("data/tables/a.csv", "geo/a.geojson", "_toc.yml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("1", encoding="utf-8")
    monkeypatch.setattr(frozen, "ROOT", tmp_path)
    monkeypatch.delenv(frozen.VARIABLE, raising=False)
    return tmp_path


@pytest.fixture
def check():
    def check() -> str:
        check.times += 1
        return "1 table is in order"

    check.times = 0
    return check


def test_a_record_is_checked_once(project, check):
    assert remembered(check, project) == "1 table is in order"
    assert remembered(check, project) == "1 table is in order, unchanged since they were checked"
    assert check.times == 1
    assert [path.name for path in (project / "_build").iterdir()] == ["checked.json"]


@pytest.mark.parametrize("name", ["data/tables/a.csv", "data/tables/new.csv", "geo/a.geojson", "_toc.yml"])
def test_a_record_is_checked_again_when_a_file_has_changed(project, check, name):
    remembered(check, project)
    (project / name).write_text("2", encoding="utf-8")
    remembered(check, project)
    assert check.times == 2
    (project / name).write_text("1", encoding="utf-8")
    remembered(check, project)
    assert check.times == (3 if "new" in name else 2)  # the record of before is remembered too


def test_a_record_is_checked_again_on_another_day_and_with_another_library(project, check, monkeypatch):
    remembered(check, project)
    monkeypatch.setattr(clock, "today", lambda: date(2031, 1, 1))
    remembered(check, project)
    monkeypatch.setattr(record, "version", lambda name: "0")
    remembered(check, project)
    monkeypatch.setenv(frozen.VARIABLE, "2025")
    remembered(check, project)
    assert check.times == 4


@pytest.mark.parametrize("content", ["", "{", "[]", '{"a": 1}', "\x00"])
def test_a_memory_that_cannot_be_read_is_none(project, check, content):
    (project / "_build").mkdir()
    (project / "_build/checked.json").write_text(content, encoding="utf-8")
    remembered(check, project)
    remembered(check, project)
    assert check.times == 1


def test_a_record_with_a_fault_is_not_remembered(project, check):
    def broken() -> str:
        raise DataError("row 2")

    for _ in range(2):
        with pytest.raises(DataError, match="row 2"):
            remembered(broken, project)
    assert not (project / "_build").exists()


def test_only_the_newest_are_remembered(project, check):
    for number in range(record._REMEMBERED + 3):
        (project / "data/tables/a.csv").write_text(str(number), encoding="utf-8")
        remembered(check, project)
    assert len(json.loads((project / "_build/checked.json").read_text())) == record._REMEMBERED
