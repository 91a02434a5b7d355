"""The workflows, the container, the development container and Binder: they use the one lock, and what they call exists."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml

from statusbok.cli import main
from statusbok.publish.project import ROOT

WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
FROM_LOCK = "--require-hashes --only-binary :all: -r requirements.txt"

git = pytest.mark.skipif(not (ROOT / ".git").exists() or not shutil.which("git"), reason="needs the git repository")


def read(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def workflow(path: Path) -> dict:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def scripts() -> Iterator[tuple[str, str]]:
    """Every place that runs commands, with them."""
    for path in WORKFLOWS:
        for job in workflow(path)["jobs"].values():
            yield from ((path.name, step["run"]) for step in job["steps"] if "run" in step)
    for path in ("Containerfile", ".binder/postBuild", "Makefile"):
        yield path, re.sub(r"^\s*#.*\n", "", read(path), flags=re.M)
    yield "devcontainer.json", devcontainer()["postCreateCommand"]


def devcontainer() -> dict:
    return json.loads(re.sub(r"^\s*//.*\n", "", read(".devcontainer/devcontainer.json"), flags=re.M))


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_every_job_has_a_limit_of_time(path):
    """Without one, a build that hangs costs six hours."""
    assert [name for name, job in workflow(path)["jobs"].items() if not 0 < job.get("timeout-minutes", 0) <= 90] == []


def test_packages_are_installed_from_the_lock_alone():
    found = set()
    for _, script in scripts():
        for options in re.findall(r"pip install (.*)", script):
            found.add(options.replace("--quiet ", "").replace("--disable-pip-version-check ", ""))
    assert found == {FROM_LOCK, "--no-deps --no-build-isolation -e ."}


def test_make_is_asked_for_what_it_has():
    makefile = read("Makefile").replace("$(INSTALLED)", ".venv/requirements.txt")
    targets = set(re.findall(r"^([\w./]+):(?!=)", makefile, flags=re.M))
    calls = re.compile(r"(?<![\w-])make (?:-C \w+ )?([\w./]+)")
    callers = [script.replace('", "', " ") for where, script in scripts() if where != "Makefile"]
    asked = {target for script in callers for target in calls.findall(script)}
    assert {"test", "book", "pdf", "update", "environment", ".venv/requirements.txt"} <= asked <= targets


def test_statusbok_is_asked_for_what_it_has(capsys):
    with pytest.raises(SystemExit):
        main(["--help"])
    commands = set(re.findall(r"^    (\w+)", capsys.readouterr().out, flags=re.M))
    asked = {word for _, script in scripts() for word in re.findall(r"(?:-m |bin/|BIN\)/)statusbok (\w+)", script)}
    assert {"build", "verify"} <= asked <= commands


def test_the_files_of_the_container_are_there():
    building = devcontainer()["build"]
    folder = ROOT / ".devcontainer"
    assert (folder / building["dockerfile"]).resolve() == ROOT / "Containerfile"
    assert (folder / building["context"]).resolve() == ROOT
    container = read("Containerfile")
    assert f"AS {building['target']}\n" in container
    venv = re.search(r"^ENV STATUSBOK_VENV=(\S+)$", container, flags=re.M)[1]
    assert devcontainer()["customizations"]["vscode"]["settings"]["python.defaultInterpreterPath"] == f"{venv}/bin/python"
    for copied in re.findall(r"^COPY \S+ (.+) \S+$", container, flags=re.M):
        assert [name for name in copied.split() if not (ROOT / name).exists()] == []


def test_binder_runs_what_it_is_given():
    assert re.fullmatch(r"python-3\.1[123]\n", read(".binder/runtime.txt"))
    assert os.name == "nt" or (ROOT / ".binder/postBuild").stat().st_mode & stat.S_IXUSR
    # Either would take the place of requirements.txt.
    assert not {"environment.yml", "requirements.txt", "Dockerfile"} & {path.name for path in (ROOT / ".binder").iterdir()}


@git
def test_the_container_gets_every_file_of_the_commit():
    """Without one, git would say that the files differ from the commit."""
    patterns = [line for line in read(".dockerignore").splitlines() if not line.startswith("#")]
    pathspecs = [f":(glob){pattern}{end}" for pattern in patterns for end in ("", "/**")]
    listed = subprocess.run(["git", "ls-files", "--", *pathspecs], cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    assert ".git" not in patterns and listed.stdout == ""


# The steps of the check of the oldest edition, as the workflow has them.

bash = pytest.mark.skipif(not shutil.which("bash") or not shutil.which("jq"), reason="needs bash and jq, as runners have")


@pytest.fixture
def run(tmp_path, monkeypatch) -> Callable[..., subprocess.CompletedProcess]:
    """Runs a step of the workflow in a repository of its own."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    jobs = workflow(ROOT / ".github/workflows/oldest-edition.yml")["jobs"]
    steps = {step["id"]: step["run"] for job in jobs.values() for step in job["steps"] if "id" in step}

    def step(name: str, **environment: str) -> subprocess.CompletedProcess:
        environment = {**os.environ, "GITHUB_OUTPUT": str(tmp_path / "output"), **environment}
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", steps[name]]
        return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8")

    return step


