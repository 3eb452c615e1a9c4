"""A rule in its shadow: what it would have done with what came before, tried in batches."""

import pytest

from intake.moderation import rule_store, rules, shadow
from intake.moderation.queue_tables import RuleHit
from intake.moderation.rule_conditions import Act, Conditions, State
from intake.moderation.rules import RuleDraft
from intake.words import Label, Role
from tests.drafts import send
from tests.machines import SaysAlways
from tests.people import account
from tests.published import publish
from tests.ruled import column, rule, went

PILLS = "Buy cheap pills here, they are the best."


@pytest.fixture
def who(app, site):
    return account(app, site, Role.MODERATOR)


def test_a_new_rule_says_what_it_would_have_done(site, who, at):
    held = publish(site, at, 2, text=PILLS)
    publish(site, at, 3)
    went(site, text=PILLS)  # waits: nobody has published it
    at.advance(seconds=60)
    id_ = rule(site, who, Act.HOLD, State.SHADOW)
    assert shadow.would([rules.get(site.id, id_)])[id_].is_due
    assert shadow.look_back(SaysAlways(Label.HAM)) == 6
    found = rules.get(site.id, id_)
    would = shadow.would([found])[id_]
    assert (would.met, would.of, would.since, would.is_due) == (2, 5, 0, False)
    assert shadow.would_have_met(found, 10) == sorted(held, reverse=True)
    assert not shadow.has_due()
    at.advance(seconds=1)
    went(site, text=PILLS)
    assert shadow.would([found])[id_].since == 1


def test_the_past_is_tried_in_batches_and_only_as_far_as_it_goes(site, who, at, monkeypatch):
    monkeypatch.setattr(shadow, "BATCH", 2)
    publish(site, at, 1, text=PILLS)
    at.advance(seconds=91 * 24 * 3600)
    publish(site, at, 5, text=PILLS)
    at.advance(seconds=1)
    id_ = rule(site, who, Act.HOLD, State.SHADOW)
    shadow.look_back(SaysAlways(Label.HAM))
    found = rules.get(site.id, id_)
    assert (found.past.looked_at, found.past.is_due) == (5, False)
    assert shadow.would([found])[id_].met == 5


def test_what_waits_for_a_verdict_comes_before_the_past(site, who, at):
    publish(site, at, 1)
    rule(site, who, Act.HOLD, State.SHADOW)
    send(site)
    assert shadow.look_back(SaysAlways(Label.HAM)) == 0
    assert shadow.has_due()


def test_a_rule_that_asks_something_else_is_tried_anew_in_its_shadow(site, who, at):
    publish(site, at, 2, text=PILLS)
    at.advance(seconds=1)
    id_ = rule(site, who, Act.HOLD)
    shadow.look_back(SaysAlways(Label.HAM))
    at.advance(seconds=1)
    rules.change(site.id, id_, who, RuleDraft("Same", Act.HOLD, Conditions(words=("pills",))))
    assert rules.get(site.id, id_).state is State.ON
    rules.change(site.id, id_, who, RuleDraft("Other", Act.HOLD, Conditions(words=("casino",))))
    assert rules.get(site.id, id_).state is State.SHADOW
    assert column(RuleHit.id) == []
    shadow.look_back(SaysAlways(Label.HAM))
    assert shadow.would(rule_store.of_site(site.id))[id_].met == 0
