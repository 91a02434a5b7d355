"""What a process has read: noted when it is used, also from memory, and what a notebook opens itself."""

from __future__ import annotations

import json
import os

import pytest

from statusbok import geo, reads
from statusbok.catalogue import catalogue
from statusbok.edition import Edition, corrections
from statusbok.show import provenance, text

PACKAGE = "data/datapackage.json"


def noted(work) -> list[tuple[str, ...]]:
    """Notes of some work that is done twice: what is in memory is read too."""
    work()
    return sorted(reads.traced(work)[1])


def test_a_table_is_its_file_and_its_entry_and_with_old_codes_the_changes_of_codes():
    assert noted(lambda: catalogue().table("plans")) == [
        ("entry", PACKAGE, "plans"), ("file", "data/tables/plans.csv"),
    ]  # fmt: skip
    flows = noted(lambda: catalogue().table("commuting_flows", edition_year=2026))
    assert ("file", "data/tables/municipality_code_changes.csv") in flows and len(flows) == 4
    assert noted(lambda: catalogue().chain)[-1] == ("file", "data/tables/municipality_code_changes.csv")


def test_what_is_known_of_a_table_is_not_its_rows():
    assert noted(lambda: catalogue().resource("plans")) == [("entry", PACKAGE, "plans")]
    assert noted(lambda: provenance.copied_by_hand("plans")) == [("fetched", PACKAGE, "plans")]
    assert noted(lambda: catalogue().names) == [("names", PACKAGE)]
    assert noted(lambda: catalogue().core) == [("core", PACKAGE)]
    assert noted(lambda: catalogue().package) == [("file", PACKAGE)]


def test_a_layer_is_its_file():
    expected = [("file", "geo/border.geojson")]
    assert noted(lambda: geo.layer("border")) == noted(lambda: geo.metadata("border")) == expected
    assert noted(lambda: geo.has("arealbruk")) == [("file", "geo/arealbruk.geojson")]


def test_parameters_are_checked_without_a_read_of_the_core_tables():
    assert {note[-1] for note in noted(Edition)} == {"municipalities", "data/tables/municipalities.csv"}


@pytest.mark.parametrize(("name", "arguments"), [("county", []), ("at_border", [])])
def test_a_small_result_of_large_tables_is_noted_with_them(name, arguments):
    edition = Edition()
    attribute = {"county": "compared", "at_border": "at_border"}[name]
    (note,) = noted(lambda: getattr(edition, attribute))
    kind, told, parameters, asked, value, through = note
    assert (kind, json.loads(told), json.loads(parameters), json.loads(asked)) == ("derived", name, edition.parameters, arguments)
    assert json.loads(value) == {"county": edition.of_county, "at_border": True}[name]
    assert ["file", "data/tables/commuting_flows.csv"] in json.loads(through)


def test_head_and_foot_of_a_page_do_not_read_the_record(monkeypatch):
    edition = Edition()
    assert {note[0] for note in noted(lambda: text.header(edition))} == {"derived"}
    monkeypatch.setenv("STATUSBOK_COMMIT", "0123456789abc")
    assert noted(lambda: text.footer(edition)) == []
    assert "0123456789." in repr(text.footer(edition))


def test_in_a_build_the_foot_has_tokens(monkeypatch, tmp_path):
    monkeypatch.setenv("STATUSBOK_COMMIT", "0123456789abc")
    monkeypatch.setattr(reads, "_watched", [tmp_path])
    made, notes = reads.traced(lambda: repr(text.footer(Edition())))
    assert "@@statusbok:commit@@" in made and "@@statusbok:recorded@@" in made
    assert ("late", "commit", "0123456789") in notes


def test_no_comparison_with_the_county_is_no_read_of_it():
    edition = Edition(comparison=["3107"])
    assert edition.compared == ["3107"]
    assert noted(lambda: edition.compared) == []


def test_the_edition_before_is_its_frozen_record():
    before = Edition().before
    assert before is not None
    assert ("file", "data/editions/2025/tables/population.csv") in noted(lambda: before.table("population"))
    notes = reads.traced(lambda: Edition().before)[1]
    assert {("folder", "data/editions"), ("core", "data/editions/2025/datapackage.json")} <= notes


def test_corrections_are_those_of_today_also_with_a_frozen_record(monkeypatch):
    monkeypatch.setenv("STATUSBOK_RECORD", "2025")
    assert ("file", "data/tables/corrections.csv") in noted(corrections)
    assert ("file", "data/editions/2025/tables/plans.csv") in noted(lambda: catalogue().table("plans"))


def test_nothing_is_noted_of_what_is_loaded_in_advance():
    def work():
        with reads.unnoted():
            catalogue().table("plans")

    assert noted(work) == []


@pytest.fixture
def heard(monkeypatch, tmp_path):
    """Notes of an event of Python in a project."""
    monkeypatch.setattr(reads, "_watched", [tmp_path.resolve()])
    monkeypatch.setenv("STATUSBOK_FILES", str(tmp_path / "made"))

    def hear(event, *arguments):
        return sorted(reads.traced(lambda: reads._heard(event, arguments))[1])

    return hear


def test_files_that_a_notebook_opens_are_noted(heard, tmp_path):
    inside = str(tmp_path.resolve() / "data/x.csv")
    assert heard("open", inside, "r", 0) == [("file", inside)]
    assert heard("open", inside.encode(), None, os.O_RDONLY) == [("file", inside)]
    assert heard("open", str(reads.ROOT / "data/tables/plans.csv"), "rb", 0) == [("file", "data/tables/plans.csv")]
    assert heard("os.listdir", str(tmp_path / "data")) == [("folder", str(tmp_path.resolve() / "data"))]
    assert heard("sqlite3.connect", inside) == [("file", inside)]
    compiled = str(tmp_path / "__pycache__/helper.cpython-311.pyc")
    assert heard("open", compiled, "rb", 0) == [("file", str(tmp_path.resolve() / "helper.py"))]


def test_what_is_no_input_of_a_chapter_is_not_noted(heard, tmp_path):
    for path in ("statusbok/a.py", "_build/x", ".git/HEAD", "made/figures/a.png", ".venv/lib/site-packages/a.py", "__editable__x"):
        assert heard("open", str(tmp_path / path), "r", 0) == []
    assert heard("open", str(tmp_path / "data/x.csv"), "w", 0) == []
    assert heard("open", str(tmp_path / "data/x.csv"), None, os.O_WRONLY | os.O_CREAT) == []
    assert heard("open", str(tmp_path.parent / "other.csv"), "r", 0) == []
    assert heard("open", 3, "r", 0) == heard("os.listdir", None) == heard("os.scandir", str(tmp_path)) == []
    assert heard("os.listdir", str(tmp_path / "notebooks")) == heard("import", "x") == []


def test_what_leads_out_of_the_project_is_noted(heard):
    assert heard("socket.connect", None, ("example.org", 443)) == [("network", "example.org")]
    assert heard("socket.connect", None, "/run/a.socket") == []
    assert heard("subprocess.Popen", "/usr/bin/curl", ["curl"], None, None) == [("program", "curl")]
    assert heard("subprocess.Popen", None, ["curl", "x"], None, None) == [("program", "curl")]


def test_the_hook_never_fails(heard):
    assert heard("open") == heard("subprocess.Popen", None, None) == heard("open", "a\0b", "r", 0) == []
