"""`python -m bench.channels`: alerts through channels that fail in twelve ways each.

For each fault: how many alerts arrived once, twice and never, and how the ledger says it ended. A
refusal must never count as sent, and nothing may be sent three times.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog
from sqlalchemy import func, select

from bench import machine
from intake import clock, db, logs, migrating, sealing
from intake.accounts import store as accounts
from intake.accounts.tables import Account
from intake.alerts import channels, outcomes, own_store, people, service
from intake.alerts.people import About
from intake.alerts.tables import Delivery, DeliveryState, Destination
from intake.config import Secrets, Settings
from intake.db import transaction
from intake.sites import service as sites
from intake.words import Channel, Event
from tests import faulty
from tests.faulty import DOUBTFUL, HTTP_FAULTS, SMTP_FAULTS, Receiver

COUNTS = (50, 500)
OUTAGE_SECONDS = 600
STEP_SECONDS = 15
MOST_ROUNDS = 400
# It asks never to come again; or nobody knew twice whether it was taken.
MAY_END = {"410", "drop before dot"}
# Who says nothing for so long is given up, as long as that is the fault. All is in this machine.
SHORT = {"CONNECT_SECONDS": 0.2, "STEP_SECONDS": 0.2, "TALK_SECONDS": 0.2}
SAYS_NOTHING = {"1 byte/s", "time-out", "slow"}


@dataclass(frozen=True)
class Way:
    """A channel as it is tried: where the n-th person is, and how its server speaks."""

    name: str
    channel: Channel
    where: Callable[[int, int], str]  # port, number
    faults: tuple[str, ...] = HTTP_FAULTS


WAYS = (
    Way("SMTP", Channel.EMAIL, lambda _, n: f"p{n}@clinic.example", SMTP_FAULTS),
    Way("webhook", Channel.WEBHOOK, lambda port, n: f"http://127.0.0.1:{port}/p{n}"),
    Way("ntfy", Channel.PUSH, lambda port, n: f"ntfy://127.0.0.1:{port}/p{n}"),
    Way("chat", Channel.CHAT, lambda port, n: f"mmost://127.0.0.1:{port}/p{n}"),
)


@dataclass(frozen=True)
class Ended:
    """What became of the alerts of one trial."""

    once: int
    twice: int
    more: int
    never: int
    states: Counter[str]
    false_yes: int  # the ledger said accepted, in the outage or after it, and nobody had it
    seconds: float

    def is_well(self, fault: str) -> bool:
        """Say whether all arrived, or else are shown; twice only what was in doubt."""
        is_shown = self.never <= self.states[DeliveryState.NEEDS_ATTENTION]
        is_told = self.never == 0 or (fault in MAY_END and is_shown)
        is_doubled_in_doubt_only = self.twice == 0 or fault in DOUBTFUL
        return is_told and is_doubled_in_doubt_only and not (self.more or self.false_yes)


class Pinned:
    """A clock that a trial moves on."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def trial(way: Way, fault: str, count: int, settings: Settings, pinned: Pinned) -> Ended:
    """Tell so many people of a callback while the fault lasts and after it; count what arrived."""
    talk = faulty.smtp if way.channel is Channel.EMAIL else faulty.http
    receiver = Receiver(fault)
    with faulty.certified(receiver), faulty.served(receiver, talk):
        channels.equip(replace(settings, smtp_url=_smtp_url(receiver)))
        told_at, began, ids = pinned.now, time.monotonic(), _tell(way, receiver.port, count)
        with _times(SHORT if fault in SAYS_NOTHING else {}):
            while pinned.now < told_at + timedelta(seconds=OUTAGE_SECONDS):
                _deliver_all()
                pinned.now += timedelta(seconds=STEP_SECONDS)
        false_yes = _said_yes(ids, receiver)
        receiver.is_faulty, receiver.tls = False, None
        channels.equip(replace(settings, smtp_url=_smtp_url(receiver)))
        for _ in range(MOST_ROUNDS):
            if not service.has_due() and not _waits(ids):
                break
            _deliver_all()
            pinned.now += timedelta(minutes=5)
    times = Counter(receiver.taken[f"p{number}"] for number in range(count))
    return Ended(
        once=times[1],
        twice=times[2],
        more=sum(many for often, many in times.items() if often > 2),
        never=times[0],
        states=_states(ids),
        false_yes=false_yes + _said_yes(ids, receiver),
        seconds=time.monotonic() - began,
    )


