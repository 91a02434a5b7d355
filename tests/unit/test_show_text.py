import json
from datetime import date
from types import SimpleNamespace

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from statusbok import show
from statusbok.errors import DataError, StatusbokError
from statusbok.show import component
from statusbok.show.nb import labels
from statusbok.show.text import Goal, key_figures_json

HOSTILE = "<img src=x onerror=alert(1)>"


def soup(of):
    return BeautifulSoup(of._repr_html_(), "html.parser")


def card(**changes):
    fields = {
        "label": "Sysselsatte",
        "value": "14 295",
        "unit": "personer",
        "period": "4. kvartal 2025",
        "change": "+120",
        "source": "SSB",
        "indicator": "employed",
        "number": 14295.0,
    }
    return show.KeyFigure(**{**fields, **changes})


class StubEdition:
    """An edition with only what head and foot read."""

    municipality, name, year = "3101", "Halden", 2026
    parameters: dict = {}

    def __init__(self, **tables):
        self._tables = tables
        resources = {"a": date(2026, 1, 2), "b": date(2026, 10, 3)}
        self.record = SimpleNamespace(
            names=list(resources), resource=lambda name: SimpleNamespace(recorded=resources[name])
        )

    def table(self, name):
        if name not in self._tables:
            raise DataError(f"no {name}")
        column = "residence_code" if name == "commuting_flows" else "municipality_code"
        return pd.DataFrame(self._tables[name], columns=[column, "year"])


def test_say_is_one_paragraph_of_its_sentences():
    page = soup(show.say("En.", "", "To."))
    assert [p.get_text() for p in page.find_all("p")] == ["En. To."]
    assert repr(show.say("En.")) == "En."


def test_findings_and_missing_are_lists():
    assert [li.get_text() for li in soup(show.findings(["En.", "To."])).find_all("li")] == ["En.", "To."]
    assert [li.get_text() for li in soup(show.missing(["Tre."])).find_all("li")] == ["Tre."]


@pytest.mark.parametrize("sentences", [[], ["x"] * 7])
def test_findings_are_one_to_six(sentences):
    with pytest.raises(StatusbokError, match="one to 6 main findings"):
        show.findings(sentences)


@pytest.mark.parametrize("call", [lambda: show.say(), lambda: show.say(""), lambda: show.missing([])])
def test_nothing_to_say_is_an_error(call):
    with pytest.raises(StatusbokError, match="no text"):
        call()


@pytest.mark.parametrize("text", ["Andelen var nan prosent.", "None personer", "<NA> personer", "NaT", "inf"])
def test_missing_numbers_never_reach_the_page(text):
    for call in (show.say, lambda text: show.findings([text]), lambda text: show.missing([text])):
        with pytest.raises(StatusbokError, match="missing number"):
            call(text)


def test_words_that_only_look_like_missing_numbers_pass():
    assert "Nannestad" in repr(show.say("Nannestad, infrastruktur og Nonesvei."))


def test_all_text_is_escaped():
    shown = [
        show.say(HOSTILE),
        show.findings([HOSTILE]),
        show.missing([HOSTILE]),
        show.key_figures(
            [card(label=HOSTILE, value=HOSTILE, unit=HOSTILE, period=HOSTILE, change=HOSTILE, source=HOSTILE)]
        ),
    ]
    for one in shown:
        assert "<img" not in one._repr_html_()
        assert HOSTILE in soup(one).get_text()


def test_key_figures_are_terms_with_their_descriptions():
    page = soup(show.key_figures([card(href="sysselsetting.html"), card(label="Jobber", change="", unit="")]))
    first, second = page.find_all(class_="sb-key")
    assert first.dt.a["href"] == "sysselsetting.html"
    assert [dd.get_text(" ", strip=True) for dd in first.find_all("dd")] == [
        "14 295 personer",
        "4. kvartal 2025",
        "+120",
        "SSB",
    ]
    assert second.dt.a is None
    assert second.find(class_="sb-change") is None


@pytest.mark.parametrize("field", ["label", "value", "period", "source"])
def test_key_figure_without_its_parts_is_refused(field):
    with pytest.raises(StatusbokError, match=f"The {field} of key figure"):
        show.key_figures([card(**{field: ""})])


@pytest.mark.parametrize("href", ["javascript:alert(1)", "https://example.org/", "a b"])
def test_key_figure_links_only_within_the_report(href):
    with pytest.raises(StatusbokError, match="expected a page of the report"):
        show.key_figures([card(href=href)])


