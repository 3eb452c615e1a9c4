"""A second application in a test, with other settings."""

from __future__ import annotations

from dataclasses import replace

from intake import create_app


def another(settings, **changes):
    """Make an app like that of the `app` fixture: without the web server's thread that beats."""
    app = create_app(replace(settings, **changes))
    app.testing = True
    return app
