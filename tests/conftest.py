"""Fixtures for the tests that execute notebooks or build a site, and for those in a browser."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from filelock import FileLock
from hypothesis import settings
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from statusbok.catalogue import VINTAGE
from statusbok.edition import Edition
from statusbok.errors import BuildError
from statusbok.publish import manifest
from statusbok.publish.build import build
from statusbok.publish.commit import commit_of
from statusbok.publish.pdf import find_chromium
from statusbok.publish.project import ROOT, Project
from statusbok.show import provenance
from statusbok.show.nb import commuting, employment, plan

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


# A busy machine is no fault of the code.
settings.register_profile("statusbok", settings(), deadline=None)
settings.load_profile("statusbok")

# The tables copied by hand, as they were first shipped. A test that names figures of the record, or counts on what a copy
# made by hand lacks, reads these: an update changes the project's own.
HAND_MADE = ROOT / "tests/replica/record"


def forget_fetch(entry: dict) -> dict:
    """A resource of the Data Package as it is before its table is fetched."""
    fetched = ("hash", "bytes", "asked", "requests", "updated")
    caveats = entry.get("hand_caveats") or ["Tallene er lagt inn for hånd."]
    kept = {name: value for name, value in entry.items() if name not in fetched}
    return kept | {"retrieved": None, "published": None, "recorded": "2026-11-22", "hand_caveats": caveats}


@pytest.fixture(scope="session")
def hand_made() -> Callable[[Path], Path]:
    """Writes data/ and geo/ in a folder, with the tables copied by hand and none fetched; returns data/."""

    def write(root: Path) -> Path:
        for name in ("data", "geo"):
            shutil.copytree(ROOT / name, root / name)
        path = root / "data/datapackage.json"
        package = json.loads(path.read_text(encoding="utf-8"))
        package.pop("municipalities", None)
        for number, entry in enumerate(package["resources"]):
            table, copied = root / "data" / entry["path"], HAND_MADE / f"{entry['name']}.csv"
            if copied.exists():
                shutil.copy(copied, table)
                package["resources"][number] = forget_fetch(entry)
            elif "fetch" in entry:
                header = ",".join(field["name"] for field in entry["schema"]["fields"])
                table.write_text(f"{header}\n", encoding="utf-8", newline="\n")
                nothing = {"period": None, "recorded": None, "hand_caveats": []}
                package["resources"][number] = forget_fetch(entry) | nothing
        (root / "data/CHANGES.md").unlink(missing_ok=True)
        path.write_text(json.dumps(package, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        return root / "data"

    return write


@pytest.fixture(scope="session")
def as_published() -> Callable[..., object]:
    """What a number of a table is held against: `totals[2022] == as_published("municipality_totals", 13122)`.

    A copy made by hand has the published figure itself. A fetched table may have one that has been revised a little.
    """

    def number(table: str, figure: object, *, apart: float = VINTAGE) -> object:
        return pytest.approx(figure, rel=0, abs=1e-6 if provenance.copied_by_hand(table) else apart)

    return number


@pytest.fixture
def by_hand(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """The sentences are on tables copied by hand, whatever the record has; with False for a parameter, on fetched ones."""
    copied = getattr(request, "param", True)
    revised = provenance.revision_break(copied)
    for breaks in (commuting.BREAKS, employment.REVISION_BREAK, employment.JOBS_BREAK):
        monkeypatch.delitem(breaks, provenance.REVISED_FROM, raising=False)
        for year, note in revised.items():
            monkeypatch.setitem(breaks, year, note)
    monkeypatch.setattr(commuting, "BREAK_YEAR", min(revised, default=0))
    monkeypatch.setattr(plan, "REVISED", min(revised, default=0))
    return copied


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of the system's browser. Without one a test is skipped, but fails in CI and where STATUSBOK_BROWSER=required."""
    try:
        return find_chromium()
    except BuildError as error:
        required = os.environ.get("CI") == "true" or os.environ.get("STATUSBOK_BROWSER") == "required"
        (pytest.fail if required else pytest.skip)(f"the tests in a browser need one: {error}")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long files first, in their order, so that no core is idle at the end."""
    long = ("tests/book/", "tests/browser/", "tests/notebooks/")
    items.sort(key=lambda item: not item.nodeid.startswith(long))


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
        for name in manifest.inputs(ROOT, edition.year):
            (copy.root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, copy.root / name)
        commit, made = commit_of(ROOT)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("STATUSBOK_COMMIT", commit)
            patch.setenv("SOURCE_DATE_EPOCH", str(made or ""))
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
