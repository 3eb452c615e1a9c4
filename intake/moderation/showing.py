"""DECIDE, read: what a row and an item's page show beside the item, for who is signed in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from intake.accounts import guard
from intake.callbacks import letters
from intake.moderation import campaigns_store, chips, live, readings
from intake.moderation.items import Item
from intake.sites.service import SiteView
from intake.words import Role

MOST_LINKING = 5  # others with the same link, on an item's own page


def beside(sites: dict[int, SiteView], items: Sequence[Item]) -> dict[str, Any]:
    """Return what the rows of these items need beside them."""
    ids = [each.id for each in items]
    looking = live.looking(ids, guard.me().id)
    return {"sites": sites, "facts": chips.facts(ids), "looking": looking}


def may_decide(site: SiteView) -> bool:
    """Say whether I may also decide there."""
    return guard.may(Role.MODERATOR, site.id)


def linking(found: Item, sites: dict[int, SiteView]) -> list[Item]:
    """Return the newest others that link where this one does, if no such link was published."""
    ids = campaigns_store.linking_alike(found.id) if found.is_comment else []
    return readings.these(sites, ids[:MOST_LINKING])


def letter(found: Item) -> letters.Letter | None:
    """Open a message to the staff for those who may read such messages."""
    if found.is_comment or not guard.may(Role.STAFF, found.site_id):
        return None
    return letters.letter(found.id)


def page_url(site: SiteView, path: str) -> str:
    """Return where the commented page is; empty if that is no page of the site."""
    for origin in site.origins[:1]:
        if path.startswith("/") and site.may_return_to(origin + path):
            return origin + path
    return ""
