"""What a rule asks of a comment: all of it must hold, and nothing it asks can hang."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from intake.moderation.rule_conditions import Conditions, Facts, as_words, count_links, met

NOW = datetime(2026, 3, 2, tzinfo=UTC)
FACTS = Facts(said=as_words(["buy cheap pills, now!", "maria", ""]), received_at=NOW)


def meets(asked, **facts):
    phrases = [as_words([word.casefold()]) for word in asked.words]
    return met(asked, phrases, replace(FACTS, **facts))


@pytest.mark.parametrize("word", ["pills", "Cheap Pills", "cheap  pills", "cheap, pills", "maria"])
def test_words_and_phrases_are_found_whole_whatever_stands_between(word):
    assert meets(Conditions(words=(word,)))


@pytest.mark.parametrize("word", ["pill", "heap", "pills cheap", "now maria", ".*", "p.lls"])
def test_no_part_of_a_word_is_found_nor_a_pattern_nor_across_two_texts(word):
    assert not meets(Conditions(words=(word,)))


def test_one_of_the_words_is_enough():
    assert meets(Conditions(words=("casino", "pills")))


def test_all_that_is_asked_must_hold():
    asked = Conditions(words=("pills",), links=2)
    assert meets(asked, links=2)
    assert not meets(asked, links=1)
    assert not meets(asked, links=2, said=as_words(["something else"]))


def test_an_author_is_unconfirmed_until_the_address_is_confirmed():
    assert meets(Conditions(is_unconfirmed=True))
    assert not meets(Conditions(is_unconfirmed=True), is_confirmed=True)


def test_fewer_published_is_less_than_and_whoever_is_unconfirmed_has_none():
    asked = Conditions(fewer_published=2)
    assert meets(asked)
    assert meets(asked, published=1)
    assert not meets(asked, published=2)


def test_a_page_is_old_from_that_many_days_on():
    asked = Conditions(thread_days=90)
    assert meets(asked, thread_age=timedelta(days=90))
    assert not meets(asked, thread_age=timedelta(days=89, hours=23))


def test_an_address_and_a_domain_are_compared_by_their_codes():
    assert meets(Conditions(email_index="a"), email_index="a")
    assert not meets(Conditions(email_index="a"), email_index="b")
    assert meets(Conditions(domain_index="d"), domains=frozenset({"c", "d"}))
    assert not meets(Conditions(domain_index="d"), domains=frozenset({"c"}))


def test_a_network_is_asked_for_until_its_time_is_up():
    asked = Conditions(sender_key="k", network_until=(NOW + timedelta(days=7)).isoformat())
    assert meets(asked, sender_key="k")
    assert not meets(asked, sender_key="other")
    assert not meets(asked, sender_key="k", received_at=NOW + timedelta(days=7))


def test_a_language_that_nobody_can_tell_is_neither_this_one_nor_another():
    assert meets(Conditions(language="de"), language="de")
    assert not meets(Conditions(language="de"), language="en")
    other = Conditions(language="de", is_other_language=True)
    assert meets(other, language="en")
    assert not meets(other, language="de")
    assert not meets(other, language="")


def test_a_probability_is_from_and_below():
    asked = Conditions(likely_from=0.5, likely_below=0.9)
    assert meets(asked, probability=0.5)
    assert not meets(asked, probability=0.9)
    assert not meets(asked, probability=0.49)
    assert not meets(asked, probability=None)


def test_what_is_kept_is_read_back_as_it_was():
    asked = Conditions(words=("a b", "c"), links=1, language="de", likely_below=0.25)
    assert Conditions.from_dict(asked.as_dict()) == asked
    assert Conditions.from_dict({**asked.as_dict(), "past": {}, "newer": 1}) == asked


def test_a_rule_without_conditions_asks_nothing():
    assert Conditions().asks_nothing
    assert Conditions(is_other_language=True).asks_nothing
    assert not Conditions(words=("a",)).asks_nothing


@pytest.mark.parametrize(
    ("text", "website", "count"),
    [
        ("no link at all, e.g. none", "", 0),
        ("see https://www.one.example/a and www.two.example", "", 2),
        ("[url=http://one.example]this[/url]", "", 1),
        ("hello", "https://me.example", 1),
        ("HTTP://ONE.EXAMPLE", "", 1),
    ],
)
def test_links_are_counted_in_the_words_and_the_website(text, website, count):
    assert count_links(text, website) == count


@pytest.mark.parametrize("text", ["a" * 5000, "http://" * 700, "a a " * 1250, "www." * 1250])
def test_the_time_grows_with_the_text_alone(text):
    asked = Conditions(words=tuple("a " * 40 + f"b{number}" for number in range(100)))
    phrases = [as_words([word]) for word in asked.words]
    began_at = time.perf_counter()
    said = as_words([text])
    count_links(text, text)
    assert not met(asked, phrases, Facts(said=said))
    assert time.perf_counter() - began_at < 0.2
