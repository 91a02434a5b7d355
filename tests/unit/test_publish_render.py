"""Jupyter Book from what the last build left: the same site as from nothing, whatever has changed."""

from __future__ import annotations

import json
import multiprocessing
import shutil
import subprocess
import sys

import psutil
import pytest

from statusbok.errors import BuildError
from statusbok.publish import manifest, render
from statusbok.publish.project import ROOT, Project

TOC = """\
format: jb-book
root: book/index
parts:
  - caption: Rapporten
    chapters:
      - file: book/pendling
      - file: book/ordliste
"""
PAGES = {
    "index": "# Forside\n\nSe [](#arbeider).\n",
    "pendling": "# Pendling\n\n(arbeider)=\n## Hvor de arbeider\n\nMange arbeider sjeldenord.\n\n<p style='color: red'>rødt</p>\n",
    "ordliste": "# Ordliste\n\n```{glossary}\npendler\n  En som reiser.\n```\n",
}


@pytest.fixture
def book(tmp_path):
    """A project of three pages without notebooks, as it is when the notebooks have been executed."""
    project = Project(tmp_path / "project")
    project.files.mkdir(parents=True)
    shutil.copytree(ROOT / "book/_static", project.book / "_static")
    shutil.copy(ROOT / "_config.yml", project.root)
    (project.root / "_toc.yml").write_text(TOC, encoding="utf-8")
    for name, text in PAGES.items():
        (project.book / f"{name}.md").write_text(text, encoding="utf-8")
    (project.book / "rettelser.json").write_text("{}", encoding="utf-8")
    about = {"municipality": "3101", "name": "Halden", "year": 2026, "left_out": []}
    (project.files / "edition.json").write_text(json.dumps(about), encoding="utf-8")
    (project.files / "gammel.csv").write_text("a\n1\n", encoding="utf-8")
    return project


def rendered(project, *, fresh=False):
    """Checksums of the site, made in a process forked from this one, which is quicker than one that has to load."""
    kept, now = project.root / "_build/sphinx", render.stamp(project, render._code())
    render.begin(kept, "" if fresh else now)
    child = multiprocessing.get_context("fork").Process(target=render.render, args=(project.root, kept))
    child.start()
    child.join()
    assert child.exitcode == 0
    return manifest.outputs(render.end(kept, now, project.work / "site"))


