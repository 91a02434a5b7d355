"""Sentences of the chapter Planens tall etterprøvd, and its labels."""

from __future__ import annotations

from collections.abc import Mapping
from numbers import Real

import pandas as pd

from statusbok.indicators.plan import TOLERANCE, places
from statusbok.show import numbers
from statusbok.show.nb.employment import REVISION_BREAK
from statusbok.show.nb.names import place

REVISED = min(REVISION_BREAK, default=0)
"""First year that the record has revised figures for; 0 where all its figures are."""

TALLY_AXIS = "Antall tall i planen, etter tema og vurdering"

LABELS: dict[str, str] = {
    "figure": "Tall i planen",
    "stated": "Planen",
    "computed": "Kontrolltall",
    "change_difference": "Forskjell",
    "status": "Vurdering",
    "why": "Forklaring",
    "theme": "Tema",
    "figures": "Antall tall",
    "private_persons": "Private i planen",
    "public_persons": "Offentlige i planen",
    "sum_persons": "Sum",
    "total_persons": "Planens total",
    "register_persons": "SSB, tabell 11618",
    "basis": "Hva tallet er",
    "implied_population_persons": "Befolkning 15–74 år som tallet svarer til",
    "part": "Sektor",
    "jobs_persons": "Arbeidsplasser i planen",
    "sector_persons": "«Ansatte» i planens næringstabell",
    "change_persons": "Forskjell",
}

STATUS: dict[str, str] = {
    "same": "● Likt",
    "within": "◐ Innenfor",
    "different": "▲ Avvik",
    "unchecked": "○ Kan ikke etterprøves",
}

THEMES: dict[str, str] = {
    "population": "Befolkning",
    "rate": "Sysselsettingsgrad og ledighet",
    "commuting": "Pendling og «ansatte»",
    "jobs": "Arbeidsplasser",
    "trades": "Næringer og bedrifter",
}

SOURCES: dict[str, tuple[str, str]] = {
    "population": ("population", "folketallet 1. januar (SSB, tabell 07459)"),
    "population_growth": ("population", "folketallet 1. januar (SSB, tabell 07459)"),
    "employment_rate_15_74": (
        "municipality_totals",
        "sysselsatte i prosent av de bosatte 15–74 år (SSB, tabell 11618)",
    ),
    "employed_residents": ("employed_by_industry", "sysselsatte bosatt i kommunen (SSB, tabell 07984)"),
    "jobs_workplace": ("municipality_totals", "sysselsatte med arbeidssted i kommunen (SSB, tabell 11618)"),
    "jobs_growth": ("municipality_totals", "sysselsatte med arbeidssted i kommunen (SSB, tabell 11618)"),
    "in_commuters": ("commuting_flows", "pendlere mellom kommuner (SSB, tabell 03321)"),
    "out_commuters": ("commuting_flows", "pendlere mellom kommuner (SSB, tabell 03321)"),
    "net_out_commuting": ("commuting_flows", "pendlere mellom kommuner (SSB, tabell 03321)"),
    "unemployment_rate": ("unemployment_monthly", "helt ledige i prosent av arbeidsstyrken (NAV)"),
}
"""What each check is set against: the table of the record, and the words for it."""

BASES: dict[str, str] = {
    "plan_employed": "«Ansatte» i planen",
    "register_residents": "Sysselsatte bosatt {place} (SSB, tabell 07984)",
    "commuting": "Planens arbeidsplasser pluss utpendlere minus innpendlere",
    "plan_jobs": "Arbeidsplasser {place} i planen",
}

SECTOR_JOBS = r"plan-jobs-(?:private|public)-"

PARTS: dict[str, str] = {"private": "Privat", "public": "Offentlig", "total": "I alt"}


def no_plan(name: str) -> str:
    """The chapter falls away."""
    return f"Grunnlaget har ingen plan for {name} i denne utgaven, og kapitlet faller derfor bort."


def no_plan_here() -> str:
    """A section falls away with the chapter."""
    return "Uten en plan i grunnlaget er det ingen tall å etterprøve her."


