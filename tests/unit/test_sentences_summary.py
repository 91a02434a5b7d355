import pandas as pd
import pytest

from statusbok.indicators.employment import Level
from statusbok.indicators.targets import PlanTargets, RateStatus, Target, growth_status
from statusbok.show.nb import summary as text

GROWTH = Target(500, 2026, 2030)
LEVEL = Target(70, 2030, 2030)
BEFORE = growth_status(pd.Series({2024: 14295, 2025: 14261}), *GROWTH)
NOTHING = growth_status(pd.Series(dtype=float), *GROWTH)


def plain(said: str) -> str:
    return said.replace("\u00a0", " ")


def at(values: dict[int, float]):
    return growth_status(pd.Series(values), *GROWTH)


@pytest.mark.parametrize(
    ("inward", "net"),
    [(3000, "1 000 flere ut enn inn"), (4300, "300 flere inn enn ut"), (4003, "om lag like mange hver vei")],
)
def test_commuters(inward, net):
    assert plain(text.commuters("Halden", Level(2022, inward, None), Level(2022, 4000, None))) == (
        f"I 4. kvartal 2022 pendlet {inward:,} personer inn til Halden og 4 000 ut: {net}.".replace(",", " ")
    )


def test_commuters_missing():
    assert (
        text.commuters("Moss", Level(None, None, None), Level(None, None, None))
        == "Utgaven har ingen tall for pendling til og fra Moss."
    )


@pytest.mark.parametrize(
    ("measured", "said"),
    [
        (RateStatus("under_way", 2025, 66.54, 3.46), "Det gjensto 3,5 prosentpoeng."),
        (RateStatus("reached", 2025, 70.2, 0.0), "Målet var nådd."),
        (RateStatus("missed", 2030, 69.0, 1.0), "Målet ble ikke nådd: det manglet 1,0 prosentpoeng."),
    ],
)
def test_rate_target_as_it_is_measured(measured, said):
    told = plain(text.rate_target(LEVEL, "Halden", Level(2022, 60.1, None), measured))
    assert told.endswith(said) and f"I 4. kvartal {measured.year} var andelen" in told
    assert "15–74" not in told and "kan ikke" not in told
    assert "kan ikke måles" not in text.rate_finding(LEVEL, measured)
    table = text.targets_table(PlanTargets(GROWTH, LEVEL), BEFORE, NOTHING, measured)
    assert plain(table["value"].iloc[-1]).endswith(f"(4. kvartal {measured.year})")
    items = text.unknowns("Halden", PlanTargets(GROWTH, LEVEL), pd.Series({2025: 1}), Level(2025, 60.1, None), 2026, measured)
    assert not [item for item in items if "13563" in item]


def test_jobs_of_the_table_need_no_word_on_the_plan():
    jobs = pd.Series({2024: 12995, 2025: 13010})
    assert text.jobs_source(jobs, jobs) == ""


def test_card_may_be_left_out_and_the_rate_has_the_source_it_comes_from():
    level = Level(2025, 105.9, None)
    (card,) = text.cards({"exchange": level}, exchange_table="exchange_rate_yearly")
    assert "ECB" in card.source and text.cards({}) == []


