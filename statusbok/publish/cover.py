"""The front page's map and key figures, and the card that other sites show with a link to the report.

Key figures are taken from the executed summary as they stand there, so that the two can never differ.
"""

from __future__ import annotations

import hashlib
import io
import json
import platform
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from bs4 import BeautifulSoup, Tag
from markupsafe import Markup

from statusbok import frozen
from statusbok.edition import Edition
from statusbok.publish import manifest
from statusbok.publish.project import Project
from statusbok.show.nb import cover as words

SUMMARY = "sammendrag"
FRAGMENT = "forside.html"
MAP = "forside-kart.svg"
CARD = "delingskort.png"
CARD_ABOUT = "delingskort.json"

ON_COVER = 6
ON_CARD = 3
MOST_AROUND = 20  # municipalities of a county that a map of this size can name
CARD_SIZE = (1200, 630)  # pixels; what sites that show a card ask for


@dataclass(frozen=True)
class Summary:
    """What the front page takes from the executed summary."""

    edition_line: Tag | None
    cards: list[Tag]

    def figures(self) -> list[tuple[str, str, str, str]]:
        """Label, number, unit and period of each card."""

        def text(card: Tag, selector: str) -> str:
            found = card.select_one(selector)
            return " ".join(found.get_text().split(" ")).strip() if found else ""

        selectors = ("dt", ".sb-figures", ".sb-unit", ".sb-period")
        return [tuple(text(card, selector) for selector in selectors) for card in self.cards]  # type: ignore[misc]


def read_summary(notebook: Path) -> Summary:
    """Edition line and key figures of the executed summary; empty where it has none."""
    outputs = [
        output["data"]["text/html"]
        for cell in nbformat.read(notebook, as_version=4).cells
        for output in cell.get("outputs", [])
        if "text/html" in output.get("data", {})
    ]
    page = BeautifulSoup("\n".join(outputs), "html.parser")
    return Summary(page.select_one("p.sb-edition"), page.select("dl.sb-keys > .sb-key"))


def write_or_copy(edition: Edition, executed: Path, project: Project, *, fresh: bool = False) -> None:
    """As `write`, or copies of what that wrote for the last build where it would be the same.

    Args:
        edition: the report's parameters.
        executed: folder with the executed notebooks and `files/`.
        project: the folder that is built; what is written stays in it for the next build.
        fresh: whether it is written anew whatever stays.
    """
    kept = project.root / "_build" / "cover"
    notebook, stamp = executed / f"{SUMMARY}.ipynb", kept / "stamp"
    if not notebook.exists():
        return
    inputs = manifest.inputs(frozen.ROOT, edition.year)
    read = [part for part in inputs.items() if part[0].startswith(("data/", "geo/", "statusbok/"))]
    made_with = (edition.parameters, manifest.checksum(notebook), read, manifest.packages(project.root), platform.python_version())
    places = {MAP: executed / "files/figures", CARD: executed / "files", CARD_ABOUT: executed / "files", FRAGMENT: executed}

    def stamped(folders: Mapping[str, Path]) -> str:
        made = [(name, manifest.checksum(at / name)) for name, at in folders.items() if (at / name).is_file()]
        return hashlib.sha256(repr((made_with, made)).encode()).hexdigest()

    if not fresh and stamp.is_file() and stamp.read_text(encoding="utf-8") == stamped(dict.fromkeys(places, kept)):
        for name, place in places.items():
            if (kept / name).is_file():
                place.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(kept / name, place / name)
        return
    write(edition, executed)
    shutil.rmtree(kept, ignore_errors=True)
    kept.mkdir(parents=True)
    for name, place in places.items():
        if (place / name).is_file():
            shutil.copyfile(place / name, kept / name)
    stamp.write_text(stamped(places), encoding="utf-8")


def write(edition: Edition, executed: Path) -> None:
    """Write the front page's fragment, its map and the card beside the executed notebooks.

    Args:
        edition: the report's parameters.
        executed: folder with the executed notebooks and `files/`; nothing is written without a summary in it.
    """
    from statusbok.show import component  # draws: slow to import

    notebook = executed / f"{SUMMARY}.ipynb"
    if not notebook.exists():
        return
    summary = read_summary(notebook)
    municipalities = edition.layer("municipalities")
    drawn = edition.municipality in set(municipalities["code"])
    around, whole = _around(edition, municipalities) if drawn else ([], False)
    files = executed / "files"
    (files / "figures").mkdir(parents=True, exist_ok=True)

    picture: dict[str, Any] = {"picture": "", "alt": "", "caption": "", "source": "", "width": 0, "height": 0}
    if drawn:
        picture = _map(edition, municipalities, around, whole, files / "figures" / MAP)
    fragment = component.Component(
        "cover",
        edition.name,
        edition=Markup(summary.edition_line) if summary.edition_line else "",
        keys=Markup('<dl class="sb sb-keys">\n{}\n</dl>').format(Markup("\n").join(map(Markup, summary.cards[:ON_COVER])))
        if summary.cards
        else "",
        heading=words.KEY_FIGURES,
        more=words.ALL_KEY_FIGURES,
        more_href=f"{SUMMARY}.html",
        **picture,
    )
    (executed / FRAGMENT).write_text(fragment._repr_html_() + "\n", encoding="utf-8")

    figures = summary.figures()[:ON_CARD]
    shown = municipalities[municipalities["code"].isin([edition.municipality, *around])] if drawn else None
    (files / CARD).write_bytes(social_card(edition, figures, shown))
    about = {"alt": words.card_alt(edition.name, edition.year, [figure[:3] for figure in figures])}
    (files / CARD_ABOUT).write_text(json.dumps(about, ensure_ascii=False), encoding="utf-8")


