"""RULES, made: the people of a site make, change, order and retire them. What they do: ruling."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Generic, TypeVar

from sqlalchemy import select

from intake import audit, bell, clock
from intake.db import session, transaction
from intake.errors import IntakeError, NotFound
from intake.moderation import policy, rule_store
from intake.moderation.rule_conditions import Act, Conditions, State
from intake.moderation.rule_store import RuleView
from intake.submissions import closing
from intake.submissions.tables import Submission
from intake.words import Kind, Preset

MOST_RULES = 50  # of a site
LOOK_AGAIN = timedelta(seconds=5)
T = TypeVar("T")

NO_SUCH_RULE = "There is no such rule here."


class WrongRule(IntakeError):
    """Something that no rule can be."""

    status = 422
    code = "wrong_rule"


@dataclass(frozen=True)
class RuleDraft:
    """A valid rule, before it is stored."""

    name: str
    act: Act
    asked: Conditions


@dataclass(frozen=True)
class Network:
    """The network that a comment came from: its key, and the day that has this key."""

    sender_key: str
    day: date


def get(site_id: int, rule_id: int) -> RuleView:
    """Return a rule of this site. Raises NotFound."""
    for rule in rule_store.of_site(site_id):
        if rule.id == rule_id:
            return rule
    raise NotFound(NO_SUCH_RULE)


def make(site_id: int, account_id: int, draft: RuleDraft) -> int:
    """Add a rule behind the others, in its shadow; return its id. Raises WrongRule."""
    with transaction():
        others = rule_store.locked(site_id)
        if len(others) >= MOST_RULES:
            raise WrongRule(f"A site has at most {MOST_RULES} rules. Retire one first.")
        position = max((rule.position for rule in others), default=0) + 1
        values = {"name": draft.name, "action": draft.act, "asked": draft.asked}
        rule_id = rule_store.add(site_id, position, values, account_id)
        _note("rule.make", site_id, rule_id, account_id, act=draft.act)
    bell.ring("judge")  # which also tries it on the past
    return rule_id


def change(site_id: int, rule_id: int, account_id: int, draft: RuleDraft) -> None:
    """Set what a rule asks and does. One that acts, and asks or does something else now, goes back
    into its shadow. Raises NotFound.
    """
    with transaction():
        rule = _locked(site_id, rule_id)
        is_other = draft.asked != rule.asked
        values = {"name": draft.name, "action": draft.act}
        rule_store.change(rule_id, values | ({"asked": draft.asked} if is_other else {}))
        if is_other:
            rule_store.forget_tries(rule_id)
        state = rule.state
        if state is State.ON and (is_other or draft.act is not rule.act):
            state = State.SHADOW
            rule_store.set_state(rule_id, state)
        _note("rule.change", site_id, rule_id, account_id, act=draft.act, state=state)
    bell.ring("judge")


def set_state(site_id: int, rule_id: int, account_id: int, state: State) -> None:
    """Let a rule act, only count, or rest. Raises NotFound."""
    with transaction():
        rule = _locked(site_id, rule_id)
        rule_store.set_state(rule_id, state)
        _note("rule.change", site_id, rule_id, account_id, act=rule.act, state=state)


def move(site_id: int, rule_id: int, account_id: int, *, is_up: bool) -> None:
    """Try a rule one place earlier or later. Raises NotFound."""
    with transaction():
        order = rule_store.locked(site_id)
        place = next((n for n, rule in enumerate(order) if rule.id == rule_id), None)
        if place is None:
            raise NotFound(NO_SUCH_RULE)
        to = place - 1 if is_up else place + 1
        if not 0 <= to < len(order):
            return
        order[place], order[to] = order[to], order[place]
        for position, rule in enumerate(order, start=1):
            rule_store.set_position(rule.id, position)
        _note("rule.move", site_id, rule_id, account_id, position=to + 1)


def retire(site_id: int, rule_id: int, account_id: int) -> None:
    """Take a rule out for ever. Raises NotFound."""
    with transaction():
        _locked(site_id, rule_id)
        rule_store.retire(rule_id)
        _note("rule.retire", site_id, rule_id, account_id)


def reopen_thread(site_id: int, thread_id: int, account_id: int) -> None:
    """Take comments on a page again that was closed. Raises NotFound."""
    with transaction():
        if not closing.reopen(site_id, thread_id):
            raise NotFound("There is no closed page like this here.")
        audit.note(
            "thread.reopen",
            account_id=account_id,
            site_id=site_id,
            subject=f"thread:{thread_id}",
        )


def network_of(site_id: int, reference: str) -> Network | None:
    """Return the network that the comment with this reference came from."""
    row = (
        session()
        .execute(
            select(Submission.sender_key, Submission.received_at).where(
                Submission.site_id == site_id,
                Submission.kind == Kind.COMMENT,
                Submission.reference == reference.upper(),
            )
        )
        .first()
    )
    if row is None:
        return None
    for rule in rule_store.of_site(site_id):  # a network that is watched keeps its key
        if rule.asked.sender_key == row.sender_key:
            return Network(row.sender_key, date.fromisoformat(rule.asked.network_day))
    return Network(row.sender_key, row.received_at.astimezone(UTC).date())


class Kept(Generic[T]):
    """Answers of this site's people to what every visitor's request asks; kept a few seconds."""

    def __init__(self, ask: Callable[[int], T]) -> None:
        self._ask = ask
        self._kept: dict[int, tuple[datetime, T]] = {}

    def __call__(self, site_id: int) -> T:
        now = clock.now()
        kept = self._kept.get(site_id)
        if kept is None or not timedelta() <= now - kept[0] < LOOK_AGAIN:
            kept = self._kept[site_id] = (now, self._ask(site_id))
        return kept[1]


def publishes_unread(site_id: int) -> bool:
    """Say whether a comment may be published here that no person has read."""
    if policy.of(site_id).preset is not Preset.BY_HAND:
        return True
    rules = rule_store.of_site(site_id)
    return any(rule.act is Act.APPROVE and rule.state is State.ON for rule in rules)


def watched(site_id: int) -> list[tuple[datetime, str]]:
    """Return the networks that rules of this site ask for: a moment of the key's day, and the key.

    So whoever opens the door knows one of them again on another day, when it has another key.
    """
    return list(_watched(site_id, clock.now()))


def _watched(site_id: int, now: datetime) -> Iterable[tuple[datetime, str]]:
    for rule in rule_store.of_site(site_id):
        asked = rule.asked
        if rule.state is State.OFF or not asked.sender_key:
            continue
        if datetime.fromisoformat(asked.network_until) > now:
            day = datetime.combine(date.fromisoformat(asked.network_day), time(), UTC)
            yield day, asked.sender_key


def _locked(site_id: int, rule_id: int) -> RuleView:
    for rule in rule_store.locked(site_id):
        if rule.id == rule_id:
            return rule
    raise NotFound(NO_SUCH_RULE)


def _note(action: str, site_id: int, rule_id: int, account_id: int, **details: str | int) -> None:
    audit.note(
        action,
        account_id=account_id,
        site_id=site_id,
        subject=f"rule:{rule_id}",
        **details,
    )
