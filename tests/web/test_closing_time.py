"""Closing time: the page reaches zero when each callback is called, promised anew or handed on."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from intake import clock, db
from intake.accounts.tables import Account
from intake.callbacks import closing, closing_views
from intake.callbacks.tables import DeskItem
from intake.hours import service as hours
from intake.hours.calendar import Calendar, Interval
from intake.words import Role
from tests import oncall, rung
from tests.people import account, signed_in
from tests.web.staff import press, text

PAGE = "/staff/desk/closing"
NINE_TO_FIVE = ((Interval(9 * 60, 17 * 60),),) * 5 + ((),) * 2
UTC_ZONE = ZoneInfo("UTC")
HOUR = timedelta(hours=1)


@pytest.fixture
def practice(site, at):
    """Open from nine to five, Monday to Friday; it is four on a Monday."""
    with db.transaction():
        hours.save(site.id, Calendar(UTC_ZONE, NINE_TO_FIVE), None)
    at.now = datetime(2026, 3, 2, 16, tzinfo=UTC)
    return site


@pytest.fixture
def ada(app, practice):
    return signed_in(app, practice, Role.STAFF, email="ada@x.example", name="Ada")


def left(client):
    return text(client.get(PAGE))


def stored(site, **changes):
    """Store an open callback that is promised before closing time; return its desk item's row."""
    made = oncall.row(site, clock.now() - HOUR, due_in=HOUR + HOUR / 2, **changes)
    oncall.store([made])
    return made[DeskItem]


def button(item, what):
    return f"{PAGE}/blog/{item['reference']}/{what}"


def row_of(item):
    db.done()
    return db.session().get(DeskItem, item["submission_id"])


def test_nothing_left_says_that_you_can_go_home(ada, practice):
    oncall.store([oncall.row(practice, due_in=timedelta(days=1))])  # promised when open again
    page = left(ada)
    assert "0 left: you can go home" in page
    assert "You close at 17:00 today and open again at 09:00 tomorrow." in page


def test_what_is_promised_before_the_next_opening_is_left_whatever_else_waits(ada, practice, at):
    item = stored(practice)
    stored(practice, is_synthetic=True)
    stored(practice, closed_at=clock.now())
    stored(practice, next_try_at=clock.now() + timedelta(days=1))
    page = left(ada)
    assert "1 left" in page
    assert f"{item['reference']} Call I…" in page
    assert "Promised by 16:30 today" in page
    assert "go home" not in page


def test_what_was_tried_in_vain_is_left_until_somebody_decides(ada, practice):
    item = stored(practice, review_at=clock.now())
    page = left(ada)
    assert "1 left" in page
    assert "Tried in vain: decide what becomes of it" in page
    card = f"/staff/desk/{item['reference']}"
    assert press(ada, f"{card}/give-up", card, looked="yes").status_code == 303
    assert "0 left: you can go home" in left(ada)


def test_another_time_is_promised_and_nothing_is_left(ada, practice):
    item = stored(practice)
    key = "20260303T0900-20260303T1200"
    assert press(ada, button(item, "repromise"), PAGE, window=key).status_code == 303
    assert row_of(item).promise_at == datetime(2026, 3, 3, 12, tzinfo=UTC)
    page = left(ada)
    assert f"{item['reference']} has another time, and the visitor is told." in page
    assert "0 left" in page


def test_only_times_when_we_are_open_again_are_offered(ada, practice):
    item = stored(practice)
    assert "Today" not in left(ada)
    answer = press(ada, button(item, "repromise"), PAGE, window="20260302T1600-20260302T1700")
    assert answer.status_code == 422
    assert "Choose one of the times that are offered now." in text(answer)
    assert "1 left" in text(answer)


