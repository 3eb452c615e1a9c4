"""Bars with a proven bound: kept in 400 samples of a population, and none before there is proof."""

import numpy as np
import pytest
from scipy.stats import binom

from intake.moderation.spam import bounds

ALPHA, DELTA = 0.02, 0.1


@pytest.fixture(scope="module")
def population():
    """Scores of a very large site: most of its ham is clear, some of it looks like spam."""
    random = np.random.default_rng(3)
    return np.sort(np.concatenate([random.normal(-4, 2, 95_000), random.normal(3, 3, 5_000)]))


def share_from(population, bar):
    return 1 - np.searchsorted(population, bar, side="left") / len(population)


def share_below(population, bar):
    return np.searchsorted(population, bar, side="left") / len(population)


@pytest.mark.parametrize("known", [114, 300, 1000])
def test_the_bound_is_broken_no_more_often_than_promised(population, known):
    random = np.random.default_rng(known)
    samples = [random.choice(population, known) for _ in range(400)]
    bars = [bounds.spam_bar(sample, ALPHA, DELTA) for sample in samples]
    broken = sum(share_from(population, bar) > ALPHA for bar in bars)
    assert broken <= binom.ppf(0.999, 400, DELTA)  # what chance alone makes of a true promise


def test_the_bound_is_used_up_and_not_only_kept(population):
    random = np.random.default_rng(1)
    bars = [bounds.spam_bar(random.choice(population, 1000), ALPHA, DELTA) for _ in range(100)]
    assert np.mean([share_from(population, bar) for bar in bars]) > ALPHA / 2


def test_the_ham_bar_keeps_its_bound_too(population):
    random = np.random.default_rng(2)
    bars = [bounds.ham_bar(random.choice(population, 300), ALPHA, DELTA) for _ in range(400)]
    broken = sum(share_below(population, bar) > ALPHA for bar in bars)
    assert broken <= binom.ppf(0.999, 400, DELTA)


@pytest.mark.parametrize(
    ("alpha", "needed"), [(0.05, 59), (0.02, 149), (0.01, 299), (0.005, 598), (0.001, 2995)]
)
def test_below_the_needed_number_nothing_is_proven(alpha, needed):
    assert bounds.needed(alpha, 0.05) == needed
    scores = np.linspace(-5, 0, needed)
    assert bounds.spam_bar(scores[:-1], alpha, 0.05) is None
    assert bounds.ham_bar(scores[:-1], alpha, 0.05) is None
    assert bounds.spam_bar(scores, alpha, 0.05) is not None


def test_at_the_needed_number_the_bar_is_just_above_every_ham():
    bar = bounds.spam_bar([*range(299)], 0.01, 0.05)
    assert 298 < bar < 298.001


def test_ham_of_the_same_score_is_on_one_side_of_the_bar():
    bar = bounds.spam_bar([1.0] * 1000, 0.01, 0.05)
    assert bar > 1.0


def test_more_known_ham_allows_a_looser_bar():
    random = np.random.default_rng(4)
    scores = random.normal(size=5000)
    assert bounds.spam_bar(scores, 0.01, 0.05) < bounds.spam_bar(scores[:299], 0.01, 0.05) + 1


@pytest.mark.parametrize(("beyond", "known"), [(0, 299), (3, 1000), (50, 200)])
def test_the_largest_share_is_that_of_the_exact_binomial_tail(beyond, known):
    most = bounds.most(beyond, known, 0.05)
    assert binom.cdf(beyond, known, most) == pytest.approx(0.05)


def test_when_all_are_beyond_the_share_may_be_everything():
    assert bounds.most(5, 5, 0.05) == 1.0
    assert bounds.most(0, 0, 0.05) == 1.0
