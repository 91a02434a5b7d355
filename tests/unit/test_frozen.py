"""Which record is read: that of today, or one that was frozen when an edition was published."""

from __future__ import annotations

import shutil

import pytest

from statusbok import frozen, geo
from statusbok.catalogue import catalogue
from statusbok.edition import Edition
from statusbok.errors import EditionError


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """A project whose record of 2025 is frozen, with one figure that has been revised since."""
    for name in ("data", "geo"):
        shutil.copytree(frozen.ROOT / name, tmp_path / name)
    place = tmp_path / "data/editions/2025"
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(tmp_path / "data/tables", place / "tables")
    shutil.copyfile(tmp_path / "data/datapackage.json", place / "datapackage.json")
    shutil.copytree(tmp_path / "geo", place / "geo")
    table = place / "tables/population.csv"
    rows = table.read_text(encoding="utf-8").splitlines()
    row = next(at for at, row in enumerate(rows) if row.startswith("2024,3101,"))
    rows[row] = "2024,3101," + ",".join(["1", *rows[row].split(",")[3:]])
    table.write_text("\n".join(rows) + "\n", encoding="utf-8")
    layer = place / "geo/stations.geojson"
    layer.write_text(layer.read_text(encoding="utf-8").replace('"Halden', '"Gamle Halden', 1), encoding="utf-8")
    monkeypatch.setattr(frozen, "ROOT", tmp_path)
    monkeypatch.delenv(frozen.VARIABLE, raising=False)
    return tmp_path


def _population() -> int:
    table = Edition(year=2025).table("population")
    return int(table.query("municipality_code == '3101' and year == 2024")["population_persons"].iloc[0])


def test_a_frozen_record_is_read_only_while_it_is_used(kept):
    today = _population()
    stations = list(geo.layer("stations")["name"])
    with frozen.used(frozen.of(2025)):
        assert _population() == 1 != today
        assert list(geo.layer("stations")["name"]) != stations
        with frozen.used(None):
            assert _population() == today
        assert catalogue().folder == kept / "data/editions/2025"
    assert _population() == today
    assert frozen.in_use() is None


def test_years_and_editions_made_from_today(kept):
    assert frozen.years() == [2025]
    assert (frozen.of(2025), frozen.of(2026)) == (2025, None)
    with frozen.used(frozen.of(2026)):
        assert frozen.in_use() is None


def test_a_missing_record_is_named_before_anything_is_read(kept):
    message = "no frozen record of the 2024 edition in data/editions; there are those of: 2025. `statusbok freeze --year 2024`"
    with pytest.raises(EditionError, match=message):
        frozen.folder(2024)
    with pytest.raises(EditionError, match="2024 edition"), frozen.used(2024):
        pytest.fail("nothing is done with a record that is not there")
    assert frozen.in_use() is None


def test_a_record_that_was_left_beside_its_place_is_not_taken_for_none(kept):
    (kept / "data/editions/2025").rename(kept / "data/editions/2025.old")
    for asked in (frozen.of, frozen.folder):
        with pytest.raises(EditionError, match="data/editions/2025 is missing: freezing was cut off. Rename data/editions/2025.old"):
            asked(2025)


def test_a_year_that_is_none_is_named(monkeypatch):
    monkeypatch.setenv(frozen.VARIABLE, "i fjor")
    with pytest.raises(EditionError, match="STATUSBOK_RECORD is 'i fjor'; expected a year such as 2025"):
        catalogue()


def test_without_frozen_records_the_message_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(frozen, "ROOT", tmp_path)
    assert frozen.years() == []
    with pytest.raises(EditionError, match="there are those of: none"):
        frozen.folder(2025)
