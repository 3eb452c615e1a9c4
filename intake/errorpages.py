"""Every refusal as a page or as problem+json (RFC 9457), in words, with the right status."""

from __future__ import annotations

import json
import traceback
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import Any

from flask import Flask, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from intake.errors import Busy, IntakeError
from intake.logs import log

HERE = Path(__file__).parent
UNEXPECTED = (
    "Something went wrong on our side. Try again in a few minutes. What you sent may not have "
    "reached us."
)
SENTENCES = {
    404: "There is no page at this address. Check that it was typed or copied completely.",
    405: "This address is not used in this way. Open it as a page, or use its form.",
    413: "This is larger than our forms take. Send 64 KiB or less.",
    500: UNEXPECTED,
}
CODES = {404: "not_found", 405: "wrong_method", 413: "body_too_large", 500: "unexpected"}
TITLES = {
    401: "Sign in first",
    403: "This is not allowed here",
    404: "Not found",
    429: "Too many at once",
    500: "Something went wrong",
    503: "We are busy",
}


def register(app: Flask) -> None:
    """Answer each IntakeError and HTTP error with its sentence."""
    app.register_error_handler(IntakeError, _refuse)
    app.register_error_handler(HTTPException, _refuse_http)
    app.register_error_handler(OperationalError, _say_busy)
    # Flask's own would write the exception with whatever it quotes, SQL parameters among it.
    app.log_exception = _log_by_name  # type: ignore[method-assign]


def wants_json() -> bool:
    """Say whether the client sends JSON, or asks for it rather than for a page."""
    if request.is_json or request.path.endswith(".json"):
        return True
    kinds = ["text/html", "application/json", "application/problem+json"]
    return request.accept_mimetypes.best_match(kinds, "text/html") != "text/html"


def problem(
    status: int, code: str, detail: str, errors: Mapping[str, Sequence[str]] | None = None
) -> Response:
    """Return an error for programs; `errors` are the sentences of each field."""
    said: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
    }
    if errors:
        said["errors"] = errors
    return Response(json.dumps(said), status, mimetype="application/problem+json")


def retry_after(response: Response, error: IntakeError) -> Response:
    """Say in the header when to come again, if the error knows."""
    if error.retry_after_seconds is not None:
        response.headers["Retry-After"] = str(error.retry_after_seconds)
    return response


def _refuse(error: IntakeError) -> ResponseReturnValue:
    return retry_after(_answer(error.status, error.code, str(error)), error)


def _refuse_http(error: HTTPException) -> ResponseReturnValue:
    """Answer what Flask itself refuses. A redirect is an HTTPException too, and no error."""
    if error.response or error.code is None or error.code < 400:
        return error.get_response()
    code, phrase = error.code, HTTPStatus(error.code).phrase
    response = _answer(code, CODES.get(code, _word(phrase)), SENTENCES.get(code, f"{phrase}."))
    for name, value in error.get_headers():
        if name not in {"Content-Type", "Content-Length"}:
            response.headers[name] = value
    return response


def _say_busy(error: OperationalError) -> ResponseReturnValue:
    _log(error)
    return _refuse(Busy("We cannot reach our records just now.", retry_after_seconds=5))


def _answer(status: int, code: str, sentence: str) -> Response:
    if wants_json():
        return problem(status, code, sentence)
    page = render_template(
        "errors/error.html",
        title=TITLES.get(status, "This did not work"),
        sentence=sentence,
        status=status,
        has_navigation=_has_navigation(status),
    )
    return make_response(page, status)


def _has_navigation(status: int) -> bool:
    """Say whether this is a page of the staff, shown to one of them. It may ask the database."""
    is_staff_page = status < 500 and request.path.startswith("/staff/")
    return is_staff_page and bool(current_user.is_authenticated)


def _word(phrase: str) -> str:
    return phrase.lower().replace(" ", "_").replace("-", "_")


def _log_by_name(
    exc_info: tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None],
) -> None:
    if exc_info[1] is not None:
        _log(exc_info[1])


def _log(error: BaseException) -> None:
    """Log what failed and where in our code: names of the program's own, nothing that was sent."""
    ours = [
        f for f in traceback.extract_tb(error.__traceback__) if HERE in Path(f.filename).parents
    ]
    where = f"{Path(ours[-1].filename).relative_to(HERE)}:{ours[-1].lineno}" if ours else ""
    log().error(
        "unexpected",
        kind=type(error).__name__,
        endpoint=request.endpoint or "",
        where=where,
    )
