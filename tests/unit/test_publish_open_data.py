"""The open data of a site, and the page that lists every file."""

from __future__ import annotations

import json
import shutil

import frictionless
import nbformat
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from statusbok.catalogue import Catalogue, catalogue
from statusbok.publish import data_page, open_data

FIGURE = """<figure class="sb sb-figure" id="rate"><figcaption class="sb-title">Andel &lt;b&gt;</figcaption>
<table><caption><span>Andel</span></caption></table>
<p class="sb-links"><a class="sb-download" href="../tables/rate.csv" download="rate.csv">CSV</a>
<a class="sb-download" href="../tables/rate.xlsx" download="rate.xlsx">Excel</a> <a href="#rate">Lenke</a></p></figure>"""


def chapter(folder, name, *html):
    cells = [new_markdown_cell(f"# {name.capitalize()}\n\nTekst", id="title")]
    for number, output in enumerate(html):
        data = new_output("display_data", {"text/html": output, "text/plain": "x"})
        cells.append(new_code_cell("x", id=f"cell-{number}", outputs=[data]))
    path = folder / f"{name}.ipynb"
    nbformat.write(new_notebook(cells=cells), path)
    return path


def test_record_is_laid_out_whole_and_valid(tmp_path):
    record = catalogue()
    open_data.write(record, tmp_path)
    laid_out = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file())
    assert laid_out == sorted(["datapackage.json", *(record.resource(name).path for name in record.names)])
    assert all((tmp_path / name).read_bytes() == (record.folder / name).read_bytes() for name in laid_out)
    package = frictionless.Package(json.loads((tmp_path / "datapackage.json").read_text()), basepath=str(tmp_path))
    assert len(package.resources) == len(record.names)


def test_corrections_of_a_frozen_record_are_those_of_today(tmp_path, monkeypatch):
    """An edition is corrected after its record was frozen, and its page shows that: so does the file."""
    today, old = tmp_path / "data", tmp_path / "old"
    for folder in (today, old):
        shutil.copytree(catalogue().folder, folder, ignore=shutil.ignore_patterns("editions"))
    described = (old / "datapackage.json").read_text(encoding="utf-8").replace('"Alle utgaver"', '"Som den var"')
    (old / "datapackage.json").write_text(described, encoding="utf-8")
    with (today / "tables/corrections.csv").open("a", encoding="utf-8", newline="") as file:
        file.write("2027-03-01,2025,3101,Galt,Rett,pendling,\n")
    (today / "tables/population.csv").write_text("noe nyere", encoding="utf-8")
    monkeypatch.setattr(open_data, "of_today", lambda: Catalogue(today))
    open_data.write(Catalogue(old), tmp_path / "site")
    laid_out = {path.relative_to(tmp_path / "site").as_posix(): path.read_bytes() for path in (tmp_path / "site").rglob("*.*")}
    assert laid_out.pop("tables/corrections.csv") == (today / "tables/corrections.csv").read_bytes()
    assert laid_out.pop("datapackage.json") == (today / "datapackage.json").read_bytes()
    assert len(laid_out) > 30 and all(content == (old / name).read_bytes() for name, content in laid_out.items())
    assert frictionless.Package(json.loads((tmp_path / "site/datapackage.json").read_text(encoding="utf-8"))).resource_names
    page = data_page.page(Catalogue(old))
    assert "Som den var" not in page and "<dt>Periode</dt><dd>Alle utgaver</dd>" in page


def test_table_that_excel_saved_is_laid_out_as_the_package_describes_it(tmp_path):
    folder = tmp_path / "data"
    shutil.copytree(catalogue().folder, folder)
    path = folder / "tables/measure_reports.csv"
    header = path.read_text(encoding="utf-8").strip().replace(",", ";")
    row = "halden-1.1.1;01.11.2026;done;;Ferdig, og meldt"
    path.write_text(f"{header}\r\n{row}\r\n", encoding="utf-8-sig", newline="")
    open_data.write(Catalogue(folder), tmp_path / "site")
    assert (tmp_path / "site/tables/measure_reports.csv").read_bytes() == (
        b'measure_id,status_date,status,owner,comment\nhalden-1.1.1,2026-11-01,done,,"Ferdig, og meldt"\n'
    )


def test_key_figures_that_were_there_stay(tmp_path):
    (tmp_path / "nokkeltall.json").write_text("[]")
    open_data.write(catalogue(), tmp_path)
    assert (tmp_path / "nokkeltall.json").read_text() == "[]"


def test_downloads_are_found_chapter_by_chapter(tmp_path):
    executed = [chapter(tmp_path, "pendling", "<p>Tekst</p>", FIGURE), chapter(tmp_path, "ingenting", "<p id='x'>x</p>")]
    files = [("../tables/rate.csv", "CSV"), ("../tables/rate.xlsx", "Excel")]
    assert open_data.chapters(executed) == [
        open_data.Chapter("Pendling", "pendling.html", [open_data.Download("Andel <b>", "rate", files)])
    ]


def test_tables_that_can_be_fetched_have_a_section_of_their_own(hand_made, tmp_path):
    record = Catalogue(hand_made(tmp_path))
    page = data_page.page(record)
    tables, to_fetch = page.split("## Tabeller som kan hentes")
    empty = [name for name in record.names if record.resource(name).empty]
    assert empty and all(f"(tabell-{name})=" in to_fetch for name in empty)
    assert not [name for name in empty if f"(tabell-{name})=" in tables]
    assert "Lagt inn i rapporten" not in to_fetch.split("## Kartlag")[0]
    caveat = record.resource("commuting_flows").hand_caveats[0]
    assert caveat in tables


def test_fetched_table_says_when(monkeypatch):
    record = Catalogue()
    fetched = dict(record.package["resources"][0], retrieved="2026-10-03T08:15:00+00:00", hand_caveats=[])
    record.package["resources"][0] = fetched
    page = data_page.page(record)
    assert "<dt>Hentet</dt><dd>3.\u00a0oktober 2026; forespørselen står i datapakken</dd>" in page
    assert "Noen tabeller er hentet fra produsentens egen tjeneste" in page


def test_page_lists_every_file_and_escapes_titles():
    files = [("../tables/rate.csv", "CSV"), ("../tables/rate.xlsx", "Excel")]
    hostile = open_data.Download("<script>x</script>", "rate", files)
    text = data_page.page(catalogue(), [open_data.Chapter("Pendling", "pendling.html", [hostile])])
    assert "<script>" not in text
    page = BeautifulSoup(text, "html.parser")
    links = {link["href"]: link.get_text() for link in page.select("a[href]")}
    assert links["pendling.html#rate"] == "<script>x</script>"
    assert links["../tables/rate.xlsx"] == "Excel: <script>x</script>"
    assert {"../data/nokkeltall.json", "../data/datapackage.json"} <= set(links)
    record = catalogue()
    assert {f"../data/{record.resource(name).path}" for name in record.names} <= set(links)
