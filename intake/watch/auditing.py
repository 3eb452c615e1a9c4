"""WATCH, every minute: nothing that waits is without a next step; what is wrong is put right.

What could not be put right lasts, is shown in red on the desk, and keeps the heartbeat silent.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from intake import clock
from intake.db import transaction
from intake.logs import log
from intake.watch import asserting, red_line, repairing, store, trying
from intake.watch.asserting import Finding

EVERY_SECONDS = 60
ROUNDS = 3  # of putting right: what is opened again, say, has a promise and no step yet
# What is older was looked at many times; after a pause as long as this, all is looked at again.
RECENT = timedelta(days=2)
PAUSE = timedelta(hours=1)


def has_due() -> bool:
    """Say whether a site was not looked at for a minute."""
    return store.has_turn(clock.ago(EVERY_SECONDS))


def look_due() -> int:
    """Look, if it is time; return how much is wrong that could not be put right."""
    if not has_due():
        return 0
    with transaction():
        turns = store.take_turn(clock.ago(EVERY_SECONDS))
    trying.follow()
    return _look(turns) if turns else 0


def _look(turns: Mapping[int, datetime | None]) -> int:
    found: set[Finding] = set()
    left = _findings(turns)
    for _ in range(ROUNDS):
        if not left:
            break
        found |= left
        log().warning("audit_found", count=len(left))
        repairing.repair(sorted(left, key=repairing.turn))
        left = _findings(turns)
    with transaction():
        store.write_troubles(turns, found, left)
        red = {site_id for site_id in turns if red_line.is_red(site_id)}
        store.write_look(turns, red | {one.site_id for one in left})
    return len(left)


def _findings(turns: Mapping[int, datetime | None]) -> set[Finding]:
    found = asserting.findings(clock.now(), _since(turns))
    return {one for one in found if one.site_id in turns}


def _since(turns: Mapping[int, datetime | None]) -> datetime | None:
    looked = [at for at in turns.values() if at and at > clock.now() - PAUSE]
    return clock.now() - RECENT if len(looked) == len(turns) else None
