"""Rows of accounts, their roles, and one-time links."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, delete, exists, select, update
from sqlalchemy.dialects.postgresql import insert as insert_on_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_on_sqlite

from intake import clock, db
from intake.accounts.tables import Account, Membership, OneTimeLink
from intake.db import session
from intake.rows import affected
from intake.words import Role


def by_email(email: str) -> Account | None:
    return session().scalar(select(Account).where(Account.email == email))


def active(account_id: int) -> Account | None:
    return session().scalar(select(Account).where(Account.id == account_id, Account.active))


def has_account() -> bool:
    return session().scalar(select(Account.id).limit(1)) is not None


def owners() -> Sequence[Account]:
    """Return the accounts that own any site."""
    owning = select(Membership.account_id).where(Membership.role == Role.OWNER)
    return session().scalars(select(Account).where(Account.id.in_(owning))).all()


def add_account(account: Account) -> int:
    session().add(account)
    session().flush()
    return account.id


def begin_anew(account_id: int, password: str) -> None:
    """Let this account be used again, or for the first time, with another password.

    No device knows it any more.
    """
    session().execute(
        update(Account)
        .where(Account.id == account_id)
        .values(active=True, password=password, fs_uniquifier=secrets.token_hex(32))
    )


def set_name_and_password(account_id: int, name: str, password: str) -> None:
    """Set both anew. No device knows the account any more, and no sign-in before is good."""
    session().execute(
        update(Account)
        .where(Account.id == account_id)
        .values(name=name, password=password, fs_uniquifier=secrets.token_hex(32))
    )


def set_name(account_id: int, name: str) -> None:
    session().execute(update(Account).where(Account.id == account_id).values(name=name))


def set_password(account_id: int, seen: str, password: str) -> bool:
    """Set the password if what is kept of it is still what was seen; say whether we did."""
    changed = session().execute(
        update(Account)
        .where(Account.id == account_id, Account.password == seen)
        .values(password=password)
    )
    return affected(changed) == 1


def deactivate(account_id: int) -> None:
    """Take every role away and let nobody sign in; the row stays, for what the person did."""
    session().execute(delete(Membership).where(Membership.account_id == account_id))
    session().execute(update(Account).where(Account.id == account_id).values(active=False))


def add_membership(account_id: int, site_id: int, role: Role) -> bool:
    """Give the role; say whether it is new."""
    insert = insert_on_sqlite if db.current().is_sqlite else insert_on_postgresql
    added = session().execute(
        insert(Membership)
        .values(account_id=account_id, site_id=site_id, role=role)
        .on_conflict_do_nothing(index_elements=["account_id", "site_id", "role"])
        .returning(Membership.id)
    )
    return added.first() is not None


def roles_by_site(account_id: int) -> dict[int, frozenset[Role]]:
    """Return what this account may do, by the id of the site."""
    found: dict[int, set[Role]] = {}
    rows = session().execute(
        select(Membership.site_id, Membership.role).where(Membership.account_id == account_id)
    )
    for site_id, role in rows:
        found.setdefault(site_id, set()).add(Role(role))
    return {site_id: frozenset(roles) for site_id, roles in found.items()}


def write_for_nobody() -> None:
    """Write as much as noting a fact would, so that one cannot tell the two apart by the clock."""
    end_links("nobody")
    add_link("nobody", secrets.token_hex(32), clock.now())


def replace_link(purpose: str, digest: str, expires_at: datetime) -> None:
    """Add a link; those of this purpose that nobody used are worth nothing from now on."""
    end_links(purpose)
    add_link(purpose, digest, expires_at)


def add_link(purpose: str, digest: str, expires_at: datetime) -> None:
    """Add a link beside those of this purpose that are still good."""
    session().add(
        OneTimeLink(digest=digest, purpose=purpose, created_at=clock.now(), expires_at=expires_at)
    )


def end_links(purpose: str) -> None:
    session().execute(
        delete(OneTimeLink).where(OneTimeLink.purpose == purpose, OneTimeLink.used_at.is_(None))
    )


def forget_links(purpose: str, before: datetime) -> None:
    """Keep nothing of links of this purpose that expired before then."""
    session().execute(
        delete(OneTimeLink).where(OneTimeLink.purpose == purpose, OneTimeLink.expires_at < before)
    )


def purpose_of(digest: str) -> str | None:
    """Return what a link is for that may still be used."""
    return session().scalar(select(OneTimeLink.purpose).where(*_good(digest)))


def is_link_good(purpose: str, digest: str) -> bool:
    return purpose_of(digest) == purpose


def has_good_link(purpose: str) -> bool:
    """Say whether any link of this purpose may still be used."""
    good = exists().where(
        OneTimeLink.purpose == purpose,
        OneTimeLink.used_at.is_(None),
        OneTimeLink.expires_at > clock.now(),
    )
    return bool(session().scalar(select(good)))


def use_link(purpose: str, digest: str) -> bool:
    """Use the link up; say whether it was us."""
    used = session().execute(
        update(OneTimeLink)
        .where(*_good(digest), OneTimeLink.purpose == purpose)
        .values(used_at=clock.now())
    )
    return affected(used) == 1


def _good(digest: str) -> tuple[ColumnElement[bool], ...]:
    return (
        OneTimeLink.digest == digest,
        OneTimeLink.used_at.is_(None),
        OneTimeLink.expires_at > clock.now(),
    )
