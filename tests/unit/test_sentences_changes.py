"""Every branch of the sentences on what is new since the last edition, and the cells of its tables."""

import pandas as pd
import pytest

from statusbok.indicators.changes import CAUSES
from statusbok.show.nb import changes as text

NAN = float("nan")
ROW = {
    "indicator_id": "in_commuters", "label": "Innpendlere", "unit": "personer", "chapter": "pendling",
    "old_unit": "personer",
    "old_period": 2024, "old_value": 3110.0, "old_table": "commuting_flows", "revised_value": 3100.0, "revised": "read",
    "new_period": 2025, "new_value": 3082.0, "new_table": "commuting_flows", "revision": -10.0, "change": -18.0,
    "size_pct": 0.9, "causes": ("new_period",), "not_comparable": "", "threshold": "none", "target": None, "target_level": NAN,
}  # fmt: skip
RATE = {
    "indicator_id": "rate", "label": "Sysselsettingsgrad", "unit": "prosent", "old_unit": "prosent", "old_table": "municipality_totals",
    "old_value": 69.8, "new_value": 70.2, "revised_value": 69.8, "revision": 0.0, "change": 0.4, "size_pct": 0.6,
    "new_table": "municipality_totals", "threshold": "reached", "target": "70 prosent sysselsatte",
}  # fmt: skip
EMPTY = {
    "label": "Tomt", "old_period": None, "old_value": NAN, "old_table": None, "revised_value": NAN, "revised": "no_figure",
    "new_period": None, "new_value": NAN, "new_table": None, "revision": NAN, "change": NAN, "size_pct": NAN, "causes": ("none",),
}  # fmt: skip
NO_NEW = {"new_period": None, "new_value": NAN, "new_table": None, "change": NAN, "size_pct": NAN}


def found(*rows):
    return pd.DataFrame([{**ROW, **row} for row in rows], dtype=object).astype(
        {name: float for name in ("old_value", "revised_value", "new_value", "revision", "change", "size_pct")}
    )


def named(*labels, **row):
    return found(*({"label": label, **row} for label in labels))


def plain(said):
    return said.replace("\u00a0", " ")


NEW, NONE = {"causes": ("new_period",)}, {"causes": ("none",)}


@pytest.mark.parametrize(
    ("rows", "which"),
    [
        ([NONE, NONE], "ingen av de 2 indikatorene"),
        ([NEW, NEW], "alle de 2 indikatorene"),
        ([NEW, NONE, NONE], "én av de 3 indikatorene"),
        ([NEW, NEW, NONE], "2 av de 3 indikatorene"),
    ],
)
def test_how_many_have_newer_figures(rows, which):
    expected = f"I utgaven for 2026 hadde {which} tall for en nyere periode enn i utgaven for 2025."
    assert text.new_figures(found(*rows), 2025, 2026) == expected


def test_the_largest_difference():
    beginning = "Regnet i prosent av tallet i utgaven for 2025 var forskjellen størst for «Innpendlere», som "
    moved = plain(text.largest(found({}, {"label": "Liten", "size_pct": 0.1}, EMPTY), 2025))
    assert moved == f"{beginning}gikk fra 3 110 personer (4. kvartal 2024) til 3 082 personer (4. kvartal 2025)."
    same = plain(text.largest(found({"new_period": 2024}), 2025))
    assert same == f"{beginning}ble endret fra 3 110 personer til 3 082 personer (4. kvartal 2024)."
    rate = plain(text.largest(found({**RATE, "threshold": "none"}), 2025))
    assert "fra 69,8 prosent (4. kvartal 2024) til 70,2 prosent (4. kvartal 2025)." in rate
    assert text.largest(found({"size_pct": 0}, EMPTY), 2025) == (
        "Ingen av tallene som kan sammenlignes, var endret siden utgaven for 2025."
    )
    assert text.largest(found(EMPTY), 2025) == ""


def test_the_largest_difference_of_those_that_can_be_compared():
    apart = {"label": "B", "causes": ("new_period", "definition"), "not_comparable": "break", "size_pct": NAN}
    assert plain(text.largest(found({}, apart), 2025)) == (
        "Blant tallene som kan sammenlignes, var forskjellen i prosent av tallet i utgaven for 2025 størst for «Innpendlere», "
        "som gikk fra 3 110 personer (4. kvartal 2024) til 3 082 personer (4. kvartal 2025)."
    )
    assert text.largest(found(apart), 2025) == ""


