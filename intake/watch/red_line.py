"""What is said in red on top of the desk: whatever keeps a callback from being noticed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select

from intake import clock
from intake.alerts import trouble
from intake.alerts.tables import Delivery, Destination
from intake.callbacks.tables import DeskItem
from intake.db import session
from intake.health import Heartbeat, seconds_since, spell
from intake.outbox import Alert
from intake.sites import service as sites
from intake.times import moment_at
from intake.watch import store, trial_store
from intake.watch.asserting import What
from intake.words import Channel, Kind

RED_LINE = "desk_red_line"  # where the desk finds sentences()
STILL_SECONDS = 180
GREYLISTED_SECONDS = 120  # a server may refuse at first whom it does not know
CHANNELS = {
    Channel.EMAIL: "e-mail",
    Channel.WEBHOOK: "a webhook",
    Channel.SMS: "text messages",
    Channel.CHAT: "chat",
    Channel.PUSH: "push messages",
    Channel.PAGE: "the page",
}
SAID = {
    What.UNJUDGED: "is neither judged nor on the desk",
    What.OFF_DESK: "is not on the desk",
    What.NO_PROMISE: "has no promise",
    What.NO_STEP: "has no next step",
    What.STANDS_STILL: "waits for a step that does not come",
    What.UNTOLD: "is overdue, and nobody was told",
    What.NO_ALERT: "was told to nobody",
    What.NOT_SPREAD: "has an alert that does not go out",
    What.UNSETTLED: "is closed, and its promise is not",
    What.CLIMBS_ON: "is closed, and people are still rung",
    What.JOINED_CLOSED: "asked again after it was closed",
}
STUCK = "Alerts do not go out. See whether the messenger is running."


def sentences(site_ids: Collection[int]) -> list[str]:
    """Return what is wrong on these sites, the worst first; nothing if all is well."""
    return [*_clock(site_ids), *_undelivered(site_ids), *_trials(site_ids), *_troubles(site_ids)]


def is_red(site_id: int) -> bool:
    """Say whether anything is wrong on a site besides what the auditor found itself."""
    return bool(_undelivered([site_id]) or _trials([site_id]))


def _clock(site_ids: Collection[int]) -> list[str]:
    seen_at = session().scalar(select(Heartbeat.seen_at).where(Heartbeat.process == "clock"))
    if seen_at is None:
        waits = select(func.min(DeskItem.opened_at)).where(
            DeskItem.site_id.in_(site_ids), DeskItem.closed_at.is_(None)
        )
        since = session().scalar(waits)
        is_still = since is not None and seconds_since(since) > STILL_SECONDS
        return ["The clock has never run: nobody is rung."] if is_still else []
    seconds = seconds_since(seen_at)
    if seconds <= STILL_SECONDS:
        return []
    return [f"The clock has not ticked for {spell(seconds)}: nobody is rung."]


def _undelivered(site_ids: Collection[int]) -> list[str]:
    """Say which channels fail for callbacks that are open and told by no other, and since when."""
    open_ids = session().scalars(
        select(DeskItem.submission_id).where(
            DeskItem.site_id.in_(site_ids),
            DeskItem.closed_at.is_(None),
            DeskItem.kind == Kind.CALLBACK,
        )
    )
    failing: dict[tuple[int, Channel], list[int]] = {}
    for one in trouble.undeliverable(site_ids, clock.now(), open_ids.all()):
        failing.setdefault((one.site_id, one.channel), []).append(one.submission_id)
    said = []
    for (site_id, channel), ids in sorted(failing.items()):
        since = _failing_since(channel, ids)
        if since is not None and since < clock.ago(GREYLISTED_SECONDS):
            which = f"{_many(len(ids))}, {CHANNELS[channel]} fails since {_at(since, site_id)}"
            said.append(f"An alert cannot be delivered: {which}.")
    return said


def _failing_since(channel: Channel, submission_ids: Collection[int]) -> datetime | None:
    return session().scalar(
        select(func.min(Delivery.created_at))
        .join(Alert, Alert.id == Delivery.alert_id)
        .join(Destination, Destination.id == Delivery.destination_id)
        .where(
            Alert.submission_id.in_(submission_ids),
            Destination.channel == channel,
            Delivery.accepted_at.is_(None),
        )
    )


def _trials(site_ids: Collection[int]) -> list[str]:
    return [
        f"The trial callback of {_at(trial.sent_at, trial.site_id)} did not arrive. "
        f"It went no further than {trial.error}."
        for trial in trial_store.newest(site_ids)
        if trial.failed_at
    ]


def _troubles(site_ids: Collection[int]) -> list[str]:
    counts = Counter(What(row.what) for row in store.troubles(site_ids))
    return [
        STUCK if what is What.UNDELIVERED else f"{_each(count)} {SAID[what]}."
        for what, count in counts.items()
    ]


def _many(count: int) -> str:
    return f"{count} {'callback' if count == 1 else 'callbacks'}"


def _each(count: int) -> str:
    return "1 callback" if count == 1 else f"{count} callbacks: each"


def _at(moment: datetime, site_id: int) -> str:
    """Say the time at the site, with the day unless it is today."""
    site = next(site for site in sites.everything() if site.id == site_id)
    return moment_at(moment, site.time_zone).removesuffix(" today")
