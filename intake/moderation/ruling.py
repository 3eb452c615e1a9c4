"""JUDGE, by what people have set: which rules a comment meets, and what the site's policy says.

Only what has a verdict is looked at: without one a comment waits for a person, whatever is set.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import select

from intake import audit, clock, outbox
from intake.db import session
from intake.moderation import policy, rule_facts, rule_store
from intake.moderation.batch import Classifier, Found, each
from intake.moderation.policy import Policy
from intake.moderation.rule_conditions import (
    DECIDING,
    Act,
    Facts,
    State,
    as_words,
    count_links,
    met,
)
from intake.moderation.rule_store import RuleView
from intake.submissions import closing
from intake.submissions.readings import Readable
from intake.submissions.tables import Comment
from intake.threads import pages
from intake.words import Event, Evidence, Kind, Preset, Status

STATUS_AFTER = {Act.HOLD: Status.PENDING, Act.SPAM: Status.SPAM, Act.APPROVE: Status.APPROVED}
# A rule publishes none of these: a person must see what everybody would read.
NEVER_UNSEEN = {Evidence.SHOWS_ADDRESS, Evidence.PRIVATE, Evidence.NEEDS_ATTENTION}
NOTICE_SECONDS = 600  # one alert of a rule in so long, however many comments meet it


@dataclass(frozen=True)
class Ruled:
    """What is set for a comment. `status` is where a rule sends it; None: no rule does.

    `score_decides`: the policy publishes it if the machine is sure. `hits` says of each rule that
    it meets whether that rule acts.
    """

    status: Status | None = None
    rule_id: int | None = None
    score_decides: bool = False
    hits: Mapping[int, bool] = field(default_factory=dict)
    noticed_by: tuple[int, ...] = ()
    closed_by: int | None = None


def weigh(
    classifier: Classifier | None, items: Sequence[Readable], found: Found
) -> dict[int, Ruled]:
    """Return what is set for each comment that has a verdict."""
    comments = [one for one in items if one.kind is Kind.COMMENT and one.id in found.verdicts]
    if classifier is None or not comments:
        return {}
    site_ids = {item.site_id for item in comments}
    rules = {
        site_id: [rule for rule in all_rules if rule.state is not State.OFF]
        for site_id, all_rules in rule_store.of_sites(site_ids).items()
    }
    marks = {item.id: {*item.message.evidence} | found.marks_of(item.id) for item in comments}
    ruled = _by_rules(classifier, comments, rules, found)
    ruled = {
        id_: _careful(one, may_be_unseen=id_ in found.whole and not NEVER_UNSEEN & marks[id_])
        for id_, one in ruled.items()
    }
    whole = [item for item in comments if item.id in found.whole]
    deciding = _score_decides(whole, policy.of_each(site_ids), marks)
    return {
        item.id: replace(ruled.get(item.id, Ruled()), score_decides=item.id in deciding)
        for item in comments
    }


def _by_rules(
    classifier: Classifier,
    comments: Iterable[Readable],
    rules: Mapping[int, Sequence[RuleView]],
    found: Found,
) -> dict[int, Ruled]:
    asked = [item for item in comments if rules[item.site_id]]
    facts = facts_of(classifier, asked, [rule for some in rules.values() for rule in some])
    phrases = phrases_of(classifier, [rule for some in rules.values() for rule in some])
    ruled = {}
    for item in asked:
        if item.id not in facts:
            continue
        now = replace(
            facts[item.id],
            language=found.languages.get(item.id, ""),
            probability=found.verdicts[item.id].probability,
        )
        fitting = [rule for rule in rules[item.site_id] if met(rule.asked, phrases[rule.id], now)]
        ruled[item.id] = _ruled(fitting)
    return ruled


def _ruled(fitting: Sequence[RuleView]) -> Ruled:
    acting = [rule for rule in fitting if rule.state is State.ON]
    first = next((rule for rule in acting if rule.act in DECIDING), None)
    acted = {rule.id for rule in acting if rule is first or rule.act not in DECIDING}
    return Ruled(
        status=STATUS_AFTER[first.act] if first else None,
        rule_id=first.id if first else None,
        hits={rule.id: rule.id in acted for rule in fitting},
        noticed_by=tuple(rule.id for rule in acting if rule.act is Act.NOTIFY),
        closed_by=next((rule.id for rule in acting if rule.act is Act.CLOSE), None),
    )


def _careful(ruled: Ruled, *, may_be_unseen: bool) -> Ruled:
    if ruled.status is Status.APPROVED and not may_be_unseen:
        return replace(ruled, status=Status.PENDING)
    return ruled


def facts_of(
    classifier: Classifier, items: Sequence[Readable], rules: Sequence[RuleView]
) -> dict[int, Facts]:
    """Return what these rules may know of these comments; of those that can be read at all."""
    if not items or not rules:
        return {}
    with_domains = {rule.site_id for rule in rules if rule.asked.domain_index}
    rows = rule_facts.known([item.id for item in items], with_domains=with_domains)
    said = each(lambda some: [_said(classifier, item) for item in some], items)
    return {
        item.id: replace(
            rows[item.id],
            said=said[item.id],
            links=count_links(item.message.text, item.message.author_url),
        )
        for item in items
        if item.id in rows and item.id in said
    }


def _said(classifier: Classifier, item: Readable) -> str:
    message = item.message
    return as_words(classifier.folded([message.text, message.author, message.author_url]))


def phrases_of(classifier: Classifier, rules: Iterable[RuleView]) -> dict[int, list[str]]:
    """Return what each of these rules looks for, folded as the comments are."""
    return {
        rule.id: [as_words([folded]) for folded in classifier.folded(rule.asked.words)]
        for rule in rules
    }


def _score_decides(
    comments: Iterable[Readable],
    policies: Mapping[int, Policy],
    marks: Mapping[int, Collection[Evidence]],
) -> set[int]:
    """Return those that a sure machine may publish, as far as the policies of their sites go."""
    of: dict[Preset, set[int]] = defaultdict(set)
    for item in comments:
        preset = policies[item.site_id].preset
        if preset is not Preset.BY_HAND and policy.unmarked(preset, marks[item.id]):
            of[preset].add(item.id)
    first_by_hand = of[Preset.FIRST_BY_HAND]
    return of[Preset.WHEN_SURE] | (policy.trusted(first_by_hand) if first_by_hand else set())


def carry_out(items: Iterable[Readable], ruled: Mapping[int, Ruled], published: set[int]) -> None:
    """Do what rules and policies say of these, which were just moved; in the judge's transaction.

    `published` are those of them that were published.
    """
    of = {item.id: item for item in items if item.id in ruled}
    rule_store.forget_hits(of)
    rule_store.add_hits(
        {(id_, rule_id): acted for id_ in of for rule_id, acted in ruled[id_].hits.items()}
    )
    for id_, item in of.items():
        for rule_id in ruled[id_].noticed_by:
            slot = int(clock.now().timestamp()) // NOTICE_SECONDS
            outbox.add(
                Event.QUEUE_NOTICED,
                item.site_id,
                f"noticed:{rule_id}:{slot}",
                submission_id=id_,
                reference=item.reference,
            )
    _close(of.values(), ruled)
    _publish([item for id_, item in of.items() if id_ in published], ruled)


def _close(items: Iterable[Readable], ruled: Mapping[int, Ruled]) -> None:
    closing_ = [item for item in items if ruled[item.id].closed_by is not None]
    threads = _threads([item.id for item in closing_])
    for item in closing_:
        if closing.close(threads[item.id]):
            audit.note(
                "thread.close_by_rule",
                account_id=None,
                site_id=item.site_id,
                subject=f"thread:{threads[item.id]}",
                rule=ruled[item.id].closed_by,
            )


def _publish(items: Sequence[Readable], ruled: Mapping[int, Ruled]) -> None:
    for item in items:
        audit.note(
            "item.publish_by_policy",
            account_id=None,
            site_id=item.site_id,
            subject=f"submission:{item.id}",
            rule=ruled[item.id].rule_id,
        )
    for thread_id in sorted(
        {*_threads([item.id for item in items]).values()}
    ):  # in order, so that two judges wait in turn
        pages.write(thread_id)


def _threads(ids: Collection[int]) -> dict[int, int]:
    if not ids:
        return {}
    rows = session().execute(
        select(Comment.submission_id, Comment.thread_id).where(Comment.submission_id.in_(ids))
    )
    return dict(rows.all())
