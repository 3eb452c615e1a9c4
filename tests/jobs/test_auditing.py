"""The auditor: whatever waits has a next step; what has none is found, put right, or shown."""

import pytest
from sqlalchemy import delete, func, select, update

from intake import clock, db
from intake.alerts import service as alerts
from intake.alerts.tables import Delivery, DeliveryState
from intake.callbacks.tables import DeskItem, JoinedRequest
from intake.duty import service as duty
from intake.duty.tables import Escalation
from intake.moderation import judging
from intake.outbox import Alert
from intake.promises.tables import Promise
from intake.submissions.tables import Submission
from intake.watch import auditing, store
from intake.watch.asserting import What
from intake.watch.tables import Trouble
from intake.words import Kind, Label, Role, Status
from tests import people, rung
from tests.drafts import CALLBACK, send
from tests.web.staff import judged


@pytest.fixture
def callback(site):
    return judged(site, CALLBACK).id


def change(table, **values):
    with db.transaction() as session:
        session.execute(update(table).values(**values))


def drop(table):
    with db.transaction() as session:
        session.execute(delete(table))


def value(column):
    db.done()
    return db.session().scalar(select(column))


def troubles():
    db.done()
    rows = db.session().scalars(select(Trouble).order_by(Trouble.id))
    return [(What(row.what), row.ended_at is not None) for row in rows]


def test_it_finds_nothing_where_all_is_as_it_must_be(site, callback):
    assert auditing.look_due() == 0
    assert troubles() == []
    assert store.of(site.id).is_well


def test_it_looks_once_a_minute(site, at, callback):
    auditing.look_due()
    assert not auditing.has_due()
    at.advance(seconds=61)
    assert auditing.has_due()


def test_what_nobody_judged_goes_on_the_desk(site, at):
    token = send(site, CALLBACK).token
    at.advance(seconds=61)
    assert auditing.look_due() == 0
    assert value(Submission.status) == Status.APPROVED
    assert value(DeskItem.submission_id), token
    assert troubles() == [(What.UNJUDGED, True)]


def test_what_is_approved_and_lies_nowhere_goes_on_the_desk(site, callback):
    drop(DeskItem)
    drop(Escalation)
    assert auditing.look_due() == 0
    assert value(DeskItem.submission_id) == callback
    assert (What.OFF_DESK, True) in troubles()


def test_who_was_promised_nothing_is_promised_something(site, callback):
    drop(Promise)
    change(DeskItem, promise_at=None)
    assert auditing.look_due() == 0
    assert value(Promise.due_at) == value(DeskItem.promise_at)
    assert value(DeskItem.promise_at) > clock.now()


@pytest.mark.parametrize("how", ["gone", "ended", "never"])
def test_what_nobody_looks_at_again_gets_a_next_step(site, callback, how):
    if how == "gone":
        drop(Escalation)
    else:
        change(Escalation, next_at=None, ended_at=clock.now() if how == "ended" else None)
    assert auditing.look_due() == 0
    assert value(Escalation.next_at) >= clock.now()
    assert value(Escalation.ended_at) is None
    assert troubles() == [(What.NO_STEP, True)]


def test_a_claim_that_ran_out_is_rung_again(site, at, callback):
    change(
        DeskItem,
        claimed_until=clock.in_(60),
    )
    change(Escalation, held_until=clock.in_(86400), next_at=clock.in_(86400))
    at.advance(seconds=60 + 301)
    assert auditing.look_due() == 0
    assert value(Escalation.next_at) <= clock.in_(3600)
    assert (What.STANDS_STILL, True) in troubles()


def test_after_a_backlog_nobody_is_told_twice(app, site, at):
    people.account(app, site, Role.STAFF, email="bo@x.example", name="Bo")
    ids = [judged(site, CALLBACK, phone=f"+1202555014{number}").id for number in range(3)]
    at.advance(seconds=70 * 60)  # the clock did not come round when they were due
    auditing.look_due()
    duty.climb_due()
    assert [rung.events(id_, duty.What.TOLD, duty.What.REPAIRED) for id_ in ids] == [["told"]] * 3


def test_staff_that_was_not_told_is_told(site, callback):
    drop(Delivery)
    drop(Alert)
    assert auditing.look_due() == 0
    assert value(Alert.dedupe_key) == f"desk:{callback}"


def test_a_promise_to_somebody_who_was_called_is_settled_and_climbs_no_more(site, callback):
    change(DeskItem, closed_at=clock.now())
    assert auditing.look_due() == 0
    assert value(Promise.settled_at) is not None
    assert value(Escalation.next_at) is None
    assert set(troubles()) == {(What.CLIMBS_ON, True), (What.UNSETTLED, True)}


def test_who_asks_again_after_all_was_closed_is_not_lost_in_it(site, at, callback):
    change(DeskItem, closed_at=clock.now())
    at.advance(seconds=5)
    again = judged(site, CALLBACK).id
    with db.transaction() as session:
        session.execute(delete(DeskItem).where(DeskItem.submission_id == again))
        session.execute(delete(Escalation).where(Escalation.submission_id == again))
        session.add(JoinedRequest(submission_id=again, item_id=callback, joined_at=clock.now()))
    assert auditing.look_due() == 0
    lies = select(DeskItem.closed_at).where(DeskItem.submission_id == again)
    assert db.session().execute(lies).one() == (None,)
    assert (What.JOINED_CLOSED, True) in troubles()


def test_a_delivery_that_stands_still_lasts_as_trouble_until_it_moves(site, at, callback):
    alerts.add_webhook(site.id, "http://127.0.0.1:1/hook", Role.STAFF)
    alerts.deliver_due()
    change(Delivery, state=DeliveryState.PENDING, next_at=clock.now())
    change(Escalation, next_at=clock.in_(86400))
    at.advance(seconds=301)
    assert auditing.look_due() == 1
    assert not store.of(site.id).is_well
    assert troubles() == [(What.UNDELIVERED, False)]

    change(Delivery, state=DeliveryState.ACCEPTED, next_at=None)
    at.advance(seconds=61)
    assert auditing.look_due() == 0
    assert store.of(site.id).is_well
    assert troubles() == [(What.UNDELIVERED, True)]


def test_two_who_look_at_once_repair_once(site, at, callback):
    drop(Escalation)
    first, second = auditing.look_due(), auditing.look_due()
    assert (first, second) == (0, 0)
    assert db.session().scalar(select(func.count()).select_from(Trouble)) == 1


def test_spam_and_contact_messages_need_no_next_step(site, at):
    judged(site, CALLBACK, Label.SPAM, 0.999)
    judging.deliver_unjudged()
    assert auditing.look_due() == 0
    assert {kind for kind, _ in troubles()} <= {What.UNSETTLED}
    assert value(Submission.kind) == Kind.CALLBACK
