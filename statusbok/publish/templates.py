"""The templates beside the modules that fill them."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined


def environment(*, trim_blocks: bool = True, keep_trailing_newline: bool = True) -> Environment:
    """Where the templates of this folder are read from: what is put in is escaped, and an unknown name is an error.

    Args:
        trim_blocks: whether the line break after a block goes.
        keep_trailing_newline: whether the one at the end of the file stays.
    """
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined,
        trim_blocks=trim_blocks, keep_trailing_newline=keep_trailing_newline,
    )  # fmt: skip
