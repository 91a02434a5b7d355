"""The command line: exit codes, and errors as plain lines."""

from __future__ import annotations

import contextlib
import io
import subprocess
import sys

import pytest

from statusbok import frozen
from statusbok.cli import main
from statusbok.errors import BuildError, DataError, UpdateError
from statusbok.publish import build as build_module
from statusbok.publish import record
from statusbok.update import Outcome, Result


@pytest.fixture(autouse=True)
def site_of_before(monkeypatch):
    """Front pages of sites that need no new build, in place of looking at the developer's own."""
    sites = {}
    monkeypatch.setattr("statusbok.publish.unchanged.front_page", lambda *edition: sites.get(edition))
    monkeypatch.setattr("statusbok.cli._renderer", contextlib.nullcontext)
    return sites


@pytest.fixture
def built(monkeypatch):
    """Editions that were asked for, in place of building them."""
    editions = []

    def build(edition, **_):
        editions.append(edition)
        return build_module.Project().site / "index.html"

    monkeypatch.setattr(build_module, "build", build)
    return editions


def test_build_is_halden_2026_unless_told_otherwise(built, capsys, monkeypatch):
    monkeypatch.chdir(build_module.Project().root)
    assert main(["build"]) == 0
    assert main(["build", "--kommune", "3107", "--year", "2025"]) == 0
    assert [(edition.municipality, edition.year) for edition in built] == [("3101", 2026), ("3107", 2025)]
    assert capsys.readouterr().out == "Open in a browser: _build/html/index.html\n" * 2


@pytest.fixture
def several(monkeypatch):
    """What was asked for when several municipalities were, in place of building them; `several.result` came of it."""
    from statusbok.publish import country

    class Several(list):
        result = country.Result(built=["3101"])

    asked = Several()

    def build_country(codes, year, *, workers, cluster):
        asked.append((codes, year, workers, cluster))
        return asked.result

    monkeypatch.setattr(country, "build_country", build_country)
    monkeypatch.setattr("statusbok.warm.start", lambda modules: None)
    return asked


def test_several_municipalities_are_built_beside_each_other(built, several, capsys, monkeypatch):
    monkeypatch.chdir(build_module.Project().root)
    assert main(["build", "--kommune", "3101", "3107", "3101", "-j", "2"]) == 0
    assert main(["build", "--all", "--year", "2025", "--cluster", "tcp://10.0.0.5:8786"]) == 0
    assert main(["build", "--kommune", "3101", "--kommune", "3107"]) == 0
    assert several.pop() == (["3101", "3107"], 2026, None, None)
    assert several == [(["3101", "3107"], 2026, 2, None), (None, 2025, None, "tcp://10.0.0.5:8786")] and built == []
    assert capsys.readouterr().out == "Open in a browser: _build/country/index.html\n" * 3


def test_one_of_several_that_fails_ends_with_1(several, capsys):
    several.result.built, several.result.failed = [], {"3101": "no"}
    assert main(["build", "--all"]) == 1
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--all", "--kommune", "3101"], "not allowed with argument --all"),
        (["--cluster", "tcp://10.0.0.5:8786"], "--cluster is for several municipalities: name them, or use --all"),
        (["--all", "--cluster", "tcp://10.0.0.5:8786", "-j", "2"], "--jobs does not go with --cluster"),
        (["--all", "--fresh"], "--fresh is for one municipality; several are built anew where anything has changed"),
        (["--kommune", "3101", "3107", "--explain"], "--explain is for one municipality"),
        (["--all", "--profile"], "--profile is for one municipality"),
    ],
)
def test_what_does_not_go_together_is_refused(built, several, capsys, arguments, message):
    with pytest.raises(SystemExit):
        main(["build", *arguments])
    assert message in capsys.readouterr().err and built == several == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--kommune", "3001"], "3001 was Halden's code 2020-2023; use 3101"),
        (["--kommune", "9999"], "9999 is not a municipality number of today"),
        (["--kommune", "Halden"], "use 3101 for Halden"),
        (["--kommune", "Våler"], "use 3114 for Våler (Østfold) or 3419 for Våler (Innlandet)"),
        (["--kommune", "0301"], "the tables for Oslo (0301) are not in the record"),
        (["--kommune", "3101; rm -rf /"], "is not a municipality number of four digits"),
        (["--kommune", "<img src=x onerror=alert(1)>"], "is not a municipality number of four digits"),
        (["--kommune", ""], "is not a municipality number of four digits"),
        (["--year", "1980"], "the record has no 1980 edition for Halden"),
    ],
)
def test_wrong_parameters_are_refused_in_plain_words(built, capsys, arguments, message):
    assert main(["build", *arguments]) == 1
    error = capsys.readouterr().err
    assert error.startswith("error: ") and message in error and "Traceback" not in error
    assert built == []