def how_to_add() -> str:
    """How an analyst adds a plan."""
    return (
        "En plan legges til som rader i data/tables/plan_figures.csv, ett tall i hver rad, slik siden om "
        "hvordan rapporten oppdateres viser. Da kommer kapitlet med ved neste bygging."
    )


def rule() -> str:
    """The rule of comparison."""
    share = numbers.pct(100 * TOLERANCE, 0)
    return (
        "Hvert tall i planen er satt ved siden av et kontrolltall, som er hentet fra grunnlaget eller "
        "regnet ut av andre tall i planen. Regelen er den samme for alle. Et tall som planen oppgir uten "
        "forbehold, er likt når kontrolltallet er det samme, avrundet som i planen. Et tall som er oppgitt "
        f"med «ca.» eller «rundt», er innenfor forbeholdet når forskjellen er høyst {share}. Et tall som er "
        "oppgitt med «drøyt» eller «i underkant av», er innenfor når kontrolltallet ligger på den siden og "
        f"høyst {share} unna. Alt annet er avvik. Et avvik betyr ikke alltid at planen tar feil: Den kan "
        "bygge "
        "på en annen tabell eller på tall som SSB har revidert siden. Forskjellen er kontrolltallet minus "
        "tallet i planen."
    )


def count(compared: pd.DataFrame) -> str:
    """How many figures could be checked, and how they came out."""
    found = compared["status"].value_counts()
    checked = compared[compared["status"] != "unchecked"]
    inside = checked["against"].eq("plan").sum()
    split = (
        f", {numbers.n(len(checked) - inside)} mot offentlig statistikk og {numbers.n(inside)} mot andre "
        "tall i "
        "planen"
        if inside
        else ""
    )
    return (
        f"Av planens {numbers.n(len(compared))} tall kunne {numbers.n(len(checked))} etterprøves{split}: "
        f"{numbers.n(found.get('same', 0))} var like, {numbers.n(found.get('within', 0))} lå innenfor "
        "planens "
        f"forbehold og {numbers.n(found.get('different', 0))} avvek."
    )


def unchecked(compared: pd.DataFrame) -> str:
    """How many could not be checked, and why."""
    reasons = compared.loc[compared["status"] == "unchecked", "reason"].value_counts()
    if reasons.empty:
        return "Alle tallene i planen kunne etterprøves."
    parts = []
    if nothing := reasons.get("no_source", 0):
        parts.append(f"{numbers.n(nothing)} fordi grunnlaget ikke har noe slikt tall")
    if late := reasons.get("no_year", 0):
        parts.append(f"{numbers.n(late)} fordi grunnlaget ikke har tall for året")
    return f"I alt {numbers.n(reasons.sum())} tall kunne ikke etterprøves, {numbers.listing(parts)}."


def against_plan(compared: pd.DataFrame) -> str:
    """What a check against the plan itself is worth; empty text when there is none."""
    if not compared["against"].eq("plan").any():
        return ""
    return (
        "Å kontrollere mot andre tall i planen er for eksempel å holde en sum opp mot delene. At slike tall "
        "går opp, viser at planen henger sammen, men ikke at tallene er riktige."
    )


def jobs(name: str, compared: pd.DataFrame) -> str:
    """The plan's total jobs against the register, year by year."""
    rows = compared[(compared["check"] == "jobs_workplace") & (compared["against"] == "record")]
    if rows.empty:
        return f"Planen har ingen tall for arbeidsplasser {place(name)} som grunnlaget kan etterprøve."
    same = [str(year) for year in rows.loc[rows["status"] == "same", "last_year"]]
    off = [
        f"{numbers.n(abs(row.difference))} i {row.last_year}"
        for row in rows.itertuples()
        if row.status != "same"
    ]
    start = f"Planens tall for arbeidsplasser {place(name)} var"
    if (rows.loc[rows["status"] != "same", "last_year"] < REVISED).any():
        off[-1] += f", men før {REVISED} har grunnlaget bare SSBs først publiserte tall"
    if not off:
        return f"{start} de samme som SSBs i {numbers.listing(same)}."
    if not same:
        return f"{start} ikke de samme som SSBs; forskjellen var {numbers.listing(off)}."
    return f"{start} de samme som SSBs i {numbers.listing(same)}; forskjellen var {numbers.listing(off)}."


