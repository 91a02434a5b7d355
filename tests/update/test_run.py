"""An update from end to end on a small record: what is replaced, what is refused, and what the user is told."""

from __future__ import annotations

import errno
import json
import os

import pandas as pd
import pytest

from statusbok.catalogue import Catalogue, catalogue
from statusbok.errors import DataError, EditionError, SourceError, UpdateError
from statusbok.update import WrongUse, transaction, update
from statusbok.update import run as run_module


def with_rows(frame: pd.DataFrame, *rows: list) -> pd.DataFrame:
    return pd.concat([frame, pd.DataFrame(list(rows), columns=frame.columns)], ignore_index=True)


@pytest.fixture
def new_population(small):
    """The population with one more year."""
    return with_rows(small.frame("population"), [2024, "3101", 3050], [2024, "3124", 910], [2024, "0", 5_010_000])


def test_a_new_year_is_put_in_place_with_where_it_came_from(small, new_population):
    stub = small.stub(population=new_population)
    stub.body = {"selection": [{"variableCode": "Region", "valueCodes": ["K-3101"]}]}
    outcome, said = small.update(stub, "population")
    assert outcome.code == 0 and small.states(outcome) == {"population": "updated"}
    assert "new periods: 2024 (3 rows)" in said and "population  updated: to 2024" in said
    content = (small.root / "data/tables/population.csv").read_bytes()
    assert content.endswith(b"2023,3124,900\n2024,0,5010000\n2024,3101,3050\n2024,3124,910\n")
    entry = small.entry("population")
    assert entry["published"] == "2026-11-20" and entry["updated"] == "2026-11-20T07:00:00Z"
    assert entry["recorded"] == "2026-11-22" and entry["retrieved"] == "2026-11-22T08:00:00+00:00"
    assert entry["period"] == "1. januar 2022–2024" and entry["hand_caveats"] == []
    assert entry["hash"] == transaction.digest(content) and entry["bytes"] == len(content)
    assert entry["requests"] == [{"method": "POST", "url": "http://replica/data", "body": stub.body}]
    Catalogue(small.root / "data").validate()
    assert not (small.root / "_build/update").exists()


def test_changes_have_a_line_in_bokmal_the_newest_first(small, new_population):
    small.update(small.stub(), "municipality_totals")
    small.update(small.stub(population=new_population), "population")
    text = (small.root / "data/CHANGES.md").read_text(encoding="utf-8")
    first, second = [line for line in text.splitlines() if line.startswith("- ")]
    assert first == (
        "- 22. november 2026: Folkemengde 1. januar (`population`, SSB 07459, oppdatert 20. november 2026): "
        "nye perioder: 2024."
    )
    assert "`municipality_totals`" in second and second.endswith("ingen tall endret.")


def test_a_rerun_with_nothing_new_asks_once_for_each_table_and_writes_nothing(small):
    outcome, _ = small.update(small.stub())
    assert set(small.states(outcome).values()) == {"updated"}
    files, stub = small.files(), small.stub()
    outcome, said = small.update(stub)
    assert set(small.states(outcome).values()) == {"nothing new"} and outcome.code == 0
    assert [call for call, _ in stub.log] == ["about"] * 3
    assert small.files() == files and said.endswith("the record is as it was")


def test_a_table_that_was_changed_by_hand_is_fetched_again(small):
    small.update(small.stub())
    path = small.root / "data/tables/population.csv"
    good = path.read_bytes()
    path.write_bytes(good.replace(b"3010", b"3011"))
    small.edit("population", lambda entry: entry.update(hash=transaction.digest(path.read_bytes()) + "0"))
    stub = small.stub(population=small.frame("population").replace({"population_persons": {3011: 3010}}))
    outcome, _ = small.update(stub)
    assert small.states(outcome)["population"] == "updated" and path.read_bytes() == good


def damage(small, name: str, old: bytes, new: bytes) -> bytes:
    """Change a fetched table as somebody with an editor would.

    Returns:
        What it was.
    """
    path = small.root / f"data/tables/{name}.csv"
    good = path.read_bytes()
    assert good.count(old)
    path.write_bytes(good.replace(old, new))
    return good


def newer(small, **answers):
    """Sources whose tables all have a newer time of update, so that they are fetched."""
    stub = small.stub(**answers)
    stub.updated = "2026-11-21T07:00:00Z"
    return stub


