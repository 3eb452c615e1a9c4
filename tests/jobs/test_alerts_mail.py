"""TELL by mail: handed to a real server once, again after a refusal, twice only after doubt."""

from __future__ import annotations

import socket

import pytest

from intake.alerts import ledger, mailbox, outcomes, service
from intake.words import Event
from tests import sinks
from tests.alerting import (
    deliveries,
    delivery,
    die_while,
    happen,
    mails_go_to,
    one_at_a_time,
    told_by_mail,
)
from tests.certificates import certificate


@pytest.fixture
def sink(app, settings):
    with sinks.smtp() as sink:
        mails_go_to(sink, settings)
        yield sink


def test_it_hands_over_one_mail_to_each_person(site, sink):
    told_by_mail(site)
    told_by_mail(site, "ben@clinic.example")
    happen(site)
    assert service.deliver_due() == 2
    assert {mail.to for mail in sink.accepted} == {"anna@clinic.example", "ben@clinic.example"}
    assert [row.state for row in deliveries()] == ["accepted", "accepted"]
    assert len({mail.id for mail in sink.accepted}) == 2


def test_a_mail_has_our_headers_and_no_other(site, sink):
    told_by_mail(site)
    happen(site)
    service.deliver_due()
    (mail,) = sink.accepted
    assert set(mail.headers) == {
        "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted",
        "MIME-Version", "Content-Type", "Content-Transfer-Encoding",
    }  # fmt: skip
    assert mail.headers["To"] == "anna@clinic.example"
    assert mail.headers["Auto-Submitted"] == "auto-generated"
    assert mail.id == f"<{delivery().message_id}@intake.example>"
    assert "http://intake.example/staff/desk/K7F2" in mail.mail.get_content()


def test_a_second_run_sends_nothing(site, sink):
    told_by_mail(site)
    happen(site)
    service.deliver_due()
    assert not service.has_due()
    assert service.deliver_due() == 0
    assert len(sink.accepted) == 1


@pytest.mark.parametrize(
    "answer",
    ["MAIL 421 closing", "RCPT 450 greylisted", "RCPT 550 anna@clinic.example is unknown",
     "452 no room", "550 not wanted"],
)  # fmt: skip
def test_a_refusal_is_tried_again_until_it_is_accepted(site, sink, at, answer):
    told_by_mail(site)
    happen(site)
    sink.answers.append(answer)
    service.deliver_due()
    refused = delivery()
    assert (refused.state, refused.attempts, refused.unknowns) == ("refused", 1, 0)
    assert not sink.accepted
    at.advance(seconds=12)
    service.deliver_due()
    assert delivery().state == "accepted"
    assert len(sink.accepted) == 1


def test_it_keeps_none_of_the_servers_words(site, sink):
    told_by_mail(site)
    happen(site)
    sink.answers.append("RCPT 550 anna@clinic.example is unknown")
    service.deliver_due()
    assert delivery().last_error == "550 at the recipient"


def test_a_server_that_is_down_is_tried_again(site, app, settings, at):
    with sinks.smtp() as sink:
        mails_go_to(sink, settings)
    told_by_mail(site)
    happen(site)
    service.deliver_due()
    assert (delivery().state, delivery().last_error) == ("refused", "no connection")


def test_a_server_that_hangs_up_after_the_dot_gets_the_same_mail_once_more(site, sink, at):
    told_by_mail(site)
    happen(site)
    sink.answers.append(sinks.DROP)
    service.deliver_due()
    assert (delivery().state, delivery().unknowns) == ("unknown", 1)
    at.advance(seconds=11)
    service.deliver_due()
    assert delivery().state == "accepted"
    assert len(sink.accepted) == 2
    assert len({mail.id for mail in sink.accepted}) == 1


def test_after_a_second_doubt_a_person_decides(site, sink, at):
    told_by_mail(site)
    happen(site)
    sink.answers.extend([sinks.DROP, sinks.DROP])
    for _ in range(5):
        service.deliver_due()
        at.advance(seconds=3600)
    assert (delivery().state, delivery().next_at) == ("needs_attention", None)
    assert len(sink.accepted) == 2


def test_a_worker_killed_before_the_dot_costs_nothing(site, sink, at):
    told_by_mail(site)
    happen(site)
    service._spread()
    die_while("claimed")
    assert service.deliver_due() == 0
    at.advance(seconds=31)
    assert service.has_due()
    service.deliver_due()
    assert (delivery().state, delivery().attempts, delivery().unknowns) == ("accepted", 0, 0)
    assert len(sink.accepted) == 1