def rate(compared: pd.DataFrame) -> str:
    """The plan's employment rate of its own municipality against the register."""
    rows = compared[
        (compared["check"] == "employment_rate_15_74")
        & (compared["area_code"] == compared["municipality_code"])
        & (compared["against"] == "record")
    ]
    if rows.empty:
        return "Planens sysselsettingsgrad kunne ikke etterprøves."
    years = numbers.years(rows["last_year"].min(), rows["last_year"].max())
    low, high = rows["difference"].min(), rows["difference"].max()
    if (rows["status"] == "same").all():
        return f"Planens sysselsettingsgrad var den samme som graden etter SSBs tall i {years}."
    if low > 0 or high < 0:
        small, large = sorted([abs(low), abs(high)])
        between = numbers.points(large) if small == large else f"{numbers.one(small)}–{numbers.points(large)}"
        way = "lavere" if low > 0 else "høyere"
        return f"Planens sysselsettingsgrad var {between} {way} enn graden etter SSBs tall i {years}."
    return (
        f"Planens sysselsettingsgrad avvek fra graden etter SSBs tall i {years}, fra "
        f"{numbers.signed(low, 1)} til "
        f"{numbers.signed(high, 1)}{numbers.NBSP}prosentpoeng."
    )


def growth(compared: pd.DataFrame) -> str:
    """The stated growths of the population that differ; a sentence in any case."""
    rows = compared[compared["check"] == "population_growth"]
    if rows.empty:
        return "Planen oppgir ingen befolkningsvekst."
    off = rows[rows["status"] == "different"]
    known = off[off["matching_start"].notna()]
    if not known.empty:
        row = known.iloc[0]
        return (
            f"Planens befolkningsvekst på {numbers.n(row['value'])} er veksten fra {row['matching_start']} "
            f"til {row['last_year']}; fra {row['first_year']} til {row['last_year']} var den "
            f"{numbers.n(row['computed'])}."
        )
    if not off.empty:
        return f"Planens befolkningsvekst avvek fra SSBs folketall i {len(off)} av {len(rows)} tall."
    if (rows["status"] == "unchecked").any():
        return "Planens befolkningsvekst kunne ikke etterprøves fullt ut."
    return "Planens befolkningsvekst stemte med SSBs folketall."


def bases(name: str, table: pd.DataFrame) -> str:
    """The numbers of people in work for one year: what each of them counts."""
    if table.empty:
        return f"Planen og grunnlaget har ingen felles tall for sysselsatte bosatt {place(name)}."
    value = table.set_index("basis")["employed_persons"]
    year = int(table["year"].iloc[0])
    employed, residents = numbers.n(value["plan_employed"]), numbers.n(value["register_residents"])
    if "plan_jobs" not in value:
        return (
            f"For {year} oppga planen {employed} «ansatte»; SSB hadde {residents} sysselsatte bosatt "
            f"{place(name)}."
        )
    return (
        f"For {year} oppga planen både {employed} «ansatte» og {numbers.n(value['plan_jobs'])} "
        f"arbeidsplasser {place(name)}; SSB hadde {residents} sysselsatte bosatt i kommunen."
    )


