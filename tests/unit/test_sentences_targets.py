import pandas as pd
import pytest

from statusbok.indicators import outlook, targets
from statusbok.indicators.border import Bound, Coverage
from statusbok.indicators.employment import Level
from statusbok.indicators.targets import JOBS, RATE_20_66, RESIDENTS, Stated, Target
from statusbok.show.nb import targets as text

RULE = ("Kommunestyret", "2026-11-22", "4. Mål")
GROWTH = Target("jobs", "growth", JOBS, "Minst 500 flere", 2026, 2030, 500.0, 100.0, 2, *RULE)
LIVING = GROWTH._replace(target_id="residents", indicator_id=RESIDENTS)
LEVEL = Target("rate", "level", RATE_20_66, "70 prosent", 2025, 2030, 70.0, 100.0, 2, *RULE)
PRIVATE = GROWTH._replace(
    indicator_id="jobs_private", indicator="Arbeidsplasser i privat sektor", table="employed_by_sector", value=200.0
)
OUTSIDE = LEVEL._replace(
    indicator_id="outside_labour_force_20_66", indicator="Utenfor arbeidsstyrken", value=20.0, direction="down"
)
HALDEN = pd.Series(
    [13435, 13612, 13695, 13810, 13700, 13718, 14188, 14227, 14262, 14295, 14261], index=range(2015, 2026), dtype=float
)
COUNT = pd.Series({"value": 1153.0, "year": 2003, "precision": "exact", "unit": "persons"})


def plain(said: str) -> str:
    return said.replace("\u00a0", " ")


def at(values: dict[int, float], target: Target = GROWTH) -> targets.Status:
    return targets.status(target, pd.Series(values, dtype=float))


def basis(series: pd.Series | dict[int, float], target: Target = GROWTH) -> outlook.Growth:
    series = pd.Series(series, dtype=float)
    return outlook.growth(targets.status(target, series), series)


def test_every_state_and_indicator_has_its_words():
    assert set(text.STATES) == {"not_measured", "no_base", "too_early", "on_track", "off_track", "reached", "missed"}
    assert set(text.MEASURED) == {RESIDENTS, JOBS, RATE_20_66}


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, "Utgaven har ingen tall for arbeidsplasser i kommunen."),
        (
            {2025: 14261},
            "I 4. kvartal 2025 var det 14 261 arbeidsplasser i kommunen. Utgangspunktet for målet, 4. kvartal 2026, "
            "er ikke med i utgaven, og målet bedømmes først med tallet for 4. kvartal 2028.",
        ),
        (
            {2026: 14300},
            "I 4. kvartal 2026 var det 14 300 arbeidsplasser i kommunen. Det er utgangspunktet for målet, som dermed "
            "er 14 800 i 2030. Om målet er på vei, er det for tidlig å si: målet bedømmes først med tallet for 4. "
            "kvartal 2028.",
        ),
        (
            {2026: 14300, 2027: 14240},
            "I 4. kvartal 2027 var det 14 240 arbeidsplasser i kommunen, 60 færre enn i 2026. Om målet er på vei, er "
            "det for tidlig å si: målet bedømmes først med tallet for 4. kvartal 2028. Det gjensto 560, eller 187 i "
            "året fram til 2030.",
        ),
        (
            {2026: 14300, 2028: 14600},
            "I 4. kvartal 2028 var det 14 600 arbeidsplasser i kommunen, 300 flere enn i 2026. Målet var på vei: "
            "regelen krevde minst 250 flere på dette tidspunktet. Det gjensto 200, eller 100 i året fram til 2030.",
        ),
        (
            {2026: 14300, 2028: 14300},
            "I 4. kvartal 2028 var det 14 300 arbeidsplasser i kommunen, like mange som i 2026. Målet var ikke på "
            "vei: regelen krevde minst 250 flere på dette tidspunktet. Det gjensto 500, eller 250 i året fram til "
            "2030.",
        ),
        (
            {2026: 14300, 2029: 14900},
            "I 4. kvartal 2029 var det 14 900 arbeidsplasser i kommunen, 600 flere enn i 2026. Målet var nådd. Om "
            "det også er nådd i 2030, viser tallene ikke ennå.",
        ),
        (
            {2026: 14300, 2030: 14800},
            "I 4. kvartal 2030 var det 14 800 arbeidsplasser i kommunen, 500 flere enn i 2026. Målet ble nådd.",
        ),
        (
            {2026: 14300, 2030: 14700},
            "I 4. kvartal 2030 var det 14 700 arbeidsplasser i kommunen, 400 flere enn i 2026. Målet ble ikke nådd: "
            "det manglet 100.",
        ),
    ],
    ids=["missing", "not measured", "base", "too early", "on", "off", "reached early", "reached", "missed"],
)
def test_where_a_growth_stands(values, expected):
    assert plain(text.stand("Halden", at(values))) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (
            {2025: 14261, 2028: 14600},
            "I 4. kvartal 2028 var det 14 600 arbeidsplasser i kommunen. Utgangspunktet for målet, 4. kvartal 2026, "
            "mangler i tallene, og uten det kan det ikke bedømmes om målet er på vei.",
        ),
        ({2031: 14600}, "Utgaven har ingen tall for arbeidsplasser i kommunen til og med 2030."),
    ],
)
def test_where_a_growth_stands_whose_base_year_was_passed_over(values, expected):
    assert plain(text.stand("Halden", at(values))) == expected


def test_where_growth_of_another_indicator_stands():
    assert plain(text.stand("Halden", at({2026: 8700, 2028: 8900}, PRIVATE))) == (
        "I 4. kvartal 2028 var indikatoren «Arbeidsplasser i privat sektor» 8 900, 200 flere enn i 2026. Målet var "
        "nådd. Om det også er nådd i 2030, viser tallene ikke ennå."
    )
    assert plain(text.stand("Halden", at({}, PRIVATE))) == (
        "Utgaven har ingen tall for indikatoren «Arbeidsplasser i privat sektor»."
    )


