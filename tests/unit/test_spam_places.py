"""Where words are in a text as it is shown: found through disguises and markup, and never wrong."""

import unicodedata

import pytest

from intake.moderation.reasons import stretches
from intake.moderation.spam import phrases, registry
from intake.moderation.spam.explanation import Explainer
from intake.moderation.spam.normal import normalise
from intake.words import Message
from tests.texts import TEXTS


@pytest.fixture(scope="module")
def explainer():
    return Explainer(registry.current())


def reason_of(explainer, text, quoted, **more):
    reasons = explainer.explain(Message(text, **more)).reasons
    return next(reason for reason in reasons if quoted in reason.quoted)


@pytest.mark.parametrize("text", TEXTS)
def test_every_place_reads_as_the_words_it_is_for(explainer, text):
    for reason in explainer.explain(Message(text)).reasons:
        for start, end in reason.spans:
            part = text[start:end]
            assert 0 <= start < end <= len(text)
            if reason.says in (phrases.LINKS_TO, phrases.WEBSITE):
                assert part.casefold() == reason.quoted
            else:
                words = reason.folded or " ".join(normalise(reason.quoted).skeleton)
                assert " ".join(normalise(part).skeleton) == words


@pytest.mark.parametrize("text", TEXTS)
def test_no_place_takes_an_accent_from_its_letter(explainer, text):
    for reason in explainer.explain(Message(text)).reasons:
        for start, end in reason.spans:
            assert not unicodedata.combining(text[start])
            assert end == len(text) or not unicodedata.combining(text[end])


@pytest.mark.parametrize(
    ("text", "written", "folded"),
    [
        ("Cheap v1agra for you", "v1agra", "viagra"),
        ("Cheap vi\u0430gra for you", "vi\u0430gra", "viagra"),
        ("Cheap via\u200bgra for you", "via\u200bgra", "viagra"),
        ("Cheap 𝐯𝐢𝐚𝐠𝐫𝐚 for you", "𝐯𝐢𝐚𝐠𝐫𝐚", "viagra"),
        ("Now: f r e e pills", "f r e e", "free"),
    ],
)
def test_a_disguised_word_is_shown_as_it_is_written_and_as_it_reads(
    explainer, text, written, folded
):
    reasons = explainer.explain(Message(text)).reasons
    found = next(r for r in reasons if written in r.quoted)
    assert folded in found.folded
    ((start, end),) = found.spans
    assert written in text[start:end]


@pytest.mark.parametrize("text", ["A nice CAFÉ here", "a nice cafe\u0301 here", "It's fine"])
def test_capitals_and_accents_are_no_disguise(explainer, text):
    assert not any(reason.folded for reason in explainer.explain(Message(text)).reasons)


def test_a_host_is_not_found_inside_another(explainer):
    found = reason_of(explainer, "See robot.com.au or http://t.co/x", "t.co")
    assert found.spans == ((27, 31),)


def test_a_text_cut_into_stretches_is_the_same_text(explainer):
    for text in TEXTS:
        found = list(stretches(text, explainer.explain(Message(text)).reasons))
        assert "".join(stretch.text for stretch in found) == text
