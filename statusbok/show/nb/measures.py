"""Sentences, tables and labels of the pages on the measures of a plan.

«Tiltak» are the measures, «fylkets handlingsprogram» the county's plan. A measure that nobody has reported on is «ikke
meldt», which is never taken for «ikke begynt».
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

import pandas as pd

from statusbok.indicators.measures import STATUSES, Tally, chapters
from statusbok.indicators.plan_indicators import PLACES
from statusbok.show.nb.employment import Q4
from statusbok.show.numbers import NBSP, day, decimals, listing, month, n, signed

REGISTER = ("plan_goals", "plan_strategies", "measures", "measure_reports")
"""Tables that every count of measures comes from, for the source line."""

STATUS: dict[str, str] = {
    "not_begun": f"○{NBSP}Ikke begynt",
    "under_way": f"◐{NBSP}Under arbeid",
    "done": f"●{NBSP}Gjennomført",
    "not_reported": f"□{NBSP}Ikke meldt",
}

UNKNOWN = STATUS["not_reported"]

SAID_STATUS: dict[str, str] = {
    "not_begun": "ikke begynt",
    "under_way": "under arbeid",
    "done": "gjennomført",
    "not_reported": "ikke meldt",
}

DIRECTION: dict[str, str] = {"up": f"↑{NBSP}Opp", "down": f"↓{NBSP}Ned", "none": f"–{NBSP}Ingen"}

DEVELOPMENT: dict[str, str] = {
    "wanted": f"●{NBSP}I ønsket retning",
    "unwanted": f"▲{NBSP}I motsatt retning",
    "unchanged": f"◐{NBSP}Om lag uendret",
    "undirected": f"○{NBSP}Uten ønsket retning",
    "too_early": f"□{NBSP}For tidlig å si",
}

CHAPTERS: dict[str, str] = {
    "sysselsetting": "Sysselsetting",
    "pendling": "Pendling",
    "naeringsareal": "Næringsareal",
    "grensearbeid": "Grensearbeid",
    "drivkrefter": "Drivkrefter og sammenligning",
}
"""Titles of the chapters that a measure can belong with."""

KINDS: dict[str, str] = {
    "number_twice": "Nummer brukt to ganger",
    "number_skipped": "Nummer hoppet over",
    "reference": "Henvisning",
    "missing_field": "Noe som mangler",
    "basis": "Grunnlaget for et tall",
    "other": "Annet",
}

LABELS: dict[str, str] = {
    "number": "Vises fra",
    "goal": "Mål",
    "strategy": "Strategi",
    "plan": "Regional plan",
    "theme": "Tema",
    "label": "Tiltak (i egne ord)",
    "who": "Aktører",
    "aliases": "Andre numre",
    "period": "Periode",
    "status_date": "Meldt",
    "owner": "Ansvarlig",
    "comment": "Kommentar",
    "remark": "Hvordan kommunen er nevnt",
    "indicators": "Indikatorer",
    "chapter": "Kapittel",
    "related": "Fylkets tiltak",
    "own": "Kommunens tiltak",
    "measures": "Tiltak i alt",
    "count": "Antall tiltak",
    "numbers": "Tiltak",
    **STATUS,
    "indicator": "Indikator",
    "value": "Siste tall",
    "when": "Tidspunkt",
    "change": "Endring fra året før",
    "direction": "Ønsket retning",
    "development": "Utvikling",
    "related_label": "Fylkets tiltak (i egne ord)",
    "related_status": "Status i fylket",
    "reason": "Hva de har felles",
    "actor": "Aktør",
    "kind": "Type",
    "place": "Sted i planen",
    "note": "Merknad",
    "to_number": "Vises til",
    "printed": "Slik det står",
}

AXIS = "Antall tiltak etter status"

OWN_WORDS = "Tiltakene er gjengitt med korte navn i rapportens egne ord, ikke med planens formulering."

NEAREST = (
    f"{OWN_WORDS} Kapitlet er det som viser tallene nærmest tiltaket. Statusbok har valgt det. «Ingen» betyr at "
    "rapporten ikke har slike tall."
)

STATED = "Endringen i et prosenttall er i prosentpoeng. Ønsket retning er valgt av Statusbok og står ikke i planen."

ONLY_REPORTED = (
    "Rapporten vet bare det som er meldt. Den kontrollerer ikke om et tiltak er gjennomført slik planen mente."
)

NO_WEIGHT = "Antallet sier ikke hvor store eller viktige tiltakene er, hva de koster, eller om de virker."

_WENT = {
    "wanted": "gikk i ønsket retning",
    "unwanted": "gikk i motsatt retning",
    "unchanged": "var om lag uendret",
}

_NOT_STATED, _NOT_REPORTED, _NONE = "Ikke oppgitt", "Ikke meldt", "Ingen"

_TOLD_UNITS = ("personer", "virksomheter", "prosent")
_JANUARY = ("population", "establishments", "land_use")
_WHOLE_YEAR = ("new_floor_area",)


# Counts


def _number(count: int, one: str = "ett") -> str:
    return one if count == 1 else n(count)


def _all(count: int, where: str = "") -> str:
    return f"det ene tiltaket{where}" if count == 1 else f"de {n(count)} tiltakene{where}"


def _every(count: int, where: str = "") -> str:
    return f"begge tiltakene{where}" if count == 2 else f"alle {_all(count, where)}"


def _share(count: int, of: int, where: str = "") -> str:
    if of == 1:
        return f"Det ene tiltaket{where}"
    if count == of:
        return _every(of, where).capitalize()
    return f"{_number(count).capitalize()} av {_all(of, where)}"


def size(subject: str, own: pd.DataFrame) -> str:
    """How many measures there are, and under how many strategies, and goals where there are several.

    Args:
        subject: What has the measures: "Planen", "Målet".
        own: Measures (`measures.register`).
    """
    if own.empty:
        return f"{subject} har ingen tiltak i registeret."
    strategies, goals = own["strategy"].nunique(), own["goal"].nunique()
    under = "én strategi" if strategies == 1 else f"{n(strategies)} strategier"
    above = f" under {n(goals)} mål" if goals > 1 else ""
    return f"{subject} har {_number(len(own))} tiltak, fordelt på {under}{above}."


def programme(county: pd.DataFrame) -> str:
    """How many measures the county's plan has, and in how many regional plans."""
    if county.empty:
        return "Registeret har ikke noe handlingsprogram for fylket."
    plans = county["goal"].nunique()
    within = "én regional plan" if plans == 1 else f"{n(plans)} regionale planer"
    return f"Fylkets handlingsprogram har {_number(len(county))} tiltak i {within}."


