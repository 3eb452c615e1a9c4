"""CLIMB: the clock tells whoever is to be told now; many callbacks share a transaction.

A step's place, whom it rings, what happened and the alerts are written together: a process that
dies between them has written nothing, and the next tick does it all. One that breaks is climbed
by itself, so that it takes no other one with it.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy.exc import SQLAlchemyError

from intake import bell, clock
from intake.db import transaction
from intake.duty import climbing_store as store
from intake.duty import rounds
from intake.errors import Busy, IntakeError
from intake.logs import log

BATCH = 100  # share a transaction
WORK_SECONDS = 5.0
STUMBLED = timedelta(minutes=1)
BREAKS = (SQLAlchemyError, IntakeError, ArithmeticError, LookupError, TypeError, ValueError)


def has_due() -> bool:
    """Say whether anybody is to be told now."""
    return store.has_due(clock.now())


def climb_due() -> int:
    """Tell whoever is to be told now; return how many callbacks went on."""
    stop_at, climbed = time.monotonic() + WORK_SECONDS, 0
    while ids := store.due(clock.now(), BATCH):
        done = _together(ids)
        climbed += done
        if not done or time.monotonic() > stop_at:
            break
    if climbed:
        bell.ring("tell")
    return climbed


def _together(ids: Sequence[int]) -> int:
    try:
        with transaction():
            return rounds.climb(ids)
    except Busy:
        raise
    except BREAKS:
        return sum(_alone(id_) for id_ in ids)


def _alone(submission_id: int) -> int:
    """Do what is due of one callback; what breaks there keeps no other one waiting."""
    try:
        with transaction():
            return rounds.climb([submission_id])
    except Busy:
        raise
    except BREAKS:
        log().error("climbing_failed", submission=submission_id)
    with transaction():
        store.put_off(submission_id, clock.now(), clock.now() + STUMBLED)
    return 1
