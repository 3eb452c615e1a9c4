"""DECIDE: how filters and orders of the queue are called where a moderator chooses one."""

from __future__ import annotations

from intake.moderation.wanted import Age, Sort
from intake.words import Evidence, Kind, Label

SORTS = {
    Sort.NEWEST: "Newest first",
    Sort.OLDEST: "Oldest first",
    Sort.NEED: "What needs you most",
    Sort.SUREST: "What the machine is surest of",
}
AGES = {
    Age.DAY: "Older than a day",
    Age.WEEK: "Older than a week",
    Age.MONTH: "Older than 30 days",
}
KINDS = {
    Kind.COMMENT: "Comments",
    Kind.CONTACT: "Messages",
    Kind.CALLBACK: "Callback requests",
}
BANDS = {
    Label.HAM: "Probably fine",
    Label.UNSURE: "Hard to say",
    Label.SPAM: "Almost surely spam",
}
REASONS = {
    Evidence.TRAP: "Hidden field filled in",
    Evidence.FAST: "Sent very fast",
    Evidence.NO_TICKET: "No bot check",
    Evidence.STALE_TICKET: "Page open for very long",
    Evidence.UNJUDGED: "Not read by the machine",
    Evidence.NEEDS_ATTENTION: "Needs attention",
    Evidence.ODD_PHONE: "Odd phone number",
    Evidence.EMERGENCY: "Words of emergency",
    Evidence.TRIAL: "Trial of our own",
    Evidence.SHOWS_ADDRESS: "Shows an address",
    Evidence.BURST: "Sender sends many",
    Evidence.SAME_TEXT: "Same words as others",
    Evidence.RUDE: "Rude words",
    Evidence.PRIVATE: "May be private",
    Evidence.TELLS_PHONE: "Tells a phone number",
    Evidence.TELLS_PLACE: "Tells a place",
    Evidence.TELLS_HEALTH: "Tells of health",
    Evidence.WANTS_CALL: "Wants a call",
    Evidence.SAMPLE: "Sample of sure spam",
}
# What is narrowed by a link, not by words that one types.
LINKED = {
    "address": "from one email address",
    "alike": "with nearly the same text",
    "link": "with the same link",
    "sender": "from the same network",
}
