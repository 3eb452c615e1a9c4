"""`flask intake model evaluate`: what replay would end with, before anything is sent."""

import gzip
import json

import pytest

from intake import db
from intake.moderation import judging, learning
from intake.moderation.spam import registry
from intake.moderation.spam.teaching import Teacher
from intake.replay import account, load, predicting
from intake.replay.messages import Written
from intake.replay.visits import Place, visits
from intake.words import Action, Evidence, Kind, Label, Role, Status, Verdict
from tests import people
from tests.deciding import comments, decide
from tests.journeys.test_replay import serving
from workers import models

SPAM = "Cheap viagra casino bonus http://cheap-pills.example.ru http://casino.example.ru now"
REAL = "Thank you, I had wondered about the second step for a while."


@pytest.fixture
def run(app):
    def run(*words):
        db.done()
        answer = app.test_cli_runner().invoke(args=["intake", "model", *words])
        db.done()
        return answer

    return run


@pytest.fixture
def maria(app, site):
    return people.account(app, site, Role.MODERATOR)


@pytest.fixture
def teacher(app):
    return Teacher(registry.current())


@pytest.fixture
def grown(site, maria, teacher):
    """A site that has learnt from twelve decisions."""
    ids = comments(site, 12)
    decide(ids[:3], maria, Action.SPAM)
    decide(ids[3:], maria, Action.APPROVE)
    learning.learn_due(teacher)
    db.done()
    return ids


@pytest.fixture
def file(tmp_path):
    """Write messages to a file, each with what else is said of it."""

    def file(*rows, name="messages.jsonl.gz"):
        path = tmp_path / name
        text = "\n".join(json.dumps(row) for row in rows)
        path.write_bytes(gzip.compress(text.encode()) if name.endswith("gz") else text.encode())
        return str(path)

    return file


def figure(output, name):
    (line,) = [line for line in output.splitlines() if line.startswith(f"{name:<22} ")]
    return line[23:]


@pytest.fixture
def sure(site, grown, teacher):
    """The same site, whose owner allows so much that a bar is proven already."""
    with db.transaction():
        learning.prove(teacher, site.id, allowed_error=0.5)
    db.done()


MIXED = [
    Written(SPAM if number % 3 else REAL, "Ann", "https://ann.example", is_spam=bool(number % 3))
    for number in range(38)
] + [
    Written("Too long " * 600),
    Written("A bell \x07 rings"),
    Written(REAL, "ann@example.org"),
    Written("Write to ann@example.org, please."),
]


def test_it_foretells_what_replay_ends_with(run, app, site, sure, file, at):
    rows = [
        {"text": one.text, "author": one.author, "author_url": one.author_url}
        | ({} if one.is_spam is None else {"label": int(one.is_spam)})
        for one in MIXED
    ]
    answer = run("evaluate", file(*rows), "--site", "blog")
    assert answer.exit_code == 0, answer.output
    outcomes = replayed(app, site, at)
    judging.judge_waiting(models.with_sites(registry.current()))
    taken = account.take(outcomes, 0)
    spam = sum(count for (_, status), count in taken.statuses.items() if status is Status.SPAM)
    assert figure(answer.output, "refused") == str(taken.refused.total()) == "3"
    assert figure(answer.output, "held for a person") == str(
        taken.statuses[Kind.COMMENT, Status.PENDING]
    )
    assert figure(answer.output, "on the desk") == str(taken.on_desk)
    caught, real = (taken.labelled[label, Status.SPAM] for label in (True, False))
    expected = f"{spam}  (by the labels: {caught} of 25 spam, {real} of 13 real messages)"
    assert figure(answer.output, "spam") == expected
    assert spam > 10


def replayed(app, site, at):
    place = Place(site.slug)
    with serving(_as_slow_as_people(app, at)) as base_url:
        return load.run(base_url, visits(MIXED, place, "seed"), 200, typing_seconds=0)


def _as_slow_as_people(app, at):
    """Make a page's visitor take four seconds between opening the form and sending it."""

    def slowly(environ, start_response):
        if environ["REQUEST_METHOD"] == "POST":
            at.advance(4)
        return app(environ, start_response)

    return slowly


class Reader:
    """Keeps what it is given to judge."""

    def __init__(self):
        self.read = []

    def judge(self, messages):
        self.read += messages
        return [Verdict(Label.UNSURE, 0.5, "reader") for _ in messages]


def test_it_reads_of_each_message_exactly_what_the_judge_would(app, site, at):
    foretold, real = Reader(), Reader()
    predicting.predict(MIXED, site, foretold)
    replayed(app, site, at)
    judging.judge_waiting(real)
    assert sorted(map(repr, foretold.read)) == sorted(map(repr, real.read))
    assert {Evidence.NO_TICKET, Evidence.SHOWS_ADDRESS} == {
        name for message in real.read for name in message.evidence
    }


def test_it_expects_a_share_of_sure_spam_to_go_to_people(run, site, sure, file, monkeypatch):
    monkeypatch.setattr(judging, "SAMPLE_SHARE", 0.05)
    rows = [{"text": SPAM, "label": 1}] * 4
    output = run("evaluate", file(*rows), "--site", "blog").output
    assert figure(output, "sure spam") == "4"
    assert figure(output, "spam").startswith("3.8  (by the labels: 3.8 of 4 spam")
    assert figure(output, "sure spam as a sample").startswith("0.2 ")


def test_before_any_bar_is_proven_it_expects_no_spam(run, site, file):
    output = run("evaluate", file({"text": SPAM}), "--site", "blog").output
    assert figure(output, "spam") == "0"
    assert figure(output, "held for a person") == "1"


def test_it_takes_several_files_plain_or_gzipped(run, site, file):
    files = file({"text": REAL}), file({"text": REAL}, {"text": SPAM}, name="more.jsonl")
    output = run("evaluate", *files, "--site", "blog").output
    assert "messages.jsonl.gz, judged by base-" in output
    assert "more.jsonl, judged by base-" in output


def test_it_names_a_line_that_is_no_message(run, site, file):
    answer = run("evaluate", file({"text": REAL}, {"no": "text"}), "--site", "blog")
    assert (answer.exit_code, "Line 2 is not" in answer.output) == (1, True)
