"""JUDGE, by machine: what waits gets a verdict and goes where the verdict sends it.

No failure here publishes a comment, drops a message or hides a callback: without a verdict comments
are held for people, and messages to the staff are delivered.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Row
from sqlalchemy.exc import SQLAlchemyError

from intake import bell
from intake.callbacks import service as desk
from intake.db import transaction
from intake.logs import log
from intake.moderation import batch, campaigns, store
from intake.moderation.batch import BREAKS, Classifier
from intake.submissions import readings
from intake.submissions import store as submissions
from intake.submissions.readings import Readable
from intake.threads import markup
from intake.words import Evidence, Kind, Label, Message, Status, Verdict

BATCH = 256
MOST_ATTEMPTS = 3  # crashes; what merely raises is held at once
DRAIN_SECONDS = 15  # half of bell.JOB_TIMEOUT_SECONDS
LOOK_SECONDS = 0.02
LINK = re.compile(r"https?:|www\.|<a\b|\[url", re.IGNORECASE)
SAMPLE_SHARE = 0.05  # of sure spam, that a person sees all the same
UNJUDGED_SECONDS = 30  # how long a message to the staff waits for a verdict at most


def status_after(item: Readable, verdict: Verdict | None) -> Status:
    """Return where a verdict sends an item. None: nobody judged it.

    A message to the staff is kept from them only if more than its words speaks against it.
    """
    is_spam = verdict is not None and verdict.label is Label.SPAM and not is_sample(item, verdict)
    if item.kind is Kind.COMMENT:
        return Status.SPAM if is_spam else Status.PENDING
    return Status.SPAM if is_spam and _has_more_than_words(item.message) else Status.APPROVED


def is_sample(item: Readable, verdict: Verdict) -> bool:
    """Say whether a person sees this item, however sure of spam the machine may be.

    Without such a sample nobody would notice that real messages land in the spam box, and the
    bound on their share would only hold for the past.
    """
    return item.lot < SAMPLE_SHARE or not verdict.has_spam_bar


def _has_more_than_words(message: Message) -> bool:
    return bool(LINK.search(message.text) or {Evidence.TRAP, Evidence.FAST} & {*message.evidence})


def judge_waiting(classifier: Classifier | None, linger_seconds: float = 0.0) -> int:
    """Judge what waits until nothing is due; return how many. A second run finds nothing to do.

    Visitors seldom come alone: whoever lingers judges the next ones without another job for each.
    A long backlog is left to a second run, before RQ's time limit would stop this one half way.
    Without a classifier (its file is missing or damaged) everything goes to people, unjudged.
    """
    judged = 0
    began_at = busy_at = time.monotonic()
    while True:
        if submissions.has_received() and (count := _judge_batch(classifier)):
            judged += count
            bell.ring("tell")
            busy_at = time.monotonic()
        elif time.monotonic() - busy_at >= linger_seconds:
            return judged
        else:
            time.sleep(LOOK_SECONDS)
        if time.monotonic() - began_at > DRAIN_SECONDS:
            bell.ring("judge")
            return judged


def _judge_batch(classifier: Classifier | None) -> int:
    with transaction():
        token, claimed = submissions.claim_received(BATCH)
    if not claimed:
        return 0
    try:
        _judge_claimed(classifier, token, claimed)
    except BaseException:  # whatever stopped us, RQ's time limit too: let others have them at once
        with transaction():
            submissions.release(token)
        raise
    return len(claimed)


def _judge_claimed(
    classifier: Classifier | None, token: str, claimed: Sequence[Row[int, int, datetime]]
) -> None:
    items = readings.for_judging([row.id for row in claimed])
    failed = {row.id for row in claimed if row.attempts >= MOST_ATTEMPTS}
    found = batch.read(classifier, [item for item in items if item.id not in failed])
    html = {item.id: _html(item) for item in items if item.kind is Kind.COMMENT}
    with transaction():
        ours = _finish(items, token, found.verdicts, html)
        for evidence, ids in found.evidence.items():
            submissions.add_evidence([id_ for id_ in ids if id_ in ours], [evidence])
        campaigns.remember(found.recalled, ours)
        submissions.add_evidence(failed, [Evidence.NEEDS_ATTENTION])
    log().info("judged", count=len(items), without_verdict=len(items) - len(found.verdicts))


def _html(item: Readable) -> str:
    try:
        return markup.render(item.message.text)
    except BREAKS:
        log().error("markup_failed", submission=item.id)
        return markup.plain(item.message.text)


def _finish(
    items: Sequence[Readable],
    token: str,
    verdicts: Mapping[int, Verdict],
    html: Mapping[int, str],
) -> set[int]:
    """Move these and write what follows; return which were still ours to move."""
    ours: set[int] = set()
    for status in (Status.PENDING, Status.APPROVED, Status.SPAM):
        going = [item.id for item in items if _goes_to(item, verdicts) is status]
        if going:
            ours |= submissions.finish_claimed(going, token, status)
    judged = {item.id: item for item in items if item.id in ours and item.id in verdicts}
    samples = {id_ for id_, item in judged.items() if is_sample(item, verdicts[id_])}
    store.add_verdicts({id_: verdicts[id_] for id_ in judged}, samples)
    spared = {id_ for id_ in samples if verdicts[id_].label is Label.SPAM}
    submissions.add_evidence(spared, [Evidence.SAMPLE])
    submissions.add_evidence(ours - verdicts.keys(), [Evidence.UNJUDGED])
    submissions.write_html({id_: text for id_, text in html.items() if id_ in ours})
    desk.open_items(
        [i for i in items if i.id in ours and _goes_to(i, verdicts) is Status.APPROVED],
        unsure={id_ for id_, verdict in verdicts.items() if verdict.label is not Label.HAM},
    )
    return ours


def deliver_unjudged() -> int:
    """Put messages on the desk that nobody judged in time; return how many.

    Whoever holds a lease on one meanwhile finds that it has moved, and changes nothing.
    """
    delivered = sum(map(_deliver_unjudged, store.overdue(UNJUDGED_SECONDS)))
    if delivered:
        log().warning("delivered_unjudged", count=delivered)
        bell.ring("tell")
    return delivered


def _deliver_unjudged(id_: int) -> bool:
    try:
        with transaction():
            if not submissions.move(id_, Status.RECEIVED, Status.APPROVED):
                return False
            submissions.add_evidence([id_], [Evidence.UNJUDGED])
            desk.open_items(readings.for_judging([id_]), unsure=())
            return True
    except (*BREAKS, SQLAlchemyError):  # one that cannot be read must not hide the others
        log().error("delivering_unjudged_failed", submission=id_)
        return False


def _goes_to(item: Readable, verdicts: Mapping[int, Verdict]) -> Status:
    return status_after(item, verdicts.get(item.id))
