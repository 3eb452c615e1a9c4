"""TRY: visits at a steady rate, whatever becomes of those before: an open loop."""

from __future__ import annotations

import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

from intake.replay.posting import Outcome, Visitor
from intake.replay.visits import Visit

TYPING_SECONDS = 4.0  # a form that comes back sooner is evidence of a machine
ANSWERING_SECONDS = 3.0  # room for those who wait for an answer or try again
FEWEST_THREADS = 16


def run(
    base_url: str, visits: Iterable[Visit], rate: float, typing_seconds: float = TYPING_SECONDS
) -> list[Outcome]:
    """Start `rate` visits a second until there are no more; return how each ended."""
    visitor = Visitor(base_url, typing_seconds)
    threads = FEWEST_THREADS + round(rate * (typing_seconds + ANSWERING_SECONDS))
    began_at = time.monotonic()
    with ThreadPoolExecutor(threads, "visitor") as pool:
        coming = []
        for number, visit in enumerate(visits):
            time.sleep(max(0.0, began_at + number / rate - time.monotonic()))
            coming.append(pool.submit(visitor.pay, visit))
        return [visit.result() for visit in coming]