def freeze(folder: Path, year: int, code: str, **fields) -> None:
    path = folder / f"data/editions/{year}/builds/{code}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"edition": {"municipality": code, "year": year}, **fields}), encoding="utf-8")


@bash
def test_the_builds_of_the_oldest_edition_are_found(run, tmp_path):
    freeze(tmp_path, 2027, "3101", commit="new", made=3, python="3.13.1")
    freeze(tmp_path, 2026, "3107", commit="old", made=2, python="3.11.7")
    freeze(tmp_path, 2026, "3101", commit="", made=None, python="3.12.1")
    (tmp_path / "data/editions/2025/tables").mkdir(parents=True)  # a record without a build
    assert run("find").returncode == 0
    name, _, value = (tmp_path / "output").read_text(encoding="utf-8").partition("=")
    assert name == "builds" and json.loads(value) == [
        {"manifest": "data/editions/2026/builds/3101.json", "commit": "", "made": None, "python": "3.12.1"},
        {"manifest": "data/editions/2026/builds/3107.json", "commit": "old", "made": 2, "python": "3.11.7"},
    ]


@bash
def test_no_frozen_edition_fails(run, tmp_path):
    (tmp_path / "data/editions").mkdir(parents=True)
    done = run("find")
    assert done.returncode == 1 and "::error::no edition is frozen" in done.stdout


@bash
@git
def test_the_commit_of_a_build_is_checked_out(run, tmp_path):
    identity = ["-c", "user.name=Statusbok", "-c", "user.email=statusbok@example.org"]
    for arguments in (["init"], [*identity, "commit", "--allow-empty", "--message", "Published"]):
        subprocess.run(["git", *arguments], cwd=tmp_path, check=True, capture_output=True)
    short = ["git", "describe", "--always", "--abbrev=10", "--exclude=*"]
    commit = subprocess.run(short, cwd=tmp_path, check=True, capture_output=True, encoding="utf-8").stdout.strip()
    for wrong, told in (
        ("", "the manifest names no commit"),
        (f"{commit}+", f"built from files that differ from commit {commit}"),
        ("f" * 40, "is not in this repository"),
    ):
        done = run("commit", COMMIT=wrong, MANIFEST="data/editions/2026/builds/3101.json")
        assert done.returncode == 1 and told in done.stdout
        assert done.stdout.startswith("::error file=data/editions/2026/builds/3101.json::")
    assert run("commit", COMMIT=commit, MANIFEST="x").returncode == 0
    found = subprocess.run(short, cwd=tmp_path / "edition", check=True, capture_output=True, encoding="utf-8").stdout.strip()
    assert found == commit
