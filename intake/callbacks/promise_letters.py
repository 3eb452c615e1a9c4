"""CALL BACK, told: letters to callers: what is promised, and that we call at another time.

A letter has the time, the reference and the link to the page that says how far it is; nothing that
anybody wrote. Anybody may type anybody's address, so there are few of them.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import exists, func, select

from intake import clock
from intake.alerts import letters
from intake.alerts.destinations import WrongAddress
from intake.alerts.letters import Said
from intake.callbacks import joining
from intake.db import session
from intake.logs import log
from intake.outbox import Alert
from intake.promises import offers
from intake.promises import service as promises
from intake.promises.tables import Promise
from intake.sealing import Unsealable
from intake.sites import service as sites
from intake.submissions import parts
from intake.submissions.tables import CallbackRequest, EvidenceFound, Submission
from intake.words import Event, Evidence

MOST_AN_HOUR = 30  # of a site and a kind of letter, to people who may not have asked for any
MOST_MOVED_A_DAY = 4  # of one item
HOUR_SECONDS, DAY_SECONDS = 3600, 24 * 3600


@dataclass(frozen=True)
class _Caller:
    id: int
    site_id: int
    receipt: str
    reference: str
    email_sealed: str
    email_index: str


def promised(submission_id: int) -> bool:
    """State the promise in a letter, in the caller's transaction, if the site does that.

    One a day to an address, and few an hour. Say whether one was written.
    """
    caller = _caller(submission_id)
    if caller is None or not offers.of(caller.site_id).sends_mail:
        return False
    if _of_last_hour(caller.site_id, Event.CALLER_PROMISED) >= MOST_AN_HOUR:
        return False
    day = f"{caller.site_id}.{caller.email_index}.{clock.now():%Y-%m-%d}"
    key = f"promised:{hashlib.sha256(day.encode()).hexdigest()[:40]}"
    return _write(Event.CALLER_PROMISED, caller, key)


def moved(submission_id: int) -> bool:
    """Say that we call at another time, in the caller's transaction; once for each new time.

    Of all who asked with one number, only the first address is written to, and a few times a day.
    Say whether a letter was written.
    """
    item_id = joining.item_of(submission_id) or submission_id
    caller, promise = _caller(submission_id), promises.of(submission_id)
    first = caller if item_id == submission_id else _caller(item_id)
    if caller is None or promise is None or first is None:
        return False
    if caller.email_index != first.email_index or _is_too_much(item_id, caller.site_id):
        return False
    key = f"moved:{item_id}:{int(promise.due_at.timestamp())}"
    return _write(Event.CALLER_MOVED, caller, key)


def _write(event: Event, caller: _Caller, key: str) -> bool:
    """Write it. What keeps a letter from being written keeps nothing else from being done."""
    promise = promises.of(caller.id)
    if promise is None:
        return False
    said = Said(f"/receipts/{caller.receipt}", _sentence(caller, promise))
    try:
        email = parts.unseal(caller.email_sealed, "email", caller.receipt)
        if not email:
            return False
        return letters.write(event, caller.site_id, email, said, key, submission_id=caller.id)
    except (Unsealable, WrongAddress):
        log().warning("letter_not_written", submission=caller.id, letter=event)
        return False


def _sentence(caller: _Caller, promise: Promise) -> str:
    """Say when we call so that it is right on whatever day the letter is read."""
    name = next(site.time_zone for site in sites.everything() if site.id == caller.site_id)
    since, until = (at.astimezone(ZoneInfo(name)) for at in (promise.from_at, promise.due_at))
    day = f"on {until:%A}, {until.day} {until:%B}"
    is_window = promise.from_at > clock.now()
    when = f"between {since:%H:%M} and {until:%H:%M}" if is_window else f"by {until:%H:%M}"
    return f"We will call you {when} {day} ({name} time). Your reference is {caller.reference}."


def _caller(submission_id: int) -> _Caller | None:
    trap = exists().where(
        EvidenceFound.submission_id == Submission.id, EvidenceFound.name == Evidence.TRAP
    )
    row = session().execute(
        select(
            Submission.id,
            Submission.site_id,
            Submission.receipt,
            Submission.reference,
            CallbackRequest.email_sealed,
            CallbackRequest.email_index,
        )
        .join(CallbackRequest, CallbackRequest.submission_id == Submission.id)
        .where(Submission.id == submission_id, ~trap)
    )
    found = row.first()
    return _Caller(*found) if found else None


def _is_too_much(item_id: int, site_id: int) -> bool:
    written = select(func.count()).where(
        Alert.submission_id.in_(joining.requests_of(item_id)),
        Alert.event == Event.CALLER_MOVED,
        Alert.created_at > clock.ago(DAY_SECONDS),
    )
    if (session().scalar(written) or 0) >= MOST_MOVED_A_DAY:
        return True
    return _of_last_hour(site_id, Event.CALLER_MOVED) >= MOST_AN_HOUR


def _of_last_hour(site_id: int, event: Event) -> int:
    """Return how many letters of this kind a site has written within the hour."""
    written = select(func.count()).where(
        Alert.site_id == site_id,
        Alert.event == event,
        Alert.created_at > clock.ago(HOUR_SECONDS),
    )
    return session().scalar(written) or 0
