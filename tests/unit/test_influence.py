"""How far one account may move a site's model: alone freely, among colleagues twice a day."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from math import inf

import numpy as np
import pytest

from intake.moderation import influence
from intake.moderation.influence import A_LESSON, ENOUGH, FEWEST, MOST_A_DAY, Room
from intake.moderation.spam.residual import LONGEST_STEP, Residual
from intake.moderation.taught import Taught
from tests.unit.test_spam_residual import PLACES, TURNS, offer, real, rows_of

MARIA, NADIA, ROGUE = 1, 2, 3
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TUESDAY = MONDAY + timedelta(days=1)
PEOPLE = ["mother", "neighbour", "brother", "colleague", "daughter"]
TROUBLES = ["a headache", "a sore throat", "no water", "this question", "trouble with the door"]
DAYS = ["Monday", "yesterday", "last week", "the storm", "Easter"]


def room_of(lessons, account=MARIA):
    room = Room()
    for _ in range(lessons):
        room.note(account, MONDAY, -1.0, -LONGEST_STEP, is_spam=False)
    return room


def test_who_decides_alone_is_not_held_back():
    assert room_of(5000).left(MARIA, MONDAY) == inf


def test_a_few_decisions_of_others_hold_nobody_back():
    assert room_of(ENOUGH - 1).left(NADIA, MONDAY) == inf


def test_among_others_an_account_corrects_the_machine_so_far_and_no_further():
    room = room_of(ENOUGH)
    assert room.left(NADIA, MONDAY) == MOST_A_DAY
    room.note(NADIA, MONDAY, 2.0, -0.5, is_spam=False)
    assert room.left(NADIA, MONDAY) == pytest.approx(MOST_A_DAY - 0.5)
    room.note(NADIA, MONDAY, -2.0, 0.6, is_spam=True)
    room.note(NADIA, MONDAY, -2.0, 0.6, is_spam=True)
    assert room.left(NADIA, MONDAY) == 0


def test_who_agrees_with_the_machine_has_spent_nothing():
    room = room_of(ENOUGH)
    room.note(NADIA, MONDAY, -2.0, -0.5, is_spam=False)
    assert room.left(NADIA, MONDAY) == MOST_A_DAY


def test_it_has_room_again_a_day_later():
    room = room_of(ENOUGH)
    for _ in range(2):
        room.note(NADIA, MONDAY, 2.0, -A_LESSON, is_spam=False)
    assert room.left(NADIA, MONDAY + timedelta(hours=23)) == 0
    assert room.left(NADIA, TUESDAY) == MOST_A_DAY


def learn(residual, room, texts, account, at, *, is_spam, is_bounded=True):
    rows, base = rows_of(texts)
    for turn in range(len(texts)):
        row = rows[turn]
        logit = float(base[turn] + residual.scores(row)[0])
        left = room.left(account, at) if is_bounded else inf
        longest = min(LONGEST_STEP, left)
        step = residual.learn(row, is_spam=is_spam, logit=logit, longest=longest)
        room.note(account, at, logit, step, is_spam=is_spam)


def flipped(*, is_bounded, days=1):
    """The share of 1,000 real messages, approved by two, that one rogue's 1,000 turn into spam."""
    chance = random.Random(11)
    approved = [varied(chance) for _ in range(1000)]
    residual, room = Residual(), Room()
    for start in range(0, 1000, 100):
        learn(residual, room, approved[start : start + 90], MARIA, MONDAY, is_spam=False)
        spam = [offer(chance) for _ in range(40)]
        learn(residual, room, spam, NADIA, MONDAY, is_spam=True)
        learn(residual, room, approved[start + 90 : start + 100], NADIA, MONDAY, is_spam=False)
    attack = [varied(chance) for _ in range(1000)]
    for day in range(1, days + 1):
        at = MONDAY + timedelta(days=day)
        learn(residual, room, attack, ROGUE, at, is_spam=True, is_bounded=is_bounded)
    rows, base = rows_of(approved)
    return float(np.mean(base + residual.scores(rows) >= 0))


