"""Private: what a public text tells that its writer may regret."""

from __future__ import annotations

import random

import pytest

from intake.moderation.spam import private
from intake.moderation.spam.normal import normalise
from intake.words import Evidence


def named(text, region="US"):
    return {*private.named(private.tells(normalise(text), region))} - {Evidence.PRIVATE}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Here is my number: (202) 555-0143, any time.", Evidence.TELLS_PHONE),
        ("You find me under +44 20 7946 0018.", Evidence.TELLS_PHONE),
        ("My cell is 2025550143 if you need more.", Evidence.TELLS_PHONE),
        ("I live at 12 Rose Hill Road, second floor.", Evidence.TELLS_PLACE),
        ("Send it to Lindenstraße 12, please.", Evidence.TELLS_PLACE),
        ("It should go to Springfield, IL 62704 by Friday.", Evidence.TELLS_PLACE),
        ("I was diagnosed with diabetes last spring.", Evidence.TELLS_HEALTH),
        ("My blood pressure is 150 over 95 and I am worried.", Evidence.TELLS_HEALTH),
        ("I take 50 mg of sertraline and still feel low.", Evidence.TELLS_HEALTH),
        ("My daughter has a fever and a rash on her chest.", Evidence.TELLS_HEALTH),
        ("I have had pneumonitis twice.", Evidence.TELLS_HEALTH),
        ("My back pain is worse at night.", Evidence.TELLS_HEALTH),
        ("Could you call me about this?", Evidence.WANTS_CALL),
        ("Please ring me, it is urgent.", Evidence.WANTS_CALL),
        ("Call me back when you can", Evidence.WANTS_CALL),
    ],
)
def test_it_names_what_a_text_tells(text, kind):
    assert kind in named(text)


@pytest.mark.parametrize(
    "text",
    [
        "Call me crazy, but I like this one better.",
        "I got a fever of excitement when I read it.",
        "Diabetes is treated with insulin, as the article says.",
        "It broke between 2004-02-03 14:30 and 2004-02-05 18:00.",
        "The server at 192.168.100.200 answered 1234567 times.",
        "The limit is 2147483647, as everybody knows.",
        "See http://example.com/202-555-0143 and ISBN 978-3-16-148410-0.",
        "We had 1500 visitors on 12 January.",
        "This callback is called when the phone rings in the example.",
        "My program has a pain point: it crashes.",
        "",
    ],
)
def test_it_is_silent_where_nothing_private_is_told(text):
    assert named(text) == set()


def test_a_number_is_read_as_its_country_dials():
    text = "My number is 020 7946 0018"
    assert named(text, "GB") == {Evidence.TELLS_PHONE}
    assert Evidence.TELLS_PHONE not in named(text, "US")


def test_what_is_told_adds_up_and_stays_below_one():
    told = private.tells(
        normalise("I was diagnosed with asthma, please call me on (202) 555-0143"), "US"
    )
    assert max(told.values()) < private.score(told) < 1
    assert private.named(told)[0] is Evidence.PRIVATE


@pytest.mark.parametrize("seed", range(20))
def test_no_characters_make_it_fail(seed):
    chance = random.Random(seed)
    text = "".join(chr(chance.randrange(0x110000)) for _ in range(1000))
    digits = "".join(chance.choice("0123456789 +-()./\u0663") for _ in range(1000))
    for hostile in (text, digits, text + digits):
        for region in ("US", "XX", ""):
            assert 0 <= private.score(private.tells(normalise(hostile), region)) <= 1
