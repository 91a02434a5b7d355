"""Editions beside each other: the file that declares them, and what their pages get."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from bs4 import BeautifulSoup

from statusbok import frozen, policy
from statusbok.cli import main
from statusbok.edition import Edition
from statusbok.errors import BuildError, EditionError
from statusbok.lock import locked
from statusbok.publish import corrections, dress, editions, manifest, verify
from statusbok.publish.check import check_site
from statusbok.publish.project import ROOT, Project
from statusbok.publish.site import make_site
from statusbok.sphinx_nb import not_found, pages

GOOD = 'address: ""\nmunicipality: "3101"\neditions: [2025, 2026]\n'


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """A project whose record of 2025 is frozen."""
    (tmp_path / "data/editions").mkdir(parents=True)
    for name in ("datapackage.json", "tables"):
        (tmp_path / "data" / name).symlink_to(ROOT / "data" / name)
    (tmp_path / "geo").symlink_to(ROOT / "geo")
    place = tmp_path / "data/editions/2025"
    place.mkdir()
    for name, target in (("datapackage.json", "data/datapackage.json"), ("tables", "data/tables"), ("geo", "geo")):
        (place / name).symlink_to(ROOT / target)
    monkeypatch.setattr(frozen, "ROOT", tmp_path)
    monkeypatch.delenv(frozen.VARIABLE, raising=False)
    return tmp_path


def write(folder, text):
    path = folder / editions.FILE
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_years_come_in_order_and_the_address_without_its_last_slash(kept):
    text = GOOD.replace('""', '"https://www.example.org/rapport/"').replace("[2025, 2026]", "[2026, 2025]")
    declared, found = editions.read(write(kept, text))
    assert declared.address == "https://www.example.org/rapport"
    assert declared.editions == [edition.year for edition in found] == [2025, 2026]
    assert {edition.municipality for edition in found} == {"3101"}


@pytest.mark.parametrize("address", ["http://localhost:8000", "https://www.bø.example/rapport/%C3%A5"])
def test_an_address_may_have_a_port_and_letters_of_any_language(kept, address):
    assert editions.read(write(kept, GOOD.replace('""', f'"{address}/"')))[0].address == address


@pytest.mark.parametrize("address", ["address:\n", ""])
def test_the_address_may_be_left_out(kept, address):
    assert editions.read(write(kept, GOOD.replace('address: ""\n', address)))[0].address == ""


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("editions:", "edition:", r"'edition' is not known here: use address, municipality, editions; did you mean editions\?"),
        ("editions: [2025, 2026]", "", "editions is missing: expected a list of years, such as"),
        ('municipality: "3101"', "", "municipality is missing: expected a text of four digits"),
        ('"3101"', "3101", "municipality: expected a text of four digits in quotes, .* not 3101"),
        ('"3101"', '"310"', "municipality: expected a text of four digits in quotes, .* not '310'"),
        ('"3101"', '"3001"', "3001 was Halden's code 2020-2023; use 3101"),
        ('"3101"', '"0301"', r"the record frozen for 2025 .* does not have the tables for Oslo \(0301\)"),
        ("[2025, 2026]", "[]", r"editions: expected a list of years, such as \[2025, 2026\], not \[\]"),
        ("[2025, 2026]", "2026", "editions: expected a list of years, .* not 2026"),
        ("[2025, 2026]", '["2025", 2026]', "editions: expected a list of years, .* not '2025'"),
        ("[2025, 2026]", "[2025, true]", "editions: expected a list of years, .* not True"),
        ("[2025, 2026]", "[2026, 2025, 2026]", "editions: 2026 is listed twice; expected each year once"),
        ("[2025, 2026]", "[2024, 2025, 2026]", "no frozen record of the 2024 edition in data/editions; there are those of: 2025"),
        ("[2025, 2026]", "[2025, 2031]", "the record has no 2031 edition for Halden"),
        ('""', "7", "address: expected an address in quotes, .* not 7"),
        ('""', '"www.example.org"', "address: expected an address in quotes, .* not 'www.example.org'"),
        ('""', '"ftp://example.org"', "address: expected an address"),
        ('""', '"https://"', "address: expected an address"),
        ('""', '"https://[::1"', "address: expected an address"),
        ('""', '"https://example.org/?side=1"', "address: expected an address"),
        ('""', "'https://example.org/\"><script>'", "address: expected an address"),
        ('""', '"https://example.org/?"', "address: expected an address"),
        ('""', '"https://example.org//andre.example"', "address: expected an address"),
        ('""', '"https://example.org/a b"', "address: expected an address"),
        ('""', "'https://example.org/\\1'", "address: expected an address"),
        ('""', '"https://example.org/\\n"', "address: expected an address"),
        ('""', '"https://example.org/\\x7f"', "address: expected an address"),
        ('""', '"https://example.org/\\u2028"', "address: expected an address"),
        ('""', '"https://example.org/\'"', "address: expected an address"),
        ('""', '"https://example.org/&lt;"', "address: expected an address"),
        ('""', '"https://ola:hemmelig@example.org/"', "address: expected an address"),
        ('""', '"https://example.org:abc/"', "address: expected an address"),
        ('""', '"https://example.org:65536/"', "address: expected an address"),
        ("address:", "address: 1\naddress:", "address stands there twice; expected it once"),
        ("[2025, 2026]", "[2025, 2026", "not YAML in UTF-8: "),
    ],
)  # fmt: skip
def test_every_fault_of_the_file_is_named(kept, old, new, told):
    assert old in GOOD
    with pytest.raises(EditionError, match=f"(?s)^editions.yml: .*{told}"):
        editions.read(write(kept, GOOD.replace(old, new)))


@pytest.mark.parametrize("text", ["", "- 2025\n", "2025\n"])
def test_a_file_that_declares_nothing(kept, text):
    with pytest.raises(EditionError, match="expected address, municipality, editions, each with a value"):
        editions.read(write(kept, text))


def test_no_file_and_one_that_is_no_text(kept):
    with pytest.raises(EditionError, match="editions.yml: there is no such file in .*; expected address"):
        editions.read(kept / editions.FILE)
    with pytest.raises(EditionError, match="editions.yml: not YAML in UTF-8: "):
        editions.read(write(kept, b"\xff\xfe"))


def test_several_faults_are_told_at_once(kept):
    with pytest.raises(EditionError) as told:
        editions.read(write(kept, "municipality: 1\neditions: []\n"))
    assert [line.split(":")[:2] for line in str(told.value).splitlines()] == [
        ["editions.yml", " municipality"], ["editions.yml", " editions"],
    ]  # fmt: skip


def test_a_wrong_file_stops_the_command_before_anything_is_built(kept, monkeypatch, capsys):
    write(kept, GOOD.replace("[2025, 2026]", "[2025, 2025]"))
    monkeypatch.setattr("statusbok.publish.site.Project", lambda: Project(kept))
    assert main(["site"]) == 1
    assert capsys.readouterr() == ("", "error: editions.yml: editions: 2025 is listed twice; expected each year once\n")
    assert [path.name for path in (kept / "_build").iterdir()] == ["build.lock"]


def test_the_projects_own_file_is_in_order(kept):
    declared, _ = editions.read(write(kept, (ROOT / editions.FILE).read_bytes()))
    assert (declared.municipality, declared.editions) == ("3101", [2025, 2026])


# ---- Dressing ----

CARD = '<meta property="og:image" content="{up}delingskort.png">'
PAGE = """<!DOCTYPE html>
<html lang="nb"><head><meta charset="utf-8" /><meta http-equiv="Content-Security-Policy" content="{policy}" />
<title>{title}</title>{card}{canonical}
  <script data-cfasync="false" src="{up}_static/mode.js"></script>
  <link href="{up}_static/theme.css?digest=1" rel="stylesheet" />
