"""Build the reports of many municipalities, on this machine's cores or on a Dask cluster: `_build/country`.

Each is built in a folder of its own below `_build/country-work` and put in place when it is whole. What is in place is also
the journal: the `build.json` of a site tells what it was made from, so that one who starts again after a kill builds the
rest only, and builds anew what has other inputs by now.
"""

from __future__ import annotations

import contextlib
import errno
import io
import os
import platform
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from statusbok import frozen
from statusbok.catalogue import catalogue
from statusbok.edition import Edition, editions_of
from statusbok.errors import BuildError, EditionError
from statusbok.lock import locked
from statusbok.publish import country_index, manifest
from statusbok.publish.build import build_checked, check
from statusbok.publish.commit import commit_of
from statusbok.publish.country_progress import Progress
from statusbok.publish.project import Project
from statusbok.publish.swap import recover, swap
from statusbok.warm import pool

SMALLEST_SHARED = 4096
"""Bytes from which on a file that several sites have is kept once."""

_LINKED = ("data", "geo", "notebooks", "statusbok")
"""Folders of inputs that a build only reads."""


@dataclass
class Result:
    """What became of a run.

    Attributes:
        built: codes of the municipalities whose sites are new.
        kept: codes of those whose sites were made from the same inputs already.
        failed: what went wrong, by code.
        without: codes of municipalities that were asked for by "all", and that the record has no such edition of.
    """

    built: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    without: list[str] = field(default_factory=list)


def build_country(
    codes: Sequence[str] | None,
    year: int,
    *,
    project: Project | None = None,
    workers: int | None = None,
    cluster: str | None = None,
    say: Callable[[str], None] = print,
) -> Result:
    """Build the sites of some municipalities, and the page that leads to them, `_build/country/index.html`.

    Args:
        codes: their numbers; None for every municipality that the record has the edition of.
        year: year of the edition.
        project: the folder to build; by default the repository.
        workers: municipalities at a time on this machine; by default one for each core.
        cluster: address of a Dask scheduler whose workers build instead.
        say: takes one line on what is going on.

    Raises:
        EditionError: one of `codes` is no municipality, or the record has no such edition of it; nothing is built.
        DataError, GeometryError: the record is not in order; nothing is built.
        BuildError: another build runs, or the cluster does not answer.
    """
    project = project or Project()
    with locked(project.root, BuildError):
        editions, without = _editions(codes, year)
        check(project, say=say)
        return _Country(project, year, say).build(editions, without, workers, cluster)


def _editions(codes: Sequence[str] | None, year: int) -> tuple[dict[str, Edition], list[str]]:
    """The editions to build by code, and the municipalities that have none."""
    if codes is not None:
        return {code: Edition(municipality=code, year=year) for code in codes}, []
    record = catalogue()
    known = [code for code in norwegian(record.table("municipalities"))]
    found = {code: Edition(municipality=code, year=year) for code in known if year in editions_of(record, code)}
    if not found:
        raise EditionError(f"year: the record has no {year} edition of any municipality")
    return found, [code for code in known if code not in found]


def norwegian(municipalities: Any) -> list[str]:
    """Codes of the Norwegian municipalities of the table of that name, in order."""
    return sorted(municipalities.loc[municipalities["country"] == "NO", "code"])


