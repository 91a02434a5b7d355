"""Whether a build could only make the same site again."""

from __future__ import annotations

import json
import os

import pytest

from statusbok.errors import BuildError
from statusbok.lock import locked
from statusbok.publish import manifest
from statusbok.publish.unchanged import NOTED, front_page


@pytest.fixture
def built(small, edition, monkeypatch):
    """A project with a site, and the edition that it is of."""
    monkeypatch.setattr(manifest, "packages", lambda root: {"pandas": "3.1.1"})
    monkeypatch.setenv("STATUSBOK_COMMIT", "0123456789")
    small.files.mkdir(parents=True)
    about = {"municipality": "3101", "name": "Halden", "year": 2026}
    (small.files / "edition.json").write_text(json.dumps(about), encoding="utf-8")
    (small.site / "book").mkdir(parents=True)
    for name in ("index.html", "book/index.html"):
        (small.site / name).write_text(name, encoding="utf-8")
    manifest.write(small.site, edition, small, {"pendling": 1.0})
    (small.root / NOTED).write_text('{"reads": []}', encoding="utf-8")
    return small


def test_the_site_of_the_same_inputs_is_the_one(built):
    assert front_page("3101", 2026, project=built) == built.site / "index.html"


@pytest.mark.parametrize(("municipality", "year"), [("3107", 2026), ("3101", 2025), ("Halden", 2026)])
def test_another_edition_is_none_of_it(built, municipality, year):
    assert front_page(municipality, year, project=built) is None


@pytest.mark.parametrize(
    "name", ["book/index.md", "_config.yml", "_toc.yml", "notebooks/pendling.ipynb", "_build/html/book/index.html", "_build/html/build.json"]
)
def test_a_changed_file_is_seen_whatever_its_time_and_size(built, name):
    path = built.root / name
    before, text = path.stat(), path.read_text(encoding="utf-8")
    path.write_text(text[:-2] + "xy", encoding="utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size and front_page("3101", 2026, project=built) is None


@pytest.mark.parametrize("name", ["notebooks/ny.ipynb", "book/ny.md", "data/tables/ny.csv", "_build/html/rapport.pdf"])
def test_a_new_file_is_seen(built, name):
    (built.root / name).parent.mkdir(parents=True, exist_ok=True)
    (built.root / name).touch()
    assert front_page("3101", 2026, project=built) is None


@pytest.mark.parametrize("name", ["book/index.md", "_build/html/index.html", "_build/html/build.json", "book/files/edition.json"])
def test_a_file_that_is_gone_is_seen(built, name):
    (built.root / name).unlink()
    assert front_page("3101", 2026, project=built) is None


@pytest.mark.parametrize("text", ["[]", "{", '{"municipality": "3107", "year": 2026}'])
def test_another_edition_executed_since_is_seen(built, text):
    (built.files / "edition.json").write_text(text, encoding="utf-8")
    assert front_page("3101", 2026, project=built) is None


def test_other_packages_another_python_and_another_commit_are_seen(built, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(manifest, "packages", lambda root: {"pandas": "3.1.2"})
        assert front_page("3101", 2026, project=built) is None
    with monkeypatch.context() as patch:
        patch.setattr("platform.python_version", lambda: "3.10.0")
        assert front_page("3101", 2026, project=built) is None
    monkeypatch.setenv("STATUSBOK_COMMIT", "0123456789+")
    assert front_page("3101", 2026, project=built) is None


def test_a_site_with_pdfs_or_beside_other_editions_is_more_than_a_build_makes(built):
    manifest.refresh(built.site, printed_by="Skia/PDF m143")
    assert front_page("3101", 2026, project=built) is None
    manifest.refresh(built.site, printed_by="", within={"address": "", "at": "2026", "editions": []})
    assert front_page("3101", 2026, project=built) is None


def test_while_another_build_runs_nothing_is_said(built):
    with locked(built.root, BuildError):
        assert front_page("3101", 2026, project=built) is None


def test_what_a_chapter_read_besides_the_inputs_is_looked_at(built):
    path = built.root / "data/ekstra.txt"
    path.parent.mkdir(exist_ok=True)
    path.write_text("1")
    state = manifest.checksum(path)
    (built.root / NOTED).write_text(json.dumps({"reads": [["file", str(path), state]]}), encoding="utf-8")
    assert front_page("3101", 2026, project=built)
    path.write_text("2")
    assert front_page("3101", 2026, project=built) is None


@pytest.mark.parametrize("noted", ["{", "{}", '{"reads": [["network", "ssb.no", "unknown: 1"]]}'])
def test_where_it_is_not_known_what_the_chapters_read_the_build_decides(built, noted):
    (built.root / NOTED).write_text(noted, encoding="utf-8")
    assert front_page("3101", 2026, project=built) is None
    (built.root / NOTED).unlink()
    assert front_page("3101", 2026, project=built) is None
