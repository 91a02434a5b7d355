"""Sentences of the chapter Grensearbeid, and its labels."""

from __future__ import annotations

from collections.abc import Mapping
from numbers import Real

import pandas as pd

from statusbok.indicators.border import Coverage, RateChange
from statusbok.show import numbers
from statusbok.show.nb.change import direction
from statusbok.show.nb.employment import Q4
from statusbok.show.nb.maps import no_area as no_area  # said by the notebook
from statusbok.show.nb.names import place

USES = [
    "non_resident_employees",
    "swedish_commuting",
    "swedish_commuter_totals",
    "swedish_employment",
    "swedish_unemployment",
    "exchange_rate_norges_bank",
]
"""Tables that the chapter uses when they have been fetched."""

LABELS: dict[str, str] = {
    "figure": "Tall",
    "place": "Bosted",
    "kind": "Område",
    "share": "Prosent av pendlerne",
    "stated": "Slik SSB oppgir det",
    "nok_per_100_sek": "Pris på 100 svenske kroner",
    "worth": "100 norske kroner i svenske kroner",
    "change_pct": "Endring fra året før",
    "crossing": "Grenseovergang",
    "distance_km": "Avstand fra administrasjonssenteret",
    "precision_km": "Punktets nøyaktighet",
}

ORIGINS_AXIS = "Prosent av pendlerne med svensk bakgrunn, slik SSB oppgir dem"
RATE_AXIS = "Norske kroner for 100 svenske kroner"
PAR = (100, "Én norsk krone mot én svensk:")

PRECISION: dict[str, str] = {
    "exact": "",
    "rounded": "om lag",
    "about": "om lag",
    "over": "over",
    "under": "nesten",
}

TITLES: dict[str, str] = {
    "ssb_nonresident": "Lønnstakere som ikke var registrert bosatt i Norge (SSB)",
    "ssb_resident": "Sysselsatte som var registrert bosatt i Norge, til sammenligning (SSB)",
    "statnord": "Bosatte i ett av landene med hovedinntekt fra arbeid i det andre (SCB og StatNord)",
    "study_2003": "Bosatte i ett av landene med hovedarbeid i det andre (SSB og SCB)",
    "nordic_mobility": "Pendlere mellom de nordiske landene (Nordic Mobility)",
    "nordregio": "Pendlere til alle de andre nordiske landene under ett (Nordregio)",
    "press": "Tall gjengitt i pressen",
}

CATEGORIES = {
    "border_crossings": "Grenseovergang",
    "centres": "Administrasjonssenter",
    "stations": "Jernbanestasjon",
}

DIRECTIONS = {
    "to_norway": "fra Sverige til Norge",
    "to_sweden": "fra Norge til Sverige",
    "other": "flere nordiske land",
}


def amount(value: Real, unit: str, precision: str) -> str:
    """A figure with what its source says of its precision: "over 6 prosent", "om lag 3 000", "13 433"."""
    number = {
        "persons": lambda: numbers.n(value),
        "percent": lambda: numbers.pct(value, 0),
        "percentage_points": lambda: numbers.points(value, 0),
    }[unit]()
    return f"{PRECISION[precision]} {number}".strip()


def definition_title(definition: str, way: str) -> str:
    """Caption of the table with one definition's figures in one direction; a key of border.by_definition."""
    if definition == "ssb_nonresident" and way == "to_norway":
        # SSB's totals single out no country of residence.
        return f"{TITLES[definition]}: til Norge, ikke bare fra Sverige"
    source = definition.rstrip("_0123456789") if definition not in TITLES else definition
    if definition != source:
        return f"Annen definisjon fra samme kilde ({_short(source)}): {DIRECTIONS[way]}"
    return f"{TITLES.get(source, source)}: {DIRECTIONS[way]}"


def definition_note(rows: pd.DataFrame) -> str:
    """What one definition counts, as the record has it."""
    return f"Hva tallene teller: {' '.join(dict.fromkeys(rows['definition']))}"


