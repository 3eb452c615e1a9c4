"""DECIDE, read: the index of what comments say, and of who says it, in each database's own way.

SQLite keeps an FTS5 table beside `comment`, PostgreSQL a column of it that nobody writes, with a
GIN index; migration 0007 makes both, and what keeps them in step. What was sent to the staff is
sealed and in neither.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import ColumnElement, column, func, literal_column, table

from intake import db
from intake.submissions.tables import Comment

NAME = "comment_words"
MOST_TERMS = 12
LEAST_BEGINNING = 2  # characters; more words than are worth looking at begin with a given letter

_TERM = re.compile(r'"([^"]*)"?|([^\s"]+)')
_TOKEN = re.compile(r"[^\W_]+")
_TABLE = table(NAME, column("rowid", Comment.submission_id.type))
_WORDS: ColumnElement[str] = literal_column(NAME)


@dataclass(frozen=True)
class Term:
    """Words that stand one after the other. `is_open`: the last of them may go on."""

    tokens: tuple[str, ...]
    is_open: bool = False
    is_author: bool = False


def terms(typed: str, *, is_author: bool = False) -> list[Term]:
    """Return what somebody looks for: words, and phrases in quotes. The last word may go on."""
    found: list[Term] = []
    for match in _TERM.finditer(typed):
        tokens = tuple(_TOKEN.findall(match[0]))
        is_word = match[2] is not None
        is_open = is_word and match.end() == len(typed.rstrip()) and _may_go_on(tokens)
        if tokens:
            found.append(Term(tokens, is_open, is_author))
    return found[:MOST_TERMS]


def _may_go_on(tokens: tuple[str, ...]) -> bool:
    return bool(tokens) and len(tokens[-1]) >= LEAST_BEGINNING


def holder(wanted: list[Term]) -> tuple[ColumnElement[int], ColumnElement[bool]]:
    """Return where the ids of those that say all of this stand, and the condition there."""
    if db.current().is_sqlite:
        said = " AND ".join(map(_on_sqlite, wanted))
        return _TABLE.c.rowid, _WORDS.op("MATCH", is_comparison=True)(said)
    query = func.to_tsquery(literal_column("'simple'"), " & ".join(map(_on_postgresql, wanted)))
    indexed: ColumnElement[str] = literal_column(f"comment.{NAME}")
    return Comment.submission_id.expression, indexed.op("@@", is_comparison=True)(query)


def _on_sqlite(term: Term) -> str:
    where = "author : " if term.is_author else ""
    return f'{where}"{" ".join(term.tokens)}"{" *" if term.is_open else ""}'


def _on_postgresql(term: Term) -> str:
    weight = "A" if term.is_author else ""
    *whole, last = [f"'{token}'" for token in term.tokens]
    marks = ("*" if term.is_open else "") + weight
    words = [f"{token}:{weight}" if weight else token for token in whole]
    return "(" + " <-> ".join([*words, f"{last}:{marks}" if marks else last]) + ")"


def is_declared(_object: object, name: str | None, _kind: str, _is_read: bool, _to: object) -> bool:
    """Say whether the tables in the code know this: Alembic compares nothing else."""
    return name is None or not (name.startswith(NAME) or name == f"ix_{NAME}")
