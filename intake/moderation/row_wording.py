"""DECIDE: the few words in a row of the queue: its chips, what a button does, who else is there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from intake.moderation.rule_conditions import Act
from intake.moderation.wording import END_ISOLATE, ISOLATE, became, where
from intake.times import since
from intake.words import Action, Evidence, Kind, Status

GONE = "This is gone meanwhile."
# What wording.EVIDENCE says, in a few words.
CHIPS = {
    Evidence.TRAP: "filled a hidden field",
    Evidence.FAST: "sent faster than one types",
    Evidence.NO_TICKET: "no bot check",
    Evidence.STALE_TICKET: "page open very long",
    Evidence.UNJUDGED: "not judged by the machine",
    Evidence.NEEDS_ATTENTION: "judging failed",
    Evidence.ODD_PHONE: "phone may not exist",
    Evidence.EMERGENCY: "words of emergency",
    Evidence.TRIAL: "trial of our own",
    Evidence.SHOWS_ADDRESS: "shows an email address",
    Evidence.BURST: "many from this sender",
    Evidence.SAME_TEXT: "same text as others",
    Evidence.RUDE: "rude words",
    Evidence.PRIVATE: "tells something private",
    Evidence.TELLS_PHONE: "tells a phone number",
    Evidence.TELLS_PLACE: "tells a postal address",
    Evidence.TELLS_HEALTH: "tells of health",
    Evidence.WANTS_CALL: "asks for a call",
    Evidence.SAMPLE: "sample of sure spam",
}


def alike(others: int) -> str:
    """Say how many others have nearly the same text."""
    return f"same text as {'1 other' if others == 1 else f'{others} others'}"


def links(number: int) -> str:
    """Say how many links are in the words."""
    return "1 link" if number == 1 else f"{number} links"


def author(*, is_confirmed: bool, number: int) -> str:
    """Say what is known of an author; nothing of one that nobody knows."""
    if is_confirmed:
        return f"author confirmed, {number or 'none'} published"
    return f"{number} published, author not confirmed" if number else ""


def follows(kind: Kind, status: Status, action: Action, path: str) -> str:
    """Say what will happen when a button is pressed."""
    page = f"{ISOLATE}{path}{END_ISOLATE}"
    if action is Action.APPROVE:
        if kind is not Kind.COMMENT:
            return "It goes to the desk, and the staff are told."
        return f"It appears on {page} at once."
    is_public = kind is Kind.COMMENT and status is Status.APPROVED
    place = f"It leaves {page} at once" if is_public else "It is not published"
    if kind is not Kind.COMMENT:
        place = "It stays off the desk"
    return {
        Action.REJECT: f"{place}; its author is no spammer.",
        Action.SPAM: f"{place}, and the machine learns that it is spam.",
        Action.TRASH: f"{place}; nothing is learnt from it.",
    }.get(action, "It is again as it was before.")


def was_decided(kind: Kind, status: Status, who: str, at: datetime) -> str:
    """Say that somebody was first."""
    return f"{became(kind, status).capitalize()} by {who}, {since(at)}."


def is_now(kind: Kind, status: Status) -> str:
    """Say where an item is that no person put there."""
    if status is Status.PENDING:
        return "The machine has read this now."
    return f"This is {where(kind, status)} now."


def looking(names: Sequence[str]) -> str:
    """Say who else has an item before them."""
    first = f"{ISOLATE}{names[0]}{END_ISOLATE}"
    if len(names) == 1:
        return f"{first} is looking at this"
    others = f"{ISOLATE}{names[1]}{END_ISOLATE}" if len(names) == 2 else f"{len(names) - 1} others"
    return f"{first} and {others} are looking at this"


DID = {
    Act.HOLD: ("held it", "would have held it"),
    Act.SPAM: ("put it into the spam box", "would have put it into the spam box"),
    Act.APPROVE: ("published it", "would have published it"),
    Act.NOTIFY: ("told the moderators of it", "would have told the moderators of it"),
    Act.CLOSE: ("closed its page to comments", "would have closed its page to comments"),
}


def met(name: str, act: Act, *, acted: bool) -> str:
    """Say what a rule did with an item, or would have done."""
    did, would = DID[act]
    return f"“{name}” {did if acted else would}."
