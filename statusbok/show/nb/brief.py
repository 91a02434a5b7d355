"""Sentences and table of the one-page brief for the council, for the most part those of the chapters behind it."""

from collections.abc import Sequence

import pandas as pd

from statusbok.indicators import drivers
from statusbok.indicators.outlook import Growth
from statusbok.indicators.targets import Status
from statusbok.show.nb import drivers as forces
from statusbok.show.nb import targets as goals
from statusbok.show.nb.summary import BOTH_BASES
from statusbok.show.numbers import listing

TABLES = ("employed_by_industry", "population")
"""Tables behind `development`, besides the one that the jobs come from."""


def stands_table(found: Sequence[Status]) -> pd.DataFrame:
    """Where each target stands: status, newest value, and what is needed a year."""
    return goals.stands_table(found)[["target", "status", "value", "needed"]]


def rules(found: Sequence[Status]) -> str:
    """Who has set what counts as on track.

    Args:
        found: Where each target stands, at least one.
    """
    by = listing(list(dict.fromkeys(status.target.decided_by for status in found)))
    return f"Reglene for når et mål er på vei, står i kapitlet «Målene i planen». De er satt av: {by}."


def development(
    name: str,
    code: str,
    county: str,
    main: drivers.Growth | None,
    standings: pd.DataFrame,
    growth: Sequence[Growth],
) -> list[list[str]]:
    """How work has developed and against whom, and what that means for the target of growth; one list a paragraph.

    Args:
        name: Name of the municipality.
        code: Its code.
        county: Name of its county.
        main: Growth of the basis to tell of (`indicators.drivers.growth`): jobs where there are figures, else
            employed residents.
        standings: See `indicators.peers.standings`; the first is told.
        growth: Each basis of the target of growth.
    """
    basis = drivers.RESIDENTS if main is None else main.basis
    behind = [forces.change(basis, name, main, county), forces.parts(name, main, code, county)]
    ahead = [goals.needed_finding(growth), *map(goals.outlook_finding, growth)]
    paragraphs = [behind, forces.standings(name, standings)[:1], ahead]
    return [said for said in paragraphs if any(said)]


def not_known(growth: Sequence[Growth], *, at_border: bool) -> list[str]:
    """What the page leaves out, at most three items.

    Args:
        growth: Each basis of the target of growth.
        at_border: Whether the report has a chapter on work across the border.
    """
    items = [BOTH_BASES] if len(growth) > 1 else []
    if at_border:
        items.append(
            "De som bor i kommunen og bare arbeider i Sverige, er ikke regnet blant de sysselsatte. Hvor mange de er, "
            "er ikke kjent."
        )
    items.append(
        "Om det er planen som virker, viser tallene ikke. Sysselsettingen følger også utviklingen i resten av landet."
    )
    return items
