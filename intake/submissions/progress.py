"""What the desk says of a request: the contract between the status page and whoever answers.

The desk fills it in, about the item that the request was joined to if it was. Which of it a visitor
is told depends on who asks, and is decided here in RECEIVE.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

# Keys of app.extensions, set by the desk, which this slice must not know. Perhaps nobody answers.
PROGRESS = "desk_progress"
CANCEL = "desk_cancel"
MOVED = "desk_moved"


class State(StrEnum):
    """How far the desk is with a request."""

    WITH_STAFF = "with_staff"  # nobody has tried yet
    TRIED = "tried"  # in vain, and we try again
    BOOKED = "booked"  # closed, with an appointment
    CLOSED = "closed"  # closed in any other way


@dataclass(frozen=True)
class DeskProgress:
    """How far it is. `outcome`: the last Outcome's word, or empty. `tried_at`: earliest first.

    `joined_since`: since when we have the earlier request that this one joined; None: it is its
    own. `due_at`: the oldest promise of them all; None: nothing is promised any more.
    """

    state: State
    tried_at: tuple[datetime, ...] = ()
    outcome: str = ""
    joined_since: datetime | None = None
    due_at: datetime | None = None
    closed_at: datetime | None = None


# Given the id of a submission; None: it is not on the desk.
Ask = Callable[[int], DeskProgress | None]
# Given the id of a submission, inside the caller's transaction: its promise was settled, or moved.
Tell = Callable[[int], object]
