"""Bokmål of the chapter on commuting: what the numbers say, what the pictures show, and what is not known.

Persons are counted in the fourth quarter of the year. `name` is the municipality's name, `since` the earlier
year that a change is measured from; None stands for a number that the record does not have.
"""

from collections.abc import Callable, Mapping, Sequence

import pandas as pd

from statusbok.indicators.commuting import missing_years
from statusbok.show.nb.change import Direction, direction
from statusbok.show.nb.employment import Q4
from statusbok.show.nb.maps import no_area
from statusbok.show.nb.names import place
from statusbok.show.numbers import NBSP, listing, n, one, pct, points, years
from statusbok.show.provenance import copied_by_hand, revision_break

LABELS: dict[str, str] = {
    "municipality_name": "Kommune",
    "employed_persons": "Pendlere",
    "earlier_persons": "Pendlere tidligere",
    "live_and_work_here_persons": "Bor og arbeider i kommunen",
    "net_commuters_persons": "Nettopendling",
    "net_rate_pct": "Nettopendling i forhold til sysselsatte bosatt i kommunen",
    "self_containment_pct": "Arbeider i egen kommune",
    "self_sufficiency_pct": "Arbeidsplasser besatt av egne innbyggere",
    "band": "Avstand i luftlinje",
    "out_persons": "Utpendlere",
    "out_share_pct": "Andel av utpendlerne",
    "in_persons": "Innpendlere",
    "in_share_pct": "Andel av innpendlerne",
}
"""Headings of the chapter's columns."""

REST = "Øvrige"
OFF_MAP = "Utenfor kartet"
NOBODY_TO_COMPARE = "Denne utgaven har ingen andre kommuner å sammenligne med."

_ORDINALS = (
    "første",
    "nest",
    "tredje",
    "fjerde",
    "femte",
    "sjette",
    "sjuende",
    "åttende",
    "niende",
    "tiende",
    "ellevte",
    "tolvte",
)


def persons(count: int) -> str:
    """A count of persons: "én person", "1 454 personer"."""
    return f"én{NBSP}person" if count == 1 else f"{n(count)}{NBSP}personer"


def _the(count: int) -> str:
    return "de to" if count == 2 else f"de {n(count)}"


def _all(count: int) -> str:
    return "begge kommunene" if count == 2 else f"alle de {n(count)} kommunene"