</head><body><main class="bd-main">
          <div class="bd-content"><article class="bd-article"><h1 id="a">{title}</h1></article></div></main></body></html>
"""


def make(folder, year, names, base=""):
    """A finished edition with a few pages; `base` is Sphinx's html_baseurl."""
    canonical = f'<link rel="canonical" href="{base}/a.html" />' if base else ""
    for name in [*names, "search.html", "404.html"]:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        up = "../" * name.count("/")
        said = policy.PAGE.replace("script-src 'self'", f"script-src 'self' {not_found.ALLOWED}") if name == "404.html" else policy.PAGE
        text = PAGE.format(title=f"{name} {year}", up=up, card=CARD.format(up=f"{base}/" if base else up), canonical=canonical, policy=said)
        path.write_text(not_found.finish(text, "") if name == "404.html" else text, encoding="utf-8")
    for name in ("_static/mode.js", "_static/theme.css", "_static/favicon.svg", "delingskort.png"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).touch()
    (folder / "index.html").write_text(pages.redirect("book/index.html", f"Halden {year}"), encoding="utf-8")
    (folder / "edition.json").write_text(json.dumps({"municipality": "3101", "name": "Halden", "year": year}), encoding="utf-8")
    for name, content in policy.header_files(not_found.ALLOWED).items():
        (folder / name).write_text(content, encoding="utf-8")
    correction = corrections.Correction(date(2027, 3, 1), 'Det sto <link href="x/rettelser.xml" />.', "Nei.", ("pendling",), (), UUID(int=year))
    config = f"html:\n  baseurl: {base}\n" if base else "title: x\n"
    (folder / "_config.yml").write_text(config, encoding="utf-8")
    feed = corrections.feed(Edition(), [correction], {"pendling": "Pendling"}, Project(folder))
    (folder / "_config.yml").unlink()
    (folder / corrections.FEED).write_bytes(feed)
    manifest.save(folder, manifest.Manifest(
        edition={"municipality": "3101", "name": "Halden", "year": year}, commit="abc", made=0, python="3", packages={}, inputs={},
        outputs=manifest.outputs(folder), warnings=[], seconds={},
    ))  # fmt: skip


