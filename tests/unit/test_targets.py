import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusbok.indicators import targets
from statusbok.indicators.targets import Target

RULE = ("Kommunestyret", "2026-11-22", "4. Mål")
GROWTH = Target("jobs", "growth", targets.JOBS, "Flere", 2026, 2030, 500.0, 100.0, 2, *RULE)
LEVEL = Target("rate", "level", targets.RATE_20_66, "Andel", 2025, 2030, 70.0, 100.0, 2, *RULE)
OUTSIDE = LEVEL._replace(indicator_id="outside_labour_force_20_66", value=20.0, direction="down")
INDICATORS = pd.DataFrame(
    [
        (targets.JOBS, "Arbeidsplasser", "municipality_totals", "up"),
        (targets.RATE_20_66, "Sysselsettingsgrad", "labour_status_20_66", "up"),
        ("outside_labour_force_20_66", "Utenfor", "labour_status_20_66", "down"),
    ],
    columns=["indicator_id", "label", "table", "direction"],
)


def table(*rows: Target, plan_id: str = "halden") -> pd.DataFrame:
    own = ["indicator", "table", "direction"]
    return pd.DataFrame(rows, columns=list(Target._fields)).drop(columns=own).assign(plan_id=plan_id, unit="persons")


def status(values: dict[int, float], target: Target = GROWTH) -> targets.Status:
    return targets.status(target, pd.Series(values, dtype=float))


def test_targets_of_a_plan_in_the_order_of_the_table():
    three = table(LEVEL, GROWTH, OUTSIDE)
    found = targets.plan_targets(three, INDICATORS, "halden")
    assert [(one.target_id, one.indicator, one.table, one.direction) for one in found] == [
        ("rate", "Sysselsettingsgrad", "labour_status_20_66", "up"),
        ("jobs", "Arbeidsplasser", "municipality_totals", "up"),
        ("rate", "Utenfor", "labour_status_20_66", "down"),
    ]
    assert found[1]._replace(indicator="", table="") == GROWTH
    assert targets.plan_targets(three, INDICATORS, None) == targets.plan_targets(three, INDICATORS, "moss") == []
    assert targets.plan_target(three, INDICATORS, "halden", targets.RATE_20_66) == found[0]
    assert targets.plan_target(three, INDICATORS, None, targets.RATE_20_66) is None


def test_years_of_the_rule():
    assert (GROWTH.years, GROWTH.judged_from) == (4, 2028)
    assert GROWTH._replace(judged_after_years=9).judged_from == 2030


def test_each_target_is_held_against_the_series_of_its_indicator():
    series = {targets.JOBS: pd.Series({2025: 10.0}), targets.RATE_20_66: pd.Series(dtype=float)}
    found = targets.stands([GROWTH, LEVEL], series)
    assert [(status.target, status.year) for status in found] == [(GROWTH, 2025), (LEVEL, None)]
    with pytest.raises(ValueError, match="target jobs is for 'employed_workplace'; expected one of employment_rate"):
        targets.stands([GROWTH], {targets.RATE_20_66: pd.Series(dtype=float)})


def test_nothing_measured():
    found = status({})
    assert (found.state, found.year, found.level, found.remaining, found.needed_per_year) == (
        "not_measured", None, None, None, 125,
    )  # fmt: skip
    rate = status({}, LEVEL)
    assert (rate.state, rate.level, rate.remaining, rate.needed_per_year) == ("not_measured", 70, None, None)


def test_base_year_not_measured():
    found = status({2024: 100, 2025: 110})
    assert (found.state, found.year, found.value, found.needed_per_year) == ("not_measured", 2025, 110, 125)
    assert found.base is found.level is found.change is found.required is found.remaining is None
    rate = status({2023: 65.0, 2024: 66.0}, LEVEL)
    assert (rate.state, rate.remaining) == ("not_measured", 4.0)
    assert rate.needed_per_year == pytest.approx(4 / 6)


