"""Measures of plans: what an edition knows of them, how they are counted, and what belongs together."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusbok.catalogue import catalogue
from statusbok.indicators import measures

PLANS = pd.DataFrame(
    [("bygd", "Bygd kommune", "9901", "99"), ("nabo", "Nabo kommune", "9902", "99"), ("fylke", "Fylket", None, "99")],
    columns=["plan_id", "owner", "municipality_code", "county_code"],
)
GOALS = pd.DataFrame(
    [
        ("bygd-1", "bygd", "1", "Flere jobber"),
        ("bygd-2", "bygd", "2", "Mer kunnskap"),
        ("fylke-1", "fylke", "1", "Regional plan"),
    ],
    columns=["goal_id", "plan_id", "number", "title"],
)
STRATEGIES = pd.DataFrame(
    [
        ("bygd-1.2", "bygd-1", None, "1.2", "Areal"),
        ("bygd-1.10", "bygd-1", None, "1.10", "Veier"),
        ("bygd-2.1", "bygd-2", None, "2.1", "Skole"),
        ("fylke-1.1", "fylke-1", "Helse", "1.1", "Helse for alle"),
        ("fylke-1.2", "fylke-1", "Helse", "1.2", "Uten egne tiltak"),
    ],
    columns=["strategy_id", "goal_id", "theme", "number", "title"],
)


def rows(*given_rows):
    """Measures from (id, status, date, comment, who, named), typed as the record types them."""
    empty = catalogue().table("measures").head(0)
    made = [
        {
            "measure_id": measure_id,
            "strategy_id": measure_id.rpartition(".")[0],
            "number": measure_id.rpartition(".")[2].rstrip("ab"),
            "label": f"Tiltak {measure_id}",
            "status": status,
            "status_date": when,
            "comment": comment,
            "who": who,
            "named_code": named,
            "ongoing": False,
        }
        for measure_id, status, when, comment, who, named in given_rows
    ]
    return pd.DataFrame(made, columns=empty.columns).astype(empty.dtypes.to_dict())


MEASURES = rows(
    ("bygd-1.2.1", "done", "2026-12-31", "Ferdig", "NAV;KS", None),
    ("bygd-1.2.2a", "under_way", "2027-01-01", "I gang", "NAV", None),
    ("bygd-1.2.2b", None, None, "Venter", None, None),
    ("bygd-1.10.1", "not_begun", "2026-01-01", None, "KS;skolen", None),
    ("bygd-2.1.1", None, None, None, None, None),
    ("fylke-1.1.1", "under_way", "2026-05-05", None, "KS", "9901"),
    ("fylke-1.1.2", None, None, None, None, "9902"),
)
PAIRS = pd.DataFrame(
    [("bygd-2.1.1", "jobs"), ("bygd-1.2.1", "people"), ("bygd-1.2.1", "jobs")], columns=["measure_id", "indicator_id"]
)
LINKS = pd.DataFrame(
    [("bygd-2.1.1", "fylke-1.1.1", "Skole"), ("bygd-1.2.1", "fylke-1.1.2", "NAV"), ("bygd-1.2.1", "fylke-1.1.1", "KS")],
    columns=["measure_id", "related_id", "reason"],
)
DEFINITIONS = pd.DataFrame({"indicator_id": ["people", "jobs"], "label": ["Folketall", "Arbeidsplasser"]})
TABLES = {
    "plans": PLANS, "plan_goals": GOALS, "plan_strategies": STRATEGIES, "measures": MEASURES,
    "measure_indicators": PAIRS, "measure_links": LINKS, "plan_indicators": DEFINITIONS,
}  # fmt: skip


def register(plan_id="bygd", year=2026):
    return measures.register(measures.as_of(MEASURES, year), STRATEGIES, GOALS, plan_id)


def test_a_status_from_after_the_editions_year_is_not_known():
    known = measures.as_of(MEASURES, 2026).set_index("measure_id")
    assert known.loc[["bygd-1.2.1", "bygd-1.2.2a"], "status"].to_list() == ["done", "not_reported"]
    assert known["status_date"].dropna().to_list() == ["2026-12-31", "2026-01-01", "2026-05-05"]
    later = measures.as_of(MEASURES, 2027).set_index("measure_id")
    assert later.at["bygd-1.2.2a", "status"] == "under_way" and later.at["bygd-1.2.2a", "status_date"] == "2027-01-01"


def test_a_comment_goes_with_its_status_and_one_without_status_stays():
    comments = measures.as_of(MEASURES, 2026).set_index("measure_id")["comment"]
    assert comments["bygd-1.2.1"] == "Ferdig" and comments["bygd-1.2.2b"] == "Venter"
    assert pd.isna(comments["bygd-1.2.2a"])


def test_as_of_leaves_the_register_as_it_was():
    before = MEASURES.copy()
    measures.as_of(MEASURES, 2020)
    pd.testing.assert_frame_equal(MEASURES, before)


def test_register_is_in_the_order_of_the_plan_with_numbers_that_are_used_once():
    own = register()
    assert own.columns.to_list() == measures.COLUMNS
    assert own["number"].to_list() == ["1.2.1", "1.2.2a", "1.2.2b", "1.10.1", "2.1.1"]
    assert own.loc[3, ["goal", "goal_title", "strategy", "strategy_title"]].to_list() == [
        "1",
        "Flere jobber",
        "1.10",
        "Veier",
    ]


@pytest.mark.parametrize("plan_id", [None, "nabo"])
def test_without_a_plan_or_without_measures_everything_is_empty_and_typed(plan_id):
    found = measures.follow_up(TABLES, plan_id, "98", 2026)
    assert found.county_plan is None
    for frame in (found.own, found.county, found.indicators, found.related):
        assert frame.empty
    assert found.own.columns.to_list() == found.county.columns.to_list() == measures.COLUMNS
    assert measures.tally(found.own) == (0, 0, 0, 0) and measures.tally(found.own).measures == 0
    counts = measures.status_counts(found.own, ["goal", "goal_title"])
    assert counts.empty and counts.columns.to_list() == ["goal", "goal_title", *measures.STATUSES, "measures"]
    assert measures.actors(found.own).columns.to_list() == ["actor", "measures", "numbers"]
    assert measures.naming(found.county, "9901").empty
    assert measures.of_goal(found, "1").own.empty


def test_tally_counts_every_status():
    found = measures.tally(register())
    assert found == measures.Tally(not_begun=1, under_way=0, done=1, not_reported=3)
    assert (found.measures, found.reported) == (5, 2)


def test_counts_by_goal_and_strategy_have_every_status_also_where_it_is_none():
    goals = measures.status_counts(register(), ["goal", "goal_title"])
    assert goals.to_dict("list") == {
        "goal": ["1", "2"], "goal_title": ["Flere jobber", "Mer kunnskap"], "not_begun": [1, 0], "under_way": [0, 0],
        "done": [1, 0], "not_reported": [2, 1], "measures": [4, 1],
    }  # fmt: skip
    assert measures.status_counts(register(), ["strategy"])["strategy"].to_list() == ["1.2", "1.10", "2.1"]
    assert measures.status_counts(register("fylke"), ["theme"])["measures"].to_list() == [2]


@given(st.lists(st.sampled_from([*measures.STATUSES[:3], None]), min_size=1, max_size=30), st.integers(2025, 2028))
def test_every_measure_is_counted_once(statuses, year):
    made = rows(*[
        (f"{STRATEGIES['strategy_id'][index % 3]}.{index}", status, status and f"{2025 + index % 4}-06-01", *[None] * 3)
        for index, status in enumerate(statuses)
    ])  # fmt: skip
    own = measures.register(measures.as_of(made, year), STRATEGIES, GOALS, "bygd")
    counts = measures.status_counts(own, ["goal"])
    assert len(own) == len(statuses) == counts["measures"].sum() == counts[list(measures.STATUSES)].sum().sum()
    assert tuple(counts[list(measures.STATUSES)].sum()) == measures.tally(own)
    known = sum(bool(status) and 2025 + index % 4 <= year for index, status in enumerate(statuses))
    assert measures.tally(own).reported == known


def test_the_countys_plan_is_the_one_without_a_municipality():
    assert measures.county_plan(PLANS, "99") == "fylke"
    assert measures.county_plan(PLANS, "98") is None
    assert measures.county_plan(PLANS.head(0), "99") is None


def test_pairs_are_in_the_order_of_the_plan():
    found = measures.follow_up(TABLES, "bygd", "99", 2026)
    assert found.indicators[["number", "indicator"]].to_numpy().tolist() == [
        ["1.2.1", "Folketall"], ["1.2.1", "Arbeidsplasser"], ["2.1.1", "Arbeidsplasser"]
    ]  # fmt: skip
    assert found.related[["number", "related_number", "related_status", "reason"]].to_numpy().tolist() == [
        ["1.2.1", "1.1.2", "not_reported", "NAV"],
        ["1.2.1", "1.1.1", "under_way", "KS"],
        ["2.1.1", "1.1.1", "under_way", "Skole"],
    ]
    assert found.related["related_label"].to_list() == [
        "Tiltak fylke-1.1.2",
        "Tiltak fylke-1.1.1",
        "Tiltak fylke-1.1.1",
    ]


def test_one_goal_has_its_own_measures_and_pairs_and_the_whole_county():
    found = measures.of_goal(measures.follow_up(TABLES, "bygd", "99", 2026), "2")
    assert (
        found.own["number"].to_list()
        == found.indicators["number"].to_list()
        == found.related["number"].to_list()
        == ["2.1.1"]
    )
    assert len(found.county) == 2
    assert measures.of_goal(found, "1").own.empty


def test_measures_that_name_the_municipality():
    assert measures.naming(register("fylke"), "9901")["number"].to_list() == ["1.1.1"]
    assert measures.naming(register("fylke"), "9903").empty


def test_actors_are_counted_the_most_named_first_and_equal_ones_in_the_order_of_the_plan():
    assert measures.actors(register()).to_dict("records") == [
        {"actor": "NAV", "measures": 2, "numbers": ["1.2.1", "1.2.2a"]},
        {"actor": "KS", "measures": 2, "numbers": ["1.2.1", "1.10.1"]},
        {"actor": "skolen", "measures": 1, "numbers": ["1.10.1"]},
    ]


def test_references_and_notes_of_one_plan():
    references = pd.DataFrame(
        [("fylke-1.1.1", "1.1.2", "1.1.2", True, None), ("fylke-1.2", "9.9", "se 9.9", False, "Finnes ikke"),
         ("bygd-1.2", "9.9", "9.9", False, "Nei")],
        columns=["from_id", "to_number", "printed", "resolves", "note"],
    )  # fmt: skip
    found = measures.references_of(references, "fylke")
    assert found["number"].to_list() == ["1.1.1", "1.2"] and found["resolves"].to_list() == [True, False]
    assert found.columns.to_list() == ["number", "to_number", "printed", "resolves", "note"]
    assert measures.references_of(references, None).empty
    notes = pd.DataFrame(
        [("n-1", "bygd", "other", "Side 1", "Noe"), ("n-2", "fylke", "basis", "1.1.1", "Annet")],
        columns=["note_id", "plan_id", "kind", "place", "note"],
    )
    assert measures.notes_of(notes, "fylke").to_dict("records") == [
        {"kind": "basis", "place": "1.1.1", "note": "Annet"}
    ]
    assert measures.notes_of(notes, None).empty
