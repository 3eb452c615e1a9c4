"""TRY, in the head: what `flask intake replay` would end with, by the model as it is now.

Each message becomes the visit that replay would make of it, and goes through the same form, the
same reading and the same rule for where a verdict sends it; nothing is sent and nothing is stored.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Protocol

from intake import clock
from intake.errors import IntakeError
from intake.moderation import judging
from intake.replay.messages import Written
from intake.replay.visits import Place, Visit, visits
from intake.sites.service import SiteView
from intake.submissions import bodies, choosing_forms, parts
from intake.submissions.readings import Readable
from intake.words import CommentDraft, Draft, Evidence, Label, Message, Status, Verdict

BATCH = 256
ANY_SEED = "predicted"  # it only makes each visitor's address their own


class Judge(Protocol):
    """What predicting needs of the machine."""

    def judge(self, messages: Sequence[Message]) -> list[Verdict]: ...


@dataclass
class Prediction:
    """The sums, of which some are no whole numbers: a random few of sure spam go to people."""

    read: int = 0
    refused: int = 0
    labels: Counter[Label] = field(default_factory=Counter)
    held: float = 0.0
    spam: float = 0.0
    on_desk: float = 0.0
    sampled: float = 0.0
    labelled: Counter[bool] = field(default_factory=Counter)  # by what the file says: is it spam
    in_spam_box: dict[bool, float] = field(default_factory=lambda: {False: 0.0, True: 0.0})

    def lines(self) -> Iterator[str]:
        """Say it to a person, a figure a line, in the words of replay's account."""
        yield _line("read", self.read)
        yield _line("refused", self.refused)
        yield _line("sure ham", self.labels[Label.HAM])
        yield _line("unsure", self.labels[Label.UNSURE])
        yield _line("sure spam", self.labels[Label.SPAM])
        yield _line("held for a person", _about(self.held))
        yield _line("spam", _about(self.spam), self._labelled_spam_box())
        yield _line("on the desk", _about(self.on_desk))
        if self.sampled:
            yield _line("sure spam as a sample", _about(self.sampled), "expected; drawn by chance")

    def _labelled_spam_box(self) -> str:
        if not self.labelled:
            return ""
        caught, real = self.in_spam_box[True], self.in_spam_box[False]
        return (
            f"by the labels: {_about(caught)} of {self.labelled[True]} spam, "
            f"{_about(real)} of {self.labelled[False]} real messages"
        )

    def count(self, visit: Visit, item: Readable, verdict: Verdict) -> None:
        """Add what becomes of one visit, whatever lot it will draw."""
        self.labels[verdict.label] += 1
        usual, sampled = (
            judging.status_after(replace(item, lot=lot), verdict) for lot in (1.0, 0.0)
        )
        share = judging.SAMPLE_SHARE if usual is not sampled else 0.0
        self.sampled += share
        self._add(visit, usual, 1 - share)
        self._add(visit, sampled, share)

    def _add(self, visit: Visit, status: Status, share: float) -> None:
        if status is Status.PENDING:
            self.held += share
        elif status is Status.APPROVED:
            self.on_desk += share
        else:
            self.spam += share
            if visit.is_spam is not None:
                self.in_spam_box[visit.is_spam] += share


def predict(written: Iterable[Written], site: SiteView, classifier: Judge) -> Prediction:
    """Judge each message as if it had been sent to this site."""
    found = Prediction()
    place = Place(site.slug)
    coming = visits(written, place, ANY_SEED)
    while some := list(islice(coming, BATCH)):
        _judge(some, site, classifier, found)
    return found


def _judge(some: list[Visit], site: SiteView, classifier: Judge, found: Prediction) -> None:
    found.read += len(some)
    found.labelled.update(visit.is_spam for visit in some if visit.is_spam is not None)
    read = [(visit, item) for visit in some if (item := _received(visit, site))]
    found.refused += len(some) - len(read)
    verdicts = classifier.judge([item.message for _, item in read])
    for (visit, item), verdict in zip(read, verdicts, strict=True):
        found.count(visit, item, verdict)


def _received(visit: Visit, site: SiteView) -> Readable | None:
    """Return what the judge would read; None if the form would refuse it."""
    try:
        body = bodies.read(json.dumps(visit.fields).encode(), "application/json")
    except IntakeError:
        return None
    form = choosing_forms.of(site, visit.kind)(site, body.fields)
    if not form.validate():
        return None
    # A page brings its ticket, and its visitor types for as long as a person does.
    noticed = {*form.evidence(), *([Evidence.NO_TICKET] if visit.is_json else [])}
    message = _message(form.draft(), tuple(sorted(noticed)), site.id)
    return Readable(0, site.id, visit.kind, "", clock.now(), "", message)


def _message(draft: Draft, evidence: tuple[Evidence, ...], site_id: int) -> Message:
    if isinstance(draft, CommentDraft):
        return Message(draft.text, draft.author, draft.website, evidence, site_id)
    text = parts.with_free_texts(draft.text, draft.answers)
    return Message(text, draft.name, "", evidence, site_id)


def _about(share: float) -> str:
    return f"{share:.1f}".removesuffix(".0")


def _line(what: str, figure: object, beside: str = "") -> str:
    return f"{what:<22} {figure}{f'  ({beside})' if beside else ''}"
