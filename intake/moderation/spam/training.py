"""TRAIN: labelled files in, a model of numbers out, with figures from rows it had not seen."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.pipeline import Pipeline

from intake.moderation.spam import artefact, corpus, features, namesakes
from intake.moderation.spam.classifier import STRICTEST_SPAM_BAR, Bands
from intake.moderation.spam.corpus import BadTrainingFile, Example
from intake.moderation.spam.learner import Floats, LogRatioRegression, calibrate, pipeline
from intake.moderation.spam.report import TrainingReport, figures
from intake.words import Message

NAME = "base-2026.11"  # moved by hand, so that the same input makes the same bytes at any time
FOLDS = 5
MIXED_STRENGTH = 2.0  # C, for rows of several sources
_HEARD = {"youtube": 3.0, "spamassassin": 0.5, "sms": 0.5}  # visitors write comments, not mail
_ORIGIN = 3.0  # large, so that a source's own share of spam is explained at no cost
HAM_ABOVE_SPAM_BAR = 1 / 500  # in the worst of the guarded sources
SPAM_BELOW_HAM_BAR = 1 / 20  # on average over the sources
_GUARDED = ("blog", "medical", "abuse")  # sources like what Intake's visitors write, or ruder
_NEGLIGIBLE = 0.01  # in logits; a text has few hundred features of at most 1, most far below
_BATCH = 512

Flags = NDArray[np.bool_]


def train(files: Sequence[Path], out: Path, seed: int = 0) -> TrainingReport:
    """Learn from the files, examine on held-out groups, write the model into the folder `out`."""
    return train_on(corpus.read(files), out, seed, corpus.digest(files))


def train_on(
    examples: Sequence[Example], out: Path, seed: int = 0, data: str = ""
) -> TrainingReport:
    """The same, from rows that were read already; `data` is what the header calls them."""
    if not examples:
        raise BadTrainingFile("The training files hold no labelled row")
    is_spam = np.array([example.is_spam for example in examples], dtype=bool)
    rows = _rows(features.vectorise, [example.message for example in examples])
    scores, is_clean = _held_out(examples, rows, is_spam, seed)

    even = _even_weights(examples, is_clean)
    slope, shift = calibrate(scores[is_clean], is_spam[is_clean], even[is_clean])
    chances = 1 / (1 + np.exp(-(slope * scores + shift)))
    bands = choose_bands(examples, chances, is_clean, even)
    report = figures(examples, chances, is_clean, bands)

    model = _fit(examples, rows)
    weights = model.coef_[: features.HASHED] * slope
    weights[np.abs(weights) < _NEGLIGIBLE] = 0
    bias = model.intercept_ * slope + shift
    version = artefact.save(
        out,
        name=NAME,
        weights=weights,
        bias=bias,
        bands=bands,
        data=data,
        sources=report.counts(),
        metrics=report.metrics(),
    )
    return report.of(version)


def _rows(make: Callable[[Sequence[Message]], csr_matrix], messages: list[Message]) -> csr_matrix:
    starts = range(0, len(messages), _BATCH)
    batches = [make(messages[i : i + _BATCH]).astype(np.float32) for i in starts]
    return vstack(batches, format="csr")


def _fit(examples: Sequence[Example], rows: csr_matrix) -> LogRatioRegression:
    """Learn each row as it is, and its copies."""
    copies = _copies(examples)
    every = [*examples, *copies]
    if copies:
        more = _rows(features.vectorise, [example.message for example in copies])
        rows = vstack([rows, more], format="csr")
    labels = np.array([example.is_spam for example in every])
    return _learner(every).fit(rows, labels, _source_weights(every), _origins(every))


def fit_pipeline(examples: Sequence[Example], weight: Floats | None = None) -> Pipeline:
    """Fit the one pipeline as `train` does; `weight` lets some threads count more than others."""
    every = [*examples, *_copies(examples)]
    counts = _source_weights(every)
    if weight is not None:
        places = [(example.source, example.thread) for example in examples]
        of_place = dict(zip(places, weight, strict=True))
        counts = counts * np.array([of_place[one.source, one.thread] for one in every])
    messages = [example.message for example in every]
    labels = np.array([example.is_spam for example in every])
    whole = pipeline().set_params(learn=_learner(every))
    return whole.fit(messages, labels, learn__sample_weight=counts, learn__origin=_origins(every))


def _copies(examples: Sequence[Example]) -> list[Example]:
    """Rows that have a name, without it; some ham that has none, with one."""
    return [*corpus.without_names(examples), *namesakes.signed(examples)]


def _learner(examples: Sequence[Example]) -> LogRatioRegression:
    """Of many unlike sources no single one should be learnt too closely."""
    is_mixed = len({example.source for example in examples}) > 1
    return LogRatioRegression(C=MIXED_STRENGTH) if is_mixed else LogRatioRegression()


def _origins(examples: Sequence[Example]) -> csr_matrix:
    """A column for each source that has both spam and ham.

    What sets such a source apart from the others is no sign of either. The others have none: that
    they are spam, or ham, is what the model shall learn of them.
    """
    labels: dict[str, set[bool]] = defaultdict(set)
    for example in examples:
        labels[example.source].add(example.is_spam)
    column = {name: i for i, name in enumerate(sorted(n for n in labels if len(labels[n]) == 2))}
    cells = [(i, column[e.source]) for i, e in enumerate(examples) if e.source in column]
    rows, columns = [i for i, _ in cells], [j for _, j in cells]
    shape = (len(examples), len(column))
    return csr_matrix((np.full(len(cells), _ORIGIN), (rows, columns)), shape=shape)


def _source_weights(examples: Sequence[Example]) -> Floats:
    """A source counts with the root of its size, so that a large one does not speak for all."""
    sizes = Counter(example.source for example in examples)
    share = {name: size**-0.5 * _heard(name) for name, size in sizes.items()}
    weight = np.array([share[example.source] for example in examples])
    scaled: Floats = weight / weight.mean()
    return scaled


def _heard(source: str) -> float:
    return next((much for name, much in _HEARD.items() if source.startswith(name)), 1.0)


def _even_weights(examples: Sequence[Example], is_clean: Flags) -> Floats:
    """Each source's spam counts as much as another's, so does its ham, and spam as much as ham."""
    cells = [(example.source, example.is_spam) for example in examples]
    sizes = Counter(cell for cell, clean in zip(cells, is_clean, strict=True) if clean)
    sources = Counter(is_spam for _, is_spam in sizes)
    return np.array([1 / max(sizes[cell], 1) / max(sources[cell[1]], 1) for cell in cells])


def _held_out(
    examples: Sequence[Example], rows: csr_matrix, is_spam: Flags, seed: int
) -> tuple[Floats, Flags]:
    """Each row's score by a model that saw nothing of its group, and whether no twin was seen."""
    outlines = _rows(features.outline, [example.message for example in examples])
    cluster = corpus.clusters(outlines, seed)
    group = np.array(corpus.groups(examples, cluster, FOLDS))
    for label in (True, False):
        if len(set(group[is_spam == label])) < FOLDS:
            kind = "spam" if label else "ham"
            raise BadTrainingFile(f"The training files hold too little {kind} to learn from")
    scores, is_clean = np.zeros(len(examples)), np.ones(len(examples), dtype=bool)
    folds = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=seed)
    for seen, unseen in folds.split(rows, is_spam, group):
        model = _fit([examples[i] for i in seen], rows[seen])
        scores[unseen] = model.decision_function(rows[unseen])
        is_clean[unseen] = ~np.isin(cluster[unseen], cluster[seen])
    if len(set(is_spam[is_clean])) < 2:
        raise BadTrainingFile("The rows of the training files are too alike to examine a model on")
    return scores, is_clean