def test_growth_target():
    assert plain(text.growth_target(GROWTH)) == (
        "Kommunens plan har som mål at det skal bli minst 500 flere sysselsatte fra 2026 til 2030. Jevnt "
        "fordelt er det 125 flere hvert år. SSBs tall gjelder 4. kvartal, så målet er her regnet fra 4. "
        "kvartal 2026 til 4. kvartal 2030."
    )


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, "Utgaven har ingen tall for sysselsatte bosatt i kommunen."),
        (
            {2025: 14261},
            "I 4. kvartal 2025 var det 14 261 sysselsatte bosatt i kommunen. Det er siste tall i utgaven; "
            "utgangspunktet for målet, 4. kvartal 2026, er ikke med.",
        ),
        (
            {2026: 14300},
            "I 4. kvartal 2026 var det 14 300 sysselsatte bosatt i kommunen. Det er utgangspunktet for "
            "målet, som dermed er 14 800 i 2030.",
        ),
        (
            {2026: 14300, 2028: 14600},
            "I 4. kvartal 2028 var det 14 600 sysselsatte bosatt i kommunen, 300 flere enn i 2026. "
            "Utviklingen var minst like rask som en jevn vei mot målet. Det gjensto 200, eller 100 i "
            "året fram til 2030.",
        ),
        (
            {2026: 14300, 2027: 14240},
            "I 4. kvartal 2027 var det 14 240 sysselsatte bosatt i kommunen, 60 færre enn i 2026. "
            "Utviklingen var langsommere enn en jevn vei mot målet. Det gjensto 560, eller 187 i året fram "
            "til 2030.",
        ),
        (
            {2026: 14300, 2027: 14300},
            "I 4. kvartal 2027 var det 14 300 sysselsatte bosatt i kommunen, like mange som i 2026. "
            "Utviklingen var langsommere enn en jevn vei mot målet. Det gjensto 500, eller 167 i året fram "
            "til 2030.",
        ),
        (
            {2026: 14300, 2029: 14900},
            "I 4. kvartal 2029 var det 14 900 sysselsatte bosatt i kommunen, 600 flere enn i 2026. Målet "
            "var nådd.",
        ),
        (
            {2026: 14300, 2030: 14700},
            "I 4. kvartal 2030 var det 14 700 sysselsatte bosatt i kommunen, 400 flere enn i 2026. Målet "
            "ble ikke nådd: det manglet 100.",
        ),
    ],
    ids=["missing", "not measured", "base only", "ahead", "fell", "unchanged", "reached", "missed"],
)
def test_growth_status(values, expected):
    assert plain(text.growth_status(text.RESIDENTS, GROWTH, at(values))) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (
            {2015: 13435, 2025: 14261},
            "Fra 2015 til 2025 økte tallet på arbeidsplasser i kommunen med 83 i året i gjennomsnitt.",
        ),
        (
            {2015: 13435, 2025: 13315},
            "Fra 2015 til 2025 falt tallet på arbeidsplasser i kommunen med 12 i året i gjennomsnitt.",
        ),
        ({2015: 13435, 2025: 13437}, "Fra 2015 til 2025 var tallet om lag uendret."),
        ({2025: 13437}, ""),
        ({}, ""),
    ],
    ids=["rose", "fell", "unchanged", "one year", "missing"],
)
def test_pace_before(values, expected):
    assert plain(text.pace_before(text.JOBS, at(values))) == expected


def test_paragraphs_on_the_targets():
    goals = PlanTargets(GROWTH, LEVEL)
    paragraphs = text.targets("Halden", goals, BEFORE, NOTHING, "Fra planen.", Level(2022, 60.1, None))
    assert [paragraph[0].split()[0] for paragraph in paragraphs] == ["Kommunens", "I", "Utgaven", "Planen"]
    assert paragraphs[0][-1] == text.TOO_EARLY
    later = text.targets("Halden", goals, at({2026: 1, 2027: 2}), NOTHING, "", Level(2022, 60.1, None))
    assert later[0][-1] == ""
    assert paragraphs[2] == ["Utgaven har ingen tall for arbeidsplasser i kommunen.", "", "Fra planen."]


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        ({2020: 12796, 2022: 13122}, " For 2020–2022 er de de samme som i SSBs tabell 11618."),
        ({2020: 12790}, " For 2020 er de ikke helt de samme som i SSBs tabell 11618."),
        ({2025: 1}, ""),
    ],
    ids=["same", "different", "no year in both"],
)
def test_jobs_source(published, expected):
    stated = pd.Series({2020: 12796, 2022: 13122, 2024: 12995})
    said = plain(text.jobs_source(stated, pd.Series(published)))
    assert said == f"Tallene på arbeidsplasser er hentet fra kommunens plan.{expected}"