class _Country:
    """One run: where it puts things, and what has come of it."""

    def __init__(self, project: Project, year: int, say: Callable[[str], None]) -> None:
        self.project, self.year, self.say = project, year, say
        self.place = project.root / "_build" / "country"
        self.work = project.root / "_build" / "country-work"
        self.result = Result()
        self.commit, self.made = commit_of(project.root)
        self.stamp = stamp(project.root, year, self.commit, self.made)

    def build(
        self, editions: Mapping[str, Edition], without: list[str], workers: int | None, cluster: str | None
    ) -> Result:
        self.result.without = without
        self._clear()
        names = {code: edition.name for code, edition in editions.items()}
        for code, edition in editions.items():
            if _made_from(self.place / code, edition, self.stamp):
                self.result.kept.append(code)
        todo = {code: edition for code, edition in editions.items() if code not in self.result.kept}
        if self.result.kept:
            self.say(f"{len(self.result.kept)} of {len(editions)} sites are there, made from the same inputs")
        if todo:
            self.say(f"Building the {self.year} edition of {len(todo)} {'municipalities' if len(todo) > 1 else 'municipality'}")
        with tempfile.TemporaryDirectory(dir=self.work, prefix="run-") as scratch:
            progress = Progress(len(todo), names)
            try:
                self._run(todo, Path(scratch), progress, workers, cluster)
            except KeyboardInterrupt:
                progress.close()
                self.say(
                    f"Stopped: {len(self.result.kept) + len(self.result.built)} of {len(editions)} sites are there and whole. "
                    "The same command goes on with the rest."
                )
                raise
            finally:
                progress.close()
        self._forget_unused()
        if sites := self.sites():
            country_index.write(self.place, sites, catalogue().table("municipalities"), self.year)
        self._summary(names, editions)
        return self.result

    def sites(self) -> list[str]:
        """Codes of the sites that are in place."""
        return sorted(path.parent.name for path in self.place.glob(f"[0-9]*/{manifest.FILE}"))

    def _clear(self) -> None:
        """Take away what a run that was killed has left, and sites of another year."""
        for folder in self.work.glob("run-*"):
            shutil.rmtree(folder, ignore_errors=True)
        for old in self.place.glob("*.old"):
            recover(old.with_suffix(""))
            shutil.rmtree(old, ignore_errors=True)
        told = {code: _told(self.place / code) for code in self.sites()}
        other = [code for code, found in told.items() if found and found.edition.get("year") != self.year]
        if other:
            self.say(f"Removing {len(other)} sites of another edition from {self.place}")
            for code in other:
                shutil.rmtree(self.place / code)
        self.work.mkdir(parents=True, exist_ok=True)
        self.place.mkdir(parents=True, exist_ok=True)

    def _run(
        self, todo: Mapping[str, Edition], scratch: Path, progress: Progress, workers: int | None, cluster: str | None
    ) -> None:
        def done(code: str, outcome: pool.Outcome) -> None:
            error = outcome.error
            if error is None:
                try:
                    self._take(code, outcome.value, scratch)
                except OSError as failed:
                    if failed.errno == errno.ENOSPC:  # no other site will fit either
                        raise
                    error = f"{type(failed).__name__}: {failed}"
            shutil.rmtree(scratch / code, ignore_errors=True)
            if error is None:
                self.result.built.append(code)
            else:
                self.result.failed[code] = error
            progress.done(code, outcome.seconds, error)

        if cluster is not None:
            from statusbok.publish import country_cluster

            country_cluster.run(cluster, todo, self.stamp, self.environment, done, self.say)
            return
        jobs = {
            code: (edition.parameters, str(self.project.root), list(self.stamp["inputs"]), str(scratch / code), self.environment)
            for code, edition in todo.items()
        }
        # A process for each: what one leaves behind in memory is gone with it.
        pool.run(build_one, jobs, workers=workers or os.cpu_count() or 1, done=done, per_process=1)

    @property
    def environment(self) -> dict[str, str]:
        """Variables that tell a build in another folder what it is made from."""
        made = {} if self.made is None else {"SOURCE_DATE_EPOCH": str(self.made)}
        return {"STATUSBOK_COMMIT": self.commit, frozen.VARIABLE: os.environ.get(frozen.VARIABLE, ""), **made}

    def _take(self, code: str, made: str | bytes, scratch: Path) -> None:
        """Put a finished site in place: a folder on this disk, or its files as they came from a worker."""
        if isinstance(made, bytes):
            from statusbok.publish import country_cluster

            site = country_cluster.unpack(made, scratch / code)
        else:
            site = Path(made)
        made_from = manifest.read(site / manifest.FILE).inputs
        if changed := sorted(name for name in self.stamp["inputs"] if made_from.get(name) != self.stamp["inputs"][name]):
            raise BuildError(
                f"{changed[0]} was changed while the sites were built, so that some would be made from other inputs than the rest; "
                "the same command builds them anew"
            )
        share(site, self.work / "shared")
        swap(site, self.place / code)

    def _forget_unused(self) -> None:
        """Let go of shared files that no site has any more."""
        for path in (self.work / "shared").glob("*"):
            if path.stat().st_nlink == 1:
                path.unlink()

    def _summary(self, names: Mapping[str, str], editions: Mapping[str, Edition]) -> None:
        found = self.result
        if found.without:
            known = catalogue().table("municipalities").set_index("code")["name"]
            few = ", ".join(f"{known[code]} ({code})" for code in found.without[:5])
            more = f" and {len(found.without) - 5} more" if len(found.without) > 5 else ""
            self.say(f"The record has no {self.year} edition of {few}{more}")
        told = f"{len(found.built)} built, {len(found.kept)} unchanged, {len(found.failed)} failed, of {len(editions)}"
        self.say(told)
        for code, error in sorted(found.failed.items()):
            first, *rest = error.splitlines() or [""]
            self.say("\n".join([f"  {names[code]} ({code}): {first}", *(f"    {line}" for line in rest)]))
        if found.failed:
            self.say("The same command tries those that failed again.")


