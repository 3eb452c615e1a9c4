"""Rows of the access log."""

from __future__ import annotations

from sqlalchemy import insert

from intake import clock
from intake.db import session
from intake.privacy.tables import Access


def add(account_id: int, submission_id: int, field: str) -> None:
    """Note one reveal."""
    session().execute(
        insert(Access).values(
            account_id=account_id, submission_id=submission_id, field=field, at=clock.now()
        )
    )
