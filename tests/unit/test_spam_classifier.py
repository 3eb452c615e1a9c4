"""The shipped model, its file, its bands, and what the form noticed."""

from __future__ import annotations

import json
import math
import shutil
import subprocess
import sys

import numpy as np
import pytest

from intake.moderation.spam import artefact, registry
from intake.moderation.spam.artefact import ModelUnusable
from intake.moderation.spam.classifier import Bands, LinearClassifier, sigmoid
from intake.moderation.spam.features import HASHED
from intake.words import Evidence, Label, Message

SPAM = [
    "Cheap viagra online http://cheap-pills-viagra.com no prescription http://buy-cialis.net",
    "Best casino bonus! Win real money http://casino-slots-bonus.com http://online-jackpot.net",
    "CHECK OUT MY CHANNEL AND SUBSCRIBE!!! free gift cards http://bit.ly/xyz123",
    "WINNER!! You have been selected to receive a £1000 cash prize. Call 09061701461 to claim now!",
]
HAM = [
    "I have had pain in my lower back for three weeks. Could I come on Tuesday morning?",
    "Thank you for this article. I still wonder why the cache is faster than the database.",
    "My daughter has a fever since yesterday, should we see a doctor?",
    "I think there is a mistake in the third example: the loop never ends when the list is empty.",
    "I have been taking viagra for my condition and get headaches. Is that normal?",
]


def classifier(bias=0.0):
    return LinearClassifier("test-1", np.zeros(HASHED), bias, Bands(0.3, 0.98))


def judged(bias, *evidence):
    return classifier(bias).judge([Message("hello", evidence=evidence)])[0]


@pytest.fixture
def copy(tmp_path):
    return shutil.copytree(registry.BASE, tmp_path / "model")


@pytest.mark.parametrize("text", SPAM)
def test_the_shipped_model_does_not_pass_obvious_spam(text):
    verdict = registry.current().judge([Message(text)])[0]
    assert verdict.label is not Label.HAM
    assert verdict.probability > 0.5


@pytest.mark.parametrize("text", HAM)
def test_the_shipped_model_passes_what_people_write(text):
    assert registry.current().judge([Message(text)])[0].label is Label.HAM


@pytest.mark.parametrize("text", HAM)
def test_a_name_and_a_website_do_not_make_a_person_a_spammer(text):
    message = Message(text, "Jane Miller", "https://www.jane-miller.example.com/blog/")
    assert registry.current().judge([message])[0].label is not Label.SPAM


def test_the_verdict_names_the_model():
    model = registry.current()
    assert model.judge([Message("hello")])[0].model_version == model.version
    assert model.version.startswith("base-")


def test_a_batch_is_judged_as_its_messages_alone():
    messages = [Message(text, "Ada") for text in (SPAM + HAM) * 40]
    model = registry.current()
    assert model.judge(messages) == [model.judge([message])[0] for message in messages]


def test_nothing_to_judge_gives_no_verdicts():
    assert registry.current().judge([]) == []


JUDGE_TWICE = """
import os
from intake.moderation.spam import registry
from intake.words import Message
messages = [Message("free casino bonus http://win.example.ru")] * 300
model = registry.current()
before = model.judge(messages)
child = os.fork()
if child == 0:
    os._exit(0 if model.judge(messages) == before else 1)
raise SystemExit(os.waitpid(child, 0)[1])
"""


def test_it_judges_after_a_fork():
    assert (
        subprocess.run([sys.executable, "-c", JUDGE_TWICE], check=False, timeout=60).returncode == 0
    )


