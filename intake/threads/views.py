"""SHOW: published comments as an HTML fragment and as JSON, for any page that wants them."""

from __future__ import annotations

from flask import Blueprint, Response, request

from intake.errors import IntakeError
from intake.sites import service as sites
from intake.threads import answers, pages, store

bp = Blueprint("threads", __name__)


@bp.get("/<site_slug>/comments.<any(html, json):form>")
def comments(site_slug: str, form: str) -> Response:
    """Answer what FastPages, which stands before Flask, left to us."""
    site = sites.get(site_slug)
    path, page = request.args.get("path", ""), request.args.get("page", "1")
    asked = answers.asked(site.slug, form, path, page)
    if asked is None:
        raise IntakeError("Say whose comments you want, like ?path=/articles/your-article&page=1.")
    is_gzip = answers.accepts_gzip(request.headers.get("Accept-Encoding", ""))
    column = store.COLUMNS[form, is_gzip]
    etag, body = pages.read(asked.at, asked.page, column)
    if_none_match = request.headers.get("If-None-Match", "")
    answer = answers.answer(form, etag, body, is_gzip, if_none_match)
    return Response(answer.body, answer.status, answer.headers)
