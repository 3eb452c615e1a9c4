"""Who is on duty when, of those who still work there: a weekly roster, and swaps for once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from intake.duty import store
from intake.duty.ladders import ON_DUTY, PERSON, ROLE, Step
from intake.hours import service as hours
from intake.hours.calendar import Calendar, Interval, Span
from intake.sites.service import SiteView
from intake.words import Role


@dataclass(frozen=True)
class Member:
    """Somebody who works for the site."""

    account_id: int
    name: str
    email: str
    roles: frozenset[Role]


@dataclass(frozen=True)
class Swap:
    """Somebody, or nobody, is on duty for once."""

    account_id: int | None
    span: Span


@dataclass(frozen=True)
class Roster:
    """Who works for a site, and who of them is on duty: `weeks` by account, and swaps."""

    zone: ZoneInfo
    members: Mapping[int, Member]
    weeks: Mapping[int, Calendar]
    swaps: tuple[Swap, ...] = ()

    def on_duty(self, at: datetime) -> list[int]:
        """Return who is on duty then. A swap stands instead of whatever the week says."""
        swapped = [
            swap.account_id
            for swap in self.swaps
            if swap.span.since <= at < swap.span.until and self._counts(swap)
        ]
        if swapped:
            return sorted({id_ for id_ in swapped if id_ is not None})
        return sorted(id_ for id_, week in self.weeks.items() if week.is_open(at))

    def who(self, step: Step, at: datetime) -> list[int]:
        """Return whom a step rings then. Owners stand in for a role that nobody has."""
        if step.who == ON_DUTY:
            return self.on_duty(at)
        if step.who.startswith(PERSON):
            id_ = int(step.who.removeprefix(PERSON))
            return [id_] if id_ in self.members else []
        return self.with_role(Role(step.who.removeprefix(ROLE))) or self.owners()

    def owners(self) -> list[int]:
        return self.with_role(Role.OWNER)

    def with_role(self, role: Role) -> list[int]:
        return [id_ for id_, member in self.members.items() if role in member.roles]

    def edges(self, since: datetime, until: datetime) -> Iterator[datetime]:
        """Yield the instants between which who is on duty does not change."""
        for week in self.weeks.values():
            for span in week.spans(since):
                if span.since >= until:
                    break
                yield from (span.since, span.until)
        for swap in self.swaps:
            yield from (swap.span.since, swap.span.until)

    def _counts(self, swap: Swap) -> bool:
        """A swap with somebody who left counts no more."""
        return swap.account_id is None or swap.account_id in self.members


def of_site(site: SiteView) -> Roster:
    """Return the roster of a site as it is now."""
    zone = hours.calendar(site).zone
    members = {
        account.id: Member(account.id, account.name, account.email, frozenset(roles))
        for account, roles in store.members(site.id)
    }
    days: dict[int, list[list[Interval]]] = {}
    for row in store.weeks(site.id):
        if row.account_id in members:
            week = days.setdefault(row.account_id, [[] for _ in range(7)])
            week[row.weekday].append(Interval(row.begins, row.ends))
    weeks = {id_: Calendar(zone, tuple(map(tuple, week))) for id_, week in days.items()}
    swaps = tuple(
        Swap(row.account_id, Span(row.from_at, row.until_at)) for row in store.swaps(site.id)
    )
    return Roster(zone, members, weeks, swaps)


def on_duty(site: SiteView, at: datetime) -> list[int]:
    """Return the accounts that are on duty at this site then."""
    return of_site(site).on_duty(at)