OLD = ["book/index.html", "book/pendling.html", "book/bare_2025.html"]
NEW = ["book/index.html", "book/pendling.html", "book/utgaven.html"]


@pytest.fixture
def site(tmp_path):
    """Makes a dressed site of 2025 and 2026, with the folders by name ("" for the root)."""

    def assemble(name="site", address="", base=""):
        root = tmp_path / name
        made = {"2025": OLD, "2026": NEW, "": NEW}
        for folder, names in made.items():
            make(root / folder, int(folder or 2026), names, base)
        published = [
            dress.Published(year=year, recorded=f"{year}-11-22",
                            pages=dress.pages(root / str(year)), pdf="rapport.pdf" if year == 2025 else None)
            for year in (2025, 2026)
        ]  # fmt: skip
        (root / "2025/rapport.pdf").touch()
        for folder in made:
            dress.dress(root / folder, dress.Within(address=address, at=folder, editions=published))
        return root

    return assemble


def soup(path):
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def switcher(path):
    """Text -> address of each link of the switcher; None for the current edition."""
    nav = soup(path).select_one('nav[aria-label="Utgaver"]')
    current = nav.select_one('[aria-current="true"]').get_text()
    return {current: None} | {link.get_text(): link["href"] for link in nav.select("a")}


def canonical(path):
    (link,) = soup(path).select('link[rel="canonical"]')
    return link["href"]


def test_pages_of_an_edition_are_those_of_the_theme(site):
    root = site()
    assert dress.pages(root / "2025") == [*sorted(OLD), "search.html"]
    assert dress.pages(root) == [*sorted(NEW), "search.html"]


@pytest.mark.parametrize(
    ("page", "links"),
    [
        ("book/pendling.html", {"2026": None, "2025": "../2025/book/pendling.html", "Alle utgaver": "../utgaver.html"}),
        ("book/utgaven.html", {"2026": None, "2025 (forsiden)": "../2025/book/index.html", "Alle utgaver": "../utgaver.html"}),
        ("search.html", {"2026": None, "2025": "2025/search.html", "Alle utgaver": "utgaver.html"}),
        ("404.html", {"2026": None, "2025 (forsiden)": "2025/book/index.html", "Alle utgaver": "utgaver.html"}),
        ("2026/book/pendling.html", {"2026": None, "2025": "../../2025/book/pendling.html", "Alle utgaver": "../../utgaver.html"}),
        ("2025/book/pendling.html", {"2025": None, "2026": "../../book/pendling.html", "Alle utgaver": "../../utgaver.html"}),
        ("2025/book/bare_2025.html", {"2025": None, "2026 (forsiden)": "../../book/index.html", "Alle utgaver": "../../utgaver.html"}),
        ("2025/search.html", {"2025": None, "2026": "../search.html", "Alle utgaver": "../utgaver.html"}),
    ],
)  # fmt: skip
def test_the_switcher_leads_to_the_same_page_or_says_that_it_leads_to_the_front(site, page, links):
    assert switcher(site() / page) == links