def test_required_growth_is_rounded_up_so_that_the_verdict_is_not_contradicted():
    found = at({2026: 1000, 2028: 1083}, GROWTH._replace(value=167.0))
    assert (found.state, found.required) == ("off_track", 83.5)
    assert "regelen krevde minst 84 flere" in text.stand("Halden", found)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, "Utgaven har ingen tall for andelen sysselsatte i alderen 20–66 år."),
        (
            {2024: 66.54},
            "I 4. kvartal 2024 var 66,5 prosent av de bosatte i Halden i alderen 20–66 år sysselsatt. Utgangspunktet "
            "for veien mot målet, 4. kvartal 2025, er ikke med i utgaven. Til målet om 70 prosent manglet det 3,5 "
            "prosentpoeng.",
        ),
        (
            {2025: 67.5},
            "I 4. kvartal 2025 var 67,5 prosent av de bosatte i Halden i alderen 20–66 år sysselsatt. Det er "
            "utgangspunktet for veien mot målet om 70 prosent. Det gjensto 2,5 prosentpoeng, eller 0,5 prosentpoeng "
            "i året fram til 2030. Om målet er på vei, er det for tidlig å si: målet bedømmes først med tallet for "
            "4. kvartal 2027.",
        ),
        (
            {2025: 67.5, 2026: 67.54},
            "I 4. kvartal 2026 var 67,5 prosent av de bosatte i Halden i alderen 20–66 år sysselsatt, samme andel "
            "som i 2025. Om målet er på vei, er det for tidlig å si: målet bedømmes først med tallet for 4. kvartal "
            "2027. Det gjensto 2,5 prosentpoeng, eller 0,6 prosentpoeng i året fram til 2030.",
        ),
        (
            {2025: 65.0, 2027: 67.5},
            "I 4. kvartal 2027 var 67,5 prosent av de bosatte i Halden i alderen 20–66 år sysselsatt, 2,5 "
            "prosentpoeng mer enn i 2025. Målet var på vei: regelen krevde en økning på minst 2,0 prosentpoeng på "
            "dette tidspunktet. Det gjensto 2,5 prosentpoeng, eller 0,8 prosentpoeng i året fram til 2030.",
        ),
        (
            {2025: 65.0, 2027: 66.98},
            "I 4. kvartal 2027 var 67,0 prosent av de bosatte i Halden i alderen 20–66 år sysselsatt, 1,98 "
            "prosentpoeng mer enn i 2025. Målet var ikke på vei: regelen krevde en økning på minst 2,00 prosentpoeng "
            "på dette tidspunktet. Det gjensto 3,0 prosentpoeng, eller 1,0 prosentpoeng i året fram til 2030.",
        ),
        (
            {2025: 65.0, 2027: 64.0},
            "I 4. kvartal 2027 var 64,0 prosent av de bosatte i Halden i alderen 20–66 år sysselsatt, 1,0 "
            "prosentpoeng mindre enn i 2025. Målet var ikke på vei: regelen krevde en økning på minst 2,0 "
            "prosentpoeng på dette tidspunktet. Det gjensto 6,0 prosentpoeng, eller 2,0 prosentpoeng i året fram til "
            "2030.",
        ),
        (
            {2025: 69.0, 2028: 70.1},
            "I 4. kvartal 2028 var 70,1 prosent av de bosatte i Halden i alderen 20–66 år sysselsatt, 1,1 "
            "prosentpoeng mer enn i 2025. Målet var nådd. Om det også er nådd i 2030, viser tallene ikke ennå.",
        ),
        (
            {2025: 69.0, 2030: 69.97},
            "I 4. kvartal 2030 var 69,97 prosent av de bosatte i Halden i alderen 20–66 år sysselsatt, 0,97 "
            "prosentpoeng mer enn i 2025. Målet ble ikke nådd: det manglet mindre enn 0,1 prosentpoeng.",
        ),
        (
            {2025: 71.0},
            "I 4. kvartal 2025 var 71,0 prosent av de bosatte i Halden i alderen 20–66 år sysselsatt. Målet var "
            "nådd. Om det også er nådd i 2030, viser tallene ikke ennå.",
        ),
        (
            {2025: 72.0, 2027: 69.5},
            "I 4. kvartal 2027 var 69,5 prosent av de bosatte i Halden i alderen 20–66 år sysselsatt, 2,5 "
            "prosentpoeng mindre enn i 2025. Målet var ikke på vei: det var nådd i 2025, men var det ikke lenger. Det "
            "gjensto 0,5 prosentpoeng, eller 0,2 prosentpoeng i året fram til 2030.",
        ),
        (
            {2025: 65.0, 2027: 66.996},
            "I 4. kvartal 2027 var 67,0 prosent av de bosatte i Halden i alderen 20–66 år sysselsatt, 1,996 "
            "prosentpoeng mer enn i 2025. Målet var ikke på vei: regelen krevde en økning på minst 2,000 prosentpoeng "
            "på dette tidspunktet. Det gjensto 3,0 prosentpoeng, eller 1,0 prosentpoeng i året fram til 2030.",
        ),
        (
            {2025: 65.0, 2027: 66.9999},
            "I 4. kvartal 2027 var 67,0 prosent av de bosatte i Halden i alderen 20–66 år sysselsatt, 2,0 "
            "prosentpoeng mer enn i 2025. Målet var ikke på vei: regelen krevde en så vidt større økning på dette "
            "tidspunktet. Det gjensto 3,0 prosentpoeng, eller 1,0 prosentpoeng i året fram til 2030.",
        ),
        (
            {2025: 64.2, 2027: 66.52},
            "I 4. kvartal 2027 var 66,5 prosent av de bosatte i Halden i alderen 20–66 år sysselsatt, 2,3 "
            "prosentpoeng mer enn i 2025. Målet var på vei: regelen krevde en økning på minst 2,3 prosentpoeng på "
            "dette tidspunktet. Det gjensto 3,5 prosentpoeng, eller 1,2 prosentpoeng i året fram til 2030.",
        ),
        (
            {2025: 65.0, 2026: 66.0},
            "I 4. kvartal 2026 var 66,0 prosent av de bosatte i Halden i alderen 20–66 år sysselsatt, 1,0 "
            "prosentpoeng mer enn i 2025. Om målet er på vei, er det for tidlig å si: målet bedømmes først med tallet "
            "for 4. kvartal 2027. Det gjensto 4,0 prosentpoeng, eller 1,0 prosentpoeng i året fram til 2030.",
        ),
        (
            {2026: 68.0, 2028: 69.0},
            "I 4. kvartal 2028 var 69,0 prosent av de bosatte i Halden i alderen 20–66 år sysselsatt. Utgangspunktet "
            "for veien mot målet, 4. kvartal 2025, mangler i tallene, og uten det kan det ikke bedømmes om målet er "
            "på vei. Til målet om 70 prosent manglet det 1,0 prosentpoeng.",
        ),
        (
            {2026: 68.0, 2030: 70.5},
            "I 4. kvartal 2030 var 70,5 prosent av de bosatte i Halden i alderen 20–66 år sysselsatt. Målet ble nådd.",
        ),
        (
            {2026: 68.0, 2030: 69.99999},
            "I 4. kvartal 2030 var så vidt under 70 prosent av de bosatte i Halden i alderen 20–66 år sysselsatt. "
            "Målet ble ikke nådd: det manglet mindre enn 0,1 prosentpoeng.",
        ),
    ],
    ids=[
        "missing", "not measured", "base", "too early", "on", "off by a hair", "off", "reached", "missed", "at once",
        "lost", "off by less", "off by least", "on the path", "too early and up", "no base", "reached without base",
        "missed without base",
    ],
)  # fmt: skip
def test_where_a_level_stands(values, expected):
    assert plain(text.stand("Halden", at(values, LEVEL))) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, "Utgaven har ingen tall for indikatoren «Utenfor arbeidsstyrken»."),
        (
            {2024: 25.0},
            "I 4. kvartal 2024 var indikatoren «Utenfor arbeidsstyrken» 25,0 prosent i Halden. Utgangspunktet for "
            "veien mot målet, 4. kvartal 2025, er ikke med i utgaven. Til målet om høyst 20 prosent manglet det 5,0 "
            "prosentpoeng.",
        ),
        (
            {2025: 25.0},
            "I 4. kvartal 2025 var indikatoren «Utenfor arbeidsstyrken» 25,0 prosent i Halden. Det er utgangspunktet "
            "for veien mot målet om høyst 20 prosent. Det gjensto 5,0 prosentpoeng, eller 1,0 prosentpoeng i året "
            "fram til 2030. Om målet er på vei, er det for tidlig å si: målet bedømmes først med tallet for 4. "
            "kvartal 2027.",
        ),
        (
            {2025: 25.0, 2027: 22.0},
            "I 4. kvartal 2027 var indikatoren «Utenfor arbeidsstyrken» 22,0 prosent i Halden, 3,0 prosentpoeng "
            "mindre enn i 2025. Målet var på vei: regelen krevde en nedgang på minst 2,0 prosentpoeng på dette "
            "tidspunktet. Det gjensto 2,0 prosentpoeng, eller 0,7 prosentpoeng i året fram til 2030.",
        ),
        (
            {2025: 25.0, 2027: 23.0001},
            "I 4. kvartal 2027 var indikatoren «Utenfor arbeidsstyrken» 23,0 prosent i Halden, 2,0 prosentpoeng "
            "mindre enn i 2025. Målet var ikke på vei: regelen krevde en så vidt større nedgang på dette tidspunktet. "
            "Det gjensto 3,0 prosentpoeng, eller 1,0 prosentpoeng i året fram til 2030.",
        ),
        (
            {2025: 25.0, 2030: 20.04},
            "I 4. kvartal 2030 var indikatoren «Utenfor arbeidsstyrken» 20,04 prosent i Halden, 4,96 prosentpoeng "
            "mindre enn i 2025. Målet ble ikke nådd: det manglet mindre enn 0,1 prosentpoeng.",
        ),
        (
            {2026: 25.0, 2030: 20.00001},
            "I 4. kvartal 2030 var indikatoren «Utenfor arbeidsstyrken» så vidt over 20 prosent i Halden. Målet ble "
            "ikke nådd: det manglet mindre enn 0,1 prosentpoeng.",
        ),
        (
            {2025: 25.0, 2030: 19.0},
            "I 4. kvartal 2030 var indikatoren «Utenfor arbeidsstyrken» 19,0 prosent i Halden, 6,0 prosentpoeng "
            "mindre enn i 2025. Målet ble nådd.",
        ),
    ],
    ids=["missing", "not measured", "base", "on", "off by least", "missed", "missed by least", "reached"],
)
def test_where_a_level_that_should_fall_stands(values, expected):
    assert plain(text.stand("Halden", at(values, OUTSIDE))) == expected


