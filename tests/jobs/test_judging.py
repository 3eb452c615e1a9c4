"""The judge: what waits gets a verdict, once, and goes where the verdict sends it."""

import pytest
from sqlalchemy import func, select, update

from intake import db
from intake.callbacks import service as desk
from intake.callbacks.tables import DeskItem
from intake.moderation import judging
from intake.moderation.tables import VerdictGiven
from intake.outbox import Alert
from intake.promises import service as promises
from intake.submissions import store
from intake.submissions.tables import Comment, EvidenceFound, Submission
from intake.words import Evidence, Label, Status
from tests.drafts import CALLBACK, COMMENT, CONTACT, send
from tests.machines import SaysAlways


def statuses():
    return list(db.session().scalars(select(Submission.status).order_by(Submission.id)))


def count(table):
    return db.session().scalar(select(func.count()).select_from(table))


def test_what_is_spam_takes_nobody_elses_time_until_a_person_says_that_it_is_real(site):
    send(site, CALLBACK, text="Cheap pills at http://pills.example")
    judging.judge_waiting(SaysAlways(Label.SPAM, 0.999))
    (id_,) = db.session().scalars(select(Submission.id))
    assert promises.of(id_).settled_at
    with db.transaction():
        store.move(id_, Status.SPAM, Status.APPROVED)
        desk.put_back(id_)
    db.done()
    assert promises.of(id_).settled_at is None


@pytest.mark.parametrize("label", [Label.HAM, Label.UNSURE])
def test_it_holds_a_comment_for_people_whatever_the_machine_likes(site, label):
    send(site)
    assert judging.judge_waiting(SaysAlways(label)) == 1
    assert statuses() == [Status.PENDING]


def test_it_sends_sure_spam_to_the_spam_box_and_tells_nobody(site):
    for draft in (COMMENT, CONTACT, CALLBACK):
        send(site, draft, text="Cheap pills at http://pills.example")
    judging.judge_waiting(SaysAlways(Label.SPAM, 0.999))
    assert statuses() == [Status.SPAM] * 3
    assert count(DeskItem) == count(Alert) == 0


def test_it_puts_a_callback_on_the_desk_with_its_promise_and_an_alert(site, at):
    send(site, CALLBACK, window="soon")
    at.advance(seconds=5)
    judging.judge_waiting(SaysAlways(Label.UNSURE))
    item = db.session().scalars(select(DeskItem)).one()
    assert (item.promise_at - at.now).total_seconds() == 3600 - 5
    assert item.is_unsure
    alert = db.session().scalars(select(Alert)).one()
    assert (alert.event, alert.reference) == ("callback.received", item.reference)


def test_words_alone_keep_no_message_from_the_staff(site):
    for draft in (CONTACT, CALLBACK):
        send(site, draft, text="Please subscribe me to your newsletter")
    judging.judge_waiting(SaysAlways(Label.SPAM, 1.0))
    assert statuses() == [Status.APPROVED] * 2
    assert db.session().scalars(select(DeskItem.is_unsure)).all() == [True, True]


def test_words_and_a_sprung_trap_together_do(site):
    send(site, CALLBACK, evidence=[Evidence.TRAP])
    judging.judge_waiting(SaysAlways(Label.SPAM, 1.0))
    assert statuses() == [Status.SPAM]


def test_it_reads_sealed_words_and_the_evidence_of_the_form(site):
    send(site, CONTACT, evidence=[Evidence.TRAP])
    classifier = SaysAlways(Label.HAM)
    judging.judge_waiting(classifier)
    assert classifier.read[0].text == CONTACT.text
    assert classifier.read[0].evidence == (Evidence.TRAP,)


def test_it_keeps_one_verdict_when_it_runs_twice(site):
    send(site)
    assert judging.judge_waiting(SaysAlways(Label.HAM)) == 1
    assert judging.judge_waiting(SaysAlways(Label.SPAM)) == 0
    assert count(VerdictGiven) == 1


def test_without_a_classifier_comments_are_held_and_messages_delivered(site):
    send(site, COMMENT)
    send(site, CALLBACK)
    judging.judge_waiting(None)
    assert statuses() == [Status.PENDING, Status.APPROVED]
    assert count(VerdictGiven) == 0
    assert count(DeskItem) == count(Alert) == 1
    assert set(db.session().scalars(select(EvidenceFound.name))) == {Evidence.UNJUDGED}


def test_it_leaves_alone_what_another_worker_has_claimed(site):
    send(site)
    with db.transaction():
        store.claim_received(10)
    assert judging.judge_waiting(SaysAlways(Label.HAM)) == 0
    assert statuses() == [Status.RECEIVED]


def test_it_takes_over_when_the_lease_of_a_dead_worker_has_run_out(site, at):
    send(site)
    with db.transaction():
        store.claim_received(10)
    at.advance(seconds=store.LEASE_SECONDS + 1)
    assert judging.judge_waiting(SaysAlways(Label.HAM)) == 1
    assert statuses() == [Status.PENDING]


