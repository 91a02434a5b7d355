"""Sentences and figure texts of the chapter on what lies behind the growth, and on the comparison group."""

from collections.abc import Iterable, Mapping

import pandas as pd

from statusbok.indicators.drivers import (
    BASIS,
    JOBS,
    KIND_OF,
    KINDS,
    MIXED,
    PUBLIC,
    REGIONAL,
    RESIDENTS,
    VISIT,
    Basis,
    Growth,
    PlanKinds,
    Workplaces,
)
from statusbok.indicators.employment import OTHER_INDUSTRIES
from statusbok.indicators.peers import CLASSES_AWAY, LARGEST, MOST, SMALLEST, Group
from statusbok.show.nb.change import VERB, direction
from statusbok.show.nb.employment import Q4, REVISION_BREAK, TOLERANCE, in_sentence, industry
from statusbok.show.nb.labels import INDUSTRIES
from statusbok.show.nb.names import place
from statusbok.show.numbers import listing, n, one, pct, pct_sign, signed, years

Texts = dict[str, str | None | dict[str, str]]

NOUN: dict[Basis, str] = {JOBS: "arbeidsplasser {place}", RESIDENTS: "sysselsatte bosatt {place}"}
WHOM: dict[Basis, str] = {RESIDENTS: "sysselsatte bosatte", JOBS: "arbeidsplasser"}
ALL: dict[Basis, str] = {RESIDENTS: "de sysselsatte bosatte", JOBS: "arbeidsplassene"}
COUNTED: dict[Basis, str] = {RESIDENTS: "Sysselsatte bosatte", JOBS: "Arbeidsplasser"}
SLUG: dict[Basis, str] = {RESIDENTS: "bosatte", JOBS: "arbeidsplasser"}

COUNTRY_NAME, COUNTRY_AREA = "Norge", "landet"
GROUP_NAME = "Sammenligningsgruppen"
CHANGE = "Endring"

AXES = {"change": "Endring, personer"}

USES = ["municipality_centrality"]
"""Tables that the chapter uses when they have been fetched."""

PARTS = {"mix": "Næringssammensetning", "local": "Lokal del"}

KIND_LABELS = {
    BASIS: "Basisnæringer",
    VISIT: "Besøksnæringer",
    REGIONAL: "Regionale næringer",
    PUBLIC: "Offentlig sektor",
    MIXED: "Blandet",
}

INDICATORS = {
    "residents_growth": "Vekst i sysselsatte bosatte",
    "jobs_growth": "Vekst i arbeidsplasser",
    "rate": "Sysselsettingsgrad 15–74 år",
    "net_commuting": "Nettopendling i prosent av de sysselsatte bosatte",
}
SUBJECTS = {
    "residents_growth": "Veksten i sysselsatte bosatte",
    "jobs_growth": "Veksten i arbeidsplasser",
    "rate": "Sysselsettingsgraden i alderen 15–74 år",
    "net_commuting": "Nettopendlingen",
}
OF = {"net_commuting": " av de sysselsatte bosatte"}


def findings(
    name: str, code: str, county: str, growth: Growth | None, places: Workplaces | None, stands: list[str]
) -> list[str]:
    """The main findings of the chapter, at most six.

    Args:
        name: Name of the municipality.
        code: Its code.
        county: Name of its county.
        growth: Growth of the basis to tell of: jobs where there are figures, else employed residents.
        places: See `indicators.drivers.workplaces`.
        stands: Output of `standings`.
    """
    said = [
        change(RESIDENTS if growth is None else growth.basis, name, growth, county),
        parts(name, growth, code, county),
        steady(growth),
        "" if growth is None else contributions(name, growth),
        workplaces(name, places),
        *stands[:1],
    ]
    return [sentence for sentence in said if sentence]


# Shift-share


def area(growth: Growth | None, county: str) -> str:
    """What a sentence calls the area that growth is held against: "landet" or the county's name."""
    return COUNTRY_AREA if growth is not None and growth.reference == "country" else county


