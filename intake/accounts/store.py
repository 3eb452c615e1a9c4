"""Rows of accounts, their roles, their sign-ins, and one-time links."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, delete, select, update

from intake import clock
from intake.accounts.tables import Account, Membership, OneTimeLink, SignedIn
from intake.db import session
from intake.words import Role


def by_email(email: str) -> Account | None:
    return session().scalar(select(Account).where(Account.email == email))


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


def add_membership(account_id: int, site_id: int, role: Role) -> None:
    session().add(Membership(account_id=account_id, site_id=site_id, role=role))


def roles_by_site(account_id: int) -> dict[int, frozenset[Role]]:
    """Return what this account may do, by the id of the site."""
    found: dict[int, set[Role]] = {}
    rows = session().execute(
        select(Membership.site_id, Membership.role).where(Membership.account_id == account_id)
    )
    for site_id, role in rows:
        found.setdefault(site_id, set()).add(Role(role))
    return {site_id: frozenset(roles) for site_id, roles in found.items()}


def add_sign_in(account_id: int, digest: str) -> None:
    session().add(SignedIn(account_id=account_id, digest=digest, begun_at=clock.now()))


def end_sign_in(digest: str) -> None:
    session().execute(delete(SignedIn).where(SignedIn.digest == digest))


def end_sign_ins_before(moment: datetime) -> None:
    session().execute(delete(SignedIn).where(SignedIn.begun_at < moment))


def signed_in(uniquifier: str, digest: str, begun_after: datetime) -> Account | None:
    """Return the active account whose sign-in this is, if it began late enough."""
    return session().scalar(
        select(Account)
        .join(SignedIn)
        .where(
            Account.fs_uniquifier == uniquifier,
            Account.active,
            SignedIn.digest == digest,
            SignedIn.begun_at > begun_after,
        )
    )


def replace_link(purpose: str, digest: str, expires_at: datetime) -> None:
    """Add a link; those of this purpose that nobody used are worth nothing from now on."""
    session().execute(
        delete(OneTimeLink).where(OneTimeLink.purpose == purpose, OneTimeLink.used_at.is_(None))
    )
    session().add(
        OneTimeLink(digest=digest, purpose=purpose, created_at=clock.now(), expires_at=expires_at)
    )


def is_link_good(purpose: str, digest: str) -> bool:
    return session().scalar(select(OneTimeLink.id).where(*_good(purpose, digest))) is not None


def use_link(purpose: str, digest: str) -> bool:
    """Use the link up; say whether it was us."""
    used = session().execute(
        update(OneTimeLink).where(*_good(purpose, digest)).values(used_at=clock.now())
    )
    return used.rowcount == 1  # type: ignore[attr-defined,no-any-return]


def _good(purpose: str, digest: str) -> tuple[ColumnElement[bool], ...]:
    return (
        OneTimeLink.digest == digest,
        OneTimeLink.purpose == purpose,
        OneTimeLink.used_at.is_(None),
        OneTimeLink.expires_at > clock.now(),
    )
