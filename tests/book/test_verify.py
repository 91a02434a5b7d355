"""Builds give the same site whatever the folder, the time, the locale, the order of hashes and the number of kernels."""

from __future__ import annotations

import shutil

import pytest

from statusbok.errors import BuildError
from statusbok.publish import manifest, verify
from statusbok.publish.project import ROOT, Project


@pytest.fixture
def whole(small, monkeypatch):
    """The small project with the code and the record beside it, so that it can be built on its own."""
    monkeypatch.setenv("STATUSBOK_COMMIT", "abc1234")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    for name in ("data", "geo", "statusbok"):
        shutil.copytree(ROOT / name, small.root / name, ignore=shutil.ignore_patterns("__pycache__"))
    return small


def test_halden_is_the_same_under_other_conditions(edition, site, tmp_path):
    _, conditions, _ = verify.CONDITIONS[1]
    again = verify._build(edition, Project(), tmp_path / "et annet sted", conditions, 1)
    assert manifest.outputs(site) == manifest.outputs(again)


def test_two_builds_are_compared_and_a_published_site_is_checked(whole, edition, tmp_path):
    said = []
    verify.verify(edition, project=whole, say=said.append)
    assert said[-1].startswith("The sites are the same, byte for byte: ")
    published = verify._build(edition, whole, tmp_path / "publisert", {}, None)
    verify.verify_site(published / manifest.FILE, published, say=said.append)
    verify.verify_against(published / manifest.FILE, project=whole, say=said.append)
    assert said[-1].startswith("The site is the published one, byte for byte: ")
    (whole.book / "index.md").write_text("# Forside\n\nEn annen setning.\n", encoding="utf-8")
    with pytest.raises(BuildError, match="(?s)made from other inputs; check out commit abc1234:\nbook/index.md differs$"):
        verify.verify_against(published / manifest.FILE, project=whole)


@pytest.mark.parametrize("source", ["import time; print(time.strftime('%d.%m.'))", "print(hash('Halden'))", "import os; print(os.getcwd())"])
def test_what_depends_on_the_conditions_is_named_by_file_and_line(whole, edition, write_notebook, source):
    write_notebook(whole, "sysselsetting", source)
    with pytest.raises(BuildError) as told:
        verify.verify(edition, project=whole, say=lambda _: None)
    assert "two builds of the same edition differ:\nbook/sysselsetting.html differs in line " in str(told.value)
