"""Replay: real messages through a running server, and an account that finds what went wrong."""

import gzip
import json
import threading
from contextlib import contextmanager

import pytest
from sqlalchemy import select
from werkzeug.serving import WSGIRequestHandler, make_server

from intake import db
from intake.moderation import judging
from intake.replay import account, load, messages, rows
from intake.replay.messages import Written
from intake.replay.visits import Place, visits
from intake.submissions.tables import Submission
from intake.words import Kind, Label, Status
from tests.machines import SaysAlways

RATE = 200  # a second: as fast as it goes


class Quiet(WSGIRequestHandler):
    def log(self, *_):
        """Say nothing."""


@contextmanager
def serving(app):
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def place(site):
    return Place(site.slug)


@pytest.fixture
def replay(app, place):
    """Send what was written; return how each visit ended."""

    def replay(*written, seed="seed", app=app):
        with serving(app) as base_url:
            return load.run(base_url, visits(written, place, seed), RATE, typing_seconds=0)

    return replay


def texts(count):
    return [
        Written(f"Thank you, your answer number {number} helped me.") for number in range(count)
    ]


def test_every_message_is_stored_once_and_the_account_says_so(replay):
    outcomes = replay(*texts(20))
    judging.judge_waiting(SaysAlways(Label.HAM))
    taken = account.take(outcomes, 0)
    assert (taken.sent, taken.accepted, taken.refused.total()) == (20, 20, 0)
    assert taken.is_right
    assert taken.statuses[Kind.COMMENT, Status.PENDING] == 16
    assert taken.on_desk == 4
    assert len(taken.verdict_seconds) == 20


def test_visitors_use_all_three_forms_as_pages_and_as_json(place):
    made = {(visit.kind, visit.is_json) for visit in visits(texts(40), place, "seed")}
    assert made == {(kind, is_json) for kind in Kind for is_json in (True, False)}


def test_each_visitor_comes_from_a_network_of_their_own(replay):
    replay(*texts(10))
    assert len(set(db.session().scalars(select(Submission.sender_key)))) == 10


def test_the_same_message_by_another_visitor_is_another_message(replay):
    taken = account.take(replay(*[Written("Thank you!")] * 4), 0)
    assert (taken.accepted, taken.twice) == (4, 0)


def test_a_refused_message_is_accounted_for_with_its_reason(replay):
    taken = account.take(replay(Written("Too long " * 600), Written("Too long " * 600)), 0)
    assert taken.refused == {"422 (a page)": 1, "422 invalid_fields": 1}
    assert taken.is_right


def test_a_visitor_whose_answer_is_lost_sends_it_again_and_it_is_there_once(replay, app):
    cut = set()

    def losing_first_answers(environ, start_response):
        answer = app(environ, start_response)
        visitor = environ["REMOTE_ADDR"], environ["REQUEST_METHOD"]
        if environ["REQUEST_METHOD"] == "POST" and visitor not in cut:
            cut.add(visitor)
            raise ConnectionResetError("cut off after it was stored")
        return answer

    taken = account.take(replay(*texts(10), app=losing_first_answers), 0)
    assert (taken.accepted, taken.sent_again) == (10, 10)
    assert taken.is_right


def test_the_account_finds_what_was_lost(replay):
    outcomes = replay(*texts(3))
    with db.transaction() as session:
        session.delete(session.scalars(select(Submission)).first())
    taken = account.take(outcomes, 0)
    assert taken.lost == 1
    assert not taken.is_right


def test_the_account_finds_what_is_there_twice(replay):
    outcomes = replay(*texts(2))
    with db.transaction() as session:
        first, second = session.scalars(select(Submission)).all()
        second.content_digest, second.kind = first.content_digest, first.kind
    assert account.take(outcomes, 0).twice == 1


def test_the_account_leaves_out_what_was_there_before(replay):
    before = replay(*texts(2))
    since_id = rows.newest_id()
    assert account.take(replay(*texts(2), seed="other"), since_id).accepted == 2
    assert len(before) == 2


@pytest.mark.parametrize("name", ["messages.jsonl", "messages.jsonl.gz"])
def test_messages_are_read_plain_and_gzipped_with_or_without_a_label(tmp_path, name):
    path = tmp_path / name
    kept = [{"text": "Hello", "label": 0}, {"text": "Bye", "author": "Ines", "thread": "a b"}]
    text = "\n".join(map(json.dumps, kept)).encode()
    path.write_bytes(gzip.compress(text) if name.endswith("gz") else text)
    read = list(messages.read(path))
    assert read == [Written("Hello", is_spam=False), Written("Bye", "Ines", "", "a b")]


def test_the_command_prints_the_account(app, site, tmp_path):
    path = tmp_path / "messages.jsonl"
    path.write_text('{"text": "Thank you, this helped me."}\n')
    with serving(app) as base_url, judging_all_the_time():
        result = app.test_cli_runner().invoke(
            args=["intake", "replay", str(path), "--site", "blog", "--base-url", base_url]
        )
    assert result.exit_code == 0, result.output
    assert "lost                   0" in result.output
    assert "accepted               1" in result.output


@contextmanager
def judging_all_the_time():
    end = threading.Event()

    def judge():
        while not end.wait(0.05):
            judging.judge_waiting(SaysAlways(Label.HAM))
            db.done()

    thread = threading.Thread(target=judge)
    thread.start()
    try:
        yield
    finally:
        end.set()
        thread.join()


def test_the_command_refuses_a_site_that_is_not_there(app, tmp_path):
    path = tmp_path / "messages.jsonl"
    path.write_text('{"text": "Hello"}\n')
    result = app.test_cli_runner().invoke(args=["intake", "replay", str(path), "--site", "none"])
    assert result.exit_code == 1
    assert "no site of this name" in result.output
