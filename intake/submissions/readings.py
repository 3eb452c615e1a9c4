"""RECEIVE, read back: what the judge, the desk and the visitor's status page may know of a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from intake.db import session
from intake.sealing import Unsealable
from intake.submissions import parts
from intake.submissions.tables import (
    CallbackRequest,
    Comment,
    ContactMessage,
    EvidenceFound,
    Submission,
)
from intake.words import Evidence, Kind, Message, Status

_LOT_DIGITS = 8  # of the receipt, which is random: the same submission always draws the same lot


@dataclass(frozen=True)
class Readable:
    """A submission with the words that the classifier reads. `lot` is drawn evenly from 0 to 1."""

    id: int
    site_id: int
    kind: Kind
    reference: str
    received_at: datetime
    window: str
    message: Message
    lot: float = 0.0


@dataclass(frozen=True)
class Progress:
    """What a visitor may know of what became of their words: no content, nobody's name."""

    id: int
    kind: Kind
    status: Status
    reference: str
    received_at: datetime
    site_id: int
    window: str


def progress(receipt: str) -> Progress | None:
    """Return how far the submission with this receipt is."""
    row = session().execute(
        select(
            Submission.id,
            Submission.kind,
            Submission.status,
            Submission.reference,
            Submission.received_at,
            Submission.site_id,
            func.coalesce(CallbackRequest.window, ""),
        )
        .outerjoin(CallbackRequest, CallbackRequest.submission_id == Submission.id)
        .where(Submission.receipt == receipt)
    )
    found = row.first()
    if found is None:
        return None
    return Progress(found.id, Kind(found.kind), Status(found.status), *found[3:])


def for_judging(ids: Sequence[int]) -> list[Readable]:
    """Return these submissions as the classifier reads them; sealed words are opened here."""
    evidence = _evidence(ids)
    query = (
        select(Submission, Comment, ContactMessage, CallbackRequest)
        .outerjoin(Comment, Comment.submission_id == Submission.id)
        .outerjoin(ContactMessage, ContactMessage.submission_id == Submission.id)
        .outerjoin(CallbackRequest, CallbackRequest.submission_id == Submission.id)
        .where(Submission.id.in_(ids))
        .execution_options(populate_existing=True)
    )
    return [
        Readable(
            submission.id,
            submission.site_id,
            Kind(submission.kind),
            submission.reference,
            submission.received_at,
            callback.window if callback else "",
            _message(submission, comment or contact or callback, evidence.get(submission.id, ())),
            int(submission.receipt[-_LOT_DIGITS:], 16) / 16**_LOT_DIGITS,
        )
        for submission, comment, contact, callback in session().execute(query)
    ]


def _message(
    submission: Submission,
    part: Comment | ContactMessage | CallbackRequest,
    evidence: tuple[Evidence, ...],
) -> Message:
    if isinstance(part, Comment):
        return Message(part.text, part.author, part.website, evidence, submission.site_id)
    try:
        return Message(
            parts.unseal(part.text_sealed, "text", submission.receipt),
            parts.unseal(part.name_sealed, "name", submission.receipt),
            "",
            evidence,
            submission.site_id,
        )
    except Unsealable:  # a lost key must not stop the message from reaching the desk
        return Message("", "", "", evidence, submission.site_id)


def _evidence(ids: Sequence[int]) -> dict[int, tuple[Evidence, ...]]:
    found: dict[int, tuple[Evidence, ...]] = {}
    rows = session().execute(
        select(EvidenceFound.submission_id, EvidenceFound.name)
        .where(EvidenceFound.submission_id.in_(ids))
        .order_by(EvidenceFound.name)
    )
    for submission_id, name in rows:
        if name in set(Evidence):  # a newer version may have noted what this one does not know
            found[submission_id] = (*found.get(submission_id, ()), Evidence(name))
    return found
