"""A figure or map as one whole: picture, alt text, the numbers behind it, files, source and permanent link."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from statusbok import timing
from statusbok.errors import StatusbokError
from statusbok.show import style
from statusbok.show.component import Component, address, checked, claim, write, writes_files
from statusbok.show.tables import Missing, downloads, grid, sentence_instead, without_rows


def figure(
    fig: Figure | None,
    *,
    name: str,
    title: str,
    alt: str,
    source: str,
    data: pd.DataFrame,
    note: str | None = None,
    labels: Mapping[str, str] | None = None,
    missing: Missing = None,
) -> Component:
    """A chart or still map with everything a reader needs around it; without numbers, a sentence that says so.

    Args:
        fig: From `show.charts` or `show.maps`; None when a chart had no numbers to draw.
        name: Slug, unique in the chapter: the figure's place on the page and the name of its files.
        title: What, where and when; shown above the picture.
        alt: What the picture shows, with this edition's numbers, for who cannot see it.
        source: From `show.source(...)`.
        data: The numbers in the picture, as for `show.table`.
        note: A line under the picture (a break, a definition).
        labels: Headings for columns that are not in `show.nb.labels.COLUMNS`.
        missing: Standard sign for missing values, ".." when not given; or one sign per column name.

    Raises:
        StatusbokError: Title, alt text, source or picture are missing.
    """
    return _frame(fig, None, name, title, alt, source, data, note, labels, missing)


def map(  # noqa: A001  (the notebooks read show.map)
    fig: Figure | None,
    interactive: Any,
    *,
    name: str,
    title: str,
    alt: str,
    source: str,
    data: pd.DataFrame,
    note: str | None = None,
    labels: Mapping[str, str] | None = None,
    missing: Missing = None,
) -> Component:
    """A still map and, after it, the interactive map (a folium.Map, or None); otherwise as `figure`."""
    return _frame(fig, interactive, name, title, alt, source, data, note, labels, missing)


def _frame(
    fig: Figure | None,
    interactive: Any,
    name: str,
    title: str,
    alt: str,
    source: str,
    data: pd.DataFrame,
    note: str | None,
    labels: Mapping[str, str] | None,
    missing: Missing,
) -> Component:
    what = f'figure "{name}"'
    title = checked(title, f"The title of {what}")
    if without_rows(data, name) or fig is None:
        return sentence_instead("no_figure", claim(name), title)
    if not isinstance(fig, Figure):
        raise StatusbokError(f"The picture of {what} is {type(fig).__name__}; expected a matplotlib Figure.")
    alt = checked(alt, f"The alt text of {what}")
    source = checked(source, f"The source of {what}")
    note = checked(note, f"The note of {what}") if note is not None else None
    name = claim(name)
    with timing.spent("drawing" if interactive is None else "maps"):
        picture = style.to_svg(fig)
        frame = _map_frame(interactive, name, title) if interactive is not None else None
    width, height = (round(96 * inches) for inches in fig.get_size_inches())
    return Component(
        "figure",
        f"Figur: {title}",
        name=name,
        title=title,
        alt=alt,
        source=source,
        note=note,
        picture=address("figures", f"{name}.svg", picture, "image/svg+xml"),
        width=width,
        height=height,
        wide=fig.get_size_inches()[0] > style.WIDTH,
        frame=frame,
        grid=grid(data, name, labels, missing),
        downloads=downloads(data, name, title, source, note, labels, missing),
    )


def _map_frame(interactive: Any, name: str, title: str) -> dict[str, str]:
    """Attributes of the interactive map's frame: its address, which enhance.js uses near the screen, or the document."""
    from statusbok.show import maps  # folium is slow to import, and most figures are not maps

    if writes_files():
        for file_name, content in maps.to_files(interactive, title, name).items():
            write("maps", file_name, content.encode("utf-8"), shared=file_name.startswith("ground-"))
        return {"data-src": f"../maps/{name}.html"}
    return {"srcdoc": maps.to_html(interactive, title)}
