"""What a reader sees: figures, maps, tables, sentences, numbers. It fetches and calculates nothing.

Each part is imported when it is first used: a chapter without charts does not wait for matplotlib, one without maps not
for geopandas, and who only wants the words for none of them.
"""

import importlib

_PARTS = ("charts", "maps", "numbers", "registers")
#: Whole names, since the cache of executed chapters follows the modules that are named.
_FROM = {
    "statusbok.show.component": ("Component",),
    "statusbok.show.figures": ("figure", "map"),
    "statusbok.show.provenance": ("source",),
    "statusbok.show.tables": ("table",),
    "statusbok.show.text": ("KeyFigure", "findings", "footer", "header", "key_figures", "missing", "say"),
}

__all__ = sorted([*_PARTS, *(name for names in _FROM.values() for name in names)])


def __getattr__(name: str):
    if name in _PARTS:
        return importlib.import_module(f"{__name__}.{name}")
    for part, names in _FROM.items():
        if name in names:
            return getattr(importlib.import_module(part), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
