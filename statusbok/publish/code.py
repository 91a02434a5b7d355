"""The library's code that a notebook runs: the modules that it imports, and those that they import, with their files."""

from __future__ import annotations

import ast
import json
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from statusbok.publish import manifest
from statusbok.reads import ROOT

PACKAGE = "statusbok"
_MODULE = re.compile(rf"{PACKAGE}(\.\w+)+")
_MAGIC = re.compile(r"^\s*[%!?].*$", re.MULTILINE)

#: Imports within functions that few chapters call: they count where one of these names stands, in no chapter where none does.
LAZY: dict[str, dict[str, tuple[str, ...]]] = {
    f"{PACKAGE}.show.figures": {f"{PACKAGE}.show.maps": (f"{PACKAGE}.show.map", f"{PACKAGE}.show.figures.map")},
    f"{PACKAGE}.plans": {f"{PACKAGE}.indicators.plan_indicators": ()},  # `complaints`: the check of the record
    f"{PACKAGE}.edition": {f"{PACKAGE}.indicators.border": ()},  # `at_border`: noted there as code that is read
}


class Library:
    """Checksums of the library's files, and which of them a notebook's code depends on.

    A module is named in an import, also one within a function, as an attribute (`show.maps`), or in a text such as
    "statusbok.show.maps". An import for type checkers alone does not count. Other files of a package, such as templates,
    belong to the package.

    Args:
        memory: file that remembers, by checksum, which modules a module imports: parsing all of them takes half a second.
        root: the folder with the package.
    """

    def __init__(self, memory: Path | None = None, root: Path = ROOT) -> None:
        self._root, self._memory = root, memory
        self._modules = dict(_found(root))
        self._packages = {name for name, path in self._modules.items() if path.name == "__init__.py"}
        self._sums: dict[Path, str] = {}
        self._files_of: dict[str, list[tuple[str, str]]] = {}
        self._imports = _remembered(memory)
        self._grown = False

    def used_by(self, source: str) -> dict[str, str]:
        """Checksums of the files that some code depends on, by path in the project; all of them for code that is no Python.

        Args:
            source: the code, of all cells of a notebook together.
        """
        imported = _imported(source)
        named = set(self._modules if imported is None else imported)
        found: set[str] = set()
        called = set(named)
        while left := self._with_parents(named) - found:
            for module in left:
                imported = self._imported_by(module)
                named |= imported
                called |= set() if module in self._packages else imported  # a package passes names on
            found |= left
            named |= self._opened(found, called)
        self._remember()
        return dict(sorted((path, total) for name in found for path, total in self._files(name)))

    def _with_parents(self, names: Iterable[str]) -> set[str]:
        """Modules that names stand for: the longest part that is one, and the packages around it."""
        parts = (name.split(".") for name in names)
        return {".".join(part[:length]) for part in parts for length in range(1, len(part) + 1)} & self._modules.keys()

    def _opened(self, found: set[str], called: set[str]) -> set[str]:
        lazy = (pair for module in found & LAZY.keys() for pair in LAZY[module].items())
        return {imported for imported, names in lazy if not called.isdisjoint(names)}

    def _imported_by(self, module: str) -> set[str]:
        path = self._modules[module]
        key = f"{module} {self._sum(path)}"
        if key not in self._imports:
            package = module if module in self._packages else module.rpartition(".")[0]
            found = _imported(path.read_text(encoding="utf-8"), package)
            self._imports[key] = sorted(self._modules if found is None else found)
            self._grown = True
        lazy = LAZY.get(module, {})
        return {name for name in self._imports[key] if not any(f"{name}.".startswith(f"{one}.") for one in lazy)}

    def _files(self, module: str) -> list[tuple[str, str]]:
        """Paths in the project and checksums of a module's files."""
        if module not in self._files_of:
            path = self._modules[module]
            paths = [path, *(_beside(path.parent) if module in self._packages else ())]
            self._files_of[module] = [(one.relative_to(self._root).as_posix(), self._sum(one)) for one in paths]
        return self._files_of[module]

    def _sum(self, path: Path) -> str:
        if path not in self._sums:
            self._sums[path] = manifest.checksum(path)
        return self._sums[path]

    def _remember(self) -> None:
        if self._memory is None or not self._grown:
            return
        now = {f"{module} {self._sum(path)}" for module, path in self._modules.items()}
        kept = {key: names for key, names in self._imports.items() if key in now}
        self._memory.parent.mkdir(parents=True, exist_ok=True)
        beside = self._memory.with_name(f".{self._memory.name}.{os.getpid()}")
        beside.write_text(json.dumps(kept), encoding="utf-8")
        os.replace(beside, self._memory)
        self._grown = False