def test_a_site_that_would_be_the_same_is_not_built_again_unless_asked_for(built, site_of_before, capsys, monkeypatch):
    monkeypatch.chdir(build_module.Project().root)
    site_of_before["3101", 2026] = build_module.Project().site / "index.html"
    assert main(["build"]) == 0 and built == []
    told = "Open in a browser: _build/html/index.html\n"
    assert capsys.readouterr().out == f"Nothing has changed since the last build\n{told}"
    assert main(["build", "--fresh"]) == 0 and len(built) == 1
    assert main(["build", "--year", "2025"]) == 0 and len(built) == 2
    assert capsys.readouterr().out == told * 2


def test_the_parts_that_tell_what_has_changed_load_nothing_slow():
    slow = "{'pandas', 'papermill', 'sphinx', 'bs4', 'nbformat', 'jsonschema'}"
    code = f"import sys, statusbok.cli, statusbok.publish.unchanged; sys.exit(str({slow} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stderr == "set()\n"


def test_pdf_says_where_it_is(monkeypatch, capsys):
    monkeypatch.chdir(build_module.Project().root)
    monkeypatch.setattr("statusbok.publish.pdf.make_pdf", lambda: build_module.Project().site / "rapport.pdf")
    assert main(["pdf"]) == 0
    assert capsys.readouterr().out == "The whole report: _build/html/rapport.pdf\n"


@pytest.mark.parametrize("arguments", [[], ["publish"], ["build", "--year", "soon"], ["build", "--scenario", "high"]])
def test_wrong_usage_ends_with_2(arguments, capsys):
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert "usage: statusbok" in capsys.readouterr().err


def test_a_year_that_is_none_is_told_what_a_year_is(capsys):
    with pytest.raises(SystemExit):
        main(["build", "--year", "2O26"])
    assert "argument --year: expected a year such as 2026, not '2O26'" in capsys.readouterr().err


def test_check_tells_what_was_checked(capsys):
    assert main(["check"]) == 0
    assert "tables and 7 map layers are in order" in capsys.readouterr().out


def test_check_ends_with_1_on_bad_data(monkeypatch, capsys):
    def broken() -> str:
        raise DataError("data/tables/population.csv, row 3, column year: 'x' is not a whole number")

    monkeypatch.setattr(record, "check_record", broken)
    assert main(["check"]) == 1
    told = capsys.readouterr().err
    assert told == "error: data/tables/population.csv, row 3, column year: 'x' is not a whole number\n"


def test_check_is_of_the_record_of_today_whatever_the_environment_says(monkeypatch, capsys):
    monkeypatch.setenv(frozen.VARIABLE, "2025")
    monkeypatch.setattr(record, "check_record", lambda: f"read: {frozen.in_use() or 'today'}")
    monkeypatch.setattr(frozen, "years", lambda: [])
    assert main(["check"]) == 0
    assert capsys.readouterr().out == "read: today\n" and frozen.in_use() == 2025