def _around(edition: Edition, municipalities: Any) -> tuple[list[str], bool]:
    """Codes of the other municipalities to draw, and whether they are those of the county.

    Where the county is too large for that, or the layer has no other municipality of it, they are the neighbours.
    """
    from statusbok.show.maps.region import touching

    others = municipalities[municipalities["code"] != edition.municipality]
    county = others.loc[(others["country"] == "NO") & (others["county"] == edition.county), "code"]
    if 0 < len(county) <= MOST_AROUND:
        return list(county), True
    near = touching(municipalities, edition.municipality)
    return list(near.loc[near["country"] == "NO", "code"]), False


def _map(edition: Edition, municipalities: Any, around: list[str], whole: bool, path: Path) -> dict[str, Any]:
    """Draw the map of the front page; what the fragment says about it. `whole`: it shows the county."""
    from statusbok.show import style
    from statusbok.show.maps import ground
    from statusbok.show.maps.region import neighbours, region

    drawing = region(
        municipalities,
        own=edition.municipality,
        around=around,
        land=edition.layer("land"),
        border=edition.layer("border"),
    )
    path.write_bytes(style.to_svg(drawing))
    near = neighbours(municipalities, edition.municipality)
    width, height = (round(96 * inches) for inches in drawing.get_size_inches())
    return {
        "picture": f"../figures/{path.name}",
        "alt": words.map_alt(edition.name, edition.county if whole else None, near.get("NO", []), near.get("SE", [])),
        "caption": words.map_caption(edition.name, edition.county),
        "source": ground.attribution(licences=False),
        "width": width,
        "height": height,
    }


def social_card(edition: Edition, figures: list[tuple[str, str, str, str]], municipalities: Any | None) -> bytes:
    """The card as PNG: municipality, edition, key figures and, where the layer has it, the municipality's shape.

    Args:
        edition: the report's parameters.
        figures: label, number, unit and period of at most three key figures.
        municipalities: the municipality and those around it, from the layer of municipalities, or None.

    Returns:
        The picture; the same bytes for the same edition.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

    from statusbok.show import layout, style

    quiet = "#C8DBEB"
    with style.context():
        card = Figure(figsize=(CARD_SIZE[0] / 100, CARD_SIZE[1] / 100), dpi=100, facecolor=style.OWN)
        FigureCanvasAgg(card)
        if municipalities is not None:
            _shapes(card, edition, municipalities)
        card.text(0.06, 0.865, words.CARD_TITLE, color=quiet, fontsize=21, va="center")
        serif = {"family": "DejaVu Serif", "weight": "bold", "color": "white"}
        size = min(62.0, 62.0 * 6.3 / layout.text_width(edition.name, 66, bold=True))  # the serif is wider by some
        card.text(0.057, 0.70, edition.name, fontsize=size, va="center", **serif)
        card.text(0.06, 0.545, words.EDITION.format(year=edition.year), color=quiet, fontsize=25, va="center")
        card.add_artist(Line2D([0.06, 0.94], [0.425, 0.425], color="#6E9CC4", linewidth=1.5))
        for place, (label, value, unit, period) in enumerate(figures):
            x = 0.06 + place * 0.305
            card.text(x, 0.335, value, fontsize=39, va="center", **serif)
            text = layout.wrap(label, 3.2, 16.5)
            card.text(x, 0.245, text, color="white", fontsize=16.5, va="top", linespacing=1.25)
            card.text(x, 0.075, ", ".join(part for part in (unit, period) if part), color=quiet, fontsize=14, va="center")
        buffer = io.BytesIO()
        card.savefig(buffer, format="png", dpi=100, facecolor=style.OWN, metadata={"Software": None})
    return buffer.getvalue()


def _shapes(card: Any, edition: Edition, municipalities: Any) -> None:
    """The region in the upper right of the card, the municipality in white."""
    from statusbok.show import style
    from statusbok.show.maps.region import outlines

    shapes = outlines(municipalities, 300)
    axes = card.add_axes((0.62, 0.455, 0.32, 0.50))
    axes.set_axis_off()
    shapes.plot(ax=axes, color=["white" if code == edition.municipality else "#5C8DB8" for code in shapes.index],
                edgecolor=style.OWN, linewidth=1.2)  # fmt: skip
    axes.set_aspect("equal", anchor="E")
