"""The tables that the replica serves, made from `figures`.

Ids of dimensions and codes of contents are those of the services' contract where it has them. Those marked M below are
plausible but not seen: the loaders must find them by label or pattern, and say so when they are not there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache

import numpy as np

from tests.replica import figures
from tests.replica.figures import allocate, wiggle
from tests.replica.tables import SYMBOLS, CodeList, Content, Dimension, Table

HIDDEN, OUTSIDE = SYMBOLS.index(":"), SYMBOLS.index(".")
COUNTRY = "0"
# Whole counties, so that a region around any municipality in them is complete, and a few large municipalities besides.
_COUNTIES = {"03": "Oslo", "31": "Østfold", "32": "Akershus", "46": "Vestland"}
_BESIDES = ("1103", "3301", "3401", "3416", "3909", "5001")

INDUSTRIES = {
    "00-99": "Alle næringer",
    "01-03": "Jordbruk, skogbruk og fiske",
    "05-09": "Bergverksdrift og utvinning",
    "10-33": "Industri",
    "35-39": "Elektrisitet, vann og renovasjon",
    "41-43": "Bygge- og anleggsvirksomhet",
    "45-47": "Varehandel, reparasjon av motorvogner",
    "49-53": "Transport og lagring",
    "55-56": "Overnattings- og serveringsvirksomhet",
    "58-63": "Informasjon og kommunikasjon",
    "64-66": "Finansiering og forsikring",
    "68-75": "Teknisk tjenesteyting, eiendomsdrift",
    "77-82": "Forretningsmessig tjenesteyting",
    "84": "Off.adm., forsvar, sosialforsikring",
    "85": "Undervisning",
    "86-88": "Helse- og sosialtjenester",
    "90-99": "Personlig tjenesteyting",
    "00": "Uoppgitt",
}
_GROUPS = list(INDUSTRIES)[1:]
_INDUSTRY_SHARES = np.array([22, 12, 85, 14, 85, 130, 50, 32, 40, 17, 75, 52, 62, 82, 205, 34, 3], "float64")
_SEXES = {"0": "Begge kjønn", "1": "Menn", "2": "Kvinner"}
_AGES = {
    "15-74": "15-74 år",
    "15-19": "15-19 år",
    "20-24": "20-24 år",
    "25-39": "25-39 år",
    "40-54": "40-54 år",
    "55-66": "55-66 år",
    "67-74": "67-74 år",
}
# Men, then women, of each age group.
_AGE_SHARES = np.array([22, 45, 175, 165, 105, 18, 24, 43, 158, 152, 85, 10], "float64")
_POPULATION_SHARES = np.array([40, 42, 135, 132, 95, 50, 38, 40, 130, 128, 96, 54], "float64")


@cache
def table(service: str, id: str) -> Table:
    """The table as it is before any edit. Take a copy before you change it."""
    return KNOWN[service, id]()


@cache
def served() -> list[str]:
    """Municipalities of today in the tables that do not have all of them."""
    return sorted(code for code in figures.municipalities() if code[:2] in _COUNTIES or code in _BESIDES)


@cache
def served_codes() -> list[str]:
    """Every code of any year that leads to one of them."""
    return [code for code in figures.all_codes() if figures.today(code) in served()]


# --- dimensions ---------------------------------------------------------------------------------------------------


def _region(codes: Iterable[str], lists: Iterable[str], *, country: bool = True, id: str = "Region") -> Dimension:
    """Codes of all years side by side, with the lists that add them up."""
    codes = list(codes)
    labels = {COUNTRY: "Hele landet"} if country else {}
    labels |= {code: figures.names().get(code, code) for code in codes}
    members: dict[str, list[str]] = {}
    for code in sorted(codes, reverse=True):
        if code in figures.names():
            members.setdefault(figures.today(code), []).append(code)
    today = figures.municipalities()
    counties = {
        county: tuple(code for now in sorted(members) if now[:2] == county for code in members[now])
        for county in _COUNTIES
    }
    made = {
        "agg_KommSummer": CodeList(
            "agg_KommSummer",
            "Kommuner 2024, sammenslåtte tidsserier",
            {f"K-{now}": (today[now], tuple(found)) for now, found in sorted(members.items())},
        ),
        "agg_KommSummerS": CodeList(
            "agg_KommSummerS",
            "Kommuner 2024, sammenslåtte tidsserier",
            {f"K.{now}": (today[now], tuple(found)) for now, found in sorted(members.items())},
        ),
        "agg_KommGjeldende": CodeList(
            "agg_KommGjeldende",
            "Kommuner 2024",
            {now: (today[now], (now,)) for now in sorted(members) if now in codes},
        ),
        "agg_KommFylker": CodeList(
            "agg_KommFylker",
            "Fylker 2024, sammenslåtte tidsserier",
            {f"F-{county}": (_COUNTIES[county], found) for county, found in counties.items()},
        ),
        "vs_Kommune": CodeList("vs_Kommune", "Kommuner", {code: (labels[code], (code,)) for code in codes}),
    }
    return Dimension(id, "region", labels, True, COUNTRY if country else None, [made[name] for name in lists])


def _sex() -> Dimension:
    return Dimension("Kjonn", "kjønn", dict(_SEXES), True, "0")


def _age() -> Dimension:
    return Dimension("Alder", "alder", dict(_AGES), True, "15-74")


def _industry() -> Dimension:
    return Dimension("NACE2007", "næring (SN2007)", dict(INDUSTRIES), True, "00-99")


# --- arrays -------------------------------------------------------------------------------------------------------


def _blank(*shape: int) -> tuple[np.ndarray, np.ndarray]:
    """Values and symbols of a table whose cells are all outside their years."""
    return np.full(shape, np.nan), np.full(shape, OUTSIDE, "int8")


def _total_first(array: np.ndarray, axis: int) -> np.ndarray:
    return np.concatenate([array.sum(axis=axis, keepdims=True), array], axis)


def _near(year: int) -> int:
    """The year of employment whose codes and weights stand for a year."""
    return min(max(year, figures.YEARS[0]), figures.YEARS[-1])


def _sizes(year: int) -> dict[str, tuple[float, float, float]]:
    """Code of the year -> population 15-74, employed residents, jobs; of the served municipalities and the country."""
    found = figures.employment(_near(year))
    # Before the matrix begins, employment is a little lower every year back.
    factor = 1 - 0.011 * max(0, figures.YEARS[0] - year)
    columns = [np.rint(column * factor) for column in (found.population, found.residents, found.jobs)]
    rows = {code: tuple(float(column[place]) for column in columns) for place, code in enumerate(found.codes)}
    served_today = set(served())
    chosen = {code: row for code, row in rows.items() if figures.today(code) in served_today}
    return {COUNTRY: tuple(float(column.sum()) for column in columns)} | chosen


def _shares(base: np.ndarray, *keys: object) -> np.ndarray:
    """Shares that differ a little from one municipality to the next, but stay the same from year to year."""
    return base * np.array([1 + wiggle(*keys, place, span=0.25) for place in range(len(base))])


def _place(codes: list[str]) -> dict[str, int]:
    return {code: number for number, code in enumerate(codes)}


# --- commuting and totals -----------------------------------------------------------------------------------------


def _commuting() -> Table:
    codes = figures.all_codes()
    elsewhere = {  # M
        "2111": "Spitsbergen",
        "2311": "Kontinentalsokkelen",
        "9999": "Uoppgitt kommune",
    }
    place = _place(codes)
    years = list(figures.YEARS)
    values = np.zeros((len(codes) + len(elsewhere), len(codes), 1, len(years)), "float32")
    for number, year in enumerate(years):
        found = figures.employment(year)
        rows = np.array([place[code] for code in found.codes])
        values[rows[None, :], rows[:, None], 0, number] = found.flows
        parts = allocate(found.elsewhere, np.array([0.1, 0.6, 0.3]))  # in the order of `elsewhere`
        values[len(codes) :, rows, 0, number] = parts.T
    work = _region(codes, [], country=False, id="ArbstedKomm")
    work.codes += list(elsewhere)
    work.labels |= elsewhere
    work.label = "arbeidsstedskommune"
    home = _region(codes, [], country=False, id="Bokommuen")
    home.label = "bostedskommune"
    return Table(
        "ssb",
        "03321",
        "Sysselsatte (15-74 år) per 4. kvartal",
        [work, home],
        {"Sysselsatte": Content("Sysselsatte", "personer")},
        list(map(str, years)),
        values,
        updated="2026-02-24T07:00:00Z",
    )


def _base_totals() -> Table:
    codes, years = figures.all_codes(), list(figures.YEARS)
    place = _place(codes)
    # 9999 is in the list of municipalities, but is none; outside its years a code has zero here, not a symbol.
    values = np.zeros((len(codes) + 2, len(_SEXES), len(_AGES), 3, len(years)))
    for number, year in enumerate(years):
        found = figures.employment(year)
        rows = np.array([place[code] for code in found.codes]) + 1
        columns = (
            (found.population, _POPULATION_SHARES),
            (found.residents, _AGE_SHARES),
            (found.jobs, _AGE_SHARES),
        )
        for content, (totals, shares) in enumerate(columns):
            parts = allocate(totals, shares).reshape(-1, 2, 6)
            values[rows, :, :, content, number] = _total_first(_total_first(parts, 1), 2)
    values[0] = values[1:].sum(axis=0)
    region = _region(codes, ["agg_KommSummer", "agg_KommGjeldende", "agg_KommFylker", "vs_Kommune"])
    region.codes.append("9999")
    region.labels["9999"] = "Uoppgitt kommune"
    return Table(
        "ssb",
        "11618",
        "Befolkning og sysselsatte per 4. kvartal",
        [region, _sex(), _age()],
        {
            "BefolkningBosted": Content("Befolkning etter bosted", "personer"),
            "SysselBosted": Content("Sysselsatte etter bosted", "personer"),
            "SysselArbsted": Content("Sysselsatte etter arbeidssted", "personer"),
        },
        list(map(str, years)),
        values,
        updated="2026-02-24T07:00:00Z",
    )


def _commuters() -> Table:
    codes, years = figures.all_codes(), list(figures.YEARS)
    place = _place(codes)
    values, status = _blank(len(codes), 4, len(years))
    for number, year in enumerate(years):
        found = figures.employment(year)
        rows = [place[code] for code in found.codes]
        columns = (found.jobs - found.own, found.residents - found.own, found.residents, found.jobs)
        for content, column in enumerate(columns):
            values[rows, content, number] = column
        status[rows, :, number] = 0
    return Table(
        "ssb",
        "11616",
        "Pendlingsstrømmer for sysselsatte per 4. kvartal",
        [_region(codes, ["agg_KommSummer", "agg_KommGjeldende"], country=False)],
        {
            "Innpendlere": Content("Innpendlere", "personer"),
            "Utpendlere": Content("Utpendlere", "personer"),
            "Bosatt": Content("Sysselsatte etter bosted", "personer"),  # M
            "Arbeidssted": Content("Sysselsatte etter arbeidssted", "personer"),  # M
        },
        list(map(str, years)),
        values,
        status,
        updated="2026-02-24T07:00:00Z",
    )


# --- employment by industry, sector, status -----------------------------------------------------------------------


@cache
def _residents_by_industry(year: int) -> dict[str, np.ndarray]:
    """Code of the year -> employed residents in each of the 17 groups; the record's for Østfold."""
    sizes = _sizes(year)
    found = {
        code: allocate(np.array(residents), _shares(_INDUSTRY_SHARES, figures.today(code), "home"))
        for code, (_, residents, _) in sizes.items()
    }
    known = figures.record("employed_by_industry").query(f"year == {year}")
    for current, rows in known.groupby("municipality_code"):
        counts = dict(zip(rows["industry_code"], rows["employed_residents_persons"].astype("float64")))
        codes = [code for code in sizes if figures.today(code) == current]
        shares = _shares(_INDUSTRY_SHARES, current, "home")
        total = counts.pop("00-99", None)
        if total is None:
            total = sum(sizes[code][1] for code in codes)
        free = np.array([group not in counts for group in _GROUPS])
        parts = np.array([counts.get(group, 0.0) for group in _GROUPS])
        parts[free] = allocate(np.array(max(total - parts.sum(), 0)), shares[free])
        split = allocate(parts, np.array([sizes[code][1] for code in codes]))
        found |= {code: split[:, number] for number, code in enumerate(codes)}
    return _with_country(found, sizes[COUNTRY][1], "home")


