"""Intake: the front desk of a website."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from intake.config import Settings


def create_app(settings: Settings | None = None) -> Flask:
    """Make the web application: see intake/app.py, which only the web process needs to load."""
    from intake import app  # noqa: PLC0415 - a worker that imports one service stays small

    return app.create_app(settings)
