"""TRY: a moderator who decides as the file's labels say, of all that the machine did not.

Each decision goes the way of every other, so the site learns from it as from a person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from intake.accounts import service as accounts
from intake.accounts.tables import Account
from intake.errors import Conflict, NotFound
from intake.moderation import service as moderation
from intake.replay import rows
from intake.replay.posting import Outcome
from intake.words import Action, Status


def decide(outcomes: Sequence[Outcome], email: str) -> Counter[Action]:
    """Decide about all that is not yet where its label would have it; return what was done.

    Raises NotFound if nobody has this address.
    """
    account = moderator(email)
    is_spam = {o.receipt: o.visit.is_spam for o in outcomes if o.receipt}
    done: Counter[Action] = Counter()
    for stored in rows.stored(list(is_spam)):
        action = _action(stored.status, is_spam[stored.receipt])
        if action is None:
            continue
        try:
            moderation.decide(stored.id, account, action, stored.status)
        except Conflict:
            continue  # somebody real was quicker
        done[action] += 1
    return done


def moderator(email: str) -> Account:
    """Return whose account this is. Raises NotFound."""
    if account := accounts.find(email):
        return account
    raise NotFound("Nobody of this address has an account here.")


def lines(done: Counter[Action]) -> Iterator[str]:
    """Say it to a person."""
    yield f"{'decided by the labels':<22} {done.total()}"
    for action, count in done.most_common():
        yield f"  {action}: {count}"


def _action(status: Status, is_spam: bool | None) -> Action | None:
    """Return what brings an item to where its label would have it; None: nothing, or no label."""
    if is_spam is None or status is Status.RECEIVED:
        return None
    if is_spam:
        return None if status is Status.SPAM else Action.SPAM
    return None if status is Status.APPROVED else Action.APPROVE
