"""WHO: add people to a site, let each set a password through a link, and let them go."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from intake import clock
from intake.accounts import passwords, service, sessions, store
from intake.accounts.service import LinkUnusable
from intake.accounts.tables import Account
from intake.alerts import service as alerts
from intake.db import transaction
from intake.errors import NotFound
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
        id_ = account.id if account else store.add_account(_nameless(email, unguessable))
        if not is_known:
            store.begin_anew(id_, unguessable)
        is_new_role = service.give_role(id_, email, site, role)
        return Added(is_new_role, None if is_known else _new_link(id_))


def _nameless(email: str, unguessable: str) -> Account:
    return Account(
        email=email,
        name="",
        password=unguessable,
        fs_uniquifier=secrets.token_hex(32),
        created_at=clock.now(),
    )


def password_link(email: str) -> str:
    """Make the token of a link to set a new password. Raises NotFound."""
    id_ = _known(email).id
    with transaction():
        return _new_link(id_)


def _new_link(account_id: int) -> str:
    token = secrets.token_urlsafe(32)
    expires_at = clock.in_(LINK_HOURS * 3600)
    store.replace_link(_purpose(account_id), sessions.digest(token), expires_at)
    return token


def _purpose(account_id: int) -> str:
    return f"{PASSWORD_OF}:{account_id}"


def whose_link(token: str) -> Account:
    """Return the account whose password this link may set. Raises LinkUnusable."""
    kind, _, id_ = (store.purpose_of(sessions.digest(token)) or "").partition(":")
    account = store.active(int(id_)) if kind == PASSWORD_OF else None
    if account is None:
        raise LinkUnusable(
            "This link was used, has expired or was never valid. Ask whoever runs Intake for "
            "a new one: `flask --app intake intake new-password` prints it."
        )
    return account


def set_password(token: str, name: str, password: str) -> Account:
    """Use the link up, and end whatever was signed in before. Raises LinkUnusable."""
    account = whose_link(token)
    id_, email = account.id, account.email
    hashed = passwords.hashed(password)  # slow, so outside the transaction
    with transaction():
        if not store.use_link(_purpose(id_), sessions.digest(token)):
            raise LinkUnusable("Somebody else has just used this link.")
        store.set_name_and_password(id_, name, hashed)
        store.end_sign_ins_of(id_)
    return _known(email)


def remove(email: str) -> None:
    """Let nobody sign in as this person any more, and tell them nothing; what they did stays.

    Raises NotFound.
    """
    account = _known(email)
    id_, email = account.id, account.email
    with transaction():
        store.deactivate(id_)
        store.end_sign_ins_of(id_)
        store.end_links(_purpose(id_))
        alerts.unsubscribe(email)


def _known(email: str) -> Account:
    account = service.find(email)
    if account is None:
        raise NotFound("No account has this address.")
    return account
