import math

import pandas as pd
import pytest

from statusbok.indicators import peers
from statusbok.indicators.employment import industries
from statusbok.indicators.peers import COUNTRY_SUM, COUNTY_SUM

OWN, NEAR, FAR, SMALL = "3101", "3103", "3105", "3124"
GROUPS = ["00-99", "10-33", "84"]


def by_industry(rows: dict[tuple[int, str], list[float]]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            (year, code, group, value)
            for (year, code), values in rows.items()
            for group, value in zip(GROUPS, [sum(values), *values], strict=True)
        ],
        columns=["year", "municipality_code", "industry_code", "employed_residents_persons"],
    )


def population(**persons: float) -> pd.DataFrame:
    rows = [(year, code[1:], count) for code, count in persons.items() for year in (2025, 2026)]
    return pd.DataFrame(rows, columns=["year", "municipality_code", "population_persons"])


def classes(**known: int) -> pd.DataFrame:
    rows = [(code[1:], value) for code, value in known.items()]
    return pd.DataFrame(rows, columns=["municipality_code", "centrality_class"])


TABLE = by_industry(
    {
        (2020, OWN): [50, 50], (2025, OWN): [60, 60],
        (2020, NEAR): [90, 110], (2025, NEAR): [110, 110],
        (2020, FAR): [10, 190], (2025, FAR): [22, 198],
        (2020, SMALL): [5, 5], (2025, SMALL): [6, 6],
        (2020, "0"): [5000, 5000], (2025, "0"): [5500, 5500],
    }
)  # fmt: skip
PEOPLE = population(c3101=1000, c3103=2000, c3105=500, c3124=499)


def test_distance_is_the_share_that_would_have_to_move():
    one, other = pd.Series({"a": 60.0, "b": 40.0}), pd.Series({"a": 40.0, "b": 40.0, "c": 20.0})
    assert peers.mix_distance(one, other) == 20 == peers.mix_distance(other, one)
    assert peers.mix_distance(one, one) == 0
    assert peers.mix_distance(one, pd.Series({"c": 100.0})) == 100


def test_group_by_size_and_then_by_likeness():
    found = peers.group(TABLE, PEOPLE, classes(), OWN, 2026)
    assert found.codes == [NEAR, FAR]  # half and twice as many are within, 499 is not, and neither is the country
    assert (found.population_year, found.industry_year, found.centrality_class) == (2026, 2025, None)
    table = found.candidates.set_index("municipality_code")
    assert table["size_pct"].to_dict() == {NEAR: 200, SMALL: 49.9, FAR: 50}
    assert table["within"].to_dict() == {NEAR: True, SMALL: False, FAR: True}
    assert table.loc[[NEAR, SMALL], "distance_pct"].tolist() == [0, 0]
    assert table.index.tolist() == [NEAR, SMALL, FAR]  # equal distances by code


@pytest.mark.parametrize(
    ("near", "far", "expected"), [(2, 4, [NEAR, FAR]), (1, 5, []), (3, 5, [NEAR]), (None, 3, [FAR])]
)
def test_centrality_is_in_the_rule_when_it_is_known(near, far, expected):
    known = classes(c3101=3, c3105=far, **({"c3103": near} if near else {}))
    found = peers.group(TABLE, PEOPLE, known, OWN, 2026)
    assert (found.codes, found.centrality_class) == (expected, 3)


def test_centrality_of_others_alone_is_no_rule():
    assert peers.group(TABLE, PEOPLE, classes(c3103=1, c3105=6), OWN, 2026).codes == [NEAR, FAR]


def test_shares_are_those_of_the_newest_complete_year_and_as_for_one_municipality():
    missing = TABLE.assign(
        employed_residents_persons=TABLE["employed_residents_persons"].where(
            (TABLE["municipality_code"] != NEAR) | (TABLE["year"] != 2025) | (TABLE["industry_code"] != "84")
        )
    )
    whole = TABLE["municipality_code"].eq(FAR) & TABLE["industry_code"].eq("00-99")
    unequal = missing.assign(employed_residents_persons=missing["employed_residents_persons"] + 30.0 * whole)
    found = peers.industry_shares(unequal)
    assert list(found) == [OWN, NEAR, FAR, SMALL, "0"]
    assert {code: int(shares.name) for code, shares in found.items() if shares.name != 2025} == {NEAR: 2020}
    for code, shares in found.items():
        groups = industries(unequal, [code])
        expected = groups[groups["year"] == shares.name].set_index("industry_code")["share_pct"]
        assert shares.to_dict() == expected.to_dict()
    assert found[FAR]["other"] == 12 and "other" not in found[OWN]


def test_no_shares_without_a_total_or_groups():
    assert peers.industry_shares(TABLE[TABLE["industry_code"] != "00-99"]) == {}
    assert peers.industry_shares(TABLE[TABLE["industry_code"] == "00-99"]) == {}
    assert peers.industry_shares(TABLE.head(0)) == {}


