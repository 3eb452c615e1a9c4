"""Figures of the accuracy bench: as scikit-learn and as a pencil find them."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn import metrics as known

from bench.judgement.metrics import NAMES, mean, measure, probabilities

SPAM, HAM = True, False


def figures(logits, is_spam, resamples=0, **more):
    values, labels = np.array(logits, dtype=float), np.array(is_spam, dtype=bool)
    return measure(values, labels, resamples=resamples, seed=(0,), **more)


@pytest.fixture
def judged():
    random = np.random.default_rng(5)
    is_spam = random.random(400) < 0.4
    return np.round(random.normal(is_spam * 1.5 - 0.5, 1), 1), is_spam  # rounded: many ties


@pytest.mark.parametrize(
    ("name", "of_scikit_learn"),
    [
        ("AUC", known.roc_auc_score),
        ("AP", known.average_precision_score),
        ("MCC", lambda y, s: known.matthews_corrcoef(y, s >= 0)),
        ("F1", lambda y, s: known.f1_score(y, s >= 0)),
        ("acc", lambda y, s: known.accuracy_score(y, s >= 0)),
        ("SC", lambda y, s: known.recall_score(y, s >= 0)),
        ("Brier", lambda y, s: known.brier_score_loss(y, probabilities(s))),
    ],
)
def test_it_agrees_with_scikit_learn(judged, name, of_scikit_learn):
    logits, is_spam = judged
    assert figures(logits, is_spam).value(name) == pytest.approx(of_scikit_learn(is_spam, logits))


def test_spam_caught_at_a_share_of_ham_is_the_most_that_any_bar_allows(judged):
    logits, is_spam = judged
    blocked, caught, _ = known.roc_curve(is_spam, logits, drop_intermediate=False)
    found = figures(logits, is_spam)
    assert found.value("T1") == pytest.approx(caught[blocked <= 0.01].max())
    assert found.value("F95") == pytest.approx(blocked[caught >= 0.95].min())


def test_a_figure_by_hand():
    found = figures([3, 2, 1, -1, -2], [SPAM, HAM, SPAM, SPAM, HAM])
    assert found.value("SC") == pytest.approx(2 / 3)
    assert found.value("BH") == pytest.approx(1 / 2)
    assert found.value("AUC") == pytest.approx(4 / 6)
    assert found.value("T1") == pytest.approx(1 / 3)
    assert found.value("F95") == pytest.approx(1 / 2)


def test_equal_scores_cannot_be_parted():
    found = figures([1, 1, 1, 1], [SPAM, HAM, SPAM, HAM])
    assert found.value("AUC") == 0.5
    assert found.value("T1") == 0
    assert found.value("F95") == 1


def test_calibration_error_by_hand():
    chances = np.array([0.9, 0.9, 0.1, 0.1])
    found = figures(np.log(chances / (1 - chances)), [SPAM, HAM, HAM, HAM])
    assert found.value("ECE") == pytest.approx((2 * 0.4 + 2 * 0.1) / 4)


@pytest.mark.parametrize(("label", "defined"), [(SPAM, "SC"), (HAM, "BH")])
def test_with_one_label_only_its_own_share_is_defined(label, defined):
    found = figures([2, -1, -1, -1], [label] * 4, resamples=20)
    assert found.value(defined) == 0.25
    others = [found.value(name) for name in NAMES if name != defined]
    assert np.isnan(others).all()


def test_the_interval_is_that_of_a_plain_bootstrap(judged):
    logits, is_spam = judged
    low, high = (end[NAMES.index("AUC")] for end in figures(logits, is_spam, 1000).interval())
    random, found = np.random.default_rng(1), []
    for _ in range(1000):
        drawn = [
            random.choice(np.flatnonzero(is_spam == kind), (is_spam == kind).sum())
            for kind in (0, 1)
        ]
        rows = np.concatenate(drawn)
        found.append(known.roc_auc_score(is_spam[rows], logits[rows]))
    assert low == pytest.approx(np.percentile(found, 2.5), abs=0.005)
    assert high == pytest.approx(np.percentile(found, 97.5), abs=0.005)


def test_the_same_seed_gives_the_same_interval(judged):
    first, second = (figures(*judged, resamples=50).resampled for _ in range(2))
    assert np.array_equal(first, second)


def test_many_rows_are_resampled_in_parts_without_losing_any(judged, monkeypatch):
    whole = figures(*judged, resamples=30)
    monkeypatch.setattr("bench.judgement.metrics._CELLS_AT_ONCE", 4000)
    assert figures(*judged, resamples=30).resampled.shape == whole.resampled.shape


def test_another_bar_moves_only_what_depends_on_it(judged):
    low, high = figures(*judged), figures(*judged, bar=1.0)
    assert high.value("SC") < low.value("SC")
    assert high.value("AUC") == low.value("AUC")


def test_the_mean_leaves_out_what_is_undefined():
    both, ham_only = figures([1, -1], [SPAM, HAM]), figures([1, -1], [HAM, HAM])
    found = mean([both, ham_only])
    assert found.value("AUC") == 1
    assert found.value("BH") == 0.25
    assert (found.spam, found.ham) == (1, 3)