def test_an_older_edition_says_so_and_the_newest_does_not(site):
    root = site()
    for page in [*NEW, "search.html", "404.html", "2026/book/pendling.html"]:
        assert soup(root / page).select(".sb-outdated") == []
    for page, told, address in (
        ("pendling", "Dette er 2025-utgaven. Den nyeste er for 2026: samme side i 2026-utgaven.", "../../book/pendling.html"),
        ("bare_2025", "Dette er 2025-utgaven. Den nyeste er for 2026: forsiden i 2026-utgaven. Denne siden er ikke med der.",
         "../../book/index.html"),
    ):  # fmt: skip
        (banner,) = soup(root / f"2025/book/{page}.html").select("section[aria-label].sb-outdated")
        assert banner.get_text() == told and banner.a["href"] == address


@pytest.mark.parametrize(
    ("page", "relative", "whole"),
    [
        ("book/pendling.html", "../book/pendling.html", "https://example.org/r/book/pendling.html"),
        ("search.html", "search.html", "https://example.org/r/search.html"),
        ("2026/book/utgaven.html", "../../book/utgaven.html", "https://example.org/r/book/utgaven.html"),
        ("2025/book/pendling.html", "../../book/pendling.html", "https://example.org/r/book/pendling.html"),
        ("2025/book/bare_2025.html", "../../2025/book/bare_2025.html", "https://example.org/r/2025/book/bare_2025.html"),
        ("utgaver.html", "utgaver.html", "https://example.org/r/utgaver.html"),
    ],
)
def test_canonical_is_the_page_of_the_newest_edition_at_the_root_where_there_is_one(site, page, relative, whole):
    assert canonical(site() / page) == relative
    assert canonical(site("annen", "https://example.org/r", "https://elsewhere.example") / page) == whole


def test_cards_have_their_whole_address_where_it_is_known(site):
    def card(path):
        return soup(path).select_one('meta[property="og:image"]')["content"]

    plain, whole = site("site", "", "https://elsewhere.example"), site("annen", "https://example.org/r")
    assert card(plain / "2025/book/pendling.html") == "../delingskort.png"
    assert card(whole / "2025/book/pendling.html") == "https://example.org/r/2025/delingskort.png"
    assert card(whole / "book/pendling.html") == "https://example.org/r/delingskort.png"


@pytest.mark.parametrize(("address", "base"), [("", ""), ("", "https://elsewhere.example/book"), ("https://example.org/r", ""),
                                               ("https://example.org/r", "https://elsewhere.example/?a=1&b=2")])  # fmt: skip
def test_the_links_of_a_feed_stay_in_the_edition(site, address, base):
    root = site("site", address, base)
    for folder in ("", "2025", "2026"):
        feed = ET.parse(root / folder / "rettelser.xml").getroot()
        own = "/".join(part for part in (address, folder) if part) + "/" if address else ""
        anchor = f"rettelse-{UUID(int=int(folder or 2026)).hex[:12]}"
        assert [link.get("href") for link in feed.iter(f"{{{corrections.ATOM}}}link")] == [
            f"{own}rettelser.xml", f"{own}book/rettelser.html", f"{own}book/rettelser.html#{anchor}",
        ]  # fmt: skip
        (content,) = feed.iter(f"{{{corrections.ATOM}}}content")
        assert content.text == 'Det sto: Det sto <link href="x/rettelser.xml" />.\nDet skal stå: Nei.'