def test_a_table_that_was_damaged_by_hand_is_named_and_stops_no_other(small, new_population):
    small.update(small.stub())
    damage(small, "municipality_totals", b"1110", b"1111")
    outcome, said = small.update(newer(small, population=new_population), "population")
    assert small.states(outcome) == {"population": "updated", "municipality_totals": "failed"} and outcome.code == 1
    assert "failed: data/tables/municipality_totals.csv: not the table that statusbok update wrote" in said
    assert b"2024,3101,3050" in (small.root / "data/tables/population.csv").read_bytes()


def test_a_damaged_table_that_is_fetched_again_is_healed(small, new_population):
    totals = small.frame("municipality_totals")
    small.update(small.stub())
    good = damage(small, "municipality_totals", b"1110", b"1111")
    outcome, _ = small.update(newer(small, population=new_population, municipality_totals=totals))
    assert set(small.states(outcome).values()) == {"updated"}
    assert (small.root / "data/tables/municipality_totals.csv").read_bytes() == good
    Catalogue(small.root / "data").validate()


def test_what_is_wrong_with_a_new_table_is_found_though_another_was_damaged_before(small):
    small.update(small.stub())
    damage(small, "municipality_totals", b"1110", b"1111")
    bad = with_rows(small.frame("population"), [2023, "0399", 5])
    outcome, said = small.update(newer(small, population=bad), "population")
    assert small.states(outcome)["population"] == "failed" and "'0399' is not known" in said


def test_a_table_that_cannot_be_read_any_more_is_replaced_when_that_is_accepted(small):
    frame = small.frame("employed_by_industry")
    fetch = catalogue().resource("employed_by_industry").fetch
    small.edit("employed_by_industry", lambda entry: entry.update(fetch=fetch, core=False))
    small.update(small.stub(employed_by_industry=frame), "employed_by_industry")
    good = damage(small, "employed_by_industry", b",1110", b",x")
    stub = newer(small, employed_by_industry=frame)
    outcome, said = small.update(stub, "employed_by_industry")
    assert small.states(outcome) == {"employed_by_industry": "refused"}
    assert "cannot be read, so that nothing was compared: employed_by_industry.csv, employed_workplace_persons" in said
    outcome, _ = small.update(stub, "employed_by_industry", accept=["employed_by_industry"])
    assert outcome.code == 0 and (small.root / "data/tables/employed_by_industry.csv").read_bytes() == good


def test_names_that_are_patterns_still_are_not_taken_for_another_name(small):
    small.edit("population", lambda entry: entry["fetch"]["selections"][0].update({"NACE*": ["*"]}))
    stub = small.stub()
    stub.body, stub.names = {"selection": [{"variableCode": "NACE*", "valueCodes": ["*"]}]}, {"NACE*": "NACE2007"}
    small.update(stub, "population")
    stub.updated = "2026-11-21T07:00:00Z"
    outcome, said = small.update(stub, "population")
    assert outcome.code == 0, said


def test_a_dry_run_says_the_same_and_changes_nothing(small, new_population):
    files = small.files()
    outcome, said = small.update(small.stub(population=new_population), dry_run=True)
    assert outcome.code == 0 and "new periods: 2024 (3 rows)" in said and "would be updated: to 2024" in said
    assert said.endswith("dry run, nothing was changed") and small.files() == files


def test_a_source_that_fails_does_not_stop_the_others(small, new_population):
    stub = small.stub(population=new_population, municipality_totals=SourceError("ssb: silent for 60 s (5 tries)"))
    outcome, said = small.update(stub)
    assert outcome.code == 1
    assert small.states(outcome) == {
        "commuting_flows": "updated", "municipality_totals": "failed", "population": "updated",
    }  # fmt: skip
    assert "municipality_totals  failed: ssb: silent for 60 s (5 tries)" in said
    assert b"2024,3101,3050" in (small.root / "data/tables/population.csv").read_bytes()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda frame: frame[frame["year"] > 2022], "2022 would be gone"),
        (lambda frame: frame[frame["municipality_code"] != "3124"], "2 rows of earlier periods would be gone"),
        (
            lambda frame: frame.replace({"population_persons": {3010: 3310}}),
            "1 past values change by more than the dataset allows",
        ),
        (
            lambda frame: with_rows(frame, [2024, "3101", 9000], [2024, "3124", 900]),
            "population_persons jumps by more than 20 per cent: 2024 3101: 3010 -> 9000",
        ),
    ],
    ids=["period", "municipality", "revision", "jump"],
)
def test_losses_and_large_changes_are_refused_until_they_are_accepted(small, change, reason):
    files, stub = small.files(), small.stub(population=change(small.frame("population")))
    outcome, said = small.update(stub, "population")
    assert outcome.code == 1 and small.states(outcome) == {"population": "refused"}
    assert f"refused: {reason}" in said and "run: statusbok update population --accept population" in said
    assert small.files() == files
    outcome, _ = small.update(stub, "population", accept=["population"])
    assert outcome.code == 0 and small.states(outcome) == {"population": "updated"}
    assert "Tap eller store endringer er godtatt." in (small.root / "data/CHANGES.md").read_text(encoding="utf-8")


