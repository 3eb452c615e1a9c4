"""The page about being watched: where silence is noticed, and how often the way is tried."""

import re

import pytest
from sqlalchemy import select

from intake import audit, clock, db
from intake.accounts.tables import Account
from intake.alerts import service as alerts
from intake.alerts.tables import Destination
from intake.watch import auditing, heartbeat, store
from intake.words import Channel, Role
from tests.people import signed_in
from tests.rung import way as way_of
from tests.web.staff import press, text

PAGE = "/staff/watching/blog"
URL = "https://hc-ping.example/0f3c"


@pytest.fixture
def owner(app, site):
    return signed_in(app, site, Role.OWNER)


def watching(site):
    db.done()
    return store.of(site.id)


def save(owner, **fields):
    return press(owner, PAGE, PAGE, **{"minutes": "0", "way": "0", **fields})


def test_it_says_that_nobody_has_looked_and_then_that_all_is_well(owner):
    assert owner.get("/staff/watching").location == PAGE
    assert "Nobody has looked yet" in text(owner.get(PAGE))
    auditing.look_due()
    assert "nothing waits without a next step" in text(owner.get(PAGE))


def test_what_an_owner_sets_holds_and_the_url_is_shown_to_nobody(owner, site):
    answer = save(owner, url=URL, minutes="10")
    assert answer.status_code == 303
    page = owner.get(answer.location)
    assert "Saved." in text(page)
    assert URL not in page.get_data(as_text=True)
    assert heartbeat.url(watching(site)) == URL
    assert watching(site).trial_minutes == 10
    noted = db.session().scalars(select(audit.Noted).order_by(audit.Noted.id.desc())).first()
    assert noted.action == "watching.set"
    assert URL not in noted.details


def test_a_heartbeat_that_nobody_answers_is_wrong_on_the_status_page_too(owner, site):
    save(owner, url=URL)
    with db.transaction():
        store.change(site.id, ping_error="status 404")
    said = "The heartbeat URL did not answer: status 404."
    assert said in text(owner.get(PAGE))
    assert f"Wrong Riverside Blog: {said}" in text(owner.get("/staff/status"))
    assert f"Not yet Watch {said}" in text(owner.get("/staff/setup"))
    with db.transaction():
        store.change(site.id, ping_error="", answered_at=clock.now())
    assert "Well Riverside Blog: the heartbeat URL answers." in text(owner.get("/staff/status"))
    assert "Done Watch" in text(owner.get("/staff/setup"))


def test_an_empty_url_keeps_what_is_set_until_it_is_stopped(owner, site):
    save(owner, url=URL)
    save(owner, minutes="5")
    assert heartbeat.url(watching(site)) == URL
    save(owner, stop="y")
    assert watching(site).heartbeat_sealed == ""


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"url": "ftp://x.example"}, "must begin with https://"),
        ({"minutes": "1"}, "Not a valid choice"),
        ({"way": "77"}, "Not a valid choice"),
    ],
)
def test_what_cannot_be_is_said_and_changes_nothing(
    app, owner, site, fields, sentence, monkeypatch
):
    monkeypatch.setattr(heartbeat.channels.current(), "may_call_private", False)
    answer = save(owner, **fields)
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert watching(site).heartbeat_sealed == ""


def test_a_trial_may_be_told_to_a_destination_of_this_site(owner, site):
    alerts.add_webhook(site.id, "https://hooks.example/trial", Role.STAFF)
    way = db.session().scalar(select(Destination.id))
    assert "hooks.example" in text(owner.get(PAGE))
    save(owner, minutes="5", way=str(way))
    assert watching(site).trial_way_id == way


def test_whom_a_trial_may_be_told_to_is_named_once_with_the_channel(app, owner, site):
    maria = db.session().scalar(select(Account.id))
    with db.transaction():
        for audience in (Role.STAFF, Role.MODERATOR):
            alerts.subscribe(site.id, "maria@practice.example", audience, maria)
    numbers = [way_of(site, maria, Channel.SMS), way_of(site, maria, Channel.SMS, 5)]
    page = owner.get(PAGE).get_data(as_text=True)
    options = re.findall(r'<option value="(\d+)">(Maria[^<]*)<', page)
    assert [said for _, said in options] == [
        "Maria Lind: SMS",
        "Maria Lind: SMS ://x…@e…",
        "Maria Lind: e-mail",
    ]
    save(owner, way=str(numbers[1]))
    assert watching(site).trial_way_id == numbers[1]
