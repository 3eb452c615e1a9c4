"""Every channel, failing in every way: a refusal never counts as sent, nothing goes three times.

`bench/channels.py` does the same with 50 and 500 alerts.
"""

from __future__ import annotations

import pytest

from bench import channels as bench
from tests import told


@pytest.mark.parametrize("way", bench.WAYS, ids=lambda way: way.name)
def test_what_was_refused_comes_later_and_what_is_in_doubt_at_most_twice(
    app, site, settings, at, monkeypatch, way
):
    monkeypatch.setattr(bench, "OUTAGE_SECONDS", 30)
    monkeypatch.setattr(bench, "SHORT", {"STEP_SECONDS": 0.5, "TALK_SECONDS": 0.5})
    told.member(app, site)
    ended = {fault: bench.trial(way, fault, 2, settings, at) for fault in way.faults}
    assert {fault: one for fault, one in ended.items() if not one.is_well(fault)} == {}
    arrived = [fault for fault, one in ended.items() if one.states.keys() == {"accepted"}]
    assert set(way.faults) - bench.DOUBTFUL - bench.MAY_END <= set(arrived)


def test_there_are_twelve_faults_of_each():
    assert {way.name: len(set(way.faults)) for way in bench.WAYS} == {
        "SMTP": 12, "webhook": 12, "ntfy": 12, "chat": 12,
    }  # fmt: skip
