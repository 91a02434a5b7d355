"""Put new files in the place of old ones, all or none: whatever ends an update, the record is whole.

`_build/update/` holds `new/`, `old/` and, only while files are being moved, `journal.json`. As long as the journal
is there the swap is not done, and whoever finds it puts the old files back by moving them, which takes no space.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from filelock import FileLock, Timeout

from statusbok.errors import UpdateError

RECOVERED = "An update was cut off while it replaced files; the record has been put back as it was before."


def digest(content: bytes) -> str:
    """The checksum that the Data Package keeps of a file: "sha256:…"."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def scratch(root: Path) -> Path:
    """Where an update keeps what is not finished."""
    return root / "_build" / "update"


@contextlib.contextmanager
def locked(root: Path) -> Iterator[None]:
    """Keep updates and builds of one folder apart; it is the lock of `statusbok build`.

    Raises:
        UpdateError: an update or a build holds it.
    """
    path = root / "_build" / "build.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(path, timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise UpdateError(f"another update or build is running in {root}; wait until it is done") from None
    try:
        yield
    finally:
        lock.release()


def recover(root: Path) -> str | None:
    """Undo a swap that was cut off. Every command that reads the record calls this first.

    Returns:
        What was done, in a sentence; None when there was nothing to do.

    Raises:
        UpdateError: an update is at work, so that the record cannot be read at this moment.
    """
    if not _journal(root).exists():
        return None
    with locked(root):
        return put_back(root)


def put_back(root: Path) -> str | None:
    """Like `recover`, for one who holds the lock."""
    if not _journal(root).exists():
        return None
    for name, was in json.loads(_journal(root).read_text(encoding="utf-8")).items():
        place, old = root / name, scratch(root) / "old" / name
        if _digest_of(place) == was:
            continue
        if was is None:
            place.unlink(missing_ok=True)
        else:
            os.replace(old, place)
        _flush_folder(place.parent)
    _commit(root)
    return RECOVERED


def swap(root: Path, files: Mapping[str, bytes], expected: Mapping[str, str | None]) -> None:
    """Replace files of the record, all or none.

    Args:
        root: the project folder.
        files: new content by path below the root, such as "data/tables/population.csv".
        expected: checksum by path of what the update started from, None where there was no file. A file that
            somebody has changed since is not overwritten.

    Raises:
        UpdateError: a file was changed while the update ran.
        OSError: a file could not be written; the record is as it was.
    """
    work = scratch(root)
    changed = [name for name in expected if _digest_of(root / name) != expected[name]]
    if changed:
        raise UpdateError(f"{changed[0]} was changed while the update ran; nothing was replaced, run the command again")
    was = {name: _digest_of(root / name) for name in files}
    for name, content in files.items():
        _write(work / "new" / name, content)
        if was[name] is not None:
            _write(work / "old" / name, (root / name).read_bytes())
    try:
        _write(_journal(root), json.dumps(was, indent=1).encode())
        for name in files:
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            os.replace(work / "new" / name, root / name)
            _flush_folder((root / name).parent)
        _commit(root)
    except BaseException:  # also Ctrl-C: what stands half replaced is put back at once
        put_back(root)
        raise


def clean(root: Path) -> None:
    """Remove what an update has left, unless a swap waits to be undone."""
    if not _journal(root).exists():
        shutil.rmtree(scratch(root), ignore_errors=True)


def _commit(root: Path) -> None:
    _journal(root).unlink(missing_ok=True)
    _flush_folder(scratch(root))


def _journal(root: Path) -> Path:
    return scratch(root) / "journal.json"


def _write(path: Path, content: bytes) -> None:
    """Write a file that is whole on the disk, or not there, when the name exists."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.part")
    with draft.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, path)
    _flush_folder(path.parent)


def _flush_folder(folder: Path) -> None:
    """Make the names in a folder durable; Windows has no such call and needs none."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _digest_of(path: Path) -> str | None:
    return digest(path.read_bytes()) if path.is_file() else None
