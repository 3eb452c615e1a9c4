"""What tests of the desk share: an item as it is now, who is there, and what its ladder will do."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from intake import db
from intake.callbacks import service
from intake.callbacks.tables import Attempt, DeskItem, JoinedRequest
from intake.duty.tables import Escalation
from intake.hours import service as hours
from intake.hours.calendar import Calendar, Interval
from intake.outbox import Alert
from intake.promises import service as promises
from intake.words import Role
from tests import people
from tests.web.staff import account

NINE_TO_FIVE = Calendar(ZoneInfo("UTC"), ((Interval(9 * 60, 17 * 60),),) * 7)


def staff(app, site, *names):
    """Store people who answer messages here; return their accounts."""
    return [
        account(people.account(app, site, Role.STAFF, email=f"{name}@x.example", name=name))
        for name in names
    ]


def open_from_nine_to_five(site):
    with db.transaction():
        hours.save(site.id, NINE_TO_FIVE, None)


def task(item):
    """Return the item as the desk shows it now."""
    db.done()
    return service.tasks([item.site_id if hasattr(item, "site_id") else 1], item.reference)[0]


def ladder(id_):
    db.done()
    return db.session().scalars(select(Escalation).where(Escalation.submission_id == id_)).first()


def promise(id_):
    db.done()
    return promises.of(id_)


def alerts(event):
    """Return the references of all alerts of this event, in order."""
    db.done()
    query = select(Alert.reference).where(Alert.event == event).order_by(Alert.id)
    return list(db.session().scalars(query))


def tries(id_):
    db.done()
    query = select(Attempt.outcome).where(Attempt.item_id == id_).order_by(Attempt.id)
    return list(db.session().scalars(query))


def joined(id_):
    db.done()
    query = select(JoinedRequest.submission_id).where(JoinedRequest.item_id == id_)
    return set(db.session().scalars(query))


def open_items():
    db.done()
    query = select(func.count()).select_from(DeskItem).where(DeskItem.closed_at.is_(None))
    return db.session().scalar(query)


def clock(hour, minute=0, day=2):
    """An instant of March 2026, in which the tests are."""
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)
