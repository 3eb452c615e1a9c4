"""Waiting writes share one fsync: who has the turn writes for all who wait, each in a savepoint.

This is what databases call group commit. A writer alone costs one transaction, as before.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from intake.errors import Busy, IntakeError

MOST_TOGETHER = 64  # keeps one transaction, and so everybody's wait, at a few milliseconds

T = TypeVar("T")


@dataclass
class _Waiting(Generic[T]):
    work: Callable[[], T]
    value: T | None = None
    error: Exception | None = None
    is_done: bool = False

    def result(self) -> T:
        if self.error:
            raise self.error
        return self.value  # type: ignore[return-value]


class Sharing:
    """The writers of one process that wait for their turn."""

    def __init__(self) -> None:
        self._waiting: deque[_Waiting[Any]] = deque()
        self._turn = threading.Lock()

    def run(
        self, work: Callable[[], T], transaction: Callable[[], AbstractContextManager[Session]]
    ) -> T:
        """Return what `work` returns, after a commit that holds it. Raises what it raised."""
        mine = _Waiting(work)
        self._waiting.append(mine)
        with self._turn:
            while not mine.is_done:
                self._write(self._next_group(), transaction)
        return mine.result()

    def _next_group(self) -> list[_Waiting[Any]]:
        return [self._waiting.popleft() for _ in range(min(len(self._waiting), MOST_TOGETHER))]

    @staticmethod
    def _write(
        group: list[_Waiting[Any]], transaction: Callable[[], AbstractContextManager[Session]]
    ) -> None:
        try:
            with transaction() as session:
                for waiting in group:
                    _work(waiting, session)
        except (SQLAlchemyError, IntakeError) as error:
            for waiting in group:  # nothing was committed, so nobody may say yes
                waiting.error = error
        except BaseException:
            for waiting in group:
                waiting.error = waiting.error or Busy("Nothing was stored: please send it again.")
            raise
        finally:
            for waiting in group:
                waiting.is_done = True


def _work(waiting: _Waiting[Any], session: Session) -> None:
    try:
        with session.begin_nested():
            waiting.value = waiting.work()
    except (SQLAlchemyError, IntakeError) as error:
        waiting.error = error
