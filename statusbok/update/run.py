"""One update: fetch beside, check, compare, and replace what has passed - or nothing."""

from __future__ import annotations

import copy
import difflib
import json
import os
import re
import shutil
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pandas as pd

from statusbok.catalogue import Catalogue
from statusbok.errors import DataError, GeometryError, SourceError, UpdateError
from statusbok.sources.http import as_agreed
from statusbok.update import checks, diff, provenance, scope, tables, transaction
from statusbok.update.declared import Declaration, declarations
from statusbok.update.fetch import Fetched, Files, MissingFile, OnlyFromFile, Services

CHANGES = "data/CHANGES.md"
PACKAGE = "data/datapackage.json"
LAYERS = "layers"

UPDATED, UNCHANGED, REFUSED, FAILED, SKIPPED = "updated", "nothing new", "refused", "failed", "left alone"


class WrongUse(UpdateError):
    """The command names something that does not exist; the exit code is 2."""


@dataclass(frozen=True)
class Result:
    """What became of one dataset: a state and, where there is more to say, why."""

    name: str
    state: str
    text: str = ""


@dataclass(frozen=True)
class Outcome:
    """What became of an update. `code` is 0 when all is well, 1 when a dataset failed or was refused."""

    results: list[Result]
    calls: int = 0

    @property
    def code(self) -> int:
        return int(any(result.state in (REFUSED, FAILED) for result in self.results))


@dataclass
class _Staged:
    """A table that has passed its own checks."""

    declaration: Declaration
    entry: dict[str, Any]
    content: bytes
    line: str
    text: str


