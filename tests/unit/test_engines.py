"""Which SQLite may run in WAL mode, and what each connection is told."""

import pysqlite3
import pytest

from intake.engines import is_wal_safe, journal_mode, reading_engine


@pytest.mark.parametrize(
    ("version", "is_safe"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 9), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 53, 4), True),
        ((4, 0, 0), True),
    ],
)
def test_a_sqlite_without_the_fix_is_not_trusted_with_wal(version, is_safe):
    assert is_wal_safe(version) is is_safe


def test_the_sqlite_that_we_ship_with_has_the_fix():
    assert is_wal_safe(pysqlite3.sqlite_version_info)
    assert journal_mode() == "WAL"


def test_every_connection_is_durable_and_minds_foreign_keys(tmp_path):
    engine = reading_engine(f"sqlite:///{tmp_path / 'x.db'}")
    with engine.connect() as connection:

        def pragma(name):
            return connection.exec_driver_sql(f"PRAGMA {name}").scalar()

        assert pragma("journal_mode") == "wal"
        assert pragma("synchronous") == 2  # FULL
        assert pragma("foreign_keys") == 1
        assert pragma("busy_timeout") == 5000
    engine.dispose()
