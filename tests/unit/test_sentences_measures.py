"""Every branch of the sentences and tables of the pages on measures, read as a reader does."""

from datetime import date

import pandas as pd
import pytest

from statusbok import show
from statusbok.catalogue import catalogue
from statusbok.indicators import measures, plan_indicators
from statusbok.indicators.measures import Tally
from statusbok.show.nb import measures as nb
from statusbok.show.numbers import NBSP


def plain(text):
    return text.replace(NBSP, " ")


def register(*given):
    """Measures of a register from (number, goal, and what differs from a measure that nobody has reported on)."""
    rows = [
        {
            "measure_id": f"bygd-{number}", "number": number, "goal": goal, "goal_title": f"Målet {goal}",
            "strategy": number.rpartition(".")[0], "strategy_title": "Strategien", "label": f"Gjøre {number}",
            "period": "2026–2030", "status": "not_reported", **differs,
        }
        for number, goal, differs in given
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=measures.COLUMNS).astype("str")


NONE = register()
ONE = register(("1.1.1", "1", {}))
TWO = register(("1.1.1", "1", {}), ("1.2.1", "1", {}))
FOUR = register(("1.1.1", "1", {}), ("1.1.2", "1", {}), ("2.1.1", "2", {}), ("2.1.2", "2", {}))


def pairs(*given):
    columns = ["measure_id", "number", "indicator_id", "indicator"]
    return pd.DataFrame(given, columns=columns, dtype="str").assign(chapter="sysselsetting")


def linked(*given):
    columns = [
        "measure_id",
        "number",
        "label",
        "related_id",
        "related_number",
        "related_label",
        "related_status",
        "reason",
    ]
    rows = [
        (f"bygd-{own}", own, f"Gjøre {own}", f"fylke-{other}", other, "Fylkets", status, "Samme sak")
        for own, other, status in given
    ]
    return pd.DataFrame(rows, columns=columns, dtype="str")


def figures(*given):
    """Figures from (indicator, unit, direction, table, period, value, change, development)."""
    columns = ["indicator_id", "unit", "direction", "table", "period", "value", "change", "development"]
    frame = pd.DataFrame(given, columns=columns).assign(chapter="sysselsetting")
    frame["label"] = "Tallet " + frame["indicator_id"].astype("str")
    return frame.astype({"value": float, "change": float})


def developed(*ways):
    return figures(*[(f"i{index}", "personer", "up", "t", 2025, 1, 1, way) for index, way in enumerate(ways)])


# --- counts ---


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        (NONE, "Planen har ingen tiltak i registeret."),
        (ONE, "Planen har ett tiltak, fordelt på én strategi."),
        (TWO, "Planen har 2 tiltak, fordelt på 2 strategier."),
        (FOUR, "Planen har 4 tiltak, fordelt på 2 strategier under 2 mål."),
    ],
)
def test_size(own, expected):
    assert nb.size("Planen", own) == expected


@pytest.mark.parametrize(
    ("county", "expected"),
    [
        (NONE, "Registeret har ikke noe handlingsprogram for fylket."),
        (ONE, "Fylkets handlingsprogram har ett tiltak i én regional plan."),
        (FOUR, "Fylkets handlingsprogram har 4 tiltak i 2 regionale planer."),
    ],
)
def test_programme(county, expected):
    assert nb.programme(county) == expected


@pytest.mark.parametrize(
    ("tally", "expected"),
    [
        (Tally(0, 0, 0, 0), ""),
        (Tally(0, 0, 0, 1), "I utgaven for 2026 var det ikke meldt status for det ene tiltaket."),
        (Tally(0, 0, 0, 71), "I utgaven for 2026 var det ikke meldt status for noen av de 71 tiltakene."),
        (Tally(0, 1, 0, 0), "I utgaven for 2026 var det ene tiltaket under arbeid."),
        (
            Tally(1, 0, 0, 70),
            "I utgaven for 2026 var det meldt status for ett av de 71 tiltakene. Det var ikke begynt.",
        ),
        (
            Tally(0, 1, 2, 68),
            "I utgaven for 2026 var det meldt status for 3 av de 71 tiltakene: ett var under arbeid og "
            "2 var gjennomført.",
        ),
        (Tally(0, 0, 2, 1), "I utgaven for 2026 var det meldt status for 2 av de 3 tiltakene: 2 var gjennomført."),
        (Tally(0, 0, 2, 0), "I utgaven for 2026 var det meldt status for begge tiltakene: 2 var gjennomført."),
        (
            Tally(3, 60, 8, 0),
            "I utgaven for 2026 var det meldt status for alle de 71 tiltakene: 3 var ikke begynt, 60 var under "
            "arbeid og 8 var gjennomført.",
        ),
    ],
)
def test_reported(tally, expected):
    assert nb.reported(2026, tally) == expected