def test_only_the_root_has_what_hosts_read_there(site):
    root = site("site", "https://example.org/r")
    files = {"404.html", "_headers", ".htaccess", "nginx.conf.example", "utgaver.html"}
    for folder, expected in (("", files), ("2025", set()), ("2026", set())):
        assert {path.name for path in (root / folder).iterdir()} & files == expected
    text = (root / "404.html").read_text(encoding="utf-8")
    assert '<base href="/r/">' in text and 'rel="canonical"' not in text
    (script,) = re.findall(r"<script data-stays>(.*?)</script>", text, re.DOTALL)
    assert "(?:2025|2026|book|data|" in script and script == not_found.script(["2025", "2026"])
    assert text.count(not_found.allowed(["2025", "2026"])) == 1 and not_found.ALLOWED not in text
    assert '<base href="/">' in (site("uten adresse") / "404.html").read_text(encoding="utf-8")


def test_headers_hold_in_every_edition(site):
    root = site()
    headers = (root / "_headers").read_text(encoding="utf-8")
    rules = dict(re.findall(r"^(/\S*)\n  Content-Security-Policy: (.*)$", headers, re.MULTILINE))
    for folder in ("", "/2025", "/2026"):
        assert rules[f"{folder}/book/*"] == rules[f"{folder}/"] == rules["/utgaver.html"]
        assert "cache.kartverket.no" in rules[f"{folder}/maps/*"] and "unsafe-inline" in rules[f"{folder}/figures/*"]
    assert not_found.allowed(["2025", "2026"]) in rules["/404.html"]
    apache, nginx = ((root / name).read_text(encoding="utf-8") for name in (".htaccess", "nginx.conf.example"))
    assert all(not_found.allowed(["2025", "2026"]) in text for text in (apache, nginx))
    kinds = [re.compile(pattern) for pattern in re.findall(r"m#(.+)#\"$", apache, re.MULTILINE)]
    assert [bool(kind.search("/2025/maps/kart.html")) for kind in kinds] == [True, True, False, False]


def test_the_archive_tells_of_every_edition_the_newest_first(site):
    root = site()
    page = soup(root / "utgaver.html")
    assert page.html["lang"] == "nb" and page.h1.get_text() == "Alle utgaver" and page.find("meta", attrs={"name": "viewport"})
    assert page.title.get_text() == "Alle utgaver – Halden: statusrapport"
    rows = [[" ".join(cell.get_text(" ").split()) for cell in row.select("th, td")] for row in page.select("tbody tr")]
    assert rows == [
        ["2026 (nyeste)", "22. november 2026", "Om 2026-utgaven", "build.json for 2026"],
        ["2025", "22. november 2025", "Forsiden 2025", "PDF av 2025-utgaven , build.json for 2025"],
    ]
    assert [link["href"] for link in page.select("tbody a")] == [
        "2026/book/index.html", "2026/book/utgaven.html", "2026/build.json",
        "2025/book/index.html", "2025/book/index.html", "2025/rapport.pdf", "2025/build.json",
    ]  # fmt: skip
    assert page.select_one("script")["src"] == "_static/mode.js"
    assert page.select_one("h1 + p").get_text().startswith("Rapporten kommer ut én gang i året.")


def test_the_whole_is_fit_to_publish_and_a_link_between_editions_is_followed(site):
    root = site("site", "https://example.org/r")
    assert check_site(root, ["book/pendling", "2025/book/pendling", "utgaver"]) == []
    (root / "2025/book/pendling.html").unlink()
    problems = check_site(root, [])
    assert "book/pendling.html: broken link: ../2025/book/pendling.html" in problems


def test_dressing_is_the_same_each_time_and_not_done_twice(site):
    one, other = site("en"), site("annen")
    for folder in ("", "2025", "2026"):
        assert manifest.outputs(one / folder) == manifest.outputs(other / folder)
    around = dress.within(manifest.read(one / "2025/build.json").within, one)
    with pytest.raises(BuildError, match="book/bare_2025.html has a switcher of editions already: build the edition again first"):
        dress.dress(one / "2025", around)


