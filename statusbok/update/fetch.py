"""Fetch what a declaration asks for: from the services, or the same answers from files for those behind a firewall."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pandas as pd

from statusbok.errors import SourceError
from statusbok.sources import nav, norges_bank
from statusbok.sources.http import ADDRESSES, Answer, Client, Limits, Refused
from statusbok.sources.jsonstat import tidy
from statusbok.sources.klass import Klass
from statusbok.sources.pxweb import CELLS, LANGUAGES, About, Metadata, PxWeb, Selected
from statusbok.update import shape, tables
from statusbok.update.declared import TIME, Declaration, Hint, Label, Values
from statusbok.update.scope import Scope, spliced

_COUNTRY = ("0", "00", "0000")
_COUNTRY_NAMES = ("hele landet", "landet", "norge", "riket")


@dataclass(frozen=True)
class Fetched:
    """A table as it would become, typed and sorted.

    Attributes:
        requests: method, url and body of each call; for a file, of the call that would have given it, and its name.
        updated: when the producer last changed the table, ISO text; "" where that is not told.
        left_out: codes that are no municipality.
        names: the variable that each pattern of the declaration (NACE*) stood for.
    """

    frame: pd.DataFrame
    requests: list[dict[str, Any]]
    updated: str = ""
    left_out: list[str] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)


class MissingFile(SourceError):
    """A file that an import needs is not in the folder; `requests` would give it."""

    def __init__(self, message: str, wanted: list[tuple[str, dict[str, Any]]]) -> None:
        super().__init__(message)
        self.wanted = wanted


class OnlyFromFile(SourceError):
    """The producer has no service; the table comes from a file."""


class Services:
    """The services themselves, each asked at most once about a table, and no more when it seems to be down."""

    _PATIENCE = 2  # tables that cannot be asked about, one after the other; each takes all tries of the client

    def __init__(self, today: date, limits: Limits = Limits()) -> None:
        """Args: limits: how long to wait for a service, and how often to try."""
        self.today, self.limits = today, limits
        self._clients: dict[str, Client] = {}
        self._pxweb: dict[str, PxWeb] = {}
        self._about: dict[tuple[str, str], About | SourceError] = {}
        self._silent: dict[str, list[SourceError]] = {}

    @property
    def calls(self) -> int:
        """Calls over the network so far."""
        return sum(client.calls for client in self._clients.values())

    def client(self, service: str) -> Client:
        """The one client of a service; no connection to another is kept open meanwhile."""
        self.close(but=service)
        if service not in self._clients:
            self._clients[service] = Client(service, limits=self.limits)
        return self._clients[service]

    def close(self, but: str | None = None) -> None:
        """Let go of the connections to all services but one."""
        for service, client in self._clients.items():
            if service != but:
                client.close()

    def about(self, declaration: Declaration) -> About | None:
        """What the service says of the table; None for a service that tells nothing without the figures.

        Raises:
            SourceError: the service cannot be asked or has no such table.
        """
        if declaration.service not in LANGUAGES:
            return None
        which = declaration.service, declaration.table
        if which not in self._about:
            silent = self._silent.setdefault(declaration.service, [])
            if len(silent) >= self._PATIENCE:
                raise SourceError(f"{declaration.service} was not asked again, since: {silent[0]}")
            try:
                self._about[which] = self.pxweb(declaration.service).about(declaration.table)
                silent.clear()
            except SourceError as error:  # the next dataset from the same table need not wait for it again
                self._about[which] = error
                if not isinstance(error.__cause__, Refused):
                    silent.append(error)
        found = self._about[which]
        if isinstance(found, SourceError):
            raise found
        return found

    def pxweb(self, service: str) -> PxWeb:
        """The client of SSB or SCB."""
        if service not in self._pxweb:
            self._pxweb[service] = PxWeb(service, self.client(service))
        return self._pxweb[service]

    def fetch(
        self, declaration: Declaration, schema: Mapping[str, Any], scope: Scope, before: pd.DataFrame
    ) -> Fetched:
        """Fetch a table.

        Args:
            declaration: what to ask for.
            schema: the table's schema in the Data Package.
            scope: the record's municipalities.
            before: the table of the record; only what a service does not have is taken from it.

        Raises:
            SourceError: the service cannot be asked, or does not answer as declared.
            OnlyFromFile: there is no service.
        """
        if declaration.service in LANGUAGES:
            return self._table(declaration, schema, scope)
        if declaration.service == "klass":
            noting = _Noting(self.client("klass"))
            return _klass(Klass(noting), declaration, schema, scope, before, self.today, noting.requests)
        if declaration.service == "norges_bank":
            start = _only(declaration, "startPeriod")
            daily = norges_bank.rates(_currency(declaration), start, client=self.client("norges_bank"))
            return _rates(daily, declaration, schema, self.today, daily.attrs["requests"])
        raise OnlyFromFile(f"{declaration.source} has no service; save its file and run statusbok update --from FOLDER")

    def newest(self, declaration: Declaration) -> str:
        """The newest period that the service has, "" where it does not say.

        Raises:
            SourceError: the service cannot be asked.
        """
        about = self.about(declaration)
        if about:
            return about.last_period
        if declaration.service == "norges_bank":
            start = (self.today - timedelta(days=75)).isoformat()
            daily = norges_bank.rates(_currency(declaration), start, client=self.client("norges_bank"))
            return norges_bank.monthly(daily, self.today)["month"].max()
        return ""

    def _table(self, declaration: Declaration, schema: Mapping[str, Any], scope: Scope) -> Fetched:
        pxweb, vintage = self.pxweb(declaration.service), self.about(declaration).updated
        metadata = pxweb.metadata(declaration.table, vintage=vintage)
        cells, requests = [], []
        for selection in declaration.selections:
            wanted = select(selection, declaration, metadata, scope)
            cells.append(pxweb.data(declaration.table, wanted, vintage=vintage))
            requests += cells[-1].attrs["requests"]
        _check_together(declaration, list(zip(declaration.selections, cells)), "fetch it again")
        return _shaped(cells, declaration, schema, scope, requests, vintage, metadata)


class Files:
    """Answers that somebody has saved in a folder: trusted no more than a service."""

    def __init__(self, folder: Path, today: date) -> None:
        """Args: folder: holds `<dataset>.json` and so on, see `wanted`.

        Raises:
            SourceError: there is no such folder.
        """
        if not folder.is_dir():
            raise SourceError(f"--from: {folder} is not a folder")
        self.folder, self.today = folder, today
        self.calls = 0

    def about(self, declaration: Declaration) -> None:
        """A file tells nothing beforehand."""
        return None

    def fetch(
        self, declaration: Declaration, schema: Mapping[str, Any], scope: Scope, before: pd.DataFrame
    ) -> Fetched:
        """As `Services.fetch`, from the files of the dataset.

        Raises:
            MissingFile: not all of them are there.
            SourceError: one does not hold what the declaration asks for.
        """
        wanted_files = wanted(declaration, scope, self.today)
        lacking = [(name, request) for name, request in wanted_files if not (self.folder / name).is_file()]
        if lacking:
            raise MissingFile(f"{', '.join(name for name, _ in lacking)} not in {self.folder}", lacking)
        requests = [{**request, "file": name} for name, request in wanted_files]
        paths = [self.folder / name for name, _ in wanted_files]
        if declaration.service == "klass":
            return _klass(Klass(_Saved(paths[0])), declaration, schema, scope, before, self.today, requests)
        if declaration.service == "norges_bank":
            daily = norges_bank.read(paths[0].read_bytes(), _currency(declaration), where=paths[0].name)
            return _rates(daily, declaration, schema, self.today, requests)
        if declaration.service == "nav":
            return _unemployment(paths[0], schema, scope, before, requests)
        cells = []
        for name, selection, part in _parts(declaration, scope, self.today):
            metadata, frame = _saved(self.folder / name)
            # The codes of a list stand in the answer as codes of the variable itself.
            plain = {known: values.model_copy(update={"codelist": None}) for known, values in selection.items()}
            cells.append((selection, _only_selected(frame, select(plain, declaration, metadata, part), metadata)))
        updated = _check_together(declaration, cells, f"save {', '.join(path.name for path in paths)} again")
        found = _shaped([frame for _, frame in cells], declaration, schema, scope, [], updated, metadata)
        # What the file was asked for, with the names that it has.
        asked = wanted(declaration, scope, self.today, found.names)
        return replace(found, requests=[{**request, "file": name} for name, request in asked])

    def boundaries(self, codes: Iterable[str]) -> Boundaries:
        """The saved answers of Kartverket.

        Args:
            codes: municipalities whose answers must be there.

        Raises:
            MissingFile: not all of them are.
        """
        client = Boundaries(self.folder)
        if lacking := [one for code in codes for one in client.lacking(code)]:
            raise MissingFile(f"{', '.join(name for name, _ in lacking)} not in {self.folder}", lacking)
        return client

    def pages(self, service: str, name: str) -> Pages:
        """The saved answers of a service with map features, the first in the file of this name."""
        return Pages(self.folder, service, name)


class Boundaries:
    """Kartverket's answers in files: `<code>.json` what it says of a municipality, `<code>.geojson` its area."""

    _WHAT = {".json": "", ".geojson": "/omrade?utkoordsys=4258"}

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def lacking(self, code: str) -> list[tuple[str, dict[str, Any]]]:
        """Files that are missing for a municipality, each with the request that gives it."""
        address = f"{ADDRESSES['kartverket']}/kommuner/{code}"
        return [
            (f"{code}{ending}", {"method": "GET", "url": f"{address}{what}", "body": None})
            for ending, what in self._WHAT.items()
            if not (self._folder / f"{code}{ending}").is_file()
        ]

    def has(self, code: str) -> bool:
        """Whether both files of a municipality are there."""
        return not self.lacking(code)

    def get(self, path: str, params: Mapping[str, Any] | None = None, **options: Any) -> Answer:
        """The saved answer to a request, in the place of a client."""
        code = path.split("/")[1]
        name = f"{code}.geojson" if path.endswith("/omrade") else f"{code}.json"
        return Answer(name, 200, {}, (self._folder / name).read_bytes())


