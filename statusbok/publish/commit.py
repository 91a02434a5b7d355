"""Which commit a report is made from, and when that was made: the only clock of a build."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from statusbok.errors import BuildError

READ = ("_config.yml", "_toc.yml", "requirements.txt", "book", "data", "geo", "notebooks", "statusbok")
"""Where the files of a build lie."""


LATEST = 253402300799
"""The last second of the year 9999, after which there are no dates."""


def commit_of(root: Path) -> tuple[str, int | None]:
    """Short name of the commit and its time in seconds since 1970, or what the environment says instead.

    The name has ten characters in every clone: left to itself, git takes more in one with a longer history.
    `$STATUSBOK_COMMIT` and `$SOURCE_DATE_EPOCH` go before git.

    Args:
        root: the project folder.

    Returns:
        The name, with "+" where files differ from the commit or are not in it, and the time; "" and None outside of git.

    Raises:
        BuildError: `$SOURCE_DATE_EPOCH` is no number of seconds.
    """
    name = os.environ.get("STATUSBOK_COMMIT") or _described(root)
    made = os.environ.get("SOURCE_DATE_EPOCH") or _git(root, "log", "-1", "--format=%ct")
    if made and not (made.isdecimal() and int(made) <= LATEST):
        raise BuildError(f"SOURCE_DATE_EPOCH is {made!r}; expected seconds since 1970, such as 1790000000")
    return name, int(made) if made else None


def _described(root: Path) -> str:
    name = _git(root, "describe", "--always", "--abbrev=10", "--dirty=+", "--exclude=*")
    # git calls a folder with files that it does not know clean, but a build reads them too.
    unknown = _git(root, "ls-files", "--others", "--exclude-standard", "--", *READ) if name else ""
    return f"{name.removesuffix('+')}+" if unknown else name


def _git(root: Path, *arguments: str) -> str:
    try:
        answer = subprocess.run(
            ["git", *arguments], cwd=root, capture_output=True, text=True, check=True, timeout=30
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return ""
    return answer.stdout.strip()
