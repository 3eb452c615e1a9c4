"""How the people of a site are reached: by their own ways, or else by the address of their account.

Reading it writes nothing; telling somebody does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache

from intake.alerts import last_resort, people
from intake.alerts.people import About, Way
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
        member = members.get(account_id)
        if member is None:
            return ()
        own = people.ways(account_id, site_id)
        if not own and (by_mail := last_resort.way(member.email)):
            return (by_mail,)
        return tuple(own)

    return ways


def tell(about: About, member: Member, way: Way, key: str) -> bool:
    """Tell somebody by one of their ways, in the caller's transaction; say if that is new."""
    destination_id = way.destination_id
    if destination_id == last_resort.NOT_KEPT:
        destination_id = last_resort.keep(member.account_id, about.site_id, member.email)
    return people.tell(about, destination_id, key)