def change(basis: Basis, name: str, growth: Growth | None, county: str) -> str:
    """Growth of one basis, against that of the reference area.

    Args:
        basis: Whom the figures count.
        name: Name of the municipality.
        growth: See `indicators.drivers.growth`.
        county: Name of the county.
    """
    noun = NOUN[basis].format(place=place(name))
    if growth is None:
        return f"Utgaven har ikke {noun} etter næring for to år som kan sammenlignes."
    since, year = growth.window
    first, last = growth.industries["from_persons"].sum(), growth.industries["to_persons"].sum()
    which = direction(last, first, TOLERANCE)
    if which == "unchanged":
        said = f"Tallet på {noun} var om lag det samme i {year} som i {since}"
    else:
        percent = pct(abs(100 * (last - first) / first))
        said = f"Fra {since} til {year} {VERB[which]} tallet på {noun} med {n(abs(last - first))} ({percent})"
    if growth.by_municipality.empty:
        return f"{said}."
    reference = growth.by_municipality["reference_pct"].iloc[0]
    there = direction(round(reference, 1), 0)
    if there == which != "unchanged":
        return f"{said}, mot {pct(abs(reference))} i {area(growth, county)}."
    went = "var uendret" if there == "unchanged" else f"{VERB[there]} med {pct(abs(reference))}"
    return f"{said}, mens det {went} i {area(growth, county)}."


def parts(name: str, growth: Growth | None, code: str, county: str) -> str:
    """The three parts of the growth (`decompose`); empty where they could not be worked out."""
    if growth is None or growth.by_municipality.empty:
        return ""
    own = growth.by_municipality.set_index("municipality_code").loc[code]
    which = direction(own["reference_persons"], 0, TOLERANCE)
    verb = {"rose": "økt", "fell": "falt"}.get(which)
    would = f"{verb} med {n(abs(own['reference_persons']))}" if verb else "vært om lag uendret"
    return (
        f"Med samme vekst som i {area(growth, county)} ville tallet på {NOUN[growth.basis].format(place=place(name))} "
        f"ha {would}; næringssammensetningen {_pulled(own['mix_persons'])}, og den lokale delen "
        f"{_pulled(own['local_persons'])}."
    )


def _pulled(persons: float) -> str:
    which = direction(persons, 0, TOLERANCE)
    if which == "unchanged":
        return "betydde lite"
    return f"trakk {'opp' if which == 'rose' else 'ned'} med {n(abs(persons))}"


def steady(growth: Growth | None) -> str:
    """Whether the local part keeps its sign whichever year one counts from; empty for fewer than two such years."""
    if growth is None or len(growth.by_base_year) < 2:
        return ""
    local = growth.by_base_year["local_persons"].round()
    low, high, count = local.min(), local.max(), len(local)
    ends = f"fra {signed(low)} til {signed(high)}"
    subject = f"Den lokale delen for {WHOM[growth.basis]}"
    if high < 0 or low > 0:
        sign = "negativ" if high < 0 else "positiv"
        return f"{subject} var {sign} med hvert av de {n(count)} årene som kan være basisår, {ends}."
    if low == high:
        return f"{subject} var null med hvert av de {n(count)} årene som kan være basisår."
    if high == 0 or low == 0:
        sign = "negativ" if high == 0 else "positiv"
        return f"{subject} var {sign} eller null med hvert av de {n(count)} årene som kan være basisår, {ends}."
    return (
        f"{subject} avhenger av basisåret: den var positiv med {n((local > 0).sum())} og negativ med "
        f"{n((local < 0).sum())} av de {n(count)} årene som kan være basisår, {ends}."
    )


def reference(growths: Mapping[Basis, Growth | None], county: str) -> list[str]:
    """What the growth is held against, and what the figures do not reach to."""
    found = [growth for growth in growths.values() if growth]
    if not found:
        return ["Utgaven har ikke tall etter næring for to år som kan sammenlignes, så veksten kan ikke deles opp."]
    said = []
    if growths[JOBS] is None:
        said.append("Utgaven har ikke arbeidsplasser etter næring, så kapitlet deler bare opp sysselsatte bosatte.")
    if all(growth.by_municipality.empty for growth in found):
        return [
            *said,
            "Den har verken landstall etter næring eller tall for alle kommunene i fylket i to år som kan "
            "sammenlignes, så veksten er ikke delt i tre.",
        ]
    if found[0].reference == "country":
        return [*said, "Landet er brukt som sammenligning."]
    said.append(
        "Fylket er brukt som sammenligning, for landstall etter næring er ikke med i utgaven. "
        f"{county} er her summen av kommunene, også kommunen selv."
    )
    return said


