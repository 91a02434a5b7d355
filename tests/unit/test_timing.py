"""Where the time goes: kinds within kinds, kernels, and the table that tells of them."""

import builtins
import json
import os
from types import SimpleNamespace

import pytest

from statusbok import timing


@pytest.fixture
def clock(monkeypatch):
    """A clock that is moved by hand."""
    now = SimpleNamespace(seconds=100.0)
    monkeypatch.setattr(timing.time, "perf_counter", lambda: now.seconds)
    monkeypatch.setattr(timing, "_seconds", None)
    monkeypatch.setattr(timing, "_kinds", [])
    monkeypatch.delenv(timing.VARIABLE, raising=False)
    return now


def test_time_within_time_is_counted_once(clock):
    @timing.spent("inner")
    def inner(again: int) -> str:
        clock.seconds += 1
        return inner(again - 1) if again else "done"

    with timing.measured() as seconds:
        clock.seconds += 0.5
        with timing.spent("outer"):
            clock.seconds += 2
            assert inner(2) == "done"
            clock.seconds += 4
    assert seconds == {"the rest": 0.5, "outer": 6, "inner": 3}


def test_an_error_ends_what_it_came_from(clock):
    with timing.measured() as seconds, pytest.raises(ValueError, match="x"), timing.spent("outer"), timing.spent("inner"):
        clock.seconds += 1
        raise ValueError("x")
    assert seconds["inner"] == 1 and not timing._kinds


def test_nothing_is_measured_by_default(clock):
    with timing.spent("outer"):
        clock.seconds += 1
    timing.took("pendling", 3.0)
    assert timing._seconds is None and timing.asked_for("pendling") == {}


def test_the_environment_is_as_before(clock, monkeypatch):
    monkeypatch.setenv(timing.VARIABLE, "earlier")
    with timing.measured():
        assert os.path.isdir(os.environ[timing.VARIABLE])
    assert os.environ[timing.VARIABLE] == "earlier"


class Events(dict):
    def register(self, name, callback):
        self[name] = callback


def test_a_kernel_tells_what_its_cells_did(clock, monkeypatch):
    events = Events()
    monkeypatch.setattr("IPython.get_ipython", lambda: SimpleNamespace(events=events))
    monkeypatch.setattr(builtins, "__import__", builtins.__import__)
    with timing.measured():
        monkeypatch.delenv(timing.OUTPUT, raising=False)
        timing.begin()
        assert not events
        monkeypatch.setenv(timing.OUTPUT, timing.asked_for("pendling")[timing.OUTPUT])
        timing.begin()
        clock.seconds += 7  # between cells
        for _ in range(2):
            events["pre_run_cell"](None)
            with timing.spent("maps"):
                clock.seconds += 1
                import email  # noqa: F401
            clock.seconds += 2
            events["post_run_cell"](None)
        timing.took("pendling", 16.0)
        timing.took("nytt", 5.0)
        found = timing.chapters()
    kinds = {"import": 0, "data": 0, "calculation": 4, "drawing": 0, "maps": 2, "tables": 0}
    assert found == {"nytt": {"all": 5}, "pendling": {"all": 16, "kernel": 10, **kinds}}
    assert json.dumps(found)


def test_the_table_has_the_slowest_first_and_sums():
    kinds = dict.fromkeys(timing.KINDS, 0.5)
    told = {"nytt": {"all": 5.0}, "pendling": {"all": 16.0, "kernel": 10.0, **kinds, "maps": 3.25}}
    lines = timing.report({"Sphinx": 2.0, "chapters": 20.5}, told).splitlines()
    assert lines[:5] == ["", "Seconds", "chapters               20.50", "Sphinx                  2.00", "in all                 22.50"]
    assert lines[6].split() == ["Chapter", "kernel", *timing.KINDS, "all"]
    assert lines[7].split() == ["pendling", "10.00", "0.50", "0.50", "0.50", "0.50", "3.25", "0.50", "16.00"]
    assert lines[8].split() == ["nytt", "5.00"] and lines[8].index("5.00") == lines[7].index("16.00") + 1
    assert lines[9].split() == ["all", "chapters", "10.00", "0.50", "0.50", "0.50", "0.50", "3.25", "0.50", "21.00"]


def test_without_chapters_there_are_the_steps_alone():
    assert timing.report({"Sphinx": 2.0}, {}).splitlines()[-1] == "in all                  2.00"
