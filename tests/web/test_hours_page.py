"""The owner's page of opening hours: a week as text, exceptions, holidays, and who is concerned."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from intake.db import transaction
from intake.hours import service as hours
from intake.hours import written
from intake.promises import service as promises
from intake.sites import service as sites
from intake.words import Role
from tests.drafts import CALLBACK
from tests.people import signed_in
from tests.web.staff import judged, press, text

PAGE = "/staff/hours?site=blog"
PRACTICE = {f"day_{n}": "9-12:30, 13:30-17" for n in range(5)} | {"zone": "America/New_York"}


@pytest.fixture
def owner(app, site):
    return signed_in(app, site, Role.OWNER)


def sent(client, site, do="save", **fields):
    """Press a button of the page as it is, with these fields."""
    data = {"do": do, "seen": str(hours.calendar(site).version), **fields}
    return press(client, PAGE, PAGE, **data)


def row(number, on, name="", typed="", **more):
    fields = {"on": on, "name": name, "hours": typed, **more}
    return {f"exceptions-{number}-{field}": value for field, value in fields.items()}


def values(answer, name):
    page = answer.get_data(as_text=True)
    return re.findall(rf'name="exceptions-\d+-{name}"[^>]* value="([^"]+)"', page)


def test_it_shows_the_hours_as_they_are_and_the_next_days(owner, site):
    page = owner.get(PAGE)
    assert page.get_data(as_text=True).count('value="0:00-24:00"') == 7
    assert "Today, 2 March 0:00-24:00" in text(page)
    assert "Sunday, 8 March" in text(page)


def test_what_an_owner_types_is_saved(owner, site):
    fields = PRACTICE | row(0, "2026-11-27", "Half a day", "9-12") | row(1, "2026-11-26")
    answer = sent(owner, site, **fields)
    assert answer.status_code == 303
    saved = hours.calendar(site)
    day = written.read("9:00-12:30, 13:30-17:00")
    assert saved.week == (day,) * 5 + ((), ())
    assert saved.zone.key == "America/New_York"
    assert saved.exceptions == {date(2026, 11, 26): (), date(2026, 11, 27): written.read("9-12")}
    assert saved.names == {date(2026, 11, 27): "Half a day"}
    assert sites.get("blog").time_zone == "America/New_York"
    page = owner.get(answer.location)
    assert "Saved. No open callback is concerned." in text(page)
    assert "Sunday, 8 March Closed (the clocks change: this day has 23 hours)" in text(page)
    assert values(page, "on") == ["2026-11-26", "2026-11-27"]


def test_an_exception_is_changed_and_removed(owner, site):
    sent(owner, site, **PRACTICE, **row(0, "2026-11-26", "Thanks"), **row(1, "2026-11-27"))
    changed = row(0, "2026-11-26", "Thanksgiving", "9-10") | row(1, "2026-11-27", is_gone="y")
    assert sent(owner, site, **PRACTICE, **changed).status_code == 303
    assert hours.calendar(site).exceptions == {date(2026, 11, 26): written.read("9-10")}
    assert hours.calendar(site).names == {date(2026, 11, 26): "Thanksgiving"}


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"day_0": "nine"}, "Monday: enter hours like 9:00-12:30, 13:30-17:00"),
        ({"day_6": "25-26"}, "Sunday: there is no 25 on the clock"),
        ({"zone": "Berlin"}, "Enter a time zone like Europe/Berlin"),
        ({f"day_{n}": "" for n in range(5)}, "Give at least one weekday with opening hours."),
        (row(0, "", "Party"), "Enter the date of the exception “Party”, like 2026-12-24"),
        (row(0, "2026-12-24", typed="noon"), "2026-12-24: enter hours like"),
        (row(0, "2026-12-24", "Eve", "noon"), "Eve: enter hours like"),
        (
            row(0, "2026-12-24") | row(1, "2026-12-24", "Again"),
            "There is an exception for 2026-12-24 already",
        ),
    ],
)
def test_what_is_wrong_is_said_what_was_typed_stays_and_nothing_is_saved(
    owner, site, fields, sentence
):
    before = hours.calendar(site)
    answer = sent(owner, site, **(PRACTICE | {"part": "BY"} | fields))
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert "<title>Error: " in page
    assert text(answer).count(sentence) >= 1
    assert 'value="BY"' in page
    assert all(f'value="{typed}"' in page for typed in fields.values() if typed)
    assert hours.calendar(site) == before
    links = re.findall(r'<li><a href="#([^"]+)"', page)
    assert all(f'id="{link}"' in page for link in links)


def test_public_holidays_come_onto_the_list_and_are_saved_with_it(owner, site):
    mine = row(0, "2026-11-26", "My own", "9-10")
    place = {"country": "us", "part": "ny", "year": "2026"}
    answer = sent(owner, site, "holidays", **PRACTICE, **mine, **place)
    assert answer.status_code == 200
    assert "Nothing is saved yet." in text(answer)
    names = values(answer, "name")
    assert "Christmas Day" in names
    assert "My own" in names
    assert "Thanksgiving Day" not in names  # that day was on the list
    assert "2026-01-01" not in values(answer, "on")  # it is over
    assert hours.calendar(site).exceptions == {}
    rows = {}
    for number, (on, name) in enumerate(zip(values(answer, "on"), names, strict=True)):
        rows |= row(number, on, name, "9-10" if name == "My own" else "")
    assert sent(owner, site, **PRACTICE, **rows).status_code == 303
    assert hours.calendar(site).names[date(2026, 12, 25)] == "Christmas Day"
    assert hours.calendar(site).exceptions[date(2026, 12, 25)] == ()


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        ({"country": "Narnia", "year": "2026"}, "Enter the two letters of a country"),
        ({"country": "US", "part": "Gotham", "year": "2026"}, "Enter a part of US"),
        ({"country": "US", "year": "soon"}, "Enter a year"),
    ],
)
def test_holidays_that_nobody_knows_are_refused(owner, site, place, sentence):
    answer = sent(owner, site, "holidays", **PRACTICE, **place)
    assert answer.status_code == 422
    assert sentence in text(answer)


def test_hours_that_move_a_promise_say_so_before_they_are_saved(owner, site, at):
    item = judged(site, CALLBACK, window="20260302T1400-20260302T1600")
    at_noon = PRACTICE | {"zone": "UTC", "day_0": "9-12"}
    before = hours.calendar(site)
    for do in ("look", "save"):
        answer = sent(owner, site, do, **at_noon)
        assert answer.status_code == 200
        assert "1 open callback gets another time" in text(answer)
        assert f"{item.reference}, promised by 16:00 today" in text(answer)
        assert "now between 09:00 and 11:00 on Tuesday, 3 March" in text(answer)
        assert hours.calendar(site) == before
    agreed = re.search(r'name="agreed"[^>]* value="([^"]*)"', answer.get_data(as_text=True))[1]
    answer = sent(owner, site, **at_noon, agreed=agreed)
    assert answer.status_code == 303
    assert "Saved. 1 open callback got another time." in text(owner.get(answer.location))
    assert promises.of(item.id).due_at == datetime(2026, 3, 3, 11, tzinfo=UTC)


def test_a_promise_that_is_only_cut_short_is_listed_as_well(owner, site):
    item = judged(site, CALLBACK, window="20260302T1400-20260302T1600")
    answer = sent(owner, site, "look", **PRACTICE | {"zone": "UTC", "day_0": "9-15"})
    assert "1 open callback gets another time" in text(answer)
    assert "To them what they were told still holds" in text(answer)
    assert f"{item.reference}, promised by 16:00 today: now between 14:00 and 15:00" in text(answer)


def test_looking_at_the_next_days_saves_nothing(owner, site):
    before = hours.calendar(site)
    answer = sent(owner, site, "look", **PRACTICE, **row(0, "2026-03-03", "Moving house"))
    assert "Tomorrow, 3 March Closed (Moving house)" in text(answer)
    assert hours.calendar(site) == before


def test_hours_that_a_colleague_saved_meanwhile_are_not_overwritten(owner, site):
    seen = hours.calendar(site)
    with transaction():
        theirs = hours.save(site.id, replace(seen, week=(written.read("9-10"),) * 7), None)
    answer = sent(owner, site, **PRACTICE, seen=str(seen.version))
    assert answer.status_code == 409
    assert "Somebody else has saved other hours meanwhile." in text(answer)
    assert hours.calendar(site) == theirs


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.STAFF, Role.READER])
def test_only_an_owner_may(app, site, role):
    client = signed_in(app, site, role)
    assert client.get(PAGE).status_code == 403
    assert press(client, PAGE, "/staff/", **PRACTICE).status_code == 403
    assert client.get("/staff/setup").status_code == 403


def test_another_sites_hours_are_not_found(owner, site):
    other = sites.add("other", "Other", ["https://other.example"])
    assert owner.get("/staff/hours?site=other").status_code == 404
    assert press(owner, "/staff/hours?site=other", PAGE, **PRACTICE).status_code == 404
    assert not hours.is_set(other.id)