def figures_table(rows: pd.DataFrame) -> pd.DataFrame:
    """One definition's figures as the reader sees them, newest first; a missing year stays missing."""
    rows = rows.sort_values("year", ascending=False, kind="stable")
    shown = [amount(*row) for row in zip(rows["value"], rows["unit"], rows["precision"])]
    measure = [
        text if pd.isna(remark) else f"{text}. {remark}"
        for text, remark in zip(rows["measure"], rows["remark"])
    ]
    return pd.DataFrame({"year": rows["year"], "figure": shown, "measure": measure, "source": rows["source"]})


def apart(count: int, way: str) -> str:
    """How many definitions the record has in one direction, and that they stay apart."""
    if count == 0:
        return f"Grunnlaget har ingen tall for pendling {DIRECTIONS[way]} i denne utgaven."
    if count == 1:
        return f"Grunnlaget har tall for pendling {DIRECTIONS[way]} etter én definisjon."
    return (
        f"Grunnlaget har tall for pendling {DIRECTIONS[way]} etter {_word(count)} definisjoner. De teller "
        "ulike personer og kan ikke settes sammen til én tidsserie. Hver definisjon har derfor sin egen "
        "tabell."
    )


def nordic(count: int) -> str:
    """Before the figures that do not single out Norway and Sweden."""
    if count == 0:
        return "Alle tallene i denne utgaven gjelder bare Norge og Sverige."
    return "Noen kilder regner flere nordiske land under ett. Tallene gjelder da ikke bare Norge og Sverige."


def slug(definition: str, way: str) -> str:
    """Name of the table with one definition's figures in one direction."""
    return f"grensearbeid-{way}-{definition}".replace("_", "-")


def local(name: str, rows: pd.DataFrame) -> str:
    """What the record has on the municipality itself."""
    if rows.empty:
        return (
            f"Ingen av kildene gir tall for {name} alene; tallene gjelder land, regioner og andre kommuner."
        )
    parts = [
        f"{amount(row.value, row.unit, row.precision)}{_in_year(row.year)} "
        f"({row.measure[0].lower()}{row.measure[1:]}; {row.source})"
        for row in rows.itertuples()
    ]
    many = "ett tall" if len(parts) == 1 else f"{_word(len(parts))} tall"
    return f"For {name} har kildene {many}: {numbers.listing(parts)}."


def origins(rows: pd.DataFrame) -> str:
    """Where commuters with a Swedish background lived; `rows` are the municipalities of commuter_origins."""
    if rows.empty:
        return "Denne utgaven har ingen tall for hvor i Sverige pendlerne bodde."
    top, year = rows[rows["share_pct"] == rows["share_pct"].max()], int(rows["year"].iloc[0])
    share = amount(top["share_pct"].iloc[0], "percent", top["precision"].iloc[0])
    return (
        f"I {Q4} {year} bodde flest av pendlerne med svensk bakgrunn i "
        f"{numbers.listing(list(top['residence']))}: {share} av dem{' hvert sted' if len(top) > 1 else ''}."
    )


def origin_counties(rows: pd.DataFrame) -> str:
    """The shares of whole Swedish counties; empty text without any."""
    if rows.empty:
        return ""
    parts = [
        f"{amount(row.share_pct, 'percent', row.precision)} i {row.residence}" for row in rows.itertuples()
    ]
    return f"Regnet etter svenske län bodde {numbers.listing(parts)} i {int(rows['year'].iloc[0])}."


def origins_rest(rows: pd.DataFrame) -> str:
    """How much of the commuters the named municipalities cover, as the stated shares add up."""
    return (
        f"Til sammen bodde om lag {numbers.pct(rows['share_pct'].sum(), 0)} av pendlerne i de "
        f"{_word(len(rows))} kommunene som SSB nevner. Grunnlaget har ikke tall for hvilke andre kommuner "
        "resten bodde i."
    )


def origins_title(rows: pd.DataFrame) -> str:
    """Caption of the bars."""
    year = int(rows["year"].iloc[0])
    return f"Pendlere til Norge med svensk bakgrunn, etter bosted i Sverige, {Q4} {year}"


def origins_bars(rows: pd.DataFrame) -> pd.DataFrame:
    """The shares as bars, in whole per cent, each named with the reservation that SSB makes."""
    names = [
        f"{place} ({PRECISION[precision]})" if PRECISION[precision] else place
        for place, precision in zip(rows["residence"], rows["precision"])
    ]
    return pd.DataFrame({"place": names, "share": rows["share_pct"].astype(int)})


