"""JUDGE, afterwards: write beside each verdict why the machine said so, when nothing else waits.

The web process has no model, so the worker writes it down. Of messages to the staff, whose words
are sealed, only what was counted is told, never a word.
"""

from __future__ import annotations

import json
import time
from typing import Any, Protocol

from intake import bell
from intake.db import transaction
from intake.logs import log
from intake.moderation import store
from intake.moderation.batch import BREAKS
from intake.submissions import readings
from intake.submissions import store as submissions
from intake.submissions.readings import Readable
from intake.words import Kind, Message

BATCH = 20
MOST_SECONDS = 8  # of one job; who comes later rings again


class Explainer(Protocol):
    """What this needs of the machine; moderation/spam has the real one."""

    def why(self, message: Message, *, with_words: bool) -> dict[str, Any]: ...


def explain_due(explainer: Explainer) -> int:
    """Explain the newest verdicts until all are, or something waits for a verdict; return how many.

    Whoever else explains the same writes the same.
    """
    explained, began_at = 0, time.monotonic()
    while due := store.unexplained(BATCH):
        if submissions.has_received() or time.monotonic() - began_at > MOST_SECONDS:
            bell.ring("judge")
            break
        items = {item.id: item for item in readings.for_judging(list(due.values()))}
        whys = {id_: _why(explainer, items.get(of)) for id_, of in due.items()}
        with transaction():
            store.write_why(whys)
        explained += len(whys)
    return explained


def has_due() -> bool:
    """Say whether any verdict has not been explained yet."""
    return bool(store.unexplained(1))


def _why(explainer: Explainer, item: Readable | None) -> str:
    if item is None:
        return "{}"
    try:
        return json.dumps(explainer.why(item.message, with_words=item.kind is Kind.COMMENT))
    except BREAKS:  # a text that cannot be explained must not be tried for ever
        log().error("explaining_failed", submission=item.id)
        return "{}"
