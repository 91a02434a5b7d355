"""Sentences and figure texts on the tables that an update fetches, see `indicators.registers`.

A sentence on a table without figures is empty: `show.missing(..., lacking=...)` says which tables are not there.
"""

from __future__ import annotations

import re

import pandas as pd

from statusbok.indicators.registers import Quarter, RateBeside, TotalsBeside
from statusbok.indicators.targets import Target
from statusbok.show.nb.change import VERB, direction
from statusbok.show.nb.employment import Q4, TOLERANCE, Texts, ends, in_sentence
from statusbok.show.nb.names import place
from statusbok.show.numbers import NBSP, listing, month, n, one, pct, points, years

AXES = {
    "status": "Prosent av de bosatte 20–66 år",
    "workplace": "Prosent av arbeidsplassene i kommunen",
    "age": "Sysselsatte bosatt i kommunen",
    "establishments": "Virksomheter",
    "land": "Kvadratkilometer",
    "floor": "Kvadratmeter bruksareal",
    "employees": "Lønnstakere",
    "unemployment": "Prosent av arbeidsstyrken",
}

LABELS = {
    "men_persons": "Menn",
    "women_persons": "Kvinner",
    "size_label": "Antall ansatte",
    "employed_pct": "Sysselsatte",
    "unemployed_pct": "Registrert helt ledige",
    "outside_pct": "Utenfor arbeidsstyrken",
    "persons": "Bosatte 20–66 år",
    "area_km2": "Areal",
    "building_type": "Bygningstype",
    "floor_area_m2": "Bruksareal",
    "employees_persons": "Lønnstakere som ikke er registrert bosatt",
}

TARGET = "Planens mål"

# The most that a published rate and the computed one may differ and still be called the same, percentage points.
SAME_RATE = 0.1

# The sign of a number that a source hides so that nobody can be recognised.
HIDDEN = ":"

# A line over fewer years would show a change between two of them as a development.
FEWEST_IN_LINE = 4



def ranges(label: str) -> str:
    """A label of a source with an en dash between numbers: "1-4 ansatte" is "1–4 ansatte"."""
    return re.sub(r"(?<=\d)-(?=\d)", "–", label)


# Employment


def largest_workplace(name: str, changes: pd.DataFrame) -> str:
    """The largest group of jobs by industry at the workplace (`industry_change` with names); empty without figures."""
    if changes.empty:
        return ""
    top = changes.iloc[0]
    return (
        f"Av arbeidsplassene {place(name)} i {Q4} {int(top['to_year'])} var {pct(top['to_pct'])} innen "
        f"{in_sentence(top['industry'])} ({n(top['to_persons'])}). Det var den største av næringsgruppene."
    )


def workplace_texts(name: str, changes: pd.DataFrame) -> Texts:
    """Shares of the industries at the workplace in two years (`industry_change` with names)."""
    first, last = int(changes["from_year"].iloc[0]), int(changes["to_year"].iloc[0])
    bars = listing([f"{row.industry} {pct(row.to_pct)}" for row in changes.itertuples()])
    return {
        "title": f"Arbeidsplasser {place(name)} etter næring, prosent av alle, {Q4} {first} og {last}",
        "alt": f"Punktdiagram med to år. I {last}: {bars}.",
        "note": "Tallene gjelder dem som arbeider i kommunen, uansett hvor de bor.",
        "labels": {
            "from_persons": f"Arbeidsplasser {first}",
            "to_persons": f"Arbeidsplasser {last}",
            "from_pct": f"Andel {first}",
            "to_pct": f"Andel {last}",
        },
    }


def age_and_sex(name: str, by_age: pd.DataFrame) -> str:
    """Share of men, and the largest group of ages, among the employed residents; empty without figures."""
    if by_age.empty:
        return ""
    both = by_age["men_persons"] + by_age["women_persons"]
    top = by_age.loc[both.idxmax(), "age_group"]
    share = 100 * by_age["men_persons"].sum() / both.sum()
    return (
        f"Av de sysselsatte bosatt {place(name)} i {Q4} {int(by_age['year'].iloc[0])} var {pct(share)} menn, og flest "
        f"({n(both.max())}) var i alderen {age(top)}."
    )


def age(group: str) -> str:
    """A group of ages: "25–39 år"."""
    return f"{ranges(group)} år"