def test_reported_says_where():
    assert nb.reported(2026, Tally(0, 0, 0, 5), " i fylket").endswith("noen av de 5 tiltakene i fylket.")
    assert nb.reported(2026, Tally(0, 0, 1, 4), " i fylket").endswith(
        "ett av de 5 tiltakene i fylket. Det var gjennomført."
    )
    assert nb.reported(2026, Tally(0, 0, 5, 0), " i fylket").startswith(
        "I utgaven for 2026 var det meldt status for alle de 5 tiltakene i fylket:"
    )


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        ({}, ""),
        ({"1.1.1": "done"}, "Det var ikke meldt status for noen av tiltakene under mål 2 og 3."),
        ({"1.1.1": "done", "2.1.1": "not_begun"}, "Det var ikke meldt status for noen av tiltakene under mål 3."),
        (
            dict.fromkeys(("1.1.1", "2.1.1", "3.1.1"), "done"),
            "Det var meldt status for minst ett tiltak under hvert mål.",
        ),
    ],
)
def test_silent_goals(statuses, expected):
    numbers = ("1.1.1", "1.1.2", "2.1.1", "3.1.1")
    own = register(
        *[(number, number[0], {"status": statuses[number]} if number in statuses else {}) for number in numbers]
    )
    assert nb.silent_goals(measures.status_counts(own, ["goal"])) == expected


def test_one_goal_alone_is_not_silent():
    assert nb.silent_goals(measures.status_counts(ONE, ["goal"])) == ""
    assert nb.silent_goals(measures.status_counts(NONE, ["goal"])) == ""


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        ([None], ""),
        (["2026-10-03", None], "Statusen var fra 3. oktober 2026."),
        (["2026-10-03", "2026-10-03"], "Alle statusene var fra 3. oktober 2026."),
        (
            ["2026-10-03", None, "2026-01-31"],
            "Den nyeste statusen var fra 3. oktober 2026, den eldste fra 31. januar 2026.",
        ),
    ],
)
def test_report_dates(dates, expected):
    assert plain(nb.report_dates(pd.DataFrame({"status_date": dates}, dtype="str"))) == expected


@pytest.mark.parametrize(
    ("periods", "told"), [([], False), ([None], False), (["2026–2030"] * 3, True), (["2026–2030", "2026–2027"], False)]
)
def test_one_period(periods, told):
    said = nb.one_period(pd.DataFrame({"period": periods}, dtype="str"))
    assert bool(said) == told
    assert not told or said.startswith("Alle tiltakene står med den samme perioden, 2026–2030. Før den er over, kan")


def test_tables_and_texts_of_the_figure_by_goal():
    counts = measures.status_counts(
        FOUR.assign(status=["done", "not_reported", "under_way", "not_begun"]), ["goal", "goal_title"]
    )
    table = nb.counts_table(counts, "goal", "goal_title")
    assert table["goal"].to_list() == ["1 Målet 1", "2 Målet 2"] and table["measures"].to_list() == [2, 2]
    long = nb.bars(counts, "goal", "goal_title")
    assert long.columns.to_list() == ["goal", "status", "count"] and len(long) == 8 and long["count"].sum() == 4
    assert list(dict.fromkeys(long["status"])) == list(nb.STATUS.values())
    texts = nb.goal_texts("Bygd kommune", counts, 2026)
    assert texts["title"] == "Tiltak i planen til Bygd kommune etter mål og status, 2026"
    assert texts["alt"] == (
        "Liggende stolper, en for hvert mål. Mål 1: 0 ikke begynt, 0 under arbeid, 1 gjennomført og 1 ikke meldt. "
        "Mål 2: 1 ikke begynt, 1 under arbeid, 0 gjennomført og 0 ikke meldt."
    )
    assert show.charts.stacked(long, "goal", "count", "status", x_label=nb.AXIS) is not None


