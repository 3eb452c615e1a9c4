"""SET UP, read: the names of those who saved versions of a form."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from intake.accounts.tables import Account
from intake.db import session


def names(account_ids: Iterable[int | None]) -> dict[int, str]:
    """Return the names of these accounts, by id."""
    query = select(Account.id, Account.name).where(
        Account.id.in_([id_ for id_ in account_ids if id_ is not None])
    )
    return {row.id: row.name for row in session().execute(query)}