def reported(year: int, found: Tally, where: str = "") -> str:
    """How many measures there is a report on, and what the reports say; empty without measures.

    Args:
        year: Year of the edition.
        found: The measures by status.
        where: What they belong to, after a space, if it is not plain: " i fylkets handlingsprogram".
    """
    if not found.measures:
        return ""
    start = f"I utgaven for {year} var"
    if not found.reported:
        some = "" if found.measures == 1 else "noen av "
        return f"{start} det ikke meldt status for {some}{_all(found.measures, where)}."
    parts = {SAID_STATUS[status]: getattr(found, status) for status in STATUSES if status != "not_reported"}
    parts = {said: count for said, count in parts.items() if count}
    if found.measures == 1:
        return f"{start} {_all(1, where)} {next(iter(parts))}."
    if found.reported == 1:
        return f"{start} det meldt status for ett av {_all(found.measures, where)}. Det var {next(iter(parts))}."
    some = f"{n(found.reported)} av {_all(found.measures, where)}"
    which = some if found.not_reported else _every(found.measures, where)
    said = listing([f"{_number(count)} var {said}" for said, count in parts.items()])
    return f"{start} det meldt status for {which}: {said}."


def silent_goals(counts: pd.DataFrame) -> str:
    """Goals without any report, where others have one; empty while nobody has reported, or for one goal.

    Args:
        counts: `measures.status_counts` by `goal`.
    """
    silent = counts.loc[counts["not_reported"] == counts["measures"], "goal"]
    if len(silent) == len(counts) or len(counts) == 1:
        return ""
    if silent.empty:
        return "Det var meldt status for minst ett tiltak under hvert mål."
    return f"Det var ikke meldt status for noen av tiltakene under mål {listing(list(silent))}."


def report_dates(own: pd.DataFrame) -> str:
    """How new the reports are; empty without any."""
    dates = own["status_date"].dropna()
    if dates.empty:
        return ""
    first, last = (day(pd.Timestamp(when).date()) for when in (dates.min(), dates.max()))
    if len(dates) == 1:
        return f"Statusen var fra {last}."
    if first == last:
        return f"Alle statusene var fra {last}."
    return f"Den nyeste statusen var fra {last}, den eldste fra {first}."