def test_rate_target_never_passes_one_rate_for_the_other():
    said = plain(text.rate_target(LEVEL, "Halden", Level(2022, 60.147, 60.38)))
    assert "70 prosent av de bosatte i alderen 20–66 år" in said
    assert "avstanden til målet er ikke kjent" in said
    assert "15–74 år: 60,1 prosent" in said
    assert said.endswith("De to andelene kan derfor ikke sammenlignes.")
    assert "15–74" not in text.rate_target(LEVEL, "Halden", Level(None, None, None))


def test_findings_on_the_targets():
    assert plain(text.target_finding(GROWTH, BEFORE, NOTHING)) == (
        "Målet om minst 500 flere sysselsatte fra 2026 til 2030 svarer til 125 i året; utgangspunktet, 4. "
        "kvartal 2026, er ikke med i utgaven."
    )
    assert plain(text.target_finding(GROWTH, at({2026: 14300}), NOTHING)) == (
        "Målet om minst 500 flere sysselsatte fra 2026 til 2030 er regnet fra 4. kvartal 2026, som er siste "
        "tall i utgaven."
    )
    assert plain(
        text.target_finding(GROWTH, at({2026: 14300, 2028: 14600}), at({2026: 13000, 2027: 12990}))
    ) == (
        "Målet om minst 500 flere sysselsatte fra 2026 til 2030: +300 sysselsatte bosatt i kommunen (2028) "
        "og −10 arbeidsplasser i kommunen (2027) så langt."
    )
    assert plain(text.target_finding(GROWTH, at({2026: 14300, 2028: 14600}), BEFORE)).endswith(
        "+300 sysselsatte bosatt i kommunen (2028) så langt."
    )
    assert plain(text.rate_finding(LEVEL)) == (
        "Målet om at 70 prosent av de bosatte i alderen 20–66 år skal være sysselsatt i 2030, kan ikke "
        "måles med tallene i utgaven, som gjelder alderen 15–74 år."
    )


def test_a_municipality_without_a_plan():
    assert text.no_targets("Moss").startswith("Utgaven har ingen nærings- og sysselsettingsplan for Moss")


def test_targets_table_has_a_row_for_each_way_of_measuring():
    table = text.targets_table(PlanTargets(GROWTH, LEVEL), BEFORE, at({2026: 13000}))
    assert list(table.columns) == list(text.TARGET_LABELS)
    assert [plain(value) for value in table["value"]] == [
        "14 261 (4. kvartal 2025)",
        "13 000 (4. kvartal 2026)",
        "..",
    ]
    assert list(table["status"]) == [
        "Utgangspunktet er ikke med i utgaven",
        "Utgangspunktet er målt",
        "Kan ikke måles med tallene i utgaven",
    ]
    assert len(text.targets_table(PlanTargets(GROWTH, LEVEL), BEFORE, NOTHING)) == 2


def test_unknowns():
    rate, goals = Level(2022, 60.1, 60.4), PlanTargets(GROWTH, LEVEL)
    with_plan = text.unknowns("Halden", goals, pd.Series({2025: 1}), rate, 2026)
    assert len(with_plan) == 4
    assert "4. kvartal 2026" in plain(with_plan[0])
    assert with_plan[-1] == "Sysselsettingsgraden i Halden etter 2022 er ikke med i tallene."
    assert "Planen sier ikke" in text.unknowns("Halden", goals, pd.Series({2026: 1}), rate, 2027)[0]
    assert len(text.unknowns("Moss", None, pd.Series({2025: 1}), Level(2025, 1.0, None), 2026)) == 1


def test_development_texts():
    data = text.development("Halden", pd.Series({2015: 13435, 2025: 14261}), pd.Series({2019: 12677}))
    assert data.columns.tolist() == ["year", "basis", "employed_persons"]
    texts = text.development_texts("Halden", data)
    assert plain(texts["title"]).endswith("4. kvartal 2015–2025")
    assert plain(texts["alt"]) == (
        "Linjediagram. Sysselsatte bosatt i Halden: 13 435 i 2015 og 14 261 i 2025. Arbeidsplasser i "
        "Halden: 12 677 i 2019."
    )


