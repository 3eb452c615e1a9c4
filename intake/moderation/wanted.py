"""DECIDE, read: what a moderator wants to see of the queue, as a value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from intake import clock
from intake.moderation.tabs import Tab


class Sort(StrEnum):
    """In which order."""

    NEWEST = "newest"
    OLDEST = "oldest"
    NEED = "need"
    SUREST = "surest"  # of what the machine thinks, whatever that is


class Age(StrEnum):
    """How long ago at least."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


DAYS = {Age.DAY: 1, Age.WEEK: 7, Age.MONTH: 30}
NOTHING = ("", None, False, ())


@dataclass(frozen=True)
class Wanted:
    """A tab and what narrows it. An empty text, or None, narrows nothing.

    `since` and `until` are days, the first of them included, in the time zone `zone`; `until` may
    also be an instant. `addresses` are blind indexes. `link` and `sender` are items: whatever links
    to the same host, or came from the same network.
    """

    tab: Tab = Tab.WAITING
    sort: Sort = Sort.NEWEST
    alike: int | None = None  # the campaign
    words: str = ""  # as typed, with phrases in quotes
    author: str = ""
    addresses: tuple[str, ...] = ()
    site: int | None = None
    thread: str = ""  # the path of its page
    kind: str = ""
    reason: str = ""  # an Evidence, or rule:<id>
    band: str = ""  # a Label
    language: str = ""
    since: str = ""
    until: str = ""
    older: str = ""  # an Age
    zone: str = "UTC"
    links: int | None = None  # at least
    link: int | None = None
    sender: int | None = None
    edited: bool = False
    confirmed: bool = False
    unjudged: bool = False

    @property
    def is_narrowed(self) -> bool:
        """Say whether anything but the tab and the order says which items these are."""
        plain = Wanted(tab=self.tab, sort=self.sort, zone=self.zone)
        return self != plain

    def with_(self, **changes: Any) -> Wanted:
        """Return the same but for these."""
        return replace(self, **changes)

    def as_dict(self) -> dict[str, Any]:
        """Return what is wanted as JSON can keep it; `from_dict` reads it.

        What was older than a day when it was asked for does not become more by waiting.
        """
        kept = {name: value for name, value in asdict(self).items() if value not in NOTHING}
        _, until = self.span()
        if kept.pop("older", None) and until:
            kept["until"] = until.isoformat()
        return kept

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> Wanted:
        known = {field.name for field in fields(cls)}
        told = {name: value for name, value in kept.items() if name in known}
        told["addresses"] = tuple(kept.get("addresses", ()))
        return cls(**{**told, "tab": Tab(kept["tab"]), "sort": Sort(kept.get("sort", "newest"))})

    def span(self) -> tuple[datetime | None, datetime | None]:
        """Return from when on and until when it was received; the end does not belong to it."""
        ends = [self._moment(self.until)] if self.until else []
        if self.older:
            ends.append(clock.now() - timedelta(days=DAYS[Age(self.older)]))
        return self._moment(self.since) if self.since else None, min(ends, default=None)

    def _moment(self, told: str) -> datetime:
        moment = datetime.fromisoformat(told)
        if moment.tzinfo:
            return moment
        return datetime.combine(moment.date(), time(), ZoneInfo(self.zone))
