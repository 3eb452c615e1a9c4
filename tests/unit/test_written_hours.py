"""Opening hours as people write them."""

from datetime import date

import pytest

from intake.hours import holidays_library, written
from intake.hours.calendar import Interval
from intake.hours.holidays_library import NoHolidays
from intake.hours.written import WrongHours


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        ("9:00-12:30, 13:30-17:00", "9:00-12:30, 13:30-17:00"),
        ("9 – 12:30 and 1pm to 5 p.m.", "9:00-12:30, 13:00-17:00"),
        ("13.30-17.00; 9-12", "9:00-12:00, 13:30-17:00"),
        ("9-12, 12-17", "9:00-17:00"),
        ("22:00-6:00", "22:00-6:00"),
        ("22-6, 23-8", "22:00-8:00"),
        ("5pm-12am", "17:00-0:00"),
        ("24 hours", "0:00-24:00"),
        ("0-24, 9-17", "0:00-24:00"),
        ("closed", ""),
        ("  ", ""),
    ],
)
def test_hours_are_read_as_people_write_them(typed, means):
    assert written.say(written.read(typed)) == means
    assert written.read(means) == written.read(typed)


@pytest.mark.parametrize(
    "typed", ["9", "9-", "9-12-17", "25-26", "9:60-10", "13pm-3pm", "a-b", ","]
)
def test_what_is_no_hours_is_refused_with_an_example(typed):
    with pytest.raises(WrongHours, match=r"Enter hours like 9:00-12:30|There is no "):
        written.read(typed)


def test_a_week_is_read_from_lines():
    week = written.read_week(("Mon-Fri 9-17", "we 9-12", "Sat-Sun: closed"))
    assert [written.say(day) for day in week] == [
        *("9:00-17:00", "9:00-17:00", "9:00-12:00", "9:00-17:00", "9:00-17:00", "", "")
    ]
    assert written.read_week(("fri-mon 10-11",))[6] == (Interval(600, 660),)
    for line in ("9-17", "Noday 9-17", "t 9-17"):
        with pytest.raises(WrongHours):
            written.read_week((line,))


def test_public_holidays_are_those_of_the_place_and_year():
    found = holidays_library.public("us", "ny", [2026])
    assert found[date(2026, 11, 26)] == "Thanksgiving Day"
    assert "observed" in found[date(2026, 7, 3)]
    assert date(2026, 2, 12) in found  # New York's own
    assert date(2026, 2, 12) not in holidays_library.public("US", "", [2026])


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (("Narnia", "", [2026]), "two letters of a country"),
        (("US", "Gotham", [2026]), "Enter a part of US, one of AK"),
        (("US", "", [20260]), "Enter a year"),
    ],
)
def test_holidays_that_nobody_knows_are_refused_with_what_to_enter(asked, sentence):
    with pytest.raises(NoHolidays, match=sentence):
        holidays_library.public(*asked)
