"""WATCH, as an owner wants it: the URL that is called, how often the way is tried, and for whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from intake import audit, clock
from intake.alerts import service as alerts
from intake.alerts.tables import Destination
from intake.db import session, transaction
from intake.watch import heartbeat, red_line, store, trial_store
from intake.watch.tables import Trial, Watching

DAY_SECONDS = 86_400
MINUTES = (0, 5, 10, 15, 30, 60)
CHANNELS = {"email": "Mail to", "webhook": "Webhook at"}
OWN = "own"


@dataclass(frozen=True)
class State:
    """What the page shows of a site."""

    watching: Watching
    wrong: Sequence[str]
    repaired: int
    trial: Trial | None

    @property
    def looked_at(self) -> datetime | None:
        return self.watching.looked_at


def state(site_id: int) -> State:
    """Return how a site is watched, and what came of it."""
    return State(
        watching=store.of(site_id),
        wrong=red_line.sentences([site_id]),
        repaired=store.count_repaired(site_id, clock.ago(DAY_SECONDS)),
        trial=next(iter(trial_store.newest([site_id])), None),
    )


def ways(site_id: int, account_id: int) -> dict[int, str]:
    """Return whom a trial may be told to: the site's destinations and this owner's own ways."""
    masked = {
        told.id: f"{CHANNELS.get(told.channel, told.channel)} {told.masked}"
        for told in alerts.everybody(site_id)
        if told.is_enabled
    }
    own = session().execute(
        select(Destination.id, Destination.channel)
        .where(
            Destination.site_id == site_id,
            Destination.account_id == account_id,
            Destination.audience == OWN,
            Destination.is_enabled,
        )
        .order_by(Destination.id)
    )
    return masked | {id_: f"My own way: {channel}" for id_, channel in own}


def change(site_id: int, account_id: int, url: str | None, minutes: int, way_id: int) -> None:
    """Set how a site is watched; `url` None: the one that is called stays. Raises ForbiddenUrl."""
    with transaction():
        if url is not None:
            heartbeat.set_url(site_id, url)
        store.change(site_id, trial_minutes=minutes, trial_way_id=way_id or None)
        audit.note(
            "watching.set",
            account_id=account_id,
            site_id=site_id,
            minutes=minutes,
            way=way_id,
            url_changed=url is not None,
        )
