"""Commuting indicators on small tables with known answers. A, B and C are complete; X is not."""

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusbok.indicators import commuting

SAMPLE = pd.DataFrame(
    [
        (2021, "A", "A", 70),
        (2021, "A", "B", 20),
        (2021, "B", "B", 40),
        (2021, "B", "A", 10),
        (2021, "X", "A", 4),
        (2022, "A", "A", 60),
        (2022, "A", "B", 25),
        (2022, "A", "X", 15),
        (2022, "B", "B", 50),
        (2022, "B", "A", 10),
        (2022, "X", "A", 5),
        (2022, "X", "B", 1),
        (2021, "C", "C", 2),
        (2022, "C", "C", 0),
    ],
    columns=list(commuting.FLOW_COLUMNS),
)


def test_flows_in_are_by_workplace_and_flows_out_by_residence():
    into = commuting.flows(SAMPLE[SAMPLE.year == 2022], work="A")
    assert list(zip(into.residence_code, into.employed_persons)) == [("A", 60), ("B", 10), ("X", 5)]
    out = commuting.flows(SAMPLE[SAMPLE.year == 2022], residence="A")
    assert list(zip(out.work_code, out.employed_persons)) == [("A", 60), ("B", 25), ("X", 15)]
    assert commuting.flows(SAMPLE, work="B", residence="A").employed_persons.tolist() == [20, 25]


def test_totals_of_complete_municipalities():
    sums = commuting.totals(SAMPLE)
    a = sums.loc[(2022, "A")]
    assert a.to_dict() == {
        "employed_residents_persons": 100,
        "employed_workplace_persons": 75,
        "live_and_work_here_persons": 60,
        "in_commuters_persons": 15,
        "out_commuters_persons": 40,
        "net_commuters_persons": -25,
    }
    assert sums.loc[(2022, "B"), "net_commuters_persons"] == 76 - 60
    assert (sums.dtypes == "int64").all()


def test_totals_leave_out_municipalities_with_only_some_of_their_flows():
    assert commuting.complete(SAMPLE) == ["A", "B", "C"]
    assert "X" not in commuting.totals(SAMPLE).index.get_level_values("municipality_code")
    assert "X" not in commuting.self_containment(SAMPLE).index.get_level_values("residence_code")


def test_a_municipality_that_left_is_not_complete():
    left = pd.concat([SAMPLE, pd.DataFrame([(2021, "X", "X", 9)], columns=SAMPLE.columns)])
    assert commuting.complete(left) == ["A", "B", "C"]
    early = left[left.year == 2021]
    assert commuting.complete(early) == ["A", "B", "C", "X"]
    assert commuting.complete(commuting.around(early, ["A", "B", "C"])) == ["A", "B", "C"]


def test_around_keeps_every_flow_with_an_end_in_the_municipalities():
    kept = commuting.around(SAMPLE[SAMPLE.year == 2022], ["A"])
    assert set(zip(kept.residence_code, kept.work_code)) == {
        ("A", "A"),
        ("A", "B"),
        ("A", "X"),
        ("B", "A"),
        ("X", "A"),
    }


def test_a_series_begins_after_the_last_year_that_the_municipality_lacks():
    flows = pd.DataFrame(
        [(year, home, home, 10) for year in range(2017, 2023) for home in ("A", "B") if (year, home) != (2019, "A")],
        columns=["year", "residence_code", "work_code", "employed_persons"],
    )
    assert commuting.missing_years(flows, "A") == [2019] and commuting.missing_years(flows, "B") == []
    assert commuting.unbroken(flows, "A").year.unique().tolist() == [2020, 2021, 2022]
    assert commuting.unbroken(flows, "B") is flows
    assert commuting.complete(flows) == ["B"] and commuting.complete(commuting.unbroken(flows, "A")) == ["A", "B"]


def test_totals_of_an_empty_table_are_empty():
    assert commuting.totals(SAMPLE.iloc[:0]).empty
    assert commuting.self_containment(SAMPLE.iloc[:0]).empty


def test_self_containment():
    rate = commuting.self_containment(SAMPLE)
    assert rate.name == "rate_pct" and rate.index.names == ["year", "residence_code"]
    assert rate[(2022, "A")] == 60
    assert rate[(2021, "A")] == pytest.approx(100 * 70 / 90)
    assert math.isnan(rate[(2022, "C")])


