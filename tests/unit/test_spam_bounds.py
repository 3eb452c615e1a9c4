"""Bars with a proven bound: how often they break, and how many decisions they need."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import binom

from intake.moderation.spam import bounds
from intake.moderation.spam.classifier import STRICTEST_SPAM_BAR, Bands, LinearClassifier
from intake.moderation.spam.features import HASHED
from intake.moderation.spam.teaching import Teacher

DELTA = 0.05
RESAMPLES = 400
# Were the theorem just true, more broken bars than this were seen once in ten thousand runs.
MOST_BROKEN = int(binom.ppf(0.9999, RESAMPLES, DELTA))


def population(ties):
    """Scores of all real messages of a site: most low, a few as high as spam; perhaps in steps."""
    scores = np.random.default_rng(7).beta(0.3, 2.5, 20_000)
    return np.round(scores, 2) if ties else scores


def broken(alpha, size, *, ties=False, slack=0):
    """How many of the resamples prove a bar that more than `alpha` of the population is above."""
    random, everybody = np.random.default_rng(size), population(ties)
    count = 0
    for _ in range(RESAMPLES):
        known = random.choice(everybody, size)
        bar = bounds.spam_bar(known.tolist(), alpha, DELTA)
        if slack:
            bar = float(np.sort(known)[-1 - int(alpha * size)])  # the naive quantile
        count += np.mean(everybody >= bar) > alpha
    return count


@pytest.mark.parametrize(("alpha", "size"), [(0.05, 59), (0.05, 300), (0.02, 400), (0.01, 1000)])
@pytest.mark.parametrize("ties", [False, True])
def test_more_than_the_allowed_share_is_above_the_bar_no_oftener_than_promised(alpha, size, ties):
    assert broken(alpha, size, ties=ties) <= MOST_BROKEN


def test_a_naive_quantile_would_break_the_promise():
    assert broken(0.02, 400, slack=1) > MOST_BROKEN


def test_the_bar_is_no_stricter_than_the_promise_asks_for():
    """Were it never broken, it would throw spam at people that it need not."""
    assert broken(0.02, 400) > RESAMPLES * DELTA / 4


def test_less_than_the_allowed_share_of_spam_is_below_the_ham_bar_as_often_as_promised():
    random, everybody = np.random.default_rng(2), population(ties=False)
    bars = [bounds.ham_bar(random.choice(everybody, 300), 0.05, DELTA) for _ in range(RESAMPLES)]
    assert sum(np.mean(everybody < bar) > 0.05 for bar in bars) <= MOST_BROKEN


@pytest.mark.parametrize(
    ("alpha", "needed"), [(0.05, 59), (0.02, 149), (0.01, 299), (0.005, 598), (0.001, 2995)]
)
def test_it_says_how_many_decisions_it_needs_and_proves_nothing_with_one_less(alpha, needed):
    assert bounds.needed(alpha, DELTA) == needed
    known = np.linspace(0, 0.5, needed).tolist()
    assert bounds.spam_bar(known[1:], alpha, DELTA) is None
    assert bounds.spam_bar(known, alpha, DELTA) == math.nextafter(0.5, 1)


def test_nothing_known_proves_nothing():
    assert bounds.spam_bar([], 0.5, 0.05) is None
    assert bounds.ham_bar([], 0.5, 0.05) is None
    assert bounds.most(0, 0, DELTA) == 1.0


def test_more_decisions_lower_the_bar():
    known = [*[0.1] * 297, 0.8, 0.9]
    assert bounds.spam_bar(known, 0.01, DELTA) > 0.9
    assert bounds.spam_bar(known * 10, 0.01, DELTA) < 0.9


def test_equal_scores_are_all_spared_or_all_above():
    known = [0.2] * 100 + [0.7] * 900
    assert bounds.spam_bar(known, 0.05, DELTA) > 0.7


def test_the_ham_bar_is_the_spam_bar_seen_from_the_other_end():
    spam = np.linspace(0.5, 1, 400)
    bar = bounds.ham_bar(spam.tolist(), 0.05, DELTA)
    below = int(np.sum(spam < bar))
    assert below > 0
    assert bounds.most(below, 400, DELTA) <= 0.05 < bounds.most(below + 1, 400, DELTA)


def test_the_largest_share_is_that_of_clopper_and_pearson():
    """Exact: with that share, so few or fewer would be seen with the chance of delta."""
    share = bounds.most(3, 412, DELTA)
    assert binom.cdf(3, 412, share) == pytest.approx(DELTA)
    assert bounds.most(0, 299, DELTA) <= 0.01
    assert bounds.most(5, 5, DELTA) == 1.0


@pytest.fixture
def teacher():
    return Teacher(LinearClassifier("test-1", np.zeros(HASHED), 0.0, Bands(0.3, 0.98)))


def test_the_share_that_is_shown_is_never_above_the_one_that_is_allowed(teacher):
    """Each bar is where its own decisions prove it, so that the page cannot contradict itself."""
    real = np.random.default_rng(3).normal(-1, 4, 3000).tolist()
    for allowed in (0.02, 0.01, 0.005, 0.001):
        bars = teacher.bars(real, [], allowed)
        assert bars.spam_from is not None
        assert bars.bound <= allowed


def test_a_sites_bar_is_never_looser_than_the_strictest(teacher):
    assert teacher.bars([-9.0] * 3000, [], 0.01).spam_from == STRICTEST_SPAM_BAR


def test_real_messages_beyond_doubt_leave_no_bar(teacher):
    assert teacher.bars([60.0] * 3000, [], 0.01).spam_from is None


def test_a_ham_bar_is_proven_by_spam_and_before_that_it_is_the_bases(teacher):
    assert teacher.bars([], [2.0] * 44, 0.01).ham_below == 0.3
    proven = teacher.bars([], np.linspace(-3, 9, 200).tolist(), 0.01)
    assert 0.05 < proven.ham_below < 0.3
