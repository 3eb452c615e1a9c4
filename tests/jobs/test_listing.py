"""Pages of the queue: every item once, in each order, whatever the way that finds it."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from intake import db
from intake.moderation import finding, listing, walking
from intake.moderation.finding import Sort, Wanted
from intake.moderation.listing import Counted
from intake.moderation.tabs import Tab
from intake.submissions.store import move
from intake.submissions.tables import Comment, EvidenceFound, Submission
from intake.words import Evidence, Kind, Label, Status
from tests.drafts import CALLBACK, CONTACT
from tests.web.staff import judged

DOUBTS = [0.3, -1.0, 0.1, 0.3, 0.0, 0.1, 0.4, 0.2]


@pytest.fixture
def items(site, at):
    """Eight comments, each second one a minute after the one before, and what was put back."""
    ids = []
    for number, doubt in enumerate(DOUBTS):
        at.advance(60 * (number % 2))
        words = "odd words" if number % 2 else "even words"
        evidence = [Evidence.TRAP] if number % 4 == 0 else []
        ids.append(judged(site, text=f"{words} {number}", evidence=evidence).id)
        given(ids[-1], doubt=doubt)
    return ids


def given(id_, **values):
    with db.transaction() as session:
        session.execute(update(Submission).where(Submission.id == id_).values(**values))


def put_back(site, draft, label=Label.SPAM, **changes):
    """Receive a message to the staff that somebody puts into the queue."""
    id_ = judged(site, draft, label, **changes).id
    with db.transaction():
        assert move(id_, status(id_), Status.PENDING)
    return id_


def status(id_):
    return Status(db.session().scalar(select(Submission.status).where(Submission.id == id_)))


def leafed(site, wanted):
    """Leaf through all pages; return the ids and how many pages there were."""
    ids, cursor, pages = [], "", 0
    while pages < 30:
        page = listing.listing([site.id], wanted, cursor).page
        ids += [item.id for item in page.items]
        cursor, pages = page.older, pages + 1
        if not cursor:
            break
    return ids, pages


def by_need(items):
    return [id_ for _, id_ in sorted(zip(DOUBTS, items, strict=True))]


@pytest.mark.parametrize("size", [1, 3, 8, 50])
def test_every_order_shows_each_item_once(site, items, monkeypatch, size):
    monkeypatch.setattr(listing, "PAGE", size)
    orders = {Sort.NEWEST: items[::-1], Sort.OLDEST: items, Sort.NEED: by_need(items)}
    for sort, expected in orders.items():
        assert leafed(site, Wanted(sort=sort)) == (expected, -(-len(items) // size))


@pytest.mark.parametrize("few", [0, 2000])
def test_both_ways_find_the_same(site, items, monkeypatch, few):
    """A filter that is about few items is asked for them; any other is tried on a walk."""
    monkeypatch.setattr(listing, "PAGE", 2)
    monkeypatch.setattr(listing, "FEW", few)
    odd, trapped = items[1::2], items[::4]
    orders = {Sort.NEWEST: lambda ids: ids[::-1], Sort.OLDEST: list,
              Sort.NEED: lambda ids: [id_ for id_ in by_need(items) if id_ in ids]}  # fmt: skip
    for sort, order in orders.items():
        assert leafed(site, Wanted(sort=sort, words="odd"))[0] == order(odd)
        assert leafed(site, Wanted(sort=sort, reason="trap"))[0] == order(trapped)
        assert leafed(site, Wanted(sort=sort, reason="trap", words="odd"))[0] == []
        assert leafed(site, Wanted(sort=sort, thread="/articles/hello"))[0] == order(items)


def test_what_was_promised_comes_first_then_what_is_most_doubtful(site, items, monkeypatch, at):
    later = put_back(site, CALLBACK, window="20260302T1400-20260302T1600")
    message = put_back(site, CONTACT)
    soon = put_back(site, CALLBACK, Label.HAM, phone="+12025550144")  # promised within the hour
    tomorrow = put_back(
        site, CALLBACK, Label.HAM, phone="+12025550145", window="20260303T1000-20260303T1200"
    )
    expected = [*sorted([later, message]), soon, tomorrow, *by_need(items)]
    for size in (1, 3, 50):
        monkeypatch.setattr(listing, "PAGE", size)
        assert leafed(site, Wanted(sort=Sort.NEED))[0] == expected
        assert leafed(site, Wanted(sort=Sort.NEED, kind=Kind.CALLBACK))[0] == [
            later, soon, tomorrow,
        ]  # fmt: skip


def test_a_walk_that_has_seen_enough_stops_and_goes_on(site, items, monkeypatch):
    monkeypatch.setattr(listing, "FEW", 0)
    monkeypatch.setattr(listing, "PAGE", 1)
    monkeypatch.setattr(listing, "MOST_LOOKED", 2)
    with db.transaction() as session:
        session.execute(update(Comment).where(Comment.submission_id == items[0]).values(links=3))
    first = listing.listing([site.id], Wanted(links=3))
    assert (first.page.items, first.page.is_partial) == ([], True)
    assert str(first.counts[Tab.WAITING]) == "…"
    assert leafed(site, Wanted(links=3))[0] == [items[0]]
    assert leafed(site, Wanted(links=3, sort=Sort.NEED))[0] == [items[0]]


def test_the_numbers_on_the_tabs(site, items, monkeypatch):
    with db.transaction():
        move(items[0], Status.PENDING, Status.SPAM)
    numbers = listing.counted([site.id])
    assert {str(tab): int(number) for tab, number in numbers.items() if number} == {
        "waiting": 7, "spam": 1,
    }  # fmt: skip
    found = listing.listing([site.id], Wanted(reason="trap")).counts
    assert (found[Tab.WAITING], found[Tab.SPAM]) == (1, 1)
    monkeypatch.setattr(listing, "MOST_COUNTED", 5)
    numbers = listing.counted([site.id])
    assert (str(numbers[Tab.WAITING]), str(numbers[Tab.SPAM])) == ("5+", "1")
    assert str(Counted(10_000, is_least=True)) == "10,000+"


def test_what_many_match_is_counted_as_far_as_it_was_read(site, items, monkeypatch):
    monkeypatch.setattr(listing, "FEW", 0)
    monkeypatch.setattr(listing, "PAGE", 3)
    first = listing.listing([site.id], Wanted(words="odd"))
    assert str(first.counts[Tab.WAITING]) == "3+"
    last = listing.listing([site.id], Wanted(words="odd"), first.page.older)
    assert (len(last.page.items), str(last.counts[Tab.WAITING])) == (1, "3+")
    monkeypatch.setattr(listing, "PAGE", 4)
    assert str(listing.listing([site.id], Wanted(words="odd")).counts[Tab.WAITING]) == "4"


def test_what_is_wanted_can_be_kept_as_json(site, items, at):
    wanted = Wanted(tab=Tab.SPAM, sort=Sort.NEED, words="odd", addresses=("a", "b"), edited=True,
                    site=site.id, until="2026-03-05", zone="Europe/Berlin")  # fmt: skip
    assert Wanted.from_dict(wanted.as_dict()) == wanted
    assert Wanted.from_dict(Wanted().as_dict()) == Wanted()
    older = Wanted(older="day").as_dict()
    at.advance(timedelta(days=2).total_seconds())
    condition = finding.where(Wanted.from_dict(older), [site.id])
    assert db.session().scalars(select(Submission.id).where(condition)).all() == []
    assert leafed(site, Wanted(older="day"))[0] == items[::-1]


def test_the_condition_means_what_the_list_shows(site, items):
    with db.transaction() as session:
        session.add(EvidenceFound(submission_id=items[3], name=Evidence.RUDE))
    for wanted in (
        Wanted(), Wanted(words="odd"), Wanted(reason="rude"), Wanted(author="maria", words="3"),
        Wanted(thread="/articles/hello", since="2026-03-02"), Wanted(band="ham"), Wanted(words="?"),
        Wanted(kind="contact"), Wanted(site=site.id + 1), Wanted(sender=items[0], alike=items[0]),
        Wanted(addresses=("none",)), Wanted(link=items[0]), Wanted(unjudged=True, confirmed=True),
    ):  # fmt: skip
        query = select(Submission.id).where(finding.where(wanted, [site.id]))
        assert sorted(db.session().scalars(query)) == sorted(leafed(site, wanted)[0])
        assert (
            db.session().scalars(select(Submission.id).where(finding.where(wanted, []))).all() == []
        )


def test_a_cursor_of_another_order_begins_no_page_of_this_one(site, items):
    for cursor in ("x", "due~1~2", "doubt~9~2026-03-02T00:00:00~1", "doubt~nan~2026-03-02~1",
                   "doubt~0.1~x~1", "due~2026-03-02T00:00:00+00:00~0"):  # fmt: skip
        with pytest.raises(walking.NotFound):
            walking.start(Sort.NEED, cursor)
