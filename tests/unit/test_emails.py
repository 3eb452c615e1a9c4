"""E-mail addresses as visitors type them."""

from __future__ import annotations

import re

import pytest

from intake.submissions import emails


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Jane.Doe+clinic@EXAMPLE.com", "Jane.Doe+clinic@example.com"),
        ("o'neil@example.org", "o'neil@example.org"),
        ("jo@bücher.example.org", "jo@bücher.example.org"),
    ],
)
def test_it_keeps_the_address_as_it_is_meant(typed, kept):
    assert emails.normal(typed) == kept


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("jo", "like name@example.com"),
        ("jo@", "like name@example.com"),
        ("@example.org", "like name@example.com"),
        ("jo@example", "like name@example.com"),
        ("jo@example.org, x@example.org", "like name@example.com"),
        ("jo@example.org\nBcc: x@example.org", "like name@example.com"),
        ('"jo" <jo@example.org>', "like name@example.com"),
        ("jo@localhost", "like name@example.com"),
        ("a" * 65 + "@example.org", "like name@example.com"),
        ("jö@example.org", "plain letters"),
        ("=?utf-8?q?a=40evil.org=3e=20?=@x.org", "without =?"),
    ],
)
def test_it_says_what_to_enter_instead(typed, words):
    with pytest.raises(ValueError, match=re.escape(words)):
        emails.normal(typed)