# --- measures ---


def test_status_is_a_shape_and_a_word_and_each_its_own():
    assert set(nb.STATUS) == set(nb.SAID_STATUS) == set(measures.STATUSES)
    shapes = [text.split(NBSP)[0] for text in nb.STATUS.values()]
    assert len(set(shapes)) == 4 and all(len(shape) == 1 for shape in shapes)
    assert [plain(text)[2:].lower() for text in nb.STATUS.values()] == list(nb.SAID_STATUS.values())


COLUMNS = ["label", "status", "status_date", "owner", "comment", "who", "indicators", "related", "goal", "strategy"]


def test_measures_that_nobody_has_reported_on_have_no_columns_for_reports():
    table = nb.measure_table(ONE, COLUMNS, pairs(), linked(), True)
    assert table.to_dict("records") == [
        {
            "label": "1.1.1 Gjøre 1.1.1", "status": nb.STATUS["not_reported"], "who": "Ikke oppgitt",
            "indicators": "Ingen", "related": "Ingen", "goal": "1 Målet 1", "strategy": "1.1 Strategien",
        }
    ]  # fmt: skip
    assert nb.measure_table(NONE, COLUMNS, pairs(), linked(), True).empty


def test_measures_with_reports_have_them_in_words_and_days():
    own = register(
        ("1.1.1", "1", {"status": "done", "status_date": "2026-10-03", "comment": "Ferdig", "who": "NAV;KS"}),
        ("1.1.2", "1", {}),
    )
    table = nb.measure_table(
        own, COLUMNS, pairs(("bygd-1.1.1", "1.1.1", "a", "A"), ("bygd-1.1.1", "1.1.1", "b", "B")),
        linked(("1.1.1", "2.1", "done"), ("1.1.1", "2.2", "done")), True,
    )  # fmt: skip
    assert "owner" not in table
    assert table.loc[0, ["status_date", "comment", "who", "indicators", "related"]].to_list() == [
        date(2026, 10, 3), "Ferdig", "NAV, KS", "A; B", "2.1, 2.2"
    ]  # fmt: skip
    assert table.loc[1, ["status_date", "comment"]].to_list() == ["Ikke meldt", "Ikke oppgitt"]
    shown = show.table(table, name="t", title="T", source="S", labels=nb.LABELS)._repr_html_()
    assert "3.\u00a0oktober 2026" in shown and "sb-legend" not in shown


def test_chapter_of_each_measure_in_words_with_links():
    own = FOUR.assign(chapter=["pendling", "grensearbeid", None, "drivkrefter"])
    indicators = pairs(("bygd-1.1.1", "1.1.1", "a", "A"))
    for at_border, border in ((True, "Grensearbeid"), (False, "Ingen")):
        table = nb.measure_table(own, ["label", "chapter"], indicators, linked(), at_border)
        assert table["chapter"].to_list() == ["Sysselsetting", border, "Ingen", "Drivkrefter og sammenligning"]
    shown = show.table(table, name="t", title="T", source="S", labels=nb.LABELS, links=nb.CHAPTER_LINKS)._repr_html_()
    assert 'href="sysselsetting.html"' in shown and 'href="drivkrefter.html"' in shown and "grensearbeid" not in shown


def test_measures_of_the_county():
    county = register(("1.1.1", "1", {"aliases": "3.1.1;3.2.1", "theme": "Helse"}), ("1.1.2", "1", {}))
    table = nb.county_table(
        county,
        ["label", "plan", "theme", "own", "aliases"],
        linked(("9.9.9", "1.1.1", "done")).assign(related_id="bygd-1.1.1"),
    )
    assert table.to_dict("list") == {
        "label": ["1.1.1 Gjøre 1.1.1", "1.1.2 Gjøre 1.1.2"],
        "plan": ["Målet 1", "Målet 1"],
        "theme": ["Helse", "Ikke oppgitt"],
        "own": ["9.9.9", "Ingen"],
        "aliases": ["3.1.1, 3.2.1", "Ingen"],
    }


