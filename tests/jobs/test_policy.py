"""What a site publishes without a person, and what it never does."""

import pytest
from sqlalchemy import select

from intake import db
from intake.accounts.tables import Account
from intake.audit import Noted
from intake.moderation import judging, policy, service
from intake.moderation.policy import REASONS, Policy, WrongPolicy
from intake.moderation.rule_conditions import Act
from intake.moderation.tables import VerdictGiven
from intake.submissions.tables import Submission
from intake.threads.tables import ThreadPage
from intake.words import Action, Evidence, Label, Marks, Preset, Role, Status
from tests.deciding import StillLearning
from tests.drafts import CONTACT, send
from tests.machines import SaysAlways
from tests.people import account
from tests.ruled import column, confirm, preset, rejudge, rule, went
from tests.web.staff import judged, status


@pytest.fixture
def who(app, site):
    return account(app, site, Role.OWNER)


def approve(id_, who):
    service.decide(id_, db.session().get(Account, who), Action.APPROVE, Status.PENDING)


def sent(site, **changes):
    """Receive a comment that is not judged yet; return its id."""
    token = send(site, **changes).token
    return db.session().scalar(select(Submission.id).where(Submission.receipt == token))


def test_by_hand_is_what_holds_until_somebody_says_otherwise(site):
    assert policy.of(site.id) == Policy(Preset.BY_HAND, False, REASONS)
    assert went(site, label=Label.HAM, probability=0.001) == Status.PENDING


def test_what_the_machine_is_sure_of_is_published_at_once(site, who, client):
    preset(site, who, Preset.WHEN_SURE)
    item = judged(site, text="A *kind* word")
    assert status(item.id) == Status.APPROVED
    assert went(site, label=Label.UNSURE) == Status.PENDING
    assert went(site, label=Label.SPAM) == Status.SPAM
    page = client.get("/blog/comments.html?path=/articles/hello").get_data(as_text=True)
    assert "<em>kind</em>" in page
    assert page.count("<li") == 1
    noted = db.session().execute(
        select(Noted.subject, Noted.account_id).where(Noted.action == "item.publish_by_policy")
    )
    assert noted.one() == (f"submission:{item.id}", None)


def test_no_failure_publishes(site, who):
    class Broken(SaysAlways):
        def judge(self, messages):
            raise RuntimeError

    preset(site, who, Preset.WHEN_SURE)
    assert went(site, label=None) == Status.PENDING
    id_ = sent(site)
    judging.judge_waiting(Broken(Label.HAM))
    assert status(id_) == Status.PENDING
    assert column(ThreadPage.path) == []


def test_nothing_is_published_of_which_the_machine_may_have_missed_something(site, who):
    class Half(SaysAlways):
        def marks(self, messages, regions):
            raise RuntimeError

    preset(site, who, Preset.WHEN_SURE)
    id_ = sent(site)
    judging.judge_waiting(Half(Label.HAM))
    assert status(id_) == Status.PENDING


@pytest.mark.parametrize(
    "mark", [Evidence.TRAP, Evidence.SHOWS_ADDRESS, Evidence.STALE_TICKET, Evidence.NO_TICKET]
)
def test_what_the_form_noticed_waits_for_a_person(site, who, mark):
    preset(site, who, Preset.WHEN_SURE)
    assert went(site, evidence=[mark]) == Status.PENDING


@pytest.mark.parametrize("mark", [Evidence.PRIVATE, Evidence.RUDE, Evidence.TELLS_PHONE])
def test_what_the_machine_noticed_waits_for_a_person(site, who, mark):
    class Noticing(SaysAlways):
        def marks(self, messages, regions):
            return [Marks(0.0, 0.0, (mark,)) for _ in messages]

    preset(site, who, Preset.WHEN_SURE)
    id_ = sent(site)
    judging.judge_waiting(Noticing(Label.HAM))
    assert status(id_) == Status.PENDING


