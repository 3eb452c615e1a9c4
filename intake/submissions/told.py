"""What visitors are told of what they sent: the next step, and how far it is, in plain words.

Spam and waiting look the same: a spammer learns nothing, and somebody who was misjudged is not
insulted by a machine.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

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
_WAITS = {
    Kind.COMMENT: "It waits for a person to read it.",
    Kind.CONTACT: "It waits for a person to read it.",
    Kind.CALLBACK: "It waits for a person to take it.",
}
_APPROVED = {
    Kind.COMMENT: ("published", "It is published."),
    Kind.CONTACT: ("with_staff", "It is with the people who answer."),
    Kind.CALLBACK: ("with_staff", "It is with the people who call."),
}
_ENDED = {
    Kind.COMMENT: ("not_published", "A person has read it and decided not to publish it."),
    Kind.CONTACT: ("closed", "It is closed."),
    Kind.CALLBACK: ("closed", "It is closed."),
}


def standing(kind: Kind, status: Status) -> tuple[str, str]:
    """Return how far a submission is: a word for programs and a sentence for its visitor."""
    if status is Status.APPROVED:
        return _APPROVED[kind]
    if status in {Status.REJECTED, Status.TRASHED}:
        return _ENDED[kind]
    return "waiting", _WAITS[kind]


def promise(site: SiteView, window_key: str, received_at: datetime) -> str:
    """Return by when we call, on the site's clock; empty if no window was chosen."""
    window = site.window(window_key)
    if window is None:
        return ""
    zone = ZoneInfo(site.time_zone)
    until = (received_at + timedelta(minutes=window.minutes)).astimezone(zone)
    is_same_day = until.date() == received_at.astimezone(zone).date()
    day = "today" if is_same_day else f"on {until:%A}, {until.day} {until:%B}"
    return f"We will call you by {until:%H:%M} {day} ({site.time_zone} time)."