def test_measures_side_by_side():
    table = nb.related_table(linked(("1.1.1", "2.1", "under_way")))
    assert table.to_dict("records") == [
        {
            "label": "1.1.1 Gjøre 1.1.1",
            "related_label": "2.1 Fylkets",
            "related_status": nb.STATUS["under_way"],
            "reason": "Samme sak",
        }
    ]
    assert nb.related_table(linked()).empty


@pytest.mark.parametrize(
    ("own", "links", "expected"),
    [
        (NONE, [], ""),
        (FOUR, [], "Ingen av tiltakene er koblet til tiltak i fylkets handlingsprogram."),
        (ONE, ["1.1.1"], "Det ene tiltaket er koblet til ett eller flere tiltak i fylkets handlingsprogram."),
        (TWO, ["1.1.1", "1.2.1"], "Begge tiltakene er koblet til ett eller flere tiltak i fylkets handlingsprogram."),
        (
            FOUR,
            ["1.1.1", "1.1.1"],
            "Ett av de 4 tiltakene er koblet til ett eller flere tiltak i fylkets handlingsprogram.",
        ),
        (
            FOUR,
            list(FOUR["number"]),
            "Alle de 4 tiltakene er koblet til ett eller flere tiltak i fylkets handlingsprogram.",
        ),
    ],
)
def test_related(own, links, expected):
    assert nb.related(own, linked(*[(number, "9.9", "done") for number in links])) == expected


def test_related_says_where():
    assert nb.related(FOUR, linked(("1.1.1", "9.9", "done")), " i kommunens plan").startswith(
        "Ett av de 4 tiltakene i kommunens plan er"
    )
    assert nb.related(FOUR, linked(), " i kommunens plan").startswith("Ingen av tiltakene i kommunens plan er")


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (NONE, "Ingen av tiltakene i fylkets handlingsprogram nevner Bygd ved navn."),
        (ONE, "Ett av tiltakene i fylkets handlingsprogram nevner Bygd ved navn: 1.1.1."),
        (TWO, "2 av tiltakene i fylkets handlingsprogram nevner Bygd ved navn: 1.1.1 og 1.2.1."),
    ],
)
def test_naming(rows, expected):
    assert nb.naming("Bygd", rows) == expected


@pytest.mark.parametrize(
    ("aliases", "expected"),
    [
        ([None, None], ""),
        (["3.1", None], "Ett av tiltakene i fylkets handlingsprogram har flere numre og står én gang i registeret."),
        (["3.1", "3.2"], "2 av tiltakene i fylkets handlingsprogram har flere numre og står én gang i registeret."),
    ],
)
def test_several_numbers(aliases, expected):
    assert nb.several_numbers(pd.DataFrame({"aliases": aliases}, dtype="str")) == expected


def references(*resolves):
    rows = [("1.1", f"9.{index}", "se", resolved, "Merknad") for index, resolved in enumerate(resolves)]
    frame = pd.DataFrame(rows, columns=["number", "to_number", "printed", "resolves", "note"])
    return frame.astype({"resolves": bool})


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (references(), "Registeret har ingen henvisninger i fylkets handlingsprogram."),
        (references(True), "Alle henvisningene i fylkets handlingsprogram fører fram."),
        (
            references(True, False),
            "Én av de 2 henvisningene i fylkets handlingsprogram fører ikke fram til noe nummer.",
        ),
        (
            references(True, False, False),
            "2 av de 3 henvisningene i fylkets handlingsprogram fører ikke fram til noe nummer.",
        ),
    ],
)
def test_unresolved(rows, expected):
    assert nb.unresolved(rows) == expected
    assert len(nb.unresolved_table(rows)) == (~rows["resolves"]).sum()
    assert "resolves" not in nb.unresolved_table(rows)


