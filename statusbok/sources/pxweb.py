"""PxWebApi version 2: the tables of Statistics Norway (ssb) and Statistics Sweden (scb).

A selection is checked against the metadata of the table before anything is asked for, so that a code that is gone
or a table that has been rebuilt is named, and what is asked for is always written out: the services answer what is
left out or misunderstood with something else rather than with an error.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from typing import Any, Literal

import pandas as pd

from statusbok.errors import SourceError
from statusbok.sources.http import Answer, Client, Refused
from statusbok.sources.jsonstat import categories, moment, shape, tidy

LANGUAGES = {"ssb": "no", "scb": "sv"}
CELLS = {"ssb": 800_000, "scb": 150_000}  # in one answer, empty ones counted
MANDATORY = ("ContentsCode", "Tid")  # to leave one out is refused, or answered with another selection
TOO_MANY = "Too many cells selected"
EXPLAINED = {
    "Non-existent value": "the service lacks one of these values, though its metadata has them all",
    "Non-existent variable": "the service lacks one of these variables, though its metadata has them all",
    "Non-existent codelist": "the service lacks one of these code lists, though its metadata has them all",
    "Missing selection for mandantory variable": "a variable that must be selected is left out",
    TOO_MANY: "one value of each variable is still too much for one answer",
    "Illegal selection expression": "the service does not understand one of these expressions",
}
_FUNCTION = re.compile(r"(top|bottom|from|to|range)\((.*)\)", re.IGNORECASE)


@dataclass(frozen=True)
class About:
    """What the service says of a table. `updated` is ISO text; a discontinued table still has its old figures."""

    table: str
    label: str
    updated: str
    first_period: str
    last_period: str
    discontinued: bool


@dataclass(frozen=True)
class Selected:
    """Codes of one variable, which may be expressions, out of the table's own codes or out of one of its lists."""

    codes: list[str]
    codelist: str | None = None


@dataclass(frozen=True)
class Codelist:
    """A list of codes: its labels, and for each code the codes of the table that it stands for."""

    id: str
    label: str
    type: str
    codes: dict[str, str]
    members: dict[str, list[str]]


