"""An edition whose region does not touch the border: no chapter on it, and no link to one."""

from __future__ import annotations

import json
import shutil

import pytest
import yaml
from bs4 import BeautifulSoup

from statusbok.edition import Edition
from statusbok.publish import build as build_module
from statusbok.publish.build import build
from statusbok.publish.check import check_site
from statusbok.publish.project import PLAN_CHAPTERS, ROOT, Project, goal_of, left_out
from statusbok.sphinx_nb import left_out as sphinx_left_out


@pytest.fixture
def inland(monkeypatch):
    """The default edition as if its region were far from the border."""
    monkeypatch.setattr(Edition, "at_border", False)
    return Edition()


def test_the_chapter_is_left_out_for_a_region_that_does_not_touch_the_border(edition, inland):
    assert left_out(inland) == ["grensearbeid"]
    pages = Project().pages(left_out(inland))
    assert "book/grensearbeid" not in pages and len(pages) == len(Project().pages()) - 1
    assert "grensearbeid" not in Project().chapters(left_out(inland))


def test_default_edition_has_every_chapter(edition):
    assert edition.at_border and left_out(edition) == []


def test_a_municipality_without_a_plan_does_without_its_pages():
    without = left_out(Edition(municipality="3105"))
    assert without == [*PLAN_CHAPTERS, "maal_1", "maal_2", "maal_3", "maal_4"]
    kept = Project().pages(without)
    assert "book/drivkrefter" in kept and "book/planens_tall" in kept


def test_an_edition_older_than_the_plan_does_without_its_pages():
    assert "maalene" in left_out(Edition(year=2025))


def test_a_page_on_a_goal_that_the_plan_does_not_have_is_left_out(monkeypatch):
    monkeypatch.setattr(Edition, "goals", Edition().goals.head(3))
    assert left_out(Edition()) == ["maal_4"]


@pytest.mark.parametrize(
    ("chapter", "goal"), [("maal_1", 1), ("maal_12", 12), ("maal", None), ("maalene", None), ("xmaal_1", None)]
)
def test_goal_of_a_chapter(chapter, goal):
    assert goal_of(chapter) == goal


def test_table_of_contents_keeps_the_other_pages():
    text = (ROOT / "_toc.yml").read_text(encoding="utf-8")
    shortened = yaml.safe_load(sphinx_left_out.table_of_contents(text, ["grensearbeid"]))
    assert shortened["format"] == "jb-book"
    assert {"file": "book/grensearbeid"} not in shortened["parts"][0]["chapters"]
    assert [len(part["chapters"]) for part in shortened["parts"]] == [5, 12, 7]


def test_links_go_with_their_item_or_leave_their_words():
    source = ["- **[Grensearbeid](grensearbeid.ipynb)** Om grensen.\n- [Pendling](pendling.ipynb)\n\nSe [dette](grensearbeid.ipynb#kurs).\n"]
    sphinx_left_out.drop_links(["grensearbeid"])(None, "book/index", source)
    assert source == ["- [Pendling](pendling.ipynb)\n\nSe dette.\n"]


def test_site_has_no_trace_of_the_chapter(small, inland, monkeypatch, write_notebook):
    monkeypatch.setattr(build_module, "check_record", lambda: "not checked here")
    write_notebook(small, "grensearbeid", "1 / 0")
    (small.root / "_toc.yml").write_text(
        (small.root / "_toc.yml").read_text(encoding="utf-8") + "      - file: book/grensearbeid\n", encoding="utf-8"
    )
    shutil.copy(ROOT / "book/index.md", small.book / "index.md")
    text = (small.book / "index.md").read_text(encoding="utf-8")
    kept = [line for line in text.splitlines() if "](" not in line or "pendling" in line or "grensearbeid" in line]
    kept = [line for line in kept if ":file:" not in line]
    (small.book / "index.md").write_text("\n".join(kept).replace("```{raw} html\n```", "") + "\n", encoding="utf-8")
    build(inland, project=small, say=lambda _: None)
    assert not (small.site / "book/grensearbeid.html").exists()
    assert json.loads((small.site / "edition.json").read_text(encoding="utf-8"))["left_out"] == ["grensearbeid"]
    front = BeautifulSoup((small.site / "book/index.html").read_text(encoding="utf-8"), "html.parser")
    assert "grensearbeid" not in str(front).lower() and "med Sverige" not in front.get_text()
    assert "henger sammen med resten av regionen." in front.get_text()
    assert "grensearbeid" not in (small.site / "searchindex.js").read_text(encoding="utf-8").lower()
    assert check_site(small.site, small.pages(left_out(inland))) == []
