"""OFFER: the form behind what a site's owner promises to callers, and says in an emergency."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, NumberRange, ValidationError

from intake.promises.offers import SiteOffer
from intake.submissions import emergencies
from intake.submissions.emergency_words import Emergency
from intake.submissions.fields import lines, one_line

MOST_WORDS = 100  # in a language
MOST_CHARACTERS = 60  # of a phrase
FEWEST_LETTERS = 3  # a shorter word would be in every other text
NUMBER = re.compile(r"\+?[0-9]{2,15}")


class _WholeField(IntegerField):
    """A number; what is none is left to the validator, whose sentence says what to enter."""

    def process_formdata(self, valuelist: list[str]) -> None:
        with suppress(ValueError):
            super().process_formdata(valuelist)


def _whole(label: str, least: int, most: int, hint: str) -> _WholeField:
    said = f"Enter a whole number from {least} to {most}"
    return _WholeField(
        label,
        [InputRequired(said), NumberRange(least, most, said)],
        description=hint,
        render_kw={"inputmode": "numeric", "min": least, "max": most},
    )


def _words(language: str) -> TextAreaField:
    return TextAreaField(
        f"Words of emergency, {emergencies.LANGUAGES[language]}",
        [],
        [lines],
        description="One word or phrase on each line. Accents and capitals make no difference.",
        render_kw={"rows": "8", "lang": language},
    )


class OfferForm(FlaskForm):
    """What callers are offered, and when we say that they should call for help."""

    soon_minutes = _whole(
        "Minutes within which you call back",
        *(5, 24 * 60),
        "Of your opening time. It is what “as soon as possible” means when little is open.",
    )
    calls_an_hour = _whole(
        "Calls you can make in an hour",
        *(1, 240),
        "All of you together. A time whose calls are all promised is not offered.",
    )
    days = _whole("Open days ahead", 1, 14, "Today counts, if you are still open.")
    sends_mail = BooleanField(
        "Write to callers what is promised",
        description="To those who gave an email address, once a day at most. "
        "The letter says nothing of what they wrote.",
    )
    number = StringField(
        "Number to call in an emergency",
        [],
        [one_line],
        description="Such as 911, 112 or 999.",
        render_kw={"inputmode": "tel"},
    )
    words_en = _words("en")
    words_es = _words("es")
    words_de = _words("de")

    @classmethod
    def showing(cls, offer: SiteOffer, emergency: Emergency) -> OfferForm:
        words = {
            f"words_{name}": "\n".join(emergency.words.get(name, ()))
            for name in emergencies.LANGUAGES
        }
        return cls(data=vars(offer) | {"number": emergency.number} | words)

    def validate_number(self, field: Field) -> None:
        if not NUMBER.fullmatch(field.data):
            raise ValidationError("Enter a number with digits only, like 911")

    def validate_words_en(self, field: Field) -> None:
        _check(field)

    def validate_words_es(self, field: Field) -> None:
        _check(field)

    def validate_words_de(self, field: Field) -> None:
        _check(field)

    def offer(self) -> SiteOffer:
        return SiteOffer(
            self.soon_minutes.data, self.calls_an_hour.data, self.days.data, self.sends_mail.data
        )

    def emergency(self) -> Emergency:
        return Emergency(
            self.number.data,
            {name: tuple(_phrases(self[f"words_{name}"])) for name in emergencies.LANGUAGES},
        )


def _phrases(field: Any) -> list[str]:
    found = map(one_line, (field.data or "").split("\n"))
    return list(dict.fromkeys(filter(None, found)))


def _check(field: Any) -> None:
    phrases = _phrases(field)
    if len(phrases) > MOST_WORDS:
        raise ValidationError(f"Enter at most {MOST_WORDS} words or phrases")
    for phrase in phrases:
        if len(phrase) > MOST_CHARACTERS:
            raise ValidationError(
                f"Each word or phrase must be {MOST_CHARACTERS} characters or fewer"
            )
        if len(emergencies.normal(phrase).strip()) < FEWEST_LETTERS:
            raise ValidationError(f"Each word must have {FEWEST_LETTERS} letters or more")
