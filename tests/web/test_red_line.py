"""The red line: what keeps a callback from being noticed, in sentences for the desk."""

import pytest
from sqlalchemy import update

from intake import clock, db, health
from intake.alerts import service as alerts
from intake.callbacks.tables import DeskItem
from intake.duty.tables import Escalation
from intake.watch import auditing, red_line
from intake.words import Role
from tests.drafts import CALLBACK
from tests.people import signed_in
from tests.web.staff import judged, text


@pytest.fixture
def callback(site):
    health.beat("clock")
    return judged(site, CALLBACK)


def change(table, **values):
    with db.transaction() as session:
        session.execute(update(table).values(**values))


def red(app, *sites):
    db.done()
    return app.extensions["desk_red_line"]([site.id for site in sites])


def test_it_is_empty_while_all_is_well(app, site, callback):
    assert red(app, site) == []


def test_it_names_the_channel_that_refuses_and_since_when(app, site, at, callback):
    alerts.add_webhook(site.id, "http://127.0.0.1:1/hook", Role.STAFF)
    alerts.deliver_due()
    assert red(app, site) == []
    at.advance(seconds=121)
    health.beat("clock")
    said = "An alert cannot be delivered: 1 callback, a webhook fails since 09:30."
    assert red(app, site) == [said]
    change(DeskItem, closed_at=clock.now())
    assert red(app, site) == []


def test_it_says_when_the_clock_stands_still(app, site, at, callback):
    at.advance(seconds=200)
    assert red(app, site) == ["The clock has not ticked for 3 min: nobody is rung."]


def test_it_says_when_the_clock_never_ran_though_somebody_waits(app, site, at):
    assert red(app, site) == []
    judged(site, CALLBACK)
    at.advance(seconds=200)
    assert red(app, site) == ["The clock has never run: nobody is rung."]


def test_it_says_what_could_not_be_put_right_and_only_of_these_sites(
    app, site, callback, monkeypatch
):
    monkeypatch.setattr(auditing, "ROUNDS", 0)
    change(Escalation, next_at=None)
    auditing.look_due()
    assert red(app, site) == ["1 callback has no next step."]
    assert red_line.sentences([site.id + 1]) == []


def test_the_status_page_says_it_too(app, site, callback, monkeypatch):
    monkeypatch.setattr(auditing, "ROUNDS", 0)
    change(Escalation, next_at=None)
    owner = signed_in(app, site, Role.OWNER)
    assert "Nobody has looked whether anything waits without a next step" in text(
        owner.get("/staff/status")
    )
    auditing.look_due()
    assert "Riverside Blog: 1 callback has no next step." in text(owner.get("/staff/status"))