@dataclass
class Update:
    """An update at work; see `statusbok.update.update` for the arguments."""

    root: Path
    sources: Services | Files
    datasets: Sequence[str]
    municipality: str | None
    dry_run: bool
    accept: Collection[str]
    say: Callable[[str], None]
    now: datetime
    results: list[Result] = field(default_factory=list)
    missing: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    staged: dict[str, _Staged] = field(default_factory=dict)

    def run(self) -> Outcome:
        """Do it. The lock is held by the caller.

        Raises:
            WrongUse: a name is not known.
            EditionError: the municipality is not one of today.
            DataError: the record or a declaration is not in order.
            UpdateError: the record was changed at the same time.
        """
        began = time.monotonic()
        self.record = Catalogue(self.root / "data")
        self.declared = declarations(self.record)
        self._check_names()
        self.before = _digests(self.root)
        self.covered = scope.covered(self.record, self.municipality)
        self.scope = scope.within(self.covered, self.record)
        self.stage = transaction.scratch(self.root) / "record" / "data"
        shutil.rmtree(self.stage.parent, ignore_errors=True)
        shutil.copytree(self.root / "data", self.stage)
        self.package = copy.deepcopy(self.record.package)
        if self.municipality is not None:
            self.package["municipalities"] = list(self.scope.municipalities)
        for declaration in self._order():
            try:
                self._one(declaration)
            except MissingFile as error:
                self.missing += error.wanted
                named = declaration.name in self.datasets
                self._tell(declaration.name, FAILED if named else SKIPPED, str(error))
            except OnlyFromFile as error:
                self._tell(declaration.name, SKIPPED, str(error))
            except (SourceError, DataError) as error:
                self._take_out(declaration.name)
                self._tell(declaration.name, FAILED, str(error))
        layers = self._layers()
        self._fit_together()
        if (self.staged or layers) and not self.dry_run:
            self._replace(layers)
        self._sum_up(time.monotonic() - began)
        return Outcome(self.results, self.sources.calls)

    def _check_names(self) -> None:
        known = [*self.declared, LAYERS]
        for name in [*self.datasets, *self.accept]:
            if name in known:
                continue
            if name in self.record.names:
                raise WrongUse(f"{name} is kept by hand: data/datapackage.json declares no \"fetch\" for it")
            near = difflib.get_close_matches(name, known, n=1)
            hint = f"; did you mean {near[0]}?" if near else f"; there are {', '.join(known)}"
            raise WrongUse(f"there is no dataset {name!r}{hint}")

    def _order(self) -> list[Declaration]:
        """Changes of numbers first, since all others are read by them; what depends on the commuting last."""
        chosen = [known for name, known in self.declared.items() if not self.datasets or name in self.datasets]
        services = ["klass", "ssb", "scb", "norges_bank", "nav"]
        return sorted(
            chosen,
            key=lambda one: (
                one.service != "klass", "changed_on" not in one.columns, one.border, services.index(one.service)
            ),
        )  # fmt: skip

    def _one(self, declaration: Declaration) -> None:
        name, entry = declaration.name, self._entry(declaration.name)
        if declaration.border and not scope.near_sweden(Catalogue(self.stage), self.scope.municipalities):
            self._tell(name, SKIPPED, "not needed: no commuting region of the record touches the Swedish border")
            return
        with as_agreed(declaration.source):
            about = self.sources.about(declaration)
        asked = provenance.asked(declaration, self.scope)
        path = f"data/{entry['path']}"
        whole = entry.get("hash") == self.before.get(path) and entry.get("asked") == asked
        if about and about.updated and about.updated == entry.get("updated") and whole:
            self._tell(name, UNCHANGED, _newest(about.last_period, about.discontinued))
            return
        self.say(f"{name}: fetching {declaration.source}")
        old, unreadable = _read(self.stage / entry["path"], entry["schema"])
        with as_agreed(declaration.source):
            fetched = self.sources.fetch(declaration, entry["schema"], self.scope, old)
        content = tables.to_csv(fetched.frame)
        if whole and fetched.updated in ("", entry.get("updated")) and transaction.digest(content) == entry["hash"]:
            self._tell(name, UNCHANGED)
            return
        faults = checks.failures(
            fetched.frame, schema=entry["schema"], time=declaration.time_columns, checks=declaration.checks,
            today=self.now.date(),
        )  # fmt: skip
        if faults:
            self._tell(name, FAILED, "; ".join(faults))
            return
        self._judge(
            declaration, entry, old, fetched, content, asked,
            discontinued=bool(about and about.discontinued), unreadable=unreadable,
        )  # fmt: skip

    def _judge(
        self, declaration: Declaration, entry: dict[str, Any], old: pd.DataFrame, fetched: Fetched, content: bytes,
        asked: str, *, discontinued: bool, unreadable: str,
    ) -> None:  # fmt: skip
        """Compare with the record, and take the table or refuse it."""
        name = declaration.name
        renamed = _renamed(declaration, entry, fetched)
        difference = diff.compare(
            old, fetched.frame, key=entry["schema"]["primaryKey"], time=declaration.time_columns,
            checks=declaration.checks, zeros_left_out=declaration.rows == "nonzero",
            asked=self.scope.asked(declaration.words), renamed=renamed,
        )  # fmt: skip
        for line in diff.lines(difference):
            self.say(f"  {line}")
        if fetched.left_out:
            self.say(f"  left out, no municipality: {', '.join(fetched.left_out)}")
        reasons = diff.refusals(difference) + _out_of_time(entry.get("updated") or "", fetched.updated, self.now)
        if unreadable:
            reasons.append(f"the table of the record cannot be read, so that nothing was compared: {unreadable}")
        if len(old):
            reasons += diff.gaps(
                old, fetched.frame, places=[one["name"] for one in entry["schema"]["fields"] if one.get("codes")],
                time=declaration.time_columns, today=self.scope.chain.successors, wanted=self.scope.municipalities,
            )  # fmt: skip
            reasons += checks.jumps(
                old, fetched.frame, schema=entry["schema"], time=declaration.time_columns, checks=declaration.checks
            )
        if reasons and name not in self.accept:
            text = "; ".join(reasons)
            self._tell(name, REFUSED, f"{text}. If this is right, run: statusbok update {name} --accept {name}")
            return
        retrieved = self.now.astimezone(timezone.utc)
        new = provenance.described(
            entry, fetched.frame, content, declaration,
            requests=fetched.requests, updated=fetched.updated, retrieved=retrieved, asked=asked,
        )  # fmt: skip
        line = provenance.line(
            declaration, entry["title"], difference, updated=fetched.updated, day=self.now.date(), accepted=reasons
        )
        text = _newest(provenance.newest(declaration, fetched.frame), discontinued)
        self._put(_Staged(declaration, new, content, line, text))

    def _put(self, staged: _Staged) -> None:
        """Lay a table into the staged record, so that those after it are read by it."""
        name = staged.declaration.name
        self.staged[name] = staged
        self._lay(staged.entry, staged.content)
        if staged.declaration.service == "klass":
            self.scope = scope.within(self.covered, Catalogue(self.stage))

    def _take_out(self, name: str) -> None:
        """Lay the record's own table back in the place of a staged one."""
        if self.staged.pop(name, None):
            entry = next(known for known in self.record.package["resources"] if known["name"] == name)
            self._lay(entry, (self.root / "data" / entry["path"]).read_bytes())

    def _lay(self, entry: dict[str, Any], content: bytes) -> None:
        (self.stage / entry["path"]).write_bytes(content)
        resources = self.package["resources"]
        place = next(index for index, known in enumerate(resources) if known["name"] == entry["name"])
        resources[place] = entry
        (self.stage / "datapackage.json").write_bytes(_json(self.package))

    def _fit_together(self) -> None:
        """Take out again what does not fit with the rest of the record.

        What was wrong before does not take out a table that has no part in it; the damaged one is named.
        """
        before: set[str] | None = None
        known: list[str] = []
        while self.staged and (complaints := _complaints(self.stage)):
            before = set(_complaints(self.root / "data")) if before is None else before
            paths = {name: staged.entry["path"] for name, staged in self.staged.items()}
            known = [line for line in complaints if line in before and not any(path in line for path in paths.values())]
            new = [line for line in complaints if line not in known]
            if not new:
                break
            text = "\n".join(new)
            named = [name for name, path in paths.items() if re.search(rf"\b{name}\b", text) or path in text]
            for name in named or list(self.staged):
                self._take_out(name)
                more = f" (and {len(new) - 1} more)" if len(new) > 1 else ""
                self._tell(name, FAILED, f"does not fit with the rest of the record: {new[0]}{more}")
        for name, staged in self.staged.items():
            self._tell(name, UPDATED, staged.text)
        self._name_damaged(known)

    def _name_damaged(self, complaints: Sequence[str]) -> None:
        """Tell of faults that the record has had since before the update, one for each table that has some."""
        for entry in self.record.package["resources"]:
            own = [line for line in complaints if f"data/{entry['path']}" in line]
            bad = [result.name for result in self.results if result.state in (REFUSED, FAILED)]
            if own and entry["name"] not in bad:
                self.results = [result for result in self.results if result.name != entry["name"]]
                self._tell(entry["name"], FAILED, own[0])

    def _layers(self) -> dict[str, bytes]:
        """Map layers, by path below the root: with a new municipality, or when they are asked for by name."""
        if LAYERS not in self.datasets and (self.datasets or self.municipality is None):
            return {}
        from statusbok import geo  # these bring geopandas, which is slow to import
        from statusbok.update import layers

        record, failed = Catalogue(self.stage), {}
        table = record.table("municipalities")
        self.say(f"{LAYERS}: fetching areas and business land")
        try:
            codes, around, ways = self._places(layers, table)
            near = scope.near_sweden(record, codes)
            with as_agreed(LAYERS):
                made = layers.staged_layers(
                    codes, ways, self.root / "geo", table=table, around=around,
                    swedish=self.scope.swedish if near else (), today=self.now.date(), failed=failed,
                )  # fmt: skip
        except MissingFile as error:
            self.missing += error.wanted
            self._tell(LAYERS, SKIPPED, str(error))
            return {}
        except (SourceError, GeometryError) as error:
            self._tell(LAYERS, FAILED, str(error))
            return {}
        new = {f"geo/{name}": content for name, content in made.items()}
        new = {path: content for path, content in new.items() if transaction.digest(content) != self.before.get(path)}
        for path, content in list(new.items()):
            staged = self.stage.parent / path
            staged.parent.mkdir(exist_ok=True)
            staged.write_bytes(content)
            try:
                geo.read(staged, staged.stem)
            except GeometryError as error:
                failed[staged.name] = error
                del new[path]
        for name, error in failed.items():
            absent = isinstance(error, MissingFile)
            self.missing += error.wanted if absent else []
            self._tell(LAYERS, SKIPPED if absent else FAILED, f"{name}: {error}")
        if new or not failed:
            self._tell(LAYERS, UPDATED if new else UNCHANGED, ", ".join(sorted(path[4:] for path in new)))
        return new

    def _places(self, layers: Any, table: pd.DataFrame) -> tuple[Sequence[str], Sequence[str], Any]:
        """Municipalities to fetch layers for, those around them, and the ways to the services.

        From files come those around that have files: who the neighbours are is not saved.
        """
        codes = self.scope.municipalities if self.municipality is None else (self.municipality,)
        county = [] if self.municipality is None else scope.county_of(self.municipality, table)
        if isinstance(self.sources, Files):
            boundaries = self.sources.boundaries(layers.without_area(codes, self.root / "geo"))
            around = [code for code in county if boundaries.has(code)]
            return codes, around, layers.Sources.saved(self.sources, boundaries)
        self.sources.close()
        ways = layers.Sources.all()
        around = layers.surroundings(self.municipality, ways.kartverket, table) if self.municipality else ()
        return codes, around, ways

    def _replace(self, layers: dict[str, bytes]) -> None:
        """Write what passed in the place of what was there, all at once."""
        files = {f"data/{staged.entry['path']}": staged.content for staged in self.staged.values()}
        files[PACKAGE] = _json(self.package)
        changes = self.root / CHANGES
        try:
            text = changes.read_bytes().decode() if changes.is_file() else ""
        except UnicodeDecodeError:
            raise UpdateError(f"{CHANGES} is not UTF-8; nothing was replaced, save it as UTF-8 and run again") from None
        if layers:
            text = provenance.with_line(text, provenance.layers_line(layers, self.now.date()))
        for staged in reversed(self.staged.values()):
            text = provenance.with_line(text, staged.line)
        files |= {CHANGES: text.encode()} | layers
        transaction.swap(self.root, files, {name: self.before.get(name) for name in {*files, *self.before}})

    def _entry(self, name: str) -> dict[str, Any]:
        return next(entry for entry in self.package["resources"] if entry["name"] == name)

    def _tell(self, name: str, state: str, text: str = "") -> None:
        self.results.append(Result(name, state, text))

    def _sum_up(self, seconds: float) -> None:
        for name, request in self.missing:
            body = f"\n  {json.dumps(request['body'], ensure_ascii=False)}" if request["body"] else ""
            self.say(f"missing {name}: save the answer to {request['method']} {request['url']}{body}")
        order = list(self.declared)
        width = max((len(result.name) for result in self.results), default=0)
        would = "would be " if self.dry_run else ""
        for result in sorted(self.results, key=lambda one: order.index(one.name) if one.name in order else len(order)):
            state = f"{would}{result.state}" if result.state == UPDATED else result.state
            self.say(f"{result.name:<{width}}  {state}" + (f": {result.text}" if result.text else ""))
        counted = {state: sum(result.state == state for result in self.results) for state in (UPDATED, REFUSED, FAILED)}
        done = ", ".join(f"{count} {would if state == UPDATED else ''}{state}" for state, count in counted.items())
        changed = any(result.state == UPDATED for result in self.results)
        end = "; dry run, nothing was changed" if self.dry_run else "" if changed else "; the record is as it was"
        self.say(f"{done}; {self.sources.calls} calls in {seconds:.0f} s{end}")


