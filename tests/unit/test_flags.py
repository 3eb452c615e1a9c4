"""Flags: a person who contradicts what is nearly certain, and a site that changed."""

import pytest

from intake.moderation import flags
from intake.moderation.lessons import Said


def said(count, is_spam, logit, account_id=1):
    return [Said(n, account_id, is_spam, True, logit) for n in range(count)]


def kinds(*groups):
    return [flag["kind"] for flag in flags.found([one for group in groups for one in group])]


def test_a_site_where_all_agree_raises_none():
    assert kinds(said(60, True, 6.0), said(60, False, -6.0)) == []


def test_an_account_that_contradicts_the_nearly_certain_is_named():
    bad = said(6, True, -6.0, account_id=7)
    found = flags.found([*bad, *said(18, False, -6.0, account_id=7), *said(50, False, -6.0)])
    assert found == [{"kind": "disagreement", "account_id": 7, "contradicted": 6, "of": 24}]


@pytest.mark.parametrize(
    "theirs",
    [
        [*said(4, True, -6.0), *said(15, False, -6.0)],  # too few decisions to tell
        [*said(5, True, -6.0), *said(20, False, -6.0)],  # one in five is allowed
        said(30, True, -1.0),  # the machine was not certain
    ],
)
def test_less_than_that_is_no_flag(theirs):
    assert kinds(theirs) == []


def test_old_contradictions_are_forgotten():
    assert kinds(said(50, False, -6.0), said(50, True, -6.0)) == []


def test_many_more_errors_than_before_are_a_drift():
    lately = [*said(15, True, -1.0), *said(35, True, 1.0)]
    assert kinds(lately, said(200, True, 1.0)) == ["drift"]


def test_a_site_that_was_always_hard_has_not_drifted():
    hard = [*said(10, True, -1.0), *said(40, True, 1.0)]
    assert kinds(hard, hard, hard, hard) == []


def test_a_young_site_cannot_drift():
    assert kinds(said(40, True, -1.0), said(40, True, 1.0)) == []


def test_the_chance_is_that_of_fishers_exact_test():
    from scipy.stats import fisher_exact

    expected = fisher_exact([[8, 42], [10, 190]], alternative="greater").pvalue
    assert flags._chance(8, 50, 10, 200) == pytest.approx(expected)
