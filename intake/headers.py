"""Security headers on every answer."""

from __future__ import annotations

from flask import Flask, Response, request

from intake.config import Settings

HSTS_SECONDS = 365 * 24 * 60 * 60
NEVER_KEPT = ("/staff", "/receipts/", "/decide/", "/confirm/", "/letters/", "/alerts/", "/ways/")


def policy(form_action: str = "") -> str:
    """Return the content security policy. `form_action`: one more origin a form may lead to.

    Chromium holds form-action against the redirect after a POST too, so a form of ours that returns
    to a customer's page must name that page's origin.
    """
    forms = f"'self' {form_action}".strip()
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        f"connect-src 'self'; form-action {forms}; "
        "base-uri 'none'; frame-ancestors 'none'"
    )


POLICY = policy()


def add_to(app: Flask) -> None:
    """Send them with every answer; a view that set one of them knows better."""
    settings: Settings = app.config["SETTINGS"]
    always = {
        "Content-Security-Policy": POLICY,
        "X-Content-Type-Options": "nosniff",
        # Not no-referrer: with it, browsers send our own forms with "Origin: null".
        "Referrer-Policy": "same-origin",
    }
    if settings.is_https:
        always["Strict-Transport-Security"] = f"max-age={HSTS_SECONDS}"

    @app.after_request
    def add(response: Response) -> Response:
        for name, value in always.items():
            response.headers.setdefault(name, value)
        if request.method == "POST" or request.path.startswith(NEVER_KEPT):
            response.headers["Cache-Control"] = "no-store"
        return response
