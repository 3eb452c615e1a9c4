"""Campaigns: the judge remembers what came before, and says how many others there are."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, func, select

from intake import db
from intake.moderation import campaigns, campaigns_store, judging
from intake.moderation.spam import fingerprint
from intake.moderation.tables import Fingerprint, HostSeen
from intake.sites import service as sites
from intake.submissions import store
from intake.submissions.tables import Submission
from intake.words import Evidence, Label, Status
from tests.drafts import CONTACT, send
from tests.machines import SaysAlways

OFFER = (
    "Dear webmaster, our team of friendly experts will bring your lovely page to the first place "
    "of every search engine within four weeks or you get your money back, so write to us today"
)
SPUN = OFFER.replace("lovely", "little")
OTHER = "Does the second example also hold when the list is empty, or must there be one item in it?"


class Remembers(SaysAlways):
    """Compares texts as the real machine does."""

    def __init__(self, label=Label.UNSURE):
        super().__init__(label)

    def fingerprints(self, messages):
        return fingerprint.likenesses(messages, b"only for tests")


def receive(site, text, sender=None, **more):
    token = send(site, text=text, sender=sender or text[:40], **more).token
    return db.session().scalar(select(Submission.id).where(Submission.receipt == token))


def judge(machine=None):
    machine = machine or Remembers()
    judging.judge_waiting(machine)
    return machine


def others():
    """How many others each submission is said to be like."""
    db.done()
    ids = db.session().scalars(select(Submission.id)).all()
    return {id_: found.others for id_, found in campaigns_store.alike(ids).items()}


def count(table):
    return db.session().scalar(select(func.count()).select_from(table))


def test_it_says_of_each_how_many_others_are_like_it_of_the_first_too(site):
    first = receive(site, OFFER, sender="a")
    judge()
    assert others() == {}
    second, stranger = receive(site, SPUN, sender="b"), receive(site, OTHER)
    judge()
    assert others() == {first: 1, second: 1}
    third = receive(site, OFFER.upper(), sender="c")
    machine = judge()
    assert others() == {first: 2, second: 2, third: 2}
    assert machine.read[0].evidence == (Evidence.SAME_TEXT,)
    rows = db.session().execute(select(Fingerprint.submission_id, Fingerprint.campaign_id))
    assert {*map(tuple, rows)} == {(first, first), (second, first), (third, first), (stranger,) * 2}


def test_those_of_one_batch_see_each_other_and_the_machine_is_told_of_all(site):
    ids = [receive(site, OFFER, sender=str(number)) for number in range(3)]
    alone = receive(site, OTHER)
    machine = judge()
    assert others() == dict.fromkeys(ids, 2)
    told = {message.text: message.evidence for message in machine.read}
    assert told == {OFFER: (Evidence.SAME_TEXT,), OTHER: ()}
    assert alone not in others()


def test_two_that_say_thank_you_are_no_campaign(site):
    for sender in "ab":
        receive(site, "Thank you very much!", sender=sender)
    judge()
    assert others() == {}


def test_sealed_messages_are_compared_too(site):
    ids = [receive(site, OFFER, sender=str(n), draft=CONTACT) for n in range(2)]
    judge()
    assert others() == dict.fromkeys(ids, 1)


def test_a_comment_is_like_no_sealed_message(site):
    """Whoever sees comments alone could guess at sealed words, and see the guess confirmed."""
    receive(site, f"{OFFER} http://shop.com", sender="a", draft=CONTACT)
    judge(Remembers(Label.SPAM))  # so it is in the spam box, which moderators see
    guess = receive(site, f"{OFFER} http://shop.com", sender="b")
    judge()
    assert others() == {}
    assert campaigns_store.linking_alike(guess) == []


def test_another_site_is_another_memory(site):
    elsewhere = sites.add("other", "Other", ["https://other.example"])
    receive(site, OFFER)
    judge()
    receive(elsewhere, OFFER)
    judge()
    receive(site, OTHER)
    receive(elsewhere, OTHER)
    judge()
    assert others() == {}


def test_it_looks_back_thirty_days(site, at):
    receive(site, OFFER)
    judge()
    at.advance(seconds=campaigns.LOOKS_BACK.total_seconds() + 1)
    receive(site, OFFER)
    judge()
    assert others() == {}


def test_a_print_that_breaks_the_machine_holds_nobody(site):
    class Breaks(Remembers):
        def fingerprints(self, messages):
            if any("pills" in message.text for message in messages):
                raise OverflowError
            return super().fingerprints(messages)

    ids = [receive(site, OFFER, sender=str(number)) for number in range(5)]
    receive(site, f"pills {OFFER}")
    assert judging.judge_waiting(Breaks()) == 6
    assert others() == dict.fromkeys(ids, 4)
    assert count(Fingerprint) == 5
    assert {*db.session().scalars(select(Submission.status))} == {Status.PENDING}


def test_a_worker_that_lost_its_lease_remembers_nothing(site, at):
    receive(site, OFFER, sender="a")
    receive(site, OFFER, sender="b")

    class Slow(Remembers):
        def judge(self, messages):
            at.advance(seconds=store.LEASE_SECONDS + 1)
            if not self.read:
                self.read.append("seen")
                judge()
            return super().judge(messages)

    machine = Slow()
    judge(machine)
    assert count(Fingerprint) == 2
    assert {*others().values()} == {1}


def test_a_first_that_is_erased_leaves_the_others_alone(site):
    first = receive(site, OFFER, sender="a")
    judge()
    with db.transaction() as session:
        session.execute(delete(Fingerprint).where(Fingerprint.submission_id == first))
    second = receive(site, OFFER, sender="b")
    third = receive(site, OFFER, sender="c")
    judge()
    assert others() == {second: 1, third: 1}


def test_what_is_too_old_is_forgotten_a_little_at_a_time(site, at, monkeypatch):
    monkeypatch.setattr(campaigns, "FORGOTTEN_AT_ONCE", 2)
    for number in range(3):
        receive(site, f"{OFFER} http://shop{number}.com", sender=str(number))
    judge()
    at.advance(seconds=campaigns.FORGOTTEN_AFTER.total_seconds() - 60)
    assert campaigns.forget() == 0
    receive(site, f"{OTHER} http://shop.com")
    judge()
    at.advance(seconds=120)
    assert [campaigns.forget() for _ in range(3)] == [4, 2, 0]
    assert count(Fingerprint) == count(HostSeen) == 1


def test_others_that_link_to_the_same_host_are_found_unless_one_was_published(site):
    first = receive(site, "Look at http://a.shop.com/now")
    second = receive(site, "So cheap!", website="https://www.shop.com")
    receive(site, "Better go to http://other.com")
    judge()
    assert campaigns_store.linking_alike(first) == [second]
    assert others() == {}  # a link alone says nothing of the words
    with db.transaction():
        store.move(second, Status.PENDING, Status.APPROVED)
    assert campaigns_store.linking_alike(first) == []


@pytest.mark.parametrize("bits", [0, (1 << 63) - 1])
def test_extreme_bits_are_kept_and_found(site, bits):
    class Same(SaysAlways):
        def fingerprints(self, messages):
            return [fingerprint.Likeness(bits, (bits,) * 4) for _ in messages]

    first = receive(site, "one", sender="a")
    judge(Same(Label.HAM))
    second = receive(site, "two", sender="b")
    judge(Same(Label.HAM))
    assert others() == {first: 1, second: 1}
