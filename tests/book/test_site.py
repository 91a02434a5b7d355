"""The finished site of the default edition, as a reader gets it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from statusbok.publish.check import check_site
from statusbok.publish.execute import execute
from statusbok.publish.project import Project

# Figures (maps included), interactive maps and tables on each chapter's page. A change here is a decision.
EXPECTED = {
    "sammendrag": {"figures": 1, "maps": 0, "tables": 1},
    "sysselsetting": {"figures": 8, "maps": 0, "tables": 1},
    "pendling": {"figures": 8, "maps": 4, "tables": 2},
    "naeringsareal": {"figures": 7, "maps": 1, "tables": 2},
    "grensearbeid": {"figures": 3, "maps": 1, "tables": 11},
    "planens_tall": {"figures": 1, "maps": 0, "tables": 8},
}


def page(site: Path, name: str) -> BeautifulSoup:
    return BeautifulSoup((site / f"{name}.html").read_text(encoding="utf-8"), "html.parser")


def test_every_page_is_there_and_nothing_is_wrong(site):
    assert check_site(site, Project().pages()) == []


def test_front_page_opens_from_disk(site):
    assert "url=book/index.html" in (site / "index.html").read_text(encoding="utf-8")
    front = page(site, "book/index")
    assert front.h1.get_text().startswith("Halden: statusrapport 2026")
    assert front.title.get_text().endswith("Halden: statusrapport 2026")


@pytest.mark.parametrize("chapter", EXPECTED)
def test_chapter_has_the_figures_and_tables_it_should(site, chapter):
    article = page(site, f"book/{chapter}").article
    found = {
        "figures": len(article.select("figure[id]")),
        "maps": len(article.select("iframe")),
        "tables": len([table for table in article.select("table") if not table.find_parent("details")]),
    }
    assert found == EXPECTED[chapter]


@pytest.mark.parametrize("chapter", EXPECTED)
def test_every_figure_has_its_six_parts(site, chapter):
    for figure in page(site, f"book/{chapter}").select("figure[id]"):
        name = figure["id"]
        assert figure.img["alt"].strip(), name
        assert figure.figcaption.get_text(strip=True), name
        assert figure.select("details table td"), name
        assert "Kilde" in figure.get_text(), name
        assert figure.select_one("a[href$='.csv']"), name
        assert figure.select_one(f"a[href$='#{name}']"), name


def test_no_code_is_shown(site):
    for chapter in EXPECTED:
        article = page(site, f"book/{chapter}").article
        assert article.select("div.cell_input") == []
        assert "Edition(" not in article.get_text() and "import " not in article.get_text()


def test_jupyter_book_works_at_the_root(site, project):
    command = Path(sys.executable).parent / "jupyter-book"
    output = project.root / "by-hand"
    run = subprocess.run(
        [command, "build", ".", "-W", "--keep-going", "--path-output", output],
        cwd=project.root, capture_output=True, encoding="utf-8", stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    by_hand = output / "_build/html"
    assert check_site(by_hand, Project().pages()) == []
    assert files(by_hand) == files(site)


def test_executing_again_gives_the_same_bytes(site, project, edition, tmp_path):
    execute(edition, tmp_path / "again", project=project)
    again = {path.relative_to(tmp_path / "again"): path.read_bytes() for path in (tmp_path / "again").rglob("*") if path.is_file()}
    assert [str(name) for name, content in again.items() if (project.book / name).read_bytes() != content] == []


def files(site: Path) -> list[str]:
    return sorted(path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file() and path.name != ".buildinfo")
