import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from statusbok.indicators import drivers, employment
from statusbok.indicators.drivers import JOBS, RESIDENTS, Window

GROUPS = ["00-99", "10-33", "45-47", "84"]
OWN, OTHER = "3101", "3103"


def by_industry(rows: dict[tuple[int, str], list[float]], basis: str = RESIDENTS) -> pd.DataFrame:
    """Three groups and their sum for each year and municipality."""
    frame = pd.DataFrame(
        [
            (year, code, group, value)
            for (year, code), values in rows.items()
            for group, value in zip(GROUPS, [sum(values), *values], strict=True)
        ],
        columns=["year", "municipality_code", "industry_code", basis],
    )
    absent = JOBS if basis == RESIDENTS else RESIDENTS
    return frame.assign(**{absent: float("nan")})


TABLE = by_industry(
    {
        (2014, OWN): [999, 999, 999],
        (2014, OTHER): [999, 999, 999],
        (2020, OWN): [100, 50, 50],
        (2020, OTHER): [100, 250, 50],
        (2025, OWN): [90, 60, 60],
        (2025, OTHER): [90, 330, 50],
    }
)


def test_window_is_five_years_and_never_crosses_the_break():
    assert drivers.window(range(2008, 2026)) == (2020, 2025)
    assert drivers.window(range(2008, 2019)) == (2015, 2018)
    assert drivers.window([2010, 2012, 2014]) == (2010, 2014)
    assert drivers.window([2014, 2015]) is None
    assert drivers.window([]) is None
    assert drivers.window([2017, 2019, 2020, 2022], [2015, 2020]) == (2020, 2022)


def test_shift_share_by_hand():
    period = Window(2020, 2025)
    own = employment.industries(TABLE, [OWN])
    area = employment.industries(TABLE, [OWN, OTHER])
    parts = drivers.shift_share(own, area, RESIDENTS, period)
    # The area: 600 -> 680, 13.33 per cent; manufacturing 200 -> 180, trade 300 -> 390, administration 100 -> 110.
    assert parts.loc["10-33"].round(2).to_dict() == {
        "from_persons": 100, "change_persons": -10, "reference_persons": 13.33, "mix_persons": -23.33,
        "local_persons": 0,
    }  # fmt: skip
    assert parts.loc["45-47", drivers.PARTS].round(2).tolist() == [6.67, 8.33, -5]
    assert parts.loc["84", drivers.PARTS].round(2).tolist() == [6.67, -1.67, 5]
    total = drivers.totals(parts)
    assert total["change_persons"] == 10 and total["change_pct"] == 5
    assert total[["reference_pct", "mix_pct", "local_pct"]].round(2).tolist() == [13.33, -8.33, 0]


counts = st.lists(st.integers(0, 10_000), min_size=3, max_size=3)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(counts, counts), min_size=2, max_size=6))
def test_parts_add_up_for_each_and_cancel_over_the_area(pairs):
    rows = {(year, f"{3100 + n}"): values for n, both in enumerate(pairs) for year, values in zip((2020, 2025), both)}
    table = by_industry(rows)
    codes = sorted(table["municipality_code"].unique())
    area = employment.industries(table, codes)
    if area.loc[area["year"] == 2020, RESIDENTS].sum() == 0:
        return
    each = [employment.industries(table, [code]) for code in codes]
    found = [drivers.shift_share(own, area, RESIDENTS, Window(2020, 2025)) for own in each]
    for parts in found:
        assert (parts[drivers.PARTS].sum(axis=1) - parts["change_persons"]).abs().max() < 1e-6
    scale = 1 + area[RESIDENTS].sum()
    new = area.pivot(index="industry_code", columns="year", values=RESIDENTS).query("`2020` == 0")[2025].sum()
    # An industry that is new to the area has no rate of growth there, and is local wherever it is.
    assert abs(sum(parts["local_persons"].sum() for parts in found) - new) < 1e-9 * scale
    assert abs(sum(parts["mix_persons"].sum() for parts in found) + new) < 1e-9 * scale


def test_growth_is_held_against_the_county_until_there_are_figures_for_the_country():
    found = drivers.growth(TABLE, OWN, [OTHER], [OWN, OTHER], RESIDENTS)
    assert (found.reference, found.window) == ("county", (2020, 2025))
    assert found.by_municipality["municipality_code"].tolist() == [OTHER, OWN]
    assert found.by_base_year["since_year"].tolist() == [2020]
    country = by_industry({(2020, "0"): [1000, 1000, 1000], (2025, "0"): [2000, 2000, 2000]})
    found = drivers.growth(pd.concat([TABLE, country]), OWN, [OTHER], [OWN, OTHER], RESIDENTS)
    assert found.reference == "country"
    assert found.by_municipality["reference_pct"].tolist() == [100, 100]
    assert found.by_municipality["mix_pct"].tolist() == [0, 0]


def test_growth_without_a_whole_county_has_industries_alone():
    found = drivers.growth(TABLE, OWN, [OTHER], [OWN, OTHER, "3105"], RESIDENTS)
    assert found.window == (2020, 2025) and found.by_municipality.empty and found.by_base_year.empty
    assert found.industries["change_persons"].sum() == 10


def test_growth_needs_two_years_and_the_basis():
    assert drivers.growth(TABLE[TABLE["year"] != 2025], OWN, [OTHER], [OWN, OTHER], RESIDENTS) is None
    assert drivers.growth(TABLE, OWN, [OTHER], [OWN, OTHER], JOBS) is None
    jobs = by_industry({(2020, OWN): [1, 2, 3], (2021, OWN): [2, 2, 3]}, JOBS)
    assert drivers.growth(jobs, OWN, [], [OWN], JOBS).basis == JOBS


