"""Corrections: which an edition shows and where, what is refused, the page, the boxes and the feed. Every row is made up."""

from __future__ import annotations

import csv
import io
import json
import shutil
import xml.etree.ElementTree as ET
from datetime import date

import pytest
from bs4 import BeautifulSoup
from markdown_it import MarkdownIt

from statusbok import frozen
from statusbok.catalogue import ROOT, Catalogue, catalogue
from statusbok.edition import Edition
from statusbok.errors import DataError
from statusbok.publish import corrections
from statusbok.publish.build import prepare, run_jupyter_book
from statusbok.publish.check import check_site
from statusbok.publish.project import Project
from statusbok.publish.record import check_record
from statusbok.sphinx_nb.corrections import with_box

COLUMNS = "corrected_on edition_year municipality_code wrong right pages indicators".split()
TODAY = date(2027, 6, 1)
PAGES = ["index", "sammendrag", "sysselsetting", "pendling", "maal_2"]
TITLES = {"pendling": "Pendling", "maal_2": "Mål 2: Styrke og tiltrekke"}
HOSTILE = "<script>alert('x')</script> & **fet** [x](https://x.no) {{ name }} nan %&lt; " + "w" * 600
NS = {"a": corrections.ATOM}


def row(day="2027-03-01", year="2026", code="3101", wrong="Det gikk ned.", right="Det gikk opp.", pages="pendling", indicators=""):
    return [day, year, code, wrong, right, pages, indicators]


@pytest.fixture(scope="session")
def copied(tmp_path_factory):
    folder = tmp_path_factory.mktemp("corrections") / "data"
    shutil.copytree(ROOT / "data", folder, ignore=shutil.ignore_patterns("editions"))
    return folder


@pytest.fixture
def record(copied, monkeypatch):
    """Writes the table with some rows, and makes it that of today; returns the record."""

    def write(*rows, mark=",", bom=False, end="\n"):
        text = io.StringIO()
        csv.writer(text, delimiter=mark, lineterminator=end).writerows([COLUMNS, *rows])
        path = copied / "tables/corrections.csv"
        path.write_text(text.getvalue(), encoding="utf-8-sig" if bom else "utf-8", newline="")
        found = Catalogue(copied)
        monkeypatch.setattr(corrections, "of_today", lambda: found)
        return found

    return write


def complaints(record):
    return corrections.complaints(record.table("corrections"), record, PAGES, TODAY)


def told(record, *rows):
    return complaints(record(*rows))


def line(column, text, number=2):
    return f"data/tables/corrections.csv, row {number}, column {column}: {text}"


def test_table_ships_without_rows_and_is_in_order():
    """No correction has been made; one is never made up in the record."""
    assert catalogue().table("corrections").empty
    assert corrections.of(Edition()) == []
    corrections.check()


# ---- Which an edition shows ----


def test_an_edition_shows_its_own_newest_first(record):
    made = record(
        row(wrong="a"),
        row(wrong="b", day="2027-04-01", code=""),
        row(wrong="c", day="2027-04-01", pages="maal_2; pendling;maal_2 ;", indicators="jobs; employed_residents"),
        row(wrong="annet år", year="2025"),
        row(wrong="annen kommune", code="3103"),
    )
    found = corrections.of(Edition(), made)
    assert [one.wrong for one in found] == ["b", "c", "a"]
    assert found[1].pages == ("maal_2", "pendling") and found[1].indicators == ("jobs", "employed_residents")
    assert found[0].day == date(2027, 4, 1) and found[0].indicators == ()
    assert [one.wrong for one in corrections.on("maal_2", found)] == ["c"]
    assert corrections.on("metode", found) == []
    assert [one.wrong for one in corrections.of(Edition(year=2025), made)] == ["annet år"]
    assert [one.wrong for one in corrections.of(Edition(municipality="3103"), made)] == ["b", "annen kommune"]


def test_a_correction_later_than_the_edition_is_shown(record):
    assert len(corrections.of(Edition(year=2025), record(row(year="2025", day="2027-03-01")))) == 1


@pytest.mark.parametrize("bom", [True, False])
def test_a_file_from_excel_is_read_as_one_with_commas(record, bom):
    plain = corrections.of(Edition(), record(row(pages="pendling; maal_2", wrong="Ned, og ut.")))
    excel = record(row(day="01.03.2027", pages="pendling; maal_2", wrong="Ned, og ut."), mark=";", bom=bom, end="\r\n")
    assert corrections.of(Edition(), excel) == plain and len(plain) == 1
    assert complaints(excel) == []
    assert excel.complaints() == []


