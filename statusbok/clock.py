"""The day it is, for checks of days that must have been; no page is made from it."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo


def today() -> date:
    """The day in Norway, whatever the time zone of the machine."""
    return datetime.now(ZoneInfo("Europe/Oslo")).date()
