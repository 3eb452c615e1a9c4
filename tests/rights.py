"""Who may use which route, in one table; and the objects that routes are asked about.

A new route needs a row in RIGHTS. Where its path has an argument that names an object, the name of
the argument needs a line in `objects()`: one of our site, one of another site, one that is none.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.drafts import CALLBACK
from tests.web.staff import judged

STRANGER, READER, STAFF, MODERATOR, OWNER = "stranger", "reader", "staff", "moderator", "owner"
OTHER = "owner of the other site"  # has an owner's rights, and ours and theirs change places
ROLES = (STRANGER, READER, STAFF, MODERATOR, OWNER, OTHER)

OWNS = {OWNER}
DECIDES = {MODERATOR, OWNER}
READS = {READER, MODERATOR, OWNER}
ANSWERS = {STAFF, OWNER}
ANYBODY_HERE = {READER, STAFF, MODERATOR, OWNER}
EVERYBODY = {*ROLES}

NONE = 10**9  # the number of nothing
FITTING = {"kind": "comment", "form": "html", "filename": "intake.css"}  # arguments of no object


@dataclass(frozen=True)
class Row:
    """A line of the table.

    `fields`: what its button sends. `gets`: what else may be answered to who may. `leads_on`: it
    shows no object, and leads to a page that asks again. `is_public`: so are the objects of every
    site. `ends`: whoever uses it is signed out.
    """

    may: set[str]
    fields: dict[str, str] = field(default_factory=dict)
    gets: frozenset[int] = frozenset()
    leads_on: bool = False
    is_public: bool = False
    ends: bool = False


def _public(*gets):
    """Whatever it says to whom, it is for everybody."""
    return Row(EVERYBODY, gets=frozenset({400, 404, 410, 422, *gets}), is_public=True)


# By endpoint; "endpoint POST" where a method has rights of its own.
RIGHTS = {
    "accounts.first_account": _public(),
    "accounts.home": Row(ANYBODY_HERE),
    "accounts.new_password": _public(),
    "accounts.sign_in": _public(),
    "accounts.sign_out": Row(ANYBODY_HERE, ends=True),
    "audit.back_to_log": Row(OWNS),
    "audit.check": Row(OWNS),
    "audit.export": Row(OWNS, {"form": "csv"}),
    "audit.log": Row(OWNS),
    "callbacks.back_to_task": Row(ANSWERS, leads_on=True),
    "callbacks.claim": Row(ANSWERS),
    "callbacks.close": Row(ANSWERS),
    "callbacks.inbox": Row(ANSWERS),
    "callbacks.reopen": Row(ANSWERS),
    "callbacks.reveal": Row(ANSWERS, {"field": "phone"}),
    "callbacks.task": Row(ANSWERS),
    "demo.article": _public(),
    "demo.front": _public(),
    "demo.index": _public(),
    "demo.mails": Row(set()),  # the demo's people: neither site is the demo
    "handover.make_callback": Row(DECIDES, {"name": "Jo", "text": "Call me"}),
    "learning.choose": Row(OWNS, {"one_in": "100"}),
    "learning.learning": Row(READS),
    "mailed.decide": _public(),
    "mailed.look": _public(),
    "moderation.back_to_item": Row(READS, leads_on=True),
    "moderation.decide": Row(DECIDES, {"action": "spam", "seen": "pending"}),
    "moderation.item": Row(READS),
    "moderation.queue": Row(READS),
    "reveal.back_to_item": Row(DECIDES, leads_on=True),
    "reveal.show GET": Row(DECIDES, leads_on=True),
    "reveal.show": Row(DECIDES, gets=frozenset({403})),  # and the site says who: see its own test
    "static": _public(),
    "submissions.callback": _public(),
    "submissions.comment": _public(),
    "submissions.contact": _public(),
    "submissions.new_ticket": _public(),
    "submissions.thanks": _public(),
    "threads.comments": _public(),
    "watch.healthz": _public(),
    "watch.readyz": _public(503),
    "watch.status": Row(OWNS),
}


def row_of(endpoint, method):
    return RIGHTS.get(f"{endpoint} {method}") or RIGHTS.get(endpoint)


def objects(site, other):
    """Return, by the name of an argument: an object of our site, of the other site, and of none.

    "endpoint.argument" says it for one endpoint only.
    """
    return {
        "item_id": (judged(site).id, judged(other).id, NONE),
        "reference": (
            judged(site, CALLBACK).reference,
            judged(other, CALLBACK).reference,
            "AAAA-AAAA",
        ),
        "receipt": (judged(site).receipt, judged(other).receipt, "none"),
        "site_slug": (site.slug, other.slug, "none"),
        "slug": (site.slug, other.slug, "none"),
        "token": ("none", "none", "none"),  # a pass is a right by itself: its page's tests
    }