def test_self_containment_with_all_employed_residents_counts_those_outside_the_matrix():
    index = pd.MultiIndex.from_tuples([(2022, "A"), (2022, "B")], names=["year", "municipality_code"])
    rate = commuting.self_containment(SAMPLE, pd.Series([120, 60], index=index))
    assert rate[(2022, "A")] == 50
    assert math.isnan(rate[(2021, "A")])


def test_workplace_self_sufficiency():
    rate = commuting.workplace_self_sufficiency(SAMPLE)
    assert rate.index.names == ["year", "work_code"]
    assert rate[(2022, "A")] == 80
    assert math.isnan(rate[(2022, "C")])


def test_net_commuting_rate_is_per_hundred_employed_residents():
    rate = commuting.net_commuting_rate(SAMPLE)
    assert rate[(2022, "A")] == -25
    assert rate[(2022, "B")] == pytest.approx(100 * 16 / 60)


@pytest.mark.parametrize("function", [commuting.totals, commuting.self_containment, commuting.between])
def test_a_missing_column_is_named(function):
    with pytest.raises(KeyError, match="employed_persons"):
        function(SAMPLE.drop(columns="employed_persons"))


def test_largest_takes_the_last_year_and_leaves_out_those_who_stay():
    top = commuting.largest(SAMPLE, 2)
    assert top[["year", "residence_code", "work_code", "employed_persons"]].values.tolist() == [
        [2022, "A", "B", 25],
        [2022, "A", "X", 15],
    ]
    assert commuting.largest(SAMPLE, 1, year=2021).employed_persons.tolist() == [20]
    assert len(commuting.largest(SAMPLE, 99)) == 5
    assert commuting.largest(SAMPLE.iloc[:0], 3).empty
    with pytest.raises(ValueError, match="at least one"):
        commuting.largest(SAMPLE, 0)


def test_largest_orders_equal_flows_by_code():
    tied = pd.DataFrame(
        [(2022, "B", "A", 5), (2022, "A", "C", 5), (2022, "A", "B", 5)], columns=SAMPLE.columns
    )
    top = commuting.largest(tied, 3)
    assert list(zip(top.residence_code, top.work_code)) == [("A", "B"), ("A", "C"), ("B", "A")]


def test_change_between_years():
    change = commuting.change(SAMPLE, 2022, 2021).set_index(["residence_code", "work_code"])
    assert change.loc[("A", "B"), ["earlier_persons", "employed_persons", "change_persons"]].tolist() == [
        20,
        25,
        5,
    ]
    assert change.loc[("A", "B"), "change_pct"] == 25
    assert change.iloc[0].name == ("A", "A")


def test_a_flow_that_was_zero_has_a_change_in_persons_but_not_in_per_cent():
    change = commuting.change(SAMPLE, 2022, 2021).set_index(["residence_code", "work_code"])
    new = change.loc[("A", "X")]
    assert (new.earlier_persons, new.change_persons) == (0, 15)
    assert math.isnan(new.change_pct)
    assert change.loc[("C", "C"), "change_pct"] == -100


def test_a_flow_that_ended_falls_to_zero():
    change = commuting.change(SAMPLE[~((SAMPLE.year == 2022) & (SAMPLE.residence_code == "X"))], 2022, 2021)
    ended = change[change.residence_code == "X"].iloc[0]
    assert (ended.employed_persons, ended.change_persons, ended.change_pct) == (0, -4, -100)


def test_change_against_a_year_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match="no flows in 2019; the table has 2021, 2022"):
        commuting.change(SAMPLE, 2022, 2019)


def test_out_of_and_into_leave_out_those_who_stay():
    out = commuting.out_of(SAMPLE, "A")
    assert out.columns.tolist() == ["year", "other_code", "employed_persons"]
    assert out[out.year == 2022].other_code.tolist() == ["B", "X"]
    assert commuting.into(SAMPLE, "A").values.tolist() == [
        [2021, "B", 10],
        [2021, "X", 4],
        [2022, "B", 10],
        [2022, "X", 5],
    ]


def test_ranking_puts_the_others_in_one_row():
    top = commuting.ranking(commuting.out_of(SAMPLE, "A"), 2022, 2021, n=1)
    assert top.other_code.tolist()[0] == "B" and top.other_code.isna().tolist() == [False, True]
    assert top.employed_persons.tolist() == [25, 15]
    assert top.earlier_persons.tolist() == [20, 0]
    assert math.isnan(top.change_pct[1])


