"""RECEIVE, read back: what the judge, the desk and the visitor's status page may know of a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import false, func, select

from intake.db import session
from intake.sealing import Unsealable
from intake.submissions import parts
from intake.submissions.tables import (
    CallbackRequest,
    Comment,
    ContactMessage,
    EvidenceFound,
    FormAnswers,
    Submission,
)
from intake.words import Evidence, Kind, Message, Status

_LOT_DIGITS = 8  # of the receipt, which is random: the same submission always draws the same lot

# Columns, not objects: the judge reads hundreds at a time.
_FOR_JUDGING = (
    select(
        Submission.id,
        Submission.site_id,
        Submission.kind,
        Submission.reference,
        Submission.received_at,
        Submission.receipt,
        Comment.text,
        Comment.author,
        Comment.website,
        func.coalesce(ContactMessage.text_sealed, CallbackRequest.text_sealed).label("text_sealed"),
        func.coalesce(ContactMessage.name_sealed, CallbackRequest.name_sealed).label("name_sealed"),
        func.coalesce(CallbackRequest.window, "").label("window"),
        func.coalesce(FormAnswers.answers_sealed, "").label("answers_sealed"),
    )
    .outerjoin(Comment, Comment.submission_id == Submission.id)
    .outerjoin(ContactMessage, ContactMessage.submission_id == Submission.id)
    .outerjoin(CallbackRequest, CallbackRequest.submission_id == Submission.id)
    .outerjoin(FormAnswers, FormAnswers.submission_id == Submission.id)
)


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
    # Of a comment only:
    revision: int = 1
    edited_at: datetime | None = None
    wants_mail: bool = False
    confirmed_at: datetime | None = None


def is_possible(receipt: str) -> bool:
    """Say whether this looks like a receipt: a database need not be asked about anything else."""
    return receipt.isascii() and receipt.isalnum()


def progress(receipt: str) -> Progress | None:
    """Return how far the submission with this receipt is."""
    if not is_possible(receipt):
        return None
    row = session().execute(
        select(
            Submission.id,
            Submission.kind,
            Submission.status,
            Submission.reference,
            Submission.received_at,
            Submission.site_id,
            func.coalesce(CallbackRequest.window, ""),
            func.coalesce(Comment.revision, 1),
            Comment.edited_at,
            func.coalesce(Comment.wants_mail, false()),
            Comment.confirmed_at,
        )
        .outerjoin(Comment, Comment.submission_id == Submission.id)
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
    rows = session().execute(_FOR_JUDGING.where(Submission.id.in_(ids)))
    return [
        Readable(
            row.id,
            row.site_id,
            Kind(row.kind),
            row.reference,
            row.received_at,
            row.window,
            _message(row, evidence.get(row.id, ())),
            int(row.receipt[-_LOT_DIGITS:], 16) / 16**_LOT_DIGITS,
        )
        for row in rows
    ]


def _message(row: Any, evidence: tuple[Evidence, ...]) -> Message:
    if row.kind == Kind.COMMENT:
        return Message(row.text, row.author, row.website, evidence, row.site_id)
    try:
        text = parts.unseal(row.text_sealed, "text", row.receipt)
        name = parts.unseal(row.name_sealed, "name", row.receipt)
        answers = parts.opened_answers(row.answers_sealed, row.receipt)
    except Unsealable:  # a lost key must not stop the message from reaching the desk
        text, name, answers = "", "", []
    return Message(parts.with_free_texts(text, answers), name, "", evidence, row.site_id)


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
