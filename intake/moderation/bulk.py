"""DECIDE, many: one decision about a selection, or about all that match a filter; and its undo.

A bulk is a row at once. Few items are decided within the request; more are left to the judge's
worker, which carries on in batches from where it is, whoever was killed over it.
"""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from intake import audit, bell, clock
from intake.accounts.tables import Account
from intake.db import transaction
from intake.errors import BadBody, Busy, Conflict, NotFound
from intake.logs import log
from intake.moderation import bulk_batch, bulk_store, choosing, standing, standing_store
from intake.moderation.bulk_store import Kept, State
from intake.moderation.choosing import Choice, Matching
from intake.moderation.moving import STATUS_AFTER
from intake.moderation.tabs import STATUSES
from intake.words import Action

AT_ONCE = 50  # items that a request decides itself, and without asking whether it is meant
WORK_SECONDS = 5.0  # of one job: whoever waits for a verdict must not wait for a large bulk
BREATH_SECONDS = 0.003  # between batches: who waits to write has a turn
UNDO_DAYS = 30
ORIGIN = "bulk"  # in the audit log: the request that began it says where the person was


@dataclass(frozen=True)
class Wish:
    """What somebody wants decided. `for_a_day`: about those of the campaign to come, too."""

    choice: Choice
    account: Account
    for_a_day: bool = False


def matching(choice: Choice) -> Matching:
    """Say how many items a choice is about now, and up to which. Raises BadBody."""
    if choice.action is Action.UNDO:
        raise BadBody("Many decisions are undone where they were made. Nothing was changed.")
    if STATUS_AFTER[choice.action] in STATUSES[choice.wanted.tab]:
        raise BadBody("That is where these items are. Nothing was changed.")
    return choosing.matching(choice)


def begin(wish: Wish) -> Kept:
    """Keep what is wanted, and do it if it is little. Raises BadBody, NotFound."""
    choice, account = wish.choice, wish.account
    found = matching(choice)
    ids = None if choice.ids is None else choosing.known(choice.ids, choice.site_ids)
    total = found.total if ids is None else len(ids)
    if not total:
        raise NotFound("There is nothing of this left to decide about.")
    newest_id = found.newest_id if ids is None else max(ids)
    with transaction():
        bulk_id = bulk_store.add(
            {
                "account_id": account.id,
                "action": choice.action,
                "site_ids": list(found.site_ids or choice.site_ids),
                "wanted": choice.wanted.as_dict() | ({} if ids is None else {"ids": ids}),
                "newest_id": newest_id,
                "reached": newest_id + 1 if choice.is_backwards else 0,
                "total": total,
            },
            is_ours=total <= AT_ONCE,
        )
        _note("bulk.begin", bulk_id, account, {"does": choice.action, "total": total})
        if wish.for_a_day:
            standing.give(bulk_id, choice, account)
    return _begun(bulk_id, total)


def undo(bulk_id: int, account: Account) -> Kept:
    """Take back a bulk as one, with what its standing order did. Raises Conflict, NotFound."""
    with transaction():
        bulk = _locked(bulk_id)
        _refuse_undo(bulk)
        if bulk.is_working:
            bulk_store.finish(bulk, State.CANCELLED)
        standing_store.end(bulk_id)
        total, newest_id = choosing.count_to_undo(bulk_id)
        undo_id = bulk_store.add(
            {
                "account_id": account.id,
                "action": Action.UNDO,
                "site_ids": list(bulk.site_ids),
                "wanted": bulk.choice.wanted.as_dict(),
                "newest_id": newest_id,
                "reached": newest_id + 1,
                "total": total,
                "undoes_id": bulk_id,
            },
            is_ours=total <= AT_ONCE,
        )
        _note("bulk.undo", bulk_id, account, {"by": undo_id, "total": total})
    return _begun(undo_id, total)


