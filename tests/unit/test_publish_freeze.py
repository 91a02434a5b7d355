"""Freezing the record of a published edition."""

from __future__ import annotations

import shutil

import pytest

from statusbok import frozen
from statusbok.cli import main
from statusbok.edition import Edition
from statusbok.errors import BuildError, DataError
from statusbok.publish import manifest
from statusbok.publish.freeze import freeze
from statusbok.publish.project import ROOT
from statusbok.publish.record import check_frozen, check_record, manifests


@pytest.fixture
def published(small, monkeypatch):
    """The small project with the record of the repository, and a site of Halden 2025 that was made from it."""
    for name in ("data", "geo"):
        shutil.copytree(ROOT / name, small.root / name, ignore=shutil.ignore_patterns("editions"))
    monkeypatch.setattr(frozen, "ROOT", small.root)
    monkeypatch.delenv(frozen.VARIABLE, raising=False)
    monkeypatch.setenv("STATUSBOK_COMMIT", "abc1234")
    write_site(small, Edition(year=2025))
    return small


def write_site(project, edition):
    project.site.mkdir(parents=True, exist_ok=True)
    (project.site / "index.html").write_text("<p>Rapporten</p>", encoding="utf-8")
    manifest.write(project.site, edition, project, {})


def test_record_and_manifest_are_kept(published):
    said = freeze("3101", 2025, project=published)
    assert said.startswith("Frozen: data/editions/2025, ") and said.endswith("made from commit abc1234. Commit the folder.")
    files = manifest.record_files(published.root)
    assert manifest.record_files(published.root, "data/editions/2025") == files
    assert {"datapackage.json", "tables/population.csv", "geo/municipalities.geojson"} <= set(files)
    assert [path.name for path in manifests(2025)] == ["3101.json"]
    assert manifest.read(manifests(2025)[0]).edition["year"] == 2025
    assert check_frozen(2025).startswith("Edition 2025: ")
    assert sorted(path.name for path in (published.root / "data/editions").iterdir()) == ["2025"]


def test_what_was_frozen_stays_when_the_record_goes_on(published):
    freeze("3101", 2025, project=published)
    before = manifest.record_files(published.root, "data/editions/2025")
    table = published.root / "data/tables/population.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("2024,3101,", "2024,3101,9", 1), encoding="utf-8")
    assert manifest.record_files(published.root, "data/editions/2025") == before
    assert check_frozen(2025)
    # The edition that follows is another, with what it is compared with among its inputs.
    read = manifest.inputs(published.root, 2026)
    assert {"data/tables/population.csv", "data/editions/2025/tables/population.csv"} <= set(read)
    with frozen.used(2025):
        read = manifest.inputs(published.root, 2025)
    assert "data/editions/2025/tables/population.csv" in read and "data/tables/population.csv" not in read
    assert not [name for name in read if "/builds/" in name]


def test_a_second_municipality_adds_its_manifest(published):
    freeze("3101", 2025, project=published)
    with frozen.used(2025):
        write_site(published, Edition(municipality="3107", year=2025))
    freeze("3107", 2025, project=published)
    assert [path.name for path in manifests(2025)] == ["3101.json", "3107.json"]
    assert check_frozen(2025)


def test_another_record_only_replaces_when_told_to(published):
    freeze("3101", 2025, project=published)
    table = published.root / "data/tables/population.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("1986,3101,25844", "1986,3101,25845"), encoding="utf-8")
    write_site(published, Edition(year=2025))
    with pytest.raises(BuildError, match=r"another record is frozen for 2025 \(tables/population.csv differs\); .* --replace"):
        freeze("3101", 2025, project=published)
    freeze("3101", 2025, project=published, replace=True)
    assert "1986,3101,25845" in (published.root / "data/editions/2025/tables/population.csv").read_text(encoding="utf-8")
    assert check_frozen(2025)


