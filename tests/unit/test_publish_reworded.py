"""A build after nothing but text has changed: the site of a whole build, and in every other case none."""

from __future__ import annotations

import json
import shutil
from datetime import date

import pytest

from statusbok.errors import BuildError
from statusbok.publish import build as build_module
from statusbok.publish import cache, manifest, reworded
from statusbok.publish.build import build


class Forgetful:
    """Stands in for Jupyter Book where it must not be run."""

    def run(self, **_):
        pytest.fail("Jupyter Book was run")


@pytest.fixture(autouse=True)
def _trusted_record(monkeypatch):
    monkeypatch.setattr(build_module, "check_record", lambda: "not checked here")
    monkeypatch.setenv("STATUSBOK_COMMIT", "0123456789")


def edit(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def again(project, renderer=None):
    return reworded.front_page("3101", 2026, renderer=renderer or Forgetful(), project=project, say=lambda _: None)


def test_sentences_give_the_site_of_a_whole_build(small, edition):
    build(edition, project=small, say=lambda _: None)
    edit(small.notebook("pendling"), "# Pendling", "# Pendling\\n\\nEn ny setning.")
    edit(small.book / "index.md", "Se ", "Les ")
    said = []
    with build_module.Renderer(small) as renderer:
        front = reworded.front_page("3101", 2026, renderer=renderer, project=small, say=said.append)
    assert front == small.site / "index.html" and not small.work.exists()
    assert said == ["Building the site: only text has changed, in book/index.md and 1 more"]
    quick = manifest.read(small.site / manifest.FILE)
    assert "En ny setning." in (small.site / "book/pendling.html").read_text(encoding="utf-8")
    assert again(small) is None  # nothing has changed

    edit(small.book / "index.md", "Les [pendling](pendling.ipynb)", "Les [bort](bort.md)")
    with build_module.Renderer(small) as renderer, pytest.raises(BuildError, match="index.md:3: WARNING"):
        again(small, renderer)
    assert manifest.read(small.site / manifest.FILE) == quick
    edit(small.book / "index.md", "Les [bort](bort.md)", "Les [pendling](pendling.ipynb)")

    shutil.rmtree(small.root / "_build/sphinx")
    build(edition, project=small, fresh=True, say=lambda _: None)
    whole = manifest.read(small.site / manifest.FILE)
    assert (quick.outputs, quick.inputs, quick.warnings) == (whole.outputs, whole.inputs, whole.warnings)


@pytest.fixture
def built(small, monkeypatch):
    """A project as a build leaves it, made by hand: nothing was executed, and there is no site but a manifest."""
    monkeypatch.setattr(manifest, "packages", lambda root: {"pandas": "3.1.1"})
    monkeypatch.setattr(reworded, "is_remembered", lambda root: True)
    small.files.mkdir(parents=True)
    about = {"municipality": "3101", "name": "Halden", "year": 2026}
    (small.files / "edition.json").write_text(json.dumps(about), encoding="utf-8")
    small.site.mkdir(parents=True)
    inputs = manifest.inputs(small.root, 2026)
    found = manifest.Manifest(about, "0123456789", build_module.manifest.commit_of(small.root)[1], manifest.platform.python_version(),
                              {"pandas": "3.1.1"}, inputs, {"a": "b"}, [], {})  # fmt: skip
    manifest.save(small.site, found)
    runs = {}
    for chapter in ("pendling", "sysselsetting"):
        notebook = json.loads(small.notebook(chapter).read_text(encoding="utf-8"))
        for cell in notebook["cells"]:
            cell["source"] = "".join(cell["source"])
        runs[chapter] = {"known": cache.known_by(notebook), "reads": [["file", str(small.root / "read.txt"), None]]}
        # As papermill leaves it, with one cell more.
        put_in = [{"cell_type": "code", "id": "injected-parameters", "metadata": {"tags": ["injected-parameters"]}, "source": "", "outputs": [], "execution_count": None}]
        cells = notebook["cells"]
        place = next(number for number, cell in enumerate(cells) if "parameters" in cell["metadata"].get("tags", [])) + 1
        notebook["cells"] = [*cells[:place], *put_in, *cells[place:]]
        (small.book / f"{chapter}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    monkeypatch.setattr(cache, "last", lambda root: runs)
    reworded.remember(small, inputs)
    return small


def work(project):
    return reworded._work("3101", 2026, project)


def test_the_pages_of_changed_notebooks_are_written_again(built):
    assert work(built) is None
    edit(built.notebook("pendling"), "# Pendling", "# Pendling\\n\\nNy.")
    _, inputs, pages = work(built)
    assert list(pages) == ["pendling"]
    reworded._write_pages(built, pages, inputs)
    assert "Ny." in (built.book / "pendling.ipynb").read_text(encoding="utf-8")
    assert work(built)[2] == {}  # written, though there is no site of it
    edit(built.notebook("pendling"), "\\n\\nNy.", "")
    assert work(built) is None  # nothing new since the site was built …
    edit(built.book / "index.md", "Se ", "Les ")
    assert list(work(built)[2]) == ["pendling"]  # … but its page is of another text


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("notebooks/pendling.ipynb", "i {year}", "for {year}"),
        ("notebooks/pendling.ipynb", "# Pendling", "# Reiser"),
        ("notebooks/pendling.ipynb", "# Pendling", "# Pendling\\n\\n@@statusbok:commit@@"),
        ("notebooks/pendling.ipynb", "# Pendling", "# Pendling\\u000"),
        ("book/index.md", "# Forside", "# Framside"),
        ("_config.yml", "Statusbok", "Statusboka"),
        ("book/_static/statusbok.css", "}", "} "),
    ],
)
def test_more_than_text_is_a_whole_build(built, name, old, new):
    edit(built.root / name, old, new)
    assert again(built) is None


