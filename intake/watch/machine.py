"""What the machine says: database, Redis, disk. Nothing here may fail because one of them does."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

from redis import Redis, RedisError, ResponseError
from redis.backoff import NoBackoff
from redis.retry import Retry
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from intake import db, migrating
from intake.config import Settings
from intake.health import Check

REDIS_SECONDS = 0.5
LEAST_FREE_BYTES = 500_000_000


def database() -> Iterator[Check]:
    """Say which database it is, and whether its tables are those of this version."""
    try:
        with db.current().reader.connect() as connection:
            yield Check("database", True, _described(connection))
            yield _migrations(migrating.version(connection))
    except SQLAlchemyError:
        yield Check("database", False, "The database does not answer.")


def _described(connection: Connection) -> str:
    def ask(question: str) -> str:
        return str(connection.exec_driver_sql(question).scalar())

    if connection.dialect.name == "sqlite":
        size = int(ask("PRAGMA page_count")) * int(ask("PRAGMA page_size"))
        version, journal = ask("SELECT sqlite_version()"), ask("PRAGMA journal_mode").upper()
        return f"SQLite {version} answers; journal mode {journal}, {_megabytes(size)}."
    size = int(ask("SELECT pg_database_size(current_database())"))
    version = ask("SHOW server_version").partition(" ")[0]
    return f"PostgreSQL {version} answers; {_megabytes(size)}."


def _migrations(revision: str | None) -> Check:
    if revision == migrating.newest():
        return Check("migrations", True, "The tables are those of this version.")
    how = "stop Intake and run `flask --app intake intake migrate`."
    return Check("migrations", False, f"The tables are not those of this version: {how}")


def mail(settings: Settings) -> Iterator[Check]:
    """Say whether mails can reach anybody."""
    if settings.smtp_url:
        yield Check("mail", True, "Mails go out by SMTP.")
    elif settings.is_demo:
        yield Check("mail", True, "Mails stay in the demo's mailbox.")
    else:
        yield Check("mail", False, "Mails are only written to a directory: set SMTP_URL.")


def redis(settings: Settings) -> Iterator[Check]:
    """Say whether Redis answers and keeps what it is given."""
    client = Redis.from_url(
        settings.redis_url,
        socket_connect_timeout=REDIS_SECONDS,
        socket_timeout=REDIS_SECONDS,
        retry=Retry(NoBackoff(), 0),
    )
    try:
        with client:
            told = client.info("server")
            yield _eviction(_server(told), _policy(client))
    except (RedisError, OSError):
        yield Check(
            "redis",
            False,
            "Redis does not answer. Forms still work; the clock judges and delivers, slowly.",
        )


def _server(told: dict[str, object]) -> str:
    if version := told.get("valkey_version"):
        return f"Valkey {version}"
    return f"Redis {told.get('redis_version')}"


def _policy(client: Redis) -> str | None:
    try:
        policy: str | None = client.config_get("maxmemory-policy").get("maxmemory-policy")
    except ResponseError:
        return None  # hosted Redis often forbids CONFIG
    return policy


def _eviction(server: str, policy: str | None) -> Check:
    if policy is None:
        sentence = f"{server} answers; it does not say its eviction policy (noeviction is needed)."
        return Check("redis", True, sentence)
    if policy == "noeviction":
        return Check("redis", True, f"{server} answers; it drops no jobs (noeviction).")
    sentence = f"{server} answers but may drop jobs ({policy}): set maxmemory-policy to noeviction."
    return Check("redis", False, sentence)


def disk(settings: Settings) -> Iterator[Check]:
    """Say how much room is left where the data is."""
    try:
        free = shutil.disk_usage(settings.data).free
    except OSError:
        yield Check("disk", False, "The data directory cannot be read.")
        return
    sentence = f"{_megabytes(free)} free on the disk with the data."
    is_ok = free >= LEAST_FREE_BYTES
    yield Check("disk", is_ok, sentence if is_ok else f"Only {sentence} Make room soon.")


def _megabytes(size: int) -> str:
    megabytes = size / 1_000_000
    return f"{megabytes / 1000:.1f} GB" if megabytes >= 1000 else f"{megabytes:.1f} MB"
