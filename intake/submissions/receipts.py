"""The page behind a receipt: what happens next with what was sent, and how far it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from flask import Response, current_app, jsonify, make_response, render_template, request

from intake import errorpages
from intake.errors import NotFound
from intake.sites import service as sites
from intake.sites.service import SiteView
from intake.submissions import promises, readings, told
from intake.submissions.readings import Progress
from intake.submissions.told import Standing
from intake.words import Kind, Status

# Who knows when the staff closed a submission: the desk, which this slice must not know.
CLOSED_AT = "receipts_closed_at"
ClosedAt = Callable[[int], datetime | None]


def answer(receipt: str) -> Response:
    """Say how far it is, as a page or as JSON. Raises NotFound."""
    progress = readings.progress(receipt)
    if progress is None:
        raise NotFound("There is no receipt of this number here.")
    site = next(site for site in sites.everything() if site.id == progress.site_id)
    standing = told.standing(progress.kind, progress.status, site, _closed_at(progress))
    if standing.next:
        standing = replace(standing, next=promises.next_step(progress.kind, site))
    is_json = errorpages.wants_json()
    response = _json(progress, standing) if is_json else _page(progress, standing, site)
    response.vary.update(["Accept", "Origin"])
    origin = request.headers.get("Origin", "")
    if is_json and site.may_embed(origin):
        response.headers["Access-Control-Allow-Origin"] = origin
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _closed_at(progress: Progress) -> datetime | None:
    """Ask the desk, which has only what was approved and is no comment."""
    if progress.kind is Kind.COMMENT or progress.status is not Status.APPROVED:
        return None
    ask: ClosedAt = current_app.extensions[CLOSED_AT]
    return ask(progress.id)


def _json(progress: Progress, standing: Standing) -> Response:
    return jsonify(
        reference=progress.reference,
        kind=progress.kind,
        state=standing.state,
        message=standing.sentence,
    )


def _page(progress: Progress, standing: Standing, site: SiteView) -> Response:
    page = render_template(
        "submissions/thanks.html",
        site=site,
        reference=progress.reference,
        standing=standing,
        promise=told.promise(site, progress.window, progress.received_at),
    )
    return make_response(page)