class Metadata:
    """The variables of a table with their codes."""

    def __init__(self, dataset: Mapping[str, Any], *, where: str, codelist: Callable[[str], Codelist]) -> None:
        """Args: dataset: json-stat2 without values; where: for messages; codelist: fetches a list by its id.

        Raises:
            SourceError: This is not the metadata of a table.
        """
        self.where = where
        self.names = list(shape(dataset, where=where))
        self.label: str = dataset.get("label", "")
        self.updated: str = dataset.get("updated", "")
        self._dataset = dataset
        self._codelist = codelist

    def dimension(self, name: str) -> str:
        """The variable's own name; `name` may be a pattern that fits one of them ("NACE*").

        Raises:
            SourceError: None, or more than one, fits.
        """
        if name in self.names:
            return name
        found = [one for one in self.names if _pattern(name).fullmatch(one)]
        if len(found) != 1:
            problem = f"the variables {', '.join(found)} all fit {name}" if found else f"there is no variable {name}"
            raise SourceError(f"{self.where}: {problem}; the table has {', '.join(self.names)}")
        return found[0]

    def lists(self, dimension: str) -> dict[str, str]:
        """Id -> label of the code lists that the table offers for a variable."""
        lists = self._extension(dimension).get("codelists") or []
        return {one["id"]: one.get("label", "") for one in lists}

    def summing(self, dimension: str) -> str:
        """The id of the list that adds the municipalities of all years up to those of today.

        Raises:
            SourceError: The table has none, as tables of rates and flows.
        """
        lists = self.lists(dimension)
        found = sorted(one for one in lists if one.startswith("agg_KommSummer"))
        if not found:
            raise SourceError(
                f"{self.where}: {dimension} has no list agg_KommSummer… that adds municipalities up to those of "
                f"today; its lists are {', '.join(lists) or 'none'}"
            )
        return found[0]

    def eliminable(self, dimension: str) -> bool:
        """Whether the variable may be left out, which sums over it."""
        return bool(self._extension(dimension).get("elimination"))

    def codes(self, dimension: str, codelist: str | None = None) -> dict[str, str]:
        """Code -> label, in order, of a variable or of one of its code lists.

        Lists are shared by many tables; a code that stands for none of this table's codes is left out.

        Raises:
            SourceError: No such variable, or the table does not offer the list for it.
        """
        dimension = self.dimension(dimension)
        own = categories(self._dataset, dimension, where=self.where)
        if codelist is None:
            return own
        lists = self.lists(dimension)
        if codelist not in lists:
            raise SourceError(
                f"{self.where}: {dimension} has no code list {codelist}; it has {', '.join(lists) or 'none'}"
            )
        found = self._codelist(codelist)
        return {
            code: label
            for code, label in found.codes.items()
            if not found.members[code] or not own.keys().isdisjoint(found.members[code])
        }

    def code(self, dimension: str, label: str, codelist: str | None = None) -> str:
        """The code with a label, upper or lower case.

        Raises:
            SourceError: No code, or more than one, has the label.
        """
        codes = self.codes(dimension, codelist)
        found = [code for code, text in codes.items() if text.strip().casefold() == label.strip().casefold()]
        if len(found) != 1:
            problem = f"more than one value ({', '.join(found)})" if found else "no value"
            near = "" if found else f"; {_near([label], codes)}"
            raise SourceError(f"{self.where}: {dimension} has {problem} with the label {label!r}{near}")
        return found[0]

    def resolve(
        self, dimension: str, selected: Selected, *, missing: Literal["error", "drop"] = "error"
    ) -> list[str]:
        """The codes that are selected, expressions worked out, each once, in the order of the table.

        Args:
            dimension: A variable of the table, or a pattern of one.
            selected: Codes and expressions: `*` and `?` within a code, `top(n)` and `bottom(n)` (of periods the
                newest and oldest, else the first and last; `top(n,skip)`), `from(x)`, `to(x)`, `range(a,b)`.
                Periods in expressions need not be in the table, and may be years where it has quarters or months.
            missing: What to do with single codes that the table lacks.

        Raises:
            SourceError: A code is lacking, an expression cannot be understood, or nothing is selected.
        """
        dimension = self.dimension(dimension)
        codes = self.codes(dimension, selected.codelist)
        where = f"{self.where}: {dimension}" + (f" (list {selected.codelist})" if selected.codelist else "")
        periods = dimension in self._dataset.get("role", {}).get("time", ["Tid"])
        chosen, lacking = set(), []
        for text in selected.codes:
            if text in codes:
                chosen.add(text)
            elif function := _FUNCTION.fullmatch(text):
                chosen.update(_function(function[1].lower(), function[2], list(codes), periods, f"{where}: {text}"))
            elif "*" in text or "?" in text:
                chosen.update(filter(_pattern(text).fullmatch, codes))
            else:
                lacking.append(text)
        if lacking and missing == "error":
            names = ", ".join(map(repr, lacking[:5])) + (f" and {len(lacking) - 5} more" if len(lacking) > 5 else "")
            raise SourceError(f"{where} has no value {names}; {_near(lacking, codes)}")
        if not chosen:
            raise SourceError(
                f"{where}: {', '.join(selected.codes) or 'an empty list'} selects nothing; {_span(codes)}"
            )
        return [code for code in codes if code in chosen]

    def _extension(self, dimension: str) -> Mapping[str, Any]:
        return self._dataset["dimension"][self.dimension(dimension)].get("extension") or {}