@pytest.mark.parametrize(("gone", "told"), [('<div class="bd-content">', "the theme has changed"), ("</head>", "the theme has changed")])
def test_a_page_of_another_theme_is_refused(gone, told):
    edition = dress.Published(year=2026, recorded="2026-01-01", pages=["a.html"], pdf=None)
    text = PAGE.format(title="", up="", card="", canonical="", policy="")
    with pytest.raises(BuildError, match=f"a.html has 0 times .*{told}"):
        dress.page(text.replace(gone, ""), "a.html", dress.Within(address="", at="", editions=[edition]))


def test_a_manifest_says_within_which_site_its_files_stand(site):
    root = site()
    for folder in ("", "2025", "2026"):
        found = manifest.read(root / folder / manifest.FILE)
        around = dress.within(found.within, root)
        assert (around.at, around.own.year) == (folder, int(folder or 2026))
        assert found.outputs == manifest.outputs(root / folder, found.others)
        assert not [name for name in found.outputs if name.startswith("20")]
        verify.verify_site(root / folder / manifest.FILE, root / folder, say=lambda _: None)
    (root / "2025/book/index.html").write_text("endret", encoding="utf-8")
    for folder in ("", "2025"):  # at the root the editions are held against their own manifests too
        with pytest.raises(BuildError, match="2025 is not as the manifest says:\nbook/index.html differs"):
            verify.verify_site(root / folder / manifest.FILE, root / folder, say=lambda _: None)
    verify.verify_site(root / "2026" / manifest.FILE, root / "2026", say=lambda _: None)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"at": 2025}, "within.at: Input should be a valid string"),
        ({"at": "2024"}, "within has no edition 2024"),
        ({"editions": []}, "within has no edition"),
        ({"editions": [{"year": 2025}]}, "within.editions.0.recorded: Field required"),
    ],
)
def test_a_manifest_with_another_kind_of_site_is_refused(site, changed, told):
    content = manifest.read(site() / manifest.FILE).within
    with pytest.raises(BuildError, match=f"build.json is not a manifest of a build: {told}"):
        dress.within(content | changed, ROOT / "build.json")


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("pages", ["/etc/passwd.html"]),
        ("pages", ["../borte.html"]),
        ("pages", ["book/../../borte.html"]),
        ("pages", ["book/index.html", "book\\borte.html"]),
        ("pages", ["2026/book/index.html"]),
        ("pages", ["book/a.js"]),
        ("pages", ["book/a.html\n"]),
        ("pages", ['book/"onclick=.html']),
        ("recorded", "i går"),
        ("recorded", "20261122"),
        ("pdf", "../rapport.pdf"),
        ("pdf", "rapport.html"),
        ("year", "2025"),
    ],
)
def test_a_manifest_that_names_what_is_no_part_of_an_edition_is_refused(site, part, value):
    content = manifest.read(site() / manifest.FILE).within
    content["editions"][0][part] = value
    with pytest.raises(BuildError, match=rf"^/x/build.json is not a manifest of a build: within\.editions\.0\.{part}"):
        dress.within(content, Path("/x/build.json"))


@pytest.mark.parametrize("years", [[2026, 2025], [2025, 2025]])
def test_a_manifest_with_editions_out_of_order_is_refused(site, years):
    content = manifest.read(site() / manifest.FILE).within
    for edition, year in zip(content["editions"], years, strict=True):
        edition["year"] = year
    with pytest.raises(BuildError, match="within.editions: .*expected each year once, the oldest first"):
        dress.within(content, ROOT / "build.json")


@pytest.mark.parametrize("address", ["javascript:x", "https://example.org/", 'https://example.org/"', "https://a:b@example.org"])
def test_a_manifest_with_an_address_that_editions_yml_could_not_have_is_refused(site, address):
    content = manifest.read(site() / manifest.FILE).within
    with pytest.raises(BuildError, match="build.json is not a manifest of a build: within.address: "):
        dress.within(content | {"address": address}, ROOT / "build.json")


def test_an_edition_on_its_own_is_within_nothing(tmp_path):
    make(tmp_path, 2026, NEW)
    assert manifest.read(tmp_path / manifest.FILE).within is None