@pytest.fixture
def sources(monkeypatch):
    monkeypatch.setattr(text, "source", lambda *tables, calculated=True: f"Kilde: {', '.join(tables)}.")


def test_cards_leave_out_what_has_no_value(sources):
    levels = {key: Level(None, None, None) for key in text.CARDS}
    levels["population"] = Level(2026, 32082, 32038)
    levels["rate"] = Level(2022, 60.147, 60.38)
    levels["net"] = Level(2022, -1115, -1080)
    levels["unemployment"] = Level("2022-10", 2.5, None)
    levels["exchange"] = Level(2025, 105.9027, 101.722)
    levels["self_containment"] = Level(2022, 70.62, 70.58)
    said = {
        card.label: [plain(x) for x in (card.value, card.unit, card.period, card.change)]
        for card in text.cards(levels)
    }
    assert said == {
        "Folketall": ["32 082", "personer", "1. januar 2026", "+44 fra året før"],
        "Sysselsettingsgrad 15–74 år": ["60,1", "prosent", "4. kvartal 2022", "60,4 prosent året før"],
        "Nettopendling (innpendlere minus utpendlere)": [
            "−1 115",
            "personer",
            "4. kvartal 2022",
            "−35 fra året før",
        ],
        "Sysselsatte bosatte som arbeider i egen kommune": [
            "70,6",
            "prosent",
            "4. kvartal 2022",
            "Samme som året før",
        ],
        "Registrerte helt ledige, andel av arbeidsstyrken": [
            "2,5",
            "prosent",
            "oktober 2022",
            "Ikke noe sammenlignbart tall for året før",
        ],
        "Pris på 100 svenske kroner": [
            "105,90",
            "norske kroner",
            "Gjennomsnitt 2025",
            "101,72 norske kroner året før",
        ],
    }
    assert (
        text.cards(levels | {"jobs": Level(2024, 1, 2)}, "plan_figures")[1].source == "Kilde: plan_figures."
    )
    assert all(card.source and card.href.endswith(".html") for card in text.cards(levels))


def test_cards_carry_their_numbers_and_what_the_change_is_counted_from(sources):
    levels = {key: Level(None, None, None) for key in text.CARDS}
    levels |= {"rate": Level(2022, 60.147, 60.38), "population": Level(2026, 32082, 32038)}
    levels |= {"unemployment": Level("2022-10", 2.5, None)}
    population, rate, unemployed = text.cards(levels)
    assert (population.indicator, population.number, population.change_number) == ("population", 32082, 44)
    assert (population.change_unit, plain(population.change_from)) == ("personer", "1. januar 2025")
    assert rate.change_number == pytest.approx(-0.233)
    assert (rate.change_unit, plain(rate.change_from)) == ("prosentpoeng", "4. kvartal 2021")
    assert (unemployed.change_number, unemployed.change_unit, unemployed.change_from) == (None, None, None)


def test_indicators_of_the_cards_are_stable_and_distinct():
    # Other systems look the numbers up by these names: a change here is a decision.
    assert [card.indicator for card in text.CARDS.values()] == [
        "population",
        "employed-residents",
        "jobs",
        "employment-rate-15-74",
        "in-commuters",
        "out-commuters",
        "net-commuting",
        "self-containment",
        "registered-unemployment-rate",
        "price-of-100-sek",
    ]


def test_only_the_two_that_the_growth_target_may_mean_carry_it(sources):
    levels = {key: Level(2026, 14400.0, None) for key in text.CARDS}
    stands = [at({2025: 14261, 2026: 14300}), BEFORE]
    cards = {card.indicator: card for card in text.cards(levels, "plan_figures", PlanTargets(GROWTH, LEVEL), stands)}
    assert [name for name, card in cards.items() if card.target] == ["employed-residents", "jobs"]
    measured, unknown = cards["employed-residents"].target, cards["jobs"].target
    assert (measured.increase, measured.base_year, measured.year, measured.value) == (500, 2026, 2030, 14800)
    assert (unknown.increase, unknown.value, unknown.source) == (500, None, "Kilde: plan_figures.")
    assert all(card.target is None for card in text.cards(levels))
