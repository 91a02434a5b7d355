"""The whole country: what is built again and what is not, what fails, and the page that leads to the sites."""

from __future__ import annotations

import io
import json
import os
import shutil
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from statusbok.catalogue import catalogue
from statusbok.edition import Edition
from statusbok.errors import BuildError, EditionError
from statusbok.publish import country, country_index, manifest
from statusbok.publish.build import build_checked
from statusbok.publish.check import check_site
from statusbok.publish.country import build_country
from statusbok.publish.country_progress import FEWEST, Progress
from statusbok.publish.project import Project
from statusbok.warm.pool import Outcome

HALDEN, FREDRIKSTAD, MOSS = "3101", "3107", "3103"
LIBRARY = "/* the same in every site */\n" * 500


@pytest.fixture(autouse=True)
def _trusted_record(monkeypatch):
    monkeypatch.setattr(country, "check", lambda project, say: None)
    monkeypatch.setenv("STATUSBOK_COMMIT", "abc")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")


@pytest.fixture
def builds(monkeypatch):
    """Codes that were built, in order, by a stand-in that is quick; put an error in `builds.errors` for one to fail."""

    class Builds(list):
        errors: dict = {}

    found = Builds()

    def build_one(parameters, root, inputs, folder, environment, tell):
        edition = Edition(**parameters)
        found.append(edition.municipality)
        site = Path(folder) / "site"
        (site / "_static").mkdir(parents=True)
        (site / "_static/library.css").write_text(LIBRARY, encoding="utf-8")
        (site / "_static/favicon.svg").write_text("<svg/>", encoding="utf-8")
        (site / "book").mkdir()
        (site / "book/index.html").write_text(f"{edition.name} {environment['STATUSBOK_COMMIT']}", encoding="utf-8")
        (site / "search.html").write_text('<link rel="stylesheet" href="_static/library.css">', encoding="utf-8")
        manifest.write(site, edition, Project(Path(root)), {})
        if edition.municipality in found.errors:
            raise found.errors[edition.municipality]
        return str(site)

    def run(task, jobs, *, workers, done, per_process):
        assert per_process == 1
        for name, arguments in jobs.items():
            try:
                outcome = Outcome(build_one(*arguments, tell=None), None, 1.0)
            except BuildError as error:
                outcome = Outcome(None, str(error), 1.0)
            done(name, outcome)

    monkeypatch.setattr(country.pool, "run", run)
    found.errors = {}
    return found


def place(project: Project) -> Path:
    return project.root / "_build/country"


def go(project, codes, year=2026, **more):
    said = []
    return build_country(codes, year, project=project, say=said.append, **more), "\n".join(said)


def test_only_what_is_not_there_is_built(small, builds):
    found, said = go(small, [HALDEN, FREDRIKSTAD])
    assert found.built == builds == [HALDEN, FREDRIKSTAD] and "2 built, 0 unchanged, 0 failed, of 2" in said
    assert (place(small) / "3101/book/index.html").read_text(encoding="utf-8") == "Halden abc"
    builds.clear()
    found, said = go(small, [HALDEN, FREDRIKSTAD, MOSS])
    assert (found.built, found.kept, builds) == ([MOSS], [HALDEN, FREDRIKSTAD], [MOSS])
    assert "2 of 3 sites are there, made from the same inputs" in said


@pytest.mark.parametrize("change", ["input", "commit", "altered manifest", "no manifest"])
def test_a_site_made_from_something_else_is_built_again(small, builds, monkeypatch, change):
    go(small, [HALDEN])
    told = place(small) / "3101" / manifest.FILE
    if change == "input":
        (small.book / "index.md").write_text("# En annen forside\n", encoding="utf-8")
    elif change == "commit":
        monkeypatch.setenv("STATUSBOK_COMMIT", "def")
    elif change == "altered manifest":
        told.write_text("{", encoding="utf-8")
    else:
        told.unlink()
    assert go(small, [HALDEN])[0].built == [HALDEN] and builds == [HALDEN] * 2


def test_one_that_fails_does_not_stop_the_others_and_is_tried_again(small, builds):
    builds.errors[HALDEN] = BuildError("notebooks/pendling.ipynb stopped in cell lines:\n  1 / 0\n  ZeroDivisionError")
    found, said = go(small, [HALDEN, FREDRIKSTAD])
    assert found.built == [FREDRIKSTAD] and list(found.failed) == [HALDEN]
    assert "1 built, 0 unchanged, 1 failed, of 2" in said and "tries those that failed again" in said
    assert "  Halden (3101): notebooks/pendling.ipynb stopped in cell lines:\n      1 / 0\n      ZeroDivisionError" in said
    assert not (place(small) / "3101").exists()
    del builds.errors[HALDEN]
    assert go(small, [HALDEN, FREDRIKSTAD])[0].built == [HALDEN]


def test_a_site_stays_when_the_new_one_fails(small, builds, monkeypatch):
    go(small, [HALDEN])
    monkeypatch.setenv("STATUSBOK_COMMIT", "def")
    builds.errors[HALDEN] = BuildError("no")
    assert HALDEN in go(small, [HALDEN])[0].failed
    assert (place(small) / "3101/book/index.html").read_text(encoding="utf-8") == "Halden abc"


