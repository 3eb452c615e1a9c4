"""DECIDE: how statuses, verdicts, evidence and decisions are said to a moderator."""

from __future__ import annotations

from intake.words import Action, Evidence, Kind, Label, Status

BUTTONS = {
    Action.APPROVE: "Approve",
    Action.REJECT: "Reject",
    Action.SPAM: "Spam",
    Action.TRASH: "Trash",
    Action.UNDO: "Undo",
}

ISOLATE, END_ISOLATE = "\u2068", "\u2069"  # a name written right to left stays in its place

NAMES = {Kind.COMMENT: "comment", Kind.CONTACT: "message", Kind.CALLBACK: "callback request"}

OPINIONS = {
    Label.HAM: "probably fine",
    Label.UNSURE: "hard to say",
    Label.SPAM: "surely spam",
}
LOOKS_LIKE_SPAM = 0.8  # from here on it does, though nothing proves that it is
STRENGTHS = {1: "a little", 2: "clearly", 3: "strongly"}

EVIDENCE = {
    Evidence.TRAP: "A field that people cannot see was filled in.",
    Evidence.FAST: "It was sent faster than a person types.",
    Evidence.NO_TICKET: "It came through the website's own form, without our bot check.",
    Evidence.STALE_TICKET: "The page had been open for a very long time.",
    Evidence.UNJUDGED: "Not judged by the machine: please read it with care.",
    Evidence.NEEDS_ATTENTION: "Needs attention: judging it failed again and again.",
    Evidence.ODD_PHONE: "The phone number may not be in use.",
    Evidence.EMERGENCY: "It has words of emergency.",
    Evidence.TRIAL: "Intake sent it itself, to try the way.",
    Evidence.SHOWS_ADDRESS: "It shows an email address: once published, everybody can read it.",
    Evidence.BURST: "Its sender has sent many within a few minutes.",
    Evidence.SAME_TEXT: "Others came with nearly the same words.",
    Evidence.RUDE: "It has rude words.",
    Evidence.PRIVATE: "It may tell something private that everybody would read.",
    Evidence.TELLS_PHONE: "It seems to tell a phone number.",
    Evidence.TELLS_PLACE: "It seems to tell a postal address.",
    Evidence.TELLS_HEALTH: "It seems to tell of its writer’s health.",
    Evidence.WANTS_CALL: "It seems to ask for a call.",
    Evidence.SAMPLE: "The machine is sure of spam and shows you this one as a sample.",
}
# What nobody may overlook: these come first, and in bold.
MARKS = {
    Evidence.UNJUDGED,
    Evidence.NEEDS_ATTENTION,
    Evidence.SHOWS_ADDRESS,
    Evidence.PRIVATE,
}
MEANINGS = (
    "Reject: not published, but its author is no spammer. "
    "Spam: not published, and kept as an example to teach the machine. "
    "Trash: out of the way, and neither of the two."
)


def verdict(label: Label, probability: float) -> str:
    """Say what the machine thinks."""
    opinion = OPINIONS[label]
    if label is Label.UNSURE and probability >= LOOKS_LIKE_SPAM:
        opinion = "looks like spam"
    return f"The machine thinks: {opinion} ({percent(probability)}\N{NO-BREAK SPACE}spam)"


def bands(label: Label, probability: float, ham_below: float, spam_from: float | None) -> str:
    """Say why this went where it did, and where the machine would be sure."""
    at = f"At {percent(probability)}"
    real = f"Below {bar(ham_below)} it would be sure that this is a real message"
    spam = "nothing is called spam by the machine alone until it has learnt enough"
    if spam_from is not None:
        spam = f"from {bar(spam_from)} on that it is spam"
    if label is Label.HAM:
        return f"{at} it is below {bar(ham_below)}: the machine is sure that this is real."
    if label is Label.SPAM and spam_from is not None:
        return f"{at} it is above {bar(spam_from)}: the machine is sure that this is spam."
    return f"{at} it is held for a person. {real}{',' if spam_from is not None else ';'} {spam}."


def alike(others: int) -> str:
    """Say how many others have nearly the same text."""
    return f"Nearly the same text as {'one other' if others == 1 else f'{others} others'}."


def percent(probability: float) -> str:
    """Say a probability without ever claiming to be certain."""
    number = round(probability * 100)
    said = "under 1" if number < 1 else "over 99" if number > 99 else str(number)
    return f"{said}\N{NO-BREAK SPACE}%"


def bar(probability: float) -> str:
    """Say where a band begins, of which there is more to tell than that it is very low or high."""
    percents = min(max(probability * 100, 0.1), 99.9)
    said = f"{percents:.0f}" if 1 <= percents <= 99 else f"{percents:.1f}"
    return f"{said}\N{NO-BREAK SPACE}%"


def became(kind: Kind, status: Status) -> str:
    """Say what was done to an item that is now in this status, as in "… by Ada"."""
    if status is Status.APPROVED and kind is not Kind.COMMENT:
        return "put on the desk"
    return {
        Status.RECEIVED: "received",
        Status.PENDING: "put back into the queue",
        Status.APPROVED: "published",
        Status.REJECTED: "rejected",
        Status.SPAM: "marked as spam",
        Status.TRASHED: "put into the trash",
    }[status]


def done(kind: Kind, status: Status, what: str) -> str:
    """Say what was just done."""
    if status is Status.APPROVED and kind is not Kind.COMMENT:
        return f"Put {what} on the desk."
    return {
        Status.APPROVED: f"Published {what}.",
        Status.REJECTED: f"Rejected {what}.",
        Status.SPAM: f"Marked {what} as spam.",
        Status.TRASHED: f"Put {what} into the trash.",
    }.get(status, f"Put {what} back into the queue.")


def where(kind: Kind, status: Status) -> str:
    """Say where an item is now, after "is"."""
    if status is Status.APPROVED and kind is not Kind.COMMENT:
        return "on the desk"
    return {
        Status.RECEIVED: "being read by the machine",
        Status.PENDING: "waiting",
        Status.APPROVED: "published",
        Status.REJECTED: "rejected",
        Status.SPAM: "in spam",
        Status.TRASHED: "in the trash",
    }[status]


def what(kind: Kind, author: str, reference: str) -> str:
    """Name an item: a comment by its author, a message to the staff by its reference."""
    if kind is Kind.COMMENT:
        return f"the comment by {ISOLATE}{author}{END_ISOLATE}"
    return f"the {NAMES[kind]} {reference}"


def whose(name: str, *, is_me: bool) -> str:
    """Say whose."""
    return "your" if is_me else f"{name}’s"


def button(kind: Kind, action: Action) -> str:
    """Say what a button does."""
    if action is Action.APPROVE and kind is not Kind.COMMENT:
        return "Not spam: to the desk"
    return BUTTONS[action]
