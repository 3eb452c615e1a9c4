"""Callbacks of our own that try the way: known by a key that nobody can forge, and forgotten."""

from __future__ import annotations

import hmac

from sqlalchemy import delete, select

from intake.db import session
from intake.sealing import sealer
from intake.submissions.tables import Submission

MARK_DIGITS = 32


def key(token: str) -> str:
    """Return the Idempotency-Key of a trial of this token."""
    return f"trial-{token}-{_mark(token)}"


def is_ours(header: str | None) -> bool:
    """Say whether this Idempotency-Key is one that only we could have made."""
    name, _, rest = (header or "").partition("-")
    token, _, mark = rest.partition("-")
    is_whole = name == "trial" and token.isalnum() and mark.isascii()
    return is_whole and hmac.compare_digest(mark, _mark(token))


def submission_of(key: str) -> int | None:
    """Return the submission that came with this key, if it came."""
    return session().scalar(select(Submission.id).where(Submission.key == f"header:{key}"))


def forget(submission_id: int) -> None:
    """Leave nothing of a trial behind, in the caller's transaction."""
    session().execute(
        delete(Submission)
        .where(Submission.id == submission_id, Submission.key.like("header:trial-%"))
        .execution_options(synchronize_session=False)
    )


def _mark(token: str) -> str:
    return sealer().code(token, "trial")[:MARK_DIGITS]