def test_stopped_by_hand_it_says_how_to_go_on_and_leaves_whole_sites_only(small, builds):
    builds.errors[FREDRIKSTAD] = KeyboardInterrupt()
    said = []
    with pytest.raises(KeyboardInterrupt):
        build_country([HALDEN, FREDRIKSTAD, MOSS], 2026, project=small, say=said.append)
    assert said[-1] == "Stopped: 1 of 3 sites are there and whole. The same command goes on with the rest."
    assert [path.name for path in place(small).iterdir()] == ["3101"]
    assert sorted(path.name for path in (small.root / "_build/country-work").iterdir()) == ["shared"]
    del builds.errors[FREDRIKSTAD]
    assert go(small, [HALDEN, FREDRIKSTAD, MOSS])[0].built == [FREDRIKSTAD, MOSS]


def test_what_a_killed_run_left_is_cleared(small, builds):
    go(small, [HALDEN, FREDRIKSTAD])
    (small.root / "_build/country-work/run-killed/3103").mkdir(parents=True)
    (place(small) / "3101").rename(place(small) / "3101.old")  # between the two steps of a swap
    shutil.copytree(place(small) / "3107", place(small) / "3107.old")  # after them
    assert go(small, [HALDEN, FREDRIKSTAD])[0].kept == [HALDEN, FREDRIKSTAD]
    assert sorted(path.name for path in place(small).iterdir()) == ["3101", "3107", "_static", "index.html"]
    assert not (small.root / "_build/country-work/run-killed").exists()


def test_sites_of_another_year_go(small, builds):
    go(small, [HALDEN, FREDRIKSTAD], 2025)
    _, said = go(small, [HALDEN])
    assert "Removing 2 sites of another edition" in said
    assert sorted(path.name for path in place(small).glob("3*")) == ["3101"]


def test_files_that_sites_have_in_common_are_kept_once(small, builds, monkeypatch):
    go(small, [HALDEN, FREDRIKSTAD])
    one, other = (place(small) / code / "_static/library.css" for code in (HALDEN, FREDRIKSTAD))
    assert one.samefile(other) and one.read_text(encoding="utf-8") == LIBRARY
    assert not one.with_name("favicon.svg").samefile(other.with_name("favicon.svg"))  # too small to be worth it
    assert manifest.outputs(place(small) / HALDEN) == manifest.read(place(small) / HALDEN / manifest.FILE).outputs

    def refuse(*_):
        raise OSError("no hard links here")

    monkeypatch.setattr(os, "link", refuse)
    go(small, [MOSS])
    assert (place(small) / "3103/_static/library.css").read_text(encoding="utf-8") == LIBRARY


def test_shared_files_that_no_site_has_are_let_go(small, builds):
    go(small, [HALDEN])
    store = small.root / "_build/country-work/shared"
    (store / "unused").write_text("of a site that is gone", encoding="utf-8")
    go(small, [HALDEN])
    assert not (store / "unused").exists() and len(list(store.iterdir())) == 1


def test_all_are_those_that_the_record_has_the_edition_of(small, builds):
    found, said = go(small, None)
    assert len(found.built) == 12 and HALDEN in found.built
    assert len(found.without) == 357 - 12 and "The record has no 2026 edition of Oslo (0301), " in said and "and 340 more" in said
    with pytest.raises(EditionError, match="no 1980 edition of any"):
        go(small, None, 1980)


def test_a_wrong_number_is_refused_before_anything_is_built(small, builds):
    with pytest.raises(EditionError, match="3001 was Halden's code"):
        go(small, [FREDRIKSTAD, "3001"])
    assert builds == []


