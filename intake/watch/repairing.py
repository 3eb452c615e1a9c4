"""What is found wrong is put right by the slice that it belongs to; what cannot be stays found.

Everything here may be done twice, and by two at once: each statement looks at the row again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy.exc import IntegrityError

from intake import bell, clock, outbox
from intake.callbacks import mending
from intake.callbacks import service as desk
from intake.callbacks.tables import DeskItem
from intake.db import session, transaction
from intake.duty import mending as rungs
from intake.duty import service as duty
from intake.errors import IntakeError
from intake.logs import log
from intake.moderation import judging
from intake.promises import service as promises
from intake.promises.windows import SOON
from intake.sites import service as sites
from intake.watch import asserting
from intake.watch.asserting import Finding, What
from intake.words import Event


def repair(findings: Sequence[Finding]) -> None:
    """Put right what can be, one at a time: what cannot be must not keep the others."""
    for one in findings:
        if one.what not in TOLD_TOO_LATE:
            _repair(one)
    late = [one for one in findings if one.what in TOLD_TOO_LATE]
    if late:
        duty.climb_due()
    for one in late:
        _repair(one)


def _repair(one: Finding) -> None:
    try:
        REPAIRS[one.what](one.submission_id or 0, one.site_id)
    except (IntakeError, IntegrityError):
        log().error("repair_failed", what=one.what, submission=one.submission_id)


def _judge(_submission_id: int, _site_id: int) -> None:
    judging.deliver_unjudged()


def _put_on_desk(submission_id: int, _site_id: int) -> None:
    with transaction():
        desk.put_back(submission_id)


def _promise(submission_id: int, site_id: int) -> None:
    """Promise as soon as possible to whoever was promised nothing."""
    site = next(site for site in sites.everything() if site.id == site_id)
    with transaction():
        promise = promises.of(submission_id)
        if promise is None:
            promise = promises.make(site, submission_id, SOON)
        else:
            promises.renew([submission_id])
        mending.promised(submission_id, promise.from_at, promise.due_at)


def _ring(submission_id: int, site_id: int) -> None:
    with transaction():
        if task := mending.open_callback(submission_id):
            rungs.ring_anew(submission_id, site_id, task.reference, task.due_at or clock.now())


def _ring_late(submission_id: int, _site_id: int) -> None:
    """Ring what the clock has not just climbed: that would be told twice."""
    with transaction():
        if rungs.is_to_come(submission_id) and _is_late(submission_id):
            rungs.ring_now(submission_id)


def _is_late(submission_id: int) -> bool:
    now = clock.now()
    late = (asserting.QUESTIONS[what](now) for what in TOLD_TOO_LATE)
    found = (one.where(DeskItem.submission_id == submission_id) for one in late)
    return any(session().execute(one).first() is not None for one in found)


def _alert(submission_id: int, site_id: int) -> None:
    with transaction():
        if task := mending.open_callback(submission_id):
            outbox.add(
                Event.CALLBACK_RECEIVED,
                site_id,
                f"desk:{submission_id}",
                submission_id=submission_id,
                reference=task.reference,
                due_at=task.due_at,
            )
    bell.ring("tell")


def _tell(_submission_id: int, _site_id: int) -> None:
    bell.ring("tell")


def _settle(submission_id: int, _site_id: int) -> None:
    with transaction():
        promises.settle([submission_id])


def _end(submission_id: int, _site_id: int) -> None:
    with transaction():
        if not mending.open_callback(submission_id):
            duty.end(submission_id, clock.now())


def _part(submission_id: int, _site_id: int) -> None:
    """Let a request that joined what is closed be an item of its own."""
    with transaction():
        promises.renew([submission_id])
        mending.part(submission_id)


TOLD_TOO_LATE = {What.STANDS_STILL, What.UNTOLD}
REPAIRS: dict[What, Callable[[int, int], None]] = {
    What.JOINED_CLOSED: _part,
    What.UNJUDGED: _judge,
    What.OFF_DESK: _put_on_desk,
    What.NO_PROMISE: _promise,
    What.NO_STEP: _ring,
    What.STANDS_STILL: _ring_late,
    What.UNTOLD: _ring_late,
    What.NO_ALERT: _alert,
    What.NOT_SPREAD: _tell,
    What.UNDELIVERED: _tell,
    What.UNSETTLED: _settle,
    What.CLIMBS_ON: _end,
}

_ORDER = tuple(REPAIRS)


def turn(finding: Finding) -> tuple[int, int, int]:
    """Say in which order findings are put right: what is to be open is opened first."""
    return finding.site_id, _ORDER.index(finding.what), finding.submission_id or 0
