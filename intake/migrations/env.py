"""How Alembic reaches the database, and which tables are ours."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection, text

from intake import audit, health, outbox, passes  # noqa: F401 - their tables
from intake.accounts import tables as accounts  # noqa: F401
from intake.alerts import tables as alerts  # noqa: F401
from intake.callbacks import tables as callbacks  # noqa: F401
from intake.db import Base
from intake.engines import writing_engine
from intake.moderation import tables as moderation  # noqa: F401
from intake.moderation import word_index
from intake.privacy import tables as privacy  # noqa: F401
from intake.sites import tables as sites  # noqa: F401
from intake.submissions import tables as submissions  # noqa: F401
from intake.threads import tables as threads  # noqa: F401
from intake.watch import tables as watch  # noqa: F401

LOCK = 4_206_001  # any number: two hosts that start at once migrate one after the other


def _run(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        # Another host may be migrating, which takes as long as it takes.
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(text("SET LOCAL lock_timeout = 0"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        connection.execute(text("SET LOCAL lock_timeout = '2s'"))
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        include_object=word_index.is_declared,
        render_as_batch=connection.dialect.name == "sqlite",
        transactional_ddl=True,
    )
    context.run_migrations()


engine = writing_engine(context.config.attributes["database_url"])
with engine.begin() as connection:
    _run(connection)
engine.dispose()
