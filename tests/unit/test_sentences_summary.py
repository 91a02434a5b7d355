import pandas as pd
import pytest

from statusbok.indicators.employment import Level
from statusbok.indicators.targets import JOBS, RATE_20_66, RESIDENTS, Status, Target, status
from statusbok.show.nb import summary as text

RULE = ("Kommunestyret", "2026-11-22", "4. Mål")
JOBS_GROWTH = Target("jobs", "growth", JOBS, "Flere", 2026, 2030, 500.0, 100.0, 2, *RULE)
GROWTH = JOBS_GROWTH._replace(target_id="residents", indicator_id=RESIDENTS)
LEVEL = Target("rate", "level", RATE_20_66, "Andel", 2025, 2030, 70.0, 100.0, 2, *RULE)
RATE = Level(2022, 60.147, 60.38)


def plain(said: str) -> str:
    return said.replace("\u00a0", " ")


def at(values: dict[int, float], target: Target = GROWTH) -> Status:
    return status(target, pd.Series(values, dtype=float))


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


def test_jobs_of_the_table_need_no_word_on_the_plan():
    jobs = pd.Series({2024: 12995, 2025: 13010})
    assert text.jobs_source(jobs, jobs) == ""


def test_card_may_be_left_out_and_the_rate_has_the_source_it_comes_from():
    level = Level(2025, 105.9, None)
    (card,) = text.cards({"exchange": level}, exchange_table="exchange_rate_yearly")
    assert "ECB" in card.source and text.cards({}) == []


def test_growth_target():
    assert plain(text.growth_target(GROWTH)) == (
        "Kommunens plan har som mål at det skal bli minst 500 flere sysselsatte fra 2026 til 2030. Jevnt fordelt er "
        "det "
        "125 flere hvert år."
    )


def test_paragraphs_on_the_targets():
    found = [at({2025: 14261}), at({2024: 12995}, JOBS_GROWTH), at({}, LEVEL)]
    paragraphs = text.targets("Halden", found, "Fra planen.", RATE)
    assert [paragraph[0].split()[0] for paragraph in paragraphs] == ["Kommunens", "I", "I", "Planen"]
    assert paragraphs[0][-1] == text.BOTH_BASES and paragraphs[2][-1] == "Fra planen."
    assert "sysselsatte bosatt i kommunen" in paragraphs[1][0] and "arbeidsplasser i kommunen" in paragraphs[2][0]


def test_paragraphs_on_the_targets_of_another_plan():
    (first, each) = text.targets("Moss", [at({2025: 1})], "Fra planen.", RATE)
    assert len(first) == 1 and each[-1] == ""
    assert text.targets("Moss", [], "", RATE) == []
    assert len(text.targets("Moss", [at({}, LEVEL)], "", RATE)) == 1


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
    said = plain(" ".join(text.rate_target("Halden", at({}, LEVEL), RATE)))
    assert said == (
        "Planen har også som mål 70 prosent sysselsatte i alderen 20–66 år i 2030. Det kan ikke måles ennå, for "
        "andelen er "
        "ikke med i utgaven. Andelen i alderen 15–74 år (60,1 prosent i 4. kvartal 2022) regner også med mange "
        "skoleelever "
        "og pensjonister, og kan ikke sammenlignes med målet."
    )
    assert "15–74" not in " ".join(text.rate_target("Halden", at({}, LEVEL), Level(None, None, None)))


def test_rate_target_that_is_measured():
    said = plain(" ".join(text.rate_target("Halden", at({2025: 66.54}, LEVEL), RATE)))
    assert "var 66,5 prosent av de bosatte i Halden i alderen 20–66 år sysselsatt" in said and "15–74" not in said


def test_a_municipality_without_a_plan():
    said = text.no_targets("Moss", has_plan=False)
    assert said.startswith("Utgaven har ingen nærings- og sysselsettingsplan for Moss")


def test_a_plan_without_targets():
    assert text.no_targets("Halden", has_plan=True) == (
        "Utgaven har ingen mål med tall fra kommunens plan. Tallene i rapporten viser hvor kommunen står."
    )


PRIVATE = GROWTH._replace(indicator_id="jobs_private", indicator="Arbeidsplasser i privat sektor", value=200.0)
OUTSIDE = LEVEL._replace(
    indicator_id="outside_labour_force_20_66", indicator="Utenfor arbeidsstyrken", value=20.0, direction="down"
)


def test_targets_of_other_indicators():
    found = [at({2025: 1}), at({2025: 1}, JOBS_GROWTH), at({2025: 1}, PRIVATE), at({}, OUTSIDE)]
    paragraphs = [plain(" ".join(said)) for said in text.targets("Halden", found, "", RATE)]
    assert paragraphs[0].endswith(text.BOTH_BASES) and paragraphs[1] == (
        "Kommunens plan har som mål en økning på minst 200 i indikatoren «Arbeidsplasser i privat sektor» fra 2026 til "
        "2030. Jevnt fordelt er det 50 flere hvert år."
    )
    assert paragraphs[-1] == (
        "Planen har også som mål høyst 20 prosent i indikatoren «Utenfor arbeidsstyrken» i 2030. Utgaven har ingen "
        "tall for indikatoren «Utenfor arbeidsstyrken»."
    )
    assert {card.target for card in text.cards({"residents": RATE}, found=found[2:])} == {None}
    assert len(text.unknowns("Halden", found[2:], Level(2025, 1.0, None), 2026)) == 2


def test_unknowns():
    with_plan = text.unknowns("Halden", [at({2025: 1}), at({2025: 1}, JOBS_GROWTH), at({}, LEVEL)], RATE, 2026)
    assert len(with_plan) == 4
    assert "4. kvartal 2026" in plain(with_plan[0]) and "13563" in with_plan[1]
    assert with_plan[-1] == "Sysselsettingsgraden i Halden etter 2022 er ikke med i tallene."
    measured = text.unknowns("Halden", [at({2026: 1}), at({2025: 66.0}, LEVEL)], Level(2026, 60.0, None), 2027)
    assert len(measured) == 1
    assert len(text.unknowns("Moss", [], Level(2025, 1.0, None), 2026)) == 1


def test_development_texts():
    data = text.development("Halden", pd.Series({2015: 13435, 2025: 14261}), pd.Series({2019: 12677}))
    assert data.columns.tolist() == ["year", "basis", "employed_persons"]
    texts = text.development_texts("Halden", data)
    assert plain(texts["title"]) == "Sysselsatte bosatt i Halden og arbeidsplasser i Halden, 4. kvartal 2015–2025"
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
    stands = [at({2025: 14261, 2026: 14300}), at({2025: 1}, JOBS_GROWTH), at({}, LEVEL)]
    cards = {card.indicator: card for card in text.cards(levels, "plan_figures", stands)}
    assert [name for name, card in cards.items() if card.target] == ["employed-residents", "jobs"]
    measured, unknown = cards["employed-residents"].target, cards["jobs"].target
    assert (measured.increase, measured.base_year, measured.year, measured.value) == (500, 2026, 2030, 14800)
    assert (unknown.increase, unknown.value, unknown.source) == (500, None, "Kilde: targets.")
    assert all(card.target is None for card in text.cards(levels))
