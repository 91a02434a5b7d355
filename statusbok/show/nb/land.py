"""Sentences of the chapter Næringsareal; texts of its figures come as a dict, ready for `show.figure`."""

from collections.abc import Mapping, Set
from typing import NamedTuple

import pandas as pd

from statusbok.indicators import land
from statusbok.indicators.land import Development, Rank
from statusbok.show.nb.change import VERB, direction
from statusbok.show.nb.names import place
from statusbok.show.numbers import NBSP, decimals, listing, n, pct, years

CLASS_AXIS = "Prosent av det bebygde arealet"
KINDS = {"area": "Næringsområde", "port": "Havneanlegg"}
DETAILS = {
    "published_text": "Publisert om området",
    "precision": "Punktets nøyaktighet",
    "note": "Merknad",
    "source": "Kilde for punktet",
}
USES = ["land_use", "new_floor_area"]
"""Tables that the chapter uses when they have been fetched."""

LABELS = {
    "land_use_class": "Arealklasse",
    "share_pct": "Andel av bebygd areal",
    "area_ha": "Areal, regnet tilbake fra andelen",
    "buildings": "Næringsbygg",
    "indicator": "Indikator",
    "lowest": "Lavest blant de andre",
    "highest": "Høyest blant de andre",
    "first_year": "Første år",
    "first": "Verdi første år",
    "last_year": "Siste år",
    "last": "Verdi siste år",
    "area_name": "Område",
    "stated_area": "Areal i dekar",
    "category": "Type",
    "precision": "Punktets nøyaktighet",
    "published_text": "Publisert om området",
    "source": "Kilde for punktet",
    "place": "Punkt",
}
PLAN_AREA = "Planområde"
ALL_BUILDINGS, NEW_BUILDINGS = "Alle næringsbygg", "Nye næringsbygg"
BUILDINGS_LOOK = {"y_label": "Kilometer til sentrumssone", "highlight": ALL_BUILDINGS, "zero": True}
WORDS = ("null", "ett", "to", "tre", "fire", "fem", "seks", "sju", "åtte", "ni", "ti", "elleve", "tolv")


class Indicator(NamedTuple):
    """An indicator in words: name of its figure, what it is ({place} is "i Halden" or empty), unit, ends."""

    slug: str
    noun: str
    unit: str
    low: str
    high: str

    def at(self, where: str) -> str:
        """The indicator in the middle of a sentence, for a place."""
        return self.noun.format(place=f"{where} " if where else "") + ("," if "som " in self.noun else "")

    @property
    def alone(self) -> str:
        """The indicator as a heading, for no place."""
        return _capital(self.at("").rstrip(","))


def _distance(slug: str, noun: str, unit: str = "km") -> Indicator:
    return Indicator(f"naeringsareal-{slug}", noun, unit, "kortest", "lengst")


INDICATORS = {
    land.BUILDINGS: _distance("avstand-kommuner", "avstanden fra næringsbygg {place}til sentrumssone"),
    land.NEW_BUILDINGS: _distance("nye-bygg", "avstanden fra nye næringsbygg {place}til sentrumssone"),
    land.JOB_CLUSTERS: _distance("klynger", "avstanden fra boliger {place}til arbeidsplassklynger", "m"),
    land.NEW_JOB_CLUSTERS: _distance(
        "nye-boliger", "avstanden fra nye boliger {place}til arbeidsplassklynger", "m"
    ),
    land.MAIN_CENTRE: Indicator(
        "naeringsareal-hovedsentrum",
        "andelen {place}som arbeidet i hovedsentrum i egen kommune",
        "pct",
        "lavest",
        "høyest",
    ),
}

# Differences too small to speak of, in the indicator's own unit (kilometres also where metres are written).
TOLERANCE = {"km": 0.1, "m": 0.015, "pct": 0.1}
SAME_PLACE_KM = 0.25  # a nearer or farther centre than this is not worth a finding
AXES = {"km": "Kilometer", "m": "Meter", "pct": "Prosent"}