# ---- The whole: tests/book/test_editions_site.py builds for real ----


@pytest.fixture
def fake(kept, monkeypatch):
    """The project with builds that make a few pages; the year in `failing` fails."""
    write(kept, GOOD)
    failing = []

    def build(edition, project, jobs, say):
        if edition.year in failing:
            raise BuildError("notatboken pendling feilet")
        assert frozen.in_use() == (2025 if edition.year == 2025 else None)
        make(project.site, edition.year, OLD if edition.year == 2025 else NEW)

    monkeypatch.setattr("statusbok.publish.site.check", lambda project, say: None)
    monkeypatch.setattr("statusbok.publish.site.build_checked", build)
    return Project(kept), failing


def test_a_second_edition_that_fails_leaves_the_site_as_it_was(fake):
    project, failing = fake
    site = make_site(project=project, say=lambda _: None).parent
    assert site == project.root / "_build/site" and (site / "2025/book/bare_2025.html").is_file()
    before = {path: path.read_bytes() for path in site.rglob("*") if path.is_file()}
    failing.append(2026)
    with pytest.raises(BuildError, match=r"(?s)^the 2026 edition failed, so the site in .*_build/site is as it was:\nnotatboken"):
        make_site(project=project, say=lambda _: None)
    assert before == {path: path.read_bytes() for path in site.rglob("*") if path.is_file()}
    assert sorted(path.name for path in (project.root / "_build").iterdir()) == ["build.lock", "site"]


def test_editions_that_do_not_fit_together_are_not_published(fake, monkeypatch):
    project, _ = fake
    monkeypatch.setattr(dress, "FRONT", "book/borte.html")
    with pytest.raises(BuildError, match="(?s)the editions beside each other are not fit to publish:.*broken link: 2025/book/borte.html"):
        make_site(project=project, say=lambda _: None)
    assert not (project.root / "_build/site").exists()


def test_pdfs_are_printed_before_the_pages_are_dressed(fake, monkeypatch):
    def print_one(project, say):
        assert 'class="sb sb-editions"' not in (project.site / "book/index.html").read_text(encoding="utf-8")
        (project.site / "rapport.pdf").write_bytes(b"%PDF")
        manifest.refresh(project.site)

    monkeypatch.setattr("statusbok.publish.site.make_pdf", print_one)
    monkeypatch.setattr("statusbok.publish.site.find_chromium", lambda: None)
    site = make_site(project=fake[0], pdf=True, say=lambda _: None).parent
    assert "rapport.pdf" in manifest.read(site / "2026" / manifest.FILE).outputs
    assert [link["href"] for link in soup(site / "utgaver.html").select("tbody a[href$=pdf]")] == ["2026/rapport.pdf", "2025/rapport.pdf"]


def test_without_a_browser_for_the_pdfs_nothing_is_built(fake, monkeypatch):
    monkeypatch.setenv("STATUSBOK_CHROMIUM", "finnes-ikke")
    with pytest.raises(BuildError, match="STATUSBOK_CHROMIUM names finnes-ikke"):
        make_site(project=fake[0], pdf=True, say=lambda _: None)
    assert [path.name for path in (fake[0].root / "_build").iterdir()] == ["build.lock"]


def test_while_another_build_runs_nothing_is_built(fake, monkeypatch):
    project, _ = fake
    monkeypatch.setattr("statusbok.publish.site.build_checked", lambda *_, **__: pytest.fail("an edition was built"))
    with locked(project.root), pytest.raises(BuildError, match="another update or build is running in "):
        make_site(project=project, say=lambda _: None)
    assert [path.name for path in (project.root / "_build").iterdir()] == ["build.lock"]


def test_the_lock_is_held_from_the_first_edition_to_the_last_step(fake, monkeypatch):
    held = []

    def swap(new, place):
        with pytest.raises(BuildError, match="another update or build is running"), locked(fake[0].root, BuildError):
            pass
        held.append(place.name)
        new.rename(place)

    monkeypatch.setattr("statusbok.publish.site.swap", swap)
    make_site(project=fake[0], say=lambda _: None)
    assert held == ["site"]
    with locked(fake[0].root):
        pass
