"""Which commit a report is made from, and when that was made: the only clock of a build."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from statusbok.errors import BuildError


def commit_of(root: Path) -> tuple[str, int | None]:
    """Short name of the commit and its time in seconds since 1970, or what the environment says instead.

    The name has ten characters in every clone: left to itself, git takes more in one with a longer history.
    `$STATUSBOK_COMMIT` and `$SOURCE_DATE_EPOCH` go before git.

    Args:
        root: the project folder.

    Returns:
        The name, with "+" where files differ from the commit, and the time; "" and None outside of git.

    Raises:
        BuildError: `$SOURCE_DATE_EPOCH` is no number of seconds.
    """
    name = os.environ.get("STATUSBOK_COMMIT") or _git(root, "describe", "--always", "--abbrev=10", "--dirty=+", "--exclude=*")
    made = os.environ.get("SOURCE_DATE_EPOCH") or _git(root, "log", "-1", "--format=%ct")
    if made and not made.isdecimal():
        raise BuildError(f"SOURCE_DATE_EPOCH is {made!r}; expected seconds since 1970, such as 1790000000")
    return name, int(made) if made else None


def _git(root: Path, *arguments: str) -> str:
    try:
        answer = subprocess.run(
            ["git", *arguments], cwd=root, capture_output=True, text=True, check=True, timeout=30
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return ""
    return answer.stdout.strip()
