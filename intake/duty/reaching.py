"""How the people of a site are reached now: all that decides who is rung, read together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache

from intake.alerts import people
from intake.alerts.people import Way
from intake.duty import ladders, roster
from intake.duty.firing import Stand
from intake.duty.ladders import Rungs
from intake.duty.roster import Member
from intake.hours import service as hours
from intake.sites.service import SiteView


def stand(site: SiteView, rungs: Rungs | None = None) -> Stand:
    """Return all that decides who is rung at a site, as it stands now."""
    people_here = roster.of_site(site)
    calendar = hours.calendar(site)
    reach = ways_of(people_here.members, site.id)
    return Stand(rungs or ladders.of_site(site.id), calendar, people_here, reach)


def ways_of(members: Mapping[int, Member], site_id: int) -> Callable[[int], Sequence[Way]]:
    """Return by which ways each of these people is reached; nobody else is."""

    @cache
    def ways(account_id: int) -> tuple[Way, ...]:
        if account_id not in members:
            return ()
        return tuple(people.ways(account_id, site_id))

    return ways