def _with_country(found: dict[str, np.ndarray], total: float, side: str) -> dict[str, np.ndarray]:
    """The country's groups: those of the municipalities here, and what is left of its total by shares."""
    here = sum(parts for code, parts in found.items() if code != COUNTRY)
    left = allocate(np.array(total - here.sum()), _shares(_INDUSTRY_SHARES, COUNTRY, side))
    return found | {COUNTRY: here + left}


@cache
def _jobs_by_industry(year: int) -> dict[str, np.ndarray]:
    """Code of the year -> jobs in each of the 17 groups."""
    sizes = _sizes(year)
    found = {
        code: allocate(np.array(jobs), _shares(_INDUSTRY_SHARES, figures.today(code), "work"))
        for code, (_, _, jobs) in sizes.items()
    }
    return _with_country(found, sizes[COUNTRY][2], "work")


def _by_industry() -> Table:
    codes, years = [COUNTRY, *served_codes()], range(2008, 2026)
    place = _place(codes)
    values, status = _blank(len(codes), len(INDUSTRIES), len(_SEXES), len(_AGES), 2, len(years))
    for number, year in enumerate(years):
        for content, found in enumerate((_residents_by_industry(year), _jobs_by_industry(year))):
            rows = [place[code] for code in found]
            parts = allocate(np.array(list(found.values())), _AGE_SHARES).reshape(len(rows), -1, 2, 6)
            for axis in (1, 2, 3):
                parts = _total_first(parts, axis)
            values[rows, :, :, :, content, number] = parts
            status[rows, ..., content, number] = 0
    return Table(
        "ssb",
        "07984",
        "Sysselsatte per 4. kvartal",
        [_region(codes[1:], ["agg_KommSummerS", "agg_KommGjeldende"]), _industry(), _sex(), _age()],
        {
            "Sysselsatte": Content("Sysselsatte etter bosted", "personer"),
            "SysselsatteArb": Content("Sysselsatte etter arbeidssted", "personer"),
        },
        list(map(str, years)),
        values,
        status,
        updated="2026-02-24T07:00:00Z",
    )


