"""Logs: static event names and ids, one JSON line each. Never what somebody wrote."""

from __future__ import annotations

import logging
import sys
from typing import cast

import structlog


def configure() -> None:
    """Send every log line of this process to stderr, as JSON, without content."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),  # as it is at that time
    )
    # Libraries may quote what they were given; only their loud words are kept, and none of the
    # request lines, SQL parameters or job arguments that their quieter levels would print.
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)


def log() -> structlog.stdlib.BoundLogger:
    """Return the logger. The event is a static word; values are ids, counts and durations."""
    return cast("structlog.stdlib.BoundLogger", structlog.get_logger())
