"""The registers of plans: the measures with their goals, how far each has come, and what belongs with it.

A measure that nobody has reported on has a status of its own, "not_reported": it is not known whether it has begun.
Measures are counted by status and never weighed together into one number.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

import pandas as pd

from statusbok.plans import in_force

NOT_BEGUN, UNDER_WAY, DONE, NOT_REPORTED = "not_begun", "under_way", "done", "not_reported"
STATUSES = (NOT_BEGUN, UNDER_WAY, DONE, NOT_REPORTED)

TABLES = (
    "plans",
    "plan_goals",
    "plan_strategies",
    "measures",
    "measure_reports",
    "measure_indicators",
    "measure_links",
    "plan_indicators",
)
"""Tables that `follow_up` reads."""

COLUMNS = [
    "measure_id", "number", "goal", "goal_title", "strategy", "strategy_title", "theme", "label", "who", "aliases",
    "period", "named_codes", "remark", "chapter", "status", "status_date", "comment", "owner",
]  # fmt: skip
"""Columns of `register`."""


class Tally(NamedTuple):
    """Number of measures by status."""

    not_begun: int
    under_way: int
    done: int
    not_reported: int

    @property
    def measures(self) -> int:
        """All measures."""
        return sum(self)

    @property
    def reported(self) -> int:
        """Measures that somebody has reported on."""
        return self.measures - self.not_reported


class FollowUp(NamedTuple):
    """What an edition knows of a municipality's plan and of its county's.

    Attributes:
        own: The measures of the municipality's plan, see `register`.
        county: The measures of the county's plan, see `register`.
        indicators: See `indicator_pairs`, for the municipality's plan.
        related: See `related_pairs`.
        county_plan: Id of the county's plan; None where the record has none.
        first_year: First year of the municipality's plan; None without one.
    """

    own: pd.DataFrame
    county: pd.DataFrame
    indicators: pd.DataFrame
    related: pd.DataFrame
    county_plan: str | None
    first_year: int | None


def follow_up(tables: Mapping[str, pd.DataFrame], plan_id: str | None, county_code: str, edition_year: int) -> FollowUp:
    """The measures of a municipality's plan and of its county's, and what belongs together.

    Args:
        tables: `TABLES` by name, as the edition knows them: the reports are those up to the end of its year.
        plan_id: The municipality's plan; None without one, which gives no measures.
        county_code: The county, two digits.
        edition_year: Year of the edition.
    """
    known = with_status(tables["measures"], tables["measure_reports"])
    above = county_plan(tables["plans"], county_code, edition_year)
    begins = tables["plans"].set_index("plan_id")["first_year"]
    own, county = (register(known, tables["plan_strategies"], tables["plan_goals"], plan) for plan in (plan_id, above))
    return FollowUp(
        own,
        county,
        indicator_pairs(own, tables["measure_indicators"], tables["plan_indicators"]),
        related_pairs(own, tables["measure_links"], county),
        above,
        None if plan_id is None else int(begins[plan_id]),
    )


def of_goal(found: FollowUp, goal: str) -> FollowUp:
    """The same for one goal of the municipality's plan, by its number; the county's measures are all there."""
    own = found.own[found.own["goal"] == goal].reset_index(drop=True)
    within = [
        pairs[pairs["measure_id"].isin(own["measure_id"])].reset_index(drop=True)
        for pairs in (found.indicators, found.related)
    ]
    return found._replace(own=own, indicators=within[0], related=within[1])


def with_status(measures: pd.DataFrame, reports: pd.DataFrame) -> pd.DataFrame:
    """Measures with what the newest report says of each.

    Args:
        measures: Table `measures`.
        reports: Table `measure_reports`: `measure_id`, `status_date` (text, "YYYY-MM-DD"), `status` ("not_begun",
            "under_way" or "done"), `owner`, `comment`; any order, several to a measure.

    Returns:
        The same rows with `status`, one of `STATUSES`, and `status_date`, `owner` and `comment`, missing without a
        report.
    """
    newest = reports.sort_values("status_date").drop_duplicates("measure_id", keep="last")
    known = measures.merge(newest, on="measure_id", how="left")
    return known.fillna({"status": NOT_REPORTED})


def register(
    measures: pd.DataFrame, strategies: pd.DataFrame, goals: pd.DataFrame, plan_id: str | None
) -> pd.DataFrame:
    """The measures of one plan in the order of their numbers, each with its strategy and goal.

    Args:
        measures: Output of `with_status`.
        strategies: Table `plan_strategies`: `strategy_id`, `goal_id`, `theme`, `number`, `title`, `chapter`.
        goals: Table `plan_goals`: `goal_id`, `plan_id`, `number`, `title`.
        plan_id: The plan; None for a municipality without one.

    Returns:
        `COLUMNS`. `number` is that of the register, in which each is used once ("4.2.2a"); `goal` and `strategy`
        are the plan's own numbers, as text. `chapter` is that of the strategy.
    """
    strategies = strategies.rename(columns={"number": "strategy", "title": "strategy_title"})
    goals = goals[goals["plan_id"] == plan_id].rename(columns={"number": "goal", "title": "goal_title"})
    own = measures.drop(columns="number").merge(strategies, on="strategy_id").merge(goals, on="goal_id")
    own = own.assign(number=own["measure_id"].str.replace(r"^.*-", "", regex=True))
    return own.sort_values("number", key=lambda numbers: numbers.map(_parts), ignore_index=True)[COLUMNS]


def _parts(number: str) -> tuple[int | str, ...]:
    """What a number such as 4.10.2a is sorted by: 2.10 comes after 2.9."""
    return tuple(int(part) if part.isdigit() else part for part in re.findall("[0-9]+|[a-z]", number))


def county_plan(plans: pd.DataFrame, county_code: str, edition_year: int) -> str | None:
    """Id of the newest plan that has begun and that a county has itself, not one of its municipalities (table `plans`).

    None without one.
    """
    return in_force(plans[plans["municipality_code"].isna() & (plans["county_code"] == county_code)], edition_year)


def tally(own: pd.DataFrame) -> Tally:
    """How many of the measures of a `register` have each status."""
    return Tally(*(int((own["status"] == status).sum()) for status in STATUSES))


def status_counts(own: pd.DataFrame, by: Iterable[str]) -> pd.DataFrame:
    """Number of measures by group and status, zero included, the groups in the order of the plan.

    Args:
        own: Output of `register`.
        by: Columns that make a group, such as `goal` and `goal_title`.

    Returns:
        The columns of `by`, a column for each of `STATUSES`, and `measures`, which is their sum. A strategy without
        measures has no row.
    """
    by = list(by)
    frame = own[by].assign(**{status: (own["status"] == status).astype(int) for status in STATUSES}, measures=1)
    return frame.groupby(by, sort=False, dropna=False, as_index=False)[[*STATUSES, "measures"]].sum()


def indicator_pairs(own: pd.DataFrame, pairs: pd.DataFrame, definitions: pd.DataFrame) -> pd.DataFrame:
    """Each measure with each indicator that it should move, in the order of the plan.

    Args:
        own: Output of `register`.
        pairs: Table `measure_indicators`: `measure_id`, `indicator_id`.
        definitions: Table `plan_indicators`: `indicator_id`, `label`, `chapter`.

    Returns:
        `measure_id`, `number`, `indicator_id`, `indicator` (its label), `chapter` (that shows it).
    """
    named = definitions[["indicator_id", "label", "chapter"]].rename(columns={"label": "indicator"})
    found = own[["measure_id", "number"]].merge(pairs[["measure_id", "indicator_id"]], on="measure_id")
    return found.merge(named, on="indicator_id")


def related_pairs(own: pd.DataFrame, links: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    """Each measure with each measure of another plan that it belongs with, in the order of the first plan.

    Args:
        own: Output of `register` for the municipality's plan.
        links: Table `measure_links`: `measure_id`, `related_id`, `reason`.
        others: Output of `register` for the other plan.

    Returns:
        `measure_id`, `number`, `label`, and of the other one `related_id`, `related_number`, `related_label`,
        `related_status`; `reason`, why they belong together.
    """
    other = others[["measure_id", "number", "label", "status"]].add_prefix("related_")
    other = other.rename(columns={"related_measure_id": "related_id"})
    found = own[["measure_id", "number", "label"]].merge(links, on="measure_id").merge(other, on="related_id")
    return found[[*found.columns.drop("reason"), "reason"]]


def chapters(own: pd.DataFrame, pairs: pd.DataFrame, left_out: Collection[str]) -> pd.Series:
    """For each measure the chapter with the nearest figures: that of its first indicator, else of its strategy.

    Args:
        own: Output of `register`.
        pairs: Output of `indicator_pairs`.
        left_out: Chapters that the edition does without.

    Returns:
        Names of chapters, missing where no chapter says anything of the measure; indexed as `own`.
    """
    shown = pairs[~pairs["chapter"].isin(list(left_out))].drop_duplicates("measure_id").set_index("measure_id")
    nearest = own["measure_id"].map(shown["chapter"]).astype(object).fillna(own["chapter"])
    return nearest.mask(nearest.isin(list(left_out)))


def naming(others: pd.DataFrame, code: str) -> pd.DataFrame:
    """Those measures of a `register` in which a municipality is named."""
    named = others["named_codes"].str.split(";").map(lambda codes: code in codes, na_action="ignore")
    return others[named.fillna(False).astype(bool)].reset_index(drop=True)


def actors(own: pd.DataFrame) -> pd.DataFrame:
    """Who is named in the measures of a `register`, the one with most measures first.

    Returns:
        `actor`, `measures` (how many), `numbers` (a list of their numbers).
    """
    named = own.assign(actor=own["who"].str.split(";")).dropna(subset="actor").explode("actor")
    found = named.groupby("actor", sort=False)["number"].agg(measures="size", numbers=list).reset_index()
    return found.sort_values("measures", ascending=False, kind="stable", ignore_index=True)


def references_of(references: pd.DataFrame, plan_id: str | None) -> pd.DataFrame:
    """References within one plan, from one of its numbers to another.

    Args:
        references: Table `plan_references`: `from_id` (a measure or strategy), `to_number`, `printed`, `resolves`,
            `note`.
        plan_id: The plan; None gives no rows.

    Returns:
        `number` (of the measure or strategy that the reference stands at), `to_number`, `printed`, `resolves` (whether
        the plan has that number), `note`.
    """
    found = references[references["from_id"].str.startswith(f"{plan_id}-")]
    found = found.assign(number=found["from_id"].str.replace(r"^.*-", "", regex=True))
    return found[["number", "to_number", "printed", "resolves", "note"]].reset_index(drop=True)


def notes_of(notes: pd.DataFrame, plan_id: str | None) -> pd.DataFrame:
    """Notes to one plan: `kind`, `place` (in the plan), `note`, in the order of table `plan_notes`."""
    own = notes[notes["plan_id"] == plan_id]
    return own[["kind", "place", "note"]].reset_index(drop=True)