def test_a_sample_waits_for_a_person_and_only_that_proves_anything(site, who, monkeypatch):
    preset(site, who, Preset.WHEN_SURE)
    monkeypatch.setattr(judging, "SAMPLE_SHARE", 1.1)
    assert went(site) == Status.PENDING
    monkeypatch.setattr(judging, "SAMPLE_SHARE", 0.0)
    assert went(site) == Status.APPROVED
    assert went(site, label=Label.UNSURE) == Status.PENDING
    assert column(VerdictGiven.is_sample) == [True, False, False]


def test_what_was_held_for_its_score_proves_nothing_before_there_is_a_bar_either(site, who):
    preset(site, who, Preset.WHEN_SURE)
    send(site)
    judging.judge_waiting(StillLearning(Label.UNSURE))
    assert column(VerdictGiven.is_sample) == [False]


def test_messages_to_the_staff_go_to_the_desk_as_ever(site, who):
    preset(site, who, Preset.WHEN_SURE)
    assert went(site, CONTACT) == Status.APPROVED
    assert "item.publish_by_policy" not in column(Noted.action)


def test_a_rule_comes_before_the_policy(site, who):
    preset(site, who, Preset.WHEN_SURE)
    rule(site, who, Act.HOLD, words=("pills",))
    rule(site, who, Act.SPAM, words=("casino",))
    assert went(site, text="pills for everybody here") == Status.PENDING
    assert went(site, text="a casino for everybody here") == Status.SPAM


def test_a_first_comment_waits_and_the_next_of_a_confirmed_author_does_not(site, who, at):
    preset(site, who, Preset.FIRST_BY_HAND)
    first = sent(site)
    confirm(first)
    judging.judge_waiting(SaysAlways(Label.HAM))
    assert status(first) == Status.PENDING
    approve(first, who)
    assert went(site) == Status.PENDING  # nobody has confirmed that it is the same author
    for label, goes_to in ((Label.HAM, Status.APPROVED), (Label.UNSURE, Status.PENDING)):
        next_ = sent(site)
        confirm(next_)
        judging.judge_waiting(SaysAlways(label))
        assert status(next_) == goes_to


def test_what_a_policy_published_makes_nobody_known(site, who):
    preset(site, who, Preset.WHEN_SURE)
    assert went(site) == Status.APPROVED
    preset(site, who, Preset.FIRST_BY_HAND)
    next_ = sent(site)
    confirm(next_)
    judging.judge_waiting(SaysAlways(Label.HAM))
    assert status(next_) == Status.PENDING


def test_a_decision_on_other_words_publishes_nothing_by_itself(site, who, at):
    preset(site, who, Preset.FIRST_BY_HAND)
    id_ = sent(site)
    confirm(id_)
    judging.judge_waiting(SaysAlways(Label.HAM))
    approve(id_, who)
    at.advance(seconds=60)
    rejudge(id_, text="Other words", edited_at=at.now)
    judging.judge_waiting(SaysAlways(Label.HAM))
    assert status(id_) == Status.PENDING


def test_the_policy_of_one_site_publishes_nothing_on_another(site, who):
    from intake.sites import service as sites

    other = sites.add("other", "Other", ["https://other.example"])
    preset(other, who, Preset.WHEN_SURE)
    assert went(site) == Status.PENDING


def test_a_change_is_kept_and_in_the_audit_without_its_words(site, who):
    policy.change(site.id, who, Policy(Preset.WHEN_SURE, True, ("Too long",)))
    policy.change(site.id, who, Policy(Preset.BY_HAND, False, ("Too short",)))
    assert policy.of(site.id) == Policy(Preset.BY_HAND, False, ("Too short",))
    assert column(Noted.action) == ["policy.change"] * 2
    assert "Too" not in "".join(column(Noted.details))


@pytest.mark.parametrize("reasons", [("a" * 201,), tuple(map(str, range(21)))])
def test_reasons_are_few_and_short(site, who, reasons):
    with pytest.raises(WrongPolicy):
        policy.change(site.id, who, Policy(reasons=reasons))
