import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusbok.indicators import targets

PLAN = pd.DataFrame(
    [
        (targets.JOBS_TARGET, "3101", "2026\u20132030", 500),
        (targets.RATE_TARGET, "3101", "2030", 70),
    ],
    columns=["id", "municipality_code", "period", "value"],
)


def test_targets_of_a_plan():
    assert targets.plan_target(PLAN, targets.JOBS_TARGET, "3101") == (500, 2026, 2030)
    assert targets.plan_target(PLAN, targets.RATE_TARGET, "3101") == (70, 2030, 2030)
    assert targets.plan_target(PLAN, targets.JOBS_TARGET, "3103") is None
    assert targets.plan_targets(PLAN, "3101") == ((500, 2026, 2030), (70, 2030, 2030))
    assert targets.plan_targets(PLAN.head(1), "3101") is None
    assert targets.plan_target(PLAN.iloc[:0], targets.JOBS_TARGET, "3101") is None


@pytest.mark.parametrize(
    ("by_year", "expected"),
    [
        ({}, None),
        ({2031: 72.0}, None),
        ({2023: 65.0, 2024: 66.5}, ("under_way", 2024, 66.5, 3.5)),
        ({2024: 70.0}, ("reached", 2024, 70.0, 0.0)),
        ({2029: 69.0, 2030: 69.5, 2031: 71.0}, ("missed", 2030, 69.5, 0.5)),
    ],
)
def test_rate_at_ages_20_66_against_its_target(by_year, expected):
    goal = targets.plan_target(PLAN, targets.RATE_TARGET, "3101")
    assert targets.rate_status(pd.Series(by_year, dtype=float), goal) == expected


def test_base_year_not_measured():
    status = targets.growth_status(pd.Series({2024: 100, 2025: 110}), 500, 2026, 2030)
    assert status.state == "not_measured"
    assert (status.latest_year, status.latest_value) == (2025, 110)
    assert (status.first_year, status.per_year) == (2024, 10)
    assert status.target_value is status.remaining is status.needed_per_year is status.on_course is None


def test_nothing_measured():
    status = targets.growth_status(pd.Series(dtype=float), 500, 2026, 2030)
    assert (status.state, status.latest_year, status.per_year) == ("not_measured", None, None)


def test_base_year_is_the_newest():
    status = targets.growth_status(pd.Series({2026: 1000}), 500, 2026, 2030)
    assert (status.state, status.target_value, status.remaining) == ("base_only", 1500, 500)
    assert status.needed_per_year == 125
    assert status.on_course is None


@pytest.mark.parametrize(("value", "on_course"), [(1250, True), (1249, False)])
def test_on_course_is_an_even_pace(value, on_course):
    status = targets.growth_status(pd.Series({2026: 1000, 2028: value}), 500, 2026, 2030)
    assert status.state == "under_way"
    assert status.on_course is on_course
    assert status.remaining == 1500 - value
    assert status.needed_per_year == (1500 - value) / 2


def test_a_fall_makes_the_rest_longer():
    status = targets.growth_status(pd.Series({2026: 1000, 2027: 940}), 500, 2026, 2030)
    assert (status.change, status.remaining, status.on_course) == (-60, 560, False)
    assert status.needed_per_year == pytest.approx(560 / 3)


def test_reached_before_the_target_year():
    status = targets.growth_status(pd.Series({2026: 1000, 2028: 1600}), 500, 2026, 2030)
    assert (status.state, status.remaining, status.needed_per_year, status.on_course) == (
        "reached",
        0,
        0,
        True,
    )


def test_missed_at_the_target_year():
    status = targets.growth_status(pd.Series({2026: 1000, 2030: 1400, 2031: 1600}), 500, 2026, 2030)
    assert (status.state, status.latest_year, status.remaining) == ("missed", 2030, 100)
    assert status.needed_per_year is None


@pytest.mark.parametrize(("growth", "base", "target"), [(0, 2026, 2030), (500, 2030, 2030)])
def test_what_is_no_target_of_growth(growth, base, target):
    with pytest.raises(ValueError, match="not a target of growth"):
        targets.growth_status(pd.Series({2026: 1}), growth, base, target)


def test_distance_and_need():
    assert targets.distance(60.1, 70) == pytest.approx(9.9)
    assert targets.distance(71, 70) == 0
    assert targets.needed_per_year(60, 70, 2025, 2030) == 2
    assert targets.needed_per_year(75, 70, 2025, 2030) == 0
    with pytest.raises(ValueError, match="no year is left"):
        targets.needed_per_year(60, 70, 2030, 2030)


@given(st.integers(1, 10_000), st.integers(0, 50_000), st.integers(0, 50_000), st.integers(2027, 2030))
def test_an_even_pace_from_now_reaches_the_target(growth, base, value, year):
    status = targets.growth_status(pd.Series({2026: base, year: value}), growth, 2026, 2030)
    assert (status.remaining == 0) == (value >= base + growth)
    if status.needed_per_year is not None:
        assert value + status.needed_per_year * (2030 - year) >= base + growth - 1e-6
    assert status.state in ("under_way", "reached", "missed")


@given(st.floats(0, 100), st.floats(0, 100), st.integers(2020, 2029))
def test_distance_is_never_negative_and_is_the_sum_of_the_years(value, target, year):
    left = 2030 - year
    assert targets.distance(value, target) >= 0
    assert targets.needed_per_year(value, target, year, 2030) * left == pytest.approx(
        targets.distance(value, target)
    )
