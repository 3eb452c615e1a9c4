"""How ladders, rosters and what happened on them are said to people."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from intake.duty.climbing_store import Happened
from intake.duty.dry_run import Gap, Lacking, Line
from intake.duty.firing import What
from intake.duty.ladders import ON_DUTY, PERSON, ROLE, Counts, Step
from intake.duty.roster import Member
from intake.words import Channel, Role

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ROLES = {
    Role.STAFF: "Everybody on the staff",
    Role.MODERATOR: "All moderators",
    Role.OWNER: "The owners",
}
WHO = {ON_DUTY: "Whoever is on duty", **{f"{ROLE}{role}": said for role, said in ROLES.items()}}
COUNTS = {
    Counts.OPEN: "minutes of opening time after the step before",
    Counts.CLOCK: "minutes by the clock after the step before",
    Counts.SHARE: "percent of the promised time",
}
CHANNELS = {
    Channel.PAGE: "the desk’s page",
    Channel.PUSH: "push message",
    Channel.SMS: "SMS",
    Channel.CHAT: "chat",
    Channel.EMAIL: "e-mail",
    Channel.WEBHOOK: "webhook",
}
LACKS = {
    Channel.PAGE: "does not use the desk’s page",
    Channel.PUSH: "has no app for push messages",
    Channel.SMS: "has no SMS",
    Channel.CHAT: "has no chat",
    Channel.EMAIL: "has no e-mail",
    Channel.WEBHOOK: "has no webhook",
}
BECAME = {
    "withdrawn": "taken back before it was sent",
    "refused": "not delivered yet",
    "unknown": "perhaps not delivered",
    "needs_attention": "could not be delivered",
    "pending": "not sent yet",
}
HAPPENED = {
    What.NOBODY: "Nobody could be told, so the next step was at once",
    What.CLAIM_EXPIRED: "The claim ended without a call, and it rang again",
    What.WITHDRAWN: "Alerts that were not sent yet were taken back",
    What.REPAIRED: "It had no next step, and was given one",
}
OF_PERSON = {
    What.QUIET: "{name} is told when the quiet hours end",
    What.INSTEAD: "{name} was told instead, being on duty",
}


def who(step: Step, members: Mapping[int, Member]) -> str:
    """Say whom a step rings."""
    if not step.who.startswith(PERSON):
        return WHO[step.who]
    member = members.get(int(step.who.removeprefix(PERSON)))
    return (member.name or member.email) if member else "Somebody who has left"


def channel(value: str) -> str:
    """Say by which way."""
    return CHANNELS[Channel(value)] if value in list(Channel) else value


def happened(one: Happened) -> str:
    """Say what happened to a callback on its ladder."""
    name = one.name or "Somebody"
    if one.what == What.TOLD:
        by = f" by {channel(one.channel)}" if one.channel else ""
        became = BECAME.get(one.state, "")
        if one.channel == Channel.PAGE and one.state == "pending":
            became = ""
        return f"{name} was told{by}{f', {became}' if became else ''}"
    what = What(one.what)
    return OF_PERSON[what].format(name=name) if what in OF_PERSON else HAPPENED[what]


def line(one: Line) -> str:
    """Say what would happen."""
    if one.what is What.NOBODY:
        return "Nobody is there. An owner is told, and the next step is at once"
    if one.what is What.QUIET:
        return f"{one.name} is told when the quiet hours end"
    by = channel(one.way.channel) if one.way else ""
    about = ", that nobody is there" if one.is_alarm else ""
    if one.lacks:
        return f"{one.name} {lacks(one.lacks)}: by {by} instead"
    return f"{one.name} by {by}{about}"


def lacks(value: str) -> str:
    """Say that somebody has no way of this kind."""
    return LACKS[Channel(value)]


def lacking(one: Lacking) -> str:
    """Say who cannot be told by the way that a step wants."""
    return f"Step {one.step}: {one.name} {lacks(one.channel)}"


def at_once(number: int) -> str:
    """Say who is told outside the ladder."""
    if not number:
        return "At once nobody is told: the ladder alone decides."
    return f"At once: the addresses that are told of everything ({number}), then the ladder."


def gap(one: Gap) -> str:
    """Say what is missing in a stretch of time."""
    steps = ", ".join(map(str, one.steps))
    said = f"step {steps} finds nobody" if len(one.steps) == 1 else f"steps {steps} find nobody"
    parts = [said] if one.steps else []
    if one.is_night:
        parts.append("in the quiet hours, and nobody is on duty")
    return ", ".join(parts)


def minute(number: int) -> str:
    """Say a minute of the day: 22:00."""
    return f"{number // 60 % 24:02}:{number % 60:02}"


def moment(at: datetime, zone: ZoneInfo) -> str:
    """Say an instant on the site's clock."""
    local = at.astimezone(zone)
    return f"{local:%A}, {local.day} {local:%B}, {local:%H:%M}"


def short_moment(at: datetime, zone: ZoneInfo) -> str:
    """Say the same where there is little room."""
    local = at.astimezone(zone)
    return f"{local:%a}, {local.day} {local:%b}, {local:%H:%M}"


def stretch(since: datetime, until: datetime, zone: ZoneInfo) -> str:
    """Say from when to when, with the second day where it is another."""
    begins, ends = since.astimezone(zone), until.astimezone(zone)
    if begins.date() == ends.date():
        return f"{moment(since, zone)} to {ends:%H:%M}"
    return f"{moment(since, zone)} to {moment(until, zone)}"
