"""Who learns from what in the accuracy bench: protocols, streams and the simulated guarantee."""

from __future__ import annotations

import numpy as np
import pytest

from bench.judgement import guarantee, models, protocols, rows, streams
from bench.judgement.streams import Way
from intake.moderation.spam import bounds, features
from intake.moderation.spam.classifier import Bands, LinearClassifier
from intake.moderation.spam.learner import Rows
from intake.words import Message
from tests.labelled import lines, write


@pytest.fixture
def train(tmp_path):
    return write(tmp_path / "train.jsonl.gz", lines("one"), lines("two"))


@pytest.fixture
def judged(tmp_path):
    return write(tmp_path / "test.jsonl", lines("one", 12, seed=1), lines("two", 12, seed=1))


def read(*files):
    return rows.read(files, seed=0)[0]


def test_per_thread_learns_from_its_own_thread_only(train, judged):
    trials = protocols.per_thread(read(train), read(judged))
    assert [trial.name for trial in trials] == ["one", "two"]
    for trial in trials:
        assert {row.thread for row in trial.learnt} == {trial.name}
        assert {row.thread for row in trial.tests} == {trial.name}


def test_with_an_own_weight_it_learns_from_all_and_counts_its_own_more(train, judged):
    trial = protocols.per_thread(read(train), read(judged), own_weight=4)[0]
    assert len(trial.learnt) == len(read(train))
    for row, weight in zip(trial.learnt, trial.weight, strict=True):
        assert weight == (4 if row.thread == "one" else 1)


@pytest.mark.parametrize("protocol", ["leave_one_thread_out", "leave_one_source_out"])
def test_what_is_left_out_is_not_learnt(tmp_path, protocol):
    file = write(tmp_path / "a.jsonl", lines("one", source="x"), lines("two", source="y"))
    everyone = read(file)
    trials = getattr(protocols, protocol)(everyone)
    assert len(trials) == 2
    for trial in trials:
        assert {row.thread for row in trial.learnt}.isdisjoint(row.thread for row in trial.tests)
        assert len(trial.learnt) + len(trial.tests) == len(everyone)


def test_near_duplicates_of_learnt_and_of_earlier_rows_are_found(tmp_path):
    text = "an offer of many words that nobody would write twice by chance alone"
    learnt = write(tmp_path / "a.jsonl", [{"text": text, "label": 1}])
    other = "quite another message about the harbour and its old wooden station"
    tests = [{"text": t, "label": 1} for t in (text + "!", other, other.upper())]
    known, judged = rows.read([learnt], [write(tmp_path / "b.jsonl", tests)], seed=0)
    assert rows.twins(judged, known).tolist() == [True, False, True]
    assert rows.twins(judged, []).tolist() == [False, False, True]


@pytest.mark.parametrize(
    ("marks", "order"),
    [
        ([{"date": "2020-01-02 10:00:00"}, {"date": "2020-01-02T09:00:00Z"}], "date"),
        ([{"date": "2020-01-02", "pos": 2}, {"pos": 1}], "pos"),
    ],
)
def test_a_stream_is_in_the_order_in_which_it_was_written(tmp_path, marks, order):
    content = [{"text": str(i), "label": 0, **mark} for i, mark in enumerate(marks)]
    found, by = rows.in_order(read(write(tmp_path / "a.jsonl", content)))
    assert [row.message.text for row in found] == ["1", "0"]
    assert by == order


def test_a_stream_without_marks_stays_in_file_order(tmp_path):
    found, by = rows.in_order(read(write(tmp_path / "a.jsonl", [{"text": "b", "label": 0}])))
    assert (len(found), by) == (1, "file order")


@pytest.fixture
def stream():
    texts = ["buy casino pills", "the garden letter"] * 40
    is_spam = np.array([True, False] * 40)
    return Rows().transform([Message(text) for text in texts]), np.zeros(80), is_spam


def test_the_first_message_is_judged_before_anything_is_learnt(stream):
    logits, asked = streams.follow(*stream, Way("adaptive"), seed=0)
    assert logits[0] == 0
    assert asked == 80
    assert ((logits[10:] > 0) == stream[2][10:]).all()


def test_a_static_model_asks_for_nothing_and_stays_as_it_is(stream):
    logits, asked = streams.follow(*stream, Way("static", learns=False), seed=0)
    assert asked == 0
    assert not logits.any()


def test_reviewing_held_messages_only_asks_for_fewer_labels(stream):
    assert 0 < streams.follow(*stream, Way("held", held_only=True), seed=0)[1] < 80


def test_wrong_decisions_make_it_learn_worse(stream):
    right = streams.follow(*stream, Way("x"), seed=0)[0]
    wrong = streams.follow(*stream, Way("x", noise=0.5), seed=0)[0]
    assert np.abs(wrong[-10:]).mean() < np.abs(right[-10:]).mean()


def test_the_guarantee_holds_and_below_the_needed_number_there_is_no_bar():
    random_ham = np.random.default_rng(0).random(3000)
    bound = guarantee.Bound(alpha=0.05, delta=0.1)
    needed = bounds.needed(bound.alpha, bound.delta)
    few = guarantee.simulate(random_ham, random_ham, bound, needed - 1, 0, without=True)
    assert few["no_bar"] == 1
    assert few["broken"] == 0
    for without in (True, False):
        enough = guarantee.simulate(random_ham, random_ham, bound, 200, 0, without=without)
        assert enough["no_bar"] == 0
        assert 0 < enough["broken"] < 0.1 + 0.05  # delta, and three standard errors of 400 draws
        assert 0 < enough["mean_fpr"] < bound.alpha


def test_a_finished_model_ranks_even_what_it_is_sure_of():
    weights = np.full(features.HASHED, 20.0)
    judge = models.asked(LinearClassifier("1", weights, 0.0, Bands(0.5, 0.9)))
    few, many = judge([Message("one"), Message("one two three four five")])
    assert many > few > 40


def test_a_split_takes_the_first_of_each_thread_and_label(train):
    everything = read(train)
    first, others = rows.split(everything, 0.7)
    assert {id(row) for row in [*first, *others]} == {id(row) for row in everything}
    for thread in ("one", "two"):
        for is_spam in (True, False):
            mine = [r.position for r in first if (r.thread, r.is_spam) == (thread, is_spam)]
            left = [r.position for r in others if (r.thread, r.is_spam) == (thread, is_spam)]
            assert (len(mine), len(left)) == (21, 9)
            assert max(mine) < min(left)
