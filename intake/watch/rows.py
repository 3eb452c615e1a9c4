"""What the rows say: whether anything is late, stuck, or told to nobody."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import and_, func, or_, select

from intake.alerts.tables import Delivery, DeliveryState, Destination
from intake.callbacks.tables import DeskItem
from intake.db import session
from intake.health import Check, Heartbeat, seconds_since, spell
from intake.moderation import learning_wording, learnt
from intake.outbox import Alert
from intake.sites import service as sites
from intake.sites.tables import Site
from intake.submissions.tables import EvidenceFound, Submission
from intake.words import Evidence, Role, Status

LATE_VERDICT_SECONDS = 60  # promise G2
LATE_ALERT_SECONDS = 300  # a mail server that greylists takes a few minutes

# What goes unnoticed on a site that tells nobody of this role.
UNNOTICED = {Role.STAFF: "messages and callbacks", Role.MODERATOR: "waiting comments"}


def judging() -> Iterator[Check]:
    """Say how many wait for a verdict, and for how long."""
    count, oldest = (
        session()
        .execute(
            select(func.count(), func.min(Submission.received_at)).where(
                Submission.status == Status.RECEIVED
            )
        )
        .one()
    )
    if not count:
        yield Check("judging", True, "Nothing waits for the judge.")
        return
    seconds = seconds_since(oldest)
    waits = _many(count, "submission waits", "submissions wait")
    sentence = f"{waits} for the judge, the oldest for {spell(seconds)}."
    yield Check("judging", seconds <= LATE_VERDICT_SECONDS, sentence)


def model() -> Iterator[Check]:
    """Say which model the judge uses, as it said itself with its heartbeat."""
    version = session().scalar(select(Heartbeat.detail).where(Heartbeat.process == "judge"))
    if version:
        yield Check("model", True, f"The judge uses the model {version}.")
    else:
        yield Check(
            "model",
            False,
            "No judge uses a model now: comments wait for people, "
            "messages and callbacks are delivered unjudged.",
        )


def learning() -> Iterator[Check]:
    """Say where people contradict the machine, or it errs more than it did."""
    flagged = learnt.flagged()
    for site in sites.everything():
        for flag in flagged.get(site.id, ()):
            yield Check("learning", False, f"{site.name}: {learning_wording.flag(flag)}")
    if not flagged:
        yield Check("learning", True, "Nothing is odd in what the machine learns from decisions.")


def attention() -> Iterator[Check]:
    """Say how many submissions could not be judged and still wait for a person."""
    count = session().scalar(
        select(func.count())
        .select_from(EvidenceFound)
        .join(Submission)
        .outerjoin(DeskItem, DeskItem.submission_id == Submission.id)
        .where(
            EvidenceFound.name == Evidence.NEEDS_ATTENTION,
            or_(
                Submission.status == Status.PENDING,
                and_(DeskItem.opened_at.is_not(None), DeskItem.closed_at.is_(None)),
            ),
        )
    )
    if count:
        broke = _many(count, "submission", "submissions")
        sentence = f"Judging failed for {broke}: decide by hand, in the queue or the desk."
        yield Check("attention", False, sentence)
    else:
        yield Check("attention", True, "No submission needs special attention.")


def alerts() -> Iterator[Check]:
    """Say which alerts were not delivered."""
    stuck = session().scalar(
        select(func.count()).where(Delivery.state == DeliveryState.NEEDS_ATTENTION)
    )
    if stuck:
        could = _many(stuck, "alert", "alerts")
        sentence = f"{could} could not be delivered, whatever was tried{_last_refusal()}."
        yield Check("alerts", False, sentence)
    waiting, oldest = _undelivered()
    if waiting and oldest is not None:
        are = _many(waiting, "alert is", "alerts are")
        sentence = f"{are} on the way, the oldest for {spell(oldest)}{_last_refusal()}."
        yield Check("alerts", oldest <= LATE_ALERT_SECONDS, sentence)
    elif not stuck:
        yield Check("alerts", True, "Every alert was delivered.")


def _last_refusal() -> str:
    """Say what the newest failing delivery was told; the words are ours, never an address."""
    row = (
        session()
        .execute(
            select(Delivery.last_error, Destination.channel, Site.name)
            .join(Destination, Destination.id == Delivery.destination_id)
            .join(Site, Site.id == Destination.site_id)
            .where(Delivery.state != DeliveryState.ACCEPTED, Delivery.last_error != "")
            .order_by(Delivery.id.desc())
            .limit(1)
        )
        .first()
    )
    return f"; {row.channel} of {row.name}: {row.last_error}" if row else ""


def destinations() -> Iterator[Check]:
    """Say which sites have nobody to tell."""
    rows = session().execute(
        select(Destination.site_id, Destination.audience).where(Destination.is_enabled)
    )
    told = {(site_id, audience) for site_id, audience in rows}
    is_complete = True
    for site in sites.everything():
        for audience, what in UNNOTICED.items():
            if (site.id, audience) not in told:
                is_complete = False
                sentence = f"{site.name} has no destination for alerts: nobody hears of {what}."
                yield Check("destinations", False, sentence)
    if is_complete:
        yield Check("destinations", True, "Every site has somebody to tell.")


def _undelivered() -> tuple[int, int | None]:
    """Return how many alerts and deliveries are still under way, and the age of the oldest."""
    done = (DeliveryState.ACCEPTED, DeliveryState.NEEDS_ATTENTION, DeliveryState.WITHDRAWN)
    waiting = [
        session().execute(select(func.count(), func.min(table.created_at)).where(is_waiting)).one()
        for table, is_waiting in (
            (Delivery, Delivery.state.not_in(done)),
            (Alert, Alert.spread_at.is_(None)),
        )
    ]
    ages = [seconds_since(oldest) for _, oldest in waiting if oldest]
    return sum(count for count, _ in waiting), max(ages, default=None)


def _many(count: int, one: str, more: str) -> str:
    return f"{count} {one if count == 1 else more}"
