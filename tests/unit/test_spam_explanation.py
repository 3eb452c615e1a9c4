"""Saying why: the parts add up to the score, and every place is where it says it is."""

import random
from dataclasses import replace

import numpy as np
import pytest

from intake.moderation.reasons import QUOTE, Why, packed, unpacked
from intake.moderation.spam import explanation, features, phrases, registry, signals
from intake.moderation.spam.classifier import Bands, SiteModel
from intake.moderation.spam.explanation import Explainer
from intake.moderation.spam.normal import normalise
from intake.moderation.spam.residual import Residual
from intake.moderation.spam.runs import LONGEST, runs
from intake.words import Evidence, Message
from tests.texts import HOSTILE, SITE, TEXTS, made_up


@pytest.fixture(scope="module")
def classifier():
    chance = np.random.default_rng(3).normal(0, 0.3, features.WIDTH)
    taught = SiteModel("site-1", Residual(chance), Bands(0.08, 0.97))
    return replace(registry.current(), sites={SITE: taught})


@pytest.fixture(scope="module")
def explainer(classifier):
    return Explainer(classifier)


def logit_of(classifier, message):
    row = features.vectorise([message])
    residual = classifier.sites[SITE].residual.scores(row)[0] if message.site_id else 0.0
    return classifier.logits(row)[0] + residual


def test_the_parts_and_the_bias_add_up_to_the_logit(classifier, explainer):
    written = [Message(text, "Ann", "", (Evidence.TRAP,), SITE) for text in TEXTS]
    for message in [*written, *made_up(300)]:
        found = explainer.explain(message)
        parts = found.bias + sum(reason.weight for reason in found.reasons)
        assert parts == pytest.approx(logit_of(classifier, message), abs=1e-9), message
        assert found.logit == parts


def test_readable_features_add_up_to_the_row_they_are_of():
    for message in made_up(100):
        dense = np.zeros(features.WIDTH)
        for token in features.tokens(message):
            dense[token.column] += token.value
        assert np.abs(dense - features.vectorise([message]).toarray()[0]).max() < 1e-12


def test_what_a_site_taught_stands_apart_from_what_the_model_came_with(classifier, explainer):
    message = Message("The harbour is closed", "Maria", site_id=SITE)
    reasons = explainer.explain(message).reasons
    taught = sum(reason.weight for reason in reasons if reason.is_taught)
    row = features.vectorise([message])
    assert taught == pytest.approx(classifier.sites[SITE].residual.scores(row)[0], abs=1e-9)
    assert not any(r.is_taught for r in explainer.explain(replace(message, site_id=0)).reasons)


def knows(**weights):
    """A classifier that knows these words and nothing else."""
    base = registry.current()
    columns = np.zeros_like(base.weights)
    for word, weight in weights.items():
        for token in features.tokens(Message(word)):
            if (token.stream, token.text) == (features.Stream.SKELETON, word):
                columns[token.column] = weight
    return replace(base, weights=columns)


def test_words_that_stand_together_become_one_phrase():
    explainer = Explainer(knows(free=3, gift=2, cards=4, harbour=-3, station=-3))
    text = "At the station, harbour: get free gift cards!"
    found = [(r.quoted, r.is_for_spam) for r in explainer.explain(Message(text)).reasons[:2]]
    assert found == [("free gift cards", True), ("station, harbour", False)]


def test_a_phrase_holds_only_words_of_one_direction_and_every_place_once():
    chance = random.Random(5)
    weights = [chance.choice([-2, -1, 0, 0.5, 1, 3]) for _ in range(200)]
    words = [f"w{number}" for number in range(200)]
    found = runs(words, weights)
    assert sum(weight for weight, _ in found.values()) == pytest.approx(sum(weights))
    for phrase, (_, (first,)) in found.items():
        part = weights[first : first + len(phrase)]
        assert len(phrase) <= LONGEST
        assert min(part) > 0 or max(part) < 0


def test_it_names_hosts_signals_names_and_evidence(explainer):
    text = "LOOK AT https://bit.ly/win AND SUBSCRIBE"
    found = explainer.explain(
        Message(text, "Best SEO", "http://pills.example.ru", (Evidence.FAST,))
    )
    said = {reason.says.replace(QUOTE, reason.quoted) for reason in found.reasons}
    for words in ("a link to bit.ly", "1 link in a very short text", "mostly capital letters",
                  "the name “Best SEO”", "the website example.ru", "a shortened link"):  # fmt: skip
        assert words in said
    assert Evidence.FAST in {reason.evidence for reason in found.reasons}
    host = next(r for r in found.reasons if r.quoted == "bit.ly")
    assert [text[start:end] for start, end in host.spans] == ["bit.ly"]


def test_a_moderator_reads_a_few_reasons_and_never_a_number(explainer):
    why = explainer.why(
        Message(TEXTS[3], "Best SEO", "http://x.example.ru", (Evidence.TRAP,), SITE)
    )
    assert 3 <= len(why.reasons) <= explanation.MOST_REASONS
    weights = [abs(reason.weight) for reason in why.reasons]
    assert weights == sorted(weights, reverse=True)
    assert all(reason.says for reason in why.reasons)


def test_of_a_sealed_message_nothing_tells_its_words(explainer):
    text = "My knee hurts, see http://knee.example.com and call +1 202 555 0143 v1agra"
    message = Message(text, "Jonas Weber", "", (Evidence.TRAP,), SITE)
    why = explainer.why(message, is_sealed=True)
    assert why.reasons
    kept = packed(why).casefold()
    for word in ("knee", "hurts", "example", "jonas", "weber", "viagra", "202"):
        assert word not in kept
    assert not any(reason.spans or reason.quoted or reason.folded for reason in why.reasons)


def test_the_bars_are_those_of_the_site(explainer, classifier):
    why = explainer.why(Message("Hello", site_id=SITE))
    assert (why.ham_below, why.spam_from) == (0.08, 0.97)
    elsewhere = explainer.why(Message("Hello", site_id=SITE + 1))
    assert (elsewhere.ham_below, elsewhere.spam_from) == (classifier.bands.ham_below, None)


def test_what_is_kept_is_read_back_as_it_was(explainer):
    for text in TEXTS:
        why = explainer.why(Message(text, "Ann", "", (Evidence.TRAP,), SITE))
        assert unpacked(packed(why)) == why
    assert unpacked(packed(Why())) == Why()


@pytest.mark.parametrize("shape", HOSTILE)
def test_the_worst_input_is_explained_with_bounded_work(explainer, classifier, shape, monkeypatch):
    read = []
    monkeypatch.setattr(
        "intake.moderation.spam.places.normalise", lambda part: read.append(part) or normalise(part)
    )
    message = Message(HOSTILE[shape], site_id=SITE)
    found = explainer.explain(message)
    assert found.logit == pytest.approx(logit_of(classifier, message), abs=1e-9)
    assert sum(map(len, read)) < 10 * len(message.text)


def test_every_signal_and_each_of_its_bins_has_a_phrase():
    for name, edges in signals._EDGES.items():
        if name in phrases.SAME_AS:
            assert phrases.SAME_AS[name] in signals._EDGES
        else:
            assert len(phrases.SIGNALS[name]) == len(edges) + 1, name
    assert set(phrases.SIGNALS) <= set(signals._EDGES)
    assert len(phrases.IN_LENGTH) == len(signals._EDGES["length"]) // 2 + 1


def test_nothing_that_the_model_counts_is_without_words(explainer):
    for message in made_up(100):
        shown = [r for r in explainer.explain(message).reasons if not r.says]
        assert sum(abs(reason.weight) for reason in shown) < 0.5