def named(table: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """A table of flows with the name in place of other_code, first; a row without a code is REST."""
    other = [names.get(code, code) if isinstance(code, str) else REST for code in table["other_code"]]
    rest = table.drop(columns=["other_code", "year", "change_pct"], errors="ignore")
    rest.insert(0, "municipality_name", other)
    return rest


def top(table: pd.DataFrame, count: int = 3) -> list[tuple[str, int]]:
    """Name and persons of the first rows of a `named` table, without REST."""
    rows = table[table["municipality_name"] != REST].head(count)
    return list(zip(rows["municipality_name"], rows["employed_persons"].map(int), strict=True))


def most_changed(table: pd.DataFrame) -> tuple[str, int | None]:
    """Name and change of the row of a `named` table that changed most, REST left out; ("", None) where there
    is none.
    """
    rows = table[table["municipality_name"] != REST]
    if rows.empty:
        return "", None
    row = rows.loc[rows["change_persons"].abs().idxmax()]
    return row["municipality_name"], int(row["change_persons"])


# What the numbers say


def commuters(name: str, year: int, out: int, into: int) -> str:
    """How many travel out and in."""
    return (
        f"I {Q4} {year} arbeidet {n(out)} av de sysselsatte bosatt {place(name)} i en annen kommune, "
        f"og {n(into)} bosatt i andre kommuner arbeidet {place(name)}."
    )


def net(name: str, year: int, out: int, into: int) -> str:
    """Whether more travel out or in, and what that means for jobs and residents."""
    if out > into:
        return (
            f"Det var {n(out - into)} flere utpendlere enn innpendlere {place(name)} i {year}: "
            "Det bodde flere sysselsatte i kommunen enn det var arbeidsplasser der."
        )
    if into > out:
        return (
            f"Det var {n(into - out)} flere innpendlere enn utpendlere {place(name)} i {year}: "
            "Det var flere arbeidsplasser i kommunen enn det bodde sysselsatte der."
        )
    return f"Det var like mange innpendlere som utpendlere {place(name)} i {year}."


def development(
    name: str,
    year: int,
    since: int | None,
    out: int,
    out_before: int | None,
    into: int,
    into_before: int | None,
) -> str:
    """How out-commuting and in-commuting changed; the sentence says so where there is no earlier figure."""
    outward, inward = direction(out, out_before), direction(into, into_before)
    if since is None or "unknown" in (outward, inward):
        return (
            f"Det er ikke tall for et tidligere år som pendlingen {place(name)} i {year} kan "
            "sammenlignes med."
        )
    out_change, in_change = abs(out - out_before), abs(into - into_before)
    period = f"Fra {since} til {year}"
    if outward == inward == "unchanged":
        return f"{period} var antallet utpendlere fra {name} og innpendlere til kommunen uendret."
    if outward == inward:
        verb = "økte" if outward == "rose" else "falt"
        return (
            f"{period} {verb} antallet utpendlere fra {name} med {persons(out_change)} "
            f"og antallet innpendlere til kommunen med {n(in_change)}."
        )
    return (
        f"{period} {_moved(outward, f'antallet utpendlere fra {name}', out_change)}, "
        f"mens antallet innpendlere til kommunen {_verb(inward, in_change)}."
    )


def _verb(way: Direction, amount: int) -> str:
    if way == "unchanged":
        return "var uendret"
    return f"{'økte' if way == 'rose' else 'falt'} med {persons(amount)}"


def _moved(way: Direction, what: str, amount: int) -> str:
    """The clause with the verb first, as Norwegian has it after an adverbial."""
    if way == "unchanged":
        return f"var {what} uendret"
    return f"{'økte' if way == 'rose' else 'falt'} {what} med {persons(amount)}"


def self_containment(
    name: str, year: int, rate: float | None, since: int | None, before: float | None
) -> str:
    """Share of employed residents who work where they live, with the change in percentage points."""
    if direction(rate, 0) == "unknown":
        return (
            f"Andelen av de sysselsatte bosatt {place(name)} som arbeidet i egen kommune i {year}, "
            "er ikke kjent."
        )
    stated = f"I {Q4} {year} arbeidet {pct(rate)} av de sysselsatte bosatt {place(name)} i egen kommune"
    way = direction(rate, before, tolerance=0.05)
    if since is None or way == "unknown":
        return f"{stated}."
    if way == "unchanged":
        return f"{stated}, omtrent samme andel som i {since}."
    # Years on either side of the revision are compared all the same, and the reader is told.
    then = f"det først publiserte tallet for {since}" if since < BREAK_YEAR <= year else f"i {since}"
    return f"{stated}, {points(abs(rate - before))} {'mer' if way == 'rose' else 'mindre'} enn {then}."


def rank(position: int, count: int) -> str:
    """Where the share stands among the municipalities compared; 1 is the highest."""
    if count < 2:
        return ""
    if position == 1:
        where = "høyeste"
    elif position == count:
        where = "laveste"
    elif position <= len(_ORDINALS):
        where = f"{_ORDINALS[position - 1]} høyeste"
    else:
        return (
            f"Det var nummer {n(position)} av {_the(count)} kommunene som sammenlignes, regnet fra "
            "den høyeste andelen."
        )
    return f"Det var den {where} andelen blant {_the(count)} kommunene som sammenlignes."


def jobs_held_by_residents(name: str, year: int, rate: float | None) -> str:
    """Share of the jobs that the municipality's own residents hold."""
    if direction(rate, 0) == "unknown":
        return (
            f"Det er ikke tall for hvor mange av arbeidsplassene {place(name)} egne innbyggere hadde "
            f"i {year}."
        )
    return (
        f"Av arbeidsplassene {place(name)} i {year} ble {pct(rate)} besatt av personer som bodde i kommunen."
    )


def destinations(name: str, year: int, top: Sequence[tuple[str, int]], total: int) -> str:
    """Where the out-commuters work: `top` holds up to three municipalities with their persons."""
    if total and not top:
        return _scattered(f"{n(total)} utpendlerne fra {name}", year)
    if not top:
        return f"Ingen sysselsatte bosatt {place(name)} hadde arbeidssted i en annen kommune i {year}."
    return _most(f"I {Q4} {year} gikk den største utpendlingen fra {name} til", "utpendlerne", top, total)


def origins(name: str, year: int, top: Sequence[tuple[str, int]], total: int) -> str:
    """Where the in-commuters live: `top` holds up to three municipalities with their persons."""
    if total and not top:
        return _scattered(f"{n(total)} innpendlerne til {name}", year)
    if not top:
        return f"Ingen bosatt i en annen kommune hadde arbeidssted {place(name)} i {year}."
    return _most(f"I {Q4} {year} kom den største innpendlingen til {name} fra", "innpendlerne", top, total)


def _scattered(whom: str, year: int) -> str:
    return (
        f"De {whom} i {year} fordelte seg på så mange kommuner at ingen av strømmene er stor nok til "
        "å vises for seg."
    )


def _most(opening: str, whom: str, top: Sequence[tuple[str, int]], total: int) -> str:
    first, *others = top
    told = [f"{first[0]} ({persons(first[1])})", *(f"{other} ({n(count)})" for other, count in others)]
    share = pct(100 * sum(count for _, count in top) / total, 0)
    together = f"{share} av {whom}" if len(top) == 1 else f"til sammen {share} av {whom}"
    return f"{opening} {listing(told)}, {together}."


def largest_change(other: str, way_out: bool, change: int | None, since: int | None) -> str:
    """The flow among those shown that changed most in persons."""
    flow = f"strømmen {'til' if way_out else 'fra'} {other}"
    if since is None or direction(change, 0) == "unknown":
        return ""
    if change == 0:
        return f"Ingen av de største strømmene var endret siden {since}."
    return (
        f"Av de største strømmene var det {flow} som endret seg mest: {persons(abs(change))} "
        f"{_more(change)} enn i {since}."
    )


def _more(change: int) -> str:
    return "mer" if change == 1 else "mindre" if change == -1 else "flere" if change > 0 else "færre"


def nothing_drawn(name: str, way: str, year: int, threshold: int, placed: bool = True) -> str:
    """In place of a flow map that would have no line, or has no `placed` municipality; `way` is "out" or "in"."""
    if not placed:
        return no_area(name)
    kind = f"utpendlingen fra {name}" if way == "out" else f"innpendlingen til {name}"
    return (
        f"Det er ikke tegnet noe kart over {kind} i {year}, fordi ingen av strømmene "
        f"mellom kommuner på kartet var på {persons(threshold)} eller mer."
    )


def distance(name: str, year: int, out_pct: float | None, bound_km: float) -> str:
    """Share of out-commuters to municipalities whose centre is at most `bound_km` away in a straight line."""
    if direction(out_pct, 0) == "unknown":
        return f"Det er ingen utpendlere å måle avstanden for {place(name)} i {year}."
    return (
        f"Av utpendlerne fra {name} i {Q4} {year} arbeidet {pct(out_pct, 0)} i en kommune som har "
        f"midtpunktet sitt høyst {n(bound_km)}{NBSP}kilometer i luftlinje fra midtpunktet {place(name)}."
    )


def distance_in(name: str, year: int, in_pct: float | None, bound_km: float) -> str:
    """The same for the in-commuters."""
    if direction(in_pct, 0) == "unknown":
        return f"Det er ingen innpendlere å måle avstanden for {place(name)} i {year}."
    return (
        f"Av innpendlerne bodde {pct(in_pct, 0)} i en kommune høyst {n(bound_km)}{NBSP}kilometer unna, "
        "målt på samme måte."
    )


def not_measured(out_pct: float | None, in_pct: float | None) -> str:
    """The commuters whose other municipality is not on the map."""
    parts = [(out_pct, "utpendlerne"), (in_pct, "innpendlerne")]
    told = [f"{pct(share, 0)} av {who}" for share, who in parts if direction(share, 0.5) == "rose"]
    return (
        f"For {listing(told)} er avstanden ikke målt, fordi den andre kommunen ligger utenfor kartet."
        if told
        else ""
    )


def own_most_common(year: int, exceptions: Sequence[tuple[str, str]], count: int) -> str:
    """Where most employed residents work at home; `exceptions` holds (residence, workplace)."""
    if count < 2:
        return NOBODY_TO_COMPARE
    if not exceptions:
        return f"I {year} arbeidet flest i egen kommune i {_all(count)}."
    if len(exceptions) == count:
        return f"I {year} arbeidet flest i en annen kommune i {_all(count)}."
    told = [f"{home}, der flest arbeidet {place(work)}" for home, work in exceptions]
    which = "Unntaket var" if len(told) == 1 else "Unntakene var"
    return (
        f"I {year} arbeidet flest i egen kommune i {n(count - len(told))} av {_the(count)} kommunene. "
        f"{which} {', og '.join([', '.join(told[:-1]), told[-1]] if len(told) > 1 else told)}."
    )


def largest_pair(year: int, pairs: Sequence[tuple[str, str, int]]) -> str:
    """The largest flow between two municipalities: `pairs` holds residence, workplace and persons."""
    if not pairs:
        return ""
    home, work, count = pairs[0]
    return (
        f"Den største strømmen mellom to av kommunene i {year} gikk fra {home} til {work}: {persons(count)}."
    )


def net_rate(name: str, year: int, rate: float | None) -> str:
    """Net commuting per 100 employed residents, in words that say which way it goes."""
    way = direction(rate, 0, tolerance=0.05)
    if way == "unknown":
        return f"Nettopendlingen {place(name)} i {year} er ikke kjent."
    if way == "unchanged":
        return f"Det var omtrent like mange innpendlere som utpendlere {place(name)} i {year}."
    more, less = ("innpendlere", "utpendlere") if way == "rose" else ("utpendlere", "innpendlere")
    return (
        f"Per 100 sysselsatte bosatt {place(name)} var det {one(abs(rate))} flere {more} enn {less} i {Q4} "
        f"{year}."
    )


def net_surplus(year: int, surplus: Sequence[str], count: int) -> str:
    """Which of the municipalities compared had more in-commuters than out-commuters."""
    what = "flere innpendlere enn utpendlere"
    if count < 2:
        return NOBODY_TO_COMPARE
    if not surplus:
        return f"Ingen av {_the(count)} kommunene hadde {what} i {year}."
    if len(surplus) == count:
        return f"{_all(count).capitalize()} hadde {what} i {year}."
    if len(surplus) == 1:
        return f"{surplus[0]} var den eneste av {_the(count)} kommunene med {what} i {year}."
    return f"{listing(surplus)} hadde {what} i {year}. De andre av {_the(count)} kommunene hadde ikke det."


BREAKS: dict[int, str] = revision_break(copied_by_hand("commuting_flows"))
BREAK_YEAR = min(BREAKS, default=0)  # 0 is before every figure: the figures are all of one vintage
"""First year of a new series, with the note in the chart."""


def break_note(years_in_use: Sequence[int]) -> str | None:
    """Why a line is cut, for the note under a chart; None where nothing is cut."""
    early = [year for year in years_in_use if year < BREAK_YEAR]
    if not early or len(early) == len(years_in_use):
        return None
    return (
        f"Linjene er brutt fordi tallene for {years(early[0], early[-1])} er de først publiserte. "
        "Statistisk sentralbyrå har senere revidert dem noe opp."
    )


def revised_since(since: int, year: int) -> str:
    """That part of a change over the revision may come from the revision; empty text for other years."""
    if not since < BREAK_YEAR <= year:
        return ""
    return (
        f"Tallene for {since} er de først publiserte, og SSB har senere revidert dem noe opp. Noe av "
        "endringen "
        "fra det året kan komme av det."
    )


# What the pictures show, for those who cannot see them


def begins(name: str, missing: Sequence[int], since: int) -> list[str]:
    """Why the figures begin late; nothing where they do not."""
    if not missing:
        return []
    return [f"Tabellen har ingen tall for {name} i {listing(map(str, missing))}. Tallene her begynner derfor i {since}."]


def begins_of(flows: pd.DataFrame, municipality: str, name: str, since: int) -> list[str]:
    """Why the figures begin late, where the table lacks years of the municipality."""
    return begins(name, missing_years(flows, municipality), since)


def alt_lines(title: str, first: int, last: int, series: Mapping[str, Sequence[str]]) -> str:
    """`series` holds, by the line's label, its values from the first year to the last, as text with unit."""
    if first == last:
        told = [f"{label}: {values[-1]}." for label, values in series.items()]
        return f"Diagram med ett år: {title}. {' '.join(told)}"
    told = [
        f"{label}: fra {values[0]} i {first} til {values[-1]} i {last}." for label, values in series.items()
    ]
    return f"Linjediagram: {title}. {' '.join(told)}"


def alt_flow_map(name: str, year: int, way_out: bool, top: Sequence[tuple[str, int]], lines: int) -> str:
    """`top` holds the largest flows drawn, by name and persons."""
    kind = f"utpendlingen fra {name}" if way_out else f"innpendlingen til {name}"
    if not lines:
        return f"Kart over {kind} i {year} uten linjer."
    told = listing([f"{other} ({n(count)})" for other, count in top])
    width = "Linjen går" if lines == 1 else "De bredeste linjene går"
    return (
        f"Kart over {kind} i {year} med {'én linje' if lines == 1 else f'{n(lines)} linjer'}; "
        f"bredden følger antall personer. {width} {'til' if way_out else 'fra'} {told}."
    )


def alt_distance(name: str, year: int, bands: Sequence[tuple[str, float, float]]) -> str:
    """`bands` holds each band's label and its share of out-commuters and of in-commuters, per cent."""
    told = "; ".join(f"{label}: {one(out)} og {one(into)}" for label, out, into in bands)
    return (
        f"Punktdiagram over avstanden mellom bosted og arbeidssted for pendlere fra og til {name} i {year}. "
        f"Prosent av utpendlerne og prosent av innpendlerne: {told}."
    )


def alt_matrix(year: int, at_home: Sequence[tuple[str, float]]) -> str:
    """`at_home` holds each municipality with the share that works where they live, per cent."""
    (low_name, low), (high_name, high) = _ends(at_home)
    return (
        f"Tabell i farger: bosted i rader og arbeidssted i kolonner for {n(len(at_home))} kommuner i "
        f"{year}, i hele prosent. "
        f"Andelen som arbeidet i egen kommune, er høyest {place(high_name)} ({n(high)}) "
        f"og lavest {place(low_name)} ({n(low)})."
    )


def alt_rates(
    what: str,
    year: int,
    name: str,
    rates: Sequence[tuple[str, float]],
    write: Callable[[float], str] = one,
) -> str:
    """A map of one rate: `rates` holds each municipality with its own."""
    (low_name, low), (high_name, high) = _ends(rates)
    return (
        f"Kart over {what[0].lower()}{what[1:]} i {year} for {n(len(rates))} kommuner. {name}: "
        f"{write(dict(rates)[name])}. "
        f"Lavest: {low_name} ({write(low)}). Høyest: {high_name} ({write(high)})."
    )


def _ends(values: Sequence[tuple[str, float]]) -> tuple[tuple[str, float], tuple[str, float]]:
    ordered = sorted(values, key=lambda item: item[1])
    return ordered[0], ordered[-1]


# What is not known


def not_in_sweden(name: str) -> str:
    return (
        f"Tallene gjelder arbeid i Norge. Bosatte {place(name)} som arbeidet i Sverige, er ikke med, "
        "og heller ikke bosatte i Sverige som arbeidet i kommunen. Kapitlet om grensearbeid viser hva "
        "som er kjent om dem."
    )


def not_abroad(name: str) -> str:
    """The same for a region that does not touch the border; the report then has no chapter on it."""
    return (
        f"Tallene gjelder arbeid i Norge. Bosatte {place(name)} som arbeidet i utlandet, er ikke med, og heller ikke "
        "bosatte i utlandet som arbeidet i kommunen."
    )


def ends(last: int, edition_year: int) -> str:
    """How far the figures reach, and whether newer ones exist that the record lacks."""
    if last < edition_year - 1:
        return (
            f"Tallene går til og med {Q4} {last}. Nyere årganger finnes hos Statistisk sentralbyrå, "
            "men er ikke hentet inn i denne rapporten."
        )
    return f"Tallene går til og med {Q4} {last}, det siste som var publisert ved utgangen av {edition_year}."


def first_published(
    name: str, year: int | None, published: float | None, revised: float | None, years_in_use: Sequence[int]
) -> str:
    """That some years are the first published, with what the revision changed where it is known."""
    early = [each for each in years_in_use if each < BREAK_YEAR]
    if not early:
        return ""
    text = (
        f"Tallene for {years(early[0], early[-1])} er de først publiserte. "
        "Statistisk sentralbyrå har senere revidert dem noe opp."
    )
    if len(early) < len(years_in_use):
        text += " Endringer regnet fra disse årene til senere år er derfor omtrentlige."
    if year is None or "unknown" in (direction(published, 0), direction(revised, 0)):
        return text
    return (
        f"{text} Andelen av de sysselsatte bosatt {place(name)} som arbeidet i egen kommune i {year}, "
        f"er {pct(published)} etter de først publiserte tallene og {pct(revised)} etter de reviderte."
    )


def not_in_matrix(name: str, year: int, count: int | None) -> str:
    """Employed residents whose work is abroad, on the continental shelf or on Svalbard."""
    where = "utlandet, på sokkelen eller på Svalbard"
    if direction(count, 0) == "unknown":
        return f"Arbeid i {where} er ikke med blant utpendlerne."
    if count <= 0:
        return (
            f"Arbeid i {where} er ikke med blant utpendlerne. Det gjaldt ingen sysselsatte bosatt "
            f"{place(name)} i {year}."
        )
    return (
        f"Arbeid i {where} er ikke med blant utpendlerne. Det gjaldt {persons(count)} bosatt "
        f"{place(name)} i {year}, regnet som forskjellen mellom SSBs tabell 11618 og tabell 03321. "
        "Nettopendlingen er derfor ikke helt lik forskjellen mellom arbeidsplasser og sysselsatte bosatte."
    )


WHAT_IS_COUNTED: tuple[str, ...] = (
    "Tallene viser hvor folk er registrert bosatt og hvor virksomheten har adresse. De viser ikke hvor "
    "ofte noen reiser, "
    "hvordan de reiser, eller om de arbeider hjemmefra.",
    "Studenter regnes der de er folkeregistrert. De som ikke har et fast arbeidssted, regnes der "
    "virksomheten har adresse, og for "
    "enkelte grupper settes arbeidsstedet til bostedskommunen, blant annet sjøfolk og militære.",
    "Avstandene er målt i luftlinje mellom kommunenes midtpunkt, i kartprojeksjonen EPSG:25832. De er "
    "ikke reiseavstander, og to personer i samme "
    "avstandsgruppe kan ha svært ulik reisevei.",
)
"""What holds whatever the numbers are."""


# What the chapter says and shows, from its tables: `own` is the municipality year by year, `latest` every
# municipality by name in the last year, `ranked` a `named` ranking for each of the ways "out" and "in",
# `reach` the commuters by distance band. The captions are keywords for `show.figure`, `show.map` and
# `show.table`.

LINES: dict[str, str] = {
    "out_commuters_persons": "Utpendlere",
    "in_commuters_persons": "Innpendlere",
    "self_containment_pct": "Av sysselsatte",
    "self_sufficiency_pct": "Av arbeidsplasser",
}
"""Names at the ends of the lines."""

USES = ["commuter_totals"]
"""Tables that the chapter uses when they have been fetched."""

COUNTS = ("out_commuters_persons", "in_commuters_persons")
SHARES = ("self_containment_pct", "self_sufficiency_pct")

LINE_AXES = {
    COUNTS: {"y_label": "Personer", "breaks": BREAKS, "zero": True},
    SHARES: {"y_label": "Prosent av sysselsatte bosatt i kommunen og av arbeidsplassene", "breaks": BREAKS},
}
REACH_AXES = {"x_label": "Prosent av pendlerne", "start_label": "Innpendlere", "end_label": "Utpendlere"}
MATRIX_AXES = {"row_label": "Bor i", "column_label": "Arbeider i, prosent"}
RATE_MAPS: dict[str, dict] = {
    "net_rate_pct": {
        "label": "Nettopendling per 100 sysselsatte bosatt i kommunen",
        "decimals": 1,
        "diverging": True,
    },
    "self_containment_pct": {"label": "Arbeider i egen kommune, prosent", "decimals": 1, "unit": "%"},
}
"""What the axes and legends say, and the look that goes with it."""

_RATES = {
    "net_rate_pct": "Nettopendling per 100 sysselsatte bosatt i kommunen",
    "self_containment_pct": "Andelen sysselsatte som arbeider i egen kommune",
}
_SLUGS = {
    COUNTS: "pendling-over-tid",
    SHARES: "pendling-egen-kommune",
    "out": "ut",
    "in": "inn",
    "net_rate_pct": "pendling-kart-netto",
    "self_containment_pct": "pendling-kart-egen-kommune",
}
_WAYS = {"out": "Utpendling fra {name}", "in": "Innpendling til {name}"}


def for_lines(own: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Columns of `own` as a long table with year, label and value."""
    return own[list(columns)].rename(columns=LINES).reset_index().melt("year", var_name="label")


def square(shares: pd.DataFrame, names: Mapping[str, str], name: str) -> pd.DataFrame:
    """A matrix with names for codes, `name` first; whole per cent, so that a few persons do not show."""
    named_shares = shares.round().astype(int).rename(index=names, columns=names).rename_axis("residence_name")
    order = [name, *(other for other in named_shares.index if other != name)]
    return named_shares.loc[order, order]


def findings(
    name: str, own: pd.DataFrame, ranked: Mapping[str, pd.DataFrame], reach: pd.DataFrame | None, near_km: float
) -> list[str]:
    """The main findings: six, and one less where distances are not known (None)."""
    year, now = own.index.max(), own.loc[own.index.max()]
    return [
        commuters(name, year, now["out_commuters_persons"], now["in_commuters_persons"]),
        at_home(name, own),
        net_rate(name, year, now["net_rate_pct"]),
        flows_finding(name, own, ranked, "out"),
        flows_finding(name, own, ranked, "in"),
        *(distance_of(name, own, reach, near_km)[:1] if reach is not None else []),
    ]


def at_home(name: str, own: pd.DataFrame) -> str:
    since, year = own.index.min(), own.index.max()
    rate = own["self_containment_pct"]
    return self_containment(name, year, rate[year], since if since < year else None, rate[since])


def development_of(name: str, own: pd.DataFrame) -> list[str]:
    """Development and net."""
    since, year = own.index.min(), own.index.max()
    out, into = own["out_commuters_persons"], own["in_commuters_persons"]
    changed = development(
        name, year, since if since < year else None, out[year], out[since], into[year], into[since]
    )
    return [changed, revised_since(since, year), net(name, year, out[year], into[year])]


def shares_of(name: str, own: pd.DataFrame, latest: pd.DataFrame) -> list[str]:
    """Self-containment, its rank, and the share of the jobs that residents hold."""
    position = latest["self_containment_pct"].rank(ascending=False, method="min")[name]
    ranked = rank(int(position), len(latest)) if position == position else ""
    return [
        at_home(name, own),
        ranked,
        jobs_held_by_residents(name, own.index.max(), own["self_sufficiency_pct"].iloc[-1]),
    ]


def flows_finding(name: str, own: pd.DataFrame, ranked: Mapping[str, pd.DataFrame], way: str) -> str:
    say = destinations if way == "out" else origins
    return say(name, own.index.max(), top(ranked[way]), own[f"{way}_commuters_persons"].iloc[-1])


def flows_of(name: str, own: pd.DataFrame, ranked: Mapping[str, pd.DataFrame], way: str) -> list[str]:
    """The largest flows of one way and the one that changed most."""
    other, change = most_changed(ranked[way])
    return [
        flows_finding(name, own, ranked, way),
        largest_change(other, way == "out", change, own.index.min()),
    ]


def distance_of(name: str, own: pd.DataFrame, reach: pd.DataFrame | None, near_km: float) -> list[str]:
    """`near_km` is the upper limit of the second band; `reach` None where distances are not known."""
    if reach is None:
        return [no_area(name)]
    year, shares = own.index.max(), reach[["out_share_pct", "in_share_pct"]]
    near, off_map = shares.iloc[:2].sum(skipna=False), shares.iloc[-1]
    return [
        distance(name, year, near["out_share_pct"], near_km),
        distance_in(name, year, near["in_share_pct"], near_km),
        not_measured(*off_map),
    ]


def matrix_of(year: int, names: Mapping[str, str], main: pd.Series, largest: pd.DataFrame) -> list[str]:
    """`main` is the most common work_code by residence_code; `largest` holds the largest flow."""
    elsewhere = [
        (names.get(home, home), names.get(work, work)) for home, work in main.items() if home != work
    ]
    ends = [
        largest["residence_code"].map(names),
        largest["work_code"].map(names),
        largest["employed_persons"],
    ]
    return [own_most_common(year, elsewhere, len(main)), largest_pair(year, list(zip(*ends, strict=True)))]


def rates_of(name: str, year: int, latest: pd.DataFrame) -> list[str]:
    """Net commuting, and who has more in than out."""
    rate = latest["net_rate_pct"]
    return [net_rate(name, year, rate[name]), net_surplus(year, list(latest.index[rate > 0]), len(latest))]


def unknown(
    name: str,
    edition_year: int,
    own: pd.DataFrame,
    outside: int | None,
    revised: float | None,
    at_border: bool = True,
) -> list[str]:
    """What the chapter does not know; `revised` is SSB's later share for BREAK_YEAR - 1."""
    checked = BREAK_YEAR - 1
    first = own["self_containment_pct"].get(checked)
    told = [
        ends(own.index.max(), edition_year),
        first_published(name, checked, first, revised, own.index),
        not_in_sweden(name) if at_border else not_abroad(name),
        not_in_matrix(name, own.index.max(), outside),
        *WHAT_IS_COUNTED,
    ]
    return [sentence for sentence in told if sentence]


def caption_lines(name: str, own: pd.DataFrame, columns: tuple[str, ...]) -> dict:
    since, year = own.index.min(), own.index.max()
    what, form, shown = "Sysselsatte som bor og arbeider i kommunen", pct, columns
    if columns == COUNTS:
        what, form = "Utpendlere og innpendlere", persons
        shown = ("live_and_work_here_persons", *columns, "net_commuters_persons")
    title = f"{what}, {name}, {Q4} {years(since, year)}"
    return {
        "name": _SLUGS[columns],
        "title": title,
        "alt": alt_lines(
            title, since, year, {LINES[column]: own[column].map(form).tolist() for column in columns}
        ),
        "note": break_note(own.index),
        "data": own[list(shown)],
        "labels": LABELS,
    }


def caption_flow_map(name: str, year: int, way: str, drawn: pd.DataFrame) -> dict:
    """`drawn` is the `named` table of the flows drawn."""
    return {
        "name": f"pendling-kart-{_SLUGS[way]}",
        "title": f"{_WAYS[way].format(name=name)}, {Q4} {year}",
        "alt": alt_flow_map(name, year, way == "out", top(drawn), len(drawn)),
        "data": drawn,
        "labels": LABELS,
    }


def caption_flow_table(name: str, own: pd.DataFrame, way: str) -> dict:
    since, year = own.index.min(), own.index.max()
    return {
        "name": f"pendling-{_SLUGS[way]}",
        "title": f"{_WAYS[way].format(name=name)}, de største kommunene i {Q4} {year}",
        "note": revised_since(since, year) or None,
        "labels": {**LABELS, "employed_persons": f"{year}", "earlier_persons": f"{since}"},
    }


def caption_reach(name: str, year: int, reach: pd.DataFrame) -> dict:
    bands = list(zip(reach["band"], reach["out_share_pct"], reach["in_share_pct"], strict=True))
    return {
        "name": "pendling-avstand",
        "title": f"Avstand i luftlinje mellom bosted og arbeidssted, pendlere fra og til {name}, {Q4} {year}",
        "alt": alt_distance(name, year, bands),
        "data": reach,
        "labels": LABELS,
    }


def caption_matrix(year: int, square: pd.DataFrame, compared: int) -> dict:
    """`square` is a matrix of per cent with names, the own municipality first; `compared` counts all it could hold."""
    name, shown = square.index[0], len(square)
    part = (
        f"Tabellen viser {shown} av de {compared} kommunene som sammenlignes: {name} og dem med størst pendling "
        f"til og fra {name}. "
        if shown < compared
        else ""
    )
    return {
        "name": "pendling-matrise",
        "title": "Hvor de sysselsatte i hver kommune arbeidet, prosent av sysselsatte bosatt i "
        f"kommunen, {Q4} {year}",
        "alt": alt_matrix(year, [(name, square.loc[name, name]) for name in square.index]),
        "note": f"{part}Prosentene er avrundet, og 0 betyr mindre enn 0,5 prosent. Radene summerer seg ikke til "
        "100, "
        "fordi noen arbeidet i kommuner som ikke er med i tabellen.",
        "data": square,
        "labels": {"residence_name": "Bor i"},
    }


def rates_off_map(name: str, on_map: Sequence[bool], placed: bool) -> str:
    """That the maps of rates lack some of the municipalities compared, or are not drawn; empty where all are on them."""
    if not placed:
        return no_area(name)
    if all(on_map):
        return ""
    return (
        f"Kartgrunnlaget i rapporten har grensene til {n(sum(on_map))} av de {n(len(on_map))} kommunene. Tallene for alle står i "
        "tabellene ved kartene."
    )


def caption_rate_map(
    column: str, name: str, year: int, latest: pd.DataFrame, on_map: Sequence[bool] | None = None
) -> dict:
    """`on_map` tells which of `latest` the map shows; by default all."""
    shown = latest[column] if on_map is None else latest.loc[list(on_map), column]
    return {
        "name": _SLUGS[column],
        "title": f"{_RATES[column]}, {Q4} {year}",
        "alt": alt_rates(
            _RATES[column],
            year,
            name,
            list(shown.items()),
            pct if column == "self_containment_pct" else one,
        ),
        "data": latest[[column]].sort_values(column, ascending=False),
        "labels": LABELS,
    }
