"""requirements.txt, the one lock: pinned, with checksums, and the same for every supported Python and system."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import PurePosixPath

import pytest
from packaging import tags
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

from statusbok.publish.project import ROOT

PYTHONS = ("3.11", "3.12", "3.13")


@dataclass(frozen=True)
class Platform:
    """A kind of machine, as markers in the lock and the names of wheels tell it."""

    os_name: str
    sys_platform: str
    platform_system: str
    platform_machine: str
    wheels: tuple[str, ...]

    def markers(self, python: str) -> dict[str, str]:
        own = {name: getattr(self, name) for name in ("os_name", "sys_platform", "platform_system", "platform_machine")}
        versions = {"python_version": python, "python_full_version": f"{python}.5", "implementation_version": f"{python}.5"}
        cpython = {"implementation_name": "cpython", "platform_python_implementation": "CPython"}
        return {**default_environment(), **own, **versions, **cpython}

    def tags(self, python: str) -> set[tags.Tag]:
        """Of all wheels that can be installed there."""
        version = tuple(int(part) for part in python.split("."))
        name = "cp" + python.replace(".", "")
        return {*tags.cpython_tags(version, [name], self.wheels), *tags.compatible_tags(version, name, self.wheels)}


def linux(machine: str) -> Platform:
    """With glibc 2.28 (Debian 10, Ubuntu 20.04, RHEL 8) or newer."""
    kinds = ("linux", "manylinux1", "manylinux2010", "manylinux2014", *(f"manylinux_2_{minor}" for minor in range(5, 29)))
    return Platform("posix", "linux", "Linux", machine, tuple(f"{kind}_{machine}" for kind in kinds))


def macos(machine: str) -> Platform:
    """From version 14 on."""
    return Platform("posix", "darwin", "Darwin", machine, tuple(tags.mac_platforms((14, 0), machine)))


PLATFORMS = {
    "linux-x86_64": linux("x86_64"),
    "linux-aarch64": linux("aarch64"),
    "macos-arm64": macos("arm64"),
    "macos-x86_64": macos("x86_64"),
    "windows-x86_64": Platform("nt", "win32", "Windows", "AMD64", ("win_amd64",)),
}

each_combination = pytest.mark.parametrize(
    ("python", "platform"), [(python, platform) for platform in PLATFORMS for python in PYTHONS]
)


@dataclass(frozen=True)
class Locked:
    """A requirement of the lock with its checksums."""

    requirement: Requirement
    hashes: frozenset[str]

    @property
    def name(self) -> str:
        return canonicalize_name(self.requirement.name)

    @property
    def version(self) -> str:
        (only,) = self.requirement.specifier
        return only.version

    def applies(self, markers: dict[str, str]) -> bool:
        return self.requirement.marker is None or self.requirement.marker.evaluate(markers)


def read() -> Iterator[Locked]:
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8").replace("\\\n", " ")
    for line in text.splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            requirement, *hashes = re.split(r"\s+--hash=", line.strip())
            yield Locked(Requirement(requirement), frozenset(hashes))


LOCK = list(read())


def test_everything_is_pinned_with_checksums():
    for locked in LOCK:
        (only,) = locked.requirement.specifier
        assert only.operator == "==" and "*" not in only.version and not locked.requirement.url, locked.name
        assert locked.hashes, f"{locked.name} has no checksum"
        assert all(re.fullmatch("sha256:[0-9a-f]{64}", one) for one in locked.hashes), locked.name


def test_the_lock_is_of_requirements_in():
    lines = (ROOT / "requirements.in").read_text(encoding="utf-8").splitlines()
    for wanted in [Requirement(line) for line in lines if line and not line.startswith("#")]:
        found = [locked for locked in LOCK if locked.name == canonicalize_name(wanted.name)]
        assert found, f"{wanted} is not in requirements.txt: make the lock again, see README.md"
        assert all(wanted.specifier.contains(locked.version, prereleases=True) for locked in found), wanted


@each_combination
def test_each_package_has_one_version(python, platform):
    counts = Counter(locked.name for locked in LOCK if locked.applies(PLATFORMS[platform].markers(python)))
    assert [name for name, count in counts.items() if count > 1] == []
    assert {"jupyter-book", "papermill", "geopandas"} <= set(counts)


def test_the_environment_is_that_of_the_lock():
    wanted = {locked.name: locked.version for locked in LOCK if locked.applies(default_environment())}
    found = {canonicalize_name(one.metadata["Name"]): one.version for one in metadata.distributions()}
    assert {name: found.get(name) for name in wanted} == wanted, "make the environment again: make environment"


def test_the_lock_has_what_its_packages_ask_for():
    here = {locked.name: locked.version for locked in LOCK if locked.applies(default_environment())}
    for name in here:
        for asked in map(Requirement, metadata.requires(name) or ()):
            if asked.marker is None or asked.marker.evaluate({"extra": ""}):
                found = here.get(canonicalize_name(asked.name))
                assert found and asked.specifier.contains(found, prereleases=True), f"{name} asks for {asked}, not {found}"


@pytest.fixture(scope="module")
def wheels(tmp_path_factory) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """File name and checksum of every wheel that the package index has of the locked versions."""
    uv = shutil.which("uv")
    if uv is None:
        pytest.skip("needs uv on PATH, which asks the package index for its wheels")
    path = tmp_path_factory.mktemp("wheels") / "pylock.toml"
    command = [uv, "pip", "compile", "--quiet", "--no-config", "--no-deps", "--universal", "--only-binary", ":all:"]
    command += ["--python-version", PYTHONS[0], "--format", "pylock.toml", "-o", str(path), str(ROOT / "requirements.txt")]
    run = subprocess.run(command, capture_output=True, encoding="utf-8", env={**os.environ, "NO_COLOR": "1"})
    assert run.returncode == 0, run.stderr
    found = {}
    for package in tomllib.loads(path.read_text(encoding="utf-8"))["packages"]:
        listed = [(PurePosixPath(wheel["url"]).name, "sha256:" + wheel["hashes"]["sha256"]) for wheel in package["wheels"]]
        found[canonicalize_name(package["name"]), package["version"]] = listed
    return found


@pytest.mark.live
@each_combination
def test_a_wheel_with_the_right_checksum_is_there(python, platform, wheels):
    usable = PLATFORMS[platform].tags(python)
    lacking = [
        f"{locked.name}=={locked.version}"
        for locked in LOCK
        if locked.applies(PLATFORMS[platform].markers(python))
        and not any(
            checksum in locked.hashes and usable & parse_wheel_filename(name)[3]
            for name, checksum in wheels[locked.name, locked.version]
        )
    ]
    assert lacking == []
