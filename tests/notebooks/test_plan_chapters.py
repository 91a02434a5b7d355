"""The chapters on the measures of the plan, run here: each goal has all of its own, and reports come through."""

from __future__ import annotations

import ast
import json
import re
import shutil

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from statusbok import edition as edition_module
from statusbok.catalogue import ROOT, Catalogue
from statusbok.edition import Edition
from statusbok.publish.project import Project
from statusbok.show import Component, provenance
from statusbok.show.nb.measures import CHAPTERS as TITLES

CHAPTERS = ["oppfolging", "maal_1", "tiltak", "fylkesprogrammet", "planmerknader"]


@pytest.fixture
def run(monkeypatch):
    """Runs a chapter's cells, its parameters changed, and returns the page of what they show."""

    def run(chapter: str, **parameters: object) -> BeautifulSoup:
        parts: list[object] = []
        monkeypatch.setattr("IPython.display.display", lambda *objects: parts.extend(objects))
        names: dict[str, object] = {}
        for cell in json.loads(Project().notebook(chapter).read_text(encoding="utf-8"))["cells"]:
            tags = cell["metadata"].get("tags", [])
            if cell["cell_type"] != "code" or "check" in tags:
                continue
            *body, last = ast.parse("".join(cell["source"])).body
            if not isinstance(last, ast.Expr):
                body, last = [*body, last], None
            exec(compile(ast.Module(body, []), chapter, "exec"), names)
            if "parameters" in tags:
                names.update(parameters)
            if last is not None:
                parts.append(eval(compile(ast.Expression(last.value), chapter, "eval"), names))
        html = "\n".join(part._repr_html_() for part in parts if isinstance(part, Component))
        return BeautifulSoup(html.replace("\u00a0", " "), "html.parser")

    return run


@pytest.fixture
def reports(monkeypatch, tmp_path):
    """Writes reports, and no others, as Excel saves them, and has the chapters read them."""

    def write(*told: tuple[str, str, str, str, str]) -> None:
        folder = tmp_path / "data"
        shutil.copytree(ROOT / "data", folder)
        columns = ["measure_id", "status_date", "status", "owner", "comment"]
        frame = pd.DataFrame(told, columns=columns)
        frame.to_csv(folder / "tables/measure_reports.csv", sep=";", index=False, encoding="utf-8-sig")
        record = Catalogue(folder)
        for module in (edition_module, provenance):
            monkeypatch.setattr(module, "catalogue", lambda: record)

    return write


@pytest.fixture
def goals(monkeypatch, tmp_path):
    """Writes targets, and no others, into a copy of the register, and has the chapters read it."""

    def write(*targets: dict[str, str]) -> None:
        folder = tmp_path / "data"
        shutil.copytree(ROOT / "data", folder)
        path = folder / "tables/targets.csv"
        like = pd.read_csv(path, dtype=str).iloc[0]
        frame = pd.DataFrame([{**like, **cells} for cells in targets], columns=like.index)
        frame.to_csv(path, index=False, lineterminator="\n")
        record = Catalogue(folder)
        for module in (edition_module, provenance):
            monkeypatch.setattr(module, "catalogue", lambda: record)

    return write


def rows(page: BeautifulSoup, name: str) -> list[list[str]]:
    """The cells of a table's rows."""
    table = page.find(id=name)
    return [[cell.get_text() for cell in row.find_all(["th", "td"])] for row in table.tbody.find_all("tr")]


def numbers(page: BeautifulSoup, name: str) -> list[str]:
    return [row[0].split(" ")[0] for row in rows(page, name)]


@pytest.mark.parametrize("goal", ["1", "2", "3", "4"])
def test_each_goal_has_all_of_its_measures_and_no_others(goal, run):
    page = run("maal_1", goal=int(goal))
    ids = Edition().table("measures")["measure_id"]
    assert numbers(page, f"maal-{goal}-tiltak") == list(
        ids[ids.str.startswith(f"halden-{goal}.")].str.removeprefix("halden-")
    )
    assert 1 <= len(page.select(".sb-findings li")) <= 6
    named = [element["id"] for element in page.find_all(id=True)]
    assert all(name.startswith(f"maal-{goal}-") for name in named) and len(set(named)) == len(named)


def test_registers_are_whole(run):
    assert len(numbers(run("tiltak"), "tiltak-register")) == len(set(numbers(run("tiltak"), "tiltak-register"))) == 71
    county = run("fylkesprogrammet")
    assert len(numbers(county, "fylket-register")) == len(set(numbers(county, "fylket-register"))) == 125
    assert "«Høringsutkast»" in county.select_one(".sb-missing").get_text()
    notes = run("planmerknader")
    assert (len(rows(notes, "merknader-kommunen")), len(rows(notes, "merknader-fylket"))) == (37, 70)
    assert len(rows(notes, "merknader-henvisninger")) == len(rows(county, "fylket-henvisninger")) == 10


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_links_lead_to_pages_of_the_report_and_to_places_that_are_there(chapter, run):
    pages = {page.removeprefix("book/") for page in Project().pages()}
    county = run("fylkesprogrammet")
    found = {a["href"] for a in run(chapter).select(".sb-table a")}
    for href in found:
        page, _, place = href.partition("#")
        assert page.removesuffix(".html") in pages, href
        assert not place or county.find(id=place), href
    source = Project().notebook(chapter).read_text(encoding="utf-8")
    assert {name for name in re.findall(r"\]\((\w+)\.ipynb", source)} <= pages


