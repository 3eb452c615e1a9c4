"""What somebody should look at: who contradicts the machine, and a site that changed."""

from __future__ import annotations

import random

import pytest
from scipy.stats import fisher_exact

from intake.moderation import flags
from intake.moderation.lessons import Said

MARIA, NADIA = 1, 2


def said(count, *, account=MARIA, is_spam=False, logit=-6.0):
    return [Said(n, account, is_spam, True, logit) for n in range(count)]


def contradictions(count, **more):
    return said(count, is_spam=True, logit=-6.0, **more)


def test_who_agrees_with_the_machine_raises_no_flag():
    assert flags.found(said(200)) == []


def test_nothing_decided_raises_no_flag():
    assert flags.found([]) == []


def test_who_contradicts_what_is_nearly_certain_is_named():
    assert flags.found(contradictions(10) + said(30)) == [
        {"kind": "disagreement", "account_id": MARIA, "contradicted": 10, "of": 40}
    ]


def test_a_fifth_may_be_contradicted():
    assert flags.found(contradictions(8) + said(32)) == []


def test_a_few_decisions_say_nothing_about_anybody():
    assert flags.found(contradictions(19)) == []


def test_to_correct_an_unsure_machine_is_no_disagreement():
    assert flags.found(said(40, is_spam=True, logit=-0.5)) == []


def test_only_the_one_who_contradicts_is_named():
    found = flags.found(contradictions(20, account=NADIA) + said(40))
    assert [flag["account_id"] for flag in found] == [NADIA]


def test_only_the_newest_decisions_of_an_account_count():
    """Newest first: what somebody did long ago is no reason to ask them today."""
    assert flags.found(said(50) + contradictions(40)) == []


def test_a_machine_that_errs_more_than_before_is_said():
    wrong = said(20, is_spam=True, logit=-0.5)
    assert flags.found(wrong + said(30) + said(300)) == [{"kind": "drift", "wrong": 20, "of": 50}]


def test_a_machine_that_erred_before_and_errs_as_often_is_no_drift():
    assert flags.found((said(10) + said(5, is_spam=True, logit=-0.5)) * 20) == []


def test_a_machine_that_errs_less_than_before_is_no_drift():
    assert flags.found(said(50) + said(100, is_spam=True, logit=-0.5)) == []


def test_a_short_history_is_no_drift():
    assert flags.found(said(49, is_spam=True, logit=-0.5) + said(50)) == []


@pytest.mark.parametrize("share", [0.02, 0.1, 0.3])
def test_a_site_that_does_not_change_raises_an_alarm_once_in_a_thousand_times_at_most(share):
    chance = random.Random(f"drift {share}")
    alarms = 0
    for _ in range(1000):
        history = [said(1, is_spam=chance.random() < share, logit=-0.5)[0] for _ in range(300)]
        alarms += any(flag["kind"] == "drift" for flag in flags.found(history))
    assert alarms <= 6  # oftener than that is seen once in ten thousand runs (binomial)


def test_the_chance_is_that_of_fishers_exact_test():
    expected = fisher_exact([[8, 42], [10, 190]], alternative="greater").pvalue
    assert flags._chance(8, 50, 10, 200) == pytest.approx(expected)
