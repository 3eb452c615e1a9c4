"""One round of climbing: what is due now of some callbacks, in the caller's transaction.

All is reckoned first and written at last, so that many callbacks need few statements.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from intake import clock
from intake.alerts import people
from intake.alerts.people import About, Telling
from intake.duty import climbing_store as store
from intake.duty import firing, ladders, reaching, rounds_store
from intake.duty.firing import Ring, Stand, What
from intake.duty.rounds_store import Written
from intake.duty.tables import Escalation, Ringing
from intake.duty.timing import Position, Promised
from intake.sites import service as sites
from intake.words import Event


@dataclass
class _Call:
    """Somebody is rung in a round of one callback; `tellings` are what is due of it now."""

    escalation: Escalation
    ring: Ring
    round: str
    began_at: datetime
    id: int | None = None  # None: from now on
    told: int = 0
    next_at: datetime | None = None
    tellings: list[Telling] = field(default_factory=list)


@dataclass
class _Round:
    """What is known of these callbacks now, and what is to be written of them."""

    now: datetime
    untold: set[tuple[int, int]]
    written: Written = field(default_factory=Written)
    stands: dict[tuple[int, int | None], Stand] = field(default_factory=dict)

    def stand(self, escalation: Escalation) -> Stand:
        key = escalation.site_id, escalation.ladder_id
        if key not in self.stands:
            site = next(one for one in sites.everything() if one.id == escalation.site_id)
            self.stands[key] = reaching.stand(site, ladders.version(escalation.ladder_id))
        return self.stands[key]

    def note(self, escalation: Escalation, what: What, step: int, who: int | None = None) -> None:
        self.written.events.append(store.event(escalation, what, self.now, step, who))


def climb(ids: Sequence[int]) -> int:
    """Tell whoever is to be told now of these; return how many of them went on."""
    now, escalations = clock.now(), store.lock_all(ids)
    ours = [escalation.submission_id for escalation in escalations]
    round_ = _Round(now, rounds_store.untold(ours))
    waiting = rounds_store.ringing(ours, now)
    calls: list[_Call] = []
    climbed = 0
    for escalation in escalations:
        found = [_known(escalation, row) for row in waiting[escalation.submission_id]]
        is_due = escalation.next_at is not None and escalation.next_at <= now
        if is_due:
            found += _step(round_, escalation)
        for call in found:
            _see_who_is_due(round_, call)
        calls += found
        climbed += is_due or bool(found)
    _tell(round_, calls)
    rounds_store.write(round_.written)
    return climbed


def _step(round_: _Round, escalation: Escalation) -> list[_Call]:
    """Take the step that is due; return who is rung from now on."""
    now, id_ = round_.now, escalation.submission_id
    position = Position(escalation.step, escalation.loop)
    if escalation.held_until is not None:
        ended_at = min(escalation.held_until, now)
        expired = store.event(escalation, What.CLAIM_EXPIRED, ended_at, position.step)
        round_.written.events.append(expired)
        position = position.back()  # who was told before is told again
    promised = Promised(escalation.began_at, escalation.due_at)
    fired = firing.fire(round_.stand(escalation), position, promised, now)
    for what, account_id in fired.events:
        if what is not What.QUIET or (id_, account_id) not in round_.untold:
            round_.note(escalation, what, position.step, account_id)
    round_.written.steps.append(
        {
            "id_": id_,
            "step": fired.position.step,
            "loop": fired.position.loop,
            "held_until": None,
            "next_at": fired.next_at,
        }
    )
    name = f"{position.loop}:{position.step}:{now.timestamp() * 1000:.0f}"
    return [
        _Call(escalation, ring, _name(ring, name), now)
        for ring in fired.rings
        # the quiet hours hold an alert for them already
        if ring.event is not Event.CALLBACK_DUE or (id_, ring.account_id) not in round_.untold
    ]


def _name(ring: Ring, name: str) -> str:
    return f"{'nobody' if ring.event is Event.DUTY_NOBODY else 'due'}:{name}"


def _known(escalation: Escalation, row: Ringing) -> _Call:
    """Return who is rung already."""
    is_nobody = row.round.startswith("nobody:")
    event = Event.DUTY_NOBODY if is_nobody else Event.CALLBACK_DUE
    ring = Ring(row.account_id, row.channel, event)
    return _Call(escalation, ring, row.round, row.began_at, row.id, row.told)


def _see_who_is_due(round_: _Round, call: _Call) -> None:
    """Find each way whose time has come, and when the next one is."""
    escalation, ring = call.escalation, call.ring
    id_ = escalation.submission_id
    about = About(ring.event, escalation.site_id, id_, escalation.reference, escalation.due_at)
    for at, way in firing.moments(round_.stand(escalation), ring, call.began_at):
        if at > round_.now:
            call.next_at = min(call.next_at or at, at)
            continue
        key = f"ring:{id_}:{call.round}:{ring.account_id}:{way.destination_id}"
        call.tellings.append(Telling(about, way.destination_id, key))


def _tell(round_: _Round, calls: Sequence[_Call]) -> None:
    """Store the alerts, and note which of them are new."""
    new = people.tell_all([telling for call in calls for telling in call.tellings])
    for call in calls:
        keys = [telling.key for telling in call.tellings if telling.key in new]
        step, who = int(call.round.split(":")[2]), call.ring.account_id
        round_.written.events += [
            store.event(call.escalation, What.TOLD, round_.now, step, who, key) for key in keys
        ]
        _write_call(round_, call, call.told + len(keys))


def _write_call(round_: _Round, call: _Call, told: int) -> None:
    if call.id is not None:
        row = {"id_": call.id, "told": told, "next_at": call.next_at}
        round_.written.told.append(row)
        return
    round_.written.begun.append(
        {
            "submission_id": call.escalation.submission_id,
            "site_id": call.escalation.site_id,
            "account_id": call.ring.account_id,
            "round": call.round,
            "channel": call.ring.channel,
            "told": told,
            "began_at": call.began_at,
            "next_at": call.next_at,
        }
    )