class Pages:
    """One service's answers in files, in the place of a client.

    The first request is answered by `4601.arealbruk.gml`, the next, where the service gave only a part of what it has,
    by `4601.arealbruk-2.gml`.
    """

    _MOST = 100_000  # features asked for at a time: whoever saves answers by hand wants one

    def __init__(self, folder: Path, service: str, name: str) -> None:
        self._folder, self._service, self._name = folder, service, Path(name)
        self._asked = 0

    def get(self, path: str, params: Mapping[str, Any] | None = None, **options: Any) -> Answer:
        """The saved answer to a request.

        Raises:
            MissingFile: it is not there.
        """
        more = {"count": self._MOST} if "count" in (params or {}) else {}
        return self._answer("GET", path, {**(params or {}), **more}, None)

    def post(self, path: str, body: str, params: Mapping[str, Any] | None = None, **options: Any) -> Answer:
        """As `get`, with a form as body."""
        return self._answer("POST", path, params or {}, body)

    def _answer(self, method: str, path: str, params: Mapping[str, Any], body: str | None) -> Answer:
        self._asked += 1
        number = f"-{self._asked}" if self._asked > 1 else ""
        file = self._folder / f"{self._name.stem}{number}{self._name.suffix}"
        if not file.is_file():
            address = ADDRESSES[self._service] + (f"/{path}" if path else "")
            url = f"{address}?{urlencode(params)}" if params else address
            request = {"method": method, "url": url, "body": body}
            raise MissingFile(f"{file.name} not in {self._folder}", [(file.name, request)])
        return Answer(file.name, 200, {}, file.read_bytes())


