"""The page on what an edition is made of."""

from __future__ import annotations

import shutil

import pytest

from statusbok import frozen
from statusbok.edition import Edition
from statusbok.publish import edition_page, manifest
from statusbok.publish.project import ROOT, Project


@pytest.fixture
def told(monkeypatch):
    """The page of an edition as the given commit has it."""

    def page(commit="abc1234", made="1790000000", edition=None):
        monkeypatch.setenv("STATUSBOK_COMMIT", commit)
        monkeypatch.setenv("SOURCE_DATE_EPOCH", made)
        return edition_page.page(edition or Edition(), Project())

    return page


def test_page_tells_commit_parameters_packages_and_files(told):
    page = told()
    for label, value in (("Kommune", "Halden (3101)"), ("Utgave", "2026"), ("Kodeversjon", "abc1234"), ("Koden er fra", "21.\u00a0september 2026")):
        assert f"<dt>{label}</dt><dd>{value}</dd>" in page
    assert "<dd>Moss, Sarpsborg, Fredrikstad" in page and "slik de er i denne kodeversjonen, i data/ og geo/" in page
    packages = manifest.packages(ROOT)
    assert f"De {len(packages)} programpakkene" in page and f"<code>pandas {packages['pandas']}</code>" in page
    checksum = manifest.checksum(ROOT / "data/tables/population.csv")
    assert f'<code>data/tables/population.csv</code></th><td><code>{checksum[:16]}</code>' in page
    assert "data/editions" not in page.partition("## Tabeller og kartlag")[2]


def test_an_edition_with_nobody_to_compare_with_says_so(told, monkeypatch):
    monkeypatch.setattr(Edition, "compared", [])  # as for Oslo, the only municipality of its county
    assert "<dt>Sammenlignet med</dt><dd>ingen andre kommuner</dd>" in told()


def test_page_lists_each_table_without_figures(told):
    record = Edition().record
    empty = [record.resource(name).title for name in record.names if record.resource(name).empty]
    section = told().partition("## Tabeller uten tall")[2].partition("##")[0]
    assert [line[2:] for line in section.splitlines() if line.startswith("- ")] == empty


@pytest.mark.parametrize(
    ("commit", "words"),
    [("abc1234+", "abc1234, med endringer som ikke er lagt inn"), ("abc1234", "abc1234")],
)
def test_files_that_no_commit_has_are_told_of(told, commit, words):
    assert f"<dt>Kodeversjon</dt><dd>{words}</dd>" in told(commit)


def test_without_git_the_page_says_so(tmp_path, monkeypatch):
    monkeypatch.delenv("STATUSBOK_COMMIT", raising=False)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    page = edition_page.page(Edition(), Project(tmp_path))
    assert "ikke kjent (laget uten git)" in page and "Koden er fra" not in page


def test_an_edition_from_a_frozen_record_says_so(told, tmp_path, monkeypatch):
    place = tmp_path / "data/editions/2025"
    shutil.copytree(ROOT / "data", place, ignore=shutil.ignore_patterns("editions"))
    shutil.copytree(ROOT / "geo", place / "geo")
    monkeypatch.setattr(frozen, "ROOT", tmp_path)
    (tmp_path / "data/tables").mkdir()
    shutil.copy(ROOT / "data/tables/corrections.csv", tmp_path / "data/tables")
    with frozen.used(2025):
        page = edition_page.page(Edition(year=2025), Project(tmp_path))
    assert "slik de var da de ble frosset, i data/editions/2025/" in page
    assert "<code>data/editions/2025/tables/population.csv</code>" in page and "<code>data/tables/population.csv</code>" not in page
    assert "<code>data/tables/corrections.csv</code>" in page and "2025/tables/corrections.csv" not in page