def origins_table(rows: pd.DataFrame) -> pd.DataFrame:
    """The shares with what SSB says of their precision; municipalities and whole counties (län)."""
    kind = rows["county"].map({True: "Län", False: "Kommune"})
    stated = [
        amount(value, "percent", precision) for value, precision in zip(rows["share_pct"], rows["precision"])
    ]
    share = rows["share_pct"].astype(int)
    return pd.DataFrame({"place": rows["residence"], "kind": kind, "share": share, "stated": stated})


def origins_texts(towns: pd.DataFrame, origins: pd.DataFrame) -> dict[str, object]:
    """Texts and table of the bars; the table has the whole counties too."""
    return {
        "name": "grensearbeid-bosted",
        "title": origins_title(towns),
        "alt": origins_alt(towns),
        "note": origins_rest(towns),
        "data": origins_table(origins),
        "labels": LABELS,
    }


def origins_alt(rows: pd.DataFrame) -> str:
    """Alt text of the bars."""
    parts = [
        f"{row.residence} {amount(row.share_pct, 'percent', row.precision)}" for row in rows.itertuples()
    ]
    return f"Liggende søyler, størst andel øverst: {numbers.listing(parts)}."


def coverage(name: str, found: Coverage) -> str:
    """The employment rate, and that it leaves out work in Sweden."""
    return (
        f"I {Q4} {found.year} var {numbers.pct(found.rate_pct)} av de bosatte {place(name)} i alderen "
        "15–74 år registrert som sysselsatte; de som bare arbeidet i Sverige, er ikke med."
    )


def bound(name: str, found: Coverage, ages: str = "15–74") -> str:
    """The upper bound on what work in Sweden can add to the rate at some ages."""
    if found.count is None:
        return (
            "Denne utgaven har ingen landstall for bosatte i Norge med arbeid i Sverige, og det kan derfor "
            f"ikke settes noen øvre grense for hva slikt arbeid betyr for {name}."
        )
    count, year = _count(found.count), int(found.count["year"])
    if not found.bound.informative:
        return (
            f"Landstallet setter ingen grense for {name}: de {count} bosatte i Norge som arbeidet i Sverige "
            f"i {year}, var minst like mange som alle bosatte {place(name)} i alderen {ages} år uten "
            "registrert "
            f"arbeid i {found.year}."
        )
    return (
        f"Om alle de {count} bosatte i Norge som arbeidet i Sverige i {year}, hadde bodd {place(name)}, "
        "ville "
        f"andelen sysselsatte i {found.year} vært høyst {numbers.points(found.bound.points)} høyere."
    )


def bound_limits(found: Coverage) -> str:
    """What the bound is not, or why there is none."""
    if found.count is None or not found.bound.informative:
        return f"Tallet for {found.year} kan derfor være for lavt, men grunnlaget viser ikke hvor mye."
    return (
        f"Dette er en øvre grense og ikke et anslag: de {_count(found.count)} bodde i hele Norge, og noen "
        "av dem kan også ha hatt registrert arbeid i Norge. Grensen har svakheter. Landstallet er det "
        f"høyeste i grunnlaget, men det er fra {int(found.count['year'])} og telt på en annen måte enn de "
        "sysselsatte. En nyere telling kan gi et høyere tall, og da blir grensen høyere."
    )


def exchange(change: RateChange | None) -> str:
    """The newest full year's rate against the year before; `change` is a border.RateChange or None."""
    if change is None:
        return "Denne utgaven har ikke to hele år med valutakurser å sammenligne."
    krone = {"rose": "svakere", "fell": "sterkere"}.get(_turn(change))
    cost = (
        f"I {change.period} kostet 100 svenske kroner i gjennomsnitt {_kroner(change.rate)} norske kroner, "
        f"mot {_kroner(change.rate_before)} i {change.before}."
    )
    if krone is None:
        return f"{cost} Kursen var så godt som uendret."
    return f"{cost} Den norske kronen var altså {krone} mot den svenske enn året før."


