"""The page that leads to the reports of many municipalities: `_build/country/index.html`."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from statusbok import policy
from statusbok.publish import dress, templates
from statusbok.publish.swap import swap

FILES = ("country.css", "country.js")
"""Style sheet and script of the page, beside this module."""

_ALPHABET = str.maketrans({"æ": "z1", "ø": "z2", "å": "z3", "á": "a", "č": "c", "đ": "d", "ŋ": "n", "š": "s", "ŧ": "t", "ž": "z"})


def write(place: Path, sites: Sequence[str], municipalities: pd.DataFrame, year: int) -> Path:
    """Write the page, with the style sheets of the sites' own pages.

    Args:
        place: folder with a folder for each site, named by its code.
        sites: codes of those, at least one.
        municipalities: table `municipalities`.
        year: year of the edition.

    Returns:
        The page.
    """
    newest = max(sites, key=lambda code: (place / code / "build.json").stat().st_mtime)
    look = dress.LOOK.findall((place / newest / "search.html").read_text(encoding="utf-8"))
    static = place / "_static.new"
    shutil.rmtree(static, ignore_errors=True)
    shutil.copytree(place / newest / "_static", static, copy_function=_link)
    for name in FILES:
        shutil.copyfile(Path(__file__).with_name(name), static / name)
    swap(static, place / "_static")
    page = templates.environment().get_template("country.html.jinja").render(
        policy=policy.PAGE,
        look=look,
        year=year,
        front=dress.FRONT,
        counties=by_county(municipalities, set(sites)),
        made=len(sites),
        every=int((municipalities["country"] == "NO").sum()),
    )
    new = place / "index.html.new"
    new.write_text(page, encoding="utf-8", newline="\n")
    return new.replace(place / "index.html")


def by_county(municipalities: pd.DataFrame, sites: Collection[str]) -> list[dict[str, Any]]:
    """The municipalities of each county, both in the order of the alphabet.

    Args:
        municipalities: table `municipalities`.
        sites: codes of those that have a site.

    Returns:
        For each county `name`, `id` and `municipalities`, each with `code`, `name` and `made`.
    """
    norwegian = municipalities[municipalities["country"] == "NO"]
    found = []
    for (code, name), rows in norwegian.groupby(["county_code", "county"]):
        listed = [
            {"code": own, "name": called, "made": own in sites} for own, called in zip(rows["code"], rows["name"], strict=True)
        ]
        found.append({"name": name, "id": f"fylke-{code}", "municipalities": sorted(listed, key=lambda one: in_order(one["name"]))})
    return sorted(found, key=lambda county: in_order(county["name"]))


def in_order(name: str) -> str:
    """What a name is sorted by: æ, ø and å last, Sámi letters with the plain ones."""
    return re.sub(r"[^\w ]", "", name.casefold()).translate(_ALPHABET)


def _link(source: str, target: str) -> None:
    """The same file once more, or a copy of it where the disk has no hard links."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
