import numpy as np
import pandas as pd
import pytest
from bs4 import BeautifulSoup

from statusbok import show
from statusbok.errors import StatusbokError
from statusbok.show import component
from statusbok.show.tables import to_csv

SPACE = "\u00a0"
FLOWS = pd.DataFrame(
    {
        "residence_name": ["Sarpsborg", "Aremark"],
        "employed_persons": [1454, np.nan],
        "share_pct": [12.34, 3.0],
        "change_persons": [-12, 5],
    }
)


def soup(of):
    return BeautifulSoup(of._repr_html_(), "html.parser")


def table(data=FLOWS, **changes):
    return show.table(data, **{"name": "flows", "title": "Strømmer", "source": "Kilde: SSB.", **changes})


def test_table_has_caption_scopes_and_right_aligned_numbers():
    page = soup(table())
    assert page.caption.get_text() == "Strømmer"
    assert [th.get_text(" ", strip=True) for th in page.thead.find_all("th", scope="col")] == [
        "Bostedskommune",
        "Sysselsatte personer",
        "Andel prosent",
        "Endring personer",
    ]
    first = page.tbody.find("tr")
    assert first.find("th", scope="row").get_text() == "Sarpsborg"
    assert [td.get_text() for td in first.find_all("td")] == [f"1{SPACE}454", f"12,3{SPACE}%", "\u221212"]
    assert all("sb-number" in td["class"] for td in first.find_all("td"))


def test_table_can_be_reached_and_rolled_with_the_keyboard():
    region = soup(table()).find(role="region")
    assert region["tabindex"] == "0"
    assert "Strømmer" in region["aria-label"]


def test_missing_value_gets_a_sign_and_a_legend():
    page = soup(table())
    assert page.tbody.find_all("tr")[1].td.get_text() == ".."
    legend = page.find(class_="sb-legend").get_text()
    assert ".. tallgrunnlag mangler" in legend
    assert "ikke mulig" not in legend


def test_signs_can_differ_by_column_and_stand_in_cells():
    data = FLOWS.assign(share_pct=[":", np.nan], change_persons=[np.nan, 5])
    page = soup(table(data, missing={"share_pct": "."}))
    cells = [[td.get_text() for td in row.find_all("td")] for row in page.tbody.find_all("tr")]
    assert cells == [[f"1{SPACE}454", ":", ".."], ["..", ".", "+5"]]
    assert len(page.find(class_="sb-legend").find_all(class_="sb-sign")) == 3


def test_no_legend_without_signs_and_no_blank_cell_for_empty_text():
    data = pd.DataFrame({"name": ["Moss"], "note": ["egen"]})
    assert soup(table(data)).find(class_="sb-legend") is None
    blank = soup(table(data.assign(note=" ")))
    assert blank.td.get_text() == ".."


def test_column_of_long_text_keeps_a_width_to_read_it_in():
    page = soup(
        table(pd.DataFrame({"name": ["Moss"], "note": ["Et langt ord om tallet. " * 3], "status": ["ja"]}))
    )
    assert [td.get("class") for td in page.find_all("td")] == [["sb-long"], None]


def test_long_name_of_a_row_keeps_a_width_too():
    page = soup(table(FLOWS.replace("Aremark", 41 * "x"))).table
    assert [th["class"] for th in page.find_all("th", scope="row")] == [["sb-long"], ["sb-long"]]
    assert soup(table()).find("th", class_="sb-long") is None


def test_cells_can_lead_to_pages_and_files_have_the_text_only():
    number = f"1{SPACE}454"
    links = {"residence_name": {"Aremark": "aremark.html"}, "employed_persons": {number: "pendling.html#ut"}}
    made = table(links=links)
    found = [(a.get_text(), a["href"]) for a in soup(made).table.find_all("a")]
    assert found == [(number, "pendling.html#ut"), ("Aremark", "aremark.html")]
    assert soup(made).table.find("th", string="Sarpsborg").find("a") is None
    hostile = '"><script>alert(1)</script>'
    data = FLOWS.assign(residence_name=hostile)
    assert "<script>" not in table(data, links={"residence_name": {hostile: hostile}})._repr_html_()


def test_unknown_sign_is_refused():
    with pytest.raises(StatusbokError, match='"-" is not a standard sign'):
        table(missing="-")


def test_source_note_and_links():
    page = soup(table(note="Bare store strømmer."))
    assert page.find(class_="sb-source").get_text() == "Kilde: SSB."
    assert page.find(class_="sb-note").get_text() == "Bare store strømmer."
    assert page.find(id="flows")
    assert page.find("a", class_="sb-permalink")["href"] == "#flows"
    links = {a["download"]: a.get_text() for a in page.find_all("a", download=True)}
    assert links == {
        "flows.csv": "Last ned tallene (CSV): Strømmer",
        "flows.xlsx": "Last ned tallene (Excel): Strømmer",
    }


