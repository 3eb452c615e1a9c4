"""Training: from labelled files to a model of numbers, the same every time."""

from __future__ import annotations

import gzip
import json
import random
import re
import zipfile
from dataclasses import replace

import numpy as np
import pytest

from intake.errors import IntakeError
from intake.moderation.spam import artefact, corpus, features, namesakes
from intake.moderation.spam.classifier import Bands
from intake.moderation.spam.corpus import Example
from intake.moderation.spam.training import train
from intake.words import Label, Message

OFFERS = ["pills", "casino", "bonus", "watches", "loans", "followers", "prize", "jackpot"]
TALK = ["kitchen", "garden", "clinic", "library", "station", "harbour", "window", "letter"]
FILLER = [a + b for a in ("ba", "do", "ki", "lu", "me") for b in ("ran", "sel", "tic", "vom")]


def rows():
    chance = random.Random(7)
    for i in range(120):
        offer, talk = chance.sample(OFFERS, 4), chance.sample(TALK, 3)
        padding = " ".join(chance.sample(FILLER, 7))
        yield {
            "text": f"Buy {' '.join(offer)} {padding} http://{offer[0]}-{i}.example.ru now!!!",
            "label": 1,
            "source": "shop",
            "thread": f"s{i % 10}",
            "author": f"{offer[0]} online",
        }
        yield {
            "text": f"I liked the {talk[0]} and the {' '.join(talk[1:])}, {padding}.",
            "label": 0,
            "source": "blog_tiny",
            "thread": f"h{i % 10}",
        }
        yield {"text": f"nobody has labelled this {i}", "source": "blog_tiny"}


def write(path, lines):
    with gzip.open(path, "wt", encoding="utf-8") as out:
        out.writelines(json.dumps(line) + "\n" for line in lines)
    return path


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return write(tmp_path_factory.mktemp("data") / "tiny.jsonl.gz", rows())


@pytest.fixture(scope="module")
def trained(data, tmp_path_factory):
    out = tmp_path_factory.mktemp("model")
    return train([data], out), out


def test_it_learns_to_tell_them_apart(trained):
    _, out = trained
    spam, ham = artefact.load(out).judge(
        [
            Message("Buy casino bonus and cheap pills at http://new-shop.example.ru now!!!"),
            Message("I liked the library and the garden letter, thank you."),
        ]
    )
    assert spam.probability > 0.9
    assert ham.probability < 0.1
    assert ham.label is Label.HAM


def test_it_counts_labelled_rows_only(trained):
    report, _ = trained
    assert report.counts() == {
        "blog_tiny": {"spam": 0, "ham": 120},
        "shop": {"spam": 120, "ham": 0},
    }


def test_it_prints_a_line_for_each_source(trained):
    report, _ = trained
    table = "\n".join(report.lines())
    assert report.version in table
    assert "blog_tiny" in table
    assert "shop" in table


def test_the_spam_bar_is_never_low(trained):
    report, _ = trained
    assert report.bands.spam_from >= 0.9
    assert 0 < report.bands.ham_below <= 0.5


def test_the_same_input_makes_the_same_bytes(data, trained, tmp_path):
    _, out = trained
    train([data], tmp_path)
    for name in (artefact.WEIGHTS_FILE, artefact.HEADER_FILE):
        assert (tmp_path / name).read_bytes() == (out / name).read_bytes()


def test_no_word_of_the_data_is_in_the_model(trained):
    _, out = trained
    told = {word for row in rows() for word in re.findall(r"[a-z]{5,}", row["text"].lower())}
    packed = zipfile.ZipFile(out / artefact.WEIGHTS_FILE)
    content = b" ".join(packed.read(name) + name.encode() for name in packed.namelist())
    content += (out / artefact.HEADER_FILE).read_bytes()
    said = {word.decode() for word in re.findall(rb"[a-z]{5,}", content.lower())}
    assert "weights" in said
    assert "casino" in told
    assert not told & said


def test_the_header_says_which_files_it_learnt_from(data, trained, tmp_path):
    _, out = trained
    header = artefact.read_header(out)
    assert header["data"] == corpus.digest([data])
    other = write(tmp_path / "other.jsonl.gz", list(rows())[:-1])
    assert header["data"] != corpus.digest([other])


def test_ham_without_a_name_is_also_learnt_with_one():
    ham = [Example(Message(f"a fine day {i}"), False, "blog_tiny", "") for i in range(90)]
    spam = [replace(one, is_spam=True) for one in ham]
    named = namesakes.signed(ham)
    assert 15 < len(named) < 45
    assert all(one.message.author for one in named)
    assert 0 < sum(bool(one.message.author_url) for one in named) < len(named)
    assert named == namesakes.signed(ham)
    assert namesakes.signed(spam) == []
    assert namesakes.signed(named) == []


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ([], "hold no labelled row"),
        ([{"text": "lonely", "label": 1}], "too little spam"),
        ([{"text": f"word{i} and more{i}", "label": 1} for i in range(20)], "too little ham"),
        (
            [
                {"text": text, "label": label}
                for label, text in enumerate(("fine day", "buy it"))
                for _ in range(20)
            ],
            "too little",
        ),
        ([{"label": 1}], "damaged near line 1"),
    ],
)
def test_data_that_cannot_teach_is_refused_with_a_sentence(tmp_path, lines, sentence):
    with pytest.raises(IntakeError, match=sentence):
        train([write(tmp_path / "some.jsonl.gz", lines)], tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(IntakeError, match=r"nowhere\.jsonl"):
        train([tmp_path / "nowhere.jsonl"], tmp_path / "out")


def test_a_file_cut_short_is_refused(tmp_path, data):
    cut = tmp_path / "cut.jsonl.gz"
    cut.write_bytes(data.read_bytes()[:-200])
    with pytest.raises(IntakeError, match="damaged near line"):
        train([cut], tmp_path / "out")


def test_a_model_is_named_after_its_numbers_and_not_after_how_they_are_packed(tmp_path):
    weights = np.zeros(features.HASHED)
    parts = {"name": "x", "bands": Bands(0.2, 0.97), "sources": {}, "metrics": {}}
    version = artefact.save(tmp_path, weights=weights, bias=0.5, **parts)
    weights[3] = 1.0
    assert artefact.save(tmp_path, weights=weights, bias=0.5, **parts) != version
    assert artefact.save(tmp_path, weights=weights * 0, bias=0.5, **parts) == version
    assert artefact.save(tmp_path, weights=weights * 0, bias=0.25, **parts) != version
