"""What the judge notes beside a comment, and that a second verdict is about its new words only."""

import pytest
from sqlalchemy import select

from intake import db
from intake.moderation import judging
from intake.moderation.tables import Fingerprint, VerdictGiven
from intake.submissions.tables import Comment, EvidenceFound, Submission
from intake.words import Evidence, Label, Likeness, Marks, Preset, Role, Status
from tests.drafts import send
from tests.machines import SaysAlways
from tests.people import account
from tests.ruled import column, preset, rejudge, went
from tests.web.staff import status


@pytest.fixture
def who(app, site):
    return account(app, site, Role.OWNER)


def sent(site, **changes):
    """Receive a comment that is not judged yet; return its id."""
    token = send(site, **changes).token
    return db.session().scalar(select(Submission.id).where(Submission.receipt == token))


class Finds(SaysAlways):
    """Finds every text like those of the same first word, tells German, and marks what is rude."""

    def fingerprints(self, messages):
        return [Likeness(hash_of(m.text), (hash_of(m.text),) * 4, ("host",)) for m in messages]

    def languages(self, messages):
        return ["de" if m.text.startswith("Danke") else "" for m in messages]

    def marks(self, messages, regions):
        found = [(Evidence.RUDE,) if "rude" in m.text else () for m in messages]
        return [Marks(0.0, 0.0, evidence) for evidence in found]


def hash_of(text):
    return int.from_bytes(text.split()[0].encode()[:6].ljust(6, b"."), "big")


def test_the_judge_notes_links_language_and_how_likely_it_is_spam(site):
    id_ = sent(site, text="Danke, see https://one.example", website="https://me.example")
    judging.judge_waiting(Finds(Label.UNSURE, 0.75))
    row = db.session().execute(select(Comment.links, Comment.language)).one()
    assert row == (2, "de")
    wanted = select(Submission.probability, Submission.doubt).where(Submission.id == id_)
    assert db.session().execute(wanted).one() == (0.75, 0.25)


def test_what_nobody_judged_is_in_doubt_most_of_all(site):
    went(site, label=None)
    assert db.session().execute(select(Submission.probability, Submission.doubt)).one() == (
        None,
        -1.0,
    )


def test_judged_anew_a_comment_is_what_its_new_words_say(site):
    id_ = sent(site, text="Hello *rude* www.one.example", evidence=[Evidence.FAST])
    judging.judge_waiting(Finds(Label.UNSURE, 0.6))
    rejudge(id_, text="Danke **sehr**")
    machine = Finds(Label.HAM, 0.1)
    judging.judge_waiting(machine)
    row = db.session().execute(select(Comment.links, Comment.language, Comment.html)).one()
    assert row == (0, "de", "<p>Danke <strong>sehr</strong></p>")
    assert column(EvidenceFound.name) == [Evidence.FAST]
    assert machine.read[0].evidence == (Evidence.FAST,)
    assert column(Submission.probability) == [0.1]
    assert column(VerdictGiven.probability) == [0.6, 0.1]
    assert column(Fingerprint.words) == [hash_of("Danke")]


def test_it_is_no_suspect_because_it_was_judged_often(site):
    id_ = sent(site)
    for _ in range(5):
        judging.judge_waiting(SaysAlways(Label.HAM))
        rejudge(id_)
    judging.judge_waiting(SaysAlways(Label.HAM))
    assert column(EvidenceFound.name) == []


def test_who_leaves_a_campaign_that_began_with_it_leaves_it_to_the_next(site):
    ids = [sent(site, text=f"Buy this {number}") for number in range(3)]
    judging.judge_waiting(Finds(Label.UNSURE))
    assert column(Fingerprint.campaign_id) == [ids[0]] * 3
    rejudge(ids[0], text="Sorry, I meant something else")
    judging.judge_waiting(Finds(Label.UNSURE))
    rows = db.session().execute(select(Fingerprint.submission_id, Fingerprint.campaign_id))
    assert dict(rows.all()) == {ids[0]: ids[0], ids[1]: ids[1], ids[2]: ids[1]}
    next_ = sent(site, text="Buy this too")
    judging.judge_waiting(Finds(Label.UNSURE))
    wanted = select(Fingerprint.campaign_id).where(Fingerprint.submission_id == next_)
    assert db.session().scalar(wanted) == ids[1]


def test_what_comes_with_its_new_words_is_not_like_its_former_ones(site):
    first = sent(site, text="Buy this one")
    judging.judge_waiting(Finds(Label.UNSURE))
    rejudge(first, text="Sorry, I meant something else")
    late = sent(site, text="Buy this too")
    judging.judge_waiting(Finds(Label.UNSURE))
    assert column(Fingerprint.campaign_id) == [first, late]


def test_who_stays_alike_keeps_its_campaign(site):
    ids = [sent(site, text=f"Buy this {number}") for number in range(2)]
    judging.judge_waiting(Finds(Label.UNSURE))
    rejudge(ids[0], text="Buy this, please")
    judging.judge_waiting(Finds(Label.UNSURE))
    assert column(Fingerprint.campaign_id) == [ids[0]] * 2


def test_unjudged_the_second_time_it_waits_with_a_mark(site, who):
    preset(site, who, Preset.WHEN_SURE)
    id_ = sent(site)
    judging.judge_waiting(SaysAlways(Label.HAM, 0.1))
    rejudge(id_)
    judging.judge_waiting(None)
    assert status(id_) == Status.PENDING
    assert column(EvidenceFound.name) == [Evidence.UNJUDGED]
    assert column(Submission.doubt) == [-1.0]
