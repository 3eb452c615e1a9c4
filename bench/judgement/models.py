"""The models under examination: the product's own, and plain ones to hold it against."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import MultinomialNB
from sklearn.pipeline import make_pipeline

from bench.judgement import bogofilter
from intake.moderation.spam import artefact, registry, training
from intake.moderation.spam.classifier import LinearClassifier
from intake.moderation.spam.corpus import BadTrainingFile, Example
from intake.moderation.spam.features import vectorise
from intake.words import Message

Floats = NDArray[np.float64]
Judge = Callable[[Sequence[Message]], Floats]  # the logit of spam for each message
Weight = Floats | None
_BATCH = 512
_TINIEST = 1e-16  # the nearest to 0 and to 1 that a probability can tell us


@dataclass(frozen=True)
class Contestant:
    """Something that can learn from rows and then judges."""

    name: str
    fit: Callable[[Sequence[Example], Weight], Judge]
    bar: float = 0.0  # the logit from which it says spam
    learns: bool = True


def finished(folder: Path | None) -> Contestant:
    """The packaged base model, or the one in the folder, which has learnt already."""
    judge = asked(registry.current(folder))
    return Contestant(
        "model" if folder else "shipped", lambda _examples, _weight: judge, learns=False
    )


def asked(classifier: LinearClassifier) -> Judge:
    """Its logits and not its probabilities: those of clear cases are all 1, and rank nothing."""

    def judge(messages: Sequence[Message]) -> Floats:
        starts = range(0, len(messages), _BATCH)
        batches = [classifier.logits(vectorise(messages[i : i + _BATCH])) for i in starts]
        return np.concatenate([np.zeros(0), *batches])

    return judge


def trained() -> Contestant:
    """The product's pipeline, fitted as training fits it. Its probabilities are not calibrated."""

    def fit(examples: Sequence[Example], weight: Weight) -> Judge:
        judge: Judge = training.fit_pipeline(examples, weight).decision_function
        return judge

    return Contestant("intake", fit)


def calibrated(seed: int) -> Contestant:
    """Everything that makes a base model: calibrated on held-out rows, rounded, read from disk."""

    def fit(examples: Sequence[Example], weight: Weight) -> Judge:
        if weight is not None:
            raise BadTrainingFile("A calibrated model knows no weights of single rows")
        with TemporaryDirectory() as folder:
            training.train_on(examples, Path(folder), seed)
            return asked(artefact.load(Path(folder)))

    return Contestant("intake", fit)


def baselines() -> tuple[list[Contestant], list[str]]:
    """What others would begin with, and a sentence for each that cannot run here."""
    found = [
        Contestant("tfidf+logreg", _tfidf_logistic_regression),
        Contestant("count+multinb", _count_naive_bayes),
    ]
    if bogofilter.runs():
        bar = float(logits([bogofilter.SPAM_CUTOFF])[0])
        found.append(Contestant("bogofilter", _bogofilter, bar))
        return found, []
    return found, ["bogofilter is not installed here, so it is not in the tables."]


def logits(chances: Sequence[float]) -> Floats:
    bounded = np.clip(np.asarray(chances, dtype=float), _TINIEST, 1 - _TINIEST)
    found: Floats = np.log(bounded) - np.log1p(-bounded)
    return found


def _tfidf_logistic_regression(examples: Sequence[Example], weight: Weight) -> Judge:
    model = make_pipeline(TfidfVectorizer(ngram_range=(1, 2)), LogisticRegression(max_iter=1000))
    labels = [example.is_spam for example in examples]
    model.fit(_texts(examples), labels, logisticregression__sample_weight=weight)
    return lambda messages: np.asarray(model.decision_function([m.text for m in messages]))


def _count_naive_bayes(examples: Sequence[Example], weight: Weight) -> Judge:
    model = make_pipeline(CountVectorizer(), MultinomialNB())
    labels = [example.is_spam for example in examples]
    model.fit(_texts(examples), labels, multinomialnb__sample_weight=weight)

    def judge(messages: Sequence[Message]) -> Floats:
        counts = model[0].transform([message.text for message in messages])
        joint = model[1].predict_joint_log_proba(counts)
        return np.asarray(joint[:, 1] - joint[:, 0])

    return judge


def _bogofilter(examples: Sequence[Example], _weight: Weight) -> Judge:
    """Learn as bogofilter does, each message once: it knows no weights."""
    spam = [example.message.text for example in examples if example.is_spam]
    ham = [example.message.text for example in examples if not example.is_spam]
    words = bogofilter.learn(spam, ham)
    return lambda messages: logits(bogofilter.judge(words, [m.text for m in messages]))


def _texts(examples: Sequence[Example]) -> list[str]:
    return [example.message.text for example in examples]
