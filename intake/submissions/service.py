"""RECEIVE: a valid draft becomes a row, exactly once, before the visitor is told so."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from sqlalchemy.exc import IntegrityError

from intake import bell, clock, db
from intake.errors import AlreadyUsed, Busy, Closed
from intake.promises import service as promises
from intake.sealing import sealer
from intake.sites.service import SiteView
from intake.submissions import parts, store
from intake.words import CallbackDraft, CommentDraft, Draft, Evidence, Kind

RECEIPT_BYTES = 16
TICK_SECONDS = 1800
# Digits and capitals that nobody mistakes for one another on the phone or on paper.
REFERENCE_LETTERS = "2345679ACDEFGHJKMNPQRTVWXY"
TRIES = 5  # for a reference that the site gave before: it has 300,000,000 of the shortest


@dataclass(frozen=True)
class Receipt:
    """What the visitor gets: `token` opens the status page, `reference` can be read aloud."""

    token: str
    reference: str
    is_new: bool


Then = Callable[[Receipt], object]


@dataclass(frozen=True)
class Key:
    """What makes a submission the same one when it is sent again. `accepted` also counts as it."""

    value: str
    accepted: tuple[str, ...] = ()


def kind_of(draft: Draft) -> Kind:
    """Return the kind of a draft."""
    if isinstance(draft, CommentDraft):
        return Kind.COMMENT
    return Kind.CALLBACK if isinstance(draft, CallbackDraft) else Kind.CONTACT


def content_digest(draft: Draft) -> str:
    """Return a keyed hash of everything the visitor wrote, whatever the version of the form."""
    written = asdict(draft)
    written.pop("form_id", None)
    written["answers"] = [(each["name"], each["value"]) for each in written.get("answers", ())]
    for later in ("wants_mail", "answers", "form"):
        if not written.get(later):  # so that what was sent before there was this is the same
            written.pop(later, None)
    canonical = json.dumps(written, sort_keys=True)
    # An index does not tell capitals from small letters, but "NOT" may be all that was corrected.
    return sealer().index(hashlib.sha256(canonical.encode()).hexdigest(), scope="content")


def key_of_content(draft: Draft, sender_key: Callable[[datetime], str], at: datetime) -> Key:
    """Return the key of a form that came without a ticket: the same words, sender and half hour.

    The half hour before counts too, so that a double click at the full hour is still one. A sender
    key changes at midnight, so each half hour takes that of its own day.
    """
    digest = content_digest(draft)
    tick = int(at.timestamp()) // TICK_SECONDS

    def key(number: int) -> str:
        began_at = datetime.fromtimestamp(number * TICK_SECONDS, UTC)
        words = f"{digest}.{sender_key(began_at)}.{number}"
        return "content:" + hashlib.sha256(words.encode()).hexdigest()

    return Key(key(tick), (key(tick - 1),))


def receive(
    site: SiteView,
    draft: Draft,
    key: Key,
    sender_key: str,
    evidence: Iterable[Evidence],
    then: Then | None = None,
) -> Receipt:
    """Store the draft once and ring for a verdict; return its receipt, the first one if repeated.

    `then` is told the new receipt in the same transaction. Raises AlreadyUsed if the key was used
    for other words, Closed if the page takes no comments, WindowGone if nobody can call when it
    says, Busy if nothing could be stored.
    """
    digest = content_digest(draft)
    noticed = tuple(evidence)

    def store_once() -> Receipt:
        # The unique index tells a used key; only other keys that count as it must be looked for.
        first = _first_receipt(site, draft, key, digest) if key.accepted else None
        if first:
            return first
        receipt = _store(site, draft, key.value, digest, sender_key, noticed)
        if then:
            then(receipt)
        return receipt

    for _ in range(TRIES):
        try:
            receipt = db.share_transaction(store_once)
        except (Busy, Closed, IntegrityError) as error:
            db.done()  # what broke the writing connection may have broken the reading one
            # The key was used before, or the commit's outcome is unknown: look.
            if first := _first_receipt(site, draft, key, digest):
                return first
            if not isinstance(error, IntegrityError):
                raise
        else:
            if receipt.is_new:
                bell.ring("judge")
            return receipt
    raise Busy("We could not number this just now. Nothing was stored: please send it again.")


def _first_receipt(site: SiteView, draft: Draft, key: Key, digest: str) -> Receipt | None:
    stored = store.by_key(site.id, kind_of(draft), (key.value, *key.accepted))
    if stored is None:
        return None
    if not hmac.compare_digest(stored.content_digest, digest):
        raise AlreadyUsed(
            "This form was sent before with other words, and those reached us. "
            "To send these as well, press Send once more."
        )
    return Receipt(stored.receipt, stored.reference, is_new=False)


def _store(
    site: SiteView,
    draft: Draft,
    key: str,
    digest: str,
    sender_key: str,
    evidence: Sequence[Evidence],
) -> Receipt:
    token = secrets.token_hex(RECEIPT_BYTES)
    reference = _reference(draft)
    table, values = parts.of(site, draft, token)
    submission_id = store.add(
        {
            "site_id": site.id,
            "kind": kind_of(draft),
            "receipt": token,
            "reference": reference,
            "key": key,
            "content_digest": digest,
            "sender_key": sender_key,
            "received_at": clock.now(),
        },
        table,
        values,
    )
    if answers := parts.answers(draft, token):
        store.add_answers(submission_id, answers)
    if isinstance(draft, CallbackDraft) and Evidence.TRIAL not in evidence:
        promises.make(site, submission_id, draft.window)
    store.add_evidence([submission_id], evidence)
    return Receipt(token, reference, is_new=True)


def _reference(draft: Draft) -> str:
    """Return a new reference. That of a callback is the shortest: it is said on the phone."""
    letters = [secrets.choice(REFERENCE_LETTERS) for _ in range(7)]
    end = 6 if isinstance(draft, CallbackDraft) else 7
    return "".join(letters[:4]) + "-" + "".join(letters[4:end])
