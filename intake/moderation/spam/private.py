"""What a public text tells that its writer may regret: a number, an address, health, "call me".

Rules in English first; a phone number is one in the site's country or with its own +.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

import phonenumbers
from phonenumbers import NumberParseException

from intake.moderation.spam import health
from intake.moderation.spam.normal import Normal
from intake.words import Evidence

BAR = 0.5
_PHONE = 0.75
_WORTH_NAMING = 0.25
_MOST_NUMBERS = 8  # that are tried; parsing one is slow

_NUMBER = re.compile(r"(?<![\w/=.,#&$€£-])\+?\(?\d[\d().\s/-]{6,22}\d(?![\w/=%])")
_MOMENT = re.compile(
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}|\d{1,3}(?:\.\d{1,3}){3}"
)
_SPOKEN_OF = re.compile(
    r"\b(?:phone|tel|telephone|mobile|cell|call|ring|whatsapp|text|sms|dial|contact|number|reach)\b"
)
_SPOKEN_NEAR = 40  # characters before a number that has neither + nor spaces

_STREETS = (
    "street|st|road|rd|avenue|ave|lane|ln|boulevard|blvd|court|terrace|crescent|close|square"
    "|(?<!hard )(?<!disk )(?<!tape )drive"
)
_STREET = re.compile(
    rf"(?<![\w.])\d{{1,5}}[A-Za-z]? (?:[A-Z][\w'.]{{1,20}} ){{1,3}}(?i:{_STREETS})\b"
)
_GERMAN_STREET = re.compile(
    r"\b[A-ZÄÖÜ][a-zäöüß]{2,20}(?:straße|strasse|str\.|weg|gasse|platz) \d{1,4}\b"
)
_PLACES = (
    (0.7, _STREET),
    (0.7, _GERMAN_STREET),
    (0.5, re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b")),  # a British postcode
    (0.5, re.compile(r"\b[A-Z][a-z]{2,20},? [A-Z]{2},? \d{5}(?:-\d{4})?\b")),
    (0.55, re.compile(r"(?i)\b(?:my (?:home |postal |full )?address is|i live at) \d")),
)

# The patterns of calls are only tried on a text that has one of these, those of numbers and places
# on one with a digit: looking for them costs next to nothing.
_CALLING = ("call", "phone", "ring", "text me", "contact", "reach", "whatsapp", "mobile", "cell")
_DIGIT = re.compile(r"\d")
_ASKED = re.compile(
    r"\b(?:(?:please|pls|plz|kindly|can you|could you|would you|can someone|you can) "
    r"(?:call|ring|phone|text|whatsapp) me\b|(?:call|ring|phone) me back\b"
    r"|(?:call|ring|phone|text|reach|contact|whatsapp) me (?:at|on|under) [+(0-9]"
    r"|give me a (?:call|ring)\b|(?:call|ring|phone) me (?:today|tomorrow|asap|soon|later)"
    r"|my (?:phone|mobile|cell|telephone|whatsapp)(?: phone)? (?:number|no) ?(?:is|:))"
)
_CALL_ME = re.compile(r"\bcall me (?!crazy|old|a |an |paranoid|cynical|stupid|naive|when|if|the )")
_CALLS = ((0.6, _ASKED), (0.3, _CALL_ME))


def tells(text: Normal, region: str) -> dict[Evidence, float]:
    """How surely a text tells each of these, 0 to 1; those that it does not tell are left out."""
    low = text.raw.casefold()
    has_digit = _DIGIT.search(text.raw) is not None
    has_call = any(word in low for word in _CALLING)
    has_number = has_digit and any(_numbers(text.raw, low, region))
    found = {
        Evidence.TELLS_PHONE: _PHONE if has_number else 0.0,
        Evidence.TELLS_PLACE: _together(text.raw, _PLACES) if has_digit else 0.0,
        Evidence.TELLS_HEALTH: health.score(text),
        Evidence.WANTS_CALL: _together(low, _CALLS) if has_call else 0.0,
    }
    return {evidence: told for evidence, told in found.items() if told}


def score(told: dict[Evidence, float]) -> float:
    """How private all that is together, 0 to 1."""
    return round(1 - math.prod(1 - each for each in told.values()), 4)


def named(told: dict[Evidence, float]) -> tuple[Evidence, ...]:
    """What a person should hear of: that it is private, and by what. Nothing below the bar."""
    if score(told) < BAR:
        return ()
    return (Evidence.PRIVATE, *(kind for kind, each in told.items() if each >= _WORTH_NAMING))


def _together(text: str, rules: tuple[tuple[float, re.Pattern[str]], ...]) -> float:
    return round(1 - math.prod(1 - weight for weight, rule in rules if rule.search(text)), 4)


def _numbers(raw: str, low: str, region: str) -> Iterator[bool]:
    tried = 0
    for match in _NUMBER.finditer(raw):
        written = match[0].strip()
        is_plain = written.isdigit()
        if _MOMENT.search(written) or (is_plain and not _is_spoken_of(low, match.start())):
            continue
        tried += 1
        if tried > _MOST_NUMBERS:
            return
        yield _is_number(written, region)


def _is_spoken_of(low: str, start: int) -> bool:
    return _SPOKEN_OF.search(low[max(0, start - _SPOKEN_NEAR) : start]) is not None


def _is_number(written: str, region: str) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(written, region))
    except NumberParseException:
        return False