def update(
    root: Path,
    *,
    datasets: Sequence[str] | None = None,
    municipality: str | None = None,
    folder: Path | None = None,
    dry_run: bool = False,
    accept: Collection[str] = (),
    say: Callable[[str], None] = print,
    sources: Services | Files | None = None,
    now: datetime | None = None,
) -> Outcome:
    """Bring the record up to date from the services, or from files.

    Args:
        root: the project folder, with `data/` and `geo/`.
        datasets: names of tables; None for all that declare a source.
        municipality: number of a municipality to add to the record, with its county.
        folder: read files from here in place of the services, see `statusbok.update.fetch.wanted`.
        dry_run: say what would change, and change nothing.
        accept: datasets whose losses and large changes are right.
        say: takes one line on what is going on.
        sources: in place of the services, for tests.
        now: the time, for tests.

    Returns:
        What became of each dataset, and the exit code.

    Raises:
        WrongUse: a dataset is not known, or there is no such folder.
        UpdateError: another update or build is running, or the record was changed while the update ran.
        StatusbokError: the record or a declaration is not in order, or the municipality is not one of today.
        OSError: a file could not be written. In all cases the record is as it was.
    """
    root = Path(root)
    now = now or datetime.now().astimezone()
    # An empty text is a variable of the shell that is not set, and no wish to ask the services.
    if folder is not None and not (str(folder) and Path(folder).is_dir()):
        raise WrongUse(f"--from: {str(folder)!r} is not a folder; expected one with saved answers")
    with transaction.locked(root):
        if recovered := transaction.put_back(root):
            say(recovered)
        try:
            if sources is None:
                sources = Services(now.date()) if folder is None else Files(Path(folder), now.date())
            return Update(root, sources, datasets or (), municipality, dry_run, accept, say, now).run()
        finally:
            transaction.clean(root)


