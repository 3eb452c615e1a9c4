"""Transactions: all or nothing, one writer at a time, and groups that share one commit."""

import fcntl
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier, Event

import pytest
from sqlalchemy import event, func, select, text
from sqlalchemy.exc import IntegrityError

from intake import db, engines
from intake.errors import Busy, IntakeError
from intake.submissions.tables import Thread
from tests.waiting import until


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


@pytest.fixture
def group(app):
    """Make writes wait for one another, so that they are written together."""

    def write(works):
        answers = {}

        def answer(number, work):
            try:
                answers[number] = db.share_transaction(work)
            except (Busy, ZeroDivisionError) as error:
                answers[number] = error

        started = Event()

        def slow():
            started.set()
            until(lambda: len(db.current().sharing._waiting) == len(works))

        with ThreadPoolExecutor(len(works) + 1) as pool:
            pool.submit(answer, "slow", slow)
            started.wait()
            for number, work in enumerate(works):
                pool.submit(answer, number, work)
        del answers["slow"]
        return answers

    return write


sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@sqlite_only
def test_a_group_that_finds_no_room_says_yes_only_to_what_is_stored(add, group):
    pages = db.session().scalar(text("PRAGMA page_count"))
    event.listen(
        db.current().writer,
        "begin",
        lambda connection: connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 8}"),
    )
    works = [partial(add, f"/{number}" + "long" * 2000) for number in range(12)]
    answers = group(works)
    yes = {answer for answer in answers.values() if isinstance(answer, str)}
    assert len(answers) == 12
    assert yes == paths()
    assert len(yes) < 12


@sqlite_only
def test_a_mistake_in_one_write_of_a_group_is_told_to_its_own_visitor(add, group):
    answers = group([partial(add, "/0"), lambda: 1 / 0, partial(add, "/2")])
    assert isinstance(answers[1], ZeroDivisionError)
    assert (answers[0], answers[2]) == ("/0", "/2")
    assert paths() == {"/0", "/2"}


@sqlite_only
def test_a_lock_whose_holder_hangs_is_waited_for_only_so_long(add, group, monkeypatch, tmp_path):
    monkeypatch.setattr(engines, "WAIT_SECONDS", 0.1)
    with (tmp_path / "intake.db.writer").open("wb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(Busy, match="busy"), db.transaction():
            pass
    with db.transaction():
        add("/a")
    assert paths() == {"/a"}
