"""What the tests of ladders share: callbacks that climb, people with ways, and who was told."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, insert, select

from intake import clock, db, outbox
from intake.alerts import people
from intake.alerts.tables import Delivery, Destination
from intake.duty import keeping, ladders, service, store
from intake.duty.ladders import Counts, Rungs, Step
from intake.duty.tables import Escalation, EscalationEvent, Ringing
from intake.sealing import sealer
from intake.submissions.tables import Submission
from intake.words import Channel
from tests.drafts import CALLBACK, send

HOUR = timedelta(hours=1)
STAFF, DUTY, OWNER = Step("role:staff"), Step("duty", 10), Step("role:owner", 10)
__all__ = ["DUTY", "HOUR", "OWNER", "STAFF", "Counts", "Rungs", "Step"]


def ladder(site, *steps, **more):
    """Save a ladder for the site."""
    with db.transaction():
        return ladders.save(site.id, Rungs(steps, **more), None)


def climbing(site, due_in=HOUR):
    """Let a callback climb from now on; return its id."""
    token = send(site, CALLBACK).token
    id_ = db.session().scalar(select(Submission.id).where(Submission.receipt == token))
    with db.transaction():
        service.begin(id_, site.id, "7K2M-Q4", clock.now(), clock.now() + due_in)
    return id_


def on_duty(site, who, days=range(7), begins=0, ends=0):
    """Put somebody on duty each week; around the clock unless told otherwise."""
    for day in days:
        keeping.add_week(site.id, who, keeping.Shift(day, begins, ends), None)


def duty_of(site, who):
    """Put somebody on duty each week and once; return the numbers of both."""
    on_duty(site, who, [0])
    keeping.add_swap(site.id, who, clock.now(), clock.now() + HOUR, None)
    return store.weeks(site.id)[0].id, store.swaps(site.id)[0].id


def way(site, who, channel=Channel.PUSH, after=0):
    """Give somebody a way of their own; return its number."""
    index = sealer().index(f"{who}:{channel}:{after}", f"destination:{site.id}")
    with db.transaction() as session:
        row = insert(Destination).values(
            site_id=site.id,
            channel=channel,
            audience=people.OWN,
            address_index=index,
            address_sealed=sealer().seal("x@example.org", f"destination:address:{index}"),
            account_id=who,
            after_minutes=after,
            created_at=clock.now(),
        )
        return session.scalar(row.returning(Destination.id))


def run(at, minutes):
    """Let so much time pass, with a tick whenever something is due."""
    end = at.now + timedelta(minutes=minutes)
    service.climb_due()
    while (following := _next_at()) and following <= end:
        at.now = max(at.now, following)
        service.climb_due()
    at.now = end
    db.done()


def _next_at():
    db.done()
    found = [
        *db.session().scalars(select(func.min(Escalation.next_at))),
        *db.session().scalars(select(func.min(Ringing.next_at))),
    ]
    return min(filter(None, found), default=None)


def told():
    """Return (minute, account, channel, event, state) of each alert to a person, in order."""
    db.done()
    rows = db.session().execute(
        select(
            outbox.Alert.created_at,
            Destination.account_id,
            Destination.channel,
            outbox.Alert.event,
            Delivery.state,
        )
        .join(Delivery, Delivery.alert_id == outbox.Alert.id)
        .join(Destination, Destination.id == Delivery.destination_id)
        .where(Destination.audience == people.OWN)
        .order_by(outbox.Alert.id)
    )
    return [tuple(row) for row in rows]


def who_when(since):
    """Return (minutes since then, account) of each alert to a person."""
    return [(round((at - since).total_seconds() / 60), who) for at, who, *_ in told()]


def events(id_, *whats):
    """Return what happened to a callback, or only of these kinds."""
    return [
        happened.what for happened in service.events(id_) if not whats or happened.what in whats
    ]


def escalation(id_):
    db.done()
    return db.session().get(Escalation, id_)


def ringing():
    db.done()
    return db.session().scalars(select(Ringing).where(Ringing.next_at.is_not(None))).all()


def everything_written():
    """Return how many rows of each kind there are."""
    db.done()
    tables = (EscalationEvent, Ringing, outbox.Alert, Delivery)
    return [len(db.session().execute(select(table.id)).all()) for table in tables]