class PxWeb:
    """The tables of one service."""

    def __init__(self, service: str, client: Client | None = None) -> None:
        """Args: service: "ssb" or "scb"; client: another than one with the usual limits.

        Raises:
            SourceError: The service does not speak PxWebApi.
        """
        if service not in LANGUAGES:
            raise SourceError(f"{service!r} is no service with PxWebApi; those are {', '.join(LANGUAGES)}")
        self.service = service
        self.client = client or Client(service)
        self.cells = CELLS[service]
        self._language = {"lang": LANGUAGES[service]}
        self._updated: dict[str, str] = {}
        self._metadata: dict[tuple[str, str | None], Metadata] = {}
        self._codelists: dict[str, Codelist] = {}

    def about(self, table: str) -> About:
        """What the service says of a table now (never from the cache).

        Raises:
            SourceError: No such table, or the service cannot be asked.
        """
        found = self._get(f"tables/{table}", self._where(table)).json()
        if not isinstance(found, Mapping) or "id" not in found:
            raise SourceError(f"{self._where(table)}: the answer does not describe a table")
        about = About(
            table=table,
            label=found.get("label") or "",
            updated=moment(found.get("updated"), where=self._where(table)),
            first_period=found.get("firstPeriod") or "",
            last_period=found.get("lastPeriod") or "",
            discontinued=bool(found.get("discontinued")),
        )
        self._updated[table] = about.updated
        return about

    def metadata(self, table: str, *, vintage: str | None = None) -> Metadata:
        """The variables and codes of a table; from the cache where its time of update is known.

        Args:
            table: Its id.
            vintage: Its `About.updated`; not needed when `about` has been asked.

        Raises:
            SourceError: No such table, or the service cannot be asked.
        """
        vintage = vintage or self._updated.get(table)
        if (table, vintage) not in self._metadata:
            answer = self._get(f"tables/{table}/metadata", self._where(table), vintage)
            with _forgetting(self.client, answer):
                found = Metadata(
                    answer.json(), where=self._where(table), codelist=lambda id: self.codelist(id, vintage=vintage)
                )
                _check_vintage(found.updated, vintage, self._where(table))
            self._metadata[table, vintage] = found
        return self._metadata[table, vintage]

    def codelist(self, id: str, *, vintage: str | None = None) -> Codelist:
        """A code list by its id, as the metadata of a table names it (capitals count).

        Raises:
            SourceError: No such list, or the service cannot be asked.
        """
        if id not in self._codelists:
            answer = self._get(f"codelists/{id}", f"code list {id} ({self.service})", vintage)
            found = answer.json()
            if not isinstance(found, Mapping) or not isinstance(found.get("values"), list):
                raise SourceError(f"{self.service}: the answer is not the code list {id}")
            self._codelists[id] = Codelist(
                id=id,
                label=found.get("label") or "",
                type=found.get("type") or "",
                codes={value["code"]: value.get("label", value["code"]) for value in found["values"]},
                members={value["code"]: list(value.get("valueMap") or []) for value in found["values"]},
            )
        return self._codelists[id]

    def data(
        self,
        table: str,
        selection: Mapping[str, Selected],
        *,
        vintage: str | None = None,
        missing: Literal["error", "drop"] = "error",
    ) -> pd.DataFrame:
        """The cells of a selection, in as many calls as its size needs.

        Args:
            table: Its id.
            selection: Variable, or pattern of one ("NACE*"), -> what is selected. A variable left out is summed over.
            vintage: The table's `About.updated`, under which metadata and answers are kept on disk.
            missing: "drop" leaves out codes that the table lacks; otherwise they are an error.

        Returns:
            As `jsonstat.tidy`. `attrs["requests"]` lists each call: method, url and body.

        Raises:
            SourceError: The selection does not fit the table, the service refuses, or answers something else, such as
                the table of another vintage.
        """
        metadata = self.metadata(table, vintage=vintage)
        where = self._where(table)
        wanted: dict[str, Selected] = {}
        for name, selected in selection.items():
            name = metadata.dimension(name)
            codes = metadata.resolve(name, selected, missing=missing)
            wanted[name] = Selected(codes, selected.codelist)
        for name in metadata.names:
            if name not in wanted and (name in MANDATORY or not metadata.eliminable(name)):
                raise SourceError(f"{where}: the selection leaves out {name}, which must be selected")
        frames, requests = [], []
        for part in _split(wanted, self.cells):
            self._fetch(table, part, metadata, vintage, missing, frames, requests)
        if len(updates := {frame.attrs["updated"] for frame in frames}) > 1:
            times = ", ".join(sorted(updates))
            raise SourceError(f"{where} was updated while it was fetched ({times}); fetch it again")
        attrs = frames[0].attrs | {"requests": requests}
        frame = pd.concat(frames, ignore_index=True) if len(frames) > 1 else frames[0]
        frame.attrs = attrs
        return frame

    def _fetch(
        self,
        table: str,
        wanted: dict[str, Selected],
        metadata: Metadata,
        vintage: str | None,
        missing: str,
        frames: list[pd.DataFrame],
        requests: list[dict[str, Any]],
    ) -> None:
        """Make one call; where the service finds it too large all the same (lists of codes), make several."""
        path, params = f"tables/{table}/data", self._language | {"outputFormat": "json-stat2"}
        body = {"selection": [self._entry(name, selected, metadata) for name, selected in wanted.items()]}
        where = self._where(table)
        try:
            answer = self.client.post(path, body, params, vintage=vintage)
        except Refused as refused:
            cells = _cells(wanted)
            if _title(refused) == TOO_MANY and cells > 1:
                for part in _split(wanted, cells // 2):
                    self._fetch(table, part, metadata, vintage, missing, frames, requests)
                return
            chosen = "; ".join(f"{name} {_shortly(selected.codes)}" for name, selected in wanted.items())
            raise self._explained(refused, where, f" Selected: {chosen}.") from refused
        with _forgetting(self.client, answer):
            frame = tidy(answer.json(), where=where)
            _check_vintage(frame.attrs["updated"], vintage, where)
            _compare(frame, wanted, where, missing)
        frames.append(frame)
        requests.append({"method": "POST", "url": answer.url, "body": body})

    @staticmethod
    def _entry(name: str, selected: Selected, metadata: Metadata) -> dict[str, Any]:
        if selected.codelist:
            return {"variableCode": name, "valueCodes": selected.codes, "codelist": selected.codelist}
        whole = len(selected.codes) == len(metadata.codes(name)) and name not in MANDATORY
        return {"variableCode": name, "valueCodes": ["*"] if whole else selected.codes}

    def _get(self, path: str, where: str, vintage: str | None = None) -> Answer:
        try:
            return self.client.get(path, self._language, vintage=vintage)
        except Refused as refused:
            raise self._explained(refused, where) from refused

    def _explained(self, refused: Refused, where: str, chosen: str = "") -> SourceError:
        """The service's refusal in words; services say what is wrong in `title`, and only there."""
        answer, title = refused.answer, _title(refused)
        if title == "Non-existent table" or (not title and not answer.is_html and answer.status == 404):
            return SourceError(f"{where} does not exist")
        if title in EXPLAINED:
            return SourceError(f"{where}: {EXPLAINED[title]} ({title}).{chosen}")
        if answer.status == 500 and not answer.content:
            return SourceError(
                f"{where}: the service failed without a word (status 500), "
                f"as it does for a value that is selected twice.{chosen}"
            )
        return SourceError(f"{refused}{f' ({title})' if title else ''}.{chosen}")

    def _where(self, table: str) -> str:
        return f"table {table} ({self.service})"


@contextmanager
def _forgetting(client: Client, answer: Answer) -> Iterator[None]:
    """Throw an answer out of the cache when it turns out not to be what it should."""
    try:
        yield
    except SourceError:
        client.forget(answer)
        raise


def _title(refused: Refused) -> str:
    """The `title` of the service's explanation, "" without one."""
    try:
        explanation = refused.answer.json()
    except SourceError:
        return ""
    return str(explanation.get("title") or "") if isinstance(explanation, Mapping) else ""


def _cells(wanted: Mapping[str, Selected]) -> int:
    return math.prod(len(selected.codes) for selected in wanted.values())


def _split(wanted: dict[str, Selected], limit: int) -> Iterator[dict[str, Selected]]:
    """Parts of a selection that each have no more cells than the limit: the longest variable is divided, the
    contents only when nothing else is left."""
    cells = _cells(wanted)
    length = {name: len(selected.codes) for name, selected in wanted.items()}
    longest = max(length, key=lambda name: (length[name] > 1, name != "ContentsCode", length[name]))
    codes = wanted[longest].codes
    if cells <= limit or len(codes) == 1:
        yield wanted
        return
    step = max(limit * len(codes) // cells, 1)
    for start in range(0, len(codes), step):
        part = Selected(codes[start : start + step], wanted[longest].codelist)
        yield from _split(wanted | {longest: part}, limit)


def _check_vintage(updated: str, vintage: str | None, where: str) -> None:
    """Refuse an answer from before or after the update that it would be kept as: nobody would ask for it again.

    Raises:
        SourceError: it says that it is of another time.
    """
    if vintage and updated and _time(updated) != _time(vintage):
        raise SourceError(
            f"{where} says that it was updated {vintage}, but this answer is of {updated}: the table was updated at "
            "this moment, or the service lags behind; nothing was changed, run again later"
        )


def _time(text: str) -> datetime | str:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return text


def _compare(frame: pd.DataFrame, wanted: Mapping[str, Selected], where: str, missing: str) -> None:
    """The answer has the variables and codes that were asked for."""
    names = [name.removesuffix(".label") for name in frame if name.endswith(".label")]
    if set(names) != set(wanted):
        raise SourceError(f"{where} answers with {', '.join(names)}, but {', '.join(wanted)} were asked for")
    for name, selected in wanted.items():
        answered = set(frame[name].unique())
        if more := answered - set(selected.codes):
            raise SourceError(f"{where} answers with {name} {_shortly(sorted(more))}, which were not asked for")
        less = [code for code in selected.codes if code not in answered]
        if less and missing == "error":
            raise SourceError(f"{where} answers without {name} {_shortly(less)}, which were asked for")


def _pattern(text: str) -> re.Pattern[str]:
    """`*` for any letters and `?` for one, as the services read them; the whole text must fit."""
    return re.compile(re.escape(text).replace(r"\*", ".*").replace(r"\?", "."), re.IGNORECASE)


def _function(name: str, arguments: str, codes: list[str], periods: bool, where: str) -> list[str]:
    """The codes that `top(n)` and the like stand for."""
    given = [text.strip() for text in arguments.split(",")]
    if name in ("top", "bottom"):
        if len(given) > 2 or not all(re.fullmatch("[0-9]+", text) for text in given) or given[0] == "0":
            raise SourceError(f"{where} cannot be understood; write {name}(3), or {name}(3,1) to pass over one")
        count, skip = int(given[0]), int(given[1]) if len(given) > 1 else 0
        backwards = periods == (name == "top")
        ordered = codes[::-1] if backwards else codes
        return ordered[skip : skip + count]
    if len(given) != (2 if name == "range" else 1) or not all(given):
        raise SourceError(f"{where} cannot be understood; write from(2015), to(2019) or range(2015,2019)")
    first = given[0] if name != "to" else None
    last = given[-1] if name != "from" else None
    if periods:  # a year stands for its quarters or months
        return [
            code
            for code in codes
            if (first is None or code[: len(first)] >= first) and (last is None or code[: len(last)] <= last)
        ]
    for code in (first, last):
        if code is not None and code not in codes:
            raise SourceError(f"{where}: there is no value {code!r}; {_near([code], dict.fromkeys(codes, ''))}")
    start = 0 if first is None else codes.index(first)
    stop = len(codes) if last is None else codes.index(last) + 1
    return codes[start:stop]


def _near(wanted: Iterable[str], codes: Mapping[str, str]) -> str:
    """Which of the codes, by code or by label, are like those that are wanted."""
    written = {text.casefold(): code for code, label in codes.items() for text in (label, code) if text}
    found = [written[text] for one in wanted for text in get_close_matches(one.casefold(), written, 3, 0.6)]
    near = list(dict.fromkeys(found))[:5]
    if not near:
        return _span(codes)
    return "near it: " + ", ".join(f"{code} {codes[code]}".strip() for code in near)


def _span(codes: Mapping[str, str]) -> str:
    """Which codes there are."""
    return f"the table has {_shortly(list(codes))}" if codes else "the table has none"


def _shortly(codes: list[str]) -> str:
    if len(codes) <= 6:
        return ", ".join(codes)
    return f"{', '.join(codes[:3])} … {codes[-1]} ({len(codes)} values)"
