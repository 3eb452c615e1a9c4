"""The glossary in code: kinds, statuses, roles, Drafts, and MOVES (who may become what)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from intake.drafts import CallbackDraft, CommentDraft, ContactDraft, Draft, FieldAnswer

# What is read here though it stands in its own file.
__all__ = ["CallbackDraft", "CommentDraft", "ContactDraft", "Draft", "FieldAnswer"]


class Kind(StrEnum):
    """What a visitor sent."""

    COMMENT = "comment"
    CONTACT = "contact"
    CALLBACK = "callback"


class Status(StrEnum):
    """Where a submission is. For a message to the staff, approved means: on the desk."""

    RECEIVED = "received"
    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    SPAM = "spam"
    TRASHED = "trashed"


_DECIDED = {Status.APPROVED, Status.REJECTED, Status.SPAM, Status.TRASHED}

# A person may move anything that was judged anywhere; only its author makes it received again.
MOVES: dict[Status, frozenset[Status]] = {
    Status.RECEIVED: frozenset({Status.PENDING, Status.APPROVED, Status.SPAM}),
    Status.PENDING: frozenset(_DECIDED),
    **{status: frozenset((_DECIDED | {Status.PENDING}) - {status}) for status in sorted(_DECIDED)},
}
# What its author changes or confirms is judged anew.
JUDGED_ANEW = frozenset({Status.PENDING, Status.APPROVED})


def check_move(seen: Status, new: Status) -> None:
    """Raise ValueError for a move that the glossary does not know."""
    is_anew = new is Status.RECEIVED and seen in JUDGED_ANEW
    if new not in MOVES[seen] and not is_anew:
        raise ValueError(f"A submission cannot go from {seen} to {new}")


class Label(StrEnum):
    """What the machine says of an item: one of three bands."""

    HAM = "ham"
    UNSURE = "unsure"
    SPAM = "spam"


class Action(StrEnum):
    """What a person decides about an item."""

    APPROVE = "approve"
    REJECT = "reject"
    SPAM = "spam"
    TRASH = "trash"
    UNDO = "undo"


class Evidence(StrEnum):
    """One thing that speaks for or against an item. All are kept, not only the first."""

    TRAP = "trap"  # the field hidden from people was filled in
    FAST = "fast"  # sent sooner after the page was opened than a person types
    NO_TICKET = "no_ticket"  # the form came without a ticket, as a customer's own plain form does
    STALE_TICKET = "stale_ticket"  # the page was open for longer than a ticket lives
    UNJUDGED = "unjudged"  # no classifier judged this: people must
    NEEDS_ATTENTION = "needs_attention"  # judging failed again and again
    ODD_PHONE = "odd_phone"  # possible but not assigned, as far as the numbering plans know
    SHOWS_ADDRESS = "shows_address"  # an e-mail address stands where everybody would read it
    EMERGENCY = "emergency"  # words of emergency: says nothing about spam
    TRIAL = "trial"  # we sent it ourselves, to try the way
    BURST = "burst"  # its sender has sent many within minutes
    SAME_TEXT = "same_text"  # nearly the same words came in others, as many as `times` says
    RUDE = "rude"  # rude words: no spam, but worth a look
    PRIVATE = "private"  # what the next four name, in public, and enough of it
    TELLS_PHONE = "tells_phone"
    TELLS_PLACE = "tells_place"  # a postal address
    TELLS_HEALTH = "tells_health"  # the writer's own
    WANTS_CALL = "wants_call"
    SAMPLE = "sample"  # sure spam that goes to a person all the same, to keep the bound true


# What judging notices, and would notice again if it were still so.
JUDGES_EVIDENCE = frozenset(
    {
        *(Evidence.UNJUDGED, Evidence.NEEDS_ATTENTION, Evidence.SAMPLE),
        *(Evidence.BURST, Evidence.SAME_TEXT, Evidence.RUDE, Evidence.PRIVATE),
        *(Evidence.TELLS_PHONE, Evidence.TELLS_PLACE, Evidence.TELLS_HEALTH, Evidence.WANTS_CALL),
    }
)


class Role(StrEnum):
    """What an account may do on a site. An owner may do everything."""

    OWNER = "owner"
    MODERATOR = "moderator"
    STAFF = "staff"
    READER = "reader"  # sees the queue and decides nothing


class Preset(StrEnum):
    """What a site publishes without a person's decision."""

    BY_HAND = "by_hand"  # nothing
    FIRST_BY_HAND = "first_by_hand"  # confirmed authors of whom a person published something
    WHEN_SURE = "when_sure"  # whatever the machine is sure of


