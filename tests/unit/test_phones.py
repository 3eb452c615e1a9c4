"""Phone numbers as visitors type them."""

from __future__ import annotations

import re

import pytest

from intake.submissions import phones
from intake.submissions.phones import Phone


@pytest.mark.parametrize(
    ("typed", "region", "phone"),
    [
        ("(202) 456-1414", "US", Phone("+12024561414")),
        ("202-456-1414 x45", "US", Phone("+12024561414", "45")),
        ("+1 202 456 1414 ext. 7", "DE", Phone("+12024561414", "7")),
        ("030 901820", "DE", Phone("+4930901820")),
        ("07700 900123", "GB", Phone("+447700900123", is_odd=True)),
        ("２０２４５６１４１４", "US", Phone("+12024561414")),
    ],
)
def test_it_reads_what_can_be_dialled(typed, region, phone):
    assert phones.read(typed, region) == phone


@pytest.mark.parametrize(
    ("typed", "region", "words"),
    [
        ("555-0123", "US", "area code, like (212) 555-0123"),
        ("911", "US", "call 911 yourself now"),
        ("112", "DE", "call 112 yourself now"),
        ("(900) 555-1234", "US", "charges its callers"),
        ("2024561414<script>", "US", "like (212) 555-0123"),
        ("hello", "GB", "like 0121 234 5678"),
        ("1" * 100_000, "US", "like (212) 555-0123"),
        ("+999 1", "US", "like (212) 555-0123"),
        ("123", "ZZ", "like +1 212 555 0123"),
    ],
)
def test_it_says_what_to_enter_instead(typed, region, words):
    with pytest.raises(ValueError, match=re.escape(words)):
        phones.read(typed, region)
