"""What is written down about an update: in the table's resource of the Data Package, and for readers in CHANGES.md."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import pandas as pd

from statusbok.update.declared import Declaration
from statusbok.update.diff import Diff, spans
from statusbok.update.scope import Scope
from statusbok.update.transaction import digest

HEADING = "# Endringer i tallene\n\nHver linje er en oppdatering av én tabell, den nyeste øverst.\n"
_MONTHS = "januar februar mars april mai juni juli august september oktober november desember".split()


def asked(declaration: Declaration, scope: Scope) -> str:
    """A checksum of what is asked for: the declaration, and the municipalities where it asks for the record's own."""
    places = scope.of_any_year() if declaration.service == "nav" else scope.asked(declaration.words)
    what = json.dumps([declaration.model_dump(exclude={"hints"}), places], sort_keys=True, ensure_ascii=False)
    return digest(what.encode())


def described(
    entry: Mapping[str, Any],
    frame: pd.DataFrame,
    content: bytes,
    declaration: Declaration,
    *,
    requests: Sequence[Mapping[str, Any]],
    updated: str,
    retrieved: datetime,
    asked: str,
) -> dict[str, Any]:
    """The resource as it stands after an update.

    Args:
        entry: the resource before.
        frame, content: the new table, and its file.
        declaration: how it was fetched.
        requests: what was asked for: method, url and body of each call.
        updated: when the producer last changed the table, ISO text, "" where that is not told.
        retrieved: when it was fetched.
        asked: from `asked`.

    Returns:
        A copy with period, published, recorded, retrieved, updated, asked, requests, hash and bytes; without the
        caveats of a copy made by hand.
    """
    result = copy.deepcopy(dict(entry))
    result["hand_caveats"] = []
    if declaration.time_columns and not frame.empty:
        result["period"] = period(declaration, frame)
    elif declaration.service == "klass":
        result["period"] = _klass_period(declaration, frame, retrieved.date())
    result["published"] = updated[:10] or None
    result["recorded"] = retrieved.date().isoformat()
    result["retrieved"] = retrieved.isoformat(timespec="seconds")
    result["updated"] = updated or None
    result["asked"] = asked
    result["requests"] = list(requests)
    result["hash"] = digest(content)
    result["bytes"] = len(content)
    return result


def period(declaration: Declaration, frame: pd.DataFrame) -> str:
    """The text of a resource's period: "4. kvartal 2015–2025", "Januar 2024–oktober 2026"."""
    moments = frame[declaration.time_columns].drop_duplicates().sort_values(declaration.time_columns)
    return _period(declaration.period, _moment(moments.iloc[0]), _moment(moments.iloc[-1]))


def newest(declaration: Declaration, frame: pd.DataFrame) -> str:
    """The last period of a table as a service would write it: "2025", "2026-10", "2026K3"; "" for none."""
    if frame.empty or not declaration.time_columns:
        return ""
    last = frame[declaration.time_columns].sort_values(declaration.time_columns).iloc[-1]
    return "K".join(str(value) for value in last)


def with_line(text: str, line: str) -> str:
    """CHANGES.md with one more line on top of the others; an empty text is begun, and what stands there is kept."""
    text = text if text.strip("\ufeff \t\r\n") else HEADING
    end = "\r\n" if "\r\n" in text else "\n"
    first = re.search(r"^\ufeff?(?=- )", text, re.MULTILINE)
    head, rest = (text[: first.end()], text[first.end() :]) if first else (text, "")
    gap = "" if head in ("", "\ufeff") else end * 2
    return f"{head.rstrip()}{gap}{line}{end}{rest}"


def line(declaration: Declaration, title: str, diff: Diff, *, updated: str, day: date, accepted: Sequence[str]) -> str:
    """What changed in a table, in a line of bokmål for the reader of the report.

    Args:
        declaration: the table.
        title: its title in the Data Package.
        diff: from the record to the new table.
        updated: when the producer changed it, ISO text.
        day: the day of the update.
        accepted: what had to be accepted by name; empty where nothing had.
    """
    parts = []
    older = " i eldre perioder" if diff.time else ""
    if diff.columns_lost:
        parts.append(f"kolonner borte: {', '.join(diff.columns_lost)}")
    parts += [f"{old} heter nå {new}" for old, new in diff.renamed]
    if diff.columns_new:
        parts.append(f"nye kolonner: {', '.join(diff.columns_new)}")
    if diff.periods_lost:
        parts.append(f"perioder borte: {spans(diff.periods_lost)}")
    if len(diff.lost):
        parts.append(_count(len(diff.lost), "rad borte", "rader borte"))
    if len(diff.gained):
        parts.append(_count(len(diff.gained), "ny rad", "nye rader") + older)
    if len(diff.revised):
        parts.append(_count(len(diff.revised), "endret verdi", "endrede verdier") + older)
    if diff.periods_new:
        parts.append(f"nye perioder: {spans(diff.periods_new).replace(' … ', ' til ')}")
    what = "; ".join(parts) or "ingen tall endret"
    source = declaration.source + (f", oppdatert {_day(updated)}" if updated else "")
    note = " Tap eller store endringer er godtatt." if accepted else ""
    return f"- {_day(day.isoformat())}: {title} (`{declaration.name}`, {source}): {what}.{note}"


def layers_line(paths: Iterable[str], day: date) -> str:
    """A line for map layers that were fetched."""
    names = ", ".join(f"`{path.rpartition('/')[2]}`" for path in sorted(paths))
    return f"- {_day(day.isoformat())}: Kartlag: nye områder i {names}."


def _period(template: str, first: str, last: str) -> str:
    if first == last:
        template = template.replace("{first}–{last}", "{first}")
    text = template.format(first=first, last=last)
    return text[:1].upper() + text[1:]


def _moment(values: pd.Series) -> str:
    if len(values) == 2:
        return f"{values.iloc[1]}. kvartal {values.iloc[0]}"
    text = str(values.iloc[0])
    return f"{_MONTHS[int(text[5:7]) - 1]} {text[:4]}" if text[4:5] == "-" else text


def _klass_period(declaration: Declaration, frame: pd.DataFrame, day: date) -> str:
    if "changed_on" not in frame:
        return _period(declaration.period, str(day.year), str(day.year))
    days = frame["changed_on"]
    return _period(declaration.period, _day(days.min()), _day(days.max()))


def _day(text: str) -> str:
    day = date.fromisoformat(text[:10])
    return f"{day.day}. {_MONTHS[day.month - 1]} {day.year}"


def _count(number: int, one: str, several: str) -> str:
    return f"{number} {one if number == 1 else several}"
