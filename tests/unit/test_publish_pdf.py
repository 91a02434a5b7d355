"""The PDFs: one document from many pages and the brief on one, the browser that prints them, and the links to them."""

from __future__ import annotations

import json
import os
import shutil
from io import BytesIO
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from pypdf import PdfReader, PdfWriter

from statusbok.errors import BuildError
from statusbok.publish import pdf as pdf_module
from statusbok.publish.pdf import (
    BRIEF_SIZES,
    Brief,
    Report,
    find_chromium,
    finish,
    link_pdf,
    make_pdf,
    print_brief,
)
from statusbok.publish.project import ROOT, Project

TOC = """\
format: jb-book
root: book/index
parts:
  - caption: Rapporten
    chapters: [{file: book/pendling}, {file: book/metode}]
"""
EDITION = {"municipality": "3101", "name": "Halden", "year": 2026}

INDEX = """<article class="bd-article"><section id="forside"><h1>Halden: statusrapport 2026</h1><p>Om arbeid.</p>
<p class="sb-start"><a href="pendling.html">Les</a></p></section></article>
<footer><div class="bd-footer-content__inner container"></div></footer>"""
PENDLING = """<article class="bd-article"><section id="pendling"><h1>Pendling<a class="headerlink" href="#pendling">#</a></h1>
<p class="sb sb-edition"><strong>Halden kommune</strong> <span>Nyeste tall: 2025</span></p>
<section id="dette"><h2>Ut &lt;og&gt; inn</h2><p>Se <a href="metode.html#dette">metoden</a>, <a href="#dette">her</a>,
<a href="../tables/a.csv">filen</a> og <a href="https://www.ssb.no/">SSB</a>.</p>
<figure class="sb sb-figure" id="kart"><figcaption class="sb-title">Kart</figcaption><img src="../figures/kart.svg" alt="Et kart">
<div class="sb-map"><iframe data-src="../maps/kart.html" title="Kart"></iframe></div><details><table><tr><td>1</td></tr></table></details>
<p class="sb-links"><a href="../tables/kart.csv" download="kart.csv">Last ned</a> <a href="#kart">Lenke</a></p></figure>
</section><script>alert(1)</script></section></article>
<footer><div class="bd-footer-content__inner container"></div></footer>"""
METODE = """<article class="bd-article"><section id="metode"><h1>Metode</h1><section id="dette"><h2>Grunnlag</h2><p>Slik.</p>
</section></section></article><footer><div class="bd-footer-content__inner container"></div></footer>"""
BRIEF = """<div id="jb-print-docs-body"><h1>Kort til kommunestyret</h1></div>
<article class="bd-article"><section id="kort"><h1>Kort til kommunestyret<a class="headerlink" href="#kort">#</a></h1>
<p class="sb sb-edition"><strong>Halden kommune · Utgave 2026</strong> <span>Nyeste tall: 2025</span></p>
<section id="maal"><h2>Målene</h2><p>Se <a href="pendling.html">pendling</a> og <a href="#maal">målene</a>.</p></section>
<div class="sb sb-footer"><p class="sb-kicker">Om</p><p>Tallene ble sist lagt inn 1. mai 2026.</p></div>
</section></article><footer><div class="bd-footer-content__inner container"></div></footer>"""
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="60" height="40"><rect width="60" height="40" fill="#12436d"/></svg>'


@pytest.fixture
def built(tmp_path: Path) -> Project:
    """A site of three small pages."""
    project = Project(tmp_path)
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks/pendling.ipynb").touch()
    shutil.copy(ROOT / "_config.yml", tmp_path)
    (tmp_path / "_toc.yml").write_text(TOC, encoding="utf-8")
    for folder in ("book", "figures", "_static"):
        (project.site / folder).mkdir(parents=True)
    for name, text in {"index": INDEX, "pendling": PENDLING, "metode": METODE}.items():
        (project.site / f"book/{name}.html").write_text(text, encoding="utf-8")
    (project.site / "figures/kart.svg").write_text(SVG, encoding="utf-8")
    for name in ("statusbok.css", "print.css"):
        shutil.copy(ROOT / "book/_static" / name, project.site / "_static")
    (project.site / "edition.json").write_text(json.dumps(EDITION), encoding="utf-8")
    return project


@pytest.fixture
def with_brief(built: Project) -> Project:
    """The same with a brief for the council."""
    toc = TOC.replace("{file: book/metode}", "{file: book/metode}, {file: book/kortversjon}")
    (built.root / "_toc.yml").write_text(toc, encoding="utf-8")
    (built.site / "book/kortversjon.html").write_text(BRIEF, encoding="utf-8")
    return built


