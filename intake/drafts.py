"""The glossary, continued: what a valid form yields before it is stored."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class CommentDraft:
    """A valid comment, before it is stored."""

    path: str
    author: str
    email: str
    website: str
    text: str
    wants_mail: bool = False  # of what becomes of it


@dataclass(frozen=True)
class FieldAnswer:
    """What was filled in beyond the fields that every desk knows, with what the visitor read.

    `type` is that of the declared field. `shown` is the whole text beside a tick, and empty for
    anything else.
    """

    name: str
    type: str
    label: str
    value: str
    is_private: bool = False
    shown: str = ""


@dataclass(frozen=True)
class ContactDraft:
    """A valid contact message, before it is stored. `phone` is E.164 or empty.

    `form` names the declared form if it is not the usual one of its kind; `form_id` its version.
    """

    name: str
    email: str
    phone: str
    phone_typed: str
    phone_extension: str
    text: str
    answers: tuple[FieldAnswer, ...] = ()
    form: str = ""
    form_id: int | None = None


@dataclass(frozen=True)
class CallbackDraft:
    """A valid request to be called. `phone` is E.164; `window` is a key of the site's windows."""

    name: str
    phone: str
    phone_typed: str
    phone_extension: str
    email: str
    window: str
    is_voicemail_ok: bool
    text: str
    is_text_ok: bool = False
    is_only_number: bool = False
    language: str = ""  # to be spoken to in, as ISO 639-1; empty: the site's own
    answers: tuple[FieldAnswer, ...] = ()
    form: str = ""
    form_id: int | None = None


Draft = CommentDraft | ContactDraft | CallbackDraft
