"""How a single thing that was noted in the audit log is said: people by name, outcomes in words."""

from __future__ import annotations

from intake.privacy.readings import PEOPLE, Line

ISOLATE, END_ISOLATE = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"

# What came of a call, as the desk notes it; this slice does not know the desk.
OUTCOMES = {
    "reached": "reached",
    "booked": "reached, and booked",
    "no_answer": "no answer",
    "voicemail": "left a voicemail",
    "wrong_number": "wrong number",
    "asked_later": "asked to be called later",
    "not_real": "not a real request",
    "cancelled": "cancelled by the caller before",
}


def isolated(words: str) -> str:
    """Keep the direction of somebody's name from turning the words around it."""
    return f"{ISOLATE}{words}{END_ISOLATE}"


def of(line: Line) -> dict[str, str]:
    """Return all that was noted, each in words."""
    return {name: said(line, name) for name in line.details}


def said(line: Line, name: str) -> str:
    """Return one thing that was noted in words."""
    value = line.details[name]
    if name in PEOPLE and isinstance(value, int):
        known = line.people.get(value, "")
        return isolated(known) if known else f"account {value}"
    if name == "outcome":
        return OUTCOMES.get(str(value), str(value).replace("_", " "))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value)
