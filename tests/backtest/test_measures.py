"""The registers against the two plans, which were read by hand once: how many measures each strategy has.

The numbers were counted in the plans themselves, not in the registers. The county's programme prints some measures
under two or three strategies; the register has each once, under the first.
"""

from __future__ import annotations

import json
from collections import Counter

import pytest

from statusbok.catalogue import catalogue
from statusbok.indicators import measures
from statusbok.publish.project import Project
from statusbok.show.nb import measures as text

# Strategy of Halden's plan -> measures that are printed under it.
HALDEN = {
    "1.1": 1, "1.2": 5,
    "2.1": 4, "2.2": 4, "2.3": 2, "2.4": 10, "2.5": 8, "2.6": 3, "2.7": 7, "2.8": 6,
    "3.1": 4, "3.2": 2, "3.3": 2, "3.4": 2,
    "4.1": 1, "4.2": 4, "4.3": 3, "4.4": 3,
}  # fmt: skip

# Strategy of the county's programme -> measures printed under it, and those that are printed there first.
OSTFOLD = {
    "1.1": (4, 4), "1.2": (4, 4), "1.3": (7, 7), "1.4": (3, 3), "1.5": (2, 2), "1.6": (4, 4), "1.7": (3, 3),
    "1.8": (4, 4), "1.9": (3, 3),
    "2.1": (5, 5), "2.2": (3, 3), "2.3": (4, 3), "2.4": (3, 2), "2.5": (3, 1), "2.6": (7, 7), "2.7": (5, 5),
    "2.8": (3, 2), "2.9": (3, 3), "2.10": (5, 5), "2.11": (3, 3),
    "3.1": (6, 6), "3.2": (0, 0), "3.3": (2, 2), "3.4": (0, 0), "3.5": (2, 2), "3.6": (6, 5), "3.7": (3, 3),
    "3.8": (4, 4), "3.9": (9, 1), "3.11": (10, 10), "3.12": (5, 5), "3.13": (3, 3), "3.14": (0, 0), "3.15": (1, 1),
    "3.16": (7, 0), "3.17": (0, 0), "3.18": (0, 0), "3.19": (1, 0), "3.20": (5, 4), "3.21": (4, 4), "3.22": (4, 2),
}  # fmt: skip

# Numbers of the county's programme that stand in the heading of a measure of another strategy only.
HEADING_ONLY = {"3.2": 6, "3.4": 2, "3.13": 1, "3.17": 1, "3.18": 1}

GOALS = {"halden": {"1": 6, "2": 44, "3": 10, "4": 11}, "ostfold": {"1": 34, "2": 39, "3": 52}}

UNRESOLVED = [
    ("1.6.2", "3.6.x"), ("2.2.2", "HP1"), ("2.2.2", "uten nummer"), ("2.1.5", "2.3.5"), ("2.5", "2.1"),
    ("2.7.5", "3.17.1"), ("2.7.5", "3.18.1"), ("3.7", "1-9"), ("2.7.5", "3.13.4"), ("1.3.7", "1.3.9"),
]  # fmt: skip
"""References of the county's programme that do not meet, from and to."""


@pytest.fixture(scope="module")
def tables():
    return {name: catalogue().table(name) for name in (*measures.TABLES, "plan_references", "plan_notes")}


@pytest.fixture(scope="module", params=["halden", "ostfold"])
def plan(request, tables):
    known = measures.with_status(tables["measures"], tables["measure_reports"])
    own = measures.register(known, tables["plan_strategies"], tables["plan_goals"], request.param)
    return request.param, own


def strategies(tables, plan_id):
    rows = tables["plan_strategies"]
    return list(rows.loc[rows["strategy_id"].str.startswith(f"{plan_id}-"), "number"])


def test_measures_of_each_strategy(plan, tables):
    plan_id, own = plan
    counted = own["strategy"].value_counts()
    expected = HALDEN if plan_id == "halden" else {number: first for number, (_, first) in OSTFOLD.items()}
    assert strategies(tables, plan_id) == list(expected)
    assert {number: int(counted.get(number, 0)) for number in expected} == expected


def test_measures_of_each_goal(plan):
    plan_id, own = plan
    assert own["goal"].value_counts(sort=False).to_dict() == GOALS[plan_id]
    assert len(own) == {"halden": 71, "ostfold": 125}[plan_id]


