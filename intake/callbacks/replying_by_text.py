"""CALL BACK: what the staff answer to an alert by SMS: `7K2M 1` mine, `7K2M 2` pass it on.

The first letters of a reference are enough where they fit only one of the callbacks that this
person was told of lately. Whatever comes of it, the answer to the sender is the same.
"""

from __future__ import annotations

import re
from datetime import timedelta

from sqlalchemy import select

from intake import audit, clock
from intake.accounts import store as accounts
from intake.accounts.tables import Account
from intake.alerts import own_store, replies
from intake.alerts.inbound import Signed
from intake.alerts.tables import Delivery, DeliveryState, Destination
from intake.callbacks import ledger, service, store
from intake.callbacks.store import Task
from intake.callbacks.tables import DeskItem
from intake.db import session, transaction
from intake.duty import service as duty
from intake.errors import Conflict
from intake.logs import log
from intake.outbox import Alert
from intake.words import Event, Role

VALID = timedelta(hours=12)  # how long after an alert its answer counts
SAID = re.compile(r"\s*([0-9A-Za-z]{4}(?:-?[0-9A-Za-z]{1,12})?)\s+([12])\s*\.?\s*")
TOLD_BY = (
    *(Event.CALLBACK_DUE, Event.CALLBACK_HANDED, Event.CALLBACK_RECEIVED),
    Event.DUTY_NOBODY,
)
NOT_SENT = (DeliveryState.PENDING, DeliveryState.CLAIMED, DeliveryState.WITHDRAWN)
MINE, PASS_ON = "1", "2"


def hear(signed: Signed) -> None:
    """Do what the answer says, once, if its sender may say it."""
    way = replies.sender(signed)
    text = signed.body.get("text")
    said = SAID.fullmatch(text) if isinstance(text, str) and len(text) <= 200 else None
    with transaction():
        is_first = replies.is_first(signed)
        if way and is_first:
            own_store.prove(way.id, clock.now())  # whoever answers has been reached
    account = _member(way) if way else None
    if not (is_first and account and said):
        return
    task = _told(account.id, signed.site_id, said[1].upper())
    if task is None:
        log().info("reply_fits_nothing", account=account.id)
    elif said[2] == MINE:
        _claim(task, account)
    else:
        _pass_on(task, account)


def _member(way: Destination) -> Account | None:
    """Return whose way it is, if they still work on the desk of this site."""
    account = session().get(Account, way.account_id)
    if account is None or not account.active:
        return None
    roles = accounts.roles_by_site(account.id).get(way.site_id, frozenset())
    return account if roles & {Role.STAFF, Role.OWNER} else None


def _told(account_id: int, site_id: int, start: str) -> Task | None:
    """Return the one open callback that this person was told of and that begins so."""
    query = (
        select(DeskItem.reference)
        .distinct()
        .join(Alert, Alert.submission_id == DeskItem.submission_id)
        .join(Delivery, Delivery.alert_id == Alert.id)
        .join(Destination, Destination.id == Delivery.destination_id)
        .where(
            DeskItem.site_id == site_id,
            DeskItem.closed_at.is_(None),
            DeskItem.reference.startswith(start, autoescape=True),
            Destination.account_id == account_id,
            Alert.event.in_(TOLD_BY),
            Alert.created_at > clock.now() - VALID,
            Delivery.state.not_in(NOT_SENT),
        )
        .limit(2)
    )
    found = session().scalars(query).all()
    tasks = store.with_reference([site_id], found[0]) if len(found) == 1 else []
    return tasks[0] if tasks else None


def _claim(task: Task, account: Account) -> None:
    try:
        service.claim(task, account)
    except Conflict:
        log().info("reply_too_late", submission=task.submission_id)


def _pass_on(task: Task, account: Account) -> None:
    """Let the next one be told at once, and give a claim back. Somebody else's stays."""
    with transaction():
        if not ledger.change(task.submission_id, account.id, **ledger.FREE):
            return
        duty.pass_on(task.submission_id)
        audit.note(
            "desk.pass_on",
            account_id=account.id,
            site_id=task.site_id,
            subject=f"submission:{task.submission_id}",
        )