def _read(path: Path, schema: dict[str, Any]) -> tuple[pd.DataFrame, str]:
    """A table of the record; without rows, and with the reason, when somebody has made it unreadable."""
    try:
        return tables.read(path, schema), ""
    except (SourceError, ValueError) as error:
        empty = pd.DataFrame(columns=[column["name"] for column in schema["fields"]], dtype=object)
        return tables.typed(empty, schema, where=path.name), str(error)


def _complaints(folder: Path) -> list[str]:
    """All that is wrong with a record, in the same words wherever its folder is."""
    record, found = Catalogue(folder), []
    for check in (lambda: scope.check_codes(record) or [], lambda: record.complaints(thorough=True)):
        try:
            found += check()
        except DataError as error:
            found += str(error).splitlines()
    return [line.replace(f"{folder}{os.sep}", "data/") for line in found]


def _renamed(declaration: Declaration, entry: dict[str, Any], fetched: Fetched) -> list[tuple[str, str]]:
    """Variables declared by a pattern that had another name when the table was last fetched."""
    bodies = [request.get("body") or {} for request in entry.get("requests") or []]
    before = {one["variableCode"] for body in bodies for one in body.get("selection", [])}
    found = []
    for pattern, now in fetched.names.items():
        then = [name for name in before if name.startswith(pattern.rstrip("*")) and "*" not in name]
        found += [(name, now) for name in then if name != now]
    return found


def _out_of_time(before: str, now: str, clock: datetime) -> list[str]:
    """Why the producer's time of update cannot be right: older than what the record has, or still to come."""
    if now and now[:19] < before[:19]:
        return [f"the source was updated {now[:10]}, before what the record has, of {before[:10]}"]
    if now[:10] > (clock + timedelta(days=1)).date().isoformat():
        return [f"the source says that it was updated {now[:10]}, which is still to come"]
    return []


def _newest(period: str, discontinued: bool) -> str:
    note = "the producer has discontinued the table" if discontinued else ""
    return ", ".join(filter(None, [f"to {period}" if period else "", note]))


def _digests(root: Path) -> dict[str, str]:
    """Checksum of every file of the record, by path below the root."""
    found = {}
    for folder in ("data", "geo"):
        for place, _, names in os.walk(root / folder, followlinks=True):
            for path in (Path(place) / name for name in names):
                if path.is_file():
                    found[path.relative_to(root).as_posix()] = transaction.digest(path.read_bytes())
    return found


def _json(package: dict[str, Any]) -> bytes:
    return (json.dumps(package, indent=2, ensure_ascii=False) + "\n").encode()
