"""What a site was made from and what it consists of: `build.json` in its root, for whoever wants to check it."""

from __future__ import annotations

import contextlib
import hashlib
import json
import platform
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from fnmatch import fnmatchcase
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from statusbok import frozen
from statusbok.errors import BuildError
from statusbok.publish.commit import commit_of
from statusbok.publish.project import Project

if TYPE_CHECKING:
    from statusbok.edition import Edition

FILE = "build.json"
FORMAT = 1
"""Changes when an older reader of the file would misunderstand it."""

GENERATED = (
    "*.ipynb", ".*.ipynb.*", "data.md", "tilgjengelighet.md", "utgaven.md", "rettelser.md", "rettelser.json", "forside.html", "files",
    "files.old",
)  # fmt: skip
"""Names of what a build puts into `book/`: made from the inputs, and none itself."""

_PINNED = re.compile(r"^([\w.-]+)==", re.MULTILINE)
_CODE = ("_config.yml", "_toc.yml", "requirements.txt", "notebooks/*.ipynb", "book/**/*", "statusbok/**/*")
_RECORD = ("datapackage.json", "tables/*.csv", "geo/*.geojson")
_TODAY = ("data/datapackage.json", "data/tables/*.csv", "geo/*.geojson")
_CORRECTIONS = ("data/datapackage.json", "data/tables/corrections.csv")
"""Corrections to an edition are written after its record was frozen."""


@dataclass(frozen=True)
class Manifest:
    """A build, as `build.json` tells of it.

    Attributes:
        edition: the parameters of the report: `municipality`, `name`, `year`, `language`, `comparison`.
        commit: short name of the commit, "+" where files differ from it; "" outside of git.
        made: when the commit was made, seconds since 1970; None outside of git.
        python: version of Python.
        packages: version of every package of the lock that the environment has, by name.
        inputs: checksum (SHA-256) of every file that was read, by path in the project.
        outputs: checksum of every file of the site but this one, by path in the site.
        warnings: what the site lacks, a line each; a warning of Sphinx or a notebook stops the build.
        seconds: time that each chapter took; the only part that differs from build to build.
        printed_by: what the PDFs in the site were printed by, such as "Skia/PDF m143"; "" without PDFs.
        within: the site that the edition is a part of, as `dress.Within` has it; None for an edition on its own.
    """

    edition: Mapping[str, Any]
    commit: str
    made: int | None
    python: str
    packages: Mapping[str, str]
    inputs: Mapping[str, str]
    outputs: Mapping[str, str]
    warnings: Sequence[str]
    seconds: Mapping[str, float]
    within: Mapping[str, Any] | None = None
    printed_by: str = ""
    format: int = FORMAT

    @property
    def others(self) -> list[str]:
        """Folders of the editions beside it, for one that stands at the root of a site; none otherwise."""
        around = self.within or {}
        editions = [] if around.get("at") else around.get("editions") or []
        years = [edition.get("year") for edition in editions if isinstance(edition, dict)]
        return [str(year) for year in years if isinstance(year, int)]


def write(
    site: Path, edition: Edition, project: Project, seconds: Mapping[str, float], read: Mapping[str, str] | None = None
) -> None:
    """Write the manifest into a finished site.

    Args:
        site: folder of the site.
        edition: its parameters.
        project: what it was made from.
        seconds: time that each chapter took.
        read: the inputs as they were when the build began; by default as they are.
    """
    commit, made = commit_of(project.root)
    lacking = [name for name in edition.record.names if edition.record.resource(name).empty]
    found = Manifest(
        edition={"name": edition.name, **edition.parameters},
        commit=commit,
        made=made,
        python=platform.python_version(),
        packages=packages(project.root),
        inputs=inputs(project.root, edition.year) if read is None else read,
        outputs=outputs(site),
        warnings=[f"table {name} has no figures yet" for name in lacking],
        seconds={chapter: round(time, 1) for chapter, time in seconds.items()},
    )
    save(site, found)


def refresh(site: Path, **changed: Any) -> None:
    """Take the checksums of the site again, after something has been added to it on purpose; no manifest is no fault.

    Args:
        site: folder of the site.
        changed: other parts of the manifest that are new.
    """
    if (site / FILE).is_file():
        found = Manifest(**{**asdict(read(site / FILE)), **changed})
        save(site, replace(found, outputs=outputs(site, found.others)))


