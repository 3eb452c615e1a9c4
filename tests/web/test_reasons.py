"""Why, as moderators see it: reasons, marks in the text, disguises, bars, and what came alike."""

import html
import re

import pytest

from intake import db
from intake.moderation import explaining, judging
from intake.moderation.spam import registry
from intake.moderation.spam.explainer import Explainer
from intake.sites import service as sites
from intake.submissions.tables import EvidenceFound
from intake.words import Evidence, Label, Likeness, Role, Status
from tests import people
from tests.canaries import Canaries, leaks
from tests.drafts import CONTACT, send
from tests.machines import SaysAlways
from tests.web.staff import judged, press, status, submission, text

ADVERT = "Great p\u043est! Please visit my ch4nnel for fr3e gift cards http://pills.example.ru/x"
HOSTILE = {
    "markup": "<script>window.__x=1</script> visit <mark class=x>my</mark> channel </p></article>",
    "quotes": "visit my \"'channel'\"> onmouseover=window.__x=1 free gift cards",
    "right to left": "שלום visit my channel \u202eنص عربي free gift cards",
    "emoji": "👩‍👩‍👧 visit my channel 🎁🎁 free gift cards",
    "accents": "vi\u0301sit my cha\u0300\u0301nnel, fre\u0301e gift cards",
    "entities": "&lt;b&gt; visit &amp;amp; my channel &#60;img src=x onerror=__x=1&#62;",
    "entity in a mark": "vis&shy;it my chan&#8203;nel free gift cards",
    "invisible": "vi\u200bsit my chan\u00adnel free gift cards",
    "control": "visit\x0b\x0cmy channel\x85free gift cards",
}


@pytest.fixture
def ada(app, site):
    return people.signed_in(app, site, Role.MODERATOR, email="ada@x.example", name="Ada")


def explained(site, **changes):
    """A comment that the real model has judged and explained."""
    item = judged(site, label=Label.UNSURE, probability=0.62, **changes)
    explaining.explain_due(Explainer(registry.current()))
    return item


def page(client, item):
    return client.get(f"/staff/queue/{item.id}").get_data(as_text=True)


def shown_words(page):
    """The comment's words as they stand in the page, with their marks."""
    return re.search(r'(?s)<p class="words words--whole" dir="auto">(.*?)</p>', page)[1]


def test_the_queue_shows_the_strongest_reasons_in_words(ada, site):
    explained(site, text=ADVERT)
    seen = ada.get("/staff/queue").get_data(as_text=True)
    assert 0 < seen.count('class="reason ') <= 3
    assert "Spam:" in seen
    assert "channel" in text(ada.get("/staff/queue")).partition("The machine thinks")[2]


def test_an_items_page_shows_all_reasons_for_and_against_with_how_much_they_weigh(ada, site):
    item = explained(site, text=ADVERT)
    words = text(ada.get(f"/staff/queue/{item.id}"))
    for said in ("Why the machine thinks so", "For spam", "For a real message", "strongly"):
        assert said in words
    assert not re.search(r"[+-]\d+\.\d\d", words)  # no logit


def test_the_words_that_counted_are_marked_in_the_text(ada, site):
    item = explained(site, text=ADVERT)
    marked = re.findall(r'<mark class="said-(\w+)">(.*?)</mark>', shown_words(page(ada, item)))
    assert ("spam", "ch4nnel") in marked
    assert {side for side, _ in marked} <= {"spam", "real"}


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
def test_whatever_is_written_stays_text_and_is_all_there(ada, site, words):
    item = explained(site, text=words, author="<img src=x>")
    seen = page(ada, item)
    assert "<script>" not in seen
    assert "<img" not in seen
    inside = re.sub(r'<mark class="said-(?:spam|real)">|</mark>', "", shown_words(seen))
    assert "<" not in inside
    assert html.unescape(inside).split() == html.unescape(html.escape(words)).split()
    assert "<mark" in seen


def test_a_disguised_word_is_shown_as_it_is_written_and_as_it_reads(ada, site):
    words = text(ada.get(f"/staff/queue/{explained(site, text=ADVERT).id}"))
    assert "ch4nnel reads channel" in words
    assert "fr3e reads free" in words


def test_numbers_are_called_numbers_and_evidence_is_said_once(ada, site):
    explained(
        site, text="Call me on 555 123456 or 555 987654 t\u043eday!", evidence=[Evidence.TRAP]
    )
    words = text(ada.get("/staff/queue"))
    assert words.count("filled a hidden field") == 1
    assert "A field that people cannot see" not in words
    assert "“0”" not in words
    assert " 0”" not in words


