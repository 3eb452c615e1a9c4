"""DECIDE: items by the address they came from: exactly, through the blind index, and on record."""

from __future__ import annotations

from collections.abc import Callable, Collection

from intake import audit
from intake.db import transaction
from intake.errors import Forbidden
from intake.sealing import Unsealable, sealer
from intake.sites.service import SiteView
from intake.submissions import emails, parts


def ask(address: str, sites: Collection[SiteView], account_id: int) -> str:
    """Note that somebody looks for an address on these sites; return what to look for, sealed.

    Neither the note nor what is returned tells the address. Raises Forbidden without any site.
    """
    if not sites:
        raise Forbidden("You may not look for addresses here. The owner of the site may.")
    try:
        normal = emails.normal(address)
    except ValueError:
        normal = address  # it is in no item, then
    with transaction():
        for site in sites:
            audit.note("address.search", account_id=account_id, site_id=site.id)
    told = ",".join(f"{site.id}:{parts.email_index(site, normal)}" for site in sites)
    return sealer().seal(told, _bound_to(account_id))


def opened(sealed: str, account_id: int, may: Callable[[int], bool]) -> tuple[str, ...]:
    """Return the blind indexes that this account asked for and still may; none if it did not."""
    try:
        told = sealer().open(sealed, _bound_to(account_id))
    except Unsealable:
        return ()
    found = (one.partition(":") for one in told.split(","))
    return tuple(index for site_id, _, index in found if may(int(site_id)))


def _bound_to(account_id: int) -> str:
    return f"address.search:{account_id}"