def bases_meaning(name: str, table: pd.DataFrame, population: pd.Series) -> list[str]:
    """What the plan's own commuting and employment rate fit; `population` is 15-74 by year."""
    value = table.set_index("basis")["employed_persons"]
    text = []
    if "commuting" in value:
        gap = value["commuting"] - value["register_residents"]
        fits = (
            "det samme som SSBs tall på bosatte"
            if gap == 0
            else f"{numbers.n(abs(gap))} fra SSBs tall på bosatte"
        )
        text.append(
            "De som pendler ut, er med blant de bosatte, men ikke blant arbeidsplassene. For dem som "
            "pendler inn, er det omvendt. Planens arbeidsplasser pluss utpendlere minus innpendlere gir "
            f"{numbers.n(value['commuting'])} sysselsatte bosatt {place(name)}, {fits}."
        )
    implied = (
        table.set_index("basis")["implied_population_persons"].dropna().drop("commuting", errors="ignore")
    )
    if len(implied) and len(population):
        persons, year = population.iloc[-1], population.index[-1]
        parts = [f"{numbers.n(value)} for {_lower(_basis(basis, name))}" for basis, value in implied.items()]
        farthest = (implied - persons).abs().idxmax()
        text.append(
            "Delt på planens sysselsettingsgrad svarer tallene til ulike befolkninger i alderen 15–74 år: "
            f"{numbers.listing(parts)}. SSB hadde {numbers.n(persons)} bosatte i denne alderen i {year}. "
            f"Lengst fra dette ligger tallet for {_lower(_basis(farthest, name))}."
        )
    return text


def bases_title(table: pd.DataFrame) -> str:
    """Caption of the table of the three numbers."""
    return f"Tall på hvor mange som arbeidet{_in_year(table)}, og befolkningen de svarer til"


def sums(splits: pd.DataFrame, sectors: pd.DataFrame, bases: pd.DataFrame) -> list[str]:
    """What the plan's own sums show: the two splits, and the sum of the sectors; empty without them."""
    return [text for text in (_splits(splits), _sectors(sectors, bases)) if text]


def _splits(table: pd.DataFrame) -> str:
    if table.empty:
        return ""
    by_part, year = table.set_index("part")["change_persons"], int(table["year"].iloc[0])
    start = (
        f"Planen deler arbeidslivet i {year} i privat og offentlig i to tabeller: en over arbeidsplasser og "
        "en over næringer."
    )
    if (by_part == 0).all():
        return f"{start} De to tabellene har de samme tallene."
    if by_part["total"] == 0:
        return f"{start} Summen er den samme, men ikke delingen i privat og offentlig."
    more = "flere" if by_part["total"] > 0 else "færre"
    return (
        f"{start} Næringstabellen har {numbers.n(abs(by_part['total']))} {more} «ansatte» enn den andre har "
        f"arbeidsplasser; i offentlig sektor er forskjellen {numbers.n(abs(by_part['public']))}. De to "
        "tabellene teller altså ikke det samme."
    )


def _sectors(table: pd.DataFrame, bases: pd.DataFrame) -> str:
    if table.empty:
        return ""
    total = table["employed_persons"].sum()
    text = f"Tallene i næringstabellen summerer seg til {numbers.n(total)}"
    if (bases.loc[bases["basis"] == "plan_employed", "employed_persons"] == total).any():
        text += ", det samme tallet som planen ellers oppgir for «ansatte»"
    if table["stated_pct"].notna().all():
        text += f". Prosentene summerer seg til {numbers.n(table['stated_pct'].sum())}"
    return f"{text}."


def splits_title(table: pd.DataFrame) -> str:
    """Caption of the table of the two splits."""
    return f"Privat og offentlig i planens to tabeller{_in_year(table)}"


def splits_table(table: pd.DataFrame) -> pd.DataFrame:
    """plan.two_splits as the reader sees it."""
    return table.assign(part=table["part"].map(PARTS)).drop(columns="year")


def jobs_title(name: str) -> str:
    """Caption of the table of jobs by year."""
    return f"Arbeidsplasser {place(name)} i planen og hos SSB ved utgangen av året"


def jobs_note() -> str:
    """What the table of jobs can and cannot tell."""
    return (
        "Summen er private pluss offentlige arbeidsplasser i planen. SSBs tabell i grunnlaget skiller ikke "
        "mellom private og offentlige, så de kan ikke etterprøves hver for seg."
    )


def theme_title(theme: str) -> str:
    """Caption of one theme's table."""
    return f"{THEMES[theme]}: planens tall ved siden av grunnlaget"


