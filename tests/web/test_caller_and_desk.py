"""What a caller does on the status page reaches the desk, and what the desk does is told there."""

from __future__ import annotations

from sqlalchemy import select

from intake import db
from intake.alerts import desk_times
from intake.callbacks import attempts
from intake.callbacks.attempts import Outcome
from intake.callbacks.tables import DeskItem
from intake.moderation import judging
from intake.promises import service as promises
from intake.words import Event, Label
from tests import desks
from tests.drafts import CALLBACK
from tests.machines import SaysAlways
from tests.web import visiting
from tests.web.staff import judged, text
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
    page = text(client.get(again))
    assert "You cancelled it at 09:40 today. An earlier one of this number may still stand." in page
    assert "We do not call you" not in page


def test_somebody_elses_request_of_that_number_is_not_spoken_of(app, client, site, at):
    ask(client)
    again = f"/receipts/{judged(site, CALLBACK, phone='+12024561414').receipt}"
    other = app.test_client()
    press(other, f"{again}/cancel")
    assert "An earlier one" not in text(other.get(again))
    assert "We do not call you." in text(other.get(again))


def test_who_cannot_be_reached_is_told_so_and_led_to_the_form(app, client, site, at):
    item = judged(site, CALLBACK)
    (ada,) = desks.staff(app, site, "Ada")
    attempts.record(desks.task(item), ada, Outcome.WRONG_NUMBER)
    page = client.get(f"/receipts/{item.receipt}")
    told = "We tried at 09:30 today, and could not reach you at this number: ask us again."
    assert told in text(page)
    assert 'href="/blog/callback"' in page.text
    assert "try again" not in text(page)
    attempts.give_up(desks.task(item), ada)
    page = client.get(f"/receipts/{item.receipt}")
    assert "We could not reach you. We tried last at 09:30 today." in text(page)
    assert 'href="/blog/callback"' in page.text


def test_whoever_is_told_to_call_reads_from_when(app, client, site, at):
    (ada,) = desks.staff(app, site, "Ada")
    item = judged(site, CALLBACK, window="20260302T1400-20260302T1600")
    due_at = desks.task(item).promise_at
    event = Event.CALLBACK_HANDED
    from_at = desk_times.from_at(event, site.id, item.reference, due_at)
    assert from_at == desks.clock(14)
    at.now = desks.clock(14)
    attempts.record(desks.task(item), ada, Outcome.NO_ANSWER)
    from_at = desk_times.from_at(event, site.id, item.reference, due_at)
    assert from_at == desks.clock(16)
    soon = judged(site, CALLBACK, phone="+12025550144")
    promised = desks.task(soon).promise_at
    assert desk_times.from_at(event, site.id, soon.reference, promised) is None