@pytest.fixture
def document(built: Project) -> BeautifulSoup:
    return BeautifulSoup(Report(built, EDITION).html({"pendling": 3, "metode--dette": 14}), "html.parser")


def need_chromium() -> None:
    try:
        find_chromium()
    except BuildError as error:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(str(error))


def test_anchors_are_unique_and_links_stay_in_the_document(document):
    anchors = [element["id"] for element in document.select("[id]")]
    assert len(anchors) == len(set(anchors))
    addresses = [link["href"] for link in document.select("a[href]")]
    assert "#metode--dette" in addresses and "#pendling--dette" in addresses and "https://www.ssb.no/" in addresses
    assert [address for address in addresses if address.startswith("#") and address[1:] not in anchors] == []
    assert [address for address in addresses if not address.startswith(("#", "https://"))] == []


def test_a_correction_stands_under_the_title_of_its_chapter(built):
    path = built.site / "book/pendling.html"
    box = '<div class="sb sb-corrected" role="region" aria-label="Rettelse på denne siden"><p>Det sto: ned</p></div>'
    path.write_text(path.read_text(encoding="utf-8").replace("</h1>", f"</h1>{box}", 1), encoding="utf-8")
    document = BeautifulSoup(Report(built, EDITION).html({}), "html.parser")
    (found,) = document.select("#kapittel-pendling .sb-corrected")
    assert found.find_previous_sibling().name == "h1" and found.get_text() == "Det sto: ned"


def test_a_link_to_another_chapter_says_the_page(document):
    assert document.select_one("a[href='#metode--dette'] .sb-ref").get_text() == "(side 14)"
    assert document.select_one(".sb-chapter a[href='#pendling--dette'] .sb-ref") is None


def test_paper_has_no_frames_scripts_or_hidden_parts_but_names_the_file_with_the_numbers(document):
    assert document.select("iframe, script, details, button, .headerlink") == []
    assert document.select_one("[id='pendling--kart'] .sb-file").get_text() == "Tallene på nettstedet: kart.csv"


def test_contents_have_every_chapter_with_its_page(document):
    lines = [link.get_text(" ", strip=True) for link in document.select(".sb-contents a")]
    assert lines == ["Pendling 3", "Ut <og> inn 00", "Metode 00"]


def test_names_are_text_also_in_the_style_sheet(built):
    hostile = {**EDITION, "name": '</style><script>alert(1)</script>" } body { display: none'}
    document = BeautifulSoup(Report(built, hostile).html({}), "html.parser")
    assert document.select("script") == []
    assert document.select_one(".sb-front h1").get_text().startswith("</style>")
    assert "</style>" not in str(document.style.string)


def test_chromium_named_by_the_environment(monkeypatch, tmp_path):
    program = tmp_path / "browser.exe"
    program.touch(mode=0o755)
    monkeypatch.setenv("STATUSBOK_CHROMIUM", str(program))
    assert find_chromium() == program
    monkeypatch.setenv("STATUSBOK_CHROMIUM", str(tmp_path / "gone"))
    with pytest.raises(BuildError, match="STATUSBOK_CHROMIUM names .*gone"):
        find_chromium()


def test_without_chromium_the_error_says_how_to_get_it(monkeypatch):
    monkeypatch.delenv("STATUSBOK_CHROMIUM", raising=False)
    monkeypatch.setattr(pdf_module, "_candidates", lambda: iter(()))
    with pytest.raises(BuildError, match="apt install chromium"):
        find_chromium()


def test_without_a_site_the_error_says_how_to_build_it(tmp_path):
    with pytest.raises(BuildError, match="make book"):
        make_pdf(Project(tmp_path))


def test_every_page_links_the_pdf_once_however_often_it_is_made(built):
    for _ in range(2):
        link_pdf(built.site)
    front, chapter = ((built.site / f"book/{name}.html").read_text(encoding="utf-8") for name in ("index", "pendling"))
    assert front.count('href="../rapport.pdf"') == 2 and chapter.count('href="../rapport.pdf"') == 1
    start = BeautifulSoup(front, "html.parser").select(".sb-start a")
    assert [link.get_text() for link in start] == ["Les", "Hele rapporten som PDF"]


def test_finished_file_has_title_language_and_no_time_of_day():
    blank = PdfWriter()
    blank.add_blank_page(100, 100)
    blank.add_metadata({"/CreationDate": "D:20260101120000"})
    file = BytesIO()
    blank.write(file)
    reader = PdfReader(BytesIO(finish(file.getvalue(), "Halden", "Rapport", None)))
    assert reader.metadata.title == "Halden" and "/CreationDate" not in reader.metadata
    assert reader.trailer["/Root"]["/Lang"] == "nb"
    assert reader.trailer["/Root"]["/ViewerPreferences"]["/DisplayDocTitle"]