def age_texts(name: str, by_age: pd.DataFrame) -> Texts:
    """Employed men and women by age (`age_and_sex`)."""
    parts = [
        f"{age(row.age_group)}: {n(row.men_persons)} menn og {n(row.women_persons)} kvinner"
        for row in by_age.itertuples()
    ]
    return {
        "title": f"Sysselsatte bosatt {place(name)} etter alder og kjønn, {Q4} {int(by_age['year'].iloc[0])}",
        "alt": f"Punktdiagram med menn og kvinner. {'; '.join(parts)}.",
        "labels": LABELS,
    }


def rate_beside(found: RateBeside | None) -> str:
    """The rate that Statistics Norway publishes itself, next to the computed one; empty without it."""
    if found is None:
        return ""
    said = f"SSB oppgir {pct(found.published_pct)} i tabell 06445 for {found.year}"
    if found.computed_pct is None:
        return f"{said}. Rapporten har ikke tallene som trengs for å regne ut andelen for det året."
    gap = abs(round(found.published_pct, 1) - round(found.computed_pct, 1))
    if gap <= SAME_RATE + 1e-9:
        return f"{said}, med samme definisjon. Her er andelen regnet ut til {pct(found.computed_pct)}."
    return (
        f"{said}, med samme definisjon. Det er {points(gap)} fra det som er regnet ut her "
        f"({pct(found.computed_pct)}), og kan komme av at tabellene er fra ulike tidspunkt."
    )


def status(name: str, shares: pd.DataFrame, target: Target | None = None) -> str:
    """Residents aged 20-66 by status in the newest year, against the plan's target; empty without figures."""
    if shares.empty:
        return ""
    newest = shares.loc[shares["year"].idxmax()]
    said = (
        f"I {Q4} {int(newest['year'])} var {pct(newest['employed_pct'])} av de bosatte {place(name)} i alderen "
        f"20–66 år sysselsatt, {pct(newest['unemployed_pct'])} registrert helt ledige og "
        f"{pct(newest['outside_pct'])} utenfor arbeidsstyrken."
    )
    if target is None:
        return said
    goal, left = f"planens mål om {pct(target.value, 0)} i {target.target_year}", target.value - newest["employed_pct"]
    if left <= 0:
        return f"{said} {goal[0].upper()}{goal[1:]} var nådd."
    return f"{said} Til {goal} manglet det {points(left)}."


def status_texts(name: str, shares: pd.DataFrame) -> Texts:
    """Employment rate at ages 20-66 over time (`status_shares`)."""
    rates = shares.set_index("year")["employed_pct"]
    return {
        "title": f"Sysselsatte i prosent av de bosatte 20–66 år {place(name)}, {Q4} "
        f"{years(shares['year'].min(), shares['year'].max())}",
        "alt": f"Linjediagram. Andelen sysselsatte i alderen 20–66 år: {ends(rates, pct)}.",
        "note": "Aldersgruppen er en annen enn 15–74 år, og de to andelene kan ikke sammenlignes.",
        "labels": LABELS,
    }


def establishments(name: str, by_size: pd.DataFrame) -> str:
    """How many establishments there were, the largest class, and what is missing; empty without figures."""
    known = by_size.dropna(subset=["establishments"])
    if known.empty:
        return ""
    top = known.loc[known["establishments"].idxmax()]
    total, when = top["all_establishments"], f"Ved inngangen til {int(top['year'])} var"
    group = f"«{in_sentence(ranges(top['size_label']))}»"
    if pd.isna(total):
        said = (
            f"{when} {group} den største av gruppene det er tall for, med {n(top['establishments'])} virksomheter "
            f"{place(name)}."
        )
    else:
        share = 100 * top["establishments"] / total
        said = f"{when} det {n(total)} virksomheter {place(name)}. {pct(share)} av dem var i gruppen {group}."
    signs = by_size.loc[by_size["establishments"].isna(), "status"]
    hidden = signs == HIDDEN
    for count, why in ((hidden.sum(), "vises ikke av hensyn til personvern"), ((~hidden).sum(), "mangler hos kilden")):
        if count:
            said += f" Tallet for {'én' if count == 1 else 'noen'} av gruppene {why}."
    return said


