"""DECIDE: give a comment other words. The former ones are kept, and the public sees that it was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from intake import audit
from intake.accounts.tables import Account
from intake.db import session, transaction
from intake.errors import Conflict
from intake.moderation import store
from intake.moderation.items import Item
from intake.submissions import changes
from intake.submissions import store as submissions
from intake.submissions.tables import Revision
from intake.threads import markup, pages
from intake.words import Status


@dataclass(frozen=True)
class Former:
    """What a comment said before. `by` is empty if its author changed it."""

    number: int
    author: str
    website: str
    text: str
    by: str
    changed_at: datetime


def revise(item: Item, seen_revision: int, words: dict[str, str], account: Account) -> None:
    """Put these words in place of those that were seen; a published page shows them at once.

    Raises Conflict if somebody else changed it meanwhile.
    """
    if words == {"author": item.author, "website": item.website, "text": item.text}:
        return
    with transaction():
        subject = store.subjects([item.id]).get(item.id)
        if not changes.revise(item.id, seen_revision, words, account.id) or subject is None:
            raise Conflict("Somebody has changed this comment meanwhile. Nothing was saved.")
        submissions.write_html({item.id: markup.render(words["text"])})
        if subject.thread_id is not None and subject.status is Status.APPROVED:
            pages.write(subject.thread_id)
        audit.note(
            "comment.edit",
            account_id=account.id,
            site_id=item.site_id,
            subject=f"submission:{item.id}",
            revision=seen_revision + 1,
        )


def former(submission_id: int) -> list[Former]:
    """Return what a comment said before, newest first."""
    rows = session().execute(
        select(
            Revision.number,
            Revision.author,
            Revision.website,
            Revision.text,
            Account.name,
            Revision.changed_at,
        )
        .outerjoin(Account, Account.id == Revision.account_id)
        .where(Revision.submission_id == submission_id)
        .order_by(Revision.number.desc())
    )
    return [Former(*row[:4], row.name or "", row.changed_at) for row in rows]