def test_printing_twice_gives_the_same_bytes(built, monkeypatch):
    need_chromium()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    first = make_pdf(built, say=lambda _: None).read_bytes()
    assert make_pdf(built, say=lambda _: None).read_bytes() == first
    reader = PdfReader(BytesIO(first))
    assert reader.pages[0].extract_text().startswith("Statusrapport for arbeid og næring")
    assert "Metode 4" in " ".join(reader.pages[1].extract_text().split())
    assert reader.metadata.creation_date.year == 2026
    assert not (built.work / "pdf").exists()


def test_a_picture_that_is_not_there_stops_the_printing(built):
    need_chromium()
    (built.site / "figures/kart.svg").unlink()
    with pytest.raises(BuildError, match=r"asks for what is not there: .*kart\.svg"):
        make_pdf(built, say=lambda _: None)
    assert not (built.site / "rapport.pdf").exists()


def test_brief_is_one_page_of_the_site_with_its_head_and_foot(with_brief):
    document = BeautifulSoup(Brief(with_brief, EDITION).html({}), "html.parser")
    assert document.title.string == "Halden: Kort til kommunestyret 2026"
    text = " ".join(document.body.get_text(" ").split())
    head = "Halden kommune · Utgave 2026 Statusrapport for arbeid og næring"
    assert text.startswith(f"{head} Kort til kommunestyret Målene")
    assert text.endswith("Nyeste tall: 2025. Tallene ble sist lagt inn 1. mai 2026.")
    assert [link["href"] for link in document.select("a[href]")] == ["#kortversjon--maal"]


def pdf_of(pages: int) -> bytes:
    writer, file = PdfWriter(), BytesIO()
    for _ in range(pages):
        writer.add_blank_page(595, 842)
    writer.write(file)
    return file.getvalue()


def test_brief_has_the_largest_text_that_fits_one_page(with_brief, monkeypatch, tmp_path):
    brief = Brief(with_brief, EDITION)
    monkeypatch.setattr(pdf_module, "print_pages", lambda document, folder: pdf_of(1 if document.size < 9.5 else 2))
    assert len(PdfReader(BytesIO(print_brief(brief, tmp_path))).pages) == 1
    assert brief.size == 9 and "font-size: 9.0pt" in brief.html({})


def test_brief_that_fits_no_page_stops_the_printing(with_brief, monkeypatch, tmp_path):
    tried = []
    monkeypatch.setattr(pdf_module, "print_pages", lambda document, folder: tried.append(document.size) or pdf_of(2))
    with pytest.raises(BuildError, match=r"kortversjon does not fit one page of A4 in text of 8.0 points"):
        print_brief(Brief(with_brief, EDITION), tmp_path)
    assert tuple(tried) == BRIEF_SIZES


def test_only_the_brief_links_its_own_file_and_only_when_it_is_there(with_brief):
    page = with_brief.site / "book/kortversjon.html"
    link_pdf(with_brief.site)
    assert "kortversjon.pdf" not in page.read_text(encoding="utf-8")
    (with_brief.site / "kortversjon.pdf").touch()
    for _ in range(2):
        link_pdf(with_brief.site)
    links = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser").select("h1 + .sb-pdf a")
    assert [(link["href"], link.get_text()) for link in links] == [("../kortversjon.pdf", "Last ned som PDF (én side)")]
    assert "kortversjon.pdf" not in (with_brief.site / "book/pendling.html").read_text(encoding="utf-8")


def test_an_old_brief_is_removed_where_the_edition_has_none(with_brief, monkeypatch):
    monkeypatch.setattr(pdf_module, "print_pages", lambda document, folder: pdf_of(1))
    file = with_brief.site / "kortversjon.pdf"
    make_pdf(with_brief, say=lambda _: None)
    assert PdfReader(file).metadata.title == "Halden: Kort til kommunestyret 2026"
    without = json.dumps({**EDITION, "left_out": ["kortversjon"]})
    (with_brief.site / "edition.json").write_text(without, encoding="utf-8")
    make_pdf(with_brief, say=lambda _: None)
    assert not file.exists() and (with_brief.site / "rapport.pdf").exists()


def test_brief_printed_twice_gives_the_same_bytes(with_brief, monkeypatch):
    need_chromium()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    file = with_brief.site / "kortversjon.pdf"
    make_pdf(with_brief, say=lambda _: None)
    first = file.read_bytes()
    make_pdf(with_brief, say=lambda _: None)
    assert file.read_bytes() == first and len(PdfReader(file).pages) == 1