def test_judging_does_not_load_scikit_learn():
    code = (
        "import sys; from intake.moderation.spam import registry; "
        "from intake.words import Message; "
        "registry.current().judge([Message('hello')]); sys.exit('sklearn' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_bands_are_where_they_say():
    bands = Bands(0.3, 0.98)
    labels = [bands.label(p) for p in (0.0, 0.2999, 0.3, 0.9799, 0.98, 1.0)]
    ham, unsure, spam = Label.HAM, Label.UNSURE, Label.SPAM
    assert labels == [ham, ham, unsure, unsure, spam, spam]


@pytest.mark.parametrize(
    "bars", [(0.0, 0.95), (0.3, 1.0), (0.3, 0.8), (0.96, 0.95), (math.nan, 0.95)]
)
def test_bands_that_make_no_sense_are_refused(bars):
    with pytest.raises(ValueError, match="Bands need"):
        Bands(*bars)


def test_the_trap_moves_the_probability_but_not_to_sure_spam():
    plain, trapped = judged(0.0), judged(0.0, Evidence.TRAP)
    assert trapped.probability == pytest.approx(sigmoid(2.0))
    assert plain.probability < trapped.probability
    assert trapped.label is Label.UNSURE


def test_all_evidence_together_holds_innocent_words_and_no_more():
    tight = LinearClassifier("test-1", np.zeros(HASHED), -0.1, Bands(0.5, 0.9))
    verdict = tight.judge([Message("hello", evidence=tuple(Evidence))])[0]
    assert verdict.label is Label.UNSURE
    assert verdict.probability < 0.9


def test_the_trap_makes_doubtful_words_sure_spam():
    assert judged(3.0).label is Label.UNSURE
    assert judged(3.0, Evidence.TRAP).label is Label.SPAM


def test_evidence_said_twice_counts_once():
    assert judged(0.0, Evidence.TRAP, Evidence.TRAP) == judged(0.0, Evidence.TRAP)


def test_what_is_saved_is_loaded(tmp_path):
    weights = np.linspace(-4, 4, HASHED).astype(np.float16).astype(np.float64)
    version = artefact.save(
        tmp_path,
        name="mine",
        weights=weights,
        bias=0.25,
        bands=Bands(0.2, 0.97),
        sources={},
        metrics={},
    )
    loaded = artefact.load(tmp_path)
    assert np.array_equal(loaded.weights, weights)
    assert (loaded.bias, loaded.bands, loaded.version) == (0.25, Bands(0.2, 0.97), version)


def test_the_shipped_model_is_small():
    assert sum(file.stat().st_size for file in registry.BASE.iterdir()) < 1_000_000


def change_header(copy, **changes):
    file = copy / artefact.HEADER_FILE
    file.write_text(json.dumps(json.loads(file.read_text()) | changes))


@pytest.mark.parametrize("name", [artefact.WEIGHTS_FILE, artefact.HEADER_FILE])
def test_a_missing_file_is_named(copy, name):
    (copy / name).unlink()
    with pytest.raises(ModelUnusable, match=name):
        artefact.load(copy)


def test_numbers_that_changed_are_refused(copy):
    file = copy / artefact.WEIGHTS_FILE
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    with pytest.raises(ModelUnusable, match="do not match its digest"):
        artefact.load(copy)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"sha256": "0" * 64}, "do not match its digest"),
        ({"features": "0"}, "train it again"),
        ({"format": "other"}, "not of the format"),
        ({"bands": {"ham_below": 0.5, "spam_from": 0.6}}, "Bands need"),
        ({"bands": {"ham_below": 0.5}}, "damaged"),
        ({"bands": None}, "damaged"),
    ],
)
def test_a_header_that_does_not_fit_is_refused(copy, changes, sentence):
    change_header(copy, **changes)
    with pytest.raises(ModelUnusable, match=sentence):
        artefact.load(copy)


@pytest.mark.parametrize("header", ["", "{", "[]", "\udcff"])
def test_a_header_that_is_no_header_is_refused(copy, header):
    (copy / artefact.HEADER_FILE).write_bytes(header.encode("utf-8", "surrogateescape"))
    with pytest.raises(ModelUnusable):
        artefact.load(copy)


@pytest.mark.parametrize(
    "numbers",
    [
        {"weights": np.zeros(5, np.float16), "bias": np.float64(0)},
        {"weights": np.full(HASHED, np.nan, np.float16), "bias": np.float64(0)},
        {"weights": np.array([{}], dtype=object), "bias": np.float64(0)},
        {"bias": np.float64(0)},
    ],
    ids=["few", "not finite", "pickled", "missing"],
)
def test_numbers_that_are_no_weights_are_refused(copy, numbers):
    file = copy / artefact.WEIGHTS_FILE
    np.savez_compressed(file, **numbers)
    change_header(copy, sha256=artefact.digest(file.read_bytes()))
    with pytest.raises(ModelUnusable, match="is damaged"):
        artefact.load(copy)


def test_the_registry_loads_once_and_again_when_the_files_change(copy):
    first = registry.current(copy)
    assert registry.current(copy) is first
    change_header(copy, version="other-1")
    assert registry.current(copy).version == "other-1"


def test_the_registry_stops_using_a_model_that_went_bad(copy):
    registry.current(copy)
    (copy / artefact.WEIGHTS_FILE).unlink()
    with pytest.raises(ModelUnusable):
        registry.current(copy)


def test_a_site_that_has_taught_nothing_has_no_sure_spam():
    sure = classifier(bias=12.0)
    nobodys, ours = sure.judge([Message("hello"), Message("hello", site_id=5)])
    assert (nobodys.label, nobodys.has_spam_bar) == (Label.SPAM, True)
    assert (ours.label, ours.has_spam_bar) == (Label.UNSURE, False)
