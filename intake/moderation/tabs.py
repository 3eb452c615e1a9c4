"""The tabs of the queue: what moderators leaf through, by where items are."""

from __future__ import annotations

from enum import StrEnum

from intake.words import Kind, Status


class Tab(StrEnum):
    """What moderators leaf through, by where items are."""

    WAITING = "waiting"
    PUBLISHED = "published"
    REJECTED = "rejected"
    SPAM = "spam"
    TRASH = "trash"


STATUSES = {
    Tab.WAITING: (Status.PENDING, Status.RECEIVED),
    Tab.PUBLISHED: (Status.APPROVED,),
    Tab.REJECTED: (Status.REJECTED,),
    Tab.SPAM: (Status.SPAM,),
    Tab.TRASH: (Status.TRASHED,),
}
# Messages to the staff are on the desk; only those taken out of it are shown here.
PLACES = {
    tab: [
        (kind, status)
        for status in statuses
        for kind in Kind
        if kind is Kind.COMMENT or status not in {Status.RECEIVED, Status.APPROVED}
    ]
    for tab, statuses in STATUSES.items()
}