def test_the_bars_are_said_in_percent(ada, site):
    words = text(ada.get(f"/staff/queue/{explained(site, text=ADVERT).id}"))
    assert "62 % spam" in words
    assert "it would be sure that this is a real message" in words
    assert "nothing is called spam by the machine alone until it has learnt enough" in words


def test_until_the_reasons_are_written_the_page_says_that_they_follow(ada, site):
    item = judged(site, label=Label.UNSURE, probability=0.5)
    assert "The reasons follow in a moment." in text(ada.get(f"/staff/queue/{item.id}"))
    explaining.explain_due(Explainer(registry.current()))
    assert "The reasons follow" not in text(ada.get(f"/staff/queue/{item.id}"))


def test_of_a_message_to_the_staff_a_moderator_sees_reasons_but_no_words(ada, site):
    item = judged(site, CONTACT, Label.SPAM, text="My knee: http://knee.example", name="Jonas")
    explaining.explain_due(Explainer(registry.current()))
    words = text(ada.get(f"/staff/queue/{item.id}"))
    assert "Why the machine thinks so" in words
    assert "knee" not in words
    assert "Jonas" not in words


class SaysAlike(SaysAlways):
    """Finds that everything has the same words."""

    def fingerprints(self, messages):
        return [Likeness(words=0x1234_5678_9ABC_DEF0, bands=(1, 2, 3, 4)) for _ in messages]


def alike(site, count, **changes):
    """So many comments of nearly the same words, judged as such; return their rows."""
    tokens = [send(site, **changes).token for _ in range(count)]
    judging.judge_waiting(SaysAlike(Label.UNSURE))
    return [submission(token) for token in tokens]


def group(client):
    """Return where the queue leads to show what came alike."""
    seen = client.get("/staff/queue").get_data(as_text=True)
    return html.unescape(re.search(r'href="([^"]+alike=\d+)"', seen)[1])


def test_what_came_alike_is_counted_and_can_be_shown_together(ada, site):
    judged(site, author="Another")
    alike(site, 3, author="Same")
    assert "same text as 2 others" in text(ada.get("/staff/queue"))
    together = text(ada.get(group(ada)))
    assert "Waiting 3" in together
    assert "Another" not in together


def test_a_group_stays_together_while_it_is_decided(ada, site):
    same = alike(site, 2)
    together = group(ada)
    seen = ada.get(together).get_data(as_text=True)
    button = html.unescape(re.search(r'action="([^"]+/decide[^"]*)"', seen)[1])
    answer = press(ada, button, together, action="spam", seen="pending")
    assert answer.location == together
    assert "Waiting 1" in text(ada.get(answer.location))
    assert sorted(status(each.id) for each in same) == [Status.PENDING, Status.SPAM]


def test_what_came_alike_to_another_site_stays_there(ada, site):
    other = sites.add("shop", "The Shop", ["https://shop.example"])
    (theirs, _) = alike(other, 2, author="Theirs")
    words = text(ada.get(f"/staff/queue?alike={theirs.id}"))
    assert "Waiting 0" in words
    assert "Theirs" not in words


@pytest.mark.parametrize("wanted", ["x", "-1", "9" * 40, "1e3", "\u0661"])
def test_an_impossible_group_is_not_found(ada, site, wanted):
    assert ada.get("/staff/queue", query_string={"alike": wanted}).status_code == 404


def test_no_new_page_shows_an_address(ada, app, site):
    canary = Canaries(4)
    item, _ = alike(site, 2, email=canary.email, author=canary.name, text="Please call me")
    explaining.explain_due(Explainer(registry.current()))
    with db.transaction() as session:
        session.add(EvidenceFound(submission_id=item.id, name=Evidence.PRIVATE))
    handing = f"/staff/queue/{item.id}/make-callback"
    made = {"name": canary.name, "phone": "", "text": "Please call me"}
    answers = [
        ada.get("/staff/queue"),
        ada.get(group(ada)),
        ada.get(f"/staff/queue/{item.id}"),
        ada.get(handing),
        press(ada, handing, handing, **made | {"phone": "12"}),
        press(ada, handing, handing, **made),
        ada.get(f"/staff/queue/{item.id}"),
        ada.get("/staff/learning"),
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 422, 303, 200, 200]
    for answer in answers:
        assert leaks([canary.email], str(answer.headers).encode() + answer.get_data()) == []
