"""Sentences, cards and table of the summary chapter."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from statusbok.indicators.employment import Level
from statusbok.indicators.targets import JOBS, RATE_20_66, RESIDENTS, Status, Target
from statusbok.show.nb import targets as goals
from statusbok.show.nb.change import direction
from statusbok.show.nb.employment import Q4, REGISTER_BREAK, REVISION_BREAK, TOLERANCE, Texts, ends, in_sentence
from statusbok.show.nb.names import place
from statusbok.show.numbers import decimals, listing, month, n, pct, signed, years
from statusbok.show.provenance import source
from statusbok.show.text import Goal, KeyFigure

COMMUTING = {
    "inward": "in_commuters_persons",
    "outward": "out_commuters_persons",
    "net": "net_commuters_persons",
    "self_containment": "self_containment_pct",
}

PERSONS, PER_CENT, POINTS, KRONER = "personer", "prosent", "prosentpoeng", "norske kroner"


def commuters(name: str, into: Level, out: Level) -> str:
    """Commuters in and out in the newest year, and which is the larger."""
    if into.value is None or out.value is None:
        return f"Utgaven har ingen tall for pendling til og fra {name}."
    year, inward, outward = into.year, into.value, out.value
    net = {
        "rose": f"{n(inward - outward)} flere inn enn ut",
        "fell": f"{n(outward - inward)} flere ut enn inn",
        "unchanged": "om lag like mange hver vei",
    }[direction(inward, outward, TOLERANCE)]
    return f"I {Q4} {year} pendlet {n(inward)} personer inn til {name} og {n(outward)} ut: {net}."


def no_targets(name: str, *, has_plan: bool) -> str:
    """For a municipality whose plan is not in the record, or has no targets there."""
    if has_plan:
        return f"{goals.NO_TARGETS} Tallene i rapporten viser hvor kommunen står."
    return (
        f"Utgaven har ingen nærings- og sysselsettingsplan for {name}, og derfor ingen mål å måle mot. "
        "Tallene i rapporten viser hvor kommunen står."
    )


def growth_target(target: Target) -> str:
    """What a target of growth asks for, and the pace that it takes."""
    of_people = "at det skal bli " if target.indicator_id in goals.SLUGS else ""
    return (
        f"Kommunens plan har som mål {of_people}{goals.goal(target)}. Jevnt fordelt er det "
        f"{n(target.value / target.years)} flere hvert år."
    )


BOTH_BASES = "Planen sier ikke om de nye sysselsatte skal bo i kommunen eller arbeide der, så målet er vist for begge."


def both_bases(found: Sequence[Status]) -> list[str]:
    """That the target of more employed is shown for both bases; empty for a plan that has only one of them."""
    return [BOTH_BASES] if {RESIDENTS, JOBS} <= {status.target.indicator_id for status in found} else []


def jobs_source(stated: pd.Series, published: pd.Series) -> str:
    """That the jobs are the plan's, and how they agree with table 11618; empty where they are those of the table.

    Args:
        stated: The jobs by year that are shown.
        published: Those of table 11618 by year, from the last break.
    """
    if stated.equals(published):
        return ""
    said = "Tallene på arbeidsplasser er hentet fra kommunens plan."
    shared = [year for year in published.index if year in stated.index]
    if not shared:
        return said
    same = all(stated[year] == published[year] for year in shared)
    agree = "de samme som" if same else "ikke helt de samme som"
    return f"{said} For {years(shared[0], shared[-1])} er de {agree} i SSBs tabell 11618."


def rate_target(name: str, found: Status, rate: Level) -> list[str]:
    """A target for a level and where it stands; if ages 20-66 are not measured, that the rate 15-74 is another."""
    wants = f"Planen har også som mål {goals.goal(found.target)}."
    if found.year is not None or found.target.indicator_id != RATE_20_66:
        return [wants, goals.stand(name, found)]
    said = [wants, "Det kan ikke måles ennå, for andelen er ikke med i utgaven."]
    if rate.value is None:
        return said
    other = (
        f"Andelen i alderen 15–74 år ({pct(rate.value)} i {Q4} {rate.year}) regner også med mange skoleelever og "
        "pensjonister, og kan ikke sammenlignes med målet."
    )
    return [*said, other]


def targets(name: str, found: Sequence[Status], jobs_from: str, rate: Level) -> list[list[str]]:
    """The paragraphs on the targets: what they ask for, and where each way to measure them stands.

    Args:
        name: Name of the municipality.
        found: Where each target stands (`targets.stands`).
        jobs_from: A sentence on where the jobs come from (`jobs_source`).
        rate: Newest employment rate 15-74.
    """
    growth = {goals.goal(status.target): status.target for status in found if status.target.kind == "growth"}
    both = both_bases(found)
    first = [
        [growth_target(target), *(both if target.indicator_id in goals.SLUGS else [])] for target in growth.values()
    ]
    levels = [rate_target(name, status, rate) for status in found if status.target.kind == "level"]
    return [*first, *goals.standing(name, found, jobs_from), *levels]


def unknowns(name: str, found: Sequence[Status], rate: Level, edition_year: int) -> list[str]:
    """What the summary leaves out.

    Args:
        name: Name of the municipality.
        found: Where the targets of the plan stand, if there is one.
        rate: Newest employment rate 15-74.
        edition_year: Year of the edition.
    """
    lacking = any(status.target.indicator_id == RATE_20_66 and status.year is None for status in found)
    items = goals.bases_unknown(found)
    if lacking:
        items.append(
            "Sysselsettingsgraden i alderen 20–66 år, som det andre målet gjelder, er ikke med i tallene. SSB "
            "publiserer den i tabell 13563."
        )
    items.append(
        "Arbeid i Sverige er ikke med. De som bor i kommunen og bare arbeider på den andre siden av grensen, er ikke "
        "regnet blant de sysselsatte."
    )
    if rate.year is not None and rate.year < edition_year - 1:
        items.append(f"Sysselsettingsgraden {place(name)} etter {rate.year} er ikke med i tallene.")
    return items


def development(name: str, residents: pd.Series, jobs: pd.Series) -> pd.DataFrame:
    """Employed residents and jobs as one long table: `year`, `basis` (in words), `employed_persons`."""
    series = {f"Sysselsatte bosatt {place(name)}": residents, f"Arbeidsplasser {place(name)}": jobs}
    long = pd.concat(series, names=["basis", "year"]).rename("employed_persons").reset_index()
    return long[["year", "basis", "employed_persons"]]


def development_texts(name: str, by_year: pd.DataFrame) -> Texts:
    """Employed residents and jobs over comparable years (`development`)."""
    series = {
        basis: rows.set_index("year")["employed_persons"]
        for basis, rows in by_year.groupby("basis", sort=False)
    }
    lines = ". ".join(f"{basis}: {ends(values)}" for basis, values in series.items())
    first, *others = series
    return {
        "title": f"{listing([first, *map(in_sentence, others)])}, {Q4} "
        f"{years(by_year['year'].min(), by_year['year'].max())}",
        "alt": f"Linjediagram. {lines}.",
        "labels": {"basis": "Hva tallet gjelder", "employed_persons": "Antall"},
    }


@dataclass(frozen=True)
class _Card:
    indicator: str
    label: str
    unit: str
    table: str
    chapter: str
    calculated: bool = False
    breaks: Iterable[int] = ()
    period: str = Q4 + " {}"


CARDS = {
    "population": _Card("population", "Folketall", PERSONS, "population", "sysselsetting", period="1. januar {}"),
    "residents": _Card(
        "employed-residents",
        "Sysselsatte bosatt i kommunen",
        PERSONS,
        "employed_by_industry",
        "sysselsetting",
        False,
        REGISTER_BREAK,
    ),
    "jobs": _Card("jobs", "Arbeidsplasser i kommunen", PERSONS, "municipality_totals", "sysselsetting"),
    "rate": _Card(
        "employment-rate-15-74",
        "Sysselsettingsgrad 15–74 år",
        PER_CENT,
        "municipality_totals",
        "sysselsetting",
        True,
        REVISION_BREAK,
    ),
    "inward": _Card("in-commuters", "Innpendlere", PERSONS, "commuting_flows", "pendling", True, REVISION_BREAK),
    "outward": _Card("out-commuters", "Utpendlere", PERSONS, "commuting_flows", "pendling", True, REVISION_BREAK),
    "net": _Card(
        "net-commuting",
        "Nettopendling (innpendlere minus utpendlere)",
        PERSONS,
        "commuting_flows",
        "pendling",
        True,
        REVISION_BREAK,
    ),
    "self_containment": _Card(
        "self-containment",
        "Sysselsatte bosatte som arbeider i egen kommune",
        PER_CENT,
        "commuting_flows",
        "pendling",
        True,
        REVISION_BREAK,
    ),
    "unemployment": _Card(
        "registered-unemployment-rate",
        "Registrerte helt ledige, andel av arbeidsstyrken",
        PER_CENT,
        "unemployment_monthly",
        "sysselsetting",
        period="{}",
    ),
    "exchange": _Card(
        "price-of-100-sek",
        "Pris på 100 svenske kroner",
        KRONER,
        "exchange_rate_yearly",
        "grensearbeid",
        period="Gjennomsnitt {}",
    ),
}


def cards(
    levels: Mapping[str, Level],
    jobs_table: str = "municipality_totals",
    found: Sequence[Status] = (),
    exchange_table: str = "exchange_rate_yearly",
) -> list[KeyFigure]:
    """Key figures in the order of `CARDS`; a figure without a value is left out.

    Args:
        levels: Newest value of each key figure; one may be left out.
        jobs_table: The table that the jobs come from.
        found: Where the targets of the plan stand, if there is one.
        exchange_table: The table that the exchange rate comes from.
    """
    tables = {"jobs": jobs_table, "exchange": exchange_table}
    measured_by = {RESIDENTS: "residents", JOBS: "jobs"}
    targets = {
        measured_by[status.target.indicator_id]: Goal(
            status.target.value,
            status.target.base_year,
            status.target.target_year,
            status.level,
            source("targets", calculated=status.level is not None),
        )
        for status in found
        if status.target.indicator_id in measured_by
    }
    return [
        _card(card, levels[key], tables.get(key, card.table), targets.get(key), with_sign=key == "net")
        for key, card in CARDS.items()
        if key in levels and levels[key].value is not None
    ]


def _card(card: _Card, level: Level, table: str, target: Goal | None, with_sign: bool) -> KeyFigure:
    def write(value: float) -> str:
        if card.unit == PERSONS:
            return signed(value) if with_sign else n(value)
        return decimals(value, 2 if card.unit == KRONER else 1)

    comparable = level.earlier is not None
    if not comparable:
        change = "Ikke noe sammenlignbart tall for året før"
    elif card.unit == PERSONS:
        change = f"{signed(level.value - level.earlier)} fra året før"
    elif write(level.earlier) == write(level.value):
        change = "Samme som året før"
    else:
        change = f"{write(level.earlier)} {card.unit} året før"
    period = month(level.year) if isinstance(level.year, str) else str(level.year)
    return KeyFigure(
        label=card.label,
        value=write(level.value),
        unit=card.unit,
        period=card.period.format(period),
        change=change,
        source=source(table, calculated=card.calculated),
        indicator=card.indicator,
        number=level.value,
        href=f"{card.chapter}.html",
        change_number=level.value - level.earlier if comparable else None,
        change_unit=(POINTS if card.unit == PER_CENT else card.unit) if comparable else None,
        change_from=card.period.format(level.year - 1) if comparable else None,
        target=target,
    )
