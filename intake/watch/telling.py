"""The owners are told by mail that something is wrong here: by nothing that rings at night."""

from __future__ import annotations

from intake.accounts import roles_store
from intake.alerts import people
from intake.alerts.people import About
from intake.words import Channel, Event, Role


def owners(site_id: int, key: str) -> None:
    """Store an alert for each owner of a site once, in the caller's transaction."""
    about = About(Event.WATCH_TROUBLE, site_id)
    for account, roles in roles_store.members(site_id):
        if Role.OWNER in roles:
            for way in people.ways(account.id, site_id):
                if way.channel is Channel.EMAIL:
                    people.tell(about, way.destination_id, f"{key}:{account.id}")
