"""Hours that change while visitors are promised times leave nobody with one that is closed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from sqlalchemy import select

from intake import db
from intake.alerts import texts
from intake.alerts.texts import AlertText
from intake.hours import service as hours
from intake.hours import written
from intake.promises.tables import Promise
from intake.setup import recompute
from intake.setup.changing import INSTANT
from intake.words import Event
from tests.drafts import CALLBACK, send


def test_no_promise_slips_through_while_hours_change(site, at):
    mornings = replace(hours.calendar(site), week=(written.read("6-9:45"),) * 7)

    def ask(number):
        return send(site, CALLBACK, phone=f"+1202555{number:04}", sender=str(number))

    def change():
        try:
            return recompute.save(site, mornings, None, agreed=None).count
        finally:
            db.done()

    with ThreadPoolExecutor(max_workers=7) as people:
        asked = [people.submit(ask, number) for number in range(10)]
        changed = people.submit(change)
        asked += [people.submit(ask, number) for number in range(10, 20)]
        assert all(each.result() for each in asked)
        assert changed.result() >= 0
    due = db.session().scalars(select(Promise.due_at)).all()
    assert len(due) == 20
    assert all(hours.calendar(site).is_open(each - INSTANT) for each in due)


def test_the_staff_are_told_in_fixed_words_and_led_to_the_desk(at):
    alert = AlertText(
        event=Event.HOURS_CHANGED,
        site="Riverside Blog",
        time_zone="UTC",
        reference="",
        created_at=at(),
        due_at=None,
        count=None,
        base_url="http://intake.example",
    )
    assert texts.subject(alert).startswith("Riverside Blog: other opening hours")
    assert "http://intake.example/staff/desk\n" in texts.text(alert)
