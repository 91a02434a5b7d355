"""The targets and the outlook on the record, against numbers worked out by hand from the published figures.

Table 07984, employed residents of Halden: 13,435 (2015), 13,718 (2020), 14,295 (2024), 14,261 (2025). The plan, table
1: 12,677 jobs (2019), 12,995 (2024).
"""

import pytest

from statusbok.catalogue import catalogue
from statusbok.edition import Edition
from statusbok.indicators import employment, outlook, plan_indicators, targets
from statusbok.show.nb.employment import JOBS_BREAK

HALDEN = "3101"


@pytest.fixture(scope="module")
def residents():
    by_industry = catalogue().table("employed_by_industry")
    codes = sorted(set(by_industry["municipality_code"]))
    every = {code: employment.employed_residents(by_industry, code) for code in codes}
    return {code: employment.since_break(by_year, [2015]) for code, by_year in every.items()}


@pytest.fixture(scope="module")
def goals():
    return targets.plan_targets(Edition().table("targets"), Edition().table("plan_indicators"), Edition().plan)


def test_targets_are_those_of_the_plan(goals):
    assert [(goal.indicator_id, goal.value, goal.base_year, goal.target_year) for goal in goals] == [
        (targets.RESIDENTS, 500, 2026, 2030), (targets.JOBS, 500, 2026, 2030), (targets.RATE_20_66, 70, 2025, 2030),
    ]  # fmt: skip


def test_the_target_of_growth_takes_125_a_year(goals, residents):
    status = targets.status(goals[0], residents[HALDEN].loc[:2025])
    assert (status.state, status.needed_per_year) == ("not_measured", 125)


def test_past_growth_of_residents(residents):
    past = outlook.past_growth(residents[HALDEN].loc[:2025])["change_per_year"]
    by_hand = [14261 - 14295, (14261 - 14227) / 3, (14261 - 13718) / 5, (14261 - 13435) / 10]
    assert past.tolist() == pytest.approx(by_hand)


def test_past_growth_of_the_plans_own_jobs():
    figures = catalogue().table("plan_figures")
    by_sector = employment.jobs_by_sector(figures, HALDEN)
    jobs = by_sector.groupby("year")["jobs_persons"].sum()
    past = outlook.past_growth(jobs)["change_per_year"]
    assert past[2] == pytest.approx(318 / 5)  # the plan: "en økning på 318 arbeidsplasser"
    assert past.isna().tolist() == [False, False, False, True]
    assert targets.stated_bases(figures, jobs, HALDEN) == (2024, 14393, "«ansatte i Halden»", 12995)


def test_series_of_the_targets(residents):
    edition = Edition()
    tables, definitions = edition.tables(plan_indicators.TABLES), edition.table("plan_indicators")
    found = plan_indicators.comparable(definitions, tables, HALDEN, "31", JOBS_BREAK)
    # The breaks of table 11618 are not those of the plan's own jobs.
    assert list(found[targets.JOBS].index) == list(range(2019, 2025))
    assert found[targets.RESIDENTS].equals(residents[HALDEN])


def test_fan_of_residents_worked_out_by_hand(goals, residents):
    """Ten changes of mean 82.6 and deviation 156.89; t(9) is 0.7027 at 75 % and 1.3830 at 90 %; sqrt(4 + 1.6) = "
    "2.3664."""
    series = residents[HALDEN].loc[:2025]
    last = outlook.outlook(targets.status(goals[0], series), series).fan.iloc[-1]
    middle = 4 * 82.6  # growth from 2026: the base year is not measured
    assert last["middle"] == pytest.approx(middle)
    assert last["high_50"] - middle == pytest.approx(0.7027 * 156.89 * 2.3664, rel=1e-3)
    assert last["high_80"] - middle == pytest.approx(1.3830 * 156.89 * 2.3664, rel=1e-3)


def test_back_test_of_residents_has_every_case_of_a_series_from_2015(residents):
    table = outlook.back_test(by_year.loc[:2025] for by_year in residents.values())
    long = sum(by_year.index.min() == 2015 for by_year in residents.values())
    assert table["cases"].tolist() == [long * years for years in (5, 4, 3, 2, 1)]
    assert (table["hits_50"] <= table["hits_80"]).all()
