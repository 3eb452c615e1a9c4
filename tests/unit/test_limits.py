"""The counting of senders."""

from __future__ import annotations

import pytest

from intake import limits
from intake.errors import TooMany
from intake.limits import Door, Limits


def test_the_window_moves_with_the_clock(at):
    counts = Limits(per_minute=2, per_hour=100)
    counts.count("a", at.now)
    at.advance(seconds=30)
    counts.count("a", at.now)
    assert counts.wait_seconds("a", at.now) == 30
    at.advance(seconds=30)
    assert counts.wait_seconds("a", at.now) == 0
    assert counts.wait_seconds("b", at.now) == 0


def test_who_was_quiet_for_an_hour_is_forgotten(at):
    counts = Limits(per_minute=2, per_hour=2)
    for sender in ("a", "b"):
        counts.count(sender, at.now)
    at.advance(seconds=3601)
    counts.count("c", at.now)
    assert list(counts._times) == ["c"]


def test_a_flood_from_many_networks_has_its_bounds(at, monkeypatch):
    monkeypatch.setattr(limits, "MOST_SENDERS", 10)
    counts = Limits(per_minute=2, per_hour=2)
    for number in range(50):
        counts.count(str(number), at.now)
    assert list(counts._times) == [str(number) for number in range(40, 50)]


def test_the_door_says_for_how_long(at):
    door = Door(per_minute=1, per_hour=1)
    door.count("a", at.now)
    assert "Wait 60 minutes" in str(door.full("a", at.now))
    assert door.full("b", at.now) is None
    for _ in range(limits.TRIES_PER_POST):
        door.knock("b", at.now)
    with pytest.raises(TooMany):
        door.knock("b", at.now)
