"""The figures of the chapter on the targets: each has its numbers, and none is drawn without any."""

import pandas as pd
import pytest

from statusbok.indicators import outlook, targets
from statusbok.indicators.targets import JOBS, RATE_20_66, RESIDENTS, Target
from statusbok.show import targets as figures

RULE = ("Kommunestyret", "2026-11-22", "4. Mål")
GROWTH = Target("residents", "growth", RESIDENTS, "Minst 500 flere", 2026, 2030, 500.0, 100.0, 2, *RULE)
LEVEL = Target("rate", "level", RATE_20_66, "70 prosent", 2025, 2030, 70.0, 100.0, 2, *RULE)
SERIES = pd.Series([100.0, 130, 150, 140, 160, 180, 200], index=range(2019, 2026))
NOTHING = pd.Series(dtype=float)
RATES = pd.DataFrame({"year": [2024, 2025], "rate_pct": [66.0, 67.0], "upper_pct": [71.0, 72.0]})
TABLE = "municipality_totals"


@pytest.fixture(autouse=True)
def sources(monkeypatch):
    """Sources by the names of their tables: some are not in the record yet."""
    monkeypatch.setattr(figures, "source", lambda *tables, calculated=True: f"Kilde: {', '.join(tables)}.")


def html(components) -> str:
    return "".join(component._repr_html_() for component in components).replace("\u00a0", " ")


def basis(series: pd.Series, target: Target = GROWTH) -> outlook.Growth:
    return outlook.growth(targets.status(target, series), series)


def test_rules_cite_the_tables_of_the_bases_that_are_measured():
    waiting = [targets.status(GROWTH, SERIES)]
    assert "Kilde: targets.<" in html(figures.rules(waiting, 2026, TABLE))
    measured = [targets.status(GROWTH, pd.Series({2026: 100.0}))]
    assert "Kilde: targets, employed_by_industry." in html(figures.rules(measured, 2026, TABLE))


def test_a_plan_without_targets_says_so():
    for shown in (figures.rules([], 2026, TABLE), figures.stands([], TABLE)):
        assert len(shown) == 1 and "Utgaven har ingen mål med tall fra kommunens plan." in html(shown)


def test_stands_in_the_chapter_and_briefly_in_the_summary():
    found = [targets.status(GROWTH, SERIES), targets.status(LEVEL, NOTHING)]
    full, brief = html(figures.stands(found, TABLE)), html([figures.brief_stands(found, TABLE)])
    assert 'id="maalene-status"' in full and "Gjenstår" in full
    assert 'id="sammendrag-maal"' in brief and "Gjenstår" not in brief
    assert "labour_status_20_66" not in full


def test_jobs_cite_the_table_that_they_come_from():
    found = targets.status(GROWTH._replace(indicator_id=JOBS), SERIES)
    assert figures.tables_behind([found], "plan_figures") == ["plan_figures"]


def test_other_indicators_cite_the_table_of_the_register_once():
    young, older = (GROWTH._replace(indicator_id=name, table="employed_by_age_sex") for name in ("young", "older"))
    found = [targets.status(target, SERIES) for target in (young, older)]
    assert figures.tables_behind(found, TABLE) == ["employed_by_age_sex"]


def test_growth_has_a_table_and_a_figure_for_each_basis_that_is_measured():
    shown = html(figures.growth("Halden", [basis(SERIES), basis(NOTHING, GROWTH._replace(indicator_id=JOBS))], TABLE))
    assert 'id="maalene-vekst"' in shown and 'id="maalene-vekst-bosatte"' in shown
    assert "maalene-vekst-arbeidsplasser" not in shown
    assert "Utgaven har ingen tall for arbeidsplasser i kommunen." in shown
    for too_short in (NOTHING, SERIES.tail(1)):
        assert len(figures.growth("Halden", [basis(too_short)], TABLE)) == 1


def test_growth_without_a_need_has_no_line():
    over = basis(pd.Series([100.0, 600, 700], index=[2026, 2029, 2030]))
    shown = figures.growth("Halden", [over], TABLE)
    assert len(shown) == 3 and "krever +" not in html(shown)


def test_fan_or_the_reason_for_none():
    shown = html(figures.fan("Halden", basis(SERIES), TABLE))
    assert 'id="maalene-vifte-bosatte"' in shown and "Nedre grense, 80 %" in shown
    assert "Øvre grense, 50 %" in shown and "ikke målt" in shown and ">Målt" not in shown
    later = html(figures.fan("Halden", basis(pd.concat([SERIES, pd.Series({2026: 210.0})])), TABLE))
    assert ">Målt" in later and "ikke mulig å oppgi tall" in later
    short = figures.fan("Halden", basis(SERIES.tail(3)), TABLE)
    assert len(short) == 1 and "En vifte krever minst 5" in html(short)


def test_fans_tried_or_the_reason_for_none():
    tried = outlook.back_test([SERIES, SERIES + 5])
    assert 'id="maalene-vifte-bosatte-etterprovd"' in html(figures.tried(basis(SERIES), tried, TABLE))
    none = figures.tried(basis(SERIES), tried.head(0), TABLE)
    assert len(none) == 1 and "kan ikke prøves" in html(none)


def test_only_the_rate_of_its_own_ages_has_the_target():
    measured = targets.status(LEVEL, RATES.set_index("year")["rate_pct"])
    own = html([figures.rate_20_66("Halden", measured, RATES, bounded=True)])
    assert 'id="maalene-sysselsettingsgrad-20-66"' in own and "Målet er merket" in own and "Jevn vei til målet" in own
    assert "cross_border" in own and "Øvre grense" in own
    other = html([figures.rate_15_74("Halden", measured, RATES, bounded=True)])
    assert 'id="maalene-sysselsettingsgrad-15-74"' in other and "Målet" not in other and "Jevn vei" not in other
    assert "Øvre grense" in other and "targets" not in other


def test_away_from_the_border_there_is_no_bound():
    measured = targets.status(LEVEL, RATES.set_index("year")["rate_pct"])
    for draw in (figures.rate_20_66, figures.rate_15_74):
        shown = html([draw("Moss", measured, RATES, bounded=False)])
        assert "Øvre grense" not in shown and "cross_border" not in shown


@pytest.mark.parametrize(("series", "drawn"), [(pd.Series({2025: 24.0, 2026: 23.0}), True), (NOTHING, False)])
def test_another_level_has_its_own_figure(series, drawn):
    target = LEVEL._replace(
        indicator_id="outside_labour_force_20_66", indicator="Utenfor", table="labour", value=20.0, direction="down"
    )
    shown = html(figures.level("Halden", targets.status(target, series), series))
    assert "Planen har som mål høyst 20 prosent i indikatoren «Utenfor» i 2030." in shown
    assert ('id="maalene-nivaa-outside-labour-force-20-66"' in shown) == drawn
    assert ("Kilde: targets, labour." in shown) == ("Jevn vei til målet" in shown) == drawn


def test_growth_of_another_indicator_has_its_own_figures():
    other = basis(SERIES, GROWTH._replace(indicator_id="jobs_private", indicator="Private", table="sector"))
    assert 'id="maalene-vekst-jobs-private"' in html(figures.growth("Halden", [other], TABLE))
    assert 'id="maalene-vifte-jobs-private"' in html(figures.fan("Halden", other, TABLE))
    tried = figures.tried(other, outlook.back_test([SERIES]), TABLE)
    assert 'id="maalene-vifte-jobs-private-etterprovd"' in html(tried)
