"""The chapters on a record whose tables have been fetched. The rows are samples that this test makes up."""

from __future__ import annotations

import ast
import base64
import csv
import io
import json
import re
import shutil

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from markdown_it import MarkdownIt

from statusbok import catalogue as catalogue_module
from statusbok import edition as edition_module
from statusbok.catalogue import Catalogue
from statusbok.edition import Edition
from statusbok.publish import data_page, open_data
from statusbok.publish.project import Project
from statusbok.publish.record import check_record
from statusbok.show import Component, provenance
from statusbok.show.nb import employment
from statusbok.update import update
from tests.replica.server import Replica

HALDEN = "3101"
RETRIEVED = "2026-10-03T08:15:00+00:00"
INDUSTRIES = "01-03 05-09 10-33 35-39 41-43 45-47 49-53 55-56 58-63 64-66 68-75 77-82 84 85 86-88 90-99 00".split()
AGES = {"15-74": 7100, "15-24": 1000, "25-39": 2200, "40-54": 2300, "55-66": 1500, "67-74": 100}


def samples() -> dict[str, list[tuple]]:
    """Rows of each table that can be fetched, as the figures of one municipality could be."""
    years = (2024, 2025)
    sizes = [("00", "Alle størrelser", 2500, None), ("0", "Ingen ansatte", 1700, None), ("1-4", "1–4 ansatte", 800, None),
             ("250-", "250 ansatte og over", None, ":")]  # fmt: skip
    sectors = [("A+B+D+E.0-1+9", "Privat sektor", 8700, None), ("6100", "Statlig forvaltning", 1100, None),
               ("6500", "Kommunal forvaltning", 3300, None)]  # fmt: skip
    status = [("A.01", "Sysselsatte", 11900), ("A.09", "Registrert helt ledige", 500), ("U.01", "Under utdanning", 1500),
              ("U.02", "Øvrige", 3900)]  # fmt: skip
    return {
        "commuter_totals": [(year, HALDEN, 3050, 4150, 14000, 12900) for year in (2021, 2022)],
        "employed_by_age_sex": [
            (year, HALDEN, sex, group, int(count * share), None)
            for year in years for group, count in AGES.items() for sex, share in (("0", 2), ("1", 1.1), ("2", 0.9))
        ],
        "employed_by_sector": [(year, HALDEN, *row) for year in years for row in sectors],
        "employment_rates": [(2022, HALDEN, 60.4), (2025, HALDEN, 60.9)],
        "labour_status_20_66": [(year, HALDEN, *row) for year in years for row in status],
        "population_quarterly": [(year, quarter, HALDEN, 32000 + quarter) for year in (2025, 2026) for quarter in (1, 2, 3)],
        "establishments": [(2026, HALDEN, *row) for row in sizes],
        "land_use": [(2025, HALDEN, "Skog", 450.0), (2025, HALDEN, "Næring, offentlig og privat tjenestyting", 2.9)],
        "new_floor_area": [(year, HALDEN, kind, 1200) for year in years for kind in ("Lagerbygning", "Kontorbygning")],
        "non_resident_employees": [(2024, "31", 5100), (2025, "31", 5200)],
        "swedish_commuting": [(2024, "1486", "1435", 310), (2024, "1438", "1486", 40)],
        "swedish_commuter_totals": [(2024, "1486", 900, 800), (2024, "1438", 500, 700)],
        "swedish_employment": [(2024, "1486", 5100), (2024, "1438", 2100)],
        "swedish_unemployment": [("2026-09", "1486", 7.1), ("2026-09", "1438", 6.2)],
        "exchange_rate_norges_bank": [(f"{year}-{month:02}", 90.0 + month + year - 2023, 20)
                                      for year in (2023, 2024, 2025) for month in range(1, 13)],
    }  # fmt: skip