# What a municipality's own plan says of the principle, by the municipality's code.
PLANS = {
    "3101": (
        "Nærings- og sysselsettingsplanen for Halden bygger på ABC-prinsippet. Virksomheter med mye "
        "godstrafikk skal ligge "
        "utenfor bysentrum, og virksomheter med mange arbeidsplasser og besøkende skal ligge sentralt. "
        "Planen nevner "
        "stasjonsområdet og Nyhavn som et sentralt næringsområde som skal utvikles for slike virksomheter."
    )
}


def amount(value: float, unit: str) -> str:
    """A value of an indicator as the sentences write it: "3,0 kilometer", "900 meter", "12,3 prosent"."""
    if unit == "pct":
        return pct(value)
    return f"{n(_metres(value))}{NBSP}meter" if unit == "m" else f"{decimals(value, 1)}{NBSP}kilometer"


def findings(
    name: str,
    shares: pd.DataFrame,
    trends: Mapping[str, Development | None],
    buildings: pd.DataFrame,
    areas: pd.DataFrame,
) -> list[str]:
    """The main findings: arguments as for the sentences they are made of."""
    return [
        business_share(name, shares),
        over_time(name, land.BUILDINGS, trends),
        new_buildings(name, buildings),
        over_time(name, land.MAIN_CENTRE, trends),
        published(name, areas),
    ]


def business_share(name: str, shares: pd.DataFrame) -> str:
    """The class of business and services; `shares` from `class_shares` with `municipality` as name."""
    own = shares[shares["municipality"] == name]
    if own.empty:
        return f"Utgaven har ingen tall for hva det bebygde arealet {place(name)} ble brukt til."
    year, share = int(own["year"].iloc[0]), own["share_pct"].iloc[0]
    found = land.rank(shares.set_index("municipality")["share_pct"], name)
    return (
        f"I {year} var {pct(share)} av det bebygde arealet {place(name)} i klassen "
        f"«{land.BUSINESS_AND_SERVICES}»{_standing(found)}."
    )


def largest_class(name: str, uses: pd.DataFrame) -> str:
    """The largest class; `uses` from `land_use`."""
    if uses.empty:
        return business_share(name, pd.DataFrame({"municipality": []}))
    first = uses.iloc[0]
    return (
        f"Den største arealklassen {place(name)} i {int(first['year'])} var «{first['land_use_class']}», med "
        f"{pct(first['share_pct'])} av det bebygde arealet."
    )


def area(name: str, uses: pd.DataFrame) -> str:
    """The class in hectares, and that hectares are reconstructed; empty text without figures."""
    rows = uses[uses["land_use_class"] == land.BUSINESS_AND_SERVICES] if len(uses) else uses
    if rows.empty:
        return ""
    return (
        f"Andelen svarer til om lag {n(rows['area_ha'].iloc[0])} hektar av om lag {n(uses['area_ha'].sum())} "
        "hektar bebygd "
        f"areal {place(name)}. SSB har publisert andelene. Hektarene er regnet tilbake fra dem og er derfor "
        "omtrentlige."
    )


def over_time(name: str, indicator_id: str, trends: Mapping[str, Development | None]) -> str:
    """An indicator in its first and newest year."""
    words, found = INDICATORS[indicator_id], trends[indicator_id]
    what = words.at(place(name))
    if found is None:
        return f"Utgaven har ingen tall for {what.rstrip(',')}."
    new, first, last = amount(found.last, words.unit), found.first_year, found.last_year
    if first == last:
        return f"I {last} var {what} {new}."
    way = direction(found.last, found.first, TOLERANCE[words.unit])
    if way == "unchanged":
        return f"{_capital(what)} var om lag uendret fra {first} til {last} og var {new} i {last}."
    old = amount(found.first, words.unit).split(NBSP + AXES[words.unit].lower())[0]
    return f"Fra {first} til {last} {VERB[way]} {what} fra {old} til {new}."


