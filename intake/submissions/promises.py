"""RECEIVE, promised: what happens next, which for comments is as the site's people have set it."""

from __future__ import annotations

from collections.abc import Callable

from flask import current_app

from intake.sites.service import SiteView
from intake.submissions import told
from intake.words import Kind

# Who knows whether comments may be published that no person has read: moderation does.
PUBLISHES_UNREAD = "publishes_unread"
PublishesUnread = Callable[[int], bool]


def next_step(kind: Kind, site: SiteView) -> str:
    """Say what happens next with what was sent to this site."""
    ask: PublishesUnread | None = current_app.extensions.get(PUBLISHES_UNREAD)
    if kind is Kind.COMMENT and ask is not None and ask(site.id):
        return told.CHECKED_FIRST
    return told.NEXT[kind]
