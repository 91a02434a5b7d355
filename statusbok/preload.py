"""What most chapters use, loaded once in the process that kernels are forked from.

A chapter that runs in a process of its own does not call this: it loads what it uses, when it uses it.
"""

from __future__ import annotations

import contextlib
from pathlib import Path

from statusbok import edition, frozen, geo
from statusbok.catalogue import Catalogue, catalogue, opened
from statusbok.errors import StatusbokError
from statusbok.show import component, style

LETTERS = "abcdefghijklmnopqrstuvwxyzæøåABCDEFGHIJKLMNOPQRSTUVWXYZÆØÅ0123456789.,:%()–−"
"""What names and numbers are mostly written with."""

_read: dict[Path, tuple[int, int] | None] = {}
"""Files that tables were loaded from, as they were then: time and size."""


def load() -> None:
    """Load the tables and layers of the record in use, the ground of its maps, templates and fonts.

    Nothing is left behind but what later calls find faster: no figure, setting, seed or variable of the environment. What
    cannot be read is left for the check of the record, or for the chapter that needs it, to tell of.
    """
    with contextlib.suppress(StatusbokError):
        _records()
    component.compile_templates()
    _draw()


def _records() -> None:
    record = catalogue()
    _tables(record)
    for name in geo.names():
        geo.layer(name)
    from statusbok.show import maps

    maps.prepare_ground(geo.layer("municipalities"), geo.layer("land"))
    newest = max((edition.editions_of(record, code)[-1:] for code in edition.codes_in_all(record)), default=[])
    for year in newest:
        _date(record, year)
        if frozen.of(year - 1) is not None:  # what the newest edition is compared with
            _tables(before := opened(frozen.folder(year - 1)))
            _date(before, year - 1)


def _tables(record: Catalogue) -> None:
    paths = [record.folder / "datapackage.json", *(record.folder / record.resource(name).path for name in record.names)]
    _read.update({path: _state(path) for path in paths})
    for name in record.names:
        record.table(name)
    edition.codes_in_all(record)


def _date(record: Catalogue, year: int) -> None:
    for name in record.names:
        record.table(name, edition_year=year)


def drop_changed() -> None:
    """Forget tables whose file has changed since they were loaded; a map layer notices that itself.

    Cheap enough to be called in each process that was forked from the one that has loaded.
    """
    if any(_state(path) != state for path, state in _read.items()):
        opened.cache_clear()
        _read.clear()


def _state(path: Path) -> tuple[int, int] | None:
    try:
        state = path.stat()
    except OSError:
        return None
    return state.st_mtime_ns, state.st_size


def _draw() -> None:
    """Draw and write a chart, so that fonts are found and what draws is imported."""
    import pandas as pd

    from statusbok.show import charts, layout

    for bold in (False, True):
        layout.text_width(LETTERS, bold=bold)  # the outline of each is looked at once
    numbers = pd.DataFrame({"name": ["Æ", "Å"], "persons": [1, 2]})
    figure = charts.bars(numbers, "name", "persons", x_label="Antall", highlight="Å")
    assert figure is not None
    style.to_svg(figure)