@pytest.fixture(scope="module")
def filled(tmp_path_factory, hand_made) -> Catalogue:
    """A copy of the record with the sample rows, and jobs by all groups of industries."""
    folder = hand_made(tmp_path_factory.mktemp("fetched"))
    path = folder / "datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    rows = samples()
    rows["municipality_centrality"] = [("3101", 3, "2024-01-01"), ("3103", 2, "2024-01-01")]
    rows["employed_by_industry"] = [
        (year, municipality, code, count, count * 9 // 10)
        for municipality in Catalogue(folder).table("employed_by_industry")["municipality_code"].unique()
        for year in range(2022, 2026)
        for code, count in [("00-99", 840 * len(INDUSTRIES)), *((code, 840) for code in INDUSTRIES)]
    ]
    for resource in package["resources"]:
        if resource["name"] in rows:
            resource.update(recorded="2026-10-03", retrieved=RETRIEVED, period="2025", hand_caveats=[])
            columns = [field["name"] for field in resource["schema"]["fields"]]
            frame = pd.DataFrame(rows[resource["name"]], columns=columns, dtype=object)
            frame.to_csv(folder / resource["path"], index=False, lineterminator="\n")
    path.write_text(json.dumps(package), encoding="utf-8")
    return Catalogue(folder)


@pytest.fixture
def read_by_chapters(monkeypatch):
    """Makes a record the one that the chapters read."""

    def use(record: Catalogue) -> Catalogue:
        for module in (catalogue_module, edition_module, provenance):
            monkeypatch.setattr(module, "catalogue", lambda: record)
        return record

    return use


@pytest.fixture
def fetched(filled, by_hand, read_by_chapters) -> Catalogue:
    """The same, as the record that the chapters read."""
    return read_by_chapters(filled)


@pytest.fixture
def unfetched(tmp_path, hand_made, by_hand, read_by_chapters) -> Catalogue:
    """The chapters read a record before its first update."""
    return read_by_chapters(Catalogue(hand_made(tmp_path)))


@pytest.fixture(scope="module")
def updated(tmp_path_factory, hand_made) -> Catalogue:
    """A record that `statusbok update` has fetched all of from the replica of the services."""
    root = tmp_path_factory.mktemp("updated")
    hand_made(root)
    with pytest.MonkeyPatch.context() as patch, Replica() as replica:
        patch.setenv("STATUSBOK_CACHE", str(root / "cache"))
        patch.setenv("STATUSBOK_SERVICES", replica.address)
        said: list[str] = []
        assert update(root, accept=["commuting_flows"], say=said.append).code == 0, "\n".join(said)
    return Catalogue(root / "data")


@pytest.fixture
def shown(monkeypatch):
    """Runs a chapter's cells here and returns the text and the HTML of what they show."""

    def run(chapter: str, year: int = 2026) -> tuple[str, str]:
        parts: list[Component] = []
        monkeypatch.setattr("IPython.display.display", lambda *objects: parts.extend(objects))
        names: dict[str, object] = {}
        for cell in json.loads(Project().notebook(chapter).read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "code" and "check" not in cell["metadata"].get("tags", []):
                source = "".join(cell["source"]).replace("year = 2026", f"year = {year}")
                *body, last = ast.parse(source).body
                if not isinstance(last, ast.Expr):
                    body, last = [*body, last], None
                exec(compile(ast.Module(body, []), chapter, "exec"), names)
                if last is not None:
                    parts.append(eval(compile(ast.Expression(last.value), chapter, "eval"), names))
        components = [part for part in parts if isinstance(part, Component)]
        return "\n".join(map(repr, components)).replace("\u00a0", " "), "\n".join(part._repr_html_() for part in components)

    return run


NOT_FETCHED = "er ikke hentet ennå"
FIGURES = {
    "sysselsetting": "sysselsetting-naeringer-arbeidssted sysselsetting-alder sysselsettingsgrad-20-66 sysselsetting-virksomheter",
    "pendling": "pendling-i-alt",
    "naeringsareal": "naeringsareal-hele-arealet naeringsareal-nye-bygg",
    "grensearbeid": "grensearbeid-ikke-bosatte grensearbeid-sverige grensearbeid-sverige-pendling",
    "maalene": "maalene-sysselsettingsgrad-20-66",
    "drivkrefter": "drivkrefter-delt-arbeidsplasser drivkrefter-naeringer-arbeidsplasser drivkrefter-typer",
    "sammendrag": "sammendrag-maal",
}
SAID = {
    "sysselsetting": [
        "I 4. kvartal 2025 var det 8 700 private og 4 400 offentlige arbeidsplasser i Halden",
        "SSB oppgir 60,4 prosent i tabell 06445 for 2022, med samme definisjon. Det er 0,3 prosentpoeng fra",
        "var 66,9 prosent av de bosatte i Halden i alderen 20–66 år sysselsatt",
        "Til planens mål om 70 prosent i 2030 manglet det 3,1 prosentpoeng.",
        "Ved utgangen av 3. kvartal 2026 hadde Halden 32 003 innbyggere",
        "De neste gjelder de som arbeider i kommunen.",
        "Ved inngangen til 2026 var det 2 500 virksomheter i Halden.",
        "var 55,0 prosent menn, og flest (4 600) var i alderen 40–54 år.",
    ],
    "pendling": ["SSBs samlede tall (tabell 11616) for 2022 er 3 050 innpendlere til og 4 150 utpendlere fra Halden."],
    "naeringsareal": ["Hele arealet i Halden var 452,9 kvadratkilometer i 2025.", "I 2024–2025 ble det fullført bygg med til sammen 4 800"],
    "grensearbeid": [
        "I 4. kvartal 2025 var det 5 200 lønnstakere med arbeidssted i Østfold",
        "hadde Strömstad den høyeste arbeidsledigheten i september 2026 (7,1 prosent)",
        "SCBs registre ser ikke arbeid i Norge",
    ],
    "maalene": [
        "I 4. kvartal 2025 var 66,9 prosent av de bosatte i Halden i alderen 20–66 år sysselsatt. Det er utgangspunktet for",
        "har 3 endringer fra år til år som kan sammenlignes. En vifte krever minst 5",
        "ville andelen sysselsatte i 2025 vært høyst 6,5 prosentpoeng høyere.",
        "Den øvre grensen, 73,3 prosent, ligger over målet.",
    ],
    "drivkrefter": [
        "Tallet på arbeidsplasser i Halden var om lag det samme i 2025 som i 2022, mens det var uendret i Østfold.",
        "basisnæringer 17,6 prosent, besøksnæringer 5,9 prosent, regionale næringer 17,6 prosent og offentlig sektor 5,9",
        "Gruppen for Halden er Moss alene.",
    ],
    "sammendrag": ["Av de bosatte i alderen 20–66 år var 66,9 prosent sysselsatt i 4. kvartal 2025; målet er 70 prosent i 2030"],
}


@pytest.mark.parametrize("chapter", FIGURES)
def test_chapter_uses_the_tables_when_they_are_there(chapter, fetched, shown):
    text, html = shown(chapter)
    assert [name for name in FIGURES[chapter].split() if f'id="{name}"' not in html] == []
    assert [said for said in SAID[chapter] if said not in text] == []
    assert NOT_FETCHED not in text and "hentet 3." in html
    assert not re.search(r"\b(nan|None)\b", html)


@pytest.mark.parametrize("chapter", FIGURES)
def test_chapter_says_what_it_lacks_when_they_are_not(chapter, unfetched, shown):
    text, html = shown(chapter)
    found = [name for name in FIGURES[chapter].split() if f'id="{name}"' in html]
    assert found == (["sammendrag-maal"] if chapter == "sammendrag" else [])
    assert (NOT_FETCHED in text) == (chapter != "sammendrag")
    assert "hentet 3." not in html and "med samme definisjon" not in text


@pytest.mark.parametrize("by_hand", [False], indirect=True)
def test_an_updated_record_is_in_order_and_every_chapter_is_made_of_it(updated, by_hand, read_by_chapters, shown):
    record = read_by_chapters(updated)
    assert check_record().startswith(f"{len(record.names)} tables and ")
    declared = {name: record.resource(name).fetch for name in record.names}
    by_service = {name for name, fetch in declared.items() if fetch and fetch["service"] != "nav"}
    assert by_service == {name for name in record.names if record.resource(name).fetched}
    newest = Edition().editions(HALDEN)[-1]
    assert Edition(year=newest).lacks(sorted(by_service - {"municipalities", "municipality_code_changes"})) == []
    for chapter in Project().chapters():
        text, html = shown(chapter, newest)
        assert [name for name in FIGURES.get(chapter, "").split() if f'id="{name}"' not in html] == []
        assert NOT_FETCHED not in text and "først publiserte" not in text, chapter
        assert not re.search(r"\b(nan|None)\b", html), chapter


HOSTILE = "<img src=x onerror=alert(1)></script><b>[x](javascript:alert(2))|*a*_b_`c`{{ 7*7 }}{% raw %}$d$&amp;\"'<!--"
LABELS = {
    "municipalities": ["name", "county"],
    "employed_by_sector": ["sector"],
    "establishments": ["size_label"],
    "labour_status_20_66": ["status"],
    "land_use": ["land_use_class"],
    "new_floor_area": ["building_type"],
}


@pytest.fixture
def hostile(filled, by_hand, read_by_chapters, monkeypatch, tmp_path) -> None:
    """The chapters read a record in which every label that a service gives is markup."""
    shutil.copytree(filled.folder, tmp_path / "data")
    for name, columns in LABELS.items():
        path = tmp_path / "data" / filled.resource(name).path
        frame = pd.read_csv(path, dtype=str, keep_default_na=False)
        for column in columns:
            frame[column] = HOSTILE + frame[column]
        frame.to_csv(path, index=False, lineterminator="\n")
    read_by_chapters(Catalogue(tmp_path / "data"))
    layer = Edition.layer

    def named(self, name: str):
        found = layer(self, name)
        return found.assign(name=HOSTILE + found["name"])

    monkeypatch.setattr(Edition, "layer", named)


def markup(page: str) -> list[str]:
    """What a browser would take for markup in a page that is to have the hostile label as text."""
    found, parsed = [], BeautifulSoup(page, "html.parser")
    for tag in parsed.find_all(True):
        found += [f"{tag.name} {name}" for name in tag.attrs if name.startswith("on")]
        found += [str(tag)] if tag.name == "b" or str(tag.get("src")) == "x" else []
        found += [tag["href"] for _ in [0] if tag.get("href", "").lower().startswith("javascript")]
        if "srcdoc" in tag.attrs:
            found += markup(tag["srcdoc"])
        for name in ("src", "href"):
            kind, _, content = str(tag.get(name, "")).partition(";base64,")
            if kind == "data:image/svg+xml":
                found += markup(base64.b64decode(content).decode().partition("?>")[2])
            elif kind == "data:text/csv":
                cells = csv.reader(io.StringIO(base64.b64decode(content).decode("utf-8-sig")), delimiter=";")
                found += [cell for row in cells for cell in row if cell[:1] in {"=", "@"}]
    scripts = [script.get_text() for script in parsed.find_all("script")]
    return found + [text for text in scripts if "<img" in text or "</" in text and "alert(1)" in text]


@pytest.mark.parametrize("chapter", FIGURES)
def test_a_label_that_is_markup_stays_text(chapter, hostile, shown):
    _, html = shown(chapter)
    assert HOSTILE[:50] in BeautifulSoup(html, "html.parser").get_text()
    assert markup(html) == []


def test_a_title_that_is_markup_stays_text_in_the_list_of_files(filled):
    download = open_data.Download(HOSTILE, "pendling-ut", [("../tables/pendling-ut.csv", "CSV")])
    text = data_page.page(filled, [open_data.Chapter("Pendling", "pendling.html", [download])])
    page = MarkdownIt("commonmark").render(text)
    assert markup(page) == [] and HOSTILE in BeautifulSoup(page, "html.parser").get_text()


def test_tables_without_the_municipality_are_named(fetched, monkeypatch, shown):
    path = Project().notebook("pendling")
    source = path.read_text(encoding="utf-8").replace('municipality = \\"3101\\"', 'municipality = \\"3103\\"')
    other = fetched.folder.parent / "pendling.ipynb"
    other.write_text(source, encoding="utf-8")
    monkeypatch.setattr(Project, "notebook", lambda self, chapter: other)
    text, _ = shown("pendling")
    assert "Denne tabellen har ikke tall for Moss i denne utgaven: «Innpendlere og utpendlere i alt»" in text
    assert NOT_FETCHED not in text


def test_edition_knows_what_it_lacks(fetched):
    names = ["commuter_totals", "non_resident_employees", "swedish_employment", "employed_by_sector"]
    assert Edition().lacks(names) == []
    assert Edition(municipality="3103").lacks(names) == ["commuter_totals", "employed_by_sector"]
    assert Edition(year=2024).lacks(["employed_by_sector"]) == ["employed_by_sector"]


def test_exchange_rate_of_the_summary_is_norges_banks(fetched, shown):
    _, html = shown("sammendrag")
    assert "Norges Bank" in html and "98,50" in html


def test_jobs_of_the_summary_begin_with_the_first_comparable_year(fetched, monkeypatch, shown):
    known = Edition.table

    def table(self, name: str) -> pd.DataFrame:
        found = known(self, name)
        if name != "municipality_totals":
            return found
        newest = found[found["year"] == 2022]
        more = [newest.assign(year=year) for year in range(2014, 2026) if year not in set(found["year"])]
        return pd.concat([found, *more], ignore_index=True)

    monkeypatch.setattr(Edition, "table", table)
    for by_hand, first in ((True, 2020), (False, 2015)):
        breaks = employment.REGISTER_BREAK | provenance.revision_break(by_hand)
        monkeypatch.setattr(employment, "JOBS_BREAK", breaks)
        _, html = shown("sammendrag")
        assert re.search(rf"Arbeidsplasser i Halden: [\d\s]+ i {first} og [\d\s]+ i 2025", html)


def test_breaks_of_the_jobs_are_those_of_the_table_as_it_is():
    revised = {2020} if provenance.copied_by_hand("municipality_totals") else set()
    assert set(employment.JOBS_BREAK) == {2015} | revised


def test_filled_tables_are_valid_and_no_longer_to_be_fetched(filled):
    page = data_page.page(filled)
    assert "## Tabeller som kan hentes" not in page and "Hentet" in page
    filled.validate()


def test_indicators_of_the_measures_have_figures_when_the_tables_are_there(fetched, shown):
    text, html = shown("oppfolging")
    assert "Utgaven hadde tall for alle de 21 indikatorene." in text and NOT_FETCHED not in text
    assert "Tabellen i utgaven mangler" not in text and "hentet 3." in html
    assert not re.search(r"\b(nan|None)\b", html)
