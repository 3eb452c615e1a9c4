"""What tests of people's own ways share: somebody with a way, told of a callback."""

from __future__ import annotations

from itertools import count

from intake import db
from intake.alerts import people, ways
from intake.alerts.people import About
from intake.alerts.ways import Wish
from intake.words import Channel, Event, Role
from tests.people import account

_numbers = count()


def address(channel, url, name="topic"):
    """Return what apprise calls the URL of a local receiver: its scheme, then where it is."""
    host = url.partition("://")[2]
    if channel is Channel.SMS:
        return f"smseagle://token@{host}"
    if channel is Channel.CHAT:
        return f"mmost://{host}/{name}hook"
    return url if channel is Channel.WEBHOOK else f"ntfy://{host}/{name}"


def member(app, site, role=Role.STAFF, **who):
    return account(app, site, role, **who)


def has_way(account_id, site, channel, where, number="", minutes=0):
    """Give this person a way; return its number."""
    ways.add(account_id, site.id, Wish(channel, where, number, minutes))
    return max(way.id for way in ways.of([site.id], account_id))


def tell(site, way_id, reference="7K2M-Q4", event=Event.CALLBACK_DUE, **more):
    """Tell whoever has this way of a callback."""
    with db.transaction():
        about = About(event, site.id, reference=reference, **more)
        assert people.tell(about, way_id, f"told:{next(_numbers)}")
