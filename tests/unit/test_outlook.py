import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from statusbok.indicators import outlook, targets
from statusbok.indicators.targets import Target

TARGET = Target(
    "jobs", "growth", targets.JOBS, "Flere", 2026, 2030, 500.0, 100.0, 2, "Kommunestyret", "2026-11-22", "4. Mål"
)
HALDEN = pd.Series(
    [13435, 13612, 13695, 13810, 13700, 13718, 14188, 14227, 14262, 14295, 14261], index=range(2015, 2026), dtype=float
)


def seen(series: pd.Series, target: Target = TARGET) -> outlook.Outlook | None:
    return outlook.outlook(targets.status(target, series), series)


def test_past_growth_is_nan_where_the_series_is_too_short():
    past = outlook.past_growth(HALDEN.loc[2019:])
    assert list(past["years"]) == list(outlook.PERIODS) == [1, 3, 5, 10]
    assert list(past["from_year"]) == [2024, 2022, 2020, 2015] and set(past["to_year"]) == {2025}
    assert list(past["change_per_year"][:3]) == pytest.approx([-34, 34 / 3, 108.6])
    assert math.isnan(past["change_per_year"][3])
    assert outlook.past_growth(HALDEN)["change_per_year"][3] == pytest.approx(82.6)


def test_past_growth_of_nothing_has_no_rows():
    assert outlook.past_growth(pd.Series(dtype=float)).empty


def test_a_missing_year_within_makes_no_growth():
    past = outlook.past_growth(HALDEN.drop(2024))
    assert math.isnan(past["change_per_year"][0]) and past["change_per_year"][2] == pytest.approx(108.6)


def test_stretch_is_the_newest_consecutive_years():
    assert list(outlook.stretch(HALDEN.drop([2017, 2020])).index) == [2021, 2022, 2023, 2024, 2025]
    assert outlook.stretch(pd.Series(dtype=float)).empty


def test_earlier_growth_over_every_period_of_a_length():
    windows = outlook.earlier_growth(HALDEN, 4)
    assert windows.to_dict() == {2019: 265, 2020: 106, 2021: 493, 2022: 417, 2023: 562, 2024: 577, 2025: 73}
    assert outlook.earlier_growth(HALDEN.tail(4), 4).empty


@pytest.mark.parametrize(("years", "enough"), [(5, False), (6, True)])
def test_a_fan_needs_five_changes(years, enough):
    found = outlook.drift(HALDEN.tail(years))
    assert (found is not None) == enough == (seen(HALDEN.tail(years)) is not None)


def test_drift_is_mean_and_sample_deviation_of_the_changes():
    changes = HALDEN.diff().dropna()
    found = outlook.drift(HALDEN)
    assert found[:3] == (2015, 2025, 10)
    assert found.mean == pytest.approx(826 / 10)
    assert found.deviation == pytest.approx((((changes - 82.6) ** 2).sum() / 9) ** 0.5)


@given(st.integers(5, 30), st.integers(1, 15), st.sampled_from([50, 80, 95]))
def test_interval_is_students_t_around_the_drift(changes, horizon, share):
    past = outlook.Drift(2000, 2000 + changes, changes, 10.0, 3.0)
    low, high = outlook.interval(past, horizon, share)
    scale = 3 * math.sqrt(horizon + horizon**2 / changes)
    assert (low, high) == pytest.approx(stats.t.interval(share / 100, changes - 1, loc=10 * horizon, scale=scale))


def test_interval_of_no_years_and_of_an_even_past_has_no_width():
    assert outlook.interval(outlook.Drift(2015, 2025, 10, 80.0, 100.0), 0, 80) == (0, 0)
    assert outlook.interval(outlook.Drift(2015, 2025, 10, 80.0, 0.0), 4, 80) == (320, 320)


def test_interval_covers_as_often_as_it_says():
    """Changes drawn from one normal distribution; seeded, 4000 cases, so that the share is within two points."""
    draws = stats.norm.rvs(loc=50, scale=100, size=(4000, 11), random_state=7)
    hits = 0
    for row in draws:
        past = outlook.Drift(2000, 2007, 7, row[:7].mean(), row[:7].std(ddof=1))
        low, high = outlook.interval(past, 4, 80)
        hits += low <= row[7:].sum() <= high
    assert hits / len(draws) == pytest.approx(0.80, abs=0.02)


