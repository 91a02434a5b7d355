"""Sentences and figure texts of the chapter on employment.

«Sysselsatte bosatt i Halden» are the employed residents, «arbeidsplasser i Halden» the employed by workplace.
The texts of a figure come as a dict with title, alt, note and labels, ready to be passed to `show.figure`.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date

import pandas as pd

from statusbok.indicators.employment import latest
from statusbok.indicators.population import ADULTS, EVERYBODY, WORKING
from statusbok.show.nb.change import VERB, direction
from statusbok.show.nb.labels import INDUSTRIES
from statusbok.show.nb.names import place
from statusbok.show.numbers import NBSP, day, listing, month, n, pct, signed, years
from statusbok.show.provenance import copied_by_hand, revision_break

# Tables of different vintage differ by up to five persons: less than that is no change.
TOLERANCE = 5

INDUSTRY_LABELS = {**INDUSTRIES, "other": "Andre næringer"}

USES = [
    "employed_by_sector",
    "employed_by_age_sex",
    "employment_rates",
    "labour_status_20_66",
    "establishments",
    "population_quarterly",
]
"""Tables that the chapter uses when they have been fetched."""

SECTOR_LABELS = {"private": "Private", "public": "Offentlige", "enterprises": "Offentlige foretak"}

AGE_LABELS = {EVERYBODY: "Alle aldre", ADULTS: "15–74 år", WORKING: "19–66 år"}

AXES = {
    "persons": "Personer",
    "residents": "Sysselsatte bosatt i kommunen",
    "jobs": "Arbeidsplasser i kommunen",
    "rate": "Prosent av de bosatte 15–74 år",
    "industry": "Prosent av de sysselsatte bosatt i kommunen",
    "unemployment": "Prosent av arbeidsstyrken",
    "population": "Bosatte",
}

Texts = dict[str, str | None | dict[str, str]]

LABELS = {
    "employed_residents_persons": "Sysselsatte bosatt i kommunen",
    "employed_workplace_persons": "Arbeidsplasser i kommunen",
    "jobs_per_100_employed": "Arbeidsplasser per 100 sysselsatte bosatte",
}

Q4 = f"4.{NBSP}kvartal"

OSTFOLD = "31"

MERGED = 2020
"""The last year that many municipalities were merged in."""

# Short notes at the cut in a line.
REGISTER_BREAK = {2015: "Ny datakilde fra 2015"}
REVISION_BREAK = revision_break(copied_by_hand("municipality_totals"))
JOBS_BREAK = REGISTER_BREAK | REVISION_BREAK

BREAK_2015 = (
    "Brudd mellom 2014 og 2015: fra 2015 bygger tallene på arbeidsgivernes månedlige meldinger "
    "(a-ordningen), og de kan ikke sammenlignes med årene før."
)
BREAK_2020 = (
    "Brudd mellom 2019 og 2020: tallene til og med 2019 er de først publiserte. SSB har senere revidert "
    "dem noe opp, og endringer over bruddet er derfor omtrentlige."
)
FIRST_PUBLISHED = "Tallene er de først publiserte. SSB har senere revidert dem noe opp."
ENTERPRISES_APART = (
    "Offentlig forvaltning er staten, fylkeskommunen og kommunen. Offentlige foretak er vist for seg."
)
ENTERPRISES_UNTOLD = (
    "Offentlige arbeidsplasser er i staten, fylkeskommunen og kommunen. Kilden viser ikke offentlige foretak for seg."
)
REVISED_IN_07984 = "Tabell 07984 har de reviderte tallene, så de to tabellene er ikke like for disse årene."


def industry(code: str) -> str:
    """Name of a group of industries; one that the labels lack, of a later classification, has its code."""
    return INDUSTRY_LABELS.get(code, f"Næring {code.replace('-', '–')}")


def in_sentence(label: str) -> str:
    """A label as it stands inside a sentence: "Industri" is "industri"."""
    return label[:1].lower() + label[1:]


def since_last(value: float, earlier: float | None, noun: str = "") -> str:
    """The tail of a sentence on a count: ", 34 færre enn året før"; empty without an earlier figure."""
    which = direction(value, earlier, TOLERANCE)
    if which == "unknown":
        return ""
    if which == "unchanged":
        return f", om lag like mange{noun} som året før"
    return f", {n(abs(value - earlier))} {'flere' if which == 'rose' else 'færre'}{noun} enn året før"


def residents(name: str, year: int | None, value: float | None, earlier: float | None) -> str:
    """Employed residents in the newest year, against the year before."""
    if value is None:
        return f"Utgaven har ingen tall for sysselsatte bosatt {place(name)}."
    return f"I {Q4} {year} var det {n(value)} sysselsatte bosatt {place(name)}{since_last(value, earlier)}."


def residents_over_time(name: str, by_year: pd.Series) -> str:
    """Change in employed residents over years that can be compared; for fewer than two, what there is."""
    if len(by_year) < 2:
        return residents(name, *latest(by_year))
    first, last = by_year.index.min(), by_year.index.max()
    earlier, value = by_year.loc[first], by_year.loc[last]
    which = direction(value, earlier, TOLERANCE)
    if which == "unchanged":
        return f"Tallet på sysselsatte bosatt {place(name)} var om lag det samme i {last} som i {first}."
    return (
        f"Fra {first} til {last} {VERB[which]} tallet på sysselsatte bosatt {place(name)} med "
        f"{n(abs(value - earlier))}, fra {n(earlier)} til {n(value)}."
    )


def jobs(name: str, year: int | None, value: float | None, earlier: float | None) -> str:
    """Jobs (employed by workplace) in the newest year, against the year before."""
    if value is None:
        return f"Utgaven har ingen tall for arbeidsplasser {place(name)}."
    return f"I {Q4} {year} var det {n(value)} arbeidsplasser {place(name)}{since_last(value, earlier)}."


def balance(name: str, year: int, residents_persons: float, jobs_persons: float) -> str:
    """Jobs against employed residents in the same year and table."""
    which = direction(jobs_persons, residents_persons, TOLERANCE)
    if which == "unchanged":
        return (
            f"I {Q4} {year} var det om lag like mange arbeidsplasser {place(name)} som sysselsatte bosatt "
            "der."
        )
    word = "flere" if which == "rose" else "færre"
    ratio = n(100 * jobs_persons / residents_persons)
    return (
        f"I {Q4} {year} var det {n(abs(jobs_persons - residents_persons))} {word} arbeidsplasser "
        f"{place(name)} enn sysselsatte bosatt der: {ratio} arbeidsplasser per 100 sysselsatte bosatte."
    )


def rate(name: str, year: int | None, value: float | None, earlier: float | None) -> str:
    """Employment rate 15-74 in the newest year, against the year before as the reader sees both."""
    if value is None:
        return f"Utgaven har ingen tall for sysselsettingsgraden {place(name)}."
    share = f"{pct(value)} av de bosatte {place(name)} i alderen 15–74 år"
    which = direction(round(value, 1), None if earlier is None else round(earlier, 1))
    if which == "unknown":
        return f"I {Q4} {year} var {share} sysselsatt."
    if which == "unchanged":
        return f"I {Q4} {year} var {share} sysselsatt, samme andel som året før."
    return (
        f"I {Q4} {year} var {share} sysselsatt, {'opp' if which == 'rose' else 'ned'} fra {pct(earlier)} "
        "året før."
    )


def rate_against(name: str, year: int, own: float, others: Mapping[str, float]) -> str:
    """Own rate against larger areas in the same year: {"Østfold": 65.1, "Norge": 68.7}; empty without any."""
    words = {"rose": "høyere enn", "fell": "lavere enn", "unchanged": "den samme som"}
    parts = [
        f"{words[direction(round(own, 1), round(value, 1))]} i {area} ({pct(value)})"
        for area, value in others.items()
    ]
    if not parts:
        return ""
    return f"Sysselsettingsgraden {place(name)} ({pct(own)}) var i {year} {listing(parts)}."


def among(year: int, rates: pd.DataFrame) -> str:
    """Highest and lowest rate among municipalities (`by_municipality`); empty for fewer than two."""
    if len(rates) < 2:
        return ""
    by_name = rates.set_index("area")["employment_rate_pct"]
    high, low = by_name.idxmax(), by_name.idxmin()
    return (
        f"Av de {n(len(rates))} kommunene i sammenligningen hadde {high} den høyeste andelen i {year} "
        f"({pct(by_name[high])}) og {low} den laveste ({pct(by_name[low])})."
    )


def rank(name: str, year: int | None, position: int | None, from_bottom: int | None, of: int) -> str:
    """Rank of the employment rate among all municipalities, counted from the nearest end."""
    if position is None:
        return f"Sysselsettingsgraden {place(name)} kan ikke plasseres blant kommunene."
    number, end = (position, "høyeste") if position <= from_bottom else (from_bottom, "laveste")
    ordinal = end if number == 1 else f"{n(number)}.{NBSP}{end}"
    middle = f" (plass {n(position)} regnet fra den høyeste)" if end == "laveste" else ""
    # Earlier years stand with the municipalities of today, merged where they have been merged since.
    merged = "" if year >= MERGED else " etter senere sammenslåinger"
    return (
        f"Sysselsettingsgraden {place(name)} var i {year} den {ordinal} blant {n(of)} kommuner i "
        f"landet{merged}{middle}."
    )


def largest_industry(name: str, year: int | None, code: str | None, persons: float, share_pct: float) -> str:
    """The largest of the published industry groups."""
    if code is None:
        return f"Utgaven har ingen tall for næringene der de bosatte {place(name)} arbeidet."
    return (
        f"Av næringsgruppene i tallene var {in_sentence(industry(code))} størst i {Q4} {year}, med "
        f"{n(persons)} av de sysselsatte bosatt {place(name)} ({pct(share_pct)})."
    )


def industry_shift(table: pd.DataFrame) -> str:
    """Which industries changed most (`industry_change`); empty without comparable years."""
    if table.empty:
        return ""
    changes = table.set_index("industry_code")["change_persons"].to_dict()
    from_year, to_year = table["from_year"].iloc[0], table["to_year"].iloc[0]
    period = f"Fra {from_year} til {to_year}"
    up, down = max(changes, key=changes.get), min(changes, key=changes.get)
    rise = f"økte tallet på sysselsatte bosatte mest {_within(changes, changes[up])}"
    fall = f"mest {_within(changes, changes[down])}"
    if changes[up] > TOLERANCE and changes[down] < -TOLERANCE:
        return f"{period} {rise} og falt {fall}."
    if changes[up] > TOLERANCE:
        return f"{period} {rise}; ingen av næringsgruppene falt nevneverdig."
    if changes[down] < -TOLERANCE:
        return (
            f"{period} falt tallet på sysselsatte bosatte {fall}; ingen av næringsgruppene økte nevneverdig."
        )
    return f"{period} endret ingen av næringsgruppene seg nevneverdig."


def _within(changes: Mapping[str, float], change: float) -> str:
    """The industries that changed by `change`: "innen industri (−10)"; more than one share the end."""
    at = [f"innen {in_sentence(industry(code))}" for code in changes if changes[code] == change]
    return f"{listing(at)} ({signed(change)}{' hver' if len(at) > 1 else ''})"


def who_is_counted(by_workplace: bool) -> str:
    """Whom the figures by industry and by sector are about; `by_workplace` where there are jobs by industry too."""
    residents = "gjelder de som bor i kommunen, også når de arbeider i en annen kommune"
    industries = (
        f"De første tallene etter næring {residents}. De neste gjelder de som arbeider i kommunen."
        if by_workplace
        else f"Tallene etter næring {residents}."
    )
    return f"{industries} Tallene for private og offentlige arbeidsplasser gjelder de som arbeider i kommunen."


def sectors(name: str, by_year: pd.DataFrame, *, published: bool = False) -> str:
    """Private and public jobs (`jobs_by_sector`), and those in public enterprises, and the change from the first year.

    Args:
        name: Name of the municipality.
        by_year: The jobs of the plan, or of table 13472.
        published: Whether they are those of table 13472.
    """
    if by_year.empty:
        return (
            f"Utgaven har ingen tall for private og offentlige arbeidsplasser {place(name)}. Slike tall "
            "kommer fra kommunenes egne planer, og utgaven har ingen plan for denne kommunen."
        )
    jobs_in = by_year.pivot(index="year", columns="sector", values="jobs_persons")
    first, last = by_year["year"].min(), by_year["year"].max()
    now, change = jobs_in.loc[last], jobs_in.loc[last] - jobs_in.loc[first]
    counts = f"{n(now['private'])} private og {n(now['public'])} offentlige arbeidsplasser {place(name)}"
    which = "var offentlige"
    changes = f"{signed(change['private'])} i privat og {signed(change['public'])} i offentlig sektor"
    if "enterprises" in now:
        counts = (
            f"{n(now['private'])} private arbeidsplasser {place(name)}, {n(now['public'])} i offentlig forvaltning og "
            f"{n(now['enterprises'])} i offentlige foretak"
        )
        which = "var i offentlig forvaltning"
        changes = (
            f"{signed(change['private'])} i privat sektor, {signed(change['public'])} i offentlig forvaltning og "
            f"{signed(change['enterprises'])} i offentlige foretak"
        )
    said = f"I {Q4} {last} var det {counts}" if published else f"Kommunens plan oppgir {counts} ved utgangen av {last}"
    said = f"{said}: {pct(100 * now['public'] / now.sum())} {which}."
    return said if first == last else f"{said} Fra {first} til {last} var endringen {changes}."


def unemployment(
    name: str,
    last_month: str | None,
    persons: float | None,
    rate_pct: float | None,
    country_pct: float | None,
) -> str:
    """Registered fully unemployed in the newest month of the record."""
    if last_month is None or rate_pct is None:
        return f"Utgaven har ingen månedstall for registrerte helt ledige {place(name)}."
    country = "" if country_pct is None else f" I landet var andelen {pct(country_pct)}."
    if persons is None:
        return (
            f"I {month(last_month)} var {pct(rate_pct)} av arbeidsstyrken {place(name)} registrert som helt "
            f"ledige.{country}"
        )
    return (
        f"I {month(last_month)} var {n(persons)} bosatte {place(name)} registrert som helt ledige, "
        f"{pct(rate_pct)} av arbeidsstyrken.{country}"
    )


def unemployment_areas(name: str, code: str) -> dict[str, str]:
    """Areas of the figure on unemployment by name: the municipality, for Østfold the former county, the country."""
    return {name: code, **({"Viken": "30"} if code.startswith(OSTFOLD) else {}), "Norge": "0"}


def unemployment_end(last_month: str | None, edition_year: int) -> str:
    """That the record of unemployment ends, and the break after it; empty without monthly figures."""
    if last_month is None:
        return ""
    said = f"Månedstallene i utgaven slutter i {month(last_month)}."
    if edition_year >= 2025:
        said += (
            " NAV la om registeret i april 2025, og tall fra før og etter omleggingen kan ikke "
            "sammenlignes. Tallene sier derfor ikke hvor stor ledigheten har vært siden."
        )
    return said


def population(name: str, year: int | None, value: float | None, earlier: float | None) -> str:
    """Population on 1 January, against the year before."""
    if value is None:
        return f"Utgaven har ingen tall for folketallet {place(name)}."
    return f"Ved inngangen til {year} hadde {name} {n(value)} innbyggere{since_last(value, earlier)}."


def working_age(name: str, by_year: pd.DataFrame) -> str:
    """Residents aged 19-66 and their share of the population, newest year (`population.working_age`)."""
    if by_year.empty:
        return f"Utgaven har ikke folketallet etter alder for {name}."
    newest = by_year.loc[by_year.index.max()]
    return (
        f"Ved inngangen til {by_year.index.max()} var {n(newest['working_age_persons'])} bosatte "
        f"{place(name)} i alderen 19–66 år, {pct(newest['working_age_pct'])} av alle bosatte."
    )


def population_15_74(name: str, year: int | None, value: float | None, earlier: float | None) -> str:
    """Residents aged 15-74, the denominator of the employment rate."""
    if value is None:
        return f"Utgaven har ingen tall for bosatte {place(name)} i alderen 15–74 år."
    return f"I {Q4} {year} hadde {name} {n(value)} bosatte i alderen 15–74 år{since_last(value, earlier)}."


def not_known(
    name: str,
    edition_year: int,
    jobs_year: int | None,
    unemployment_month: str | None,
    has_plan: bool,
    *,
    has_status: bool = False,
    at_border: bool = True,
) -> list[str]:
    """What the chapter's numbers leave out.

    Args:
        name: Name of the municipality.
        edition_year: Year of the edition.
        jobs_year: Newest year of table 11618.
        unemployment_month: Newest month of unemployment.
        has_plan: Whether the municipality has a plan.
        has_status: Whether the rate at ages 20-66, which the plan's target is about, is measured (13563).
        at_border: Whether the report has a chapter on work across the border.
    """
    country = "Sverige" if at_border else "utlandet"
    more = "; kapitlet om grensearbeid viser hvor mye det kan dreie seg om" if at_border else ""
    items = [
        f"Tallene gjelder arbeid i Norge. De som bor {place(name)} og bare arbeider i {country}, er med i "
        f"befolkningen, men ikke blant de sysselsatte. Sysselsettingsgraden er derfor noe for lav{more}.",
        "Studenter er med der de er registrert bosatt. Tallene skiller ikke mellom dem som studerer, og "
        "andre som ikke er sysselsatt, og de sier ikke hvorfor noen står utenfor arbeidslivet.",
        "Alle som arbeidet minst én time i uken det måles i, regnes som sysselsatte. Tallene sier ikke hvor "
        "mange timer eller årsverk det ble.",
    ]
    if has_plan and not has_status:
        items.insert(
            0,
            "Målet i kommunens plan gjelder sysselsettingsgraden i alderen 20–66 år. Den kan ikke regnes "
            "ut av tallene i utgaven, for de gjelder alle fra 15 til 74 år; det trengs tall fra SSBs tabell "
            "13563.",
        )
    if jobs_year is not None and jobs_year < edition_year - 1:
        items.append(
            f"SSBs tall for arbeidsplasser og sysselsettingsgrad i denne utgaven slutter i {jobs_year}. "
            "Hva som har skjedd siden, viser de ikke."
            + (
                " Sammendraget bruker tallene på arbeidsplasser i kommunens plan, som kan gå til et senere "
                "år."
                if has_plan
                else ""
            )
        )
    if unemployment_month is not None:
        items.append(
            f"Månedstall for hvor mange som var helt ledige etter {month(unemployment_month)}, er ikke med i "
            "utgaven."
        )
    else:
        items.append(f"Hvor mange som var helt ledige {place(name)} måned for måned, er ikke med i utgaven.")
    return items


def points_table(points: pd.DataFrame, areas: Iterable[str]) -> pd.DataFrame:
    """Single published figures on unemployment in some areas with the reader's columns and dates."""
    columns = ["date", "area_name", "unemployed_persons", "unemployment_rate_pct", "definition"]
    own = points[points["area_code"].isin(list(areas))]
    return own.assign(date=own["date"].map(_when))[columns]


