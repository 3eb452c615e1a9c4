"""A few simulated weeks: people forget, servers refuse, processes die, and nobody is forgotten."""

from bench import year
from bench.year import Plan


def test_nobody_is_forgotten_in_weeks_of_forgetting_refusing_and_dying():
    findings = year.run(Plan(callbacks=60, kills=40, days=9))
    figures = {finding.what: finding.figure for finding in findings}
    wrong = [finding for finding in findings if not finding.is_ok]
    assert not wrong, wrong
    assert figures["forgotten"] == 0
    assert figures["processes killed at a statement"] > 0
    assert figures["claimed and forgotten"] > 0
    assert figures["refusals"] > 0
