"""Every chapter executes for all municipalities of Østfold, and for every edition that Halden has."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup

from statusbok.edition import Edition
from statusbok.publish import cover
from statusbok.publish import execute as executing
from statusbok.publish.check import check_site
from statusbok.publish.execute import execute
from statusbok.publish.project import PLAN_CHAPTERS, Project, left_out
from statusbok.warm import pool

HALDEN = "3101"
OSTFOLD = ["3103", "3105", "3107", "3110", "3112", "3114", "3116", "3118", "3120", "3122", "3124"]
OLDER = [2019, 2020, 2021, 2022, 2023, 2024, 2025]
EVERYWHERE = Project().chapters([*PLAN_CHAPTERS, *Project().goal_chapters()])
# One chapter of each municipality in turn, and the others, which take four minutes more, with `-m whole`.
BOTH_WAYS = [
    pytest.param(code, chapter, marks=[] if EVERYWHERE.index(chapter) == number % len(EVERYWHERE) else pytest.mark.whole)
    for number, code in enumerate(OSTFOLD)
    for chapter in EVERYWHERE
]
EDITIONS = [(code, 2026) for code in OSTFOLD] + [(HALDEN, year) for year in OLDER]


@pytest.mark.parametrize(("municipality", "year"), EDITIONS)
def test_every_chapter_executes_and_shows_nothing_broken(municipality, year, tmp_path):
    edition = Edition(municipality=municipality, year=year)
    executed = execute(edition, tmp_path / "executed", fresh=True)
    pages = [write_page(path, tmp_path / "site") for path in executed]
    assert pages == [f"book/{chapter}" for chapter in Project().chapters(left_out(edition))]
    cover.write(edition, tmp_path / "executed")
    assert cards(tmp_path / "executed/forside.html") == cards(tmp_path / "site/book/sammendrag.html")[: cover.ON_COVER]
    shutil.copytree(tmp_path / "executed/files", tmp_path / "site", dirs_exist_ok=True)
    problems = check_site(tmp_path / "site", pages)
    # Links to other pages cannot be followed here and the policy is not in bare pages; test_site.py checks the whole site.
    assert [problem for problem in problems if "link" not in problem and "Content Security Policy" not in problem] == []


# Every chapter of Halden is held against plain kernels too, file by file, in test_verify.py.
@pytest.mark.parametrize(("municipality", "chapter"), BOTH_WAYS)
def test_a_forked_kernel_gives_what_a_plain_one_gives(municipality, chapter, tmp_path):
    edition, project = Edition(municipality=municipality), Project()
    assert chapter not in left_out(edition)  # all of them touch the border
    found = []
    with executing.surroundings(project.root):
        for name, forked in (("forked", True), ("plain", False)):
            notebook = executing.chapter_notebook(chapter, edition, project)
            (tmp_path / name / "files").mkdir(parents=True)
            job = (chapter, notebook, edition.parameters, tmp_path / name, forked, 100)
            made = pool.run(executing.run_chapter, {chapter: job}, workers=1)[chapter].value
            assert made
            files = sorted(path for path in (tmp_path / name / "files").rglob("*") if path.is_file())
            found.append((made, {path.relative_to(tmp_path / name): path.read_bytes() for path in files}))
    assert found[0] == found[1]


def test_the_municipalities_are_all_of_ostfold(edition):
    assert sorted([HALDEN, *OSTFOLD]) == sorted(edition.municipalities.query("ostfold").index)


def cards(page: Path) -> list[str]:
    """The key figures of a page, each with everything on its card."""
    found = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser").select(".sb-key")
    assert len(found) >= 4
    return [" ".join(card.get_text(" ").split()) for card in found]


def write_page(executed: Path, site: Path) -> str:
    """Put a chapter's outputs into a bare page, and return its name."""
    notebook = nbformat.read(executed, as_version=4)
    shown = [cell for cell in notebook.cells if "remove-cell" not in cell.metadata.get("tags", [])]
    outputs = [output for cell in shown for output in cell.get("outputs", [])]
    assert {output.output_type for output in outputs} <= {"display_data", "execute_result"}
    page = site / "book" / f"{executed.stem}.html"
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text("<html><body>" + "\n".join(output.data["text/html"] for output in outputs) + "</body></html>", encoding="utf-8")
    return f"book/{executed.stem}"
