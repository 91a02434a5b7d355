"""PxWebApi v2 as it is documented: tables, metadata, data, code lists, and every documented error."""

from __future__ import annotations

import fnmatch
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from tests.replica.tables import SYMBOLS, Dimension, Table

MAX_CELLS = {"ssb": 800_000, "scb": 150_000}
LANGUAGES = {"ssb": ["no", "en"], "scb": ["sv", "en"]}
MAX_URL = 2100

_NOTE = "Eksempeltall fra en lokal kopi av tjenesten. De må aldri publiseres."
_EXPRESSION = re.compile(r"(?i)(top|bottom|from|to|range)\((.*)\)")
# A sum over cells is hidden if one of them is, else missing if one is, and "." only where all are. So a sum has the
# highest of its cells' ranks: 0 for ".", 1 for a number. The same table turns a rank into a symbol's place again.
_RANK = np.array([1, 0, 2, 3], "int8")

Reply = tuple[int, dict[str, str], bytes]


class Refused(Exception):
    """The service answers with an error."""

    def __init__(self, title: str, status: int = 400) -> None:
        super().__init__(title)
        self.title, self.status = title, status


class Broken(Exception):
    """The service falls over: 500 with an empty body."""


@dataclass
class _Pick:
    """What is taken of one dimension: codes of the answer, each with the places that it adds up. No codes: left out."""

    dimension: Dimension
    codes: list[str]
    labels: list[str]
    groups: list[list[int]]
    kept: bool = True


def respond(
    service: str,
    tables: Mapping[tuple[str, str], Table],
    method: str,
    path: str,
    query: dict[str, list[str]],
    body: bytes,
    root: str,
) -> Reply:
    """The answer of SSB's or SCB's service.

    Args:
        service: "ssb" or "scb".
        tables: All tables by service and number.
        method: "GET" or "POST".
        path: Below the service's address.
        query: Decoded parameters.
        body: Body of a POST.
        root: Address of the service, for links.
    """
    query = {name.lower(): values for name, values in query.items()}
    language = query.get("lang", LANGUAGES[service])[0]
    steps = path.strip("/").split("/")
    try:
        if language not in LANGUAGES[service]:
            raise Refused("Unsupported language")
        match [steps[0].lower(), *steps[1:]]:
            case ["config"]:
                return _json(_config(service))
            case ["tables"]:
                return _json(_listing(service, tables, query, root, language))
            case ["tables", id, *rest] if (service, id) in tables:
                table = tables[service, id]
                if not rest:
                    return _json(_about(table, root, language))
                if rest == ["metadata"]:
                    return _json(_metadata(table, root, language))
                if rest == ["data"]:
                    return _json(_data(table, _selection(method, query, body), query))
            case ["tables", _, *_]:
                raise Refused("Non-existent table", 404)
            case ["codelists", id]:
                return _json(_codelist(service, tables, id, root, language))
    except Refused as error:
        # An unknown table: status 404 stands in the body, the answer itself has 400.
        return _json({"type": "Parameter error", "title": error.title, "status": error.status}, 400)
    except Broken:
        return 500, {}, b""
    return html(404, "404 - File or directory not found.")


def html(status: int, title: str) -> Reply:
    """A page for people, where a program expected JSON."""
    page = f"<!DOCTYPE html><html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>"
    return status, {"Content-Type": "text/html; charset=utf-8"}, page.encode()


def _json(content: Any, status: int = 200) -> Reply:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return status, {"Content-Type": "application/json; charset=utf-8"}, text.encode()


def _config(service: str) -> dict[str, Any]:
    ssb = service == "ssb"
    return {
        "apiVersion": "2.2.0",
        "appVersion": "1.0.0",
        "languages": [{"id": code, "label": _LANGUAGE_NAMES[code]} for code in sorted(LANGUAGES[service])],
        "defaultLanguage": LANGUAGES[service][0],
        "maxDataCells": MAX_CELLS[service],
        "maxCallsPerTimeWindow": 40 if ssb else 3,
        "timeWindow": 60 if ssb else 1,
        "license": "https://creativecommons.org/licenses/by/4.0/"
        if ssb
        else "https://creativecommons.org/share-your-work/public-domain/cc0/",
        "sourceReferences": [
            {"language": "en", "text": "Source: Statistics Norway" if ssb else "Source: Statistics Sweden"},
            {"language": LANGUAGES[service][0], "text": "Kilde: Statistisk sentralbyrå" if ssb else "Källa: SCB"},
        ],
        "defaultDataFormat": "json-stat2",
        "dataFormats": ["json-stat2", "csv", "px", "xlsx", "html", "json-px"],
        "features": [{"id": "CORS", "params": [{"key": "enabled", "value": "True"}]}],
    }


