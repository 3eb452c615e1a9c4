"""What an alert says: fixed words around a reference, a due time, a count and a link.

AlertText has no field that could hold what a visitor wrote.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from intake.alerts.digest import Line
from intake.words import Channel, Event

# Where an alert leads that is about no single item.
PLACES = {
    Event.QUEUE_WAITING: "/staff/queue",
    Event.QUEUE_NOTICED: "/staff/queue",
    Event.DESK_UNSETTLED: "/staff/desk/closing",
    Event.WATCH_TROUBLE: "/staff/status",
}
TEMPLATES = Path(__file__).parents[2] / "templates" / "email"


@dataclass(frozen=True)
class AlertText:
    """All that the texts may use. `count` is how many wait in the queue, for that event only.

    `path`, `sentence` and `stop_path` are those of a letter to one person (letters.Said), `lines`
    what waits, `also` the references of other alerts that the same short message tells of.
    `from_at`: before when nobody need call.
    """

    event: Event
    site: str
    time_zone: str
    reference: str
    created_at: datetime
    due_at: datetime | None
    count: int | None
    base_url: str
    path: str = ""
    sentence: str = ""
    lines: tuple[Line, ...] = ()
    stop_path: str = ""
    also: tuple[str, ...] = ()
    from_at: datetime | None = None

    @property
    def due(self) -> str:
        """The due time as the site's people read it off their wall: Monday 2 March, 15:40 CET."""
        if self.due_at is None:
            return ""
        local = self.due_at.astimezone(zone(self.time_zone))
        return f"{local:%A} {local.day} {local:%B}, {local:%H:%M} {local:%Z}"

    @property
    def when(self) -> str:
        """When to call, on the same wall: by 15:40, between two times, or from the next try on."""
        if self.due_at is None or self.from_at is None:
            return f"by {self.due}" if self.due else ""
        here = zone(self.time_zone)
        begins, ends = self.from_at.astimezone(here), self.due_at.astimezone(here)
        day = f"{begins:%A} {begins.day} {begins:%B}"
        if begins >= ends:
            return f"from {day}, {begins:%H:%M} {begins:%Z}"
        if begins.date() == ends.date():
            return f"between {begins:%H:%M} and {ends:%H:%M} {ends:%Z} on {day}"
        return f"between {day}, {begins:%H:%M} and {self.due}"

    def since(self, line: Line) -> str:
        """Say since when this one waits, on the site's clock."""
        local = line.received_at.astimezone(zone(self.time_zone))
        return f"{local:%A}, {local:%H:%M}"

    @property
    def waiting(self) -> str:
        if not self.count:
            return "nothing waits"
        return "1 comment waits" if self.count == 1 else f"{self.count} comments wait"

    @property
    def link(self) -> str:
        if self.also:
            return f"{self.base_url}/staff/desk"
        if self.path:
            return self.base_url + self.path
        if self.event in PLACES:
            return self.base_url + PLACES[self.event]
        if self.event is Event.DUTY_NOBODY and not self.reference:
            return f"{self.base_url}/staff/rung"
        return f"{self.base_url}/staff/desk/{self.reference}".rstrip("/")

    @property
    def stop_link(self) -> str:
        return self.base_url + self.stop_path if self.stop_path else ""


@dataclass(frozen=True)
class AnswerText(AlertText):
    """What a letter says that answers a visitor: the words of whoever answers, and nobody else's.

    Only the template of this one event prints them; an alert to the site's people is never one.
    """

    words: str = ""


@dataclass(frozen=True)
class Letter:
    """One alert to one destination. `message_id` is the same at every try."""

    channel: Channel
    address: str
    secret: str
    message_id: str
    text: AlertText


def zone(name: str) -> ZoneInfo:
    """Return the time zone; UTC for a name that nobody knows, for the alert matters more."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def one_line(text: str) -> str:
    """Return the text as one line without what could break a header or turn its direction.

    Python's email takes `=?…?=` for an encoded word, decodes a line break in it, and writes that.
    """
    printable = "".join(letter for letter in " ".join(text.split()) if letter.isprintable())
    return printable.replace("=?", "= ?")


# Plain text is the only output, so there is nothing to escape for.
_templates = Environment(  # noqa: S701
    loader=FileSystemLoader(TEMPLATES),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def subject(alert: AlertText) -> str:
    """Return the subject of a mail, on one line."""
    return one_line(_render(alert, "subject"))


def text(alert: AlertText) -> str:
    """Return the text of a mail."""
    return _render(alert, "text").strip() + "\n"


def _render(alert: AlertText, part: str) -> str:
    return _templates.get_template(f"{alert.event}/{part}.txt").render(alert=alert)


def payload(alert: AlertText) -> str:
    """Return the body of a webhook: thin, so that whoever wants more must sign in and ask."""
    data: dict[str, str | int] = {}
    if alert.reference:
        data["reference"] = alert.reference
    if alert.due_at:
        data["due_at"] = _iso(alert.due_at)
    if alert.count is not None:
        data["waiting"] = alert.count
    body = {"type": alert.event, "timestamp": _iso(alert.created_at), "data": data}
    return json.dumps(body, separators=(",", ":"))


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
