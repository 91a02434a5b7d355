"""Klass, the classifications of Statistics Norway: codes at a date, and what changed between two dates."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from statusbok.errors import SourceError
from statusbok.sources.http import Client

MUNICIPALITIES, CENTRALITY = 131, 128
UNKNOWN = "9999"  # "not stated", in the list of municipalities without being one


class Klass:
    """The classifications; number 131 is the municipalities."""

    def __init__(self, client: Client | None = None) -> None:
        """Args: client: another than one with the usual limits."""
        self.client = client or Client("klass")

    def codes_at(self, day: date, classification: int = MUNICIPALITIES) -> pd.DataFrame:
        """The codes that are valid on a day.

        Args:
            day: The day.
            classification: Its number in Klass.

        Returns:
            `code` and `name`, sorted by code; without 9999, "not stated".

        Raises:
            SourceError: Klass cannot be asked, has no such classification, or has no codes on that day.
        """
        rows = self._rows(classification, "codesAt.json", {"date": day.isoformat()}, "codes", ("code", "name"))
        frame = rows[rows["code"] != UNKNOWN].sort_values("code", ignore_index=True)
        if frame.empty:
            raise SourceError(f"classification {classification} (klass) has no codes on {day.isoformat()}")
        return frame

    def changes(self, since: date, until: date, classification: int = MUNICIPALITIES) -> pd.DataFrame:
        """What became of codes.

        Args:
            since: First day.
            until: The day after the last one.
            classification: Its number in Klass.

        Returns:
            `changed_on` (ISO text), `old_code`, `old_name`, `new_code`, `new_name`, sorted; one row for each pair, so
            that a code that was split has several. Without 9999, and without codes that came from or went to nothing.

        Raises:
            SourceError: Klass cannot be asked or has no such classification.
        """
        keys = ("changeOccurred", "oldCode", "oldName", "newCode", "newName")
        period = {"from": since.isoformat(), "to": until.isoformat()}
        frame = self._rows(classification, "changes.json", period, "codeChanges", keys)
        frame.columns = ["changed_on", "old_code", "old_name", "new_code", "new_name"]
        frame = frame.dropna(subset=["old_code", "new_code"])
        frame = frame[(frame["old_code"] != UNKNOWN) & (frame["new_code"] != UNKNOWN)]
        return frame.sort_values(["changed_on", "old_code", "new_code"], ignore_index=True)

    def centrality(self, since: date, until: date) -> pd.DataFrame:
        """The class of centrality of each municipality, the newest one in a period.

        Klass has the classes of a municipality as a correspondence from 131 to 128, which is told for a period only.

        Args:
            since: First day.
            until: The day after the last one.

        Returns:
            `municipality_code`, `centrality_class` ("1" the most central to "6") and `valid_from` (ISO text), sorted by
            code; numbers of any time in the period.

        Raises:
            SourceError: Klass cannot be asked, or has no class in the period.
        """
        period = {"targetClassificationId": str(CENTRALITY), "from": since.isoformat(), "to": until.isoformat()}
        keys = ("sourceCode", "targetCode", "validFrom")
        frame = self._rows(MUNICIPALITIES, "corresponds.json", period, "correspondenceItems", keys)
        frame.columns = ["municipality_code", "centrality_class", "valid_from"]
        frame = frame[frame["municipality_code"] != UNKNOWN].sort_values(["municipality_code", "valid_from"])
        frame = frame.drop_duplicates("municipality_code", keep="last", ignore_index=True)
        if frame.empty:
            raise SourceError(f"classification {MUNICIPALITIES} (klass) has no centrality from {since.isoformat()}")
        return frame.assign(centrality_class=frame["centrality_class"].str.lstrip("0"))

    def _rows(
        self, classification: int, what: str, params: dict[str, str], key: str, columns: tuple[str, ...]
    ) -> pd.DataFrame:
        answer = self.client.get(f"classifications/{classification}/{what}", params)
        found: Any = answer.json()
        rows = found.get(key) if isinstance(found, dict) else None
        if not isinstance(rows, list) or not all(isinstance(row, dict) and row.keys() >= set(columns) for row in rows):
            raise SourceError(f"{answer.url} (klass) answers without a list {key!r} of {', '.join(columns)}")
        return pd.DataFrame([[row[column] for column in columns] for row in rows], columns=list(columns), dtype="str")
