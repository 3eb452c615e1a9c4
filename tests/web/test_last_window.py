"""Windows run out: the last place goes to one, and nobody types anything twice."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import func, select

from intake import db
from intake.promises import offers
from intake.promises.offers import SiteOffer
from intake.promises.service import WindowGone
from intake.promises.tables import Promise
from tests import drafts
from tests.drafts import CALLBACK
from tests.web import visiting
from tests.web.visiting import choices, error_of, send, stored

NOON = "20260302T1200-20260302T1400"
GONE = "That time was just taken. Nothing was sent yet: choose another time and send it again"


@pytest.fixture(autouse=True)
def busy(site):
    """Two people who can make one call in two hours."""
    with db.transaction():
        offers.save(site.id, SiteOffer(soon_minutes=60, calls_an_hour=1, days=2), None)


def take(site, key, how_often=1):
    for _ in range(how_often):
        drafts.send(site, CALLBACK, window=key)


def promised_at_noon():
    with db.transaction() as session:
        return session.scalar(select(func.count()).where(Promise.window == NOON))


def test_a_window_whose_calls_are_all_promised_is_not_offered(client, site):
    assert "Today 12:00-14:00" in choices(client.get("/blog/callback"))
    take(site, NOON, 2)
    assert "Today 12:00-14:00" not in choices(client.get("/blog/callback"))
    assert "Today 14:00-16:00" in choices(client.get("/blog/callback"))


def test_as_soon_as_possible_is_later_when_much_is_promised(client, site):
    assert "As soon as possible - by 10:30" in choices(client.get("/blog/callback"))
    take(site, "soon", 3)
    assert "As soon as possible - by 13:30" in choices(client.get("/blog/callback"))


def test_there_are_no_more_choices_than_one_can_read(client, site):
    assert len(choices(client.get("/blog/callback"))) == 8


def test_whoever_comes_too_late_keeps_what_was_typed_and_sees_what_is_left(client, site, at):
    data = visiting.CALLBACK | visiting.ticket_for(client, at, "callback")
    take(site, NOON, 2)
    data |= {"window": NOON, "message": "About my knee"}
    response = client.post("/blog/callback", data=data)
    assert response.status_code == 422
    assert error_of(response, "window") == f"{GONE}."
    assert "Today 12:00-14:00" not in choices(response)
    assert "About my knee" in response.text
    assert stored() == 2
    data["window"] = choices(response)["Today 14:00-16:00"]
    assert client.post("/blog/callback", data=data).status_code == 303


def test_a_program_is_told_at_the_field(client, site):
    take(site, NOON, 2)
    response = client.post("/blog/callback", json=visiting.CALLBACK | {"window": NOON})
    assert response.status_code == 422
    assert response.json["errors"] == {"window": [f"{GONE}."]}


def test_it_is_said_with_the_other_mistakes(client, site, at):
    take(site, NOON, 2)
    response = send(client, at, "callback", window=NOON, name="")
    assert error_of(response, "name") == "Enter your name"
    assert error_of(response, "window") == GONE


def test_sending_the_last_place_twice_gets_the_same_answer(client, site, at):
    take(site, NOON)
    data = visiting.CALLBACK | visiting.ticket_for(client, at, "callback") | {"window": NOON}
    first = client.post("/blog/callback", data=data)
    again = client.post("/blog/callback", data=data)
    assert (first.status_code, again.status_code) == (303, 303)
    assert first.location == again.location


def test_two_who_race_for_the_last_place_do_not_both_get_it(app, site):
    take(site, NOON)
    outcomes, ready = [], threading.Barrier(4)

    def race():
        ready.wait()
        try:
            drafts.send(site, CALLBACK, window=NOON)
            outcomes.append("promised")
        except WindowGone:
            outcomes.append("gone")

    racers = [threading.Thread(target=race) for _ in range(4)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    assert sorted(outcomes) == ["gone", "gone", "gone", "promised"]
    assert promised_at_noon() == 2


def test_a_page_that_stood_open_may_send_a_window_that_has_begun(client, site, at):
    data = visiting.CALLBACK | visiting.ticket_for(client, at, "callback") | {"window": NOON}
    at.advance(seconds=2 * 3600 + 40 * 60)  # 12:10
    assert client.post("/blog/callback", data=data).status_code == 303
    assert (
        "We will call you by 14:00 today"
        in client.get(f"/receipts/{visiting.newest().receipt}").text
    )


def test_but_not_one_that_has_ended(client, site, at):
    data = visiting.CALLBACK | visiting.ticket_for(client, at, "callback") | {"window": NOON}
    at.advance(seconds=5 * 3600)
    assert client.post("/blog/callback", data=data).status_code == 422


def test_nor_one_that_is_further_away_than_is_offered(client, site, at):
    response = send(client, at, "callback", window="20260309T1200-20260309T1800")
    assert error_of(response, "window") == "That time is no longer free. Choose another."


def test_what_is_settled_leaves_room(client, site):
    take(site, NOON, 2)
    with db.transaction() as session:
        session.execute(Promise.__table__.update().values(settled_at=Promise.made_at))
    assert "Today 12:00-14:00" in choices(client.get("/blog/callback"))
