"""The commit that a report is made from, and its time."""

from __future__ import annotations

import subprocess

import pytest

from statusbok.errors import BuildError
from statusbok.publish.commit import commit_of


@pytest.fixture
def repository(tmp_path, monkeypatch):
    """A repository with one commit, and git as in an empty home."""
    for name in ("STATUSBOK_COMMIT", "SOURCE_DATE_EPOCH"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "book").mkdir()
    (tmp_path / "book/index.md").write_text("# Forside\n", encoding="utf-8")
    (tmp_path / ".gitignore").write_text("book/files/\n", encoding="utf-8")

    def git(*arguments):
        subprocess.run(["git", "-c", "user.name=A", "-c", "user.email=a@example.org", *arguments],
                       cwd=tmp_path, check=True, capture_output=True)  # fmt: skip

    git("init")
    git("add", ".")
    git("commit", "--message", "En", "--date", "2026-01-02T03:04:05Z")
    return tmp_path


def test_name_has_ten_characters_and_time_is_that_of_the_commit(repository):
    name, made = commit_of(repository)
    asked = ["git", "log", "-1", "--format=%H %ct"]
    full, seconds = subprocess.run(asked, cwd=repository, check=True, capture_output=True, text=True).stdout.split()
    assert (name, made) == (full[:10], int(seconds))


@pytest.mark.parametrize(
    ("path", "mark"),
    [("book/index.md", "+"), ("book/ny.md", "+"), ("data/tables/ny.csv", "+"), ("notater.txt", ""), ("book/files/a.svg", "")],
)
def test_files_of_a_build_that_no_commit_has_are_marked(repository, path, mark):
    clean = commit_of(repository)[0]
    (repository / path).parent.mkdir(parents=True, exist_ok=True)
    (repository / path).write_text("noe annet", encoding="utf-8")
    assert commit_of(repository)[0] == clean + mark


def test_outside_of_git_there_is_neither(tmp_path, monkeypatch):
    for name in ("STATUSBOK_COMMIT", "SOURCE_DATE_EPOCH"):
        monkeypatch.delenv(name, raising=False)
    assert commit_of(tmp_path) == ("", None)


def test_the_environment_goes_first(repository, monkeypatch):
    monkeypatch.setenv("STATUSBOK_COMMIT", "abc1234")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    assert commit_of(repository) == ("abc1234", 1790000000)


@pytest.mark.parametrize("seconds", ["i dag", "-1", "1.5", "99999999999999"])
def test_a_time_that_is_none_is_named(repository, monkeypatch, seconds):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", seconds)
    with pytest.raises(BuildError, match=f"SOURCE_DATE_EPOCH is '{seconds}'; expected seconds since 1970"):
        commit_of(repository)