_SECTORS = {
    "ALLE": "Sum alle sektorer",  # M
    "6100": "Statlig forvaltning",
    "6500.6": "Fylkeskommunal forvaltning",
    "6500.7": "Kommunal forvaltning",
    "A+B+D+E.5-7": "Offentlig eide foretak",
    "A+B+D+E.0-1+9": "Privat sektor",
}
_SECTOR_SHARES = {
    "84": (36, 1, 62, 1, 0),
    "85": (14, 5, 67, 1, 13),
    "86-88": (27, 0.4, 51, 1, 20),
    "35-39": (0, 0, 12, 60, 28),
    "49-53": (1, 0, 1, 18, 80),
    "90-99": (4, 0, 13, 2, 81),
}


def _by_sector() -> Table:
    codes, years = [COUNTRY, *served_codes()], range(2016, 2026)
    place = _place(codes)
    shares = np.array([_SECTOR_SHARES.get(group, (0, 0, 0, 3, 97)) for group in _GROUPS], "float64")
    values, status = _blank(len(codes), len(INDUSTRIES), len(_SECTORS), 1, len(years))
    for number, year in enumerate(years):
        found = _jobs_by_industry(year)
        rows = [place[code] for code in found]
        parts = allocate(np.array(list(found.values())), shares)
        values[rows, :, :, 0, number] = _total_first(_total_first(parts, 1), 2)
        status[rows, :, :, 0, number] = 0
    # One or two persons are hidden, but never a total over all sectors.
    few = (values > 0) & (values < 3)
    few[:, :, 0] = False
    values[few], status[few] = np.nan, HIDDEN
    return Table(
        "ssb",
        "13472",
        "Sysselsatte etter arbeidssted per 4. kvartal",
        [
            _region(codes[1:], ["agg_KommSummer", "agg_KommGjeldende"]),
            _industry(),
            Dimension("Sektor", "sektor", dict(_SECTORS), True, "ALLE"),
        ],
        {"SysselEtterArbste": Content("Sysselsatte etter arbeidssted", "personer")},
        list(map(str, years)),
        values,
        status,
        updated="2026-03-17T07:00:00Z",
    )