def test_a_small_revision_is_shown_and_taken(small):
    frame = small.frame("population").replace({"population_persons": {3010: 3013}})
    outcome, said = small.update(small.stub(population=frame), "population")
    assert outcome.code == 0 and "revised: 1 values\n    2023 3101 population_persons: 3010 -> 3013" in said


def test_a_variable_that_was_renamed_is_refused(small):
    small.edit("population", lambda entry: entry["fetch"]["selections"][0].update({"NACE*": ["*"]}))
    stub = small.stub()
    stub.body, stub.names = {"selection": [{"variableCode": "NACE2007", "valueCodes": ["*"]}]}, {"NACE*": "NACE2007"}
    small.update(stub, "population")
    stub.updated, stub.names = "2027-03-01T07:00:00Z", {"NACE*": "NACE2025"}
    outcome, said = small.update(stub, "population")
    assert outcome.code == 1 and "refused: the variable NACE2007 has become NACE2025" in said
    assert "columns: NACE2007 is now NACE2025" in said
    assert small.update(stub, "population", accept=["population"])[0].code == 0


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda frame: frame.head(0), "the new table has no rows"),
        (lambda frame: with_rows(frame, [2023, "3101", 3010]), "rows stand twice, expected each year, municip"),
        (lambda frame: frame.replace({"population_persons": {3010: -10}}), "negative: 2023 3101 has -10"),
        (lambda frame: with_rows(frame, [2031, "3101", 3010]), "figures for a time to come: 2031 3101"),
        (lambda frame: with_rows(frame, [2023, "0399", 5]), "'0399' is not known"),
    ],
    ids=["empty", "twice", "negative", "future", "unknown code"],
)
def test_what_is_wrong_never_enters_the_record_accepted_or_not(small, change, reason):
    files = small.files()
    stub = small.stub(population=change(small.frame("population")))
    outcome, said = small.update(stub, "population", accept=["population"])
    assert outcome.code == 1 and small.states(outcome) == {"population": "failed"}
    assert reason in said and small.files() == files


def test_tables_that_do_not_fit_together_are_named_and_left_out_and_the_rest_goes_in(small, new_population):
    flows = with_rows(small.frame("commuting_flows"), [2023, "3001", "3001", 1020], [2023, "3012", "3012", 250])
    outcome, said = small.update(small.stub(commuting_flows=flows, population=new_population))
    assert small.states(outcome)["commuting_flows"] == "failed" and small.states(outcome)["population"] == "updated"
    assert "commuting_flows has 1020 persons with workplace there, municipality_totals 0" in said
    Catalogue(small.root / "data").validate()


def test_a_discontinued_table_is_told(small):
    stub = small.stub()
    stub.discontinued = True
    outcome, said = small.update(stub, "population")
    assert outcome.code == 0 and "population  updated: to 2023, the producer has discontinued the table" in said


def test_unknown_names_are_wrong_use(small):
    with pytest.raises(WrongUse, match="there is no dataset 'populaton'; did you mean population?"):
        small.update(small.stub(), "populaton")
    with pytest.raises(WrongUse, match="municipalities is kept by hand"):
        small.update(small.stub(), "municipalities")
    with pytest.raises(WrongUse, match="no dataset 'everything'"):
        small.update(small.stub(), accept=["everything"])


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("3001", "--kommune: 3001 is not a municipality number of today; 3001 was Halden's code 2020-2023; use 3101"),
        ("4699", "--kommune: 4699 is not a municipality number of today"),
        ("1438", "Dals-Ed is not a Norwegian municipality"),
        ("Bergen", "use 4601 for Bergen"),
    ],
)
def test_a_municipality_that_is_none_is_named_before_any_call(small, code, message):
    stub = small.stub()
    with pytest.raises(EditionError, match=message):
        small.update(stub, municipality=code)
    assert stub.log == []