def test_a_municipality_without_both_years_is_left_out():
    table = TABLE[~((TABLE["municipality_code"] == OTHER) & (TABLE["year"] == 2020))]
    country = by_industry({(2020, "0"): [10, 10, 10], (2025, "0"): [11, 11, 11]})
    found = drivers.growth(pd.concat([table, country]), OWN, [OTHER], [OWN, OTHER], RESIDENTS)
    assert found.by_municipality["municipality_code"].tolist() == [OWN]


def test_every_base_year_since_the_break_is_tried():
    table = by_industry({(year, OWN): [100 + year - 2008, 50, 50] for year in range(2008, 2026)})
    found = drivers.base_years(employment.industries(table, [OWN]), employment.industries(table, [OWN]), RESIDENTS)
    assert found["since_year"].tolist() == list(range(2015, 2025))
    assert found["change_persons"].tolist() == list(range(10, 0, -1))


def test_contributions_are_in_order_and_add_up_to_the_growth():
    found = drivers.contributions(employment.industries(TABLE, [OWN]), RESIDENTS, Window(2020, 2025))
    assert found["industry_code"].tolist() == ["45-47", "84", "10-33"]  # equal additions by code
    assert found["change_points"].tolist() == [5, 5, -5]
    assert found["change_points"].sum() == 5


def test_rest_of_the_total_is_an_industry():
    table = TABLE.copy()
    table.loc[table["industry_code"] == "00-99", RESIDENTS] += 100
    found = drivers.growth(table, OWN, [OTHER], [OWN, OTHER], RESIDENTS)
    assert found.industries.set_index("industry_code").loc["other", "to_persons"] == 100
    assert found.kinds.empty


def test_kinds_put_mixed_groups_aside():
    found = drivers.growth(TABLE, OWN, [OTHER], [OWN, OTHER], RESIDENTS).kinds.set_index("kind")
    assert found.index.tolist() == ["basis", "visit", "regional", "public", "mixed"]
    assert found["to_persons"].to_dict() == {"basis": 90, "visit": 0, "regional": 0, "public": 60, "mixed": 60}
    assert found["share_pct"].sum() == pytest.approx(100)
    assert found.loc["mixed", "change_persons"] == 10


def plan(*rows: tuple[str, float, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["id", "value", "period"])
    return frame.assign(municipality_code=OWN, area_code=OWN)


SECTORS = [(f"plan-sector-{kind}-2024", value, "2024") for kind, value in zip(drivers.KINDS, (40, 30, 20, 10))]


def test_kinds_of_the_plan():
    found = drivers.plan_kinds(
        plan(*SECTORS, ("plan-basis-growth", 5, "2020–2024"), ("plan-regional-change", -2, "2020–2024"),
             ("plan-jobs-total-2024", 90, "2024"), ("plan-sector-total-2024", 100, "2024")),
        OWN,
    )  # fmt: skip
    assert (found.year, found.since, found.jobs) == (2024, 2020, 90)
    assert found.table["share_pct"].tolist() == [40, 30, 20, 10]
    assert found.table["change_persons"].fillna(0).tolist() == [5, 0, -2, 0]


def test_kinds_of_a_plan_with_less():
    found = drivers.plan_kinds(plan(*SECTORS), OWN)
    assert (found.since, found.jobs) == (None, None) and found.table["change_persons"].isna().all()
    assert drivers.plan_kinds(plan(*SECTORS[1:]), OWN) is None
    assert drivers.plan_kinds(plan(*SECTORS[:3]), OWN) is None
    assert drivers.plan_kinds(plan(*SECTORS), OTHER) is None
    assert drivers.plan_kinds(plan(), OWN) is None


def flows(*rows: tuple[int, str, int]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["year", "work_code", "employed_persons"])
    return frame.assign(residence_code=OWN)


def residents(*rows: tuple[int, int]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["year", RESIDENTS]).assign(municipality_code=OWN)


FLOWS = flows(
    (2019, OWN, 1), (2020, OWN, 50), (2020, "0301", 20), (2020, "4601", 4), (2022, OWN, 60), (2022, "0301", 15),
    (2022, OTHER, 9), (2022, "4601", 3),
)  # fmt: skip


def test_workplaces_add_up_to_all_employed_residents():
    found = drivers.workplaces(FLOWS, residents((2019, 2), (2020, 80), (2022, 90)), OWN, [2015, 2020])
    assert found.window == (2020, 2022)
    assert found.table.set_index("place").T.to_dict("list") == {
        "own": [50, 60, 10], "0301": [20, 15, -5], OTHER: [0, 9, 9], "rest": [4, 3, -1], "outside": [6, 3, -3],
    }  # fmt: skip
    assert found.table["change_persons"].sum() == 10


def test_only_the_largest_places_of_work_have_a_row():
    found = drivers.workplaces(FLOWS, residents((2020, 80), (2022, 90)), OWN, [2015], n=1)
    assert found.table["place"].tolist() == ["own", "0301", "rest", "outside"]


def test_workplaces_need_two_years_in_both_tables():
    assert drivers.workplaces(FLOWS, residents((2020, 80)), OWN, [2015]) is None
    assert drivers.workplaces(FLOWS, residents((2019, 1), (2020, 80)), OWN, [2020]) is None
    assert drivers.workplaces(FLOWS.head(0), residents((2020, 80), (2022, 90)), OWN, [2015]) is None