def test_a_base_year_that_was_passed_over_is_not_made_up():
    found = status({2025: 1000, 2027: 1300})
    assert (found.state, found.year, found.remaining, found.needed_per_year) == ("no_base", 2027, None, None)
    assert status({2025: 1000, 2030: 1600}).state == "no_base"
    after = status({2031: 1300})
    assert (after.state, after.year, after.needed_per_year) == ("no_base", None, None)


@pytest.mark.parametrize(
    ("values", "state", "remaining"),
    [
        ({2024: 66.0}, "not_measured", 4.0),
        ({2026: 66.0}, "no_base", 4.0),
        ({2024: 71.0}, "reached", 0.0),
        ({2026: 68.0, 2028: 70.0}, "reached", 0.0),
        ({2026: 68.0, 2030: 70.5}, "reached", 0.0),
        ({2026: 68.0, 2030: 69.5}, "missed", 0.5),
        ({2031: 71.0}, "no_base", None),
    ],
)
def test_a_level_is_reached_or_missed_without_its_base_year(values, state, remaining):
    found = status(values, LEVEL)
    assert (found.state, found.remaining, found.base) == (state, remaining, None)


def test_base_year_is_the_newest():
    found = status({2026: 1000})
    assert (found.state, found.base, found.level, found.change, found.required) == ("too_early", 1000, 1500, 0, 0)
    assert (found.remaining, found.needed_per_year) == (500, 125)


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ({2026: 1000, 2027: 2}, "too_early"),
        ({2026: 1000, 2027: 1499}, "too_early"),
        ({2026: 1000, 2028: 1249}, "off_track"),
        ({2026: 1000, 2028: 1250}, "on_track"),
        ({2026: 1000, 2029: 1374}, "off_track"),
        ({2026: 1000, 2029: 1375}, "on_track"),
        ({2026: 1000, 2027: 1500}, "reached"),
        ({2026: 1000, 2030: 1499}, "missed"),
        ({2026: 1000, 2030: 1500}, "reached"),
        ({2026: 1000, 2030: 1400, 2031: 1600}, "missed"),
        ({2026: 1000, 2029: 1600, 2030: 1499}, "missed"),
    ],
)
def test_states_of_a_growth_at_their_edges(values, state):
    assert status(values).state == state


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ({2025: 65.0}, "too_early"),
        ({2025: 65.0, 2026: 60.0}, "too_early"),
        ({2025: 65.0, 2027: 66.9}, "off_track"),
        ({2025: 65.0, 2027: 67.0}, "on_track"),
        ({2025: 70.0}, "reached"),
        ({2025: 65.0, 2030: 69.9}, "missed"),
        ({2025: 65.0, 2030: 70.0}, "reached"),
        ({2025: 71.0, 2027: 69.9}, "off_track"),
        ({2025: 71.0, 2027: 70.5}, "reached"),
        ({2025: 64.2, 2027: 66.52}, "on_track"),
        ({2025: 65.0, 2030: 70.0 - 1e-12}, "reached"),
    ],
)
def test_states_of_a_level_at_their_edges(values, state):
    assert status(values, LEVEL).state == state


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ({2024: 21.0}, "not_measured"),
        ({2025: 25.0}, "too_early"),
        ({2025: 25.0, 2027: 23.0}, "on_track"),
        ({2025: 25.0, 2027: 23.1}, "off_track"),
        ({2025: 25.0, 2027: 26.0}, "off_track"),
        ({2025: 25.0, 2028: 20.0}, "reached"),
        ({2025: 25.0, 2030: 19.9}, "reached"),
        ({2025: 25.0, 2030: 20.1}, "missed"),
        ({2025: 19.0, 2027: 20.1}, "off_track"),
    ],
)
def test_states_of_a_level_that_should_fall(values, state):
    assert status(values, OUTSIDE).state == state


def test_what_a_fall_requires_and_has_left():
    found = status({2025: 25.0, 2027: 24.0}, OUTSIDE)
    assert (found.change, found.required, found.remaining) == (-1.0, -2.0, 4.0)
    assert found.needed_per_year == pytest.approx(4 / 3)
    assert targets.path(found).to_dict() == {2025: 25, 2026: 24, 2027: 23, 2028: 22, 2029: 21, 2030: 20}