def test_fan_is_growth_from_the_base_year_while_that_is_still_to_come():
    found = seen(HALDEN)
    assert found.is_growth and found.level == 500
    assert list(found.fan["year"]) == [2026, 2027, 2028, 2029, 2030]
    assert found.fan.iloc[0].drop("year").tolist() == [0] * 5
    low, high = outlook.interval(found.drift, 4, 80)
    assert found.fan.iloc[-1][["middle", "low_80", "high_80"]].tolist() == pytest.approx([4 * 82.6, low, high])
    assert found.place == (50, "above")


def test_fan_opens_in_the_newest_year_once_the_base_is_measured():
    later = pd.concat([HALDEN, pd.Series({2026: 14300.0, 2027: 14500.0})])
    found = seen(later)
    assert (found.is_growth, found.level, found.fan["middle"].iloc[0]) == (False, 14800, 14500)
    assert list(found.fan["year"]) == [2027, 2028, 2029, 2030]


def test_jobs_of_the_shipped_record_end_two_years_before_the_base():
    jobs = pd.Series([12677, 12796, 13124, 13122, 13123, 12995], index=range(2019, 2025), dtype=float)
    found = seen(jobs)
    assert found.fan["year"].iloc[0] == 2026 and found.fan["middle"].iloc[-1] == pytest.approx(4 * 63.6)


def test_no_fan_when_the_target_year_is_measured_or_the_base_was_passed_over():
    until = pd.concat([HALDEN, pd.Series({year: 14300.0 for year in range(2026, 2031)})])
    assert seen(until) is None
    assert seen(until, TARGET._replace(target_year=2031)) is not None
    assert seen(until.drop(range(2015, 2021)), TARGET._replace(base_year=2020, target_year=2034)) is None


def test_years_after_the_target_year_are_not_read():
    until = pd.concat([HALDEN, pd.Series({year: 14300.0 for year in range(2026, 2033)})])
    assert seen(until) is None


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        (89, (None, "below")), (90, (80, "below")), (94, (80, "below")), (95, (50, "below")), (100, (50, "above")),
        (105, (50, "above")), (106, (80, "above")), (110, (80, "above")), (111, (None, "above")),
    ],
)  # fmt: skip
def test_place_of_a_target_at_the_edges(level, expected):
    last = pd.Series({"middle": 100, "low_50": 95, "high_50": 105, "low_80": 90, "high_80": 110})
    assert outlook.place(last, level) == expected


def test_growth_holds_everything_on_one_basis():
    found = outlook.growth(targets.status(TARGET, HALDEN), HALDEN)
    assert (found.changes, len(found.past), len(found.earlier), found.outlook.is_growth) == (10, 4, 7, True)
    empty = pd.Series(dtype=float)
    nothing = outlook.growth(targets.status(TARGET, empty), empty)
    assert (nothing.changes, len(nothing.past), len(nothing.earlier), nothing.outlook) == (0, 0, 0, None)


def test_back_test_counts_every_origin_and_horizon():
    table = outlook.back_test([HALDEN, HALDEN.tail(6), HALDEN.tail(2)])
    assert table["horizon"].tolist() == [1, 2, 3, 4, 5]
    assert table["cases"].tolist() == [5, 4, 3, 2, 1]
    assert table.attrs == {"municipalities": 1, "first_year": 2020, "last_year": 2024}


def test_back_test_knows_only_what_was_known_then():
    """A leap after even years is outside of a fan without width; what follows it is inside of the fan it widens."""
    series = pd.Series([0, 10, 20, 30, 40, 50, 500, 510], index=range(2010, 2018), dtype=float)
    table = outlook.back_test([series]).set_index("horizon")
    assert table.loc[1, ["cases", "hits_50", "hits_80"]].tolist() == [2, 1, 1]
    assert table.loc[2, ["cases", "hits_80"]].tolist() == [1, 0]
    assert table.loc[1, "hits_80_pct"] == 50


def test_back_test_without_cases_has_no_rows():
    table = outlook.back_test([HALDEN.tail(6)])
    assert table.empty and table.attrs == {"municipalities": 0, "first_year": None, "last_year": None}
    assert outlook.back_test([]).empty