def select(
    selection: Mapping[str, Values], declaration: Declaration, metadata: Metadata, scope: Scope
) -> dict[str, Selected]:
    """The codes of a declared selection in a table, @ words and labels worked out; expressions are left as they are.

    Raises:
        SourceError: the table has no such variable, list, label or municipality; the message names those it has.
    """
    return {
        metadata.dimension(name): _selected(metadata.dimension(name), values, declaration, metadata, scope)
        for name, values in selection.items()
    }


def wanted(
    declaration: Declaration, scope: Scope, today: date, names: Mapping[str, str] | None = None
) -> list[tuple[str, dict[str, Any]]]:
    """Files that `--from` reads for a dataset, each with the request that gives it.

    Without the table's metadata the request is written with expressions: ???? for all codes of four characters, * for
    all codes of a variable whose codes are declared by label; and with the declared hints.

    Args:
        declaration: the dataset.
        scope: the record's municipalities; many of them are divided between several files.
        today: the day.
        names: the variable that each pattern stands for, where it is known; the hints have it otherwise.
    """
    if declaration.service == "klass":
        kind = "codesAt"
        query = f"date={today}"
        if "from" in next(iter(declaration.selections), {}):
            kind = "changes" if "changed_on" in declaration.columns else "corresponds"
            given = [f"{name}={_only(declaration, name)}" for name in declaration.selections[0]]
            query = "&".join([*given, f"to={today}"])
        address = f"{ADDRESSES['klass']}/classifications/{declaration.table}/{kind}.json?{query}"
        return [(f"{kind}.json", {"method": "GET", "url": address, "body": None})]
    if declaration.service == "norges_bank":
        query = f"format=csv&startPeriod={_only(declaration, 'startPeriod')}&locale=en"
        address = f"{ADDRESSES['norges_bank']}/data/{declaration.table}?{query}"
        return [(f"{declaration.name}.csv", {"method": "GET", "url": address, "body": None})]
    if declaration.service == "nav":
        return [(f"{declaration.name}.xlsx", {"method": "GET", "url": "https://www.nav.no/statistikk", "body": None})]
    query = f"lang={LANGUAGES[declaration.service]}&outputFormat=json-stat2"
    address = f"{ADDRESSES[declaration.service]}/tables/{declaration.table}/data?{query}"
    return [
        (name, {"method": "POST", "url": address, "body": _body(selection, declaration, part, names or {})})
        for name, selection, part in _parts(declaration, scope, today)
    ]


