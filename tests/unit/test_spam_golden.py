"""The base model says the same on every machine: made-up texts and their logits, to the last digit.

After a change of features or of the base model: `python -m tests.unit.test_spam_golden` writes the
file anew. Look at the difference before you commit it.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from intake.moderation.spam import artefact, features, registry
from intake.words import Message

GOLDEN = Path(__file__).with_name("golden_scores.json")
MESSAGES = [
    Message(""),
    Message("Thank you, this helped me to find the clinic.", "Grace Gardner"),
    Message("Could you call me back on Thursday? My knee hurts since the operation."),
    Message(
        "I don't agree with the second half, see https://notes.example.org/why for the reason."
    ),
    Message("You people are idiots, what a stupid article."),
    Message("Please visit my channel and subscribe, I give away free gift cards!!!"),
    Message("V1sit m\u0443 ch\u0430nnel and s u b s c r i b e, fr33 g1ft c\u0430rds!!!"),
    Message(
        "Great post, I bookmarked your blog.", "cheap boots online", "http://a.example/cheap-boots"
    ),
    Message("Buy pills at pills dot com", "Ada", "http://pills.example.com/buy/pills.php?id=7"),
    Message(
        "\U0001d413\U0001d428\U0001d429 bonus \U0001f911 slot 777, daftar sekarang di situs kami"
    ),
    Message("привет, спасибо за статью"),
    Message("word " * 3000),
]


def logits():
    model = artefact.load(registry.BASE)
    return [float(logit) for logit in model.logits(features.vectorise(MESSAGES))]


def renew():
    GOLDEN.write_text(
        json.dumps({"features": features.VERSION, "logits": logits()}, indent=1) + "\n"
    )


def test_the_base_model_says_the_same_as_where_it_was_trained():
    golden = json.loads(GOLDEN.read_text())
    assert golden["features"] == features.VERSION
    assert logits() == pytest.approx(golden["logits"], abs=1e-9)


if __name__ == "__main__":
    renew()