def test_paragraph_on_another_level():
    assert plain(" ".join(text.level("Halden", at({}, OUTSIDE)))) == (
        "Planen har som mål høyst 20 prosent i indikatoren «Utenfor arbeidsstyrken» i 2030. Utgaven har ingen tall for "
        "indikatoren «Utenfor arbeidsstyrken»."
    )
    assert text.goal(OUTSIDE._replace(direction="up")).startswith("minst")


def test_standing_is_a_paragraph_for_each_basis():
    found = [at({2025: 1}, LIVING), at({2025: 2}), at({}, LEVEL)]
    paragraphs = text.standing("Halden", found, "Fra planen.")
    assert [last for _, last in paragraphs] == ["", "Fra planen."]
    assert "bosatt i kommunen" in paragraphs[0][0] and "arbeidsplasser" in paragraphs[1][0]


@pytest.mark.parametrize(
    ("first_year", "said"),
    [
        (2026, "Det var før tallene for planperioden kom: de første gjelder 4. kvartal 2026, og SSB publiserer"),
        (2025, "Det var etter at de første tallene for planperioden kunne komme: de første gjelder 4. kvartal 2025,"),
    ],
)
def test_when_the_rules_were_written(first_year, said):
    told = plain(text.rules_when([at({}), at({}, LEVEL._replace(decided_by="Statusbok"))], first_year))
    assert told.startswith("Reglene i tabellen ble skrevet ned 22. november 2026.") and said in told
    assert told.endswith("Reglene er satt av: Kommunestyret og Statusbok.")


def test_table_of_the_rules():
    table = text.rules_table([at({2026: 13000}), at({}, LEVEL._replace(on_track_pct=90.0))])
    assert list(table.columns) == ["Minst 500 flere", "70 prosent"] and table.index.name in text.RULE_LABELS
    assert [(rule, plain(growth), plain(level)) for rule, growth, level in table.itertuples()] == [
        ("Måles med", "Arbeidsplasser i kommunen", "Andelen sysselsatte i alderen 20–66 år"),
        ("Utgangspunkt", "4. kvartal 2026: 13 000", "4. kvartal 2025: ikke målt ennå"),
        ("Vei", "jevn, 125 i året", "jevn, fra utgangspunktet til målet"),
        ("Mål", "500 flere i 4. kvartal 2030", "70 prosent i 4. kvartal 2030"),
        ("På vei når", "endringen er minst 100 % av veien", "endringen er minst 90 % av veien"),
        ("Bedømmes fra", "4. kvartal 2028", "4. kvartal 2027"),
        ("Regelen er satt av", "Kommunestyret", "Kommunestyret"),
        ("Satt", "22. november 2026", "22. november 2026"),
        ("Del av planen", "4. Mål", "4. Mål"),
    ]


