"""The times to call: cut from opening hours, and only as many as can be kept."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from intake.hours.calendar import Calendar, Interval
from intake.promises import windows
from intake.promises.load import Load

BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")
DAY = (Interval(9 * 60, 12 * 60 + 30), Interval(13 * 60 + 30, 17 * 60))
ALWAYS = ((Interval(0, 24 * 60),),) * 7


def practice(zone=UTC, **more):
    return Calendar(ZoneInfo("UTC") if zone is UTC else zone, (DAY,) * 5 + ((),) * 2, **more)


def at(hour, minute=0, day=2, zone=UTC, month=3):
    return datetime(2026, month, day, hour, minute, tzinfo=zone).astimezone(UTC)


def labels(calendar, now, days=2):
    return [window.label for window in windows.blocks(calendar, now, days)]


def test_today_is_offered_every_two_hours_and_tomorrow_by_parts_of_the_day():
    assert labels(practice(), at(8)) == [
        "Today 09:00-11:00",
        "Today 11:00-12:30",
        "Today 13:30-15:30",
        "Today 15:30-17:00",
        "Tomorrow morning, 09:00-12:30",
        "Tomorrow afternoon, 13:30-17:00",
    ]


def test_what_begins_within_half_an_hour_is_not_offered():
    assert labels(practice(), at(10, 31), days=1) == ["Today 13:30-15:30", "Today 15:30-17:00"]


def test_a_rest_that_is_too_short_belongs_to_the_window_before():
    late = Calendar(ZoneInfo("UTC"), ((Interval(9 * 60, 13 * 60 + 45),),) * 7)
    assert labels(late, at(8), days=1) == ["Today 09:00-11:00", "Today 11:00-13:45"]


def test_days_on_which_nobody_is_there_do_not_count():
    closed = practice(exceptions={date(2026, 3, 9): ()})
    assert labels(closed, at(16, 45, day=6), days=1) == [
        "Tuesday, 10 March, morning, 09:00-12:30",
        "Tuesday, 10 March, afternoon, 13:30-17:00",
    ]


def test_a_night_shift_is_cut_at_midnight():
    night = Calendar(ZoneInfo("UTC"), ((Interval(22 * 60, 6 * 60),),) * 7)
    assert labels(night, at(20), days=2) == [
        "Today 22:00-00:00",
        "Tomorrow night, 00:00-06:00",
        "Tomorrow evening, 22:00-00:00",
    ]


@pytest.mark.parametrize("day", [28, 24])  # the days before 29 March and 25 October
def test_on_the_day_when_clocks_change_windows_are_told_by_the_new_time(day):
    calendar = Calendar(BERLIN, ALWAYS)
    now = at(20, day=day, zone=BERLIN, month=3 if day == 28 else 10)
    assert labels(calendar, now)[-4:] == [
        "Tomorrow night, 00:00-06:00",
        "Tomorrow morning, 06:00-12:00",
        "Tomorrow afternoon, 12:00-18:00",
        "Tomorrow evening, 18:00-00:00",
    ]
    night = [window for window in windows.blocks(calendar, now, 2) if "night" in window.label]
    assert night[0].due_at - night[0].from_at == timedelta(hours=5 if day == 28 else 7)


@pytest.mark.parametrize("zone", [ZoneInfo("UTC"), BERLIN, NEW_YORK])
@pytest.mark.parametrize("week", [(DAY,) * 7, ALWAYS])
def test_what_is_offered_is_known_until_it_ends(zone, week):
    """However the day is cut when somebody chose, and on which day they send it."""
    calendar = Calendar(zone, week)
    for hours in range(0, 72, 5):
        for window in windows.blocks(calendar, at(0, day=27) + timedelta(hours=hours), 3):
            assert windows.times(window.key) == (window.from_at, window.due_at)
            assert windows.is_known(calendar, window.from_at, window.due_at)
            assert calendar.between(window.from_at, window.due_at) == (
                window.due_at - window.from_at
            )


@pytest.mark.parametrize(
    ("since", "until"), [((9, 1), (11, 0)), ((12, 0), (14, 0)), ((3, 0), (5, 0))]
)
def test_no_other_times_are_known(since, until):
    assert not windows.is_known(practice(), at(*since), at(*until))


@pytest.mark.parametrize(
    "key", ["", "soon", "midnight", "20260302T1000", "20260302T1200-20260302T1000"]
)
def test_what_is_no_key_of_a_window_has_no_times(key):
    assert windows.times(key) is None


# Six calls an hour: one every ten minutes.


def load(due, now=None, calendar=None):
    return Load(calendar or practice(), now or at(9), 6, due)


def test_soon_is_as_the_site_says_while_there_is_little_to_do():
    assert load([at(9, 30), at(10)]).soon(timedelta(hours=1)) == at(10)


def test_soon_moves_out_by_what_falls_due_before_it():
    assert load([at(10)] * 6).soon(timedelta(hours=1)) == at(10, 10)
    assert load([at(10)] * 9 + [at(10, 20)]).soon(timedelta(hours=1)) == at(10, 50)


def test_soon_leaves_a_window_that_is_full_its_time():
    assert load([at(11)] * 12).soon(timedelta(hours=1)) == at(11, 10)


def test_soon_goes_on_after_the_break():
    assert load([at(12, 30)] * 21).soon(timedelta(hours=1)) == at(13, 40)


def test_who_is_late_must_be_called_all_the_same():
    assert load([at(8)] * 6).soon(timedelta(hours=1)) == at(10, 10)


def test_a_window_has_room_for_as_many_calls_as_its_time_takes():
    assert load([at(15, 30)] * 11).has_room(at(13, 30), at(15, 30))
    assert not load([at(15, 30)] * 12).has_room(at(13, 30), at(15, 30))
    assert not load([at(14, 30)] * 12).has_room(at(13, 30), at(15, 30))
    assert load([at(15, 30)] * 12).has_room(at(15, 30), at(17))


def test_of_a_window_that_has_begun_only_the_rest_counts():
    assert load([at(11)] * 5, now=at(10)).has_room(at(9), at(11))
    assert not load([at(11)] * 6, now=at(10)).has_room(at(9), at(11))


def test_a_window_after_too_much_work_has_no_room():
    assert not load([at(8)] * 42).has_room(at(15, 30), at(17))
