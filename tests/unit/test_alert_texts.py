"""What alerts say, and that nothing breaks out of a header."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.headerregistry import Address
from email.policy import default

import pytest

from intake import clock
from intake.alerts import mail, texts
from intake.alerts.texts import AlertText, Letter
from intake.errors import ConfigError
from intake.words import Channel, Event

DUE = datetime(2026, 7, 1, 13, 40, tzinfo=UTC)


def alert(event=Event.CALLBACK_RECEIVED, site="Clinic", **changes):
    fields = {
        "time_zone": "Europe/Berlin", "reference": "K7F2", "created_at": DUE, "due_at": DUE,
        "count": None, "base_url": "https://intake.example",
    }  # fmt: skip
    return AlertText(event=event, site=site, **(fields | changes))


def written(text):
    letter = Letter(Channel.EMAIL, "anna@clinic.example", "", "msg_1", text)
    return mail.write(letter, Address("Intake", "intake", "intake.example"), "intake.example")


def test_the_due_time_is_that_of_the_sites_wall_clock():
    assert texts.subject(alert()) == "Clinic: please call K7F2 by Wednesday 1 July, 15:40 CEST"


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (-2, "between 13:40 and 15:40 CEST on Wednesday 1 July"),
        (-24, "between Tuesday 30 June, 15:40 and Wednesday 1 July, 15:40 CEST"),
        (1, "from Wednesday 1 July, 16:40 CEST"),
    ],
)
def test_a_window_or_the_next_try_is_said_from_when(hours, words):
    said = alert(from_at=DUE + timedelta(hours=hours))
    assert texts.subject(said) == f"Clinic: please call K7F2 {words}"
    assert f"Call {words}." in texts.text(said)


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../../etc/passwd", "a\0b"])
def test_a_time_zone_that_nobody_knows_does_not_stop_an_alert(zone):
    assert texts.subject(alert(time_zone=zone)).endswith("13:40 UTC")


def test_a_callback_without_a_promise_says_nothing_of_one():
    assert texts.subject(alert(due_at=None)) == "Clinic: please call K7F2"
    assert "promised" not in texts.text(alert(due_at=None))


@pytest.mark.parametrize(
    ("count", "words"), [(0, "nothing waits"), (1, "1 comment waits"), (5, "5 comments wait")]
)
def test_the_queues_length_is_said_in_words(count, words):
    text = texts.text(alert(Event.QUEUE_WAITING, count=count))
    assert words in text
    assert "https://intake.example/staff/queue\n" in text


# An answer by mail has words, and a type of its own: tests/web/test_desk_messages.py.
@pytest.mark.parametrize("event", [event for event in Event if event is not Event.CONTACT_ANSWERED])
def test_every_event_has_a_text_that_ends_in_one_line_break(event):
    text = texts.text(alert(event, count=2))
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert "\n\n\n" not in text


BREAKS = ["\r\n", "\n", "\r", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"]


@pytest.mark.parametrize(
    "end",
    [
        *BREAKS,
        "\0",
        "\u202e",
        "%0d%0a",
        "=?utf-8?q?=0d=0a?=",
        "=\u202e?utf-8?q?=0d=0a?=",
        "=\0?utf-8?b?DQo=?=",
    ],
)
def test_a_sites_name_cannot_add_a_header(end):
    name = texts.one_line(f"Clinic{end}Bcc: eve@evil.example")
    raw = written(alert(site=name)).as_bytes()
    read = message_from_bytes(raw, policy=default)
    assert sorted(read.keys()) == sorted(
        ["From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version",
         "Content-Type", "Content-Transfer-Encoding"]
    )  # fmt: skip
    assert read["To"] == "anna@clinic.example"
    assert raw.isascii()


def test_a_long_name_in_any_script_arrives_whole():
    name = "Praxis für Kinder- und Jugendmedizin " + "診療所" * 20
    read = message_from_bytes(written(alert(site=name, due_at=None)).as_bytes(), policy=default)
    assert read["Subject"] == f"{name}: please call K7F2"
    assert name in read.get_content()


def test_a_mail_says_when_it_was_written():
    clock.pin(lambda: DUE)
    try:
        assert written(alert())["Date"] == "Wed, 01 Jul 2026 13:40:00 +0000"
    finally:
        clock.pin(None)


@pytest.mark.parametrize("text", ["", "Intake", "Intake <>", "a@", "@b", "Ä <ä@x.example>"])
def test_an_impossible_sender_stops_the_start(text):
    with pytest.raises(ConfigError, match="MAIL_FROM must look like"):
        mail.sender(text)


@pytest.mark.parametrize(
    ("base_url", "is_one_click"), [("https://a.example", True), ("http://a", False)]
)
def test_a_letter_can_be_stopped_from_the_mail_program(base_url, is_one_click):
    mail = written(alert(Event.AUTHOR_PUBLISHED, base_url=base_url, stop_path="/letters/x/stop"))
    assert mail["List-Unsubscribe"] == f"<{base_url}/letters/x/stop>"
    assert (mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click") is is_one_click


def test_an_alert_to_the_sites_own_people_has_no_such_header():
    assert written(alert())["List-Unsubscribe"] is None