def _when(text: str) -> str:
    """A date or month as published: "17. mars 2020", "mars 2020"."""
    return day(date.fromisoformat(text)) if len(text) > len("2020-03") else month(text)


def named(table: pd.DataFrame) -> pd.DataFrame:
    """The table with the reader's words instead of codes for industry, sector and group of age."""
    apart = "sector" in table and "enterprises" in set(table["sector"])
    sectors = SECTOR_LABELS | ({"public": "Offentlig forvaltning"} if apart else {})
    words = {"industry_code": industry, "sector": sectors.get, "age_group": AGE_LABELS.get}
    replaced = {column: table[column].map(write) for column, write in words.items() if column in table}
    return table.assign(**replaced).rename(columns={"industry_code": "industry"})


# Texts around the figures: what `show.figure` and `show.table` take as title, alt, note and labels


def residents_texts(name: str, by_year: pd.Series) -> Texts:
    """Employed residents over time (`employed_residents`)."""
    return {
        "title": (
            f"Sysselsatte bosatt {place(name)}, {Q4} {years(by_year.index.min(), by_year.index.max())}"
        ),
        "alt": f"Linjediagram. Sysselsatte bosatt {place(name)}: {ends(by_year)}."
        f"{_break_in_alt(by_year, REGISTER_BREAK)}",
        "note": BREAK_2015 if _spans(by_year, REGISTER_BREAK) else None,
        "labels": LABELS,
    }


