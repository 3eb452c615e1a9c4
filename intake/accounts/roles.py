"""WHO: the people of a site as its owners see them; change their roles, and let them go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from intake.accounts import factors_store, service, withdrawing
from intake.accounts import roles_store as store
from intake.accounts.service import TOLD_AS
from intake.accounts.tables import Account
from intake.alerts import service as alerts
from intake.alerts import ways
from intake.db import transaction
from intake.errors import Conflict, NotFound
from intake.sites.service import SiteView
from intake.words import Role

NOBODY = "There is nobody like that among the people of this site."


class LastOwner(Conflict):
    """Without this person, nobody would own the site."""


@dataclass(frozen=True)
class Person:
    """Somebody who works for a site. Who has set no password yet has no name."""

    account_id: int
    name: str
    email: str
    roles: tuple[Role, ...]
    has_second_factor: bool
    since: datetime


def of_site(site: SiteView) -> list[Person]:
    """Return the people of a site, by name."""
    found = store.members(site.id)
    safe = factors_store.with_any([account.id for account, _ in found])
    return [
        Person(
            account_id=account.id,
            name=account.name,
            email=account.email,
            roles=tuple(role for role in Role if role in roles),
            has_second_factor=account.id in safe,
            since=account.created_at,
        )
        for account, roles in found
    ]


def person(site: SiteView, account_id: int) -> Person:
    """Return one of the people of a site. Raises NotFound."""
    for one in of_site(site):
        if one.account_id == account_id:
            return one
    raise NotFound(NOBODY)


def set_roles(site: SiteView, account_id: int, wanted: set[Role], by: Account) -> None:
    """Give a person these roles on the site and no other. What they may do changes at once.

    Raises NotFound, and LastOwner.
    """
    who, by_id = person(site, account_id), by.id
    with transaction():
        _keep_an_owner(site, account_id, wanted)
        had = store.roles(account_id, site.id)
        for role in sorted(wanted - had):
            service.give_role(account_id, who.email, site, role, by=by_id)
        for role in sorted(had - wanted):
            if store.take(account_id, site.id, role):
                service.note_role("take", account_id, site, role, by_id)
        if had - wanted:  # or an older invitation would give it back
            withdrawing.to(who.email, [site.id], by_id)
        if Role.OWNER in had - wanted:
            withdrawing.sent_by(account_id, [site.id], by_id)
        for audience in _audiences(had) - _audiences(wanted):
            alerts.unsubscribe_from(site.id, who.email, audience)
        if not wanted & {Role.STAFF, Role.OWNER}:
            ways.forget(account_id, [site.id], by_id)


def remove(site: SiteView, account_id: int, by: Account) -> None:
    """Let a person do nothing more on the site; what they did stays. Raises as set_roles does."""
    set_roles(site, account_id, set(), by)


def _keep_an_owner(site: SiteView, account_id: int, wanted: set[Role]) -> None:
    if Role.OWNER in wanted:
        return
    owners = store.owners_who_can_sign_in(site.id)
    if owners == {account_id}:
        raise LastOwner(
            "A site must have an owner, and there is no other one: make somebody else an owner "
            "first. Nothing was changed."
        )


def _audiences(roles: set[Role]) -> set[Role]:
    return {audience for role in roles for audience in TOLD_AS[role]}
