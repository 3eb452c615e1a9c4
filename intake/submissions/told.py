"""What visitors are told of what they sent: the next step, and how far it is, in plain words.

Spam and waiting look the same: a spammer learns nothing, and somebody who was misjudged is not
insulted by a machine.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from intake import clock, times
from intake.sites.service import SiteView
from intake.words import Kind, Status

THANKS = {
    Kind.COMMENT: "Thank you for your comment",
    Kind.CONTACT: "Thank you for your message",
    Kind.CALLBACK: "We will call you back",
}
NEXT = {
    Kind.COMMENT: "A person reads it before it is published. Your email address never is.",
    Kind.CONTACT: "A person reads it and answers to your email address.",
    Kind.CALLBACK: "A person calls you at the number you gave.",
}
CHECKED_FIRST = "It is checked before it is published. Your email address never is."
# A page that is read again later must not go on promising.
_AFTERWARDS = THANKS | {Kind.CALLBACK: "Your request to be called"}
_YOURS = {
    Kind.COMMENT: "your comment",
    Kind.CONTACT: "your message",
    Kind.CALLBACK: "your request",
}
_WAITS = {
    Kind.COMMENT: "It waits for a person to read it.",
    Kind.CONTACT: "It waits for a person to read it.",
    Kind.CALLBACK: "It waits for a person to take it.",
}
_APPROVED = {
    Kind.COMMENT: ("published", "It is published."),
    Kind.CONTACT: ("with_staff", "It is with the people who answer."),
    Kind.CALLBACK: ("with_staff", "It is on the list of those whom we call."),
}
_ENDED = {
    Kind.COMMENT: ("not_published", "A person has read it and decided not to publish it."),
    Kind.CONTACT: ("closed", "It is closed."),
    Kind.CALLBACK: ("closed", "It is closed."),
}


MOST_CHANGES = 10  # of a comment's words
# Spam is among these because it looks like what waits.
_CHANGEABLE = {Status.RECEIVED, Status.PENDING, Status.APPROVED, Status.SPAM}


@dataclass(frozen=True)
class Standing:
    """How far it is. `state` is for programs; `next` is empty when nothing more will happen.

    `may_ask_again`: asking once more is what helps.
    """

    state: str
    title: str
    sentence: str
    next: str = ""
    may_ask_again: bool = False


def standing(
    kind: Kind, status: Status, site: SiteView, closed_at: datetime | None = None
) -> Standing:
    """Return how far a submission is. `closed_at`: when the staff were done with it."""
    if status in {Status.REJECTED, Status.TRASHED}:
        state, sentence = _ENDED[kind]
        return Standing(state, _AFTERWARDS[kind], sentence)
    if status is not Status.APPROVED:
        return Standing("waiting", THANKS[kind], _WAITS[kind], NEXT[kind])
    if closed_at is not None:
        sentence = f"This is settled: {_YOURS[kind]} was closed {_day(closed_at, site)}."
        return Standing("closed", _AFTERWARDS[kind], sentence)
    state, sentence = _APPROVED[kind]
    return Standing(state, THANKS[kind], sentence, "" if kind is Kind.COMMENT else NEXT[kind])


def may_change(status: Status, revision: int) -> bool:
    """Say whether the author of a comment may change its words."""
    return status in _CHANGEABLE and revision <= MOST_CHANGES


def changed(edited_at: datetime | None, site: SiteView) -> str:
    """Say when a comment was changed; empty if it is as it was sent."""
    return f"It was changed {_day(edited_at, site)}." if edited_at else ""


def mail(wants_mail: bool, confirmed_at: datetime | None) -> tuple[str, str]:
    """Say whether we write to the author: in a word for programs, and in a sentence."""
    if not wants_mail:
        return "none", ""
    if confirmed_at:
        return "confirmed", "Your email address is confirmed: we write to you when this changes."
    return "unconfirmed", (
        "You asked to be told by email. We write to you once you have opened the link that we "
        "send to your address."
    )


def promise(site: SiteView, from_at: datetime, due_at: datetime) -> str:
    """Return when we call, on the site's clock, as it is true now."""
    now, zone = clock.now(), ZoneInfo(site.time_zone)
    where = f"{_day(due_at, site)} ({times.place_of(site.time_zone)} time)"
    from_time, time = (f"{at.astimezone(zone):%H:%M}" for at in (from_at, due_at))
    if from_at > now:
        return f"We will call you between {from_time} and {time} {where}."
    verb = "will call" if now < due_at else "had promised to call"
    return f"We {verb} you by {time} {where}."


def time_and_day(moment: datetime, site: SiteView) -> str:
    """Name an instant at the site so that it is right whenever somebody looks again."""
    return f"{moment.astimezone(ZoneInfo(site.time_zone)):%H:%M} {_day(moment, site)}"


def _day(moment: datetime, site: SiteView) -> str:
    """Name the day at the site so that it is right whenever somebody looks again."""
    zone = ZoneInfo(site.time_zone)
    local, today = moment.astimezone(zone), clock.now().astimezone(zone)
    if local.date() == today.date():
        return "today"
    year = "" if local.year == today.year else f" {local.year}"
    return f"on {local:%A}, {local.day} {local:%B}{year}"
