"""Loading in advance: what was loaded is used, is dropped when a file changes, and leaves nothing else behind."""

import os
import random
import shutil

import matplotlib
import numpy as np
import pytest
from matplotlib import pyplot as plt

from statusbok import edition, frozen, geo, preload
from statusbok.catalogue import Catalogue, catalogue, opened
from statusbok.errors import DataError
from statusbok.show.maps import ground


def surroundings() -> tuple:
    return (
        dict(os.environ), dict(matplotlib.rcParams), plt.get_fignums(), random.getstate(), np.random.get_state()[1].tolist()
    )  # fmt: skip


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A copy of the record that may be changed."""
    shutil.copytree(frozen.ROOT / "data", tmp_path / "data", ignore=shutil.ignore_patterns("editions"))
    monkeypatch.setattr(frozen, "ROOT", tmp_path)
    monkeypatch.setattr(preload, "_read", {})
    yield tmp_path
    opened.cache_clear()


def test_what_was_loaded_is_used_and_nothing_is_left_behind(project, monkeypatch):
    before = surroundings()
    preload.load()
    assert surroundings() == before

    def again(*_: object) -> None:
        raise AssertionError("read again")

    monkeypatch.setattr(Catalogue, "_read", again)
    monkeypatch.setattr(geo, "_load", again)
    monkeypatch.setattr(ground, "whole", again)
    preload.drop_changed()
    assert len(catalogue().table("population", 2026)) and edition.Edition().name == "Halden"


def test_what_has_changed_is_read_again(project):
    preload.load()
    record, table = catalogue(), project / "data/tables/population.csv"
    rows = table.read_text(encoding="utf-8").splitlines(keepends=True)
    table.write_text("".join(rows[:-1]), encoding="utf-8")
    preload.drop_changed()
    assert catalogue() is not record
    assert len(catalogue().table("population")) == len(record.table("population")) - 1


def test_a_file_that_is_gone_has_changed(project):
    preload.load()
    record = catalogue()
    (project / "data/tables/population.csv").unlink()
    preload.drop_changed()
    assert catalogue() is not record


def test_nothing_loaded_nothing_dropped(project):
    record = catalogue()
    preload.drop_changed()
    assert catalogue() is record


def test_what_cannot_be_read_is_left_for_who_needs_it(project):
    (project / "data/tables/population.csv").write_text("a;b", encoding="utf-8")
    preload.load()
    with pytest.raises(DataError, match=r"population.csv, row 1"):
        catalogue().table("population")
