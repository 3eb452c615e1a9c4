"""What a channel is given, and how it says that something was not accepted."""

from __future__ import annotations

from collections.abc import Callable

# The longest try of all (two addresses, TLS, the talk) ends within a job's 30 s: see service.py.
CONNECT_SECONDS = 4.0  # for one address, and as long again for TLS
STEP_SECONDS = 10.0  # for one answer
TALK_SECONDS = 12.0  # for all that is said once connected

Commit = Callable[[], None]
"""Called just before the last byte goes out. Raises LostLease if somebody else has the delivery."""


class LostLease(Exception):
    """Somebody else has this delivery now: stop, and change nothing."""


class Refused(Exception):
    """Surely not delivered. The reason is one of our own words, never what the other side wrote."""

    def __init__(
        self,
        reason: str,
        *,
        is_route_down: bool = False,
        is_gone: bool = False,
        retry_after_seconds: int = 0,
    ) -> None:
        super().__init__(reason)
        self.is_route_down = is_route_down  # nothing else gets through there now either
        self.is_gone = is_gone  # the receiver asks us never to come again
        self.retry_after_seconds = retry_after_seconds


class Unknown(Exception):
    """The last byte went out and no answer came back: perhaps delivered."""
