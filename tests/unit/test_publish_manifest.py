"""The manifest of a build: what it lists, and what is refused as one."""

from __future__ import annotations

import hashlib
import json
import platform
from importlib.metadata import version

import pytest

from statusbok.errors import BuildError
from statusbok.publish import manifest
from statusbok.publish.project import ROOT, Project


PARTS = {
    "format": 1, "edition": {}, "commit": "", "made": None, "python": "", "packages": {}, "inputs": {}, "outputs": {"a": "b"},
    "warnings": [], "seconds": {},
}  # fmt: skip


@pytest.fixture
def site(tmp_path):
    folder = tmp_path / "site"
    (folder / "book").mkdir(parents=True)
    (folder / "book/index.html").write_text("<p>Én</p>", encoding="utf-8")
    (folder / "bilde.png").write_bytes(b"\x89PNG")
    return folder


@pytest.fixture
def written(site, edition, small, monkeypatch):
    monkeypatch.setenv("STATUSBOK_COMMIT", "abc1234")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    manifest.write(site, edition, small, {"pendling": 1.26})
    return manifest.read(site / manifest.FILE)


def test_manifest_tells_what_the_site_was_made_from_and_what_it_holds(site, written, edition):
    assert written.edition == {"name": "Halden", **edition.parameters}
    assert (written.commit, written.made, written.python) == ("abc1234", 1790000000, platform.python_version())
    assert written.seconds == {"pendling": 1.3} and written.packages["pandas"] and "statusbok" not in written.packages
    assert list(written.inputs) == sorted(written.inputs)
    assert {"_config.yml", "_toc.yml", "notebooks/pendling.ipynb", "book/index.md"} <= set(written.inputs)
    assert written.outputs == {
        "bilde.png": hashlib.sha256(b"\x89PNG").hexdigest(),
        "book/index.html": hashlib.sha256("<p>Én</p>".encode()).hexdigest(),
    }
    empty = [name for name in edition.record.names if edition.record.resource(name).empty]
    assert written.warnings == [f"table {name} has no figures yet" for name in empty]


def test_what_is_added_on_purpose_is_taken_up(site, written):
    (site / "rapport.pdf").write_bytes(b"%PDF")
    manifest.refresh(site)
    again = manifest.read(site / manifest.FILE)
    assert set(again.outputs) - set(written.outputs) == {"rapport.pdf"}
    assert again.inputs == written.inputs and again.commit == written.commit
    (site / manifest.FILE).unlink()
    manifest.refresh(site)
    assert not (site / manifest.FILE).exists()


def test_inputs_are_what_a_person_made_and_nothing_a_build_made(small):
    for made in ("pendling.ipynb", "data.md", "tilgjengelighet.md", "rettelser.md", "rettelser.json", "forside.html", "files/tables/a.csv",
                 "files.old/tables/a.csv", ".pendling.ipynb.123"):  # fmt: skip
        path = small.book / made
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("laget", encoding="utf-8")
    (small.root / "notebooks/.ipynb_checkpoints").mkdir()
    (small.root / "notebooks/.ipynb_checkpoints/pendling.ipynb").write_text("{}", encoding="utf-8")
    found = manifest.inputs(small.root, 2026)
    assert not [name for name in found if "ipynb_checkpoints" in name or name.startswith("book/files")]
    assert {name for name in found if name.startswith("book/")} - {"book/index.md"} == {
        name for name in manifest.inputs(ROOT, 2026) if name.startswith("book/_static")
    }


def test_inputs_of_the_repository_are_all_that_the_code_reads():
    found = manifest.inputs(ROOT, 2026)
    assert {"data/datapackage.json", "requirements.txt", "statusbok/publish/pdf.css", "notebooks/maal.ipynb"} <= set(found)
    assert not [name for name in found if "__pycache__" in name or name.startswith("tests/")]
    chapters = {f"notebooks/{Project().notebook(chapter).name}" for chapter in Project().chapters()}
    assert chapters <= set(found)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "there is no manifest"),
        ("[]", "not a manifest of a build"),
        ("{", "not a manifest of a build"),
        ('{"format": 1}', "not a manifest of a build"),
        ('{"format": 2}', "is of format 2; this version of Statusbok reads format 1"),
        ("\ud800", "not a manifest of a build"),
        (json.dumps({**PARTS, "outputs": {}}), "it lists no file of a site"),
        (json.dumps({**PARTS, "within": []}), "not a manifest of a build"),
    ],
)
def test_what_is_no_manifest_is_refused(tmp_path, content, told):
    path = tmp_path / "build.json"
    if content is not None:
        path.write_bytes(content.encode("utf-8", "surrogatepass"))
    with pytest.raises(BuildError, match=told):
        manifest.read(path)


def test_a_manifest_with_parts_of_another_kind_is_refused(site, written):
    path = site / manifest.FILE
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | {"outputs": ["a"]}), encoding="utf-8")
    with pytest.raises(BuildError, match="not a manifest of a build"):
        manifest.read(path)


def test_packages_are_those_of_the_lock(tmp_path):
    (tmp_path / "requirements.txt").write_text("pandas==2.0 \\\n    --hash=sha256:00\nJinja2==1\nfinnes.ikke==1.0\n", encoding="utf-8")
    assert list(manifest.packages(tmp_path)) == ["jinja2", "pandas"]
    assert manifest.packages(tmp_path)["pandas"] == version("pandas")
    here = manifest.packages(ROOT)
    assert {"papermill", "jupyter-book", "geopandas"} <= set(here) and "pip" not in here and "statusbok" not in here


@pytest.mark.parametrize("backport", [False, True])
def test_an_installation_that_was_cut_off_is_passed_over(tmp_path, monkeypatch, backport):
    if backport:
        pytest.importorskip("importlib_metadata")  # it changes what the standard library finds
    (tmp_path / "~umpy-1.0.dist-info").mkdir()
    monkeypatch.syspath_prepend(tmp_path)
    manifest._installed.cache_clear()
    assert manifest.packages(ROOT)["numpy"]


def test_only_folders_of_other_editions_are_left_to_their_own_manifest(site):
    for folder in ("2025", "falsk"):
        (site / folder).mkdir()
        for name in ("build.json", "side.html"):
            (site / folder / name).write_text("{}", encoding="utf-8")
    assert set(manifest.outputs(site)) == {"bilde.png", "book/index.html"} | {
        f"{folder}/{name}" for folder in ("2025", "falsk") for name in ("build.json", "side.html")
    }
    assert set(manifest.outputs(site, ["2025"])) == {"bilde.png", "book/index.html", "falsk/build.json", "falsk/side.html"}
