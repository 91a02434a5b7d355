"""Sentences and table of the one-page brief for the council, for the most part those of the chapters behind it."""

from collections.abc import Sequence

import pandas as pd

from statusbok.indicators import drivers
from statusbok.indicators.measures import Tally
from statusbok.indicators.outlook import Growth
from statusbok.indicators.targets import Status
from statusbok.show.nb import drivers as forces
from statusbok.show.nb import measures as register
from statusbok.show.nb import targets as goals
from statusbok.show.nb.summary import both_bases
from statusbok.show.numbers import listing
from statusbok.show.text import MOST_FINDINGS

TABLES = ("employed_by_industry", "population")
"""Tables behind `development`, besides the one that the jobs come from."""


def findings(
    name: str, county: str, stands: Sequence[Status], main: drivers.Growth | None, year: int, tally: Tally
) -> list[str]:
    """Where the targets stand, how work has developed, and what is reported on the measures.

    Args:
        name: Name of the municipality.
        county: Name of its county.
        stands: Where each target stands.
        main: Growth of the basis to tell of (`indicators.drivers.growth`): jobs where there are figures, else
            employed residents.
        year: Year of the edition.
        tally: The measures by status.
    """
    basis = drivers.RESIDENTS if main is None else main.basis
    grew = forces.change(basis, name, main, county)
    others = [said for said in (grew, register.reported(year, tally)) if said]
    return [*goals.findings(stands)[: MOST_FINDINGS - len(others)], *others]


def stands_table(found: Sequence[Status]) -> pd.DataFrame:
    """Where each target stands: status, newest value, and what is needed a year."""
    return goals.stands_table(found)[["target", "status", "value", "needed"]]


def rules(found: Sequence[Status]) -> str:
    """Who has set what counts as on track.

    Args:
        found: Where each target stands; that there are none.
    """
    if not found:
        return goals.NO_TARGETS
    by = listing(list(dict.fromkeys(status.target.decided_by for status in found)))
    return f"Reglene for når et mål er på vei, står i kapitlet «Målene i planen». De er satt av: {by}."


def development(
    name: str,
    code: str,
    county: str,
    main: drivers.Growth | None,
    standings: pd.DataFrame,
    growth: Sequence[Growth],
    tried: Sequence[pd.DataFrame],
) -> list[list[str]]:
    """What lay behind the growth, how others have done, and what is ahead for the target; one list a paragraph.

    Args:
        name: Name of the municipality.
        code: Its code.
        county: Name of its county.
        main: See `findings`.
        standings: See `indicators.peers.standings`; the first is told.
        growth: Each basis of the targets of growth.
        tried: How often the fan of each would have been right (`outlook.back_test`).
    """
    behind = [forces.parts(name, main, code, county), *forces.standings(name, standings)[:1]]
    paragraphs = [behind, goals.ahead(growth, tried)]
    return [said for said in paragraphs if any(said)]


def not_known(growth: Sequence[Growth], *, at_border: bool) -> list[str]:
    """What the page leaves out, at most three items.

    Args:
        growth: Each basis of the targets of growth.
        at_border: Whether the report has a chapter on work across the border.
    """
    items = both_bases([basis.status for basis in growth])
    if at_border:
        items.append(
            "De som bor i kommunen og bare arbeider i Sverige, er ikke regnet blant de sysselsatte. Hvor mange de er, "
            "er ikke kjent."
        )
    items.append(
        "Om det er planen som virker, viser tallene ikke. Sysselsettingen følger også utviklingen i resten av landet."
    )
    return items
