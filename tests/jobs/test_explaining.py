"""Saying why: each verdict that moderators see gets its reasons once, after all that waits."""

import json

import pytest
from sqlalchemy import select, update

from intake import bell, db
from intake.moderation import explaining, judging
from intake.moderation.reasons import NOTHING_KNOWN, Reason, Why, packed, unpacked
from intake.moderation.spam import registry
from intake.moderation.spam.explanation import Explainer
from intake.moderation.tables import VerdictGiven
from intake.sealing import sealer
from intake.words import Evidence, Label
from tests.drafts import CALLBACK, CONTACT, send
from tests.web.staff import SaysAlways, judged
from workers import jobs
from workers.clock import Clock


class Explains:
    """An explainer that notes what it was given and breaks on one word."""

    def __init__(self):
        self.read = []

    def why(self, message, *, is_sealed=False):
        self.read.append((message.text, is_sealed))
        if "harbour" in message.text:
            raise ValueError("no harbour")
        return Why((Reason("2 links", 1.5),), 0.08)


def kept():
    db.done()
    return list(db.session().scalars(select(VerdictGiven.why).order_by(VerdictGiven.id)))


def test_each_verdict_gets_its_reasons_once_the_newest_first(site):
    for text in ("one", "two", "three"):
        judged(site, text=text)
    explainer = Explains()
    assert [explaining.explain_due(explainer) for _ in range(2)] == [3, 0]
    assert [text for text, _ in explainer.read] == ["three", "two", "one"]
    assert kept() == [packed(Why((Reason("2 links", 1.5),), 0.08))] * 3


def test_more_than_a_batch_is_explained_in_one_go(site):
    for _ in range(explaining.BATCH + 2):
        send(site)
    judging.judge_waiting(SaysAlways(Label.UNSURE, 0.5))
    assert explaining.explain_due(Explains()) == explaining.BATCH + 2
    assert None not in kept()


def test_what_waits_for_judgement_goes_first_and_the_rest_is_rung_for(site, redis_url):
    judged(site)
    send(site)
    bell.heard("judge")
    explainer = Explains()
    assert explaining.explain_due(explainer) == 0
    assert explainer.read == []
    assert bell._bell.redis.exists("bell:judge")


def test_a_text_that_breaks_the_explainer_gets_no_reasons_and_holds_up_nobody(site):
    judged(site, text="the harbour")
    judged(site, text="the station")
    explainer = Explains()
    assert [explaining.explain_due(explainer) for _ in range(2)] == [2, 0]
    assert len(explainer.read) == 2
    broken, whole = kept()
    assert unpacked(broken) == NOTHING_KNOWN
    assert unpacked(whole).reasons


def test_without_a_model_the_reasons_are_left_for_later(site):
    judged(site)
    assert explaining.explain_due(None) == 0
    assert kept() == [None]


def test_of_messages_to_the_staff_no_word_is_kept(site):
    words = {"text": "My knee hurts: http://knee.example.com", "name": "Jonas Weber"}
    item = judged(site, CONTACT, Label.SPAM, evidence=[Evidence.TRAP], **words)
    explaining.explain_due(Explainer(registry.current()))
    (why,) = kept()
    assert unpacked(why).reasons
    for word in ("knee", "hurts", "example", "Jonas", "Weber"):
        assert word.casefold() not in why.casefold()
    assert item.kind == "contact"


def test_what_is_on_the_desk_is_not_read_again(site):
    for draft in (CONTACT, CALLBACK):
        judged(site, draft)
    explainer = Explains()
    explaining.explain_due(explainer)
    assert explainer.read == []
    assert kept() == [packed(NOTHING_KNOWN)] * 2


def test_the_bars_of_that_time_are_kept_with_the_reasons(site):
    judged(site, text="Buy cheap pills at http://pills.example.ru")
    explaining.explain_due(Explainer(registry.current()))
    found = json.loads(kept()[0])
    assert found["ham_below"] == registry.current().bands.ham_below
    assert found["spam_from"] is None  # a new site: nothing is called spam yet


def test_a_message_whose_words_cannot_be_opened_still_gets_an_explanation(site, monkeypatch):
    judged(site, CONTACT, Label.SPAM)
    monkeypatch.setattr(sealer(), "_keys", {})
    assert explaining.explain_due(Explainer(registry.current())) == 1


def test_the_judge_job_explains_and_so_does_the_clock_when_redis_is_gone(site, monkeypatch):
    monkeypatch.setattr(jobs, "LINGER_SECONDS", 0.0)
    monkeypatch.setattr(jobs, "_base", registry.current)
    send(site, text="Buy cheap pills at http://pills.example.ru")
    jobs.judge_waiting()
    (why,) = kept()
    assert unpacked(why).reasons
    with db.transaction() as session:
        session.execute(update(VerdictGiven).values(why=None))
    bell._bell = bell.Bell("redis://127.0.0.1:1/0")
    later = iter([0.0, *[1000.0] * 20])
    Clock(lambda: next(later)).tick()
    assert kept() == [why]


@pytest.mark.parametrize("is_due", [True, False])
def test_the_clock_rings_for_verdicts_without_reasons(site, is_due):
    judged(site)
    if not is_due:
        explaining.explain_due(Explains())
    bell.heard("judge")
    Clock().tick()
    assert bool(bell._bell.redis.exists("bell:judge")) is is_due