def test_names_with_semicolons_that_are_not_quoted_are_refused(record, copied):
    record()
    text = f"{';'.join(COLUMNS)}\n01.03.2027;2026;3101;Ned.;Opp.;pendling; maal_2; sammendrag\n"
    (copied / "tables/corrections.csv").write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match="row 2: more cells than the 7 columns; quote a text that holds a semicolon"):
        Catalogue(copied).table("corrections")


def test_texts_are_on_one_line_and_keep_spaces_that_do_not_break(record):
    (found,) = corrections.of(Edition(), record(row(wrong=" 3\u00a0456\n\n# Tittel\r\n\tned\x0b", right="a  b")))
    assert (found.wrong, found.right) == ("3\u00a0456 # Tittel ned", "a b")


def test_ids_stay_when_other_columns_and_rows_change(record):
    (first,) = corrections.of(Edition(), record(row()))
    again = corrections.of(Edition(), record(row(wrong="ny"), row(right="En annen retting.", pages="maal_2", code="")))
    assert [one.id for one in again if one.wrong == first.wrong] == [first.id]
    others = [
        *corrections.of(Edition(), record(row(day="2027-03-02"), row(wrong="x"))),
        *corrections.of(Edition(year=2025), record(row(year="2025"))),
        *corrections.of(Edition(municipality="3103"), record(row(code=""))),
    ]
    assert len({first.id, *(one.id for one in others)}) == 5
    assert first.id.version == 5