def test_ranking_shows_no_flow_of_a_few_persons_on_its_own():
    few = commuting.ranking(commuting.into(SAMPLE, "B"), 2022, 2021)
    assert few.employed_persons.tolist() == [25, 1] and few.other_code.isna().tolist() == [False, True]


def test_ranking_without_others_has_no_row_for_them():
    assert commuting.ranking(commuting.into(SAMPLE, "A"), 2022, 2021).other_code.tolist() == ["B", "X"]


def test_ranking_of_a_municipality_with_only_small_flows_has_one_row():
    small = pd.DataFrame(
        [(2021, "B", 1), (2022, "B", 2), (2022, "C", 1)], columns=["year", "other_code", "employed_persons"]
    )
    row = commuting.ranking(small, 2022, 2021)
    assert row.employed_persons.tolist() == [3] and row.change_persons.tolist() == [2]


@pytest.mark.parametrize(
    ("sizes", "most", "expected"),
    [([90, 40, 30, 8, 6], 3, 10), ([90, 40], 15, 5), ([60, 55, 52], 2, 100), ([], 15, 5)],
)
def test_threshold_is_round_and_lets_at_most_so_many_flows_through(sizes, most, expected):
    assert commuting.threshold(pd.DataFrame({"employed_persons": sizes}, dtype="int64"), most) == expected


def test_matrix_around_a_municipality_keeps_those_it_commutes_most_with():
    rows = [(2022, "A", "A", 50), (2022, "B", "B", 60), (2022, "C", "C", 70), (2022, "D", "D", 80)]
    rows += [(2022, "A", "B", 5), (2022, "C", "A", 6), (2022, "A", "D", 3), (2022, "D", "A", 1), (2022, "B", "C", 90)]
    flows = pd.DataFrame(rows, columns=["year", "residence_code", "work_code", "employed_persons"])
    assert list(commuting.matrix_around(flows, "A", 2022, most=3)) == ["A", "B", "C"]
    assert commuting.matrix_around(flows, "A", 2022, most=3).loc["B", "C"] == 90
    assert commuting.matrix_around(flows, "A", 2022).equals(commuting.matrix(flows, 2022))


def test_matrix_is_square_in_the_order_asked_for():
    square = commuting.matrix(SAMPLE, 2022, ["B", "A", "C"])
    assert square.index.tolist() == square.columns.tolist() == ["B", "A", "C"]
    assert square.loc["A", "B"] == 25 and square.loc["B", "A"] == 10
    assert square.loc["B", "C"] == 0


def test_main_workplace():
    assert commuting.main_workplace(SAMPLE, 2022).to_dict() == {"A": "A", "B": "B"}
    moved = pd.DataFrame([(2022, "A", "A", 5), (2022, "A", "X", 6)], columns=SAMPLE.columns)
    assert commuting.main_workplace(moved, 2022).to_dict() == {"A": "X"}


def test_within_leaves_out_flows_to_and_from_the_others():
    kept = commuting.within(SAMPLE)
    assert set(kept.residence_code) | set(kept.work_code) == {"A", "B", "C"}
    assert commuting.largest(kept, 1).values.tolist() == [[2022, "A", "B", 25]]


def test_for_map_draws_the_large_flows_to_places_on_the_map():
    everybody, drawn, limit = commuting.for_map(commuting.out_of(SAMPLE, "A"), ["A", "B"], 2022)
    assert everybody.other_code.tolist() == ["B", "X"]
    assert drawn.other_code.tolist() == ["B"] and limit == 5


def test_for_map_may_have_nothing_to_draw():
    everybody, drawn, limit = commuting.for_map(commuting.into(SAMPLE, "B"), ["X"], 2022)
    assert len(everybody) == 2 and drawn.empty and limit == 5


def test_row_shares_are_of_all_employed_residents():
    square = commuting.matrix(SAMPLE, 2022)
    shares = commuting.row_shares(square, commuting.totals(SAMPLE)["employed_residents_persons"].loc[2022])
    assert shares.loc["A"].tolist() == [60, 25, 0]
    assert shares.loc["C"].isna().all()


def test_rates_side_by_side():
    side = commuting.rates(SAMPLE).loc[(2022, "A")]
    assert side.to_dict() == {"net_rate_pct": -25, "self_containment_pct": 60, "self_sufficiency_pct": 80}