def one_period(own: pd.DataFrame) -> str:
    """That all measures have the same period, so that none of them can be late yet; empty where they differ."""
    periods = own["period"].unique()
    if len(periods) != 1 or pd.isna(periods[0]):
        return ""
    return (
        f"Alle tiltakene står med den samme perioden, {periods[0]}. Før den er over, kan registeret ikke vise om et "
        "tiltak er forsinket."
    )


def counts_table(counts: pd.DataFrame, number: str, title: str) -> pd.DataFrame:
    """Measures by status for each goal or strategy, its number and title in one cell.

    Args:
        counts: `measures.status_counts` by the columns `number` and `title`.
        number: Column of the number, which gets both.
        title: Column of the title.
    """
    return counts.assign(**{number: counts[number] + " " + counts[title]}).drop(columns=title)


def bars(counts: pd.DataFrame, number: str, title: str) -> pd.DataFrame:
    """The same as a long table for a chart: the column `number`, `status` in words, `count`."""
    long = counts_table(counts, number, title).drop(columns="measures")
    return long.rename(columns=STATUS).melt(number, var_name="status", value_name="count")


def goal_texts(owner: str, counts: pd.DataFrame, year: int) -> dict[str, object]:
    """Texts of the figure of measures by goal and status.

    Args:
        owner: Whose plan: "Halden kommune".
        counts: `measures.status_counts` by `goal` and `goal_title`.
        year: Year of the edition.
    """
    rows = [
        f"Mål {row.goal}: {listing([f'{n(getattr(row, status))} {SAID_STATUS[status]}' for status in STATUSES])}"
        for row in counts.itertuples()
    ]
    return {
        "title": f"Tiltak i planen til {owner} etter mål og status, {year}",
        "alt": f"Liggende stolper, en for hvert mål. {'. '.join(rows)}.",
        "labels": LABELS,
    }


# Measures


def measure_table(
    own: pd.DataFrame,
    columns: Iterable[str],
    indicators: pd.DataFrame,
    related: pd.DataFrame,
    at_border: bool,
) -> pd.DataFrame:
    """The measures as a table for the reader, in the order of the plan.

    Args:
        own: Measures of the municipality's plan (`measures.register`).
        columns: Columns to show, in order; `chapter`, `indicators` and `related` are made here. Date, owner and
            comment are left out while no measure has any.
        indicators: `measures.indicator_pairs`.
        related: `measures.related_pairs`.
        at_border: Whether the report has the chapter on the border.
    """
    shown = own.assign(
        chapter=chapters(own, indicators, _left_out(at_border)).map(CHAPTERS).astype(object).fillna(_NONE),
        goal=own["goal"] + " " + own["goal_title"],
        indicators=_joined(own["measure_id"], indicators, "measure_id", "indicator", "; "),
        related=_joined(own["measure_id"], related, "measure_id", "related_number", ", "),
    )
    return _shown(shown, columns)


def county_table(county: pd.DataFrame, columns: Iterable[str], related: pd.DataFrame) -> pd.DataFrame:
    """Measures of the county's plan as a table for the reader, with the numbers of the municipality's that belong.

    Args:
        county: Measures of the county's plan (`measures.register`).
        columns: Columns to show, in order; `plan` (a regional plan) and `own` are made here. Date, owner and comment
            are left out while no measure has any.
        related: `measures.related_pairs`.
    """
    shown = county.assign(
        plan=county["goal_title"],
        aliases=county["aliases"].str.replace(";", ", ").fillna(_NONE),
        own=_joined(county["measure_id"], related, "related_id", "number", ", "),
    )
    return _shown(shown, columns)


def _left_out(at_border: bool) -> list[str]:
    """Those of `CHAPTERS` that an edition does without."""
    return [] if at_border else ["grensearbeid"]


def _joined(ids: pd.Series, pairs: pd.DataFrame, by: str, column: str, mark: str) -> pd.Series:
    """For each id the values that pairs have with it, in one text."""
    return ids.map(pairs.groupby(by)[column].agg(mark.join)).astype(object).fillna(_NONE)


