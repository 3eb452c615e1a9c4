"""E-mail addresses as visitors type them: shape only, for a request must not wait for DNS."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import unquote

from email_validator import EmailNotValidError, EmailUndeliverableError, validate_email

MOST_CHARACTERS = 254  # RFC 5321: a path has 256 octets, two of them angle brackets

# Whatever a reader would take for one. It is looked for from the @ on, so that the time grows with
# the length only. A slash or bracket before the @ makes it a name in a social network.
_LOOKALIKES = str.maketrans("\uff20\ufe6b\uff0e\u3002", "@@..")
_ADDRESS = re.compile(r"[^\s@/(\[]@(?:[^\s@.]+\.)+[^\W\d_]")


def normal(typed: str) -> str:
    """Return the address as we keep it. Raises ValueError with a sentence."""
    if not typed.partition("@")[0].isascii():
        raise ValueError("Enter an email address with only plain letters (a to z) before the @")
    if "=?" in typed:  # an encoded word: a mail program would show another address than this
        raise ValueError("Enter an email address without =?, like name@example.com")
    try:
        found = validate_email(typed, check_deliverability=False, allow_smtputf8=False, strict=True)
    except EmailUndeliverableError:
        raise ValueError("Enter an email address that we can write to") from None
    except EmailNotValidError:
        raise ValueError(
            "Enter an email address in the correct format, like name@example.com"
        ) from None
    return found.normalized


def is_shown(text: str, given: str = "") -> bool:
    """Say whether a page with this text on it would show an address, or the one that was given."""
    seen = unquote(unescape(text)).translate(_LOOKALIKES)
    is_given = given != "" and given.casefold() in seen.casefold()
    return is_given or _ADDRESS.search(seen) is not None
