"""The glossary: who may become what."""

import pytest

from intake.words import MOVES, Status, check_move


def test_every_status_has_its_moves():
    assert set(MOVES) == set(Status)


def test_nothing_becomes_received_again():
    assert not [seen for seen, news in MOVES.items() if Status.RECEIVED in news]


def test_nothing_goes_where_it_is_already():
    assert not [seen for seen, news in MOVES.items() if seen in news]


def test_a_person_can_undo_every_decision():
    for decided in MOVES[Status.PENDING]:
        assert Status.PENDING in MOVES[decided]


def test_a_comment_that_nobody_judged_cannot_be_trashed_unseen():
    with pytest.raises(ValueError, match="cannot go from received to trashed"):
        check_move(Status.RECEIVED, Status.TRASHED)
