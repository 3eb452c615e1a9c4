"""Everything is killed at random moments while visitors write: nothing may be lost or twice."""

import pytest

from bench import breaking, faults
from bench.faults import Plan

KILLS_EACH = 10


@pytest.mark.faults
@pytest.mark.timeout(400)  # on a busy machine; alone it takes a minute and a half
def test_nothing_is_lost_however_often_anything_is_killed():
    plan = Plan(
        kills=KILLS_EACH * len(breaking.KILLS),
        seed=2,
        rate=12.0,
        gap_seconds=0.3,
        outage_seconds=0.0,
    )
    wrong = [found for found in faults.run(plan) if not (found.is_ok or found.is_speed)]
    assert not wrong
