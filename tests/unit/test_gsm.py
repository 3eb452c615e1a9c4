"""How long an SMS is, and that ours fit into one piece (3GPP TS 23.038)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from intake import clock
from intake.alerts import gsm, short
from intake.alerts.texts import AlertText
from intake.words import Event


@pytest.fixture
def now(at):
    return clock.now()


def alert(event=Event.CALLBACK_DUE, due_at=None, also=(), base_url="https://intake.example.org"):
    return AlertText(
        event=event,
        site="Łódź “Praxis” 診所",
        time_zone="UTC",
        reference="7K2M-Q4",
        created_at=datetime(2026, 3, 2, 9, 30, tzinfo=UTC),
        due_at=due_at,
        count=None,
        base_url=base_url,
        also=also,
    )


@pytest.mark.parametrize(
    ("text", "septets"),
    [
        ("", 0),
        ("Callback", 8),
        ("@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ", 29),
        ("a€b", 4),
        ("^{}\\[~]|€", 18),
        ("ç", None),  # only its capital is there
        ("`", None),
        ("“", None),
        ("診", None),
    ],
)
def test_letters_of_the_extension_count_twice_and_others_do_not_fit(text, septets):
    assert gsm.length(text) == septets


def test_an_sms_says_reference_due_time_and_link(now):
    said = short.text(alert(due_at=now + timedelta(hours=1)))
    assert said == "Callback 7K2M-Q4 due 10:30. https://intake.example.org/staff/desk/7K2M-Q4"


def test_a_due_time_of_another_day_names_the_day(now):
    said = short.text(alert(due_at=now + timedelta(days=1)))
    assert said.startswith("Callback 7K2M-Q4 due Tue 3 Mar 09:30. ")


def test_a_window_is_said_in_short(now):
    window = alert(due_at=now + timedelta(hours=5))
    said = short.text(replace(window, from_at=now + timedelta(hours=3)))
    assert said.startswith("Callback 7K2M-Q4 due 12:30-14:30. ")
    said = short.text(replace(window, from_at=now + timedelta(hours=6)))
    assert said.startswith("Callback 7K2M-Q4 due from 15:30. ")


def test_several_callbacks_go_into_one(now):
    said = short.text(alert(also=("AAAA-AA", "BBBB-BB", "CCCC-CC", "DDDD-DD")))
    assert said == (
        "5 callbacks wait: 7K2M-Q4, AAAA-AA, BBBB-BB and 2 more. "
        "https://intake.example.org/staff/desk"
    )


@pytest.mark.parametrize("event", list(Event))
@pytest.mark.parametrize("host", ["i.example", "a-very-long-name." * 9 + "example", "x`y"])
def test_every_alert_fits_into_one_sms_whatever_the_site_is_called(now, event, host):
    for also in ((), tuple(f"BBBB-{number:02}" for number in range(50))):
        due_at = now + timedelta(days=200)
        said = short.text(alert(event, due_at, also, base_url=f"https://{host}"))
        assert gsm.fits(said), said
        assert "診" not in said
