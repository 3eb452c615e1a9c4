"""The review queue: what moderators see, press and are told; and what they never see."""

import re

import pytest

from intake.moderation.readings import PAGE
from intake.words import Evidence, Label, Role, Status
from tests import people
from tests.drafts import CALLBACK, CONTACT, send
from tests.web.staff import judged, press, status, text


@pytest.fixture
def ada(app, site):
    return people.signed_in(app, site, Role.MODERATOR, email="ada@x.example", name="Ada")


@pytest.fixture
def ben(app, site):
    return people.signed_in(app, site, Role.MODERATOR, email="ben@x.example", name="Ben")


def decide(client, id_, action, seen="pending", tab="?tab=waiting"):
    return press(client, f"/staff/queue/{id_}/decide{tab}", action=action, seen=seen)


def test_it_shows_what_waits_with_the_reasons_in_plain_words(ada, site):
    judged(
        site, label=Label.UNSURE, probability=0.48, evidence=(Evidence.TRAP, Evidence.FAST),
        author="Maria", text="Is the ramp open?", website="https://maria.example/",
    )  # fmt: skip
    page = text(ada.get("/staff/queue"))
    for words in (
        "Waiting 1", "Maria", "on /articles/hello", "just now (09:30 today)", "Is the ramp open?",
        "https://maria.example/", "The machine thinks: hard to say (48 % spam)",
        "filled a hidden field", "sent faster than one types",
    ):  # fmt: skip
        assert words in page


def test_it_links_the_commented_page_and_nothing_that_a_visitor_wrote(ada, site):
    judged(site, website="https://evil.example/")
    page = ada.get("/staff/queue").get_data(as_text=True)
    assert 'href="https://blog.example/articles/hello"' in page
    assert 'href="https://evil' not in page


def test_it_shows_no_address(ada, site):
    item = judged(site, email="maria@example.org")
    for path in ("/staff/queue", f"/staff/queue/{item.id}"):
        page = ada.get(path).get_data(as_text=True)
        assert "maria@example.org" not in page
        assert "m…@e…" not in page


ATTACK = "'\"><script>window.__x=1</script><img src=x onerror=__x=1>`\f"


def test_words_of_visitors_are_text_and_nothing_else(ada, site):
    item = judged(site, author=ATTACK[:80], text=ATTACK, website=ATTACK, path="/" + ATTACK)
    decide(ada, item.id, "approve")
    for path in ("/staff/queue?tab=published", f"/staff/queue/{item.id}"):
        page = ada.get(path).get_data(as_text=True)
        assert "<script>" not in page
        assert "<img" not in page
        assert "&lt;script&gt;" in page
        assert not re.search(r'href="[^"]*window', page)


def test_long_words_are_folded_but_all_there(ada, site):
    words = " ".join(f"word{number}" for number in range(200))
    judged(site, text=words)
    page = ada.get("/staff/queue").get_data(as_text=True)
    assert "<details" in page
    assert all(f"word{number}" in page for number in range(200))


def test_it_marks_what_nobody_judged_and_what_is_still_being_read(ada, site):
    judged(site, label=None)
    send(site)
    page = text(ada.get("/staff/queue"))
    assert "Waiting 2" in page
    assert "Not judged by the machine" in page
    assert "Just arrived: the machine reads it first." in page
    assert page.count("Approve: ") == 1


@pytest.mark.parametrize(
    ("action", "tab", "told"),
    [
        ("approve", "published", "Published the comment by Maria."),
        ("reject", "rejected", "Rejected the comment by Maria."),
        ("spam", "spam", "Marked the comment by Maria as spam."),
        ("trash", "trash", "Put the comment by Maria into the trash."),
    ],
)
def test_a_button_decides_comes_back_and_offers_undo(ada, site, action, tab, told):
    item = judged(site)
    answer = decide(ada, item.id, action)
    assert (answer.status_code, answer.location) == (303, "/staff/queue?tab=waiting")
    page = text(ada.get(answer.location))
    assert f"{told} Undo" in page
    assert "Waiting 0" in page
    assert told not in text(ada.get(answer.location))  # said once
    assert "by Ada, just now" in text(ada.get(f"/staff/queue?tab={tab}"))


def test_undo_says_whose_decision_it_took_back(ada, ben, site):
    item = judged(site)
    decide(ada, item.id, "approve")
    answer = decide(ben, item.id, "undo", seen="approved", tab="?tab=published")
    assert "Undid Ada’s decision: the comment by Maria is waiting." in text(
        ben.get(answer.location)
    )
    assert status(item.id) == Status.PENDING


def test_the_second_moderator_sees_who_was_first_and_the_item_as_it_now_is(ada, ben, site, at):
    item = judged(site)
    decide(ada, item.id, "approve")
    at.advance(seconds=12)
    answer = decide(ben, item.id, "spam")
    assert answer.status_code == 409
    assert "Already published by Ada, 12 s ago." in text(answer)
    assert "This is published." in text(answer)
    assert status(item.id) == Status.APPROVED


def test_an_items_page_tells_its_whole_story(ada, ben, site):
    item = judged(site)
    for client, action, seen in (
        (ada, "approve", "pending"), (ben, "undo", "approved"), (ada, "spam", "pending"),
    ):  # fmt: skip
        decide(client, item.id, action, seen)
    story = text(ada.get(f"/staff/queue/{item.id}")).partition("What happened")[2]
    steps = (
        "The comment arrived.", "The machine thinks: probably fine", "Published by you.",
        "Undo: put back into the queue by Ben.", "Marked as spam by you.",
    )  # fmt: skip
    assert [story.find(step) for step in steps] == sorted(story.find(step) for step in steps)
    assert all(step in story for step in steps)


def test_it_leafs_through_everything_once(ada, site, at):
    for number in range(PAGE + 7):
        send(site, author=f"Visitor-{number}-")
        at.advance(seconds=number % 2)  # some at the very same moment
    seen, path = [], "/staff/queue"
    while path:
        page = ada.get(path).get_data(as_text=True)
        seen += re.findall(r"<bdi>(Visitor-\d+-)</bdi></a>", page)
        older = re.search(r'href="([^"]+before[^"]+)">Older', page)
        path = older and older[1].replace("&amp;", "&")
    assert seen == [f"Visitor-{number}-" for number in reversed(range(PAGE + 7))]


def test_spam_to_the_staff_is_not_lost_but_its_words_stay_sealed(app, ada, site):
    item = judged(site, CONTACT, Label.SPAM, text="Buy my pills", name="Jonas")
    for path in ("/staff/queue?tab=spam", f"/staff/queue/{item.id}"):
        page = text(ada.get(path))
        assert f"Message {item.reference}" in page
        assert "Buy my pills" not in page
        assert "Jonas" not in page
    owner = people.signed_in(app, site, Role.OWNER, email="own@x.example", name="Olga")
    page = text(owner.get(f"/staff/queue/{item.id}"))
    assert "Buy my pills" in page
    assert "jonas@example.org" not in page
    decide(owner, item.id, "approve", seen="spam")
    assert item.reference in text(owner.get("/staff/desk"))


def test_messages_on_the_desk_are_no_business_of_the_queue(ada, site):
    for draft in (CONTACT, CALLBACK):
        judged(site, draft)
    page = text(ada.get("/staff/queue?tab=published"))
    assert "Published 0" in page
    assert "Waiting 0" in page


def test_the_page_says_what_its_buttons_mean(ada, site):
    page = text(ada.get("/staff/queue"))
    for words in ("Reject: not published", "Spam: not published", "Trash: out of the way"):
        assert words in page