def _shown(own: pd.DataFrame, columns: Iterable[str]) -> pd.DataFrame:
    told = {column for column in ("status_date", "owner", "comment") if own[column].notna().any()}
    dates = own["status_date"].map(lambda when: pd.Timestamp(when).date(), na_action="ignore").astype(object)
    frame = own.assign(
        label=own["number"] + " " + own["label"],
        strategy=own["strategy"] + " " + own["strategy_title"],
        who=own["who"].str.replace(";", ", "),
        status=own["status"].map(STATUS),
        status_date=dates.where(dates.notna(), _NOT_REPORTED),
    )
    wanted = [name for name in columns if name in told or name not in ("status_date", "owner", "comment")]
    return frame[wanted].astype(object).fillna(_NOT_STATED)


def related_table(related: pd.DataFrame) -> pd.DataFrame:
    """Each measure of the municipality with each of the county's, for the reader (`measures.related_pairs`)."""
    return related.assign(
        label=related["number"] + " " + related["label"],
        related_label=related["related_number"] + " " + related["related_label"],
        related_status=related["related_status"].map(STATUS),
    )[["label", "related_label", "related_status", "reason"]]


def related(own: pd.DataFrame, pairs: pd.DataFrame, where: str = "") -> str:
    """How many measures belong with any of the county's; empty without measures.

    Args:
        own: Measures of the municipality's plan (`measures.register`).
        pairs: `measures.related_pairs`.
        where: What the measures belong to, after a space, if it is not plain: " i kommunens plan".
    """
    if own.empty:
        return ""
    count = pairs["measure_id"].nunique()
    if not count:
        return f"Ingen av tiltakene{where} er koblet til tiltak i fylkets handlingsprogram."
    return f"{_share(count, len(own), where)} er koblet til ett eller flere tiltak i fylkets handlingsprogram."


def naming(name: str, rows: pd.DataFrame) -> str:
    """The county's measures that name the municipality."""
    if rows.empty:
        return f"Ingen av tiltakene i fylkets handlingsprogram nevner {name} ved navn."
    return (
        f"{_number(len(rows)).capitalize()} av tiltakene i fylkets handlingsprogram nevner {name} ved navn: "
        f"{listing(list(rows['number']))}."
    )


def several_numbers(county: pd.DataFrame) -> str:
    """How many measures of the county's plan have several numbers; empty without any."""
    count = int(county["aliases"].notna().sum())
    if not count:
        return ""
    return (
        f"{_number(count).capitalize()} av tiltakene i fylkets handlingsprogram har flere numre og står én gang i "
        "registeret."
    )


def unresolved(references: pd.DataFrame) -> str:
    """How many references of the county's plan lead nowhere (`measures.references_of`)."""
    count = int((~references["resolves"]).sum())
    if references.empty:
        return "Registeret har ingen henvisninger i fylkets handlingsprogram."
    if not count:
        return "Alle henvisningene i fylkets handlingsprogram fører fram."
    return (
        f"{_number(count, 'én').capitalize()} av de {n(len(references))} henvisningene i fylkets handlingsprogram "
        "fører ikke fram til noe nummer."
    )


def unresolved_table(references: pd.DataFrame) -> pd.DataFrame:
    """The references that lead nowhere, for the reader (`measures.references_of`)."""
    return references[~references["resolves"]].drop(columns="resolves")


# Who takes part


def actors(own: pd.DataFrame, found: pd.DataFrame) -> str:
    """Who is named most, and how many measures name nobody; empty without measures.

    Args:
        own: Measures (`measures.register`).
        found: `measures.actors` of them.
    """
    if own.empty:
        return ""
    nobody = int(own["who"].isna().sum())
    if nobody == len(own):
        return "Planen nevner ingen aktører ved tiltakene."
    most = int(found["measures"].max())
    top = list(found.loc[found["measures"] == most, "actor"])
    said = f"Oftest nevnt var {listing(top)}, med {_number(most)} tiltak{' hver' if len(top) > 1 else ''}"
    return f"{said}, og {_number(nobody)} av tiltakene nevner ingen aktør." if nobody else f"{said}."


def actor_table(found: pd.DataFrame) -> pd.DataFrame:
    """Who is named, in how many measures and in which (`measures.actors`)."""
    return found.assign(numbers=found["numbers"].map(", ".join)).rename(columns={"measures": "count"})


# Indicators


