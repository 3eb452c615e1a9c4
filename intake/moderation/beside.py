"""DECIDE, read: what stands beside an item on its own page: answers, former words, notes, rules."""

from __future__ import annotations

from typing import Any

from intake.moderation import notes, revising, rule_store, similar
from intake.moderation.items import Item
from intake.threads import replies


def of(item: Item) -> dict[str, Any]:
    """Return it as the page names it."""
    return {
        "replies": replies.of(item.id),
        "former": revising.former(item.id),
        "notes": notes.of(item.id),
        "similar": similar.of(item),
        "met": rule_store.met(item.id),
    }
