"""Sentences and figure texts of the chapter on employment.

«Sysselsatte bosatt i Halden» are the employed residents, «arbeidsplasser i Halden» the employed by workplace. A figure's
texts come as a dict with title, alt and, where there is one, note, ready to be passed to `show.figure`.
"""

from collections.abc import Callable, Mapping

import pandas as pd

from statusbok.show.nb.change import direction
from statusbok.show.nb.labels import INDUSTRIES
from statusbok.show.numbers import NBSP, listing, month, n, pct, signed, years

# Tables of different vintage differ by up to five persons: less than that is no change.
TOLERANCE = 5

INDUSTRY_LABELS = {**INDUSTRIES, "other": "Andre næringer"}

LABELS = {
    "employed_residents_persons": "Sysselsatte bosatt i kommunen",
    "employed_workplace_persons": "Arbeidsplasser i kommunen",
    "private_jobs_persons": "Private arbeidsplasser",
    "public_jobs_persons": "Offentlige arbeidsplasser",
    "jobs_persons": "Arbeidsplasser i alt",
    "public_pct": "Offentlig andel",
    "jobs_per_100_employed": "Arbeidsplasser per 100 sysselsatte bosatte",
    "working_age_persons": "Bosatte 19–66 år",
    "working_age_pct": "Andel 19–66 år",
    "from_persons": "Første år",
    "to_persons": "Siste år",
    "from_year": "Fra år",
    "to_year": "Til år",
}

BREAK_2015 = (
    "Brudd mellom 2014 og 2015: fra 2015 bygger tallene på arbeidsgivernes månedlige meldinger (a-ordningen), og de kan "
    "ikke sammenlignes med årene før."
)
BREAK_2020 = (
    "Brudd mellom 2019 og 2020: tallene til og med 2019 er de først publiserte. SSB har senere justert dem opp, og de kan "
    "ikke sammenlignes med årene fra 2020."
)


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
        return f"Utgaven har ingen tall for sysselsatte bosatt i {name}."
    return f"I 4. kvartal {year} var det {n(value)} sysselsatte bosatt i {name}{since_last(value, earlier)}."


def residents_over_time(name: str, from_year: int, from_value: float, to_year: int, to_value: float) -> str:
    """Change in employed residents over years that can be compared; empty for a single year."""
    if to_year <= from_year:
        return ""
    which = direction(to_value, from_value, TOLERANCE)
    if which == "unchanged":
        return f"Tallet på sysselsatte bosatt i {name} var om lag det samme i {to_year} som i {from_year}."
    verb = "økte" if which == "rose" else "falt"
    return (
        f"Fra {from_year} til {to_year} {verb} tallet på sysselsatte bosatt i {name} med {n(abs(to_value - from_value))}, "
        f"fra {n(from_value)} til {n(to_value)}."
    )


def jobs(name: str, year: int | None, value: float | None, earlier: float | None) -> str:
    """Jobs (employed by workplace) in the newest year, against the year before."""
    if value is None:
        return f"Utgaven har ingen tall for arbeidsplasser i {name}."
    return f"I 4. kvartal {year} var det {n(value)} arbeidsplasser i {name}{since_last(value, earlier)}."


def balance(name: str, year: int, residents_persons: float, jobs_persons: float) -> str:
    """Jobs against employed residents in the same year and table."""
    which = direction(jobs_persons, residents_persons, TOLERANCE)
    if which == "unchanged":
        return f"I {year} var det om lag like mange arbeidsplasser i {name} som sysselsatte bosatt der."
    word = "flere" if which == "rose" else "færre"
    ratio = n(100 * jobs_persons / residents_persons)
    return (
        f"I {year} var det {n(abs(jobs_persons - residents_persons))} {word} arbeidsplasser i {name} enn sysselsatte bosatt "
        f"der: {ratio} arbeidsplasser for hver 100 sysselsatte bosatte."
    )


