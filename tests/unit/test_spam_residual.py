"""A site's corrections: moved by one number a decision, taken back exactly, packed small."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.moderation.spam.features import WIDTH, vectorise
from intake.moderation.spam.residual import Residual
from intake.words import Message

TEXTS = [
    f"the {word} on page {n}" for n, word in enumerate(["harbour", "garden", "window", "letter"])
]


def row(text):
    return vectorise([Message(text)])


def logit(residual, text):
    return float(residual.scores(row(text))[0])


def test_it_moves_towards_what_was_decided():
    residual = Residual()
    residual.learn(row(TEXTS[0]), is_spam=True, logit=0.0)
    assert logit(residual, TEXTS[0]) > 0
    residual = Residual()
    residual.learn(row(TEXTS[0]), is_spam=False, logit=0.0)
    assert logit(residual, TEXTS[0]) < 0


def test_it_learns_little_from_what_it_knew():
    step = Residual().learn(row(TEXTS[0]), is_spam=True, logit=8.0)
    assert 0 < step < 0.01


def test_a_decision_of_half_the_weight_moves_it_half_as_far():
    whole = Residual().learn(row(TEXTS[0]), is_spam=True, logit=0.0)
    assert Residual().learn(row(TEXTS[0]), is_spam=True, logit=0.0, weight=0.5) == whole / 2


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(TEXTS), st.booleans()), max_size=20), st.randoms())
def test_taking_back_everything_in_any_order_leaves_nothing(decisions, chance):
    residual, steps = Residual(), []
    for text, is_spam in decisions:
        step = residual.learn(row(text), is_spam=is_spam, logit=logit(residual, text))
        steps.append((text, step))
    chance.shuffle(steps)
    for text, step in steps:
        residual.move(row(text), -step)
    assert np.abs(residual.weights).max() < 1e-12


def test_what_is_packed_is_unpacked():
    residual = Residual()
    for text in TEXTS:
        residual.learn(row(text), is_spam=True, logit=0.0)
    again = Residual.unpack(residual.pack())
    assert np.allclose(again.weights, residual.weights, atol=1e-7)
    assert again.pack() == residual.pack()


def test_nothing_packed_is_nothing_learnt():
    assert not Residual.unpack("").weights.any()
    assert not Residual.unpack(Residual().pack()).weights.any()


def test_what_is_damaged_is_refused():
    with pytest.raises(ValueError, match="damaged"):
        Residual.unpack("AAAA")


def test_what_belongs_to_other_features_is_refused():
    wider = Residual(np.zeros(WIDTH + 5))
    wider.weights[-1] = 1.0
    with pytest.raises(ValueError, match="other features"):
        Residual.unpack(wider.pack())