def test_table_of_the_rules_of_other_targets():
    table = text.rules_table([at({2027: 1}), at({}, OUTSIDE), at({}, PRIVATE._replace(label="Private"))])
    assert table.loc["Utgangspunkt"].map(plain).tolist()[0] == "4. kvartal 2026: mangler i tallene"
    reached = text.rules_table([at({2026: 71.0}, LEVEL)])
    assert plain(reached.loc["Utgangspunkt"].iloc[0]) == "4. kvartal 2025: mangler i tallene"
    assert table.loc["Måles med"].tolist()[1:] == [
        "Indikatoren «Utenfor arbeidsstyrken»", "Indikatoren «Arbeidsplasser i privat sektor»"
    ]  # fmt: skip
    assert plain(table.loc["Mål"].tolist()[1]) == "høyst 20 prosent i 4. kvartal 2030"


def test_what_the_plan_leaves_open():
    stated = Stated(2024, 14393, "«ansatte i Halden»", 12995)
    which, when = text.ambiguity([basis(HALDEN, LIVING), basis({})], stated, HALDEN)
    assert "«nye arbeidsplasser» og «flere sysselsatte»" in which[0]
    assert plain(" ".join(which)).endswith(
        "for 2024 oppgir planen 14 393 «ansatte i Halden» og 12 995 arbeidsplasser. SSBs tall på sysselsatte bosatt "
        "i kommunen er 14 295 for samme år."
    )
    assert plain(when[0]) == (
        "Planen har ikke noe utgangstall for 2026, og den sier ikke når i 2026 veksten skal regnes fra. SSBs tall "
        "gjelder 4. kvartal, så målet er her regnet fra 4. kvartal 2026 til 4. kvartal 2030."
    )


def test_what_the_plan_leaves_open_in_other_plans():
    both = [basis({}, LIVING), basis({})]
    assert text.ambiguity([], None, HALDEN) == text.ambiguity([basis({}, PRIVATE)], None, HALDEN) == []
    assert text.ambiguity([basis({})], None, HALDEN)[0][0].startswith("Planen sier ikke når i 2026")
    which, when = text.ambiguity(both, None, HALDEN)
    assert len(which) == 1 and when[0].startswith("Planen sier ikke når")
    which, when = text.ambiguity(both, Stated(2026, 14500, "«ansatte»", 13000), HALDEN)
    assert len(which) == 2 and when[0].startswith("Planen sier ikke når")


def test_table_of_where_the_targets_stand():
    table = text.stands_table([at({2025: 14261}, LIVING), at({2026: 13000, 2028: 13200}), at({2025: 67.1}, LEVEL)])
    assert list(table.columns) == list(text.STAND_LABELS)
    assert [[plain(cell) for cell in row] for row in table.itertuples(index=False)] == [
        ["Minst 500 flere", "Kan ikke måles ennå", "14 261 (4. kvartal 2025)", "..", "..", "125"],
        ["Minst 500 flere", "Ikke på vei", "13 200 (4. kvartal 2028)", "13 500", "300", "150"],
        ["70 prosent", "For tidlig å si", "67,1 % (4. kvartal 2025)", "70 %", "2,9 prosentpoeng", "0,6 prosentpoeng"],
    ]
    assert text.stands_table([at({}, LEVEL)])["value"].tolist() == [".."]
    close = text.stands_table([at({2025: 69.0, 2030: 69.96}, LEVEL), at({2027: 1})])
    assert [plain(value) for value in close["value"]] == ["69,96 % (4. kvartal 2030)", "1 (4. kvartal 2027)"]
    assert close["status"].tolist() == ["Ikke nådd", "Kan ikke bedømmes"]
    assert text.goal(LEVEL._replace(value=70.5)).startswith("70,5")


@pytest.mark.parametrize(
    ("series", "starts", "ends"),
    [
        ({}, "Utgaven har ingen tall for arbeidsplasser i kommunen.", "."),
        ({2025: 1}, "Serien for arbeidsplasser i kommunen er for kort til å vise veksten til nå.", "."),
        (
            HALDEN,
            "Målt som arbeidsplasser i kommunen krever målet 125 flere i året fra 2026 til 2030. Til og med 2025 var "
            "den gjennomsnittlige endringen i året −34 det siste året, +11 de siste 3 årene, +109 de siste 5 årene "
            "og +83 de siste 10 årene.",
            "Målet krever altså raskere vekst enn i noen av disse periodene.",
        ),
        (
            {2024: 1000, 2025: 1125},
            "Målt som arbeidsplasser i kommunen krever målet 125 flere i året",
            "For de siste 3 årene er serien for kort. Veksten var minst så rask i denne perioden.",
        ),
        (
            {2022: 1000, 2024: 1000, 2025: 1125},
            "Målt som arbeidsplasser",
            "For de siste 5 årene er serien for kort. Veksten var minst så rask det siste året, men ikke i de andre "
            "periodene.",
        ),
        (
            {2026: 1000, 2027: 1100, 2028: 1250},
            "Målt som arbeidsplasser i kommunen krever målet 125 flere i året fra 2028 til 2030.",
            "Veksten var minst så rask i denne perioden.",
        ),
        (
            {2026: 1000, 2030: 1400},
            "Serien for arbeidsplasser i kommunen er for kort",
            "til nå.",
        ),
        (
            {2029: 1000, 2030: 1400, 2026: 1000},
            "Målt som arbeidsplasser i kommunen: til og med 2030 var den gjennomsnittlige endringen i året +400 det "
            "siste året.",
            "Tall for 2027 mangler, så veksten de siste 3 årene kan ikke regnes ut. For de siste 5 årene er serien for "
            "kort.",
        ),
        (
            {2024: 1000, 2025: 1100},
            "Målt som arbeidsplasser i kommunen krever målet 125 flere",
            "For de siste 3 årene er serien for kort. Målet krever altså raskere vekst enn i denne perioden.",
        ),
        (
            {2015: 0, 2016: 0, 2019: 400, 2021: 600, 2024: 1000, 2025: 1200},
            "Målt som arbeidsplasser i kommunen krever målet 125 flere i året fra 2026 til 2030. Til og med 2025 var "
            "den gjennomsnittlige endringen i året +200 det siste året og +120 de siste 10 årene.",
            "Tall for 2022 og 2020 mangler, så veksten de siste 3 årene og de siste 5 årene kan ikke regnes ut. "
            "Veksten var minst så rask det siste året, men ikke i de andre periodene.",
        ),
        (
            {2022: 1000, 2024: 1300, 2025: 1500},
            "Målt som arbeidsplasser",
            "Veksten var minst så rask i alle disse periodene.",
        ),
        (
            {2031: 1000, 2032: 1100},
            "Målt som arbeidsplasser i kommunen: til og med 2032 var den gjennomsnittlige endringen i året +100 det "
            "siste året.",
            "For de siste 3 årene er serien for kort.",
        ),
    ],
    ids=[
        "missing", "one year", "none", "all", "some", "base measured", "no period", "target year measured",
        "none of one", "gaps", "all of two", "after the target year",
    ],
)
def test_growth_that_is_needed_against_past_growth(series, starts, ends):
    said = plain(text.needed(basis(series)))
    assert said.startswith(starts) and said.endswith(ends)


