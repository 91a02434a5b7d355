import pandas as pd
import pytest

from statusbok.indicators import drivers, outlook, targets
from statusbok.indicators.measures import Tally
from statusbok.indicators.targets import JOBS, RATE_20_66, RESIDENTS, Target
from statusbok.show.nb import brief as text
from statusbok.show.nb.summary import BOTH_BASES

RULE = ("Kommunestyret", "2026-11-22", "4. Mål")
GROWTH = Target("jobs", "growth", JOBS, "Flere, målt som arbeidsplasser", 2026, 2030, 500.0, 100.0, 2, *RULE)
LIVING = GROWTH._replace(target_id="residents", indicator_id=RESIDENTS, label="Flere, målt som bosatte")
LEVEL = Target("rate", "level", RATE_20_66, "70 prosent", 2025, 2030, 70.0, 100.0, 2, *RULE)
HALDEN = {2015 + number: value for number, value in enumerate(
    [13435, 13612, 13695, 13810, 13700, 13718, 14188, 14227, 14262, 14295, 14261])}  # fmt: skip
STANDINGS = pd.DataFrame(
    {"indicator": ["residents_growth", "rate"], "since": [2020, None], "year": [2025, 2022], "own_pct": [4.0, 60.1],
     "place": [4.0, 2.0], "of": [4, 4], "median_pct": [7.4, 60.0], "low_pct": [6.8, 58.0], "high_pct": [9.6, 62.0]}
)  # fmt: skip


def plain(said: str) -> str:
    return said.replace("\u00a0", " ")


def at(values: dict[int, float], target: Target = GROWTH) -> targets.Status:
    return targets.status(target, pd.Series(values, dtype=float))


def basis(values: dict[int, float], target: Target = LIVING) -> outlook.Growth:
    series = pd.Series(values, dtype=float)
    return outlook.growth(targets.status(target, series), series)


def main(counted: drivers.Basis = drivers.JOBS, divided: bool = True) -> drivers.Growth:
    parts = {"municipality_code": ["3101"], "reference_pct": [6.1], "reference_persons": [840], "mix_persons": [-25],
             "local_persons": [-272]}  # fmt: skip
    return drivers.Growth(
        counted, "county", drivers.Window(2020, 2025), pd.DataFrame({"from_persons": [13718], "to_persons": [14261]}),
        pd.DataFrame(), pd.DataFrame(parts) if divided else pd.DataFrame(), pd.DataFrame(),
    )  # fmt: skip


def development(found: drivers.Growth | None, standings: pd.DataFrame, *bases: outlook.Growth) -> list[str]:
    """The paragraphs, as a page shows them; no fan was tried."""
    tried = [outlook.back_test([])] * len(bases)
    paragraphs = text.development("Halden", "3101", "Østfold", found, standings, bases, tried)
    return [plain(" ".join(filter(None, paragraph))) for paragraph in paragraphs]


def test_table_has_a_line_for_each_target_with_what_is_needed():
    table = text.stands_table([at(HALDEN, LIVING), at({}, LEVEL), at({2026: 13000, 2028: 13100})])
    assert [[plain(cell) for cell in row] for row in table.to_numpy()] == [
        ["Flere, målt som bosatte", "Kan ikke måles ennå", "14 261 (4. kvartal 2025)", "125"],
        ["70 prosent", "Kan ikke måles ennå", "..", ".."],
        ["Flere, målt som arbeidsplasser", "Ikke på vei", "13 100 (4. kvartal 2028)", "200"],
    ]


@pytest.mark.parametrize(
    ("others", "who"),
    [((), "Kommunestyret"), (("Kommunestyret", "Statusbok (forslag)"), "Kommunestyret og Statusbok (forslag)")],
)
def test_rules_say_who_set_them(others, who):
    found = [at({}), *(at({}, LEVEL._replace(decided_by=by)) for by in others)]
    where = "Reglene for når et mål er på vei, står i kapitlet «Målene i planen»."
    assert text.rules(found) == f"{where} De er satt av: {who}."
    assert text.rules([]) == "Utgaven har ingen mål med tall fra kommunens plan."


def test_development_tells_what_lay_behind_against_whom_and_what_is_ahead():
    behind, ahead = development(main(), STANDINGS, basis(HALDEN), basis({2025: 13000}, GROWTH))
    assert behind == (
        "Med samme vekst som i Østfold ville tallet på arbeidsplasser i Halden ha økt med 840; "
        "næringssammensetningen trakk ned med 25, og den lokale delen trakk ned med 272. Veksten i sysselsatte bosatte i "
        "Halden fra 2020 til 2025 var 4,0 prosent, lavere enn i alle de 3 kommunene i sammenligningsgruppen, der medianen "
        "var 7,4 prosent (fra 6,8 til 9,6)."
    )
    assert ahead == (
        "Målet krever 125 flere i året; endringen i året var i gjennomsnitt +83 i 2015–2025 for sysselsatte bosatt "
        "i kommunen. Svinger tallet på sysselsatte bosatt i kommunen som i 2015–2025, skal veksten fra 2026 til 2030 "
        "etter metoden ende mellom −183 og +844 i 80 prosent av tilfellene (ikke prøvd på tidligere år); målet er "
        "+500."
    )


def test_development_without_a_reference_a_group_or_a_past():
    assert development(main(drivers.RESIDENTS, divided=False), STANDINGS.head(0), basis({2025: 13000})) == []
    assert development(None, STANDINGS.head(0)) == []


def findings(found: drivers.Growth | None, tally: Tally) -> list[str]:
    return [plain(said) for said in text.findings("Halden", "Østfold", [at(HALDEN, LIVING)], found, 2026, tally)]


def test_findings_tell_of_targets_growth_and_reports():
    assert findings(main(), Tally(0, 0, 0, 71)) == [
        "Målet om minst 500 flere sysselsatte fra 2026 til 2030 kan ikke måles ennå: utgangspunktet, 4. kvartal 2026, "
        "er ikke med i utgaven.",
        "Fra 2020 til 2025 økte tallet på arbeidsplasser i Halden med 543 (4,0 prosent), mot 6,1 prosent i Østfold.",
        "I utgaven for 2026 var det ikke meldt status for noen av de 71 tiltakene.",
    ]


def test_findings_without_figures_by_industry_or_measures():
    assert findings(None, Tally(0, 0, 0, 0))[1:] == [
        "Utgaven har ikke sysselsatte bosatt i Halden etter næring for to år som kan sammenlignes."
    ]


def test_findings_have_room_for_growth_and_reports_however_many_targets():
    many = [at({}, GROWTH._replace(indicator_id=f"i{number}", indicator=f"{number}")) for number in range(8)]
    said = text.findings("Halden", "Østfold", many, main(), 2026, Tally(0, 0, 0, 71))
    assert len(said) == 6 and "ikke meldt status" in said[-1]
    none = text.findings("Halden", "Østfold", [], main(), 2026, Tally(0, 0, 0, 71))
    assert none[0] == "Utgaven har ingen mål med tall fra kommunens plan." and len(none) == 3


@pytest.mark.parametrize("at_border", [True, False])
@pytest.mark.parametrize("bases", [(), (LIVING,), (LIVING, GROWTH)])
def test_at_most_three_things_are_said_to_be_unknown(bases, at_border):
    items = text.not_known([basis({}, target) for target in bases], at_border=at_border)
    assert (items[0] == BOTH_BASES) == (len(bases) == 2)
    assert any("Sverige" in item for item in items) == at_border
    assert items[-1].startswith("Om det er planen som virker, viser tallene ikke.")
    assert len(items) == 1 + at_border + (len(bases) == 2) <= 3