def choose_bands(
    examples: Sequence[Example], chances: Floats, is_clean: Flags, even: Floats
) -> Bands:
    """The lowest spam bar that spares each guarded source; the highest ham bar that is safe."""
    is_ham = np.array([not example.is_spam for example in examples]) & is_clean
    source = np.array([example.source for example in examples])
    guarded = [name for name in sorted(set(source[is_ham])) if name.startswith(_GUARDED)]
    of_each = [chances[is_ham & (source == name)] for name in guarded] or [chances[is_ham]]
    spam_from = max(STRICTEST_SPAM_BAR, *(_bar(ham) for ham in of_each))

    spam = ~is_ham & is_clean
    order = np.argsort(chances[spam], kind="stable")
    passed = np.cumsum(even[spam][order]) / even[spam].sum()
    ham_below = chances[spam][order][np.searchsorted(passed, SPAM_BELOW_HAM_BAR)]
    return Bands(float(min(ham_below, 0.5)), float(spam_from))


def _bar(ham: Floats) -> float:
    """The lowest bar with at most the allowed share of this ham on or above it."""
    if not len(ham):
        return STRICTEST_SPAM_BAR
    allowed = int(len(ham) * HAM_ABOVE_SPAM_BAR)
    return float(np.nextafter(np.sort(ham)[-1 - allowed], 1))
