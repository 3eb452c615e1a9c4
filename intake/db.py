"""Engine, session, transaction(): how rows are read and written, on SQLite and PostgreSQL.

Reading holds nothing: outside a transaction every statement stands alone. Writing takes turns:
transaction() begins IMMEDIATE, and on SQLite under a lock file that all processes share, because
SQLite's own waiting is unfair. Writes that wait at the same moment may share one fsync.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any, ClassVar, TypeVar, cast

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    DateTime,
    Dialect,
    Engine,
    Integer,
    MetaData,
    Table,
    any_,
    literal,
)
from sqlalchemy.dialects.postgresql import insert as insert_on_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_on_sqlite
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

from intake.config import Settings
from intake.engines import WriterLock, reading_engine, writing_engine
from intake.errors import Busy
from intake.sharing import Sharing

BUSY_SENTENCE = "We could not save this just now. Nothing was lost: please send it again."


class Moment(TypeDecorator[datetime]):
    """An instant, aware and in UTC on both databases (SQLite has no zones to keep)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None or dialect.name != "sqlite":
            return value
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# SQLite counts rows by itself only in a column of type INTEGER.
RowId = BigInteger().with_variant(Integer(), "sqlite")


class Base(DeclarativeBase):
    """What every table is declared on; constraints have names that migrations can say."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: Moment(), int: RowId}


@dataclass
class Database:
    """The engines of this process and the lock that its writers share with other processes."""

    reader: Engine
    writer: Engine
    turn: WriterLock | None
    sharing: Sharing

    @property
    def is_sqlite(self) -> bool:
        return self.writer.dialect.name == "sqlite"


T = TypeVar("T")

Finisher = Callable[[Session], None]

_finishers: list[Finisher] = []
_database: Database | None = None
_here = threading.local()


def connect(settings: Settings) -> Database:
    """Make the engines for this process; the first connection opens when it is needed."""
    global _database  # noqa: PLW0603 - one database a process
    close()
    url = settings.database_url
    turn = WriterLock(url) if url.startswith("sqlite") else None
    _database = Database(reading_engine(url), writing_engine(url), turn, Sharing())
    return _database


def current() -> Database:
    """Return this process's database."""
    if _database is None:
        raise RuntimeError("db.connect() has not been called")
    return _database


def close() -> None:
    """Let go of every connection of this process."""
    global _database  # noqa: PLW0603 - one database a process
    done()
    if _database is not None:
        _database.reader.dispose()
        _database.writer.dispose()
        if _database.turn:
            _database.turn.close()
        _database = None


def session() -> Session:
    """Return the transaction's session inside one, else one where each statement stands alone."""
    if writing := getattr(_here, "writing", None):
        return writing  # type: ignore[no-any-return]
    if not getattr(_here, "reading", None):
        _here.reading = Session(current().reader, autoflush=False)
    return _here.reading  # type: ignore[no-any-return]


def is_writing() -> bool:
    """Say whether this is inside a transaction."""
    return getattr(_here, "writing", None) is not None


def done() -> None:
    """Give this thread's reading connection back; called at the end of a request and of a job."""
    if reading := getattr(_here, "reading", None):
        _here.reading = None
        reading.close()


@contextmanager
def transaction() -> Iterator[Session]:
    """Write all or nothing; return only after the rows are durable. Raises Busy if that fails."""
    if getattr(_here, "writing", None):
        raise RuntimeError("transaction() inside transaction()")
    database = current()
    if database.turn:
        with database.turn:
            yield from _commit(database)
    else:
        yield from _commit(database)


def last_before_commit(finish: Finisher) -> None:
    """Have this called at the end of every transaction, inside it."""
    _finishers.append(finish)


def _commit(database: Database) -> Iterator[Session]:
    writing = _here.writing = Session(database.writer)
    try:
        yield writing
        for finish in _finishers:
            finish(writing)
        writing.commit()
    except DBAPIError as error:
        writing.rollback()
        if isinstance(error, OperationalError) or error.connection_invalidated:
            raise Busy(BUSY_SENTENCE, retry_after_seconds=2) from error
        raise
    except BaseException:
        writing.rollback()
        raise
    finally:
        _here.writing = None
        writing.close()
        if reading := getattr(_here, "reading", None):
            reading.expire_all()  # what it has seen may be different now


def insert_once(table: type[Base]) -> Any:
    """Return an insert that leaves alone what is there already."""
    return _insert_once(table, is_sqlite=current().is_sqlite)


@cache
def _insert_once(table: type[Base], *, is_sqlite: bool) -> Any:
    insert_here = insert_on_sqlite if is_sqlite else insert_on_postgresql
    return insert_here(cast("Table", table.__table__)).on_conflict_do_nothing()


def among(column: Any, ids: Collection[int]) -> ColumnElement[bool]:
    """Return the condition that a column is one of these.

    PostgreSQL gets them as one value: its driver takes long over a statement with many.
    """
    if current().is_sqlite:
        return column.in_(ids)  # type: ignore[no-any-return]
    return column == any_(literal(list(ids), ARRAY(BigInteger)))  # type: ignore[no-any-return]


def share_transaction(work: Callable[[], T]) -> T:
    """Run `work` in a transaction that it may share with others who wait; return its value.

    On SQLite one fsync then serves them all. If one is refused, each is written by itself, so it
    takes nobody with it: `work` may run twice. PostgreSQL groups commits and gets one each.
    """
    if current().is_sqlite:
        return current().sharing.run(work, transaction)
    with transaction():
        return work()


def _before_fork() -> None:
    """SQLite forbids carrying a connection into a child, even only to drop it there."""
    done()
    if _database is not None:
        _database.reader.dispose()
        _database.writer.dispose()


def _after_fork() -> None:
    """A child must not talk on its parent's connections, nor wait for its parent's threads."""
    if _database is not None:
        _database.reader.dispose(close=False)
        _database.writer.dispose(close=False)
        _database.sharing = Sharing()
        if _database.turn:
            _database.turn.close()
            _database.turn = WriterLock(_database.turn.url)
    _here.reading = _here.writing = None


os.register_at_fork(before=_before_fork, after_in_child=_after_fork)