def bases_texts(name: str, bases: pd.DataFrame) -> Texts:
    """Employed residents and jobs over time (`two_bases`)."""
    by_year = bases.set_index("year")
    where, note = place(name), _revision_note(by_year)
    return {
        "title": f"Sysselsatte bosatt {where} og arbeidsplasser {where}, {Q4} {_period(bases)}",
        "alt": f"Linjediagram. Sysselsatte bosatt {where}: {ends(by_year['employed_residents_persons'])}. "
        f"Arbeidsplasser {where}: {ends(by_year['employed_workplace_persons'])}."
        f"{_break_in_alt(by_year, REVISION_BREAK)}",
        "note": f"{note} {REVISED_IN_07984}" if note else None,
        "labels": LABELS,
    }


def rates_texts(rates: pd.DataFrame) -> Texts:
    """Employment rate over time for some areas (`by_area`)."""
    series = {
        area: rows.set_index("year")["employment_rate_pct"]
        for area, rows in rates.groupby("area", sort=False)
    }
    lines = "; ".join(f"{area} {ends(values, pct)}" for area, values in series.items())
    return {
        "title": f"Sysselsatte i prosent av de bosatte 15–74 år, {Q4} {_period(rates)}",
        "alt": f"Linjediagram over sysselsettingsgraden: {lines}."
        f"{_break_in_alt(rates.set_index('year'), REVISION_BREAK)}",
        "note": _revision_note(rates.set_index("year")),
        "labels": LABELS,
    }