def test_a_manifest_of_a_published_build_only_goes_when_told_to(published, monkeypatch):
    freeze("3101", 2025, project=published)
    assert freeze("3101", 2025, project=published) == "data/editions/2025 holds this record and this build already"
    monkeypatch.setenv("STATUSBOK_COMMIT", "fffffff")
    write_site(published, Edition(year=2025))
    with pytest.raises(BuildError, match="another build of this edition, made from commit abc1234: .* --replace"):
        freeze("3101", 2025, project=published)
    assert manifest.read(manifests(2025)[0]).commit == "abc1234"
    freeze("3101", 2025, project=published, replace=True)
    assert manifest.read(manifests(2025)[0]).commit == "fffffff"


def test_replacing_a_record_tells_whose_manifests_went_with_it(published):
    freeze("3101", 2025, project=published)
    with frozen.used(2025):
        write_site(published, Edition(municipality="3107", year=2025))
    freeze("3107", 2025, project=published)
    table = published.root / "data/tables/population.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("1986,3101,25844", "1986,3101,25845"), encoding="utf-8")
    write_site(published, Edition(year=2025))
    assert freeze("3101", 2025, project=published, replace=True).endswith(" Removed, since they are of the other record: 3107.json.")
    assert [path.name for path in manifests(2025)] == ["3101.json"]


def test_a_freeze_that_was_cut_off_loses_nothing(published):
    freeze("3101", 2025, project=published)
    place = published.root / "data/editions/2025"
    place.rename(place.with_name("2025.old"))  # between the two steps of the swap
    table = published.root / "data/tables/population.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("1986,3101,25844", "1986,3101,25845"), encoding="utf-8")
    write_site(published, Edition(year=2025))
    with pytest.raises(BuildError, match="another record is frozen for 2025"):
        freeze("3101", 2025, project=published)
    assert "1986,3101,25844" in (place / "tables/population.csv").read_text(encoding="utf-8")


def test_other_files_beside_the_tables_are_no_part_of_the_record(published):
    (published.root / "data/tables/~$corrections.xlsx").write_bytes(b"Excel")
    write_site(published, Edition(year=2025))
    freeze("3101", 2025, project=published)
    assert not (published.root / "data/editions/2025/tables/~$corrections.xlsx").exists()
    assert check_frozen(2025)


def test_a_site_of_another_edition_is_refused(published):
    message = r"of Halden \(3101\), edition 2025; build it first: statusbok build --kommune 3107 --year 2026"
    with pytest.raises(BuildError, match=message):
        freeze("3107", 2026, project=published)
    assert not (published.root / "data/editions").exists()


def test_a_record_that_has_changed_since_is_refused(published):
    (published.root / "data/tables/population.csv").unlink()
    with pytest.raises(BuildError, match="the record has changed since the site was built .tables/population.csv is in the site's"):
        freeze("3101", 2025, project=published)
    assert not (published.root / "data/editions").exists()


@pytest.mark.parametrize("commit", ["abc1234+", ""])
def test_what_no_commit_has_is_refused(published, monkeypatch, commit):
    monkeypatch.setenv("STATUSBOK_COMMIT", commit)
    write_site(published, Edition(year=2025))
    with pytest.raises(BuildError, match="made from files that no commit has, .* commit them, and build it first"):
        freeze("3101", 2025, project=published)
    assert not (published.root / "data/editions").exists()


def test_no_site_is_told(published, capsys, monkeypatch):
    shutil.rmtree(published.site)
    monkeypatch.setattr("statusbok.publish.freeze.Project", lambda: published)
    assert main(["freeze", "--year", "2025"]) == 1
    assert "there is no manifest" in capsys.readouterr().err


def test_a_file_that_is_altered_after_it_was_frozen_is_named(published):
    freeze("3101", 2025, project=published)
    table = published.root / "data/editions/2025/tables/population.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("1986,3101,25844", "1986,3101,1"), encoding="utf-8")
    message = "data/editions/2025/tables/population.csv is not the file that the 2025 edition was made from .see 3101.json."
    with pytest.raises(DataError, match=message):
        check_frozen(2025)
    with pytest.raises(DataError, match=message), frozen.used(2025):
        check_record()  # as a build does


def test_a_site_made_from_a_frozen_record_is_frozen_with_it(published):
    freeze("3101", 2025, project=published)
    with frozen.used(2025):
        write_site(published, Edition(municipality="3107", year=2025))
    shutil.rmtree(published.root / "geo")
    assert freeze("3107", 2025, project=published)
    assert check_frozen(2025)
