"""The jobs: fetch, call one service function. They carry no data and are safe to run twice."""

from __future__ import annotations

from intake import bell, db
from intake.alerts import service as alerts
from intake.logs import log
from intake.moderation import judging
from intake.moderation.spam import registry
from intake.moderation.spam.artefact import ModelUnusable
from workers.start import settings

LINGER_SECONDS = 1.0


def judge_waiting() -> None:
    """Judge everything that waits, a batch at a time. Safe to run twice, anywhere, at once."""
    bell.heard("judge")
    judging.judge_waiting(classifier(), LINGER_SECONDS)
    db.done()


def deliver_due() -> None:
    """Deliver every alert that is due."""
    bell.heard("tell")
    alerts.deliver_due()
    db.done()


def classifier() -> judging.Classifier | None:
    """Return the model, or None (everything is held for people) when its file is unusable."""
    try:
        return registry.current(settings().model)
    except ModelUnusable:
        log().error("model_unusable")
        return None
