"""Looks at the web process all the time and notes how long nobody was there to answer."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from bench.stack import Stack

LOOK_SECONDS = 0.05


class Watch:
    """How long each absence of the web process took, in seconds."""

    def __init__(self) -> None:
        self.absences: list[float] = []

    @property
    def longest(self) -> float:
        return max(self.absences, default=0.0)


@contextmanager
def watching(stack: Stack) -> Iterator[Watch]:
    """Watch as long as the block."""
    watch, end = Watch(), threading.Event()
    thread = threading.Thread(target=_look, args=(stack, watch, end), daemon=True)
    thread.start()
    try:
        yield watch
    finally:
        end.set()
        thread.join()


def _look(stack: Stack, watch: Watch, end: threading.Event) -> None:
    gone_at: float | None = None
    while not end.wait(LOOK_SECONDS):
        looked_at = time.monotonic()
        if not stack.is_listening():
            gone_at = gone_at or looked_at
        elif gone_at:
            watch.absences.append(time.monotonic() - gone_at)
            gone_at = None