def test_bars_of_past_growth():
    found = basis(HALDEN.loc[2019:])
    bars = text.growth_bars(found.past)
    assert bars["period"].tolist() == [
        "Siste år (2024–2025)", "Siste 3 år (2022–2025)", "Siste 5 år (2020–2025)", "Siste 10 år (2015–2025)",
    ]  # fmt: skip
    texts = text.growth_texts("Halden", found.status, bars)
    assert plain(texts["title"]) == "Arbeidsplasser i Halden: endring i året til nå, og det målet krever"
    assert plain(texts["alt"]) == (
        "Liggende søyler over gjennomsnittlig endring i året: siste år −34, siste 3 år +11 og siste 5 år +109. En "
        "linje viser at målet krever +125 i året."
    )
    over = at({2026: 1000, 2030: 1400})
    without = text.growth_texts("Halden", over, bars)
    assert "linje" not in without["alt"] and without["title"].endswith("til nå")


def test_table_of_growth_has_a_row_for_each_basis():
    table = text.growth_table([basis(HALDEN, LIVING), basis({2026: 1000, 2030: 1400})])
    assert [[plain(cell) for cell in row] for row in table.itertuples(index=False)] == [
        ["Sysselsatte bosatt i kommunen, til 4. kvartal 2025", "+125", "−34", "+11", "+109", "+83"],
        ["Arbeidsplasser i kommunen, til 4. kvartal 2030", "..", "..", "..", "..", ".."],
    ]
    assert list(table.columns[1:]) == ["Målet krever", "Siste år", "Siste 3 år", "Siste 5 år", "Siste 10 år"]


def test_method_of_a_fan():
    assert plain(text.method(basis(HALDEN).outlook)) == (
        "Viften for arbeidsplasser i kommunen bygger på de 10 endringene fra år til år i 2015–2025. Midten følger "
        "gjennomsnittet, +83 i året. Fortsetter tallet å svinge som før, skal det ende i den indre delen i 50 "
        "prosent av tilfellene, og i hele viften i 80 prosent."
    )


@pytest.mark.parametrize(
    ("series", "said"),
    [
        ({}, "Utgaven har ingen tall for"),
        ({year: 1000 + year for year in range(2015, 2031)}, "Målåret er målt for arbeidsplasser i kommunen"),
        ({2024: 1, 2025: 2}, "har 1 endring fra år til år som kan sammenlignes. En vifte krever minst 5,"),
        ({2023: 1, 2024: 1, 2025: 2}, "har 2 endringer fra år til år"),
    ],
)
def test_why_there_is_no_fan(series, said):
    found = basis(series)
    assert found.outlook is None and said in text.no_fan(found)


def test_no_fan_over_a_base_year_that_was_passed_over():
    target = GROWTH._replace(base_year=2020, target_year=2034)
    series = {2015: 1, **{year: 1000 + year for year in range(2021, 2028)}}
    assert text.no_fan(basis(series, target)).startswith("Utgangspunktet for målet er ikke målt for")


def test_outcome_as_growth_until_the_base_is_measured():
    assert plain(text.outcome(basis(HALDEN).outlook)) == (
        "Etter metoden blir veksten fra 2026 til 2030 mellom +70 og +591 i 50 prosent av tilfellene og "
        "mellom −183 og +844 i 80 prosent, med +330 i midten. Målet om 500 flere ligger over midten, men innenfor "
        "den indre delen av viften."
    )


@pytest.mark.parametrize(
    ("cases", "proof"),
    [
        ([], "ikke prøvd på tidligere år"),
        ([(1, 50, 20, 40), (2, 25, 11, 12)], "prøvd på tidligere år slo det til i 69 prosent"),
    ],
)
def test_finding_on_the_fan_says_how_often_it_was_right(cases, proof):
    ahead = "veksten fra 2026 til 2030 etter metoden ende mellom −183 og +844 i 80 prosent av tilfellene"
    assert plain(text.outlook_finding(basis(HALDEN), hits(*cases))) == (
        f"Svinger tallet på arbeidsplasser i kommunen som i 2015–2025, skal {ahead} ({proof}); målet er +500."
    )
    assert plain(text.outlook_finding(basis(HALDEN, PRIVATE), hits(*cases))) == (
        f"Svinger indikatoren «Arbeidsplasser i privat sektor» som i 2015–2025, skal {ahead} ({proof}); målet er +200."
    )
    assert text.outlook_finding(basis({}), hits(*cases)) == ""