def rate(name: str, year: int | None, value: float | None, earlier: float | None) -> str:
    """Employment rate 15-74 in the newest year, against the year before as the reader sees both."""
    if value is None:
        return f"Utgaven har ingen tall for sysselsettingsandelen i {name}."
    share = f"{pct(value)} av de bosatte i {name} i alderen 15–74 år"
    which = direction(round(value, 1), None if earlier is None else round(earlier, 1))
    if which == "unknown":
        return f"I 4. kvartal {year} var {share} sysselsatt."
    if which == "unchanged":
        return f"I 4. kvartal {year} var {share} sysselsatt, samme andel som året før."
    return f"I 4. kvartal {year} var {share} sysselsatt, {'opp' if which == 'rose' else 'ned'} fra {pct(earlier)} året før."


def rate_against(name: str, year: int, own: float, others: Mapping[str, float]) -> str:
    """Own rate against larger areas in the same year: {"Østfold": 65.1, "landet": 68.7}; empty without any."""
    words = {"rose": "høyere enn", "fell": "lavere enn", "unchanged": "den samme som"}
    parts = [
        f"{words[direction(round(own, 1), round(value, 1))]} i {area} ({pct(value)})" for area, value in others.items()
    ]
    if not parts:
        return ""
    return f"Sysselsettingsandelen i {name} ({pct(own)}) var i {year} {listing(parts)}."


def among(year: int, rates: Mapping[str, float]) -> str:
    """Highest and lowest rate among the compared municipalities; empty for fewer than two."""
    if len(rates) < 2:
        return ""
    high, low = max(rates, key=rates.get), min(rates, key=rates.get)
    return (
        f"Av de {n(len(rates))} kommunene i sammenligningen hadde {high} den høyeste andelen i {year} ({pct(rates[high])}) "
        f"og {low} den laveste ({pct(rates[low])})."
    )


def rank(name: str, year: int | None, place: int | None, from_bottom: int | None, of: int) -> str:
    """Rank of the employment rate among all municipalities, counted from the nearest end."""
    if place is None:
        return f"Sysselsettingsandelen i {name} kan ikke plasseres blant kommunene."
    number, end = (place, "høyeste") if place <= from_bottom else (from_bottom, "laveste")
    ordinal = end if number == 1 else f"{n(number)}.{NBSP}{end}"
    middle = f" (plass {n(place)} regnet fra den høyeste)" if end == "laveste" else ""
    return f"Sysselsettingsandelen i {name} var i {year} den {ordinal} blant {n(of)} kommuner i landet{middle}."


def largest_industry(name: str, year: int | None, code: str | None, persons: float, share_pct: float) -> str:
    """The largest of the published industry groups."""
    if code is None:
        return f"Utgaven har ingen tall for næringene der de bosatte i {name} arbeidet."
    return (
        f"I 4. kvartal {year} arbeidet {n(persons)} av de sysselsatte bosatt i {name} innen "
        f"{in_sentence(INDUSTRY_LABELS[code])}, {pct(share_pct)} av alle."
    )


def industry_shift(from_year: int, to_year: int, changes: Mapping[str, float]) -> str:
    """Which industries changed most: code -> change in persons; empty without comparable years."""
    if not changes:
        return ""
    period = f"Fra {from_year} til {to_year}"
    up, down = max(changes, key=changes.get), min(changes, key=changes.get)
    rise = f"økte tallet på sysselsatte bosatte mest innen {in_sentence(INDUSTRY_LABELS[up])} ({signed(changes[up])})"
    fall = f"mest innen {in_sentence(INDUSTRY_LABELS[down])} ({signed(changes[down])})"
    if changes[up] > TOLERANCE and changes[down] < -TOLERANCE:
        return f"{period} {rise} og falt {fall}."
    if changes[up] > TOLERANCE:
        return f"{period} {rise}; ingen av næringsgruppene falt nevneverdig."
    if changes[down] < -TOLERANCE:
        return f"{period} falt tallet på sysselsatte bosatte {fall}; ingen av næringsgruppene økte nevneverdig."
    return f"{period} endret ingen av næringsgruppene seg nevneverdig."


