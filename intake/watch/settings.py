"""WATCH, as an owner wants it: the URL that is called, how often the way is tried, and for whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select

from intake import audit, clock
from intake.accounts.tables import Account
from intake.alerts import service as alerts
from intake.alerts import ways as own_ways
from intake.alerts.people import OWN
from intake.alerts.tables import Destination
from intake.db import session, transaction
from intake.watch import heartbeat, red_line, store, trial_store
from intake.watch.tables import Trial, Watching
from intake.words import Channel

DAY_SECONDS = 86_400
MINUTES = (0, 5, 10, 15, 30, 60)
CHANNELS = {
    Channel.EMAIL: "e-mail",
    Channel.WEBHOOK: "webhook",
    Channel.SMS: "SMS",
    Channel.PUSH: "push message",
    Channel.CHAT: "chat",
    Channel.PAGE: "the desk’s page",
}


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
    """Return whom a trial may be told to: named once, own ways first."""
    chosen = store.of(site_id).trial_way_id
    masked = {told.id: told.masked for told in alerts.everybody(site_id)}
    is_mine = and_(Destination.account_id == account_id, Destination.audience == OWN)
    rows = session().execute(
        select(Destination.id, Destination.channel, Account.name, Account.email)
        .outerjoin(Account, Account.id == Destination.account_id)
        .where(
            Destination.site_id == site_id,
            Destination.is_enabled,
            or_(is_mine, Destination.id.in_([*masked, chosen or 0])),
        )
        .order_by(Destination.audience != OWN, Destination.id)
    )
    own = {way.id: way.masked for way in own_ways.of([site_id], account_id)}
    found: dict[str, int] = {}
    for id_, channel, name, email in rows:
        said = f"{name or email or masked.get(id_, '')}: {CHANNELS[Channel(channel)]}"
        if said in found and id_ in own:
            said += f" {own[id_]}"
        if said not in found or id_ == chosen:
            found[said] = id_
    return {id_: said for said, id_ in found.items()}


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
