"""Rules that people make: the first that fits decides, and a shadow only counts."""

import pytest
from sqlalchemy import select

from intake import db
from intake.audit import Noted
from intake.errors import NotFound
from intake.moderation import judging, rule_facts, rules
from intake.moderation.queue_tables import RuleHit
from intake.moderation.rule_conditions import Act, State
from intake.moderation.rules import MOST_RULES, WrongRule
from intake.outbox import Alert
from intake.submissions import parts
from intake.submissions.tables import Submission, Thread
from intake.words import Evidence, Label, Role, Status
from tests.drafts import COMMENT, CONTACT, send
from tests.machines import SaysAlways
from tests.people import account
from tests.published import publish
from tests.ruled import column, confirm, rejudge, rule, went
from tests.web.staff import judged, status

PILLS = "Buy cheap pills here, they are the best."


@pytest.fixture
def who(app, site):
    return account(app, site, Role.MODERATOR)


@pytest.mark.parametrize(
    ("act", "goes_to"),
    [(Act.HOLD, Status.PENDING), (Act.SPAM, Status.SPAM), (Act.APPROVE, Status.APPROVED)],
)
def test_a_rule_that_is_on_sends_what_meets_it_where_it_says(site, who, act, goes_to):
    id_ = rule(site, who, act)
    assert went(site, label=Label.UNSURE, text=PILLS) == goes_to
    assert went(site, label=Label.UNSURE) == Status.PENDING
    hit = db.session().execute(select(RuleHit.rule_id, RuleHit.acted)).one()
    assert hit == (id_, True)


def test_a_rule_holds_even_what_the_machine_is_sure_is_spam(site, who):
    rule(site, who, Act.HOLD)
    assert went(site, label=Label.SPAM, probability=0.99, text=PILLS) == Status.PENDING
    assert went(site, label=Label.SPAM, probability=0.99) == Status.SPAM


def test_the_first_rule_that_fits_decides_and_the_others_are_only_noted(site, who):
    first = rule(site, who, Act.SPAM)
    second = rule(site, who, Act.APPROVE)
    assert went(site, text=PILLS) == Status.SPAM
    hits = db.session().execute(select(RuleHit.rule_id, RuleHit.acted).order_by(RuleHit.rule_id))
    assert hits.all() == [(first, True), (second, False)]
    rules.move(site.id, second, who, is_up=True)
    assert went(site, text=PILLS) == Status.APPROVED


@pytest.mark.parametrize("state", [State.SHADOW, State.OFF])
def test_a_rule_that_is_not_on_moves_nothing(site, who, state):
    rule(site, who, Act.SPAM, state)
    assert went(site, text=PILLS) == Status.PENDING
    assert column(RuleHit.acted) == ([False] if state is State.SHADOW else [])


def test_a_retired_rule_moves_nothing_and_is_gone(site, who):
    id_ = rule(site, who, Act.SPAM)
    rules.retire(site.id, id_, who)
    assert went(site, text=PILLS) == Status.PENDING
    with pytest.raises(NotFound):
        rules.get(site.id, id_)


def test_a_rule_is_for_comments_and_hides_no_message_from_the_staff(site, who):
    rule(site, who, Act.SPAM)
    assert went(site, CONTACT, text=PILLS) == Status.APPROVED


def test_a_rule_does_nothing_without_a_verdict(site, who):
    rule(site, who, Act.APPROVE)
    assert went(site, label=None, text=PILLS) == Status.PENDING
    assert column(RuleHit.id) == []


@pytest.mark.parametrize("mark", [Evidence.SHOWS_ADDRESS, Evidence.PRIVATE])
def test_a_rule_publishes_nothing_that_a_person_must_see(site, who, mark):
    rule(site, who, Act.APPROVE)
    machine = SaysAlways(Label.HAM)
    machine.marks = lambda messages, _regions: [
        type("M", (), {"rude": 0, "private": 1, "evidence": (mark,)})() for _ in messages
    ]
    token = send(site, text=PILLS).token
    judging.judge_waiting(machine)
    found = db.session().scalar(select(Submission.status).where(Submission.receipt == token))
    assert found == Status.PENDING


def test_what_a_rule_publishes_is_on_its_page_and_in_the_audit(site, who, client):
    id_ = rule(site, who, Act.APPROVE)
    item = judged(site, text=PILLS)
    page = client.get("/blog/comments.html?path=/articles/hello").get_data(as_text=True)
    assert "cheap pills" in page
    noted = db.session().execute(
        select(Noted.subject, Noted.details, Noted.account_id).where(
            Noted.action == "item.publish_by_policy"
        )
    )
    assert noted.one() == (f"submission:{item.id}", f'{{"rule": {id_}}}', None)