def sectors(name: str, by_year: pd.DataFrame) -> str:
    """Private and public jobs as the plan states them, last year and the change from the first."""
    if by_year.empty:
        return (
            f"Utgaven har ingen tall for private og offentlige arbeidsplasser i {name}. Slike tall kommer fra kommunenes egne "
            "planer, og utgaven har ingen plan for denne kommunen."
        )
    first, last = by_year.iloc[0], by_year.iloc[-1]
    said = (
        f"Kommunens plan oppgir {n(last['private_jobs_persons'])} private og {n(last['public_jobs_persons'])} offentlige "
        f"arbeidsplasser i {name} ved utgangen av {int(last['year'])}: {pct(last['public_pct'])} var offentlige."
    )
    if len(by_year) == 1:
        return said
    private, public = (last[column] - first[column] for column in ("private_jobs_persons", "public_jobs_persons"))
    return (
        f"{said} Endringen fra {int(first['year'])} til {int(last['year'])} var {signed(private)} private og {signed(public)} "
        "offentlige."
    )


def unemployment(
    name: str, last_month: str | None, persons: float | None, rate_pct: float | None, country_pct: float | None
) -> str:
    """Registered fully unemployed in the newest month of the record."""
    if last_month is None or rate_pct is None:
        return f"Utgaven har ingen månedstall for registrerte helt ledige i {name}."
    country = "" if country_pct is None else f" I landet var andelen {pct(country_pct)}."
    if persons is None:
        return f"I {month(last_month)} var {pct(rate_pct)} av arbeidsstyrken i {name} registrert som helt ledige.{country}"
    return (
        f"I {month(last_month)} var {n(persons)} bosatte i {name} registrert som helt ledige, {pct(rate_pct)} av "
        f"arbeidsstyrken.{country}"
    )


def unemployment_end(last_month: str | None, edition_year: int) -> str:
    """That the record of unemployment ends, and the break after it; empty without monthly figures."""
    if last_month is None:
        return ""
    said = f"Månedstallene i utgaven slutter i {month(last_month)}."
    if edition_year >= 2025:
        said += (
            " NAV la om registeret i april 2025, og tall fra før og etter omleggingen kan ikke sammenlignes. "
            "Ledigheten nå kan derfor være en annen."
        )
    return said


def population(name: str, year: int | None, value: float | None, earlier: float | None) -> str:
    """Population on 1 January, against the year before."""
    if value is None:
        return f"Utgaven har ingen tall for folketallet i {name}."
    return f"Ved inngangen til {year} hadde {name} {n(value)} innbyggere{since_last(value, earlier)}."


def working_age(name: str, year: int | None, persons: float | None, share_pct: float | None) -> str:
    """Residents aged 19-66 and their share of the population."""
    if persons is None:
        return f"Utgaven har ikke folketallet etter alder for {name}."
    return f"Av dem var {n(persons)}, {pct(share_pct)}, i alderen 19–66 år."


def population_15_74(name: str, year: int | None, value: float | None, earlier: float | None) -> str:
    """Residents aged 15-74, the denominator of the employment rate."""
    if value is None:
        return f"Utgaven har ingen tall for bosatte i {name} i alderen 15–74 år."
    return f"I 4. kvartal {year} hadde {name} {n(value)} bosatte i alderen 15–74 år{since_last(value, earlier)}."


