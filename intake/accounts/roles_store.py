"""Rows of who may do what on a site, and of who was asked to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from intake import clock, db
from intake.accounts.tables import Account, Invitation, Membership
from intake.db import session
from intake.rows import affected
from intake.words import Role


def members(site_id: int) -> list[tuple[Account, list[Role]]]:
    """Return the active accounts with roles on this site, by name."""
    rows = session().execute(
        select(Account, Membership.role)
        .join(Membership, Membership.account_id == Account.id)
        .where(Membership.site_id == site_id, Account.active)
        .order_by(Account.name, Account.id)
    )
    found: dict[int, tuple[Account, list[Role]]] = {}
    for account, role in rows:
        found.setdefault(account.id, (account, []))[1].append(Role(role))
    return list(found.values())


def roles(account_id: int, site_id: int) -> set[Role]:
    query = select(Membership.role).where(
        Membership.account_id == account_id, Membership.site_id == site_id
    )
    return {Role(role) for role in session().scalars(query)}


def owners_who_can_sign_in(site_id: int) -> set[int]:
    """Return the site's owners; none is demoted by anybody else before this transaction ends."""
    query = (
        select(Membership.account_id)
        .join(Account, Account.id == Membership.account_id)
        .where(
            Membership.site_id == site_id,
            Membership.role == Role.OWNER,
            Account.active,
            Account.name != "",  # has set a password
        )
        .order_by(Membership.id)
    )
    return set(session().scalars(query.with_for_update(of=Membership)))


def take(account_id: int, site_id: int, role: Role) -> bool:
    taken = session().execute(
        delete(Membership).where(
            Membership.account_id == account_id,
            Membership.site_id == site_id,
            Membership.role == role,
        )
    )
    return affected(taken) == 1


def invitations(site_id: int) -> Sequence[Invitation]:
    query = select(Invitation).where(Invitation.site_id == site_id).order_by(Invitation.id)
    return session().scalars(query).all()


def invitation(id_: int) -> Invitation | None:
    return session().get(Invitation, id_)


def add_invitation(values: dict[str, Any]) -> int | None:
    """Store an invitation; None if this address was invited to the site already."""
    adding = db.insert_once(Invitation).values(**values, letter_key="", written_at=clock.now())
    added: int | None = session().scalar(adding.returning(Invitation.__table__.c.id))
    return added


def invitations_of(email_indexes: Sequence[str]) -> Sequence[Invitation]:
    """Return the invitations of an address, by its index on each site."""
    query = select(Invitation).where(Invitation.email_index.in_(email_indexes))
    return session().scalars(query.order_by(Invitation.id)).all()


def invitations_by(account_id: int, site_ids: Sequence[int]) -> Sequence[Invitation]:
    """Return whom this account invited to these sites."""
    query = select(Invitation).where(
        Invitation.invited_by == account_id, Invitation.site_id.in_(site_ids)
    )
    return session().scalars(query.order_by(Invitation.id)).all()


def note_letter(id_: int, seen_key: str, letter: tuple[str, int, datetime]) -> bool:
    """Note the newest letter of an invitation; say whether no other was written meanwhile.

    `letter`: its key, who invites by it, and until when its link is good.
    """
    key, invited_by, expires_at = letter
    noted = session().execute(
        update(Invitation)
        .where(Invitation.id == id_, Invitation.letter_key == seen_key)
        .values(
            letter_key=key, invited_by=invited_by, expires_at=expires_at, written_at=clock.now()
        )
    )
    return affected(noted) == 1


def remove_invitation(id_: int) -> bool:
    gone = session().execute(delete(Invitation).where(Invitation.id == id_))
    return affected(gone) == 1
