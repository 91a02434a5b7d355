"""Klass, SSB's classifications: the municipality codes of any day, and what changed between two days."""

from __future__ import annotations

import csv
import json
from datetime import date
from functools import cache

from tests.replica.figures import RECORD

Reply = tuple[int, dict[str, str], bytes]


def respond(method: str, path: str, query: dict[str, list[str]]) -> Reply:
    """The answer to `/classifications/131/codesAt.json?date=`, `/changes.json?from=&to=` or `/corresponds.json?…`.

    Args:
        method: Only "GET" is known.
        path: Below the service's address.
        query: Decoded parameters.
    """
    head, _, tail = path.strip("/").rpartition("/")
    if method != "GET" or head not in ("classifications/131", "v1/classifications/131"):
        return _json(404, {"error": "Not Found", "message": "Classification not found"})
    try:
        if tail == "codesAt.json":
            day = date.fromisoformat(query["date"][0])
            return _json(200, {"codes": [_code(code, name) for code, name in sorted(codes_at(day).items())]})
        if tail == "changes.json":
            first = date.fromisoformat(query["from"][0])
            last = date.fromisoformat(query["to"][0]) if "to" in query else date.max
            return _json(200, {"codeChanges": [_change(row) for row in changes(first, last)]})
        if tail == "corresponds.json" and query["targetClassificationId"] == ["128"]:
            first, last = (date.fromisoformat(query[name][0]) for name in ("from", "to"))
            return _json(200, {"correspondenceItems": [_class(code, day) for code, day in classes(first, last)]})
    except KeyError as error:
        name = error.args[0]
        message = f"Required request parameter '{name}' for method parameter type LocalDate is not present"
        return _json(400, {"error": "Bad Request", "message": message})
    except ValueError as error:
        return _json(400, {"error": "Bad Request", "message": str(error)})
    return _json(404, {"error": "Not Found", "message": "No such resource"})


def codes_at(day: date) -> dict[str, str]:
    """Code -> name on a day, rolled back from those of today. 9999 is in the real list too."""
    with (RECORD / "municipalities.csv").open(encoding="utf-8") as file:
        names = {row["code"]: row["name"] for row in csv.DictReader(file) if row["country"] == "NO"}
    for _, steps in sorted(_by_day().items(), reverse=True):
        if steps[0]["changed_on"] <= day.isoformat():
            break
        for step in steps:
            names.pop(step["new_code"], None)
        names.update({step["old_code"]: step["old_name"] for step in steps})
    return names | {"9999": "Uoppgitt"}


def classes(first: date, last: date) -> list[tuple[str, date]]:
    """Municipalities of today, each with the day that its (made-up) class of centrality holds from."""
    day = date(2024, 1, 1)
    return [(code, day) for code in codes_at(day) if first <= day < last]


def changes(first: date, last: date) -> list[dict[str, str]]:
    """Changes from the first day (included) to the last (left out). The row for 9999 is one to be dropped."""
    extra = {"changed_on": "2020-01-01", "old_code": "9999", "old_name": "Uoppgitt kommune"}
    rows = [*_record(), extra | {"new_code": "9999", "new_name": "Uoppgitt"}]
    return [row for row in rows if first.isoformat() <= row["changed_on"] < last.isoformat()]


@cache
def _record() -> list[dict[str, str]]:
    with (RECORD / "municipality_code_changes.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _by_day() -> dict[str, list[dict[str, str]]]:
    days: dict[str, list[dict[str, str]]] = {}
    for row in _record():
        days.setdefault(row["changed_on"], []).append(row)
    return days


def _code(code: str, name: str) -> dict[str, str | None]:
    return {
        "code": code,
        "parentCode": None,
        "level": "1",
        "name": name,
        "shortName": "",
        "presentationName": "",
        "validFrom": None,
        "validTo": None,
        "notes": "",
    }


def _class(code: str, day: date) -> dict[str, str | None]:
    return {
        "sourceCode": code,
        "sourceName": "",
        "sourceShortName": "",
        "targetCode": f"0{1 + int(code) % 6}",
        "targetName": "",
        "targetShortName": "",
        "validFrom": day.isoformat(),
        "validTo": None,
    }


def _change(row: dict[str, str]) -> dict[str, str]:
    return {
        "oldCode": row["old_code"],
        "oldName": row["old_name"],
        "oldShortName": "",
        "newCode": row["new_code"],
        "newName": row["new_name"],
        "newShortName": "",
        "changeOccurred": row["changed_on"],
    }


def _json(status: int, content: object) -> Reply:
    return status, {"Content-Type": "application/json"}, json.dumps(content, ensure_ascii=False).encode()
