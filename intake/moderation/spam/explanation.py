"""Why the machine says what it says: what each part of a message adds to its score.

The score is linear, so each feature's share is its value times its weight, and the shares and the
bias add up to the logit. Features that come from one visible thing are told as one reason.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from intake.moderation.spam import phrases, subjects
from intake.moderation.spam.classifier import LinearClassifier
from intake.moderation.spam.features import ALWAYS, Stream, tokens
from intake.moderation.spam.normal import normalise
from intake.moderation.spam.places import Places
from intake.moderation.spam.subjects import Subject
from intake.words import Message

_LONGEST_PHRASE = 4  # words that stand together and speak for the same are told together
_TELLING = 0.15  # of a logit: words that say less than this are not joined to others


@dataclass(frozen=True)
class Reason:
    """One thing that spoke for spam (`weight` above 0) or against it, in logits.

    `examples` are words of the message; `taught` is the part of the weight that this site's own
    decisions added; `spans` are where it stands in the text as it was sent.
    """

    subject: Subject
    examples: tuple[str, ...]
    weight: float
    taught: float
    spans: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Explanation:
    """All reasons, the strongest first. `bias` and their weights add up to `logit`."""

    reasons: tuple[Reason, ...]
    bias: float
    logit: float
    disguises: tuple[tuple[str, str], ...]


@dataclass
class _Share:
    weight: float = 0.0
    taught: float = 0.0
    examples: dict[str, None] = field(default_factory=dict)  # in the order they came


def explain(classifier: LinearClassifier, message: Message) -> Explanation:
    """Say what the parts of a message add to its logit, for its site."""
    shares = _shares(classifier, message)
    places = Places(message.text)
    reasons = [
        Reason(subject, tuple(share.examples), share.weight, share.taught)
        for subject, share in shares.items()
    ]
    told = [*_phrases(reasons, normalise(message.text).skeleton)]
    told = [replace(one, spans=places.of(one.examples)) for one in told if one.weight]
    told.sort(key=lambda one: -abs(one.weight))
    logit = classifier.bias + sum(one.weight for one in told)
    return Explanation(tuple(told), classifier.bias, logit, places.disguises())


def _shares(classifier: LinearClassifier, message: Message) -> dict[Subject, _Share]:
    site = classifier.sites.get(message.site_id)
    found: dict[Subject, _Share] = defaultdict(_Share)
    sorter = subjects.Sorter(message)
    for token in tokens(message):
        taught = site.residual.weights[token.column] * token.value if site else 0.0
        weight = classifier.all_weights[token.column] * token.value + taught
        if not weight:
            continue
        about = sorter.subjects(token) if token.column != ALWAYS else [subjects.SITE]
        for subject, example in about:
            share = found[subject]
            share.weight += float(weight) / len(about)
            share.taught += float(taught) / len(about)
            if example:
                share.examples[example] = None
    return found


def _phrases(reasons: Sequence[Reason], skeleton: Sequence[str]) -> Iterator[Reason]:
    """Tell words that stand together, and speak for the same, as one phrase."""
    words = {one.subject.name: one for one in reasons if one.subject.stream is Stream.WORDS}
    yield from (one for one in reasons if one.subject.stream is not Stream.WORDS)
    run: list[Reason] = []
    for word in [*skeleton, ""]:
        one = words.get(word)
        joins = one is not None and abs(one.weight) >= _TELLING
        if run and not (joins and len(run) < _LONGEST_PHRASE and _same_side(run[-1], one)):
            yield _joined(run)
            run = []
        if joins and one is not None:
            run.append(words.pop(word))
    yield from words.values()


def _same_side(left: Reason, right: Reason | None) -> bool:
    return right is not None and (left.weight > 0) is (right.weight > 0)


def _joined(run: list[Reason]) -> Reason:
    text = " ".join(one.subject.name for one in run)
    return Reason(
        Subject(Stream.WORDS, text, phrases.WORDS),
        (text,),
        sum(one.weight for one in run),
        sum(one.taught for one in run),
    )
