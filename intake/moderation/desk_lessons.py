"""DECIDE, from the desk: whoever calls and finds that nobody wanted a call says that it is spam."""

from __future__ import annotations

from contextlib import suppress

from intake.accounts.tables import Account
from intake.errors import Conflict
from intake.moderation import service
from intake.words import Action, Status


def not_real(submission_id: int, account: Account) -> None:
    """Decide as a moderator that a request was spam, unless somebody decided meanwhile."""
    with suppress(Conflict):
        service.decide(submission_id, account, Action.SPAM, Status.APPROVED)