def exchange_wage(change: RateChange | None) -> str:
    """What the change means for a wage, as arithmetic and nothing more."""
    if change is None:
        return "Uten to hele år kan vi ikke regne ut hva kursen betydde for en lønn."
    if _turn(change) == "unchanged":
        return "En lønn i den ene valutaen var derfor verdt omtrent like mye i den andre begge årene."
    more, less = "mer", "mindre"
    home, away = (more, less) if change.wage_pct > 0 else (less, more)
    return (
        f"For en som bodde i Sverige og hadde lønn i norske kroner, var den samme lønnen i {change.period} "
        f"verdt {numbers.pct(abs(change.wage_pct))} {home} i svenske kroner enn i {change.before}. For en "
        "som bodde i Norge og hadde lønn i svenske kroner, var den verdt "
        f"{numbers.pct(abs(change.wage_back_pct))} {away} i norske kroner. Dette er bare omregning av "
        "valuta. Det sier ikke om flere eller færre pendlet."
    )


def exchange_finding(change: RateChange | None) -> str:
    """One sentence: which way the exchange rate pulled a wage in NOK counted in SEK."""
    if change is None:
        return exchange(change)
    if _turn(change) == "unchanged":
        return (
            f"En lønn i norske kroner var i {change.period} verdt omtrent like mye i svenske kroner som i "
            f"{change.before}."
        )
    more = "mer" if change.wage_pct > 0 else "mindre"
    return (
        f"En lønn i norske kroner var i {change.period} verdt {numbers.pct(abs(change.wage_pct))} {more} i "
        f"svenske kroner enn den samme lønnen i {change.before}."
    )


def exchange_month(change: RateChange | None) -> str:
    """The newest month against the same month a year before; empty text where there is none."""
    if change is None:
        return ""
    turn = {"rose": "svakere enn", "fell": "sterkere enn", "unchanged": "omtrent like sterk som"}[
        _turn(change)
    ]
    return (
        f"Siste måned i denne utgaven er {numbers.month(change.period)}: 100 svenske kroner kostet "
        f"{_kroner(change.rate)} norske kroner. Den norske kronen var {turn} i "
        f"{numbers.month(change.before)} ({_kroner(change.rate_before)})."
    )


def exchange_extremes(low: pd.Series, high: pd.Series, first: int, last: int) -> str:
    """The years with the strongest and the weakest krone, of the full years first to last."""
    return (
        f"Av årene {numbers.years(first, last)} var den norske kronen sterkest i {int(low['year'])} "
        f"({_kroner(low['nok_per_100_sek'])} norske kroner for 100 svenske) og svakest i {int(high['year'])} "
        f"({_kroner(high['nok_per_100_sek'])})."
    )


def exchange_title(monthly: pd.DataFrame) -> str:
    """Caption of the line."""
    first, last = numbers.month(monthly["month"].min()), numbers.month(monthly["month"].max())
    return f"Prisen på 100 svenske kroner i norske kroner, månedsgjennomsnitt, {first} til {last}"


def rates_title(rows: pd.DataFrame) -> str:
    """Caption of the table of yearly rates; `rows` from rates_table."""
    years = numbers.years(rows["year"].min(), rows["year"].max())
    return f"Kursen og hva 100 norske kroner var verdt i svenske, årsgjennomsnitt {years}"


def rates_table(rates: pd.DataFrame) -> pd.DataFrame:
    """The ten newest years of border.year_rates as the reader sees them."""
    return rates.head(10).rename(columns={"wage_sek": "worth", "wage_change_pct": "change_pct"})


def exchange_alt(monthly: pd.DataFrame) -> str:
    """Alt text of the line."""
    rates = monthly.set_index("month")["nok_per_100_sek"]
    return (
        "Linjediagram over prisen på 100 svenske kroner i norske kroner, måned for måned. Den går fra "
        f"{_kroner(rates.iloc[0])} i {numbers.month(rates.index[0])} til {_kroner(rates.iloc[-1])} i "
        f"{numbers.month(rates.index[-1])}. Lavest var den i {numbers.month(rates.idxmin())} "
        f"({_kroner(rates.min())}), høyest i {numbers.month(rates.idxmax())} ({_kroner(rates.max())})."
    )