def with_indicators(own: pd.DataFrame, pairs: pd.DataFrame) -> str:
    """How many measures should move an indicator; empty without measures."""
    if own.empty:
        return ""
    count = pairs["measure_id"].nunique()
    if not count:
        return "Ingen av tiltakene er koblet til en indikator."
    return f"{_share(count, len(own))} er koblet til minst én indikator."


def measured(figures: pd.DataFrame) -> str:
    """For how many of the indicators the edition has figures; empty without indicators (`plan_indicators.figures`)."""
    known = int(figures["value"].notna().sum())
    if figures.empty:
        return ""
    if len(figures) == 1:
        return f"Utgaven hadde {'' if known else 'ikke '}tall for den ene indikatoren."
    which = {0: "ikke tall for noen av", len(figures): "tall for alle"}.get(
        known, f"tall for {_number(known, 'én')} av"
    )
    return f"Utgaven hadde {which} de {n(len(figures))} indikatorene."


def directions(figures: pd.DataFrame) -> str:
    """Which way the indicators went, and that it is no proof; empty while no change is so late that it can be said."""
    counts = {way: int((figures["development"] == way).sum()) for way in _WENT}
    counts = {way: count for way, count in counts.items() if count}
    total, compared = sum(counts.values()), "med en ønsket retning og en endring etter planens første år"
    no_proof = "; det sier ikke om tiltakene virker."
    if not total:
        return ""
    if len(counts) == 1:
        which = {1: "Den ene indikatoren", 2: "Begge indikatorene"}.get(total, f"Alle de {n(total)} indikatorene")
        return f"{which} {compared} {_WENT[next(iter(counts))]}{no_proof}"
    moved = [
        f"{_number(counts[way], 'én')} {_WENT[way].removeprefix('gikk ')}"
        for way in ("wanted", "unwanted")
        if way in counts
    ]
    same = f", mens {_number(counts['unchanged'], 'én')} var om lag uendret" if "unchanged" in counts else ""
    return f"Av de {n(total)} indikatorene {compared} gikk {listing(moved)}{same}{no_proof}"


def too_early(figures: pd.DataFrame, first_year: int | None) -> str:
    """From when the changes are that end too early to tell anything of the measures; empty without any.

    Args:
        figures: `plan_indicators.figures`.
        first_year: First year of the plan.
    """
    early = figures[figures["development"] == "too_early"]
    if early.empty:
        return ""
    years = early["period"].astype("str").str[:4].astype(int)
    begun = ((years == first_year) & ~early["table"].isin(_JANUARY)).any()
    later = figures["development"].isin(_WENT).any()
    which = "Endringen i indikatoren" if len(early) == 1 else "Endringene i indikatorene"
    if later:
        which = f"{_number(len(early), 'én').capitalize()} av endringene i indikatorene"
    is_from = (
        f"går ikke lenger enn til {first_year}, det første året i planperioden,"
        if begun
        else f"er fra før planperioden, som begynner i {first_year},"
    )
    return f"{which} med en ønsket retning {is_from} og sier ikke noe om tiltakene."


def stated(figures: pd.DataFrame) -> str:
    """The note to `indicator_table`: what the columns on change and wanted way mean."""
    if (figures["development"] == "too_early").any():
        return f"{STATED} «For tidlig å si» betyr at endringen er fra før planperioden eller fra det første året i den."
    return STATED


def without_figures(figures: pd.DataFrame, lacking: Collection[str]) -> str:
    """Names of the indicators without a figure although their table is there; empty without any.

    Args:
        figures: `plan_indicators.figures`.
        lacking: Tables that the edition does not have, which `show.missing` tells of.
    """
    rows = figures[figures["value"].isna() & ~figures["table"].isin(list(lacking))]
    if rows.empty:
        return ""
    which = "denne indikatoren" if len(rows) == 1 else "disse indikatorene"
    return f"Tabellen i utgaven mangler tallene til {which}: {listing([f'«{label}»' for label in rows['label']])}."


