"""The time, in UTC, from one place, so that a test can pin it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta


def _system() -> datetime:
    return datetime.now(UTC)


_source: Callable[[], datetime] = _system


def now() -> datetime:
    """Return this instant, aware and in UTC."""
    return _source()


def in_(seconds: float) -> datetime:
    """Return the instant that many seconds from now."""
    return now() + timedelta(seconds=seconds)


def ago(seconds: float) -> datetime:
    """Return the instant that many seconds before now."""
    return now() - timedelta(seconds=seconds)


def pin(source: Callable[[], datetime] | None) -> None:
    """Take the time from `source` from now on; None goes back to the system's clock."""
    global _source  # noqa: PLW0603 - one clock a process is the point of this module
    _source = source or _system
