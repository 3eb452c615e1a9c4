"""Rows of passwords that were forgotten: who asked, and whether that was seen to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, exists, func, select, update

from intake import clock
from intake.accounts.tables import Account, Membership
from intake.accounts.tables import ForgottenPassword as Asked
from intake.db import session
from intake.rows import affected

BATCH = 50

__all__ = ["Asked"]


def add(email_sealed: str, email_index: str) -> None:
    session().add(Asked(email_sealed=email_sealed, email_index=email_index, asked_at=clock.now()))


def forget_before(moment: datetime) -> None:
    """Forget what was asked for before then, but for letters that were written after it."""
    session().execute(
        delete(Asked).where(
            Asked.asked_at < moment, func.coalesce(Asked.written_at, Asked.asked_at) < moment
        )
    )


def has_unanswered() -> bool:
    return bool(session().scalar(select(exists().where(Asked.answered_at.is_(None)))))


def unanswered() -> Sequence[Asked]:
    """Return who waits longest, apart from this session: each is answered by itself."""
    query = select(Asked).where(Asked.answered_at.is_(None)).order_by(Asked.id).limit(BATCH)
    found = session().scalars(query).all()
    session().expunge_all()
    return found


def answer(id_: int) -> bool:
    """Note that it is seen to; say whether it was us."""
    answered = session().execute(
        update(Asked)
        .where(Asked.id == id_, Asked.answered_at.is_(None))
        .values(answered_at=clock.now())
    )
    return affected(answered) == 1


def take_turns(account_id: int) -> None:
    """Let nobody else decide about a letter to this account before this transaction ends."""
    session().execute(select(Account.id).where(Account.id == account_id).with_for_update())


def note_letter(id_: int) -> None:
    session().execute(update(Asked).where(Asked.id == id_).values(written_at=clock.now()))


def letters_since(email_index: str, moment: datetime) -> int:
    """Return how many letters were written to this address after that moment."""
    written = select(func.count()).where(
        Asked.email_index == email_index, Asked.written_at > moment
    )
    return session().scalar(written) or 0


def any_site_of(account_id: int) -> int | None:
    query = select(func.min(Membership.site_id)).where(Membership.account_id == account_id)
    return session().scalar(query)
