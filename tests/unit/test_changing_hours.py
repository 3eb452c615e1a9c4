"""What becomes of a promise when the opening hours change."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.callbacks.moving import Waiting
from intake.hours import written
from intake.hours.calendar import Calendar
from intake.setup import changing

TODAY = date(2026, 3, 2)  # a Monday


def at(text, day=2):
    hour, minute = map(int, text.split(":"))
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


def hours(usual, today=None):
    exceptions = {} if today is None else {TODAY: written.read(today)}
    return Calendar(ZoneInfo("UTC"), (written.read(usual),) * 7, exceptions)


USUAL = hours("9-17")


def promised(from_at, due_at, made_at):
    return Waiting(1, 1, "AB", "approved", from_at, due_at, due_at, made_at, 0)


def soon(due_at, made_at="09:00"):
    return promised(at(made_at), at(due_at), at(made_at))


def window(from_at, due_at):
    return promised(at(from_at), at(due_at), at("09:00"))


def moved(waiting, new, now="09:30"):
    found = changing.move(waiting, USUAL, new, at(now))
    return found and (found.from_at, found.due_at, found.is_within)


@pytest.mark.parametrize(
    ("waiting", "today"),
    [
        (soon("10:00"), "9-10"),  # by closing time
        (soon("10:00"), "9:15-17"),
        (window("14:00", "16:00"), "9-16"),
        (window("14:00", "16:00"), "15:30-17"),
        (window("14:00", "16:00"), "9-14:30, 15:30-17"),
    ],
)
def test_a_promise_that_the_new_hours_keep_stays(waiting, today):
    assert moved(waiting, hours("9-17", today)) is None


def test_as_soon_as_possible_is_the_same_amount_of_opening_time():
    assert moved(soon("10:00"), hours("9-17", "9-9:40")) == (at("09:00"), at("09:20", 3), False)
    assert moved(soon("10:00"), hours("9-17", "")) == (at("09:00"), at("10:00", 3), False)


def test_as_soon_as_possible_is_never_a_time_that_has_passed():
    asked_at_night = promised(at("02:00"), at("10:00"), at("02:00"))
    new = hours("9-17", "2-9:32")
    assert moved(asked_at_night, new, "09:31") == (at("02:00"), at("09:59", 3), False)


def test_a_window_that_is_closed_is_the_next_that_is_open():
    assert moved(window("14:00", "16:00"), hours("9-17", "9-13")) == (
        *(at("09:00", 3), at("11:00", 3), False),
    )
    assert moved(window("14:00", "16:00"), hours("9-17", "9-13, 19-20")) == (
        *(at("19:00"), at("20:00"), False),
    )
    # A few minutes before closing are no window.
    assert moved(window("14:00", "16:00"), hours("9-17", "9-14:10")) == (
        *(at("09:00", 3), at("11:00", 3), False),
    )


def test_a_window_that_is_open_in_part_still_holds_and_is_due_sooner():
    assert moved(window("14:00", "16:00"), hours("9-17", "9-15")) == (
        *(at("14:00"), at("15:00"), True),
    )


minutes = st.integers(0, 1439)
spans = st.tuples(minutes, minutes).filter(lambda pair: pair[0] != pair[1])
days = st.lists(spans, max_size=3).map(
    lambda day: written.read(", ".join(f"{written.clock(a)}-{written.clock(b)}" for a, b in day))
)


@settings(max_examples=200, deadline=None)
@given(st.lists(days, min_size=7, max_size=7).filter(any), minutes, minutes, st.booleans())
def test_whatever_the_new_hours_the_promise_is_one_that_they_keep(week, now, away, is_soon):
    new = Calendar(ZoneInfo("UTC"), tuple(week))
    made_at = at("09:00") - timedelta(minutes=now)
    from_at = made_at if is_soon else made_at + timedelta(minutes=30 + away)
    due_at = max(from_at, at("09:30")) + timedelta(minutes=1 + away % 120)
    waiting = promised(from_at, due_at, made_at)
    found = changing.move(waiting, USUAL, new, at("09:30"))
    if found:
        assert found.from_at < found.due_at
        assert found.due_at > at("09:30")
        assert new.is_open(found.due_at - changing.INSTANT)
        assert not found.is_within or found.due_at < waiting.due_at
        again = Waiting(**{**vars(waiting), "from_at": found.from_at, "due_at": found.due_at})
        if found.due_at - max(found.from_at, at("09:30")) >= changing.LEAST:
            left = new.between(max(found.from_at, at("09:30")), found.due_at)
            assert is_soon or left > timedelta()
            assert left < changing.LEAST or changing.move(again, USUAL, new, at("09:30")) is None