def _found(root: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted((root / PACKAGE).rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


def _beside(folder: Path) -> Iterator[Path]:
    """Files of a package that are no modules, also in folders that are no packages."""
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.name == "__pycache__":
            continue
        if path.is_dir():
            if not (path / "__init__.py").exists():
                yield from _beside(path)
        elif path.suffix != ".py":
            yield path


def _imported(source: str, package: str = "") -> set[str] | None:
    """Names that code uses of the library, some of them not modules; None where it cannot be read."""
    nodes = _nodes(source)
    if nodes is None:
        return None
    bound: dict[str, set[str]] = {}
    for node in nodes:
        for name, what in _bound(node, package):
            bound.setdefault(name, set()).add(what)
    names = {text for text in _texts(nodes) if _MODULE.fullmatch(text)}.union(*bound.values())
    for node in nodes:
        if isinstance(node, ast.Attribute):
            names |= _dotted(node, bound)
    return {name for name in names if name.split(".")[0] == PACKAGE}


def texts(sources: Sequence[str]) -> set[str]:
    """All texts that stand in the code of some cells; none of a cell that is no Python."""
    whole = _nodes("\n".join(sources))
    parts = [whole] if whole is not None else [_nodes(source) for source in sources]
    return {text for nodes in parts if nodes is not None for text in _texts(nodes)}


def _texts(nodes: Iterable[ast.AST]) -> set[str]:
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


@lru_cache(maxsize=8)  # a notebook is asked about more than once, and that of the goals for each of them
def _nodes(source: str) -> list[ast.AST] | None:
    """Everything in some code but what only type checkers read; None where it cannot be read."""
    try:
        left: list[ast.AST] = [ast.parse(source)]
    except (SyntaxError, ValueError):
        try:
            left = [ast.parse(_MAGIC.sub("", source))]  # the magics of IPython
        except (SyntaxError, ValueError):
            return None
    found = []
    while left:
        found.append(node := left.pop())
        checkers_only = isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")
        left += node.orelse if checkers_only else ast.iter_child_nodes(node)
    return found


def _bound(node: ast.AST, package: str) -> Iterator[tuple[str, str]]:
    """Names that an import binds, each with what it stands for."""
    if isinstance(node, ast.Import):
        for name in node.names:
            yield name.asname or name.name, name.name
            yield name.name.partition(".")[0], name.name.partition(".")[0]
    elif isinstance(node, ast.ImportFrom):
        around = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
        module = ".".join([*around, *([node.module] if node.module else [])])
        for name in node.names:
            yield name.asname or name.name, f"{module}.{name.name}"


def _dotted(node: ast.AST, bound: dict[str, set[str]]) -> set[str]:
    """What an attribute may stand for, "statusbok.show.maps.flows"; nothing for one of something that was not imported."""
    if isinstance(node, ast.Name):
        return bound.get(node.id, set())
    if isinstance(node, ast.Attribute):
        return {f"{around}.{node.attr}" for around in _dotted(node.value, bound)}
    return set()


def _remembered(memory: Path | None) -> dict[str, list[str]]:
    try:
        found = json.loads(memory.read_text(encoding="utf-8")) if memory else {}
    except (OSError, ValueError):
        return {}
    if not isinstance(found, dict):
        return {}
    whole = {key: names for key, names in found.items() if isinstance(names, list)}
    return {key: names for key, names in whole.items() if all(isinstance(name, str) for name in names)}
