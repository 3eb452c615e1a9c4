"""The jobs: fetch, call one service function. They carry no data and are safe to run twice."""

from __future__ import annotations

from intake import bell, db
from intake.accounts import forgotten
from intake.alerts import service as alerts
from intake.logs import log
from intake.moderation import bulk, explaining, judging, learning, refitting, shadow
from intake.moderation.batch import BREAKS, Classifier
from intake.moderation.spam import language, registry
from intake.moderation.spam.artefact import ModelUnusable
from intake.moderation.spam.classifier import LinearClassifier
from intake.moderation.spam.explainer import Explainer
from intake.moderation.spam.machine import Machine
from intake.moderation.spam.teaching import Teacher
from intake.sealing import sealer
from intake.submissions import store as submissions
from intake.watch import heartbeat, trying
from workers import models
from workers.parts import see_to
from workers.start import settings

LINGER_SECONDS = 1.0


def judge_waiting() -> None:
    """Learn, judge everything that waits, and say why. Safe to run twice, anywhere, at once."""
    bell.heard("judge")
    learn_due()
    judging.judge_waiting(classifier(), LINGER_SECONDS)
    explain_due()
    try_rules()
    db.done()


def learn_due() -> None:
    """Learn from every decision that is not learnt yet; whatever breaks, judging goes on."""
    try:
        if model := _base():
            learning.learn_due(Teacher(model))
    except BREAKS:
        log().error("learning_failed")


def explain_due() -> None:
    """Write beside each verdict why it was given."""
    if base := _base():
        explaining.explain_due(Explainer(models.with_sites(base)))


def try_rules() -> None:
    """Try new rules on what came before them."""
    if shadow.has_due() and (machine := classifier()):
        shadow.look_back(machine)


def refit_next() -> None:
    """Fit one site's model anew, if nothing waits; what waits would have rung, but for this job."""
    bell.heard("refit")
    if submissions.has_received():
        judge_waiting()
        return
    refit()
    db.done()


def refit() -> None:
    """Fit one site's model anew whose time has come."""
    from intake.moderation.spam.refitting import Refitter  # noqa: PLC0415 - nobody else needs it

    if model := _base():
        refitting.refit_next(Refitter(model))


def decide_bulks() -> None:
    """Carry on with what people decided about many items at once."""
    bell.heard("bulk")
    bulk.work_due()
    db.done()


def deliver_due() -> None:
    """Deliver every alert that is due."""
    bell.heard("tell")
    tell()
    db.done()


def tell() -> None:
    """Send all that is due: what breaks of one kind keeps no other kind from being sent."""
    see_to("letters", forgotten.write_due)
    see_to("alerts", alerts.deliver_due)
    see_to("trial", trying.send_due)
    see_to("heartbeat", heartbeat.ping_due)


def classifier() -> Classifier | None:
    """Return the model, or None (everything is held for people) when its file is unusable."""
    base = _base()
    language.ready()  # before the fork: or else each job would read it anew
    return Machine(models.with_sites(base), _fingerprint_key()) if base else None


def _fingerprint_key() -> bytes:
    return bytes.fromhex(sealer().index("fingerprints", "key"))


def _base() -> LinearClassifier | None:
    try:
        return registry.current(settings().model)
    except ModelUnusable:
        log().error("model_unusable")
        return None