@pytest.mark.parametrize(("value", "state"), [(1200, "on_track"), (1199, "off_track")])
def test_the_share_of_the_path_is_the_rules(value, state):
    found = status({2026: 1000, 2028: value}, GROWTH._replace(on_track_pct=80.0))
    assert (found.state, found.required) == (state, 200)


@pytest.mark.parametrize(("year", "state"), [(2028, "too_early"), (2029, "off_track")])
def test_the_years_before_it_is_judged_are_the_rules(year, state):
    assert status({2026: 1000, year: 1000}, GROWTH._replace(judged_after_years=3)).state == state


def test_what_is_left_is_spread_over_the_years_left():
    found = status({2026: 1000, 2027: 940})
    assert (found.change, found.remaining) == (-60, 560)
    assert found.needed_per_year == pytest.approx(560 / 3)
    assert (status({2026: 1000, 2028: 1600}).remaining, status({2026: 1000, 2028: 1600}).needed_per_year) == (0, 0)
    missed = status({2026: 1000, 2030: 1400})
    assert (missed.remaining, missed.needed_per_year) == (100, None)


def test_path_is_even():
    assert targets.path(status({2026: 1000})).to_dict() == {2026: 1000, 2027: 1125, 2028: 1250, 2029: 1375, 2030: 1500}
    assert targets.path(status({2025: 65.0, 2026: 60.0}, LEVEL)).to_dict()[2027] == 67
    assert targets.path(status({2025: 1000})).empty
    assert targets.path(status({2025: 71.0, 2026: 69.0}, LEVEL)).empty  # met in the base year: there is no way to go


@pytest.mark.parametrize("change", [{"value": 0.0}, {"target_year": 2026}])
def test_what_is_no_target(change):
    with pytest.raises(ValueError, match="is no target"):
        status({2026: 1}, GROWTH._replace(**change))


def test_distance_is_never_negative():
    assert targets.distance(60.1, 70) == pytest.approx(9.9)
    assert targets.distance(71, 70) == targets.distance(70 - 1e-12, 70) == 0
    assert targets.distance(21, 20, "down") == 1 and targets.distance(19, 20, "down") == 0


@given(
    st.integers(1, 5000),
    st.integers(0, 50_000),
    st.integers(0, 60_000),
    st.integers(2027, 2030),
    st.integers(0, 150),
)
def test_on_track_is_exact_and_an_even_pace_from_now_reaches_the_target(growth, base, value, year, share):
    found = status({2026: base, year: value}, GROWTH._replace(value=float(growth), on_track_pct=float(share)))
    assert (found.remaining == 0) == (value >= base + growth) == (found.state == "reached")
    if found.state in ("on_track", "off_track"):
        # In whole numbers: change / growth >= share / 100 of the years that have gone.
        assert (found.state == "on_track") == ((value - base) * 4 * 100 >= share * growth * (year - 2026))
    if found.needed_per_year is not None:
        assert value + found.needed_per_year * (2030 - year) >= base + growth - 1e-6


def test_what_the_plan_states_for_both_bases():
    figures = pd.DataFrame(
        [
            ("plan-employed-2020", "3101", 13995, "«ansatte»"),
            ("plan-employed-2024", "3101", 14393, "«ansatte i Halden»"),
            ("plan-employed-2024", "3103", 1, "andre"),
            ("plan-employed-growth-2020-2024", "3101", 400, "vekst"),
        ],
        columns=["id", "area_code", "value", "label"],
    )
    stated = targets.stated_bases(figures, pd.Series({2019: 12677.0, 2024: 12995.0}), "3101")
    assert stated == (2024, 14393, "«ansatte i Halden»", 12995)
    assert targets.stated_bases(figures, pd.Series({2019: 12677.0}), "3101") is None
    assert targets.stated_bases(figures.head(0), pd.Series(dtype=float), "3101") is None