def coarse(growths: Iterable[Growth | None]) -> str:
    """That the industries are few and broad; empty where the groups make up the total."""
    for growth in growths:
        if growth is not None and OTHER_INDUSTRIES in set(growth.industries["industry_code"]):
            return (
                f"Tallene har {n(len(growth.industries) - 1)} næringsgrupper og én for alle de andre næringene, så "
                "næringssammensetningen fanger bare opp grove forskjeller."
            )
    return ""


# Industries and kinds


def contributions(name: str, growth: Growth) -> str:
    """Which industries rose and fell most (`contributions`), and what the others came to."""
    since, year = growth.window
    table = growth.industries.set_index("industry_code")["change_persons"]
    groups = table.drop(OTHER_INDUSTRIES, errors="ignore")
    period, noun = f"Fra {since} til {year}", f"tallet på {NOUN[growth.basis].format(place=place(name))}"
    up, down = groups.idxmax(), groups.idxmin()
    rose, fell = groups[up] > TOLERANCE, groups[down] < -TOLERANCE
    most = f"mest innen {in_sentence(industry(up))} ({signed(groups[up])})"
    least = f"mest innen {in_sentence(industry(down))} ({signed(groups[down])})"
    if rose and fell:
        said = f"{period} økte {noun} {most} og falt {least}."
    elif rose:
        said = f"{period} økte {noun} {most}; ingen av næringsgruppene falt nevneverdig."
    elif fell:
        said = f"{period} falt {noun} {least}; ingen av næringsgruppene økte nevneverdig."
    else:
        said = f"{period} endret {noun} seg ikke nevneverdig i noen av næringsgruppene."
    if OTHER_INDUSTRIES not in table:
        return said
    return f"{said} De andre næringene endret seg til sammen med {signed(table[OTHER_INDUSTRIES])}."


def kinds(name: str, growth: Growth) -> str:
    """The kinds as far as the published groups go (`indicators.drivers.kinds`)."""
    rows = growth.kinds.set_index("kind")
    least = [f"{in_sentence(KIND_LABELS[kind])} {pct(rows.at[kind, 'share_pct'])}" for kind in KINDS]
    return (
        f"Av {ALL[growth.basis]} {place(name)} i {Q4} {growth.window.year} lå minst så mye i hver type: "
        f"{listing(least)}. De andre {pct(rows.at[MIXED, 'share_pct'])} var i næringsgrupper som rommer flere typer, "
        "og kan ikke fordeles."
    )


def plan_kinds(plan: PlanKinds | None) -> list[str]:
    """The kinds as the plan gives them; nothing without a plan."""
    if plan is None:
        return []
    rows = plan.table.set_index("kind")
    counts = [f"{in_sentence(KIND_LABELS[kind])} {n(rows.at[kind, 'persons'])}" for kind in KINDS]
    total = rows["persons"].sum()
    said = [
        "Kommunens plan gjengir Telemarksforskings inndeling i fire typer næringer. Ved utgangen av "
        f"{plan.year} var fordelingen {listing(counts)}, i alt {n(total)} «ansatte».",
        "Tallene er Telemarksforskings slik planen oppgir dem, og de kan ikke regnes ut på nytt her.",
    ]
    if plan.jobs is not None and plan.jobs != total:
        word = "flere" if total > plan.jobs else "færre"
        said.append(
            f"Summen er {n(abs(total - plan.jobs))} {word} enn de {n(plan.jobs)} arbeidsplassene som planen selv "
            "oppgir for samme år, så de to kan ikke settes på samme linje."
        )
    return said


# Where the new residents in work work


def workplaces(name: str, found: Workplaces | None) -> str:
    """Change in employed residents by place of work (`workplaces`)."""
    if found is None:
        whom = f"sysselsatte bosatt {place(name)}"
        return f"Utgaven har ikke tall for hvor {whom} arbeider i to år som kan sammenlignes."
    since, year = found.window
    by_place = found.table.set_index("place")["change_persons"]
    total = by_place.sum()
    which = direction(total, 0, TOLERANCE)
    noun = f"tallet på sysselsatte bosatt {place(name)}"
    start = (
        f"Fra {since} til {year} var {noun} om lag uendret"
        if which == "unchanged"
        else f"Fra {since} til {year} {VERB[which]} {noun} med {n(abs(total))}"
    )
    elsewhere = total - by_place["own"] - by_place["outside"]
    return (
        f"{start}: {signed(by_place['own'])} blant dem som arbeidet {place(name)}, {signed(elsewhere)} blant dem som "
        f"arbeidet i andre kommuner, og {signed(by_place['outside'])} blant dem uten arbeidssted i en norsk kommune."
    )


