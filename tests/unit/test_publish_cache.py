"""Executed chapters that are kept: used as long as nothing has changed, and never when there is a doubt."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time

import nbformat
import pytest
from nbformat.v4 import new_markdown_cell

from statusbok import frozen, reads
from statusbok.errors import BuildError
from statusbok.publish import cache
from statusbok.publish.build import prepare
from statusbok.publish.cache import UNCHANGED, Cache, Run
from statusbok.publish.code import Library
from statusbok.publish.execute import execute

HALDEN = {"municipality": "3101", "year": 2026, "language": "nb", "comparison": []}
CODE = "from statusbok import numbers\n"
PACKAGE = {"resources": [
    {"name": "flows", "core": True, "recorded": "2026-01-02"},
    {"name": "people", "recorded": "2026-03-04", "retrieved": "2026-03-04T10:00:00Z"},
]}  # fmt: skip


def cell(kind, source, name, **metadata):
    return {"cell_type": kind, "source": source, "id": name, "metadata": metadata}


def notebook(*cells):
    parameters = cell("code", "municipality = '3101'", "parameters", tags=["parameters"])
    return {"cells": [cell("markdown", "# Tittel", "title"), parameters, *cells], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


CHAPTER = notebook(cell("code", CODE, "one"))


@pytest.fixture
def root(tmp_path, monkeypatch):
    """A project with a library of one module and a record of two tables, none of it newer than the process."""
    for name, text in {
        "requirements.txt": "pandas==3", "statusbok/__init__.py": "", "statusbok/numbers.py": "", "statusbok/other.py": "",
        "data/datapackage.json": json.dumps(PACKAGE), "data/tables/flows.csv": "1", "data/tables/people.csv": "2",
    }.items():  # fmt: skip
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(reads, "ROOT", tmp_path)
    monkeypatch.setattr(frozen, "ROOT", tmp_path)
    monkeypatch.setattr(cache, "Library", lambda memory: Library(memory, tmp_path))
    monkeypatch.setattr(reads, "STARTED", time.time_ns() + 10**12)
    monkeypatch.delenv("STATUSBOK_COMMIT", raising=False)
    return tmp_path


READS = [["file", "data/tables/flows.csv"], ["entry", "data/datapackage.json", "flows"]]


def keep(root, chapter="pendling", notes=READS, found=CHAPTER, parameters=HALDEN, **said):
    """Keep a run as the executor does."""
    kept = Cache(root)
    assert kept.find(chapter, found, parameters, root / "found") is None
    done = [dict(one, outputs=[], execution_count=1) if one["cell_type"] == "code" else one for one in found["cells"]]
    injected = cell("code", "municipality = '3101'", "injected-parameters", tags=["injected-parameters", "remove-cell"])
    done.insert(2, dict(injected, outputs=[]))
    files = root / "work" / chapter
    (files / "figures").mkdir(parents=True, exist_ok=True)
    (files / "figures/a.svg").write_text("<svg/>")
    noted = root / "work/reads.json"
    noted.write_text(said.get("noted", json.dumps(notes)))
    kept.keep(chapter, found, parameters, Run({**found, "cells": done}, files, 1.5), noted)
    return kept


def again(root, chapter="pendling", found=CHAPTER, parameters=HALDEN, **options):
    """Whether a chapter need not run, or why it must."""
    kept = Cache(root, **options)
    run = kept.find(chapter, found, parameters, root / "found")
    assert (run is None) == (kept.reasons[chapter] != UNCHANGED)
    return kept.reasons[chapter]


def entry(root):
    (found,) = (root / "_build/cache/chapters").glob("*/*/entry.json")
    return found


def test_nothing_runs_twice(root):
    keep(root)
    kept = Cache(root)
    run = kept.find("pendling", CHAPTER, HALDEN, root / "found")
    assert run is not None and run.seconds == 1.5 and (run.files / "figures/a.svg").read_text() == "<svg/>"
    assert [one["id"] for one in run.notebook["cells"]] == ["title", "parameters", "injected-parameters", "one"]
    assert kept.reasons == {"pendling": UNCHANGED}


def test_what_is_asked_for_the_first_time_runs(root, monkeypatch):
    keep(root)
    assert again(root, "sysselsetting") == "since it has never been run for 3101, 2026"
    assert again(root, parameters={**HALDEN, "year": 2025}) == "since it has never been run for 3101, 2025"
    compared = {**HALDEN, "comparison": ["3105", "3107"]}
    assert again(root, parameters=compared) == "since it has never been run for 3101, 2026, compared with 3105 and 3107"
    monkeypatch.setenv("STATUSBOK_RECORD", "2025")
    assert again(root) == "since it has never been run for 3101, 2026, with the record frozen for 2025"


def test_nothing_that_is_kept_is_used_when_that_is_asked_for(root):
    keep(root)
    assert again(root, fresh=True) == "since nothing kept was to be used"


def test_a_changed_table_runs_its_chapters_only(root):
    keep(root)
    keep(root, "sysselsetting", [["file", "data/tables/people.csv"], ["entry", "data/datapackage.json", "people"]])
    (root / "data/tables/flows.csv").write_text("3")
    assert again(root) == "since data/tables/flows.csv (flows) has changed"
    assert again(root, "sysselsetting") == UNCHANGED
    (root / "data/tables/flows.csv").write_text("1")
    assert again(root) == UNCHANGED
    (root / "data/tables/flows.csv").unlink()
    assert again(root) == "since data/tables/flows.csv is gone"


def test_an_update_of_one_table_is_none_of_another(root):
    keep(root)
    keep(root, "sysselsetting", [["fetched", "data/datapackage.json", "people"], ["core", "data/datapackage.json"]])
    keep(root, "nytt", [["names", "data/datapackage.json"], ["entry", "data/datapackage.json", "people"]])
    people = PACKAGE["resources"][1] | {"retrieved": "2026-04-05T10:00:00Z"}
    (root / "data/datapackage.json").write_text(json.dumps({"resources": [PACKAGE["resources"][0], people]}))
    assert again(root) == again(root, "sysselsetting") == UNCHANGED
    assert again(root, "nytt") == "since data/datapackage.json (people) has changed"
    (root / "data/datapackage.json").write_text(json.dumps({"resources": [PACKAGE["resources"][1]]}))
    assert again(root) == "since data/datapackage.json (flows) has changed"
    assert again(root, "sysselsetting") == "since what data/datapackage.json lists has changed"


def test_several_changes_are_told_in_one_line(root):
    notes = [["file", f"data/tables/{name}"] for name in "abcd"]
    for _, path in notes:
        (root / path).write_text("1")
    keep(root, notes=notes)
    said = []
    for _, path in notes:
        (root / path).write_text("2")
        said.append(again(root).removeprefix("since ").replace("data/tables/", ""))
    assert said == ["a has changed", "a and b have changed", "a, b and c have changed", "a, b and 2 more have changed"]


def test_other_states_of_the_project(root):
    keep(root, "a", [["folder", "data/editions"]])
    keep(root, "b", [["code", "statusbok.other"]])
    keep(root, "c", [["network", "example.org"]])
    keep(root, "d", [["program", "curl"]])
    keep(root, "e", [["file", "data/none.csv"]])
    assert again(root, "a") == again(root, "b") == again(root, "e") == UNCHANGED
    (root / "data/editions/2025").mkdir(parents=True)
    (root / "statusbok/other.py").write_text("x = 1")
    (root / "data/none.csv").write_text("x")
    assert again(root, "a") == "since what data/editions lists has changed"
    assert again(root, "b") == "since the code of statusbok.other has changed"
    assert again(root, "c") == "since it reads example.org, and what is there now cannot be known"
    assert again(root, "d") == "since it starts curl, and what that reads cannot be known"
    assert again(root, "e") == "since data/none.csv (none) has changed"


@pytest.mark.parametrize(
    ("name", "arguments", "reason"),
    [
        ("county", [], "the municipalities to compare with have changed"),
        ("at_border", [], "whether the region touches the border has changed"),
        ("last_year", ["flows"], "the newest year of flows has changed"),
    ],
)
def test_a_result_is_worked_out_only_when_its_tables_have_changed(root, monkeypatch, name, arguments, reason):
    through = [["file", "data/tables/flows.csv"]]
    keep(root, notes=[["derived", *map(json.dumps, (name, HALDEN, arguments, 7, through))]])
    asked = []
    monkeypatch.setattr(cache, "_derived", lambda *what: asked.append(what) or 7)
    assert again(root) == UNCHANGED and asked == []
    (root / "data/tables/flows.csv").write_text("3")
    assert again(root) == UNCHANGED and asked == [(name, HALDEN, arguments)]
    assert again(root) == UNCHANGED and len(asked) == 1  # the new state is kept
    (root / "data/tables/flows.csv").write_text("4")
    monkeypatch.setattr(cache, "_derived", lambda *_: 8)
    assert again(root) == f"since {reason}"


def test_results_are_worked_out_as_an_edition_has_them(edition):
    assert cache._derived("county", edition.parameters, []) == [edition.municipality, *edition.compared]
    assert cache._derived("at_border", edition.parameters, []) is True
    assert cache._derived("last_year", edition.parameters, ["population"]) == 2026
    assert cache._derived("county", {**edition.parameters, "municipality": "9999"}, []) is None


def test_what_another_build_drops_at_the_same_time_is_made_again(root, monkeypatch):
    keep(root)
    monkeypatch.setattr(cache, "under", lambda *_: shutil.rmtree(entry(root).parent))
    assert again(root) == "since what was kept of it is damaged"


def test_text_is_not_code(root):
    keep(root)
    changed = notebook(cell("markdown", "Ny setning.", "new", tags=["x"]), cell("code", CODE, "other-id"))
    run = Cache(root).find("pendling", changed, HALDEN, root / "found")
    assert run is not None
    assert [one["id"] for one in run.notebook["cells"]] == ["title", "parameters", "injected-parameters", "new", "other-id"]
    assert [one["metadata"].get("tags") for one in run.notebook["cells"]][3] == ["x"]


@pytest.mark.parametrize(
    "changed",
    [
        notebook(cell("code", CODE + "1", "one")),
        notebook(cell("code", CODE, "one", tags=["hide-input"])),
        notebook(cell("code", CODE, "one"), cell("code", "2", "two")),
    ],
)
def test_changed_code_runs(root, changed):
    keep(root)
    assert again(root, found=changed) == "since its code has changed"


def test_changed_library_runs_the_chapters_that_import_it(root):
    keep(root)
    (root / "statusbok/other.py").write_text("x = 1")
    assert again(root) == UNCHANGED
    (root / "statusbok/numbers.py").write_text("x = 1")
    assert again(root) == "since statusbok/numbers.py has changed"


def test_changed_surroundings_run(root, monkeypatch):
    keep(root)
    monkeypatch.setenv("STATUSBOK_COMMIT", "abc")
    assert again(root) == "since the commit is known now"
    monkeypatch.delenv("STATUSBOK_COMMIT")
    assert again(root, found={**CHAPTER, "metadata": {"a": 1}}) == "since the metadata of its notebook has changed"
    monkeypatch.setattr(cache.platform, "python_version", lambda: "3.99.1")
    assert again(root).startswith("since Python is 3.99.1 now, not 3.")
    (root / "requirements.txt").write_text("pandas==4")
    assert again(root) == "since requirements.txt has changed"


def test_a_commit_is_no_change(root, monkeypatch):
    monkeypatch.setenv("STATUSBOK_COMMIT", "abc")
    keep(root)
    monkeypatch.setenv("STATUSBOK_COMMIT", "def")
    assert again(root) == UNCHANGED
    monkeypatch.delenv("STATUSBOK_COMMIT")
    assert again(root) == "since the commit is no longer known"


def rewrite(root, change):
    """Change what is kept, and its checksum with it."""
    path = entry(root)
    kept = json.loads(path.read_text().partition("\n")[2])
    change(kept)
    content = json.dumps(kept)
    path.write_text(f"{hashlib.sha256(content.encode()).hexdigest()}\n{content}")


DAMAGE = {
    "cut off": lambda root: entry(root).write_bytes(entry(root).read_bytes()[:-40]),
    "empty": lambda root: entry(root).write_text(""),
    "no text": lambda root: entry(root).write_bytes(b"\xff\xfe\x00"),
    "gone": lambda root: entry(root).unlink(),
    "changed": lambda root: entry(root).write_text(entry(root).read_text().replace("<svg", "<SVG").replace("1.5", "2.5")),
    "picture changed": lambda root: (entry(root).parent / "files/figures/a.svg").write_text("<svg>other"),
    "picture gone": lambda root: (entry(root).parent / "files/figures/a.svg").unlink(),
    "picture more": lambda root: (entry(root).parent / "files/b.svg").write_text("x"),
    "link": lambda root: (entry(root).parent / "files/b").symlink_to("/etc/passwd"),
    "leads out": lambda root: rewrite(root, lambda kept: kept["files"].update({"../../../x": "a"})),
    "no object": lambda root: rewrite(root, lambda kept: kept.update(files=[], reads=3)),
    "unknown read": lambda root: rewrite(root, lambda kept: kept["reads"].append(["_known", "x", 1])),
    "reads of none": lambda root: rewrite(root, lambda kept: kept["reads"].append([])),
    "no package": lambda root: rewrite(root, lambda kept: kept["reads"].append(["entry", "data/none.json", "x", "y"])),
    "no cells": lambda root: rewrite(root, lambda kept: kept["notebook"].update(cells=[])),
    "no inputs": lambda root: rewrite(root, lambda kept: kept.pop("inputs")),
}  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGE)
def test_what_is_damaged_is_made_again(root, damage):
    keep(root)
    DAMAGE[damage](root)
    assert again(root) == "since what was kept of it is damaged"
    keep(root)
    assert again(root) == UNCHANGED


def test_what_is_of_another_version_is_made_again(root):
    keep(root)
    rewrite(root, lambda kept: kept.update(format=cache.FORMAT + 1))
    assert again(root) == "since what was kept of it is of another version"


@pytest.mark.parametrize("noted", ["", "{", '[["file", "x"]]\n[["fi', "[3]", '[["unknown", "x"]]'])
def test_without_its_reads_a_run_is_not_kept(root, noted):
    keep(root, noted=noted)
    assert again(root) == "since it has never been run for 3101, 2026"


@pytest.mark.parametrize("path", ["data/tables/flows.csv", "data/datapackage.json", "statusbok/numbers.py"])
def test_what_may_have_changed_during_the_run_is_not_kept(root, monkeypatch, path):
    monkeypatch.setattr(reads, "STARTED", (root / "data/tables/flows.csv").stat().st_mtime_ns + 10**9)
    os.utime(root / path, ns=(0, reads.STARTED + 1))
    keep(root)
    assert again(root) == "since it has never been run for 3101, 2026"


def test_a_full_disk_is_no_error(root, monkeypatch):
    monkeypatch.setattr(cache.shutil, "copytree", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    keep(root)
    assert again(root) == "since it has never been run for 3101, 2026"
    assert list((root / "_build/cache/chapters").glob("*/*")) == []


def test_a_file_that_the_code_names_is_read(root):
    code = 'layer = gpd.read_file("data/tables/people.csv")'
    keep(root, notes=[], found=notebook(cell("code", code, "one"), cell("code", "%magic", "two")))
    (root / "data/tables/people.csv").write_text("3")
    assert again(root, found=notebook(cell("code", code, "one"), cell("code", "%magic", "two"))).endswith("(people) has changed")


def test_what_was_used_last_is_kept_longest(root, monkeypatch):
    for number in range(cache.KEPT + 2):
        (root / "data/tables/flows.csv").write_text(str(number))
        keep(root)
        for age, path in enumerate(cache._newest_first(next((root / "_build/cache/chapters").iterdir())), 1):
            os.utime(path, (time.time() - age * 60,) * 2)
    states = []
    for number in range(cache.KEPT + 2):
        (root / "data/tables/flows.csv").write_text(str(number))
        states.append(again(root) == UNCHANGED)
    assert states == [False] * 2 + [True] * cache.KEPT
    (root / "_build/cache/tidied").unlink()
    monkeypatch.setattr(cache, "MOST", 1000)
    keep(root, "sysselsetting")
    assert len(list((root / "_build/cache/chapters").glob("*/*"))) <= 1


def test_what_went_away_while_a_chapter_ran_is_not_kept_as_missing(root):
    missing = [["file", "geo/areas.geojson"], ["folder", "data/editions"]]
    (root / "geo").mkdir()
    keep(root, notes=missing)
    assert again(root) == UNCHANGED  # was never there
    kept = Cache(root, fresh=True)
    time.sleep(0.05)  # the times of files are coarse
    (root / "geo/areas.geojson").touch()
    (root / "geo/areas.geojson").unlink()
    shutil.rmtree(root / "_build/cache/chapters")
    kept.find("pendling", CHAPTER, HALDEN, root / "found")
    noted = root / "work/reads.json"
    noted.write_text(json.dumps(missing))
    kept.keep("pendling", CHAPTER, HALDEN, Run(CHAPTER, root / "work/pendling", 1.0), noted)
    assert not (root / "_build/cache/chapters").exists()


def test_a_table_that_was_saved_before_the_build_began_is_kept_also_in_a_process_that_was_there_before(root, monkeypatch):
    time.sleep(0.05)  # the times of files are coarse
    monkeypatch.setattr(reads, "STARTED", time.time_ns())
    time.sleep(0.05)
    (root / "data/tables/flows.csv").write_text("5")
    time.sleep(0.05)
    keep(root)
    assert again(root) == UNCHANGED


def test_tokens_are_filled_in(root, monkeypatch):
    monkeypatch.setenv("STATUSBOK_COMMIT", "a<b23456789")
    keep(root, notes=[["late", "recorded", "4. mars 2026"], ["late", "commit", "x"]])
    kept = Cache(root)
    assert kept.find("pendling", CHAPTER, HALDEN, root / "found") is not None
    outputs = {"outputs": [{"data": {"text/html": "<p>@@statusbok:commit@@", "text/plain": ["@@statusbok:commit@@"]}}, 3]}
    assert cache.fill(outputs, kept.text) == {
        "outputs": [{"data": {"text/html": "<p>a&lt;b2345678", "text/plain": ["a<b2345678"]}}, 3]
    }
    assert kept.text("recorded") == "4. mars 2026"
    (root / "data/datapackage.json").write_text('{"resources": [{"name": "flows", "recorded": "2026-10-03"}]}')
    assert Cache(root).text("recorded") == "3.\u00a0oktober 2026"
    with pytest.raises(BuildError, match="token 'other'"):
        cache.fill("@@statusbok:other@@", kept.text)


def test_files_of_chapters_are_put_together(tmp_path):
    def chapters(**tables):
        for chapter, table in tables.items():
            for name, content in (("maps/ground.json", "1"), (f"tables/{table}", chapter)):
                (tmp_path / chapter / name).parent.mkdir(parents=True, exist_ok=True)
                (tmp_path / chapter / name).write_text(content)
        return {chapter: tmp_path / chapter for chapter in tables}

    cache.merge(chapters(a="x.csv", b="y.csv"), tmp_path / "out")
    made = {path.relative_to(tmp_path / "out").as_posix(): path.read_text() for path in (tmp_path / "out").rglob("*.*")}
    assert made == {"maps/ground.json": "1", "tables/x.csv": "a", "tables/y.csv": "b"}
    with pytest.raises(BuildError, match=r"c and d both have a figure or table called 'x' \(tables/x.csv\)"):
        cache.merge(chapters(c="x.csv", d="x.csv"), tmp_path / "new")


def test_kernels_tell_what_they_read(small, edition, tmp_path, write_notebook, monkeypatch):
    """Through real kernels: a table that a cell opens, a changed sentence, a changed table, and the files of both chapters."""
    monkeypatch.setattr(reads, "STARTED", time.time_ns() + 10**12)
    (small.root / "x.csv").write_text("a\n1\n")
    write = "(pathlib.Path(os.environ['STATUSBOK_FILES']) / 'a.txt').write_text('x')"
    source = f"import os, pathlib, time\nimport pandas as pd\nstate = pd.read_csv('x' + '.csv')\n{write}\nprint(time.time_ns())"
    write_notebook(small, "pendling", source)
    told = {}

    def run(name):
        paths = list(execute(edition, tmp_path / name, project=small, tell=told.update))
        return [path.read_text() for path in paths], nbformat.read(paths[0], as_version=4)

    first, _ = run("a")
    assert told["pendling"] == "since it has never been run for 3101, 2026" and (tmp_path / "a/files/a.txt").exists()
    second, _ = run("b")
    assert second == first and set(told.values()) == {UNCHANGED} and (tmp_path / "b/files/a.txt").exists()

    changed = nbformat.read(small.notebook("pendling"), as_version=4)
    changed.cells.insert(1, new_markdown_cell("En ny setning.", id="new"))
    nbformat.write(changed, small.notebook("pendling"))
    third, found = run("c")
    assert third[1] == first[1] and found.cells[1].source == "En ny setning." and set(told.values()) == {UNCHANGED}

    (small.root / "x.csv").write_text("a\n2\n")
    fourth, fresh = run("d")
    assert told == {"pendling": f"since {small.root.resolve()}/x.csv (x) has changed", "sysselsetting": UNCHANGED}
    assert [one.id for one in fresh.cells] == [one.id for one in found.cells] and fourth[1] == first[1]
    plain = [one.replace(fresh.cells[-1].outputs[0].text.strip(), found.cells[-1].outputs[0].text.strip()) for one in fourth]
    assert plain == third  # what is kept under a new text is what a run of it would have written


def test_what_succeeded_beside_a_failure_is_kept(small, edition, tmp_path, write_notebook, monkeypatch):
    monkeypatch.setattr(reads, "STARTED", time.time_ns() + 10**12)
    write_notebook(small, "sysselsetting", "import time\ntime.sleep(3)\n1 / 0")
    told = {}
    for name in "ab":
        with pytest.raises(BuildError, match="ZeroDivisionError"):
            execute(edition, tmp_path / name, project=small, tell=told.update)
    assert told["pendling"] == UNCHANGED and told["sysselsetting"].startswith("since it has never been run")


def test_a_build_says_what_it_does_not_run(small, edition, monkeypatch):
    def executed(*_, tell, **__):
        tell({"pendling": reason, "sysselsetting": UNCHANGED})
        raise BuildError("stopped")

    said = []
    monkeypatch.setattr("statusbok.publish.build.execute", executed)
    for reason, explain in (("since its code has changed", True), (UNCHANGED, False)):
        with pytest.raises(BuildError, match="stopped"):
            prepare(edition, project=small, explain=explain, say=said.append)
    assert said == [
        "Executing 1 of 2 notebooks: Halden (3101), edition 2026; nothing the others read has changed",
        "  pendling: ran, since its code has changed",
        "  sysselsetting: not run, nothing it reads has changed",
        "Executing 0 of 2 notebooks: Halden (3101), edition 2026; nothing they read has changed",
    ]
