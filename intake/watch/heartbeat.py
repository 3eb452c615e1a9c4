"""WATCH from outside: a URL is called every minute while all is well; silence then calls somebody.

The messenger calls, so that its silence shows too. A call that fails disturbs nobody here.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, exists, or_, select, update

from intake import clock, health
from intake.alerts import channels, outward
from intake.db import session, transaction
from intake.logs import log
from intake.rows import affected
from intake.sealing import Unsealable, sealer
from intake.watch import store
from intake.watch.calling import Call, Unanswered, call
from intake.watch.tables import Watching

FRESH_SECONDS = 150  # a look that is older says nothing of now
NEEDED = {"judge", "tell", "clock"}  # of the web process its own forms tell, by our trials


def set_url(site_id: int, url: str) -> None:
    """Keep this URL, or none, in the caller's transaction. Raises ForbiddenUrl."""
    if url:
        outward.check(url, may_be_private=channels.current().may_call_private)
    sealed = sealer().seal(url, _bound_to(site_id))
    store.change(site_id, heartbeat_sealed=sealed, ping_error="", answered_at=None)


def url(watching: Watching) -> str:
    """Return the URL that is called for a site; empty if none is."""
    try:
        return sealer().open(watching.heartbeat_sealed, _bound_to(watching.site_id))
    except Unsealable:
        return ""


def has_due() -> bool:
    """Say whether a site was found well since its URL was called last."""
    return bool(session().scalar(select(exists().where(_is_due()))))


def ping_due() -> int:
    """Call the URLs of all sites that are well; return how many were called."""
    due = session().scalars(select(Watching).where(_is_due())).all() if has_due() else []
    if not due or not _processes_run():
        return 0
    return sum([_ping(one) for one in due])


def _ping(watching: Watching) -> bool:
    site_id, wanted = watching.site_id, Call(url(watching))
    with transaction():
        if not _take(site_id):
            return False
    try:
        status = call(wanted, may_be_private=channels.current().may_call_private)
        error = "" if 200 <= status < 300 else f"status {status}"
    except Unanswered as reason:
        error = str(reason)
    if error:
        log().warning("heartbeat_failed", site=site_id)
    with transaction():
        answered = {} if error else {"answered_at": clock.now()}
        store.change(site_id, ping_error=error, **answered)
    return True


def _take(site_id: int) -> bool:
    """Say that we call now; not if somebody else did since."""
    done = session().execute(
        update(Watching)
        .where(Watching.site_id == site_id, _is_due())
        .values(pinged_at=clock.now())
        .execution_options(synchronize_session=False)
    )
    return affected(done) == 1


def _is_due() -> ColumnElement[bool]:
    return and_(
        Watching.heartbeat_sealed != "",
        Watching.is_well,
        Watching.looked_at > clock.ago(FRESH_SECONDS),
        or_(Watching.pinged_at.is_(None), Watching.pinged_at < Watching.looked_at),
    )


def _processes_run() -> bool:
    return all(check.is_ok for check in health.heartbeats() if check.name in NEEDED)


def _bound_to(site_id: int) -> str:
    return f"watching:{site_id}:heartbeat"
