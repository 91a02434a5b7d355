"""Measures of plans: what an edition knows of them, how they are counted, and what belongs together."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusbok.catalogue import catalogue
from statusbok.indicators import measures

PLANS = pd.DataFrame(
    [
        ("bygd", "Bygd kommune", "9901", "99", 2026),
        ("nabo", "Nabo kommune", "9902", "99", 2027),
        ("fylke", "Fylket", None, "99", 2025),
        ("nyfylke", "Fylket", None, "99", 2029),
    ],
    columns=["plan_id", "owner", "municipality_code", "county_code", "first_year"],
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
        ("bygd-1.2", "bygd-1", None, "1.2", "Areal", "naeringsareal"),
        ("bygd-1.10", "bygd-1", None, "1.10", "Veier", "grensearbeid"),
        ("bygd-2.1", "bygd-2", None, "2.1", "Skole", None),
        ("fylke-1.1", "fylke-1", "Helse", "1.1", "Helse for alle", None),
        ("fylke-1.2", "fylke-1", "Helse", "1.2", "Uten egne tiltak", None),
    ],
    columns=["strategy_id", "goal_id", "theme", "number", "title", "chapter"],
)


def rows(*given_rows):
    """Measures from (id, who, named), typed as the record types them."""
    empty = catalogue().table("measures").head(0)
    made = [
        {
            "measure_id": measure_id,
            "strategy_id": measure_id.rpartition(".")[0],
            "number": measure_id.rpartition(".")[2].rstrip("ab"),
            "label": f"Tiltak {measure_id}",
            "who": who,
            "named_codes": named,
            "ongoing": False,
        }
        for measure_id, who, named in given_rows
    ]
    return pd.DataFrame(made, columns=empty.columns).astype(empty.dtypes.to_dict())


MEASURES = rows(
    ("bygd-1.2.1", "NAV;KS", None),
    ("bygd-1.2.2a", "NAV", None),
    ("bygd-1.2.2b", None, None),
    ("bygd-1.10.1", "KS;skolen", None),
    ("bygd-2.1.1", None, None),
    ("fylke-1.1.1", "KS", "9901;9902"),
    ("fylke-1.1.2", None, "9902"),
)
REPORTS = pd.DataFrame(
    [
        ("bygd-1.2.1", "2026-12-31", "done", "Avdelingen", "Ferdig"),
        ("bygd-1.2.1", "2026-02-01", "under_way", "Enheten", "I gang"),
        ("bygd-1.10.1", "2026-01-01", "not_begun", None, None),
        ("fylke-1.1.1", "2026-05-05", "under_way", None, None),
    ],
    columns=["measure_id", "status_date", "status", "owner", "comment"],
    dtype="str",
)
PAIRS = pd.DataFrame(
    [("bygd-2.1.1", "jobs"), ("bygd-1.2.1", "people"), ("bygd-1.2.1", "jobs")], columns=["measure_id", "indicator_id"]
)
LINKS = pd.DataFrame(
    [("bygd-2.1.1", "fylke-1.1.1", "Skole"), ("bygd-1.2.1", "fylke-1.1.2", "NAV"), ("bygd-1.2.1", "fylke-1.1.1", "KS")],
    columns=["measure_id", "related_id", "reason"],
)
DEFINITIONS = pd.DataFrame(
    [("people", "Folketall", "grensearbeid"), ("jobs", "Arbeidsplasser", "sysselsetting")],
    columns=["indicator_id", "label", "chapter"],
)
TABLES = {
    "plans": PLANS, "plan_goals": GOALS, "plan_strategies": STRATEGIES, "measures": MEASURES,
    "measure_reports": REPORTS, "measure_indicators": PAIRS, "measure_links": LINKS, "plan_indicators": DEFINITIONS,
}  # fmt: skip


def register(plan_id="bygd"):
    return measures.register(measures.with_status(MEASURES, REPORTS), STRATEGIES, GOALS, plan_id)


def test_the_newest_report_counts_whatever_the_order_of_the_rows():
    for reports in (REPORTS, REPORTS.iloc[::-1]):
        known = measures.with_status(MEASURES, reports).set_index("measure_id")
        assert known.index.to_list() == MEASURES["measure_id"].to_list()
        assert known.loc["bygd-1.2.1", ["status", "status_date", "owner", "comment"]].to_list() == [
            "done", "2026-12-31", "Avdelingen", "Ferdig"
        ]  # fmt: skip
        assert known.at["bygd-2.1.1", "status"] == "not_reported"
        assert known.loc["bygd-2.1.1", ["status_date", "owner", "comment"]].isna().all()


def test_an_older_report_counts_for_as_long_as_it_was_the_newest():
    known = measures.with_status(MEASURES, REPORTS[REPORTS["status_date"] <= "2026-06-30"]).set_index("measure_id")
    assert known.loc["bygd-1.2.1", ["status", "comment"]].to_list() == ["under_way", "I gang"]


def test_without_reports_nothing_is_known():
    known = measures.with_status(MEASURES, catalogue().table("measure_reports").head(0))
    assert set(known["status"]) == {"not_reported"} and known["status_date"].isna().all()


@pytest.mark.parametrize("seed", range(3))
def test_register_is_the_same_whatever_the_order_of_the_rows(seed):
    mixed = measures.with_status(MEASURES.sample(frac=1, random_state=seed), REPORTS.sample(frac=1, random_state=seed))
    strategies, goals = (frame.sample(frac=1, random_state=seed) for frame in (STRATEGIES, GOALS))
    for plan_id in ("bygd", "fylke"):
        pd.testing.assert_frame_equal(measures.register(mixed, strategies, goals, plan_id), register(plan_id))


def test_numbers_are_sorted_as_they_are_counted():
    made = rows(*[(f"bygd-1.{number}", None, None) for number in ("10.1", "2.10", "2.9", "2.2b", "2.2a", "2.2")])
    own = measures.register(measures.with_status(made, REPORTS.head(0)), STRATEGIES, GOALS, "bygd")
    assert own["number"].to_list() == ["1.2.2", "1.2.2a", "1.2.2b", "1.2.9", "1.2.10", "1.10.1"]


def test_chapter_of_a_measure_is_that_of_its_first_indicator_else_of_its_strategy():
    found = measures.follow_up(TABLES, "bygd", "99", 2026)

    def chapters(*left_out):
        return measures.chapters(found.own, found.indicators, left_out).fillna("").to_list()

    assert found.own["number"].to_list() == ["1.2.1", "1.2.2a", "1.2.2b", "1.10.1", "2.1.1"]
    assert chapters() == ["grensearbeid", "naeringsareal", "naeringsareal", "grensearbeid", "sysselsetting"]
    assert chapters("grensearbeid") == ["sysselsetting", "naeringsareal", "naeringsareal", "", "sysselsetting"]
    none = found.own.head(0)
    assert measures.chapters(none, found.indicators, []).empty
    without = measures.chapters(found.own, found.indicators.head(0), [])
    assert without.fillna("").to_list() == ["naeringsareal"] * 3 + ["grensearbeid", ""]


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
    assert found.county_plan is None and found.first_year == {None: None, "nabo": 2027}[plan_id]
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


@given(st.lists(st.sampled_from([*measures.STATUSES[:3], None]), min_size=1, max_size=30))
def test_every_measure_is_counted_once(statuses):
    ids = [f"{STRATEGIES['strategy_id'][index % 3]}.{index}" for index in range(len(statuses))]
    told = [(name, "2026-06-01", status, None, None) for name, status in zip(ids, statuses) if status]
    reports = pd.DataFrame(told, columns=REPORTS.columns, dtype="str")
    known = measures.with_status(rows(*[(name, None, None) for name in ids]), reports)
    own = measures.register(known, STRATEGIES, GOALS, "bygd")
    counts = measures.status_counts(own, ["goal"])
    assert len(own) == len(statuses) == counts["measures"].sum() == counts[list(measures.STATUSES)].sum().sum()
    assert tuple(counts[list(measures.STATUSES)].sum()) == measures.tally(own)
    assert measures.tally(own).reported == len(told)


def test_the_countys_plan_is_the_one_without_a_municipality():
    assert measures.county_plan(PLANS, "99", 2026) == measures.county_plan(PLANS, "99", 2028) == "fylke"
    assert measures.county_plan(PLANS, "99", 2029) == "nyfylke"
    assert measures.county_plan(PLANS, "99", 2024) is None
    assert measures.county_plan(PLANS, "98", 2026) is None
    assert measures.county_plan(PLANS.head(0), "99", 2026) is None


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
    assert measures.naming(register("fylke"), "9902")["number"].to_list() == ["1.1.1", "1.1.2"]
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