class _Noting:
    """A client that remembers what it was asked."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self.requests: list[dict[str, Any]] = []

    def get(self, path: str, params: Mapping[str, Any] | None = None, **options: Any) -> Answer:
        answer = self._client.get(path, params, **options)
        self.requests.append({"method": "GET", "url": answer.url, "body": None})
        return answer


class _Saved:
    """A client that answers with a file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def get(self, path: str, params: Mapping[str, Any] | None = None, **options: Any) -> Answer:
        return Answer(self._path.name, 200, {}, self._path.read_bytes())


def _selected(name: str, values: Values, declaration: Declaration, metadata: Metadata, scope: Scope) -> Selected:
    codelist, codes = values.codelist, []
    for code in values.codes:
        if isinstance(code, Label):
            codes.append(_labelled(name, code.label, metadata, codelist))
        elif code == "@municipalities" and declaration.codes == "summed":
            codelist = codelist or _summing(name, metadata)
            codes += _spliced(name, codelist, metadata, scope)
        elif code == "@municipalities":
            codes += _known(name, scope.of_any_year(), metadata, codelist)
        elif code == "@all_municipalities":
            known = metadata.codes(name, codelist)
            codes += [known_code for known_code in known if len(known_code) == 4 and known_code.isdecimal()]
        elif code == "@swedish":
            codes += _known(name, scope.swedish, metadata, codelist)
        elif code == "@country":
            codes.append(_country(name, metadata, codelist))
        else:
            codes.append(code)
    return Selected(codes, codelist)


def _labelled(name: str, label: str, metadata: Metadata, codelist: str | None) -> str:
    """The code with a label, or else the only one whose label has the text in it."""
    wanted, known = label.casefold(), metadata.codes(name, codelist)
    exact = any(text.strip().casefold() == wanted for text in known.values())
    partly = [code for code, text in known.items() if wanted in text.casefold()]
    return partly[0] if len(partly) == 1 and not exact else metadata.code(name, label, codelist)


def _summing(name: str, metadata: Metadata) -> str | None:
    """The list of a table that adds up; None for the saved answer to a question that named the list already."""
    if any(code[:2] in ("K-", "K.") for code in metadata.codes(name)):
        return None
    return metadata.summing(name)


def _spliced(name: str, codelist: str | None, metadata: Metadata, scope: Scope) -> list[str]:
    by_number = {spliced(code): code for code in metadata.codes(name, codelist)}
    lacking = [code for code in scope.municipalities if code not in by_number]
    if lacking:
        raise SourceError(
            f"{metadata.where}: {name}" + (f" (list {codelist})" if codelist else "")
            + f" has no code for {', '.join(lacking[:5])}; was the municipality merged or renumbered? "
            "Run statusbok update municipality_code_changes municipalities first"
        )  # fmt: skip
    return [by_number[code] for code in scope.municipalities]


def _known(name: str, wanted: list[str], metadata: Metadata, codelist: str | None) -> list[str]:
    known = metadata.codes(name, codelist)
    found = [code for code in wanted if code in known]
    if not found:
        raise SourceError(f"{metadata.where}: {name} has none of the municipalities {', '.join(wanted[:5])}")
    return found


def _country(name: str, metadata: Metadata, codelist: str | None) -> str:
    known = metadata.codes(name, codelist)
    found = [code for code in known if code in _COUNTRY]
    found = found or [code for code, label in known.items() if label.strip().casefold() in _COUNTRY_NAMES]
    if not found:
        some = ", ".join(list(known)[:5])
        raise SourceError(f"{metadata.where}: {name} has no code for the whole country; it has {some} …")
    return found[0]


