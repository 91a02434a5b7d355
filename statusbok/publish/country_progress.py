"""How far a run over many municipalities has come: one updating line on a terminal, a line for each elsewhere."""

from __future__ import annotations

import sys
import time
from collections import deque
from collections.abc import Callable, Mapping
from typing import TextIO

from tqdm import tqdm

RECENT = 20
"""Municipalities that the estimate of the time left is made from: the last ones."""

FEWEST = 6
"""Municipalities that must be done before there is an estimate."""


class Progress:
    """Reports how many are done, how many failed, and about how long the rest will take."""

    def __init__(
        self,
        total: int,
        names: Mapping[str, str],
        stream: TextIO | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Args:
        total: municipalities to build.
        names: their names by code.
        stream: where to write; standard error by default.
        clock: seconds.
        """
        self._total, self._names, self._clock = total, names, clock
        self._stream = stream or sys.stderr
        self._finished = self._failed = 0
        self._recent: deque[float] = deque([clock()], maxlen=RECENT + 1)
        self._live = self._stream.isatty()
        self._bar = tqdm(
            total=total, file=self._stream, disable=not self._live, bar_format="{bar:20} {desc}", leave=False
        )  # fmt: skip
        self._bar.set_description_str(self.told())

    def done(self, code: str, seconds: float, error: str | None) -> None:
        """One municipality is built, or has failed; an error is told of at once, and in full at the end."""
        self._finished += 1
        self._failed += error is not None
        self._recent.append(self._clock())
        how = f"built in {seconds:.0f} s" if error is None else f"failed: {(error.splitlines() or [''])[0]}"
        self._bar.update(1)
        self._bar.set_description_str(self.told())
        if error is not None or not self._live:
            tqdm.write(f"  {self._names[code]} ({code}): {how}" + ("" if self._live else f"; {self.told()}"), file=self._stream)

    def told(self) -> str:
        """How far it has come: "117 of 357, 3 failed, about 24 minutes left"."""
        parts = [f"{self._finished} of {self._total}"]
        if self._failed:
            parts.append(f"{self._failed} failed")
        left = self.left()
        if left is not None and self._finished < self._total:
            parts.append(f"about {left / 60:.0f} minutes left" if left >= 90 else "about a minute left")
        return ", ".join(parts)

    def left(self) -> float | None:
        """Seconds that the rest will take at the pace of the last ones; None before that means anything."""
        if self._finished < FEWEST:
            return None
        pace = (self._recent[-1] - self._recent[0]) / (len(self._recent) - 1)
        return pace * (self._total - self._finished)

    def close(self) -> None:
        """Clear the updating line."""
        self._bar.close()