def theme_sources(compared: pd.DataFrame, theme: str) -> list[str]:
    """Tables of the record that one theme's table rests on."""
    return ["plan_figures", *dict.fromkeys(table for table, _ in _sources(compared, theme))]


def theme_note(compared: pd.DataFrame, theme: str) -> str:
    """What the record's figures in one theme's table are."""
    words = list(dict.fromkeys(words for _, words in _sources(compared, theme)))
    rows = compared[compared["theme"] == theme]
    aside = (
        " Private og offentlige arbeidsplasser står bare i tabellen år for år."
        if rows["id"].str.match(SECTOR_JOBS).any()
        else ""
    )
    if not words:
        return f"Kontrolltallene er regnet ut av andre tall i planen.{aside}"
    plan = ", eller regnet ut av andre tall i planen der forklaringen sier det"
    return (
        f"Kontrolltallene er "
        f"{numbers.listing(words)}{plan if rows['against'].eq('plan').any() else ''}.{aside}"
    )


def _sources(compared: pd.DataFrame, theme: str) -> list[tuple[str, str]]:
    rows = compared[(compared["theme"] == theme) & (compared["against"] != "plan")]
    return [SOURCES[check] for check in rows["check"] if check in SOURCES]


def theme_table(compared: pd.DataFrame, theme: str, names: Mapping[str, str]) -> pd.DataFrame:
    """One theme's figures as the reader sees them; what the record lacks is missing."""
    # Private and public jobs stand in a table of their own, year by year.
    rows = compared[(compared["theme"] == theme) & ~compared["id"].str.match(SECTOR_JOBS)]
    return pd.DataFrame(
        {
            "figure": [_label(row, names) for row in rows.itertuples()],
            "status": rows["status"].map(STATUS),
            "stated": rows["value"],
            "computed": [_shown(row, row.computed) for row in rows.itertuples()],
            "change_difference": [_shown(row, row.difference) for row in rows.itertuples()],
            "why": [why(row) for row in rows.itertuples()],
        }
    )


def tally_table(tally: pd.DataFrame) -> pd.DataFrame:
    """Number of figures by theme and status, with the words for them."""
    return tally.assign(theme=tally["theme"].map(THEMES), status=tally["status"].map(STATUS))


def tally_title() -> str:
    """Caption of the bars."""
    return "Planens tall etter tema og hvordan de stemmer med grunnlaget"


def tally_alt(tally: pd.DataFrame) -> str:
    """Alt text of the bars."""
    words = {"same": "like", "within": "innenfor", "different": "avvik", "unchecked": "ikke etterprøvd"}
    parts = []
    for theme, rows in tally[tally["figures"] > 0].groupby("theme", sort=False, observed=True):
        counts = [f"{row.figures} {words[row.status]}" for row in rows.itertuples()]
        parts.append(f"{THEMES[theme]}: {numbers.listing(counts)}")
    return f"Liggende stablede søyler, en for hvert tema. {'. '.join(parts)}."


def bases_table(table: pd.DataFrame, name: str) -> pd.DataFrame:
    """plan.three_bases as the reader sees it."""
    columns = ["basis", "employed_persons", "implied_population_persons"]
    shown = table.assign(basis=table["basis"].map(lambda basis: _basis(basis, name)))[columns]
    return shown.dropna(axis="columns", how="all")


def why(row) -> str:
    """Why a figure came out as it did; `row` is a row of plan.compare."""
    start = f"Oppgitt som {row.basis}. " if row.precision != "exact" and isinstance(row.basis, str) else ""
    return start + (_why_unchecked(row) if row.status == "unchecked" else _why_checked(row))


