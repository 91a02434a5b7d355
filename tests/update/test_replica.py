"""Updates against the replica of the services: what the user sees when a service misbehaves, and the whole record."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from statusbok import cli
from statusbok.catalogue import ROOT, Catalogue, catalogue
from statusbok.sources import http
from statusbok.update import transaction, update
from tests.replica.server import Altered, Busy, CutOff, Empty500, Html, Replica, Well, Wrong


@pytest.fixture
def replica(tmp_path_factory, monkeypatch):
    monkeypatch.setenv("STATUSBOK_CACHE", str(tmp_path_factory.mktemp("cache")))
    with Replica() as running:
        monkeypatch.setenv("STATUSBOK_SERVICES", running.address)
        yield running


@pytest.fixture
def told(small, replica, monkeypatch, capsys):
    """Run the command on the small record: exit code, and all that was printed."""
    monkeypatch.setattr(cli, "ROOT", small.root)
    def told(*arguments: str) -> tuple[int, str]:
        code = cli.main(["update", *arguments])
        printed = capsys.readouterr()
        return code, printed.out + printed.err

    return told


def failing(small, told, *messages: str) -> None:
    """An update of the population that fails with these messages and leaves the record."""
    files = small.files()
    code, text = told("population")
    assert code == 1 and "population  failed: " in text and "Traceback" not in text, text
    for message in messages:
        assert message in text
    assert small.files() == files


def test_population_comes_in(small, told):
    code, text = told("population", "--accept", "population")
    assert code == 0, text
    assert "population  updated: to 2026" in text
    assert small.entry("population")["requests"][0]["body"]["selection"][0]["codelist"] == "agg_KommSummer"
    files = small.files()
    code, text = told("population")
    assert code == 0 and "nothing new: to 2026" in text and "; 1 calls in" in text and small.files() == files


def test_the_selection_that_is_refused_says_which_command_to_run(small, told):
    files = small.files()
    code, text = told("population")
    assert code == 1 and "If this is right, run: statusbok update population --accept population" in text
    assert small.files() == files


def test_unknown_table(small, told):
    small.edit("population", lambda entry: entry["fetch"].update(table="99999"))
    failing(small, told, "table 99999 (ssb) does not exist")


def test_unknown_variable(small, told):
    def change(entry):
        for selection in entry["fetch"]["selections"]:
            selection["Regionn"] = selection.pop("Region")
        entry["fetch"]["columns"]["municipality_code"] = "Regionn"

    small.edit("population", change)
    failing(small, told, "table 07459 (ssb): there is no variable Regionn; the table has", "Region")


def test_unknown_code_list(small, told):
    def change(entry):
        entry["fetch"]["selections"][0]["Region"] = {"codes": ["@municipalities"], "codelist": "agg_KommSumer"}

    small.edit("population", change)
    failing(small, told, "Region has no code list agg_KommSumer; it has", "agg_KommSummer")


def test_unknown_content(small, told):
    def change(entry):
        entry["fetch"]["selections"][0]["ContentsCode"] = ["Personer2"]

    small.edit("population", change)
    failing(small, told, "ContentsCode has no value 'Personer2'", "Personer1")


def test_a_table_without_a_list_that_adds_up(small, told, replica):
    region = replica.tables["ssb", "07459"].dimension("Region")
    region.codelists = [known for known in region.codelists if not known.id.startswith("agg_KommSummer")]
    failing(small, told, "Region has no list agg_KommSummer… that adds municipalities up to those of today")


def test_a_variable_that_was_renamed(small, told, replica):
    replica.tables["ssb", "07459"].rename_dimension("Region", "Kommune")
    failing(small, told, "there is no variable Region; the table has Kommune")


def test_a_new_municipality_that_the_record_does_not_know(small, told, replica):
    files = small.files()
    replica.tables["ssb", "11618"].rename_code("Region", "3101", "3199")
    code, text = told("municipality_totals")
    assert code == 1 and "SSB 11618 has the municipality number" in text and "which the record does not know" in text
    assert "run statusbok update municipality_code_changes municipalities first" in text
    assert small.files() == files


def test_negative_counts(small, told, replica):
    replica.tables["ssb", "07459"].set(-7, Region="3101", Tid="2026")
    files = small.files()
    code, text = told("population", "--accept", "population")
    assert code == 1 and "population_persons: negative: 2026 3101 has -" in text and small.files() == files


def test_duplicated_rows(small, told, replica):
    replica.tables["ssb", "07459"].duplicate_code("Tid", "2026")
    failing(small, told, "")


@pytest.mark.parametrize("before", [0, 1, 2, 3], ids=["metadata", "a code list", "the first answer", "the second"])
def test_figures_from_before_an_update_are_not_kept_as_those_of_after_it(small, told, replica, before):
    assert told("population", "--accept", "population")[0] == 0
    table = replica.tables["ssb", "07459"]
    old, table.updated = table.updated, "2026-11-20T07:00:00Z"
    table.scale(1.001, Tid="2026")
    lags = [Altered(lambda answer: answer | {"updated": old})]
    replica.next("ssb", Well(), *[Well()] * before, *lags)
    code, text = told("population")
    if before != 1:  # a code list has no time
        assert code == 1 and f"but this answer is of {old}" in text
        code, text = told("population")
    assert code == 0 and "population  updated: to 2026" in text and "revised: " in text


def test_a_discontinued_table(small, told, replica):
    replica.tables["ssb", "07459"].discontinued = True
    code, text = told("population", "--accept", "population")
    assert code == 0 and "updated: to 2026, the producer has discontinued the table" in text


@pytest.mark.parametrize(
    ("faults", "message"),
    [
        ([Html()], "web page"),
        ([Wrong("not json")] * 9, "ssb"),
        ([CutOff()] * 9, "(5 tries in"),
        ([Busy(3600)], "come back after"),
        ([Empty500()], "500"),
    ],
    ids=["HTML", "no JSON", "half a body", "busy for an hour", "empty 500"],
)
def test_a_service_that_misbehaves(small, told, replica, monkeypatch, faults, message):
    monkeypatch.setattr(http.Throttle, "__init__", _hasty(http.Throttle.__init__))
    replica.next("ssb", *faults)
    failing(small, told, message)


def _hasty(init):
    def patched(self, *arguments, **options):
        init(self, *arguments, **options | {"sleep": lambda seconds: None})

    return patched


def test_list_works_when_a_service_is_down(small, told, monkeypatch):
    monkeypatch.setenv("STATUSBOK_SERVICES", "http://127.0.0.1:9")
    monkeypatch.setattr(http.Throttle, "__init__", _hasty(http.Throttle.__init__))
    code, text = told("--list")
    assert code == 0 and text.count("source not reached\n") == 3 and "kept by hand" in text
    assert text.count("ssb: http://127.0.0.1:9/ssb/") == text.count("cannot be reached (2 tries in") == 1


def test_list_says_what_is_at_the_source(small, told):
    code, text = told("--list")
    [line] = [line for line in text.splitlines() if line.startswith("population ")]
    assert code == 0 and line.split()[:5] == ["population", "SSB", "07459", "2023", "2026"]


def test_wrong_use_ends_with_2(small, told):
    code, text = told("populaton")
    assert code == 2 and text == "error: there is no dataset 'populaton'; did you mean population?\n"
    code, text = told("--kommune", "3001")
    assert code == 2 and "3001 was Halden's code 2020-2023; use 3101" in text
    code, text = told("--from", "/no/such/folder")
    assert code == 2 and text.startswith("error: --from: '/no/such/folder' is not a folder")


KILL = """
import os, signal, sys
from statusbok.update import transaction
from statusbok import cli
from pathlib import Path
real, moved = os.replace, []
def replace(old, new):
    if "/_build/" not in str(new):
        moved.append(new)
        if len(moved) == 2:
            os.kill(os.getpid(), signal.SIGKILL)
    return real(old, new)