def workplace_most(found: Workplaces | None, names: Mapping[str, str]) -> str:
    """Which of the other municipalities that most work in changed most; empty where none did."""
    if found is None:
        return ""
    others = found.table.set_index("place")["change_persons"].drop(["own", "rest", "outside"], errors="ignore")
    up, down = others[others > TOLERANCE], others[others < -TOLERANCE]
    ends = [("økte", up.idxmax() if len(up) else None), ("falt", down.idxmin() if len(down) else None)]
    most = [(verb, f"mest {place(names.get(at, at))} ({signed(others[at])})") for verb, at in ends if at is not None]
    if not most:
        return ""
    (verb, where), *other = most
    tail = "".join(f" og {last} {there}" for last, there in other)
    return f"Blant de {n(len(others))} andre kommunene som flest arbeidet i, {verb} tallet {where}{tail}."


# The comparison group


def rule(found: Group | None, name: str) -> list[str]:
    """How the comparison group is made, and who is in it."""
    known = found is not None and found.centrality_class is not None
    centrality = f" og en sentralitetsklasse som er høyst {n(CLASSES_AWAY)} unna" if known else ""
    said = [
        f"Sammenligningsgruppen er inntil {n(MOST)} kommuner blant dem som utgaven har næringstall for. De har mellom "
        f"{n(SMALLEST)} og {pct(LARGEST, 0)} av kommunens folketall{centrality}, og fordelingen av de sysselsatte "
        "bosatte på næringer er mest mulig lik kommunens.",
        "Likheten er halve summen av forskjellene mellom næringenes andeler: så mange prosent måtte ha arbeidet i en "
        "annen næring for at de to kommunene skulle være like.",
    ]
    if found is None:
        return [*said, f"Utgaven har ikke tallene som trengs for å finne en gruppe for {name}."]
    if not known:
        said.append(
            "SSBs sentralitetsindeks skal også være med i regelen, men er ikke med ennå, for den er ikke hentet. "
            "Ingenting er satt i stedet for den."
        )
    return said


def members(found: Group | None, name: str, names: Mapping[str, str]) -> str:
    """Who is in the group."""
    if found is None:
        return ""
    if not found.codes:
        return f"Ingen av kommunene oppfyller kravene, så {name} har ingen sammenligningsgruppe i denne utgaven."
    listed = listing([names[code] for code in found.codes])
    return f"Gruppen for {name} er {listed}{', den likeste først' if len(found.codes) > 1 else ' alene'}."


def standings(name: str, table: pd.DataFrame) -> list[str]:
    """Where a municipality stands in its group by each indicator (`peers.standings`), always with the values."""
    return [_standing(name, row) for row in table[table["place"].notna()].to_dict("records")]


def _standing(name: str, row: Mapping[str, float]) -> str:
    period = f"i {row['year']}" if pd.isna(row["since"]) else f"fra {int(row['since'])} til {row['year']}"
    value = f"{pct(row['own_pct'])}{OF.get(row['indicator'], '')}"
    own = f"{SUBJECTS[row['indicator']]} {place(name)} {period} var {value}"
    if row["of"] == 2:
        return f"{own}; den ene kommunen i sammenligningsgruppen hadde {pct(row['median_pct'])}."
    others = int(row["of"]) - 1
    own_pct, low, high = (round(row[column], 1) for column in ("own_pct", "low_pct", "high_pct"))
    every = "begge kommunene" if others == 2 else f"alle de {n(others)} kommunene"
    if low == high == own_pct:
        return f"{own}, det samme som i {every} i sammenligningsgruppen."
    if own_pct > high or own_pct < low:
        stands = f"{'høyere' if own_pct > high else 'lavere'} enn i {every}"
    elif own_pct in (low, high):
        stands = f"det samme som den {'høyeste' if own_pct == high else 'laveste'} av de {n(others)} kommunene"
    else:
        stands = f"nummer {n(row['place'])} ovenfra når kommunen regnes med blant de {n(others)} kommunene"
    return (
        f"{own}, {stands} i sammenligningsgruppen, der medianen var {pct(row['median_pct'])} (fra "
        f"{one(row['low_pct'])} til {one(row['high_pct'])})."
    )