def test_signs_that_a_redirected_output_lacks_do_not_stop_a_command(monkeypatch):
    """On Windows a file or pipe is cp1252, and a table of changes has a minus sign in it."""
    out, error = (io.TextIOWrapper(io.BytesIO(), encoding="cp1252", errors="strict", newline="\n") for _ in range(2))
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", error)
    monkeypatch.setattr(frozen, "years", lambda: [])
    monkeypatch.setattr(record, "check_record", lambda: "−5 ● □ på plass")
    assert main(["check"]) == 0

    def broken() -> str:
        raise DataError("'−5' er feil")

    monkeypatch.setattr(record, "check_record", broken)
    assert main(["check"]) == 1
    for stream in (out, error):
        stream.flush()
    assert out.buffer.getvalue() == "?5 ? ? på plass\n".encode("cp1252")
    assert error.buffer.getvalue() == b"error: '?5' er feil\n"


def test_failed_build_ends_with_1(monkeypatch, capsys):
    def build(edition, **_):
        raise BuildError("notebooks/pendling.ipynb stopped in cell totals:\n  x = 1 / 0\n  ZeroDivisionError: no")

    monkeypatch.setattr(build_module, "build", build)
    assert main(["build"]) == 1
    assert capsys.readouterr().err.splitlines()[0] == "error: notebooks/pendling.ipynb stopped in cell totals:"


def test_a_full_disk_is_one_line(monkeypatch, capsys):
    def build(edition, **_):
        raise OSError(28, "No space left on device", "_build/work/pendling.ipynb")

    monkeypatch.setattr(build_module, "build", build)
    assert main(["build"]) == 1
    assert capsys.readouterr().err == "error: _build/work/pendling.ipynb: No space left on device\n"


def test_stopping_by_hand_ends_with_130(monkeypatch):
    def build(edition, **_):
        raise KeyboardInterrupt

    monkeypatch.setattr(build_module, "build", build)
    assert main(["build"]) == 130


@pytest.fixture
def updated(monkeypatch):
    """Calls of update, in place of it."""
    calls = []

    def update(root, **options):
        calls.append(options)
        if options["datasets"] == ["population"]:
            return Outcome([Result("population", "refused")])
        if options["datasets"] == ["lock"]:
            raise UpdateError("another update or build is running")
        return Outcome([])

    monkeypatch.setattr("statusbok.update.update", update)
    return calls


def test_update_takes_what_the_command_line_says(updated, capsys):
    nothing = {"datasets": [], "municipality": None, "folder": None, "dry_run": False, "accept": []}
    assert main(["update"]) == 0
    words = "a b --kommune 4601 --from answers --dry-run --accept a --accept b"
    assert main(["update", *words.split()]) == 0
    assert updated == [
        nothing,
        {"datasets": ["a", "b"], "municipality": "4601", "folder": "answers", "dry_run": True, "accept": ["a", "b"]},
    ]


def test_update_ends_with_1_when_a_dataset_was_refused_or_it_cannot_start(updated, capsys):
    assert main(["update", "population"]) == 1
    assert main(["update", "lock"]) == 1
    assert capsys.readouterr().err == "error: another update or build is running\n"


def test_every_command_first_undoes_an_update_that_was_killed(built, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("statusbok.cli.ROOT", tmp_path)
    (tmp_path / "_build/update").mkdir(parents=True)
    (tmp_path / "data").mkdir()
    (tmp_path / "data/.a.csv.statusbok-old").write_bytes(b"old\n")
    (tmp_path / "data/a.csv").write_bytes(b"new\n")
    (tmp_path / "_build/update/journal.json").write_text('{"data/a.csv": "sha256:of the old"}', encoding="utf-8")
    assert main(["build"]) == 0
    assert (tmp_path / "data/a.csv").read_bytes() == b"old\n"
    assert "the record has been put back as it was before" in capsys.readouterr().err
    assert main(["build"]) == 0 and capsys.readouterr().err == ""


def test_module_runs_as_the_command():
    command = [sys.executable, "-m", "statusbok", "build", "--kommune", "3001"]
    run = subprocess.run(command, capture_output=True, text=True)
    assert run.returncode == 1
    assert run.stderr.startswith("error: municipality: 3001") and run.stdout == ""