os.replace = replace
cli.ROOT = Path(sys.argv[1])
cli.main(["update", "population", "--accept", "population"])
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no signal that cannot be caught")
def test_an_update_that_is_killed_while_it_replaces_files_is_undone_by_the_next_command(small, told):
    files = small.files()
    run = subprocess.run([sys.executable, "-c", KILL, str(small.root)], cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == -signal.SIGKILL, run.stderr
    assert small.files() != files
    code, text = told("--list")
    assert code == 0 and transaction.RECOVERED in text and small.files() == files


def test_a_second_update_says_why_it_will_not(small, told):
    with transaction.locked(small.root):
        code, text = told("population")
    assert code == 1 and "error: another update or build is running" in text


@pytest.fixture
def whole(tmp_path, hand_made):
    """A copy of the record, before its first update."""
    hand_made(tmp_path)
    return tmp_path


def test_the_whole_record_is_updated_politely_and_a_rerun_finds_nothing(whole, replica):
    said: list[str] = []
    outcome = update(whole, accept=["commuting_flows"], say=said.append)
    assert outcome.code == 0, "\n".join(said)
    states = {result.name: result.state for result in outcome.results}
    assert states.pop("unemployment_monthly") == "left alone"
    assert set(states.values()) == {"updated"}
    assert replica.connections <= 2
    record = Catalogue(whole / "data")
    record.validate()
    assert record.table("commuting_flows")["year"].max() == 2025
    assert all(record.resource(name).recorded for name in states)
    before = {path: path.read_bytes() for path in whole.glob("data/**/*") if path.is_file()}
    began, calls = time.monotonic(), len(replica.log)
    outcome = update(whole, say=said.append)
    assert {result.state for result in outcome.results} == {"nothing new", "left alone"}
    assert time.monotonic() - began < 20
    asked = replica.log[calls:]
    assert not [call for call in asked if call.method == "POST" or "metadata" in call.path]
    assert len({(call.service, call.path) for call in asked}) == len(asked)
    assert {path: path.read_bytes() for path in whole.glob("data/**/*") if path.is_file()} == before


def test_bergen_comes_with_its_county_and_its_map_layers(whole, replica):
    said: list[str] = []
    outcome = update(whole, datasets=["population", "layers"], municipality="4601", say=said.append)
    assert outcome.code == 0, "\n".join(said)
    package = json.loads((whole / "data/datapackage.json").read_text(encoding="utf-8"))
    assert {"3101", "4601", "4651"} <= set(package["municipalities"])
    population = Catalogue(whole / "data").table("population")
    assert {"4601", "4651", "3101"} <= set(population["municipality_code"])
    areas = json.loads((whole / "geo/municipalities.geojson").read_text(encoding="utf-8"))
    assert "4601" in {feature["properties"]["code"] for feature in areas["features"]}
    assert "Kartlag: nye områder i" in (whole / "data/CHANGES.md").read_text(encoding="utf-8")


def test_industries_of_a_new_standard_must_be_accepted(small, told, replica):
    small.edit("employed_by_industry", lambda entry: entry.update(fetch=catalogue().resource(entry["name"]).fetch))
    assert told("employed_by_industry", "--accept", "employed_by_industry")[0] == 0
    table = replica.tables["ssb", "07984"]
    table.rename_dimension("NACE2007", "NACE2025")
    table.updated = "2027-02-24T07:00:00Z"
    files = small.files()
    code, text = told("employed_by_industry")
    assert code == 1 and "refused: the variable NACE2007 has become NACE2025" in text and small.files() == files
    assert told("employed_by_industry", "--accept", "employed_by_industry")[0] == 0
    bodies = [request["body"]["selection"] for request in small.entry("employed_by_industry")["requests"]]
    assert "NACE2025" in {one["variableCode"] for body in bodies for one in body}