def varied(chance):
    """What somebody writes: one sentence, or a few, or a question."""
    sentences = [real(chance), f"Is the {chance.choice(PLACES)} still {chance.choice(TURNS)}?"]
    sentences.append(f"My {chance.choice(PEOPLE)} could not find the {chance.choice(PLACES)}.")
    sentences.append(f"I have had {chance.choice(TROUBLES)} since {chance.choice(DAYS)}.")
    return " ".join(chance.sample(sentences, chance.randint(1, 3)))


def test_one_account_cannot_overrule_a_thousand_decisions_of_its_colleagues():
    assert flipped(is_bounded=False) > 0.9
    assert flipped(is_bounded=True) < 0.02


def test_a_second_day_of_the_same_does_not_overrule_them_either():
    assert flipped(is_bounded=True, days=5) < 0.02


def test_who_mostly_opposes_what_all_taught_teaches_nothing():
    room = room_of(ENOUGH)
    for _ in range(FEWEST):
        room.note(NADIA, MONDAY, -3.0, 0.0, is_spam=True)
    assert room.left(NADIA, TUESDAY) == 0
    for _ in range(2 * FEWEST):
        room.note(NADIA, MONDAY, -3.0, 0.0, is_spam=False)
    assert room.left(NADIA, TUESDAY) == MOST_A_DAY


def test_where_the_others_oppose_the_machine_too_it_is_the_machine_that_is_wrong():
    room = room_of(ENOUGH)
    for _ in range(FEWEST):
        room.note(NADIA, MONDAY, -3.0, A_LESSON, is_spam=True)
    for _ in range(FEWEST):
        room.note(MARIA, MONDAY, -3.0, A_LESSON, is_spam=True)
    assert room.left(NADIA, MONDAY) == inf


def test_a_few_opposed_decisions_bar_nobody():
    room = room_of(ENOUGH)
    for _ in range(FEWEST - 1):
        room.note(NADIA, MONDAY, -3.0, 0.0, is_spam=True)
    assert room.left(NADIA, TUESDAY) == MOST_A_DAY


def test_the_longest_step_is_the_residuals():
    assert A_LESSON == LONGEST_STEP


def test_a_step_that_a_nightly_fit_made_longer_counts_as_one_lesson():
    room = room_of(ENOUGH)
    room.note(NADIA, MONDAY, -2.0, 9.0, is_spam=True)
    assert room.left(NADIA, MONDAY) == pytest.approx(MOST_A_DAY - A_LESSON)


def lessons(count, account, at):
    return [Taught(n, n, account, at, False, 1.0, -3.0) for n in range(count)]


def weight(count, *some):
    """What the last so many weigh together."""
    return sum(influence.weights([one for of in some for one in of])[-count:])


@pytest.fixture
def tuesday(at):
    at.now = TUESDAY


def test_at_night_what_one_taught_lately_weighs_no_more_than_a_part_of_the_rest(tuesday):
    long_ago = MONDAY - timedelta(days=30)
    assert weight(1000, lessons(1000, MARIA, long_ago), lessons(1000, ROGUE, MONDAY)) == 250
    assert weight(100, lessons(1000, MARIA, long_ago), lessons(100, NADIA, MONDAY)) == 100


def test_at_night_what_was_taught_long_ago_weighs_in_full(tuesday):
    long_ago = MONDAY - timedelta(days=30)
    assert weight(1000, lessons(200, MARIA, MONDAY), lessons(1000, NADIA, long_ago)) == 1000


def test_at_night_who_decides_alone_weighs_in_full(tuesday):
    assert weight(1000, lessons(1000, MARIA, MONDAY)) == 1000
    assert weight(1000, lessons(ENOUGH - 1, NADIA, MONDAY), lessons(1000, MARIA, MONDAY)) == 1000
