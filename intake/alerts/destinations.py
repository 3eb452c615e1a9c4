"""Who is told: adding an address or a webhook, sealed from the first byte; listing and removing."""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from intake import audit
from intake.alerts import channels, outward, store
from intake.alerts.ledger import Claimed
from intake.alerts.mail import ADDRESS
from intake.alerts.tables import Destination
from intake.db import transaction
from intake.errors import Conflict, IntakeError, NotFound
from intake.sealing import Unsealable, mask, sealer
from intake.words import Channel, Role

SECRET_BYTES = 32


class WrongAddress(IntakeError):
    """Not an address that mail can be sent to."""

    status = 422
    code = "wrong_address"


@dataclass(frozen=True)
class Told:
    """Somebody who is told, as the terminal shows them. `masked`: enough to recognise them by."""

    id: int
    site: str
    audience: str
    channel: str
    masked: str
    is_enabled: bool
    last_error: str


def everybody(site_id: int | None = None) -> list[Told]:
    """Return who is told about this site, or about any; those who are told no more as well."""
    return [
        Told(
            id=row.id,
            site=slug,
            audience=row.audience,
            channel=row.channel,
            masked=_masked(row),
            is_enabled=row.is_enabled,
            last_error=last_error or "",
        )
        for row, slug, last_error in store.listed(site_id)
    ]


def check_email(email: str) -> None:
    """Raise WrongAddress unless mail can be sent to this address."""
    plain_email(email)


def subscribe(site_id: int, email: str, audience: Role, account_id: int | None = None) -> None:
    """Tell this address too, in the caller's transaction. Raises WrongAddress."""
    _store(site_id, Channel.EMAIL, audience, plain_email(email), account_id=account_id)


def add_email(site_id: int, email: str, audience: Role) -> None:
    """Tell this address too. Raises WrongAddress."""
    with transaction():
        subscribe(site_id, email, audience)
        _note("destination.add", site_id, channel=Channel.EMAIL, audience=audience)


def _note(what: str, site_id: int | None, **details: Any) -> None:
    audit.note(what, account_id=None, site_id=site_id, **details)


def add_webhook(site_id: int, url: str, audience: Role) -> str:
    """Call this URL too; return the secret that signs, which is shown only now.

    Raises ForbiddenUrl, or Conflict when the site calls it already.
    """
    outward.check(url, may_be_private=channels.current().may_call_private)
    secret = "whsec_" + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()
    with transaction():
        there = store.find(site_id, Channel.WEBHOOK, audience, _index(site_id, url))
        if there and there.is_enabled:
            raise Conflict("This site calls this URL already.")
        _store(site_id, Channel.WEBHOOK, audience, url, secret)
        _note("destination.add", site_id, channel=Channel.WEBHOOK, audience=audience)
    return secret


def unsubscribe(email: str) -> None:
    """Tell this address nothing more about any site, in the caller's transaction."""
    address = plain_email(email).casefold()
    for row in store.emails():
        if _opened(row).casefold() == address:
            store.disable(row.id)


def unsubscribe_from(site_id: int, email: str, audience: Role) -> None:
    """Tell this address nothing more as one of these people, in the caller's transaction."""
    index = _index(site_id, plain_email(email))
    if there := store.find(site_id, Channel.EMAIL, audience, index):
        store.disable(there.id)


def remove(destination_id: int) -> None:
    """Tell this one nothing more. Raises NotFound."""
    with transaction():
        if not store.disable(destination_id):
            raise NotFound("There is no destination of this number: `destinations` lists them.")
        _note("destination.remove", None, destination=destination_id)


def plain_email(email: str) -> str:
    """Return the address in ASCII. Raises WrongAddress."""
    local, _, domain = email.strip().rpartition("@")
    try:
        address = f"{local}@{domain.encode('idna').decode().lower()}"
    except UnicodeError:
        address = ""
    if not ADDRESS.fullmatch(address):
        raise WrongAddress("Enter an e-mail address, like name@example.org.")
    return address


def _store(
    site_id: int,
    channel: Channel,
    audience: Role,
    address: str,
    secret: str = "",
    *,
    account_id: int | None = None,
) -> None:
    index = _index(site_id, address)
    store.add_or_enable(
        {
            "site_id": site_id,
            "channel": channel,
            "audience": audience,
            "address_index": index,
            "address_sealed": sealer().seal(address, f"destination:address:{index}"),
            "secret_sealed": sealer().seal(secret, f"destination:secret:{index}"),
            "account_id": account_id,
        }
    )


def _index(site_id: int, address: str) -> str:
    # An index does not tell capitals from small letters, but the paths of URLs do.
    exact = hashlib.sha256(address.encode()).hexdigest()
    return sealer().index(exact, f"destination:{site_id}")


def _masked(row: Destination) -> str:
    address = _opened(row)
    if row.channel == Channel.WEBHOOK and address:
        parts = urlsplit(address)
        return f"{parts.scheme}://{parts.netloc}/…"  # what follows is often as good as a password
    return mask(address) or "(cannot be opened with the keys at hand)"


def _opened(row: Destination) -> str:
    try:
        return sealer().open(row.address_sealed, f"destination:address:{row.address_index}")
    except Unsealable:
        return ""


def open_sealed(claimed: Claimed) -> tuple[str, str]:
    """Return the address and the secret. Raises Unsealable."""
    index = claimed.address_index
    return (
        sealer().open(claimed.address_sealed, f"destination:address:{index}"),
        sealer().open(claimed.secret_sealed, f"destination:secret:{index}"),
    )
