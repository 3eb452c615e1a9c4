"""How long an SMS is: the letters of the GSM 7 bit alphabet, 3GPP TS 23.038, 6.2.1."""

from __future__ import annotations

MOST_SEPTETS = 160  # of a message in one piece

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ"
    " !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = frozenset("\f^{}\\[~]|€")  # sent as an escape and a letter


def length(text: str) -> int | None:
    """Return how many septets the text takes; None if it has a letter that the alphabet has not."""
    if not set(text) <= BASIC | EXTENDED:
        return None
    return len(text) + sum(letter in EXTENDED for letter in text)


def fits(text: str) -> bool:
    """Say whether one SMS holds the text as it stands."""
    septets = length(text)
    return septets is not None and septets <= MOST_SEPTETS
