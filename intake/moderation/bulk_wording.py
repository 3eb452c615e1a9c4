"""DECIDE, many: how bulks are said to a moderator."""

from __future__ import annotations

from intake.moderation.bulk_store import Kept, State
from intake.words import Action

# Each as in "Publish 12 items?", "Published 12 items." and "to publish".
WILL = {
    Action.APPROVE: "Approve {}",
    Action.REJECT: "Reject {}",
    Action.SPAM: "Mark {} as spam",
    Action.TRASH: "Put {} into the trash",
}
DID = {
    Action.APPROVE: "Approved {}.",
    Action.REJECT: "Rejected {}.",
    Action.SPAM: "Marked {} as spam.",
    Action.TRASH: "Put {} into the trash.",
    Action.UNDO: "Took back {}.",
}
DOING = {
    Action.APPROVE: "Approving",
    Action.REJECT: "Rejecting",
    Action.SPAM: "Marking as spam",
    Action.TRASH: "Putting into the trash",
    Action.UNDO: "Undoing",
}


def items(number: int) -> str:
    """Say how many."""
    return "1 item" if number == 1 else f"{number:,} items"


def will(action: Action, number: int) -> str:
    """Say what would be done."""
    return WILL[action].format(items(number))


def title(bulk: Kept) -> str:
    """Say what it is, and how far."""
    if bulk.is_working:
        return f"{DOING[bulk.action]}: {items(bulk.total)}"
    return did(bulk)


def did(bulk: Kept) -> str:
    """Say what was done."""
    done = "nothing" if not bulk.done else _counted(bulk, bulk.done)
    return DID[bulk.action].format(done) if bulk.done else "Nothing was changed."


def told(bulk: Kept) -> str:
    """Say all of it in one go, as above the list."""
    return " ".join(part for part in (did(bulk), skipped(bulk)) if part)


def progress(bulk: Kept) -> str:
    """Say how far it is."""
    reached = min(bulk.done + bulk.skipped, bulk.total)
    if bulk.is_working:
        return f"{reached:,} of {bulk.total:,}"
    if bulk.state is State.CANCELLED:
        return f"Stopped at {reached:,} of {bulk.total:,}. The rest is as it was."
    return "Done."


def skipped(bulk: Kept) -> str:
    """Say what was left alone, and why; empty if nothing was."""
    number = bulk.skipped
    if not number:
        return ""
    were, they = ("was", "it was") if number == 1 else ("were", "they were")
    if bulk.action is Action.UNDO:
        had = "had" if number > 1 else "has"
        return f"{number:,} {had} been decided again since and {were} left as {they}."
    by_kind = ", or cannot be rejected," if bulk.action is Action.REJECT else ""
    return f"{number:,} {were} decided by others meanwhile{by_kind} and left as {they}."


def later(number: int) -> str:
    """Say how many came afterwards and were treated alike; empty if none did."""
    if number <= 0:
        return ""
    return f"{items(number)} of the same group came since and {_have(number)} been treated alike."


def _have(number: int) -> str:
    return "has" if number == 1 else "have"


def _counted(bulk: Kept, number: int) -> str:
    if bulk.action is not Action.UNDO:
        return items(number)
    return "1 decision" if number == 1 else f"{number:,} decisions"
