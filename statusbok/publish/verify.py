"""Whether the same inputs give the same site: two builds under different conditions, or one against a manifest."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import zip_longest
from pathlib import Path
from typing import Any

from statusbok import frozen, warm
from statusbok.edition import Edition
from statusbok.errors import BuildError
from statusbok.publish import dress, manifest
from statusbok.publish.commit import commit_of
from statusbok.publish.pdf import FILE, find_chromium
from statusbok.publish.project import Project

CONDITIONS = (
    ("først", {"TZ": "Pacific/Pago_Pago", "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8", "PYTHONHASHSEED": "0"}, 1),
    ("så en gang til", {"TZ": "Pacific/Kiritimati", "LC_ALL": "", "LANG": "tr_TR.UTF-8", "PYTHONHASHSEED": "4711", warm.VARIABLE: "plain"}, 2),
)
"""Folder, environment and kernels at a time of each build. It is never the same day in both time zones."""

SHOWN = 60
"""Characters shown on each side of the first difference in a line."""


def verify(edition: Edition, *, project: Project | None = None, say: Callable[[str], None] = print) -> None:
    """Build an edition twice, each from a copy of its inputs alone, and compare the sites byte for byte.

    The PDFs are part of it where there is a Chromium; another version of that may write other bytes. The builds differ in
    folder, time zone (and so in date), locale, order of hashes, number and kind of kernels.

    Raises:
        BuildError: the sites differ; the message names the first differing file and line. Or a build failed.
    """
    project, pdf = project or Project(), _can_print()
    with tempfile.TemporaryDirectory(prefix="statusbok-verify-") as scratch:
        folders = [Path(scratch) / folder for folder, _, _ in CONDITIONS]
        say(f"Building {edition.name} ({edition.municipality}), edition {edition.year}, twice under different conditions")
        with ThreadPoolExecutor(len(CONDITIONS)) as pool:
            builds = zip(folders, CONDITIONS, strict=True)
            sites = list(pool.map(lambda one: _build(edition, project, one[0], *one[1][1:], pdf=pdf), builds))
        compare(*sites)
        without = "" if pdf else "; without the PDFs, which need Chromium"
        say(f"The sites are the same, byte for byte: {len(manifest.outputs(sites[0]))} files{without}")


def verify_against(path: Path, *, project: Project | None = None, say: Callable[[str], None] = print) -> None:
    """Build the edition of a manifest from this project, and hold the result against its checksums.

    Raises:
        BuildError: the inputs here are others than those of the manifest, the manifest cannot be read, the build
            failed, or a file came out otherwise; the message names the first ones.
        EditionError: the edition cannot be made from the record here.
    """
    project, published = project or Project(), manifest.read(path)
    year = published.edition.get("year")
    kept = year if any(name.startswith(f"{frozen.relative(year)}/") for name in published.inputs) else None
    with frozen.used(kept):
        edition = _edition(published, path)
        _verify_against(path, published, edition, project, say)


def _verify_against(
    path: Path, published: manifest.Manifest, edition: Edition, project: Project, say: Callable[[str], None]
) -> None:
    around = None if published.within is None else dress.within(published.within, path)
    here = manifest.inputs(project.root, edition.year)
    if problems := list(differences(published.inputs, here, "the manifest", "this project")):
        raise BuildError(f"{path} tells of a site made from other inputs; check out commit {published.commit}:\n" + _few(problems))
    if FILE in published.outputs:
        find_chromium()  # before time is spent
    with tempfile.TemporaryDirectory(prefix="statusbok-verify-") as scratch:
        say(f"Building {edition.name} ({edition.municipality}), edition {edition.year}")
        site = _build(edition, project, Path(scratch) / "site", {}, None, pdf=FILE in published.outputs)
        if around:
            dress.dress(site, around)
        check_files(published, site, f"the site built here, with {_with_what(published, manifest.read(site / manifest.FILE))}")
    say(f"The site is the published one, byte for byte: {len(published.outputs)} files")


def verify_site(path: Path, site: Path, say: Callable[[str], None] = print) -> None:
    """Hold the files of a site against a manifest; at the root of several editions, also each of them against its own.

    Raises:
        BuildError: the manifest cannot be read or is of another edition than the site, or a file is missing, changed
            or not of it.
    """
    published = manifest.read(path)
    if not site.is_dir():
        raise BuildError(f"there is no site in {site}")
    check_files(published, site, str(site))
    say(f"The site is as the manifest says: {len(published.outputs)} files")
    for folder in published.others:
        verify_site(site / folder / manifest.FILE, site / folder, say=lambda told, folder=folder: say(f"{folder}: {told}"))


def check_files(published: manifest.Manifest, site: Path, where: str) -> None:
    """Compare checksums.

    Raises:
        BuildError: see `verify_site`.
    """
    own = _own_edition(site)
    wanted, found = ({name: one.get(name) for name in ("municipality", "year")} for one in (published.edition, own))
    if own and wanted != found:
        raise BuildError(
            f"the manifest is of {published.edition.get('name')} ({wanted['municipality']}), edition {wanted['year']}; "
            f"{where} is of {own.get('name')} ({found['municipality']}), edition {found['year']}"
        )
    here = manifest.outputs(site, published.others)
    if problems := list(differences(published.outputs, here, "the manifest", where)):
        raise BuildError(f"{where} is not as the manifest says:\n" + _few(problems))


def _own_edition(site: Path) -> dict[str, Any]:
    """What a site says of its edition; nothing where that cannot be read, which the checksums will tell of."""
    try:
        own = json.loads((site / "edition.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return own if isinstance(own, dict) else {}


def differences(first: Mapping[str, str], second: Mapping[str, str], here: str, there: str) -> Iterator[str]:
    """Files that are only in one of two lists of checksums, or differ; in order of their names."""
    for name in sorted({*first, *second}):
        if name not in second:
            yield f"{name} is in {here} only"
        elif name not in first:
            yield f"{name} is in {there} only"
        elif first[name] != second[name]:
            yield f"{name} differs"


def compare(first: Path, second: Path) -> None:
    """Compare two sites byte for byte, their manifests without the times that chapters took.

    Raises:
        BuildError: they differ; the message names the first differing file and line, and how many more there are.
    """
    problems = list(differences(manifest.outputs(first), manifest.outputs(second), "the first build", "the second build"))
    if problems:
        name = problems[0].removesuffix(" differs")
        where = first_difference(first / name, second / name) if problems[0].endswith(" differs") else ""
        raise BuildError("two builds of the same edition differ:\n" + _few([problems[0] + where, *problems[1:]]))
    told = [json.loads((site / manifest.FILE).read_text(encoding="utf-8")) | {"seconds": {}} for site in (first, second)]
    if told[0] != told[1]:
        parts = ", ".join(part for part in told[0] if told[0][part] != told[1].get(part))
        raise BuildError(f"two builds of the same edition differ: {manifest.FILE} ({parts})")


def first_difference(first: Path, second: Path) -> str:
    """Where two files part: line and what stands there, or the byte where they are no text."""
    one, other = first.read_bytes(), second.read_bytes()
    try:
        lines = [text.decode("utf-8").split("\n") for text in (one, other)]
    except UnicodeDecodeError:
        at = next((at for at, (a, b) in enumerate(zip(one, other)) if a != b), min(len(one), len(other)))
        return f" from byte {at + 1}"
    for number, (a, b) in enumerate(zip_longest(*lines, fillvalue=""), start=1):
        if a != b:
            at = len(os.path.commonprefix([a, b]))
            start = max(at - SHOWN, 0)
            return f" in line {number}:\n  {a[start:at + SHOWN]}\n  {b[start:at + SHOWN]}"
    return ""


def _build(
    edition: Edition, project: Project, folder: Path, conditions: Mapping[str, str], jobs: int | None, *, pdf: bool = False
) -> Path:
    """Build an edition in a folder of its own that holds nothing but the inputs."""
    for name in manifest.inputs(project.root, edition.year):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(project.root / name, folder / name)
    commit, made = commit_of(project.root)
    environment = os.environ | {"PYTHONPATH": str(folder), "PYTHONUTF8": "1", "STATUSBOK_COMMIT": commit, **conditions}
    if made is not None:
        environment["SOURCE_DATE_EPOCH"] = str(made)
    words = ["build", "--fresh", "--kommune", edition.municipality, "--year", str(edition.year)]
    words += [] if jobs is None else ["--jobs", str(jobs)]
    for command in [words, *([["pdf"]] if pdf else [])]:
        run = subprocess.run(
            [sys.executable, "-m", "statusbok", *command],
            cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True,
            encoding="utf-8", errors="replace",
        )  # fmt: skip
        if run.returncode:
            raise BuildError("\n".join(["the build to compare with failed:", *run.stderr.splitlines()[-20:]]))
    return Project(folder).site


def _can_print() -> bool:
    try:
        find_chromium()
    except BuildError:
        return False
    return True


def _edition(published: manifest.Manifest, path: Path) -> Edition:
    try:
        return Edition(municipality=published.edition["municipality"], year=published.edition["year"])
    except KeyError as error:
        raise BuildError(f"{path} does not say the {error.args[0]} of its edition") from None


def _with_what(published: manifest.Manifest, built: manifest.Manifest) -> str:
    """What a site was built with here, where that is not what the manifest's was: a reason to look for first."""
    there = {"Python": published.python, "PDF printer": published.printed_by, **published.packages}
    here = {"Python": built.python, "PDF printer": built.printed_by, **built.packages}
    other = [name for name in {**there, **here} if here.get(name) != there.get(name)]
    changed = [f"{name} {here.get(name) or 'none'}, not {there.get(name) or 'none'}" for name in other]
    return "; ".join(changed[:5]) or "the same Python and packages"


def _few(problems: list[str]) -> str:
    more = [f"and {len(problems) - 10} more"] if len(problems) > 10 else []
    return "\n".join([*problems[:10], *more])
