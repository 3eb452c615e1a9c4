"""The letters to colleagues that a test caused, as they would be sent."""

from __future__ import annotations

from sqlalchemy import select

from intake import db
from intake.alerts import letters
from intake.alerts.tables import Delivery, DeliveryState, Destination
from intake.outbox import Alert
from intake.sealing import sealer


def written(event):
    """Return address and link of each letter of this event that is not withdrawn, oldest first."""
    db.done()
    rows = db.session().scalars(
        select(Destination)
        .join(Delivery, Delivery.destination_id == Destination.id)
        .join(Alert, Alert.id == Delivery.alert_id)
        .where(Alert.event == event, Delivery.state != DeliveryState.WITHDRAWN)
        .order_by(Delivery.id)
    )
    return [_opened(row) for row in rows]


def _opened(row):
    index = row.address_index
    said = letters.read(sealer().open(row.secret_sealed, f"destination:secret:{index}"))
    return sealer().open(row.address_sealed, f"destination:address:{index}"), said.path


def noted():
    """Return what the audit log holds: who, what, to whom, details."""
    from intake.audit import Noted

    db.done()
    wanted = (Noted.account_id, Noted.action, Noted.subject, Noted.details)
    return [tuple(row) for row in db.session().execute(select(*wanted).order_by(Noted.id))]


def actions():
    return [action for _, action, _, _ in noted()]
