"""RULES, tried: what a rule would have done with what came before it. In the worker, in batches.

What it would have met is kept as its hits, so that the page only counts.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import func, select

from intake import bell
from intake.db import session, transaction
from intake.moderation import rule_store, ruling
from intake.moderation.batch import Classifier
from intake.moderation.rule_conditions import Act, met
from intake.moderation.rule_store import Count, Past, RuleView
from intake.submissions import readings
from intake.submissions import store as submissions
from intake.submissions.tables import Submission
from intake.words import Kind, Status

BATCH = 500
MOST_LOOKED_AT = 10_000  # comments, the newest
LOOKS_BACK = timedelta(days=90)
WORK_SECONDS = 3.0

_JUDGED = frozenset(set(Status) - {Status.RECEIVED})
_REFUSED = frozenset({Status.REJECTED, Status.SPAM, Status.TRASHED})
# Where those are now that a rule would have wronged, as far as people have decided.
AGAINST = {
    Act.HOLD: frozenset({Status.APPROVED}),
    Act.SPAM: frozenset({Status.APPROVED}),
    Act.APPROVE: _REFUSED,
    Act.NOTIFY: _JUDGED,
    Act.CLOSE: _JUDGED,
}


@dataclass(frozen=True)
class Would:
    """What a rule would have done: with `met` of those `of` that it may have wronged.

    `since`: how many have met it since it was made or changed. `is_due`: not yet tried on all.
    `is_capped`: there were more than are looked at.
    """

    met: int
    of: int
    since: int
    is_due: bool
    is_capped: bool


def has_due() -> bool:
    """Say whether a rule was not yet tried on what came before it."""
    return bool(rule_store.looking_back())


def look_back(classifier: Classifier) -> int:
    """Try new and changed rules on what came before; return on how many comments.

    What waits for a verdict comes first: then the rest is left to the next run.
    """
    stop_at = time.monotonic() + WORK_SECONDS
    looked_at = 0
    for rule in rule_store.looking_back():
        now: RuleView | None = rule
        while now and now.past.is_due:
            if time.monotonic() > stop_at or submissions.has_received():
                bell.ring("judge")
                return looked_at
            looked_at -= now.past.looked_at
            now = _look_at_next(classifier, now)
            looked_at += now.past.looked_at if now else 0
    return looked_at


def _look_at_next(classifier: Classifier, rule: RuleView) -> RuleView | None:
    """Try the rule on the next batch; None: it was changed meanwhile."""
    ids = _ids(rule)
    hits = _hits(classifier, rule, ids)
    looked_at = rule.past.looked_at + len(ids)
    past = Past(
        is_due=len(ids) == BATCH and looked_at < MOST_LOOKED_AT,
        reached=min(ids, default=rule.past.reached),
        looked_at=looked_at,
    )
    with transaction():
        if not rule_store.note_past(rule, past):
            return None
        rule_store.add_hits({(id_, rule.id): False for id_ in hits})
    return replace(rule, past=past)


def _ids(rule: RuleView) -> list[int]:
    query = select(Submission.id).where(
        Submission.site_id == rule.site_id,
        Submission.kind == Kind.COMMENT,
        Submission.status.in_(_JUDGED),
        Submission.received_at <= rule.changed_at,
        Submission.received_at > rule.changed_at - LOOKS_BACK,
    )
    if rule.past.reached is not None:
        query = query.where(Submission.id < rule.past.reached)
    return list(session().scalars(query.order_by(Submission.id.desc()).limit(BATCH)))


def _hits(classifier: Classifier, rule: RuleView, ids: Sequence[int]) -> list[int]:
    items = readings.for_judging(ids) if ids else []
    facts = ruling.facts_of(classifier, items, [rule])
    phrases = ruling.phrases_of(classifier, [rule])[rule.id]
    if rule.asked.language:  # of what was judged before languages were told, nobody has
        untold = [item for item in items if item.id in facts and not facts[item.id].language]
        told = classifier.languages([item.message for item in untold])
        for item, language in zip(untold, told, strict=True):
            facts[item.id] = replace(facts[item.id], language=language)
    return [id_ for id_, known in facts.items() if met(rule.asked, phrases, known)]


def would(rules: Sequence[RuleView]) -> dict[int, Would]:
    """Return what each of these rules would have done."""
    counts = rule_store.counts(rules)
    return {rule.id: _would(rule, counts[rule.id]) for rule in rules}


def _would(rule: RuleView, count: Count) -> Would:
    statuses = AGAINST[rule.act]
    return Would(
        met=sum(number for status, number in count.before.items() if status in statuses),
        of=_count(rule.site_id, statuses, rule.changed_at),
        since=count.since,
        is_due=rule.past.is_due,
        is_capped=rule.past.looked_at >= MOST_LOOKED_AT,
    )


def _count(site_id: int, statuses: Collection[Status], until: datetime) -> int:
    found = session().scalar(
        select(func.count()).where(
            Submission.site_id == site_id,
            Submission.kind == Kind.COMMENT,
            Submission.status.in_(statuses),
            Submission.received_at <= until,
            Submission.received_at > until - LOOKS_BACK,
        )
    )
    return found or 0


def would_have_met(rule: RuleView, most: int) -> list[int]:
    """Return the newest of those that the rule may have wronged."""
    return rule_store.met_before(rule, AGAINST[rule.act], most)
