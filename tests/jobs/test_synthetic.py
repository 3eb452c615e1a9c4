"""Trials: a callback of our own goes all the way, rings nobody, and leaves nothing behind."""

import threading

import pytest
from sqlalchemy import func, select, update
from werkzeug.serving import make_server

from intake import db
from intake.accounts.tables import Membership
from intake.alerts import channels
from intake.alerts import service as alerts
from intake.alerts.tables import Delivery, Destination
from intake.callbacks import store as desk
from intake.callbacks.tables import DeskItem, JoinedRequest
from intake.duty.tables import Escalation
from intake.moderation import judging
from intake.outbox import Alert
from intake.promises.tables import Promise
from intake.submissions import trials
from intake.submissions.tables import EvidenceFound, Submission
from intake.watch import auditing, red_line, store, trial_store, trying
from intake.watch.tables import Trial
from intake.words import Channel, Evidence, Label, Role
from tests import people, sinks, told
from tests.drafts import CALLBACK, send
from tests.machines import SaysAlways

SPAM = SaysAlways(Label.SPAM, 0.999)


@pytest.fixture
def served(app, site, monkeypatch):
    """The application behind a real port, where trials are posted."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    monkeypatch.setattr(channels.current(), "base_url", f"http://127.0.0.1:{server.port}")
    yield site
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def tried(served):
    watch(served)
    return served


def watch(site, **more):
    with db.transaction():
        store.change(site.id, trial_minutes=10, **more)


def trial():
    db.done()
    return db.session().scalars(select(Trial).order_by(Trial.id.desc())).first()


def count(table):
    db.done()
    return db.session().scalar(select(func.count()).select_from(table))


def pass_a_minute(at):
    at.advance(seconds=61)
    auditing.look_due()


def test_it_goes_through_the_real_form_and_is_on_the_desk_though_in_no_list(tried, at):
    assert trying.send_due() == 1
    assert trial().posted_at is not None, trial().error
    judging.judge_waiting(SPAM)
    db.done()
    assert db.session().scalar(select(DeskItem.is_synthetic))
    assert desk.open_tasks([tried.id], 10) == []
    assert desk.count_open([tried.id]) == 0
    assert [count(table) for table in (Alert, Promise, Escalation)] == [0, 0, 0]


def test_it_arrives_and_leaves_nothing_behind_but_when(tried, at):
    trying.send_due()
    judging.judge_waiting(None)
    pass_a_minute(at)
    assert trial().arrived_at is not None
    assert [count(table) for table in (Submission, DeskItem, EvidenceFound)] == [0, 0, 0]
    assert auditing.look_due() == 0
    assert store.troubles([tried.id]) == []


def test_the_next_one_is_sent_when_it_is_time_and_none_where_none_is_wanted(tried, at):
    assert trying.send_due() == 1
    assert trying.send_due() == 0
    at.advance(seconds=601)
    assert trying.has_due()
    assert trying.send_due() == 1
    watch(tried)
    with db.transaction():
        store.change(tried.id, trial_minutes=0)
    at.advance(seconds=601)
    assert not trying.has_due()


def test_who_works_there_no_more_is_told_of_no_trial(app, tried):
    jo = told.member(app, tried, email="jo@practice.example")
    way_id = told.has_way(jo, tried, Channel.EMAIL, "jo@private.example")
    watch(tried, trial_way_id=way_id)
    assert trial_store.way(tried.id) == way_id
    with db.transaction() as session:
        session.execute(update(Membership).values(role=Role.MODERATOR))
    assert trial_store.way(tried.id) is None


def test_whom_the_owner_chose_is_told_and_nobody_else(tried, at):
    with sinks.http() as hook, sinks.http() as staff:
        alerts.add_webhook(tried.id, f"{hook.url}/trial", Role.OWNER)
        alerts.add_webhook(tried.id, f"{staff.url}/staff", Role.STAFF)
        chosen = db.session().scalar(select(Destination.id).where(Destination.audience == "owner"))
        watch(tried, trial_way_id=chosen)
        trying.send_due()
        judging.judge_waiting(None)
        pass_a_minute(at)
        assert trial().arrived_at is None
        alerts.deliver_due()
        pass_a_minute(at)
        assert trial().arrived_at is not None
        assert len(hook.accepted) == 1
        assert b"way.test" in hook.accepted[0].body
        assert staff.accepted == []


def test_one_that_does_not_arrive_is_said_in_red_and_to_the_owner(app, tried, at):
    account_id = people.account(app, tried, Role.OWNER)
    _own_mail(tried, account_id)
    trying.send_due()
    at.advance(seconds=trying.WITHIN.total_seconds() + 1)
    trying.follow()
    assert trial().error == "the desk: never got there"
    assert trial().failed_at is not None
    assert "09:30" in red_line.sentences([tried.id])[0]
    assert db.session().scalar(select(Alert.event)) == "watch.trouble"
    assert count(Delivery) == 1
    assert count(Submission) == 0
    trying.follow()
    assert count(Alert) == 1


def test_a_site_that_does_not_answer_loses_it_too(site, at, monkeypatch):
    monkeypatch.setattr(channels.current(), "base_url", "http://127.0.0.1:1")
    watch(site)
    assert trying.send_due() == 1
    assert trial().error == "the form: no connection"
    at.advance(seconds=trying.WITHIN.total_seconds() + 1)
    trying.follow()
    assert trial_store.newest([site.id])[0].error == "the form: no connection"


def test_nobody_can_forge_its_mark(client, site, at):
    fields = {"name": "Mo", "phone": trying.NUMBER, "window": "soon", "message": "Call"}
    for key in ("trial-abcdef-" + "0" * 32, "trial-", "trial--"):
        head = {"Idempotency-Key": key}
        assert client.post("/blog/callback", json=fields, headers=head).status_code == 201
    names = set(db.session().scalars(select(EvidenceFound.name)))
    assert Evidence.TRIAL not in names
    assert trials.is_ours(trials.key("abcdef"))


def test_whoever_has_its_number_is_not_lost_in_it(tried, at):
    trying.send_due()
    judging.judge_waiting(None)
    send(tried, CALLBACK, phone=trying.NUMBER)
    judging.judge_waiting(None)
    assert count(JoinedRequest) == 0
    assert desk.count_open([tried.id]) == 1


def _own_mail(site, account_id):
    alerts.add_email(site.id, "maria@practice.example", Role.OWNER)
    with db.transaction() as session:
        row = session.scalars(select(Destination)).one()
        row.account_id, row.audience = account_id, "own"