def among(name: str, indicator_id: str, rows: pd.DataFrame) -> str:
    """Where the municipality stood in the newest year; `rows` from `compare` with `municipality` as name."""
    words, known = INDICATORS[indicator_id], rows.dropna(subset="last")
    values = known.set_index("municipality")["last"]
    if name not in values.index or len(values) < 2:
        return ""
    texts = values.map(lambda value: amount(value, words.unit))
    # Municipalities whose values read the same share the end.
    ends = {
        end: list(texts.index[texts == texts[where]])
        for end, where in ((words.low, values.idxmin()), (words.high, values.idxmax()))
    }
    parts = [f"{end} {listing([place(each) for each in at])} ({texts[at[0]]})" for end, at in ends.items()]
    year, found = int(known["last_year"].iloc[0]), land.rank(values, name)
    said = f"Blant de {n(found.of)} kommunene med tall for {year} var den {' og '.join(parts)}."
    if any(name in at for at in ends.values()):
        return said
    return f"{said} {name} var nummer {found.place}, regnet fra den med {words.low} {_kind(words)}."


def new_buildings(name: str, rows: pd.DataFrame) -> str:
    """Whether new business buildings lay nearer the centre than all, in the newest year with both.

    Args:
        name: Name of the municipality.
        rows: From `buildings_table`.
    """
    both = rows.pivot(index="year", columns="buildings", values="distance_km").reindex(
        columns=[NEW_BUILDINGS, ALL_BUILDINGS]
    )
    both = both.dropna()
    if both.empty:
        return f"Utgaven har ikke tall for både nye næringsbygg og alle næringsbygg {place(name)} i samme år."
    year, (new, every) = int(both.index.max()), both.loc[both.index.max()]
    one, other = decimals(new, 1), amount(every, "km")
    told = {
        "rose": f"lenger fra sentrumssone enn næringsbyggene samlet: {one} mot {other}",
        "fell": f"nærmere sentrumssone enn næringsbyggene samlet: {one} mot {other}",
        "unchanged": f"omtrent like langt fra sentrumssone som næringsbyggene samlet: {one} og {other}",
    }
    way = direction(new, every, SAME_PLACE_KM)
    return f"I {year} lå næringsbygg {place(name)} som var igangsatt de fire siste årene, {told[way]}."


def new_buildings_range(rows: pd.DataFrame) -> str:
    """The highest and the lowest year of new business buildings; empty text without two different ones."""
    new = rows[rows["buildings"] == NEW_BUILDINGS].set_index("year")["distance_km"]
    if len(new) < 2 or new.max() - new.min() <= TOLERANCE["km"]:
        return ""
    far, near = new.idxmax(), new.idxmin()
    return (
        f"I årene {years(new.index.min(), new.index.max())} var avstanden for nye næringsbygg lengst i {far} "
        f"({amount(new[far], 'km')}) og kortest i {near} ({amount(new[near], 'km')})."
    )


def published(name: str, rows: pd.DataFrame) -> str:
    """How many business areas something has been published on."""
    count = rows["name"].nunique()
    if count == 0:
        return f"Rapporten har ingen publiserte opplysninger om enkelte næringsområder {place(name)}."
    first, last = rows["year"].min(), rows["year"].max()
    return (
        f"Rapporten har publiserte opplysninger om {_count(count, 'næringsområde', 'næringsområder')} "
        f"{place(name)}, fra {'' if first == last else 'årene '}{years(first, last)}, men ikke om hvor mye "
        "areal som "
        "er ledig."
    )


def largest_area(rows: pd.DataFrame) -> str:
    """The largest area that has been stated; empty text where none has."""
    stated = rows.dropna(subset="value")
    if stated.empty:
        return ""
    row = stated.loc[stated["value"].idxmax()]
    said = (
        f"Det største oppgitte arealet er {_daa(row['value'])}, oppgitt av {row['publisher']} i "
        f"{int(row['year'])} som "
        f"{_lower(row['measure'])} for {row['name']}."
    )
    return f"{said} Bare en del av et planområde blir næringsareal." if row["measure"] == PLAN_AREA else said


