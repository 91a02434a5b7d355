"""Building: what is put in place, and what is left alone when something fails."""

from __future__ import annotations

import subprocess
import sys

import pytest

from statusbok.errors import BuildError, DataError
from statusbok.lock import locked
from statusbok.publish import build as build_module
from statusbok.publish.build import build, prepare, run_jupyter_book


@pytest.fixture(autouse=True)
def _trusted_record(monkeypatch):
    monkeypatch.setattr(build_module, "check_record", lambda: "not checked here")


@pytest.fixture
def good_site(small):
    """A site that was there before."""
    small.site.mkdir(parents=True)
    (small.site / "index.html").write_text("forrige rapport", encoding="utf-8")
    return small.site / "index.html"


def test_builds_a_site_with_the_editions_title(small, edition, capsys):
    said = []
    front_page = build(edition, project=small, say=said.append)
    assert front_page == small.site / "index.html" and front_page.exists()
    page = (small.site / "book/pendling.html").read_text(encoding="utf-8")
    assert "<title>Pendling &#8212; Halden: statusrapport 2026</title>" in page
    assert "3101 i 2026" in page and "© 2026 Statusbok" in page
    assert "municipality =" not in page and "1 + 1" not in page
    assert not (small.site / ".buildinfo").exists()
    assert said == [
        "Checking the record: not checked here",
        "Executing 2 notebooks: Halden (3101), edition 2026",
        "Building the site",
    ]
    kept = ["build.lock", "cache", "checked.json", "html", "prepared.json", "sphinx"]
    assert sorted(path.name for path in (small.root / "_build").iterdir()) == kept


def test_failing_notebook_leaves_site_and_book_alone(small, edition, good_site, write_notebook):
    prepare(edition, project=small, say=lambda _: None)
    before = (small.book / "pendling.ipynb").read_bytes()
    write_notebook(small, "sysselsetting", "1 / 0")
    with pytest.raises(BuildError, match="sysselsetting.ipynb stopped in cell cell-1"):
        build(edition, project=small, say=lambda _: None)
    assert good_site.read_text(encoding="utf-8") == "forrige rapport"
    assert (small.book / "pendling.ipynb").read_bytes() == before


def test_sphinx_warning_is_an_error_and_leaves_the_site_alone(small, edition, good_site):
    (small.book / "index.md").write_text("# Forside\n\nSe [bort](bort.md).\n", encoding="utf-8")
    with pytest.raises(BuildError, match=r"without warnings:\nbook/index.md:3: WARNING: .*bort"):
        build(edition, project=small, say=lambda _: None)
    assert good_site.read_text(encoding="utf-8") == "forrige rapport"


def test_site_that_fails_the_checks_is_not_published(small, edition, good_site, write_notebook):
    write_notebook(small, "pendling", "from IPython.display import HTML\nHTML('<p>I 2022: nan</p>')")
    with pytest.raises(BuildError, match="book/pendling.html: shows 'nan': «I 2022: nan»"):
        build(edition, project=small, say=lambda _: None)
    assert good_site.read_text(encoding="utf-8") == "forrige rapport"


def test_bad_record_stops_before_any_notebook(small, edition, good_site, monkeypatch):
    def broken() -> str:
        raise DataError("data/tables/population.csv, row 3: …")

    monkeypatch.setattr(build_module, "check_record", broken)
    monkeypatch.setattr(build_module, "execute", lambda *_, **__: pytest.fail("a notebook was executed"))
    with pytest.raises(DataError, match="population.csv, row 3"):
        build(edition, project=small, say=lambda _: None)


def test_page_without_source_is_named(small):
    chapters = "parts:\n- chapters:\n  - file: book/data\n"
    (small.root / "_toc.yml").write_text(f"format: jb-book\nroot: book/index\n{chapters}")
    with pytest.raises(BuildError, match="_toc.yml names book/data, but there is neither"):
        run_jupyter_book(small)


def test_notebooks_that_are_gone_leave_the_book(small, edition):
    (small.book / "gammel.ipynb").write_text("{}")
    prepare(edition, project=small, say=lambda _: None)
    assert sorted(path.name for path in small.book.glob("*.ipynb")) == ["pendling.ipynb", "sysselsetting.ipynb"]


def test_only_one_build_at_a_time(small, edition):
    holder = (
        "import sys\nfrom pathlib import Path\nfrom statusbok.lock import locked\n"
        "with locked(Path(sys.argv[1])):\n    print('held', flush=True)\n    sys.stdin.read()"
    )
    command = [sys.executable, "-c", holder, str(small.root)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout.readline() == "held\n"
        with pytest.raises(BuildError, match="another update or build is running"):
            build(edition, project=small)
        other.kill()
    with locked(small.root):
        pass