def test_thresholds():
    assert text.thresholds(found({}), 2025) == ""
    assert plain(text.thresholds(found({}, RATE), 2025)) == (
        "«Sysselsettingsgrad» nådde målet «70 prosent sysselsatte» og gikk fra 69,8 prosent (4. kvartal 2024) til 70,2 prosent "
        "(4. kvartal 2025)."
    )
    left = {**RATE, "label": "Andel", "threshold": "left", "old_value": 70.04, "new_value": 69.96}
    assert plain(text.thresholds(found(RATE, left), 2025)).endswith(
        "; «Andel» oppfylte ikke lenger målet «70 prosent sysselsatte» og gikk fra 70,04 prosent (4. kvartal 2024) til 69,96 "
        "prosent (4. kvartal 2025)."
    )
    below, unknown = {"threshold": "not_crossed"}, {"threshold": "unknown"}
    assert text.thresholds(found(below, unknown), 2025) == (
        "Ingen av indikatorene passerte et mål i planen fra utgaven for 2025 til denne."
    )
    assert text.thresholds(found(unknown), 2025) == (
        "Tallene viser ikke om noen av indikatorene har passert et mål i planen siden utgaven for 2025."
    )


def test_values_that_no_decimals_tell_apart_are_written_as_usual():
    near = {**RATE, "old_value": 69.99996, "new_value": 70.00001}
    assert "fra 70,0 prosent" in plain(text.thresholds(found(near), 2025))


REVISED = {"causes": ("revision",)}


def test_revisions():
    assert text.revisions(found(EMPTY), 2025) == ""
    assert text.revisions(found(NONE), 2025) == "Kildene har ikke revidert noen av tallene i utgaven for 2025."
    assert text.revisions(found(REVISED, NONE), 2025) == (
        "Kildene har revidert ett av tallene i utgaven for 2025: «Innpendlere»."
    )
    assert text.revisions(named("A", "B", **REVISED), 2025) == (
        "Kildene har revidert 2 av tallene i utgaven for 2025: «A» og «B»."
    )
    assert text.revisions(named(*"ABCDE", **REVISED), 2025) == "Kildene har revidert 5 av tallene i utgaven for 2025."


SAME, GONE = {**NONE, "revised": "same"}, {**NONE, "revised": "gone"}


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([SAME, SAME, EMPTY], "Tallene i utgaven for 2025 ble hentet inn samtidig med tallene i denne utgaven, og viser derfor "
                              "ikke om kildene har revidert noe."),
        ([SAME, GONE], "De av tallene i utgaven for 2025 som fortsatt finnes i grunnlaget, ble hentet inn samtidig med "
                       "tallene i denne utgaven, og viser derfor ikke om kildene har revidert noe."),
        ([SAME, NONE], "Det ene tallet som er hentet inn på nytt siden utgaven for 2025, er ikke revidert."),
        ([SAME, NONE, NONE], "Ingen av de 2 tallene som er hentet inn på nytt siden utgaven for 2025, er revidert."),
        ([GONE, NONE, NONE], "Ingen av de 2 tallene som er hentet inn på nytt siden utgaven for 2025, er revidert."),
        ([NONE, EMPTY], "Kildene har ikke revidert noen av tallene i utgaven for 2025."),
        ([SAME, REVISED], "Kildene har revidert ett av tallene i utgaven for 2025: «Innpendlere»."),
        ([GONE, EMPTY], ""),
    ],
)  # fmt: skip
def test_only_figures_that_were_fetched_again_show_that_nothing_is_revised(rows, said):
    assert text.revisions(found(*rows), 2025) == said
    assert (said in text.findings(found(*rows), 2025, 2026)) == bool(said)