def test_a_worker_that_comes_back_late_changes_nothing(site, at):
    send(site)
    with db.transaction():
        late_token, rows = store.claim_received(10)
    at.advance(seconds=store.LEASE_SECONDS + 1)
    judging.judge_waiting(SaysAlways(Label.HAM))
    with db.transaction():
        assert store.finish_claimed([rows[0].id], late_token, Status.SPAM) == set()
    assert statuses() == [Status.PENDING]


def test_what_failed_again_and_again_goes_to_people_with_a_mark(site):
    send(site)
    with db.transaction() as session:
        session.execute(update(Submission).values(attempts=judging.MOST_ATTEMPTS))
    judging.judge_waiting(SaysAlways(Label.SPAM))
    assert statuses() == [Status.PENDING]
    assert Evidence.NEEDS_ATTENTION in db.session().scalars(select(EvidenceFound.name)).all()


def test_a_suspect_is_judged_alone_after_the_others(site):
    for _ in range(3):
        send(site)
    with db.transaction() as session:
        first = session.scalar(select(func.min(Submission.id)))
        session.execute(update(Submission).where(Submission.id == first).values(attempts=2))
        assert [row.id for row in store.claim_received(10)[1]] == [first + 1, first + 2]
        assert [row.id for row in store.claim_received(10)[1]] == [first]


def test_a_message_that_nobody_judged_in_time_goes_to_the_desk(site, at):
    send(site, CALLBACK)
    send(site, COMMENT)
    assert judging.deliver_unjudged() == 0
    at.advance(seconds=judging.UNJUDGED_SECONDS + 1)
    assert judging.deliver_unjudged() == 1
    assert statuses() == [Status.APPROVED, Status.RECEIVED]
    assert count(DeskItem) == count(Alert) == 1


def test_a_late_verdict_changes_nothing_on_a_message_already_delivered(site, at):
    send(site, CALLBACK)

    class Slow(SaysAlways):
        def judge(self, messages):
            at.advance(seconds=judging.UNJUDGED_SECONDS + 1)
            judging.deliver_unjudged()
            return super().judge(messages)

    judging.judge_waiting(Slow(Label.HAM))
    assert statuses() == [Status.APPROVED]
    assert count(DeskItem) == 1
    assert count(VerdictGiven) == 0


def test_it_stores_the_html_of_a_comment_when_it_judges(site):
    send(site, COMMENT, text="Hello *you*")
    judging.judge_waiting(SaysAlways(Label.HAM))
    assert "<em>you</em>" in db.session().scalar(select(Comment.html))


class Breaks(SaysAlways):
    """A classifier that raises when it reads a certain word."""

    def __init__(self, word):
        super().__init__(Label.HAM)
        self.word = word

    def judge(self, messages):
        if any(self.word in message.text for message in messages):
            raise FloatingPointError
        return super().judge(messages)


def test_a_text_that_breaks_the_classifier_is_held_and_harms_no_other(site):
    for number in range(20):
        send(site, text=f"number {number} of twenty", sender=str(number))
    assert judging.judge_waiting(Breaks("number 13 ")) == 20
    assert statuses() == [Status.PENDING] * 20
    assert count(VerdictGiven) == 19
    assert db.session().scalars(select(EvidenceFound.name)).all() == [Evidence.UNJUDGED]


def test_a_classifier_that_is_broken_holds_everything_at_once(site):
    for number in range(5):
        send(site, text=f"number {number}")
    send(site, CALLBACK)
    judging.judge_waiting(Breaks(""))
    assert statuses() == [Status.PENDING] * 5 + [Status.APPROVED]


def test_what_was_stopped_half_way_may_be_taken_at_once(site):
    class Stopped(SaysAlways):
        def judge(self, messages):
            raise KeyboardInterrupt

    send(site)
    with pytest.raises(KeyboardInterrupt):
        judging.judge_waiting(Stopped(Label.HAM))
    assert judging.judge_waiting(SaysAlways(Label.HAM)) == 1


def test_a_suspect_gets_its_turn_though_others_keep_coming(site, at):
    send(site)
    at.advance(seconds=store.SUSPECT_WAITS_SECONDS + 1)
    send(site)
    with db.transaction() as session:
        first = session.scalar(select(func.min(Submission.id)))
        session.execute(update(Submission).where(Submission.id == first).values(attempts=2))
        assert [row.id for row in store.claim_received(10)[1]] == [first]
        assert [row.id for row in store.claim_received(10)[1]] == [first + 1]


def test_one_message_that_cannot_be_read_hides_no_other(site, at):
    for _ in range(3):
        send(site, CALLBACK)
    with db.transaction() as session:
        first = session.scalar(select(func.min(Submission.id)))
        session.execute(update(Submission).where(Submission.id == first).values(kind="unheard-of"))
    with db.transaction() as session:
        session.add(EvidenceFound(submission_id=first + 1, name="of_a_newer_version"))
    at.advance(seconds=judging.UNJUDGED_SECONDS + 1)
    assert judging.deliver_unjudged() == 2
