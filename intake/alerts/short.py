"""What a short message says, the same on every phone: an SMS of one piece, in fixed words.

It is made of an AlertText, which has no field that could hold what a visitor wrote.
"""

from __future__ import annotations

from datetime import datetime

from intake import clock
from intake.alerts import gsm
from intake.alerts.texts import AlertText, zone
from intake.words import Event

MOST_NAMED = 3  # references in a message about several

WORDS = {
    Event.CONTACT_RECEIVED: "Message {reference} came in.",
    Event.CALLBACK_RECEIVED: "Callback {reference}{due}.",
    Event.CALLBACK_DUE: "Callback {reference}{due}.",
    Event.CALLBACK_HANDED: "Callback {reference}{due} is handed to you.",
    Event.DUTY_NOBODY: "Nobody is on duty for callback {reference}{due}.",
    Event.DESK_UNSETTLED: "Closing time, and callbacks are open.",
    Event.HOURS_CHANGED: "The opening hours changed, and promises with them.",
    Event.WAY_TEST: "Test of Intake. Open this to prove that it arrives:",
}
NOBODY_TOMORROW = "Nobody is on duty for some of tomorrow."
OTHER_WORDS = "Intake has something for you."


def text(alert: AlertText) -> str:
    """Return the message: words and a link, or only words where both do not fit."""
    said = _several(alert) if alert.also else words(alert)
    with_link = f"{said} {alert.link}"
    return with_link if gsm.fits(with_link) else said


def words(alert: AlertText) -> str:
    """Return what is said of one alert, without its link."""
    if alert.event is Event.DUTY_NOBODY and not alert.reference:
        return NOBODY_TOMORROW
    return WORDS.get(alert.event, OTHER_WORDS).format(reference=alert.reference, due=_due(alert))


def _several(alert: AlertText) -> str:
    references = (alert.reference, *alert.also)
    named = ", ".join(references[:MOST_NAMED])
    left = len(references) - MOST_NAMED
    more = f" and {left} more" if left > 0 else ""
    return f"{len(references)} callbacks wait: {named}{more}."


def _due(alert: AlertText) -> str:
    """Say until when, and from when if it is told, with the day where it is not today."""
    if alert.due_at is None:
        return ""
    here = zone(alert.time_zone)
    due, now = alert.due_at.astimezone(here), clock.now().astimezone(here)
    begins = alert.from_at.astimezone(here) if alert.from_at else due
    if begins > due:
        return f" due from {_day(begins, now)}{begins:%H:%M}"
    if begins == due:
        return f" due {_day(due, now)}{due:%H:%M}"
    until = f"{_day(due, begins)}{due:%H:%M}"
    return f" due {_day(begins, now)}{begins:%H:%M}-{until}"


def _day(moment: datetime, other: datetime) -> str:
    """Name the day, unless it is that of another moment."""
    is_same = moment.date() == other.date()
    return "" if is_same else f"{moment:%a} {moment.day} {moment:%b} "
