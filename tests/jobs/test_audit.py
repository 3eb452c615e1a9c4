"""The audit log: noted with the fact, in a chain; what was changed or removed shows."""

import threading

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from intake import audit, db
from intake.words import Action, Status
from tests.people import account
from tests.web.staff import account as account_of
from tests.web.staff import judged


def noted():
    rows = db.session().execute(text("SELECT id, action, subject, details FROM audit ORDER BY id"))
    return [tuple(row) for row in rows]


def note_some(count):
    for number in range(count):
        with db.transaction():
            audit.note("test.done", account_id=None, number=number)


def tamper(statement):
    """Change rows as somebody with the database's own tools could, who drops the trigger first."""
    triggers = {
        True: ["DROP TRIGGER audit_no_update", "DROP TRIGGER audit_no_delete"],
        False: ["ALTER TABLE audit DISABLE TRIGGER audit_is_kept"],
    }
    with db.transaction() as session:
        for drop in triggers[db.current().is_sqlite]:
            session.execute(text(drop))
        session.execute(text(statement))
        if not db.current().is_sqlite:
            session.execute(text("ALTER TABLE audit ENABLE TRIGGER audit_is_kept"))


def test_a_decision_is_noted_with_who_and_what(app, site):
    from intake.moderation import service

    row = judged(site)
    me = account_of(account(app, site, "moderator"))
    service.decide(row.id, me, Action.APPROVE, Status.PENDING)
    (only,) = noted()
    assert only[1:3] == ("item.decide", f"submission:{row.id}")
    assert '"new": "approved"' in only[3]
    assert audit.verify().rows == 1


def test_what_is_rolled_back_is_not_noted(app):
    with pytest.raises(ZeroDivisionError), db.transaction():
        audit.note("test.done", account_id=None)
        _ = 1 / 0
    note_some(1)
    assert len(noted()) == 1


def test_a_whole_chain_is_sound_and_ends_in_its_head(app):
    note_some(3)
    found = audit.verify()
    assert (found.rows, found.broken_at) == (3, None)
    note_some(2)
    assert audit.verify(found.head).has_head
    assert not audit.verify("f" * 64).has_head


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET details = '{}' WHERE id = 2",
        "UPDATE audit SET subject = 'submission:9' WHERE id = 2",
        "UPDATE audit SET origin = '192.0.2.1' WHERE id = 2",
        "DELETE FROM audit WHERE id = 2",
        "DELETE FROM audit WHERE id = 1",
    ],
)
def test_a_row_that_was_changed_or_removed_is_found(app, statement):
    note_some(3)
    tamper(statement)
    assert audit.verify().broken_at in {1, 2}


def test_rows_removed_at_the_end_are_missed_by_whoever_kept_the_head(app):
    note_some(3)
    head = audit.verify().head
    tamper("DELETE FROM audit WHERE id = 3")
    assert audit.verify().broken_at is None
    assert not audit.verify(head).has_head


@pytest.mark.parametrize("statement", ["UPDATE audit SET action = 'x'", "DELETE FROM audit"])
def test_the_database_refuses_to_change_it(app, statement):
    note_some(1)
    with pytest.raises(DBAPIError), db.transaction() as session:
        session.execute(text(statement))
    assert audit.verify().rows == 1


def test_many_at_once_make_one_chain(app):
    def work():
        note_some(10)
        db.done()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = audit.verify()
    assert (found.rows, found.broken_at) == (80, None)


def test_the_head_of_an_empty_log_is_before_every_row(app):
    empty = audit.verify()
    note_some(2)
    assert audit.verify(empty.head).has_head
