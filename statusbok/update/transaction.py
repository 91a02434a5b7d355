"""Put new files in the place of old ones, all or none: whatever ends an update, the record is whole.

The new and the old file lie beside the place of each, since a rename must not leave the file system and needs no space,
and a table or a folder may be a link to another disk. `_build/update/` has their names: in `staged.json` when there is
nothing to do but to remove them, in `journal.json` while files are being moved. As long as the journal is there the
swap is not done, and whoever finds it puts the old files back.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from statusbok.errors import UpdateError
from statusbok.lock import locked

RECOVERED = "An update was cut off while it replaced files; the record has been put back as it was before."


def digest(content: bytes) -> str:
    """The checksum that the Data Package keeps of a file: "sha256:…"."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def scratch(root: Path) -> Path:
    """Where an update keeps what is not finished."""
    return root / "_build" / "update"


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
    """Like `recover`, for one who holds the lock; also removes what a killed update has left beside the record.

    Raises:
        UpdateError: a file is replaced, and its old copy is gone.
    """
    if not _journal(root).exists():
        _sweep(root)
        return None
    for name, was in _names(_journal(root)).items():
        place = _place(root, name)
        if _digest_of(place) == was:
            continue
        if was is None:
            place.unlink(missing_ok=True)
        elif _beside(place, "old").exists():
            os.replace(_beside(place, "old"), place)
        else:
            raise UpdateError(
                f"an update was cut off after it had replaced {name}, and the old file is gone; restore {name}, or "
                f"delete {_journal(root)} to keep the record as it is"
            )
        _flush_folder(place.parent)
    _commit(root)
    _sweep(root)
    return RECOVERED


def swap(root: Path, files: Mapping[str, bytes], expected: Mapping[str, str | None]) -> None:
    """Replace files of the record, all or none. What is a link stays one, and the file that it leads to is replaced.

    Args:
        root: the project folder.
        files: new content by path below the root, such as "data/tables/population.csv".
        expected: checksum by path of what the update started from, None where there was no file. A file that
            somebody has changed since is not overwritten.

    Raises:
        UpdateError: a file was changed while the update ran.
        OSError: a file could not be written; the record is as it was.
    """
    changed = [name for name in expected if _digest_of(root / name) != expected[name]]
    if changed:
        raise UpdateError(f"{changed[0]} was changed while the update ran; nothing was replaced, run the command again")
    places = {name: _place(root, name) for name in files}
    was = {name: _digest_of(place) for name, place in places.items()}
    draft = scratch(root) / "draft.json"
    _write(draft, json.dumps(was, indent=1).encode())
    os.replace(draft, _staged(root))
    _flush_folder(scratch(root))
    try:
        for name, place in places.items():
            if was[name] is not None:
                _write(_beside(place, "old"), place.read_bytes())
            _write(_beside(place, "new"), files[name])
        os.replace(_staged(root), _journal(root))
        _flush_folder(scratch(root))
        for place in places.values():
            os.replace(_beside(place, "new"), place)
            _flush_folder(place.parent)
        _commit(root)
    except BaseException:  # also Ctrl-C: what stands half replaced is put back at once
        put_back(root)
        raise
    _sweep(root)


def clean(root: Path) -> None:
    """Remove what an update has left, unless a swap waits to be undone."""
    if not _journal(root).exists():
        with contextlib.suppress(OSError):
            _sweep(root)
        shutil.rmtree(scratch(root), ignore_errors=True)


def _commit(root: Path) -> None:
    """From here on there is nothing to undo."""
    os.replace(_journal(root), _staged(root))
    _flush_folder(scratch(root))


def _sweep(root: Path) -> None:
    """Remove the new and old files that lie beside the record."""
    if not _staged(root).exists():
        return
    for name in _names(_staged(root)):
        for kind in ("new", "old"):
            _beside(_place(root, name), kind).unlink(missing_ok=True)
    _staged(root).unlink()


def _names(path: Path) -> dict[str, str | None]:
    """The files of a swap with the checksums that they had before it."""
    return json.loads(path.read_text(encoding="utf-8"))


def _journal(root: Path) -> Path:
    return scratch(root) / "journal.json"


def _staged(root: Path) -> Path:
    return scratch(root) / "staged.json"


def _place(root: Path, name: str) -> Path:
    """Where a file of the record really is."""
    return (root / name).resolve()


def _beside(place: Path, kind: str) -> Path:
    return place.with_name(f".{place.name}.statusbok-{kind}")


def _write(path: Path, content: bytes) -> None:
    """Write a file that is durable, with its name, when this returns."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
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