def _rates() -> Table:
    codes, years = [COUNTRY, *served_codes()], list(figures.YEARS)
    place = _place(codes)
    values, status = _blank(len(codes), 3, 2, 1, len(years))
    for number, year in enumerate(years):
        for code, (population, residents, _) in _sizes(year).items():
            rate = 100 * residents / population
            gap = 2 + wiggle(figures.today(code) if code != COUNTRY else code, "gap", span=1)
            both = np.array([rate, rate + gap, rate - gap])
            values[place[code], :, :, 0, number] = np.stack([both, both * 1.09], 1).round(1)
            status[place[code], :, :, 0, number] = 0
    return Table(
        "ssb",
        "06445",
        "Andel sysselsatte i befolkningen per 4. kvartal",
        [
            # A rate cannot be added up, so there is no list that sums.
            _region(codes[1:], ["agg_KommGjeldende", "vs_Kommune"]),
            _sex(),
            Dimension("Alder", "alder", {"15-74": "15-74 år", "20-66": "20-66 år"}),
        ],
        {"Sysselsatte": Content("Andel sysselsatte", "prosent", 1)},
        list(map(str, years)),
        values,
        status,
        updated="2026-02-24T07:00:00Z",
    )


_STATUSES = {
    "TOT": "I alt",
    "A.01": "Sysselsatte",
    "A.09": "Registrerte arbeidsledige",
    "U.01": "Deltakere på arbeidsmarkedstiltak",
    "U.03": "Under ordinær utdanning",
    "U.04-U.05": "Mottakere av arbeidsavklaringspenger eller uføretrygd",
    "U.06-U.07": "Mottakere av alderspensjon eller AFP",
    "U.90A": "Andre",
}
_STATUS_AGES = {"15-74": 1.0, "15-29": 0.25, "20-66": 0.84, "30-61": 0.55, "62+": 0.2}


def _by_status() -> Table:
    codes, years = [COUNTRY, *served_codes()], list(figures.YEARS)
    place = _place(codes)
    values, status = _blank(len(codes), len(_STATUSES), len(_STATUS_AGES), 2, 1, len(years))
    for number, year in enumerate(years):
        for code, (population, residents, _) in _sizes(year).items():
            for age, (group, part) in enumerate(_STATUS_AGES.items()):
                people = round(population * part)
                at_work = round(residents * part * (1.13 if group in ("20-66", "30-61") else 0.9))
                rest = allocate(np.array(people - at_work), _shares(np.array([4.5, 1.5, 14, 32, 12, 18]), code, group))
                row = _total_first(np.array([at_work, *rest]), 0)
                values[place[code], :, age, 0, 0, number] = row
                values[place[code], :, age, 1, 0, number] = _total_first(np.rint(row[1:] * 0.18), 0)
        status[[place[code] for code in _sizes(year)], ..., number] = 0
    return Table(
        "ssb",
        "13563",
        "Bosatte, etter prioritert arbeidsstyrkestatus. 4. kvartal",
        [
            _region(codes[1:], ["agg_KommSummer", "agg_KommGjeldende", "agg_KommFylker"]),
            Dimension("HovArbStyrkStatus", "prioritert arbeidsstyrkestatus", dict(_STATUSES)),
            Dimension("Alder", "alder", {code: f"{code} år" for code in _STATUS_AGES}),
            Dimension(
                "InnvandrKat", "innvandringskategori", {"A-G": "Befolkningen i alt", "B": "Innvandrere"}, True, "A-G"
            ),
        ],
        {"Bosatte": Content("Bosatte", "personer")},
        list(map(str, years)),
        values,
        status,
        updated="2026-03-25T07:00:00Z",
    )


# --- population ---------------------------------------------------------------------------------------------------

_SINGLE_AGES = [f"{age:03}" for age in range(105)] + ["105+"]
_BANDS = {"0-15": (0, 15), "16-18": (16, 18), "19-34": (19, 34), "35-66": (35, 66), "67-74": (67, 74), "75+": (75, 105)}


@cache
def _country(year: int) -> float:
    """Population of the country; before the record has it, on a line from 4 159 000 in 1986."""
    known = figures.record("population").query("municipality_code == @COUNTRY").set_index("year")["population_persons"]
    return float(np.rint(np.interp(year, [1986, *known.index], [4_159_000, *known])))


