"""Rows of rules and of what met them. Beside what a rule asks stands how far it was tried."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as insert_on_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_on_sqlite

from intake import clock, db
from intake.db import session
from intake.moderation.queue_tables import Rule, RuleHit
from intake.moderation.rule_conditions import Act, Conditions, State
from intake.rows import affected
from intake.submissions.tables import Submission
from intake.words import Status

PAST = "past"  # beside the names of conditions


@dataclass(frozen=True)
class Past:
    """How far a rule was tried on what came before it: on `looked_at`, down to id `reached`."""

    is_due: bool = True
    reached: int | None = None
    looked_at: int = 0


@dataclass(frozen=True)
class RuleView:
    """A rule as the rest of the code reads it. `changed_at`: it asks the same since then."""

    id: int
    site_id: int
    position: int
    name: str
    asked: Conditions
    act: Act
    state: State
    changed_at: datetime
    past: Past = field(default_factory=Past)


def of_sites(site_ids: Collection[int]) -> dict[int, list[RuleView]]:
    """Return the rules of each of these sites, in the order in which they are tried."""
    found: dict[int, list[RuleView]] = {site_id: [] for site_id in site_ids}
    for rule in _read(Rule.site_id.in_(site_ids)):
        found[rule.site_id].append(rule)
    return found


def of_site(site_id: int) -> list[RuleView]:
    """Return the rules of a site, in the order in which they are tried."""
    return _read(Rule.site_id == site_id)


def locked(site_id: int) -> list[RuleView]:
    """Return the same; until the transaction ends nobody else may change them."""
    ids = select(Rule.id).where(Rule.site_id == site_id).order_by(Rule.id).with_for_update()
    session().execute(ids).all()
    return of_site(site_id)


def looking_back() -> list[RuleView]:
    """Return the rules that were not yet tried on all that came before them."""
    return _read(Rule.conditions[(PAST, "is_due")].as_boolean().is_(True))


def _read(where: ColumnElement[bool]) -> list[RuleView]:
    rows = session().execute(
        select(
            *(Rule.id, Rule.site_id, Rule.position, Rule.name, Rule.conditions, Rule.action),
            *(Rule.state, Rule.changed_at),
        )
        .where(where, Rule.retired_at.is_(None))
        .order_by(Rule.site_id, Rule.position, Rule.id)
    )
    return [
        RuleView(
            id=row.id,
            site_id=row.site_id,
            position=row.position,
            name=row.name,
            asked=Conditions.from_dict(row.conditions),
            act=Act(row.action),
            state=State(row.state),
            changed_at=row.changed_at,
            past=Past(**row.conditions.get(PAST, {})),
        )
        for row in rows
    ]


def add(site_id: int, position: int, values: dict[str, Any], account_id: int) -> int:
    """Add a rule that only counts; return its id. `values` are as for `change`."""
    added = session().scalars(
        insert(Rule)
        .values(
            **_kept(values),
            site_id=site_id,
            position=position,
            state=State.SHADOW,
            account_id=account_id,
            created_at=clock.now(),
        )
        .returning(Rule.id)
    )
    return added.one()


def change(rule_id: int, values: dict[str, Any]) -> None:
    """Set name and act, and what is asked if that is other than before: then its past is, too."""
    session().execute(update(Rule).where(Rule.id == rule_id).values(**_kept(values)))


def _kept(values: dict[str, Any]) -> dict[str, Any]:
    if "asked" not in values:
        return values
    asked: Conditions = values["asked"]
    others = {name: value for name, value in values.items() if name != "asked"}
    conditions = {**asked.as_dict(), PAST: asdict(Past())}
    return {**others, "conditions": conditions, "changed_at": clock.now()}


def set_state(rule_id: int, state: State) -> None:
    session().execute(update(Rule).where(Rule.id == rule_id).values(state=state))


def set_position(rule_id: int, position: int) -> None:
    session().execute(update(Rule).where(Rule.id == rule_id).values(position=position))


def retire(rule_id: int) -> None:
    """Let a rule rest for ever; what it did stays known."""
    session().execute(
        update(Rule).where(Rule.id == rule_id).values(state=State.OFF, retired_at=clock.now())
    )


def note_past(rule: RuleView, past: Past) -> bool:
    """Keep how far it was tried; say whether it still asks what it asked then."""
    conditions = {**rule.asked.as_dict(), PAST: asdict(past)}
    done = session().execute(
        update(Rule)
        .where(Rule.id == rule.id, Rule.changed_at == rule.changed_at)
        .values(conditions=conditions)
    )
    return affected(done) == 1


def forget_hits(ids: Collection[int]) -> None:
    """Forget which rules these met with their former words."""
    session().execute(delete(RuleHit).where(RuleHit.submission_id.in_(ids)))


def forget_tries(rule_id: int) -> None:
    """Forget what a rule met without acting: it asks something else now."""
    session().execute(delete(RuleHit).where(RuleHit.rule_id == rule_id, RuleHit.acted.is_(False)))


def add_hits(hits: Mapping[tuple[int, int], bool]) -> None:
    """Keep which submission met which rule, and whether the rule acted; again, if it did before."""
    rows = [
        {"submission_id": id_, "rule_id": rule_id, "acted": acted, "at": clock.now()}
        for (id_, rule_id), acted in sorted(hits.items())
    ]
    if rows:
        adding = (insert_on_sqlite if db.current().is_sqlite else insert_on_postgresql)(RuleHit)
        session().execute(
            adding.on_conflict_do_update(
                index_elements=["submission_id", "rule_id"], set_={"at": adding.excluded.at}
            ),
            rows,
        )


@dataclass(frozen=True)
class Count:
    """Of comments that met a rule: how many came before it and after, by where they are now."""

    before: dict[Status, int]
    since: int


@dataclass(frozen=True)
class Met:
    """A rule that an item met when it was judged."""

    name: str
    act: Act
    acted: bool


def met(submission_id: int) -> list[Met]:
    """Return the rules that this item met, in their order."""
    rows = session().execute(
        select(Rule.name, Rule.action, RuleHit.acted)
        .join(Rule, Rule.id == RuleHit.rule_id)
        .where(RuleHit.submission_id == submission_id)
        .order_by(Rule.position)
    )
    return [Met(row.name, Act(row.action), row.acted) for row in rows]


def counts(rules: Sequence[RuleView]) -> dict[int, Count]:
    """Return for each of these rules what met it."""
    is_before = Submission.received_at <= Rule.changed_at
    rows = session().execute(
        select(RuleHit.rule_id, is_before.label("is_before"), Submission.status, func.count())
        .join(Rule, Rule.id == RuleHit.rule_id)
        .join(Submission, Submission.id == RuleHit.submission_id)
        .where(RuleHit.rule_id.in_([rule.id for rule in rules]), RuleHit.at >= Rule.changed_at)
        .group_by(RuleHit.rule_id, is_before, Submission.status)
    )
    found = {rule.id: Count({}, 0) for rule in rules}
    for rule_id, came_before, status, number in rows:
        count = found[rule_id]
        if came_before:
            count.before[Status(status)] = number
        else:
            found[rule_id] = Count(count.before, count.since + number)
    return found


def met_before(rule: RuleView, statuses: Collection[Status], most: int) -> list[int]:
    """Return the newest of what came before the rule, would have met it, and is there now."""
    return list(
        session().scalars(
            select(RuleHit.submission_id)
            .join(Submission, Submission.id == RuleHit.submission_id)
            .where(
                RuleHit.rule_id == rule.id,
                RuleHit.at >= rule.changed_at,
                Submission.received_at <= rule.changed_at,
                Submission.status.in_(statuses),
            )
            .order_by(RuleHit.submission_id.desc())
            .limit(most)
        )
    )
