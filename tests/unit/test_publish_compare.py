"""`statusbok compare`: two editions, two municipalities, two commits, and what is refused."""

from __future__ import annotations

import json
import shutil
import subprocess
import zipfile
from datetime import date
from pathlib import Path

import pytest

from statusbok import frozen
from statusbok.catalogue import Catalogue, opened
from statusbok.cli import main
from statusbok.edition import Edition, corrections
from statusbok.errors import DataError
from statusbok.publish import compare

CODE = "3101"


@pytest.fixture(scope="module")
def origin(tmp_path_factory, hand_made) -> Path:
    """A project with the record made by hand."""
    root = tmp_path_factory.mktemp("origin")
    data = hand_made(root)
    shutil.rmtree(data / "editions", ignore_errors=True)
    return root


@pytest.fixture
def root(tmp_path, origin, monkeypatch) -> Path:
    """A copy of it that is read as the project's own."""
    project = tmp_path / "project"
    shutil.copytree(origin / "data", project / "data")
    monkeypatch.setattr(frozen, "ROOT", project)
    monkeypatch.delenv(frozen.VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)
    return project


@pytest.fixture
def kept(root) -> Path:
    """The frozen record of 2025, as that of today but for the population of 2025."""
    place = root / "data/editions/2025"
    shutil.copytree(root / "data/tables", place / "tables")
    shutil.copy(root / "data/datapackage.json", place)
    population(place, 31950)
    return place


def population(data: Path, persons: int, year: int = 2025) -> None:
    """Write the population of one year."""
    path = data / "tables/population.csv"
    rows = path.read_text(encoding="utf-8").splitlines()
    rows = [f"{year},{CODE},{persons}" if row.startswith(f"{year},{CODE},") else row for row in rows]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")


def without_table(data: Path, *names: str) -> None:
    path = data / "datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    package["resources"] = [entry for entry in package["resources"] if entry["name"] not in names]
    path.write_text(json.dumps(package), encoding="utf-8")


