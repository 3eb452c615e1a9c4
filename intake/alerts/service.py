"""TELL: spread alerts over destinations and deliver what is due; remind moderators."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

from intake import bell, clock, db, outbox
from intake.alerts import channels, desk_times, destinations, digest, ledger, letters, store, ways
from intake.alerts.destinations import (
    add_email,
    add_webhook,
    check_email,
    everybody,
    remove,
    subscribe,
    unsubscribe,
    unsubscribe_from,
)
from intake.alerts.ledger import Claimed
from intake.alerts.outcomes import LostLease, Refused, Unknown
from intake.alerts.tables import DeliveryState
from intake.alerts.texts import AlertText, AnswerText, Letter, one_line, zone
from intake.db import transaction
from intake.errors import Busy
from intake.logs import log
from intake.sealing import Unsealable
from intake.words import Channel, Event

__all__ = [
    "add_email",
    "add_webhook",
    "check_email",
    "deliver_due",
    "everybody",
    "has_due",
    "remind_moderators",
    "remove",
    "subscribe",
    "unsubscribe",
    "unsubscribe_from",
]

# A job may take 30 s. The longest try takes 24 s (see outcomes.py), so none is begun after this.
WORK_SECONDS = 5.0
AT_ONCE = 6
ACCEPT_TRIES = 3  # of 5 s at most each: less than the lease that is left
REMIND_AFTER_SECONDS = 3600
MORNING_HOUR = 8  # nobody needs to hear of a queue at night


def has_due() -> bool:
    """Say whether anything waits to be spread or delivered now."""
    return ledger.has_due() or store.has_unspread()


def deliver_due() -> int:
    """Deliver what is due; return how many were tried. Rings again if its time was too short."""
    stop_at = time.monotonic() + WORK_SECONDS
    tried = 0
    while time.monotonic() < stop_at:
        ledger.doubt_abandoned()
        _spread()
        due = ledger.count_due(most=AT_ONCE)
        if not due:
            return tried
        tried += _deliver_together(due, stop_at)
    bell.ring("tell")
    return tried


def _deliver_together(threads: int, stop_at: float) -> int:
    """Deliver with so many threads, for most of the time is waiting for others' servers."""
    if threads == 1:
        return _deliver_until(stop_at)
    with ThreadPoolExecutor(threads, "deliver") as pool:
        return sum(pool.map(_deliver_until_and_go, [stop_at] * threads))


def _deliver_until_and_go(stop_at: float) -> int:
    try:
        return _deliver_until(stop_at)
    finally:
        db.done()  # the thread ends, and would keep its connection


def _deliver_until(stop_at: float) -> int:
    tried = 0
    while time.monotonic() < stop_at and (claimed := ledger.claim()):
        _deliver(claimed)
        tried += 1
    return tried


def _spread() -> bool:
    if not store.has_unspread():
        return False
    with transaction():
        store.spread()
    return True


def _deliver(claimed: Claimed) -> None:
    try:
        state = _send(claimed)
    except LostLease:
        log().warning("delivery_lost_lease", delivery=claimed.id)
    else:
        log().info("delivery", delivery=claimed.id, channel=claimed.channel, state=state)


def _send(claimed: Claimed) -> DeliveryState:
    try:
        channels.current().send(_letter(claimed), lambda: ledger.mark_committing(claimed))
    except Refused as refusal:
        return ledger.refuse(claimed, refusal)
    except Unknown as unknown:
        return ledger.doubt(claimed, str(unknown))
    return _accept(claimed)


def _accept(claimed: Claimed) -> DeliveryState:
    """Write down that it was accepted; were that given up too soon, it would be sent again."""
    for _ in range(ACCEPT_TRIES - 1):
        try:
            return ledger.accept(claimed)
        except Busy:
            log().warning("accepting_again", delivery=claimed.id)
    return ledger.accept(claimed)


def _letter(claimed: Claimed) -> Letter:
    event = Event(claimed.event)
    try:
        address, secret = destinations.open_sealed(claimed)
    except Unsealable:
        raise Refused("address cannot be opened") from None
    said = letters.read(secret) if claimed.audience == letters.ONE_PERSON else letters.Said("")
    text = AlertText(
        event=event,
        site=one_line(claimed.site),
        time_zone=claimed.time_zone,
        reference=claimed.reference,
        created_at=claimed.happened_at,
        due_at=claimed.due_at,
        count=store.queue_length(claimed.site_id) if event is Event.QUEUE_WAITING else None,
        base_url=channels.current().base_url,
        path=ways.proof_path(claimed) if event is Event.WAY_TEST else said.path,
        sentence=one_line(said.sentence),
        lines=digest.lines(claimed) if event is Event.QUEUE_WAITING else (),
        stop_path=said.stop_path,
        also=claimed.also,
        from_at=desk_times.from_at(event, claimed.site_id, claimed.reference, claimed.due_at),
    )
    if isinstance(said, letters.Answered) and event is Event.CONTACT_ANSWERED:
        text = AnswerText(**vars(text), words=said.words)
    return Letter(Channel(claimed.channel), address, secret, claimed.message_id, text)


def remind_moderators() -> None:
    """Store an alert for each site whose queue waits too long, at most once a day and by day."""
    for site_id, time_zone in store.sites_with_queue(before=clock.ago(REMIND_AFTER_SECONDS)):
        local = clock.now().astimezone(zone(time_zone))
        key = f"queue:{site_id}:{local:%Y-%m-%d}"
        if local.hour >= MORNING_HOUR and not store.has_alert(key):
            with transaction():
                outbox.add(Event.QUEUE_WAITING, site_id, key)
            bell.ring("tell")
