"""The lock that keeps builds and updates of one folder apart."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from statusbok.errors import StatusbokError, UpdateError


@contextlib.contextmanager
def locked(root: Path, refusal: type[StatusbokError] = UpdateError) -> Iterator[None]:
    """Hold the lock of a project; the system frees it when the one who holds it dies.

    Args:
        root: the project folder.
        refusal: the error of the one who does not get it.

    Raises:
        StatusbokError: another update or build holds it; a `refusal`.
    """
    path = root / "_build" / "build.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(path, timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise refusal(f"another update or build is running in {root}; wait until it is done") from None
    try:
        yield
    finally:
        lock.release()
