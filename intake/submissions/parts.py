"""RECEIVE: what only a comment, a message or a callback request has, sealed and as a row."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from intake import db
from intake.declared.declaration import FREE
from intake.sealing import sealer
from intake.sites.service import SiteView
from intake.submissions import store
from intake.submissions.tables import CallbackRequest, Comment, ContactMessage
from intake.words import CallbackDraft, CommentDraft, ContactDraft, Draft, FieldAnswer

Part = tuple[type[db.Base], dict[str, Any]]


def of(site: SiteView, draft: Draft, receipt: str) -> Part:
    """Return the table and the values of this draft's part, sealed to its receipt."""
    if isinstance(draft, CommentDraft):
        return _comment(site, draft, receipt)
    if isinstance(draft, CallbackDraft):
        return _callback(site, draft, receipt)
    return _contact(site, draft, receipt)


def answers(draft: Draft, receipt: str) -> dict[str, Any]:
    """Return the values of this draft's FormAnswers; empty if it needs none."""
    if isinstance(draft, CommentDraft) or not (draft.answers or draft.form_id):
        return {}
    written = json.dumps([asdict(answer) for answer in draft.answers], ensure_ascii=False)
    return {"form_id": draft.form_id, "answers_sealed": seal(written, "answers", receipt)}


def opened_answers(sealed: str, receipt: str) -> list[FieldAnswer]:
    """Return the answers in the order of their form. Raises sealing.Unsealable."""
    written = unseal(sealed, "answers", receipt)
    return [FieldAnswer(**each) for each in json.loads(written or "[]")]


def with_free_texts(text: str, given: Iterable[FieldAnswer]) -> str:
    """Return a message with all else that its writer was free to write below it."""
    free = [answer.value for answer in given if answer.type in FREE]
    return "\n\n".join(part for part in (text, *free) if part)


def seal(text: str, column: str, receipt: str) -> str:
    """Seal one column of a submission."""
    return sealer().seal(text, f"{column}:{receipt}")


def unseal(sealed: str, column: str, receipt: str) -> str:
    """Open one column of a submission. Raises sealing.Unsealable."""
    return sealer().open(sealed, f"{column}:{receipt}")


def email_index(site: SiteView, email: str) -> str:
    """Return the blind index of an address on this site."""
    return sealer().index(email, f"email:{site.id}")


def phone_index(site: SiteView, phone: str) -> str:
    """Return the blind index of an E.164 number on this site."""
    return sealer().index(phone, f"phone:{site.id}")


def _comment(site: SiteView, draft: CommentDraft, receipt: str) -> Part:
    return Comment, {
        "thread_id": store.thread_id(site.id, draft.path),
        "author": draft.author,
        "email_sealed": seal(draft.email, "email", receipt),
        "email_index": email_index(site, draft.email),
        "website": draft.website,
        "text": draft.text,
        "wants_mail": draft.wants_mail,
    }


def _contact(site: SiteView, draft: ContactDraft, receipt: str) -> Part:
    return ContactMessage, {
        "name_sealed": seal(draft.name, "name", receipt),
        "email_sealed": seal(draft.email, "email", receipt),
        "email_index": email_index(site, draft.email),
        **_phone(draft, receipt),
        "text_sealed": seal(draft.text, "text", receipt),
    }


def _callback(site: SiteView, draft: CallbackDraft, receipt: str) -> Part:
    return CallbackRequest, {
        "name_sealed": seal(draft.name, "name", receipt),
        **_phone(draft, receipt),
        "phone_index": phone_index(site, draft.phone),
        "email_sealed": seal(draft.email, "email", receipt),
        "email_index": email_index(site, draft.email),
        "window": draft.window,
        "is_voicemail_ok": draft.is_voicemail_ok,
        "is_text_ok": draft.is_text_ok,
        "is_only_number": draft.is_only_number,
        "language": draft.language,
        "text_sealed": seal(draft.text, "text", receipt),
    }


def _phone(draft: ContactDraft | CallbackDraft, receipt: str) -> dict[str, str]:
    extension = f";ext={draft.phone_extension}" if draft.phone_extension else ""
    return {
        "phone_sealed": seal(draft.phone + extension, "phone", receipt),
        "phone_typed_sealed": seal(draft.phone_typed, "phone_typed", receipt),
    }