def not_known(
    name: str, growths: Mapping[Basis, Growth | None], found: Group | None, plan: PlanKinds | None
) -> list[str]:
    """What the chapter's numbers leave out."""
    items = []
    if any(growth is not None and not growth.by_municipality.empty for growth in growths.values()):
        items.append(
            "Hva som ligger bak den lokale delen, viser tallene ikke. Det kan være én stor arbeidsgiver, en ny "
            "næringskode eller noe annet."
        )
    if any(growth is not None and growth.reference == "county" for growth in growths.values()):
        items.append(
            "Hvordan veksten var mot landet, næring for næring, vises ikke før landstallene i SSBs tabell 07984 er "
            "hentet."
        )
    items.append(
        "Tallene for hvor folk arbeider, er forskjeller mellom to år. De sier ikke hvem som er nye i arbeid: noen har "
        "flyttet, noen har byttet arbeidssted, og noen har sluttet."
    )
    if plan is not None:
        items.append(
            "Telemarksforskings fordeling bygger på mer detaljerte næringer enn utgaven har, og den kan ikke "
            "etterprøves her."
        )
    if found is not None:
        items.append(
            "Sammenligningsgruppen kan bare hentes fra kommuner som utgaven har næringstall for. Kommuner andre "
            f"steder i landet kan ligne mer på {name}."
        )
    if found is not None and found.centrality_class is None:
        items.append("Hvor sentralt kommunene i gruppen ligger, er ikke tatt hensyn til.")
    return items


# Texts around the figures


def parts_table(growth: Growth, names: Mapping[str, str]) -> pd.DataFrame:
    """`decompose` with names instead of codes, in the order of the figure."""
    table = growth.by_municipality.assign(name=growth.by_municipality["municipality_code"].map(names))
    shares = [f"{part}_pct" for part in ("change", "reference", "mix", "local")]
    counts = [f"{part}_persons" for part in ("from", "change", "reference", "mix", "local")]
    return table[["name", *shares, *counts]]


def parts_labels(growth: Growth, county: str) -> dict[str, str]:
    """Names of the three parts, per cent, for the legend."""
    return {"reference_pct": f"Som {area(growth, county)}", **{f"{part}_pct": label for part, label in PARTS.items()}}


def parts_axis(growth: Growth) -> str:
    """What the bars in three parts measure."""
    return f"Prosent av {ALL[growth.basis]} i {growth.window.since}"


def parts_texts(growth: Growth, data: pd.DataFrame, county: str) -> Texts:
    """Growth in three parts by municipality (`parts_table`)."""
    since, year = growth.window
    labels = parts_labels(growth, county)
    rows = [
        f"{row['name']} {_signed_pct(row['change_pct'])} ({listing([one(row[part]) for part in labels])})"
        for row in data.to_dict("records")
    ]
    words = [in_sentence(label) for label in labels.values()]
    return {
        "title": f"Endring i {WHOM[growth.basis]} {years(since, year)} delt i tre, etter kommune",
        "alt": f"Stablede søyler til hver side av null, én for hver kommune, med summen som en rute. I parentes: "
        f"{listing(words)}. {listing(rows)}.",
        "note": f"{parts_axis(growth)}. Delene er avrundet hver for seg.",
        "labels": {
            "change_pct": "Endring, prosent",
            **{part: f"{label}, prosent" for part, label in labels.items()},
            "from_persons": f"{COUNTED[growth.basis]} {since}",
            "change_persons": "Endring",
            **{part.replace("_pct", "_persons"): label for part, label in labels.items()},
        },
    }


def _signed_pct(value: float) -> str:
    return f"{signed(value, 1)} prosent"


def base_year_texts(name: str, growth: Growth, county: str) -> Texts:
    """The three parts for each base year (`base_years`)."""
    labels, noun = parts_labels(growth, county), NOUN[growth.basis].format(place=place(name))
    return {
        "title": f"Endring i {noun} til {growth.window.year} delt i tre, etter basisår",
        "note": "Basisåret er det året endringen er regnet fra.",
        "labels": {
            "since_year": "Basisår",
            "change_persons": "Endring",
            **{part.replace("_pct", "_persons"): label for part, label in labels.items()},
            "local_pct": "Lokal del, prosent av basisåret",
        },
    }


