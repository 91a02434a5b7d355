"""Sentences and tables on what is new since the last edition, and on two municipalities beside each other.

`found` is what `indicators.changes.between` gives, `then` and `year` are the years of the old and the new edition.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from statusbok.indicators.plan_indicators import PLACES, UNCHANGED
from statusbok.show.nb.measures import indicator, when
from statusbok.show.numbers import NBSP, day, decimals, listing, n, signed
from statusbok.show.text import MOST_FINDINGS

CAUSE: dict[str, str] = {
    "new_period": "Ny periode",
    "revision": "Revidert av kilden",
    "correction": "Rettet feil",
    "added": "Nytt i rapporten",
    "removed": "Ikke lenger i grunnlaget",
    "none": "Ingen endring",
}

NOT_COMPARABLE: dict[str, str] = {
    "definition": "Endret definisjon",
    "source": "Annen kilde",
    "break": "Brudd i tallserien",
}
"""What the cause "definition" is called, by what it is that keeps the two from being compared."""

WHY: dict[str, tuple[tuple[str, str, str], tuple[str, str, str]]] = {
    "definition": (("definisjonen", "er", "endret"), ("definisjonene", "er", "endret")),
    "source": (("tallet", "er", "hentet fra en annen kilde"), ("tallene", "er", "hentet fra andre kilder")),
    "break": (("tallserien", "har", "et brudd"), ("tallseriene", "har", "brudd")),
}
"""Why the two cannot be compared: subject, verb and the rest, for one indicator and for several."""

THRESHOLD: dict[str, str] = {
    "reached": f"●{NBSP}Målet nådd",
    "left": f"▲{NBSP}Ikke lenger nådd",
    "not_crossed": f"○{NBSP}Ikke passert",
    "unknown": f"□{NBSP}Kan ikke måles",
    "none": "Uten mål",
}

NO_FIGURES = "Ingen tall"

LABELS: dict[str, str] = {
    "indicator": "Indikator",
    "then": "Tall sist",
    "then_when": "Tidspunkt sist",
    "revised": "Samme tall nå",
    "revision": "Revisjon",
    "now": "Nyeste tall",
    "now_when": "Tidspunkt nå",
    "change": "Endring",
    "cause": "Årsak",
    "threshold": "Mål i planen",
    "difference": "Forskjell",
    "when": "Tidspunkt",
}

SIGNS: dict[str, str] = {"revised": ".", "change": "."}
"""Standard signs for what is missing because it cannot be had; the rest is missing in the record."""

NAMED = 4
"""The most indicators that a sentence names."""


# Sentences


def findings(found: pd.DataFrame, then: int, year: int) -> list[str]:
    """The main findings, without those that there is nothing to say on."""
    said = [
        new_figures(found, then, year),
        largest(found, then),
        thresholds(found, then),
        revisions(found, then),
        not_comparable(found, then),
        corrected(found, then),
    ]
    return [sentence for sentence in said if sentence][:MOST_FINDINGS]


def no_record(name: str, year: int) -> str:
    """That there is no last edition to compare with."""
    return (
        f"Det finnes ikke noe bevart grunnlag fra {year - 1} for {name}, så utgaven for {year} har ingenting å sammenlignes "
        "med."
    )


def not_shown(year: int) -> str:
    """The same, in a section that could have shown something."""
    return f"Dette kan ikke vises, for det finnes ikke noe bevart grunnlag fra {year - 1}."


def new_figures(found: pd.DataFrame, then: int, year: int) -> str:
    """For how many of the indicators the figures are newer."""
    count, total = _count(found, "new_period"), len(found)
    which = {0: f"ingen av de {n(total)} indikatorene", total: f"alle de {n(total)} indikatorene"}.get(
        count, f"{_number(count)} av de {n(total)} indikatorene"
    )
    return f"I utgaven for {year} hadde {which} tall for en nyere periode enn i utgaven for {then}."


def largest(found: pd.DataFrame, then: int) -> str:
    """The largest difference; empty where no indicator can be compared."""
    rows = found[found["size_pct"].notna()]
    if rows.empty:
        return ""
    row = rows.loc[rows["size_pct"].idxmax()]
    if row["size_pct"] == 0:
        return f"Ingen av tallene som kan sammenlignes, var endret siden utgaven for {then}."
    beginning = f"Regnet i prosent av tallet i utgaven for {then} var forskjellen"
    if len(_with(found, "definition")):
        beginning = f"Blant tallene som kan sammenlignes, var forskjellen i prosent av tallet i utgaven for {then}"
    return f"{beginning} størst for {_called(row)}, som {_went(row)}."


def thresholds(found: pd.DataFrame, then: int) -> str:
    """Which indicators are on another side of a target; empty without targets."""
    of_target = found[found["threshold"] != "none"]
    if of_target.empty:
        return ""
    crossed = of_target[of_target["threshold"].isin(["reached", "left"])]
    if len(crossed):
        return _sentence("; ".join(_crossed(row) for _, row in crossed.iterrows()))
    if (of_target["threshold"] == "not_crossed").any():
        return f"Ingen av indikatorene passerte et mål i planen fra utgaven for {then} til denne."
    return f"Tallene viser ikke om noen av indikatorene har passert et mål i planen siden utgaven for {then}."


def revisions(found: pd.DataFrame, then: int) -> str:
    """For how many indicators the source has revised the old figure; empty where none of the old figures is left.

    Figures that no one has fetched since the old edition do not show what the source has done, and are not spoken for.
    """
    old = found.loc[found["revised"] != "no_figure", "revised"]
    again, same = (old == "read").sum(), (old == "same").sum()
    rows = revised(found)
    if len(rows):
        return f"Kildene har revidert {_figures(rows)} i utgaven for {then}{_names(rows)}."
    if again and again == len(old):
        return f"Kildene har ikke revidert noen av tallene i utgaven for {then}."
    if again == 1:
        return f"Det ene tallet som er hentet inn på nytt siden utgaven for {then}, er ikke revidert."
    if again:
        return f"Ingen av de {n(again)} tallene som er hentet inn på nytt siden utgaven for {then}, er revidert."
    if same:
        which = f"Tallene i utgaven for {then}"
        if same < len(old):
            which = f"De av tallene i utgaven for {then} som fortsatt finnes i grunnlaget,"
        return f"{which} ble hentet inn samtidig med tallene i denne utgaven, og viser derfor ikke om kildene har revidert noe."
    return ""


def not_comparable(found: pd.DataFrame, then: int) -> str:
    """Which figures cannot be compared with the old ones, and why; empty without any."""
    rows = _with(found, "definition")
    if rows.empty:
        return ""
    which = "tallet" if len(rows) == 1 else "tallene"
    said = f"For {_indicators(rows)} kan ikke {which} sammenlignes med utgaven for {then}"
    by_reason = [(why, rows[rows["not_comparable"] == reason]) for reason, why in WHY.items()]
    parts = [(why[len(those) > 1], those) for why, those in by_reason if len(those)]
    if len(parts) == 1:
        return f"{said}, fordi {' '.join(parts[0][0])}{_names(rows)}."
    return _sentence(f"{said}: " + "; ".join(
        f"for {_named(those)} {verb} {subject} {rest}" for (subject, verb, rest), those in parts
    ))  # fmt: skip


def comparability(found: pd.DataFrame, then: int) -> str:
    """The same, or that all that have figures in both editions can be compared."""
    if found.empty or not (found["old_value"].notna() & found["new_value"].notna()).any():
        return f"Ingen av indikatorene har tall både i utgaven for {then} og i denne."
    everything = f"Alle indikatorene som har tall både i utgaven for {then} og i denne, kan sammenlignes."
    return not_comparable(found, then) or everything


def corrected(found: pd.DataFrame, then: int) -> str:
    """For which indicators an error was corrected; empty without any."""
    rows = _with(found, "correction")
    if rows.empty:
        return ""
    return f"Feil som er rettet i utgaven for {then}, gjelder {_indicators(rows)}{_names(rows)}."


def came_and_went(found: pd.DataFrame, then: int, year: int) -> list[str]:
    """Which indicators only one of the editions has figures for, and which have lost their newest."""
    said = []
    added, removed = _with(found, "added"), _with(found, "removed")
    lost, gone = removed[removed["new_value"].isna()], removed[removed["new_value"].notna()]
    if len(added):
        said.append(f"Utgaven for {year} har tall for {_indicators(added)} som ikke hadde det i {then}{_names(added)}.")
    if len(lost):
        said.append(f"Utgaven for {year} mangler tall for {_indicators(lost)} som hadde det i {then}{_names(lost)}.")
    if len(gone):
        said.append(f"For {_indicators(gone)} er det nyeste tallet i utgaven for {then} borte fra grunnlaget{_names(gone)}.")
    return said


def without_figures(found: pd.DataFrame) -> str:
    """Which indicators are not in the table on the page, since neither edition has figures for them; empty without any."""
    rows = found[~with_figures(found)]
    if rows.empty:
        return ""
    named = listing([f"«{label}»" for label in rows["label"]])
    return f"Ingen av utgavene har tall for {_indicators(rows)}, som derfor ikke er med i tabellen: {named}."


def with_figures(found: pd.DataFrame) -> pd.Series:
    """Whether an indicator has a figure in one of the editions."""
    return found["old_value"].notna() | found["new_value"].notna()


def corrections(rows: pd.DataFrame) -> list[str]:
    """Each corrected error of the last edition; a sentence that says so where there is none.

    Args:
        rows: `changes.of_edition`.
    """
    if rows.empty:
        return ["Det er ikke ført noen rettelser til den forrige utgaven."]
    return [
        f"Rettet {day(date.fromisoformat(row.corrected_on))}: Det sto «{row.wrong}». Det riktige er «{row.right}»."
        for row in rows.itertuples()
    ]


def order() -> str:
    """How the indicators are ordered."""
    return (
        "Indikatorer som har passert et mål i planen, står først. Deretter kommer de i rekkefølge etter hvor stor "
        "forskjellen er fra tallet sist til det nyeste tallet, i prosent av tallet sist. De som ikke kan sammenlignes, "
        "følger etter, og til slutt de uten forskjell."
    )


def rounding() -> str:
    """What counts as a difference."""
    return (
        f"Tabeller som er hentet til ulik tid, kan avvike med noen få personer. Forskjeller på inntil {n(UNCHANGED['personer'])} "
        "personer, og forskjeller som er mindre enn det som vises, regnes derfor ikke som en forskjell eller en revisjon. "
        "Differansene er regnet ut før avrunding."
    )


def note(then: int) -> str:
    """The note to `table`: where the old figures are from, and what the change is."""
    return (
        f"Tall sist er regnet ut av grunnlaget som er bevart fra utgaven for {then}. «Samme tall nå» er tallet for "
        "samme tidspunkt i det nye grunnlaget. Endringen er fra det til det nyeste tallet; i et prosenttall er den i "
        "prosentpoeng."
    )


def commit_findings(found: pd.DataFrame) -> list[str]:
    """How many indicators differ between two states of the record for one edition."""
    different = len(found) - _count(found, "none")
    which = {
        0: "Ingen av indikatorene er ulike",
        len(found): "Alle indikatorene er ulike",
        1: f"Én av de {n(len(found))} indikatorene er ulik",
    }.get(different, f"{n(different)} av de {n(len(found))} indikatorene er ulike")
    return [f"{which} i de to kodeversjonene."]


def same_period() -> str:
    """How two municipalities are held together."""
    return "Hver indikator er vist for det nyeste tidspunktet begge kommunene har tall for."


def not_known(found: pd.DataFrame | None) -> list[str]:
    """What the comparison leaves out; `found` is None without an edition to compare with."""
    if found is None:
        return ["Rapporten vet ikke hvilke tall som er nye, revidert eller rettet, når det ikke finnes noe bevart grunnlag."]
    said = [
        "Når rapporten ser at en kilde har endret et tall, vet den ikke hvorfor.",
        "Tallene for den forrige utgaven er regnet ut på nytt av grunnlaget den ble laget av. Hvis beregningen er endret siden, "
        "kan utgaven selv ha hatt et annet tall.",
        "En forskjell viser ikke hva som er årsaken til utviklingen.",
    ]
    months = found["new_period"].map(lambda period: isinstance(period, str)) & found["old_period"].notna()
    if months.any():
        said.append("Månedstall er ikke justert for årstid. Gjelder de to tallene ulike måneder, kan årstiden forklare noe.")
    return said


# Tables


def table(found: pd.DataFrame) -> pd.DataFrame:
    """Each indicator for the reader; the column on targets only where there are some."""
    rows = [
        {
            "indicator": indicator(row.label, row.unit),
            "then": _old_cell(row.old_value, row),
            "revised": ".." if row.revised == "gone" else _old_cell(row.revised_value, row),
            "now": _cell(row.new_value, row),
            "change": None if pd.isna(row.change) else signed(row.change, PLACES.get(row.unit, 0)),
            "cause": cause(row.causes, row.not_comparable, pd.isna(row.old_value) and pd.isna(row.new_value)),
            "threshold": THRESHOLD[row.threshold],
            "then_when": _when(row.old_table, row.old_period),
            "now_when": _when(row.new_table, row.new_period),
        }
        for row in found.itertuples()
    ]
    columns = ["indicator", "then", "revised", "now", "change", "cause", "threshold", "then_when", "now_when"]
    frame = pd.DataFrame(rows, columns=columns, dtype=object)
    return frame if (found["threshold"] != "none").any() else frame.drop(columns="threshold")


def revision_table(found: pd.DataFrame) -> pd.DataFrame:
    """The figures that a source has revised since the old edition."""
    rows = [
        {
            "indicator": indicator(row.label, row.unit),
            "then_when": _when(row.old_table, row.old_period),
            "then": _old_cell(row.old_value, row),
            "revised": _old_cell(row.revised_value, row),
            "revision": signed(row.revision, PLACES.get(row.unit, 0)),
        }
        for row in revised(found).itertuples()
    ]
    return pd.DataFrame(rows, columns=["indicator", "then_when", "then", "revised", "revision"], dtype=object)


def newest_table(figures: pd.DataFrame) -> pd.DataFrame:
    """The newest figures alone, for an edition without one to compare with.

    Args:
        figures: `plan_indicators.figures`.
    """
    rows = [
        {
            "indicator": indicator(row.label, row.unit),
            "now": None if pd.isna(row.value) else _written(row.value, row.unit),
            "now_when": None if pd.isna(row.value) else when(row.table, row.period),
        }
        for row in figures.itertuples()
    ]
    return pd.DataFrame(rows, columns=["indicator", "now", "now_when"], dtype=object)


def places_table(found: pd.DataFrame) -> pd.DataFrame:
    """Two municipalities beside each other, see `changes.between_places`."""
    rows = [
        {
            "indicator": indicator(row.label, row.unit),
            "when": None if row.period is None else when(row.table, row.period),
            "then": None if row.period is None else _written(row.first_value, row.unit),
            "now": None if row.period is None else _written(row.second_value, row.unit),
            "difference": None if row.period is None else signed(row.difference, PLACES.get(row.unit, 0)),
        }
        for row in found.itertuples()
    ]
    return pd.DataFrame(rows, columns=["indicator", "when", "then", "now", "difference"], dtype=object)


def cause(causes: Sequence[str], apart: str, without_figures: bool) -> str:
    """The causes as a cell: "Ny periode og revidert av kilden"."""
    if tuple(causes) == ("none",) and without_figures:
        return NO_FIGURES
    words = [NOT_COMPARABLE[apart] if one == "definition" else CAUSE[one] for one in causes]
    return listing([words[0], *(f"{word[0].lower()}{word[1:]}" for word in words[1:])])


def _cell(value: float, row: object) -> str | None:
    return None if pd.isna(value) else _written(value, row.unit, _places(row))


def _old_cell(value: float, row: object) -> str | None:
    """An old value; with its unit in words where that is not the one of the row."""
    if pd.isna(value) or row.old_unit == row.unit:
        return _cell(value, row)
    written = _written(value, row.old_unit)
    return written if row.old_unit.startswith("prosent") else f"{written}{NBSP}{row.old_unit}"


def _written(value: float, unit: str, places: int | None = None) -> str:
    text = decimals(value, PLACES.get(unit, 0) if places is None else places)
    return f"{text}{NBSP}%" if unit.startswith("prosent") else text


def _places(row: object) -> int:
    """The decimals of the unit, but more where a target was crossed and they would hide it."""
    usual = PLACES.get(row.unit, 0)
    if row.threshold not in ("reached", "left"):
        return usual
    apart = (
        places
        for places in range(usual, 4)
        if decimals(row.old_value, places) != decimals(row.new_value, places)
    )
    return next(apart, usual)


def _when(table: str | None, period: int | str | None) -> str | None:
    return None if period is None or pd.isna(period) else when(table, period)


def revised(found: pd.DataFrame) -> pd.DataFrame:
    """The rows of the indicators whose old figure a source has revised."""
    return _with(found, "revision")


def _with(found: pd.DataFrame, cause: str) -> pd.DataFrame:
    return found[found["causes"].map(lambda causes: cause in causes).astype(bool)]


def _count(found: pd.DataFrame, cause: str) -> int:
    return len(_with(found, cause))


def _number(count: int) -> str:
    return "én" if count == 1 else n(count)


def _indicators(rows: pd.DataFrame) -> str:
    return "én indikator" if len(rows) == 1 else f"{n(len(rows))} indikatorer"


def _figures(rows: pd.DataFrame) -> str:
    return "ett av tallene" if len(rows) == 1 else f"{n(len(rows))} av tallene"


def _names(rows: pd.DataFrame) -> str:
    """": «A» og «B»", or nothing where they are many."""
    return f": {_named(rows)}" if len(rows) <= NAMED else ""


def _named(rows: pd.DataFrame) -> str:
    """ "«A» og «B»", or how many they are where they are many."""
    return listing([f"«{label}»" for label in rows["label"]]) if len(rows) <= NAMED else f"{n(len(rows))} av dem"


def _called(row: pd.Series) -> str:
    return f"«{row['label']}»"


def _went(row: pd.Series) -> str:
    """ "gikk fra 3 110 personer (4. kvartal 2021) til 3 082 personer (4. kvartal 2022)", or what one period was changed to."""
    old, new = (f"{decimals(row[value], _places(row))}{NBSP}{row['unit']}" for value in ("old_value", "new_value"))
    before, after = _when(row["old_table"], row["old_period"]), _when(row["new_table"], row["new_period"])
    if before == after:
        return f"ble endret fra {old} til {new} ({after})"
    return f"gikk fra {old} ({before}) til {new} ({after})"


def _crossed(row: pd.Series) -> str:
    went = "nådde målet" if row["threshold"] == "reached" else "oppfylte ikke lenger målet"
    return f"{_called(row)} {went} «{row['target']}» og {_went(row)}"


def _sentence(text: str) -> str:
    return f"{text}."
