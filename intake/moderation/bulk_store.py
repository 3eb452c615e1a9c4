"""Rows of bulks: added once, worked off by lease and cursor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, insert, or_, select, update

from intake import clock
from intake.accounts.tables import Account
from intake.db import session
from intake.moderation.choosing import Choice
from intake.moderation.queue_tables import Bulk
from intake.moderation.tables import Decision
from intake.moderation.wanted import Wanted
from intake.words import Action

LEASE_SECONDS = 20  # much longer than a batch takes, and renewed with each


class State(StrEnum):
    """How far a bulk is."""

    WAITING = "waiting"  # or being worked off
    DONE = "done"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Kept:
    """A bulk as it is now, and who gave it."""

    id: int
    account_id: int
    account_name: str
    action: Action
    state: State
    site_ids: tuple[int, ...]
    wanted: dict[str, Any]
    newest_id: int
    reached: int
    total: int
    done: int
    skipped: int
    undoes_id: int | None
    created_at: datetime
    finished_at: datetime | None

    @property
    def choice(self) -> Choice:
        ids = self.wanted.get("ids")
        wanted = Wanted.from_dict(self.wanted)
        chosen = None if ids is None else tuple(ids)
        return Choice(self.action, wanted, self.site_ids, chosen, self.newest_id)

    @property
    def is_working(self) -> bool:
        return self.state is State.WAITING


def decisions_of(bulk_id: int) -> int:
    """Count the decisions of a bulk, with those of its standing order."""
    query = select(func.count()).where(Decision.bulk_id == bulk_id)
    return session().scalar(query) or 0


def add(values: dict[str, Any], *, is_ours: bool) -> int:
    """Keep a bulk, with a lease for whoever adds it if they will do it; return its id."""
    kept = {
        "state": State.WAITING,
        "created_at": clock.now(),
        "lease_until": clock.in_(LEASE_SECONDS) if is_ours else None,
        **values,
    }
    return session().scalars(insert(Bulk).values(**kept).returning(Bulk.id)).one()


def has_due() -> bool:
    """Say whether any bulk waits that nobody works off."""
    return bool(session().scalar(select(exists().where(_is_due()))))


def claim() -> Kept | None:
    """Take a lease on the oldest that is due, in the caller's transaction."""
    due = select(Bulk.id).where(_is_due()).order_by(Bulk.id).limit(1)
    found = session().scalar(due.with_for_update(skip_locked=True, key_share=True))
    if found is None:
        return None
    _write(found, lease_until=clock.in_(LEASE_SECONDS))
    return bulk(found)


def locked(bulk_id: int) -> Kept | None:
    """Return a bulk that nobody else changes until the transaction ends."""
    lock = select(Bulk.id).where(Bulk.id == bulk_id).with_for_update(key_share=True)
    return bulk(bulk_id) if session().scalar(lock) is not None else None


def bulk(bulk_id: int) -> Kept | None:
    """Return this bulk."""
    return next(iter(_read(_bulks().where(Bulk.id == bulk_id))), None)


def recent(account_id: int, limit: int) -> list[Kept]:
    """Return an account's newest bulks, newest first."""
    query = _bulks().where(Bulk.account_id == account_id)
    return _read(query.order_by(Bulk.id.desc()).limit(limit))


def undoing(bulk_id: int) -> Kept | None:
    """Return the undo of a bulk that was not cancelled, if there is one."""
    query = _bulks().where(Bulk.undoes_id == bulk_id, Bulk.state != State.CANCELLED)
    return next(iter(_read(query)), None)


def advance(bulk_id: int, reached: int, done: int, skipped: int) -> None:
    """Note, with a batch, that a bulk is done up to here, and by how much."""
    _write(
        bulk_id,
        reached=reached,
        done=Bulk.done + done,
        skipped=Bulk.skipped + skipped,
        lease_until=clock.in_(LEASE_SECONDS),
    )


def finish(bulk: Kept, state: State) -> None:
    """End a bulk. What was to be done and is not was skipped, unless it was cancelled."""
    left = max(bulk.total - bulk.done, 0)
    skipped = left if state is State.DONE else bulk.skipped
    _write(bulk.id, state=state, finished_at=clock.now(), lease_until=None, skipped=skipped)


def release(bulk_id: int) -> None:
    """Give the lease back: others may carry on at once."""
    _write(bulk_id, lease_until=None)


def _write(bulk_id: int, **values: Any) -> None:
    session().execute(
        update(Bulk)
        .where(Bulk.id == bulk_id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )


def _is_due() -> ColumnElement[bool]:
    is_free = or_(Bulk.lease_until.is_(None), Bulk.lease_until < clock.now())
    return and_(Bulk.state == State.WAITING, is_free)


def _bulks() -> Select[*tuple[Any, ...]]:
    names = [name for name in Kept.__dataclass_fields__ if name != "account_name"]
    columns = [getattr(Bulk, name) for name in names]
    return select(*columns, Account.name.label("account_name")).join(
        Account, Account.id == Bulk.account_id
    )


def _read(query: Select[*tuple[Any, ...]]) -> list[Kept]:
    return [
        Kept(
            **row._asdict()
            | {
                "action": Action(row.action),
                "state": State(row.state),
                "site_ids": tuple(row.site_ids),
            }
        )
        for row in session().execute(query)
    ]
