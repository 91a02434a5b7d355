"""What components are made of: escaped HTML from a template, checked text, and files beside the page."""

import base64
import os
import re
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from statusbok.errors import StatusbokError
from statusbok.show.nb import labels as words

STYLESHEET = Path(__file__).parents[2] / "book" / "_static" / "statusbok.css"

_named: set[str] = set()


class Component:
    """A piece of the page: HTML for the browser, one line of text elsewhere."""

    def __init__(self, template: str, plain: str, /, **context: object) -> None:
        self._html = _environment().get_template(f"{template}.html").render(context).strip()
        self._text = plain

    def _repr_html_(self) -> str:
        return self._html

    def __html__(self) -> Markup:
        return Markup(self._html)

    def __repr__(self) -> str:
        return self._text


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.globals["words"] = words.PAGE
    return environment


def compile_templates() -> None:
    """Compile all templates, for those who use them later in this process or in its forks."""
    for name in _environment().list_templates():
        _environment().get_template(name)


def checked(text: str, what: str) -> str:
    """Text for the reader, stripped.

    Raises:
        StatusbokError: It is empty, or a missing number was written into it.
    """
    if not isinstance(text, str) or not text.strip():
        raise StatusbokError(f"{what} is empty; expected text for the reader, got {text!r}.")
    if found := re.search(r"\b(nan|None|NaT|inf)\b|<NA>", text):
        raise StatusbokError(f'{what} holds a missing number ("{found.group()}"): {text.strip()!r}.')
    return text.strip()


def claim(name: str) -> str:
    """Take a name for a figure or table: its place on the page and the name of its files.

    Raises:
        StatusbokError: It is not a slug, or (when a book is built) the chapter has used it before.
    """
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", str(name)):
        raise StatusbokError(
            f'"{name}" is not a name for a figure; expected a-z, 0-9 and hyphens, such as employment-rate.'
        )
    if writes_files():
        # In JupyterLab a cell runs again and again; a build runs each cell once, in a process of its own.
        if name in _named:
            raise StatusbokError(f'Two figures or tables are called "{name}"; each needs a name of its own.')
        _named.add(name)
    return name


def address(kind: str, file_name: str, content: bytes, media_type: str) -> str:
    """Where the page finds a file: written to STATUSBOK_FILES by a build, otherwise within the page itself.

    Args:
        kind: Folder: figures, tables or maps.
    """
    if writes_files():
        write(kind, file_name, content)
        return f"../{kind}/{file_name}"
    return f"data:{media_type};base64,{base64.b64encode(content).decode('ascii')}"


def writes_files() -> bool:
    """Whether a build has asked for files; otherwise a notebook holds everything itself."""
    return _folder() is not None


def write(kind: str, file_name: str, content: bytes, *, shared: bool = False) -> None:
    """Write a file for the site, whole or not at all; a shared one is named by its content and written once.

    Raises:
        StatusbokError: Another chapter has written a file of that name.
    """
    target = _folder() / kind / file_name
    if target.exists():
        if shared:
            return
        raise StatusbokError(
            f'Another chapter has a figure or table called "{target.stem}"; names are shared by the whole report.'
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{file_name}.{os.getpid()}")
    beside.write_bytes(content)
    os.replace(beside, target)


def stylesheet() -> Markup:
    """The CSS for a notebook that is shown outside the site; empty in a build, where the site links it."""
    return Markup(
        "" if writes_files() or not STYLESHEET.is_file() else STYLESHEET.read_text(encoding="utf-8")
    )


def _folder() -> Path | None:
    folder = os.environ.get("STATUSBOK_FILES")
    return Path(folder) if folder else None
