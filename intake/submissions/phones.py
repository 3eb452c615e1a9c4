"""Phone numbers as visitors type them: what we may call, and what is worth a second look."""

from __future__ import annotations

from dataclasses import dataclass

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberType, ValidationResult

MOST_CHARACTERS = 60

# Calling these costs us money and reaches nobody who asked for a call.
REFUSED = {
    PhoneNumberType.PREMIUM_RATE,
    PhoneNumberType.SHARED_COST,
    PhoneNumberType.PAGER,
    PhoneNumberType.VOICEMAIL,
}
EXAMPLES = {"US": "(212) 555-0123"}


@dataclass(frozen=True)
class Phone:
    """A number that can be dialled. `is_odd`: no numbering plan that we know has assigned it."""

    e164: str
    extension: str = ""
    is_odd: bool = False


def read(typed: str, region: str) -> Phone:
    """Return the number; one without + belongs to `region`. Raises ValueError with a sentence."""
    _refuse_emergency(typed, region)
    try:
        number = phonenumbers.parse(typed, region)
    except NumberParseException:
        raise ValueError(f"Enter a phone number, like {example(region)}") from None
    if phonenumbers.is_possible_number_with_reason(number) != ValidationResult.IS_POSSIBLE:
        raise ValueError(f"Enter the whole number with its area code, like {example(region)}")
    if phonenumbers.number_type(number) in REFUSED:
        raise ValueError("Enter another phone number: we cannot call one that charges its callers")
    return Phone(
        phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164),
        number.extension or "",
        is_odd=not phonenumbers.is_valid_number(number),
    )


def example(region: str) -> str:
    """Return a number as people of this region write theirs."""
    if region in EXAMPLES:
        return EXAMPLES[region]
    number = phonenumbers.example_number(region)
    if number is None:
        return "+1 212 555 0123"
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)


def _refuse_emergency(typed: str, region: str) -> None:
    if phonenumbers.is_emergency_number(typed, region):
        raise ValueError(
            f"In an emergency, call {typed} yourself now. "
            "Here, enter the number on which we can reach you"
        )
