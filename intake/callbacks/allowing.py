"""CALL BACK, allowed: how somebody may be reached, as all who asked with their number allow it.

Anybody may have typed that number, so nothing is allowed that one of them does not want.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, or_, select

from intake.callbacks.tables import JoinedRequest
from intake.db import session
from intake.submissions.tables import CallbackRequest


@dataclass(frozen=True)
class Allowed:
    """What may be done. `is_only_number`: no other number may be called."""

    is_voicemail_ok: bool
    is_text_ok: bool
    is_only_number: bool

    def also(self, other: Allowed) -> Allowed:
        """Return what both allow."""
        return Allowed(
            self.is_voicemail_ok and other.is_voicemail_ok,
            self.is_text_ok and other.is_text_ok,
            self.is_only_number or other.is_only_number,
        )


NOTHING = Allowed(is_voicemail_ok=False, is_text_ok=False, is_only_number=False)


def of(item_id: int) -> Allowed:
    """Return what may be done about this item; nothing about a message."""
    return of_all([item_id]).get(item_id, NOTHING)


def of_all(item_ids: Collection[int]) -> dict[int, Allowed]:
    """Return what may be done, by item."""
    request, joined = CallbackRequest, JoinedRequest
    query = (
        select(
            func.coalesce(joined.item_id, request.submission_id).label("item_id"),
            request.is_voicemail_ok,
            request.is_text_ok,
            request.is_only_number,
        )
        .outerjoin(joined, joined.submission_id == request.submission_id)
        .where(or_(request.submission_id.in_(item_ids), joined.item_id.in_(item_ids)))
    )
    found: dict[int, Allowed] = {}
    for item_id, *said in session().execute(query):
        allowed = Allowed(*said)
        found[item_id] = found.get(item_id, allowed).also(allowed)
    return found