def municipality_rates_texts(year: int, rates: pd.DataFrame, country_pct: float) -> Texts:
    """Employment rate of the compared municipalities in one year, with the country as a line."""
    by_name = rates.set_index("area")["employment_rate_pct"]
    return {
        "title": f"Sysselsatte i prosent av de bosatte 15–74 år, etter kommune, {Q4} {year}",
        "alt": f"Liggende søyler, størst andel øverst: {_bars(by_name, pct)} Landet er merket med en linje "
        f"ved {pct(country_pct)}.",
        "labels": {**LABELS, "area": "Kommune"},
    }


def industries_texts(name: str, first: int, last: int, changes: pd.DataFrame) -> Texts:
    """Shares of the industries in two years (`industry_change` with names)."""
    by_industry = changes.set_index("industry")
    return {
        "title": f"Sysselsatte bosatt {place(name)} etter næring, prosent av alle, {Q4} {first} og {last}",
        "alt": f"Punktdiagram med to år. I {last}: {_bars(by_industry['to_pct'], pct)} "
        f"I {first}: {_bars(by_industry['from_pct'], pct)}",
        "note": (
            "«Andre næringer» er alle utenom de fem gruppene, blant annet bygg og anlegg, varehandel, "
            "transport og forretningsmessige tjenester."
            if INDUSTRY_LABELS["other"] in by_industry.index
            else None
        ),
        "labels": {
            "from_persons": f"Sysselsatte bosatte {first}",
            "to_persons": f"Sysselsatte bosatte {last}",
            "from_pct": f"Andel {first}",
            "to_pct": f"Andel {last}",
        },
    }


