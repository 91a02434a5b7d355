"""What lies behind the growth, computed from the record, against what has been published."""

import pytest

from statusbok.catalogue import catalogue
from statusbok.edition import Edition
from statusbok.indicators import drivers, employment, peers
from statusbok.show.nb import employment as text

HALDEN = "3101"


@pytest.fixture(scope="module")
def edition():
    return Edition()


@pytest.fixture(scope="module")
def ostfold(edition):
    return [HALDEN, *edition.compared]


@pytest.fixture(scope="module")
def industry():
    return catalogue().table("employed_by_industry")


def growth(edition: Edition, ostfold: list[str]) -> drivers.Growth:
    return drivers.growth(edition.table("employed_by_industry"), HALDEN, edition.compared, ostfold, drivers.RESIDENTS)


def test_growth_in_employed_residents_is_that_of_table_07984(ostfold):
    """SSB, table 07984: 13 718 in 2020 and 14 295 in 2024, the newest year that the edition of 2025 knows."""
    found = growth(Edition(year=2025), ostfold)
    assert found.window == (2020, 2024)
    assert found.industries[["from_persons", "to_persons"]].sum().tolist() == [13718, 14295]
    assert found.industries["change_persons"].sum() == 14295 - 13718


def test_parts_cancel_over_the_county(edition, ostfold):
    found = growth(edition, ostfold)
    assert found.reference == "county" and len(found.by_municipality) == 12
    whole = found.by_municipality[["change_persons", *drivers.PARTS]].sum()
    assert whole["reference_persons"] == pytest.approx(whole["change_persons"])
    assert whole[["mix_persons", "local_persons"]].tolist() == pytest.approx([0, 0], abs=1e-6)


def test_growth_of_the_jobs_in_the_plan():
    """Halden's plan, table 1: 318 more jobs from 2019 to 2024."""
    sectors = employment.jobs_by_sector(catalogue().table("plan_figures"), HALDEN).groupby("year")["jobs_persons"].sum()
    assert sectors[2024] - sectors[2019] == 318


def test_kinds_of_the_plan():
    """Halden's plan: 24, 15, 24 and 37 per cent; growth of 135 and 223, and 77 fewer, from 2020 to 2024."""
    found = drivers.plan_kinds(catalogue().table("plan_figures"), HALDEN)
    assert found.table["share_pct"].round().tolist() == [24, 15, 24, 37]
    assert found.table["change_persons"].tolist()[:3] == [135, 223, -77]
    assert (found.table["persons"].sum(), found.jobs) == (14393, 12995)


def test_places_of_work_are_those_of_table_11618(edition):
    found = drivers.workplaces(
        edition.table("commuting_flows"), edition.table("municipality_totals"), HALDEN, text.JOBS_BREAK
    )
    totals = employment.yearly(edition.table("municipality_totals"), drivers.RESIDENTS, HALDEN)
    since, year = found.window
    assert found.table[["from_persons", "to_persons"]].sum().tolist() == [totals[since], totals[year]]


def test_comparison_group_of_halden(edition, industry):
    group = peers.group(industry, edition.table("population"), edition.table("municipality_centrality"), HALDEN, 2026)
    assert group.codes == ["3105", "3103", "3118"]  # Sarpsborg, Moss, Indre Østfold
    rates = peers.indicators(
        industry, edition.table("municipality_totals"), edition.table("commuting_flows"), [], [HALDEN], text.JOBS_BREAK
    )
    rate = next(indicator for indicator in rates if indicator.name == "rate")
    assert round(rate.values[HALDEN], 1) == 60.1 and round(rate.values[peers.COUNTRY_SUM], 1) == 68.7