def test_numbers_that_are_printed_under_each_strategy_of_the_county(tables):
    known = measures.with_status(tables["measures"], tables["measure_reports"])
    own = measures.register(known, tables["plan_strategies"], tables["plan_goals"], "ostfold")
    others = own["aliases"].dropna().str.split(";").explode()
    printed = Counter(number.rpartition(".")[0] for number in [*own["number"], *others])
    expected = {number: all_of + HEADING_ONLY.get(number, 0) for number, (all_of, _) in OSTFOLD.items()}
    assert dict(printed) == {number: count for number, count in expected.items() if count}


def test_the_slips_of_haldens_plan_are_kept_apart_by_stable_ids(tables):
    own = tables["measures"]
    ids = set(own["measure_id"])
    assert {"halden-4.2.2a", "halden-4.2.2b", "halden-4.3.2a", "halden-4.3.2b"} <= ids
    assert "halden-2.7.6" in ids and "halden-2.7.7" not in ids and "halden-2.7.8" in ids
    noted = set(tables["plan_notes"].query("plan_id == 'halden'")["place"])
    assert {"Strategi 4.2", "Strategi 4.3", "Strategi 2.7"} <= noted


def test_the_measure_that_the_issue_names_has_its_alias(tables):
    own = tables["measures"].set_index("measure_id")
    assert own.at["ostfold-1.2.1", "aliases"] == "3.16.7"


def test_every_reference_resolves_or_is_on_the_list_that_readers_see(tables):
    references = measures.references_of(tables["plan_references"], "ostfold")
    assert len(references) == len(tables["plan_references"]) == 104
    lost = references[~references["resolves"]]
    assert list(zip(lost["number"], lost["to_number"])) == UNRESOLVED
    assert lost["note"].notna().all()


def test_a_reference_that_resolves_leads_to_a_measure_or_strategy_of_that_number(tables):
    references = tables["plan_references"].query("resolves")
    numbers = {}
    for row in tables["measures"].itertuples():
        aliases = [] if not isinstance(row.aliases, str) else row.aliases.split(";")
        numbers[row.measure_id] = {row.measure_id.partition("-")[2], *aliases}
    for row in tables["plan_strategies"].itertuples():
        numbers[row.strategy_id] = {row.number}
    wrong = [row.printed for row in references.itertuples() if row.to_number not in numbers[row.to_id]]
    assert wrong == []


def test_links_go_from_the_municipality_to_the_county_and_indicators_are_linked(tables):
    found = measures.follow_up(tables, "halden", "31", 2026)
    assert (len(found.related), len(found.indicators), found.county_plan) == (53, 51, "ostfold")
    assert set(found.indicators["indicator_id"]) == set(tables["plan_indicators"]["indicator_id"])


NAMED = {
    "3101": ["1.3.2", "3.5.1"], "3103": ["3.5.1"], "3105": ["1.3.2", "3.5.1"], "3107": ["1.3.2", "1.6.3", "3.5.1"],
    "3110": ["3.5.1"], "3112": ["3.5.1"], "3118": ["1.3.2"],
}  # fmt: skip
"""Measures of the county's programme that name each municipality, read in the programme."""


def test_every_municipality_of_the_county_is_found_where_the_programme_names_it(tables):
    found = measures.follow_up(tables, "halden", "31", 2026)
    ostfold = catalogue().table("municipalities").query("ostfold")["code"]
    named = {code: measures.naming(found.county, code)["number"].to_list() for code in ostfold}
    assert {code: numbers for code, numbers in named.items() if numbers} == NAMED
    assert found.county.dropna(subset="named_codes")["remark"].str.contains("kommunen", case=False).all()


def test_municipalities_that_are_actors_of_a_measure_are_named(tables):
    ostfold = catalogue().table("municipalities").query("ostfold")
    own = tables["measures"].dropna(subset="who")
    for code, name in zip(ostfold["code"], ostfold["name"].str.partition(" (")[0]):
        actor = own[own["who"].str.split(";").map(lambda who: f"{name} kommune" in who)]
        assert actor["named_codes"].str.contains(code).all(), name


def test_chapters_of_strategies_are_chapters_of_the_report_and_have_titles(tables):
    field = next(one for one in catalogue().resource("plan_strategies").fields if one.name == "chapter")
    pages = [page.removeprefix("book/") for page in Project().pages()]
    assert set(field.schema["constraints"]["enum"]) == set(text.CHAPTERS) <= set(pages)
    for chapter, title in text.CHAPTERS.items():
        cells = json.loads(Project().notebook(chapter).read_text(encoding="utf-8"))["cells"]
        assert "".join(cells[0]["source"]).splitlines()[0] == f"# {title}"
    assert tables["plan_strategies"].query("strategy_id.str.startswith('ostfold')")["chapter"].isna().all()
    assert set(tables["plan_indicators"]["chapter"]) <= set(text.CHAPTERS)