def sectors_texts(name: str, by_year: pd.DataFrame, *, published: bool = False) -> Texts:
    """Private and public jobs by year (`jobs_by_sector` with names), of the plan or of table 13472."""
    series = {sector: rows.set_index("year")["jobs_persons"] for sector, rows in by_year.groupby("sector")}
    lines = ". ".join(f"{sector}: {ends(values)}" for sector, values in series.items())
    apart = SECTOR_LABELS["enterprises"] in series
    return {
        "title": f"Private og offentlige arbeidsplasser {place(name)}, {Q4} {_period(by_year)}",
        "alt": f"Liggende stablede søyler over arbeidsplasser, én for hvert år. {lines}.",
        "note": (ENTERPRISES_APART if apart else ENTERPRISES_UNTOLD)
        if published
        else "Tallene er hentet fra kommunens plan.",
        "labels": {"sector": "Sektor", "jobs_persons": "Arbeidsplasser"},
    }


def unemployment_texts(by_month: pd.DataFrame) -> Texts:
    """Unemployment by month for some areas (`unemployment`)."""
    rates = by_month.dropna(subset=["unemployment_rate_pct"])
    series = {area: rows.set_index("month") for area, rows in rates.groupby("area", sort=False)}
    lines = "; ".join(
        f"{area} {ends(rows['unemployment_rate_pct'], pct, month)}" for area, rows in series.items()
    )
    first, last = rates["month"].min(), rates["month"].max()
    return {
        "title": f"Registrerte helt ledige i prosent av arbeidsstyrken, {_months(first, last)}",
        "alt": f"Linjediagram over ledigheten: {lines}.",
        "note": "Østfold var en del av Viken fylke fra 2020 til 2023." if "Viken" in series else None,
    }


