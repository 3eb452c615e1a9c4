"""Saying why: the shares add up to the score, and marks stand where they say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.moderation.spam import meanings, phrases, signals
from intake.moderation.spam.classifier import NEVER, Bands, LinearClassifier, SiteModel
from intake.moderation.spam.explainer import Explainer
from intake.moderation.spam.explanation import explain
from intake.moderation.spam.features import HASHED, WIDTH, Stream, vectorise
from intake.moderation.spam.normal import normalise
from intake.moderation.spam.residual import Residual
from intake.words import Evidence, Message

SITE = 7
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=200)
ADVERT = Message(
    "Gr\u0435at post! Check out my ch4nnel and SUBSCRIBE for fr3e gift cards http://bit.ly/xyz now",
    "Cheap Jerseys Online",
    "http://cheap-jerseys.example.ru/shoes/nike",
    (Evidence.TRAP, Evidence.FAST),
)
TEXTS = [
    ADVERT,
    Message("I have had pain in my back for three weeks. Could I come on Tuesday?", "Maria"),
    Message(""),
    Message("buy v.i.a.g.r.a <b>now</b> at pills dot com, mail me@example.org", "x"),
    Message("\U0001d42f\U0001d422\U0001d41a\U0001d420 \u0645\u0631\u062d\u0628\u0627"),
    Message("word " * 3000, "word " * 30, "http://word.example/" + "word/" * 90),
]


@pytest.fixture(scope="module")
def classifier():
    random = np.random.default_rng(5)
    taught = Residual(random.normal(size=WIDTH) / 4)
    site = SiteModel("decisions-1", taught, Bands(0.2, NEVER))
    return LinearClassifier(
        "test", random.normal(size=HASHED), -0.7, Bands(0.3, 0.95), {SITE: site}
    )


def of_site(message, site_id):
    return Message(message.text, message.author, message.author_url, message.evidence, site_id)


@pytest.mark.parametrize("site_id", [0, SITE])
@pytest.mark.parametrize("message", TEXTS)
def test_the_shares_and_the_bias_add_up_to_the_logit(classifier, message, site_id):
    message = of_site(message, site_id)
    rows = vectorise([message])
    logit = classifier.logits(rows)[0]
    if site_id:
        logit += classifier.sites[site_id].residual.scores(rows)[0]
    found = explain(classifier, message)
    assert found.bias + sum(one.weight for one in found.reasons) == pytest.approx(logit, abs=1e-9)
    assert found.logit == pytest.approx(logit, abs=1e-9)


@settings(max_examples=80, deadline=None)
@given(ANY_TEXT, ANY_TEXT, ANY_TEXT)
def test_every_text_can_be_explained_and_adds_up(classifier, text, author, author_url):
    message = Message(text, author, author_url)
    found = explain(classifier, message)
    assert found.logit == pytest.approx(classifier.logits(vectorise([message]))[0], abs=1e-9)
    Explainer(classifier).why(message, with_words=True)


@settings(max_examples=80, deadline=None)
@given(ANY_TEXT)
def test_a_mark_stands_on_a_word_that_reads_as_it_says(classifier, text):
    for one in explain(classifier, Message(text)).reasons:
        words = {word for example in one.examples for word in example.split(" ")}
        for start, end in one.spans:
            assert 0 <= start < end <= len(text)
            assert words & set(normalise(text[start:end]).skeleton)


def test_marks_stand_on_disguised_words_too(classifier):
    marked = {
        ADVERT.text[start:end]
        for one in explain(classifier, ADVERT).reasons
        for start, end in one.spans
    }
    assert {"Gr\u0435at", "ch4nnel", "SUBSCRIBE", "fr3e"} <= marked


def test_it_shows_how_what_was_disguised_reads(classifier):
    assert explain(classifier, ADVERT).disguises == (
        ("Gr\u0435at", "great"),
        ("ch4nnel", "channel"),
        ("fr3e", "free"),
    )


@pytest.mark.parametrize(
    "honest", ["It is sooo good", "caf\u00e9 \u00fcber na\u00efve", "It's 4 o'clock", "COVID-19"]
)
def test_an_honest_word_is_no_disguise(classifier, honest):
    assert explain(classifier, Message(honest)).disguises == ()


def test_words_that_stand_together_are_told_together():
    weights = np.zeros(HASHED)
    row = vectorise([Message("subscribe to my channel")])
    weights[row.indices[row.indices < HASHED]] = 2.0
    loud = LinearClassifier("test", weights, 0.0, Bands(0.3, 0.95))
    reasons = explain(loud, Message("subscribe to my channel")).reasons
    assert ("subscribe to my channel",) in [one.examples for one in reasons]


def test_what_the_form_noticed_is_a_reason_of_its_own(classifier):
    names = {
        one.subject.name
        for one in explain(classifier, ADVERT).reasons
        if one.subject.stream is Stream.NOTICED
    }
    assert {Evidence.TRAP, Evidence.FAST} <= names


def test_what_the_site_taught_is_told_apart(classifier):
    of_nobody = explain(classifier, ADVERT).reasons
    of_ours = explain(classifier, of_site(ADVERT, SITE)).reasons
    assert not any(one.taught for one in of_nobody)
    assert any(one.taught for one in of_ours)


def test_every_signal_and_bin_has_its_words():
    assert phrases.SIGNALS.keys() == signals._EDGES.keys()
    for name, edges in signals._EDGES.items():
        assert len(phrases.SIGNALS[name]) == len(edges) + 1, name


def test_every_meaning_and_kind_has_its_words():
    for kind, meaning, _ in meanings._entries():
        assert (phrases.MEANINGS if kind == "none" else phrases.KINDS)[meanings.kind_of(meaning)]
    assert phrases.NO_KINDS.keys() == meanings._MOST_COUNTED.keys()


def test_the_pages_get_few_reasons_and_only_plain_data(classifier):
    why = Explainer(classifier).why(ADVERT, with_words=True)
    assert 0 < len(why["reasons"]) <= 10
    assert all(one["says"] for one in why["reasons"])
    assert (why["ham_below"], why["spam_from"]) == (0.3, 0.95)


def test_masked_numbers_and_the_signs_around_a_disguise_are_not_shown(classifier):
    explain = Explainer(classifier).why
    number = explain(Message("555123"), with_words=True)
    shown = [example for one in number["reasons"] for example in one["examples"]]
    assert "(number)" in " ".join(shown)
    assert not [example for example in shown if "0" in example.split(" ")]
    disguised = explain(Message("Call f\u043er (fr3e)!"), with_words=True)["disguises"]
    assert disguised == [("f\u043er", "for"), ("fr3e", "free")]


def test_without_words_nothing_of_what_was_written_is_told(classifier):
    why = Explainer(classifier).why(ADVERT, with_words=False)
    assert why["reasons"]
    for word in ("great", "channel", "bit.ly", "jerseys", "fr3e", "subscribe"):
        assert word not in str(why).casefold()


def test_a_site_that_is_still_learning_has_no_bar_for_spam(classifier):
    assert Explainer(classifier).why(of_site(ADVERT, SITE), with_words=True)["spam_from"] is None