def indicator_table(figures: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """The newest figures for the reader, with the numbers of the measures that should move each.

    Args:
        figures: `plan_indicators.figures`.
        pairs: `measures.indicator_pairs`.
    """
    numbers = _joined(figures["indicator_id"], pairs, "indicator_id", "number", ", ")
    rows = [
        {
            "indicator": indicator(row.label, row.unit),
            "value": None if pd.isna(row.value) else _value(row.value, row.unit),
            "when": None if pd.isna(row.period) else when(row.table, row.period),
            "change": None if pd.isna(row.change) else signed(row.change, PLACES.get(row.unit, 0)),
            "direction": DIRECTION[row.direction],
            "development": DEVELOPMENT.get(row.development),
            "numbers": named,
        }
        for row, named in zip(figures.itertuples(), numbers, strict=True)
    ]
    columns = ["indicator", "value", "when", "change", "direction", "development", "numbers"]
    return pd.DataFrame(rows, columns=columns, dtype=object)


def indicator(label: str, unit: str) -> str:
    """An indicator with its unit, where neither its name nor a per cent sign tells it."""
    return label if unit in _TOLD_UNITS else f"{label}, {unit}"


def _value(value: float, unit: str) -> str:
    text = decimals(value, PLACES.get(unit, 0))
    return f"{text}{NBSP}%" if unit.startswith("prosent") else text


def when(table: str, period: int | str) -> str:
    """The time that a figure of a table is for: "4. kvartal 2025", "1. januar 2026", "oktober 2022", "2025"."""
    if isinstance(period, str):
        return month(period)
    if table in _WHOLE_YEAR:
        return str(period)
    return f"1.{NBSP}januar {period}" if table in _JANUARY else f"{Q4} {period}"


def of_pairs(figures: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """Those figures that some measure of `measures.indicator_pairs` should move."""
    return figures[figures["indicator_id"].isin(pairs["indicator_id"])].reset_index(drop=True)


def tables_of(figures: pd.DataFrame) -> list[str]:
    """Tables that the figures come from, for the source line."""
    return list(figures.loc[figures["value"].notna(), "table"].unique())


# Notes


def notes(what: str, found: pd.DataFrame) -> str:
    """How many notes there are to a plan, by kind.

    Args:
        what: The plan: "kommunens plan".
        found: `measures.notes_of`.
    """
    if found.empty:
        return f"Registeret har ingen merknader til {what}."
    counts = found["kind"].value_counts()
    kinds = [f"{KINDS[kind].lower()} ({n(counts[kind])})" for kind in KINDS if kind in counts]
    some = "én merknad" if len(found) == 1 else f"{n(len(found))} merknader"
    return f"Registeret har {some} til {what}: {listing(kinds)}."


def notes_table(found: pd.DataFrame) -> pd.DataFrame:
    """Notes to a plan for the reader, with the kind in words; the place first."""
    where = found["place"].str[:1].str.upper() + found["place"].str[1:]
    return found.assign(place=where, kind=found["kind"].map(KINDS))[["place", "kind", "note"]]


def lettered(own: pd.DataFrame) -> str:
    """How the register tells measures apart that have the same number in the plan; empty without any."""
    numbers = own.loc[own["number"].str.contains("[a-z]$"), "number"]
    if numbers.empty:
        return ""
    return (
        "Der planen har brukt samme nummer på to tiltak, har registeret satt en bokstav etter nummeret: "
        f"{listing(list(numbers))}."
    )


# Links


CHAPTER_LINKS = {"chapter": {title: f"{name}.html" for name, title in CHAPTERS.items()}}
"""From the titles of chapters to the chapters."""


def goal_links(own: pd.DataFrame) -> dict[str, dict[str, str]]:
    """From the names of goals, as the tables have them, to the pages on them."""
    goals = own[["goal", "goal_title"]].drop_duplicates()
    return {"goal": {f"{row.goal} {row.goal_title}": f"maal_{row.goal}.html" for row in goals.itertuples()}}


def chapter_links(figures: pd.DataFrame, at_border: bool) -> dict[str, dict[str, str]]:
    """From the names of indicators to the chapters that show them.

    Args:
        figures: `plan_indicators.figures`.
        at_border: Whether the report has the chapter on the border.
    """
    rows = figures[~figures["chapter"].isin(_left_out(at_border))]
    return {"indicator": {indicator(row.label, row.unit): f"{row.chapter}.html" for row in rows.itertuples()}}


def county_links(pairs: pd.DataFrame) -> dict[str, dict[str, str]]:
    """From the county's measures, as `related_table` has them, to the register of them."""
    names = pairs["related_number"] + " " + pairs["related_label"]
    return {"related_label": dict.fromkeys(names, "fylkesprogrammet.html#fylket-register")}
