"""What a reader sees: figures, maps, tables, sentences, numbers. It fetches and calculates nothing."""

import importlib

from statusbok.show import charts, numbers
from statusbok.show.component import Component
from statusbok.show.figures import figure, map
from statusbok.show.provenance import source
from statusbok.show.tables import table
from statusbok.show.text import KeyFigure, findings, footer, header, key_figures, missing, say


def __getattr__(name: str):
    if name in ("maps", "registers"):  # few chapters use them, and folium and geopandas are slow to import
        return importlib.import_module(f"statusbok.show.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = [
    "Component",
    "KeyFigure",
    "charts",
    "figure",
    "findings",
    "footer",
    "header",
    "key_figures",
    "map",
    "missing",
    "numbers",
    "registers",
    "say",
    "source",
    "table",
]