class Channel(StrEnum):
    """A way to send an alert."""

    EMAIL = "email"
    WEBHOOK = "webhook"
    SMS = "sms"  # of these and of those below, apprise knows how
    CHAT = "chat"  # Slack, Teams, Telegram, Matrix …
    PUSH = "push"  # ntfy, Pushover, PagerDuty …
    PAGE = "page"  # the desk itself, where it is open


class Event(StrEnum):
    """What an alert reports."""

    CONTACT_RECEIVED = "contact.received"
    CALLBACK_RECEIVED = "callback.received"
    CALLBACK_DUE = "callback.due"  # a ladder's step: somebody must call
    CALLBACK_HANDED = "callback.handed"  # to this person, by name
    DUTY_NOBODY = "duty.nobody"  # who should be rung is nobody: the owner is told
    DESK_UNSETTLED = "desk.unsettled"  # closing time, and callbacks are open
    HOURS_CHANGED = "hours.changed"  # and with them what is promised
    WAY_TEST = "way.test"  # does it reach me?
    WATCH_TROUBLE = "watch.trouble"  # the owner looks at the status page
    QUEUE_WAITING = "queue.waiting"
    QUEUE_NOTICED = "queue.noticed"  # a rule asks the moderators to look
    # Letters to one person, who is none of a site's destinations:
    AUTHOR_CONFIRM = "author.confirm"
    AUTHOR_PUBLISHED = "author.published"
    AUTHOR_REJECTED = "author.rejected"
    AUTHOR_REPLIED = "author.replied"
    CALLER_PROMISED = "caller.promised"
    CALLER_MOVED = "caller.moved"  # we call at another time
    CONTACT_ANSWERED = "contact.answered"
    ACCOUNT_INVITED = "account.invited"
    ACCOUNT_PASSWORD = "account.password"  # noqa: S105 - what a letter is about


@dataclass(frozen=True)
class Message:
    """What the classifier reads of a submission. An absent author or URL is an empty string.

    `site_id` says whose moderators the classifier has learnt from for this one; 0: nobody's.
    """

    text: str
    author: str = ""
    author_url: str = ""
    evidence: tuple[Evidence, ...] = ()
    site_id: int = 0


@dataclass(frozen=True)
class Verdict:
    """What the machine said. `probability` is that of spam, 0 to 1.

    `rude` and `private` are scores of their own, 0 to 1, and say nothing about spam.
    `has_spam_bar`: the site's decisions prove where sure spam begins; without it nothing is.
    """

    label: Label
    probability: float
    model_version: str
    rude: float = 0.0
    private: float = 0.0
    has_spam_bar: bool = True


@dataclass(frozen=True)
class Likeness:
    """What nearly equal messages share, computed under a key.

    `words` is a simhash, None where there are too few words to tell from chance; messages with no
    equal number among `bands`, place by place, are not worth comparing.
    """

    words: int | None = None
    bands: tuple[int, ...] = ()
    hosts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Marks:
    """What makes a text worth a look though it is no spam; both scores 0 to 1.

    `evidence` says which of them are past their bar, and what it is that the text tells.
    """

    rude: float = 0.0
    private: float = 0.0
    evidence: tuple[Evidence, ...] = ()
