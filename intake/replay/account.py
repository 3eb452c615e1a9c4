"""TRY: what became of every message that was sent: the answers beside the database's rows."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from intake import db
from intake.alerts.tables import DeliveryState
from intake.replay import rows
from intake.replay.posting import Outcome
from intake.submissions.fields import lines
from intake.words import Kind, Status

LOOK_AGAIN_SECONDS = 0.5


@dataclass(frozen=True)
class Account:
    """The sums. `lost`, `twice` and `changed` must be 0."""

    sent: int
    accepted: int
    refused: Counter[str]
    sent_again: int
    statuses: Counter[tuple[Kind, Status]]
    on_desk: int
    alerts: Counter[str]
    verdict_seconds: list[float]  # in order
    lost: int
    twice: int
    changed: int
    labelled: Counter[tuple[bool, Status]]  # by what the file says: is it spam

    @property
    def is_right(self) -> bool:
        return not (self.lost or self.twice or self.changed)

    def lines(self) -> Iterator[str]:
        """Say it to a person, a figure a line."""
        yield _line("sent", self.sent)
        yield _line("accepted", self.accepted, f"{self.sent_again} sent more than once")
        yield _line("refused", self.refused.total())
        for reason, count in self.refused.most_common():
            yield f"  {reason}: {count}"
        yield _line("judged", len(self.verdict_seconds))
        yield _line("not judged yet", self._in(Status.RECEIVED))
        yield _line("held for a person", self._in(Status.PENDING))
        yield _line("spam", self._in(Status.SPAM), self._labelled_spam_box())
        yield _line("published", self.statuses[Kind.COMMENT, Status.APPROVED])
        yield _line("on the desk", self.on_desk)
        accepted = self.alerts[DeliveryState.ACCEPTED]
        yield _line("alerts accepted", accepted, f"of {self.alerts.total()}")
        p50, p95, p99 = (1000 * percentile(self.verdict_seconds, p) for p in (50, 95, 99))
        yield _line("accept to verdict", f"p50 {p50:.0f} ms, p95 {p95:.0f} ms, p99 {p99:.0f} ms")
        yield _line("lost", self.lost, "must be 0")
        yield _line("twice", self.twice, "must be 0")
        yield _line("other words than sent", self.changed, "must be 0")

    def _labelled_spam_box(self) -> str:
        if not self.labelled:
            return ""
        real = self.labelled[False, Status.SPAM]
        spam = sum(count for (is_spam, _), count in self.labelled.items() if is_spam)
        caught = self.labelled[True, Status.SPAM]
        return f"by the labels: {caught} of {spam} spam, {real} real messages"

    def _in(self, status: Status) -> int:
        return sum(count for (_, found), count in self.statuses.items() if found is status)


def wait_until_final(since_id: int, seconds: float) -> bool:
    """Wait until all newer submissions are judged and told; False if the time was too short."""
    return wait_until(lambda: not (rows.waiting(since_id) or rows.untold(since_id)), seconds)


def wait_until(is_so: Callable[[], bool], seconds: float) -> bool:
    """Look again and again until it is so; False if the time was too short."""
    stop_at = time.monotonic() + seconds
    while not (answer := is_so()) and time.monotonic() < stop_at:
        time.sleep(LOOK_AGAIN_SECONDS)
    return answer


def take(outcomes: Sequence[Outcome], since_id: int) -> Account:
    """Compare what was answered with what is there now."""
    db.done()
    accepted = [outcome for outcome in outcomes if outcome.receipt]
    label_of = {outcome.receipt: outcome.visit.is_spam for outcome in accepted}
    text_of = {outcome.receipt: lines(outcome.visit.text) for outcome in accepted}
    stored = rows.stored(list(text_of))
    ids = [row.id for row in stored]
    return Account(
        sent=len(outcomes),
        accepted=len(accepted),
        refused=Counter(_reason(outcome) for outcome in outcomes if not outcome.receipt),
        sent_again=sum(outcome.tries > 1 for outcome in outcomes),
        statuses=Counter((row.kind, row.status) for row in stored),
        on_desk=rows.on_desk(ids),
        alerts=Counter(rows.alert_states(ids)),
        verdict_seconds=rows.verdict_seconds(ids),
        lost=len(accepted) - len(stored),  # one row for two receipts is a loss too
        twice=rows.stored_twice(since_id),
        changed=sum(text_of[row.receipt] != row.text for row in stored),
        labelled=Counter(
            (is_spam, row.status)
            for row in stored
            if (is_spam := label_of[row.receipt]) is not None
        ),
    )


def percentile(ordered: Sequence[float], percent: float) -> float:
    """Return the value that so many percent of these do not exceed; 0 of nothing."""
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))] if ordered else 0.0


def _reason(outcome: Outcome) -> str:
    if not outcome.status:
        return "no answer in a minute"
    return f"{outcome.status} {outcome.code or '(a page)'}"


def _line(what: str, figure: object, beside: str = "") -> str:
    return f"{what:<22} {figure}{f'  ({beside})' if beside else ''}"