def test_reports_come_through_as_shape_word_day_and_text(run, reports):
    reports(
        ("halden-1.1.1", "03.10.2026", "done", "Næringsavdelingen", "Avtalen er signert"),
        ("halden-1.1.1", "01.02.2026", "under_way", "", "Forhandler"),
        ("halden-1.1.1", "01.02.2027", "not_begun", "", "Sagt opp"),
        ("halden-1.2.1", "01.11.2026", "under_way", "", ""),
        ("halden-1.2.2", "01.01.2027", "not_begun", "", "Kommer neste år"),
        ("ostfold-1.5.1", "09.09.2026", "under_way", "", ""),
    )
    page = run("maal_1", goal=1)
    table = rows(page, "maal-1-tiltak")
    assert table[0][1:5] == ["● Gjennomført", "3. oktober 2026", "Næringsavdelingen", "Avtalen er signert"]
    assert table[1][1:5] == ["◐ Under arbeid", "1. november 2026", "Ikke oppgitt", "Ikke oppgitt"]
    assert table[2][1:3] == ["□ Ikke meldt", "Ikke meldt"] and "Kommer neste år" not in page.get_text()
    assert "Forhandler" not in page.get_text() and "Sagt opp" not in page.get_text()
    said = (
        "I utgaven for 2026 var det meldt status for 2 av de 6 tiltakene: ett var under arbeid og ett var gjennomført."
    )
    assert said in page.select_one(".sb-findings").get_text()
    overview = run("oppfolging")
    assert rows(overview, "oppfolging-maal-tabell")[0][1:] == ["0", "1", "1", "4", "6"]
    assert "Det var ikke meldt status for noen av tiltakene under mål 2, 3 og 4." in overview.get_text()
    county = run("fylkesprogrammet")
    assert [row[1] for row in rows(county, "fylket-register") if row[0].startswith("1.5.1 ")] == ["◐ Under arbeid"]


def test_changes_from_before_the_plan_are_no_finding_and_no_result_of_it(run):
    for chapter, name in (("oppfolging", "oppfolging-indikatorer"), ("maal_1", "maal-1-indikatorer")):
        page = run(chapter)
        assert "retning" not in page.select_one(".sb-findings").get_text()
        assert "er fra før planperioden, som begynner i 2026, og sier ikke noe om tiltakene." in page.get_text()
        assert {row[5] for row in rows(page, name)} <= {"□ For tidlig å si", "○ Uten ønsket retning", ".."}
        assert "«For tidlig å si» betyr" in page.find(id=name).get_text()


def test_every_measure_has_its_chapter_with_a_link_or_none(run):
    chapters = {row[0].split(" ")[0]: row[4] for row in rows(run("tiltak"), "tiltak-register")}
    assert (chapters["1.2.5"], chapters["2.1.1"], chapters["2.4.3"]) == ("Grensearbeid", "Næringsareal", "Sysselsetting")
    assert chapters["4.4.1"] == "Ingen" and set(chapters.values()) <= {*TITLES.values(), "Ingen"}
    table = run("maal_1").find(id="maal-1-tiltak")
    assert "grensearbeid.html" in {a["href"] for a in table.find_all("a")}


def test_a_measure_that_is_markup_stays_text(run, reports):
    hostile = "<img src=x onerror=alert(1)>[x](javascript:alert(2))"
    reports(("halden-1.1.1", "2026-10-03", "done", hostile, hostile))
    for chapter in ("maal_1", "tiltak"):
        page = run(chapter)
        assert hostile in page.get_text() and page.find("img", src="x") is None


@pytest.mark.parametrize("chapter", ["maalene", "kortversjon", "sammendrag"])
def test_a_plan_without_targets_says_so(chapter, run, goals):
    goals()
    said = run(chapter).get_text()
    assert "Utgaven har ingen mål med tall fra kommunens plan." in said
    if chapter == "maalene":
        assert "Planen har ikke noe mål med tall for sysselsettingsgraden i alderen 20–66 år." in said
        assert "Planen har ikke noe mål om vekst med tall, så det er ingen vifte her." in said


LEVEL = {"kind": "level", "unit": "percent", "base_year": "2025"}


@pytest.mark.parametrize("chapter", ["maalene", "kortversjon", "sammendrag"])
def test_targets_of_other_indicators_come_through(chapter, run, goals):
    goals(
        {"target_id": "a", "label": "Flere i overnatting og servering", "indicator_id": "jobs_accommodation_food",
         "value": "50"},
        {"target_id": "b", "label": "Sysselsettingsgrad", "indicator_id": "employment_rate_15_74", "value": "62", **LEVEL},
        {"target_id": "c", "label": "Utenfor", "indicator_id": "outside_labour_force_20_66", "value": "20", **LEVEL},
    )  # fmt: skip
    page = run(chapter)
    said = page.get_text()
    label = "«Arbeidsplasser i overnatting og servering»"
    assert f"Målet om en økning på minst 50 i indikatoren {label} fra 2026 til 2030 kan ikke måles ennå" in said
    assert "flere sysselsatte" not in said and "Planen sier ikke om de nye" not in said
    if chapter == "maalene":
        names = {element["id"] for element in page.find_all(id=True)}
        assert "maalene-nivaa-employment-rate-15-74" in names
        assert f"Utgaven har ingen tall for indikatoren {label}." in said
        assert "Planen har som mål høyst 20 prosent i indikatoren «Utenfor arbeidsstyrken, andel av bosatte" in said