def not_known(
    name: str, edition_year: int, jobs_year: int | None, unemployment_month: str | None, has_plan: bool
) -> list[str]:
    """What the chapter's numbers leave out."""
    items = [
        f"Tallene gjelder arbeid i Norge. De som bor i {name} og arbeider i Sverige, er med i befolkningen, men ikke blant de "
        "sysselsatte. Sysselsettingsandelen er derfor noe for lav; kapitlet om grensearbeid viser hvor mye det kan dreie seg om.",
        "Studenter er med der de er registrert bosatt. Tallene skiller ikke mellom dem som studerer, og andre som ikke er "
        "sysselsatt, og de sier ikke hvorfor noen står utenfor arbeidslivet.",
        "Alle som arbeidet minst én time i uka det måles i, regnes som sysselsatte. Tallene sier ikke hvor mange timer eller "
        "årsverk det ble.",
    ]
    if has_plan:
        items.insert(
            0,
            "Målet i kommunens plan gjelder sysselsettingsandelen i alderen 20–66 år. Den kan ikke regnes ut av tallene i "
            "utgaven, for de gjelder alle fra 15 til 74 år; det trengs tall fra SSBs tabell 13563.",
        )
    if jobs_year is not None and jobs_year < edition_year - 1:
        items.append(
            f"SSBs tall for arbeidsplasser og sysselsettingsandel i denne utgaven slutter i {jobs_year}. Hva som har skjedd "
            "siden, viser de ikke."
        )
    if unemployment_month is not None:
        items.append(f"Hvor mange som har vært helt ledige etter {month(unemployment_month)}, vises ikke her.")
    else:
        items.append(f"Hvor mange som var helt ledige i {name} måned for måned, er ikke med i utgaven.")
    return items


# Texts around the figures


def residents_texts(name: str, by_year: pd.Series) -> dict[str, str | None]:
    """Employed residents over time (`employed_residents`)."""
    return {
        "title": f"Sysselsatte bosatt i {name}, 4. kvartal {years(by_year.index.min(), by_year.index.max())}",
        "alt": f"Linjediagram. Sysselsatte bosatt i {name}: {ends(by_year)}.",
        "note": BREAK_2015 if _spans(by_year, 2015) else None,
    }


def bases_texts(name: str, bases: pd.DataFrame) -> dict[str, str | None]:
    """Employed residents and jobs over time (`two_bases`)."""
    by_year = bases.set_index("year")
    return {
        "title": f"Sysselsatte bosatt i {name} og arbeidsplasser i {name}, 4. kvartal {_period(bases)}",
        "alt": f"Linjediagram. Sysselsatte bosatt i {name}: {ends(by_year['employed_residents_persons'])}. "
        f"Arbeidsplasser i {name}: {ends(by_year['employed_workplace_persons'])}.",
        "note": BREAK_2020 if _spans(by_year, 2020) else None,
    }


def rates_texts(rates: pd.DataFrame) -> dict[str, str | None]:
    """Employment rate over time for some areas (`by_area`)."""
    series = {area: rows.set_index("year")["employment_rate_pct"] for area, rows in rates.groupby("area", sort=False)}
    lines = "; ".join(f"{area} {ends(values, pct)}" for area, values in series.items())
    return {
        "title": f"Sysselsatte i prosent av de bosatte 15–74 år, 4. kvartal {_period(rates)}",
        "alt": f"Linjediagram over sysselsettingsandelen: {lines}.",
        "note": BREAK_2020 if _spans(rates.set_index("year"), 2020) else None,
    }


def rates_by_municipality_texts(year: int, rates: Mapping[str, float]) -> dict[str, str | None]:
    """Employment rate of the compared municipalities in one year."""
    return {
        "title": f"Sysselsatte i prosent av de bosatte 15–74 år, etter kommune, 4. kvartal {year}",
        "alt": f"Stolpediagram. {_bars(rates, pct)}",
    }


def industries_texts(name: str, year: int, shares: Mapping[str, float]) -> dict[str, str | None]:
    """Industries' shares of the employed residents in one year."""
    return {
        "title": f"Sysselsatte bosatt i {name} etter næring, prosent av alle, 4. kvartal {year}",
        "alt": f"Stolpediagram. {_bars(shares, pct)}",
        "note": "«Andre næringer» er alle sysselsatte bosatte utenom de fem gruppene: blant annet bygg og anlegg, varehandel, "
        "transport og forretningsmessige tjenester.",
    }


