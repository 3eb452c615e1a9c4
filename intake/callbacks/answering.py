"""CALL BACK, answered by mail: sealed, sent to whoever asked, taken back for half a minute.

Whoever answers need not see the address: it goes from its seal into the letter's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import insert, select

from intake import bell, clock
from intake.accounts.tables import Account
from intake.alerts import letters as outgoing
from intake.alerts.letters import UNDO_SECONDS, Answered
from intake.alerts.tables import Delivery, DeliveryState
from intake.callbacks import ledger, service, store
from intake.callbacks import letters as incoming
from intake.callbacks.store import Task
from intake.callbacks.tables import Answer, DeskItem
from intake.db import session, transaction
from intake.errors import Conflict, NotFound
from intake.outbox import Alert
from intake.sealing import Unsealable
from intake.submissions import parts
from intake.words import Event

COLUMN = "answer"  # what the words are sealed as


class NoAddress(Conflict):
    """Whoever asked gave no address, or one that does not open."""


@dataclass(frozen=True)
class Given:
    """An answer, as the card shows it. `state` is that of its letter."""

    id: int
    name: str | None
    words: str
    written_at: datetime
    state: DeliveryState

    @property
    def is_withdrawn(self) -> bool:
        return self.state is DeliveryState.WITHDRAWN

    @property
    def seconds_left(self) -> int:
        """Return for how long it may surely be taken back."""
        if self.state is not DeliveryState.PENDING:
            return 0
        left = self.written_at + timedelta(seconds=UNDO_SECONDS) - clock.now()
        return max(int(left.total_seconds()), 0)


def answer(task: Task, account: Account, words: str, turn: str) -> bool:
    """Answer by mail, once for each `turn`; say whether it is new.

    Whoever answers has it for a while, so two people do not answer at once. Raises NoAddress,
    WrongAddress, Conflict.
    """
    key = f"answer:{task.submission_id}:{turn}"
    if session().scalar(select(Answer.id).where(Answer.letter_key == key)):
        return False
    email = _email(task)
    path = f"/{service.site_of(task.site_id).slug}/contact"
    said = Answered(path, sentence=task.reference, words=words)
    with transaction():
        if not ledger.change(task.submission_id, account.id, **_taken(task, account)):
            raise Conflict(service.why_not(task))
        event, id_ = Event.CONTACT_ANSWERED, task.submission_id
        if not outgoing.write(event, task.site_id, email, said, key, submission_id=id_):
            return False
        session().execute(
            insert(Answer).values(
                item_id=task.submission_id,
                account_id=account.id,
                text_sealed=parts.seal(words, COLUMN, task.receipt),
                letter_key=key,
                written_at=clock.now(),
            )
        )
        service.note("desk.answer", task, account)
    bell.ring("tell")
    return True


def _taken(task: Task, account: Account) -> dict[str, object]:
    """Return what changes of an item that is answered: a message is then in these hands.

    A callback still wants its call, and its ladder goes on.
    """
    if task.is_callback:
        return {"asked": DeskItem.asked}
    return {"claimed_by": account.id, "claimed_until": clock.in_(service.CLAIM_MINUTES * 60)}


def _email(task: Task) -> str:
    part = store.part(task.submission_id)
    try:
        email = parts.unseal(part.email_sealed, "email", task.receipt) if part else ""
    except Unsealable:
        raise NoAddress("The address cannot be opened: its key is missing.") from None
    if not email:
        raise NoAddress("Whoever asked gave no e-mail address.")
    return email


def withdraw(task: Task, account: Account, answer_id: int) -> None:
    """Take an answer back before it goes out. Raises NotFound, Conflict."""
    with transaction():
        row = session().get(Answer, answer_id)
        if row is None or row.item_id != task.submission_id:
            raise NotFound("There is no such answer here.")
        if not outgoing.withdraw(row.letter_key):
            raise Conflict("It has gone out already, or was taken back before.")
        service.note("desk.answer_withdraw", task, account, answer=answer_id)


def of(task: Task) -> list[Given]:
    """Return the answers to an item, the oldest first."""
    query = (
        select(Answer.id, Account.name, Answer.text_sealed, Answer.written_at, Delivery.state)
        .join(Alert, Alert.dedupe_key == Answer.letter_key)
        .join(Delivery, Delivery.alert_id == Alert.id)
        .outerjoin(Account, Account.id == Answer.account_id)
        .where(Answer.item_id == task.submission_id)
        .order_by(Answer.id)
    )
    return [
        Given(
            row.id,
            row.name,
            incoming.opened(row.text_sealed, COLUMN, task.receipt),
            row.written_at,
            DeliveryState(row.state),
        )
        for row in session().execute(query)
    ]
