"""What the machine itself can do at this moment, to hold our figures against."""

from __future__ import annotations

import os
import statistics
import time
from pathlib import Path

WRITES = 300
BLOCK_BYTES = 4096
ADDITIONS = 2_000_000


def fsync_microseconds(directory: Path) -> float:
    """Return the median time of an append that reaches the disk."""
    path = directory / "fsync-probe"
    took = []
    with path.open("wb", buffering=0) as file:
        for _ in range(WRITES):
            began_at = time.perf_counter()
            file.write(bytes(BLOCK_BYTES))
            os.fdatasync(file.fileno())
            took.append(time.perf_counter() - began_at)
    path.unlink()
    return 1e6 * statistics.median(took)


def addition_nanoseconds() -> float:
    """Return the processor time of one round of a plain loop: how fast Python is here and now."""
    total, began_at = 0, time.process_time()
    for number in range(ADDITIONS):
        total += number
    return 1e9 * (time.process_time() - began_at) / ADDITIONS


def description() -> str:
    """Say how many processors there are and how busy they are with other things."""
    return f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} before the start"
