"""JUDGE, saying why: the reasons of a verdict, written beside it when nothing waits for judgement.

The web process cannot read a message as the model does, so the worker does it once and keeps what
moderators are shown. Of messages to the staff it keeps nothing that tells their words.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Protocol

from intake import bell
from intake.db import transaction
from intake.logs import log
from intake.moderation import store
from intake.moderation.judging import BREAKS
from intake.moderation.reasons import NOTHING_KNOWN, Why, packed
from intake.moderation.store import Unexplained
from intake.submissions import readings
from intake.submissions import store as submissions
from intake.submissions.readings import Readable
from intake.words import Kind, Message, Status

BATCH = 25  # few, because whoever waits for a verdict waits for these
DRAIN_SECONDS = 5  # with those of judging.judge_waiting well below bell.JOB_TIMEOUT_SECONDS


class Explainer(Protocol):
    """What explaining needs; moderation/spam has the real one."""

    def why(self, message: Message, *, is_sealed: bool = False) -> Why: ...


def explain_due(explainer: Explainer | None) -> int:
    """Explain verdicts that have no reasons yet, newest first; return how many. Safe to run twice.

    Whoever waits for judgement goes first: the rest of these is left to a second run.
    """
    explained, began_at = 0, time.monotonic()
    while explainer and (due := store.unexplained(BATCH)):
        if submissions.has_received() or time.monotonic() - began_at > DRAIN_SECONDS:
            bell.ring("judge")
            break
        explained += _explain(explainer, due)
    return explained


def has_due() -> bool:
    """Say whether any verdict has no reasons yet."""
    return bool(store.unexplained(1))


def _explain(explainer: Explainer, due: Sequence[Unexplained]) -> int:
    shown = [each.submission_id for each in due if _is_shown(each)]
    items = {item.id: item for item in readings.for_judging(shown)}
    why = {each.id: packed(_why(explainer, each, items)) for each in due}
    with transaction():
        return store.add_reasons(why)


def _is_shown(due: Unexplained) -> bool:
    """Say whether moderators will see it: what is on the staff's desk is theirs alone."""
    return due.kind is Kind.COMMENT or due.status is not Status.APPROVED


def _why(explainer: Explainer, due: Unexplained, items: Mapping[int, Readable]) -> Why:
    """Return the reasons; none of what breaks the explainer, which would break it for ever."""
    item = items.get(due.submission_id)
    if item is None:
        return NOTHING_KNOWN
    try:
        return explainer.why(item.message, is_sealed=item.kind is not Kind.COMMENT)
    except BREAKS:
        log().error("explaining_failed", submission=due.submission_id)
        return NOTHING_KNOWN