def test_outcome_as_a_level_when_the_base_is_measured():
    later = basis(pd.concat([HALDEN, pd.Series({2026: 14300.0})]))
    said = plain(text.outcome(later.outlook))
    assert said.startswith("Etter metoden blir tallet i 2030 mellom 14 3") and "Målet, 14 800, ligger" in said
    assert plain(text.outlook_finding(later, hits())).endswith("målet er 14 800.")


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ((50, "above"), "ligger over midten, men innenfor den indre delen av viften."),
        ((50, "below"), "ligger under midten, men innenfor den indre delen av viften."),
        ((80, "above"), "ligger over den indre delen av viften, men innenfor den ytre."),
        ((80, "below"), "ligger under den indre delen av viften, men innenfor den ytre."),
        ((None, "above"), "ligger over hele viften: så sterk vekst ville være uvanlig etter historien alene."),
        ((None, "below"), "ligger under hele viften: så svak vekst ville være uvanlig etter historien alene."),
    ],
)
def test_where_the_target_lies_in_the_fan(place, said):
    seen = basis(HALDEN).outlook._replace(place=outlook.Place(*place))
    assert plain(text.placed(seen)) == f"Målet om 500 flere {said}"


@pytest.mark.parametrize(
    ("series", "said"),
    [
        (HALDEN.tail(4), ""),
        (
            HALDEN.tail(5),
            "Serien har én periode på 4 år, 2021–2025. Veksten var +73, altså mindre enn 500.",
        ),
        ({2021: 0, 2025: 500}, "Serien har én periode på 4 år, 2021–2025. Veksten var +500, altså minst 500."),
        (
            HALDEN,
            "I 2015–2025 er det 7 perioder på 4 år (de overlapper). Veksten i dem var fra +73 til +577, og i 2 av "
            "dem var den minst 500.",
        ),
        (
            HALDEN.loc[2015:2020],
            "I 2015–2020 er det 2 perioder på 4 år (de overlapper). Veksten i dem var fra +106 til +265, og i ingen "
            "av dem var den minst 500.",
        ),
        (
            {year: 600 * year for year in range(2015, 2021)},
            "I 2015–2020 er det 2 perioder på 4 år (de overlapper). Veksten i dem var fra +2 400 til +2 400, og i "
            "alle var den minst 500.",
        ),
    ],
)
def test_growth_over_earlier_periods_of_the_same_length(series, said):
    assert plain(text.earlier(basis(series))) == said


def test_a_target_of_one_year_has_periods_of_one_year():
    said = plain(text.earlier(basis(HALDEN, GROWTH._replace(target_year=2027))))
    assert said.startswith("I 2015–2025 er det 10 perioder på ett år. Veksten i dem")


def test_texts_and_table_of_the_fan_are_growth_until_the_base_is_measured():
    found = basis(HALDEN)
    texts = text.fan_texts("Halden", found)
    assert plain(texts["title"]) == (
        "Arbeidsplasser i Halden: veksten fra 2026 til 2030 (4. kvartal) etter svingningene i 2015–2025"
    )
    assert plain(texts["alt"]) == (
        "Vifte. Veksten fra 2026 til 2030: midten +330; 50 prosent +70 til +591 og 80 prosent −183 til +844. Målet er "
        "merket med en linje ved +500."
    )
    assert plain(texts["note"]) == (
        "Tallet for 4. kvartal 2026 er ikke målt. Figuren viser derfor vekst regnet fra dette tallet, uansett hvor "
        "stort det blir. Når det er målt, blir både midten og bredden regnet ut på nytt."
    )
    table = text.fan_table(found)
    assert list(table["year"]) == list(range(2026, 2031))
    assert set(table.columns) - {"year", "measured_persons"} == set(texts["labels"]) - {"measured_persons"}
    assert table["change_middle_persons"].tolist() == pytest.approx([0, 82.6, 165.2, 247.8, 330.4])


def test_texts_and_table_of_the_fan_are_levels_once_the_base_is_measured():
    found = basis(pd.concat([HALDEN, pd.Series({2026: 14300.0})]))
    texts, table = text.fan_texts("Halden", found), text.fan_table(found)
    assert plain(texts["title"]) == (
        "Arbeidsplasser i Halden, målt i 4. kvartal 2015–2026, og det historien alene ville gitt fram til 2030"
    )
    measured = "Målt: 13 435 i 2015 og 14 300 i 2026. I 2030: midten"
    assert plain(texts["alt"]).startswith(f"Linjediagram med vifte. {measured}")
    assert plain(texts["alt"]).endswith("Målet er merket med en linje ved 14 800.") and texts["note"] is None
    assert list(table["year"]) == list(range(2015, 2031)) and set(table.columns) - {"year"} == set(texts["labels"])
    assert table["measured_persons"].notna().sum() == 12


def hits(*rows: tuple[int, int, int, int], municipalities: int = 5) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["horizon", "cases", "hits_50", "hits_80"])
    table.attrs = {"municipalities": municipalities, "first_year": 2020, "last_year": 2024}
    return table


@pytest.mark.parametrize(
    ("inner", "outer", "said"),
    [
        (40, 70, "Begge deler traff om lag så ofte som metoden lover."),
        (60, 90, "Begge deler traff om lag så ofte som metoden lover."),
        (39, 69, "Begge deler traff sjeldnere enn metoden lover (for smal)."),
        (61, 91, "Begge deler traff oftere enn metoden lover (for vid)."),
        (50, 69, "Den indre delen traff om lag så ofte som metoden lover, hele viften sjeldnere enn metoden lover (for "
                 "smal)."),
        (61, 80, "Den indre delen traff oftere enn metoden lover (for vid), hele viften om lag så ofte som metoden "
                 "lover."),
    ],
)  # fmt: skip
def test_how_often_the_fan_would_have_been_right(inner, outer, said):
    told = plain(text.tried(at({2025: 1}), hits((1, 60, inner - 10, outer - 30), (2, 40, 10, 30))))
    assert told == (
        "Viften for arbeidsplasser i kommunen er prøvd på tidligere år, slik den ville sett ut i 2020–2024 for 5 "
        f"kommuner i grunnlaget. Av 100 tilfeller til sammen traff den indre delen i {inner} ({inner} prosent) og "
        f"hele viften i {outer} ({outer} prosent). {said}"
    )


def test_a_fan_tried_on_one_municipality_or_on_none():
    assert "for 1 kommune i grunnlaget" in plain(text.tried(at({2025: 1}), hits((1, 5, 3, 4), municipalities=1)))
    assert plain(text.tried(at({2025: 1}), hits())) == (
        "Viften for arbeidsplasser i kommunen kan ikke prøves på tidligere år, for tallene går ikke langt nok tilbake: "
        "en prøve krever minst 5 endringer før et år som det også finnes senere tall for."
    )
    assert text.tried_title(at({})).startswith("Arbeidsplasser i kommunen: hvor ofte")


