"""The open data of the finished site: complete, listed, and the same as what the pages show."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from statusbok.catalogue import catalogue
from statusbok.show.numbers import NBSP, decimals, signed


def page(site: Path, name: str) -> BeautifulSoup:
    return BeautifulSoup((site / f"book/{name}.html").read_text(encoding="utf-8"), "html.parser")


@pytest.fixture(scope="module")
def figures(site) -> list[dict]:
    return json.loads((site / "data/nokkeltall.json").read_text(encoding="utf-8"))


def plain(element) -> str:
    return element.get_text().replace(NBSP, " ").strip()


def test_every_file_is_linked_on_the_data_page_and_every_link_is_a_file(site):
    linked = {
        (site / "book" / link["href"]).resolve().relative_to(site.resolve()).as_posix()
        for link in page(site, "data").article.select("a[href^='../data/'], a[href^='../tables/']")
    }
    there = {
        path.relative_to(site).as_posix()
        for folder in ("data", "tables")
        for path in (site / folder).rglob("*")
        if path.is_file()
    }
    assert linked == there
    assert len(there) > 2 * 50


def test_every_csv_has_its_workbook(site):
    names = {kind: {path.stem for path in (site / "tables").glob(f"*.{kind}")} for kind in ("csv", "xlsx")}
    assert names["csv"] == names["xlsx"]


def test_data_page_names_each_figure_where_it_stands(site):
    for link in page(site, "data").select("ul.sb-files a[href*='#']"):
        chapter, name = link["href"].split("#")
        assert page(site, chapter.removesuffix(".html")).find(id=name), link["href"]


def test_csv_files_are_as_norwegian_spreadsheets_want_them(site):
    for path in (site / "tables").glob("*.csv"):
        content = path.read_bytes()
        assert content.startswith(b"\xef\xbb\xbf"), path.name
        rows = list(csv.reader(content.decode("utf-8-sig").splitlines(), delimiter=";"))
        assert rows[-1][0].startswith("Kilde"), path.name
        assert not any(re.fullmatch(r"-?\d+\.\d+", cell) for row in rows[1:-3] for cell in row), path.name


def test_the_record_stands_in_the_site_as_in_the_repository(site):
    record = catalogue()
    for name in record.names:
        path = record.resource(name).path
        assert (site / "data" / path).read_bytes() == (record.folder / path).read_bytes()


def test_key_figures_are_those_of_the_cards(site, figures, edition):
    cards = page(site, "sammendrag").select(".sb-key")
    assert len(cards) == len(figures) > 5
    for card, figure in zip(cards, figures, strict=True):
        shown = plain(card.select_one(".sb-figures"))
        places = len(shown.partition(",")[2])
        write = signed if figure["indicator"] == "net-commuting" else decimals
        assert shown == write(figure["value"], places).replace(NBSP, " ")
        assert (plain(card.dt), plain(card.select_one(".sb-unit"))) == (figure["label"], figure["unit"])
        assert plain(card.select_one(".sb-period")) == figure["period"]
        assert plain(card.select_one(".sb-source")) == figure["source"]
        assert (figure["municipality_code"], figure["municipality_name"]) == (edition.municipality, edition.name)
        change = plain(card.select_one(".sb-change"))
        if figure["change"] is None:
            assert change == "Ikke noe sammenlignbart tall for året før" and figure["change_from"] is None
        elif figure["change_unit"] == "personer":
            assert change == f"{signed(figure['change'])} fra året før".replace(NBSP, " ")
        else:
            earlier = decimals(figure["value"] - figure["change"], places).replace(NBSP, " ")
            assert change in {f"{earlier} {figure['unit']} året før", "Samme som året før"}


def test_targets_of_the_key_figures_are_those_of_the_plan(figures):
    plan = catalogue().table("plan_figures").set_index("id").loc["target-jobs-2030"]
    targets = {figure["indicator"]: figure["target"] for figure in figures if figure["target"]}
    assert set(targets) == {"employed-residents", "jobs"}
    assert {target["increase"] for target in targets.values()} == {plan["value"]}