@cache
def _people(year: int) -> dict[str, float]:
    """Municipality of today -> population on 1 January, and that of the country; the record's where it has it."""
    known = figures.record("population")
    near = figures.employment(_near(year - 1))
    scale = _country(year) / _country(_near(year - 1) + 1)
    found = dict.fromkeys(served(), 0.0)
    for code, population in zip(near.codes, near.population):
        if figures.today(code) in found:
            found[figures.today(code)] += population / 0.745
    found = {code: float(round(value * scale)) for code, value in found.items()}
    rows = known[known["year"] == year]
    found |= dict(zip(rows["municipality_code"], rows["population_persons"].astype("float64")))
    return found | {COUNTRY: _country(year)}


@cache
def _weights(year: int) -> dict[str, float]:
    """Code of the year -> how much of its municipality of today it is."""
    found = figures.employment(_near(year))
    return dict(zip(found.codes, found.population.tolist()))


@cache
def _codes_by_today(year: int) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for code in figures.codes_of(year):
        found.setdefault(figures.today(code), []).append(code)
    return found


def _split(current: str, year: int, values: np.ndarray) -> dict[str, np.ndarray]:
    """Whole numbers of a municipality of today, split between the codes that it had in the year."""
    if current == COUNTRY:
        return {COUNTRY: values}
    codes = _codes_by_today(year)[current]
    parts = allocate(values, np.array([_weights(year)[code] for code in codes]))
    return {code: parts[..., number] for number, code in enumerate(codes)}


def _population() -> Table:
    codes, years = [COUNTRY, *served_codes()], range(1986, 2027)
    place = _place(codes)
    age = np.arange(106)
    profile = np.where(age < 70, 1.0 - 0.1 * np.cos(age / 9), np.exp(-(((age - 70) / 17) ** 2)))
    bands = figures.record("population_age").set_index(["year", "municipality_code", "age_group"])["population_persons"]
    values, status = _blank(len(codes), 2, len(_SINGLE_AGES), 1, len(years))
    for number, year in enumerate(years):
        found = _people(year)
        by_age = allocate(np.array(list(found.values())), profile)
        for row, current in enumerate(found):
            if (year, current, "0-15") in bands.index:
                by_age[row] = np.concatenate([
                    allocate(np.array(bands[year, current, band]), profile[first : last + 1])
                    for band, (first, last) in _BANDS.items()
                ])  # fmt: skip
        by_sex = allocate(by_age, np.array([0.503, 0.497]))
        for row, current in enumerate(found):
            for code, part in _split(current, year, by_sex[row].T).items():
                values[place[code], :, :, 0, number] = part
                status[place[code], :, :, 0, number] = 0
    five = {
        f"F{first:02}-{first + 4:02}": (f"{first}-{first + 4} år", tuple(_SINGLE_AGES[first : first + 5]))
        for first in range(0, 105, 5)
    } | {"F105+": ("105 år eller eldre", ("105+",))}
    return Table(
        "ssb",
        "07459",
        "Befolkning",
        [
            _region(codes[1:], ["agg_KommSummer", "agg_KommGjeldende", "agg_KommFylker"]),
            Dimension("Kjonn", "kjønn", {"1": "Menn", "2": "Kvinner"}, True),
            Dimension(
                "Alder",
                "alder",
                {code: "105 år eller eldre" if code == "105+" else f"{int(code)} år" for code in _SINGLE_AGES},
                True,
                None,
                [CodeList("agg_FemAarigGruppering", "5-årige aldersgrupper", five)],
            ),
        ],
        {"Personer1": Content("Personer", "personer")},
        list(map(str, years)),
        values,
        status,
        updated="2026-02-25T07:00:00Z",
    )


def _quarterly_population() -> Table:
    codes = [COUNTRY, *served_codes()]
    place = _place(codes)
    quarters = [f"{year}K{quarter}" for year in range(2015, 2027) for quarter in range(1, 5)][:-1]
    values, status = _blank(len(codes), 2, len(quarters))
    for number, name in enumerate(quarters):
        year, quarter = int(name[:4]), int(name[-1])
        first = _people(year)
        last = _people(year + 1) if year < 2026 else {code: value * 1.006 for code, value in first.items()}
        for current, before in first.items():
            ends = [np.rint(before + (last[current] - before) * part / 4) for part in (quarter - 1, quarter)]
            for code, part in _split(current, year, np.array(ends)).items():
                values[place[code], :, number] = part
                status[place[code], :, number] = 0
    return Table(
        "ssb",
        "01222",
        "Folkemengde og kvartalsvise endringar",
        [_region(codes[1:], ["agg_KommSummer", "agg_KommGjeldende"])],
        {
            "Folketallet1": Content("Folketalet ved inngangen av kvartalet", "personer"),  # M
            "Folketallet11": Content("Folketalet ved utgangen av kvartalet", "personer"),
        },
        quarters,
        values,
        status,
        updated="2026-11-18T07:00:00Z",
    )


# --- establishments, land, buildings ------------------------------------------------------------------------------

_SIZE_CLASSES = {  # 99 and 00 to 05, 15 and 16 are the codes; the labels are M
    "99": "I alt",
    "00": "Ingen ansatte",
    "01": "1-4 ansatte",
    "02": "5-9 ansatte",
    "03": "10-19 ansatte",
    "04": "20-49 ansatte",
    "05": "50-99 ansatte",
    "15": "100-249 ansatte",
    "16": "250 ansatte og over",
}