def points_texts() -> Texts:
    """Single published figures on unemployment (`points_table`)."""
    return {
        "title": "Registrert ledighet: enkelttall som er publisert av NAV og i pressen",
        "note": "Tallene er telt på ulike måter og kan ikke settes sammen til en tidsserie.",
        "labels": {"area_name": "Område", "date": "Måned eller dag", "unemployed_persons": "Ledige"},
    }


def population_texts(name: str, development: pd.DataFrame, *, by_hand: bool = True) -> Texts:
    """The population by groups of age over time (`development` with names); `by_hand` for a copy of the ages."""
    series = {group: rows.set_index("year") for group, rows in development.groupby("age_group", sort=False)}
    lines = "; ".join(
        f"{in_sentence(group)} {ends(rows['population_persons'])}" for group, rows in series.items()
    )
    dates = f"Alle aldre: 1. januar. 15–74 år: {Q4}."
    both = f"Alle aldre og 19–66 år: 1. januar. 15–74 år: {Q4}."
    inferred = (
        f"{both} Aldersgruppen 19–66 år er satt sammen av to grupper som kilden oppgir uten navn; aldersgrensene er "
        "lest ut av størrelsen på gruppene og er ikke bekreftet."
    )
    return {
        "title": f"Bosatte {place(name)} etter alder, {_period(development)}",
        "alt": f"Linjediagram. Bosatte {place(name)}: {lines}.",
        "note": dates if AGE_LABELS[WORKING] not in series else inferred if by_hand else both,
    }


