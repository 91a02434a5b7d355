"""The day in Norway."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest

from statusbok import clock


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the system cannot change its time zone")
@pytest.mark.parametrize("zone", ["Pacific/Pago_Pago", "Pacific/Kiritimati"])
def test_day_is_that_of_norway_whatever_the_machine_says(zone, monkeypatch):
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        now = datetime.now(UTC)
        assert clock.today() in {(now + timedelta(hours=hours)).date() for hours in (1, 2)}
    finally:
        monkeypatch.undo()
        time.tzset()
