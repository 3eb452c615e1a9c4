"""JUDGE, reading: what the machine finds in a batch, and what the batch shares with earlier ones.

A text that breaks the machine takes no other with it: those of the batch that it cannot read are
left out of what is found. Nothing is written here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

from intake.logs import log
from intake.moderation import campaigns
from intake.moderation.campaigns import Recalled
from intake.sites import service as sites
from intake.submissions.readings import Readable
from intake.words import JUDGES_EVIDENCE, Evidence, Kind, Likeness, Marks, Message, Verdict

# What a classifier or a parser raises when it meets what it was not made for. Not RQ's time limit.
BREAKS = (ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)

T = TypeVar("T")


class Classifier(Protocol):
    """What judging needs of the machine; moderation/spam has the real one."""

    def judge(self, messages: Sequence[Message]) -> list[Verdict]: ...

    def fingerprints(self, messages: Sequence[Message]) -> list[Likeness]: ...

    def marks(self, messages: Sequence[Message], regions: Sequence[str | None]) -> list[Marks]:
        """`regions`: where the numbers of a text's site are dialled; None: only staff read it."""
        ...

    def languages(self, messages: Sequence[Message]) -> list[str]:
        """Return the ISO 639-1 code of each; empty where it is not sure."""
        ...

    def folded(self, texts: Sequence[str]) -> list[str]:
        """Return these in small letters, with look-alikes as the letters that they stand for."""
        ...


@dataclass(frozen=True)
class Found:
    """What was found in a batch. Only what has a verdict has evidence.

    `whole`: those that could be read in every way, so that no evidence can be missing.
    """

    verdicts: Mapping[int, Verdict]
    evidence: Mapping[Evidence, Sequence[int]]
    recalled: Recalled
    languages: Mapping[int, str]
    whole: frozenset[int]

    def marks_of(self, id_: int) -> set[Evidence]:
        """Return what was found in this one."""
        return {evidence for evidence, ids in self.evidence.items() if id_ in ids}


def afresh(items: Iterable[Readable]) -> list[Readable]:
    """Return these without what was found in them when they were judged before."""
    return [
        _with(item, tuple(one for one in item.message.evidence if one not in JUDGES_EVIDENCE))
        for item in items
    ]


def read(classifier: Classifier | None, items: Sequence[Readable]) -> Found:
    """Find what can be found in these. Without a classifier that is nothing."""
    if classifier is None or not items:
        return Found({}, {}, campaigns.NOTHING, {}, frozenset())
    prints = each(lambda some: classifier.fingerprints(_messages(some)), items)
    recalled = campaigns.recall(items, prints)
    aware = [_aware(item, recalled.evidence.get(item.id, ())) for item in items]
    verdicts = each(lambda some: classifier.judge(_messages(some)), aware)
    regions = sites.regions()
    marks = each(lambda some: classifier.marks(_messages(some), _regions(some, regions)), items)
    marked = {id_: _marked(verdict, marks.get(id_)) for id_, verdict in verdicts.items()}
    comments = [item for item in items if item.kind is Kind.COMMENT]
    languages = each(lambda some: classifier.languages(_messages(some)), comments)
    whole = frozenset(prints.keys() & verdicts.keys() & marks.keys())
    return Found(marked, _evidence(verdicts, marks, recalled), recalled, languages, whole)


def each(
    look: Callable[[Sequence[Readable]], Sequence[T]], items: Sequence[Readable]
) -> dict[int, T]:
    """Look at these together; if that breaks, at each half, and leave out those that break it."""
    try:
        return dict(zip((item.id for item in items), look(items), strict=True))
    except BREAKS:
        log().error("classifier_failed", count=len(items))
        if len(items) == 1:
            return {}
    half = len(items) // 2
    return each(look, items[:half]) | each(look, items[half:])


def _messages(items: Iterable[Readable]) -> list[Message]:
    return [item.message for item in items]


def _regions(items: Iterable[Readable], regions: Mapping[int, str]) -> list[str | None]:
    return [regions[item.site_id] if item.kind is Kind.COMMENT else None for item in items]


def _aware(item: Readable, evidence: tuple[Evidence, ...]) -> Readable:
    return _with(item, item.message.evidence + evidence)


def _with(item: Readable, evidence: tuple[Evidence, ...]) -> Readable:
    if evidence == item.message.evidence:
        return item
    return replace(item, message=replace(item.message, evidence=evidence))


def _marked(verdict: Verdict, marks: Marks | None) -> Verdict:
    return replace(verdict, rude=marks.rude, private=marks.private) if marks else verdict


def _evidence(
    ids: Iterable[int], marks: Mapping[int, Marks], recalled: Recalled
) -> dict[Evidence, list[int]]:
    found: dict[Evidence, list[int]] = defaultdict(list)
    for id_ in ids:
        noticed = marks[id_].evidence if id_ in marks else ()
        for evidence in (*recalled.evidence.get(id_, ()), *noticed):
            found[evidence].append(id_)
    return found
