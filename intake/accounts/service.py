"""WHO: find who signs in, make the first account, give roles."""

from __future__ import annotations

import secrets

from intake import audit, clock
from intake.accounts import links, passwords, store
from intake.accounts.tables import Account
from intake.alerts import service as alerts
from intake.db import transaction
from intake.errors import IntakeError
from intake.sites import service as sites
from intake.sites.service import SiteView
from intake.words import Role

FIRST_ACCOUNT = "first-account"
LINK_MINUTES = 60
TOLD_AS = {  # whose alerts come with a role
    Role.OWNER: (Role.STAFF, Role.MODERATOR),
    Role.MODERATOR: (Role.MODERATOR,),
    Role.STAFF: (Role.STAFF,),
    Role.READER: (),
}


class LinkUnusable(IntakeError):
    """A one-time link that was used, has expired, or never was."""

    status = 410
    code = "link_unusable"


def find(email: str) -> Account | None:
    """Return the active account of this address."""
    email = tidy(email)
    account = store.by_email(email) if email.isprintable() else None
    return account if account and account.active else None


def tidy(email: str) -> str:
    """Return an address as accounts are looked up by: people mix capitals."""
    return email.strip().lower()


def note_wrong_password(account: Account | None) -> None:
    """Note that somebody tried an account; for nobody's it takes as long."""
    with transaction():
        if account is None:
            store.write_for_nobody()
        else:
            audit.note(
                "account.sign_in_failed", account_id=account.id, subject=f"account:{account.id}"
            )


def first_link() -> str | None:
    """Make the token of a link to create the first account; None if there is an account already."""
    token = secrets.token_urlsafe(32)
    with transaction():
        if store.has_account():
            return None
        expires_at = clock.in_(LINK_MINUTES * 60)
        store.replace_link(FIRST_ACCOUNT, links.digest(token), expires_at)
    return token


def check_first_link(token: str) -> None:
    """Raise LinkUnusable unless this link may still create the first account."""
    if store.has_account():
        raise LinkUnusable("The first account exists already, so this link does nothing any more.")
    if not store.is_link_good(FIRST_ACCOUNT, links.digest(token)):
        raise LinkUnusable(
            "This link has expired or was never valid. "
            "`flask --app intake intake first-account` prints a new one."
        )


def create_first(token: str, name: str, email: str, password: str) -> Account | None:
    """Use the link up and make the owner of every site, who also gets their alerts."""
    check_first_link(token)
    account = Account(
        email=tidy(email),
        name=name,
        password=passwords.hashed(password),  # slow, so outside the transaction
        fs_uniquifier=secrets.token_hex(32),
        created_at=clock.now(),
    )
    with transaction():
        if store.has_account() or not store.use_link(FIRST_ACCOUNT, links.digest(token)):
            raise LinkUnusable("Somebody else has just used this link.")
        id_ = store.add_account(account)
        audit.note("account.add", account_id=id_, subject=f"account:{id_}")
        for site in sites.everything():
            give_role(id_, tidy(email), site, Role.OWNER, by=id_)
    return find(email)


def open_site(slug: str, name: str, origins: list[str], **more: str) -> SiteView:
    """Create a site; whoever owns a site owns this one too, and is told what arrives there.

    Raises WrongSite, and SlugTaken.
    """
    site = sites.add(slug, name, origins, **more)
    with transaction():
        audit.note("site.open", account_id=None, site_id=site.id)
        for account in store.owners():
            give_role(account.id, account.email, site, Role.OWNER)
    return site


def give_role(
    account_id: int, email: str, site: SiteView, role: Role, *, by: int | None = None
) -> bool:
    """Give the role and its alerts, in the caller's transaction; say whether it was new.

    `by`: the account that gives it; None: the terminal.
    """
    is_new = store.add_membership(account_id, site.id, role)
    if is_new:
        note_role("give", account_id, site, role, by)
        for audience in TOLD_AS[role]:
            alerts.subscribe(site.id, email, audience, account_id)
    return is_new


def note_role(verb: str, account_id: int, site: SiteView, role: Role, by: int | None) -> None:
    """Note a change of somebody's role, in the caller's transaction."""
    audit.note(
        f"role.{verb}",
        account_id=by,
        site_id=site.id,
        subject=f"account:{account_id}",
        role=role.value,
    )
