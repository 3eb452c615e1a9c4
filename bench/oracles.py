"""What must be so after everything was broken: each with the figure that shows it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select, text

from bench.stack import Stack
from intake import db
from intake.alerts.tables import Delivery, DeliveryState, Destination
from intake.callbacks.tables import DeskItem
from intake.outbox import Alert
from intake.replay import account
from intake.replay.account import Account
from intake.replay.posting import Outcome

MOST_UNKNOWNS = 2  # after that a person decides, and it may never have arrived


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    what: str
    figure: object
    is_ok: bool = True
    is_speed: bool = False  # hangs on the machine, so no test fails for it


def nothing_lost(outcomes: Sequence[Outcome], taken: Account) -> Iterator[Finding]:
    """What was acknowledged is there once, with the words that were sent."""
    errors = sum(outcome.status == 500 for outcome in outcomes)
    answered = sorted(outcome.last_try_seconds for outcome in outcomes if outcome.receipt)
    yield Finding("sent", taken.sent)
    yield Finding("acknowledged", taken.accepted)
    yield Finding("sent more than once", taken.sent_again)
    yield Finding("answered within, p99", f"{account.percentile(answered, 99):.2f} s")
    yield Finding("refused", dict(taken.refused) or 0, not taken.refused)
    yield Finding("answers 500", errors, errors == 0)
    yield Finding("acknowledged and lost", taken.lost, taken.lost == 0)
    yield Finding("there twice", taken.twice, taken.twice == 0)
    yield Finding("there with other words", taken.changed, taken.changed == 0)


def alerts_accepted(stack: Stack) -> Iterator[Finding]:
    """Each alert was accepted once at each destination; twice only where the ledger says why."""
    db.done()
    ledger = {
        row.message_id: row
        for row in db.session().execute(
            select(Delivery.message_id, Delivery.state, Delivery.unknowns)
        )
    }
    taken = Counter(_plain(item.id) for item in (*stack.mail.accepted, *stack.hook.accepted))
    never = [id_ for id_, row in ledger.items() if not taken[id_] and not _is_with_a_person(row)]
    unproven = [id_ for id_, n in taken.items() if n > 1 and not ledger[id_].unknowns]
    yield Finding("alerts to deliver", len(ledger))
    yield Finding("never accepted", len(never), not never)
    yield Finding("accepted once", sum(count == 1 for count in taken.values()))
    yield Finding("accepted twice, crash proven", sum(n == 2 for n in taken.values()))
    yield Finding("accepted twice, no crash in the ledger", len(unproven), not unproven)
    often = sum(count > 2 for count in taken.values())
    yield Finding("accepted more than twice", often, often == 0)
    strange = len(taken.keys() - ledger.keys())
    yield Finding("accepted, not in the ledger", strange, strange == 0)
    given = sum(row.state == DeliveryState.NEEDS_ATTENTION for row in ledger.values())
    yield Finding("left to a person", given)


def everything_told() -> Iterator[Finding]:
    """Whatever is on the desk has its alert, and each alert one delivery to each destination."""
    db.done()
    desk = db.session().scalar(select(func.count()).select_from(DeskItem)) or 0
    alerts = db.session().scalar(_count_of(Alert).where(Alert.submission_id.is_not(None))) or 0
    staff = db.session().scalar(_count_of(Destination).where(Destination.audience == "staff")) or 0
    about = select(func.count()).select_from(Delivery).join(Alert, Alert.id == Delivery.alert_id)
    told = db.session().scalar(about.where(Alert.submission_id.is_not(None))) or 0
    yield Finding("on the desk", desk)
    yield Finding("on the desk without an alert", desk - alerts, desk == alerts)
    missing = alerts * staff - told
    yield Finding("destinations forgotten", missing, missing == 0)


def database_whole() -> Iterator[Finding]:
    """SQLite's own opinion of its file."""
    db.done()
    if db.current().is_sqlite:
        said = db.session().scalar(text("PRAGMA integrity_check"))
        broken = len(db.session().execute(text("PRAGMA foreign_key_check")).all())
        yield Finding("integrity check", said, said == "ok")
        yield Finding("broken references", broken, broken == 0)


def _count_of(table: type[db.Base]) -> Select[int]:
    return select(func.count()).select_from(table)


def _is_with_a_person(row: Any) -> bool:
    return bool(row.state == DeliveryState.NEEDS_ATTENTION and row.unknowns >= MOST_UNKNOWNS)


def _plain(id_: str) -> str:
    """Return the id that mail and webhook have in common."""
    return id_.strip("<>").partition("@")[0]