# --- who takes part ---


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ([], ""),
        ([None, None], "Planen nevner ingen aktører ved tiltakene."),
        (["NAV"], "Oftest nevnt var NAV, med ett tiltak."),
        (["NAV;KS", None], "Oftest nevnt var NAV og KS, med ett tiltak hver, og ett av tiltakene nevner ingen aktør."),
        (["NAV", "NAV;KS", None, None], "Oftest nevnt var NAV, med 2 tiltak, og 2 av tiltakene nevner ingen aktør."),
    ],
)
def test_actors(who, expected):
    own = register(*[(f"1.1.{index}", "1", {"who": names}) for index, names in enumerate(who)])
    found = measures.actors(own)
    assert nb.actors(own, found) == expected
    assert nb.actor_table(found).columns.to_list() == ["actor", "count", "numbers"]


def test_numbers_of_an_actor_are_one_text():
    own = register(("1.1.1", "1", {"who": "NAV"}), ("1.1.2", "1", {"who": "NAV"}))
    assert nb.actor_table(measures.actors(own)).to_dict("records") == [
        {"actor": "NAV", "count": 2, "numbers": "1.1.1, 1.1.2"}
    ]


# --- indicators ---


@pytest.mark.parametrize(
    ("own", "numbers", "expected"),
    [
        (NONE, [], ""),
        (FOUR, [], "Ingen av tiltakene er koblet til en indikator."),
        (ONE, ["1.1.1"], "Det ene tiltaket er koblet til minst én indikator."),
        (FOUR, ["1.1.1", "1.1.2"], "2 av de 4 tiltakene er koblet til minst én indikator."),
        (FOUR, list(FOUR["number"]), "Alle de 4 tiltakene er koblet til minst én indikator."),
    ],
)
def test_with_indicators(own, numbers, expected):
    assert nb.with_indicators(own, pairs(*[(f"bygd-{number}", number, "a", "A") for number in numbers])) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], ""),
        ([None], "Utgaven hadde ikke tall for den ene indikatoren."),
        ([1], "Utgaven hadde tall for den ene indikatoren."),
        ([None, None], "Utgaven hadde ikke tall for noen av de 2 indikatorene."),
        ([1, None], "Utgaven hadde tall for én av de 2 indikatorene."),
        ([1, 2, None], "Utgaven hadde tall for 2 av de 3 indikatorene."),
        ([1, 2], "Utgaven hadde tall for alle de 2 indikatorene."),
    ],
)
def test_measured(values, expected):
    assert (
        nb.measured(
            figures(*[(f"i{k}", "personer", "up", "t", 2025, value, None, "unknown") for k, value in enumerate(values)])
        )
        == expected
    )


COMPARED = "med en ønsket retning og en endring etter planens første år"


@pytest.mark.parametrize(
    ("ways", "expected"),
    [
        ([], ""),
        (["unknown", "undirected", "too_early"], ""),
        (["wanted"], f"Den ene indikatoren {COMPARED} gikk i ønsket retning"),
        (["unchanged", "unknown"], f"Den ene indikatoren {COMPARED} var om lag uendret"),
        (["unwanted"] * 2, f"Begge indikatorene {COMPARED} gikk i motsatt retning"),
        (["unwanted"] * 3 + ["undirected", "too_early"], f"Alle de 3 indikatorene {COMPARED} gikk i motsatt retning"),
        (
            ["wanted", "unwanted", "unwanted"],
            f"Av de 3 indikatorene {COMPARED} gikk én i ønsket retning og 2 i motsatt retning",
        ),
        (
            ["wanted", "wanted", "unchanged"],
            f"Av de 3 indikatorene {COMPARED} gikk 2 i ønsket retning, mens én var om lag uendret",
        ),
        (
            ["wanted", "unwanted", "unchanged", "unchanged"],
            f"Av de 4 indikatorene {COMPARED} gikk én i ønsket retning og én i motsatt retning, "
            "mens 2 var om lag uendret",
        ),
    ],
)
def test_directions_without_a_claim_of_cause(ways, expected):
    assert nb.directions(developed(*ways)) == (f"{expected}; det sier ikke om tiltakene virker." if expected else "")