_LANGUAGE_NAMES = {"no": "Norsk", "en": "English", "sv": "Svenska"}


def _about(table: Table, root: str, language: str) -> dict[str, Any]:
    address = f"{root}/tables/{table.id}"
    rows = [("self", ""), ("metadata", "/metadata"), ("data", "/data")]
    return {
        "type": "Table",
        "id": table.id,
        "label": _full_label(table),
        "description": "",
        "updated": table.updated,
        "firstPeriod": table.periods[0],
        "lastPeriod": table.periods[-1],
        "category": "public",
        "variableNames": [dimension.label for dimension in table.dimensions],
        "discontinued": table.discontinued,
        "source": table.source,
        "timeUnit": table.time_unit,
        "links": [{"rel": rel, "hreflang": language, "href": f"{address}{tail}?lang={language}"} for rel, tail in rows],
        "language": language,
    }


def _listing(
    service: str, tables: Mapping[tuple[str, str], Table], query: dict[str, list[str]], root: str, language: str
) -> dict[str, Any]:
    text = query.get("query", [""])[0].lower()
    try:
        number, size = (int(query.get(name, [usual])[0]) for name, usual in (("pagenumber", "1"), ("pagesize", "20")))
    except ValueError:
        raise Refused("Non-existent page") from None
    found = [_about(tables[key], root, language) for key in tables if key[0] == service]
    found = [about for about in found if text in f"{about['id']} {about['label']}".lower()]
    pages = max(1, -(-len(found) // size)) if size > 0 else 0
    if not 1 <= number <= pages:
        raise Refused("Non-existent page")
    return {
        "language": language,
        "tables": found[(number - 1) * size : number * size],
        "page": {"pageNumber": number, "pageSize": size, "totalElements": len(found), "totalPages": pages},
        "links": [{"rel": "self", "hreflang": language, "href": f"{root}/tables/?lang={language}"}],
    }


def _codelist(
    service: str, tables: Mapping[tuple[str, str], Table], id: str, root: str, language: str
) -> dict[str, Any]:
    for key in tables:
        if key[0] != service:
            continue
        for dimension in tables[key].dimensions:
            codelist = dimension.codelist(id)
            if codelist is not None:
                values = [
                    {"code": code, "label": label, "valueMap": list(members)}
                    for code, (label, members) in codelist.values.items()
                ]
                link = {"rel": "self", "hreflang": language, "href": f"{root}/codeLists/{id}?lang={language}"}
                return {
                    "id": id,
                    "label": codelist.label,
                    "language": language,
                    "type": codelist.kind,
                    "values": values,
                    "links": [link],
                }
    raise Refused("Non-existent codelist", 404)


def _metadata(table: Table, root: str, language: str) -> dict[str, Any]:
    picks = [_whole(dimension) for dimension in table.dimensions]
    dataset = _dataset(table, picks)
    for dimension in table.dimensions:
        extension = dataset["dimension"][dimension.id]["extension"]
        extension.pop("eliminationValueCode", None)  # only an answer with data says which code is the total
        extension["codelists"] = [
            {
                "id": codelist.id,
                "label": codelist.label,
                "type": codelist.kind,
                "links": [
                    {
                        "rel": "metadata",
                        "hreflang": language,
                        "href": f"{root}/codeLists/{codelist.id}?lang={language}",
                    }
                ],
            }
            for codelist in dimension.codelists
        ]
    del dataset["extension"]["discontinued"]
    return dataset | {"value": []}


def _data(table: Table, selection: list[dict[str, Any]] | None, query: dict[str, list[str]]) -> dict[str, Any]:
    if query.get("outputformat", ["json-stat2"])[0] != "json-stat2":
        raise Refused("Unsupported output format")  # the replica writes no other format
    picks = _default(table) if selection is None else _picks(table, selection)
    cells = int(np.prod([len(pick.codes) for pick in picks if pick.kept], dtype="int64"))
    if cells > MAX_CELLS[table.service]:
        raise Refused("Too many cells selected")
    values, status = _cells(table, picks)
    shown = [pick for pick in picks if pick.kept]
    dataset = _dataset(table, shown)
    contents = next((pick.codes for pick in shown if pick.dimension.id == "ContentsCode"), [])
    dataset["value"] = _numbers(values, [table.contents[code].decimals for code in contents])
    symbols = np.flatnonzero(status)
    if len(symbols):
        flat = status.ravel()
        dataset["status"] = {str(place): SYMBOLS[flat[place]] for place in symbols.tolist()}
    return dataset


def _selection(method: str, query: dict[str, list[str]], body: bytes) -> list[dict[str, Any]] | None:
    """The selection of a call in the form that a POST has; None: nothing is selected."""
    if method == "POST":
        try:
            found = json.loads(body or b"{}").get("selection") or None
        except (ValueError, AttributeError):
            raise Refused("Illegal selection") from None
        return found
    found = {}
    for name, values in query.items():
        match = re.fullmatch(r"(valuecodes|codelist)\[(.+)\]", name)
        if match:
            entry = found.setdefault(match[2], {})
            # A comma parts the codes, but not those within brackets: range(2015,2020).
            parts = [part for value in values for part in re.split(r",(?![^(]*\))", value) if part]
            entry[match[1]] = parts if match[1] == "valuecodes" else values[0]
    return [
        {"variableCode": name, "valueCodes": entry.get("valuecodes", []), "codelist": entry.get("codelist")}
        for name, entry in found.items()
    ] or None


def _default(table: Table) -> list[_Pick]:
    """What is answered when nothing is selected: a small part, which nobody asked for."""
    picks = []
    for dimension in table.dimensions:
        places = range(len(dimension.codes))
        if dimension.id == "Tid":
            places = places[-4:]
        elif dimension.id == "ContentsCode":
            places = places[:1]
        else:
            places = places[:11]
        codes = [dimension.codes[place] for place in places]
        labels = [dimension.labels[code] for code in codes]
        picks.append(_Pick(dimension, codes, labels, [[place] for place in places]))
    return picks


def _whole(dimension: Dimension) -> _Pick:
    places = [[place] for place in range(len(dimension.codes))]
    return _Pick(dimension, dimension.codes, [dimension.labels[code] for code in dimension.codes], places)


def _picks(table: Table, selection: list[dict[str, Any]]) -> list[_Pick]:
    # The names of parameters in a GET are not told apart by case; those of the table are.
    known = {dimension.id.lower(): dimension for dimension in table.dimensions}
    wanted: dict[str, dict[str, Any]] = {}
    for entry in selection:
        dimension = known.get(str(entry.get("variableCode", "")).lower())
        if dimension is None:
            raise Refused("Non-existent variable")
        wanted[dimension.id] = entry
    picks = []
    for dimension in table.dimensions:
        entry = wanted.get(dimension.id, {})
        if entry.get("valueCodes"):
            picks.append(_pick(dimension, [str(code) for code in entry["valueCodes"]], entry.get("codelist")))
        elif dimension.eliminable:
            total = dimension.total
            places = range(len(dimension.codes)) if total is None else [dimension.codes.index(total)]
            picks.append(_Pick(dimension, [""], [""], [list(places)], kept=False))
        else:
            raise Refused("Missing selection for mandantory variable")
    return picks


def _pick(dimension: Dimension, wanted: list[str], name: str | None) -> _Pick:
    if name:
        codelist = dimension.codelist(name)
        if codelist is None:
            raise Refused("Non-existent codelist")
        available = codelist.values
    else:
        available = {code: (dimension.labels[code], (code,)) for code in dimension.codes}
    literal = [code for code in wanted if code in available]
    if len(literal) != len(set(literal)):
        raise Broken
    order = list(available)
    chosen = {code for text in wanted for code in _resolve(text, order, dimension.id == "Tid")}
    codes = [code for code in order if code in chosen]
    place = {code: number for number, code in enumerate(dimension.codes)}
    groups = [[place[member] for member in available[code][1] if member in place] for code in codes]
    return _Pick(dimension, codes, [available[code][0] for code in codes], groups)


def _resolve(text: str, order: list[str], time: bool) -> list[str]:
    """The codes that one value code of a selection means."""
    if text in order:
        return [text]
    expression = _EXPRESSION.fullmatch(text)
    if expression:
        name, inside = expression[1].lower(), [part.strip() for part in expression[2].split(",")]
        if len(inside) != (2 if name == "range" else 1):
            raise Refused("Illegal selection expression")
        if name in ("top", "bottom"):
            if not inside[0].isdigit() or int(inside[0]) < 1:
                raise Refused("Illegal selection expression")
            number = int(inside[0])
            # The service counts time from the newest: top(1) of the years is the last year.
            return order[-number:] if (name == "top") == time else order[:number]
        if any(code not in order for code in inside):
            raise Refused("Non-existent value")
        first = order.index(inside[0])
        last = order.index(inside[-1])
        return order[first:] if name == "from" else order[: last + 1] if name == "to" else order[first : last + 1]
    if "*" in text or "?" in text:
        found = [code for code in order if fnmatch.fnmatchcase(code, re.sub(r"\[", "[[]", text))]
        if found:
            return found
    elif "(" in text and text.endswith(")"):
        raise Refused("Illegal selection expression")
    raise Refused("Non-existent value")


def _cells(table: Table, picks: list[_Pick]) -> tuple[np.ndarray, np.ndarray]:
    """Values and symbols of the picks, added up where one code stands for several."""
    index = np.ix_(*([place for group in pick.groups for place in group] for pick in picks))
    values, status = table.values[index].astype("float64"), _RANK[table.status[index]]
    if any(len(group) != 1 for pick in picks for group in pick.groups):
        values = np.where(status == 1, values, 0.0)
        for axis, pick in enumerate(picks):
            sizes = [len(group) for group in pick.groups]
            if set(sizes) != {1}:
                starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
                values = np.add.reduceat(values, starts, axis)
                status = np.maximum.reduceat(status, starts, axis)
        values = np.where(status == 1, values, np.nan)
    return values, _RANK[status]


def _numbers(values: np.ndarray, decimals: list[int]) -> list[float | int | None]:
    """Values as JSON has them: whole numbers where the table has no decimals, None where there is no number."""
    empty = np.isnan(values)
    if not any(decimals):
        numbers: list[Any] = np.where(empty, 0, values).round().astype("int64").ravel().tolist()
    else:
        digits = max(decimals)
        numbers = np.where(empty, 0, values).round(digits).ravel().tolist()
    for place in np.flatnonzero(empty).tolist():
        numbers[place] = None
    return numbers


def _dataset(table: Table, picks: list[_Pick]) -> dict[str, Any]:
    """The frame of a json-stat2 answer, in the order and with the keys that the service uses."""
    names = [pick.dimension.id for pick in picks]
    stub = [name for name in names if name not in ("ContentsCode", "Tid")]
    dataset: dict[str, Any] = {
        "version": "2.0",
        "class": "dataset",
        "label": _full_label(table, picks),
        "source": table.source,
        "updated": table.updated,
        "note": [_NOTE, *table.notes],
        "role": {"time": ["Tid"], "metric": ["ContentsCode"]},
        "id": names,
        "size": [len(pick.codes) for pick in picks],
        "dimension": {pick.dimension.id: _category(table, pick) for pick in picks},
        "extension": {
            "noteMandatory": {"0": True},
            "px": {
                "infofile": "eksempel",
                "tableid": table.id,
                "decimals": max(content.decimals for content in table.contents.values()),
                "official-statistics": True,
                "aggregallowed": all(content.unit not in ("prosent", "procent") for content in table.contents.values()),
                "copyright": False,
                "language": LANGUAGES[table.service][0],
                "contents": table.label,
                "descriptiondefault": False,
                "heading": [name for name in names if name not in stub],
                "stub": stub,
                "matrix": table.id,
                "subject-code": "al",
                "subject-area": "Arbeid og lønn",
            },
            "discontinued": table.discontinued,
            "contact": [{"name": "Eksempel", "organization": table.source, "phone": "", "mail": "", "raw": "Eksempel"}],
        },
    }
    places = [name for name in names if name in ("Region", "ArbstedKomm", "Bokommuen")]
    if places and table.service == "ssb":  # SCB does not say which dimensions are places
        dataset["role"]["geo"] = places
    return dataset


def _category(table: Table, pick: _Pick) -> dict[str, Any]:
    dimension = pick.dimension
    # An object cannot hold a code twice; a table that has been broken on purpose gets a list.
    twice = len(set(pick.codes)) != len(pick.codes)
    index: Any = list(pick.codes) if twice else {code: number for number, code in enumerate(pick.codes)}
    category: dict[str, Any] = {"index": index, "label": dict(zip(pick.codes, pick.labels))}
    eliminable = dimension.eliminable and (dimension.total is None or dimension.total in pick.codes)
    extension: dict[str, Any] = {"elimination": eliminable}
    if eliminable and dimension.total is not None:
        extension["eliminationValueCode"] = dimension.total
    if dimension.id == "ContentsCode":
        shown = {code: table.contents[code] for code in pick.codes}
        category["unit"] = {
            code: {"base": content.unit, "decimals": content.decimals} for code, content in shown.items()
        }
        extension["refperiod"] = {code: "" for code in shown}
        extension["show"] = "value"
        extension["measuringType"] = {code: "Stock" for code in shown}
        extension["priceType"] = {code: "NotApplicable" for code in shown}
        extension["adjustment"] = {code: "None" for code in shown}
        extension["alternativeText"] = {code: content.label for code, content in shown.items()}
    else:
        extension["show"] = {"Tid": "code", "Region": "code_value"}.get(dimension.id, "value")
    return {"label": dimension.label, "category": category, "extension": extension}


def _full_label(table: Table, picks: list[_Pick] | None = None) -> str:
    shown = table.dimensions if picks is None else [pick.dimension for pick in picks]
    by = [dimension.label for dimension in shown if dimension.id != "ContentsCode"]
    word = ("efter" if table.service == "scb" else "etter"), ("och" if table.service == "scb" else "og")
    return f"{table.label}, {word[0]} {', '.join(by[:-1])} {word[1]} {by[-1]}"
