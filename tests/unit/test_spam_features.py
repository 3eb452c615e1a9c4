"""Normaliser and features: what they see through, and what they must never do."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.moderation.spam import folding, signals
from intake.moderation.spam.features import WIDTH, Stream, tokens, vectorise
from intake.moderation.spam.meanings import meant
from intake.moderation.spam.normal import normalise
from intake.words import Evidence, Message

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=300)  # lone surrogates too

WORST = [
    "<a " * 6000,
    "a-" * 8000,
    "a." * 8000,
    "a\u0301\u0316" * 6000,
    "\ufdfa" * 16000,
    "&#" + "9" * 16000 + ";",
    "[url=" * 3200,
    "\ud800" * 16000,
    "\U0001d41b" * 16000,
    "a\u0441" * 8000,
]


def same(left, right):
    return np.array_equal(left.toarray(), right.toarray())


@pytest.mark.parametrize(
    "disguise",
    [
        "v i a g r a",
        "V1AGRA",
        "vi\u200bag\u200dra",
        "vi\u0430gr\u0430",
        "\U0001d42f\U0001d422\U0001d41a\U0001d420\U0001d42b\U0001d41a",
        "viiiiagraaaa",
        "vi<b></b>agra",
        "vi&amp;#97;gra",
        "v\u00efagr\u00e0",
        "\uff36\uff29\uff21\uff27\uff32\uff21",
        "\U0001f185\U0001f178\U0001f170\U0001f176\U0001f181\U0001f170",
        "v.i.a.g.r.a",
    ],
)
def test_it_sees_the_word_through_the_disguise(disguise):
    assert normalise(f"buy {disguise} now").skeleton == ["buy", "viagra", "now"]


def test_it_leaves_a_russian_word_russian():
    assert normalise("привет, сосед").skeleton == ["привет", "сосед"]
    assert normalise("привет, сосед").disguised == 0


def test_a_byte_order_mark_is_no_sign_of_anything():
    assert normalise("hello\ufeff") == normalise("hello")


def test_it_counts_what_nobody_sees():
    assert normalise("ca\u200bsi\u200bno").invisible == 2


def test_it_reads_the_target_of_a_link_that_shows_other_words():
    text = normalise('see <a href="http://casino.example.ru/x">my blog</a>')
    assert text.links == ["http://casino.example.ru/x"]
    assert text.words[:3] == ["see", "my", "blog"]


def test_a_target_that_is_also_shown_is_one_link():
    text = '<a href="http://a.example.com/">http://a.example.com/</a>'
    assert normalise(text).links == ["http://a.example.com/"]


def test_it_reads_the_head_and_the_tail_of_a_long_text():
    text = normalise("first " + "x " * 20_000 + " last")
    assert text.words[0] == "first"
    assert text.words[-1] == "last"
    assert len(text.raw) <= folding.HEAD_CHARS + folding.TAIL_CHARS + 1


@pytest.mark.parametrize("text", WORST, ids=lambda text: ascii(text[:6]))
def test_the_worst_text_stays_bounded(text):
    read = normalise(text)
    assert len(read.raw) <= folding.HEAD_CHARS + folding.TAIL_CHARS + 1
    assert len(read.words) + len(read.skeleton) <= 4 * (folding.HEAD_CHARS + folding.TAIL_CHARS)
    assert vectorise([Message(text, text, text)]).shape == (1, WIDTH)


@settings(max_examples=150, deadline=None)
@given(ANY_TEXT, ANY_TEXT, ANY_TEXT)
def test_no_text_ever_raises(text, author, author_url):
    assert np.isfinite(vectorise([Message(text, author, author_url)]).data).all()


@settings(max_examples=50, deadline=None)
@given(st.lists(ANY_TEXT, min_size=1, max_size=6))
def test_a_row_is_the_same_alone_and_in_a_batch(texts):
    batch = vectorise([Message(text) for text in texts])
    assert all(same(batch[i], vectorise([Message(text)])) for i, text in enumerate(texts))


def test_each_stream_weighs_the_same_in_a_long_text():
    short, long = (vectorise([Message("a word or two " * times)]) for times in (1, 200))
    assert abs((short.multiply(short)).sum() - (long.multiply(long)).sum()) < 1e-9


def test_no_signal_says_that_a_field_is_there():
    """A data set without a field would teach that its presence is spam, or ham."""
    assert signals.named("", "") == []
    assert signals.named("Ada", "") == ["name ada"]
    assert signals.named("Ada", "https://ada.example.org/") == ["name ada"]
    assert signals.hosts(normalise("hello"), "") == []
    tokens = signals.hosts(normalise("hello"), "https://www.kitchen-garden.example.com/about")
    assert tokens == ["domain example.com", "part kitchen", "part garden", "part example"]


def test_the_authors_address_is_read_like_a_link_in_the_text():
    in_text = signals.hosts(normalise("http://cheap-pills.example.com/"), "")
    beside = signals.hosts(normalise(""), "http://cheap-pills.example.com/")
    assert set(beside) < set(in_text)


def test_no_messages_give_no_rows():
    assert vectorise([]).shape == (0, WIDTH)


@settings(max_examples=150, deadline=None)
@given(ANY_TEXT, ANY_TEXT, ANY_TEXT)
def test_the_readable_tokens_add_up_to_the_row(text, author, author_url):
    message = Message(text, author, author_url, (Evidence.TRAP, Evidence.BURST))
    total = np.zeros(WIDTH)
    for token in tokens(message):
        total[token.column] += token.value
    np.testing.assert_allclose(total, vectorise([message]).toarray().ravel(), atol=1e-12)


def test_tokens_can_be_read():
    found = {(token.stream, token.text) for token in tokens(Message("Visit my page", "Ada"))}
    assert {
        (Stream.WORDS, "visit my"),
        (Stream.SKELETON, "page"),
        (Stream.CHARACTERS, " visi"),
        (Stream.SIGNALS, "links 0"),
        (Stream.NAME, "name ada"),
        (Stream.MEANINGS, "look > own"),
        (Stream.NOTICED, "always"),
    } <= found


def test_a_word_said_twice_has_two_shares():
    shares = [t.value for t in tokens(Message("ha ha")) if t.text == "ha" and t.stream == 1]
    once = [t.value for t in tokens(Message("ha so")) if t.text == "ha" and t.stream == 1]
    assert len(shares) == 2
    assert shares[0] == shares[1] < once[0]


def test_asking_for_a_look_means_the_same_in_other_words():
    visit, look = (meant(normalise(text).skeleton) for text in ("visit my channel", "see our blog"))
    assert {"look > own", "own > place", "ask > self", "kinds 3"} <= set(visit) & set(look)


def test_meanings_are_seen_through_a_disguise():
    assert meant(normalise("v1sit m\u0443 ch\u0430nnel").skeleton) == meant(
        ["visit", "my", "channel"]
    )


def test_a_name_that_sells_something_is_noticed():
    tokens_of = signals.named("cheap jerseys online", "http://www.example.az/cheap-jerseys-5.php")
    assert {
        "name sells",
        "phrase as name",
        "deep address",
        "address of name",
        "address sells",
    } <= set(tokens_of)
    assert signals.named("Grace Gardner", "https://gracegardner.example.org") == [
        "name grace",
        "name gardner",
    ]