def not_known(name: str, compared: pd.DataFrame) -> list[str]:
    """What the chapter leaves out."""
    if compared.empty:
        return [f"Uten en plan i grunnlaget vet vi ikke hvilke tall {name} kommune planlegger ut fra."]
    lines = [
        "Planen oppgir ikke kilde for alle tallene. Der tallene avviker, vet vi derfor ikke alltid hva "
        "planen har regnet med.",
        "Vi har etterprøvd tallene i planen, ikke konklusjonene den trekker av dem.",
    ]
    if (compared["reason"] == "no_year").any():
        lines.append(
            "For noen av planens år finnes det nyere tall hos SSB enn dem grunnlaget har. De kan "
            "etterprøves når tallene er lagt inn."
        )
    if ((compared["theme"] == "trades") & (compared["status"] == "unchecked")).any():
        lines.append(
            "Inndelingen i basis-, besøks- og regionale næringer er Telemarksforskings, og tallene bak den "
            "er ikke i grunnlaget."
        )
    return lines


def _why_checked(row) -> str:
    if row.against == "plan":
        return (
            "Går opp med andre tall i planen."
            if row.status != "different"
            else "Går ikke opp med andre tall i planen."
        )
    if row.check in ("net_out_commuting", "unemployment_rate"):
        of = "månedene" if row.check == "unemployment_rate" else "årene"
        return f"Gjennomsnitt av {of} i grunnlaget, {numbers.years(row.first_year, row.last_year)}."
    if row.status == "same" and row.check == "population" and not row.period.isdigit():
        return f"Planen skriver {row.period}; tallet er folketallet 1. januar {row.last_year}."
    if row.status != "different":
        return "Samme tall." if row.status == "same" else "Nær nok etter regelen."
    if row.check == "jobs_workplace" and row.last_year < REVISED:
        return "Grunnlaget har det først publiserte tallet; SSB har senere revidert det."
    if row.check == "population_growth" and not pd.isna(row.matching_start):
        years = _word(row.last_year - row.matching_start)
        return f"Planens tall er veksten fra {row.matching_start}, altså {years} år."
    if row.check == "employed_residents":
        return "Planen sier ikke hvem «ansatte» omfatter."
    if row.check == "employment_rate_15_74":
        return "Planen oppgir ikke kilde for andelen."
    return f"Grunnlaget viser {'mer' if row.difference > 0 else 'mindre'} enn planen."


def _why_unchecked(row) -> str:
    if row.reason == "no_year":
        if row.check in ("population_growth", "jobs_growth"):
            return f"Grunnlaget har ikke begge årene; det slutter i {row.nearest_year}."
        value = numbers.pct_sign(row.nearest_value) if row.unit == "percent" else numbers.n(row.nearest_value)
        return f"Grunnlaget slutter i {row.nearest_year} ({value})."
    if row.theme == "jobs":
        return "Grunnlaget skiller ikke mellom privat og offentlig."
    if row.unit == "firms":
        return "Grunnlaget har ikke tall for bedrifter."
    if row.theme == "trades":
        return "Grunnlaget har ikke tall etter denne inndelingen."
    return "Grunnlaget har ikke noe slikt tall."


def _label(row, names: Mapping[str, str]) -> str:
    parts = [row.label]
    if row.area_code != row.municipality_code:
        parts.append(names.get(row.area_code, "Norge" if row.area_code == "0" else row.area_code))
    if row.period[:1].isdigit():
        parts.append(row.period)
    return ", ".join(parts) + (" (prosent)" if row.unit == "percent" else "")


def _shown(row, value: float) -> float:
    """A computed value with the plan's decimals, but at least one for a rate that the plan rounds."""
    digits = places(row.value)
    return round(value, max(digits, 1) if row.unit == "percent" and row.precision != "exact" else digits)


def _word(value: Real) -> str:
    words = ["ingen", "ett", "to", "tre", "fire", "fem", "seks", "sju", "åtte", "ni", "ti", "elleve", "tolv"]
    return words[int(value)] if value < len(words) else numbers.n(value)


def _in_year(table: pd.DataFrame) -> str:
    return "" if table.empty else f" i {int(table['year'].iloc[0])}"


def _basis(basis: str, name: str) -> str:
    return BASES[basis].format(place=place(name))


def _lower(text: str) -> str:
    first = 1 if text.startswith("«") else 0
    return f"{text[:first]}{text[first].lower()}{text[first + 1 :]}"
