"""Rude: what wants a look though it is no spam, and what is no insult where it stands."""

from __future__ import annotations

import random

import pytest

from intake.moderation.spam import rude
from intake.moderation.spam.normal import normalise


def is_rude(text):
    return rude.score(normalise(text)) >= rude.BAR


@pytest.mark.parametrize(
    "text",
    [
        "You are such an idiot, nobody asked for this.",
        "what a load of fucking nonsense",
        "Go and die, the lot of them should",
        "you stupid little clown",
        "I hope you die",
        "The doctor there is an asshole",
        "This shit is what that bastard writes for money",
    ],
)
def test_insults_swearing_and_threats_are_rude(text):
    assert is_rude(text)


@pytest.mark.parametrize(
    "text",
    ["f u c k i n g awful", "fuuuuuuck this", "b1tch", "f**k off", "аsshole", "a$$hole", "FUCK"],
)
def test_a_disguise_does_not_help(text):
    assert is_rude(text)


@pytest.mark.parametrize(
    "text",
    [
        "I have blood in my stool and pain in my breast, and sex hurts since then.",
        "The wound on his finger is all pussy and swollen, should I see a doctor?",
        "She has a retarded growth, says the doctor.",
        "Our dog had puppies: the bitch and her litter are well.",
        "Is it anal cancer or are these only piles?",
        "Saturated fat is not good for you, and you are what you eat.",
        "That was a stupid mistake of mine.",
        "Dick wrote this twenty years ago, and it does kick ass.",
        "You are right: the garbage collector does that.",
        "Scunthorpe and Cockburn are places, and Essex is one too.",
        "",
    ],
)
def test_harmless_words_are_not(text):
    assert not is_rude(text)


def test_more_rude_words_are_ruder_and_saying_one_again_is_not():
    one, two, again = ("shit", "shit bastard", "shit shit")
    scores = [rude.score(normalise(text)) for text in (one, two, again)]
    assert 0 < scores[0] == scores[2] < scores[1] < 1


@pytest.mark.parametrize("seed", range(20))
def test_no_characters_make_it_fail(seed):
    chance = random.Random(seed)
    text = "".join(chr(chance.randrange(0x110000)) for _ in range(2000))
    assert 0 <= rude.score(normalise(text)) <= 1
