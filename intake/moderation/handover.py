"""DECIDE: a comment that tells something private becomes a message to the staff instead.

The words go the way of every message, sealed and with a promise; then the comment is rejected. If
something breaks between the two, pressing the button again finds the message and rejects.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

import phonenumbers

from intake import audit
from intake.accounts.tables import Account
from intake.callbacks import service as desk
from intake.db import transaction
from intake.errors import AlreadyUsed, Conflict, NotFound
from intake.moderation import service, store
from intake.moderation.items import Item
from intake.promises.windows import SOON
from intake.sealing import Unsealable
from intake.sites.service import SiteView
from intake.submissions import parts, phones, readings
from intake.submissions import service as submissions
from intake.submissions import store as rows
from intake.submissions.service import Key
from intake.words import Action, CallbackDraft, ContactDraft, Draft, Kind, Status

NOT_ON_DESK = (Status.RECEIVED, Status.SPAM, Status.PENDING)  # where the machine may have put it


@dataclass(frozen=True)
class Handed:
    """What became of the comment's words."""

    kind: str
    reference: str


def phone_in(text: str, site: SiteView) -> str:
    """Return the first phone number in a text, as it was typed; empty if there is none."""
    found = phonenumbers.PhoneNumberMatcher(text[:5000], site.region)
    return next((match.raw_string for match in found), "")


def hand_over(item: Item, site: SiteView, account: Account, words: tuple[str, str, str]) -> None:
    """Make a comment a callback request, or a message if there is no number, and reject it.

    `words` are the name, the number as it was typed, and what it is about. Raises ValueError with a
    sentence for a number that cannot be called, Conflict.
    """
    if item.status is not Status.PENDING:
        raise Conflict("Only a comment that waits can be made a callback request.")
    _receive(item, site, words, account)
    with suppress(Conflict):  # decided meanwhile by somebody else, as its page says
        service.decide(item.id, account, Action.REJECT, item.status)


def handed(item: Item) -> Handed | None:
    """Return what this comment was made into."""
    found = store.by_key(item.site_id, key_of(item.id))
    return Handed(*found) if found else None


def key_of(comment_id: int) -> str:
    return f"comment:{comment_id}"


def _receive(item: Item, site: SiteView, words: tuple[str, str, str], account: Account) -> None:
    key = Key(key_of(item.id))
    if not handed(item):
        draft = _draft(item, site, *words)
        with suppress(AlreadyUsed):  # by whoever pressed the button at the same moment
            submissions.receive(site, draft, key, rows.sender_key(item.id), ())
    for kind in (Kind.CALLBACK, Kind.CONTACT):
        if stored := rows.by_key(site.id, kind, [key.value]):
            _put_on_desk(stored.receipt, item, account)


def _put_on_desk(token: str, item: Item, account: Account) -> None:
    """A person has read it: it belongs there, whatever the machine may say meanwhile."""
    found = readings.progress(token)
    if found is None:
        raise NotFound("There is no such message here.")
    with transaction():
        if any(rows.move(found.id, seen, Status.APPROVED) for seen in NOT_ON_DESK):
            desk.put_back(found.id)
            audit.note(
                "comment.hand_over",
                account_id=account.id,
                site_id=item.site_id,
                subject=f"submission:{item.id}",
                became=found.id,
            )


def _draft(item: Item, site: SiteView, name: str, typed: str, text: str) -> Draft:
    email = _email(item.id)
    if not typed and not email:
        raise ValueError("Enter a phone number: the address of this comment cannot be opened")
    if not typed:
        return ContactDraft(name, email, "", "", "", text)
    phone = phones.read(typed, site.region)
    return CallbackDraft(
        name=name,
        phone=phone.e164,
        phone_typed=typed,
        phone_extension=phone.extension,
        email=email,
        window=SOON,
        is_voicemail_ok=False,
        text=text,
    )


def _email(comment_id: int) -> str:
    sealed, receipt = store.sealed_email(comment_id)
    try:
        return parts.unseal(sealed, "email", receipt)
    except Unsealable:
        return ""
