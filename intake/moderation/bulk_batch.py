"""DECIDE, many: one batch of a bulk, in one transaction with the cursor that says it is done.

Whoever dies in between has done it or not; whoever comes after begins at the cursor.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from intake.db import transaction
from intake.moderation import bulk_store, choosing, moving, store
from intake.moderation.bulk_store import Kept
from intake.moderation.moving import STATUS_AFTER, By, Move
from intake.moderation.tabs import PLACES
from intake.words import MOVES

BATCH = 500
LOOKED_UP_AT_ONCE = 5000


def batches(bulk: Kept) -> Iterator[list[int]]:
    """Yield what is still to be done: ids of items, or of the decisions that an undo takes back."""
    reached = bulk.reached
    while found := _next(bulk, reached):
        for start in range(0, len(found), BATCH):
            yield found[start : start + BATCH]
        reached = found[-1]


def _next(bulk: Kept, reached: int) -> list[int]:
    if bulk.undoes_id is None:
        return choosing.candidates(bulk.choice, bulk.created_at, reached, LOOKED_UP_AT_ONCE)
    return choosing.to_undo(bulk.undoes_id, reached, LOOKED_UP_AT_ONCE)


def do(bulk_id: int, reached: int, batch: Sequence[int]) -> bool:
    """Do a batch; False if the bulk was ended meanwhile, or another worker is at it."""
    with transaction():
        bulk = bulk_store.locked(bulk_id)
        if bulk is None or not bulk.is_working or bulk.reached != reached:
            return False
        moves = _moves(bulk, batch) if bulk.undoes_id is None else _undoing(batch)
        moved = moving.carry_out(moves, By(bulk.account_id, bulk.action, bulk.id))
        bulk_store.advance(bulk.id, batch[-1], len(moved), len(batch) - len(moved))
    moving.ring(moves)
    return True


def _moves(bulk: Kept, batch: Sequence[int]) -> list[Move]:
    """Return the moves of those that are still where they were seen."""
    new = STATUS_AFTER[bulk.action]
    places = PLACES[bulk.choice.wanted.tab]
    found = store.subjects(batch)
    changed = choosing.changed_since(batch, bulk.created_at)
    return [
        Move(id_, subject, new)
        for id_, subject in found.items()
        if (subject.kind, subject.status) in places
        and new in MOVES[subject.status]
        and id_ not in changed
    ]


def _undoing(batch: Sequence[int]) -> list[Move]:
    """Return the moves that lead back, of those that nobody has decided about since."""
    decided = choosing.decided(batch)
    ids = [submission_id for _, submission_id, _, _ in decided]
    found = store.subjects(ids)
    standing = choosing.standing_ids(ids)
    return [
        Move(of, found[of], seen, decision_id)
        for decision_id, of, seen, new in decided
        if of in found
        and standing.get(of) == decision_id
        and found[of].status is new
        and seen in MOVES[new]
    ]
