"""The whole report as PDF, and the brief on one page, printed from the finished site of the default edition."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator

import pytest
from bs4 import BeautifulSoup
from pypdf import PdfReader

from statusbok.publish import manifest
from statusbok.publish.check import check_site
from statusbok.publish.pdf import make_pdf
from statusbok.publish.project import Project
from statusbok.publish.verify import compare


@pytest.fixture(scope="module")
def printed(chromium: str, project: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A copy of the site with the PDF in it: other tests read the site as `make book` leaves it."""
    copy = Project(tmp_path_factory.mktemp("printed"))
    shutil.copytree(project.root, copy.root, dirs_exist_ok=True)
    published = manifest.read(project.site / manifest.FILE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STATUSBOK_COMMIT", published.commit)
        patch.setenv("SOURCE_DATE_EPOCH", str(published.made or ""))
        make_pdf(copy, say=lambda _: None)
    return copy


@pytest.fixture(scope="module")
def pdf(printed: Project) -> PdfReader:
    return PdfReader(printed.site / "rapport.pdf")


@pytest.fixture(scope="module")
def brief(printed: Project) -> PdfReader:
    return PdfReader(printed.site / "kortversjon.pdf")


@pytest.fixture(scope="module")
def texts(pdf: PdfReader) -> list[str]:
    return [page.extract_text() for page in pdf.pages]


def test_pages_are_a4(pdf):
    assert {(round(page.mediabox.width / 72 * 25.4), round(page.mediabox.height / 72 * 25.4)) for page in pdf.pages} == {(210, 297)}


def test_both_are_tagged_in_bokmal_and_have_a_title(pdf, brief):
    for file, title in ((pdf, "Halden: statusrapport 2026"), (brief, "Halden: Kort til kommunestyret 2026")):
        root = file.trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"] and root["/StructTreeRoot"]["/K"]
        assert root["/Lang"] == "nb"
        assert root["/ViewerPreferences"]["/DisplayDocTitle"]
        assert file.metadata.title == title


def test_brief_is_one_page_of_a4_with_all_that_its_page_says(printed, brief):
    (sheet,) = brief.pages
    assert (round(sheet.mediabox.width / 72 * 25.4), round(sheet.mediabox.height / 72 * 25.4)) == (210, 297)
    text, shown = squeezed(sheet.extract_text()), page(printed, "book/kortversjon")
    said = "h2, .sb-findings li, .sb-say, .sb-missing li, caption, th, td, .sb-note, .sb-source"
    told = [squeezed(element.get_text().removesuffix("#")) for element in shown.select(said)]
    assert len(told) > 50 and [line for line in told if line not in text] == []
    assert squeezed("Tallene ble sist lagt inn i rapporten") in text
    assert re.search(r"\b(nan|NaN|None|NaT)\b|Last ned|Kopier|Hopp over", sheet.extract_text()) is None


def test_every_chapter_is_in_the_outline_where_its_title_stands(printed, pdf, texts):
    chapters = [entry for entry in pdf.outline if not isinstance(entry, list)]
    titles = [page(printed, name).h1.get_text().removesuffix("#") for name in printed.pages()[1:]]
    assert [entry.title for entry in chapters] == ["Halden 2026", "Innhold", *titles]
    for entry in chapters[2:]:
        assert squeezed(entry.title) in squeezed(texts[pdf.get_destination_page_number(entry)])


def test_contents_name_the_right_pages(pdf, texts):
    entries = [entry for entry in pdf.outline if not isinstance(entry, list)][2:]
    first = pdf.get_destination_page_number(entries[0])
    contents = squeezed("".join(texts[1:first]))
    for entry in entries:
        assert squeezed(f"{entry.title}{pdf.get_destination_page_number(entry) + 1}") in contents


def test_pages_are_numbered(texts):
    for number, text in enumerate(texts[1:], 2):
        assert f"{number}Halden:statusrapport2026" in squeezed(text)


def test_every_figure_and_table_is_there(printed, texts):
    everything = squeezed("".join(texts))
    for name in printed.pages()[1:]:
        for title in page(printed, name).select(".sb-figure .sb-title, .sb-tableframe caption"):
            assert squeezed(title.get_text()) in everything, title.get_text()


def test_no_missing_value_and_nothing_to_press(texts):
    assert [text for text in texts if re.search(r"\b(nan|NaN|None|NaT)\b|Last ned|Kopier|Hopp over", text)] == []


def test_every_picture_has_its_text_and_stands_on_one_page(printed, pdf):
    pictures = [found for found in elements(pdf.trailer["/Root"]["/StructTreeRoot"]) if found.get("/S") == "/Figure"]
    on_site = sum(len(page(printed, name).select("img")) for name in printed.pages())
    assert len(pictures) == on_site > 25
    for picture in pictures:
        assert str(picture["/Alt"]).strip()
        assert len(set(pages_of(picture))) == 1


def test_fonts_travel_with_the_file(pdf):
    fonts = [font.get_object() for page in pdf.pages for font in page["/Resources"].get("/Font", {}).values()]
    described = [font["/DescendantFonts"][0].get_object()["/FontDescriptor"] for font in fonts if font["/Subtype"] == "/Type0"]
    assert len(described) == len(fonts) > 0
    assert all({"/FontFile2", "/FontFile3"} & set(descriptor) for descriptor in described)


def test_the_site_links_the_pdf_and_is_still_whole(printed):
    assert check_site(printed.site, printed.pages()) == []
    assert page(printed, "book/index", "html").select_one(".sb-start a[href='../rapport.pdf']")
    for name in printed.pages():
        assert page(printed, name, "html").select_one("footer a[href='../rapport.pdf']"), name
    assert page(printed, "book/kortversjon").select_one("h1 + .sb-pdf a[href='../kortversjon.pdf']")


def page(project: Project, name: str, part: str = "article") -> BeautifulSoup:
    text = (project.site / f"{name}.html").read_text(encoding="utf-8")
    return BeautifulSoup(text, "html.parser").select_one(part)


def squeezed(text: str) -> str:
    """Text without the spaces and line ends, which a PDF does not keep."""
    return re.sub(r"\s", "", text)


def elements(node: object) -> Iterator[dict]:
    """Every element of the structure tree below one, and itself."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for child in node:
            yield from elements(child)
    elif isinstance(node, dict):
        yield node
        yield from elements(node.get("/K"))


def pages_of(element: dict) -> Iterator[int]:
    """Pages that hold the content of an element."""
    for each in elements(element):
        if "/Pg" in each:
            yield each.raw_get("/Pg").idnum


def test_both_are_the_same_bytes_elsewhere_and_on_another_day(printed, project, tmp_path):
    again, published = Project(tmp_path / "et annet sted"), manifest.read(printed.site / manifest.FILE)
    shutil.copytree(project.root, again.root)
    conditions = {
        "TZ": "Pacific/Kiritimati", "LANG": "tr_TR.UTF-8", "LC_ALL": "", "PYTHONHASHSEED": "4711", "PYTHONPATH": str(again.root),
        "STATUSBOK_COMMIT": published.commit, "SOURCE_DATE_EPOCH": str(published.made or ""),
    }  # fmt: skip
    command = [sys.executable, "-m", "statusbok", "pdf"]
    run = subprocess.run(command, cwd=again.root, env=os.environ | conditions, capture_output=True, encoding="utf-8")
    assert run.returncode == 0, run.stderr
    compare(printed.site, again.site)
    assert {"rapport.pdf", "kortversjon.pdf"} <= set(manifest.outputs(again.site))
