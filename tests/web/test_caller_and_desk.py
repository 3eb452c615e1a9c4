"""What a caller does on the status page reaches the desk, and what the desk does is told there."""

from __future__ import annotations

from sqlalchemy import select

from intake import db
from intake.callbacks.tables import DeskItem
from intake.moderation import judging
from intake.promises import service as promises
from intake.words import Label
from tests.machines import SaysAlways
from tests.web import visiting
from tests.web.staff import text
from tests.web.visiting import choices, value_of


def ask(client, **changed):
    answer = client.post("/blog/callback", json=visiting.CALLBACK | changed)
    judge()
    return f"/receipts/{answer.json['receipt']}"


def judge():
    judging.judge_waiting(SaysAlways(Label.HAM))


def press(client, path, **fields):
    ticket = value_of(client.get(path), "ticket")
    assert client.post(path, data={"ticket": ticket, **fields}).status_code == 303


def items():
    db.done()
    query = select(DeskItem.closed_at, DeskItem.outcome, DeskItem.promise_at, DeskItem.asked)
    return db.session().execute(query.order_by(DeskItem.submission_id)).all()


def test_another_time_is_the_desks_too(client, site, at):
    path = ask(client)
    window = choices(client.get(f"{path}/window"))["Today 14:00-16:00"]
    press(client, f"{path}/window", window=window)
    assert [item.promise_at.hour for item in items()] == [16]


def test_what_is_cancelled_is_off_the_desk(client, site, at):
    path = ask(client)
    press(client, f"{path}/cancel")
    assert [(item.closed_at, item.outcome) for item in items()] == [(at.now, "cancelled")]
    assert "You cancelled it at 09:30 today." in text(client.get(path))


def test_what_is_cancelled_before_it_was_judged_never_waits_there(client, site, at):
    answer = client.post("/blog/callback", json=visiting.CALLBACK)
    path = f"/receipts/{answer.json['receipt']}"
    press(client, f"{path}/cancel")
    judge()
    assert [item.closed_at for item in items()] == [at.now]
    assert "You cancelled it at 09:30 today." in text(client.get(path))
    assert promises.of(1).settled_at is not None


def test_of_two_requests_of_one_number_the_other_still_waits(client, site, at):
    first = ask(client)
    at.advance(seconds=600)
    again = ask(client, message="Mornings are bad")
    assert "We have had your request since 09:30 today." in text(client.get(again))
    assert [item.asked for item in items()] == [2]
    press(client, f"{again}/cancel")
    assert items()[0].closed_at is None
    assert "We will call you by 10:30 today" in text(client.get(first))
    assert "You cancelled it" in text(client.get(again))
