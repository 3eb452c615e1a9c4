"""DECIDE, read: single items. Every reading names the sites whose items it may show."""

from __future__ import annotations

from collections.abc import Collection

from intake.errors import NotFound
from intake.moderation import items
from intake.moderation.items import Item
from intake.moderation.listing import PAGE
from intake.moderation.walking import MOST_ROWS
from intake.submissions.tables import Submission

__all__ = ["MOST_ROWS", "PAGE", "item", "these"]


def these(site_ids: Collection[int], ids: Collection[int]) -> list[Item]:
    """Return those of these items that are of these sites, newest first."""
    query = items.rows().where(Submission.site_id.in_(site_ids), Submission.id.in_(ids))
    return items.read(query.order_by(Submission.id.desc())) if ids else []


def item(site_ids: Collection[int], submission_id: int) -> Item:
    """Return one item of these sites. Raises NotFound."""
    query = items.rows().where(Submission.site_id.in_(site_ids), Submission.id == submission_id)
    for found in items.read(query):
        return found
    raise NotFound("There is no such item here.")