def test_it_is_handed_to_whoever_is_on_duty(ada, app, practice):
    item, other = stored(practice), stored(practice)
    ben = account(app, practice, Role.STAFF, email="ben@x.example", name="Ben")
    eve = account(app, practice, Role.STAFF, email="eve@x.example", name="Eve")
    rung.on_duty(practice, ben, begins=20 * 60, ends=8 * 60)
    page = left(ada)
    assert "On duty until then: Ben." in page
    assert "Ben, on duty" in page
    press(ada, button(item, "hand-over"), PAGE, to=str(eve))
    assert "2 left" in left(ada)  # she has it by name, and goes home too
    press(ada, button(item, "hand-over"), PAGE, to=str(ben))
    assert "1 left" in left(ada)
    assert row_of(item).assigned_to == ben
    press(ada, f"{PAGE}/blog/hand-all", PAGE, to=str(ben))
    page = left(ada)
    assert "1 is handed over." in page
    assert "0 left" in page
    assert row_of(other).assigned_to == ben


def test_with_nobody_on_duty_whoever_takes_it_late_has_it(ada, app, practice, at):
    item = stored(practice)
    at.now -= 6 * HOUR
    eve = account(app, practice, Role.STAFF, email="eve@x.example", name="Eve")
    press(ada, button(item, "hand-over"), PAGE, to=str(eve))
    at.now += 6 * HOUR
    with db.transaction() as session:
        session.get(DeskItem, item["submission_id"]).assigned_at = at.now - 6 * HOUR
    client = signed_in(app, practice, Role.STAFF, email="max@x.example", name="Max")
    page = left(client)
    assert "1 left" in page  # given to her in the morning
    assert "Nobody is on duty until then." in page
    press(client, button(item, "hand-over"), PAGE, to=str(eve))
    assert "0 left" in left(client)


def test_what_somebody_is_calling_about_stays_theirs(ada, app, practice):
    ben = account(app, practice, Role.STAFF, email="ben@x.example", name="Ben")
    item = stored(practice, claimed_by=ben, claimed_until=clock.now() + HOUR)
    assert "Ben is calling, until 17:00." in left(ada)
    answer = press(ada, button(item, "hand-over"), PAGE, to="1")
    assert answer.status_code == 409
    assert "1 left" in text(answer)


@pytest.mark.parametrize(
    ("now", "day", "ends_at"),
    [
        ("2026-03-02T08:00", "2026-02-27", "2026-02-27T17:00"),  # Monday, before opening: Friday's
        ("2026-03-02T12:30", "2026-03-02", "2026-03-02T17:00"),  # at lunch it is not closing time
        ("2026-03-07T12:00", "2026-03-06", "2026-03-07T02:00"),  # Saturday: Friday's late shift
        ("2026-03-07T01:00", "2026-03-06", "2026-03-07T02:00"),  # within that shift
    ],
)
def test_a_working_day_ends_with_its_last_hours(now, day, ends_at):
    lunch = (Interval(9 * 60, 12 * 60), Interval(13 * 60, 17 * 60))
    calendar = Calendar(UTC_ZONE, (lunch,) * 4 + ((Interval(9 * 60, 17 * 60),),) + ((),) * 2)
    if "07" in now:
        late = {date(2026, 3, 6): (Interval(18 * 60, 2 * 60),)}
        calendar = Calendar(UTC_ZONE, calendar.week, late)
    found = closing.working_day(calendar, datetime.fromisoformat(now).replace(tzinfo=UTC))
    assert found == (
        date.fromisoformat(day),
        datetime.fromisoformat(ends_at).replace(tzinfo=UTC),
    )


@pytest.mark.parametrize("is_on_duty", [True, False])
def test_whoever_does_not_work_here_any_more_has_nothing(app, ada, practice, is_on_duty):
    gone = account(app, practice, Role.STAFF, email="bo@x.example", name="Bo")
    if is_on_duty:
        rung.on_duty(practice, gone, begins=16 * 60, ends=9 * 60)
    stored(practice, assigned_to=gone, assigned_at=clock.now())
    assert "0 left" in left(ada)
    with db.transaction() as session:
        session.get(Account, gone).active = False
    assert "1 left" in left(ada)


def test_a_list_that_is_too_long_shows_its_beginning_and_the_number(ada, practice, monkeypatch):
    monkeypatch.setattr(closing_views, "MOST_SHOWN", 2)
    for _ in range(3):
        stored(practice)
    page = ada.get(PAGE)
    assert "3 left" in text(page)
    assert "Below are the first 2" in text(page)
    assert page.text.count("<article") == 2