def test_hostile_text_is_escaped():
    hostile = '<script>alert(1)</script>"'
    data = FLOWS.assign(residence_name=hostile)
    html = table(
        data, title=hostile, source=hostile, note=hostile, labels={"residence_name": hostile}
    )._repr_html_()
    assert "<script>" not in html
    assert BeautifulSoup(html, "html.parser").caption.get_text() == hostile


def test_named_index_becomes_the_first_column():
    data = FLOWS.set_index("residence_name")
    assert soup(table(data)).find("th", scope="row").get_text() == "Sarpsborg"


@pytest.mark.parametrize("field", ["title", "source"])
@pytest.mark.parametrize("empty", ["", "  ", None])
def test_title_and_source_are_required(field, empty):
    with pytest.raises(StatusbokError, match=f'{field} of table "flows" is empty'):
        table(**{field: empty})


def test_missing_number_in_text_is_refused():
    with pytest.raises(StatusbokError, match="missing number"):
        table(title="Sysselsatte nan prosent")


def test_table_without_rows_is_a_sentence_under_the_same_link(tmp_path, monkeypatch):
    monkeypatch.setenv("STATUSBOK_FILES", str(tmp_path))
    monkeypatch.setattr(component, "_named", set())
    page = soup(table(FLOWS.head(0), title="<b>Strømmer</b>"))
    assert page.find(id="flows").get_text() == "Utgaven har ingen tall til denne tabellen: <b>Strømmer</b>."
    assert page.find(["table", "a", "b"]) is None
    assert list(tmp_path.iterdir()) == []


def test_long_table_says_that_it_can_be_sorted_and_short_does_not():
    assert soup(table()).table.get("data-filter") is None
    months = pd.DataFrame({"month": [f"2025-{month:02}" for month in range(1, 13)] + ["2026-01"] * 4, "share_pct": 1.0})
    long = soup(table(months)).table
    assert (long["data-filter"], long["data-count"]) == ("Vis bare rader med", "Viser {shown} av {total} rader")
    first = long.tbody.th
    assert (first.get_text(), first["data-key"]) == ("januar 2025", "2025-01")
    assert long.tbody.td.get("data-key") is None
    assert soup(table(months.head(15))).find(attrs={"data-key": True}) is None


def test_wrong_type_is_refused():
    with pytest.raises(StatusbokError, match="expected a DataFrame"):
        table([1, 2])


@pytest.mark.parametrize("name", ["", "Flows", "a b", "../a", "a_b", "1a"])
def test_name_has_to_be_a_slug(name):
    with pytest.raises(StatusbokError, match="not a name for a figure"):
        table(name=name)


def test_csv_opens_in_a_norwegian_spreadsheet():
    content = to_csv(FLOWS, "flows", "Strømmer", "Kilde: SSB.")
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig").split("\r\n") == [
        "Bostedskommune;Sysselsatte (personer);Andel (prosent);Endring (personer)",
        "Sarpsborg;1454;12,3;-12",
        "Aremark;..;3,0;5",
        "",
        "Strømmer",
        "Kilde: SSB.",
        "",
    ]


def test_csv_quotes_text_and_disarms_formulas():
    data = pd.DataFrame({"name": ["=cmd()", 'a;"b"']})
    lines = to_csv(data, "x", "T", "K").decode("utf-8-sig").split("\r\n")
    assert lines[1:3] == ["'=cmd()", '"a;""b"""']


def test_build_writes_the_file_and_refuses_the_same_name_twice(tmp_path, monkeypatch):
    monkeypatch.setenv("STATUSBOK_FILES", str(tmp_path))
    monkeypatch.setattr(component, "_named", set())
    page = soup(table())
    assert page.find("a", download=True)["href"] == "../tables/flows.csv"
    assert (tmp_path / "tables" / "flows.csv").read_bytes() == to_csv(
        FLOWS, "flows", "Strømmer", "Kilde: SSB."
    )
    assert sorted(file.name for file in (tmp_path / "tables").iterdir()) == ["flows.csv", "flows.xlsx"]
    with pytest.raises(StatusbokError, match='called "flows"'):
        table()


def test_outside_a_build_the_file_is_in_the_page_and_a_cell_can_run_again():
    first, second = table(), table()
    assert soup(first).find("a", download=True)["href"].startswith("data:text/csv;base64,")
    assert first._repr_html_() == second._repr_html_()
    assert repr(first) == "Tabell: Strømmer"