FAR = pd.DataFrame(
    [(2021, "B", 7), (2022, "B", 10), (2022, "C", 20), (2022, "D", 20), (2022, "E", 50)],
    columns=["year", "other_code", "employed_persons"],
)


def bands(**of_code: str) -> pd.Series:
    return pd.Series(of_code, dtype=pd.CategoricalDtype(["near", "middle", "far"], ordered=True))


def test_bands_have_one_of_their_own_off_the_map():
    table = commuting.by_band(FAR, bands(A="near", B="near", C="far", D="far"), 2022)
    assert table.band.tolist()[:3] == ["near", "middle", "far"] and table.band.isna().tolist()[3]
    assert table.employed_persons.tolist() == [10, 0, 40, 50]
    assert table.share_pct.tolist() == [10, 0, 40, 50]


def test_a_municipality_on_the_map_without_a_band_counts_as_off_the_map():
    assert commuting.by_band(FAR, bands(B=None, C="far"), 2022).employed_persons.tolist() == [0, 0, 20, 80]


def test_bands_of_nobody_have_no_shares():
    table = commuting.by_band(FAR, bands(B="near"), 2020)
    assert table.employed_persons.tolist() == [0, 0, 0, 0]
    assert table.share_pct.isna().all()


def test_reach_has_both_directions_side_by_side():
    both = commuting.reach(FAR, FAR[FAR.other_code == "B"], bands(B="near", C="far", D="far"), 2022)
    assert both.columns.tolist() == ["band", "out_persons", "out_share_pct", "in_persons", "in_share_pct"]
    assert both.out_persons.tolist() == [10, 0, 40, 50]
    assert both.in_share_pct.tolist() == [100, 0, 0, 0]


def test_outside_the_matrix_is_what_the_flows_lack():
    index = pd.MultiIndex.from_tuples([(2022, "A"), (2022, "X")], names=["year", "municipality_code"])
    left = commuting.outside_matrix(SAMPLE, pd.Series([107, 9], index=index))
    assert left.to_dict() == {(2022, "A"): 7}


CODES = st.sampled_from(["A", "B", "C", "D", "E"])
PAIRS = st.dictionaries(st.tuples(st.integers(2017, 2019), CODES, CODES), st.integers(0, 30_000))


def to_flows(pairs: dict) -> pd.DataFrame:
    rows = [(*key, persons) for key, persons in pairs.items()]
    return pd.DataFrame(rows, columns=list(commuting.FLOW_COLUMNS)).astype(
        {"year": "int64", "employed_persons": "int64"}
    )


@given(PAIRS)
def test_residents_less_out_plus_in_are_the_jobs(pairs):
    sums = commuting.totals(to_flows(pairs))
    moved = sums.employed_residents_persons - sums.out_commuters_persons + sums.in_commuters_persons
    assert (moved == sums.employed_workplace_persons).all()
    assert (
        sums.net_commuters_persons == sums.employed_workplace_persons - sums.employed_residents_persons
    ).all()
    assert (sums >= 0).drop(columns="net_commuters_persons").all(axis=None)


@given(PAIRS)
def test_in_a_closed_country_as_many_travel_in_as_out(pairs):
    closed = {**{(year, code, code): 1 for year in (2017, 2018, 2019) for code in "ABCDE"}, **pairs}
    net = commuting.totals(to_flows(closed)).groupby("year").net_commuters_persons.sum()
    assert (net == 0).all()


@given(PAIRS)
def test_rates_are_shares(pairs):
    flows = to_flows(pairs)
    for rate in (commuting.self_containment(flows), commuting.workplace_self_sufficiency(flows)):
        assert rate.dropna().between(0, 100).all()


@given(PAIRS, st.integers(1, 5))
def test_ranking_and_bands_hold_every_commuter(pairs, n):
    flows = to_flows({(2017, "A", "B"): 1, (2018, "A", "B"): 1, **pairs})
    out = commuting.out_of(flows, "A")
    ranking = commuting.ranking(out, 2018, 2017, n=n)
    assert ranking.employed_persons.sum() == out.loc[out.year == 2018, "employed_persons"].sum()
    assert ranking.earlier_persons.sum() == out.loc[out.year == 2017, "employed_persons"].sum()
    assert (
        commuting.by_band(out, bands(B="near", C="far"), 2018).employed_persons.sum()
        == ranking.employed_persons.sum()
    )
