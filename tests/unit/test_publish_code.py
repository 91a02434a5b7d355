"""Which of the library's files a notebook's code depends on."""

from __future__ import annotations

import ast

import pytest

from statusbok.publish import code
from statusbok.publish.code import LAZY, Library

FILES = {
    "__init__.py": "",
    "plain.py": "import statusbok.deep.leaf as leaf",
    "lazy.py": "def f():\n    from statusbok import late",
    "late.py": "",
    "typed.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from statusbok import plain\nelse:\n    import statusbok.late",
    "text.py": "import importlib\nimportlib.import_module('statusbok.late')",
    "deep/__init__.py": "",
    "deep/leaf.py": "from . import other\nfrom ..late import x",
    "deep/other.py": "",
    "deep/look/page.html": "<p>",
    "show/__init__.py": "",
    "show/maps.py": "",
    "broken.py": "def",
}


@pytest.fixture
def library(tmp_path):
    for name, source in FILES.items():
        path = tmp_path / "statusbok" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source, encoding="utf-8")
    return Library(tmp_path / "memory/imports.json", tmp_path)


def used(library, source):
    return {name.removeprefix("statusbok/") for name in library.used_by(source)}


DEEP = {"__init__.py", "deep/__init__.py", "deep/leaf.py", "deep/other.py", "deep/look/page.html", "late.py"}


@pytest.mark.parametrize(
    ("source", "files"),
    [
        ("import pandas", set()),
        ("from statusbok import late", {"__init__.py", "late.py"}),
        ("from statusbok.late import something", {"__init__.py", "late.py"}),
        ("from statusbok import plain", DEEP | {"plain.py"}),
        ("from statusbok import lazy", {"__init__.py", "lazy.py", "late.py"}),
        ("import statusbok.typed", {"__init__.py", "typed.py", "late.py"}),
        ("import statusbok.text", {"__init__.py", "text.py", "late.py"}),
        ("from statusbok import show\n\nshow.chart()", {"__init__.py", "show/__init__.py"}),
        ("from statusbok import show\n\nshow.maps.flows()", {"__init__.py", "show/__init__.py", "show/maps.py"}),
        ("import statusbok\nstatusbok.show.maps", {"__init__.py", "show/__init__.py", "show/maps.py"}),
        ("%matplotlib inline\n!ls\nfrom statusbok import late", {"__init__.py", "late.py"}),
        ("this is no Python", set(FILES)),
        ("import statusbok.broken", set(FILES)),
    ],
)
def test_modules_are_found_through_imports(library, source, files):
    assert used(library, source) == files
    assert used(library, source) == files  # from memory


def test_what_modules_import_is_remembered_by_their_content(library, tmp_path, monkeypatch):
    library.used_by("from statusbok import plain")
    again = Library(tmp_path / "memory/imports.json", tmp_path)
    assert used(again, "from statusbok import plain") == DEEP | {"plain.py"}
    (tmp_path / "statusbok/plain.py").write_text("")
    assert used(Library(tmp_path / "memory/imports.json", tmp_path), "from statusbok import plain") == {"__init__.py", "plain.py"}


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"statusbok.late x": 3}'])
def test_a_damaged_memory_is_no_memory(library, tmp_path, damage):
    (tmp_path / "memory").mkdir()
    (tmp_path / "memory/imports.json").write_text(damage)
    assert used(Library(tmp_path / "memory/imports.json", tmp_path), "from statusbok import plain") == DEEP | {"plain.py"}


def test_maps_belong_to_chapters_that_draw_one():
    library = Library()
    assert "statusbok/show/maps/still.py" in library.used_by("from statusbok import show\nshow.map()")
    assert "statusbok/show/maps/draw.js" in library.used_by("from statusbok.show import map")
    assert "statusbok/geo.py" in library.used_by("from statusbok.edition import Edition")
    without = library.used_by("from statusbok import show\nfrom statusbok.edition import Edition\nshow.table()")
    assert "statusbok/show/templates/table.html" in without
    assert not [name for name in without if "/maps/" in name or name.endswith(("border.py", "plan_indicators.py"))]


@pytest.mark.parametrize(
    ("module", "function"), [("show.figures", "_map_frame"), ("plans", "complaints"), ("edition", "_traced_border")]
)
def test_what_few_chapters_need_is_imported_in_one_function_only(module, function):
    """The exceptions hold as long as nothing else in the module needs what they leave out."""
    (lazy,) = LAZY[f"statusbok.{module}"]
    source = (code.ROOT / f"statusbok/{module.replace('.', '/')}.py").read_text(encoding="utf-8")
    package, _, name = lazy.rpartition(".")
    imports = [line.strip() for line in source.splitlines() if f"from {lazy} import" in line or f"from {package} import {name}" in line]
    inside = next(node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef) and node.name == function)
    assert len(imports) == 1 and imports[0].split(" (")[0].split("  #")[0] in ast.unparse(inside)


def test_texts_that_stand_in_cells_also_beside_one_that_is_no_python():
    assert code.texts(["a = 'x'", "%time b = 'y'", 'f(f"z{a}")']) == {"x", "z"}
    assert code.texts(["a = 'x'", "for 'y'", "b = 'z'"]) == {"x", "z"}
