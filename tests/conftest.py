"""The cast of the tests: real databases, a real Redis, a pinned clock."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from zlib import crc32

import pytest
from jinja2 import FileSystemBytecodeCache
from redis import Redis
from sqlalchemy import create_engine, text

from intake import clock, create_app, db, migrating
from intake.config import Secrets, Settings
from intake.db import transaction
from intake.hours import store as hours_store
from intake.hours.tables import SavedHours
from intake.moderation import judging
from intake.sites import service as sites
from tests import servers

SECRETS = Secrets(
    secret_key="only-for-tests-" + "s" * 30,
    index_key="only-for-tests-" + "i" * 30,
    sender_key="only-for-tests-" + "n" * 30,
    field_keys={"k1": b"k" * 32},
)


DATABASES = ("sqlite", "postgresql")
PAGES = ("tests/web/", "tests/browser/")


def pytest_addoption(parser):
    parser.addoption(
        "--thorough", action="store_true", help="Pages on both databases, races with all 500"
    )


def pytest_collection_modifyitems(config, items):
    """What is stored is tested on both databases; a page on one of them, drawn by its test's name.

    So each run asks both databases about half of the pages, always the same half.
    """
    if config.getoption("thorough"):
        return
    kept = [item for item in items if _is_drawn(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
    items[:] = kept


def _is_drawn(item):
    params = item.callspec.params if hasattr(item, "callspec") else {}
    database = params.get("database_url")
    if database is None or not item.nodeid.startswith(PAGES):
        return True
    name = item.nodeid.replace(database, "")
    return DATABASES[crc32(name.encode()) % 2] == database


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory):
    with servers.redis_server(tmp_path_factory.mktemp("redis")) as url:
        yield url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory):
    path = tmp_path_factory.mktemp("template") / "intake.db"
    migrating.migrate(f"sqlite:///{path}")
    return path.read_bytes()


@pytest.fixture(scope="session")
def postgres_url():
    with servers.postgres_server() as url:
        migrating.migrate(url)
        yield url


@pytest.fixture(params=DATABASES)
def database_url(request, tmp_path):
    """An empty, migrated database of each kind."""
    if request.param == "sqlite":
        path = tmp_path / "intake.db"
        path.write_bytes(request.getfixturevalue("sqlite_template"))
        return f"sqlite:///{path}"
    url = request.getfixturevalue("postgres_url")
    _empty(url)
    return url


def _empty(url):
    names = ", ".join(f'"{table.name}"' for table in db.Base.metadata.sorted_tables)
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
    engine.dispose()


@pytest.fixture
def settings(database_url, redis_url, tmp_path):
    Redis.from_url(redis_url).flushall()
    return Settings(
        data=tmp_path,
        database_url=database_url,
        redis_url=redis_url,
        base_url="http://intake.example",
        secrets=SECRETS,
        is_demo=True,
        posts_per_minute=10_000,
        posts_per_hour=10_000,
        may_call_private_webhooks=True,
    )


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory):
    """Templates are compiled once for all tests, not once for each application."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def app(settings, at, compiled_templates, monkeypatch):
    monkeypatch.setattr(judging, "SAMPLE_SHARE", 0.0)  # chance has its own tests
    sites.forget()
    app = create_app(settings)
    app.testing = True
    app.jinja_env.bytecode_cache = compiled_templates
    yield app
    db.close()


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def site(app):
    """A site whose people are always there; a test that is about its hours saves others."""
    blog = sites.add("blog", "Riverside Blog", ["https://blog.example"])
    with transaction():
        hours_store.add(
            SavedHours(
                site_id=blog.id,
                time_zone="UTC",
                week=[[[0, 24 * 60]]] * 7,
                exceptions={},
                saved_at=clock.now(),
            )
        )
    return blog


class PinnedClock:
    """Stands still until a test moves it."""

    def __init__(self, now):
        self.now = now

    def __call__(self):
        return self.now

    def advance(self, seconds):
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def at():
    pinned = PinnedClock(datetime(2026, 3, 2, 9, 30, tzinfo=UTC))
    clock.pin(pinned)
    yield pinned
    clock.pin(None)


def pytest_sessionfinish(session):
    """Fail a run that had to be whole, as CI's has, when something could not run here."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("INTAKE_REQUIRE_ALL") == "1" and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter):
    """Say once for each missing part how to enable what was skipped for want of it."""
    reasons = {report.longrepr[2] for report in terminalreporter.stats.get("skipped", [])}
    for reason in sorted(reasons):
        terminalreporter.write_line(f"skipped: {reason.removeprefix('Skipped: ')}")
