"""Tickets."""

from __future__ import annotations

import pytest

from intake.submissions import ticket
from intake.words import Evidence, Kind


def test_a_ticket_tells_its_age(at):
    text = ticket.issue("secret", "blog", Kind.CONTACT)
    at.advance(seconds=75)
    found = ticket.redeem("secret", text, "blog", Kind.CONTACT)
    assert found.age_seconds == 75
    assert len(found.nonce) == 32


def test_no_two_are_the_same(at):
    assert len({ticket.issue("secret", "blog", Kind.CONTACT) for _ in range(50)}) == 50


@pytest.mark.parametrize(
    ("secret", "site", "kind"),
    [
        ("other", "blog", Kind.CONTACT),
        ("secret", "shop", Kind.CONTACT),
        ("secret", "blog", Kind.COMMENT),
    ],
)
def test_a_ticket_is_good_for_one_form_of_one_site(at, secret, site, kind):
    text = ticket.issue("secret", "blog", Kind.CONTACT)
    assert ticket.redeem(secret, text, site, kind) is None


@pytest.mark.parametrize("text", ["", ".", "..", "x" * 5000, "a.b.c", "é.é.é", "\x00"])
def test_anything_else_is_no_ticket(at, text):
    assert ticket.redeem("secret", text, "blog", Kind.CONTACT) is None


@pytest.mark.parametrize(
    ("age", "evidence"),
    [
        (-60, [Evidence.FAST]),
        (0, [Evidence.FAST]),
        (3, []),
        (24 * 3600, []),
        (24 * 3600 + 1, [Evidence.STALE_TICKET]),
    ],
)
def test_the_age_is_evidence(age, evidence):
    assert ticket.Ticket("nonce", age).evidence() == evidence
