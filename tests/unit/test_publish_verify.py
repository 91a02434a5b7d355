"""Comparing sites with each other and with a manifest."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from statusbok.cli import main
from statusbok.errors import BuildError
from statusbok.publish import manifest, verify


@pytest.fixture
def site(tmp_path, edition, small):
    """Makes a site of a few files, with its manifest."""

    def make(name, **changed):
        folder = tmp_path / name
        about = {"municipality": "3101", "name": "Halden", "year": 2026}
        files = {"a.html": "<p>\nLikt\n", "b.bin": b"\xff\x00\x01", "edition.json": json.dumps(about)}
        for path, content in {**files, **{key.replace("_", "."): value for key, value in changed.items()}}.items():
            if content is not None:
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                (folder / path).write_bytes(content.encode() if isinstance(content, str) else content)
        manifest.write(folder, edition, small, {"pendling": float(len(name))})
        return folder

    return make


def test_equal_sites_may_have_taken_other_times(site):
    verify.compare(site("en"), site("annen"))


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"a_html": "<p>\nUlikt\n"}, "a.html differs in line 2:\n  Likt\n  Ulikt"),
        ({"a_html": "<p>\nLikt\nmer"}, "a.html differs in line 3:\n  \n  mer"),
        ({"b_bin": b"\xff\x00\x02"}, "b.bin differs from byte 3"),
        ({"b_bin": b"\xff\x00\x01\x01"}, "b.bin differs from byte 4"),
        ({"b_bin": None}, "b.bin is in the first build only"),
        ({"c_html": "ny"}, "c.html is in the second build only"),
        ({"a_html": "x", "b_bin": None}, "a.html differs in line 1:\n  <p>\n  x\nb.bin is in the first build only"),
    ],
)
def test_the_first_difference_is_named(site, changed, told):
    with pytest.raises(BuildError) as error:
        verify.compare(site("en"), site("to", **changed))
    assert str(error.value) == f"two builds of the same edition differ:\n{told}"


def test_long_lines_are_shown_around_the_difference(tmp_path):
    for name, end in (("a", "x"), ("b", "y")):
        (tmp_path / name).write_text("0" * 500 + end + "1" * 500, encoding="utf-8")
    assert verify.first_difference(tmp_path / "a", tmp_path / "b").splitlines()[1] == "  " + "0" * 60 + "x" + "1" * 59


def test_a_manifest_that_differs_is_told_of(site, monkeypatch):
    first = site("en")
    monkeypatch.setenv("STATUSBOK_COMMIT", "en annen")
    with pytest.raises(BuildError, match=r"differ: build.json \(commit\)"):
        verify.compare(first, site("to"))


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"a_html": "endret"}, "a.html differs"),
        ({"b_bin": None}, "b.bin is in the manifest only"),
        ({"ny_html": "lagt til"}, "ny.html is in .* only"),
        ({"edition_json": json.dumps({"municipality": "3103", "name": "Moss", "year": 2025})},
         r"the manifest is of Halden \(3101\), edition 2026; .* is of Moss \(3103\), edition 2025"),
    ],
)  # fmt: skip
def test_a_published_site_that_is_not_as_the_manifest_says(site, changed, told):
    path = site("publisert") / manifest.FILE
    with pytest.raises(BuildError, match=told):
        verify.verify_site(path, site("mistenkt", **changed))


def test_a_site_that_is_as_the_manifest_says(site, capsys):
    folder = site("publisert")
    assert main(["verify", "--against", str(folder / manifest.FILE), "--site", str(folder)]) == 0
    assert capsys.readouterr().out == "The site is as the manifest says: 3 files\n"


def test_many_differences_are_counted(tmp_path):
    listed = [f"{name} differs" for name in range(25)]
    assert verify._few(listed).splitlines()[-1] == "and 15 more"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--site", "."], "--site is compared with a manifest: name it too, with --against"),
        (["--against", "finnes-ikke.json"], "there is no manifest finnes-ikke.json"),
        (["--kommune", "9999"], "9999"),
    ],
)
def test_wrong_use_is_told_before_anything_is_built(words, told, capsys):
    assert main(["verify", *words]) == 1
    assert told in capsys.readouterr().err


def test_no_site_and_no_edition_in_the_manifest(site, tmp_path):
    folder = site("publisert")
    with pytest.raises(BuildError, match="there is no site in"):
        verify.verify_site(folder / manifest.FILE, tmp_path / "borte")
    path = folder / manifest.FILE
    content = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(content | {"edition": {"year": 2026}}), encoding="utf-8")
    with pytest.raises(BuildError, match="does not say the municipality of its edition"):
        verify.verify_against(path)


def test_two_builds_that_are_the_same(site, edition, monkeypatch):
    monkeypatch.setattr(verify, "_build", lambda *_, **__: next(made))
    said = []
    for able, end in ((True, "3 files"), (False, "3 files; without the PDFs, which need Chromium")):
        made = iter([site("en"), site("to")])
        monkeypatch.setattr(verify, "_can_print", lambda able=able: able)
        verify.verify(edition, say=said.append)
        assert said[-1] == f"The sites are the same, byte for byte: {end}"


@pytest.mark.parametrize("content", ["[1]", "{", "\ud800"])
def test_an_edition_file_that_was_broken_is_told_of_as_any_file(site, content):
    path = site("publisert") / manifest.FILE
    suspect = site("mistenkt")
    (suspect / "edition.json").write_bytes(content.encode("utf-8", "surrogatepass"))
    with pytest.raises(BuildError, match="is not as the manifest says:\nedition.json differs"):
        verify.verify_site(path, suspect)


def test_what_was_built_with_something_else_is_named(site):
    here = manifest.read(site("en") / manifest.FILE)
    there = replace(here, python="3.9.1", printed_by="Skia/PDF m1", packages={**here.packages, "pandas": "0.1", "finnes-ikke": "2"})
    told = verify._with_what(there, here)
    assert told.startswith(f"Python {here.python}, not 3.9.1; PDF printer none, not Skia/PDF m1; ")
    assert f"pandas {here.packages['pandas']}, not 0.1" in told and "finnes-ikke none, not 2" in told
    assert verify._with_what(here, here) == "the same Python and packages"


def test_a_manifest_with_a_pdf_needs_a_browser_before_anything_is_built(site, monkeypatch, small):
    folder = site("publisert", **{"rapport_pdf": b"%PDF"})

    def none():
        raise BuildError("no Chromium")

    monkeypatch.setattr(verify, "find_chromium", none)
    monkeypatch.setattr(verify, "_build", lambda *_, **__: pytest.fail("nothing is built"))
    with pytest.raises(BuildError, match="no Chromium"):
        verify.verify_against(folder / manifest.FILE, project=small)