def on_the_map(name: str, spots: pd.DataFrame) -> str:
    """What the map shows, or that there is none."""
    if spots.empty:
        return f"Rapporten har ingen punkter for næringsområder {place(name)}, og derfor ikke noe kart."
    kinds = spots["kind"].value_counts()
    words = {"area": ("næringsområde", "næringsområder"), "port": ("havneanlegg", "havneanlegg")}
    parts = [_count(kinds[kind], *each) for kind, each in words.items() if kind in kinds]
    return (
        f"Kartet viser {listing(parts)} {place(name)} som punkter. Et punkt sier hvor området ligger, og "
        "ikke hvor stort "
        f"det er. Punktene er plassert med en nøyaktighet på {_span(spots['precision_m'])} meter."
    )


def abc_plan(name: str, code: str, planners: Set[str]) -> str:
    """What the municipality's own plan says; `planners` are those whose plan is in the edition."""
    if code in planners and code in PLANS:
        return PLANS[code]
    return f"Denne utgaven har ingen plan fra {name} som sier om kommunen bruker prinsippet."


def not_known(name: str, uses: pd.DataFrame, spots: pd.DataFrame, housing: Development | None) -> list[str]:
    """What the chapter leaves out."""
    unbuilt = (
        " SSB har publisert hvor mye ubebygd areal kommuneplanen har satt av til boliger "
        f"({_daa(housing.last)} i "
        f"{housing.last_year}), men rapporten har ikke et tilsvarende tall for næring."
        if housing
        else ""
    )
    classes = (
        f"Klassen «{land.BUSINESS_AND_SERVICES}» er ikke det samme som næringsareal. Den omfatter også "
        "skoler og sykehus, "
        "og tallene kan ikke deles opp. De finnes for bare ett år, så rapporten kan ikke si hvordan arealet "
        "har endret seg."
    )
    return [
        f"Hvor mye ledig næringsareal det finnes {place(name)}, er ikke publisert. Rapporten kjenner heller "
        "ikke til noe "
        f"åpent register over ledige næringstomter.{unbuilt}",
        classes
        if len(uses)
        else f"Hvordan det bebygde arealet {place(name)} ble brukt, er ikke med i denne utgaven.",
        "Navnet på SSBs indikator for hovedsentrum sier ikke hvem andelen er regnet av. Tallene er gjengitt "
        "slik SSB har "
        "publisert dem.",
        "Nye næringsbygg er de som er igangsatt i løpet av fire år. I små kommuner er de få, og avstanden "
        "kan da endre seg "
        "mye fra år til år.",
        "Punktene på kartet er hentet fra ulike kilder. Grensene for områdene, hva som er ferdig regulert, "
        "og hva som er "
        "solgt, er ikke med."
        if len(spots)
        else f"Hvor næringsområdene {place(name)} ligger, og hva som er ferdig regulert, er ikke med.",
    ]


