"""What the tests of looking for items share: three comments, and the search box."""

import re

from sqlalchemy import update

from intake import db
from intake.submissions.tables import Comment, Submission
from intake.words import Evidence, Label
from tests.drafts import COMMENT
from tests.web.staff import judged, press


def search(client, typed, **hidden):
    """Search through the box; return where that leads."""
    return press(client, "/staff/queue/search", "/staff/queue", q=typed, **hidden)


def found(client, typed, **hidden):
    """Return the texts of what the search box finds, in order."""
    return texts(client.get(search(client, typed, **hidden).location))


def texts(answer):
    assert answer.status_code == 200
    page = answer.get_data(as_text=True)
    return re.findall(r'<p class="words[^>]*>([^<]*)</p>', page)


def write(table, id_, **values):
    key = Submission.id if table is Submission else Comment.submission_id
    with db.transaction() as session:
        session.execute(update(table).where(key == id_).values(**values))


def three(site):
    """Receive three comments that differ in everything; return their rows."""
    return [
        judged(site, author="Maria Lind", text="Is the ramp open?", label=Label.UNSURE),
        judged(site, author="Jonas", text="Ramps are wet today", path="/articles/rain",
               email="jonas@example.org", label=Label.HAM, evidence=[Evidence.FAST],
               sender="other"),
        judged(site, COMMENT, author="Ramp Offers", text="Cheap watches at example.net/shop",
               label=Label.UNSURE, evidence=[Evidence.TRAP]),
    ]  # fmt: skip


RAMP, WET, WATCHES = "Is the ramp open?", "Ramps are wet today", "Cheap watches at example.net/shop"
