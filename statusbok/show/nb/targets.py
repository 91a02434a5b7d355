"""Sentences, tables and figure texts of the chapter on the targets of the plan."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import date

import pandas as pd

from statusbok.indicators.border import Coverage
from statusbok.indicators.employment import Level
from statusbok.indicators.outlook import LEAST_CHANGES, LEVELS, Growth, Outlook
from statusbok.indicators.targets import JOBS, RATE_20_66, RESIDENTS, Stated, Status, Target
from statusbok.show.nb import border
from statusbok.show.nb import names as where
from statusbok.show.nb.change import direction
from statusbok.show.nb.employment import Q4, Texts, ends
from statusbok.show.numbers import day, decimals, listing, n, pct, pct_sign, points, signed, years
from statusbok.show.text import MOST_FINDINGS

STATES = {
    "not_measured": "Kan ikke måles ennå",
    "no_base": "Kan ikke bedømmes",
    "too_early": "For tidlig å si",
    "on_track": "På vei",
    "off_track": "Ikke på vei",
    "reached": "Nådd",
    "missed": "Ikke nådd",
}

MEASURED = {
    RESIDENTS: "sysselsatte bosatt i kommunen",
    JOBS: "arbeidsplasser i kommunen",
    RATE_20_66: "andelen sysselsatte i alderen 20–66 år",
}
"""What the indicators with words of their own are called in a sentence; others go by their name in the register."""

SLUGS = {RESIDENTS: "bosatte", JOBS: "arbeidsplasser"}
"""How the two bases are told apart in the names of figures; others go by their ids."""

NO_TARGETS = "Utgaven har ingen mål med tall fra kommunens plan."

NO_GROWTH = "Planen har ikke noe mål om vekst med tall, så det er ingen vifte her."

NO_RATE = "Planen har ikke noe mål med tall for sysselsettingsgraden i alderen 20–66 år."

USES = ["labour_status_20_66"]
"""Tables that the chapter uses when they have been fetched."""

OFF_BY = 10
"""Percentage points that a share of hits may be from what the method promises and still be called about the same."""

AXES = {
    "growth": "Endring i året, personer",
    "persons": "Personer",
    "since": "Endring siden {}, personer",
    "pct": "Prosent",
    "20–66": "Prosent av de bosatte 20–66 år",
    "15–74": "Prosent av de bosatte 15–74 år",
}

TARGET, MIDDLE, BAND, NEEDED = "Mål", "Midten", "{} %", "Målet krever"
"""Names in the figures."""

LINES = {"rate_pct": "Målt", "upper_pct": "Øvre grense med arbeid i Sverige", "path_pct": "Jevn vei til målet"}
"""The lines of the figure on the employment rate."""


def of(found: Status) -> str:
    """What a status is measured with, as it stands in a sentence."""
    return _called(found.target)


def _called(target: Target) -> str:
    return MEASURED.get(target.indicator_id, f"indikatoren «{target.indicator}»")


def _measured_as(found: Status) -> str:
    """By what a target is measured: "målt som arbeidsplasser i kommunen"."""
    return f"målt {'som' if found.target.indicator_id in MEASURED else 'med'} {of(found)}"


def slug(target: Target) -> str:
    """What a target is called in the names of figures."""
    return SLUGS.get(target.indicator_id, target.indicator_id.replace("_", "-"))


def capital(text: str) -> str:
    """A text as it begins a sentence or fills a cell."""
    return text[:1].upper() + text[1:]


def share(value: float, write: Callable[..., str] = pct) -> str:
    """A target in per cent, without decimals when it is a whole one."""
    return write(value, 0 if float(value).is_integer() else 1)


def goal(target: Target) -> str:
    """A target in words."""
    if target.indicator_id == RATE_20_66:
        return f"{share(target.value)} sysselsatte i alderen 20–66 år i {target.target_year}"
    if target.kind == "level":
        return f"{_bound(target)} i {_called(target)} i {target.target_year}"
    period = f"fra {target.base_year} til {target.target_year}"
    if target.indicator_id in SLUGS:
        return f"minst {n(target.value)} flere sysselsatte {period}"
    return f"en økning på minst {n(target.value)} i {_called(target)} {period}"


def _bound(target: Target) -> str:
    """A level as a bound: "minst 60 prosent"; for the rate at ages 20-66 as the plan has it, "70 prosent"."""
    if target.indicator_id == RATE_20_66:
        return share(target.value)
    return f"{'høyst' if target.direction == 'down' else 'minst'} {share(target.value)}"


# Where each target stands


def stand(name: str, found: Status) -> str:
    """Where a series stands against its target: what was measured, the verdict of the rule, and what is left."""
    return _growth(found) if found.target.kind == "growth" else _level(name, found)


def standing(name: str, found: Sequence[Status], jobs_from: str) -> list[list[str]]:
    """Where each base of a target of growth stands, one paragraph each.

    Args:
        name: Name of the municipality.
        found: Where the targets stand.
        jobs_from: A sentence on where the jobs come from; may be empty.
    """
    growth = [status for status in found if status.target.kind == "growth"]
    return [[stand(name, status), jobs_from if status.target.indicator_id == JOBS else ""] for status in growth]


def judged(target: Target) -> str:
    """When a target is judged."""
    return f"målet bedømmes først med tallet for {Q4} {target.judged_from}"


def _no_figures(found: Status) -> str:
    until = f" til og med {found.target.target_year}" if found.state == "no_base" else ""
    return f"Utgaven har ingen tall for {of(found)}{until}."


def _no_base(found: Status, path: str) -> str:
    """That the base year was passed over; `path` is what begins there."""
    base = f"Utgangspunktet for {path}, {Q4} {found.target.base_year}, mangler i tallene"
    return f"{base}, og uten det kan det ikke bedømmes om målet er på vei."


def _growth(found: Status) -> str:
    target = found.target
    if found.year is None:
        return _no_figures(found)
    now = f"I {Q4} {found.year} var det {n(found.value)} {of(found)}"
    if target.indicator_id not in MEASURED:
        now = f"I {Q4} {found.year} var {of(found)} {n(found.value)}"
    if found.state == "no_base":
        return f"{now}. {_no_base(found, 'målet')}"
    if found.state == "not_measured":
        return (
            f"{now}. Utgangspunktet for målet, {Q4} {target.base_year}, er ikke med i utgaven, og {judged(target)}."
        )
    if found.year == target.base_year:
        return (
            f"{now}. Det er utgangspunktet for målet, som dermed er {n(found.level)} i {target.target_year}. Om "
            f"målet er på vei, er det for tidlig å si: {judged(target)}."
        )
    moved = {
        "rose": f"{n(abs(found.change))} flere enn i {target.base_year}",
        "fell": f"{n(abs(found.change))} færre enn i {target.base_year}",
        "unchanged": f"like mange som i {target.base_year}",
    }[direction(found.change, 0)]
    left = ""
    if found.needed_per_year:
        per_year = f"{n(found.needed_per_year)} i året fram til {target.target_year}"
        left = f" Det gjensto {n(found.remaining)}, eller {per_year}."
    required = f"minst {n(math.ceil(found.required))} flere"
    return f"{now}, {moved}. {_verdict(found, required, n(found.remaining))}{left}"


def _level(name: str, found: Status) -> str:
    target = found.target
    if found.year is None:
        return _no_figures(found)
    value, place = _level_value(found), where.place(name)
    now = f"I {Q4} {found.year} var {value} av de bosatte {place} i alderen 20–66 år sysselsatt"
    if target.indicator_id not in MEASURED:
        now = f"I {Q4} {found.year} var {of(found)} {value} {place}"
    if found.state in ("not_measured", "no_base"):
        path = "veien mot målet"
        base = f"Utgangspunktet for {path}, {Q4} {target.base_year}, er ikke med i utgaven."
        if found.state == "no_base":
            base = _no_base(found, path)
        return f"{now}. {base} Til målet om {_bound(target)} manglet det {_gap(found.remaining)}."
    left = ""
    if found.needed_per_year:
        per_year = f"{_gap(found.needed_per_year)} i året fram til {target.target_year}"
        left = f" Det gjensto {_gap(found.remaining)}, eller {per_year}."
    if found.year == target.base_year and found.state == "too_early":
        return (
            f"{now}. Det er utgangspunktet for veien mot målet om {_bound(target)}.{left} Om målet er på vei, "
            f"er det for tidlig å si: {judged(target)}."
        )
    places, moved, required = 1, "", ""
    if found.base is not None and found.year > target.base_year:
        # One decimal, but more where that would hide on which side of the rule the change is.
        if found.state in ("off_track", "missed"):
            places = _places(found.change, found.required if found.state == "off_track" else found.level - found.base)
        required = _required(found, places)
        moved = _moved(found, places or 1)
    return f"{now}{moved}. {_verdict(found, required, _gap(found.remaining))}{left}"


def _moved(found: Status, places: int) -> str:
    base = found.target.base_year
    return {
        "rose": f", {points(abs(found.change), places)} mer enn i {base}",
        "fell": f", {points(abs(found.change), places)} mindre enn i {base}",
        "unchanged": f", samme andel som i {base}",
    }[direction(round(found.change, places), 0)]


def _required(found: Status, places: int | None) -> str:
    """The change of a level that the rule requires; `places` is None where no decimals tell it from the change."""
    way = "nedgang" if found.target.direction == "down" else "økning"
    if places is None:
        return f"en så vidt større {way}"
    return f"en {way} på minst {points(abs(found.required), places)}"


def _level_value(found: Status, write: Callable[..., str] = pct) -> str:
    """The newest value of a level, with more than one decimal where one would hide that it does not meet the target."""
    target = found.target
    if found.remaining == 0:
        return write(found.value)
    places = _places(found.value, target.value)
    if places is None:
        return f"så vidt {'over' if target.direction == 'down' else 'under'} {share(target.value, write)}"
    return write(found.value, places)


def _places(one: float, other: float) -> int | None:
    """The fewest decimals, from one to three, that two values differ in; None where they do not."""
    return next((places for places in (1, 2, 3) if decimals(one, places) != decimals(other, places)), None)


def _verdict(found: Status, required: str, lacking: str) -> str:
    """The state in words; the series has a year after the base year, or a level that is reached or missed."""
    target = found.target
    if found.state == "reached" and found.year == target.target_year:
        return "Målet ble nådd."
    if found.state == "reached":
        return f"Målet var nådd. Om det også er nådd i {target.target_year}, viser tallene ikke ennå."
    if found.state == "missed":
        return f"Målet ble ikke nådd: det manglet {lacking}."
    if found.state == "too_early":
        return f"Om målet er på vei, er det for tidlig å si: {judged(target)}."
    if target.kind == "level" and found.was_met:
        return f"Målet var ikke på vei: det var nådd i {target.base_year}, men var det ikke lenger."
    which = "på vei" if found.state == "on_track" else "ikke på vei"
    return f"Målet var {which}: regelen krevde {required} på dette tidspunktet."


def _gap(value: float) -> str:
    """Percentage points that are left; what would be rounded to nothing is said to be less than the least shown."""
    return points(value) if value == 0 or round(value, 1) > 0 else f"mindre enn {points(0.1)}"


# The rules


def rules_when(found: Sequence[Status], first_year: int) -> str:
    """When the rules were written, whether that was before the figures of the plan period, and who set them.

    Args:
        found: Where the targets stand, at least one.
        first_year: First year of the plan.
    """
    decided = date.fromisoformat(max(status.target.decided_on for status in found))
    # SSB publishes the figures of a fourth quarter in the year after.
    order = "før" if decided.year <= first_year else "etter at"
    came = "tallene for planperioden kom" if order == "før" else "de første tallene for planperioden kunne komme"
    by = listing(list(dict.fromkeys(status.target.decided_by for status in found)))
    return (
        f"Reglene i tabellen ble skrevet ned {day(decided)}. Det var {order} {came}: de første gjelder {Q4} "
        f"{first_year}, og SSB publiserer slike tall året etter. Reglene er satt av: {by}."
    )


RULE_LABELS = {"rule": "Regel"}

RULES_TITLE = "Målene i planen, og når et mål regnes som på vei"


def rules_table(found: Sequence[Status]) -> pd.DataFrame:
    """The rule of each target: one column a target, one row for each part of the rule.

    Args:
        found: Where each stands, for the base that has been measured.
    """
    return pd.DataFrame({status.target.label: _rule(status) for status in found}).rename_axis("rule")


def _rule(status: Status) -> dict[str, str]:
    target = status.target
    is_passed = status.state == "no_base" or (status.year is not None and status.year > target.base_year)
    base = "mangler i tallene" if is_passed else "ikke målt ennå"
    if status.base is not None:
        base = _shown(status, status.base)
    return {
        "Måles med": capital(_called(target)),
        "Utgangspunkt": f"{Q4} {target.base_year}: {base}",
        "Vei": _path(target),
        "Mål": f"{_value(target)} i {Q4} {target.target_year}",
        "På vei når": f"endringen er minst {pct_sign(target.on_track_pct, 0)} av veien",
        "Bedømmes fra": f"{Q4} {target.judged_from}",
        "Regelen er satt av": target.decided_by,
        "Satt": day(date.fromisoformat(target.decided_on)),
        "Del av planen": target.section,
    }


def _value(target: Target) -> str:
    return f"{n(target.value)} flere" if target.kind == "growth" else _bound(target)


def _path(target: Target) -> str:
    if target.kind == "growth":
        return f"jevn, {n(target.value / target.years)} i året"
    return "jevn, fra utgangspunktet til målet"


def ambiguity(growth: Sequence[Growth], stated: Stated | None, residents: pd.Series) -> list[list[str]]:
    """What the plan leaves open about its target of growth, one paragraph each; none without such a target.

    Args:
        growth: The bases that the target is measured on.
        stated: What the plan states for both bases in one year.
        residents: Employed residents by year, of the register.
    """
    growth = [basis for basis in growth if basis.status.target.indicator_id in SLUGS]
    if not growth:
        return []
    target = growth[0].status.target
    when = (
        f"Planen sier ikke når i {target.base_year} veksten skal regnes fra. SSBs tall gjelder {Q4}, så målet er her "
        f"regnet fra {Q4} {target.base_year} til {Q4} {target.target_year}."
    )
    if not {RESIDENTS, JOBS} <= {basis.status.target.indicator_id for basis in growth}:
        return [[when]]
    which = [
        "Planen skriver både «nye arbeidsplasser» og «flere sysselsatte», og det er to ulike tall: arbeidsplassene "
        "ligger i kommunen, mens sysselsatte bosatte også kan arbeide andre steder. Målet er derfor vist for begge."
    ]
    if stated:
        which.append(
            f"Det har mye å si hvilket som menes: for {stated.year} oppgir planen {n(stated.employed)} "
            f"{stated.called} og {n(stated.jobs)} arbeidsplasser."
        )
        if stated.year in residents.index:
            which.append(f"SSBs tall på sysselsatte bosatt i kommunen er {n(residents[stated.year])} for samme år.")
        if stated.year < target.base_year:
            lacks = f"Planen har ikke noe utgangstall for {target.base_year}, og den sier"
            when = f"{lacks}{when.removeprefix('Planen sier')}"
    return [which, [when]]


STANDS_TITLE = "Målene i planen: status og siste tall"

STAND_LABELS = {
    "target": "Mål i planen",
    "status": "Status",
    "value": "Siste tall",
    "level": "Målet i tall",
    "remaining": "Gjenstår",
    "needed": "Trengs i året",
}


def stands_table(found: Sequence[Status]) -> pd.DataFrame:
    """Where each target stands; ".." for what is not known."""
    rows = [
        (
            status.target.label,
            STATES[status.state],
            ".." if status.year is None else f"{_newest(status)} ({Q4} {status.year})",
            _shown(status, status.level),
            _left(status, status.remaining),
            _left(status, status.needed_per_year),
        )
        for status in found
    ]
    return pd.DataFrame(rows, columns=list(STAND_LABELS))


def _newest(status: Status) -> str:
    return n(status.value) if status.target.kind == "growth" else _level_value(status, pct_sign)


def _shown(status: Status, value: float | None) -> str:
    """A value of the series."""
    if value is None:
        return ".."
    return n(value) if status.target.kind == "growth" else share(value, pct_sign)


def _left(status: Status, value: float | None) -> str:
    """What is left to the target."""
    if value is None:
        return ".."
    return n(value) if status.target.kind == "growth" else _gap(value)


# Growth that is needed, against past growth


def needed(basis: Growth) -> str:
    """Growth still needed a year against the average of past periods."""
    found, past = basis.status, basis.past
    if past.empty:
        return _no_figures(found)
    known = past.dropna(subset=["change_per_year"])
    if known.empty:
        return f"Serien for {of(found)} er for kort til å vise veksten til nå."
    parts = [f"{signed(row.change_per_year)} {_over(int(row.years))}" for row in known.itertuples()]
    newest = int(past["to_year"].iloc[0])
    said = f"Til og med {newest} var den gjennomsnittlige endringen i året {listing(parts)}."
    unknown, first = past[past["change_per_year"].isna()], basis.by_year.dropna().index.min()
    gaps = unknown[unknown["from_year"] > first]
    if len(gaps):
        lacking = listing([str(int(year)) for year in gaps["from_year"]])
        said += f" Tall for {lacking} mangler, så veksten {_periods(gaps)} kan ikke regnes ut."
    short = unknown[unknown["from_year"] < first]
    if len(short):
        said += f" For {_over(int(short['years'].iloc[0]))} er serien for kort."
    if not found.needed_per_year:
        return f"{capital(_measured_as(found))}: {said[:1].lower()}{said[1:]}"
    target = found.target
    start = target.base_year if found.base is None else found.year
    wants = (
        f"{capital(_measured_as(found))} krever målet {n(found.needed_per_year)} flere i året fra {start} til "
        f"{target.target_year}."
    )
    enough = known[known["change_per_year"] >= found.needed_per_year]
    if enough.empty:
        these = "i denne perioden" if len(known) == 1 else "i noen av disse periodene"
        return f"{wants} {said} Målet krever altså raskere vekst enn {these}."
    if len(enough) == len(known):
        these = "denne perioden" if len(known) == 1 else "alle disse periodene"
        return f"{wants} {said} Veksten var minst så rask i {these}."
    return f"{wants} {said} Veksten var minst så rask {_periods(enough)}, men ikke i de andre periodene."


def _periods(past: pd.DataFrame) -> str:
    return listing([_over(int(length)) for length in past["years"]])


def _over(length: int) -> str:
    return "det siste året" if length == 1 else f"de siste {length} årene"


def _period(length: int) -> str:
    """A past period as a heading: "Siste 5 år"."""
    return "Siste år" if length == 1 else f"Siste {length} år"


GROWTH_LABELS = {"period": "Periode", "change_persons": "Endring i året", "basis": "Målt som"}


def growth_bars(past: pd.DataFrame) -> pd.DataFrame:
    """Past growth as bars, each period with its years."""
    periods = [f"{_period(int(row.years))} ({years(row.from_year, row.to_year)})" for row in past.itertuples()]
    return pd.DataFrame({"period": periods, "change_persons": past["change_per_year"].astype(float)})


def growth_texts(name: str, found: Status, bars: pd.DataFrame) -> Texts:
    """The bars of past growth, with what is needed as a line."""
    told = [
        f"{row.period.split(' (')[0].lower()} {signed(row.change_persons)}"
        for row in bars.dropna().itertuples()
    ]
    title, line = f"{capital(_here(name, found))}: endring i året til nå", ""
    if found.needed_per_year:
        title = f"{title}, og det målet krever"
        line = f" En linje viser at målet krever {signed(found.needed_per_year)} i året."
    return {
        "title": title,
        "alt": f"Liggende søyler over gjennomsnittlig endring i året: {listing(told)}.{line}",
        "labels": GROWTH_LABELS,
    }


def _here(name: str, found: Status) -> str:
    if found.target.indicator_id not in MEASURED:
        return f"{of(found)} {where.place(name)}"
    return of(found).replace("i kommunen", where.place(name))


GROWTH_TITLE = "Veksten som trengs i året, og gjennomsnittlig vekst i året til nå"


def growth_table(measured: Sequence[Growth]) -> pd.DataFrame:
    """Growth needed a year, and the average of each past period, one row a basis; each has a past period."""
    rows = []
    for status, past in [(basis.status, basis.past) for basis in measured]:
        row = {
            "basis": f"{capital(of(status))}, til {Q4} {int(past['to_year'].iloc[0])}",
            NEEDED: ".." if status.needed_per_year is None else signed(status.needed_per_year),
        }
        for length, change in zip(past["years"], past["change_per_year"], strict=True):
            row[_period(int(length))] = ".." if pd.isna(change) else signed(change)
        rows.append(row)
    return pd.DataFrame(rows)


# What past growth alone would give


def method(seen: Outlook) -> str:
    """The changes behind a fan, and what its parts mean."""
    inner, outer = LEVELS
    past = seen.drift
    return (
        f"Viften for {of(seen.status)} bygger på de {past.changes} endringene fra år til år i "
        f"{years(past.first_year, past.last_year)}. Midten følger gjennomsnittet, {signed(past.mean)} i året. "
        f"Fortsetter tallet å svinge som før, skal det ende i den indre delen i {pct(inner, 0)} av tilfellene, og i "
        f"hele viften i {pct(outer, 0)}."
    )


def no_fan(basis: Growth) -> str:
    """Why there is no fan."""
    found = basis.status
    if found.year is None:
        return _no_figures(found)
    if found.year >= found.target.target_year:
        return f"Målåret er målt for {of(found)}, så det er ikke noe å se fram mot."
    if basis.changes < LEAST_CHANGES:
        return (
            f"Serien for {of(found)} har {basis.changes} {'endring' if basis.changes == 1 else 'endringer'} fra år "
            f"til år som kan sammenlignes. En vifte krever minst {LEAST_CHANGES}, og er derfor ikke laget."
        )
    return f"Utgangspunktet for målet er ikke målt for {of(found)}, så det er ikke noe å holde en vifte opp mot."


def _reckoned(seen: Outlook) -> tuple[str, Callable[[float], str]]:
    """What a fan is about, and how a value in it is written: as growth until the base year is measured."""
    target = seen.status.target
    if seen.is_growth:
        return f"veksten fra {target.base_year} til {target.target_year}", signed
    return f"tallet i {target.target_year}", n


def outcome(seen: Outlook) -> str:
    """What the fan gives in the target year, and where the target lies in it."""
    what, write = _reckoned(seen)
    last = seen.fan.iloc[-1]
    inner, outer = (
        f"mellom {write(last[f'low_{share}'])} og {write(last[f'high_{share}'])} i {pct(share, 0)}" for share in LEVELS
    )
    return (
        f"Etter metoden blir {what} {inner} av tilfellene og {outer}, med {write(last['middle'])} i midten. "
        f"{placed(seen)}"
    )


def placed(seen: Outlook) -> str:
    """Where the target lies in the fan."""
    target = seen.status.target
    wanted = f"Målet om {n(target.value)} flere" if seen.is_growth else f"Målet, {n(seen.level)},"
    found, side = seen.place, "over" if seen.place.side == "above" else "under"
    inner, outer = LEVELS
    if found.interval == inner:
        return f"{wanted} ligger {side} midten, men innenfor den indre delen av viften."
    if found.interval == outer:
        return f"{wanted} ligger {side} den indre delen av viften, men innenfor den ytre."
    if found.side == "above":
        return f"{wanted} ligger over hele viften: så sterk vekst ville være uvanlig etter historien alene."
    return f"{wanted} ligger under hele viften: så svak vekst ville være uvanlig etter historien alene."


def earlier(basis: Growth) -> str:
    """Growth over earlier periods as long as that of the target; empty without any."""
    windows, target = basis.earlier, basis.status.target
    if windows.empty:
        return ""
    period = f"{target.years} år" if target.years > 1 else "ett år"
    many = int((windows >= target.value).sum())
    if len(windows) == 1:
        end = int(windows.index[0])
        reached = "minst" if many else "mindre enn"
        return (
            f"Serien har én periode på {period}, {years(end - target.years, end)}. Veksten var "
            f"{signed(windows.iloc[0])}, altså {reached} {n(target.value)}."
        )
    first, last = int(windows.index[0]) - target.years, int(windows.index[-1])
    share = "ingen av dem" if many == 0 else "alle" if many == len(windows) else f"{many} av dem"
    overlap = " (de overlapper)" if target.years > 1 else ""
    return (
        f"I {years(first, last)} er det {len(windows)} perioder på {period}{overlap}. Veksten i dem var fra "
        f"{signed(windows.min())} til {signed(windows.max())}, og i {share} var den minst {n(target.value)}."
    )


def fan_table(basis: Growth) -> pd.DataFrame:
    """The fan, one row a year: growth from the base year, or once that is measured the series and its fan."""
    fan = basis.outlook.fan.set_index("year").add_suffix("_persons")
    if basis.outlook.is_growth:
        return fan.add_prefix("change_").reset_index()
    measured = basis.by_year.rename("measured_persons").astype(float)
    return pd.concat([measured, fan], axis=1).sort_index().rename_axis("year").reset_index()


def fan_texts(name: str, basis: Growth) -> Texts:
    """The fan of one basis."""
    seen, history = basis.outlook, basis.by_year
    target, last, past = seen.status.target, seen.fan.iloc[-1], seen.drift
    what, write = _reckoned(seen)
    parts = [f"{pct(share, 0)} {write(last[f'low_{share}'])} til {write(last[f'high_{share}'])}" for share in LEVELS]
    ahead = f"midten {write(last['middle'])}; {listing(parts)}. Målet er merket med en linje ved {write(seen.level)}."
    here = capital(_here(name, seen.status))
    prefix = "change_" if seen.is_growth else ""
    labels = {
        "measured_persons": "Målt",
        f"{prefix}middle_persons": "Midten av viften",
        **{
            f"{prefix}{side}_{share}_persons": f"{word} grense, {share} %"
            for share in LEVELS
            for side, word in (("low", "Nedre"), ("high", "Øvre"))
        },
    }
    if seen.is_growth:
        return {
            "title": f"{here}: {what} ({Q4}) etter svingningene i {years(past.first_year, past.last_year)}",
            "alt": f"Vifte. {capital(what)}: {ahead}",
            "note": f"Tallet for {Q4} {target.base_year} er ikke målt. Figuren viser derfor vekst regnet fra dette "
            "tallet, uansett hvor stort det blir. Når det er målt, blir både midten og bredden regnet ut på nytt.",
            "labels": labels,
        }
    return {
        "title": f"{here}, målt i {Q4} {years(history.index.min(), history.index.max())}, "
        f"og det historien alene ville gitt fram til {target.target_year}",
        "alt": f"Linjediagram med vifte. Målt: {ends(history)}. I {target.target_year}: {ahead}",
        "note": None,
        "labels": labels,
    }


def tried(found: Status, table: pd.DataFrame) -> str:
    """How often the fan would have been right in earlier years (`outlook.back_test`)."""
    if table.empty:
        return (
            f"Viften for {of(found)} kan ikke prøves på tidligere år, for tallene går ikke langt nok tilbake: en prøve "
            f"krever minst {LEAST_CHANGES} endringer før et år som det også finnes senere tall for."
        )
    cases = int(table["cases"].sum())
    hits = {share: int(table[f"hits_{share}"].sum()) for share in LEVELS}
    parts = [
        f"{part} i {n(hits[share])} ({pct(100 * hits[share] / cases, 0)})"
        for part, share in zip(("den indre delen", "hele viften"), LEVELS, strict=True)
    ]
    verdicts = [_promised(100 * hits[share] / cases - share) for share in LEVELS]
    if verdicts[0] == verdicts[1]:
        verdict = f"Begge deler traff {verdicts[0]}."
    else:
        verdict = f"Den indre delen traff {verdicts[0]}, hele viften {verdicts[1]}."
    kind = "kommune" if table.attrs["municipalities"] == 1 else "kommuner"
    return (
        f"Viften for {of(found)} er prøvd på tidligere år, slik den ville sett ut i "
        f"{years(table.attrs['first_year'], table.attrs['last_year'])} for {n(table.attrs['municipalities'])} {kind} "
        f"i grunnlaget. Av {n(cases)} tilfeller til sammen traff {listing(parts)}. {verdict}"
    )


def _promised(off: float) -> str:
    """How a share of hits stands to what the method promises, `off` in percentage points."""
    if abs(off) <= OFF_BY:
        return "om lag så ofte som metoden lover"
    return "sjeldnere enn metoden lover (for smal)" if off < 0 else "oftere enn metoden lover (for vid)"


TRIED_LABELS = {
    "horizon": "År fram",
    "cases": "Tilfeller",
    **{f"hits_{share}": f"Innenfor {pct_sign(share, 0)}" for share in LEVELS},
    **{f"hits_{share}_pct": f"Andel innenfor {pct_sign(share, 0)}" for share in LEVELS},
}

TRIED_NOTE = (
    "Tilfellene er ikke uavhengige av hverandre: periodene overlapper, og kommunene svinger sammen. Andelene sier "
    "derfor mindre enn antallet tilfeller kan gi inntrykk av. Teksten sier «om lag så ofte» når andelen er innenfor "
    f"{OFF_BY} prosentpoeng av det metoden lover."
)


def tried_title(found: Status) -> str:
    """Caption of the back test of one basis."""
    return f"{capital(of(found))}: hvor ofte tallet endte innenfor viften i tidligere år, etter år fram i tid"


# The employment rate at ages 20-66


def rate(name: str, found: Status, nearest: Level, covered: Coverage | None) -> list[list[str]]:
    """The target at ages 20-66 and where it stands; if it is not measured, the rate 15-74 and why it is another.

    Args:
        name: Name of the municipality.
        found: Where the rate at ages 20-66 stands.
        nearest: Newest employment rate 15-74.
        covered: The newest rate of the figure with its bound; None away from the border.
    """
    target = found.target
    said = [f"Planen har som mål {goal(target)}."]
    if found.year is not None:
        said.append(stand(name, found))
    else:
        said.append("Målet kan ikke måles ennå: andelen står i SSBs tabell 13563, som ikke er med i utgaven.")
        said += [nearest_rate(name, nearest)] if nearest.value is not None else []
    return [said, *([unseen(name, covered, target if found.year else None)] if covered else [])]


def nearest_rate(name: str, nearest: Level) -> str:
    """The rate 15-74 and why it differs from that at ages 20-66."""
    return (
        f"Det nærmeste tallet gjelder alderen 15–74 år: {pct(nearest.value)} av de bosatte {where.place(name)} i den "
        f"alderen var sysselsatt i {Q4} {nearest.year} (tabell 11618). Der er også 15–19-åringer og 67–74-åringer "
        "regnet med, og mange av dem går på skole eller er pensjonister. De to andelene kan derfor ikke "
        "sammenlignes, og målet er ikke tegnet inn i figuren."
    )


def unseen(name: str, covered: Coverage, target: Target | None) -> list[str]:
    """What work in Sweden could add to a rate at most, and at ages 20-66 whether that would meet the target.

    Args:
        name: Name of the municipality.
        covered: The newest rate with its bound.
        target: The target, where the rate is that at ages 20-66; None for the rate 15-74.
    """
    said = [
        "Registeret bak tallet viser bare jobber i Norge. Den som bor i kommunen og bare arbeider i Sverige, er "
        "derfor ikke regnet som sysselsatt.",
        border.bound(name, covered, "15–74" if target is None else "20–66"),
        border.bound_limits(covered),
    ]
    if target is None or covered.bound is None or not covered.bound.informative or covered.rate_pct >= target.value:
        return said
    upper = covered.rate_pct + covered.bound.points
    return [*said, f"Den øvre grensen, {pct(upper)}, ligger {'over' if upper >= target.value else 'under'} målet."]


def rate_lines(rates: pd.DataFrame, path: pd.Series) -> pd.DataFrame:
    """The lines of the figure on a rate: `year`, `line` (in words), `rate_pct`.

    Args:
        rates: `year`, `rate_pct` and, where the bound is drawn, `upper_pct`.
        path: The even path to the target by year; empty without one.
    """
    wide = rates.set_index("year").join(path.rename("path_pct"), how="outer")
    long = wide.rename(columns=LINES).rename_axis("year").reset_index()
    return long.melt("year", var_name="line", value_name="rate_pct").dropna(ignore_index=True)


def rate_texts(name: str, lines: pd.DataFrame, ages: str, target: Target | None) -> Texts:
    """The figure on the employment rate at some ages; `target` where it is drawn."""
    series = {line: rows.set_index("year")["rate_pct"] for line, rows in lines.groupby("line", sort=False)}
    told = ". ".join(f"{line}: {ends(values, pct)}" for line, values in series.items())
    drawn = f" Målet er merket med en linje ved {share(target.value)}." if target else ""
    measured = series[LINES["rate_pct"]].index
    return {
        "title": f"Sysselsatte i prosent av de bosatte {ages} år {where.place(name)}, {Q4} "
        f"{years(measured.min(), measured.max())}",
        "alt": f"Linjediagram. {told}.{drawn}",
        "labels": {"line": "Linje", "rate_pct": "Andel"},
    }


def level_texts(name: str, found: Status, lines: pd.DataFrame) -> Texts:
    """The figure on a level that is not an employment rate of this chapter (`rate_lines`)."""
    series = {line: rows.set_index("year")["rate_pct"] for line, rows in lines.groupby("line", sort=False)}
    told = ". ".join(f"{line}: {ends(values, pct)}" for line, values in series.items())
    measured = series[LINES["rate_pct"]].index
    return {
        "title": f"{capital(_here(name, found))}, {Q4} {years(measured.min(), measured.max())}",
        "alt": f"Linjediagram. {told}. Målet er merket med en linje ved {share(found.target.value)}.",
        "labels": {"line": "Linje", "rate_pct": "Andel"},
    }


def level(name: str, found: Status) -> list[str]:
    """A target for a level that is not the rate at ages 20-66, and where it stands."""
    return [f"Planen har som mål {goal(found.target)}.", stand(name, found)]


# Findings, and what is not known


def findings(found: Sequence[Status]) -> list[str]:
    """One sentence on each target of the plan, however many ways it is measured; that there are none."""
    goals = dict.fromkeys(goal(status.target) for status in found)
    said = [_finding(wanted, [status for status in found if goal(status.target) == wanted]) for wanted in goals]
    return said or [NO_TARGETS]


def _finding(wanted: str, found: Sequence[Status]) -> str:
    first, states = found[0], {status.state for status in found}
    target = first.target
    if states == {"not_measured"} and all(status.year is None for status in found):
        return f"Målet om {wanted} kan ikke måles ennå, for tallene er ikke med i utgaven."
    if states == {"not_measured"}:
        base = f"utgangspunktet, {Q4} {target.base_year}, er ikke med i utgaven"
        return f"Målet om {wanted} kan ikke måles ennå: {base}."
    if states == {"no_base"}:
        base = f"utgangspunktet, {Q4} {target.base_year}, mangler i tallene"
        return f"Målet om {wanted} kan ikke bedømmes: {base}."
    if target.kind == "level":
        now = f"{capital(of(first))} var {_level_value(first)} i {Q4} {first.year}"
        if target.indicator_id == RATE_20_66:
            now = f"Av de bosatte i alderen 20–66 år var {_level_value(first)} sysselsatt i {Q4} {first.year}"
        return f"{now}; målet er {_bound(target)} i {target.target_year} («{STATES[first.state].lower()}»)."
    if states <= {"not_measured", "too_early"}:
        return f"Om målet om {wanted} er på vei, er det for tidlig å si: {judged(target)}."
    return f"Målet om {wanted}: {listing([_told(status) for status in found])}."


def _told(status: Status) -> str:
    """The state of one way to measure a target: "«på vei» målt som arbeidsplasser (+300 fra 2026 til 2028)"."""
    target = status.target
    how = f" {_measured_as(status)}" if target.indicator_id in MEASURED else ""
    change = ""
    if status.change is not None and status.year > target.base_year:
        change = f" ({signed(status.change)} fra {target.base_year} til {status.year})"
    return f"«{STATES[status.state].lower()}»{how}{change}"


def needed_findings(growth: Sequence[Growth]) -> list[str]:
    """For each target of growth: what is needed against the longest past period of each basis; may be empty."""
    known = [basis for basis in growth if basis.past["change_per_year"].notna().any() and basis.status.needed_per_year]
    goals = dict.fromkeys(goal(basis.status.target) for basis in known)
    return [
        _needed(
            "Målet" if len(goals) == 1 else f"Målet om {wanted}",
            [basis for basis in known if goal(basis.status.target) == wanted],
        )
        for wanted in goals
    ]


def _needed(wanted: str, bases: Sequence[Growth]) -> str:
    wants, grew = [], []
    for basis in bases:
        longest = basis.past.dropna(subset=["change_per_year"]).iloc[-1]
        wants.append(f"{n(basis.status.needed_per_year)} flere i året")
        grew.append(f"{signed(longest['change_per_year'])} i {years(longest['from_year'], longest['to_year'])}")
    if len(set(wants)) == 1:
        told = listing([f"{change} for {of(basis.status)}" for change, basis in zip(grew, bases, strict=True)])
        return f"{wanted} krever {wants[0]}; endringen i året var i gjennomsnitt {told}."
    told = listing(
        [
            f"{want} {_measured_as(basis.status)} (endringen i året var i gjennomsnitt {change})"
            for want, change, basis in zip(wants, grew, bases, strict=True)
        ]
    )
    return f"{wanted} krever {told}."


def outlook_finding(basis: Growth, hits: pd.DataFrame) -> str:
    """One sentence on what past growth alone would give; empty without a fan.

    Args:
        basis: The basis.
        hits: How often its fan would have been right (`outlook.back_test`).
    """
    seen = basis.outlook
    if seen is None:
        return ""
    what, write = _reckoned(seen)
    last, outer, past = seen.fan.iloc[-1], LEVELS[-1], seen.drift
    count = f"tallet på {of(basis.status)}" if basis.status.target.indicator_id in MEASURED else of(basis.status)
    proof = "ikke prøvd på tidligere år"
    if not hits.empty:
        right = pct(100 * hits[f"hits_{outer}"].sum() / hits["cases"].sum(), 0)
        proof = f"prøvd på tidligere år slo det til i {right}"
    return (
        f"Svinger {count} som i {years(past.first_year, past.last_year)}, skal {what} etter metoden ende mellom "
        f"{write(last[f'low_{outer}'])} og {write(last[f'high_{outer}'])} i {pct(outer, 0)} av tilfellene ({proof}); "
        f"målet er {write(seen.level)}."
    )


def ahead(growth: Sequence[Growth], tried: Sequence[pd.DataFrame]) -> list[str]:
    """Growth that is needed, and what past growth alone would give, of each basis with its back test."""
    outlooks = [outlook_finding(basis, hits) for basis, hits in zip(growth, tried, strict=True)]
    return [*needed_findings(growth), *filter(None, outlooks)]


def page_findings(found: Sequence[Status], growth: Sequence[Growth], tried: Sequence[pd.DataFrame]) -> list[str]:
    """The main findings of the chapter: first the targets, then what is ahead, as far as there is room."""
    return [*findings(found), *ahead(growth, tried)][:MOST_FINDINGS]


def bases_unknown(found: Sequence[Status]) -> list[str]:
    """That the base year of a target of growth has no figure; one sentence on each target, or on what it lacks."""
    lacking = [status for status in found if status.target.kind == "growth" and status.base is None]
    return list(dict.fromkeys(map(_base_unknown, lacking)))


def _base_unknown(status: Status) -> str:
    target, base = status.target, f"{Q4} {status.target.base_year}"
    wanted = "flere sysselsatte" if target.indicator_id in SLUGS else goal(target)
    if status.state == "no_base":
        return (
            f"Utgangspunktet for målet om {wanted}, {base}, mangler i tallene for {of(status)}. Uten det kan målet "
            "ikke bedømmes."
        )
    return f"Utgangspunktet for målet om {wanted} er ikke kjent før SSB publiserer tallene for {base}."


def not_known(found: Sequence[Status], *, at_border: bool) -> list[str]:
    """What the chapter's numbers leave out.

    Args:
        found: Where each target stands.
        at_border: Whether the report has a chapter on work across the border.
    """
    growth = [status for status in found if status.target.kind == "growth"]
    items = bases_unknown([status for status in growth if status.year is not None])
    if {RESIDENTS, JOBS} <= {status.target.indicator_id for status in growth}:
        items.append("Planen sier ikke om de nye sysselsatte skal bo i kommunen eller arbeide der.")
    if growth:
        items.append(
            "Viften vet ikke om bedrifter som skal komme eller legges ned, om tiltakene i planen eller om renter og "
            "kurser. Den viser bare hva svingningene til nå tilsier, og bygger på få år; ett uvanlig år kan ha mye å "
            "si."
        )
    items += [
        "At et mål blir nådd eller ikke, sier ikke at planen er grunnen. Sysselsettingen følger også utviklingen i "
        "resten av landet; kapitlet om drivkrefter skiller den ut.",
    ]
    if at_border:
        items.append(
            "Hvor mange som bor i kommunen og bare arbeider i Sverige, er ikke kjent. De er ikke med i noen av "
            "tallene; kapitlet om grensearbeid viser den øvre grensen."
        )
    return items