def industries_table(growth: Growth) -> pd.DataFrame:
    """`contributions` with names instead of codes."""
    table = growth.industries
    return table.assign(industry=table["industry_code"].map(industry))[
        ["industry", "from_persons", "to_persons", "change_persons", "change_points"]
    ]


def industries_texts(name: str, growth: Growth, data: pd.DataFrame) -> Texts:
    """Contributions of the industries (`industries_table`)."""
    since, year = growth.window
    rows = [f"{row['industry']} {signed(row['change_persons'])}" for row in data.to_dict("records")]
    return {
        "title": f"Endring i {NOUN[growth.basis].format(place=place(name))} {years(since, year)}, etter næring",
        "alt": f"Liggende søyler, størst økning øverst: {listing(rows)}.",
        "note": f"Bidraget er endringen i prosent av alle {WHOM[growth.basis]} i {since}. Bidragene blir til "
        f"sammen veksten, {_signed_pct(data['change_points'].sum())}.",
        "labels": {
            "from_persons": f"{COUNTED[growth.basis]} {since}",
            "to_persons": f"{COUNTED[growth.basis]} {year}",
            "change_persons": "Endring",
            "change_points": "Bidrag til veksten",
        },
    }


def kinds_table(table: pd.DataFrame) -> pd.DataFrame:
    """`kinds` with the reader's words, and the groups that lie in each."""
    groups = {kind: [INDUSTRIES[code] for code in KIND_OF if KIND_OF[code] == kind] for kind in KINDS}
    listed = {kind: listing([found[0], *map(in_sentence, found[1:])]) for kind, found in groups.items()}
    return table.assign(
        kind=table["kind"].map(KIND_LABELS), groups=table["kind"].map(listed).fillna("Alle andre næringsgrupper")
    )


def kinds_texts(name: str, growth: Growth) -> Texts:
    """The kinds as far as the published groups go (`kinds_table`)."""
    since, year = growth.window
    return {
        "title": f"{COUNTED[growth.basis]} {place(name)} etter type næring, så langt næringsgruppene rekker, "
        f"{Q4} {since} og {year}",
        "note": "Inndelingen er rapportens lesning av typene slik Haldens plan gjengir dem fra Telemarksforsking. En "
        "gruppe er plassert bare når hele gruppen hører til én type. Varehandel er blandet fordi butikkhandel er "
        "besøksnæring og engroshandel regional; undervisning og helse er blandet fordi de er både offentlige og "
        "private.",
        "labels": {
            "kind": "Type",
            "from_persons": str(since),
            "to_persons": str(year),
            "change_persons": "Endring",
            "groups": "Næringsgrupper",
        },
    }


def plan_kinds_texts(plan: PlanKinds) -> Texts:
    """The kinds as the plan gives them (`indicators.drivers.plan_kinds`)."""
    missing = plan.table.loc[plan.table["change_persons"].isna(), "kind"].map(KIND_LABELS).map(in_sentence)
    return {
        "title": f"Fire typer næringer slik kommunens plan oppgir dem fra Telemarksforsking, {plan.year}",
        "note": None if missing.empty else f"Planen oppgir ikke endringen for {listing(missing.tolist())}.",
        "labels": {
            "kind": "Type",
            "persons": "«Ansatte»",
            "share_pct": "Andel av summen",
            "change_persons": "Endring" if plan.since is None else f"Endring {years(plan.since, plan.year)}",
        },
    }


def workplaces_table(found: Workplaces, name: str, names: Mapping[str, str]) -> pd.DataFrame:
    """`workplaces` with names instead of codes."""
    known = {"own": name, "rest": "Andre kommuner", "outside": "Ingen norsk kommune"}
    return found.table.assign(work=[known.get(code) or names.get(code, code) for code in found.table["place"]])[
        ["work", "from_persons", "to_persons", "change_persons"]
    ]


def workplaces_texts(name: str, found: Workplaces, data: pd.DataFrame) -> Texts:
    """Change in employed residents by place of work (`workplaces_table`)."""
    since, year = found.window
    rows = [f"{row['work']} {signed(row['change_persons'])}" for row in data.to_dict("records")]
    return {
        "title": f"Endring i sysselsatte bosatt {place(name)} {years(since, year)}, etter arbeidssted",
        "alt": f"Liggende søyler, én for hvert arbeidssted: {listing(rows)}.",
        "note": "Radene blir til sammen endringen i alle sysselsatte bosatte i SSBs tabell 11618, som kan avvike med "
        "noen få personer fra tabell 07984. «Ingen norsk kommune» er blant annet sokkelen, Svalbard og utlandet."
        + (f" Tallene før {since} er de først publiserte og kan ikke sammenlignes." if since in REVISION_BREAK else ""),
        "labels": {
            "from_persons": f"Sysselsatte bosatte {since}",
            "to_persons": f"Sysselsatte bosatte {year}",
            "change_persons": "Endring",
        },
    }


