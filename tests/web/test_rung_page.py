""" "Who will be rung?": it climbs as the clock does, and finds the times that nobody covers."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from intake import clock, db
from intake.duty import dry_run, ladders, reaching
from intake.duty.firing import What
from intake.duty.ladders import Counts, Step
from intake.duty.timing import Promised
from intake.hours import service as hours
from intake.hours.calendar import Calendar, Interval
from intake.words import Channel, Role
from tests.drafts import CALLBACK
from tests.people import account, sign_in, signed_in
from tests.rung import (
    DUTY,
    HOUR,
    OWNER,
    STAFF,
    climbing,
    everything_written,
    ladder,
    on_duty,
    run,
    told,
    way,
)
from tests.web.staff import judged, text

PAGE = "/staff/rung"
WEEK = timedelta(days=7)
OFFICE = (Interval(9 * 60, 17 * 60),)
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def bo(app, site):
    return account(app, site, Role.STAFF, email="bo@x.example", name="Bo")


@pytest.fixture
def owner(app, site):
    return signed_in(app, site, Role.OWNER, email="ada@x.example", name="Ada")


@pytest.fixture
def office_hours(site):
    with db.transaction():
        closed = {date(2026, 3, 9): ()}
        week = (OFFICE,) * 5 + ((),) * 2
        hours.save(site.id, Calendar(BERLIN, week, closed, names={date(2026, 3, 9): "Rest"}), None)


def spans(site, length=WEEK):
    """Return what nobody covers, in Berlin."""
    return [
        tuple(f"{at.astimezone(BERLIN):%a %H:%M}" for at in (span.since, span.until))
        for span in dry_run.uncovered(site, clock.now(), clock.now() + length)
    ]


@pytest.mark.parametrize("quiet", [None, (10 * 60, 11 * 60)])
def test_it_says_just_what_the_clock_then_does(app, site, at, owner, bo, quiet):
    way(site, bo, Channel.PAGE)
    way(site, bo, Channel.SMS, after=4)
    steps = (STAFF, DUTY, Step("role:owner", 20, Counts.CLOCK))
    ladder(site, *steps, quiet=quiet, loops=0)
    since = clock.now()
    tried = dry_run.run(reaching.stand(site), Promised(since, since + HOUR))
    climbing(site)
    run(at, 65)
    expected = [(line.at, line.way.channel) for line in tried.lines if line.what is What.TOLD]
    happened = [(when, channel) for when, _, channel, *_ in told()]
    assert sorted(happened) == sorted(each for each in expected if each[0] <= clock.now())
    assert len(happened) >= 3


def test_looking_tells_nobody_and_writes_nothing(owner, bo):
    before = everything_written()
    assert owner.get(PAGE).status_code == 200
    assert everything_written() == before


def test_it_tries_tonight_saturday_and_the_next_holiday_in_local_time(
    owner, site, bo, office_hours
):
    on_duty(site, bo)
    page = text(owner.get(PAGE))
    assert "Tonight A callback arrives on Monday, 2 March, 20:00. It is promised by" in page
    assert "On Saturday A callback arrives on Saturday, 7 March, 11:00" in page
    assert "On the next holiday, Rest A callback arrives on Monday, 9 March, 11:00" in page
    assert "Tue, 3 Mar, 09:30 1 Bo by e-mail" in page


def test_it_tries_a_moment_of_ones_own(owner, bo, office_hours):
    page = text(owner.get(f"{PAGE}?at=2026-03-06T16:50"))
    assert "At the time that you chose A callback arrives on Friday, 6 March, 16:50" in page


@pytest.mark.parametrize("at", ["", "soon", "2036-01-01T10:00", "2026-03-06T10:00Z", "0001-01-01"])
def test_a_moment_that_is_none_is_said_to_be(owner, at):
    answer = owner.get(PAGE, query_string={"at": at})
    assert answer.status_code == 422
    assert "Enter a day and a time within a year" in text(answer)


def test_it_says_how_a_person_is_reached_and_that_nobody_is_on_duty(owner, site, bo):
    way(site, bo, Channel.SMS)
    ladder(site, STAFF, DUTY, loops=0)
    page = text(owner.get(PAGE))
    assert "Bo by SMS" in page
    assert "Nobody is there. An owner is told, and the next step is at once" in page
    assert "Ada by e-mail, that nobody is there" in page


def test_minutes_that_nobody_covers_are_those_of_opening_time_without_anybody_on_duty(
    owner, site, bo, office_hours
):
    ladder(site, STAFF, DUTY)
    on_duty(site, bo, range(5), 10 * 60, 16 * 60)
    assert spans(site, timedelta(days=2)) == [
        ("Mon 16:00", "Mon 17:00"),
        ("Tue 09:00", "Tue 10:00"),
        ("Tue 16:00", "Tue 17:00"),
        ("Wed 09:00", "Wed 10:00"),
    ]
    page = text(owner.get(PAGE))
    assert "There are times in the next 7 days that nobody covers" in page
    assert "Monday, 2 March, 16:00 to 17:00: step 2 finds nobody" in page


def test_with_somebody_on_duty_all_the_time_it_is_green(owner, site, bo, office_hours):
    on_duty(site, bo)
    assert spans(site) == []
    assert "In the next 7 days every step finds somebody" in text(owner.get(PAGE))


def test_steps_that_count_by_the_clock_must_find_somebody_after_closing_time_as_well(
    site, bo, office_hours
):
    ladder(site, STAFF, Step("duty", 45, Counts.CLOCK))
    on_duty(site, bo, range(5), 9 * 60, 17 * 60)
    assert spans(site, timedelta(days=1)) == [("Mon 17:00", "Mon 17:45")]


def test_in_quiet_hours_somebody_must_be_on_duty(site, bo, office_hours):
    ladder(site, STAFF, quiet=(12 * 60, 13 * 60))
    assert spans(site, timedelta(days=1)) == [("Mon 12:00", "Mon 13:00")]
    on_duty(site, bo, [0], 12 * 60, 13 * 60)
    assert spans(site, timedelta(days=1)) == []


def test_a_person_who_left_leaves_a_gap(site, owner, bo, office_hours):
    ladder(site, Step("person:999"), OWNER)
    assert spans(site, timedelta(days=1))[0] == ("Mon 10:30", "Mon 17:00")


def test_the_night_of_the_clock_change_is_looked_at_as_it_is(app, site, at, bo):
    with db.transaction():
        hours.save(site.id, Calendar(BERLIN, ((Interval(0, 24 * 60),),) * 7), None)
    ladder(site, DUTY)
    on_duty(site, bo, [5], 0, 0)
    on_duty(site, bo, [6], 8 * 60, 0)
    at.now = datetime(2026, 3, 28, 12, tzinfo=BERLIN)
    [span] = dry_run.uncovered(site, clock.now(), clock.now() + timedelta(hours=30))
    assert span.length == timedelta(hours=7)  # from midnight to eight, that night


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.STAFF, Role.READER])
def test_only_an_owner_may(app, site, role):
    assert signed_in(app, site, role).get(PAGE).status_code == 403


def test_the_usual_ladder_is_tried_until_another_is_saved(site, owner, bo):
    stand = reaching.stand(site)
    assert stand.rungs == ladders.USUAL


def test_the_card_says_who_was_told_and_that_nobody_could_be(site, at, owner, bo):
    way(site, bo, Channel.SMS)
    ladder(site, STAFF, DUTY, loops=0)
    reference = judged(site, CALLBACK).reference
    run(at, 50)
    sign_in(owner, "ada@x.example")  # it was long
    page = text(owner.get(f"/staff/desk/{reference}"))
    assert "10:00 today: Bo was told by SMS, not sent yet." in page
    assert "10:10 today: Nobody could be told, so the next step was at once." in page
    assert "10:10 today: Ada was told by e-mail, not sent yet." in page