def test_rate_never_passes_one_age_for_the_other():
    ((*said,),) = text.rate("Halden", at({}, LEVEL), Level(2022, 60.147, None), None)
    told = plain(" ".join(said))
    assert "70 prosent sysselsatte i alderen 20–66 år i 2030" in told and "kan ikke måles ennå" in told
    assert "15–74 år: 60,1 prosent" in told
    assert told.endswith("De to andelene kan derfor ikke sammenlignes, og målet er ikke tegnet inn i figuren.")
    ((*without,),) = text.rate("Halden", at({}, LEVEL), Level(None, None, None), None)
    assert "15–74" not in " ".join(without) and len(without) == 2


def test_rate_that_is_measured_needs_no_other():
    paragraphs = text.rate("Halden", at({2025: 67.0}, LEVEL), Level(2022, 60.1, None), covered(67.0, 2.0))
    assert "15–74" not in " ".join(sum(paragraphs, []))
    assert len(paragraphs) == 2 and "var 67,0 prosent" in plain(paragraphs[0][1])


def covered(rate: float, bound: float | None, *, informative: bool = True) -> Coverage:
    if bound is None:
        return Coverage(2025, rate, None, None)
    return Coverage(2025, rate, Bound(bound, informative), COUNT)


@pytest.mark.parametrize(
    ("found", "tail"),
    [
        (covered(67.0, 5.0), "Den øvre grensen, 72,0 prosent, ligger over målet."),
        (covered(67.0, 3.0), "Den øvre grensen, 70,0 prosent, ligger over målet."),
        (covered(67.0, 2.0), "Den øvre grensen, 69,0 prosent, ligger under målet."),
        (covered(71.0, 2.0), "og da blir grensen høyere."),
        (covered(67.0, 33.0, informative=False), "men grunnlaget viser ikke hvor mye."),
        (covered(67.0, None), "men grunnlaget viser ikke hvor mye."),
    ],
    ids=["over", "at", "under", "reached", "says nothing", "no count"],
)
def test_unseen_work_in_sweden_is_a_bound(found, tail):
    said = plain(" ".join(text.unseen("Halden", found, LEVEL)))
    assert said.startswith("Registeret bak tallet viser bare jobber i Norge.") and said.endswith(tail)


def test_unseen_work_is_not_held_against_the_target_for_another_age():
    said = " ".join(text.unseen("Halden", covered(60.0, 33.0, informative=False), None))
    assert "målet" not in said and "15–74" in said


def test_lines_of_the_rate():
    rates = pd.DataFrame({"year": [2024, 2025], "rate_pct": [66.0, 67.0], "upper_pct": [71.0, float("nan")]})
    lines = text.rate_lines(rates, targets.path(at({2025: 67.0}, LEVEL)))
    assert lines.groupby("line").size().to_dict() == {"Jevn vei til målet": 6, "Målt": 2, text.LINES["upper_pct"]: 1}
    texts = text.rate_texts("Halden", lines, "20–66", LEVEL)
    assert plain(texts["title"]).endswith("20–66 år i Halden, 4. kvartal 2024–2025")
    assert plain(texts["alt"]).endswith("Målet er merket med en linje ved 70 prosent.")
    alone = text.rate_lines(rates[["year", "rate_pct"]], pd.Series(dtype=float))
    assert set(alone["line"]) == {"Målt"}
    assert "Målet" not in text.rate_texts("Halden", alone, "15–74", None)["alt"]


def test_texts_of_another_level_and_of_growth_of_another_indicator():
    found = at({2025: 25.0, 2026: 24.0}, OUTSIDE)
    rates = pd.DataFrame({"year": [2025, 2026], "rate_pct": [25.0, 24.0]})
    texts = text.level_texts("Halden", found, text.rate_lines(rates, targets.path(found)))
    assert plain(texts["title"]) == "Indikatoren «Utenfor arbeidsstyrken» i Halden, 4. kvartal 2025–2026"
    assert plain(texts["alt"]) == (
        "Linjediagram. Målt: 25,0 prosent i 2025 og 24,0 prosent i 2026. Jevn vei til målet: 25,0 prosent i 2025 og "
        "20,0 prosent i 2030. Målet er merket med en linje ved 20 prosent."
    )
    growth = basis(HALDEN, PRIVATE)
    title = text.growth_texts("Halden", growth.status, text.growth_bars(growth.past))["title"]
    assert title.startswith("Indikatoren «Arbeidsplasser i privat sektor» i Halden: endring i året")
    said = plain(text.needed(growth))
    assert said.startswith("Målt med indikatoren «Arbeidsplasser i privat sektor» krever målet 50 flere")


@pytest.mark.parametrize(
    ("living", "jobs", "said"),
    [
        (
            {}, {},
            "Målet om minst 500 flere sysselsatte fra 2026 til 2030 kan ikke måles ennå, for tallene er ikke med i "
            "utgaven.",
        ),
        (
            {2025: 1}, {},
            "Målet om minst 500 flere sysselsatte fra 2026 til 2030 kan ikke måles ennå: utgangspunktet, 4. kvartal "
            "2026, er ikke med i utgaven.",
        ),
        (
            {2026: 1}, {2025: 1},
            "Om målet om minst 500 flere sysselsatte fra 2026 til 2030 er på vei, er det for tidlig å si: målet "
            "bedømmes først med tallet for 4. kvartal 2028.",
        ),
        (
            {2026: 14300, 2028: 14600}, {2026: 13000, 2027: 12990},
            "Målet om minst 500 flere sysselsatte fra 2026 til 2030: «på vei» målt som sysselsatte bosatt i kommunen "
            "(+300 fra 2026 til 2028) og «for tidlig å si» målt som arbeidsplasser i kommunen (−10 fra 2026 til 2027).",
        ),
        (
            {2026: 0, 2030: 500}, {2025: 5},
            "Målet om minst 500 flere sysselsatte fra 2026 til 2030: «nådd» målt som sysselsatte bosatt i kommunen "
            "(+500 fra 2026 til 2030) og «kan ikke måles ennå» målt som arbeidsplasser i kommunen.",
        ),
        (
            {2027: 1}, {2027: 1},
            "Målet om minst 500 flere sysselsatte fra 2026 til 2030 kan ikke bedømmes: utgangspunktet, 4. kvartal "
            "2026, mangler i tallene.",
        ),
        (
            {2026: 1}, {2027: 1},
            "Målet om minst 500 flere sysselsatte fra 2026 til 2030: «for tidlig å si» målt som sysselsatte bosatt i "
            "kommunen og «kan ikke bedømmes» målt som arbeidsplasser i kommunen.",
        ),
    ],
    ids=["no figures", "not measured", "too early", "judged", "one of two", "no base", "no base of one"],
)  # fmt: skip
def test_finding_on_the_growth(living, jobs, said):
    assert [plain(one) for one in text.findings([at(living, LIVING), at(jobs)])] == [said]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "Målet om 70 prosent sysselsatte i alderen 20–66 år i 2030 kan ikke måles ennå, for tallene er ikke med i "
             "utgaven."),
        ({2024: 66.0}, "Målet om 70 prosent sysselsatte i alderen 20–66 år i 2030 kan ikke måles ennå: utgangspunktet, "
                       "4. kvartal 2025, er ikke med i utgaven."),
        ({2025: 66.5}, "Av de bosatte i alderen 20–66 år var 66,5 prosent sysselsatt i 4. kvartal 2025; målet er 70 "
                       "prosent i 2030 («for tidlig å si»)."),
        ({2025: 69.0, 2030: 69.96}, "Av de bosatte i alderen 20–66 år var 69,96 prosent sysselsatt i 4. kvartal 2030; "
                                    "målet er 70 prosent i 2030 («ikke nådd»)."),
        ({2028: 69.0}, "Målet om 70 prosent sysselsatte i alderen 20–66 år i 2030 kan ikke bedømmes: utgangspunktet, "
                       "4. kvartal 2025, mangler i tallene."),
    ],
)  # fmt: skip
def test_finding_on_the_rate(values, said):
    assert [plain(one) for one in text.findings([at(values, LEVEL)])] == [said]


