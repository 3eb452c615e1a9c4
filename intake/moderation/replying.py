"""DECIDE: answer below a comment; one that still waits is published by answering it."""

from __future__ import annotations

from intake import audit
from intake.accounts.tables import Account
from intake.authors import telling
from intake.db import transaction
from intake.errors import Conflict, NotFound
from intake.moderation import service, store
from intake.moderation.items import Item
from intake.threads import pages, replies
from intake.threads.replies import Answer
from intake.words import Action, Event, Status


def reply(item: Item, account: Account, text: str, seen: Status) -> int | None:
    """Show this answer below the comment; return the decision, if it had to be published for it.

    Raises Conflict if the comment is no longer as it was seen.
    """
    if seen is not Status.APPROVED:
        outcome = service.decide(item.id, account, Action.APPROVE, seen, answer=text)
        return outcome.decision_id
    with transaction():
        subject = store.subjects([item.id]).get(item.id)
        if subject is None or subject.status is not seen or subject.thread_id is None:
            raise Conflict("This comment is not published any more. Nothing was changed.")
        reply_id = replies.add(item.id, Answer(account.id, account.name, text), None)
        pages.write(subject.thread_id)
        telling.replied(item.id)
        _note("reply.write", item, account, reply_id)
    return None


def withdraw(item: Item, account: Account, reply_id: int) -> None:
    """Take an answer back. Raises NotFound if it does not stand."""
    with transaction():
        subject = store.subjects([item.id]).get(item.id)
        if subject is None or not replies.withdraw(item.id, reply_id):
            raise NotFound("There is no such answer any more.")
        if subject.thread_id is not None:
            pages.write(subject.thread_id)
        telling.take_back(item.id, Event.AUTHOR_REPLIED)
        _note("reply.withdraw", item, account, reply_id)


def _note(what: str, item: Item, account: Account, reply_id: int) -> None:
    audit.note(
        what,
        account_id=account.id,
        site_id=item.site_id,
        subject=f"submission:{item.id}",
        reply=reply_id,
    )
