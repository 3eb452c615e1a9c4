"""Transactions: all or nothing, one writer at a time, and groups that share one commit."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from intake import db
from intake.errors import Busy, IntakeError
from intake.submissions.tables import Thread


@pytest.fixture
def add(site, at):
    def add(path):
        db.session().add(Thread(site_id=site.id, path=path, created_at=at.now))
        db.session().flush()
        return path

    return add


def paths():
    db.done()
    return set(db.session().scalars(select(Thread.path)))


def test_what_fails_half_way_leaves_nothing(add):
    with pytest.raises(ZeroDivisionError), db.transaction():
        add("/a")
        _ = 1 / 0
    assert paths() == set()


def test_a_transaction_inside_a_transaction_is_a_mistake(app):
    with db.transaction(), pytest.raises(RuntimeError), db.transaction():
        pass


def test_reading_sees_what_was_written_since(add):
    assert paths() == set()
    with db.transaction():
        add("/a")
    assert db.session().scalar(select(func.count()).select_from(Thread)) == 1


def test_every_write_of_a_group_is_stored_and_answered(add):
    with ThreadPoolExecutor(24) as pool:
        answers = list(pool.map(lambda n: db.share_transaction(lambda: add(f"/{n}")), range(100)))
    assert answers == [f"/{n}" for n in range(100)]
    assert paths() == set(answers)


def test_a_refused_write_of_a_group_fails_alone(add):
    start = Barrier(16)

    def write(number):
        start.wait()
        try:
            return db.share_transaction(lambda: add("/same" if number % 2 else f"/{number}"))
        except IntegrityError:
            return None

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(write, range(16)))
    assert sorted(filter(None, answers)) == sorted(["/same", *(f"/{n}" for n in range(0, 16, 2))])
    assert paths() == set(filter(None, answers))


def test_a_refusal_in_words_reaches_only_who_caused_it(add):
    def refuse():
        add("/never")
        raise IntakeError("No")

    with pytest.raises(IntakeError, match="No"):
        db.share_transaction(refuse)
    assert db.share_transaction(lambda: add("/a")) == "/a"
    assert paths() == {"/a"}


def test_a_database_that_fails_us_is_busy_and_nothing_was_stored(add):
    is_sqlite = db.current().is_sqlite
    full = "PRAGMA max_page_count = 1"
    cut = "SELECT pg_terminate_backend(pg_backend_pid())"
    with pytest.raises(Busy, match="Nothing was lost"), db.transaction() as session:
        session.execute(text(full if is_sqlite else cut))
        add("/" + "long" * 100_000 if is_sqlite else "/a")
    db.current().writer.dispose()
    assert paths() == set()


def test_counting_up_from_many_threads_loses_no_count(add, site):
    with db.transaction():
        add("/0")

    def count_up(_):
        with db.transaction() as session:
            row = session.scalars(select(Thread).with_for_update()).one()
            row.path = f"/{int(row.path[1:]) + 1}"

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(count_up, range(80)))
    assert paths() == {"/80"}
