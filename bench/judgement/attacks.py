"""What senders do to slip past: each attack a pure function of a text and a seeded chance.

Only spam is ever altered. Links stay whole (but for `shortener`): a link must work to pay.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from random import Random

from bench.judgement.disguises import (
    HOMOGLYPHS,
    INNOCENT,
    LEET,
    MATHEMATICAL,
    SHORTENERS,
    ZERO_WIDTH,
)
from bench.judgement.rows import Row
from intake.words import Message

Attack = Callable[[str, Random], str]
_WORD = re.compile(r"\S+")
_LINK = re.compile(
    r"(?:https?://|www\.)\S+|\b[\w-]+(?:\.[\w-]+)*\.(?:com|net|org|info|ru|biz|co|tv|me)\b\S*",
    re.IGNORECASE,
)


def altered(tests: Sequence[Row], name: str, seed: int) -> list[Message]:
    """The spam among the rows after the attack, in order. The author stays as it is."""
    spam = [row.message for row in tests if row.is_spam]
    return [
        Message(
            ATTACKS[name](message.text, Random(f"{seed} {name} {place}")),
            message.author,
            message.author_url,
        )
        for place, message in enumerate(spam)
    ]


def leet(text: str, chance: Random) -> str:
    """Digits and signs for letters, in half of the places."""
    return _words(text, lambda word: _letters(word, LEET, 0.5, chance))


def zero_width(text: str, chance: Random) -> str:
    """One or two characters that nobody sees inside each word of three letters or more."""

    def hide(word: str) -> str:
        for _ in range(chance.randint(1, 2) if len(word) > 2 else 0):
            place = chance.randint(1, len(word) - 1)
            word = word[:place] + chance.choice(ZERO_WIDTH) + word[place:]
        return word

    return _words(text, hide)


def homoglyph(text: str, chance: Random) -> str:
    """Letters of other scripts that look the same, in half of the places."""
    return _words(text, lambda word: _letters(word, HOMOGLYPHS, 0.5, chance))


def spacing(text: str, chance: Random) -> str:
    """Two words in five of four letters or more are s p a c e d."""

    def space(word: str) -> str:
        is_spaced = len(word) > 3 and word.isalpha() and chance.random() < 0.4
        return chance.choice(" .-_*").join(word) if is_spaced else word

    return _words(text, space)


def math(text: str, chance: Random) -> str:
    """Letters of a mathematical alphabet, another for each word, in seven words of ten."""

    def costume(word: str) -> str:
        start = chance.choice(MATHEMATICAL)
        return _in_alphabet(word, start) if chance.random() < 0.7 else word

    return _words(text, costume)


def repeat(text: str, chance: Random) -> str:
    """One letter of every other word is drawn out."""

    def draw_out(word: str) -> str:
        if not word.isalpha() or chance.random() < 0.5:
            return word
        place = chance.randrange(len(word))
        return word[:place] + word[place] * chance.randint(3, 6) + word[place + 1 :]

    return _words(text, draw_out)


def shortener(text: str, chance: Random) -> str:
    """Each link goes through a service that hides where it leads."""

    def shorten(_link: re.Match[str]) -> str:
        name = "".join(chance.choices("abcdefghkmnpqrstuvwxyzABCDEFGHKMNPQRSTUVWXYZ23456789", k=6))
        return f"https://{chance.choice(SHORTENERS)}/{name}"

    return _LINK.sub(shorten, text)


def typos(text: str, chance: Random) -> str:
    """Every other word of four letters or more has two letters swapped or one lost."""

    def mistype(word: str) -> str:
        if len(word) < 4 or chance.random() < 0.5:
            return word
        place = chance.randint(1, len(word) - 2)
        if chance.random() < 0.5:
            return word[:place] + word[place + 1 :]
        return word[:place] + word[place + 1] + word[place] + word[place + 2 :]

    return _words(text, mistype)


def padding(text: str, chance: Random) -> str:
    """Fifteen to thirty innocent words at the end."""
    return f"{text} {' '.join(chance.choices(INNOCENT, k=chance.randint(15, 30)))}"


def combo(text: str, chance: Random) -> str:
    """Several at once: hidden links, spaced words, look-alikes, digits and unseen characters."""
    for attack in (shortener, spacing, homoglyph, leet, zero_width):
        text = attack(text, chance)
    return text


ATTACKS: dict[str, Attack] = {
    "leet": leet,
    "zero-width": zero_width,
    "homoglyph": homoglyph,
    "spacing": spacing,
    "math": math,
    "repeat": repeat,
    "shortener": shortener,
    "typos": typos,
    "padding": padding,
    "combo": combo,
}


def _words(text: str, change: Callable[[str], str]) -> str:
    return _WORD.sub(lambda word: word[0] if _LINK.search(word[0]) else change(word[0]), text)


def _letters(word: str, table: dict[str, str], share: float, chance: Random) -> str:
    return "".join(
        chance.choice(table[letter.lower()])
        if letter.lower() in table and chance.random() < share
        else letter
        for letter in word
    )


def _in_alphabet(word: str, start: int) -> str:
    """The word in the alphabet whose capital A is `start`; small letters follow the capitals."""
    return "".join(
        chr(start + ord(letter) - ord("A") - (6 if letter.islower() else 0))
        if letter.isascii() and letter.isalpha()
        else letter
        for letter in word
    )
