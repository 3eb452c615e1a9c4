"""Answers by text: the one path of a site that its SMS service sends them in by, and who wrote.

A path and its secret are made when an owner asks for them, and made anew when asked again.
"""

from __future__ import annotations

import base64
import secrets

from sqlalchemy import select

from intake import audit, passes
from intake.alerts import inbound, own_store, store
from intake.alerts.inbound import Signed
from intake.alerts.tables import Destination
from intake.db import session, transaction
from intake.sealing import sealer
from intake.words import Channel

SCOPE = "replies"  # also the audience of the row that keeps the secret
SECRET_BYTES = 32


def open_door(site_id: int, account_id: int) -> tuple[str, str]:
    """Return the path for answers and its new secret, which is shown only now."""
    secret = "whsec_" + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()
    index = sealer().index(SCOPE, f"replies:{site_id}")
    with transaction():
        store.add_or_enable(
            {
                "site_id": site_id,
                "channel": Channel.SMS,
                "audience": SCOPE,
                "address_index": index,
                "address_sealed": "",
                "secret_sealed": sealer().seal(secret, f"destination:secret:{index}"),
                "account_id": None,
            }
        )
        audit.note("replies.open", account_id=account_id, site_id=site_id)
    return path(site_id), secret


def path(site_id: int) -> str:
    """Return the path for answers; empty as long as nobody has asked for it."""
    query = select(Destination.id).where(
        Destination.site_id == site_id, Destination.audience == SCOPE
    )
    id_ = session().scalar(query)
    return f"/alerts/replies/{inbound.token(id_, SCOPE)}" if id_ else ""


def sender(signed: Signed) -> Destination | None:
    """Return the way whose number this was sent from, if it is one of the site's people's.

    It must be proven that what we send there arrives at whoever has the number.
    """
    number = signed.body.get("from")
    if not isinstance(number, str):
        return None
    row = own_store.of_number(signed.site_id, number)
    return row if row and row.is_enabled and row.account_id and row.proven_at else None


def is_first(signed: Signed) -> bool:
    """Note, in the caller's transaction, that this was heard; say whether it is the first time."""
    return passes.spend(f"reply:{signed.destination_id}:{signed.id}")