def _tell(way: Way, port: int, count: int) -> list[int]:
    """Give so many people one way each, and tell them; return the numbers of their ways."""
    run = f"{way.name}:{port}"
    site = sites.add(f"s{port}", "Riverside Practice", [])
    account_id = db.session().scalars(select(func.min(Account.id))).one() or 0
    ids = []
    for number in range(count):
        with transaction():
            secret = "whsec_" + "A" * 44
            where = way.where(port, number)
            id_ = own_store.add(site.id, account_id, way.channel, where, secret=secret)
            about = About(Event.CALLBACK_RECEIVED, site.id, reference="7K2M-Q4")
            people.tell(about, id_, f"{run}:{number}")
        ids.append(id_)
    return ids


def _deliver_all() -> None:
    """Deliver what is due at this moment, for as many rounds of a worker as that takes."""
    while service.has_due() and service.deliver_due():
        pass


def _smtp_url(receiver: Receiver) -> str:
    scheme = "smtp+starttls" if receiver.tls else "smtp"
    login = "user:secret@" if receiver.fault == "535" else ""
    return f"{scheme}://{login}127.0.0.1:{receiver.port}"


def _rows(ids: list[int]) -> list[tuple[int, str]]:
    query = select(Delivery.destination_id, Delivery.state).where(Delivery.destination_id.in_(ids))
    return [(id_, state) for id_, state in db.session().execute(query)]


def _states(ids: list[int]) -> Counter[str]:
    return Counter(state for _, state in _rows(ids))


def _waits(ids: list[int]) -> bool:
    waits = (
        select(Delivery.id)
        .join(Destination, Destination.id == Delivery.destination_id)
        .where(Delivery.destination_id.in_(ids), Delivery.next_at.is_not(None))
        .where(Destination.is_enabled)
    )
    return db.session().execute(waits.limit(1)).first() is not None


def _said_yes(ids: list[int], receiver: Receiver) -> int:
    number_of = {id_: number for number, id_ in enumerate(ids)}
    return sum(
        state == DeliveryState.ACCEPTED and not receiver.taken[f"p{number_of[id_]}"]
        for id_, state in _rows(ids)
    )


@contextmanager
def _times(wanted: dict[str, float]) -> Iterator[None]:
    before = {name: getattr(outcomes, name) for name in wanted}
    for name, seconds in wanted.items():
        setattr(outcomes, name, seconds)
    try:
        yield
    finally:
        for name, seconds in before.items():
            setattr(outcomes, name, seconds)


@contextmanager
def _database(folder: Path) -> Iterator[Settings]:
    url = f"sqlite:///{folder}/intake.db"
    settings = Settings(
        data=folder,
        database_url=url,
        redis_url="redis://127.0.0.1:1/0",
        base_url="http://intake.example",
        secrets=Secrets("s" * 40, "i" * 40, "n" * 40, {"k1": b"k" * 32}),
        may_call_private_webhooks=True,
    )
    migrating.migrate(url)
    sealing.equip(settings.secrets)
    db.connect(settings)
    with transaction():
        by = {"email": "a@b.example", "name": "A", "password": "-", "fs_uniquifier": "a"}
        accounts.add_account(Account(**by, created_at=clock.now()))
    try:
        yield settings
    finally:
        db.close()


def main(words: list[str]) -> int:
    """Try every channel with every fault; print a table; return 1 if one broke its word."""
    parser = argparse.ArgumentParser(prog="bench.channels")
    parser.add_argument("--alerts", type=int, nargs="*", default=COUNTS)
    parser.add_argument("--channels", nargs="*", default=[way.name for way in WAYS])
    wanted = parser.parse_args(words)
    pinned, tried, broken = Pinned(), 0, 0
    clock.pin(pinned)
    logs.configure()
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())  # a line for each try
    print(machine.description())
    print("| channel | fault | alerts | once | twice | more | never | false yes | ledger | s |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder, _database(Path(folder)) as settings:
        for way in WAYS:
            for count in wanted.alerts if way.name in wanted.channels else ():
                for fault in way.faults:
                    ended = trial(way, fault, count, settings, pinned)
                    tried, broken = tried + 1, broken + (not ended.is_well(fault))
                    _print(way, fault, count, ended)
    print(f"\nVerdict: {broken} of {tried} broke the word: {'wrong' if broken else 'well'}.")
    return 1 if broken or not tried else 0


def _print(way: Way, fault: str, count: int, ended: Ended) -> None:
    states = ", ".join(f"{many} {state}" for state, many in sorted(ended.states.items()))
    arrived = f"{ended.once} | {ended.twice} | {ended.more} | {ended.never} | {ended.false_yes}"
    mark = "" if ended.is_well(fault) else " **wrong**"
    print(f"| {way.name} | {fault}{mark} | {count} | {arrived} | {states} | {ended.seconds:.1f} |")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
