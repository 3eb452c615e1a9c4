"""Which language a text is in: told when it is sure, and left open when it is not."""

import subprocess
import sys
import time

import pytest

from intake.moderation.spam import language
from intake.moderation.spam.machine import Machine
from intake.words import Message


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Thank you, this answered my question about the first visit.", "en"),
        ("Danke für die Auskunft, das war wirklich sehr hilfreich.", "de"),
        ("Merci beaucoup pour cette information, c'est très clair.", "fr"),
        ("Это очень хорошая статья, спасибо за неё", "ru"),
        ("この記事はとても役に立ちました。どうもありがとうございました。", "ja"),
    ],
)
def test_a_sentence_is_told(text, code):
    assert language.languages([text]) == [code]


@pytest.mark.parametrize(
    "text",
    ["", "ok", "Vielen Dank!", "asdfgh qwerty zxcvbn poiuyt", "1234567890 " * 9, "\ud800" * 30],
)
def test_what_is_short_or_no_language_is_left_open(text):
    assert language.languages([text]) == [""]


def test_a_long_text_costs_no_more_than_its_beginning():
    language.ready()
    began_at = time.perf_counter()
    language.languages(["word " * 200_000])
    assert time.perf_counter() - began_at < 0.1


def test_the_machine_tells_and_folds():
    machine = Machine(None, b"")
    text = "Danke für die Auskunft, das war wirklich sehr hilfreich."
    assert machine.languages([Message(text)]) == ["de"]
    assert machine.folded(["C\u0410SINO", "Straße"]) == ["casino", "strasse"]


def test_the_model_is_read_when_it_is_needed_and_not_before():
    code = (
        "import sys, intake.moderation.spam.language; "
        "sys.exit(bool({'py3langid', 'numpy'} & sys.modules.keys()))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
