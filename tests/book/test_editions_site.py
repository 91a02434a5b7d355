"""Two editions built for real and put beside each other."""

from __future__ import annotations

import shutil

import pytest
from bs4 import BeautifulSoup

from statusbok import frozen
from statusbok.publish import manifest, verify
from statusbok.publish.project import ROOT
from statusbok.publish.site import make_site


@pytest.fixture
def whole(small, monkeypatch):
    """The small project with the code and the records beside it, that of 2025 frozen."""
    monkeypatch.setenv("STATUSBOK_COMMIT", "abc1234")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    for name in ("data", "geo", "statusbok"):
        shutil.copytree(ROOT / name, small.root / name, ignore=shutil.ignore_patterns("__pycache__", "editions"))
    kept = small.root / "data/editions/2025"
    for name, source in (("tables", "data/tables"), ("geo", "geo")):
        shutil.copytree(ROOT / source, kept / name)
    shutil.copy(ROOT / "data/datapackage.json", kept)
    monkeypatch.setattr(frozen, "ROOT", small.root)
    monkeypatch.setenv("PYTHONPATH", str(small.root))  # for the kernels, which read the record too
    text = 'address: "https://example.org/r/"\nmunicipality: "3101"\neditions: [2026, 2025]\n'
    (small.root / "editions.yml").write_text(text, encoding="utf-8")
    return small


def soup(path):
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def test_two_editions_stand_beside_each_other(whole, write_notebook):
    write_notebook(whole, "pendling", "from statusbok import frozen; print(year, 'arkiv', frozen.in_use() or 'av i dag')")
    (whole.root / "_build/html").mkdir(parents=True)
    (whole.root / "_build/html/index.html").write_text("laget med make book", encoding="utf-8")
    said = []
    front = make_site(project=whole, say=said.append)
    site = whole.root / "_build/site"
    assert front == site / "index.html"

    # Each from its own record, the newest at the root too, and links that lead where they say.
    shown = {folder: soup(site / folder / "book/pendling.html") for folder in ("", "2025", "2026")}
    for folder, told in (("", "2026 arkiv av i dag"), ("2025", "2025 arkiv 2025"), ("2026", "2026 arkiv av i dag")):
        assert told in shown[folder].article.get_text()
        # SOURCE_DATE_EPOCH is in 2026, and Sphinx would write that year for any other.
        assert f"© {folder or 2026} Statusbok" in " ".join(shown[folder].select_one(".copyright").get_text().split())
        assert shown[folder].select_one('link[rel="canonical"]')["href"] == "https://example.org/r/book/pendling.html"
    assert shown["2025"].select_one(".sb-outdated a")["href"] == "../../book/pendling.html"
    assert [link["href"] for link in shown[""].select('nav[aria-label="Utgaver"] a')] == [
        "../2025/book/pendling.html", "../utgaver.html",
    ]  # fmt: skip
    assert len(soup(site / "utgaver.html").select("tbody tr")) == 2
    for folder in ("", "2025/", "2026/"):
        feed = (site / folder / "rettelser.xml").read_text(encoding="utf-8")
        assert f'href="https://example.org/r/{folder}rettelser.xml"' in feed
    assert "url=book/index.html" in (site / "2025/index.html").read_text(encoding="utf-8")
    assert (whole.root / "_build/html/index.html").read_text(encoding="utf-8") == "laget med make book"
    kept = ["build.lock", "cache", "checked.json", "html", "prepared.json", "site", "sphinx"]
    assert [path.name for path in sorted((whole.root / "_build").iterdir())] == kept

    # The manifests hold, and an edition built anew and dressed is the published one.
    for folder in ("", "2025", "2026"):
        verify.verify_site(site / folder / manifest.FILE, site / folder, say=said.append)
    verify.verify_against(site / manifest.FILE, project=whole, say=said.append)
    assert said[-1].startswith("The site is the published one, byte for byte: ")