def test_a_new_municipality_brings_its_county_and_everything_is_asked_for_again(small, new_population, monkeypatch):
    monkeypatch.setattr(run_module.Update, "_layers", lambda self: {})
    small.update(small.stub())
    outcome, _ = small.update(small.stub(), municipality="4601")
    package = json.loads((small.root / "data/datapackage.json").read_text(encoding="utf-8"))
    assert package["municipalities"] == ["3101", "3124", "4601", "4602"]
    # The table of all municipalities does not depend on which the record covers.
    assert small.states(outcome) == {
        "commuting_flows": "updated", "municipality_totals": "nothing new", "population": "updated",
    }  # fmt: skip
    outcome, _ = small.update(small.stub())
    assert set(small.states(outcome).values()) == {"nothing new"}


def test_border_datasets_come_only_where_the_region_touches_the_border(small):
    small.edit("population", lambda entry: entry["fetch"].update(border=True))
    outcome, _ = small.update(small.stub(), "population")
    assert small.states(outcome) == {"population": "updated"}
    path = small.root / "data/tables/municipalities.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("true,true", "true,false"), encoding="utf-8", newline="\n")
    stub = small.stub()
    outcome, said = small.update(stub, "population")
    assert outcome.code == 0 and stub.log == []
    assert "left alone: not needed: no commuting region of the record touches the Swedish border" in said


STEPS = [
    "statusbok.update.run.provenance.asked",
    "statusbok.update.run.tables.read",
    "statusbok.update.run.tables.to_csv",
    "statusbok.update.run.checks.failures",
    "statusbok.update.run.diff.compare",
    "statusbok.update.run.diff.lines",
    "statusbok.update.run.checks.jumps",
    "statusbok.update.run.provenance.described",
    "statusbok.update.run.provenance.line",
    "statusbok.update.run.Update._put",
    "statusbok.update.run.Catalogue.complaints",
    "statusbok.update.run.provenance.with_line",
    "statusbok.update.run.transaction.swap",
    "statusbok.update.transaction._commit",
]


@pytest.mark.parametrize("error", [RuntimeError("bug"), KeyboardInterrupt(), OSError(errno.ENOSPC, "No space left")])
@pytest.mark.parametrize("step", STEPS)
def test_an_exception_at_any_step_leaves_the_record_byte_for_byte(small, new_population, monkeypatch, step, error):
    files, stub = small.files(), small.stub(population=new_population)

    def fail(*arguments, **options):
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(step, fail)
        if step.endswith("_commit"):  # putting back ends with it too
            patched.setattr("statusbok.update.transaction.put_back", lambda root: None)
        with pytest.raises(type(error)):
            small.update(stub, "population")
    transaction.recover(small.root)
    assert small.files() == files
    outcome, _ = small.update(stub, "population")
    assert outcome.code == 0


@pytest.mark.parametrize("number", [1, 3, 5, 7])
def test_a_full_disk_leaves_the_record_byte_for_byte(small, new_population, monkeypatch, number):
    files, written, real = small.files(), [], os.fsync

    def fsync(handle):
        written.append(handle)
        if len(written) == number:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(OSError, match="No space left"):
        small.update(small.stub(population=new_population), "population")
    assert small.files() == files and not (small.root / "_build/update").exists()


def test_a_fetch_that_is_stopped_by_hand_leaves_the_record(small, new_population):
    files = small.files()
    with pytest.raises(KeyboardInterrupt):
        small.update(small.stub(municipality_totals=KeyboardInterrupt(), population=new_population))
    assert small.files() == files


def test_a_second_update_says_why_it_will_not(small):
    with transaction.locked(small.root), pytest.raises(UpdateError, match="another update or build is running"):
        small.update(small.stub())


