"""Wait on a condition, never on a duration."""

from __future__ import annotations

import time

PATIENCE_SECONDS = 60


def until(is_so, patience=PATIENCE_SECONDS):
    """Return as soon as `is_so()`; fail if it has not become so in a long while."""
    end = time.monotonic() + patience
    while not (answer := is_so()):
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)
    return answer
