"""How far the notebooks have come: one updating line on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from typing import TextIO

from tqdm import tqdm


class Progress:
    """Reports which chapter runs and how many of its cells are done."""

    def __init__(self, cells: dict[str, int], stream: TextIO | None = None) -> None:
        """Args:
        cells: number of cells of each chapter that will run.
        stream: where to write; standard error by default.
        """
        self.seconds: dict[str, float] = {}
        self._cells = cells
        self._stream = stream or sys.stderr
        self._done: dict[str, int] = {}
        self._started: dict[str, float] = {}
        self._finished = 0
        self._live = self._stream.isatty()
        self._bar = tqdm(
            total=sum(cells.values()),
            file=self._stream,
            disable=not self._live,
            bar_format="{bar:20} {percentage:3.0f} %  {desc}",
            leave=False,
        )

    def start(self, chapter: str) -> None:
        """A chapter's kernel is about to start."""
        self._done[chapter] = 0
        self._started[chapter] = time.monotonic()
        if not self._live:
            print(f"  {chapter}: running ({self._cells[chapter]} cells)", file=self._stream, flush=True)
        self._describe()

    def cell(self, chapter: str) -> None:
        """One more cell of the chapter is done."""
        self._done[chapter] += 1
        self._bar.update(1)
        self._describe()

    def finish(self, chapter: str, failed: bool = False) -> None:
        """The chapter has come to its end."""
        seconds = self.seconds[chapter] = time.monotonic() - self._started[chapter]
        done = self._done.pop(chapter)
        self._finished += 1
        how = f"failed after {done} of {self._cells[chapter]} cells" if failed else f"done in {seconds:.1f} s"
        tqdm.write(f"  {chapter}: {how} ({self._finished} of {len(self._cells)})", file=self._stream)
        self._describe()

    def close(self) -> None:
        """Clear the updating line."""
        self._bar.close()

    def _describe(self) -> None:
        running = ", ".join(f"{name} {done}/{self._cells[name]}" for name, done in self._done.items())
        self._bar.set_description_str(running)
