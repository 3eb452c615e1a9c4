"""Rows of sign-ins that have not ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select, update

from intake import clock
from intake.accounts.tables import Account, SignedIn
from intake.db import session
from intake.rows import affected


def add(account_id: int, digest: str, device: str, network: str) -> None:
    now = clock.now()
    session().add(
        SignedIn(
            account_id=account_id,
            digest=digest,
            begun_at=now,
            seen_at=now,
            device=device,
            network=network,
        )
    )


def see(digest: str) -> None:
    """Note that its owner has just been here."""
    session().execute(update(SignedIn).where(SignedIn.digest == digest).values(seen_at=clock.now()))


def end(digest: str) -> int | None:
    """End a sign-in; return whose it was, if it was any."""
    return session().scalar(
        delete(SignedIn).where(SignedIn.digest == digest).returning(SignedIn.account_id)
    )


def end_one(id_: int, account_id: int) -> bool:
    """End this sign-in if it is of this account; say whether it was."""
    ended = session().execute(
        delete(SignedIn).where(SignedIn.id == id_, SignedIn.account_id == account_id)
    )
    return affected(ended) == 1


def end_all(account_id: int, but: str = "") -> None:
    """End the sign-ins of an account, all but the one of this digest."""
    session().execute(
        delete(SignedIn).where(SignedIn.account_id == account_id, SignedIn.digest != but)
    )


def end_before(moment: datetime) -> None:
    session().execute(delete(SignedIn).where(SignedIn.begun_at < moment))


def of(account_id: int, begun_after: datetime, seen_after: datetime) -> Sequence[SignedIn]:
    """Return the sign-ins of an account that still open pages, the newest first."""
    query = (
        select(SignedIn)
        .where(
            SignedIn.account_id == account_id,
            SignedIn.begun_at > begun_after,
            SignedIn.seen_at > seen_after,
        )
        .order_by(SignedIn.begun_at.desc(), SignedIn.id.desc())
    )
    return session().scalars(query).all()


def account_of(uniquifier: str, digest: str, begun_after: datetime) -> Account | None:
    """Return the active account whose sign-in this is, if it began late enough."""
    return session().scalar(
        select(Account)
        .join(SignedIn)
        .where(
            Account.fs_uniquifier == uniquifier,
            Account.active,
            SignedIn.digest == digest,
            SignedIn.begun_at > begun_after,
        )
    )
