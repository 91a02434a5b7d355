"""Sentences, cards and table of the summary chapter."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from statusbok.indicators.employment import Level
from statusbok.indicators.targets import GrowthStatus, PlanTargets, RateStatus, Target
from statusbok.show.nb.change import VERB, direction
from statusbok.show.nb.employment import Q4, REGISTER_BREAK, REVISION_BREAK, TOLERANCE, Texts, ends
from statusbok.show.nb.names import place
from statusbok.show.numbers import decimals, listing, month, n, pct, points, signed, years
from statusbok.show.provenance import source
from statusbok.show.text import Goal, KeyFigure

COMMUTING = {
    "inward": "in_commuters_persons",
    "outward": "out_commuters_persons",
    "net": "net_commuters_persons",
    "self_containment": "self_containment_pct",
}

PERSONS, PER_CENT, POINTS, KRONER = "personer", "prosent", "prosentpoeng", "norske kroner"

RESIDENTS = "sysselsatte bosatt i kommunen"
JOBS = "arbeidsplasser i kommunen"
BASES = (RESIDENTS, JOBS)


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


def no_targets(name: str) -> str:
    """For a municipality whose plan is not in the record."""
    return (
        f"Utgaven har ingen nærings- og sysselsettingsplan for {name}, og derfor ingen mål å måle mot. "
        "Tallene i rapporten viser hvor kommunen står."
    )


TOO_EARLY = "Tallene i denne utgaven kan ikke si om målet nås."


def growth_target(target: Target) -> str:
    """What the target of growth asks for, and the pace that it takes."""
    pace = target.value / (target.target_year - target.base_year)
    return (
        f"Kommunens plan har som mål at det skal bli minst {n(target.value)} flere sysselsatte fra "
        f"{target.base_year} til {target.target_year}. Jevnt fordelt er det {n(pace)} flere hvert år. "
        f"SSBs tall gjelder {Q4}, så målet er her regnet fra {Q4} {target.base_year} til {Q4} "
        f"{target.target_year}."
    )


def growth_bases() -> str:
    """That the plan does not say which of the two bases the target is measured on."""
    return (
        "Planen skriver både «nye arbeidsplasser» og «flere sysselsatte», og det er to ulike tall: "
        "arbeidsplassene ligger i kommunen, mens sysselsatte bosatte også kan arbeide andre steder. Her er "
        "målet derfor vist for begge."
    )


def growth_status(basis: str, target: Target, status: GrowthStatus) -> str:
    """Where one basis (`RESIDENTS` or `JOBS`) stands against the target of growth."""
    if status.latest_year is None:
        return f"Utgaven har ingen tall for {basis}."
    now = f"I {Q4} {status.latest_year} var det {n(status.latest_value)} {basis}"
    if status.state == "not_measured":
        return (
            f"{now}. Det er siste tall i utgaven; utgangspunktet for målet, {Q4} {target.base_year}, er "
            "ikke med."
        )
    if status.state == "base_only":
        return (
            f"{now}. Det er utgangspunktet for målet, som dermed er {n(status.target_value)} i "
            f"{target.target_year}."
        )
    moved = {
        "rose": f"{n(abs(status.change))} flere enn i {target.base_year}",
        "fell": f"{n(abs(status.change))} færre enn i {target.base_year}",
        "unchanged": f"like mange som i {target.base_year}",
    }[direction(status.change, 0)]
    if status.state == "reached":
        return f"{now}, {moved}. Målet var nådd."
    if status.state == "missed":
        return f"{now}, {moved}. Målet ble ikke nådd: det manglet {n(status.remaining)}."
    pace = "minst like rask som" if status.on_course else "langsommere enn"
    return (
        f"{now}, {moved}. Utviklingen var {pace} en jevn vei mot målet. Det gjensto {n(status.remaining)}, "
        f"eller {n(status.needed_per_year)} i året fram til {target.target_year}."
    )


def pace_before(basis: str, status: GrowthStatus) -> str:
    """Average change a year over comparable years, as a scale for the target; empty without one."""
    if status.per_year is None:
        return ""
    period = f"Fra {status.first_year} til {status.latest_year}"
    which = direction(round(status.per_year), 0)
    if which == "unchanged":
        return f"{period} var tallet om lag uendret."
    return f"{period} {VERB[which]} tallet på {basis} med {n(abs(status.per_year))} i året i gjennomsnitt."


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


def rate_target(target: Target, name: str, rate: Level, measured: RateStatus | None = None) -> str:
    """The target for ages 20-66 and where it stands; if that is not measured, the rate 15-74 and why it is another."""
    goal = (
        f"Planen har også som mål at {pct(target.value, 0)} av de bosatte i alderen 20–66 år skal være "
        f"sysselsatt i {target.target_year}."
    )
    if measured is not None:
        return (
            f"{goal} I {Q4} {measured.year} var andelen {pct(measured.value)} {place(name)}. {_rate_state(measured)}"
        )
    said = f"{goal} Den andelen kan ikke regnes ut av tallene i utgaven, så avstanden til målet er ikke kjent."
    if rate.value is None:
        return said
    return (
        f"{said} Det nærmeste tallet gjelder alderen 15–74 år: {pct(rate.value)} av de bosatte "
        f"{place(name)} i den alderen var sysselsatt i {Q4} {rate.year}. Der er også 15–19-åringer og "
        "67–74-åringer regnet med, og mange av dem går på skole eller er pensjonister. De to andelene kan "
        "derfor ikke sammenlignes."
    )


def _rate_state(measured: RateStatus) -> str:
    if measured.state == "reached":
        return "Målet var nådd."
    if measured.state == "missed":
        return f"Målet ble ikke nådd: det manglet {points(measured.remaining)}."
    return f"Det gjensto {points(measured.remaining)}."


def targets(
    name: str,
    goals: PlanTargets,
    residents: GrowthStatus,
    jobs: GrowthStatus,
    jobs_from: str,
    rate: Level,
    measured: RateStatus | None = None,
) -> list[list[str]]:
    """The paragraphs on the targets: what they ask for, each basis, and the rate at ages 20-66.

    Args:
        name: Name of the municipality.
        goals: The targets of the plan.
        residents: Where the employed residents stand.
        jobs: Where the jobs stand.
        jobs_from: A sentence on where the jobs come from (`jobs_source`).
        rate: Newest employment rate 15-74.
        measured: Where the rate at ages 20-66 stands (`targets.rate_status`).
    """
    unknown = {status.state for status in (residents, jobs)} <= {"not_measured", "base_only"}
    return [
        [growth_target(goals.growth), growth_bases(), TOO_EARLY if unknown else ""],
        [growth_status(RESIDENTS, goals.growth, residents), pace_before(RESIDENTS, residents)],
        [growth_status(JOBS, goals.growth, jobs), pace_before(JOBS, jobs), jobs_from],
        [rate_target(goals.rate, name, rate, measured)],
    ]


def target_finding(target: Target, residents: GrowthStatus, jobs: GrowthStatus) -> str:
    """One sentence on the target of growth for the main findings."""
    goal = (
        f"Målet om minst {n(target.value)} flere sysselsatte fra {target.base_year} til {target.target_year}"
    )
    if residents.state == "not_measured" and jobs.state == "not_measured":
        pace = n(target.value / (target.target_year - target.base_year))
        return (
            f"{goal} svarer til {pace} i året; utgangspunktet, {Q4} {target.base_year}, er ikke med i "
            "utgaven."
        )
    if {residents.state, jobs.state} <= {"not_measured", "base_only"}:
        return f"{goal} er regnet fra {Q4} {target.base_year}, som er siste tall i utgaven."
    parts = [
        f"{signed(status.change)} {basis} ({status.latest_year})"
        for basis, status in zip(BASES, (residents, jobs), strict=True)
        if status.change is not None
    ]
    return f"{goal}: {listing(parts)} så langt."


def rate_finding(target: Target, measured: RateStatus | None = None) -> str:
    """One sentence on the target for the employment rate for the main findings."""
    if measured is not None:
        return (
            f"Av de bosatte i alderen 20–66 år var {pct(measured.value)} sysselsatt i {Q4} {measured.year}; målet er "
            f"{pct(target.value, 0)} i {target.target_year}."
        )
    return (
        f"Målet om at {pct(target.value, 0)} av de bosatte i alderen 20–66 år skal være sysselsatt i "
        f"{target.target_year}, kan ikke måles med tallene i utgaven, som gjelder alderen 15–74 år."
    )


def unknowns(
    name: str,
    goals: PlanTargets | None,
    residents: pd.Series,
    rate: Level,
    edition_year: int,
    measured: RateStatus | None = None,
) -> list[str]:
    """What the summary leaves out.

    Args:
        name: Name of the municipality.
        goals: The targets of the plan, if there is one.
        residents: The employed residents by year.
        rate: Newest employment rate 15-74.
        edition_year: Year of the edition.
        measured: Where the rate at ages 20-66 stands, if it is measured.
    """
    items = [
        "Arbeid i Sverige er ikke med. De som bor i kommunen og bare arbeider på den andre siden av grensen, "
        "er ikke regnet blant de sysselsatte."
    ]
    if goals is not None:
        base = (
            "Planen sier ikke om målet om flere sysselsatte gjelder dem som bor i kommunen, eller dem som "
            "arbeider der."
            if goals.growth.base_year in residents.index
            else "Utgangspunktet for målet om flere sysselsatte er ikke kjent før SSB publiserer tallene for "
            f"{Q4} {goals.growth.base_year}."
        )
        rate_2066 = (
            "Sysselsettingsgraden i alderen 20–66 år, som det andre målet gjelder, er ikke med i tallene. "
            "SSB publiserer den i tabell 13563."
        )
        items = [base, *([] if measured else [rate_2066]), *items]
    if rate.year is not None and rate.year < edition_year - 1:
        items.append(f"Sysselsettingsgraden {place(name)} etter {rate.year} er ikke med i tallene.")
    return items


STATES = {
    "not_measured": "Utgangspunktet er ikke med i utgaven",
    "base_only": "Utgangspunktet er målt",
    "under_way": "Underveis",
    "reached": "Nådd",
    "missed": "Ikke nådd",
}

TARGETS_TITLE = "Målene i kommunens plan og siste tall"

TARGET_LABELS = {
    "target": "Mål i planen",
    "basis": "Målt som",
    "value": "Siste tall",
    "status": "Status",
}


def targets_table(
    goals: PlanTargets, residents: GrowthStatus, jobs: GrowthStatus, measured: RateStatus | None = None
) -> pd.DataFrame:
    """The targets of the plan, one row for each way of measuring them."""
    goal = (
        f"Minst {n(goals.growth.value)} flere sysselsatte, "
        f"{years(goals.growth.base_year, goals.growth.target_year)}"
    )
    rows = [
        (
            goal,
            basis[:1].upper() + basis[1:],
            f"{n(status.latest_value)} ({Q4} {status.latest_year})",
            STATES[status.state],
        )
        for basis, status in zip(BASES, (residents, jobs), strict=True)
        if status.latest_year is not None
    ]
    share = f"{pct(goals.rate.value, 0)} sysselsatte i alderen 20–66 år, {goals.rate.target_year}"
    latest = ("..", "Kan ikke måles med tallene i utgaven")
    if measured is not None:
        latest = (f"{pct(measured.value)} ({Q4} {measured.year})", STATES[measured.state])
    rows.append((share, "Andel av de bosatte 20–66 år", *latest))
    return pd.DataFrame(rows, columns=list(TARGET_LABELS))


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
    return {
        "title": f"Sysselsatte bosatt {place(name)} og arbeidsplasser {place(name)}, {Q4} "
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
    goals: PlanTargets | None = None,
    stands: Sequence[GrowthStatus] = (),
    exchange_table: str = "exchange_rate_yearly",
) -> list[KeyFigure]:
    """Key figures in the order of `CARDS`; a figure without a value is left out.

    Args:
        levels: Newest value of each key figure; one may be left out.
        jobs_table: The table that the jobs come from.
        goals: The targets of the plan, if there is one.
        stands: Where residents and jobs stand against the target of growth, in the order of `BASES`.
        exchange_table: The table that the exchange rate comes from.
    """
    tables = {"jobs": jobs_table, "exchange": exchange_table}
    targets = {
        key: Goal(
            goals.growth.value,
            goals.growth.base_year,
            goals.growth.target_year,
            status.target_value,
            source("plan_figures", calculated=status.target_value is not None),
        )
        for key, status in (zip(("residents", "jobs"), stands, strict=True) if goals else ())
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
