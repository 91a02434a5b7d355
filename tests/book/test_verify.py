"""Builds give the same site whatever the folder, the time, the locale, the order of hashes and the number of kernels."""

from __future__ import annotations

import re
import shutil

import pytest

from statusbok.errors import BuildError
from statusbok.publish import manifest, verify
from statusbok.publish.project import ROOT


@pytest.fixture
def whole(small, monkeypatch):
    """The small project with the code and the record beside it, so that it can be built on its own."""
    monkeypatch.setenv("STATUSBOK_COMMIT", "abc1234")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    monkeypatch.setattr(verify, "_can_print", lambda: False)  # tests/book/test_pdf.py prints twice
    for name in ("data", "geo", "statusbok"):
        shutil.copytree(ROOT / name, small.root / name, ignore=shutil.ignore_patterns("__pycache__"))
    return small


def test_halden_is_the_same_under_other_conditions(edition, project, tmp_path, monkeypatch):
    """One build more of the default edition, and not two: it is compared with that of the session."""
    published = manifest.read(project.site / manifest.FILE)
    monkeypatch.setenv("STATUSBOK_COMMIT", published.commit)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(published.made or ""))
    _, conditions, _ = verify.CONDITIONS[1]
    verify.compare(project.site, verify._build(edition, project, tmp_path / "et annet sted", conditions, 1))


def test_a_published_site_is_checked_and_built_again(whole, edition, tmp_path):
    said = []
    published = verify._build(edition, whole, tmp_path / "publisert", {}, None)
    verify.verify_site(published / manifest.FILE, published, say=said.append)
    verify.verify_against(published / manifest.FILE, project=whole, say=said.append)
    assert said[-1].startswith("The site is the published one, byte for byte: ")
    (whole.book / "index.md").write_text("# Forside\n\nEn annen setning.\n", encoding="utf-8")
    with pytest.raises(BuildError, match="(?s)made from other inputs; check out commit abc1234:\nbook/index.md differs$"):
        verify.verify_against(published / manifest.FILE, project=whole)


def test_what_depends_on_the_conditions_is_named_by_file_and_line(whole, edition, write_notebook, monkeypatch):
    """A clock, the order of hashes and the folder each give another text in the two builds."""
    write_notebook(whole, "sysselsetting", "import time; print(f'dag {time.localtime().tm_yday}.')",
                   "print(f'tall {hash(\"Halden\")}.')", "import os; print(f'mappe {os.getcwd()}.')")  # fmt: skip
    seen, compare = [], verify.compare

    def read(*sites):
        pages = [(site / "book/sysselsetting.html").read_text(encoding="utf-8") for site in sites]
        seen.extend({re.search(f"{word} [^.]*", page)[0] for page in pages} for word in ("dag", "tall", "mappe"))
        compare(*sites)

    monkeypatch.setattr(verify, "compare", read)
    with pytest.raises(BuildError) as told:
        verify.verify(edition, project=whole, say=lambda _: None)
    assert "two builds of the same edition differ:\nbook/sysselsetting.html differs in line " in str(told.value)
    assert [len(found) for found in seen] == [2, 2, 2]
