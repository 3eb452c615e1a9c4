"""Websites and pages as visitors type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.submissions import websites


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        ("example.org", "https://example.org"),
        ("www.example.org/a?b=c#d", "https://www.example.org/a?b=c#d"),
        ("example.org:8080/x", "https://example.org:8080/x"),
        ("HTTP://EXAMPLE.org/A", "http://example.org/A"),
        ("https://bücher.example/ü", "https://xn--bcher-kva.example/%C3%BC"),
        ("https://example.org/a%20b", "https://example.org/a%20b"),
        (
            "https://x.example/'onmouseover='window.__x=1",
            "https://x.example/%27onmouseover=%27window.__x=1",
        ),
        ('https://x.example/"`<>', "https://x.example/%22%60%3C%3E"),
    ],
)
def test_it_keeps_a_safe_address(typed, kept):
    assert websites.normal(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\nscript:alert(1)",
        "\x01javascript:alert(1)",
        "&#106;avascript:alert(1)",
        "javascript%3Aalert(1)",
        "javascript://example.org/%0aalert(1)",
        "data:text/html,<b>",
        "vbscript:x",
        "//evil.example",
        "\\\\evil.example",
        "http:evil",
        "http:/evil.example",
        "https:\\\\evil.example",
        "blob:https://example.org/1",
        "file:///etc/passwd",
        "mailto:a@b.example?bcc=c@d.example",
        "ftp://example.org",
        "https://",
        "https://localhost",
        "https://user:word@example.org",
        "https://example.org\\@evil.example",
        "https://exa mple.org",
        "https://example.org:99999",
        "https://[::1]/",
        "https://[",
        "just words",
        "me@example.org",
    ],
)
def test_it_refuses_what_is_no_website(typed):
    with pytest.raises(ValueError, match=r"Enter a website address, like https://example\.org"):
        websites.normal(typed)


def test_it_names_the_limit():
    with pytest.raises(ValueError, match="300 characters or fewer"):
        websites.normal("https://example.org/" + "a" * 300)


@given(st.text(max_size=60))
def test_whatever_is_kept_can_stand_in_an_attribute(text):
    for typed in (text, f"https://example.org/{text}", f"example.org?{text}"):
        try:
            kept = websites.normal(typed)
        except ValueError:
            continue
        assert kept == "" or kept.startswith(("http://", "https://"))
        assert not set(kept) & set("\"'`<>\\ \n\t")
        assert kept.isascii()
        assert websites.normal(kept) == kept