def establishments_table(by_size: pd.DataFrame) -> pd.DataFrame:
    """Establishments by size with the source's sign where a number is missing."""
    signs = by_size["status"].fillna("..").astype(object)
    shown = by_size["establishments"].astype(object).where(by_size["establishments"].notna(), signs)
    return pd.DataFrame({"size_label": by_size["size_label"].map(ranges), "establishments": shown})


def establishments_texts(name: str, by_size: pd.DataFrame) -> Texts:
    """Table of establishments by size."""
    return {
        "title": f"Virksomheter {place(name)} etter antall ansatte, 1. januar {int(by_size['year'].iloc[0])}",
        "note": "Virksomheter uten ansatte er med. Mange av dem er enkeltpersonforetak.",
        "labels": LABELS,
    }


def quarter(name: str, found: Quarter | None) -> str:
    """Population at the end of the newest quarter, against a year before; empty without figures."""
    if found is None:
        return ""
    said = f"Ved utgangen av {found.quarter}.{NBSP}kvartal {found.year} hadde {name} {n(found.persons)} innbyggere"
    which = direction(found.persons, found.earlier, TOLERANCE)
    if which == "unknown":
        return f"{said}."
    if which == "unchanged":
        return f"{said}, om lag like mange som ett år før."
    return f"{said}, {n(abs(found.persons - found.earlier))} {'flere' if which == 'rose' else 'færre'} enn ett år før."


# Commuting


def totals_beside(name: str, found: TotalsBeside | None) -> str:
    """Commuters of table 11616 next to the matrix; empty without the table."""
    if found is None:
        return ""
    said = (
        f"SSBs samlede tall (tabell 11616) for {found.year} er {n(found.inward)} innpendlere til og "
        f"{n(found.outward)} utpendlere fra {name}."
    )
    if found.matrix_inward is None:
        return f"{said} Pendlingstabellen etter kommune (03321) er ikke hentet inn for det året."
    gap = max(abs(found.inward - found.matrix_inward), abs(found.outward - found.matrix_outward))
    if gap <= TOLERANCE:
        return f"{said} Det er de samme som i pendlingstabellen etter kommune (03321)."
    return (
        f"{said} Pendlingstabellen etter kommune (03321) har {n(found.matrix_inward)} og {n(found.matrix_outward)}. "
        "Den viser bare pendling mellom norske kommuner."
    )


def commuters_texts(name: str, by_year: pd.DataFrame) -> Texts:
    """Table of commuters by year."""
    return {
        "title": f"Innpendlere til og utpendlere fra {name}, SSBs samlede tall, {Q4} "
        f"{years(by_year['year'].min(), by_year['year'].max())}",
    }


# Land


def land(name: str, by_class: pd.DataFrame) -> str:
    """The largest class of the municipality's area; empty without figures."""
    if by_class.empty:
        return ""
    total, top = by_class["area_km2"].sum(), by_class.iloc[0]
    return (
        f"Hele arealet {place(name)} var {one(total)} kvadratkilometer i {int(top['year'])}. Den største "
        f"arealklassen var «{top['land_use_class']}» med {one(top['area_km2'])} kvadratkilometer, "
        f"{pct(100 * top['area_km2'] / total)}."
    )


def land_texts(name: str, by_class: pd.DataFrame) -> dict[str, object]:
    """Table of area by class."""
    return {
        "name": "naeringsareal-hele-arealet",
        "title": f"Arealet {place(name)} etter arealklasse, {int(by_class['year'].iloc[0])}",
        "data": by_class.drop(columns="year"),
        "labels": LABELS,
    }


def floor_area(name: str, by_type: pd.DataFrame) -> str:
    """New floor area in the newest years, and the largest type; empty without figures."""
    if by_type.empty:
        return ""
    top = by_type.iloc[0]
    when = years(top["first_year"], top["last_year"])
    return (
        f"I {when} ble det fullført bygg med til sammen {n(by_type['floor_area_m2'].sum())} kvadratmeter bruksareal "
        f"utenom boliger {place(name)}, mest av typen «{in_sentence(top['building_type'])}» "
        f"({n(top['floor_area_m2'])} kvadratmeter)."
    )


def floor_area_texts(name: str, by_type: pd.DataFrame) -> dict[str, object]:
    """Bars of new floor area by type."""
    top = by_type.iloc[0]
    bars = listing([f"{row.building_type} {n(row.floor_area_m2)} kvadratmeter" for row in by_type.itertuples()])
    return {
        "name": "naeringsareal-nye-bygg",
        "title": f"Bruksareal i nye bygg utenom boliger {place(name)}, {years(top['first_year'], top['last_year'])}",
        "alt": f"Liggende søyler, størst areal øverst: {bars}.",
        "data": by_type[["building_type", "floor_area_m2"]],
        "labels": LABELS,
    }


