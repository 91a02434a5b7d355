"""Whatever ends a swap, the record is whole: all old or all new."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

from statusbok.errors import UpdateError
from statusbok.update import transaction

OLD = {"data/a.csv": b"old a\n", "data/tables/b.csv": b"old b\n", "data/datapackage.json": b"{}\n"}
NEW = {name: content.replace(b"old", b"new") + b"more\n" for name, content in OLD.items()} | {"data/CHANGES.md": b"#\n"}
EXPECTED = {name: transaction.digest(content) for name, content in OLD.items()} | {"data/CHANGES.md": None}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, content in OLD.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    return tmp_path


def record(root: Path) -> dict[str, bytes]:
    files = [path for path in (root / "data").rglob("*") if path.is_file()]
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


def fail_at(monkeypatch, name: str, number: int, error: BaseException) -> list[int]:
    """Let the call with this number of a function of `os` fail; returns the calls made."""
    calls, real = [], getattr(os, name)

    def function(*arguments):
        calls.append(1)
        if len(calls) == number:
            raise error
        return real(*arguments)

    monkeypatch.setattr(os, name, function)
    return calls


def test_all_files_are_replaced_and_nothing_is_left_behind(root):
    transaction.swap(root, NEW, EXPECTED)
    transaction.clean(root)
    assert record(root) == NEW
    assert transaction.recover(root) is None
    assert not transaction.scratch(root).exists()


@pytest.mark.parametrize("error", [KeyboardInterrupt(), OSError(errno.ENOSPC, "No space left"), RuntimeError("bug")])
@pytest.mark.parametrize("call", ["replace", "fsync"])
def test_a_failure_at_any_step_leaves_the_record_as_it_was(root, monkeypatch, call, error):
    with monkeypatch.context() as patched:
        total = fail_at(patched, call, 0, error)
        transaction.swap(root, NEW, EXPECTED)
    steps = len(total)
    assert steps > len(NEW)
    for number in range(1, steps + 1):
        for name, content in OLD.items():
            (root / name).write_bytes(content)
        (root / "data/CHANGES.md").unlink(missing_ok=True)
        with monkeypatch.context() as patched:
            fail_at(patched, call, number, error)
            with pytest.raises(type(error)):
                transaction.swap(root, NEW, EXPECTED)
        # The very last step comes after the swap is done.
        assert record(root) == (NEW if (call, number) == ("fsync", steps) else OLD), (call, number)
        assert transaction.recover(root) is None
        transaction.clean(root)


KILLED = """
import os, signal, sys
from pathlib import Path
from statusbok.update import transaction
number, calls, real = int(sys.argv[2]), [], os.replace
def replace(*arguments):
    calls.append(1)
    if len(calls) == number:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*arguments)
os.replace = replace
root = Path(sys.argv[1])
files = eval(sys.argv[3])
with transaction.locked(root):
    {verb}