def industry_change_texts(name: str, from_year: int, to_year: int, changes: Mapping[str, float]) -> dict[str, str | None]:
    """Change of each industry between two years."""
    return {
        "title": f"Endring i sysselsatte bosatt i {name} etter næring, {years(from_year, to_year)}",
        "alt": f"Stolpediagram. {_bars(changes, signed)}",
        "note": "Personer, 4. kvartal.",
    }


def sectors_texts(name: str, by_year: pd.DataFrame) -> dict[str, str | None]:
    """Private and public jobs by year (`jobs_by_sector`)."""
    series = by_year.set_index("year")
    return {
        "title": f"Private og offentlige arbeidsplasser i {name}, 4. kvartal {_period(by_year)}",
        "alt": f"Stablet stolpediagram. Private arbeidsplasser: {ends(series['private_jobs_persons'])}. "
        f"Offentlige arbeidsplasser: {ends(series['public_jobs_persons'])}.",
        "note": "Tallene er hentet fra kommunens plan.",
    }


def unemployment_texts(by_month: pd.DataFrame) -> dict[str, str | None]:
    """Unemployment by month for some areas (`unemployment`)."""
    parts = []
    for area, rows in by_month.dropna(subset=["unemployment_rate_pct"]).groupby("area", sort=False):
        first, last = rows.iloc[0], rows.iloc[-1]
        parts.append(
            f"{area} {pct(first['unemployment_rate_pct'])} i {month(first['month'])} og "
            f"{pct(last['unemployment_rate_pct'])} i {month(last['month'])}"
        )
    first, last = by_month["month"].min(), by_month["month"].max()
    return {
        "title": f"Registrerte helt ledige i prosent av arbeidsstyrken, {month(first)} til {month(last)}",
        "alt": f"Linjediagram over ledigheten: {'; '.join(parts)}.",
    }


def population_texts(name: str, by_year: pd.Series) -> dict[str, str | None]:
    """Population over time."""
    return {
        "title": f"Folketallet i {name}, 1. januar {years(by_year.index.min(), by_year.index.max())}",
        "alt": f"Linjediagram over folketallet: {ends(by_year)}.",
    }


def working_age_texts(year: int, shares: Mapping[str, float]) -> dict[str, str | None]:
    """Share aged 19-66 of the compared municipalities in one year."""
    return {
        "title": f"Bosatte 19–66 år i prosent av alle bosatte, etter kommune, 1. januar {year}",
        "alt": f"Stolpediagram. {_bars(shares, pct)}",
        "note": "Aldersgruppene 19–34 og 35–66 år er lagt sammen. Kilden oppgir gruppene med koder uten navn; aldersgrensene er "
        "lest ut av størrelsen på gruppene og er ikke bekreftet.",
    }


def _period(data: pd.DataFrame) -> str:
    return years(data["year"].min(), data["year"].max())


def _spans(by_year: pd.Series | pd.DataFrame, first_after: int) -> bool:
    """Whether a series has years on both sides of a break."""
    return bool((by_year.index < first_after).any() and (by_year.index >= first_after).any())


def ends(by_year: pd.Series, write: Callable[[float], str] = n) -> str:
    """First and last value of a series: "13 623 i 2008 og 14 261 i 2025"."""
    by_year = by_year.dropna().sort_index()
    if by_year.empty:
        return "ingen tall"
    values = [f"{write(by_year.loc[year])} i {year}" for year in dict.fromkeys([by_year.index[0], by_year.index[-1]])]
    return listing(values)


def _bars(values: Mapping[str, float], write: Callable[[float], str]) -> str:
    """Every bar from the largest to the smallest: "Hvaler 67,0 prosent, Moss 65,2 prosent og Halden 60,1 prosent."."""
    ordered = sorted(values, key=values.get, reverse=True)
    return f"{listing([f'{label} {write(values[label])}' for label in ordered])}."