# Across the border


def non_residents(county: str, by_year: pd.DataFrame) -> str:
    """Employees not registered as resident who work in the county, newest year; empty without figures."""
    if by_year.empty:
        return ""
    values = by_year.set_index("year")["employees_persons"]
    year = int(values.index.max())
    said = (
        f"I {Q4} {year} var det {n(values[year])} lønnstakere med arbeidssted i {county} som ikke var registrert "
        "bosatt i Norge. De kan komme fra alle land, og selvstendig næringsdrivende er ikke med."
    )
    if year - 1 not in values.index:
        return said
    which = direction(values[year], values[year - 1])
    if which == "unchanged":
        return f"{said} Tallet var det samme året før."
    return f"{said} Fra året før {VERB[which]} tallet med {n(abs(values[year] - values[year - 1]))}."


def non_residents_texts(county: str, by_year: pd.DataFrame) -> Texts:
    """Line, or bars of few years, of employees not registered as resident."""
    values = by_year.set_index("year")["employees_persons"]
    bars = listing([f"{n(value)} i {year}" for year, value in values.items()])
    shown = (
        f"Linjediagram. Lønnstakere som ikke er registrert bosatt: {ends(values)}."
        if len(values) >= FEWEST_IN_LINE
        else f"Liggende søyler fra null. Lønnstakere som ikke er registrert bosatt: {bars}."
    )
    return {
        "title": f"Lønnstakere i {county} som ikke er registrert bosatt i Norge, {Q4} "
        f"{years(by_year['year'].min(), by_year['year'].max())}",
        "alt": shown,
        "note": "Tallene gjelder lønnstakere fra alle land. De er ikke pendlere mellom kommuner.",
        "labels": LABELS,
    }


NOT_NORWAY = (
    "SCBs registre ser ikke arbeid i Norge: Den som bor i Sverige og arbeider i Norge, er ikke regnet som sysselsatt "
    "eller som pendler i disse tallene."
)


def swedish(labour: pd.DataFrame) -> str:
    """Highest and lowest unemployment among the Swedish municipalities; the warning alone without a rate."""
    if labour.empty:
        return ""
    rates = labour.dropna(subset=["unemployment_rate_pct"]).set_index("name")["unemployment_rate_pct"]
    if rates.empty:
        return NOT_NORWAY
    when = month(labour.attrs["month"])
    if len(rates) == 1:
        return f"I {when} var arbeidsledigheten {pct(rates.iloc[0])} i {rates.index[0]}. {NOT_NORWAY}"
    high, low = rates.idxmax(), rates.idxmin()
    return (
        f"Av de {n(len(rates))} svenske kommunene nær grensen hadde {high} den høyeste arbeidsledigheten i {when} "
        f"({pct(rates[high])}) og {low} den laveste ({pct(rates[low])}). {NOT_NORWAY}"
    )


def swedish_texts(labour: pd.DataFrame) -> Texts:
    """Table of the Swedish municipalities near the border."""
    about = labour.attrs
    periods = [
        f"{what}: {when}"
        for what, when in (
            ("Sysselsatte", about["employed_year"]),
            ("Pendlere", about["commuters_year"]),
            ("Arbeidsledighet", about["month"] and month(about["month"])),
        )
        if when
    ]
    return {
        "title": "Sysselsatte, pendling i Sverige og arbeidsledighet i svenske kommuner nær grensen",
        "note": f"{'. '.join(periods)}. {NOT_NORWAY}",
        "labels": {
            "employed_persons": "Sysselsatte i Sverige",
            "in_commuters_persons": "Innpendlere i Sverige",
            "out_commuters_persons": "Utpendlere i Sverige",
            "unemployment_rate_pct": "Arbeidsledighet",
        },
    }


def swedish_flows_texts(flows: pd.DataFrame) -> Texts:
    """Table of the largest flows between Swedish municipalities near the border."""
    return {
        "title": f"De største pendlingsstrømmene mellom svenske kommuner nær grensen, {int(flows['year'].iloc[0])}",
        "note": NOT_NORWAY,
    }
