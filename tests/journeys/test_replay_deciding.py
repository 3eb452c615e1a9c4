"""Replay: a moderator decides as the file's labels say, and the account tells spam from real."""

import json
from collections import Counter

import pytest

from intake import db
from intake.moderation import judging
from intake.replay import account, deciding, load
from intake.replay.messages import Written
from intake.replay.visits import Place, visits
from intake.words import Action, Kind, Label, Role, Status, Verdict
from tests import people
from tests.journeys.test_replay import judging_all_the_time, serving
from tests.machines import SaysAlways

MODERATOR = "maria@practice.example"


class Doubtful(SaysAlways):
    """Is sure of spam only where it reads "pills"."""

    def judge(self, messages):
        return [
            Verdict(Label.SPAM if "pills" in message.text else Label.UNSURE, 0.99, "doubtful")
            for message in messages
        ]


@pytest.fixture
def maria(app, site):
    people.account(app, site, Role.MODERATOR)


@pytest.fixture
def sent(app, site):
    """Send what was written, each on a comment's turn, and have it judged."""

    def sent(*written, classifier):
        place = Place(site.slug)
        with serving(app) as base_url:
            outcomes = load.run(base_url, visits(written, place, "seed"), 200, typing_seconds=0)
        judging.judge_waiting(classifier)
        return outcomes

    return sent


LETTER = {"is_spam": False}
SPAM = {"is_spam": True}


def test_it_approves_what_is_real_marks_spam_and_leaves_alone_what_has_no_label(sent, maria):
    outcomes = sent(
        Written("A kind word", **LETTER),
        Written("Cheap watches here", **SPAM),
        Written("Who knows"),
        classifier=SaysAlways(Label.HAM),
    )
    assert deciding.decide(outcomes, MODERATOR) == {Action.APPROVE: 1, Action.SPAM: 1}
    taken = account.take(outcomes, 0)
    assert taken.statuses == {
        (Kind.COMMENT, Status.APPROVED): 1,
        (Kind.COMMENT, Status.SPAM): 1,
        (Kind.COMMENT, Status.PENDING): 1,
    }


def test_it_takes_a_real_message_back_out_of_the_spam_box(sent, maria):
    outcomes = sent(
        Written("I take these pills, http://a.example", **LETTER), classifier=Doubtful(Label.UNSURE)
    )
    assert account.take(outcomes, 0).labelled == Counter({(False, Status.SPAM): 1})
    assert deciding.decide(outcomes, MODERATOR) == {Action.APPROVE: 1}


def test_it_decides_nothing_twice(sent, maria):
    outcomes = sent(Written("A kind word", **LETTER), classifier=SaysAlways(Label.HAM))
    deciding.decide(outcomes, MODERATOR)
    assert deciding.decide(outcomes, MODERATOR) == {}


def test_the_account_says_what_of_the_labelled_is_in_the_spam_box(sent):
    outcomes = sent(
        Written("Cheap pills", **SPAM),
        Written("Cheap watches", **SPAM),
        classifier=Doubtful(Label.UNSURE),
    )
    assert any(
        "by the labels: 1 of 2 spam, 0 real messages" in line
        for line in account.take(outcomes, 0).lines()
    )


def test_the_command_decides_and_says_so(app, site, maria, tmp_path):
    path = tmp_path / "messages.jsonl"
    path.write_text(json.dumps({"text": "A kind word", "label": 0}) + "\n")
    db.done()
    words = ["intake", "replay", str(path), "--site", "blog", "--decide-as", MODERATOR]
    with serving(app) as base_url, judging_all_the_time():
        result = app.test_cli_runner().invoke(args=[*words, "--base-url", base_url])
    assert result.exit_code == 0, result.output
    assert "decided by the labels  1" in result.output


def test_the_command_refuses_to_decide_as_nobody(app, site, tmp_path):
    path = tmp_path / "messages.jsonl"
    path.write_text(json.dumps({"text": "A kind word"}) + "\n")
    words = ["intake", "replay", str(path), "--site", "blog", "--decide-as", "no@practice.example"]
    result = app.test_cli_runner().invoke(args=words)
    assert result.exit_code == 1
    assert "Nobody of this address" in result.output