@pytest.mark.parametrize("name", ["read.txt", "book/pendling.ipynb", "book/files/ny.csv", "book/ny.md", "_build/prepared.json", "_build/html/build.json"])
def test_where_something_else_is_new_text_alone_is_not_enough(built, name):
    edit(built.book / "index.md", "Se ", "Les ")
    assert work(built) is not None
    with (built.root / name).open("a", encoding="utf-8") as file:
        file.write("{")
    assert again(built) is None


def test_on_another_day_for_another_edition_or_commit_it_is_a_whole_build(built, monkeypatch):
    edit(built.book / "index.md", "Se ", "Les ")
    assert reworded._work("3107", 2026, built) is None
    monkeypatch.setenv("STATUSBOK_COMMIT", "0123456789+")
    assert work(built) is None
    monkeypatch.setenv("STATUSBOK_COMMIT", "0123456789")
    monkeypatch.setattr(reworded, "is_remembered", lambda root: False)
    assert work(built) is None
    monkeypatch.setattr(reworded, "is_remembered", lambda root: True)
    assert work(built) is not None
    monkeypatch.setattr(reworded.clock, "today", lambda: date(2000, 1, 1))
    assert work(built) is None


def test_what_a_chapter_has_read_and_is_not_known_means_a_whole_build(built, monkeypatch):
    monkeypatch.setattr(cache, "last", lambda root: {"pendling": {"known": {}, "reads": []}})
    reworded.remember(built, manifest.inputs(built.root, 2026))
    assert not (built.root / "_build/prepared.json").exists()


def test_a_heading_that_was_changed_while_the_site_was_built_takes_the_long_way(built):
    inputs = manifest.inputs(built.root, 2026)
    edit(built.notebook("pendling"), "# Pendling", "# Pendlere")
    reworded.remember(built, inputs)
    edit(built.notebook("pendling"), "# Pendlere", "# Pendlere\\n\\nNy.")
    assert work(built) is None