def _shaped(cells, declaration, schema, scope, requests, updated, metadata: Metadata) -> Fetched:
    frame, left_out = shape.shape(cells, declaration, schema, scope)
    names = {pattern: metadata.dimension(pattern) for pattern in declaration.patterns}
    return Fetched(tables.typed(frame, schema, where=declaration.source), requests, updated, left_out, names)


def _klass(klass: Klass, declaration: Declaration, schema, scope: Scope, before, today: date, requests) -> Fetched:
    if "changed_on" in declaration.columns:
        frame = klass.changes(date.fromisoformat(_only(declaration, "from")), today + timedelta(days=1))
    elif "centrality_class" in declaration.columns:
        frame = klass.centrality(date.fromisoformat(_only(declaration, "from")), today + timedelta(days=1))
        frame = frame[frame["municipality_code"].isin(scope.today)]
    else:
        frame = _municipalities(klass.codes_at(today), before, scope, declaration)
    return Fetched(tables.typed(frame, schema, where=declaration.source), requests)


def _municipalities(names: pd.DataFrame, before: pd.DataFrame, scope: Scope, declaration: Declaration) -> pd.DataFrame:
    """Today's codes and names, with what the record knows besides; Swedish municipalities are kept as they are."""
    norwegian = before[before["country"] == "NO"].set_index("code")
    counties = norwegian.drop_duplicates("county_code").set_index("county_code")["county"]
    marks = [name for name in ("ostfold", "borders_sweden") if name in before]
    rows = []
    for code, name in names[["code", "name"]].itertuples(index=False):
        if code in norwegian.index:
            rows.append({"code": code, **norwegian.loc[code].to_dict(), "name": name})
            continue
        if code[:2] not in counties:
            raise SourceError(
                f"{declaration.source} has the new municipality {code} {name} in a county {code[:2]} that the record "
                "does not know; add one row for it to data/tables/municipalities.csv, with the county's name"
            )
        parts = [old for old in norwegian.index if code in scope.chain.successors(old)]
        rows.append(
            {"code": code, "name": name, "county_code": code[:2], "county": counties[code[:2]], "country": "NO"}
            | {mark: bool(norwegian.loc[parts, mark].any()) for mark in marks}
        )
    swedish = before[before["country"] != "NO"]
    return pd.concat([pd.DataFrame(rows), swedish], ignore_index=True)[list(before.columns)]


def _rates(daily: pd.DataFrame, declaration: Declaration, schema, today: date, requests) -> Fetched:
    monthly = norges_bank.monthly(daily, today).rename(columns={"nok_per_100": "nok_per_100_sek"})
    return Fetched(tables.typed(monthly, schema, where=declaration.source), requests)


def _unemployment(path: Path, schema, scope: Scope, before: pd.DataFrame, requests) -> Fetched:
    """NAV's file has the months of one year: the other months stay as they are in the record."""
    areas = next(column["areas"] for column in schema["fields"] if column["name"] == "area_code")
    counties = {name: code for code, name in areas.items() if len(code) == 2}
    found = nav.read(path, counties)
    years = found["month"].str[:4].astype(int)
    moved = [
        code if code in areas else scope.only_renamed(code, year) for code, year in zip(found["area_code"], years)
    ]
    found = found.assign(area_code=moved)
    found = found[found["area_code"].isin([*areas, *scope.municipalities])]
    earlier = before[~before["month"].isin(set(found["month"]))]
    frame = pd.concat([earlier, found], ignore_index=True) if len(earlier) else found
    return Fetched(tables.typed(frame, schema, where=path.name), requests)


def _saved(path: Path) -> tuple[Metadata, pd.DataFrame]:
    try:
        dataset = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        start = path.read_bytes()[:200].lstrip().lower()
        page = " but a web page (HTML)" if start.startswith((b"<!doctype html", b"<html")) else ""
        raise SourceError(f"{path.name} is not JSON{page}; save the answer as json-stat2") from None
    frame = tidy(dataset, where=path.name)

    def none(codelist: str) -> Any:
        raise SourceError(f"{path.name} holds no code list {codelist}")

    return Metadata(dataset, where=path.name, codelist=none), frame


def _only_selected(frame: pd.DataFrame, selection: Mapping[str, Selected], metadata: Metadata) -> pd.DataFrame:
    """The cells that were declared; a file may hold more, but not less."""
    chosen = pd.Series(True, index=frame.index)
    for name, selected in selection.items():
        chosen &= frame[name].isin(metadata.resolve(name, selected))
    kept = frame[chosen].reset_index(drop=True)
    kept.attrs = frame.attrs
    return kept