def save(site: Path, found: Manifest) -> None:
    """Write a manifest into its site."""
    text = json.dumps(asdict(found), ensure_ascii=False, indent=1, sort_keys=True)
    (site / FILE).write_text(text + "\n", encoding="utf-8", newline="\n")


def read(path: Path) -> Manifest:
    """Read a manifest.

    Raises:
        BuildError: there is none, or it is not one of this format.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content["format"] != FORMAT:
            raise BuildError(f"{path} is of format {content['format']!r}; this version of Statusbok reads format {FORMAT}")
        found = Manifest(**content)
        parts = (found.edition, found.packages, found.inputs, found.outputs, {} if found.within is None else found.within)
        if not all(isinstance(part, dict) for part in parts):
            raise TypeError("its parts are not as they should be")
        if not found.outputs:
            raise ValueError("it lists no file of a site")
        return found
    except FileNotFoundError:
        raise BuildError(f"there is no manifest {path}; a build writes it into the site as {FILE}") from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BuildError(f"{path} is not a manifest of a build ({type(error).__name__}: {error})") from error


def packages(root: Path) -> dict[str, str]:
    """Version of every package that the lock `requirements.txt` names and the environment has, by name.

    What else is installed, such as another pip, has no part in the report. Without a lock it is every package.
    """
    found = _installed()
    lock = root / "requirements.txt"
    if lock.is_file():
        locked = {_normal(name) for name in _PINNED.findall(lock.read_text(encoding="utf-8"))}
        return {name: found[name] for name in sorted(found) if name in locked}
    return {name: found[name] for name in sorted(found) if name != "statusbok"}


@cache
def _installed() -> dict[str, str]:
    """Version of every package of the environment, by name; reading what each says of itself takes a while."""
    found = {}
    for dist in metadata.distributions():
        # An installation that was cut off leaves a folder without a name; where importlib_metadata is loaded, that is an error.
        with contextlib.suppress(FileNotFoundError):
            if name := dist.metadata["Name"]:
                found[_normal(name)] = dist.version
    return found


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def inputs(root: Path, year: int) -> dict[str, str]:
    """Checksum of every file that a build of an edition reads, by path: a copy of these alone gives the same site.

    Args:
        root: the project folder.
        year: year of the edition. What it is compared with, the frozen record of the year before, is read too.
    """
    read = {path for pattern in (*_CODE, *_record(year)) for path in root.glob(pattern)}
    return {path.relative_to(root).as_posix(): checksum(path) for path in sorted(read) if _is_input(path, root)}


def record_files(root: Path, folder: str = "") -> dict[str, str]:
    """Checksum of every file of a record, by path in it ("datapackage.json", "tables/x.csv", "geo/x.geojson").

    Args:
        root: the project folder.
        folder: path of a frozen record below it; by default the record of today, in `data/` and `geo/`.
    """
    patterns = [f"{folder}/{part}" for part in _RECORD] if folder else _TODAY
    found = {path.relative_to(root).as_posix(): path for pattern in patterns for path in root.glob(pattern)}
    return {name.removeprefix(f"{folder}/" if folder else "data/"): checksum(path) for name, path in sorted(found.items())}


def _record(year: int) -> tuple[str, ...]:
    """Patterns of the files of the record that is in use, and of the one before it."""
    frozen_in = [frozen.in_use(), year - 1]
    kept = tuple(f"{frozen.relative(one)}/{part}" for one in frozen_in if one for part in _RECORD)
    return (*kept, *(_TODAY if frozen.in_use() is None else _CORRECTIONS))


def is_generated(path: Path, root: Path) -> bool:
    """Whether a build puts what is at a path there: one of `GENERATED`, or something in it."""
    folder, *parts = path.relative_to(root).parts
    return folder == "book" and any(fnmatchcase(parts[0], name) for name in GENERATED if parts)


def _is_input(path: Path, root: Path) -> bool:
    hidden = any(part.startswith(".") or part == "__pycache__" for part in path.relative_to(root).parts)
    return path.is_file() and not hidden and not is_generated(path, root)


def outputs(site: Path, others: Collection[str] = ()) -> dict[str, str]:
    """Checksum of every file of a site but the manifest, by path.

    Args:
        site: folder of the site.
        others: folders in it of other editions, such as "2025", which have manifests of their own.
    """
    apart = {site / name for name in others}
    files = sorted(path for path in site.rglob("*") if path.is_file() and path != site / FILE and apart.isdisjoint(path.parents))
    return {path.relative_to(site).as_posix(): checksum(path) for path in files}


def checksum(path: Path) -> str:
    """SHA-256 of a file's content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