def early(*given):
    """Changes that end too early, from (table, period), after one that does not where `given` begins with "later"."""
    rows = [("t", 2027, "wanted") if one == "later" else (*one, "too_early") for one in given]
    return figures(*[("i", "personer", "up", table, period, 1, 1, way) for table, period, way in rows])


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], ""),
        (["later"], ""),
        (
            [("t", 2025)],
            "Endringen i indikatoren med en ønsket retning er fra før planperioden, som begynner i 2026, og sier ikke "
            "noe om tiltakene.",
        ),
        (
            [("t", 2022), ("population", 2026)],
            "Endringene i indikatorene med en ønsket retning er fra før planperioden, som begynner i 2026, og sier ikke "
            "noe om tiltakene.",
        ),
        (
            [("t", 2022), ("t", 2026)],
            "Endringene i indikatorene med en ønsket retning går ikke lenger enn til 2026, det første året i "
            "planperioden, og sier ikke noe om tiltakene.",
        ),
        (
            ["later", ("unemployment_monthly", "2026-10")],
            "Én av endringene i indikatorene med en ønsket retning går ikke lenger enn til 2026, det første året i "
            "planperioden, og sier ikke noe om tiltakene.",
        ),
        (
            ["later", ("t", 2022), ("t", 2025)],
            "2 av endringene i indikatorene med en ønsket retning er fra før planperioden, som begynner i 2026, og sier "
            "ikke noe om tiltakene.",
        ),
    ],
)
def test_changes_that_end_too_early(rows, expected):
    assert nb.too_early(early(*rows), 2026) == expected
    assert ("«For tidlig å si» betyr" in nb.stated(early(*rows))) == bool(expected)
    assert nb.stated(early(*rows)).startswith(nb.STATED)


def test_changes_without_a_wanted_way_are_never_too_early():
    assert nb.too_early(developed("undirected", "unknown"), 2026) == nb.too_early(figures(), None) == ""


def test_indicators_without_a_figure_although_their_table_is_there():
    rows = figures(
        ("a", "personer", "up", "here", None, None, None, "unknown"),
        ("b", "personer", "up", "gone", None, None, None, "unknown"),
        ("c", "personer", "up", "here", 2025, 1, None, "unknown"),
    )
    assert nb.without_figures(rows, ["gone"]) == "Tabellen i utgaven mangler tallene til denne indikatoren: «Tallet a»."
    assert (
        nb.without_figures(rows, [])
        == "Tabellen i utgaven mangler tallene til disse indikatorene: «Tallet a» og «Tallet b»."
    )
    assert nb.without_figures(rows, ["gone", "here"]) == nb.without_figures(figures(), []) == ""


def test_table_of_indicators():
    rows = figures(
        ("a", "personer", "up", "employed_by_industry", 2025, 14261, -34, "unwanted"),
        ("b", "prosent", "up", "municipality_totals", 2022, 60.147, 0.2, "wanted"),
        ("c", "prosent av arbeidsstyrken", "down", "unemployment_monthly", "2022-10", 2.5, None, "unknown"),
        ("d", "km²", "none", "land_use", 2026, 2.95, 0.0, "undirected"),
        ("e", "m²", "none", "new_floor_area", 2025, 8605, None, "unknown"),
        ("f", "virksomheter", "up", "establishments", None, None, None, "unknown"),
    )
    table = nb.indicator_table(rows, pairs(("bygd-1.1.1", "1.1.1", "a", "A"), ("bygd-1.1.2", "1.1.2", "a", "A")))
    assert [[cell and plain(cell) for cell in row] for row in table.to_numpy().tolist()] == [
        ["Tallet a", "14 261", "4. kvartal 2025", "−34", "↑ Opp", "▲ I motsatt retning", "1.1.1, 1.1.2"],
        ["Tallet b", "60,1 %", "4. kvartal 2022", "+0,2", "↑ Opp", "● I ønsket retning", "Ingen"],
        ["Tallet c, prosent av arbeidsstyrken", "2,5 %", "oktober 2022", None, "↓ Ned", None, "Ingen"],
        ["Tallet d, km²", "2,95", "1. januar 2026", "0,00", "– Ingen", "○ Uten ønsket retning", "Ingen"],
        ["Tallet e, m²", "8 605", "2025", None, "– Ingen", None, "Ingen"],
        ["Tallet f", None, None, None, "↑ Opp", None, "Ingen"],
    ]
    html = show.table(table, name="t", title="T", source="S", labels=nb.LABELS)._repr_html_()
    assert 'class="sb-number">14\u00a0261<' in html and "tallgrunnlag mangler" in html
    assert nb.indicator_table(figures(), pairs()).empty