def _check_together(
    declaration: Declaration, cells: Sequence[tuple[Mapping[str, Values], pd.DataFrame]], advice: str
) -> str:
    """When a table was updated, which all its answers must agree on, as on its periods.

    Raises:
        SourceError: some are from before an update and some from after it.
    """
    if len(times := sorted({frame.attrs["updated"] for _, frame in cells})) > 1:
        raise SourceError(f"{declaration.source}: the answers are of different times ({', '.join(times)}); {advice}")
    first: dict[str, set[str]] = {}
    for selection, frame in cells:
        periods = set(frame[TIME].unique())
        if odd := sorted(first.setdefault(selection[TIME].model_dump_json(), periods) ^ periods):
            raise SourceError(f"{declaration.source}: only some of the answers have {', '.join(odd[:5])}; {advice}")
    return times[0]


def _parts(
    declaration: Declaration, scope: Scope, today: date
) -> list[tuple[str, Mapping[str, Values], Scope]]:
    """Files of a table of SSB or SCB, each with its selection and the municipalities that it is for.

    Municipalities are divided so that no answer has more cells than the service gives, as far as that can be told.
    """
    parts = []
    for number, selection in enumerate(declaration.selections, start=1):
        name = f"{declaration.name}{f'-{number}' if len(declaration.selections) > 1 else ''}"
        scopes = _small_enough(selection, declaration, scope, today)
        parts += [
            (f"{name}{f'-{place}' if len(scopes) > 1 else ''}.json", selection, part)
            for place, part in enumerate(scopes, start=1)
        ]
    return parts


def _small_enough(
    selection: Mapping[str, Values], declaration: Declaration, scope: Scope, today: date
) -> list[Scope]:
    """As few parts of a scope as it takes, the whole where the selection does not depend on it."""
    codes, limit, parts = scope.municipalities, CELLS[declaration.service], [scope]
    if not any("@municipalities" in values.codes for values in selection.values()):
        return parts
    for count in range(2, len(codes) + 1):
        if all(_cells(selection, declaration, part, today) <= limit for part in parts):
            break
        step = math.ceil(len(codes) / count)
        parts = [replace(scope, municipalities=codes[start : start + step]) for start in range(0, len(codes), step)]
    return parts


def _cells(selection: Mapping[str, Values], declaration: Declaration, scope: Scope, today: date) -> int:
    """About how many cells a selection has, by the declared sizes."""
    summed = declaration.codes == "summed"
    words = {
        "@municipalities": len(scope.municipalities if summed else scope.of_any_year()),
        "@all_municipalities": len(scope.ever),
        "@swedish": len(scope.swedish),
    }
    cells = 1
    for name, values in selection.items():
        count = 0
        for code in values.codes:
            if since := re.fullmatch(r"from\(([0-9]{4})(K[1-4])?\)", str(code)):
                count += (today.year - int(since[1]) + 1) * (4 if since[2] else 1)
            elif isinstance(code, Label) or "*" in code:
                count += declaration.hints.get(name, Hint()).size
            else:
                count += words.get(code, 1)
        cells *= count
    return cells


def _body(
    selection: Mapping[str, Values], declaration: Declaration, scope: Scope, names: Mapping[str, str]
) -> dict[str, Any]:
    entries = []
    for name, values in selection.items():
        hint = declaration.hints.get(name, Hint())
        codes, codelist = [], values.codelist
        for code in values.codes:
            if code == "@municipalities" and declaration.codes == "summed":
                codelist = codelist or hint.codelist or "agg_KommSummer"
                mark = "K." if codelist.endswith("S") else "K-"
                codes += [f"{mark}{number}" for number in scope.municipalities]
            elif code == "@municipalities":
                codes += scope.of_any_year()
            elif code == "@swedish":
                codes += scope.swedish
            else:
                fixed = {"@all_municipalities": "????", "@country": "0"}
                codes.append("*" if isinstance(code, Label) else fixed.get(code, code))
        entry = {"variableCode": names.get(name) or hint.name or name, "valueCodes": codes}
        entries.append(entry | ({"codelist": codelist} if codelist else {}))
    return {"selection": entries}


def _only(declaration: Declaration, name: str) -> str:
    """The single value of a declared parameter such as startPeriod."""
    return str(declaration.selections[0][name].codes[0])


def _currency(declaration: Declaration) -> str:
    return declaration.table.split(".")[1]