def test_an_update_puts_back_what_a_killed_one_left(small):
    files, stub = small.files(), small.stub()
    work = small.root / "_build/update"
    work.mkdir(parents=True)
    path = small.root / "data/tables/population.csv"
    (path.parent / ".population.csv.statusbok-old").write_bytes(path.read_bytes())
    journal = {"data/tables/population.csv": transaction.digest(path.read_bytes())}
    (work / "journal.json").write_text(json.dumps(journal), encoding="utf-8")
    path.write_bytes(b"half")
    outcome, said = small.update(stub, dry_run=True)
    assert said.startswith("An update was cut off while it replaced files; the record has been put back")
    assert outcome.code == 0 and small.files() == files


def test_a_declaration_with_a_mistake_is_named(small):
    small.edit("population", lambda entry: entry["fetch"].update(colums={}))
    with pytest.raises(DataError, match="resource 'population', fetch: colums is not known; did you mean columns?"):
        small.update(small.stub())


@pytest.mark.parametrize(
    ("updated", "reason"), [("2020-01-01", "before what the record has"), ("2099-01-01", "still to come")]
)
def test_a_time_of_update_that_cannot_be_right_is_refused(small, new_population, updated, reason):
    small.edit("population", lambda entry: entry.update(updated="2026-01-01T07:00:00Z"))
    before, stub = small.files(), small.stub(population=new_population)
    stub.updated = f"{updated}T07:00:00Z"
    outcome, said = small.update(stub, "population")
    assert small.states(outcome) == {"population": "refused"} and reason in said and small.files() == before


def test_an_answer_nobody_foresaw_does_not_stop_the_others(small, new_population):
    outcome, said = small.update(small.stub(municipality_totals=KeyError("value"), population=new_population))
    states = small.states(outcome)
    assert states["municipality_totals"] == "failed" and states["population"] == "updated"
    assert "SSB 11618: the answer is not as agreed" in said


def test_changes_that_cannot_be_read_leave_the_record(small, new_population):
    (small.root / "data/CHANGES.md").write_bytes(b"\xff")
    before = small.files()
    with pytest.raises(UpdateError, match="CHANGES.md is not UTF-8"):
        small.update(small.stub(population=new_population), "population")
    assert small.files() == before


@pytest.mark.parametrize("written", ["3101", 5, [3101], ["9999"]])
def test_a_list_of_municipalities_that_is_none_is_named(small, written):
    path = small.root / "data/datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8")) | {"municipalities": written}
    path.write_text(json.dumps(package), encoding="utf-8")
    with pytest.raises(DataError, match="'municipalities' is"):
        small.update(small.stub())


def test_a_folder_of_tables_that_is_a_link_can_be_updated(small, new_population):
    (small.root / "data/tables").rename(small.root / "elsewhere")
    (small.root / "data/tables").symlink_to(small.root / "elsewhere")
    outcome, _ = small.update(small.stub(population=new_population), "population")
    assert small.states(outcome) == {"population": "updated"} and (small.root / "data/tables").is_symlink()


def test_a_table_that_is_a_link_can_be_updated_and_stays_one(small, new_population):
    link, real = small.root / "data/tables/population.csv", small.root / "population.csv"
    link.rename(real)
    link.symlink_to(real)
    outcome, _ = small.update(small.stub(population=new_population), "population")
    assert small.states(outcome) == {"population": "updated"} and link.is_symlink()
    assert b"2024,3101,3050" in real.read_bytes()
    Catalogue(small.root / "data").validate()


@pytest.mark.parametrize("folder", ["no/such/folder", "data/datapackage.json", ""])
def test_a_folder_of_answers_that_is_none_is_wrong_use(small, folder):
    where = folder and small.root / folder
    with pytest.raises(WrongUse, match="--from: .* is not a folder; expected one with saved answers"):
        update(small.root, folder=where)


def test_changes_keep_what_an_editor_made_of_them(small, new_population):
    written = "\ufeff# Endringer\r\n\r\nEn merknad.\r\n\r\n- 1. mai 2026: noe.\r\n".encode()
    (small.root / "data/CHANGES.md").write_bytes(written)
    small.update(small.stub(population=new_population), "population")
    lines = (small.root / "data/CHANGES.md").read_bytes().split(b"\r\n")
    assert lines[4].startswith(b"- 22. november 2026: ") and b"\n" not in b"".join(lines)
    assert b"\r\n".join(lines[:4] + lines[5:]) == written