def test_every_way_and_every_development_has_words():
    ways = {"wanted", "unwanted", "unchanged", "undirected", "too_early"}
    assert set(nb.DEVELOPMENT) == ways and set(nb.DIRECTION) == {"up", "down", "none"}
    assert len({text[0] for text in nb.DEVELOPMENT.values()}) == len(ways)


def test_figures_of_some_measures_and_their_tables():
    rows = figures(
        ("a", "personer", "up", "t", 2025, 1, None, "unknown"),
        ("b", "personer", "up", "u", None, None, None, "unknown"),
    )
    assert nb.of_pairs(rows, pairs(("bygd-1.1.1", "1.1.1", "b", "B")))["indicator_id"].to_list() == ["b"]
    assert nb.of_pairs(rows, pairs()).empty
    assert nb.tables_of(rows) == ["t"]


# --- notes ---


def notes(*kinds):
    return pd.DataFrame(
        [(kind, "strategi 1", "Merknad") for kind in kinds], columns=["kind", "place", "note"], dtype="str"
    )


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (notes(), "Registeret har ingen merknader til planen."),
        (notes("basis"), "Registeret har én merknad til planen: grunnlaget for et tall (1)."),
        (notes("other", "other", "reference"), "Registeret har 3 merknader til planen: henvisning (1) og annet (2)."),
    ],
)
def test_notes(found, expected):
    assert nb.notes("planen", found) == expected


def test_every_kind_of_note_in_the_record_has_words():
    assert set(catalogue().table("plan_notes")["kind"]) <= set(nb.KINDS)
    assert nb.notes_table(notes("basis")).to_numpy().tolist() == [["Strategi 1", "Grunnlaget for et tall", "Merknad"]]
    assert nb.notes_table(notes()).empty


def test_lettered_numbers():
    assert nb.lettered(FOUR) == nb.lettered(NONE) == ""
    own = register(("4.2.2a", "4", {}), ("4.2.2b", "4", {}), ("4.2.3", "4", {}))
    assert nb.lettered(own).endswith("en bokstav etter nummeret: 4.2.2a og 4.2.2b.")


# --- links ---


def test_links_lead_from_the_cells_of_the_tables():
    assert nb.goal_links(FOUR) == {"goal": {"1 Målet 1": "maal_1.html", "2 Målet 2": "maal_2.html"}}
    links = nb.county_links(linked(("1.1.1", "2.1", "done")))
    assert links == {"related_label": {"2.1 Fylkets": "fylkesprogrammet.html#fylket-register"}}
    assert set(nb.related_table(linked(("1.1.1", "2.1", "done")))["related_label"]) == set(links["related_label"])


def test_the_chapter_on_the_border_is_linked_only_where_the_report_has_it():
    rows = figures(
        ("a", "m²", "up", "t", 2025, 1, None, "unknown"), ("b", "personer", "up", "t", 2025, 1, None, "unknown")
    )
    rows["chapter"] = ["grensearbeid", "pendling"]
    assert nb.chapter_links(rows, True) == {
        "indicator": {"Tallet a, m²": "grensearbeid.html", "Tallet b": "pendling.html"}
    }
    assert nb.chapter_links(rows, False) == {"indicator": {"Tallet b": "pendling.html"}}


def test_every_table_of_an_indicator_has_a_time(monkeypatch):
    definitions = catalogue().table("plan_indicators")
    assert set(definitions["table"]) | {"plan_figures"} == set(plan_indicators.TABLES)
    assert {plain(nb.when(table, 2025)) for table in definitions["table"]} == {
        "4. kvartal 2025",
        "1. januar 2025",
        "2025",
    }
