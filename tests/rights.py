"""Who may use which route, in one table.

A new route needs a row in RIGHTS. Where its path has an argument that names an object, the name of
the argument needs a line in rights_objects.py: one of our site, one of another, one that is none.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.rights_objects import objects

__all__ = ["FITTING", "RIGHTS", "Row", "objects", "row_of"]

STRANGER, READER, STAFF, MODERATOR, OWNER = "stranger", "reader", "staff", "moderator", "owner"
OTHER = "owner of the other site"  # has an owner's rights, and ours and theirs change places
ROLES = (STRANGER, READER, STAFF, MODERATOR, OWNER, OTHER)

OWNS = {OWNER}
DECIDES = {MODERATOR, OWNER}
READS = {READER, MODERATOR, OWNER}
ANSWERS = {STAFF, OWNER}
ANYBODY_HERE = {READER, STAFF, MODERATOR, OWNER}
EVERYBODY = {*ROLES}

# Arguments of no object.
FITTING = {
    "kind": "comment",
    "form_name": "contact",
    "form": "html",
    "filename": "intake.css",
    "what": "undo",
    "by": "weekday",
}


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
    "account.again": Row(ANYBODY_HERE, gets=frozenset({422})),
    "account.change_password": Row(ANYBODY_HERE, gets=frozenset({422})),
    "account.end_others": Row(ANYBODY_HERE),
    "account.end_sign_in": Row(ANYBODY_HERE, gets=frozenset({404})),
    "account.overview": Row(ANYBODY_HERE),
    "account.rename": Row(ANYBODY_HERE, {"name": "Mo"}),
    "accounts.first_account": _public(),
    "accounts.forgotten_password": _public(),
    "accounts.home": Row(ANYBODY_HERE),
    "accounts.invitation": _public(),
    "accounts.new_password": _public(),
    "accounts.sign_in": _public(),
    "accounts.sign_out": Row(ANYBODY_HERE, ends=True),
    "alerts.look": _public(),
    "alerts.prove": _public(),
    "alerts.take_receipt": _public(401),
    "answers.back_to_task": Row(ANSWERS, leads_on=True),
    "answers.reveal": Row(ANSWERS, {"given": "AAAA-AAA", "name": "a"}, gets=frozenset({404})),
    "audit.back_to_log": Row(OWNS),
    "audit.check": Row(OWNS),
    "audit.export": Row(OWNS, {"form": "csv"}),
    "audit.log": Row(OWNS),
    "authors.change": _public(403),
    "authors.confirm": _public(),
    "authors.stop": _public(),
    "bulk.back": Row(DECIDES, leads_on=True),
    "bulk.begin": Row(DECIDES, {"action": "spam"}, gets=frozenset({400})),  # unsigned: nonsense
    "bulk.change": Row(DECIDES),
    "bulk.one": Row(DECIDES),
    "bulk.progress": Row(DECIDES),
    "bulk.recent": Row(DECIDES),
    "calling.attempt": Row(ANSWERS, {"outcome": "no_answer"}),
    "calling.back_to_card": Row(ANSWERS, leads_on=True),
    "calling.give_back": Row(ANSWERS, gets=frozenset({409})),
    "calling.give_up": Row(ANSWERS, gets=frozenset({422})),
    "calling.hand_over": Row(ANSWERS, gets=frozenset({422})),
    "calling.repromise": Row(ANSWERS, {"window": "soon"}),
    "callbacks.back_to_task": Row(ANSWERS, leads_on=True),
    "callbacks.claim": Row(ANSWERS),
    "callbacks.close": Row(ANSWERS),
    "callbacks.desk": Row(ANSWERS),
    "callbacks.inbox": Row(ANSWERS, leads_on=True),
    "callbacks.live": Row(ANSWERS),
    "callbacks.reopen": Row(ANSWERS),
    "callbacks.reveal": Row(ANSWERS, {"field": "phone"}),
    "callbacks.task": Row(ANSWERS),
    "closing.back": Row(ANSWERS, leads_on=True),
    "closing.hand_all": Row(ANSWERS, {"to": "1"}, gets=frozenset({422})),
    "closing.hand_over": Row(ANSWERS, {"to": "1"}, gets=frozenset({422})),
    "closing.repromise": Row(ANSWERS, {"window": "none"}, gets=frozenset({422})),
    "closing.today": Row(ANSWERS),
    "demo.article": _public(),
    "demo.front": _public(),
    "demo.index": _public(),
    "demo.mails": Row(set()),  # the demo's people: neither site is the demo
    "duty.add_shift": Row(
        OWNS, {"days": "every", "begins": "8:00", "ends": "9:00"}, gets=frozenset({422})
    ),
    "duty.add_swap": Row(OWNS, gets=frozenset({422})),
    "duty.page": Row(ANSWERS),
    "duty.remove_person": Row(OWNS),
    "duty.remove_shift": Row(OWNS),
    "duty.remove_swap": Row(OWNS),
    "factors.add_passkey": Row(ANYBODY_HERE, gets=frozenset({422})),
    "factors.app": Row(ANYBODY_HERE, gets=frozenset({422})),
    "factors.ask_to_add": Row(ANYBODY_HERE),
    "factors.passkey": Row(ANYBODY_HERE, gets=frozenset({404})),
    "factors.remove_app": Row(ANYBODY_HERE, gets=frozenset({404})),
    "factors.remove_passkey": Row(ANYBODY_HERE, gets=frozenset({404})),
    "factors.rename_passkey": Row(ANYBODY_HERE, {"name": "Key"}, gets=frozenset({404})),
    "factors.renew_codes": Row(ANYBODY_HERE),
    "figures.back": Row(OWNS),
    "figures.callbacks": Row(OWNS),
    "figures.chart": Row(OWNS),
    "figures.first": Row(OWNS),
    "figures.of_site": Row(OWNS),
    "figures.table": Row(OWNS),
    "finding.search": Row(READS, {"q": "words"}),
    "form_editor.edit": Row(OWNS, {"do": "save"}, gets=frozenset({422})),
    "form_editor.toml": Row(OWNS, {"toml": "name = 1"}, gets=frozenset({422})),
    "handover.make_callback": Row(DECIDES, {"name": "Jo", "text": "Call me"}),
    "ladder.change": Row(OWNS, {"do": "add"}),
    "ladder.page": Row(OWNS),
    "learning.chart": Row(READS),
    "learning.choose": Row(OWNS, {"one_in": "100"}),
    "learning.learning": Row(READS),
    "live.tell": Row(READS),
    "mailed.decide": _public(),
    "mailed.look": _public(),
    "messages.answer": Row(ANSWERS, gets=frozenset({422})),
    "messages.back_to_card": Row(ANSWERS, leads_on=True),
    "messages.note": Row(ANSWERS, {"note": "Called back"}),
    "messages.withdraw": Row(ANSWERS, gets=frozenset({404})),
    "moderation.back_to_item": Row(READS, leads_on=True),
    "moderation.decide": Row(DECIDES, {"action": "spam", "seen": "pending"}),
    "moderation.item": Row(READS),
    "moderation.keys": Row(READS),
    "moderation.queue": Row(READS),
    "offer.first": Row(OWNS),
    "offer.of_site": Row(OWNS, gets=frozenset({422})),
    "paper.in_full": Row(ANSWERS),
    "paper.sheet_of_today": Row(ANSWERS),
    "people.invite": Row(  # the site stands in the form; to the other owner it is none
        OWNS, {"site": "blog", "email": "new@x.example", "role": "staff"}, gets=frozenset({404})
    ),
    "people.invite_again": Row(OWNS),
    "people.overview": Row(OWNS),
    "people.person": Row(OWNS, {"roles": "reader"}),
    "people.remove": Row(OWNS),
    "people.withdraw": Row(OWNS),
    "policy.first": Row(OWNS),
    "policy.of_site": Row(OWNS, {"preset": "by_hand"}),
    "promises.cancel": _public(409),
    "promises.change": _public(409),
    "replies.take": _public(401),
    "results.enter": Row(ANSWERS),
    "results.record": Row(ANSWERS, gets=frozenset({422})),
    "reveal.back_to_item": Row(DECIDES, leads_on=True),
    "reveal.show GET": Row(DECIDES, leads_on=True),
    "reveal.show": Row(DECIDES, gets=frozenset({403})),  # and the site says who: see its own test
    "rules.change": Row(DECIDES, {"name": "Links", "links": "3", "act": "hold"}),
    "rules.do": Row(DECIDES, {"do": "off"}),
    "rules.first": Row(DECIDES),
    "rules.listed": Row(DECIDES),
    "rules.new": Row(DECIDES, {"name": "Links", "links": "3", "act": "hold"}),
    "rules.one": Row(DECIDES),
    "rules.reopen": Row(DECIDES),
    "rung.page": Row(OWNS),
    "second.ask": _public(),
    "second.ask_to_sign": _public(403),
    "setup.index": Row(OWNS),
    "setup_hours.change": Row(OWNS, {"zone": "UTC", "day_0": "9-17"}),
    "setup_hours.page": Row(OWNS),
    "site_forms.back_to_form": Row(OWNS, leads_on=True),
    "site_forms.first": Row(OWNS),
    "site_forms.listed": Row(OWNS),
    "site_forms.new": Row(OWNS, {"name": "visit", "example": "appointment"}),
    "site_forms.preview": Row(OWNS),
    "site_forms.open_form": Row(OWNS),
    "site_forms.close_form": Row(OWNS),
    "site_forms.versions": Row(OWNS),
    "static": _public(),
    "submissions.callback": _public(),
    "submissions.comment": _public(),
    "submissions.contact": _public(),
    "submissions.declared_form": _public(),
    "submissions.new_ticket": _public(),
    "submissions.thanks": _public(),
    "threads.comments": _public(),
    "watch.healthz": _public(),
    "watch.readyz": _public(503),
    "watch.status": Row(OWNS),
    "watching.first": Row(OWNS),
    "watching.of_site": Row(OWNS, {"minutes": "10", "way": "0"}),
    "ways.add": Row(ANSWERS, {"site": "blog", "channel": "page"}, gets=frozenset({422})),
    "ways.back": Row(ANSWERS, leads_on=True),
    "ways.everybodys": Row(OWNS),
    "ways.mine": Row(ANSWERS),
    "ways.open_replies": Row(OWNS, {"site": "blog"}, gets=frozenset({404})),
    "ways.order": Row(ANSWERS, {"minutes": "5"}, gets=frozenset({404})),
    "ways.page": Row(ANSWERS),
    "ways.remove": Row(ANSWERS, gets=frozenset({404})),
    "ways.test": Row(ANSWERS, gets=frozenset({404})),
    "writing.add_note": Row(DECIDES, {"note": "Look at this"}),
    "writing.edit": Row(DECIDES, {"revision": "1", "author": "Jo", "text": "Words"}),
    "writing.reply": Row(DECIDES, {"seen": "pending", "text": "Thank you"}),
    "writing.withdraw_reply": Row(DECIDES),
}


def row_of(endpoint, method):
    return RIGHTS.get(f"{endpoint} {method}") or RIGHTS.get(endpoint)
