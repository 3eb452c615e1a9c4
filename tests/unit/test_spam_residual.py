"""A site's corrections: moved by one number a decision, taken back by the same, kept as text."""

from __future__ import annotations

import base64
import random
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.moderation.spam import registry
from intake.moderation.spam.features import ALWAYS, WIDTH, vectorise
from intake.moderation.spam.residual import LONGEST_STEP, MARGIN, Residual
from intake.words import Message

PLACES = ["harbour", "market", "station", "library", "garden", "theatre", "school", "museum"]
TURNS = ["closed", "open", "crowded", "quiet", "painted", "flooded", "lovely", "repaired"]
OFFERS = ["sneakers", "watches", "handbags", "sunglasses", "jackets"]


def real(chance):
    a, b = chance.choice(PLACES), chance.choice(PLACES)
    return f"We went from the {a} to the {b}, which was {chance.choice(TURNS)} on Sunday"


def offer(chance):
    what, where = chance.choice(OFFERS), chance.choice(PLACES)
    return f"Our {what} for the {where} ship today, only {chance.randint(10, 99)}"


def stream(count, seed=0):
    """What comes in at a site whose spam no base model knows, and what is decided about it."""
    chance = random.Random(seed)
    sides = [chance.random() < 0.5 for _ in range(count)]
    return [offer(chance) if is_spam else real(chance) for is_spam in sides], sides


def rows_of(texts):
    rows = vectorise([Message(text) for text in texts])
    return rows, registry.current().logits(rows)


def follow(texts, sides, wrong=()):
    """Test, then train, with wrong decisions at some turns; what was said, the steps, the rest."""
    rows, base = rows_of(texts)
    residual, said, steps = Residual(), [], []
    for turn, is_spam in enumerate(sides):
        row = rows[turn]
        said.append(float(base[turn] + residual.scores(row)[0]))
        decided = is_spam is not (turn in wrong)
        steps.append(residual.learn(row, is_spam=decided, logit=said[-1]))
    return np.array(said), steps, residual


def errors(said, sides):
    return (said >= 0) != np.array(sides)


def test_a_decision_moves_its_message_to_the_side_that_was_decided():
    (row, *_), base = rows_of([real(random.Random(1))])
    residual, logit = Residual(), float(base[0])
    for _ in range(20):
        residual.learn(row, is_spam=True, logit=logit + float(residual.scores(row)[0]))
    assert logit + float(residual.scores(row)[0]) == pytest.approx(MARGIN)


def test_what_is_said_with_a_margin_already_moves_nothing():
    row = rows_of(["anything"])[0][0]
    residual = Residual()
    assert residual.learn(row, is_spam=False, logit=-MARGIN) == 0
    assert not residual.weights.any()


def test_no_decision_moves_more_than_it_may():
    row = rows_of(["anything"])[0][0]
    assert Residual().learn(row, is_spam=True, logit=-400.0) == LONGEST_STEP
    assert Residual().learn(row, is_spam=False, logit=400.0, longest=0.1) == -0.1


def test_a_message_without_a_word_can_be_learnt():
    (row, *_), base = rows_of([""])
    residual = Residual()
    residual.learn(row, is_spam=True, logit=float(base[0]))
    assert residual.weights[ALWAYS] > 0


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.booleans()), max_size=30), st.randoms())
def test_taking_everything_back_in_any_order_leaves_nothing(decisions, chance):
    texts, _ = stream(10)
    _, steps, residual = follow(
        [texts[at] for at, _ in decisions], [is_spam for _, is_spam in decisions]
    )
    rows, _ = rows_of([texts[at] for at, _ in decisions])
    order = list(enumerate(steps))
    chance.shuffle(order)
    for turn, step in order:
        residual.move(rows[turn], -step)
    assert np.abs(residual.weights).max() < 1e-12
    assert not Residual.unpack(residual.pack()).weights.any()


def test_the_steps_alone_rebuild_the_whole():
    texts, sides = stream(60)
    _, steps, grown = follow(texts, sides)
    rows, _ = rows_of(texts)
    assert np.allclose(rows.T @ np.array(steps), grown.weights, atol=1e-12)


def test_it_soon_learns_a_kind_of_spam_that_the_base_does_not_know():
    texts, sides = stream(300)
    static = errors(rows_of(texts)[1], sides)
    adaptive = errors(follow(texts, sides)[0], sides)
    assert adaptive[100:].mean() <= 0.05
    assert adaptive[:100].sum() < static[:100].sum()


def test_a_wrong_decision_in_ten_does_not_ruin_it():
    texts, sides = stream(400)
    wrong = set(random.Random(5).sample(range(400), 40))
    assert errors(follow(texts, sides, wrong)[0], sides)[100:].mean() <= 0.05


def test_what_is_packed_is_what_is_unpacked():
    _, _, residual = follow(*stream(20))
    assert np.allclose(Residual.unpack(residual.pack()).weights, residual.weights, atol=1e-7)


def test_a_site_that_taught_nothing_packs_to_nothing_and_back():
    assert not Residual.unpack(Residual().pack()).weights.any()
    assert not Residual.unpack("").weights.any()


@pytest.mark.parametrize(
    "packed", ["A", "AAAA", "not base 64 \u00e4", base64.b64encode(b"x").decode()]
)
def test_what_is_damaged_is_refused(packed):
    with pytest.raises(ValueError, match="damaged"):
        Residual.unpack(packed)


def test_corrections_of_other_features_are_refused():
    numbers = np.array([WIDTH], "<i4").tobytes() + np.array([1.0]).tobytes()
    with pytest.raises(ValueError, match="other features"):
        Residual.unpack(base64.b64encode(zlib.compress(numbers)).decode())


def test_what_is_cut_off_is_refused():
    numbers = zlib.compress(b"\0" * 13)
    with pytest.raises(ValueError, match="damaged"):
        Residual.unpack(base64.b64encode(numbers).decode())


def test_numbers_that_are_none_are_refused():
    numbers = np.array([5], "<i4").tobytes() + np.array([np.nan]).tobytes()
    with pytest.raises(ValueError, match="damaged"):
        Residual.unpack(base64.b64encode(zlib.compress(numbers)).decode())