def git(root: Path, *words: str) -> str:
    settings = ["-c", "user.name=a", "-c", "user.email=a@b.no", "-c", "commit.gpgsign=false"]
    return subprocess.run(["git", *settings, *words], cwd=root, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def repository(root) -> Path:
    """A repository whose first commit has no record, and whose second and third have two populations."""
    git(root, "init", "-q")
    (root / "README.md").write_text("x\n", encoding="utf-8")
    for name, persons in (("empty", None), ("old", 31950), ("new", 32038)):
        if persons:
            population(root / "data", persons)
        git(root, "add", "README.md" if name == "empty" else ".")
        git(root, "commit", "-q", "-m", name)
        git(root, "tag", name)
    return root


def row(out: str, label: str) -> list[str]:
    """Cells of a line of the printed table."""
    line = next(line for line in out.splitlines() if line.startswith(label + "  "))
    return [cell.strip() for cell in line.split("  ") if cell.strip()]


def test_two_editions(kept, capsys):
    assert main(["compare", "2025", "2026"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("Indikatorene i utgavene for 2025 og 2026, Halden\n\nI utgaven for 2026 hadde 3 av de 21")
    cells = row(out, "Folketall 1. januar")
    assert cells[1:6] == ["31 950", "32 038", "32 082", "+44", "Ny periode og revidert av kilden"]
    assert cells[-2:] == ["1. januar 2025", "1. januar 2026"]
    assert row(out, "Sysselsatte med arbeidssted i")[-3:] == ["□ Kan ikke måles", "4. kvartal 2022", "4. kvartal 2024"]
    assert "grunnlaget for utgaven for 2025 og for utgaven for 2026" in out
    assert "\u00a0" not in out.split("\n\n")[2]


def test_a_municipality_without_a_plan(kept, capsys):
    assert main(["compare", "2025", "2026", "--kommune", "3107"]) == 0
    out = capsys.readouterr().out
    assert ", Fredrikstad\n" in out and "Mål i planen" not in out


@pytest.mark.parametrize("ending", ["csv", "xlsx", "CSV"])
def test_the_table_as_a_file(kept, tmp_path, capsys, ending):
    path = tmp_path / f"nytt.{ending}"
    path.write_bytes(b"old")
    assert main(["compare", "2025", "2026", "--output", str(path)]) == 0
    assert capsys.readouterr().out.endswith(f"\nWritten: {path}\n")
    if ending == "xlsx":
        assert "xl/worksheets/sheet1.xml" in zipfile.ZipFile(path).namelist()
    else:
        text = path.read_bytes().decode("utf-8-sig")
        assert text.startswith("Indikator;Tall sist;Samme tall nå;Nyeste tall;Endring;Årsak;Mål i planen;Tidspunkt sist;Tidspunkt nå\r\n")
        assert len(text.split("\r\n\r\n")[0].splitlines()) == 22
    assert [found.name for found in tmp_path.iterdir() if found.name != "project"] == [path.name]


def test_a_file_is_written_whole_or_not_at_all(kept, tmp_path, monkeypatch, capsys):
    path = tmp_path / "nytt.csv"
    path.write_bytes(b"old")

    def full(one, other):
        raise OSError(28, "No space left on device", str(one))

    monkeypatch.setattr(compare.os, "replace", full)
    assert main(["compare", "2025", "2026", "--output", str(path)]) == 1
    assert "No space left on device" in capsys.readouterr().err
    assert path.read_bytes() == b"old" and [found.name for found in tmp_path.glob(".nytt*")] == []


def test_two_municipalities(root, capsys):
    assert main(["compare", "--kommuner", "3101", "3107"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("Indikatorene i Halden og Fredrikstad, utgaven for 2026\n")
    assert row(out, "Folketall 1. januar")[1:] == ["1. januar 2026", "32 082", "86 243", "+54 161"]
    assert main(["compare", "--kommuner", "3101", "3107", "--year", "2025"]) == 0
    assert row(capsys.readouterr().out, "Folketall 1. januar")[1] == "1. januar 2025"


def test_two_commits(repository, capsys):
    assert main(["compare", "--commits", "old", "new", "--year", "2025"]) == 0
    out = capsys.readouterr().out
    assert "Én av de 21 indikatorene er ulik i de to kodeversjonene." in out
    assert row(out, "Folketall 1. januar")[1:6] == ["31 950", "32 038", "32 038", "0", "Revidert av kilden"]
    assert git(repository, "rev-parse", "old")[:10] in out
    assert main(["compare", "--commits", "old", "HEAD~1"]) == 0
    assert "Ingen av indikatorene er ulike" in capsys.readouterr().out


def log_of_corrections(root: Path) -> None:
    """Log an error of the 2025 and of the 2026 edition that concerns the population."""
    path = root / "data/tables/corrections.csv"
    rows = [f"2026-11-22,{year},,13,14,sammendrag,population" for year in (2025, 2026)]
    path.write_text(path.read_text(encoding="utf-8") + "\n".join(rows) + "\n", encoding="utf-8")


def test_a_logged_correction_is_no_difference_between_commits(repository, capsys):
    log_of_corrections(repository)
    git(repository, "commit", "-q", "-a", "-m", "log")
    assert main(["compare", "--commits", "new", "HEAD"]) == 0
    out = capsys.readouterr().out
    assert "Ingen av indikatorene er ulike" in out and "rettet feil" not in out.lower()


def test_a_logged_correction_is_a_difference_between_editions(kept, root, capsys):
    log_of_corrections(root)
    assert main(["compare", "2025", "2026"]) == 0
    assert "Feil som er rettet i utgaven for 2025, gjelder én indikator: «Folketall 1. januar»." in capsys.readouterr().out


def test_figures_of_the_same_copy_do_not_show_what_is_revised(kept, root, capsys):
    population(kept, 32038)
    assert main(["compare", "2025", "2026"]) == 0
    out = capsys.readouterr().out
    assert "Tallene i utgaven for 2025 ble hentet inn samtidig med tallene i denne utgaven" in out
    assert row(out, "Folketall 1. januar")[1:5] == ["32 038", "32 038", "32 082", "+44"]
    path = root / "data/datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    next(entry for entry in package["resources"] if entry["name"] == "population")["recorded"] = "2026-11-23"
    path.write_text(json.dumps(package), encoding="utf-8")
    opened.cache_clear()
    assert main(["compare", "2025", "2026"]) == 0
    assert "Det ene tallet som er hentet inn på nytt siden utgaven for 2025, er ikke revidert." in capsys.readouterr().out


def test_a_table_that_an_old_record_lacks_has_no_figures_there(kept, capsys):
    without_table(kept, "unemployment_monthly")
    assert main(["compare", "2025", "2026"]) == 0
    out = capsys.readouterr().out
    assert "Nytt i rapporten" in next(line for line in out.splitlines() if line.startswith("Registrerte helt ledige"))


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("2024 2026", "there is no frozen record of the 2024 edition in data/editions; there are those of: 2025."),
        ("2025 2030", "the record of the 2030 edition has no 2030 edition for Halden (3101); it has those of 2019–2026"),
        ("2025 2026 --kommune 0301", "the record of the 2025 edition has no 2025 edition for Oslo (0301); it has none of its core"),
        ("2025 2026 --kommune 3001", "--kommune: 3001 is not a municipality number of today; 3001 was Halden's code 2020-2023"),
        ("--kommuner 3101 3101", "--kommuner: 3101 is there twice; expected two different municipalities"),
        ("--kommuner 3101 Moss", "--kommuner: 'Moss' is not a municipality number of four digits; use 3103 for Moss"),
        ("--kommuner 3101 3107 --year 1990", "the record of the 1990 edition has no 1990 edition for Halden (3101)"),
    ],
)
def test_what_the_record_does_not_have(kept, capsys, words, message):
    assert main(["compare", *words.split()]) == 1
    error = capsys.readouterr().err
    assert error.startswith("error: ") and message in error and error.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("", "expected two years (2025 2026), --kommuner with two numbers, or --commits with two commits"),
        ("2026", "expected two years"),
        ("2024 2025 2026", "expected two years"),
        ("2025 2026 --kommuner 3101 3107", "expected two years"),
        ("--kommuner 3101 3107 --commits a b", "expected two years"),
        ("2026 2025", "expected the older edition first, not 2026 2025"),
        ("2026 2026", "expected the older edition first, not 2026 2026"),
        ("2025 2026 --year 2026", "--year does not go with two years; leave it out"),
        ("--kommuner 3101 3107 --kommune 3101", "--kommune does not go with --kommuner; leave it out"),
        ("2025 neste", "expected a year such as 2026, not 'neste'"),
        ("--kommuner 3101", "expected 2 arguments"),
        ("2025 2026 --output a.pdf", "argument --output: a.pdf: expected a file name that ends in .csv or .xlsx"),
        ("2025 2026 --output x/a.csv", "x/a.csv: there is no folder x"),
    ],
)
def test_wrong_usage_ends_with_2_before_anything_is_read(kept, capsys, monkeypatch, words, message):
    monkeypatch.setattr(Catalogue, "table", lambda *_, **__: pytest.fail("the record was read"))
    with pytest.raises(SystemExit) as caught:
        main(["compare", *words.split()])
    assert caught.value.code == 2
    error = capsys.readouterr().err
    assert message in error and "usage: statusbok compare OLD NEW" in error


def test_commits_that_there_are_not(repository, capsys):
    for words, message in (
        ("nope new", "--commits: 'nope' is not a commit of this repository; `git log` lists them"),
        ("old new:data", "--commits: 'new:data' is not a commit of this repository"),
        ("empty new", "has no record: data/datapackage.json or data/tables is not in it"),
        ("old new --kommune 0301", "no 2026 edition for Oslo (0301)"),
    ):
        assert main(["compare", "--commits", *words.split()]) == 1
        assert message in capsys.readouterr().err


def test_records_that_the_code_of_today_cannot_read(repository, capsys):
    without_table(repository / "data", "plan_indicators")
    git(repository, "commit", "-q", "-a", "-m", "without")
    assert main(["compare", "--commits", "HEAD", "new"]) == 1
    error = capsys.readouterr().err
    assert error.startswith("error: the record at commit ") and "the record has no table 'plan_indicators'" in error
    path = repository / "data/datapackage.json"
    git(repository, "checkout", "-q", "new", "--", "data")
    text = path.read_text(encoding="utf-8").replace('"population_persons"', '"folketall"')
    path.write_text(text, encoding="utf-8")
    table = repository / "data/tables/population.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("population_persons", "folketall", 1), encoding="utf-8")
    git(repository, "commit", "-q", "-a", "-m", "renamed")
    assert main(["compare", "--commits", "HEAD", "new"]) == 1
    assert "'population_persons' is not there; the code of today reads it" in capsys.readouterr().err
    path.write_text("{", encoding="utf-8")
    git(repository, "commit", "-q", "-a", "-m", "broken")
    assert main(["compare", "--commits", "HEAD", "new"]) == 1
    commit = git(repository, "rev-parse", "HEAD")[:10]
    assert capsys.readouterr().err.startswith(f"error: the record at commit {commit}: data/datapackage.json, line 1")


def test_without_git(root, capsys, monkeypatch):
    assert main(["compare", "--commits", "a", "b"]) == 1
    assert "is not a git repository, so that it has no commits to compare" in capsys.readouterr().err
    monkeypatch.setenv("PATH", "")
    with pytest.raises(DataError, match="git is not installed"):
        compare.commits("a", "b", CODE, 2026, root)


def test_the_edition_before_is_the_frozen_one(kept):
    before = Edition().before
    assert (before.year, before.record.folder) == (2025, kept)
    table = before.table("population")
    assert int(table.query("municipality_code == '3101' and year == 2025")["population_persons"].iloc[0]) == 31950
    assert before.added(["population", "land_use", "nothing"]) == {"population": (date(2026, 11, 22), None)}
    assert table["year"].max() == 2025 and list(before.tables(["population"])) == ["population"]
    assert Edition(year=2025).before is None


def test_no_edition_before_for_a_municipality_that_its_record_lacks(kept):
    path = kept / "tables/population.csv"
    rows = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(row for row in rows if f",{CODE}," not in row) + "\n", encoding="utf-8")
    assert Edition().before is None and Edition(municipality="3107").before is not None


def test_the_log_of_corrections_is_that_of_today(root):
    columns = ["corrected_on", "edition_year", "municipality_code", "wrong", "right", "pages", "indicators"]
    assert set(columns) <= set(corrections().columns)