"""
SWAP = "transaction.swap(root, files, {})"
BACK = "transaction.put_back(root)"


def killed(root: Path, verb: str, number: int) -> None:
    code = KILLED.replace("{verb}", verb)
    run = subprocess.run([sys.executable, "-c", code, str(root), str(number), repr(NEW)], check=False)
    assert run.returncode == -signal.SIGKILL


@pytest.mark.skipif(os.name == "nt", reason="Windows has no signal that cannot be caught")
def test_kill_9_in_the_middle_is_undone_by_the_next_command_even_if_that_is_killed_too(root):
    killed(root, SWAP, 2 + 3)  # the list of files, and then the journal, get their names; then files are moved
    assert [name for name in OLD if record(root)[name] == NEW[name]] == list(OLD)[:2]
    killed(root, BACK, 2)
    assert record(root) != OLD
    assert transaction.recover(root) == transaction.RECOVERED
    assert record(root) == OLD
    assert transaction.recover(root) is None


@pytest.mark.parametrize("call", ["replace", "fsync", "unlink"])
def test_a_kill_at_any_step_is_undone_and_leaves_nothing_beside_the_record(root, monkeypatch, call):
    with monkeypatch.context() as patched:
        total = fail_at(patched, call, 0, RuntimeError())
        transaction.swap(root, NEW, EXPECTED)
    done = 0
    for number in range(1, len(total) + 1):
        for name, content in OLD.items():
            (root / name).write_bytes(content)
        (root / "data/CHANGES.md").unlink(missing_ok=True)
        with monkeypatch.context() as patched:
            fail_at(patched, call, number, RuntimeError("killed"))
            patched.setattr(transaction, "put_back", lambda root: None)
            with pytest.raises(RuntimeError, match="killed"):
                transaction.swap(root, NEW, EXPECTED)
        transaction.put_back(root)
        done += record(root) == NEW
        assert record(root) == (NEW if done else OLD), number
        assert transaction.put_back(root) is None
    # Once the journal is gone what is new stays: there is a last fsync, and the names beside the files are removed.
    assert done == {"replace": 0, "fsync": 1, "unlink": len(total)}[call]


def on_disks_of_their_own(monkeypatch) -> None:
    """Let no file be moved from one folder to another, as between file systems."""
    real = os.replace

    def replace(old, new):
        if Path(old).resolve().parent != Path(new).resolve().parent:
            raise OSError(errno.EXDEV, "Invalid cross-device link", str(new))
        return real(old, new)

    monkeypatch.setattr(os, "replace", replace)


def test_folders_on_other_disks_are_updated_and_put_back(root, monkeypatch):
    on_disks_of_their_own(monkeypatch)
    with monkeypatch.context() as patched:
        fail_at(patched, "replace", 4, KeyboardInterrupt())
        with pytest.raises(KeyboardInterrupt):
            transaction.swap(root, NEW, EXPECTED)
    assert record(root) == OLD
    transaction.swap(root, NEW, EXPECTED)
    assert record(root) == NEW


def test_a_table_that_is_a_link_stays_one_and_what_it_leads_to_is_replaced(root, monkeypatch, tmp_path_factory):
    real = tmp_path_factory.mktemp("elsewhere") / "kept.csv"
    (root / "data/a.csv").rename(real)
    (root / "data/a.csv").symlink_to(real)
    with monkeypatch.context() as patched:
        fail_at(patched, "replace", 4, KeyboardInterrupt())
        with pytest.raises(KeyboardInterrupt):
            transaction.swap(root, NEW, EXPECTED)
    assert record(root) == OLD and (root / "data/a.csv").readlink() == real
    transaction.swap(root, NEW, EXPECTED)
    assert record(root) == NEW and (root / "data/a.csv").readlink() == real
    assert real.read_bytes() == NEW["data/a.csv"] and os.listdir(real.parent) == ["kept.csv"]


def test_what_cannot_be_put_back_says_what_to_do(root, monkeypatch):
    with monkeypatch.context() as patched:
        fail_at(patched, "replace", 4, RuntimeError())
        patched.setattr(transaction, "put_back", lambda root: None)
        with pytest.raises(RuntimeError):
            transaction.swap(root, NEW, EXPECTED)
    (root / "data/.a.csv.statusbok-old").unlink()
    with pytest.raises(UpdateError, match="had replaced data/a.csv, and the old file is gone; restore data/a.csv, or"):
        transaction.recover(root)
    (root / "data/a.csv").write_bytes(OLD["data/a.csv"])
    assert transaction.recover(root) == transaction.RECOVERED and record(root) == OLD


def test_a_swap_that_is_at_work_is_not_recovered_by_another(root):
    transaction.scratch(root).mkdir(parents=True)
    (transaction.scratch(root) / "journal.json").write_text("{}", encoding="utf-8")
    with transaction.locked(root), pytest.raises(UpdateError, match="another update or build is running"):
        transaction.recover(root)


def test_two_at_once_and_a_build_exclude_each_other(root):
    with transaction.locked(root), pytest.raises(UpdateError, match="another update or build is running"):
        with transaction.locked(root):
            pass
    with FileLock(root / "_build/build.lock"), pytest.raises(UpdateError, match="wait until it is done"):
        with transaction.locked(root):
            pass


def test_a_file_that_somebody_changed_meanwhile_is_not_overwritten(root):
    (root / "data/a.csv").write_bytes(b"by hand\n")
    with pytest.raises(UpdateError, match="data/a.csv was changed while the update ran"):
        transaction.swap(root, NEW, EXPECTED)
    assert record(root) == OLD | {"data/a.csv": b"by hand\n"}