def test_at_most_five():
    codes = [f"31{n:02}" for n in range(1, 9)]
    shares = {code: pd.Series({"a": 50.0 + n, "b": 50.0 - n}) for n, code in enumerate(codes)}
    found = peers.candidates(pd.Series(1000, index=codes), shares, pd.Series(dtype=int), "3101")
    assert found.loc[found["chosen"], "municipality_code"].tolist() == codes[1:6]
    assert found["within"].all()


def test_group_uses_what_the_edition_knew_and_the_same_year_for_all():
    table = TABLE[~((TABLE["municipality_code"] == NEAR) & (TABLE["year"] == 2025))]
    found = peers.group(table, PEOPLE, classes(), OWN, 2025)
    assert found.codes == [FAR] and found.population_year == 2025


def test_no_group_without_own_figures():
    assert peers.group(TABLE[TABLE["municipality_code"] != OWN], PEOPLE, classes(), OWN, 2026) is None
    assert peers.group(TABLE, PEOPLE[PEOPLE["municipality_code"] != OWN], classes(), OWN, 2026) is None


def test_position_has_the_spread_of_the_others():
    values = pd.Series({OWN: 3.0, NEAR: 5.0, FAR: 1.0, SMALL: 3.0})
    assert peers.position(values, OWN, [NEAR, FAR, SMALL]) == (3, 2, 4, 3, 1, 5)
    assert peers.position(values, NEAR, [OWN]).place == 1
    assert peers.position(values, OWN, []) is None
    assert peers.position(values.drop(OWN), OWN, [NEAR]) is None
    assert peers.position(pd.Series({OWN: math.nan, NEAR: 1.0}), OWN, [NEAR]) is None
    assert peers.position(pd.Series({OWN: 1.0, NEAR: math.nan}), OWN, [NEAR]) is None


TOTALS = pd.DataFrame(
    [
        (year, code, 200, 100 + more, 80 + 2 * more)
        for year, more in ((2019, 90), (2020, 0), (2022, 10))
        for code in (OWN, NEAR, FAR, "0301")
    ],
    columns=[
        "year", "municipality_code", "population_15_74_persons", "employed_residents_persons",
        "employed_workplace_persons",
    ],
)  # fmt: skip
FLOWS = pd.DataFrame(
    [(2022, OWN, OWN, 60), (2022, OWN, NEAR, 40), (2022, NEAR, NEAR, 90), (2022, NEAR, OWN, 10)],
    columns=["year", "residence_code", "work_code", "employed_persons"],
)


def found(county=(OWN, NEAR), codes=(OWN, NEAR)) -> dict[str, peers.Indicator]:
    indicators = peers.indicators(TABLE, TOTALS, FLOWS, county, list(codes), [2015, 2020])
    return {indicator.name: indicator for indicator in indicators}


def test_indicators():
    indicators = found()
    growth = indicators["residents_growth"]
    assert (growth.since, growth.year) == (2020, 2025)
    assert growth.values[[OWN, NEAR, COUNTY_SUM, COUNTRY_SUM]].round(1).tolist() == [20, 10, 13.3, 10]
    jobs = indicators["jobs_growth"]
    assert (jobs.since, jobs.year) == (2020, 2022)
    assert jobs.values[[OWN, COUNTY_SUM, COUNTRY_SUM]].tolist() == [25, 25, 25]
    rate = indicators["rate"]
    assert (rate.since, rate.year) == (None, 2022) and rate.values[[OWN, COUNTRY_SUM]].tolist() == [55, 55]
    net = indicators["net_commuting"].values
    assert net[[OWN, NEAR, COUNTY_SUM]].tolist() == [-30, 30, 0] and COUNTRY_SUM not in net


def test_county_that_is_not_whole_has_no_value():
    assert math.isnan(found(county=(OWN, NEAR, "3199"))["rate"].values[COUNTY_SUM])


def test_years_are_those_that_the_whole_group_has():
    assert "residents_growth" not in found(codes=(OWN, "3199"))
    assert found(codes=("3199",)) == {}


def test_standings():
    table = peers.standings(found().values(), OWN, [NEAR], [NEAR, FAR]).set_index("indicator")
    columns = ["own_pct", "place", "of", "median_pct", "others_pct"]
    assert table.loc["residents_growth", columns].tolist() == [20, 1, 2, 10, 10]
    assert table.loc["rate", ["since", "country_pct"]].isna().tolist() == [True, False]
    alone = peers.standings(found().values(), OWN, [], [])
    assert alone["place"].isna().all() and alone["own_pct"].notna().all() and alone["others_pct"].isna().all()
    assert peers.standings([], OWN, [NEAR], []).empty


def test_development_starts_at_a_hundred_in_a_year_that_all_have():
    areas = {"Halden": [OWN], "Gruppen": [NEAR, FAR], "Ingen": [], "Fylket": [OWN, "3199"], "Norge": ["0"]}
    table = peers.development(TABLE, areas)
    assert table["area"].unique().tolist() == ["Halden", "Gruppen", "Norge"]
    assert table[table["year"] == 2020]["employed_index"].tolist() == [100, 100, 100]
    assert table[table["year"] == 2025]["employed_index"].round(1).tolist() == [120, 110, 110]
    assert peers.development(TABLE[TABLE["year"] == 2025], areas).empty
