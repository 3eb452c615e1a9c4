"""DECIDE, carried out: items move, and all that follows is written in the caller's transaction.

Whoever decides, about one or about many, does it here. Rows are locked in one order, so that no two
wait for each other: the items by id, their lessons by id, the threads by id, the audit log.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from intake import audit, bell
from intake.authors import telling
from intake.callbacks import service as desk
from intake.moderation import decision_store, taught_by
from intake.moderation.store import Subject
from intake.submissions import store as submissions
from intake.threads import pages, replies
from intake.threads.replies import Answer
from intake.words import Action, Kind, Status

STATUS_AFTER = {
    Action.APPROVE: Status.APPROVED,
    Action.REJECT: Status.REJECTED,
    Action.SPAM: Status.SPAM,
    Action.TRASH: Status.TRASHED,
}


@dataclass(frozen=True)
class By:
    """Who decided, and what."""

    account_id: int
    action: Action
    bulk_id: int | None = None
    reason: str = ""
    answer: Answer | None = None  # that comes with it, below the comment


@dataclass(frozen=True)
class Move:
    """Where an item goes from where it is. `undoes_id`: the decision that this takes back."""

    submission_id: int
    subject: Subject
    new: Status
    undoes_id: int | None = None


def carry_out(moves: Collection[Move], by: By, *, teaches: bool = True) -> dict[int, int]:
    """Move these, which the caller has locked by `store.subjects`; return the decisions' ids.

    They are by submission. What is no longer where it was is left alone, and out of what is
    returned.
    """
    moved = _moved(moves)
    ours = [move for move in moves if move.submission_id in moved]
    if not ours:
        return {}
    decisions = _decide(ours, by)
    for move in ours:
        _note(move, by)
    if teaches:
        taught_by.bring_in_line({move.submission_id: move.subject.site_id for move in ours})
    _answer(ours, by, decisions)
    _follow(ours, by.account_id)
    _tell(ours, by)
    return decisions


def ring(moves: Iterable[Move]) -> None:
    """Wake whoever has to do with it, after the transaction."""
    bell.ring("judge")  # which also learns
    if any(m.subject.kind is not Kind.COMMENT and m.new is Status.APPROVED for m in moves):
        bell.ring("tell")


def _moved(moves: Iterable[Move]) -> set[int]:
    return {
        id_
        for way, some in _ways(moves).items()
        for id_ in submissions.move_many([move.submission_id for move in some], *way)
    }


def _ways(moves: Iterable[Move]) -> dict[tuple[Status, Status], list[Move]]:
    """Return the moves by where from and where to."""
    ways: dict[tuple[Status, Status], list[Move]] = defaultdict(list)
    for move in moves:
        ways[move.subject.status, move.new].append(move)
    return ways


def _decide(moves: Collection[Move], by: By) -> dict[int, int]:
    """Keep a decision about each of these."""
    values = {
        "account_id": by.account_id,
        "action": by.action,
        "bulk_id": by.bulk_id,
        "reason": by.reason,
    }
    if undone := [move.undoes_id for move in moves if move.undoes_id is not None]:
        return decision_store.add_undoing(undone, values)
    return {
        submission_id: decision_id
        for (seen, new), some in _ways(moves).items()
        for submission_id, decision_id in decision_store.add(
            [move.submission_id for move in some], values | {"seen": seen, "new": new}
        ).items()
    }


def _note(move: Move, by: By) -> None:
    bulk = {} if by.bulk_id is None else {"bulk": by.bulk_id}
    audit.note(
        "item.decide",
        account_id=by.account_id,
        site_id=move.subject.site_id,
        subject=f"submission:{move.submission_id}",
        action=by.action,
        seen=move.subject.status,
        new=move.new,
        **bulk,
    )


def _answer(moves: Iterable[Move], by: By, decisions: Mapping[int, int]) -> None:
    """Show the answer that came with the decision, or take back what came with the one undone."""
    if by.answer:
        for move in moves:
            replies.add(move.submission_id, by.answer, decisions[move.submission_id])
    replies.withdraw_with(
        {move.submission_id: move.undoes_id for move in moves if move.undoes_id is not None}
    )


def _tell(moves: Iterable[Move], by: By) -> None:
    """Write to the authors who want it; the letters wait, and undo takes them back."""
    moved = {move.submission_id: move for move in moves if move.subject.thread_id is not None}
    for id_ in telling.wanting(moved):
        if by.action is Action.UNDO:
            telling.take_back_all(id_)
        elif moved[id_].new is Status.REJECTED:
            telling.rejected(id_, by.reason)
        elif moved[id_].new is Status.APPROVED:
            telling.replied(id_) if by.answer else telling.published(id_)
        else:
            telling.take_back_all(id_)  # what was said before holds no longer


def _follow(moves: Iterable[Move], account_id: int) -> None:
    """Write what follows: the desk, item by item, and the pages of each thread once."""
    threads: set[int] = set()
    for move in moves:
        thread_id, seen = move.subject.thread_id, move.subject.status
        if thread_id is not None:
            if Status.APPROVED in {seen, move.new}:
                threads.add(thread_id)
        elif move.new is Status.APPROVED:
            desk.put_back(move.submission_id)
        elif seen is Status.APPROVED:
            desk.take_away(move.submission_id, account_id)
    if threads:
        pages.write(*threads)
