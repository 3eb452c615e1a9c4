"""What a page of the queue asks every few seconds: what is new or changed, and who else is here."""

from __future__ import annotations

from flask import Blueprint, jsonify, request, session
from flask.typing import ResponseReturnValue

from intake import presence
from intake.accounts import guard
from intake.errors import NotFound
from intake.moderation import finding_views, live, views
from intake.moderation.readings import MOST_ROWS
from intake.words import Status

bp = Blueprint("live", __name__)

MOST_SHOWN = 100


@bp.get("/staff/queue/live")
@guard.requires(*guard.READS_QUEUE)
def tell() -> ResponseReturnValue:
    """Tell what is new and what has changed since `newest` and `shown`, and note what I look at."""
    sites, me = views.read_sites(), guard.me().id
    want, shown, looking_at = finding_views.wanted(sites), _shown(), _number("looking")
    now = live.mine(sites, {*shown, looking_at})
    if looking_at in now:
        presence.look(looking_at, me)
    told = jsonify(
        counts=views.counts(sites, want),
        new=live.newer(sites, want, _number("newest")),
        changed=live.changed(shown, now, me),
        looking=live.looking(shown.keys() & now.keys(), me),
    )
    session.modified = False  # a page that asks by itself is no sign that somebody is there
    return told


def _shown() -> dict[int, Status]:
    """Return what the page shows, as in `shown=12:pending,15:approved`."""
    pairs = [pair.partition(":") for pair in request.args.get("shown", "").split(",") if pair]
    known = set(Status)
    if len(pairs) > MOST_SHOWN or not all(status in known for _, _, status in pairs):
        raise NotFound("A page of the queue does not ask like this.")
    return {_id(number): Status(status) for number, _, status in pairs}


def _number(name: str) -> int:
    return _id(request.args.get(name) or "0")


def _id(written: str) -> int:
    if not written.isascii() or not written.isdigit() or int(written[:20]) >= MOST_ROWS:
        raise NotFound("There is no such item here.")
    return int(written[:20])
