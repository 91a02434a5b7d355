"""The finished site of the default edition, as a reader gets it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from statusbok.catalogue import catalogue
from statusbok.publish.check import check_site
from statusbok.publish.project import Project, goal_of

# Figures (maps included), interactive maps and tables on each chapter's page. A change here is a decision.
EXPECTED = {
    "sammendrag": {"figures": 1, "maps": 0, "tables": 1},
    "nytt": {"figures": 0, "maps": 0, "tables": 1},
    "sysselsetting": {"figures": 8, "maps": 0, "tables": 1},
    "pendling": {"figures": 8, "maps": 4, "tables": 2},
    "naeringsareal": {"figures": 7, "maps": 1, "tables": 2},
    "grensearbeid": {"figures": 3, "maps": 1, "tables": 11},
    "kortversjon": {"figures": 0, "maps": 0, "tables": 2},
    "maalene": {"figures": 5, "maps": 0, "tables": 4},
    "drivkrefter": {"figures": 4, "maps": 0, "tables": 4},
    "oppfolging": {"figures": 1, "maps": 0, "tables": 3},
    **{f"maal_{goal}": {"figures": 0, "maps": 0, "tables": 4} for goal in range(1, 5)},
    "tiltak": {"figures": 0, "maps": 0, "tables": 3},
    "fylkesprogrammet": {"figures": 0, "maps": 0, "tables": 5},
    "planens_tall": {"figures": 1, "maps": 0, "tables": 8},
    "planmerknader": {"figures": 0, "maps": 0, "tables": 3},
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


def test_front_page_has_the_key_figures_of_the_summary_and_a_map(site):
    front, summary = page(site, "book/index"), page(site, "book/sammendrag")
    cards = [card.get_text(" ", strip=True) for card in summary.select("dl.sb-keys > .sb-key")]
    assert len(cards) == 10
    assert [card.get_text(" ", strip=True) for card in front.select("dl.sb-keys > .sb-key")] == cards[:6]
    assert "grenser Halden til Aremark" in front.select_one(".sb-cover-map img")["alt"]
    assert "Kartverket" in front.select_one(".sb-cover-map figcaption").get_text()


def test_front_page_leads_to_every_chapter(site):
    links = page(site, "book/index").select("ul.sb-chapters > li a")
    assert [link["href"] for link in links] == [f"{chapter}.html" for chapter in EXPECTED if goal_of(chapter) is None]


@pytest.mark.parametrize("name", Project().pages())
def test_head_of_each_page_has_icon_card_and_description(site, name):
    head = page(site, name).head
    about = {tag.get("property") or tag.get("name"): tag.get("content") for tag in head.find_all("meta")}
    assert about["og:locale"] == "nb_NO"
    assert about["og:type"] == ("website" if name == "book/index" else "article")
    assert about["og:title"].endswith("Halden: statusrapport 2026")
    assert about["twitter:card"] == "summary_large_image"
    assert "Folketall: " in about["og:image:alt"]
    assert 10 < len(about["description"]) <= 200
    linked = [tag["href"] for tag in head.select("link[rel~=icon], link[rel=apple-touch-icon]")]
    assert [Path(address).name for address in linked] == ["favicon.svg", "apple-touch-icon.png"]
    for address in [*linked, about["og:image"]]:
        assert (site / "book" / address).is_file()


@pytest.mark.parametrize("chapter", EXPECTED)
def test_chapter_has_the_figures_and_tables_it_should(site, chapter):
    article = page(site, f"book/{chapter}").article
    found = {
        "figures": len(article.select("figure[id]")),
        "maps": len(article.select("iframe")),
        "tables": len([table for table in article.select("table") if not table.find_parent("details")]),
    }
    if any(catalogue().resource(name).fetched for name in catalogue().names):
        # Tables that an update has fetched have figures of their own.
        assert all(found[kind] >= count for kind, count in EXPECTED[chapter].items()), found
    else:
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
    # A build writes the manifest after Jupyter Book, and drops what is for Sphinx alone.
    shutil.copy(site / "build.json", by_hand)
    (by_hand / ".buildinfo").unlink()
    assert check_site(by_hand, Project().pages()) == []
    assert files(by_hand) == files(site)


def files(site: Path) -> list[str]:
    return sorted(path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file())
