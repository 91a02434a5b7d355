"""The front page's fragment and the card, from an executed summary."""

from __future__ import annotations

import io
import json

import geopandas as gpd
import nbformat
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_notebook, new_output
from PIL import Image
from shapely.geometry import box

from statusbok import show
from statusbok.edition import Edition
from statusbok.publish import cover
from statusbok.publish.project import Project

FIGURES = [
    show.KeyFigure(
        label=f"Tall {number}", value=f"{number} 000", unit="personer", period="2025", change="", source="Kilde: prøve",
        indicator=f"tall-{number}", number=1000 * number, href="sysselsetting.html",
    )
    for number in range(1, 9)
]  # fmt: skip


@pytest.fixture
def executed(tmp_path):
    """A folder with an executed summary of eight key figures."""
    cards = show.key_figures(FIGURES)._repr_html_()
    cells = [
        new_code_cell(outputs=[new_output("display_data", data={"text/html": html})])
        for html in ('<p class="sb sb-edition"><strong>Råde kommune</strong></p>', cards)
    ]
    nbformat.write(new_notebook(cells=cells), tmp_path / "sammendrag.ipynb")
    (tmp_path / "files").mkdir()
    return tmp_path


def test_the_fragment_has_the_first_cards_as_they_stand_in_the_summary(executed):
    cover.write(Edition(municipality="3112"), executed)
    page = BeautifulSoup((executed / "forside.html").read_text(encoding="utf-8"), "html.parser")
    summary = BeautifulSoup(show.key_figures(FIGURES)._repr_html_(), "html.parser")
    cards = [str(card) for card in summary.select(".sb-key")]
    assert [str(card) for card in page.select("dl.sb-keys > .sb-key")] == cards[: cover.ON_COVER]
    assert page.select_one("p.sb-edition").get_text() == "Råde kommune"
    assert page.img["alt"].startswith("Kart over Østfold, der Råde er framhevet")
    assert "Kartverket" in page.figcaption.get_text()
    assert (executed / "files/figures/forside-kart.svg").is_file()


def test_the_card_has_its_size_and_is_the_same_again(executed):
    edition = Edition(municipality="3112")
    cover.write(edition, executed)
    card = (executed / "files" / cover.CARD).read_bytes()
    assert Image.open(io.BytesIO(card)).size == cover.CARD_SIZE
    cover.write(edition, executed)
    assert (executed / "files" / cover.CARD).read_bytes() == card
    alt = json.loads((executed / "files" / cover.CARD_ABOUT).read_text(encoding="utf-8"))["alt"]
    assert alt == (
        "Statusrapport for arbeid og næring i Råde, utgave 2026. "
        "Tall 1: 1 000 personer. Tall 2: 2 000 personer. Tall 3: 3 000 personer."
    )


def test_what_was_written_is_copied_until_something_has_changed(executed, tmp_path, monkeypatch):
    project, edition, drawn = Project(tmp_path / "project"), Edition(municipality="3112"), []

    def write(edition, executed):
        drawn.append(edition)
        for name in (cover.FRAGMENT, f"files/{cover.CARD}"):  # no map
            (executed / name).write_text(f"{name} {len(drawn)}", encoding="utf-8")

    def written(edition=edition, **how):
        for name in (cover.FRAGMENT, f"files/{cover.CARD}"):
            (executed / name).unlink(missing_ok=True)
        cover.write_or_copy(edition, executed, project, **how)
        assert (executed / cover.FRAGMENT).read_text(encoding="utf-8").startswith(cover.FRAGMENT)
        assert (executed / "files" / cover.CARD).exists() and not (executed / "files/figures" / cover.MAP).exists()
        return len(drawn)

    monkeypatch.setattr(cover, "write", write)
    assert written() == 1 and written() == 1
    assert written(fresh=True) == 2
    assert written(Edition(municipality="3101")) == 3 and written() == 4
    nbformat.write(new_notebook(cells=[]), executed / "sammendrag.ipynb")
    assert written() == 5 and written() == 5
    (project.root / "_build/cover" / cover.CARD).write_text("halv", encoding="utf-8")
    assert written() == 6
    monkeypatch.setattr(cover.manifest, "packages", lambda root: {"matplotlib": "9"})
    assert written() == 7


def test_nothing_is_written_without_a_summary(tmp_path):
    (tmp_path / "files").mkdir()
    cover.write(Edition(), tmp_path)
    assert [path.name for path in tmp_path.rglob("*")] == ["files"]


def test_a_summary_without_key_figures_gives_a_page_without_them(executed):
    nbformat.write(new_notebook(cells=[]), executed / "sammendrag.ipynb")
    cover.write(Edition(), executed)
    html = (executed / "forside.html").read_text(encoding="utf-8")
    assert "sb-cover-map" in html
    assert "<dl" not in html and "<h2" not in html


def squares(**of):
    """Municipalities of 10 km, side by side from west to east: code and (county, role)."""
    frame = gpd.GeoDataFrame(
        {"code": [code[1:] for code in of], "county": [county for county, _ in of.values()]},
        geometry=[box(600_000 + 10_000 * n, 6_550_000, 610_000 + 10_000 * n, 6_560_000) for n in range(len(of))],
        crs="EPSG:25832",
    )
    return frame.assign(name=frame["code"], country="NO", role=[role for _, role in of.values()]).to_crs("EPSG:4326")


@pytest.mark.parametrize(
    ("counties", "expected"),
    [
        ({"k3112": "Østfold", "k3101": "Østfold", "k3207": "Akershus"}, (["3101"], True)),
        ({"k3112": "Østfold", "k3207": "Akershus", "k3301": "Buskerud"}, (["3207"], False)),
        ({"k3112": "Østfold"} | {f"k31{n}": "Østfold" for n in range(20, 50)}, (["3120"], False)),
        ({"k3112": "Østfold"}, ([], False)),
    ],
    ids=["county", "no county", "large county", "alone"],
)
def test_the_map_has_the_county_or_else_the_neighbours(counties, expected):
    layer = squares(**{code: (county, "other") for code, county in counties.items()})
    around, whole = cover._around(Edition(municipality="3112"), layer)
    assert (around, whole) == expected
    assert cover.social_card(Edition(municipality="3112"), [], layer[layer["code"].isin(["3112", *around])])


def test_a_municipality_outside_ostfold_has_a_map(executed, monkeypatch):
    layer = squares(k3112=("Østfold", "other"), k3207=("Akershus", "other"))
    of_the_record = Edition.layer
    monkeypatch.setattr(
        Edition, "layer", lambda self, name: layer if name == "municipalities" else of_the_record(self, name)
    )
    cover.write(Edition(municipality="3112"), executed)
    page = BeautifulSoup((executed / "forside.html").read_text(encoding="utf-8"), "html.parser")
    assert page.img["alt"] == "Kart over Råde og kommunene rundt, der Råde er framhevet. På land grenser Råde til 3207."
