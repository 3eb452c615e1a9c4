"""The challenger: what a fit of all lessons comes to, and when it counts as better."""

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from intake.moderation.spam import refitting, registry
from intake.moderation.spam.features import WIDTH
from intake.moderation.spam.refitting import BLOCKS, L2, Challenge, Lessons, Refitter
from intake.moderation.spam.residual import Residual
from intake.words import Message

WORDS = ["harbour", "window", "letter", "garden", "kitchen", "station", "library", "clinic"]


def lessons(count=60, seed=0):
    """Lessons whose first column says spam three times in four, among columns of noise."""
    draw = np.random.default_rng(seed)
    columns = draw.normal(size=(count, 6))
    is_spam = (columns[:, 0] + draw.normal(size=count) > 0).astype(float)
    rows = csr_matrix((columns.ravel(), np.tile(np.arange(6), count), np.arange(count + 1) * 6))
    rows.resize((count, WIDTH))
    return Lessons(rows, draw.normal(size=count), is_spam, draw.uniform(0.2, 1, count))


def slope(known, corrections):
    """The gradient of what the fit makes small, written down once more."""
    said = 1 / (1 + np.exp(-(known.offsets + known.rows @ corrections)))
    return known.rows.T @ (known.weights * (said - known.is_spam)) + L2 * corrections


def test_the_fit_is_where_the_slope_is_level():
    known = lessons()
    corrections = known.rows.T @ refitting.fit(known)
    assert np.abs(slope(known, corrections)).max() < 0.02
    assert np.abs(slope(known, 0 * corrections)).max() > 1


def test_a_lesson_of_no_weight_has_no_step():
    known = lessons()
    known.weights[3] = 0
    assert refitting.fit(known)[3] == 0


def test_no_block_is_predicted_by_what_came_in_it_or_later():
    known, other = lessons(), lessons()
    last = 60 - 60 // BLOCKS
    other.is_spam[last:] = 1 - other.is_spam[last:]
    assert np.array_equal(refitting.progressive(known), refitting.progressive(other))
    other.is_spam[last - 1] = 1 - other.is_spam[last - 1]
    assert not np.allclose(refitting.progressive(known), refitting.progressive(other))


def test_the_first_block_is_left_out():
    assert len(refitting.progressive(lessons(61))) == 49


@pytest.fixture(scope="module")
def taught():
    """Messages of which only the words "harbour" and "garden" are spam, studied."""
    messages = [Message(f"The {WORDS[n % 8]} on the way is closed {n}") for n in range(160)]
    return Refitter(registry.current()).study(messages), [n % 8 in {0, 3} for n in range(160)]


def challenge(taught, said):
    studied, is_spam = taught
    return Refitter(registry.current()).challenge([studied], is_spam, [1.0] * 160, said)


def test_who_predicts_the_decisions_better_is_better(taught):
    found = challenge(taught, [0.0] * 160)
    assert found.is_better
    assert found.gain.low < found.gain.mean < found.gain.high
    assert found.gain.compared == 128


def test_who_predicts_them_worse_or_alike_is_not(taught):
    perfect = [9.0 if is_spam else -9.0 for is_spam in taught[1]]
    assert not challenge(taught, perfect).is_better
    alike = challenge(taught, [0.0] * 160).logits
    assert not challenge(taught, [0.0] * 32 + alike).is_better


def test_who_is_less_sure_but_errs_more_often_is_not_better():
    """Where one decision in ten is wrong, whoever was sure of the other nine pays dearly."""
    is_spam = np.arange(400) % 10 < 5
    people = np.where(np.arange(400) % 20 == 7, ~is_spam, is_spam)
    sure = np.where(is_spam, 30.0, -30.0)
    unsure = np.where(np.arange(400) % 8 == 0, -sure, sure) / 10
    gain = refitting.gain(unsure, sure, people.astype(float))
    assert gain.low > 0
    assert gain.more_errors > 0
    assert not Challenge("", [], [], gain).is_better


def test_the_comparison_is_the_same_each_time(taught):
    assert challenge(taught, [0.0] * 160) == challenge(taught, [0.0] * 160)


def test_the_challenger_is_the_sum_of_its_lessons_rows_each_times_its_step(taught):
    found = challenge(taught, [0.0] * 160)
    residual = Residual.unpack(found.packed)
    for at, step in enumerate(found.steps):
        residual.move(taught[0].rows[at], -step)
    assert np.abs(residual.weights).max() < 1e-5
