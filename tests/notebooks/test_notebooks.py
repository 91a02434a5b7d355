"""The committed notebooks: thin, without pictures, and the same parameters everywhere.

`make test` also runs every cell with nbval, which compares the check cells with their stored text.
"""

from __future__ import annotations

import re

import nbformat
import pytest

from statusbok.catalogue import catalogue
from statusbok.edition import Edition
from statusbok.publish.project import Project

TITLES = {
    "sammendrag": "Sammendrag",
    "nytt": "Hva er nytt siden sist",
    "sysselsetting": "Sysselsetting",
    "pendling": "Pendling",
    "naeringsareal": "Næringsareal",
    "grensearbeid": "Grensearbeid",
    "kortversjon": "Kort til kommunestyret",
    "maalene": "Målene i planen",
    "drivkrefter": "Drivkrefter og sammenligning",
    "oppfolging": "Oppfølging av tiltakene",
    "maal_1": "Mål 1",
    "tiltak": "Alle tiltakene",
    "fylkesprogrammet": "Fylkets handlingsprogram",
    "planens_tall": "Planens tall etterprøvd",
    "planmerknader": "Merknader til planene",
}
OTHER_GOALS = ["maal_2", "maal_3", "maal_4"]  # made from the same notebook as the first
UNKNOWN = "## Dette vet vi ikke"
DEFINITIONS = {"15", "74", "20", "66", "100"}  # ages, and the unit of the exchange rate
MAX_CODE_LINES = 60

each_chapter = pytest.mark.parametrize("chapter", TITLES)


def read(chapter: str) -> nbformat.NotebookNode:
    return nbformat.read(Project().notebook(chapter), as_version=4)


def code_cells(chapter: str) -> list[nbformat.NotebookNode]:
    return [cell for cell in read(chapter).cells if cell.cell_type == "code"]


def tags(cell: nbformat.NotebookNode) -> list[str]:
    return cell.metadata.get("tags", [])


def markdown(chapter: str) -> str:
    return "\n\n".join(cell.source for cell in read(chapter).cells if cell.cell_type == "markdown")


def headings(chapter: str) -> list[str]:
    return re.findall(r"^#+ .*$", markdown(chapter), flags=re.MULTILINE)


def test_every_chapter_is_here():
    assert [chapter for chapter in Project().chapters() if chapter not in OTHER_GOALS] == list(TITLES)
    assert {Project().notebook(chapter) for chapter in OTHER_GOALS} == {Project().notebook("maal_1")}


@each_chapter
def test_notebook_is_valid_and_has_readable_cell_names(chapter):
    notebook = read(chapter)
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    assert notebook.metadata.kernelspec.name == "python3"
    names = [cell.id for cell in notebook.cells]
    assert [name for name in names if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name)] == []
    assert len(set(names)) == len(names)


@each_chapter
def test_parameters_cell_is_editions(chapter):
    cells = [cell.source for cell in code_cells(chapter) if "parameters" in tags(cell)]
    assert cells == [Edition.parameters_cell() + ("\ngoal = 1" if chapter == "maal_1" else "")]


@each_chapter
def test_only_check_cells_have_outputs_and_those_are_text(chapter):
    for cell in code_cells(chapter):
        if "check" in tags(cell):
            assert cell.execution_count, f"{cell.id}: nbval compares only cells that were run"
        else:
            assert (cell.execution_count, cell.outputs) == (None, []), cell.id
    assert not re.search(r"image/|text/html|data:|<svg", str([cell.outputs for cell in code_cells(chapter)]))


@each_chapter
def test_the_last_cell_checks_the_numbers_and_stays_off_the_page(chapter):
    checks = [cell for cell in code_cells(chapter) if "check" in tags(cell)]
    assert len(checks) >= 1 and checks[-1] is not None
    for cell in checks:
        assert {"check", "remove-cell", "nbval-check-output"} <= set(tags(cell)), cell.id
        assert [output.output_type for output in cell.outputs] == ["stream"], cell.id
        assert cell.outputs[0].name == "stdout" and cell.outputs[0].text.strip(), cell.id


@each_chapter
def test_notebook_is_thin(chapter):
    lines = [line for cell in code_cells(chapter) for line in cell.source.splitlines() if line.strip()]
    assert len(lines) < MAX_CODE_LINES


@each_chapter
def test_headings_are_a_title_and_sections_of_five_to_twelve_words(chapter):
    first, *rest = headings(chapter)
    assert first == f"# {TITLES[chapter]}"
    assert UNKNOWN in rest
    sections = [heading for heading in rest if heading.startswith("## ") and heading != UNKNOWN]
    assert [heading for heading in sections if not 5 <= len(heading.split()) - 1 <= 12] == []
    assert 3 <= len(sections) <= 5 or chapter == "sammendrag"


@each_chapter
def test_no_number_is_typed_into_the_text(chapter):
    record = catalogue()
    resources = [record.resource(name) for name in record.names]
    break_years = {year for resource in resources for text in resource.breaks for year in re.findall(r"\d{4}", text)}
    tables = {number for resource in resources for number in re.findall(r"\d+", resource.source_table or "")}
    typed = set(re.findall(r"\d+", markdown(chapter).removeprefix(f"# {TITLES[chapter]}")))
    assert typed - DEFINITIONS - break_years - tables == set()


@each_chapter
def test_no_municipality_is_named_in_the_text(chapter, edition):
    words = set(re.findall(r"\w+", markdown(chapter)))
    assert words & set(edition.names.values()) == set()
