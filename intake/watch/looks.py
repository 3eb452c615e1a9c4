"""What the auditor and the trials came to, for the status page."""

from __future__ import annotations

from collections.abc import Iterator

from intake.health import Check, seconds_since, spell
from intake.sites import service as sites
from intake.watch import red_line, store

STILL_SECONDS = 180


def audit() -> Iterator[Check]:
    """Say of each site when it was looked at, and what is wrong there."""
    for site in sites.everything():
        looked_at = store.of(site.id).looked_at
        wrong = red_line.sentences([site.id])
        if looked_at is None or seconds_since(looked_at) > STILL_SECONDS:
            ago = f" for {spell(seconds_since(looked_at))}" if looked_at else ""
            sentence = f"{site.name}: Nobody has looked whether anything waits without a next step"
            yield Check("audit", False, f"{sentence}{ago}.")
        elif not wrong:
            yield Check("audit", True, f"{site.name}: nothing waits without a next step.")
        for sentence in wrong:
            yield Check("audit", False, f"{site.name}: {sentence}")


def heartbeat_urls() -> Iterator[Check]:
    """Say of each site that is watched from outside whether its URL answers."""
    for site in sites.everything():
        watching = store.of(site.id)
        if not watching.heartbeat_sealed:
            continue
        if watching.ping_error:
            sentence = f"The heartbeat URL did not answer: {watching.ping_error}."
            yield Check("heartbeat", False, f"{site.name}: {sentence}")
        elif watching.answered_at:
            yield Check("heartbeat", True, f"{site.name}: the heartbeat URL answers.")
