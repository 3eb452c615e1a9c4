"""The list on paper, said: the letter of each outcome, and what a caller allowed, in few words."""

from __future__ import annotations

from intake.callbacks import dialling
from intake.callbacks.attempts import Outcome
from intake.callbacks.figures_wording import OUTCOMES
from intake.callbacks.sheet import Line

LETTERS = {
    "R": Outcome.REACHED,
    "B": Outcome.BOOKED,
    "N": Outcome.NO_ANSWER,
    "V": Outcome.VOICEMAIL,
    "W": Outcome.WRONG_NUMBER,
    "L": Outcome.ASKED_LATER,
    "X": Outcome.NOT_REAL,
}
MEANINGS = {letter: OUTCOMES[outcome] for letter, outcome in LETTERS.items()}


def allowed(line: Line) -> str:
    """Say what the caller allowed."""
    said = ["Voicemail" if line.is_voicemail_ok else "NO voicemail"]
    if line.is_text_ok:
        said.append("text message")
    if line.is_only_number:
        said.append("only this number")
    if line.language:
        said.append(f"speaks {dialling.language(line.language)}")
    return ", ".join(said)


def tried(line: Line) -> str:
    """Say how often we tried."""
    if not line.attempts:
        return ""
    return "Tried once" if line.attempts == 1 else f"Tried {line.attempts} times"