def test_corrections_are_those_of_today_while_a_frozen_record_is_read(tmp_path, monkeypatch):
    for folder in ("data", "data/editions/2025"):
        shutil.copytree(
            ROOT / "data", tmp_path / folder, ignore=shutil.ignore_patterns("editions"), dirs_exist_ok=True
        )
    package = json.loads((tmp_path / "data/editions/2025/datapackage.json").read_text(encoding="utf-8"))
    package["resources"] = [one for one in package["resources"] if one["name"] != "corrections"]  # older than the table
    (tmp_path / "data/editions/2025/datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    table = tmp_path / "data/tables/corrections.csv"
    lines = [COLUMNS, row(year="2025", day="2026-02-01"), row(pages="borte")]
    table.write_text("\n".join(map(",".join, lines)) + "\n", encoding="utf-8")
    monkeypatch.setattr(frozen, "ROOT", tmp_path)
    with frozen.used(2025):
        corrections.check()
        assert "corrections" not in catalogue().names
        assert [one.wrong for one in corrections.of(Edition(year=2025))] == ["Det gikk ned."]
    with pytest.raises(DataError, match="row 3, column pages: 'borte'"):
        corrections.check()  # the row of the edition that is made from the record of today


# ---- What is refused ----


@pytest.mark.parametrize(
    ("cells", "column", "text"),
    [
        ({"day": "2027-06-02"}, "corrected_on", "'2027-06-02'; expected a day that has been; today is 2027-06-01"),
        ({"day": "2025-12-31"}, "corrected_on",
         "'2025-12-31'; expected a day from 2026-01-01 on, since it is the 2026 edition"),
        ({"year": "1999"}, "edition_year", "1999; expected the year of an edition, {years}"),
        ({"year": "1999", "code": ""}, "edition_year", "1999; expected the year of an edition, {all_years}"),
        ({"wrong": "  "}, "wrong", "'  '; expected a text"),
        ({"right": "\n"}, "right", "'\\n'; expected a text"),
        ({"wrong": "a\x01b"}, "wrong",
         "'\\x01' in the text; expected letters, digits and other signs that can be seen"),
        ({"right": "b\ufffe"}, "right",
         "'\\ufffe' in the text; expected letters, digits and other signs that can be seen"),
        ({"wrong": "Det  samme", "right": "Det samme "}, "right",
         "the same text as in wrong; expected what should stand there instead"),
        ({"pages": "pendlng"}, "pages",
         "'pendlng'; expected names of pages such as sammendrag or sysselsetting; did you mean pendling?"),
        ({"pages": "pendling; book/maal_2"}, "pages",
         "'book/maal_2'; expected names of pages such as sammendrag or sysselsetting; did you mean maal_2?"),
        ({"pages": "PENDLING"}, "pages",
         "'PENDLING'; expected names of pages such as sammendrag or sysselsetting; did you mean pendling?"),
        ({"pages": "zzz"}, "pages", "'zzz'; expected names of pages such as sammendrag or sysselsetting"),
        ({"pages": " ; "}, "pages", "' ; '; expected names of pages such as sammendrag or sysselsetting"),
        ({"indicators": "zzz"}, "indicators", "'zzz'; expected ids of plan_indicators such as {ids}"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_by_row_and_column(record, cells, column, text):
    made = record(row(**cells))
    years = Edition().editions("3101")
    every = {year for code in made.table("population")["municipality_code"].unique() for year in Edition().editions(code)}
    ids = list(made.table("plan_indicators")["indicator_id"])[1:3]
    filled = text.replace("{years}", f"{years[0]}–{years[-1]}").replace("{all_years}", f"{min(every)}–{max(every)}")
    expected = line(column, filled.replace("{ids}", " or ".join(ids)))
    assert complaints(made) == [expected]


def test_a_misspelt_indicator_and_a_former_number(record):
    (found,) = told(record, row(indicators="employed_resident"))
    assert found.startswith(line("indicators", "'employed_resident'; expected ids of plan_indicators such as"))
    assert found.endswith("; did you mean employed_residents?")
    (found,) = told(record, row(code="0101"))
    assert found.startswith(line("municipality_code", "0101 is not a municipality number of today; "))
    assert "3101" in found


def test_a_municipality_without_an_edition(record, monkeypatch):
    monkeypatch.setattr(corrections, "editions_of", lambda record, code: [])
    expected = line("municipality_code", "'3101'; expected a municipality that there is a report for")
    assert told(record, row()) == [expected]


def test_every_fault_of_every_row_is_told(record):
    found = told(record, row(), row(wrong="x", pages="zz; yy"), row(wrong=" ", day="2028-01-01"))
    assert [text.split(":")[0] for text in found] == [
        line(column, "", number)[:-2] for column, number in (("pages", 3), ("pages", 3), ("corrected_on", 4), ("wrong", 4))
    ]


def test_rows_that_are_right(record):
    made = record(row(), row(code="", wrong="b", day="2027-06-01", pages="index;maal_2", indicators="employed_residents"))
    assert complaints(made) == [] and made.complaints() == []


def test_year_of_a_frozen_edition_is_known(record, monkeypatch):
    monkeypatch.setattr(frozen, "years", lambda: [1999])
    assert told(record, row(year="1999", code="")) == []


@pytest.mark.parametrize(
    ("cells", "text"),
    [
        ({"day": "31.02.2026"}, "column corrected_on: '2026-02-31' is not allowed; expected a date such as 2024-01-01"),
        ({"day": ""}, "column corrected_on: an empty cell is not allowed; expected a date such as 2024-01-01"),
        ({"year": ""}, "column edition_year: an empty cell is not allowed; expected a whole number"),
        ({"wrong": ""}, "column wrong: an empty cell is not allowed; expected text"),
        ({"right": ""}, "column right: an empty cell is not allowed; expected text"),
        ({"pages": ""}, "column pages: an empty cell is not allowed; expected text"),
        ({"code": "101"}, "column municipality_code: '101' is not allowed; expected a municipality code of four digits, or an "
         "empty cell"),
    ],
)  # fmt: skip
def test_cells_that_the_schema_refuses(record, cells, text):
    assert f"data/tables/corrections.csv, row 2, {text}" in record(row(**cells)).complaints()


def test_year_that_is_no_number(record):
    with pytest.raises(DataError, match="row 2, column edition_year: 'i fjor' is not a whole number"):
        record(row(year="i fjor")).table("corrections")


def test_two_rows_with_one_key(record):
    with pytest.raises(DataError, match="row 3, column corrected_on, edition_year, wrong: .* is there already"):
        record(row(), row(right="Noe annet.")).table("corrections")


def test_the_check_of_the_record_looks_at_them(record, monkeypatch):
    record(row(day="2026-01-02", pages="rettelser"))
    monkeypatch.setattr(Catalogue, "validate", lambda self: None)
    with pytest.raises(DataError, match="^data/tables/corrections.csv, row 2, column pages: 'rettelser'; expected names of "
                                        "pages such as sammendrag or nytt"):  # fmt: skip
        check_record()
    record(row(day="2026-01-02", pages=";".join(page.removeprefix("book/") for page in Project().pages()[:-1] if "rettelser" not in page)))
    assert check_record()


# ---- The page and the boxes ----


def rendered(text):
    return BeautifulSoup(MarkdownIt("commonmark", {"html": True}).render(text), "html.parser")


def test_page_without_corrections_says_so():
    page = rendered(corrections.page([], {}))
    assert [heading.get_text() for heading in page.find_all(["h1", "h2"])] == ["Rettelser", "Meld fra om feil"]
    assert "Ingenting er rettet i denne utgaven." in page.get_text()
    assert page.select_one("a")["href"] == "../rettelser.xml" and not page.select("dl")


def test_page_with_one_and_several(record):
    made = record(row(pages="pendling; maal_2; borte"), row(wrong="b"), row(wrong="c", day="2027-04-01"))
    page = rendered(corrections.page(corrections.of(Edition(), made), TITLES))
    assert "Ingenting er rettet" not in page.get_text()
    assert [heading.get_text() for heading in page.find_all("h2")] == [
        "1.\u00a0april 2027", "1.\u00a0mars 2027", "Meld fra om feil",
    ]  # fmt: skip
    assert [entry["id"] for entry in page.select("dl")] == [one.anchor for one in corrections.of(Edition(), made)]
    assert [(link["href"], link.get_text()) for link in page.select("dl")[1].select("a")] == [
        ("pendling.html", "Pendling"), ("maal_2.html", "Mål 2: Styrke og tiltrekke"),
    ]  # fmt: skip
    assert [cell.get_text() for cell in page.select("dl")[1].select(".sb-quoted")] == ["Det gikk ned.", "Det gikk opp."]


def test_box_of_one_and_of_several(record):
    one = BeautifulSoup(corrections.box(corrections.of(Edition(), record(row()))), "html.parser")
    assert one.div["aria-label"] == "Rettelse på denne siden" and one.div["role"] == "region"
    assert one.get_text(" ", strip=True) == (
        "Rettet 1.\u00a0mars 2027 Det sto Det gikk ned. Det skal stå Det gikk opp. Alle rettelser i denne utgaven"
    )
    found = corrections.of(Edition(), record(row(), row(wrong="b", day="2027-04-01")))
    several = BeautifulSoup(corrections.box(found), "html.parser")
    assert several.div["aria-label"] == "Rettelser på denne siden" and len(several.select("dl")) == 2
    assert [link["href"] for link in several.select("a")] == [f"rettelser.html#{found[0].anchor}"]
    assert not several.find(["h1", "h2", "h3", "section", "aside"])


def test_hostile_texts_stay_texts(record):
    found = corrections.of(Edition(), record(row(wrong=HOSTILE, right="</dd></dl><img src=x onerror=alert(1)>")))
    for page in (rendered(corrections.page(found, {"pendling": "<b>P</b>"})), BeautifulSoup(corrections.box(found), "html.parser")):
        assert not page.find(["script", "img", "strong", "b"])
        assert [cell.get_text() for cell in page.select(".sb-quoted")] == [HOSTILE, found[0].right]


def test_box_stands_under_the_title():
    assert with_box("<section><h1>P<a>#</a></h1>\n<p>x</p><h1>y</h1></section>", r"<b>\1</b>") == (
        "<section><h1>P<a>#</a></h1>\n<b>\\1</b>\n<p>x</p><h1>y</h1></section>"
    )
    cover = '<h1>F</h1><p>x</p><figure class="sb sb-cover-map"><img></figure>'
    assert with_box(f"{cover}<figure></figure>", "<b></b>") == f"{cover}\n<b></b><figure></figure>"
    assert with_box("<p>x</p>", "<b></b>") == "<p>x</p>"


# ---- The feed ----


@pytest.fixture
def plain_project(tmp_path):
    (tmp_path / "_config.yml").write_text("title: x\n", encoding="utf-8")
    return Project(tmp_path)


def feed(project, found, titles=TITLES):
    return ET.fromstring(corrections.feed(Edition(), found, titles, project))


def test_feed_has_what_atom_requires(record, plain_project):
    found = corrections.of(Edition(), record(row(pages="pendling; maal_2; borte"), row(wrong=HOSTILE, day="2027-04-01")))
    root = feed(plain_project, found)
    assert root.tag == f"{{{corrections.ATOM}}}feed"
    for parent in (root, *root.findall("a:entry", NS)):
        for name in ("id", "title", "updated"):
            assert len(parent.findall(f"a:{name}", NS)) == 1 and parent.findtext(f"a:{name}", namespaces=NS)
        assert len(parent.findall("a:link[@rel='alternate']", NS)) == 1
    assert root.findtext("a:author/a:name", namespaces=NS) == "Statusbok"
    assert root.findtext("a:title", namespaces=NS) == "Rettelser i statusrapporten for Halden 2026"
    assert root.findtext("a:updated", namespaces=NS) == "2027-04-01T00:00:00Z"
    ids = [entry.findtext("a:id", namespaces=NS) for entry in root.findall("a:entry", NS)]
    assert ids == [one.id.urn for one in found] and root.findtext("a:id", namespaces=NS) not in ids
    newest, oldest = root.findall("a:entry", NS)
    assert newest.find("a:content", NS).get("type") == "text"
    assert newest.findtext("a:content", namespaces=NS) == f"Det sto: {HOSTILE}\nDet skal stå: Det gikk opp."
    assert oldest.findtext("a:title", namespaces=NS) == "Rettet 1.\u00a0mars 2027: Pendling; Mål 2: Styrke og tiltrekke"
    assert oldest.find("a:link", NS).get("href") == f"book/rettelser.html#{found[1].anchor}"


@pytest.mark.parametrize(
    "config",
    ["sphinx:\n  config:\n    html_baseurl: https://status.example.no/halden\n", "html:\n  baseurl: https://status.example.no/halden/\n"],
)
def test_feed_has_whole_addresses_where_the_site_has_one(record, plain_project, config):
    found = corrections.of(Edition(), record(row()))
    before = feed(plain_project, found)
    (plain_project.root / "_config.yml").write_text(config, encoding="utf-8")
    root = feed(plain_project, found)
    base = "https://status.example.no/halden/"
    assert [link.get("href") for link in root.iter(f"{{{corrections.ATOM}}}link")] == [
        f"{base}rettelser.xml", f"{base}book/rettelser.html", f"{base}book/rettelser.html#{found[0].anchor}",
    ]  # fmt: skip
    name = f"{{{corrections.ATOM}}}id"
    assert [element.text for element in root.iter(name)] == [element.text for element in before.iter(name)]


def test_feed_without_corrections_is_as_old_as_the_commit(record, plain_project, monkeypatch):
    record()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000000")
    root = feed(plain_project, [])
    assert root.findtext("a:updated", namespaces=NS) == "2027-01-15T08:00:00Z" and not root.findall("a:entry", NS)
    monkeypatch.setattr(corrections, "commit_of", lambda root: ("", None))
    recorded = corrections.of_today().resource("corrections").recorded
    assert feed(plain_project, []).findtext("a:updated", namespaces=NS) == f"{recorded}T00:00:00Z"


def test_feed_is_the_same_each_time(record, plain_project):
    made = record(row(), row(wrong="b"), row(wrong="c", day="2027-04-01"))
    first = corrections.feed(Edition(), corrections.of(Edition(), made), TITLES, plain_project)
    assert corrections.feed(Edition(), corrections.of(Edition(), Catalogue(made.folder)), TITLES, plain_project) == first


# ---- A site ----


def test_site_shows_them_where_they_belong(small, edition, record):
    record(row(wrong=HOSTILE), row(wrong="Feil på forsiden.", pages="index; sammendrag; metode"), row(code="3103", pages="sysselsetting"),
           row(wrong="Ingen side her.", pages="metode"))  # fmt: skip
    toc = small.root / "_toc.yml"
    toc.write_text(toc.read_text(encoding="utf-8") + "      - file: book/rettelser\n", encoding="utf-8")
    prepare(edition, project=small, say=lambda _: None)
    site = run_jupyter_book(small)
    assert check_site(site, small.pages()) == []

    def page(name):
        return BeautifulSoup((site / f"{name}.html").read_text(encoding="utf-8"), "html.parser")

    box = page("book/pendling").select_one("article .sb-corrected")
    assert box.find_previous_sibling().name == "h1" and HOSTILE in box.get_text()
    assert [one.select_one(".sb-quoted").get_text() for one in page("book/index").select("article .sb-corrected")] == ["Feil på forsiden."]
    for name in ("book/sysselsetting", "book/rettelser", "search"):
        assert page(name).select(".sb-corrected") == []
    own = page("book/rettelser")
    assert [cell.get_text() for cell in own.select("dl.sb-correction .sb-quoted")][::2] == [HOSTILE, "Feil på forsiden."]
    assert [link.get_text() for link in own.select("dl.sb-correction a")] == ["Pendling", "Forsiden"]
    for name, address in (("book/pendling", "../rettelser.xml"), ("404", "rettelser.xml"), ("book/index", "../rettelser.xml")):
        assert [link["href"] for link in page(name).select("link[type='application/atom+xml']")] == [address]
    assert "Feil på forsiden" not in str(page("book/index").head)
    entries = ET.fromstring((site / "rettelser.xml").read_bytes()).findall("a:entry", NS)
    assert [entry.findtext("a:title", namespaces=NS) for entry in entries] == [
        "Rettet 1.\u00a0mars 2027: Pendling", "Rettet 1.\u00a0mars 2027: Forsiden",
    ]  # fmt: skip
    assert not (site / "rettelser.json").exists()
