"""Every status, verdict, piece of evidence and action can be said in words."""

import pytest

from intake.moderation import service, wording
from intake.words import MOVES, Action, Evidence, Kind, Label, Status


@pytest.mark.parametrize(
    ("probability", "said"),
    [(0, "under 1 %"), (0.004, "under 1 %"), (0.12, "12 %"), (0.994, "99 %"), (1, "over 99 %")],
)
def test_a_percentage_never_claims_to_be_certain(probability, said):
    assert wording.percent(probability).replace("\N{NO-BREAK SPACE}", " ") == said


@pytest.mark.parametrize(
    ("probability", "said"),
    [(0.003, "0.3 %"), (0.0, "0.1 %"), (0.08, "8 %"), (0.976, "98 %"), (0.9987, "99.9 %")],
)
def test_a_bar_is_told_where_it_is(probability, said):
    assert wording.bar(probability).replace("\N{NO-BREAK SPACE}", " ") == said


def test_nothing_is_left_without_words():
    assert all(wording.verdict(label, 0.5) for label in Label)
    assert set(wording.EVIDENCE) == set(Evidence)
    for kind in Kind:
        assert wording.what(kind, "Maria", "ABCD-EFG")
        assert all(wording.button(kind, action) for action in Action)
        for status in Status:
            assert wording.became(kind, status)
            assert wording.where(kind, status)
            assert wording.done(kind, status, "it")


def test_every_button_offered_is_a_move_that_may_be_made():
    for kind in Kind:
        for status in Status:
            for action in service.choices(kind, status):
                assert service.STATUS_AFTER[action] in MOVES[status]
