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
from intake.authors import service as authors
from intake.authors import telling
from intake.callbacks import service as desk
from intake.db import transaction
from intake.logs import log
from intake.moderation import batch, campaigns, ruling, standing, store
from intake.moderation.batch import BREAKS, Classifier, Found
from intake.moderation.rule_conditions import count_links
from intake.moderation.ruling import Ruled
from intake.promises import service as promises
from intake.submissions import afterwards, readings
from intake.submissions import store as submissions
from intake.submissions.afterwards import Seen
from intake.submissions.readings import Readable
from intake.threads import markup
from intake.words import JUDGES_EVIDENCE, Evidence, Kind, Label, Message, Status, Verdict

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
    if Evidence.TRIAL in item.message.evidence:
        return Status.APPROVED
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
    items = batch.afresh(readings.for_judging([row.id for row in claimed]))
    failed = {row.id for row in claimed if row.attempts >= MOST_ATTEMPTS}
    found = batch.read(classifier, [item for item in items if item.id not in failed])
    ruled = ruling.weigh(classifier, items, found)
    going = {item.id: _goes_to(item, found.verdicts.get(item.id), ruled) for item in items}
    seen = {item.id: _seen(item, found) for item in items if item.kind is Kind.COMMENT}
    with transaction():
        ours = _move(token, going)
        submissions.add_evidence(ours & failed, [Evidence.NEEDS_ATTENTION])
        submissions.add_evidence(ours - found.verdicts.keys(), [Evidence.UNJUDGED])
        for evidence, ids in found.evidence.items():
            submissions.add_evidence([id_ for id_ in ids if id_ in ours], [evidence])
        afterwards.write_seen({id_: one for id_, one in seen.items() if id_ in ours})
        _add_verdicts([item for item in items if item.id in ours], found, ruled, going)
        promises.settle([id_ for id_ in ours if going[id_] is Status.SPAM])
        campaigns.remember(found.recalled, ours)
        published = {id_ for id_ in ours & ruled.keys() if going[id_] is Status.APPROVED}
        ruling.carry_out([item for item in items if item.id in ours], ruled, published)
        published -= standing.carry_out(ours)
        authors.ask_to_confirm(ours)
        for id_ in telling.wanting(published):
            telling.published(id_)
    log().info("judged", count=len(items), without_verdict=len(items) - len(found.verdicts))


def _goes_to(item: Readable, verdict: Verdict | None, ruled: Mapping[int, Ruled]) -> Status:
    """Return where it goes: where a rule sends it, or else the verdict, or else the policy."""
    status, set_ = status_after(item, verdict), ruled.get(item.id)
    if verdict is None or set_ is None:
        return status
    if set_.status is not None:
        return set_.status
    is_sure = set_.score_decides and verdict.label is Label.HAM and not item.lot < SAMPLE_SHARE
    return Status.APPROVED if is_sure else status


def _seen(item: Readable, found: Found) -> Seen:
    links = count_links(item.message.text, item.message.author_url)
    return Seen(_html(item), links, found.languages.get(item.id, ""))


def _html(item: Readable) -> str:
    try:
        return markup.render(item.message.text)
    except BREAKS:
        log().error("markup_failed", submission=item.id)
        return markup.plain(item.message.text)


def _move(token: str, going: Mapping[int, Status]) -> set[int]:
    """Move these; return which were still ours. What their former words showed is forgotten."""
    ours: set[int] = set()
    for status in (Status.PENDING, Status.APPROVED, Status.SPAM):
        ids = [id_ for id_, to in going.items() if to is status]
        if ids:
            ours |= submissions.finish_claimed(ids, token, status)
    afterwards.forget_evidence(ours, JUDGES_EVIDENCE)
    return ours


def _add_verdicts(
    items: Sequence[Readable],
    found: Found,
    ruled: Mapping[int, Ruled],
    going: Mapping[int, Status],
) -> None:
    verdicts = {item.id: found.verdicts[item.id] for item in items if item.id in found.verdicts}
    samples = {
        item.id
        for item in items
        if item.id in verdicts
        and _is_sample_of_all(item, verdicts[item.id], ruled.get(item.id), going[item.id])
    }
    store.add_verdicts(verdicts, samples)
    afterwards.write_probabilities(
        {item.id: verdicts[item.id].probability if item.id in verdicts else None for item in items}
    )
    spared = {id_ for id_ in samples if verdicts[id_].label is Label.SPAM}
    submissions.add_evidence(spared, [Evidence.SAMPLE])
    desk.open_items(
        [i for i in items if i.kind is not Kind.COMMENT and going[i.id] is Status.APPROVED],
        unsure={id_ for id_, verdict in found.verdicts.items() if verdict.label is not Label.HAM},
    )


def _is_sample_of_all(item: Readable, verdict: Verdict, ruled: Ruled | None, going: Status) -> bool:
    """Say whether a person would have seen this item whatever its score was."""
    if item.kind is Kind.COMMENT and going is not Status.PENDING:
        return False
    if ruled and ruled.score_decides:
        return item.lot < SAMPLE_SHARE
    return is_sample(item, verdict)


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