def _period(data: pd.DataFrame) -> str:
    return years(data["year"].min(), data["year"].max())


def _months(first: str, last: str) -> str:
    """A period of months: "januar–oktober 2022"."""
    if first == last:
        return month(last)
    start = month(first).removesuffix(f" {first[:4]}") if first[:4] == last[:4] else month(first)
    return f"{start}–{month(last)}"


def _spans(by_year: pd.Series | pd.DataFrame, breaks: Iterable[int]) -> bool:
    """Whether a series has years on both sides of a break."""
    return any((by_year.index < first).any() and (by_year.index >= first).any() for first in breaks)


def _break_in_alt(by_year: pd.Series | pd.DataFrame, breaks: Iterable[int]) -> str:
    """Where the line is cut, for those who cannot see it; empty where it is not."""
    if not _spans(by_year, breaks):
        return ""
    return "".join(f" Brudd mellom {first - 1} og {first}." for first in breaks)


def _revision_note(by_year: pd.DataFrame) -> str | None:
    """What has to be said of the years before the revision; nothing when there are none."""
    if _spans(by_year, REVISION_BREAK):
        return BREAK_2020
    return FIRST_PUBLISHED if any((by_year.index < year).any() for year in REVISION_BREAK) else None


def ends(
    series: pd.Series, write: Callable[[float], str] = n, moment: Callable[[int | str], str] = str
) -> str:
    """First and last value of a series: "13 623 i 2008 og 14 261 i 2025"."""
    series = series.dropna().sort_index()
    if series.empty:
        return "ingen tall"
    both = dict.fromkeys([series.index[0], series.index[-1]])
    return listing([f"{write(series.loc[when])} i {moment(when)}" for when in both])


def _bars(values: Mapping[str, float] | pd.Series, write: Callable[[float], str]) -> str:
    """Every bar from the largest to the smallest: "Hvaler 67,0 prosent og Halden 60,1 prosent."."""
    values = dict(values)
    ordered = sorted(values, key=values.get, reverse=True)
    return f"{listing([f'{label} {write(values[label])}' for label in ordered])}."
