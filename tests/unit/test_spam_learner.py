"""The estimator keeps scikit-learn's rules, and learns what tells rows of one place apart."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.utils.estimator_checks import check_estimator

from intake.moderation.spam.learner import LogRatioRegression, pipeline
from intake.words import Message

SPAM = [f"subscribe to my channel number {i}" for i in range(12)]
HAM = [f"I liked the garden in part {i}" for i in range(12)]


def labelled():
    return [Message(text) for text in SPAM + HAM], np.array([True] * 12 + [False] * 12)


@pytest.mark.filterwarnings("ignore")
def test_it_keeps_the_rules_of_scikit_learn():
    failed = [
        check["check_name"]
        for check in check_estimator(LogRatioRegression(), on_fail=None, on_skip=None)
        if check["status"] == "failed"
    ]
    assert failed == []


def test_the_pipeline_goes_from_messages_to_chances():
    messages, is_spam = labelled()
    model = pipeline().fit(messages, is_spam)
    assert (model.predict(messages) == is_spam).all()
    chances = model.predict_proba([Message("subscribe to my page"), Message("the garden")])
    assert chances[0, 1] > 0.5 > chances[1, 1]
    logits = model.decision_function(messages)
    np.testing.assert_allclose(model.predict_proba(messages)[:, 1], 1 / (1 + np.exp(-logits)))


def test_what_is_set_can_be_read_and_cloned():
    model = clone(LogRatioRegression(C=3.0, smoothing=0.2, ham_counts=2.0))
    assert model.get_params() == {"C": 3.0, "smoothing": 0.2, "ham_counts": 2.0}
    with pytest.raises(NotFittedError):
        model.predict(csr_matrix((1, 3)))


def test_heavier_ham_is_blocked_less():
    messages, is_spam = labelled()
    even, careful = (
        pipeline().set_params(learn__ham_counts=much).fit(messages, is_spam) for much in (1.0, 5.0)
    )
    unsure = [Message("subscribe to the garden")]
    assert careful.decision_function(unsure) < even.decision_function(unsure)


def test_where_rows_come_from_is_not_learnt_as_a_sign():
    """Place A is mostly spam: its own word "a" says so only while nobody knows the place."""
    rows, is_spam, place = [], [], []
    for at_a, spam, times in ((1, 1, 30), (1, 0, 10), (0, 1, 10), (0, 0, 30)):
        rows += [[at_a, 1 - at_a, spam, 1 - spam]] * times
        is_spam += [bool(spam)] * times
        place += [[10.0 * at_a, 10.0 * (1 - at_a)]] * times
    rows, is_spam = csr_matrix(np.array(rows, dtype=float)), np.array(is_spam)
    mixed = LogRatioRegression(C=0.1).fit(rows, is_spam)
    apart = LogRatioRegression(C=0.1).fit(rows, is_spam, origin=csr_matrix(np.array(place)))
    assert apart.coef_.shape == (4,)
    assert abs(apart.coef_[0] - apart.coef_[1]) < 0.5 * abs(mixed.coef_[0] - mixed.coef_[1])