def cancel(bulk_id: int, account: Account) -> Kept:
    """Stop a bulk after its batch; what is done stays done. Raises Conflict, NotFound."""
    with transaction():
        bulk = _locked(bulk_id)
        if not bulk.is_working:
            raise Conflict("There is nothing left to stop: this has ended already.")
        bulk_store.finish(bulk, State.CANCELLED)
        standing_store.end(bulk_id)
        _note("bulk.cancel", bulk_id, account, {"done": bulk.done, "total": bulk.total})
    return bulk


def end_order(bulk_id: int, account: Account) -> None:
    """Let what comes of the campaign from now on wait for a person. Raises Conflict."""
    with transaction():
        if not standing_store.end(bulk_id):
            raise Conflict("There is nothing left to stop: those to come wait for a person.")
        _note("order.end", bulk_id, account, {})


def is_undoable(bulk: Kept) -> bool:
    """Say whether this may be taken back now."""
    return (
        bulk.undoes_id is None
        and bulk.created_at > clock.now() - timedelta(days=UNDO_DAYS)
        and bulk_store.undoing(bulk.id) is None
    )


def has_due() -> bool:
    """Say whether any bulk waits for a worker."""
    return bulk_store.has_due()


def work_due(seconds: float = WORK_SECONDS) -> int:
    """Work off what is due until nothing is, or the time is over; return how many were ended."""
    stop_at = time.monotonic() + seconds
    ended = 0
    token = audit.origin.set(ORIGIN)
    try:
        while time.monotonic() < stop_at:
            with transaction():
                bulk = bulk_store.claim()
            if bulk is None:
                return ended
            ended += _carry_on(bulk, stop_at)
    finally:
        audit.origin.reset(token)
    bell.ring("bulk")
    return ended


def _begun(bulk_id: int, total: int) -> Kept:
    """Do at once what is little; leave to the worker what is much, or what the database refuses."""
    bulk = _kept(bulk_id)
    if total <= AT_ONCE:
        try:
            _carry_on(bulk, math.inf)
        except Busy:
            log().warning("bulk_left_to_worker", bulk=bulk_id)
    else:
        bell.ring("bulk")
    return _kept(bulk_id)


def _carry_on(bulk: Kept, stop_at: float) -> bool:
    """Work a bulk off from where it is; say whether this ended it."""
    reached = bulk.reached
    for batch in bulk_batch.batches(bulk):
        if not bulk_batch.do(bulk.id, reached, batch):
            return False
        reached = batch[-1]
        if time.monotonic() >= stop_at:
            break
        time.sleep(BREATH_SECONDS)
    else:
        return _end(bulk.id, reached)
    with transaction():
        bulk_store.release(bulk.id)
    return False


def _end(bulk_id: int, reached: int) -> bool:
    with transaction():
        bulk = _locked(bulk_id)
        if not bulk.is_working or bulk.reached != reached:
            return False
        bulk_store.finish(bulk, State.DONE)
    log().info("bulk_done", bulk=bulk_id, count=bulk.done)
    return True


def _refuse_undo(bulk: Kept) -> None:
    if bulk.undoes_id is not None:
        raise Conflict("An undo is not undone: decide about the items anew.")
    if bulk.created_at <= clock.now() - timedelta(days=UNDO_DAYS):
        raise Conflict(f"This is more than {UNDO_DAYS} days old and is not undone any more.")
    if other := bulk_store.undoing(bulk.id):
        raise Conflict(f"{other.account_name} has undone this already.")


def _locked(bulk_id: int) -> Kept:
    bulk = bulk_store.locked(bulk_id)
    if bulk is None:
        raise NotFound("There is no such thing here.")
    return bulk


def _kept(bulk_id: int) -> Kept:
    bulk = bulk_store.bulk(bulk_id)
    if bulk is None:
        raise NotFound("There is no such thing here.")
    return bulk


def _note(action: str, bulk_id: int, account: Account, told: Mapping[str, str | int]) -> None:
    audit.note(action, account_id=account.id, site_id=None, subject=f"bulk:{bulk_id}", **told)