@pytest.mark.parametrize(
    ("reason", "why", "several", "in_part"),
    [
        ("definition", "definisjonen er endret", "definisjonene er endret", "er definisjonen endret"),
        ("source", "tallet er hentet fra en annen kilde", "tallene er hentet fra andre kilder", "er tallet hentet fra en annen kilde"),
        ("break", "tallserien har et brudd", "tallseriene har brudd", "har tallserien et brudd"),
    ],
)
def test_what_cannot_be_compared(reason, why, several, in_part):
    apart = {"causes": ("new_period", "definition"), "not_comparable": reason}
    expected = f"For én indikator kan ikke tallet sammenlignes med utgaven for 2025, fordi {why}: «Innpendlere»."
    assert text.not_comparable(found(apart, NONE), 2025) == text.comparability(found(apart, NONE), 2025) == expected
    beginning = "For 2 indikatorer kan ikke tallene sammenlignes med utgaven for 2025"
    both = found(apart, {**apart, "label": "B"})
    assert text.not_comparable(both, 2025) == f"{beginning}, fordi {several}: «Innpendlere» og «B»."
    other = "source" if reason == "break" else "break"
    words = {"source": "er tallet hentet fra en annen kilde", "break": "har tallserien et brudd"}[other]
    parts = [f"for «Innpendlere» {in_part}", f"for «B» {words}"]
    said = "; ".join(parts if other == "break" else parts[::-1])
    assert text.not_comparable(found(apart, {**apart, "label": "B", "not_comparable": other}), 2025) == f"{beginning}: {said}."


def test_each_reason_has_its_own_indicators():
    source, apart = ({"causes": ("definition",), "not_comparable": reason} for reason in ("source", "break"))
    rows = found({"label": "X", **source}, *({"label": label, **apart} for label in "AB"))
    assert text.not_comparable(rows, 2025) == (
        "For 3 indikatorer kan ikke tallene sammenlignes med utgaven for 2025: for «X» er tallet hentet fra en annen kilde; "
        "for «A» og «B» har tallseriene brudd."
    )
    rows = found({"label": "X", **source}, *({"label": label, **apart} for label in "ABCDE"))
    assert text.not_comparable(rows, 2025).endswith("en annen kilde; for 5 av dem har tallseriene brudd.")
    assert text.not_comparable(found(*({"label": label, **apart} for label in "ABCDE")), 2025) == (
        "For 5 indikatorer kan ikke tallene sammenlignes med utgaven for 2025, fordi tallseriene har brudd."
    )


def test_everything_can_be_compared_or_nothing_is_there():
    assert text.not_comparable(found(NONE), 2025) == ""
    assert text.comparability(found(NONE, EMPTY), 2025) == (
        "Alle indikatorene som har tall både i utgaven for 2025 og i denne, kan sammenlignes."
    )
    nothing = "Ingen av indikatorene har tall både i utgaven for 2025 og i denne."
    assert text.comparability(found(EMPTY, NO_NEW), 2025) == nothing
    assert text.comparability(found(NONE).head(0), 2025) == nothing


def test_corrections():
    assert text.corrected(found(NONE), 2025) == ""
    assert text.corrected(found({"causes": ("new_period", "correction")}), 2025) == (
        "Feil som er rettet i utgaven for 2025, gjelder én indikator: «Innpendlere»."
    )
    columns = ["corrected_on", "wrong", "right"]
    rows = pd.DataFrame([("2026-02-01", "13 000", "13 100")], columns=columns)
    assert [plain(said) for said in text.corrections(rows)] == [
        "Rettet 1. februar 2026: Det sto «13 000». Det riktige er «13 100»."
    ]
    assert text.corrections(rows.head(0)) == [
        "Det er ikke ført noen rettelser til den forrige utgaven."
    ]


def test_what_came_and_went():
    assert text.came_and_went(found({}), 2025, 2026) == []
    old = {"old_period": None, "old_value": NAN}
    assert text.came_and_went(found({"causes": ("added",), **old}), 2025, 2026) == [
        "Utgaven for 2026 har tall for én indikator som ikke hadde det i 2025: «Innpendlere»."
    ]
    lost = {"causes": ("removed",), **NO_NEW}
    assert text.came_and_went(found(lost, {**lost, "label": "B"}), 2025, 2026) == [
        "Utgaven for 2026 mangler tall for 2 indikatorer som hadde det i 2025: «Innpendlere» og «B»."
    ]
    gone = {"causes": ("removed",), "new_period": 2023, "revised": "gone"}
    assert text.came_and_went(found(gone, EMPTY), 2025, 2026) == [
        "For én indikator er det nyeste tallet i utgaven for 2025 borte fra grunnlaget: «Innpendlere».",
    ]


