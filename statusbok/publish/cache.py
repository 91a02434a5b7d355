"""Executed chapters, kept below `_build/cache/` and used again as long as nothing that they were made from has changed.

A chapter is known by its code, parameters, library code, lock and record; what it really read then is checked against what is
there now. Text in markdown is no part of it: what was executed is put under the text of today. Whatever cannot be used is
as if it were not there.

To find out that nothing has to run takes neither pandas nor papermill.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import platform
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

from markupsafe import escape

from statusbok import frozen, reads
from statusbok.errors import BuildError
from statusbok.publish import manifest
from statusbok.publish.code import Library, texts

FORMAT = 1
"""Changes when what is kept, or how a kernel is run, is no longer what this version would make."""

UNCHANGED = "nothing it reads has changed"
"""Why a chapter does not run."""

KEPT = 3
"""Runs of one chapter for one edition: to go back to figures or code of a moment ago costs nothing."""

MOST = 2 * 2**30
"""Bytes of all that is kept."""

LAST = "last.json"
_DAY = 24 * 3600
_DAMAGED = (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, RuntimeError, StopIteration)
_JSON = dict[str, Any]


@dataclass(frozen=True)
class Run:
    """A run of a chapter.

    Attributes:
        notebook: what came out, with tokens for what is filled in later.
        files: folder with its pictures, tables and maps.
        seconds: the time that it took.
    """

    notebook: _JSON
    files: Path
    seconds: float


class Cache:
    """What is kept of chapters that were executed for an edition.

    Args:
        root: the project folder.
        fresh: use nothing of what is kept; what is executed now is kept nevertheless.
    """

    def __init__(self, root: Path, *, fresh: bool = False) -> None:
        self.folder = root / "_build/cache"
        self._root, self._fresh = root.resolve(), fresh
        self._library = Library(self.folder / "imports.json")
        self._now = _Now(self._library)
        self._begun = time.time_ns()
        self._inputs: dict[str, _JSON] = {}
        self._days: dict[str, str] = {}
        self._reads: dict[str, list[list[Any]]] = {}
        self.reasons: dict[str, str] = {}

    def find(self, chapter: str, notebook: Mapping[str, Any], parameters: Mapping[str, Any], files: Path) -> Run | None:
        """The run of a chapter that nothing has changed since; None where it has to run.

        `reasons` then says why: `UNCHANGED`, or such as "since its code has changed".

        Args:
            chapter: name of the page, such as "maal_2".
            notebook: its notebook as it is now; the run comes back with the text of this one.
            parameters: those that it gets.
            files: folder to make with a copy of its files; another build may drop what is kept.
        """
        if self._fresh:
            self.reasons[chapter] = "since nothing kept was to be used"
            return None
        wanted = self._inputs[chapter] = self._wanted(notebook, parameters)
        reasons = []
        for entry in _newest_first(self._place(chapter, parameters)):
            try:
                kept = _load(entry)
                if changed := _difference(kept["inputs"], wanted) or self._changed(entry, kept):
                    reasons.append(changed)
                    continue
                found = Run(under(kept["notebook"], notebook), files, float(kept["seconds"]))
                self._days |= {str(day): str(text) for day, text in kept["days"].items()}
                shutil.rmtree(files, ignore_errors=True)
                shutil.copytree(entry / "files", files)
            except _Unusable as error:
                reasons.append(str(error))
            except _DAMAGED:
                reasons.append("what was kept of it is damaged")
            else:
                self.reasons[chapter] = UNCHANGED
                self._reads[chapter] = [[*note, self._now.of(tuple(note))] for *note, _ in kept["reads"]]
                with contextlib.suppress(OSError):
                    os.utime(entry)
                return found
        self.reasons[chapter] = f"since {reasons[0]}" if reasons else f"since it has never been run for {_edition(parameters)}"
        return None

    def keep(
        self, chapter: str, notebook: Mapping[str, Any], parameters: Mapping[str, Any], run: Run, noted: Path
    ) -> None:
        """Keep a run, unless it is not known what it has read, or that may have changed meanwhile.

        Args:
            chapter, notebook, parameters: as for `find`, which has been asked before.
            run: what came out.
            noted: what the kernel wrote of its reads, see `statusbok.reads.begin`.
        """
        if chapter not in self._inputs:
            self._inputs[chapter] = self._wanted(notebook, parameters)  # what has changed since it began is found below
        inputs, days = self._inputs[chapter], {}
        try:
            cells = noted.read_text(encoding="utf-8").splitlines()
            if not cells:
                return  # no cell has been able to tell
            notes = {tuple(note) for cell in cells for note in json.loads(cell)}
            late = {note for note in notes if note[0] == reads.LATE}
            notes |= {("file", reads.named(self._root / path)) for path in _paths(notebook, self._root)}
            # Code may have been loaded as soon as this process was there; what chapters read is looked at when they run.
            loaded, now = self._now.since(reads.STARTED), self._now.since(self._begun)
            for path in [*inputs["library"], *([reads.named(self._root / "requirements.txt")] if inputs["lock"] else [])]:
                loaded.of(("file", path))
            states = [[*note, (loaded if note[0] == "code" else now).of(note)] for note in sorted(notes - late)]
            days = {self._recorded: text for _, name, text in late if name == "recorded"}
        except (_Moved, *_DAMAGED):
            return
        self._days |= days
        self._reads[chapter] = states
        made = [path for path in sorted(run.files.rglob("*")) if path.is_file()]
        files = {path.relative_to(run.files).as_posix(): manifest.checksum(path) for path in made}
        kept = {
            "format": FORMAT, "inputs": inputs, "reads": states, "files": files, "seconds": run.seconds, "days": days,
            "notebook": run.notebook,
        }  # fmt: skip
        place = self._place(chapter, parameters)
        with contextlib.suppress(OSError):  # a full disk: the report is whole without
            _store(place, kept, run.files)
            for old in _newest_first(place)[KEPT:]:
                shutil.rmtree(old, ignore_errors=True)
            self._tidy()

    def text(self, name: str) -> str:
        """What a token stands for, see `reads.late`; the commit is that of the environment.

        Raises:
            BuildError: it is not known.
        """
        if name == "commit":
            return os.environ.get("STATUSBOK_COMMIT", "").strip()[:10]
        if name != "recorded":
            raise BuildError(f"a chapter has a token {name!r}, which stands for nothing; use commit or recorded")
        day = self._recorded
        if day not in self._days:
            from statusbok.show import numbers  # slow to import, and a run mostly has the text already

            self._days[day] = numbers.day(date.fromisoformat(day))
        return self._days[day]

    @cached_property
    def _recorded(self) -> str:
        """The newest day that a table came into the record that is in use, as an ISO date."""
        package = frozen.data_folder() / "datapackage.json"
        resources = json.loads(package.read_text(encoding="utf-8-sig"))["resources"]
        return max(entry["recorded"] for entry in resources if entry.get("recorded"))

    def note_last(self) -> None:
        """Note what the chapters of this build are known by and have read, for `last`; one that is not kept is missing."""
        found = {
            chapter: {"known": {name: self._inputs[chapter][name] for name in ("code", "metadata")}, "reads": states}
            for chapter, states in self._reads.items()
        }
        with contextlib.suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            _write(self.folder / LAST, found)

    def _place(self, chapter: str, parameters: Mapping[str, Any]) -> Path:
        record = frozen.in_use() or ""
        key = _digest([dict(parameters), record])[:16]
        return self.folder / "chapters" / f"{chapter}-{parameters.get('municipality', '')}-{parameters.get('year', '')}-{key}"

    def _wanted(self, notebook: Mapping[str, Any], parameters: Mapping[str, Any]) -> _JSON:
        """What a run can be known by before it is made."""
        cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
        lock = self._root / "requirements.txt"
        return {
            **known_by(notebook),
            "parameters": dict(parameters),
            "library": self._library.used_by("\n".join(cell["source"] for cell in cells)),
            "lock": manifest.checksum(lock) if lock.is_file() else "",
            "python": platform.python_version(),
            "commit": bool(os.environ.get("STATUSBOK_COMMIT")),
        }

    def _changed(self, entry: Path, kept: _JSON) -> str:
        """What a run has read and is not as it was; "" where all is."""
        found, again = [], []
        for *note, state in kept["reads"]:
            now = self._now.of(tuple(note))
            if now != state and not (note[0] == "derived" and self._now.worked_out(tuple(note))):
                found.append(tuple(note))
            again.append([*note, now])
        if not found and again != kept["reads"]:
            with contextlib.suppress(OSError):
                _write(entry / "entry.json", {**kept, "reads": again})
        return _told(found, self._now) if found else ""

    def _tidy(self) -> None:
        """Once a day, drop what was used longest ago as long as it is too much."""
        stamp = self.folder / "tidied"
        if stamp.exists() and time.time() - stamp.stat().st_mtime < _DAY:
            return
        stamp.parent.mkdir(parents=True, exist_ok=True)
        stamp.touch()
        entries = sorted((self.folder / "chapters").glob("*/*"), key=_age)
        sizes = {entry: sum(path.stat().st_size for path in entry.rglob("*") if path.is_file()) for entry in entries}
        total = sum(sizes.values())
        for entry in entries:
            # What was cut off lies there with a dot before its name; a build that runs now has just begun to write it.
            if total > MOST or (entry.name.startswith(".") and time.time() - _age(entry) > _DAY):
                total -= sizes[entry]
                shutil.rmtree(entry, ignore_errors=True)


class _Unusable(Exception):
    """What is kept cannot be used; the message says why."""


class _Moved(Exception):
    """Something has been changed while a chapter ran."""


class _Now:
    """The present state of what can be read: a checksum, or a value; the same note is worked out once.

    Args:
        library: the code.
    """

    def __init__(self, library: Library) -> None:
        self.library, self._since = library, 2**63  # later than any file
        self._known: dict[tuple[str, ...], Any] = {}
        self._contents: dict[tuple[Any, ...], Any] = {}

    def since(self, time_ns: int) -> _Now:
        """The same, looked at anew, where what has been changed since a time raises; files that have not are not read again."""
        found = _Now(self.library)
        found._since, found._contents = time_ns, self._contents
        return found

    def of(self, note: tuple[str, ...]) -> Any:
        """Raises:
        ValueError: there is no such kind of note.
        _Moved: it has been changed too late.
        """
        if note not in self._known:
            self._known[note] = getattr(self, f"_{note[0]}", self._unknown)(*note[1:])
        return self._known[note]

    def worked_out(self, note: tuple[str, ...]) -> bool:
        """Whether a derived result is still the same although what it was made from has changed."""
        name, parameters, arguments, value, _ = map(json.loads, note[1:])
        if ("worked out", *note) not in self._known:
            with reads.unnoted():
                self._known["worked out", *note] = _derived(name, parameters, arguments) == value
        return self._known["worked out", *note]

    def _file(self, path: str) -> str | None:
        whole = _whole(path)
        return self._content(whole, manifest.checksum) if whole.is_file() else self._gone(whole)

    def _folder(self, path: str) -> list[str] | None:
        whole = _whole(path)
        if not whole.is_dir():
            return self._gone(whole)
        self._unmoved(whole)
        return sorted(os.listdir(whole))

    def _gone(self, path: Path) -> None:
        """What is not there now may have been there a moment ago: the folder around it says so."""
        self._unmoved(next(folder for folder in path.parents if folder.is_dir()))

    def _unmoved(self, path: Path) -> tuple[int, int, int]:
        """Times and size of what is there."""
        state = path.stat()
        if max(state.st_mtime_ns, state.st_ctime_ns) >= self._since:
            raise _Moved
        return state.st_mtime_ns, state.st_ctime_ns, state.st_size

    def _content(self, path: Path, read: Callable[[Path], Any]) -> Any:
        key = (read, path, *self._unmoved(path))
        if key not in self._contents:
            self._contents[key] = read(path)
        return self._contents[key]

    def _entry(self, package: str, name: str) -> str:
        return _digest([entry for entry in self._resources(package) if entry.get("name") == name])

    def _fetched(self, package: str, name: str) -> list[bool]:
        return [entry.get("retrieved") is not None for entry in self._resources(package) if entry.get("name") == name]

    def _names(self, package: str) -> list[str]:
        return [entry.get("name") for entry in self._resources(package)]

    def _core(self, package: str) -> list[str]:
        return [entry.get("name") for entry in self._resources(package) if entry.get("core")]

    def _code(self, module: str) -> str:
        used = self.library.used_by(f"import {module}")
        for path in used:
            self._unmoved(_whole(path))
        return _digest(used)

    def _derived(self, name: str, parameters: str, arguments: str, value: str, through: str) -> str:
        return _digest([self.of(tuple(note)) for note in json.loads(through)])

    def _network(self, host: str) -> str:
        return f"unknown: {time.time_ns()}"

    _program = _network

    def _unknown(self, *what: str) -> Any:
        raise ValueError(what)

    def _resources(self, package: str) -> list[_JSON]:
        return self._content(_whole(package), _resources)


def known_by(notebook: Mapping[str, Any]) -> dict[str, str]:
    """Checksums of what is executed in a notebook: its code cells, and its metadata and format."""
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    return {
        "code": _digest([[cell["source"], cell["metadata"]] for cell in cells]),
        "metadata": _digest([notebook["metadata"], notebook["nbformat"], notebook["nbformat_minor"]]),
    }


def last(root: Path) -> _JSON:
    """Of each chapter of the last build what it is "known" by, and its "reads": notes, each with the state as its last part.

    Raises:
        OSError, ValueError: it is not there or not whole.
    """
    return _read(root / "_build/cache" / LAST)


def as_read(root: Path, states: Sequence[Sequence[Any]]) -> bool:
    """Whether all that was read is as it was.

    Args:
        root: the project folder.
        states: notes, each with the state as its last part.
    """
    now = _Now(Library(root / "_build/cache/imports.json"))
    return all(now.of(tuple(note)) == state for *note, state in states)


def fill(value: Any, text: Callable[[str], str], *, markup: bool = False) -> Any:
    """An executed notebook, or a part of one, with its tokens replaced by what they stand for.

    Args:
        value: the notebook.
        text: gives the text of a token by its name.
        markup: whether it is HTML.
    """
    if isinstance(value, str):
        return reads.TOKENS.sub(lambda found: str(escape(text(found[1])) if markup else text(found[1])), value)
    if isinstance(value, dict):
        value.update({key: fill(part, text, markup=key == "text/html") for key, part in value.items()})
    elif isinstance(value, list):
        value[:] = [fill(part, text) for part in value]
    return value


def merge(folders: Mapping[str, Path], place: Path) -> None:
    """Move the files of all chapters into one folder.

    Args:
        folders: the folder of each chapter.
        place: where to.

    Raises:
        BuildError: two chapters have files of one name with different content.
    """
    owner: dict[str, str] = {}
    for chapter, folder in folders.items():
        for path in sorted(folder.rglob("*")):
            if not path.is_file():
                continue
            name = path.relative_to(folder).as_posix()
            target = place / name
            if name in owner:
                if target.read_bytes() != path.read_bytes():
                    raise BuildError(
                        f"{owner[name]} and {chapter} both have a figure or table called {target.stem!r} ({name}); names are "
                        "shared by the whole report, so rename one of them"
                    )
                continue
            owner[name] = chapter
            target.parent.mkdir(parents=True, exist_ok=True)
            path.replace(target)


def under(run: _JSON, notebook: Mapping[str, Any]) -> _JSON:
    """What was executed under the text of today: cells in their order and with their ids, code with its outputs."""
    executed = iter([cell for cell in run["cells"] if cell["cell_type"] == "code"])
    cells = []
    for cell in notebook["cells"]:
        if cell["cell_type"] != "code":
            cells.append({**cell, "metadata": {**cell["metadata"], "tags": cell["metadata"].get("tags", [])}})
            continue
        done = next(executed)
        cells.append({**done, **({"id": cell["id"]} if "id" in cell else {})})
        if "parameters" in done["metadata"].get("tags", []):
            cells.append(next(executed))  # the one that papermill put in
    return {**run, "cells": cells}


def _difference(kept: _JSON, wanted: _JSON) -> str:
    """What is no longer as it was, of what a run is known by."""
    if kept["code"] != wanted["code"]:
        return "its code has changed"
    if kept["library"] != wanted["library"]:
        names = sorted({*kept["library"], *wanted["library"]})
        return _listed([name for name in names if kept["library"].get(name) != wanted["library"].get(name)])
    if kept["lock"] != wanted["lock"]:
        return "requirements.txt has changed"
    if kept["python"] != wanted["python"]:
        return f"Python is {wanted['python']} now, not {kept['python']}"
    if kept["metadata"] != wanted["metadata"]:
        return "the metadata of its notebook has changed"
    if kept["commit"] != wanted["commit"]:
        return "the commit is known now" if wanted["commit"] else "the commit is no longer known"
    return "" if kept == wanted else "its parameters have changed"


_DERIVED = {
    "county": "the municipalities to compare with have changed",
    "at_border": "whether the region touches the border has changed",
    "last_year": "the newest year of {} has changed",
}


def _told(changed: list[tuple[str, ...]], now: _Now) -> str:
    """What a run has read that has changed, in words: what cannot be known first, then tables, and derived results last."""
    for kind, *what in changed:
        if kind == "network":
            return f"it reads {what[0]}, and what is there now cannot be known"
        if kind == "program":
            return f"it starts {what[0]}, and what that reads cannot be known"
    files = [what[0] for kind, *what in changed if kind == "file"]
    entries = [(what[0], what[1]) for kind, *what in changed if kind in ("entry", "fetched")]
    gone = [path for path in files if now.of(("file", path)) is None]
    if gone:
        return f"{gone[0]} is gone"
    if files:
        return _listed([f"{path} ({PurePosixPath(path).stem})" if path.endswith(".csv") else path for path in files])
    if entries:
        return _listed(list(dict.fromkeys(f"{package} ({name})" for package, name in entries)))
    for kind, *what in changed:
        if kind == "derived":
            return _DERIVED[json.loads(what[0])].format(*json.loads(what[2]))
    kind, *what = changed[0]
    if kind == "code":
        return f"the code of {what[0]} has changed"
    return f"what {what[0]} lists has changed"


def _listed(names: list[str]) -> str:
    if len(names) == 1:
        return f"{names[0]} has changed"
    more = f", {names[1]}" if len(names) == 3 else ""
    last = f"{len(names) - 2} more" if len(names) > 3 else names[-1]
    return f"{names[0]}{f', {names[1]}' if len(names) > 3 else more} and {last} have changed"


def _derived(name: str, parameters: _JSON, arguments: list[Any]) -> Any:
    """A result worked out anew; None where it cannot be any more."""
    from statusbok.edition import Edition
    from statusbok.errors import StatusbokError

    try:
        edition = Edition(**parameters)
        if name == "county":
            return edition.of_county
        if name == "at_border":
            return edition.at_border
        from statusbok.show.text import last_year

        return last_year(edition, *arguments)
    except StatusbokError:
        return None


def _newest_first(place: Path) -> list[Path]:
    if not place.is_dir():
        return []
    entries = [path for path in place.iterdir() if not path.name.startswith(".") and path.is_dir()]
    return sorted(entries, key=lambda path: (-_age(path), path.name))


def _age(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _load(entry: Path) -> _JSON:
    """What is kept in a folder: every part must be as it was written, or this raises."""
    kept = _read(entry / "entry.json")
    if kept["format"] != FORMAT:
        raise _Unusable("what was kept of it is of another version")
    files = entry / "files"
    found = {path.relative_to(files).as_posix(): path for path in files.rglob("*") if path.is_symlink() or not path.is_dir()}
    if found.keys() != kept["files"].keys() or any(path.is_symlink() for path in found.values()):
        raise ValueError(entry)  # a name that leads out of the folder is none of those in it
    if any(manifest.checksum(path) != kept["files"][name] for name, path in found.items()):
        raise ValueError(entry)
    return kept


def _store(place: Path, kept: _JSON, files: Path) -> None:
    """Write an entry beside its place, and put it there when it is whole."""
    place.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=".", dir=place))
    try:
        shutil.copytree(files, beside / "files")
        target = place / _write(beside / "entry.json", kept)[:16]
        if target.exists():
            shutil.rmtree(target)
        beside.rename(target)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _read(path: Path) -> _JSON:
    """What `_write` has written.

    Raises:
        ValueError: it is not whole.
    """
    checksum, _, content = path.read_text(encoding="utf-8").partition("\n")
    if checksum != hashlib.sha256(content.encode()).hexdigest():
        raise ValueError(path)
    return json.loads(content)


def _write(path: Path, kept: _JSON) -> str:
    content = json.dumps(kept, ensure_ascii=False, sort_keys=True)
    checksum = hashlib.sha256(content.encode()).hexdigest()
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_text(f"{checksum}\n{content}", encoding="utf-8", newline="\n")
    os.replace(beside, path)
    return checksum


def _paths(notebook: Mapping[str, Any], root: Path) -> Iterator[str]:
    """Files of the project that the code names: libraries in C open files unseen."""
    for text in texts([cell["source"] for cell in notebook["cells"] if cell["cell_type"] == "code"]):
        if 0 < len(text) < 200:
            with contextlib.suppress(OSError, ValueError):
                if (root / text).is_file():
                    yield text


def _edition(parameters: Mapping[str, Any]) -> str:
    told = ", ".join(str(parameters[name]) for name in ("municipality", "year") if name in parameters)
    others = "".join(f", compared with {' and '.join(parameters['comparison'])}" for _ in [0] if parameters.get("comparison"))
    kept = frozen.in_use()
    return f"{told}{others}" + (f", with the record frozen for {kept}" if kept else "")


def _whole(path: str) -> Path:
    return reads.ROOT / path


def _resources(package: Path) -> list[_JSON]:
    return json.loads(package.read_text(encoding="utf-8-sig"))["resources"]


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
