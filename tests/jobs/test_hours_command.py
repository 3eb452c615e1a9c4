"""`flask intake hours` sets when a site is open."""

from __future__ import annotations

from datetime import date

import pytest

from intake.hours import service as hours
from intake.hours import written
from intake.promises import service as promises
from tests.drafts import CALLBACK
from tests.web.staff import judged


@pytest.fixture
def run(app):
    runner = app.test_cli_runner()
    return lambda *arguments: runner.invoke(args=["intake", "hours", "blog", *arguments])


def test_it_shows_and_sets_the_hours(run, site, at):
    assert "Monday: 0:00-24:00" in run().output
    week = ("--week", "Mon-Fri 9:00-12:30, 13:30-17:00", "--week", "Sat 9-12")
    days = ("--closed", "2026-03-05", "--holidays", "DE-BY", "--year", "2026")
    answer = run(*week, *days, "--zone", "Europe/Berlin")
    assert answer.exit_code == 0
    assert "Saturday: 9:00-12:00\nSunday: closed\nTime zone: Europe/Berlin" in answer.output
    saved = hours.calendar(site)
    assert saved.week[0] == written.read("9:00-12:30, 13:30-17:00")
    assert saved.exceptions[date(2026, 3, 5)] == ()
    assert saved.names[date(2026, 6, 4)] == "Corpus Christi"


def test_what_is_open_follows(run, site, at):
    item = judged(site, CALLBACK, window="20260302T1400-20260302T1600")
    answer = run("--week", "Mon-Sun 9-12")
    assert "Open callbacks with another time: 1." in answer.output
    assert promises.of(item.id).due_at.day == 3


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--week", "9-17"), "Begin with the days"),
        (("--week", "Mon noon"), "Enter hours like"),
        (("--week", "Mon closed"), "Give at least one weekday"),
        (("--zone", "Berlin"), "A time zone looks like"),
        (("--closed", "Christmas"), "A date looks like"),
        (("--holidays", "Narnia", "--year", "2026"), "two letters of a country"),
    ],
)
def test_what_is_wrong_is_said_and_changes_nothing(run, site, arguments, sentence):
    before = hours.calendar(site)
    answer = run(*arguments)
    assert answer.exit_code != 0
    assert sentence in answer.output
    assert hours.calendar(site) == before