def development_texts(name: str, data: pd.DataFrame) -> Texts:
    """Employed residents as an index (`indicators.peers.development`)."""
    first, last = int(data["year"].min()), int(data["year"].max())
    newest = data[data["year"] == last].set_index("area")["employed_index"]
    lines = listing([f"{label} {one(value)}" for label, value in newest.items()])
    return {
        "title": f"Sysselsatte bosatt {place(name)} og i andre områder, {years(first, last)}, indeks",
        "alt": f"Linjediagram med indeks, {first} er 100. I {last}: {lines}.",
        "note": "Sammenligningsgruppen er summen av kommunene i gruppen."
        if GROUP_NAME in newest
        else None,
        "labels": {"employed_index": f"Indeks ({first} = 100)"},
    }


def standings_table(standings: pd.DataFrame) -> pd.DataFrame:
    """`indicators.peers.standings` with the reader's words: place in one cell, and without what is wholly missing."""
    rows = standings.to_dict("records")
    period = [str(row["year"]) if pd.isna(row["since"]) else years(row["since"], row["year"]) for row in rows]
    named = [f"{INDICATORS[row['indicator']]}, {when}" for row, when in zip(rows, period, strict=True)]
    places = [None if pd.isna(row["place"]) else f"{n(row['place'])} av {n(row['of'])}" for row in rows]
    spread = [
        None if pd.isna(row["place"]) else f"{one(row['low_pct'])} til {pct_sign(row['high_pct'])}" for row in rows
    ]
    table = standings.assign(indicator=named, place=places, spread=spread)
    values = ["own_pct", "place", "median_pct", "spread", "others_pct", "county_pct", "country_pct"]
    return table[["indicator", *values]].dropna(axis=1, how="all")


def standings_texts(name: str, county: str, table: pd.DataFrame) -> Texts:
    """Where the municipality stands (`standings_table`)."""
    group, rule = "", ""
    if "place" in table:
        group = "sammenligningsgruppen, "
        rule = "Plassen er regnet fra den høyeste verdien når kommunen selv er med i gruppen; "
        rule += "medianen og spennet er uten den. "
    return {
        "title": f"{name} mot {group}de andre kommunene, fylket og landet",
        "note": f"{rule}«Andre» er de kommunene som rapporten ellers sammenligner med. Nettopendlingen i landet er null "
        "per definisjon.",
        "labels": {
            "indicator": "Størrelse",
            "own_pct": name,
            "place": "Plass i gruppen",
            "median_pct": "Gruppens median",
            "spread": "Spennet i gruppen",
            "others_pct": "Andre, median",
            "county_pct": county,
            "country_pct": COUNTRY_NAME,
        },
    }


def candidates_table(found: Group, names: Mapping[str, str]) -> pd.DataFrame:
    """`indicators.peers.candidates` with names instead of codes; the class of centrality where it is known."""
    table = found.candidates.assign(name=found.candidates["municipality_code"].map(names))
    centrality = ["centrality_class"] if found.centrality_class else []
    return table[["name", "distance_pct", "population_persons", "size_pct", *centrality, "within", "chosen"]]


def candidates_texts(name: str, found: Group) -> Texts:
    """Who could be in the group, and who is (`candidates_table`)."""
    own = f" {name} er i sentralitetsklasse {found.centrality_class} (1 er mest sentral, 6 minst)."
    return {
        "title": f"Kommuner som er prøvd mot {name}, den likeste i næring først",
        "note": f"Næringene gjelder {Q4} {found.industry_year}, folketallet 1. januar {found.population_year}."
        + (own if found.centrality_class else ""),
        "labels": {
            "distance_pct": "Forskjell i næringer",
            "population_persons": "Folketall",
            "size_pct": f"I prosent av folketallet {place(name)}",
            "centrality_class": "Sentralitetsklasse",
            "within": "Innenfor kravene",
            "chosen": "I gruppen",
        },
    }