def test_build_writes_the_key_figures_for_other_programs(tmp_path, monkeypatch):
    figures = [
        card(change_number=120.0, change_unit="personer", change_from="4.\u00a0kvartal 2024"),
        card(indicator="rate", number=60.14719, unit="prosent", target=Goal(1500, 2025, 2030, None, "Plan")),
    ]
    show.key_figures(figures, StubEdition())
    assert list(tmp_path.iterdir()) == []
    monkeypatch.setenv("STATUSBOK_FILES", str(tmp_path))
    show.key_figures(figures)
    assert list(tmp_path.iterdir()) == []
    show.key_figures(figures, StubEdition())
    first, second = json.loads((tmp_path / "data/nokkeltall.json").read_text(encoding="utf-8"))
    assert first == {
        "indicator": "employed",
        "label": "Sysselsatte",
        "municipality_code": "3101",
        "municipality_name": "Halden",
        "edition": 2026,
        "value": 14295,
        "unit": "personer",
        "period": "4. kvartal 2025",
        "change": 120,
        "change_unit": "personer",
        "change_from": "4. kvartal 2024",
        "target": None,
        "source": "SSB",
    }
    assert (second["value"], second["change"]) == (60.1472, None)
    assert second["target"] == {"increase": 1500, "base_year": 2025, "year": 2030, "value": None, "source": "Plan"}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"indicator": "Two words"}, "expected a-z"),
        ({"number": float("nan")}, r"missing \(nan\)"),
        ({}, 'Two key figures have the indicator "employed"'),
    ],
)
def test_key_figure_that_no_program_could_use_is_refused(changes, message):
    figures = [card(**changes)] if changes else [card(), card()]
    with pytest.raises(StatusbokError, match=message):
        key_figures_json(figures, StubEdition())


def test_no_cards_is_an_error():
    with pytest.raises(StatusbokError, match="no cards"):
        show.key_figures([])


def test_header_tells_edition_and_newest_periods_of_the_municipality():
    edition = StubEdition(
        employed_by_industry=[("3101", 2024), ("3101", 2025), ("3105", 2027)],
        commuting_flows=[("3101", 2022)],
        population=[("3101", 2026)],
    )
    text = soup(show.header(edition)).p.get_text(" ", strip=True).replace("\u00a0", " ")
    assert text.startswith("Halden kommune · Utgave 2026")
    assert text.endswith(
        "Nyeste tall: sysselsatte 4. kvartal 2025, pendling 4. kvartal 2022 og folketall 1. januar 2026"
    )


def test_header_without_some_tables_names_the_others():
    text = repr(show.header(StubEdition(population=[("3101", 2026)], commuting_flows=[("3105", 2022)])))
    assert text == "Halden kommune, Utgave 2026, Nyeste tall: folketall 1.\u00a0januar 2026"
    assert repr(show.header(StubEdition())) == "Halden kommune, Utgave 2026"


def test_header_brings_the_look_into_a_notebook_but_not_into_a_build(monkeypatch, tmp_path):
    assert ".sb-figure" in show.header(StubEdition())._repr_html_()
    monkeypatch.setenv("STATUSBOK_FILES", str(tmp_path))
    assert "<style>" not in show.header(StubEdition())._repr_html_()


def test_stylesheet_can_stand_inside_a_page_and_asks_nobody():
    css = component.STYLESHEET.read_text(encoding="utf-8")
    assert "<" not in css and "url(" not in css and "@import" not in css


def test_footer_tells_version_date_next_update_and_where_to_go(monkeypatch):
    monkeypatch.setenv("STATUSBOK_COMMIT", "0123456789abcdef")
    page = soup(show.footer(StubEdition()))
    text = page.get_text(" ", strip=True)
    assert "Utgave 2026 av statusrapporten for Halden kommune." in text
    assert "3.\u00a0oktober 2026" in text
    assert "kodeversjon 0123456789." in text
    assert "4.\u00a0kvartal 2026" in text and "2027" in text
    assert [a["href"] for a in page.find_all("a")] == ["metode.html", "data.html", "rettelser.html"]


def test_missing_names_the_tables_that_are_not_there():
    def edition(**resources):
        made = {
            name: SimpleNamespace(title=name.capitalize(), producer="SSB", source_table=table, empty=empty)
            for name, (table, empty) in resources.items()
        }
        return SimpleNamespace(name="Moss", lacks=list, record=SimpleNamespace(resource=made.get))

    both = edition(sektor=("13472", True), areal=("09594", False))
    said = show.missing(["Det første."], both, ["sektor", "areal"])
    assert repr(said).splitlines() == [
        "Det første.",
        "Kapitlet bruker én tabell til når den er hentet, men den er ikke hentet ennå: «Sektor» (SSB, tabell 13472). "
        "Denne tabellen har ikke tall for Moss i denne utgaven: «Areal» (SSB, tabell 09594).",
    ]
    several = edition(sektor=("13472", True), alder=("07984", True), areal=("09594", False), bygg=("05887", False))
    (_, said) = repr(show.missing(["Det første."], several, ["sektor", "alder", "areal", "bygg"])).splitlines()
    assert said == (
        "Kapitlet bruker flere tabeller når de er hentet, men disse er ikke hentet ennå: «Sektor» (SSB, tabell 13472) og "
        "«Alder» (SSB, tabell 07984). Disse tabellene har ikke tall for Moss i denne utgaven: «Areal» (SSB, tabell 09594) "
        "og «Bygg» (SSB, tabell 05887)."
    )
    assert repr(show.missing(["Det første."], both, [])) == "Det første."


def test_footer_without_a_commit_leaves_the_line_out(monkeypatch):
    monkeypatch.delenv("STATUSBOK_COMMIT", raising=False)
    assert "kodeversjon" not in soup(show.footer(StubEdition())).get_text()


def test_words_of_the_page_are_filled_in():
    assert labels.SIGNS.keys() == {":", "..", "."}