def test_findings_on_other_indicators():
    found = [at({2026: 8700, 2028: 8750}, PRIVATE), at({2025: 25.0, 2027: 24.0}, OUTSIDE)]
    assert [plain(said) for said in text.findings(found)] == [
        "Målet om en økning på minst 200 i indikatoren «Arbeidsplasser i privat sektor» fra 2026 til 2030: «ikke på "
        "vei» (+50 fra 2026 til 2028).",
        "Indikatoren «Utenfor arbeidsstyrken» var 24,0 prosent i 4. kvartal 2027; målet er høyst 20 prosent i 2030 "
        "(«ikke på vei»).",
    ]
    assert text.findings([]) == ["Utgaven har ingen mål med tall fra kommunens plan."]


def test_finding_on_the_growth_that_is_needed():
    assert [plain(one) for one in text.needed_findings([basis(HALDEN, LIVING), basis(HALDEN.loc[2019:])])] == [
        "Målet krever 125 flere i året; endringen i året var i gjennomsnitt +83 i 2015–2025 for sysselsatte bosatt i "
        "kommunen og +109 i 2020–2025 for arbeidsplasser i kommunen."
    ]
    different = [basis({2026: 0, 2027: 100}, LIVING), basis({2026: 0, 2027: 200})]
    assert [plain(one) for one in text.needed_findings(different)] == [
        "Målet krever 133 flere i året målt som sysselsatte bosatt i kommunen (endringen i året var i gjennomsnitt +100 "
        "i 2026–2027) og 100 flere i året målt som arbeidsplasser i kommunen (endringen i året var i gjennomsnitt +200 i "
        "2026–2027)."
    ]
    assert text.needed_findings([basis({}), basis({2026: 0, 2030: 400})]) == []
    assert [plain(one) for one in text.needed_findings([basis(HALDEN, LIVING), basis(HALDEN, PRIVATE)])] == [
        "Målet om minst 500 flere sysselsatte fra 2026 til 2030 krever 125 flere i året; endringen i året var i "
        "gjennomsnitt +83 i 2015–2025 for sysselsatte bosatt i kommunen.",
        "Målet om en økning på minst 200 i indikatoren «Arbeidsplasser i privat sektor» fra 2026 til 2030 krever 50 "
        "flere i året; endringen i året var i gjennomsnitt +83 i 2015–2025 for indikatoren «Arbeidsplasser i privat "
        "sektor».",
    ]


def test_findings_of_the_page_are_at_most_six():
    growth = [basis(HALDEN, LIVING), basis(HALDEN)]
    found = [growth[0].status, growth[1].status, at({}, LEVEL)]
    assert len(text.page_findings(found, growth, [hits(), hits()])) == 5
    assert len(text.page_findings(found[2:], [basis({})], [hits()])) == 1
    more = [*growth, basis(HALDEN, PRIVATE)]
    assert len(text.page_findings([*found, more[2].status], more, [hits()] * 3)) == 6
    assert text.page_findings([], [], []) == [text.NO_TARGETS]


def test_what_is_not_known():
    found = [at({2025: 1}, LIVING), at({2025: 1}), at({}, LEVEL)]
    at_border = text.not_known(found, at_border=True)
    assert plain(at_border[0]).endswith("4. kvartal 2026.") and at_border[1].startswith("Planen sier ikke om")
    assert "Sverige" in at_border[-1]
    inland = text.not_known([at({2026: 1})], at_border=False)
    assert len(inland) == 2 and "Sverige" not in " ".join(inland)
    assert len(text.not_known([at({}, LEVEL)], at_border=False)) == 1


@pytest.mark.parametrize(
    ("values", "target", "said"),
    [
        ({2026: 1}, GROWTH, []),
        ({2024: 66.0}, LEVEL, []),
        (
            {2025: 1}, GROWTH,
            ["Utgangspunktet for målet om flere sysselsatte er ikke kjent før SSB publiserer tallene for 4. kvartal "
             "2026."],
        ),
        (
            {2027: 1}, GROWTH,
            ["Utgangspunktet for målet om flere sysselsatte, 4. kvartal 2026, mangler i tallene for arbeidsplasser i "
             "kommunen. Uten det kan målet ikke bedømmes."],
        ),
        (
            {2025: 1}, PRIVATE,
            ["Utgangspunktet for målet om en økning på minst 200 i indikatoren «Arbeidsplasser i privat sektor» fra "
             "2026 til 2030 er ikke kjent før SSB publiserer tallene for 4. kvartal 2026."],
        ),
    ],
)  # fmt: skip
def test_what_is_not_known_of_the_base_year(values, target, said):
    found = [at(values, target)] * 2
    assert [plain(one) for one in text.bases_unknown(found)] == said
