"""WHO: ask people by mail to work for a site; whoever opens the letter's link may accept, once."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from intake import audit, bell, clock
from intake.accounts import links, passwords, people, service, store, withdrawing
from intake.accounts import roles_store as rows
from intake.accounts.service import LinkUnusable
from intake.accounts.tables import Account, Invitation
from intake.accounts.wording import ROLE_NAMES
from intake.alerts import letters
from intake.alerts import service as alerts
from intake.alerts.letters import Said
from intake.db import transaction
from intake.errors import Conflict, NotFound
from intake.sealing import Unsealable, sealer
from intake.sites import service as sites
from intake.sites.service import SiteView
from intake.words import Event, Role

VALID_SECONDS = 3 * 24 * 60 * 60
PAUSE_SECONDS = 60  # between two letters: a button pressed twice writes one
GONE = "This invitation was withdrawn or accepted already."
UNUSABLE = (
    "This invitation was accepted, withdrawn, or has expired. Ask who invited you for another one."
)


@dataclass(frozen=True)
class Invited:
    """An invitation that nobody accepted yet."""

    id: int
    site: SiteView
    role: Role
    email: str
    written_at: datetime
    expires_at: datetime

    @property
    def is_over(self) -> bool:
        return self.expires_at <= clock.now()


def of_site(site: SiteView) -> list[Invited]:
    """Return who was invited to a site and has not accepted, the oldest first."""
    return [_view(row, site) for row in rows.invitations(site.id)]


def invite(site: SiteView, email: str, role: Role, by: Account) -> None:
    """Ask whoever has this address to work for the site. Raises WrongAddress, and Conflict."""
    alerts.check_email(email)
    email, name, by_id = service.tidy(email), by.name, by.id
    index = withdrawing.index(email, site.id)
    with transaction():
        account = store.by_email(email)
        if account and account.active and rows.roles(account.id, site.id):
            raise Conflict("This person works for the site already: change their role instead.")
        id_ = rows.add_invitation(
            {
                "site_id": site.id,
                "invited_by": by_id,
                "role": role,
                "email_sealed": sealer().seal(email, f"invitation:{index}"),
                "email_index": index,
                "expires_at": clock.in_(VALID_SECONDS),
            }
        )
        if id_ is None:
            raise Conflict("This address was invited already: invite it again, or withdraw that.")
        _write(_view(_row(site, id_), site), "", by_id, name)
        _note("send", id_, site, by_id, role=role.value)
    bell.ring("tell")


def invite_again(site: SiteView, id_: int, by: Account) -> None:
    """Write another letter in one's own name; the link before is worth nothing.

    Raises NotFound, and Conflict.
    """
    name, by_id = by.name, by.id
    with transaction():
        row = _row(site, id_)
        if row.written_at > clock.ago(PAUSE_SECONDS):
            raise Conflict("A letter was written just now. Give it a minute to arrive.")
        _write(_view(row, site), row.letter_key, by_id, name)
        _note("send", id_, site, by_id, role=row.role)
    bell.ring("tell")


def withdraw(site: SiteView, id_: int, by: Account) -> None:
    """Take an invitation back, and its letter if that has not gone out. Raises NotFound."""
    by_id = by.id
    with transaction():
        withdrawing.one(_row(site, id_), by_id)


def _write(invited: Invited, key_before: str, by_id: int, by: str) -> None:
    token = secrets.token_urlsafe(32)
    digest, expires_at = links.digest(token), clock.in_(VALID_SECONDS)
    key = f"invitation:{digest}"
    if not rows.note_letter(invited.id, key_before, (key, by_id, expires_at)):
        raise Conflict("A letter was written just now. Give it a minute to arrive.")
    if key_before:
        letters.withdraw(key_before)
    store.replace_link(withdrawing.purpose(invited.id), digest, expires_at)
    sentence = f"{by} invites you to work here. Your role: {ROLE_NAMES[invited.role].lower()}."
    said = Said(f"/staff/invitation?token={token}", sentence)
    letters.write(Event.ACCOUNT_INVITED, invited.site.id, invited.email, said, key)


def of_link(token: str) -> Invited:
    """Return the invitation that this link may accept. Raises LinkUnusable."""
    kind, _, id_ = (store.purpose_of(links.digest(token)) or "").partition(":")
    row = rows.invitation(int(id_)) if kind == "invitation" else None
    site = next((site for site in sites.everything() if row and site.id == row.site_id), None)
    if row is None or site is None or not _is_vouched_for(row):
        raise LinkUnusable(UNUSABLE)
    return _view(row, site)


def _is_vouched_for(row: Invitation) -> bool:
    """Say whether whoever invited still owns the site: nobody else may give roles there."""
    return Role.OWNER in rows.roles(row.invited_by, row.site_id)


def account_of(invited: Invited) -> Account | None:
    """Return the account of the invited address, if it has one with a password."""
    account = service.find(invited.email)
    return account if account and account.name else None


def accept(token: str) -> None:
    """Give the role to the account of the invited address. Raises LinkUnusable."""
    invited = of_link(token)
    account = account_of(invited)
    if account is None:
        raise LinkUnusable(UNUSABLE)
    id_ = account.id
    with transaction():
        _use(token, invited)
        _join(invited, id_)


def accept_newly(token: str, name: str, password: str) -> Account | None:
    """Make an account of the invited address with the role. Raises LinkUnusable."""
    invited = of_link(token)
    hashed = passwords.hashed(password)  # slow, so outside the transaction
    with transaction():
        _use(token, invited)  # first: of two tabs, one makes the account
        account = store.by_email(invited.email)
        if account and account.active and account.name:
            raise LinkUnusable("This address has an account already: open the letter's link again.")
        id_ = account.id if account else store.add_account(people.nameless(invited.email, hashed))
        store.begin_anew(id_, hashed)
        store.set_name_and_password(id_, name, hashed)
        audit.note("account.add", account_id=id_, subject=f"account:{id_}")
        _join(invited, id_)
    return service.find(invited.email)


def _use(token: str, invited: Invited) -> None:
    if not store.use_link(withdrawing.purpose(invited.id), links.digest(token)):
        raise LinkUnusable("Somebody else has just used this link.")
    rows.remove_invitation(invited.id)


def _join(invited: Invited, account_id: int) -> None:
    store.end_links(people.purpose(account_id))
    service.give_role(account_id, invited.email, invited.site, invited.role, by=account_id)
    _note("accept", invited.id, invited.site, account_id)


def _row(site: SiteView, id_: int) -> Invitation:
    row = rows.invitation(id_)
    if row is None or row.site_id != site.id:
        raise NotFound(GONE)
    return row


def _view(row: Invitation, site: SiteView) -> Invited:
    try:
        email = sealer().open(row.email_sealed, f"invitation:{row.email_index}")
    except Unsealable:
        email = ""
    return Invited(row.id, site, Role(row.role), email, row.written_at, row.expires_at)


def _note(verb: str, id_: int, site: SiteView, by: int, **more: str) -> None:
    audit.note(
        f"invitation.{verb}",
        account_id=by,
        site_id=site.id,
        subject=f"invitation:{id_}",
        **more,
    )
