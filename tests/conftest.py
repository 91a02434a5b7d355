"""Fixtures for the tests that execute notebooks or build a site, and for those in a browser."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from filelock import FileLock
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from statusbok.edition import Edition
from statusbok.errors import BuildError
from statusbok.publish.build import build
from statusbok.publish.pdf import find_chromium
from statusbok.publish.project import ROOT, Project

TOC = """\
format: jb-book
root: book/index
parts:
  - caption: Rapporten
    chapters:
      - file: book/pendling
      - file: book/sysselsetting
"""


@pytest.fixture(scope="session")
def edition() -> Edition:
    """The default edition: Halden 2026."""
    return Edition()


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of the system's browser. Without one a test is skipped, but fails in CI and where STATUSBOK_BROWSER=required."""
    try:
        return find_chromium()
    except BuildError as error:
        required = os.environ.get("CI") == "true" or os.environ.get("STATUSBOK_BROWSER") == "required"
        (pytest.fail if required else pytest.skip)(f"the tests in a browser need one: {error}")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--record", action="store_true",
        help="write what tests/browser finds to book/tilgjengelighet.json, for the accessibility statement",
    )  # fmt: skip


@pytest.fixture(scope="session")
def project(edition: Edition, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The finished site of the default edition, built once however many processes run the tests.

    It is a copy of what a build reads, so that the developer's own book/ and _build/ stay as they are.
    """
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    copy = Project(shared / "site-of-the-session")
    with FileLock(shared / "site-of-the-session.lock"):
        if copy.site.exists():
            return copy
        shutil.rmtree(copy.root, ignore_errors=True)
        copy.root.mkdir()
        for name in ("_config.yml", "_toc.yml"):
            shutil.copy(ROOT / name, copy.root)
        shutil.copytree(ROOT / "notebooks", copy.root / "notebooks", ignore=shutil.ignore_patterns(".*"))
        made = shutil.ignore_patterns("*.ipynb", "*.html", "files", "data.md", "tilgjengelighet.md")
        shutil.copytree(ROOT / "book", copy.book, ignore=made)
        build(edition, project=copy)
    return copy


@pytest.fixture(scope="session")
def site(project: Project) -> Path:
    """Folder of the finished site."""
    return project.site


@pytest.fixture
def write_notebook() -> Callable[..., None]:
    """Writes a chapter: title, parameters cell and the given code cells."""

    def write(project: Project, chapter: str, *sources: str, parameters: str | None = None) -> None:
        cells = [
            new_markdown_cell(f"# {chapter.capitalize()}", id="title"),
            new_code_cell(
                parameters or Edition.parameters_cell(), id="parameters", metadata={"tags": ["parameters"]}
            ),
            *(new_code_cell(source, id=f"cell-{number}") for number, source in enumerate(sources, 1)),
        ]
        path = project.notebook(chapter)
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(new_notebook(cells=cells), path)

    return write


@pytest.fixture
def small(tmp_path: Path, write_notebook: Callable[..., None]) -> Project:
    """A project with two chapters of a few cells, and the repository's own configuration."""
    project = Project(tmp_path / "project")
    project.book.mkdir(parents=True)
    shutil.copytree(ROOT / "book/_static", project.book / "_static")
    shutil.copy(ROOT / "_config.yml", project.root)
    (project.root / "_toc.yml").write_text(TOC, encoding="utf-8")
    (project.book / "index.md").write_text("# Forside\n\nSe [pendling](pendling.ipynb).\n", encoding="utf-8")
    write_notebook(project, "pendling", "print(f'{municipality} i {year}')")
    write_notebook(project, "sysselsetting", "1 + 1")
    return project
