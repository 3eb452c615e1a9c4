"""Roles as people read them: a name, and what it lets one do."""

from __future__ import annotations

from intake.words import Role

ROLE_NAMES = {
    Role.OWNER: "Owner",
    Role.MODERATOR: "Moderator",
    Role.STAFF: "Staff",
    Role.READER: "Read-only",
}
ROLE_TELLS = {
    Role.OWNER: "may do everything, and decides who works here",
    Role.MODERATOR: "decides what gets published",
    Role.STAFF: "answers messages and calls people back",
    Role.READER: "sees the queue and decides nothing",
}