def _establishments() -> Table:
    codes, years = [COUNTRY, *served_codes()], range(2015, 2027)
    place = _place(codes)
    labels = {"01-99": "Alle næringer"} | {code: INDUSTRIES[code] for code in _GROUPS}
    shares = np.array([640, 165, 75, 52, 32, 10, 6, 1.6], "float64")
    values, status = _blank(len(codes), len(labels), len(_SIZE_CLASSES), 1, len(years))
    for number, year in enumerate(years):
        found = _jobs_by_industry(year)
        rows = [place[code] for code in found]
        parts = allocate(np.rint(np.array(list(found.values())) / 4.6), shares)
        values[rows, :, :, 0, number] = _total_first(_total_first(parts, 1), 2)
        status[rows, :, :, 0, number] = 0
    few = (values > 0) & (values < 3)
    few[:, :, 0] = False
    values[few], status[few] = np.nan, HIDDEN
    return Table(
        "ssb",
        "07091",
        "Virksomheter per 1. januar",
        [
            _region(codes[1:], ["agg_KommSummer", "agg_KommGjeldende", "agg_KommFylker"]),
            Dimension("NACE2007", "næring (SN2007)", labels, True, "01-99"),
            Dimension("AntAnsatte", "antall ansatte", dict(_SIZE_CLASSES), True, "99"),
        ],
        {"Bedrifter": Content("Virksomheter", "virksomheter")},  # M
        list(map(str, years)),
        values,
        status,
        updated="2026-02-05T07:00:00Z",
    )


_LAND = {  # The first seven are named as in the record; all codes are M
    "01": "Boligbebyggelse",
    "02": "Fritidsbebyggelse",
    "03": "Bebyggelse for landbruk og fiske",
    "04": "Næring, offentlig og privat tjenestyting",
    "05": "Veg",
    "06": "Grønne områder, idretts- og sportsområder",
    "07": "Annen bebyggelse og anlegg",
    "15": "Jordbruksareal",
    "16": "Skog",
    "17": "Åpen fastmark",
    "18": "Våtmark",
    "19": "Ferskvann",
}
_LAND_SHARES = np.array([9.5, 2, 2.5, 3, 10, 0.7, 3, 70, 330, 20, 15, 45])


def _land_use() -> Table:
    codes, years = [COUNTRY, *served_codes()], range(2015, 2027)
    place = _place(codes)
    record = figures.record("built_up_land").set_index(["municipality_code", "land_use_class"])["area_ha"]
    values, status = _blank(len(codes), len(_LAND), 1, len(years))
    for number, year in enumerate(years):
        for current in [COUNTRY, *served()]:
            people = _people(2024)[current]
            areas = _shares(_LAND_SHARES, current, "land") * np.sqrt(people / 30_000)
            for kind, label in enumerate(_LAND.values()):
                if (current, label) in record.index:
                    areas[kind] = record[current, label] / 100
            # Built-up land grows a little every year, and the forest gives way.
            grown = areas * np.where(np.arange(len(areas)) < 7, 1 + 0.004 * (year - 2024), 1)
            grown[8] += areas.sum() - grown.sum()
            for code, part in _split(current, year, np.rint(grown * 100)).items():
                values[place[code], :, 0, number] = part / 100
                status[place[code], :, 0, number] = 0
    return Table(
        "ssb",
        "09594",
        "Arealbruk og arealressurser",
        [
            _region(codes[1:], ["agg_KommSummer", "agg_KommGjeldende"]),
            Dimension("ArealKlasse", "arealklasse", dict(_LAND)),
        ],
        {"Areal": Content("Areal", "km²", 2)},
        list(map(str, years)),
        values,
        status,
        updated="2026-06-18T06:00:00Z",
    )


_BUILDINGS = {  # M
    "200": "Industri- og lagerbygning",
    "300": "Kontor- og forretningsbygning",
    "400": "Samferdsels- og kommunikasjonsbygning",
    "500": "Hotell- og restaurantbygning",
    "600": "Kultur- og undervisningsbygning",
    "700": "Helsebygning",
    "800": "Fengsel, beredskapsbygning mv.",
}


def _floor_area() -> Table:
    codes, years = [COUNTRY, *served_codes()], range(2015, 2026)
    place = _place(codes)
    shares = np.array([38, 24, 8, 5, 15, 8, 2], "float64")
    values, status = _blank(len(codes), len(_BUILDINGS), 2, len(years))
    for number, year in enumerate(years):
        for code, (_, _, jobs) in _sizes(year).items():
            for content, word in enumerate(("start", "done")):
                area = np.rint(jobs * (1.1 + wiggle(figures.today(code), year, word, span=0.6)))
                parts = allocate(area, _shares(shares, figures.today(code), year, word))
                values[place[code], :, content, number] = parts
            status[place[code], :, :, number] = 0
    return Table(
        "ssb",
        "05887",
        "Byggeareal. Andre bygg enn boligbygg",
        [
            _region(codes[1:], ["agg_KommSummer", "agg_KommGjeldende"]),
            Dimension("Bygningstype", "bygningstype", dict(_BUILDINGS), True),  # M
        ],
        {  # M
            "ByggeArealIgang": Content("Igangsatt bruksareal", "m²"),
            "ByggeArealFull": Content("Fullført bruksareal", "m²"),
        },
        list(map(str, years)),
        values,
        status,
        updated="2026-01-27T07:00:00Z",
    )


