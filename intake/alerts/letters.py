"""TELL one person: a letter to an author or a colleague, delivered by the same ledger as alerts.

It has no field for what a visitor wrote: its words are fixed, beside a link and one sentence that
the site's own people keep for such letters. One alone has words of its own, those of the person who
answers a visitor, and is a type of its own for that. What it says is sealed like its address.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass

from sqlalchemy import insert, select, update

from intake import clock, outbox
from intake.alerts.destinations import plain_email
from intake.alerts.tables import Delivery, DeliveryState, Destination
from intake.db import session
from intake.outbox import Alert
from intake.rows import affected
from intake.sealing import sealer
from intake.words import Channel, Event

ONE_PERSON = "one-person"  # the audience of a letter's destination
UNDO_SECONDS = 30  # how long a letter that a decision causes waits, so that undo takes it back
FOLLOW_DECISIONS = {
    *(Event.AUTHOR_PUBLISHED, Event.AUTHOR_REJECTED, Event.AUTHOR_REPLIED),
    Event.CONTACT_ANSWERED,
}


@dataclass(frozen=True)
class Said:
    """What only this letter says: where its link leads, and a sentence of the site's own.

    `stop_path`: where its reader stops such letters, by a button, or by their mail program's.
    """

    path: str
    sentence: str = ""
    stop_path: str = ""


@dataclass(frozen=True)
class Answered(Said):
    """What a person of the site answers to the visitor who asked; nobody else is sent one."""

    words: str = ""


def write(
    event: Event,
    site_id: int,
    email: str,
    said: Said,
    key: str,
    *,
    submission_id: int | None = None,
) -> bool:
    """Store a letter once for this key, in the caller's transaction; say whether it is new.

    Raises WrongAddress.
    """
    address = plain_email(email)
    if not outbox.add(event, site_id, key, submission_id=submission_id):
        return False
    alert_id = session().scalars(select(Alert.id).where(Alert.dedupe_key == key)).one()
    outbox.mark_spread(alert_id)
    session().execute(
        insert(Delivery).values(
            alert_id=alert_id,
            destination_id=_destination(site_id, address, said, key),
            state=DeliveryState.PENDING,
            message_id=f"msg_{secrets.token_hex(12)}",
            next_at=clock.in_(UNDO_SECONDS if event in FOLLOW_DECISIONS else 0),
            created_at=clock.now(),
        )
    )
    return True


def _destination(site_id: int, address: str, said: Said, key: str) -> int:
    index = sealer().index(key, f"letter:{site_id}")
    added = session().scalars(
        insert(Destination)
        .values(
            site_id=site_id,
            channel=Channel.EMAIL,
            audience=ONE_PERSON,
            address_index=index,
            address_sealed=sealer().seal(address, f"destination:address:{index}"),
            secret_sealed=sealer().seal(json.dumps(vars(said)), f"destination:secret:{index}"),
            created_at=clock.now(),
        )
        .returning(Destination.id)
    )
    return added.one()


def withdraw(key: str) -> bool:
    """Take the letter back, in the caller's transaction, if nobody has begun to deliver it."""
    taken = session().execute(
        update(Delivery)
        .where(
            Delivery.alert_id.in_(select(Alert.id).where(Alert.dedupe_key == key)),
            Delivery.state == DeliveryState.PENDING,
        )
        .values(state=DeliveryState.WITHDRAWN, next_at=None)
        .execution_options(synchronize_session=False)
    )
    return affected(taken) > 0


def read(secret: str) -> Said:
    """Read what a letter's destination keeps."""
    kept = json.loads(secret)
    return Answered(**kept) if "words" in kept else Said(**kept)
