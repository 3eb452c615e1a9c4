"""SHOW: published threads straight from their row, before Flask.

Only what it surely knows is answered here: a page that has a row. Everything else, and every
trouble, goes on to Flask, whose view gives the same answer, or the right sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from sqlalchemy.exc import SQLAlchemyError

from intake import db
from intake.threads import answers, store
from intake.threads.answers import Answer

METHODS = {"GET", "HEAD"}
LONGEST_QUERY = 600  # bytes; what is longer is rare, and would crowd out what is remembered

_PATH = re.compile(r"/([a-z0-9-]{1,40})/comments\.(html|json)")


class FastPages:
    """Answers for published threads; hands everything else on."""

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        found = _answer(environ)
        if found is None:
            return self._app(environ, start_response)
        start_response(found.status, found.headers)
        return [found.body if environ["REQUEST_METHOD"] == "GET" else b""]


def _answer(environ: WSGIEnvironment) -> Answer | None:
    address = _PATH.fullmatch(environ.get("PATH_INFO", ""))
    query = environ.get("QUERY_STRING", "")
    if not address or environ["REQUEST_METHOD"] not in METHODS or len(query) > LONGEST_QUERY:
        return None
    if not (asked := answers.asked_by_query(address[1], address[2], query)):
        return None
    is_gzip = answers.accepts_gzip(environ.get("HTTP_ACCEPT_ENCODING", ""))
    row = _row(asked, is_gzip)
    if row is None:
        return None
    if_none_match = environ.get("HTTP_IF_NONE_MATCH", "")
    return answers.answer(asked.form, row[0], row[1], is_gzip, if_none_match)


def _row(asked: answers.Asked, is_gzip: bool) -> tuple[str, bytes] | None:
    column = store.COLUMNS[asked.form, is_gzip]
    try:
        return store.page_by_driver(asked.at, asked.page, column)
    except (SQLAlchemyError, db.current().reader.dialect.loaded_dbapi.Error):
        db.session().invalidate()  # whatever it was, the next one gets a new connection
        return None
