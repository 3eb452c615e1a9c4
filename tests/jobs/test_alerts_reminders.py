"""TELL moderators once a day, by day, that the queue waits; no alert says what was written."""

from __future__ import annotations

import io
import sys
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update

from intake import db
from intake.alerts import mailbox, service
from intake.moderation import judging
from intake.outbox import Alert
from intake.sites.tables import Site
from intake.submissions.tables import Submission
from intake.words import Label, Role, Status
from tests import sinks
from tests.alerting import mails_go_to, told_by_mail
from tests.canaries import Canaries, leaks
from tests.drafts import CALLBACK, CONTACT, send
from tests.machines import SaysAlways

HELD = SaysAlways(Label.UNSURE)


def wait_in_queue(site, count=1):
    for _ in range(count):
        send(site)
    judging.judge_waiting(HELD)


def alerts():
    return db.session().scalars(select(Alert)).all()


def test_moderators_hear_once_a_day_how_many_wait(site, at):
    told_by_mail(site, "mod@clinic.example", Role.MODERATOR)
    wait_in_queue(site, 3)
    at.advance(seconds=3601)
    for _ in range(3):
        service.remind_moderators()
        service.deliver_due()
        at.advance(seconds=3600)
    (mail,) = mailbox.newest(10)
    assert mail.subject == "Riverside Blog: 3 comments wait in the queue"
    assert "http://intake.example/staff/queue" in mail.text
    at.advance(seconds=24 * 3600)
    service.remind_moderators()
    assert len(alerts()) == 2


def test_the_count_is_that_of_the_moment_it_is_sent(site, at):
    told_by_mail(site, "mod@clinic.example", Role.MODERATOR)
    wait_in_queue(site, 2)
    at.advance(seconds=3601)
    service.remind_moderators()
    with db.transaction() as session:
        one = update(Submission).where(Submission.id == 1)
        session.execute(one.values(status=Status.APPROVED))
    service.deliver_due()
    assert mailbox.newest(1)[0].subject == "Riverside Blog: 1 comment waits in the queue"


def test_nobody_is_reminded_of_what_came_just_now(site, at):
    told_by_mail(site, "mod@clinic.example", Role.MODERATOR)
    wait_in_queue(site)
    at.advance(seconds=3599)
    service.remind_moderators()
    assert not alerts()


def test_nobody_is_reminded_of_an_empty_queue(site, at):
    told_by_mail(site, "mod@clinic.example", Role.MODERATOR)
    send(site, CONTACT)
    judging.judge_waiting(HELD)
    at.advance(seconds=7200)
    service.remind_moderators()
    assert [alert.event for alert in alerts()] == ["contact.received"]


def test_reminders_do_not_pile_up_where_nobody_moderates(site, at):
    wait_in_queue(site)
    at.advance(seconds=7200)
    service.remind_moderators()
    assert not alerts()


@pytest.mark.parametrize(("zone", "reminders"), [("Europe/Berlin", 1), ("America/New_York", 0)])
def test_nobody_is_reminded_at_night(site, at, zone, reminders):
    with db.transaction() as session:
        session.execute(update(Site).values(time_zone=zone))
    told_by_mail(site, "mod@clinic.example", Role.MODERATOR)
    wait_in_queue(site)
    at.now = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)  # 10:00 in Berlin, 04:00 in New York
    service.remind_moderators()
    assert len(alerts()) == reminders


def test_no_alert_says_what_was_written_or_by_whom(site, settings, at, monkeypatch):
    logged = io.StringIO()
    visitor = Canaries(7)
    told_by_mail(site)
    told_by_mail(site, "mod@clinic.example", Role.MODERATOR)
    person = {"name": visitor.name, "email": visitor.email, "phone": visitor.phone}
    send(site, CALLBACK, text=visitor.text, **person)
    send(site, CONTACT, text=visitor.text, **person)
    send(site, text=visitor.text, author=visitor.name, email=visitor.email)
    judging.judge_waiting(HELD)
    at.advance(seconds=7200)
    monkeypatch.setattr(sys, "stderr", logged)
    with sinks.smtp() as mail, sinks.http() as hook:
        mails_go_to(mail, settings)
        for audience in (Role.STAFF, Role.MODERATOR):
            service.add_webhook(site.id, hook.url, audience)
        service.remind_moderators()
        assert service.deliver_due() == 6
    said = [item.body + str(item.headers).encode() for item in mail.accepted + hook.accepted]
    assert len(said) == 6
    for haystack in [*said, logged.getvalue().encode()]:
        assert leaks(visitor.private(), haystack) == []
        assert b"clinic.example" not in logged.getvalue().encode()
