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
    assert set(text.STATES) == {"not_measured", "too_early", "on_track", "off_track", "reached", "missed"}
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
            "I 4. kvartal 2030 var 70,0 prosent av de bosatte i Halden i alderen 20–66 år sysselsatt, 0,97 "
            "prosentpoeng mer enn i 2025. Målet ble ikke nådd: det manglet mindre enn 0,1 prosentpoeng.",
        ),
        (
            {2025: 71.0},
            "I 4. kvartal 2025 var 71,0 prosent av de bosatte i Halden i alderen 20–66 år sysselsatt, samme andel "
            "som i 2025. Målet var nådd. Om det også er nådd i 2030, viser tallene ikke ennå.",
        ),
    ],
    ids=["missing", "not measured", "base", "too early", "on", "off by a hair", "off", "reached", "missed", "at once"],
)
def test_where_a_level_stands(values, expected):
    assert plain(text.stand("Halden", at(values, LEVEL))) == expected


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
    assert text.ambiguity([], None, HALDEN) == []
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
            "For de siste 3 årene er serien for kort. Veksten var minst så rask i alle disse periodene.",
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
            "Veksten var minst så rask i alle disse periodene.",
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
            "For de siste 3 årene er serien for kort.",
        ),
    ],
    ids=["missing", "one year", "none", "all", "some", "base measured", "no period", "target year measured"],
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
        "Etter historien alene blir veksten fra 2026 til 2030 mellom +70 og +591 i 50 prosent av tilfellene og "
        "mellom −183 og +844 i 80 prosent, med +330 i midten. Målet om 500 flere ligger over midten, men innenfor "
        "den indre delen av viften."
    )
    assert plain(text.outlook_finding(basis(HALDEN))) == (
        "Svinger tallet på arbeidsplasser i kommunen som i 2015–2025, skal veksten fra 2026 til 2030 ende mellom −183 "
        "og +844 i 80 prosent av tilfellene; målet er +500."
    )
    assert text.outlook_finding(basis({})) == ""


def test_outcome_as_a_level_when_the_base_is_measured():
    later = basis(pd.concat([HALDEN, pd.Series({2026: 14300.0})]))
    said = plain(text.outcome(later.outlook))
    assert said.startswith("Etter historien alene blir tallet i 2030 mellom 14 3") and "Målet, 14 800, ligger" in said
    assert plain(text.outlook_finding(later)).endswith("målet er 14 800.")


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
    assert "perioder på ett år" in text.earlier(basis(HALDEN, GROWTH._replace(target_year=2027)))


def test_texts_and_table_of_the_fan():
    found = basis(HALDEN)
    texts = text.fan_texts("Halden", found)
    assert plain(texts["title"]) == (
        "Arbeidsplasser i Halden, målt i 4. kvartal 2015–2025, og det historien alene ville gitt fram til 2030"
    )
    assert plain(texts["alt"]) == (
        "Linjediagram med vifte. Målt: 13 435 i 2015 og 14 261 i 2025. I 2030: midten 14 674; 50 prosent 14 413 til "
        "14 935 og 80 prosent 14 161 til 15 187. Målet er merket med en linje ved 14 844."
    )
    assert plain(texts["note"]) == (
        "Tallet for 2026 er ikke målt. Viften begynner derfor på midten i 2026 (14 344), og målet er tegnet 500 "
        "over. Når tallet kommer, flyttes begge like mye."
    )
    table = text.fan_table(found)
    assert list(table["year"]) == list(range(2015, 2031)) and set(table.columns) - {"year"} == set(texts["labels"])
    assert table["measured_persons"].notna().sum() == 11
    later = basis(pd.concat([HALDEN, pd.Series({2026: 14300.0})]))
    assert text.fan_texts("Halden", later)["note"] is None


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
        "Viften for arbeidsplasser i kommunen kan ikke prøves på tidligere år: ingen serie i grunnlaget har minst 5 "
        "endringer før et år som det også finnes senere tall for."
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
            "(+300 i 2028) og «for tidlig å si» målt som arbeidsplasser i kommunen (−10 i 2027).",
        ),
        (
            {2026: 0, 2030: 500}, {2025: 5},
            "Målet om minst 500 flere sysselsatte fra 2026 til 2030: «nådd» målt som sysselsatte bosatt i kommunen "
            "(+500 i 2030) og «kan ikke måles ennå» målt som arbeidsplasser i kommunen.",
        ),
    ],
    ids=["no figures", "not measured", "too early", "judged", "one of two"],
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
    ],
)  # fmt: skip
def test_finding_on_the_rate(values, said):
    assert [plain(one) for one in text.findings([at(values, LEVEL)])] == [said]


def test_finding_on_the_growth_that_is_needed():
    assert plain(text.needed_finding([basis(HALDEN, LIVING), basis(HALDEN.loc[2019:])])) == (
        "Målet krever 125 flere i året; endringen i året var i gjennomsnitt +83 i 2015–2025 for sysselsatte bosatt i "
        "kommunen og +109 i 2020–2025 for arbeidsplasser i kommunen."
    )
    different = [basis({2026: 0, 2027: 100}, LIVING), basis({2026: 0, 2027: 200})]
    assert plain(text.needed_finding(different)) == (
        "Målet krever 133 flere i året målt som sysselsatte bosatt i kommunen (endringen i året var i gjennomsnitt +100 "
        "i 2026–2027) og 100 flere i året målt som arbeidsplasser i kommunen (endringen i året var i gjennomsnitt +200 i "
        "2026–2027)."
    )
    assert text.needed_finding([basis({}), basis({2026: 0, 2030: 400})]) == ""


def test_findings_of_the_page_are_at_most_six():
    growth = [basis(HALDEN, LIVING), basis(HALDEN)]
    found = [growth[0].status, growth[1].status, at({}, LEVEL)]
    assert len(text.page_findings(found, growth)) == 5
    assert len(text.page_findings(found[2:], [basis({})])) == 1


def test_what_is_not_known():
    found = [at({2025: 1}, LIVING), at({2025: 1}), at({}, LEVEL)]
    at_border = text.not_known(found, at_border=True)
    assert plain(at_border[0]).endswith("4. kvartal 2026.") and at_border[1].startswith("Planen sier ikke om")
    assert "Sverige" in at_border[-1]
    inland = text.not_known([at({2026: 1})], at_border=False)
    assert len(inland) == 2 and "Sverige" not in " ".join(inland)