def test_what_is_not_in_the_table_is_named_below_it():
    assert text.without_figures(found({}, NO_NEW)) == ""
    assert text.without_figures(found({}, EMPTY)) == (
        "Ingen av utgavene har tall for én indikator, som derfor ikke er med i tabellen: «Tomt»."
    )
    assert text.without_figures(found(EMPTY, {**EMPTY, "label": "B"})) == (
        "Ingen av utgavene har tall for 2 indikatorer, som derfor ikke er med i tabellen: «Tomt» og «B»."
    )


def test_there_are_at_most_six_findings_and_none_is_empty():
    everything = found(
        RATE, REVISED, {"causes": ("definition", "correction"), "not_comparable": "source", "size_pct": NAN, "change": NAN}
    )
    assert len(text.findings(everything, 2025, 2026)) == 6
    assert len(text.findings(found(EMPTY), 2025, 2026)) == 1
    assert all(text.findings(found(NONE), 2025, 2026))


def test_without_a_last_edition():
    assert text.no_record("Halden", 2026) == (
        "Det finnes ikke noe bevart grunnlag fra 2025 for Halden, så utgaven for 2026 har ingenting å sammenlignes med."
    )
    assert text.not_shown(2026) == "Dette kan ikke vises, for det finnes ikke noe bevart grunnlag fra 2025."
    assert text.not_known(None) == [
        "Rapporten vet ikke hvilke tall som er nye, revidert eller rettet, når det ikke finnes noe bevart grunnlag."
    ]


def test_what_is_not_known():
    assert len(text.not_known(found({}))) == 3
    months = {"old_period": "2024-12", "new_period": "2025-10", "old_table": "unemployment_monthly"}
    assert "ikke justert for årstid" in text.not_known(found(months))[-1]
    assert len(text.not_known(found({**months, "old_period": None}))) == 3


def test_order_rounding_and_note():
    assert "inntil 5 personer" in plain(text.rounding())
    assert text.order().startswith("Indikatorer som har passert et mål i planen, står først.")
    assert text.note(2025).startswith("Tall sist er regnet ut av grunnlaget som er bevart fra utgaven for 2025.")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([NONE, NONE], "Ingen av indikatorene er ulike i de to kodeversjonene."),
        ([NEW, NONE, NONE], "Én av de 3 indikatorene er ulik i de to kodeversjonene."),
        ([NEW, REVISED, NONE], "2 av de 3 indikatorene er ulike i de to kodeversjonene."),
        ([NEW, REVISED], "Alle indikatorene er ulike i de to kodeversjonene."),
    ],
)
def test_how_many_differ_between_commits(rows, said):
    assert text.commit_findings(found(*rows)) == [said]


@pytest.mark.parametrize(
    ("causes", "apart", "cell"),
    [
        (("new_period",), "", "Ny periode"),
        (("new_period", "revision"), "", "Ny periode og revidert av kilden"),
        (("new_period", "revision", "definition", "correction"), "source",
         "Ny periode, revidert av kilden, annen kilde og rettet feil"),
        (("definition",), "break", "Brudd i tallserien"),
        (("definition",), "definition", "Endret definisjon"),
        (("added",), "", "Nytt i rapporten"),
        (("removed",), "", "Ikke lenger i grunnlaget"),
        (("none",), "", "Ingen endring"),
    ],
)  # fmt: skip
def test_causes_in_words(causes, apart, cell):
    assert text.cause(causes, apart, without_figures=False) == cell


def test_an_indicator_without_figures_is_not_unchanged():
    assert text.cause(("none",), "", without_figures=True) == "Ingen tall"
    assert text.cause(("correction",), "", without_figures=True) == "Rettet feil"
    assert {*text.CAUSE, "definition"} == set(CAUSES)


def cells(frame):
    return [[cell if cell is None else plain(str(cell)) for cell in row] for row in frame.itertuples(index=False, name=None)]


