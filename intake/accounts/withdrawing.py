"""WHO: take back invitations that nobody accepted, with their letters and links.

Each is for the caller's transaction. `by`: the account that does it; None: the terminal.
"""

from __future__ import annotations

from collections.abc import Sequence

from intake import audit
from intake.accounts import roles_store as rows
from intake.accounts import store
from intake.accounts.tables import Invitation
from intake.alerts import letters
from intake.sealing import sealer


def index(email: str, site_id: int) -> str:
    """Return by what an address is found among those invited to a site."""
    return sealer().index(email, f"invitation:{site_id}")


def purpose(id_: int) -> str:
    """Return what the links are for that accept this invitation."""
    return f"invitation:{id_}"


def to(email: str, site_ids: Sequence[int], by: int | None) -> None:
    """Take back what this address was invited to on these sites."""
    for row in rows.invitations_of([index(email, site_id) for site_id in site_ids]):
        one(row, by)


def sent_by(account_id: int, site_ids: Sequence[int], by: int | None) -> None:
    """Take back whom this account invited to these sites."""
    for row in rows.invitations_by(account_id, site_ids):
        one(row, by)


def one(row: Invitation, by: int | None) -> None:
    """Take an invitation back, and its letter if that has not gone out."""
    id_, site_id = row.id, row.site_id
    letters.withdraw(row.letter_key)
    store.end_links(purpose(id_))
    rows.remove_invitation(id_)
    audit.note("invitation.withdraw", account_id=by, site_id=site_id, subject=f"invitation:{id_}")
