"""What a person would read: the SMS as it would go out now, and an alert's line on an open page."""

from __future__ import annotations

from datetime import datetime, timedelta

from intake import clock
from intake.alerts import channels, gsm, short
from intake.alerts.texts import AlertText
from intake.alerts.ways import Shown
from intake.words import Event

REFERENCE = "7K2M-Q4"


def sms(site: str, time_zone: str) -> tuple[str, int | None]:
    """Return an SMS about a callback that is due soon, and its length in septets."""
    due_at = clock.now() + timedelta(minutes=40)
    text = short.text(_alert(Event.CALLBACK_DUE, REFERENCE, due_at, site, time_zone))
    return text, gsm.length(text)


def line(shown: Shown, time_zone: str) -> tuple[str, str]:
    """Return the words and the path of an alert on a page."""
    alert = _alert(shown.event, shown.reference, shown.due_at, "", time_zone)
    words = "This is a test." if shown.event is Event.WAY_TEST else short.words(alert)
    path = "/staff/ways" if shown.event is Event.WAY_TEST else alert.link
    return words, path.removeprefix(alert.base_url)


def _alert(
    event: Event, reference: str, due_at: datetime | None, site: str, time_zone: str
) -> AlertText:
    return AlertText(
        event=event,
        site=site,
        time_zone=time_zone,
        reference=reference,
        created_at=clock.now(),
        due_at=due_at,
        count=None,
        base_url=channels.current().base_url,
    )
