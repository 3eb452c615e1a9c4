"""What the pictures show: a small practice, and somebody who has worked in its queue."""

from __future__ import annotations

from sqlalchemy import select

from intake import clock, db
from intake.accounts import store as accounts
from intake.moderation import service as deciding
from intake.sites import service as sites
from intake.submissions import service
from intake.submissions.service import Key
from intake.submissions.tables import Submission
from intake.words import (
    Action,
    CallbackDraft,
    CommentDraft,
    ContactDraft,
    Draft,
    Evidence,
    Status,
)

WORTH_SEEING = 4  # of the comments below
OFFER = "Great post! Our team brings your page to the first place of every search engine: {}"
COMMENTS = [
    ("Rosa", "", "The part about bringing a list of what I take saved me a second trip. Thanks!"),
    ("Tom W.", "", "Is there somewhere to leave a bicycle? I could not find it on the map."),
    ("Helen", "", "I came with my mother, and the second chair was really there. It helped."),
    ("Priya", "", "How early may I come on the first day?"),
    (
        "SEO Helper",
        "https://rank.example",
        OFFER.format("https://rank.example/start https://rank.example/now"),
    ),
    ("Anneke", "https://anneke.example", "I was nervous and nobody made me feel silly for asking."),
    ("Ranking Team", "https://rank.example", OFFER.format("https://rank.example/begin")),
    ("Best Pills", "https://pills.example", "Buy cheap pills online!!! http://pills.example"),
    ("Ines", "", "I have been so dizzy since Monday. Please call me on (202) 555-0143."),
    ("Marek", "", "Thank you, is the ramp open on Sundays, too?"),
]
DECIDED = [(0, Action.APPROVE), (1, Action.APPROVE), (2, Action.APPROVE), (7, Action.SPAM)]


def write(site: str, article: str) -> None:
    """Let visitors write."""
    for author, website, text in COMMENTS:
        email = f"{author.split()[0].lower()}@mail.example"
        is_bot = "pills" in website or "rank" in website
        _send(site, CommentDraft(article, author, email, website, text), is_bot=is_bot)
    phone = "+12024561414"
    _send(site, CallbackDraft("Ines Koch", phone, phone, "", "", "soon", True, "My appointment."))
    _send(site, CallbackDraft("Paul", phone, phone, "", "", "today", False, ""))
    _send(site, ContactDraft("Mia", "mia@mail.example", "", "", "", "Do you see children, too?"))


def work(email: str) -> None:
    """Let the person with this address decide about some of it."""
    account = accounts.by_email(email)
    assert account is not None
    ids = sorted(db.session().scalars(select(Submission.id)))
    for number, action in DECIDED:
        deciding.decide(ids[number], account, action, Status.PENDING)
    db.done()


def _send(site: str, draft: Draft, *, is_bot: bool = False) -> None:
    key = Key(service.content_digest(draft))
    evidence = [Evidence.TRAP, Evidence.FAST] if is_bot else []
    service.receive(sites.get(site), draft, key, f"visitor {clock.now()}", evidence)
