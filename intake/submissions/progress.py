"""What the desk says of a request: what the status page asks for, and whom the buttons tell.

The desk answers about the item that the request joined, if it did. Which of it a visitor is told
depends on who asks, and is decided in RECEIVE.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import Protocol

# Keys of app.extensions, set by the desk, which this slice must not know. Perhaps nobody answers.
PROGRESS = "desk_progress"
LOCK = "desk_lock"  # called first: the desk locks its item before the promise
CANCEL = "desk_cancel"
MOVED = "desk_moved"


class State(StrEnum):
    """How far the desk is with a request, as it says."""

    RECEIVED = "received"  # nobody has tried yet
    TRIED = "tried"  # in vain, and we try again
    LATER = "later"  # the caller said when to call again
    REACHED = "reached"
    BOOKED = "booked"
    CANCELLED = "cancelled"
    CLOSED = "closed"


class DeskProgress(Protocol):
    """How far it is. `tried_at`: the last try, `again_at`: the next, if we know.

    `asked_since`: when the first request of the item came; `is_joined`: this one came later.
    `is_unreached`: it was in vain, and nobody tries again by themselves. `is_wrong_number`: because
    somebody else has the number. `answered_at`: when an answer went out by mail.
    """

    @property
    def state(self) -> str: ...
    @property
    def tried_at(self) -> datetime | None: ...
    @property
    def again_at(self) -> datetime | None: ...
    @property
    def closed_at(self) -> datetime | None: ...
    @property
    def asked_since(self) -> datetime | None: ...
    @property
    def is_joined(self) -> bool: ...
    @property
    def is_unreached(self) -> bool: ...
    @property
    def is_wrong_number(self) -> bool: ...
    @property
    def answered_at(self) -> datetime | None: ...


# Given the id of a submission; None: it is not on the desk.
Ask = Callable[[int], DeskProgress | None]
# Given the id of a submission, inside the caller's transaction: it is cancelled, or its time moved.
Tell = Callable[[int], object]
