"""Fingerprints: what nearly equal texts share, and that nobody can guess words from them."""

from __future__ import annotations

import random

import pytest

from intake.moderation.campaigns import MOST_APART
from intake.moderation.spam.fingerprint import LEAST_WORDS, distance, likenesses
from intake.words import Message

KEY = b"only for tests"
OFFER = (
    "Dear webmaster, our team of friendly experts will bring your lovely page to the first place "
    "of every search engine within four weeks or you get your money back, so write to us today"
)


def likeness(text, key=KEY, **more):
    return likenesses([Message(text, **more)], key)[0]


def apart(one, other):
    return distance(likeness(one).words, likeness(other).words)


def test_the_same_words_have_the_same_print_whatever_their_dress():
    assert apart(OFFER, OFFER.upper()) == 0
    assert apart(OFFER, OFFER.replace("a", "\N{CYRILLIC SMALL LETTER A}")) == 0
    assert apart(OFFER, f"<p>{OFFER}</p>") == 0


def test_a_changed_word_leaves_it_near_and_other_words_far():
    assert 0 < apart(OFFER, OFFER.replace("lovely", "little")) <= MOST_APART
    other = "I have had a cough since Monday and wonder whether I should come in before the weekend"
    assert apart(OFFER, other) > 2 * MOST_APART


def test_texts_of_the_same_words_in_another_order_are_not_the_same():
    words = OFFER.split()
    random.Random(1).shuffle(words)
    assert apart(OFFER, " ".join(words)) > MOST_APART


def test_too_few_words_have_no_print():
    assert likeness("Thank you very much indeed!").words is None
    assert likeness("one two three four five six"[: -len(" six")]).words is None
    assert likeness("one two three four five six").words is not None
    assert LEAST_WORDS == 6


def test_another_key_gives_unrelated_bits_and_hosts():
    text = f"{OFFER} https://rank.example.com/now"
    ours, theirs = likeness(text), likeness(text, b"another key")
    assert distance(ours.words, theirs.words) > 16
    assert not {*ours.hosts} & {*theirs.hosts}


def test_hosts_are_told_by_the_part_that_somebody_can_call_their_own():
    def hosts(*links, **more):
        return likeness(" ".join(links), **more).hosts

    assert hosts("https://a.pills.com/x?y") == hosts("http://www.pills.com")
    assert hosts("http://b.pills.com.au") == hosts("http://a.pills.com.au")
    assert hosts("http://pills.com.au") != hosts("http://other.com.au")
    assert hosts("see", author_url="https://pills.com/me") == hosts("www.pills.com")
    assert len(hosts(*(f"http://site{n}.com" for n in range(99)))) == 10
    assert hosts("no link at all") == ()


def test_a_message_has_the_same_print_alone_and_in_any_batch():
    texts = [OFFER, "hello", "", OFFER * 40, "one two three four five six seven", OFFER[:60]] * 20
    alone = [likeness(text) for text in texts]
    assert likenesses([Message(text) for text in texts], KEY) == alone
    assert likenesses([], KEY) == []


def test_whoever_changes_one_word_of_many_is_nearly_always_found():
    words = OFFER.split()
    ours, found = likeness(OFFER), 0
    for number in range(len(words)):
        theirs = likeness(" ".join([*words[:number], "changed", *words[number + 1 :]]))
        is_compared = bool({*enumerate(theirs.bands)} & {*enumerate(ours.bands)})
        found += is_compared and distance(ours.words, theirs.words) <= MOST_APART
    assert found >= 0.95 * len(words)


@pytest.mark.parametrize("seed", range(20))
def test_no_characters_make_it_fail(seed):
    chance = random.Random(seed)
    text = "".join(chr(chance.randrange(0x110000)) for _ in range(chance.randrange(3000)))
    url = "".join(chr(chance.randrange(0x110000)) for _ in range(50))
    found = likeness(text, author_url=url)
    assert found.words is None or 0 <= found.words < 1 << 63