def with_names(rows: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Rows with the municipality's name as first column instead of its code."""
    named = rows["municipality_code"].map(lambda code: names.get(code, code))
    rows = rows.drop(columns="municipality_code")
    rows.insert(0, "municipality", named)
    return rows


def uses_texts(name: str, uses: pd.DataFrame) -> dict[str, object]:
    """Texts and table of the bars of one municipality's classes."""
    parts = [f"{row.land_use_class} {pct(row.share_pct)}" for row in uses.itertuples()]
    return {
        "name": "naeringsareal-klasser",
        "title": f"Bebygd areal {place(name)} etter hva det ble brukt til, {int(uses['year'].iloc[0])}",
        "alt": f"Liggende søyler, størst andel øverst: {listing(parts)}.",
        "note": "Arealene i hektar er regnet tilbake fra andelene og er ikke publisert av SSB.",
        "data": uses[["land_use_class", "share_pct", "area_ha"]],
        "labels": LABELS,
    }


def shares_texts(name: str, shares: pd.DataFrame) -> dict[str, object]:
    """Texts and table of the bars of the class in all municipalities."""
    parts = [f"{row.municipality} {pct(row.share_pct)}" for row in shares.itertuples()]
    year = int(shares["year"].iloc[0])
    return {
        "name": "naeringsareal-klassen-kommuner",
        "title": f"Andel av det bebygde arealet i klassen «{land.BUSINESS_AND_SERVICES}», {year}",
        "alt": f"Liggende søyler, {name} framhevet: {listing(parts)}.",
        "note": "Klassen omfatter også skoler og sykehus. Arealene i hektar er regnet tilbake fra andelene.",
        "data": shares[["municipality", "share_pct", "area_ha"]],
        "labels": LABELS,
    }


def buildings_table(all_of_them: pd.Series, new: pd.Series) -> pd.DataFrame:
    """The two series of one municipality as rows for a chart with lines."""
    parts = [
        pd.DataFrame({"year": values.index, "buildings": label, "distance_km": values.to_numpy()})
        for label, values in ((ALL_BUILDINGS, all_of_them), (NEW_BUILDINGS, new))
        if len(values)
    ]
    return (
        pd.concat(parts, ignore_index=True)
        if parts
        else pd.DataFrame(columns=["year", "buildings", "distance_km"])
    )


def buildings_texts(name: str, rows: pd.DataFrame) -> dict[str, object]:
    """Texts and table of the lines of all and new business buildings."""
    period = years(rows["year"].min(), rows["year"].max())
    parts = []
    for label, values in rows.groupby("buildings", sort=False):
        ends = values.drop_duplicates("year").sort_values("year").iloc[[0, -1]].drop_duplicates()
        told = [f"{amount(row.distance_km, 'km')} i {row.year}" for row in ends.itertuples()]
        parts.append(f"{label}: {listing(told)}.")
    return {
        "name": "naeringsareal-avstand",
        "title": f"Avstand fra næringsbygg til sentrumssone {place(name)}, {period}",
        "alt": f"Linjediagram over avstanden for alle og for nye næringsbygg {period}. {' '.join(parts)}",
        "note": "Nye næringsbygg er de som er igangsatt i løpet av de fire siste årene.",
        "data": rows,
        "labels": LABELS,
    }


def compared_table(indicator_id: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of `compare` with names, as the figure takes them: the columns' suffix is the unit."""
    unit = INDICATORS[indicator_id].unit
    values = {f"{column}_{unit}": rows[column].astype(float) for column in ("first", "last")}
    if unit == "m":
        values = {column: numbers.map(_metres, na_action="ignore") for column, numbers in values.items()}
    return pd.DataFrame({"municipality": rows["municipality"], **values})


def compared_texts(name: str, indicator_id: str, rows: pd.DataFrame) -> dict[str, object]:
    """Texts and table of a figure with first and newest year in all municipalities."""
    words = INDICATORS[indicator_id]
    first, last = int(rows["first_year"].iloc[0]), int(rows["last_year"].iloc[0])
    parts = [
        f"{row.municipality} {'..' if pd.isna(row.last) else amount(row.last, words.unit)}"
        for row in rows.itertuples()
    ]
    table = compared_table(indicator_id, rows)
    if first == last:
        table = table.drop(columns=f"first_{words.unit}")
    unit = ", meter" if words.unit == "m" else ""
    chart = "Liggende søyler" if first == last else "Punktdiagram med to år"
    return {
        "name": words.slug,
        "title": f"{words.alone}, {f'{first} og {last}' if first != last else last}",
        "alt": f"{chart}, {name} framhevet. Verdier i {last}, lavest først: {listing(parts)}.",
        "data": table,
        "labels": {f"first_{words.unit}": f"{first}{unit}", f"last_{words.unit}": f"{last}{unit}"},
    }


def compared_chart(indicator_id: str, rows: pd.DataFrame) -> tuple[str, dict[str, object]]:
    """The kind of chart for the table of `compared_texts`, and its columns and axis: two years or one."""
    unit, first, last = INDICATORS[indicator_id].unit, rows["first_year"].iloc[0], rows["last_year"].iloc[0]
    if first == last:
        return "bars", {"value": f"last_{unit}", "x_label": AXES[unit]}
    ends = {
        "start": f"first_{unit}",
        "end": f"last_{unit}",
        "start_label": str(first),
        "end_label": str(last),
    }
    return "dumbbell", {**ends, "x_label": AXES[unit]}


def overview_table(rows: pd.DataFrame, definitions: pd.DataFrame) -> pd.DataFrame:
    """Rows of `overview` as the reader sees them, with SSB's names and units."""
    known = definitions.set_index("indicator_id")
    names = [f"{known.at[i, 'label']} ({known.at[i, 'unit']})" for i in rows["indicator_id"]]
    shown = rows.drop(columns="indicator_id")
    shown.insert(0, "indicator", names)
    places = ["first", "last", "lowest", "highest"]
    return shown.assign(**{column: [_plain(value) for value in shown[column]] for column in places})


def overview_texts(name: str, rows: pd.DataFrame, definitions: pd.DataFrame) -> dict[str, object]:
    """Texts and table of the indicators of one municipality."""
    return {
        "name": "naeringsareal-indikatorer",
        "title": f"SSBs indikatorer for nærhet mellom bygg, sentrum og arbeidsplasser {place(name)}",
        "note": "Lavest og høyest blant de andre gjelder kommunene det er sammenlignet med, i siste år.",
        "data": overview_table(rows, definitions),
        "labels": LABELS,
    }


def published_texts(name: str, rows: pd.DataFrame) -> dict[str, object]:
    """Texts and table of what has been published."""
    table = rows.rename(columns={"name": "area_name", "value": "stated_area"})
    publishers = listing(list(dict.fromkeys(rows["publisher"])))
    table["status"] = [
        f"{status} ({year})" for status, year in zip(rows["status"], rows["year"], strict=True)
    ]
    return {
        "name": "naeringsareal-publisert",
        "title": f"Det som er publisert om næringsområder {place(name)}",
        "note": f"Publisert av {publishers}. Tabellen er ikke et register "
        "over næringsareal. Den har bare det som er funnet publisert.",
        "data": table[["area_name", "measure", "stated_area", "status", "note"]],
        "labels": LABELS,
    }


def map_points(spots: pd.DataFrame) -> pd.DataFrame:
    """The points with their kind, precision and published areas in words."""
    return spots.assign(
        category=spots["kind"].map(KINDS),
        precision=[f"om lag {n(metres)}{NBSP}meter" for metres in spots["precision_m"]],
        published_text=[listing(names) if names else "" for names in spots["published"]],
    )


def map_texts(name: str, points: pd.DataFrame, attribution: str) -> dict[str, object]:
    """Texts, table and source of the map; `points` from `map_points`."""
    table = points.rename(columns={"name": "place"})
    return {
        "name": "naeringsareal-kart",
        "title": f"Næringsområder og havneanlegg {place(name)}",
        "alt": f"Kart med {n(len(points))} punkter {place(name)}: {listing(list(points['name']))}.",
        "note": "Nummeret i kartet viser til listen under. Punktene er ikke grenser.",
        "source": f"Kilde: {attribution}. Beregninger: Statusbok.",
        "data": table[["place", "category", "precision", "published_text", "source", "note"]],
        "labels": LABELS,
        "missing": {"published_text": "..", "note": "."},
    }


def _standing(found: Rank | None) -> str:
    """Tail of a sentence: where a share stood among the municipalities."""
    if found is None or found.of < 2:
        return ""
    if found.place in (1, found.of):
        end = "laveste" if found.place == 1 else "høyeste"
        return f", den {end} andelen blant {n(found.of)} kommuner"
    place_from_top = found.of - found.place + 1
    return f", nummer {place_from_top} blant {n(found.of)} kommuner regnet fra den høyeste andelen"


def _count(number: int, one: str, many: str) -> str:
    return f"{WORDS[number] if number < len(WORDS) else n(number)} {one if number == 1 else many}"


def _kind(words: Indicator) -> str:
    return "andel" if words.unit == "pct" else "avstand"


def _span(metres: pd.Series) -> str:
    low, high = metres.min(), metres.max()
    return n(low) if low == high else f"{n(low)}–{n(high)}"


def _metres(value: float) -> float:
    """Kilometres as metres to the nearest ten, as exact as the figures are."""
    return round(value * 100) * 10


def _daa(value: float) -> str:
    return f"{n(value) if value >= 10 else decimals(value, 1)}{NBSP}dekar"


def _plain(value: float) -> str | None:
    return None if pd.isna(value) else decimals(value, 2 if abs(value) < 1 else 1)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
