"""How many rows a statement changed: what compare-and-set is decided by."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import CursorResult, Result


def affected(result: Result[*tuple[Any, ...]]) -> int:
    """Return how many rows an update, insert or delete changed.

    Each of them answers with a cursor's result; SQLAlchemy's types promise less.
    """
    return cast("CursorResult[*tuple[Any, ...]]", result).rowcount
