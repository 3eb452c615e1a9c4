"""CALL BACK, read: what was answered in fields of a form's own; what is private only on a click."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select

from intake.callbacks.letters import SHUT
from intake.callbacks.tables import DeskItem, JoinedRequest
from intake.db import session, transaction
from intake.declared.declaration import REACHING, STANDARD, Type
from intake.declared.tables import DeclaredForm
from intake.errors import NotFound
from intake.privacy import service as privacy
from intake.sealing import Unsealable
from intake.submissions import parts
from intake.submissions.tables import FormAnswers, Submission
from intake.words import FieldAnswer


@dataclass(frozen=True)
class Given:
    """The answers of one submission, in the order of its form; empty `trouble` if they open.

    `title` and `version` are those of the form that it was given under, if its site declared it.
    """

    submission_id: int
    site_id: int
    reference: str
    received_at: datetime
    title: str
    version: int
    answers: tuple[FieldAnswer, ...] = ()
    trouble: str = ""

    def is_consent(self, answer: FieldAnswer) -> bool:
        """Say whether this is a box that was beside a text."""
        return answer.type == Type.CONSENT


def of(item_id: int) -> list[Given]:
    """Return what was answered with an item of the desk and with those that joined it."""
    found = [_given(row) for row in _rows(item_id)]
    return [given for given in found if given.answers or given.trouble]


def reveal(item_id: int, reference: str, name: str, account_id: int) -> FieldAnswer:
    """Return one answer in full, after noting who looked. Raises NotFound."""
    with transaction():
        found = {
            (given.reference, answer.name): (given, answer)
            for given in of(item_id)
            for answer in given.answers
        }
        if (reference, name) not in found:
            raise NotFound("There is no such answer here. Nothing was shown.")
        given, answer = found[reference, name]
        privacy.note_access(account_id, given.site_id, given.submission_id, answer.name)
    return answer


def _rows(item_id: int) -> Sequence[Any]:
    query = (
        select(
            Submission.id,
            Submission.site_id,
            Submission.reference,
            Submission.received_at,
            Submission.receipt,
            FormAnswers.answers_sealed,
            DeclaredForm.declaration,
            DeclaredForm.version,
        )
        .join(FormAnswers, FormAnswers.submission_id == Submission.id)
        .outerjoin(DeclaredForm, DeclaredForm.id == FormAnswers.form_id)
        .outerjoin(JoinedRequest, JoinedRequest.submission_id == Submission.id)
        .join(
            DeskItem,
            or_(
                DeskItem.submission_id == Submission.id,
                DeskItem.submission_id == JoinedRequest.item_id,
            ),
        )
        .where(DeskItem.submission_id == item_id)
        .order_by(Submission.received_at, Submission.id)
    )
    return session().execute(query).all()


def _given(row: Any) -> Given:
    title = (row.declaration or {}).get("title", "")
    given = (row.id, row.site_id, row.reference, row.received_at, title, row.version or 0)
    try:
        opened = parts.opened_answers(row.answers_sealed, row.receipt)
    except Unsealable:
        return Given(*given, trouble=SHUT)
    # What every desk knows is shown where one looks for it: on the card to dial from.
    return Given(*given, answers=tuple(_as_shown(e) for e in opened if e.name not in STANDARD))


def _as_shown(answer: FieldAnswer) -> FieldAnswer:
    """Return it as private if it reaches somebody, whatever its form said when it came."""
    return replace(answer, is_private=answer.is_private or answer.type in REACHING)
