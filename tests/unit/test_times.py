"""How instants are said: in their largest unit, and at the site's own time."""

from datetime import UTC, datetime, timedelta

import pytest

from intake import times


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (-5, "just now"), (0, "just now"), (1, "1 s ago"), (59, "59 s ago"), (60, "1 min ago"),
        (3599, "59 min ago"), (3600, "1 h ago"), (86_399, "23 h ago"), (86_400, "1 day ago"),
        (10 * 86_400, "10 days ago"),
    ],
)  # fmt: skip
def test_it_says_how_long_ago(at, seconds, said):
    assert times.since(at.now - timedelta(seconds=seconds)) == said


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (datetime(2026, 3, 2, 9, 30, tzinfo=UTC), "10:30 today"),
        (datetime(2026, 3, 2, 23, 30, tzinfo=UTC), "00:30 tomorrow"),
        (datetime(2026, 3, 1, 22, 59, tzinfo=UTC), "Sun 1 Mar, 23:59"),
        (datetime(2026, 3, 29, 1, 30, tzinfo=UTC), "Sun 29 Mar, 03:30"),  # clocks went forward
        (datetime(2025, 12, 31, 12, 0, tzinfo=UTC), "Wed 31 Dec 2025, 13:00"),
    ],
)
def test_it_says_the_time_where_the_site_is(at, moment, said):
    assert times.moment_at(moment, "Europe/Berlin") == said


@pytest.mark.parametrize(
    ("zone", "place"),
    [
        ("America/New_York", "New York"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires"),
        ("UTC", "UTC"),
    ],
)
def test_a_time_zone_is_called_by_its_place(zone, place):
    assert times.place_of(zone) == place