def stamp(root: Path, year: int, commit: str, made: int | None) -> dict[str, Any]:
    """What every site of a year is made from, but for its own parameters: as `build.json` has it."""
    return {
        "commit": commit,
        "made": made,
        "python": platform.python_version(),
        "packages": manifest.packages(root),
        "inputs": manifest.inputs(root, year),
    }


def _made_from(site: Path, edition: Edition, wanted: Mapping[str, Any]) -> bool:
    """Whether a finished site was made from what there is now."""
    found = _told(site)
    if found is None:
        return False
    same_edition = all(found.edition.get(name) == value for name, value in edition.parameters.items())
    return same_edition and all(getattr(found, name) == value for name, value in wanted.items())


def _told(site: Path) -> manifest.Manifest | None:
    """The manifest of a site; None where there is none, or it is of an older version or altered."""
    try:
        return manifest.read(site / manifest.FILE)
    except BuildError:
        return None


def build_one(
    parameters: Mapping[str, Any],
    root: str,
    inputs: Sequence[str],
    folder: str,
    environment: Mapping[str, str],
    tell: Callable[[Any], None],
) -> str:
    """Build one municipality in a folder of its own; changes the environment of its process.

    Args:
        parameters: those of the edition.
        root: the project folder.
        inputs: paths of its inputs, see `manifest.inputs`.
        folder: a folder that is not there, to build in.
        environment: variables that tell what the report is made from.
        tell: takes a line on what is going on; it fails, and so ends the build, when nobody listens any more.

    Returns:
        Folder of the finished site, below `folder`.

    Raises:
        StatusbokError: the edition could not be built.
    """
    os.environ.update(environment)
    edition = Edition(**parameters)
    project = Project(mirror(Path(root), inputs, Path(folder)))
    with contextlib.redirect_stderr(io.StringIO()):  # which chapter runs is of no interest among hundreds
        build_checked(edition, project=project, jobs=1, say=tell)
    return str(project.site)


def mirror(root: Path, inputs: Iterable[str], folder: Path) -> Path:
    """Make a project folder with the same inputs as another one, to build in at the same time.

    What is only read is a link; without rights to make one, as on Windows, a copy.

    Args:
        root: the project folder.
        inputs: paths of its inputs.
        folder: where to make it.
    """
    folder.mkdir(parents=True)
    linked = set()
    for name in filter(lambda name: (root / name).is_dir(), _LINKED):
        with contextlib.suppress(OSError):
            (folder / name).symlink_to(root / name, target_is_directory=True)
            linked.add(name)
    for name in inputs:
        if name.split("/")[0] not in linked:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(root / name, folder / name)
    return folder


def share(site: Path, store: Path) -> None:
    """Keep files that several sites have once: each is a hard link to one in a store. Where the disk has none, copies stay.

    Args:
        site: a finished site, with its manifest.
        store: folder on the same disk, with files named by their checksums.
    """
    store.mkdir(parents=True, exist_ok=True)
    for name, checksum in manifest.read(site / manifest.FILE).outputs.items():
        path = site / name
        if path.stat().st_size < SMALLEST_SHARED:
            continue
        kept = store / checksum
        try:
            if not kept.exists():
                os.link(path, kept)
                continue
            new = path.with_name(f"{path.name}.shared")
            os.link(kept, new)
            new.replace(path)
        except OSError:  # no hard links here, or too many to one file
            continue
