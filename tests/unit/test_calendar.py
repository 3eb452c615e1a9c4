"""Opening hours as arithmetic: they agree with counting minutes, whatever the clocks do."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.hours.calendar import DAY_MINUTES, LONGEST_SPAN, Calendar, Interval, NeverOpen, Span

MINUTE = timedelta(minutes=1)
NEW_YORK = ZoneInfo("America/New_York")
# Where the clocks are changed, and a day or two after they were: by an hour or half of one, at
# night or at midnight, for Ramadan, and once by a whole day.
CHANGES = [
    ("America/New_York", date(2026, 3, 8)),
    ("America/New_York", date(2026, 11, 1)),
    ("Europe/Berlin", date(2026, 3, 29)),
    ("Europe/Berlin", date(2026, 10, 25)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("Africa/Casablanca", date(2026, 2, 15)),
    ("Africa/Casablanca", date(2026, 3, 22)),
    ("Asia/Beirut", date(2026, 3, 29)),
    ("Asia/Beirut", date(2026, 10, 25)),
    ("America/Havana", date(2026, 11, 1)),
    ("Pacific/Apia", date(2011, 12, 31)),
    ("Asia/Kolkata", date(2026, 6, 1)),
]
DAY_9_TO_5 = (Interval(9 * 60, 12 * 60 + 30), Interval(13 * 60 + 30, 17 * 60))
PRACTICE = Calendar(
    NEW_YORK,
    (DAY_9_TO_5,) * 5 + ((), ()),
    {date(2026, 11, 26): (), date(2026, 11, 27): (Interval(9 * 60, 12 * 60),)},
)


def local(text, zone=NEW_YORK, fold=0):
    return datetime.fromisoformat(text).replace(tzinfo=zone, fold=fold).astimezone(UTC)


# By counting: what the wall says at each minute; what it says again is no time of its own.


@cache
def wall(zone, day):
    """Return (instant, what the latest clock on the wall said so far) for the days around one."""
    start = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(days=4)
    minutes, latest = [], None
    for number in range(9 * DAY_MINUTES):
        at = start + number * MINUTE
        now = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        latest = max(latest or now, now)
        minutes.append((at, latest))
    return minutes


def counted(calendar, zone, day):
    """Return for each of those minutes whether it is open."""
    hours, opens = {}, []
    for at, shown in wall(zone, day):
        today, minute = shown.date(), shown.hour * 60 + shown.minute
        if today not in hours:
            before = today - timedelta(days=1)
            hours[today] = [(i.begins, i.begins + i.length) for i in calendar.day(today)]
            hours[today] += [
                (i.begins - DAY_MINUTES, i.begins + i.length - DAY_MINUTES)
                for i in calendar.day(before)
            ]
        opens.append((at, any(begins <= minute < ends for begins, ends in hours[today])))
    return opens


intervals = st.builds(
    Interval, st.integers(0, DAY_MINUTES - 1), st.integers(0, DAY_MINUTES)
) | st.builds(Interval, st.integers(0, 240), st.integers(0, 240))  # when clocks are changed
days = st.lists(intervals, max_size=3).map(tuple)


@st.composite
def calendars(draw):
    """Return hours, with exceptions, around a change of the clocks; and the day of the change."""
    zone, day = draw(st.sampled_from(CHANGES))
    week = draw(st.lists(days, min_size=7, max_size=7).filter(any))
    around = st.integers(-3, 3).map(lambda away: day + timedelta(days=away))
    exceptions = draw(st.dictionaries(around, days, max_size=3))
    return Calendar(ZoneInfo(zone), tuple(week), exceptions), day


def instants(day):
    start = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(days=3)
    return st.integers(0, 6 * DAY_MINUTES).map(lambda minutes: start + minutes * MINUTE)


amounts = st.integers(0, 5 * DAY_MINUTES).map(lambda minutes: minutes * MINUTE)


@settings(max_examples=60, deadline=None)
@given(calendars())
def test_it_is_open_exactly_when_counting_the_minutes_says_so(drawn):
    calendar, day = drawn
    minutes = counted(calendar, calendar.zone.key, day)
    first, last = minutes[DAY_MINUTES][0], minutes[-DAY_MINUTES][0]
    reckoned = set()
    for span in calendar.spans(first):
        if span.since >= last:
            break
        assert span.since < span.until
        at = max(span.since, first)
        while at < min(span.until, last):
            reckoned.add(at)
            at += MINUTE
    assert reckoned == {at for at, is_open in minutes if is_open and first <= at < last}
    assert calendar.between(first, last) == len(reckoned) * MINUTE
    for at, is_open in minutes[DAY_MINUTES:-DAY_MINUTES:97]:
        assert calendar.is_open(at) is is_open


@settings(max_examples=150, deadline=None)
@given(calendars(), st.data())
def test_open_time_adds_up(drawn, data):
    calendar, day = drawn
    at, later = sorted(data.draw(st.tuples(instants(day), instants(day))))
    some, more = data.draw(amounts), data.draw(amounts)
    done = calendar.add(at, some)
    assert calendar.add(at, some + more) == calendar.add(done, more)  # additive
    assert done >= at
    assert done <= calendar.add(later, some)  # monotone in the instant,
    assert done <= calendar.add(at, some + more)  # and in the amount
    assert calendar.between(at, done) == some  # inverse
    if some:  # never inside closed time, at most at its very beginning
        assert calendar.is_open(done - timedelta(microseconds=1))
    assert calendar.add(calendar.opens_after(at), some) == calendar.add(at, some) or not some


@settings(max_examples=100, deadline=None)
@given(calendars(), st.data())
def test_it_opens_as_soon_as_it_is_open_and_no_sooner(drawn, data):
    calendar, day = drawn
    at = data.draw(instants(day))
    opens = calendar.opens_after(at)
    assert opens >= at
    assert calendar.is_open(opens)
    assert calendar.between(at, opens) == timedelta()


@settings(max_examples=60, deadline=None)
@given(calendars())
def test_what_is_open_comes_in_order_with_breaks_between(drawn):
    calendar, day = drawn
    at = datetime(day.year, day.month, day.day, tzinfo=UTC)
    spans = list(islice(calendar.spans(at), 12))
    for before, after in pairwise(spans):
        assert before.until < after.since or before.length >= LONGEST_SPAN


@pytest.mark.parametrize(
    ("at", "hours", "due"),
    [
        ("2026-11-20 16:30", 1, "2026-11-23 09:30"),  # over the weekend
        ("2026-11-23 12:00", 1, "2026-11-23 14:00"),  # over lunch
        ("2026-11-23 12:00", 0.5, "2026-11-23 12:30"),  # by closing time, not after lunch
        ("2026-11-25 16:30", 2, "2026-11-27 10:30"),  # over Thanksgiving
        ("2026-11-27 11:30", 1, "2026-11-30 09:30"),  # half a day
        ("2026-11-28 11:00", 1, "2026-11-30 10:00"),  # asked on a Saturday
    ],
)
def test_a_promise_is_reckoned_in_opening_hours(at, hours, due):
    assert PRACTICE.add(local(at), timedelta(hours=hours)) == local(due)


def test_a_night_shift_has_the_hours_that_it_lasts():
    calendar = Calendar(NEW_YORK, ((Interval(22 * 60, 6 * 60),),) * 7)
    lengths = [
        next(calendar.spans(local(evening))).length.total_seconds() / 3600
        for evening in ("2026-03-06 21:00", "2026-03-07 21:00", "2026-10-31 21:00")
    ]
    assert lengths == [8, 7, 9]


def test_whoever_is_open_all_day_is_so_for_23_and_25_hours():
    calendar = Calendar(NEW_YORK, ((),) * 6 + ((Interval(0, DAY_MINUTES),),))
    for sunday, hours in (("2026-03-08", 23), ("2026-03-15", 24), ("2026-11-01", 25)):
        assert next(calendar.spans(local(sunday))).length == timedelta(hours=hours)
        assert calendar.length_of(date.fromisoformat(sunday)) == timedelta(hours=hours)


def test_an_edge_that_is_skipped_is_the_change_and_one_that_comes_twice_is_its_first_time():
    sundays = Calendar(NEW_YORK, ((),) * 6 + ((Interval(2 * 60 + 30, 4 * 60),),))
    assert sundays.opens_after(local("2026-03-08")) == local("2026-03-08 03:00")
    sundays = Calendar(NEW_YORK, ((),) * 6 + ((Interval(0, 90),),))
    assert not sundays.is_open(local("2026-11-01 01:15", fold=1))
    assert next(sundays.spans(local("2026-11-01"))).until == local("2026-11-01 01:30")


def test_an_exception_replaces_what_begins_that_day_and_no_shift_that_began_before():
    nights = Calendar(NEW_YORK, ((Interval(20 * 60, 8 * 60),),) * 7, {date(2026, 5, 5): ()})
    assert nights.is_open(local("2026-05-05 07:59"))
    assert nights.opens_after(local("2026-05-05 08:00")) == local("2026-05-06 20:00")


def test_hours_that_overlap_or_follow_each_other_are_one():
    day = (Interval(13 * 60, 17 * 60), Interval(9 * 60, 12 * 60), Interval(11 * 60, 13 * 60))
    calendar = Calendar(NEW_YORK, (day,) * 7)
    since, until = local("2026-05-04 09:00"), local("2026-05-04 17:00")
    assert next(calendar.spans(since)) == Span(since, until)


def test_whoever_never_closes_is_told_so_in_parts():
    calendar = Calendar(NEW_YORK, ((Interval(0, DAY_MINUTES),),) * 7)
    at = local("2026-03-01 12:00")
    assert calendar.is_open(at)
    assert calendar.add(at, timedelta(days=30)) == at + timedelta(days=30)
    assert calendar.between(at, at + timedelta(days=40)) == timedelta(days=40)


def test_hours_that_never_open_say_so():
    never = Calendar(NEW_YORK, ((),) * 7, {date(2026, 5, 4): DAY_9_TO_5})
    after = local("2026-05-04 17:00")
    assert never.add(local("2026-05-01"), timedelta(hours=7)) == after
    assert not never.is_open(after)
    assert never.between(after, after + timedelta(days=9)) == timedelta()
    for asks in (never.opens_after, lambda at: next(never.spans(at))):
        with pytest.raises(NeverOpen, match="Give at least one day"):
            asks(after)
    with pytest.raises(NeverOpen):
        never.add(after, MINUTE)


@pytest.mark.parametrize("edges", [(-1, 60), (1440, 60), (0, 1441)])
def test_no_hours_lie_outside_a_day(edges):
    with pytest.raises(ValueError, match="No day has the minutes"):
        Interval(*edges)
