"""The desk's card, written on: answers by mail, taken back for half a minute, and notes."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from intake.accounts import guard
from intake.alerts.destinations import WrongAddress
from intake.alerts.tables import DeliveryState
from intake.callbacks import answering, desk_notes, pages, service
from intake.callbacks.answering import Given
from intake.callbacks.attempts import NotPossible
from intake.callbacks.message_forms import AnswerForm, NoteForm
from intake.callbacks.store import Task
from intake.errors import Conflict, IntakeError
from intake.words import Role

bp = Blueprint("messages", __name__)
bp.context_processor(pages.said)

CARD = "/staff/desk/<reference>"
STATES = {
    DeliveryState.ACCEPTED: "Sent",
    DeliveryState.WITHDRAWN: "Taken back: it was not sent",
    DeliveryState.NEEDS_ATTENTION: "It could not be sent: the mail server refuses it",
}


@bp.app_context_processor
def _written() -> dict[str, Any]:
    """What the card includes, whichever view draws it."""
    return {
        "mailed_answers": answering.of,
        "answer_form": _answer_form,
        "answer_state": _state,
        "notes_of": desk_notes.of,
        "note_form": lambda: g.get("note_form") or NoteForm(formdata=None),
    }


@bp.get(f"{CARD}/mail")
@bp.get(f"{CARD}/note")
@bp.get(f"{CARD}/mails/<{guard.ROW_ID}:answer_id>/withdraw")
@guard.requires(Role.STAFF)
def back_to_card(reference: str, answer_id: int = 0) -> ResponseReturnValue:  # noqa: ARG001
    """Lead whoever comes by the address of a button, as after signing in anew, to its card."""
    return redirect(url_for("callbacks.task", reference=reference, site=request.args.get("site")))


@bp.post(f"{CARD}/mail")
@guard.requires(Role.STAFF)
def answer(reference: str) -> ResponseReturnValue:
    """Answer by mail, and close it if that is what the button says."""
    found = pages.only(reference)
    form = g.answer_form = AnswerForm(request.form)
    if not form.validate():
        raise NotPossible(_first_error(form))
    is_new = answering.answer(found, guard.me(), form.words.data, form.turn.data)
    if request.form.get("then") != "close":
        return pages.done(found)
    if is_new:
        service.close(found, guard.me())
    session["closed"] = [found.site_id, found.reference]
    return redirect(url_for("callbacks.desk"), code=303)


@bp.post(f"{CARD}/mails/<{guard.ROW_ID}:answer_id>/withdraw")
@guard.requires(Role.STAFF)
def withdraw(reference: str, answer_id: int) -> ResponseReturnValue:
    """Take an answer back before it goes out."""
    found = pages.only(reference)
    answering.withdraw(found, guard.me(), answer_id)
    return pages.done(found)


@bp.post(f"{CARD}/note")
@guard.requires(Role.STAFF)
def note(reference: str) -> ResponseReturnValue:
    """Leave a note for colleagues."""
    found = pages.only(reference)
    form = g.note_form = NoteForm(request.form)
    if not form.validate():
        raise NotPossible(_first_error(form))
    desk_notes.add(found, guard.me(), form.note.data)
    return pages.done(found)


@bp.errorhandler(Conflict)
@bp.errorhandler(NotPossible)
@bp.errorhandler(WrongAddress)
def _refuse(refusal: IntakeError) -> ResponseReturnValue:
    """Show the card as it is now, with the reason; what was typed is still there."""
    return pages.refused((request.view_args or {})["reference"], refusal)


def _answer_form(task: Task) -> AnswerForm:
    """Return the form as it was sent; or a new one, with the words of what was just taken back."""
    if form := g.get("answer_form"):
        return form  # type: ignore[no-any-return]
    last = next(iter(reversed(answering.of(task))), None)
    words = last.words if last and last.is_withdrawn else ""
    return AnswerForm(formdata=None, turn=secrets.token_hex(8), words=words)


def _state(given: Given) -> str:
    if given.seconds_left:
        return f"Goes out in {given.seconds_left} s"
    return STATES.get(given.state, "On its way")


def _first_error(form: AnswerForm | NoteForm) -> str:
    return next(f"{sentences[0]}." for sentences in form.errors.values())
