"""One part of what is due at a time: what breaks there keeps no other part from its turn."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.exc import SQLAlchemyError

from intake import db
from intake.errors import IntakeError
from intake.logs import log

BREAKS = (
    *(SQLAlchemyError, IntakeError, OSError),
    *(ArithmeticError, LookupError, TypeError, ValueError),
)


def see_to(part: str, work: Callable[[], object]) -> None:
    """Do this part; if it breaks, say so and go on: it has its next turn soon."""
    try:
        work()
    except BREAKS as error:
        log().error("part_failed", part=part, error=type(error).__name__)
        db.done()
