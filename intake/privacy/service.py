"""PRIVACY: nobody looks at what was entrusted to us without a line in the access log."""

from __future__ import annotations

from intake.privacy import store


def note_access(account_id: int, submission_id: int, field: str) -> None:
    """Note, in the caller's transaction, who is about to be shown which field of whose message."""
    store.add(account_id, submission_id, field)