_COUNTIES_EVER = {
    "01": ("Østfold (-2019)", 2015, 2019, 5200),
    "02": ("Akershus (-2019)", 2015, 2019, 9800),
    "03": ("Oslo", 2015, 2025, 15400),
    "06": ("Buskerud (-2019)", 2015, 2019, 4100),
    "12": ("Hordaland (-2019)", 2015, 2019, 7800),
    "14": ("Sogn og Fjordane (-2019)", 2015, 2019, 2600),
    "30": ("Viken (2020-2023)", 2020, 2023, 18600),
    "31": ("Østfold", 2024, 2025, 5000),
    "32": ("Akershus", 2024, 2025, 9900),
    "33": ("Buskerud", 2024, 2025, 4000),
    "46": ("Vestland", 2020, 2025, 10300),
}


def _non_residents() -> Table:
    codes, years = [COUNTRY, *_COUNTIES_EVER], list(figures.YEARS)
    values, status = _blank(len(codes), len(_SEXES), 1, len(years))
    for row, (code, (_, first, last, level)) in enumerate(_COUNTIES_EVER.items(), start=1):
        for number, year in enumerate(years):
            if first <= year <= last:
                total = np.rint(level * (1 + 0.01 * (year - 2020) + wiggle(code, year, span=0.04)))
                values[row, :, 0, number] = _total_first(allocate(total, np.array([0.78, 0.22])), 0)
                status[row, :, 0, number] = 0
    values[0] = np.nansum(values[1:], axis=0) + 31_000
    status[0] = 0
    labels = {COUNTRY: "Hele landet"} | {code: row[0] for code, row in _COUNTIES_EVER.items()}
    return Table(
        "ssb",
        "11612",
        "Lønnstakere som ikke er registrert bosatt, per 4. kvartal",
        [Dimension("Region", "region", labels, True, COUNTRY), _sex()],
        {"Lonnstakere": Content("Lønnstakere", "personer")},  # M
        list(map(str, years)),
        values,
        status,
        updated="2026-03-10T07:00:00Z",
    )


# --- Sweden -------------------------------------------------------------------------------------------------------

# Rough sizes, only so that the sample looks likely: employed residents, and jobs.
_SWEDISH = {
    "1430": (4900, 3900),
    "1435": (6000, 5900),
    "1438": (2000, 1700),
    "1460": (4300, 4400),
    "1461": (4200, 3700),
    "1480": (310000, 360000),
    "1484": (6700, 6600),
    "1485": (26500, 26000),
    "1486": (5600, 6900),
    "1488": (29000, 30500),
    "1492": (5900, 5700),
    "1730": (3300, 3000),
    "1765": (3900, 3700),
    "1780": (47500, 53500),
    "1784": (12200, 12000),
}
_SWEDISH_BESIDES = {"1480": "Göteborg", "1780": "Karlstad"}
_SWEDISH_SEXES = {"1": "män", "2": "kvinnor", "1+2": "totalt"}


@cache
def _swedish_names() -> dict[str, str]:
    return dict(sorted((figures.municipalities("SE") | _SWEDISH_BESIDES).items()))


@cache
def _swedish_flows(year: int) -> np.ndarray:
    """Employed by residence (rows) and workplace (columns) of the municipalities; 3 per cent work somewhere else."""
    sizes = np.array([_SWEDISH[code] for code in _swedish_names()], "float64") * (1 + 0.008 * (year - 2022))
    seed = np.sqrt(np.outer(sizes[:, 0], sizes[:, 1])) * 0.01
    np.fill_diagonal(seed, sizes.min(axis=1) * 0.8)
    for _ in range(60):
        seed *= (sizes[:, 0] * 0.97 / seed.sum(axis=1))[:, None]
        seed *= np.minimum(1, sizes[:, 1] * 0.97 / seed.sum(axis=0))
    return np.rint(seed)


def _swedish_commuting() -> Table:
    names, years = _swedish_names(), range(2020, 2025)
    values = np.zeros((len(names), len(names), 3, 1, len(years)))
    for number, year in enumerate(years):
        parts = allocate(_swedish_flows(year), np.array([0.53, 0.47]))
        values[..., 0, number] = np.concatenate([parts, parts.sum(axis=-1, keepdims=True)], -1)
    return Table(
        "scb",
        "TAB1830",
        "Sysselsatta 15-74 år (BAS)",
        [
            Dimension("Bostadskommun", "bostadskommun", dict(names), True),
            Dimension("Arbetsstallekommun", "arbetsställekommun", dict(names), True),
            Dimension("Kon", "kön", dict(_SWEDISH_SEXES), True, "1+2"),
        ],
        {"000000QT": Content("Antal sysselsatta", "antal")},
        list(map(str, years)),
        values,
        updated="2026-04-23T06:00:00Z",
    )


def _swedish_region() -> Dimension:
    labels = {"00": "Riket", "14": "Västra Götalands län", "17": "Värmlands län"} | _swedish_names()
    return Dimension("Region", "region", labels, True, "00")