def test_a_rule_that_tells_writes_one_alert_in_ten_minutes(site, who, at):
    rule(site, who, Act.NOTIFY)
    first = judged(site, text=PILLS)
    went(site, text=PILLS)
    assert column(Alert.event) == ["queue.noticed"]
    assert column(Alert.reference) == [first.reference]
    at.advance(seconds=601)
    went(site, text=PILLS)
    assert len(column(Alert.id)) == 2


def test_a_rule_that_closes_its_page_leaves_the_comment_where_the_verdict_sends_it(site, who):
    rule(site, who, Act.CLOSE)
    assert went(site, path="/open") == Status.PENDING
    assert went(site, path="/closing", text=PILLS) == Status.PENDING
    closed = db.session().scalars(select(Thread.path).where(Thread.closed_at.is_not(None)))
    assert closed.all() == ["/closing"]
    assert "thread.close_by_rule" in column(Noted.action)


def test_a_domain_is_compared_after_the_address_was_opened(site, who):
    asked = {"domain_index": rule_facts.domain_index(site.id, "spam.example")}
    rule(site, who, Act.SPAM, **asked)
    assert went(site, email="a@spam.example") == Status.SPAM
    assert went(site, email="a@mail.Spam.Example") == Status.SPAM
    assert went(site, email="a@notspam.example") == Status.PENDING


def test_an_address_is_compared_by_its_blind_index(site, who):
    rule(site, who, Act.SPAM, email_index=parts.email_index(site, "a@one.example"))
    assert went(site, email="A@one.example") == Status.SPAM
    assert went(site, email="b@one.example") == Status.PENDING


def test_only_what_confirmed_authors_published_before_counts(site, who, at):
    rule(site, who, Act.SPAM, fewer_published=2)
    earlier = publish(site, at, 2, email="known@example.org")
    at.advance(seconds=1)
    token = send(site, email="known@example.org").token
    mine = db.session().scalar(select(Submission.id).where(Submission.receipt == token))
    for id_ in (*earlier, mine):
        confirm(id_)
    judging.judge_waiting(SaysAlways(Label.HAM))
    assert status(mine) == Status.PENDING
    assert went(site, email="known@example.org") == Status.SPAM  # whoever it is


def test_what_nobody_confirmed_was_published_of_nobody_known(site, who, at):
    rule(site, who, Act.SPAM, fewer_published=1)
    publish(site, at, 2, email="known@example.org")
    at.advance(seconds=1)
    token = send(site, email="known@example.org").token
    confirm(db.session().scalar(select(Submission.id).where(Submission.receipt == token)))
    judging.judge_waiting(SaysAlways(Label.HAM))
    assert column(Submission.status)[-1] == Status.SPAM


def test_another_sites_rule_decides_nothing_here(site, who):
    from intake.sites import service as sites

    other = sites.add("other", "Other", ["https://other.example"])
    rule(other, who, Act.SPAM)
    assert went(site, text=PILLS) == Status.PENDING


def test_words_are_looked_for_as_the_machine_folds_them(site, who):
    from intake.moderation.spam import registry
    from intake.moderation.spam.machine import Machine

    rule(site, who, Act.SPAM, words=("CASINO",))
    send(site, text="the best c\u0430sin\u043e in town")  # two letters are Cyrillic
    judging.judge_waiting(Machine(registry.current(), b"k" * 32))
    assert column(Submission.status) == [Status.SPAM]


def test_judged_anew_it_meets_the_rules_with_its_new_words(site, who):
    rule(site, who, Act.HOLD)
    item = judged(site, text=PILLS)
    rejudge(item.id, text="Something else altogether")
    judging.judge_waiting(SaysAlways(Label.HAM))
    assert column(RuleHit.id) == []
    assert status(item.id) == Status.PENDING


def test_a_site_has_only_so_many_rules(site, who):
    for _ in range(MOST_RULES):
        rule(site, who, Act.HOLD, State.SHADOW)
    with pytest.raises(WrongRule):
        rule(site, who, Act.HOLD, State.SHADOW)


def test_every_change_of_a_rule_is_in_the_audit(site, who):
    id_ = rule(site, who, Act.HOLD, name="secret@example.org")
    rule(site, who, Act.HOLD, State.SHADOW)
    rules.move(site.id, id_, who, is_up=False)
    rules.retire(site.id, id_, who)
    assert column(Noted.action) == [
        "rule.make", "rule.change", "rule.make", "rule.move", "rule.retire",
    ]  # fmt: skip
    assert "secret" not in "".join(column(Noted.details))
    assert COMMENT.text not in "".join(column(Noted.details))
