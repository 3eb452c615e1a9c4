"""JUDGE, by machine: what waits gets a verdict and goes where the verdict sends it.

No failure here publishes a comment, drops a message or hides a callback: without a verdict comments
are held for people, and messages to the staff are delivered.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Protocol

from intake import bell
from intake.callbacks import service as desk
from intake.db import transaction
from intake.logs import log
from intake.moderation import store
from intake.submissions import readings
from intake.submissions import store as submissions
from intake.submissions.readings import Readable
from intake.threads import markup
from intake.words import Evidence, Kind, Label, Message, Status, Verdict

BATCH = 256
MOST_ATTEMPTS = 8
DRAIN_SECONDS = 15  # half of bell.JOB_TIMEOUT_SECONDS
UNJUDGED_SECONDS = 30  # how long a message to the staff waits for a verdict at most


class Classifier(Protocol):
    """What judging needs of a classifier; moderation/spam has the real one."""

    def judge(self, messages: Sequence[Message]) -> list[Verdict]: ...


def status_after(kind: Kind, label: Label | None) -> Status:
    """Return where a verdict sends an item. None: nobody judged it."""
    if label is Label.SPAM:
        return Status.SPAM
    return Status.PENDING if kind is Kind.COMMENT else Status.APPROVED


def judge_waiting(classifier: Classifier | None) -> int:
    """Judge what waits until nothing is due; return how many. A second run finds nothing to do.

    A long backlog is left to a second run, before RQ's time limit would stop this one half way.

    Without a classifier (its file is missing or damaged) everything goes to people, unjudged.
    """
    judged = 0
    end = time.monotonic() + DRAIN_SECONDS
    while batch := _judge_batch(classifier):
        judged += batch
        bell.ring("tell")
        if time.monotonic() > end:
            bell.ring("judge")
            break
    return judged


def _judge_batch(classifier: Classifier | None) -> int:
    with transaction():
        token, claimed = submissions.claim_received(BATCH)
    if not claimed:
        return 0
    items = readings.for_judging([row.id for row in claimed])
    failed = {row.id for row in claimed if row.attempts >= MOST_ATTEMPTS}
    judged = [item for item in items if classifier and item.id not in failed]
    verdicts = classifier.judge([item.message for item in judged]) if classifier else []
    html = {item.id: markup.render(item.message.text) for item in items if _is_comment(item)}
    with transaction():
        _finish(items, token, dict(zip((i.id for i in judged), verdicts, strict=True)), html)
        submissions.add_evidence(failed, [Evidence.NEEDS_ATTENTION])
    log().info("judged", count=len(items), without_verdict=len(items) - len(judged))
    return len(items)


def _finish(
    items: Sequence[Readable],
    token: str,
    verdicts: Mapping[int, Verdict],
    html: Mapping[int, str],
) -> None:
    ours: set[int] = set()
    for status in (Status.PENDING, Status.APPROVED, Status.SPAM):
        going = [item.id for item in items if _goes_to(item, verdicts) is status]
        if going:
            ours |= submissions.finish_claimed(going, token, status)
    store.add_verdicts({id_: verdict for id_, verdict in verdicts.items() if id_ in ours})
    submissions.add_evidence(ours - verdicts.keys(), [Evidence.UNJUDGED])
    submissions.write_html({id_: text for id_, text in html.items() if id_ in ours})
    desk.open_items(
        [i for i in items if i.id in ours and _goes_to(i, verdicts) is Status.APPROVED],
        unsure={id_ for id_, verdict in verdicts.items() if verdict.label is Label.UNSURE},
    )


def deliver_unjudged() -> int:
    """Put messages on the desk that nobody judged in time; return how many.

    Whoever holds a lease on one meanwhile finds that it has moved, and changes nothing.
    """
    delivered = 0
    for id_ in store.overdue(UNJUDGED_SECONDS):
        with transaction():
            if submissions.move(id_, Status.RECEIVED, Status.APPROVED):
                submissions.add_evidence([id_], [Evidence.UNJUDGED])
                desk.open_items(readings.for_judging([id_]), unsure=())
                delivered += 1
    if delivered:
        log().warning("delivered_unjudged", count=delivered)
        bell.ring("tell")
    return delivered


def _goes_to(item: Readable, verdicts: Mapping[int, Verdict]) -> Status:
    verdict = verdicts.get(item.id)
    return status_after(item.kind, verdict.label if verdict else None)


def _is_comment(item: Readable) -> bool:
    return item.kind is Kind.COMMENT