def edit(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.filterwarnings("ignore")  # of the packages: elsewhere they run in a process of their own
@pytest.mark.skipif(sys.platform != "linux", reason="forks, to be quick")
def test_the_site_is_the_one_made_from_nothing_after_every_kind_of_change(book):
    render.load()
    before = rendered(book)
    pages = {name: book.root / f"_build/sphinx/_build/html/book/{name}.html" for name in PAGES}

    edit(book.book / "pendling.md", "Mange arbeider sjeldenord.", "Få arbeider.")  # a word less for the search
    edit(book.book / "pendling.md", "color: red", "color: blue")  # another file of styles
    (book.files / "gammel.csv").rename(book.files / "ny.csv")
    sentence = rendered(book)
    assert {name for name in {*before, *sentence} if before.get(name) != sentence.get(name)} >= {
        "book/pendling.html", "searchindex.js", "gammel.csv", "ny.csv",
    }  # fmt: skip
    assert sentence["book/ordliste.html"] == before["book/ordliste.html"]
    assert sentence == rendered(book, fresh=True)

    edit(book.book / "pendling.md", "## Hvor de arbeider", "## Hvor de jobber")  # the words of the link to it
    heading = rendered(book)
    assert heading["book/index.html"] != sentence["book/index.html"] and heading == rendered(book, fresh=True)

    times = {name: path.stat().st_mtime_ns for name, path in pages.items()}
    edit(book.book / "ordliste.md", "# Ordliste", "# Ord vi bruker")  # stands in the menu of every page
    title = rendered(book)
    assert all(pages[name].stat().st_mtime_ns > times[name] for name in PAGES)
    assert title == rendered(book, fresh=True)

    edit(book.root / "_toc.yml", "      - file: book/ordliste\n", "")
    (book.book / "ordliste.md").unlink()
    gone = rendered(book)
    assert "book/ordliste.html" not in gone and gone == rendered(book, fresh=True)


def test_a_place_that_others_link_to_and_is_gone_is_a_warning_and_what_was_kept_is_not_used(book):
    with render.Renderer(book) as renderer:
        renderer.run()
    edit(book.book / "pendling.md", "(arbeider)=\n", "")
    with render.Renderer(book) as renderer, pytest.raises(BuildError, match=r"book/index.md:3: WARNING: .*arbeider"):
        renderer.run()
    assert not (book.root / "_build/sphinx/stamp").exists()


def test_a_process_that_was_not_needed_is_gone(book):
    with pytest.raises(KeyError), render.Renderer(book) as renderer:
        raise KeyError
    assert renderer._process.returncode is not None


@pytest.fixture
def kept(tmp_path):
    """What a run leaves, stamped."""
    kept = tmp_path / "sphinx"
    for name in ("html/book/a.html", "html/_static/inline/1.css", "html/_static/theme.css", "html/data/a.csv", ".doctrees/a"):
        (kept / "_build" / name).parent.mkdir(parents=True, exist_ok=True)
        (kept / "_build" / name).write_text(name, encoding="utf-8")
    (kept / "_build/html/.buildinfo").write_text("config")
    render.end(kept, "now", tmp_path / "site")
    return kept


def test_what_sphinx_copies_goes_and_what_it_needs_stays(kept, tmp_path):
    assert not (tmp_path / "site/.buildinfo").exists() and (tmp_path / "site/_static/theme.css").exists()
    render.begin(kept, "now")
    left = {path.relative_to(kept).as_posix() for path in kept.rglob("*") if path.is_file()}
    assert left == {"_build/.doctrees/a", "_build/html/.buildinfo", "_build/html/_static/inline/1.css", "_build/html/book/a.html"}
    render.begin(kept, "now")  # the one before was cut off
    assert list(kept.iterdir()) == []


@pytest.mark.parametrize("spoilt", ["_build/.doctrees/a", "_build/html/book/a.html", "_build/html/_static/inline/1.css", "stamp"])
def test_what_was_kept_and_is_not_whole_is_not_used(kept, spoilt):
    (kept / spoilt).write_text("halv", encoding="utf-8")
    render.begin(kept, "now")
    assert list(kept.iterdir()) == []


@pytest.mark.parametrize("now", ["other", ""])
def test_with_another_stamp_or_when_all_shall_be_new_it_starts_from_nothing(kept, now):
    render.begin(kept, now)
    assert list(kept.iterdir()) == []


def test_the_stamp_is_of_all_that_every_page_shows(book, monkeypatch):
    monkeypatch.setattr(manifest, "packages", lambda root: {"sphinx": "7.4.7"})
    stamps = [render.stamp(book, {})]
    assert render.stamp(book, {}) == stamps[0]

    def changed():
        stamps.append(render.stamp(book, {}))
        return len(set(stamps)) == len(stamps)

    (book.book / "pendling.md").write_text("# Ny\n", encoding="utf-8")
    assert render.stamp(book, {}) == stamps[0]
    for name in ("_config.yml", "_toc.yml", "book/rettelser.json", "book/files/edition.json", "book/_static/statusbok.css"):
        (book.root / name).write_text(f"{(book.root / name).read_text(encoding='utf-8')}\n", encoding="utf-8")
        assert changed(), name
    (book.files / "rettelser.xml").touch()
    assert changed()
    monkeypatch.setattr(manifest, "packages", lambda root: {"sphinx": "7.4.8"})
    assert changed()


def test_the_stamp_is_of_the_code_that_was_loaded(monkeypatch, tmp_path):
    code = render._code()
    assert any(path.endswith("sphinx_nb/head.py") for path in code) and not any(path.endswith(".pyc") for path in code)
    monkeypatch.setattr(render, "_loaded", {"head.py": "as it was when it was loaded"})
    assert render.Forked(Project(tmp_path))._code == {"head.py": "as it was when it was loaded"}


@pytest.mark.skipif(sys.platform == "win32", reason="there a process does not see that another is gone")
def test_the_process_ends_with_the_program_that_was_killed():
    begin = "import os; from statusbok.publish import render; builder = os.getppid(); print(os.getpid(), flush=True)"
    inner = f"{begin}; render._end_with_builder(builder)"
    outer = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {inner!r}])"
    with subprocess.Popen([sys.executable, "-c", outer], cwd=ROOT, stdout=subprocess.PIPE, text=True) as program:
        rendering = psutil.Process(int(program.stdout.readline()))
        program.kill()
        assert psutil.wait_procs([rendering], timeout=20)[1] == []