QUARTERS = ["4. kvartal 2024", "4. kvartal 2025"]


def test_table():
    gone = {"label": "Borte", "revised": "gone", "revised_value": NAN, "change": NAN}
    area = {"label": "Areal", "unit": "km²", "old_unit": "km²", "old_table": "land_use", "new_table": "land_use", "new_value": 3.0,
            "old_value": 2.95, "revised_value": 2.95, "change": 0.05, "old_period": 2025, "new_period": 2026}  # fmt: skip
    data = text.table(found(RATE, {}, gone, area, EMPTY))
    assert list(data) == ["indicator", "then", "revised", "now", "change", "cause", "threshold", "then_when", "now_when"]
    assert cells(data) == [
        ["Sysselsettingsgrad", "69,8 %", "69,8 %", "70,2 %", "+0,4", "Ny periode", "● Målet nådd", *QUARTERS],
        ["Innpendlere", "3 110", "3 100", "3 082", "−18", "Ny periode", "Uten mål", *QUARTERS],
        ["Borte", "3 110", "..", "3 082", None, "Ny periode", "Uten mål", *QUARTERS],
        ["Areal, km²", "2,95", "2,95", "3,00", "+0,05", "Ny periode", "Uten mål", "1. januar 2025", "1. januar 2026"],
        ["Tomt", None, None, None, None, "Ingen tall", "Uten mål", None, None],
    ]
    assert "threshold" not in text.table(found({}))
    assert set(text.LABELS) >= set(data)


@pytest.mark.parametrize(
    ("threshold", "cell"),
    [("left", "▲ Ikke lenger nådd"), ("not_crossed", "○ Ikke passert"), ("unknown", "□ Kan ikke måles")],
)
def test_a_threshold_has_a_shape_and_a_word(threshold, cell):
    assert cells(text.table(found({"threshold": threshold})))[0][6] == cell


def test_a_crossing_is_not_hidden_by_rounding():
    row = cells(text.table(found({**RATE, "old_value": 69.96, "new_value": 70.04, "revised_value": 69.96})))[0]
    assert (row[1], row[3]) == ("69,96 %", "70,04 %")


@pytest.mark.parametrize(
    ("old_unit", "unit", "old", "new"),
    [
        ("personer", "prosent", "14 295 personer", "70,2 %"),
        ("prosent", "personer", "14 295,0 %", "70"),
        ("m²", "km²", "14 295 m²", "70,20"),
        ("km²", "km²", "14 295,00", "70,20"),
    ],
)
def test_an_old_value_has_its_own_unit(old_unit, unit, old, new):
    row = {"old_unit": old_unit, "unit": unit, "old_value": 14295, "new_value": 70.2, "change": NAN, "not_comparable": "definition",
           "causes": ("definition",)}  # fmt: skip
    parted = {"revised": "unit", "revised_value": NAN} if old_unit != unit else {"revised_value": 14295}
    cell = cells(text.table(found({**row, **parted})))[0]
    assert cell[1:4] == [old, None if old_unit != unit else old, new]


def test_other_tables():
    revised = text.revision_table(found(REVISED, NONE))
    assert cells(revised) == [["Innpendlere", "4. kvartal 2024", "3 110", "3 100", "−10"]]
    figures = pd.DataFrame({"label": ["A", "B"], "unit": "prosent", "table": "municipality_totals", "period": [2024, None],
                            "value": [59.25, NAN]}, dtype=object)  # fmt: skip
    assert cells(text.newest_table(figures)) == [["A", "59,3 %", "4. kvartal 2024"], ["B", None, None]]
    places = pd.DataFrame({"label": ["A", "B"], "unit": "personer", "table": "population", "period": [2026, None],
                           "first_value": [10, NAN], "second_value": [1200, NAN], "difference": [1190, NAN]}, dtype=object)  # fmt: skip
    assert cells(text.places_table(places)) == [["A", "1. januar 2026", "10", "1 200", "+1 190"], ["B", None, None, None, None]]
    assert text.same_period() == "Hver indikator er vist for det nyeste tidspunktet begge kommunene har tall for."
    assert set(text.LABELS) >= {*revised, *text.newest_table(figures), *text.places_table(places)}