def _swedish_commuters() -> Table:
    region, years = _swedish_region(), range(2020, 2025)
    values = np.zeros((len(region.codes), 3, 2, len(years)))
    names = _swedish_names()
    for number, year in enumerate(years):
        flows = _swedish_flows(year)
        own = np.diag(flows)
        # Some come from, and some go to, municipalities that the replica does not have.
        inward = np.rint((flows.sum(axis=0) - own) * 1.06 + 20)
        outward = np.rint((flows.sum(axis=1) - own) * 1.08 + 30)
        for content, counts in enumerate((inward, outward)):
            rows = [3, *range(4, 3 + len(names))]
            parts = allocate(counts, np.array([0.56, 0.44]))
            values[rows, :, content, number] = np.concatenate([parts, parts.sum(axis=-1, keepdims=True)], -1)
            for row, county in ((1, "14"), (2, "17")):
                inside = [place for place, code in zip(rows, names) if code[:2] == county]
                values[row, :, content, number] = values[inside, :, content, number].sum(axis=0)
            values[0, :, content, number] = values[1:3, :, content, number].sum(axis=0) * 9
    return Table(
        "scb",
        "TAB1828",
        "In- och utpendlare 15-74 år (BAS)",
        [region, Dimension("Kon", "kön", dict(_SWEDISH_SEXES), True, "1+2")],
        {
            "000000QI": Content("Antal inpendlare", "antal"),
            "000000QJ": Content("Antal utpendlare", "antal"),
        },
        list(map(str, years)),
        values,
        updated="2026-04-23T06:00:00Z",
    )


def _swedish_status() -> Table:
    region, years = _swedish_region(), range(2020, 2025)
    ages = {"15-74": "15-74 år", "16-64": "16-64 år", "20-64": "20-64 år"}
    births = {"tot": "totalt", "in": "inrikes född", "ut": "utrikes född"}  # the two parts are M
    values = np.zeros((len(region.codes), 3, len(ages), len(births), 3, len(years)))
    for place, code in enumerate(region.codes):
        residents = {"00": 4_900_000, "14": 830_000, "17": 127_000}.get(code) or _SWEDISH[code][0]
        for number, year in enumerate(years):
            rate = 77 + wiggle(code, span=6) + 0.5 * (year - 2022)
            out = 6.5 + wiggle(code, "out", span=2) - 0.2 * (year - 2022)
            for sex, shift in enumerate((1.2, -1.2, 0)):
                for age, part in enumerate((0.96, 0.93, 0.9)):
                    for birth, (lower, share) in enumerate(((0, 1), (-3, 0.8), (12, 0.2))):
                        count = round(residents * part * share * (0.53, 0.47, 1)[sex] * (1 + 0.008 * (year - 2022)))
                        rates = (rate + shift - lower + 4 * (age - 2), out + lower / 4)
                        values[place, sex, age, birth, :, number] = (count, *np.round(rates, 1))
    return Table(
        "scb",
        "TAB3200",
        "Befolkningens arbetsmarknadsstatus (BAS)",
        [
            region,
            Dimension("Kon", "kön", dict(_SWEDISH_SEXES), True, "1+2"),
            Dimension("Alder", "ålder", ages),
            Dimension("Fodelseregion", "födelseregion", births, True, "tot"),
        ],
        {
            "000002NL": Content("Sysselsatta", "antal"),  # M
            "000002NS": Content("Sysselsättningsgrad", "procent", 1),
            "000002NN": Content("Arbetslöshet", "procent", 1),
        },
        list(map(str, years)),
        values,
        updated="2026-04-09T06:00:00Z",
    )


def _swedish_months() -> Table:
    region = _swedish_region()
    months = [f"{year}M{month:02}" for year in (2024, 2025, 2026) for month in range(1, 13)][:33]
    values = np.zeros((len(region.codes), 2, 1, len(months)))
    for place, code in enumerate(region.codes):
        for number in range(len(months)):
            season = np.cos(number / 12 * 2 * np.pi)
            values[place, 0, 0, number] = round(77.5 + wiggle(code, span=6) - 0.6 * season, 1)
            values[place, 1, 0, number] = round(6.6 + wiggle(code, "out", span=2) + 0.4 * season, 1)
    # The newest month is not there yet for the smallest.
    small, status = region.codes.index("1438"), np.zeros(values.shape, "int8")
    values[small, :, 0, -1], status[small, :, 0, -1] = np.nan, SYMBOLS.index("..")
    return Table(
        "scb",
        "TAB5663",
        "Sysselsättningsgrad och arbetslöshet (BAS), 20-64 år, preliminär",
        [
            region,
            Dimension("NyckeltalSCB", "nyckeltal", {"BAS02": "Sysselsättningsgrad", "BAS03": "Arbetslöshet"}),
        ],
        {"000007AN": Content("Procent", "procent", 1)},
        months,
        values,
        status,
        updated="2026-11-10T07:00:00Z",
    )


KNOWN: dict[tuple[str, str], Callable[[], Table]] = {
    ("ssb", "03321"): _commuting,
    ("ssb", "11616"): _commuters,
    ("ssb", "11618"): _base_totals,
    ("ssb", "07984"): _by_industry,
    ("ssb", "13472"): _by_sector,
    ("ssb", "06445"): _rates,
    ("ssb", "13563"): _by_status,
    ("ssb", "07459"): _population,
    ("ssb", "01222"): _quarterly_population,
    ("ssb", "07091"): _establishments,
    ("ssb", "09594"): _land_use,
    ("ssb", "05887"): _floor_area,
    ("ssb", "11612"): _non_residents,
    ("scb", "TAB1830"): _swedish_commuting,
    ("scb", "TAB1828"): _swedish_commuters,
    ("scb", "TAB3200"): _swedish_status,
    ("scb", "TAB5663"): _swedish_months,
}
