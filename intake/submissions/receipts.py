"""The page behind a receipt: what happens next with what was sent, and how far it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import (
    Response,
    current_app,
    jsonify,
    make_response,
    render_template,
    request,
    url_for,
)

from intake import errorpages
from intake.errors import NotFound
from intake.sites import service as sites
from intake.sites.service import SiteView
from intake.submissions import (
    calling,
    emergency_words,
    endings,
    own_receipts,
    promises,
    readings,
    told,
)
from intake.submissions.calling import Call
from intake.submissions.readings import Progress
from intake.submissions.service import Receipt
from intake.submissions.told import Standing
from intake.words import Kind, Status

# Who knows when the staff closed a submission: the desk, which this slice must not know.
CLOSED_AT = "receipts_closed_at"
ClosedAt = Callable[[int], datetime | None]
# Who knows why a comment was rejected, in the site's own words: the queue. Perhaps nobody does.
REASON = "receipts_reason"
Reason = Callable[[int], str]


# Who writes to callers what is promised, inside the transaction that stores it, given its id.
LETTER = "receipts_letter"


def write_to_caller(receipt: Receipt) -> None:
    """Have a letter written that states the promise, if this is a callback and the site does so."""
    write: Callable[[int], object] | None = current_app.extensions.get(LETTER)
    progress = readings.progress(receipt.token) if write else None
    if write and progress and progress.kind is Kind.CALLBACK:
        write(progress.id)


def answer(receipt: str) -> Response:
    """Say how far it is, as a page or as JSON. Raises NotFound."""
    progress = readings.progress(receipt)
    if progress is None:
        raise NotFound("There is no receipt of this number here.")
    site = _site(progress)
    call = called(progress)
    standing = call.standing if call else _standing(progress, site)
    if standing.next:
        standing = replace(standing, next=promises.next_step(progress.kind, site))
    is_json = errorpages.wants_json()
    if is_json:
        response = _json(progress, standing, call)
    else:
        response = _page(progress, standing, site, receipt=receipt, call=call)
        if call:
            own_receipts.remember(response, receipt)
    response.vary.update(["Accept", "Origin", "Cookie"])
    origin = request.headers.get("Origin", "")
    if is_json and site.may_embed(origin):
        response.headers["Access-Control-Allow-Origin"] = origin
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def told_at_once(receipt: str) -> dict[str, Any]:
    """Return what else a program is told that sent this: what is promised, whom to call now."""
    progress = readings.progress(receipt)
    if progress is None or progress.kind is Kind.COMMENT:
        return {}
    call = called(progress)
    return (call.for_programs() if call else {}) | _urgent(progress)


def _site(progress: Progress) -> SiteView:
    return next(site for site in sites.everything() if site.id == progress.site_id)


def called(progress: Progress) -> Call | None:
    """Return how far a request to be called is; None for anything else."""
    if progress.kind is not Kind.CALLBACK:
        return None
    site = _site(progress)
    return endings.of_call(calling.of(progress, site, _closed_at(progress)), progress, site)


def _standing(progress: Progress, site: SiteView) -> Standing:
    standing = told.standing(progress.kind, progress.status, site, _closed_at(progress))
    is_message = progress.kind is Kind.CONTACT
    return endings.of_message(standing, progress, site) if is_message else standing


def _closed_at(progress: Progress) -> datetime | None:
    """Ask the desk, which has only what was approved and is no comment."""
    if progress.kind is Kind.COMMENT or progress.status is not Status.APPROVED:
        return None
    ask: ClosedAt = current_app.extensions[CLOSED_AT]
    return ask(progress.id)


def _urgent(progress: Progress) -> dict[str, str]:
    number = emergency_words.number_for(progress.id, _site(progress))
    return {"emergency_number": number} if number else {}


def _reason(progress: Progress) -> str:
    if progress.status is not Status.REJECTED:
        return ""
    ask: Reason | None = current_app.extensions.get(REASON)
    return ask(progress.id) if ask else ""


def _may_change(progress: Progress) -> bool:
    is_comment = progress.kind is Kind.COMMENT
    return is_comment and told.may_change(progress.status, progress.revision)


def _json(progress: Progress, standing: Standing, call: Call | None) -> Response:
    known = {
        "reference": progress.reference,
        "kind": progress.kind,
        "state": standing.state,
        "message": standing.sentence,
    }
    if call:
        known |= call.for_programs()
    if progress.kind is not Kind.COMMENT:
        return jsonify(**known, **(_urgent(progress) if standing.next else {}))
    return jsonify(
        **known,
        reason=_reason(progress),
        is_changed=progress.edited_at is not None,
        may_change=_may_change(progress),
        mail=told.mail(progress.wants_mail, progress.confirmed_at)[0],
    )


def _page(
    progress: Progress, standing: Standing, site: SiteView, *, receipt: str, call: Call | None
) -> Response:
    page = render_template(
        "submissions/thanks.html",
        site=site,
        reference=progress.reference,
        standing=standing,
        call=call,
        receipt=receipt,
        emergency=emergency_words.number_for(progress.id, site) if standing.next else "",
        reason=_reason(progress),
        changed=told.changed(progress.edited_at, site),
        mail=told.mail(progress.wants_mail, progress.confirmed_at)[1],
        change=url_for("authors.change", receipt=receipt) if _may_change(progress) else "",
    )
    return make_response(page)
