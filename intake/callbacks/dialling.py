"""CALL BACK, dialled: everything that whoever calls must know, and a voicemail that tells nothing.

Numbers are shown in full to whoever has claimed the item, and was noted as having seen them then.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from intake.callbacks import joining, letters, service, store
from intake.callbacks.store import Part, Task

LANGUAGES = {
    "en": "English", "es": "Spanish", "de": "German", "fr": "French", "it": "Italian",
    "pt": "Portuguese", "pl": "Polish", "tr": "Turkish", "ar": "Arabic", "ru": "Russian",
    "uk": "Ukrainian", "vi": "Vietnamese", "ko": "Korean", "zh": "Chinese", "ht": "Haitian Creole",
}  # fmt: skip
# Whoever else hears it learns no more than that somebody asks to be called. No name of ours.
SCRIPTS = {
    "en": "Hello, this is a message for {name}. Please call us back at … . "
    "The reference is {reference}. Thank you.",
    "es": "Hola, este es un mensaje para {name}. Por favor, llámenos al … . "
    "La referencia es {reference}. Gracias.",
    "de": "Guten Tag, dies ist eine Nachricht für {name}. Bitte rufen Sie uns zurück unter … . "
    "Das Zeichen ist {reference}. Danke.",
}


@dataclass(frozen=True)
class Asked:
    """One request of somebody, opened. `number` and `tel` are empty unless they may be dialled."""

    submission_id: int
    reference: str
    received_at: datetime
    name: str
    text: str
    masked: str
    number: str
    tel: str
    language: str


def asked(task: Task, account_id: int) -> list[Asked]:
    """Return all that was asked here, the newest first."""
    since = joining.joined_at(task.submission_id)
    parts = {id_: part for id_ in (task.submission_id, *since) if (part := store.part(id_))}
    seen_at = _seen_at(task, account_id)
    found = [
        _asked(id_, part, may_dial=seen_at is not None and _was(since.get(id_), seen_at))
        for id_, part in parts.items()
    ]
    return sorted(found, key=lambda one: (one.received_at, one.submission_id), reverse=True)


def numbers(asked_: Iterable[Asked]) -> list[Asked]:
    """Return one request for each number that may be dialled, the newest first."""
    return list({one.tel: one for one in reversed([*asked_]) if one.tel}.values())[::-1]


def first(task: Task, asked_: Iterable[Asked]) -> Asked:
    """Return the request that the item began with: whoever came later may be a stranger."""
    return next(one for one in asked_ if one.submission_id == task.submission_id)


def language(code: str) -> str:
    """Say which language to speak."""
    return LANGUAGES.get(code, code.upper())


def script(code: str, name: str, reference: str) -> str:
    """Return what to say to a machine: a first name, and how to ask for us."""
    spoken = ", ".join(" ".join(part) for part in reference.split("-"))
    first = (name.split() or [""])[0]
    return SCRIPTS.get(code, SCRIPTS["en"]).format(name=first, reference=spoken)


def _seen_at(task: Task, account_id: int) -> datetime | None:
    """Return when this person was noted as seeing the numbers, if they have the item now."""
    if task.claimed_until is None or not task.is_claimed or task.claimed_by != account_id:
        return None
    return task.claimed_until - timedelta(minutes=service.CLAIM_MINUTES)


def _was(joined_at: datetime | None, seen_at: datetime) -> bool:
    return joined_at is None or joined_at <= seen_at


def _asked(id_: int, part: Part, *, may_dial: bool) -> Asked:
    tel = _tel(part)
    return Asked(
        submission_id=id_,
        reference=part.reference,
        received_at=part.received_at,
        name=letters.opened(part.name_sealed, "name", part.receipt),
        text=letters.opened(part.text_sealed, "text", part.receipt),
        masked=letters.masked(part.phone_sealed, "phone", part.receipt),
        number=letters.opened(part.phone_sealed, "phone", part.receipt, letters.readable)
        if may_dial
        else "",
        tel=tel if may_dial and tel.startswith("+") else "",
        language=part.language,
    )


def _tel(part: Part) -> str:
    return letters.opened(part.phone_sealed, "phone", part.receipt)
