"""DECIDE, read: which items a moderator wants to see, or to decide about at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from intake.moderation.tables import Fingerprint
from intake.moderation.tabs import PLACES, Tab
from intake.submissions.tables import Submission
from intake.words import Status


class Sort(StrEnum):
    """In which order."""

    NEWEST = "newest"
    OLDEST = "oldest"
    NEED = "need"


@dataclass(frozen=True)
class Wanted:
    """A tab and what narrows it. An empty text, or None, narrows nothing."""

    tab: Tab = Tab.WAITING
    sort: Sort = Sort.NEWEST
    alike: int | None = None  # the campaign

    def with_(self, **changes: Any) -> Wanted:
        """Return the same but for these."""
        return replace(self, **changes)

    def as_dict(self) -> dict[str, Any]:
        """Return what is wanted as JSON can keep it; `from_dict` reads it."""
        return {name: value for name, value in asdict(self).items() if value not in ("", None)}

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> Wanted:
        known = {field.name for field in fields(cls)}
        told = {name: value for name, value in kept.items() if name in known}
        return cls(**{**told, "tab": Tab(kept["tab"]), "sort": Sort(kept.get("sort", "newest"))})


def where(wanted: Wanted, site_ids: Collection[int]) -> ColumnElement[bool]:
    """Return the condition on Submission for what is wanted, of these sites and no others."""
    return and_(
        Submission.site_id.in_(site_ids),
        or_(*(_is_at(kind, status) for kind, status in PLACES[wanted.tab])),
        *narrowing(wanted),
    )


def _is_at(kind: str, status: Status) -> ColumnElement[bool]:
    return and_(Submission.kind == kind, Submission.status == status)


def narrowing(wanted: Wanted) -> list[ColumnElement[bool]]:
    """Return what narrows the tab."""
    found: list[ColumnElement[bool]] = []
    if wanted.alike is not None:
        found.append(
            Submission.id.in_(
                select(Fingerprint.submission_id).where(Fingerprint.campaign_id == wanted.alike)
            )
        )
    return found