def crossings(name: str, table: pd.DataFrame) -> str:
    """The nearest crossing; `table` is the output of crossing_distances."""
    if table.empty:
        return (
            f"Kartet har ikke noe administrasjonssenter {place(name)} å måle fra. Avstanden til grenseovergangene er "
            "derfor ikke regnet ut."
        )
    nearest = table.iloc[0]
    return (
        f"Fra administrasjonssenteret {place(name)} er det om lag {numbers.n(nearest['distance_km'])}"
        f"{numbers.NBSP}kilometer i luftlinje til den nærmeste grenseovergangen på kartet, {nearest['name']}."
    )


def map_title(name: str) -> str:
    """Caption of the map."""
    return f"Grenseoverganger, administrasjonssentre og jernbanestasjoner ved grensen, med {name} framhevet"


def crossings_alt(name: str, table: pd.DataFrame, county: str = "Østfold") -> str:
    """Alt text of the map."""
    said = f"Kart over {county} og de nærmeste kommunene i Sverige, med {name} framhevet."
    if table.empty:
        return said
    parts = [f"{place} {numbers.n(km)} kilometer" for place, km in zip(table["name"], table["distance_km"])]
    return (
        f"{said} Avstand i luftlinje fra administrasjonssenteret {place(name)} til grenseovergangene: "
        f"{numbers.listing(parts)}."
    )


def crossings_table(table: pd.DataFrame) -> pd.DataFrame:
    """Distances as the reader sees them."""
    return table.rename(columns={"name": "crossing"})


def crossings_texts(name: str, distances: pd.DataFrame, county: str) -> dict:
    """What the map of crossings needs beside its picture and source."""
    return {
        "name": "grensearbeid-kart",
        "title": map_title(name),
        "note": map_note(county),
        "alt": crossings_alt(name, distances, county),
        "data": crossings_table(distances),
        "labels": LABELS,
    }


def map_source(metadata: Mapping[str, Mapping[str, str]]) -> str:
    """The source line of the map, from the layers' own metadata."""
    parts = [f"{CATEGORIES[name].lower()}: {data['attribution']}" for name, data in metadata.items()]
    return f"Kilde: {'. '.join(part[0].upper() + part[1:] for part in parts)}. Beregninger: Statusbok."


def map_note(county: str = "Østfold") -> str:
    """What the map shows and how exact it is."""
    return (
        "Avstandene er i luftlinje og ikke langs vei. Noen punkter er plassert omtrentlig; tabellen viser "
        "hvor nøyaktig hvert punkt er. Det interaktive kartet viser også jernbanestasjonene i resten av "
        f"{county}."
    )


def not_known(name: str, has_local: bool) -> list[str]:
    """What the chapter leaves out."""
    return [
        f"Hvor mange som pendler mellom {name} og Sverige i dag, vet vi ikke."
        + (
            " Det som finnes i grunnlaget, er eldre enkelttall."
            if has_local
            else " Ingen kilde i grunnlaget teller dem."
        ),
        "SSBs tall for lønnstakere som ikke er registrert bosatt, tar ikke med selvstendig næringsdrivende, "
        "og SCBs tall gjelder dem som er registrert bosatt i Sverige. Den som bor i Sverige uten å være "
        "registrert der, kan mangle i begge.",
        "Svenske registre viser ikke jobber i Norge, og norske registre viser ikke jobber i Sverige. "
        "Pendlingen kan telles i begge retninger bare når landene kobler registrene sine, og grunnlaget har "
        "få slike tellinger.",
        "Grunnlaget har ikke tall for handel, studier eller flytting over grensen, og ikke for fjernarbeid.",
    ]


def _count(row: pd.Series) -> str:
    return amount(row["value"], row["unit"], row["precision"])


def _short(definition: str) -> str:
    """The part of a definition's title that names who counted."""
    return TITLES.get(definition, definition).rsplit("(", 1)[-1].rstrip(")")


def _word(count: int) -> str:
    words = ["null", "én", "to", "tre", "fire", "fem", "seks", "sju", "åtte", "ni", "ti", "elleve", "tolv"]
    return words[count] if count < len(words) else numbers.n(count)


def _in_year(value: object) -> str:
    return ", uten årstall" if pd.isna(value) else f" i {int(value)}"


def _kroner(value: Real) -> str:
    return numbers.decimals(value, 2)


def _turn(change: RateChange | None) -> str:
    # Less than 0.05 per cent would be written as 0,0 prosent.
    return direction(change.rate, change.rate_before, tolerance=0.0005 * change.rate_before)
