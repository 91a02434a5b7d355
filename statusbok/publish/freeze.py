"""Keep what a published edition was made from, so that it can be made again, and compared with the next one."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Iterator

from statusbok import frozen
from statusbok.errors import BuildError
from statusbok.lock import locked
from statusbok.publish import manifest
from statusbok.publish.project import Project
from statusbok.publish.record import recorded
from statusbok.publish.swap import recover, swap
from statusbok.publish.verify import differences


def freeze(municipality: str, year: int, *, project: Project | None = None, replace: bool = False) -> str:
    """Copy the record that the site built last was made from to `data/editions/YEAR`, and its manifest to `builds/` there.

    Another municipality's site made from the same record adds its manifest only.

    Args:
        municipality: number of the edition's municipality.
        year: its year.
        project: the folder with the record and the site; by default the repository.
        replace: put it in the place of another record that is frozen for the year, or of another build's manifest.

    Returns:
        One line on what was done.

    Raises:
        BuildError: the site is of another edition, was not made from a commit, or not from the record that is here;
            or another record or another build is frozen for the year. Nothing is written.
    """
    project = project or Project()
    with locked(project.root, BuildError):
        published = manifest.read(project.site / manifest.FILE)
        source, problems = _source(published, year), list(_problems(published, municipality, year, project))
        if problems:
            raise BuildError(problems[0])
        place, files = project.root / frozen.relative(year), manifest.record_files(project.root, source)
        recover(place)
        kept = manifest.record_files(project.root, frozen.relative(year)) if place.exists() else None
        if kept is not None and kept != files and not replace:
            raise BuildError(
                f"another record is frozen for {year} ({next(differences(kept, files, 'it', 'the new one'))}); "
                "put this one in its place with --replace"
            )
        manifests = {path.name: path for path in place.glob("builds/*.json")} if kept == files else {}
        if (same := manifests.get(f"{municipality}.json")) and not replace:
            before = manifest.read(same)
            if dataclasses.replace(before, seconds={}) == dataclasses.replace(published, seconds={}):
                return f"{frozen.relative(year)} holds this record and this build already"
            raise BuildError(
                f"{frozen.relative(year)} has the manifest of another build of this edition, made from commit {before.commit}: "
                "it tells how to make again what was published. Put this build in its place with --replace"
            )
        # Beside the others, under a name that is no year, until it is whole.
        staged = place.with_name(f"{year}.new")
        shutil.rmtree(staged, ignore_errors=True)
        for name in files:
            folder = project.root / (source or ("" if name.startswith("geo/") else "data"))
            (staged / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(folder / name, staged / name)
        (staged / "builds").mkdir()
        for name, path in manifests.items():
            shutil.copyfile(path, staged / "builds" / name)
        gone = sorted(path.name for path in place.glob("builds/*.json") if path.name not in {*manifests, f"{municipality}.json"})
        shutil.copyfile(project.site / manifest.FILE, staged / "builds" / f"{municipality}.json")
        swap(staged, place)
    lost = f" Removed, since they are of the other record: {', '.join(gone)}." if gone else ""
    return f"Frozen: {frozen.relative(year)}, {len(files)} files, made from commit {published.commit}. Commit the folder.{lost}"


def _source(published: manifest.Manifest, year: int) -> str:
    """Path of the frozen record that a site was made from; "" for that of the day."""
    kept = frozen.relative(year)
    return kept if any(name.startswith(f"{kept}/") for name in published.inputs) else ""


def _problems(published: manifest.Manifest, municipality: str, year: int, project: Project) -> Iterator[str]:
    """Why a site and the record here may not be frozen together."""
    again = f"build it first: statusbok build --kommune {municipality} --year {year}"
    found = published.edition
    if (found.get("municipality"), found.get("year")) != (municipality, year):
        yield f"the site built last is of {found.get('name')} ({found.get('municipality')}), edition {found.get('year')}; {again}"
    if not published.commit or published.commit.endswith("+"):
        yield (
            "the site built last was made from files that no commit has, so nobody could make it again: commit them, "
            f"and {again}"
        )
    here = manifest.record_files(project.root, _source(published, year))
    if changed := list(differences(recorded(published, year), here, "the site's manifest", "the record")):
        yield f"the record has changed since the site was built ({changed[0]}); {again}"
