"""How each database is spoken to: pragmas and timeouts, the journal mode, the writers' lock."""

from __future__ import annotations

import fcntl
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Any

import pysqlite3
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url

from intake.errors import Busy, ConfigError

WAIT_SECONDS = 5
LOOK_SECONDS = 0.001  # a writer holds the lock for a few of these

# Releases with the WAL-reset fix (https://sqlite.org/wal.html): 3.51.3 and later, and back-ports.
_FIXED_BACKPORTS = {(3, 50): 7, (3, 44): 6}


def is_wal_safe(version: tuple[int, int, int]) -> bool:
    """Say whether this SQLite may run in WAL mode with several processes."""
    fixed_patch = _FIXED_BACKPORTS.get(version[:2])
    return version >= (3, 51, 3) or (fixed_patch is not None and version[2] >= fixed_patch)


def journal_mode() -> str:
    """Return WAL, or TRUNCATE on a SQLite that may damage the file in WAL mode."""
    return "WAL" if is_wal_safe(pysqlite3.sqlite_version_info) else "TRUNCATE"


def reading_engine(url: str) -> Engine:
    """Return an engine on which each statement is its own transaction."""
    return _engine(url, isolation_level="AUTOCOMMIT")


def writing_engine(url: str) -> Engine:
    """Return an engine whose transactions take SQLite's write lock when they begin."""
    engine = _engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "begin", _begin_immediate)
    return engine


def _engine(url: str, **options: Any) -> Engine:
    if url.startswith("sqlite"):
        engine = create_engine(url, module=pysqlite3, pool_size=32, max_overflow=32, **options)
        event.listen(engine, "connect", _prepare_sqlite)
        return engine
    limits = "-c statement_timeout=5000 -c lock_timeout=2000 "
    limits += "-c idle_in_transaction_session_timeout=10000"
    return create_engine(
        url,
        connect_args={"options": limits, "connect_timeout": WAIT_SECONDS},
        pool_pre_ping=True,
        pool_size=32,
        **options,
    )


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves; the driver's is deferred
    connection.execute(f"PRAGMA busy_timeout = {WAIT_SECONDS * 1000}")
    connection.execute(f"PRAGMA journal_mode = {journal_mode()}")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


class WriterLock:
    """One writer at a time, over threads and processes."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._threads = threading.Lock()
        path = _path(url)
        if not path.parent.is_dir():
            raise ConfigError(f"There is no directory {path.parent} for the database.")
        self._file = path.with_name(f"{path.name}.writer").open("wb")

    def close(self) -> None:
        """Let go of the file; in a forked child this does not unlock it for the parent."""
        self._file.close()

    def __enter__(self) -> None:
        if not self._threads.acquire(timeout=WAIT_SECONDS):
            raise _busy()
        try:
            self._lock_file(time.monotonic() + WAIT_SECONDS)
        except BaseException:
            self._threads.release()
            raise

    def _lock_file(self, end: float) -> None:
        """Lock it against other processes. Waiting is bounded: the holder may be stopped."""
        while True:
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > end:
                    raise _busy() from None
                time.sleep(LOOK_SECONDS)
            else:
                return

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        fcntl.flock(self._file, fcntl.LOCK_UN)
        self._threads.release()


def _busy() -> Busy:
    sentence = "The database is busy. Nothing was stored: please send it again."
    return Busy(sentence, retry_after_seconds=WAIT_SECONDS)


def _path(url: str) -> Path:
    name = make_url(url).database
    if not name or name == ":memory:":
        raise ValueError("Intake keeps its rows in a file, not in memory")
    return Path(name)
