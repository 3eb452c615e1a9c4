"""What tests of alerts share: something to tell, somebody to tell it to, and what became of it."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

from sqlalchemy import select

from intake import db, outbox
from intake.alerts import channels, ledger, service
from intake.alerts.tables import Delivery
from intake.words import Event, Role

_numbers = count()


def happen(site, event=Event.CALLBACK_RECEIVED, reference="K7F2", due_at=None):
    """Store an alert, as the desk does when something arrives."""
    with db.transaction():
        outbox.add(event, site.id, f"test:{next(_numbers)}", reference=reference, due_at=due_at)


def told_by_mail(site, email="anna@clinic.example", audience=Role.STAFF):
    service.add_email(site.id, email, audience)


def mails_go_to(sink, settings, scheme="smtp", login=""):
    url = sink.url.replace("smtp://", f"{scheme}://{login}")
    channels.equip(replace(settings, smtp_url=url))


def one_at_a_time(monkeypatch):
    """Deliver with one thread, so that a test can count what a second try would have done."""
    monkeypatch.setattr(service, "AT_ONCE", 1)


def deliveries():
    """Every delivery as it is now, oldest first."""
    with db.transaction() as session:
        rows = session.scalars(select(Delivery).order_by(Delivery.id)).all()
        session.expunge_all()
        return rows


def delivery():
    (only,) = deliveries()
    return only


def die_while(state):
    """Leave the delivery that is due as a worker does that is killed in this state."""
    claimed = ledger.claim()
    if state == "committing":
        ledger.mark_committing(claimed)
    return claimed
