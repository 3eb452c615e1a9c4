"""PRIVACY: nobody looks at what was entrusted to us, or takes it out, without a line about it."""

from __future__ import annotations

from collections.abc import Collection

from intake import audit
from intake.db import transaction
from intake.privacy import store


def note_access(account_id: int, site_id: int, submission_id: int, field: str) -> None:
    """Note, in the caller's transaction, who is about to be shown which field of whose message."""
    store.add(account_id, submission_id, field)
    audit.note(
        "field.reveal",
        account_id=account_id,
        site_id=site_id,
        subject=f"submission:{submission_id}",
        field=str(field),
    )


def note_export(account_id: int | None, site_ids: Collection[int], form: str) -> None:
    """Note that somebody is about to take lines of the audit log out; None: by a command."""
    with transaction():
        audit.note(
            "audit.export",
            account_id=account_id,
            site_id=next(iter(site_ids)) if len(site_ids) == 1 else None,
            form=form,
            sites=sorted(site_ids),
        )
