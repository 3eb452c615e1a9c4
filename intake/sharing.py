"""Waiting writes share one fsync: who has the turn writes for all who wait, in one transaction.

This is what databases call group commit. A writer alone costs one transaction, as before.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy.orm import Session

from intake.errors import Busy

MOST_TOGETHER = 64  # keeps one transaction, and so everybody's wait, at a few milliseconds

T = TypeVar("T")
Transaction = Callable[[], AbstractContextManager[Session]]


@dataclass
class _Waiting(Generic[T]):
    work: Callable[[], T]
    value: T | None = None
    error: BaseException | None = None
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

    def run(self, work: Callable[[], T], transaction: Transaction) -> T:
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
    def _write(group: list[_Waiting[Any]], transaction: Transaction) -> None:
        try:
            _write_together(group, transaction)
        except Busy as busy:  # the database, and none of them: apart they would only wait again
            for waiting in group:
                waiting.error = busy
        except BaseException as error:  # noqa: BLE001 - each gets its own, in its own thread
            _write_apart(group, transaction, error)
        finally:
            for waiting in group:
                waiting.is_done = True


def _write_apart(
    group: list[_Waiting[Any]], transaction: Transaction, error: BaseException
) -> None:
    """One of them was refused, and nothing is stored yet: find out which."""
    if len(group) == 1:
        group[0].error = error
        return
    for waiting in group:
        try:
            _write_together([waiting], transaction)
        except BaseException as refusal:  # noqa: BLE001 - raised again by result()
            waiting.error = refusal


def _write_together(group: list[_Waiting[Any]], transaction: Transaction) -> None:
    with transaction():
        values = [waiting.work() for waiting in group]
    for waiting, value in zip(group, values, strict=True):  # only what was committed may say yes
        waiting.value = value
