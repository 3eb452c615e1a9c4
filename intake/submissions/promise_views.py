"""The pages of callers: choosing another time, and saying that no call is wanted any more.

Whoever has the receipt may do both; nothing of what was written is shown. Opening a page changes
nothing. Each form has a pass of ours: another website's form has none.
"""

from __future__ import annotations

from typing import Any

from flask import (
    Blueprint,
    Response,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from intake import audit, clock, passes
from intake.db import transaction
from intake.errors import NotFound
from intake.promises import service as promises
from intake.promises.service import WindowGone
from intake.sites import service as sites
from intake.sites.service import SiteView
from intake.submissions import arriving, emergency_words, readings, receipts, window_field
from intake.submissions.calling import Call
from intake.submissions.progress import CANCEL, LOCK, MOVED, Tell
from intake.submissions.promise_forms import WindowForm
from intake.submissions.readings import Progress
from intake.words import Status

bp = Blueprint("promises", __name__)

DAY_SECONDS = 24 * 3600
NO_TICKET = "This page was open for too long. Nothing was changed: press the button once more."
CHANGED = "The time was changed meanwhile. Look at what holds now, and choose again if you like."


@bp.app_context_processor
def _for_forms() -> dict[str, Any]:
    return {"emergency_of": emergency_words.of}


@bp.after_request
def _keep_secret(response: Response) -> Response:
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "same-origin"
    return response


@bp.route("/receipts/<receipt>/window", methods=["GET", "POST"])
def change(receipt: str) -> ResponseReturnValue:
    """Show the times there are now, and promise the one that is chosen."""
    progress, site, call = _found(receipt)
    if not call.is_open:
        return _too_late(receipt)
    if request.method != "POST":
        return _choose(receipt, WindowForm(site, held=promises.of(progress.id)), 200)
    arriving.knock()
    form = WindowForm(site, request.form)
    if not form.validate():
        return _choose(receipt, form, 422)
    seen = _seen("window", progress)
    promise = promises.of(progress.id)
    if seen is None or promise is None or str(promise.due_at.timestamp()) != seen:
        form.say(NO_TICKET if seen is None else CHANGED)
        return _choose(receipt, form, 409)
    try:
        with transaction():
            promises.take_turn(site.id)
            _tell(LOCK, progress.id)
            if promises.change(site, progress.id, promise.due_at, form.window.data):
                subject = f"submission:{progress.id}"
                audit.note("callback.move", account_id=None, site_id=site.id, subject=subject)
                _tell(MOVED, progress.id)
    except WindowGone as gone:
        window_field.refuse(form, gone)
        return _choose(receipt, form, gone.status)
    return redirect(url_for("submissions.thanks", receipt=receipt), code=303)


@bp.route("/receipts/<receipt>/cancel", methods=["GET", "POST"])
def cancel(receipt: str) -> ResponseReturnValue:
    """Ask once, and then take the request back."""
    progress, _, call = _found(receipt)
    if request.method == "POST":
        arriving.knock()
        seen = _seen("cancel", progress)
        if call.is_open and seen is None:
            return _ask(receipt, NO_TICKET, 409)
        if seen is not None and _cancelled(receipt, progress):
            return redirect(url_for("submissions.thanks", receipt=receipt), code=303)
    return _ask(receipt, "", 200) if _found(receipt)[2].is_open else _too_late(receipt)


def _cancelled(receipt: str, progress: Progress) -> bool:
    """Take it back; say whether it is, be it by this press of the button or by one before."""
    with transaction():
        _tell(LOCK, progress.id)
        now = readings.progress(receipt)
        is_spam = now is not None and now.status is Status.SPAM  # of which its sender is not told
        if promises.cancel(progress.id, even_settled=is_spam):
            _tell(CANCEL, progress.id)
    promise = promises.of(progress.id)
    return promise is not None and promise.cancelled_at is not None


def _found(receipt: str) -> tuple[Progress, SiteView, Call]:
    progress = readings.progress(receipt)
    call = receipts.called(progress) if progress else None
    if progress is None or call is None:
        raise NotFound("There is no request to be called with a receipt of this number here.")
    site = next(site for site in sites.everything() if site.id == progress.site_id)
    return progress, site, call


def _choose(receipt: str, form: WindowForm, status: int) -> Response:
    progress, _, _ = _found(receipt)
    promise = promises.of(progress.id)
    seen = str(promise.due_at.timestamp()) if promise else ""
    ticket = passes.issue("window", [progress.id, seen], clock.now())
    return _drawn(receipt, status, "window", form=form, ticket=ticket)


def _ask(receipt: str, problem: str, status: int) -> Response:
    progress, _, _ = _found(receipt)
    ticket = passes.issue("cancel", [progress.id, ""], clock.now())
    return _drawn(receipt, status, "cancel", problem=problem, ticket=ticket)


def _too_late(receipt: str) -> Response:
    return _drawn(receipt, 410, "no_more")


def _drawn(receipt: str, status: int, page: str, **more: Any) -> Response:
    progress, site, call = _found(receipt)
    return make_response(
        render_template(
            f"submissions/{page}.html",
            site=site,
            receipt=receipt,
            reference=progress.reference,
            call=call,
            **more,
        ),
        status,
    )


def _seen(purpose: str, progress: Progress) -> str | None:
    """Return what the form showed; None if it is not ours, or too old."""
    try:
        id_, seen = passes.read(purpose, request.form.get("ticket", ""), DAY_SECONDS)
    except passes.PassUnusable:
        return None
    return str(seen) if id_ == progress.id else None


def _tell(key: str, submission_id: int) -> None:
    tell: Tell | None = current_app.extensions.get(key)
    if tell:
        tell(submission_id)
