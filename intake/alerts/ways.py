"""TELL me: a person's own ways, which they add, order, try and remove by themselves."""

from __future__ import annotations

import base64
import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import select

from intake import audit, bell, clock, passes
from intake.alerts import channels, own_store, people
from intake.alerts.destinations import plain_email
from intake.alerts.due import Claimed
from intake.alerts.people import About
from intake.alerts.tables import Destination
from intake.db import session, transaction
from intake.errors import Conflict, IntakeError, NotFound
from intake.outbox import Alert
from intake.sealing import Unsealable, mask, sealer
from intake.words import Channel, Event

MOST_WAYS = 10
MOST_MINUTES = 24 * 60
NUMBER = re.compile(r"\+[1-9]\d{6,14}")  # E.164
PURPOSE = "way"  # of the pass in a test
PASS_SECONDS = 24 * 3600
SHOWN_SECONDS = 60
SECRET_BYTES = 32


class WrongNumber(IntakeError):
    """Not a number that can be rung or written to."""

    status = 422
    code = "wrong_number"


@dataclass(frozen=True)
class Wish:
    """A way as somebody wants it. `number`: of a phone that gets SMS, and may answer."""

    channel: Channel
    address: str
    number: str = ""
    after_minutes: int = 0


@dataclass(frozen=True)
class Own:
    """One way as its person sees it. That a server took it is no proof that it arrived."""

    id: int
    site_id: int
    account_id: int
    channel: Channel
    masked: str
    after_minutes: int
    is_enabled: bool
    sent_at: datetime | None
    proven_at: datetime | None
    last_error: str


@dataclass(frozen=True)
class Shown:
    """An alert as a page of ours shows it."""

    event: Event
    reference: str
    due_at: datetime | None
    site_id: int


def of(site_ids: Collection[int], account_id: int | None = None) -> list[Own]:
    """Return this person's ways on these sites, or everybody's, in the order of their ladders."""
    rows = own_store.listed(site_ids, account_id)
    ids = [row.id for row in rows]
    sent, errors = own_store.last_sent(ids), own_store.last_errors(ids)
    return [
        Own(
            id=row.id,
            site_id=row.site_id,
            account_id=row.account_id or 0,
            channel=Channel(row.channel),
            masked=_masked(row),
            after_minutes=row.after_minutes,
            is_enabled=row.is_enabled,
            sent_at=sent.get(row.id),
            proven_at=row.proven_at,
            last_error=errors.get(row.id, ""),
        )
        for row in rows
    ]


def add(account_id: int, site_id: int, wish: Wish) -> str:
    """Add a way; return the secret of a webhook, which is shown only now.

    Raises WrongAddress, WrongNumber, ForbiddenUrl, or Conflict.
    """
    number = _number(wish.number) if wish.channel is Channel.SMS else ""
    address = _checked(wish, number)
    secret = "whsec_" + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()
    with transaction():
        if len(own_store.listed([site_id], account_id)) >= MOST_WAYS:
            raise Conflict(f"You have {MOST_WAYS} ways already. Remove one first.")
        id_ = own_store.add(
            site_id, account_id, wish.channel, address, number=number, secret=secret
        )
        own_store.set_minutes(account_id, id_, wish.after_minutes)
        _note("way.add", account_id, site_id, id_, channel=wish.channel)
    return secret if wish.channel is Channel.WEBHOOK else ""


def set_minutes(account_id: int, id_: int, minutes: int) -> None:
    """Let it ring after so many minutes of this person's ladder. Raises NotFound."""
    row = _mine(account_id, id_)
    with transaction():
        own_store.set_minutes(account_id, id_, minutes)
        _note("way.order", account_id, row.site_id, id_, minutes=minutes)


def remove(account_id: int, id_: int) -> None:
    """Use it no more, and forget its address. Raises NotFound."""
    row = _mine(account_id, id_)
    with transaction():
        own_store.remove(account_id, id_)
        _note("way.remove", account_id, row.site_id, id_)


def forget(account_id: int, site_ids: Collection[int], by: int | None) -> None:
    """Remove whatever ways this person has on these sites, in the caller's transaction."""
    for row in own_store.listed(site_ids, account_id):
        own_store.remove(account_id, row.id)
        _note("way.remove", by, row.site_id, row.id)


def send_test(account_id: int, id_: int) -> bool:
    """Send a test, at most one a minute; say whether one goes out. Raises NotFound."""
    row = _mine(account_id, id_)
    minute = int(clock.now().timestamp()) // 60
    with transaction():
        is_new = people.tell(About(Event.WAY_TEST, row.site_id), id_, f"way-test:{id_}:{minute}")
        if is_new:
            _note("way.test", account_id, row.site_id, id_)
    bell.ring("tell")
    return is_new


def proof_path(claimed: Claimed) -> str:
    """Return where a test's link leads; the same at every try."""
    return f"/ways/{passes.issue(PURPOSE, [claimed.destination_id], claimed.happened_at)}"


def read_proof(token: str) -> int:
    """Return which destination this proves. Raises PassUnusable."""
    return int(passes.read(PURPOSE, token, PASS_SECONDS)[0])


def prove(token: str) -> None:
    """Note that a test arrived, as whoever opened its link says. Raises PassUnusable."""
    with transaction():
        own_store.prove(read_proof(token), clock.now())


def has_page(account_id: int) -> bool:
    """Say whether this person wants to be told on a page that is open."""
    return own_store.has_page(account_id)


def show_on_page(account_id: int) -> list[Shown]:
    """Return what waits for this person's open page: being shown is its delivery.

    It is shown for a while, for whoever goes on to another page at that moment.
    """
    if own_store.waits_for_page(account_id):
        with transaction():
            own_store.show_on_page(account_id)
    ids = own_store.shown_since(account_id, clock.ago(SHOWN_SECONDS))
    rows = session().scalars(select(Alert).where(Alert.id.in_(ids)).order_by(Alert.id))
    return [Shown(Event(row.event), row.reference, row.due_at, row.site_id) for row in rows]


def _mine(account_id: int, id_: int) -> Destination:
    row = own_store.one(account_id, id_)
    if row is None:
        raise NotFound("There is no such way of yours.")
    return row


def _number(typed: str) -> str:
    number = re.sub(r"[ ()./-]", "", typed)
    if not NUMBER.fullmatch(number):
        raise WrongNumber("Enter the number with its country code, like +44 7700 900123.")
    return number


def _checked(wish: Wish, number: str) -> str:
    """Return what is stored as the address. Raises a sentence for whoever typed it."""
    if wish.channel is Channel.PAGE:
        return "page"
    if wish.channel is Channel.EMAIL:
        return plain_email(wish.address)
    url = wish.address.strip()
    if wish.channel is Channel.SMS:
        return channels.current().leading_to(number, url)
    channels.current().check(url, wish.channel)
    return url


def _masked(row: Destination) -> str:
    try:
        address = sealer().open(row.address_sealed, f"destination:address:{row.address_index}")
    except Unsealable:
        return "(cannot be opened with the keys at hand)"
    if row.channel == Channel.PAGE:
        return ""
    if row.channel == Channel.EMAIL:
        return mask(address)
    parts = urlsplit(address)  # what follows is often as good as a password
    if row.channel == Channel.WEBHOOK:
        return f"{parts.scheme}://{parts.hostname}/…"
    return f"{parts.scheme}://{mask(address) if row.channel == Channel.SMS else '…'}"


def _note(what: str, account_id: int | None, site_id: int, id_: int, **details: str | int) -> None:
    audit.note(
        what, account_id=account_id, site_id=site_id, subject=f"destination:{id_}", **details
    )
