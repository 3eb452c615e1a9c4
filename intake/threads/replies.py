"""SHOW: what the site's people answer below a comment: kept, and taken back with its decision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import insert, select, update

from intake import clock
from intake.db import among, session
from intake.rows import affected
from intake.threads import markup
from intake.threads.tables import Reply

TWICE_SECONDS = 60


@dataclass(frozen=True)
class Answer:
    """What somebody of the site answers; `by` is the name that is shown."""

    account_id: int
    by: str
    text: str


def add(submission_id: int, answer: Answer, decision_id: int | None) -> int:
    """Keep an answer and its HTML, in the caller's transaction; return its id."""
    added = session().scalars(
        insert(Reply)
        .values(
            submission_id=submission_id,
            account_id=answer.account_id,
            decision_id=decision_id,
            by=answer.by,
            text=answer.text,
            html=markup.render(answer.text),
            written_at=clock.now(),
        )
        .returning(Reply.id)
    )
    return added.one()


def has_just_come(submission_id: int, account_id: int, text: str) -> bool:
    """Say whether this account gave the same answer a moment ago: somebody pressed twice."""
    query = select(Reply.id).where(
        Reply.submission_id == submission_id,
        Reply.account_id == account_id,
        Reply.text == text,
        Reply.withdrawn_at.is_(None),
        Reply.written_at > clock.ago(TWICE_SECONDS),
    )
    return session().scalar(query.limit(1)) is not None


def of(submission_id: int) -> list[Reply]:
    """Return the answers that stand below a comment, oldest first."""
    query = select(Reply).where(Reply.submission_id == submission_id, Reply.withdrawn_at.is_(None))
    return list(session().scalars(query.order_by(Reply.id)))


def withdraw(submission_id: int, reply_id: int) -> bool:
    """Take one answer to this comment back; say whether it stood."""
    return _withdraw(Reply.submission_id == submission_id, Reply.id == reply_id)


def withdraw_with(decision_of: Mapping[int, int]) -> None:
    """Take back the answers that came with these decisions, each by its comment's id."""
    if decision_of:
        _withdraw(
            among(Reply.submission_id, decision_of), among(Reply.decision_id, decision_of.values())
        )


def _withdraw(*which: object) -> bool:
    done = session().execute(
        update(Reply)
        .where(*which, Reply.withdrawn_at.is_(None))  # type: ignore[arg-type]
        .values(withdrawn_at=clock.now())
        .execution_options(synchronize_session=False)
    )
    return affected(done) > 0
