"""Owners hear a day before of a time that nobody covers; once a day, and not at night."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from intake import db
from intake.alerts import short, texts
from intake.alerts.texts import AlertText
from intake.duty import service, warning
from intake.watch import telling
from intake.words import Event, Role
from tests.people import account
from tests.rung import DUTY, STAFF, ladder, on_duty, told

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def process():
    warning._looked.clear()


@pytest.fixture
def ada(app, site):
    return account(app, site, Role.OWNER, email="ada@x.example", name="Ada")


def test_the_owner_is_told_once_a_day(site, at, ada):
    ladder(site, DUTY)
    at.now = MONDAY
    for _ in range(26):
        service.warn_uncovered()
        at.advance(3600)
    assert [(when, who, event) for when, who, _, event, _ in told()] == [
        (MONDAY, ada, Event.DUTY_NOBODY),
        (MONDAY + timedelta(days=1), ada, Event.DUTY_NOBODY),
    ]


def test_it_is_about_tomorrow_and_not_at_night(site, at, ada):
    ladder(site, DUTY)
    on_duty(site, ada, [0, 1, 3, 4, 5, 6])  # not on Wednesday
    at.now = MONDAY
    service.warn_uncovered()
    at.now = MONDAY + timedelta(hours=23, minutes=55)
    service.warn_uncovered()
    assert told() == []
    at.advance(3600)
    service.warn_uncovered()
    assert [who for _, who, *_ in told()] == [ada]


def test_a_site_that_is_covered_or_has_set_nothing_up_is_told_nothing(site, at, ada):
    service.warn_uncovered()
    warning._looked.clear()
    ladder(site, STAFF)
    service.warn_uncovered()
    assert told() == []


def alert(**more):
    given = {
        "event": Event.DUTY_NOBODY,
        "site": "Riverside Blog",
        "time_zone": "UTC",
        "reference": "",
        "created_at": MONDAY,
        "due_at": None,
        "count": None,
        "base_url": "https://intake.example",
    }
    return AlertText(**given | more)


def test_the_words_say_what_to_do_and_nothing_of_who_asked(at):
    warned = alert()
    assert texts.subject(warned) == "Riverside Blog: nobody is on duty for some of tomorrow"
    assert "https://intake.example/staff/rung" in texts.text(warned)
    assert "callback ." not in short.text(warned)
    for event in (Event.DUTY_NOBODY, Event.CALLBACK_DUE, Event.CALLBACK_HANDED):
        about = alert(event=event, reference="7K2M-Q4", due_at=MONDAY)
        assert "7K2M-Q4" in texts.subject(about)
        assert "by Monday 2 March, 09:00 UTC" in texts.subject(about)
        assert "https://intake.example/staff/desk/7K2M-Q4" in texts.text(about)


@pytest.mark.parametrize("address", ["jörg@x.example", "boss@", ""])
def test_an_owner_whom_no_mail_reaches_keeps_nobody_else_from_being_told(
    app, site, at, ada, address
):
    account(app, site, Role.OWNER, email=address, name="Jo")
    ladder(site, DUTY)
    at.now = MONDAY
    service.warn_uncovered()
    with db.transaction():
        telling.owners(site.id, "watch")
    assert [(who, event) for _, who, _, event, _ in told()] == [
        (ada, Event.DUTY_NOBODY),
        (ada, Event.WATCH_TROUBLE),
    ]