def test_a_worker_killed_at_the_dot_means_one_more_mail_with_the_same_id(site, sink, at):
    told_by_mail(site)
    happen(site)
    service._spread()
    died = die_while("committing")
    at.advance(seconds=31)
    service.deliver_due()
    assert (delivery().state, delivery().unknowns) == ("accepted", 1)
    assert sink.accepted[0].id == f"<{died.message_id}@intake.example>"


def test_two_workers_killed_at_the_dot_leave_it_to_a_person(site, sink, at):
    told_by_mail(site)
    happen(site)
    service._spread()
    for _ in range(2):
        die_while("committing")
        at.advance(seconds=31)
        ledger.doubt_abandoned()
    service.deliver_due()
    assert (delivery().state, delivery().unknowns) == ("needs_attention", 2)
    assert not sink.accepted


def test_a_server_that_is_down_does_not_keep_webhooks_waiting(site, settings, monkeypatch):
    one_at_a_time(monkeypatch)
    with sinks.smtp() as sink:
        mails_go_to(sink, settings)
    for person in ("anna", "ben", "cleo"):
        told_by_mail(site, f"{person}@clinic.example")
    with sinks.http() as hook:
        service.add_webhook(site.id, hook.url + "/", "staff")
        happen(site)
        assert service.deliver_due() == 2  # one mail to find out, one post
        assert len(hook.accepted) == 1


def test_a_server_that_says_nothing_is_left_in_time(site, app, settings, monkeypatch):
    monkeypatch.setattr(outcomes, "TALK_SECONDS", 0.3)
    told_by_mail(site)
    happen(site)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        mails_go_to(sinks.Sink(url=f"smtp://127.0.0.1:{port}"), settings)
        service.deliver_due()
    assert (delivery().state, delivery().last_error) == ("refused", "connection lost")


@pytest.mark.parametrize("scheme", ["smtps", "smtp+starttls"])
def test_it_signs_in_over_tls(site, app, settings, tmp_path, monkeypatch, scheme):
    context, trusted = certificate(tmp_path, "localhost")
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    told_by_mail(site)
    happen(site)
    with sinks.smtp(tls=context, is_implicit=scheme == "smtps") as sink:
        sink.url = sink.url.replace("127.0.0.1", "localhost")
        mails_go_to(sink, settings, scheme, login="anna:secret@")
        service.deliver_due()
        assert len(sink.accepted) == 1


@pytest.mark.parametrize("scheme", ["smtps", "smtp+starttls"])
def test_it_gives_nothing_to_a_server_with_another_name(
    site, app, settings, tmp_path, monkeypatch, scheme
):
    context, trusted = certificate(tmp_path, "other.example")
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    told_by_mail(site)
    happen(site)
    with sinks.smtp(tls=context, is_implicit=scheme == "smtps") as sink:
        sink.url = sink.url.replace("127.0.0.1", "localhost")
        mails_go_to(sink, settings, scheme)
        service.deliver_due()
        assert sink.tries == 0
    assert delivery().state == "refused"


def test_a_wrong_password_is_a_refusal(site, app, settings, tmp_path, monkeypatch):
    context, trusted = certificate(tmp_path, "localhost")
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    told_by_mail(site)
    happen(site)
    with sinks.smtp(tls=context) as sink:
        sink.url = sink.url.replace("127.0.0.1", "localhost")
        mails_go_to(sink, settings, "smtp+starttls", login="anna:wrong@")
        service.deliver_due()
    assert (delivery().state, delivery().last_error) == ("refused", "535 at the start")


def test_without_a_server_mails_are_files_and_one_sent_again_replaces_itself(site, at, settings):
    told_by_mail(site)
    happen(site, Event.CONTACT_RECEIVED)
    service._spread()
    die_while("committing")
    service.deliver_due()
    at.advance(seconds=31)
    service.deliver_due()
    (mail,) = mailbox.newest(10)
    assert mail.to == "anna@clinic.example"
    assert mail.subject == "Riverside Blog: new message K7F2"
    assert mail.message_id == f"<{delivery().message_id}@intake.example>"
    assert [file.suffix for file in (settings.data / "mailbox").iterdir()] == [".eml"]
