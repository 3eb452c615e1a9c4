"""WHO: add people to a site, let each set a password through a link, and let them go."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from intake import audit, clock
from intake.accounts import (
    factors_store,
    links,
    passwords,
    service,
    signed_in_store,
    store,
    withdrawing,
)
from intake.accounts.service import LinkUnusable
from intake.accounts.tables import Account
from intake.alerts import service as alerts
from intake.alerts import ways
from intake.db import transaction
from intake.errors import Conflict, NotFound
from intake.sites import service as sites
from intake.sites.service import SiteView
from intake.words import Role

PASSWORD_OF = "password-of"  # noqa: S105 - what a link is for, before the account's id
LINK_HOURS = 24


@dataclass(frozen=True)
class Added:
    """What came of adding somebody. `token` is that of a link, for whoever has no password yet."""

    is_new_role: bool
    token: str | None


def add(email: str, site: SiteView, role: Role) -> Added:
    """Give whoever has this address a role on the site, and tell them of what it is about.

    Raises WrongAddress.
    """
    alerts.check_email(email)
    email = service.tidy(email)
    unguessable = passwords.hashed(secrets.token_urlsafe(32))  # slow, so outside the transaction
    with transaction():
        account = store.by_email(email)
        is_known = account is not None and account.active
        id_ = account.id if account else store.add_account(nameless(email, unguessable))
        if not is_known:
            store.begin_anew(id_, unguessable)
        is_new_role = service.give_role(id_, email, site, role)
        return Added(is_new_role, None if is_known else _new_link(id_))


def nameless(email: str, hashed: str) -> Account:
    return Account(
        email=email,
        name="",
        password=hashed,
        fs_uniquifier=secrets.token_hex(32),
        created_at=clock.now(),
    )


def password_link(email: str) -> str:
    """Make the token of a link to set a new password. Raises NotFound."""
    id_ = _known(email).id
    with transaction():
        audit.note("account.link_make", account_id=None, subject=f"account:{id_}")
        return _new_link(id_)


def _new_link(account_id: int) -> str:
    token = secrets.token_urlsafe(32)
    expires_at = clock.in_(LINK_HOURS * 3600)
    store.replace_link(purpose(account_id), links.digest(token), expires_at)
    return token


def mailed_link(account_id: int, seconds: int) -> str:
    """Make the token of a link that sets a password, in the caller's transaction.

    Those before stay good: whoever asks need not be who waits for one.
    """
    token = secrets.token_urlsafe(32)
    store.add_link(purpose(account_id), links.digest(token), clock.in_(seconds))
    return token


def change_password(account: Account, password: str, this_sign_in: str) -> None:
    """Set another password, and end every sign-in but this one. Raises Conflict."""
    id_, seen = account.id, account.password
    hashed = passwords.hashed(password)  # slow, so outside the transaction
    with transaction():
        if not store.set_password(id_, seen, hashed):
            raise Conflict("The password was changed elsewhere just now. Nothing was changed here.")
        store.end_links(purpose(id_))
        signed_in_store.end_all(id_, but=this_sign_in)
        audit.note("account.password_change", account_id=id_, subject=f"account:{id_}")


def rename(account_id: int, name: str) -> None:
    """Set the name that colleagues see."""
    with transaction():
        store.set_name(account_id, name)
        audit.note("account.rename", account_id=account_id, subject=f"account:{account_id}")


def purpose(account_id: int) -> str:
    """Return what the links are for that set this account's password."""
    return f"{PASSWORD_OF}:{account_id}"


def whose_link(token: str) -> Account:
    """Return the account whose password this link may set. Raises LinkUnusable."""
    kind, _, id_ = (store.purpose_of(links.digest(token)) or "").partition(":")
    account = store.active(int(id_)) if kind == PASSWORD_OF else None
    if account is None:
        raise LinkUnusable(
            "This link was used, has expired or was never valid. Ask for another one on the "
            "sign-in page, or ask whoever runs Intake: "
            "`flask --app intake intake new-password` prints it."
        )
    return account


def set_password(token: str, name: str, password: str) -> Account:
    """Use the link up, and end whatever was signed in before. Raises LinkUnusable."""
    account = whose_link(token)
    id_, email = account.id, account.email
    hashed = passwords.hashed(password)  # slow, so outside the transaction
    with transaction():
        if not store.use_link(purpose(id_), links.digest(token)):
            raise LinkUnusable("Somebody else has just used this link.")
        store.end_links(purpose(id_))
        store.set_name_and_password(id_, name, hashed)
        signed_in_store.end_all(id_)
        audit.note("account.password_reset", account_id=id_, subject=f"account:{id_}")
    return _known(email)


def remove(email: str) -> None:
    """Let nobody sign in as this person any more, and tell them nothing; what they did stays.

    Nothing that was mailed before brings them back, nor whom they invited. Raises NotFound.
    """
    account = _known(email)
    id_, email = account.id, account.email
    site_ids = [site.id for site in sites.everything()]
    with transaction():
        store.deactivate(id_)
        withdrawing.to(email, site_ids, None)
        withdrawing.sent_by(id_, site_ids, None)
        factors_store.remove_all(id_)
        signed_in_store.end_all(id_)
        store.end_links(purpose(id_))
        alerts.unsubscribe(email)
        ways.forget(id_, site_ids, None)
        audit.note("account.remove", account_id=None, subject=f"account:{id_}")


def remove_second_factor(email: str) -> None:
    """Let a password alone open this account again, for whoever lost all else. Raises NotFound."""
    id_ = _known(email).id
    with transaction():
        factors_store.remove_all(id_)
        signed_in_store.end_all(id_)
        audit.note(
            "account.second_factor_remove", account_id=None, subject=f"account:{id_}", kind="all"
        )


def _known(email: str) -> Account:
    account = service.find(email)
    if account is None:
        raise NotFound("No account has this address.")
    return account