def test_a_full_disk_stops_the_run(small, builds, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(country, "share", full)
    with pytest.raises(OSError, match="No space left"):
        go(small, [HALDEN, FREDRIKSTAD])
    assert builds == [HALDEN]


def test_a_site_that_cannot_be_put_in_place_has_failed(small, builds, monkeypatch):
    def refused(*_):
        raise PermissionError(13, "Permission denied", "3101")

    monkeypatch.setattr(country, "swap", refused)
    assert go(small, [HALDEN])[0].failed == {HALDEN: "PermissionError: [Errno 13] Permission denied: '3101'"}


# In earnest: the processes and Jupyter Book


def test_the_sites_are_those_that_a_build_of_one_makes(small, tmp_path):
    found, _ = go(small, [HALDEN], workers=2)
    assert found.failed == {}
    alone = Project(country.mirror(small.root, manifest.inputs(small.root, 2026), tmp_path / "alone"))
    build_checked(Edition(), project=alone, say=lambda _: None)
    together = place(small) / HALDEN
    assert manifest.outputs(together) == manifest.outputs(alone.site)
    told = [json.loads((site / manifest.FILE).read_text(encoding="utf-8")) | {"seconds": {}} for site in (together, alone.site)]
    assert told[0] == told[1]
    page = place(small) / "index.html"
    assert [problem for problem in check_site(place(small), []) if problem.startswith("index.html")] == []
    assert 'href="3101/book/index.html"' in page.read_text(encoding="utf-8")
    assert go(small, [HALDEN])[0].kept == [HALDEN]


# The page


def test_the_page_lists_every_municipality_by_county_and_links_those_that_are_made(small, builds):
    go(small, [HALDEN, FREDRIKSTAD])
    page = BeautifulSoup((place(small) / "index.html").read_text(encoding="utf-8"), "html.parser")
    assert len(page.select("li[data-find]")) == 357 and len(page.select("section h2")) == 15
    assert [(link.text, link["href"]) for link in page.select("li a")] == [
        ("Fredrikstad", "3107/book/index.html"),
        ("Halden", "3101/book/index.html"),
    ]
    assert "2 av de 357 kommunene" in page.main.p.text
    oslo = next(item for item in page.select("li") if item["data-find"] == "Oslo Oslo 0301")
    assert oslo.text == "Oslo (ingen rapport)" and oslo.a is None
    assert (place(small) / "_static/country.js").is_file() and (place(small) / "_static/library.css").is_file()
    assert page.find("script", src=False) is None and page.find("form").has_attr("hidden")
    assert page.find("label")["for"] == page.find("input")["id"] and page.find(role="status") is not None


def test_the_page_says_so_when_all_are_made():
    municipalities = catalogue().table("municipalities")
    counties = country_index.by_county(municipalities, country.norwegian(municipalities))
    assert all(one["made"] for county in counties for one in county["municipalities"])
    assert [county["name"] for county in counties][-2:] == ["Vestland", "Østfold"]
    names = [one["name"] for one in counties[-1]["municipalities"]]
    assert names[:2] == ["Aremark", "Fredrikstad"] and names[-1] == "Våler (Østfold)"


@pytest.mark.parametrize(
    ("names", "ordered"),
    [
        (["Ås", "Ørland", "Ærø", "Asker"], ["Asker", "Ærø", "Ørland", "Ås"]),
        (["Kárášjohka - Karasjok", "Karmøy"], ["Kárášjohka - Karasjok", "Karmøy"]),
        (["Loppa", "Loabák - Lavangen"], ["Loabák - Lavangen", "Loppa"]),
    ],
)
def test_names_stand_in_the_order_of_the_norwegian_alphabet(names, ordered):
    assert sorted(names, key=country_index.in_order) == ordered


# How far it has come


def progress(total, clock, live=False):
    stream = io.StringIO()
    stream.isatty = lambda: live
    names = {str(number): f"Kommune {number}" for number in range(total)}
    return Progress(total, names, stream, lambda: clock[0]), stream


def test_no_estimate_before_it_means_anything_and_then_of_the_pace_of_the_last():
    clock = [0.0]
    shown, _ = progress(100, clock)
    assert shown.told() == "0 of 100"
    for number in range(FEWEST - 1):
        clock[0] += 60
        shown.done(str(number), 100, None)
    assert shown.told() == "5 of 100"
    clock[0] += 60
    shown.done("5", 100, "it broke\nmore")
    assert shown.told() == "6 of 100, 1 failed, about 94 minutes left"
    for number in range(6, 99):
        clock[0] += 10  # faster now
        shown.done(str(number), 20, None)
    assert shown.told() == "99 of 100, 1 failed, about a minute left"
    shown.done("99", 20, None)
    assert shown.told() == "100 of 100, 1 failed"


def test_a_line_for_each_where_there_is_no_terminal():
    shown, stream = progress(2, [0.0])
    shown.done("0", 41.2, None)
    shown.done("1", 3, "it broke\nmore")
    shown.close()
    assert stream.getvalue().splitlines() == [
        "  Kommune 0 (0): built in 41 s; 1 of 2",
        "  Kommune 1 (1): failed: it broke; 2 of 2, 1 failed",
    ]


def test_one_line_on_a_terminal_and_failures_above_it():
    shown, stream = progress(2, [0.0], live=True)
    shown.done("0", 41.2, None)
    shown.done("1", 3, "it broke")
    shown.close()
    assert "Kommune 0" not in stream.getvalue() and "  Kommune 1 (1): failed: it broke" in stream.getvalue()
    assert "2 of 2, 1 failed" in stream.getvalue()


def test_what_is_changed_meanwhile_stops_the_run(small, builds, monkeypatch):
    made = country.pool.run

    def run(task, jobs, **options):
        (small.root / "_config.yml").write_text("title: Ny", encoding="utf-8")
        return made(task, jobs, **options)

    monkeypatch.setattr(country.pool, "run", run)
    with pytest.raises(BuildError, match="_config.yml was changed while the sites were built"):
        go(small, [HALDEN, FREDRIKSTAD])
    assert builds == [HALDEN] and not list(place(small).glob("3*"))
    monkeypatch.setattr(country.pool, "run", made)
    assert go(small, [HALDEN])[0].built == [HALDEN]
