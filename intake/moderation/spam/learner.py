"""The scikit-learn side: an estimator for short texts, and the calibration of its scores."""

# ruff: noqa: N803  # scikit-learn's own names

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_matrix, diags, hstack, vstack
from sklearn.base import BaseEstimator, ClassifierMixin, TransformerMixin
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.utils import Tags
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import _check_sample_weight, check_is_fitted, validate_data

from intake.moderation.spam import features
from intake.words import Message

Floats = NDArray[np.float64]
_BATCH = 512


def pipeline() -> Pipeline:
    """Return the one model that everything trains and measures: messages in, spam or not out."""
    return Pipeline([("rows", Rows()), ("learn", LogRatioRegression())])


class Rows(TransformerMixin, BaseEstimator):
    """Messages to rows of hashed features. There is nothing to learn."""

    def fit(self, _X: Sequence[Message], _y: object = None) -> Rows:
        self.n_features_out_ = features.WIDTH
        return self

    def transform(self, X: Sequence[Message]) -> csr_matrix:
        starts = range(0, len(X), _BATCH)
        batches = [features.vectorise(X[i : i + _BATCH]).astype(np.float32) for i in starts]
        return vstack(batches, format="csr")


class LogRatioRegression(ClassifierMixin, BaseEstimator):
    """Logistic regression on features scaled by how much more often spam has them than ham.

    Wang and Manning, "Baselines and bigrams" (2012): a naive Bayes ratio tells a rare telling word
    from a rare one, the regression what it adds to the others. Two classes; the second is spam.
    `ham_counts` says how many spam rows one row of ham outweighs: a lost message costs more than an
    advertisement that somebody has to look at.
    """

    def __init__(self, C: float = 16.0, smoothing: float = 0.3, ham_counts: float = 1.4) -> None:
        self.C = C
        self.smoothing = smoothing
        self.ham_counts = ham_counts

    def fit(
        self,
        X: csr_matrix,
        y: ArrayLike,
        sample_weight: ArrayLike | None = None,
        origin: csr_matrix | None = None,
    ) -> LogRatioRegression:
        """Learn. `origin` has a column for each place rows come from, and is known here only.

        What its columns explain, such as that one place has more spam than another, the words need
        not explain: they learn what tells spam from ham of the same place.
        """
        found, y = validate_data(self, X, y, accept_sparse="csr", dtype=[np.float64, np.float32])
        check_classification_targets(y)
        self.classes_, label = np.unique(y, return_inverse=True)
        if len(self.classes_) != 2:
            raise ValueError(
                f"Only binary classification is supported; there are {len(self.classes_)} classes"
                if len(self.classes_) > 1
                else "Classifier can't train when only one class is present."
            )
        is_spam = label == 1
        rows, weight = csr_matrix(found), _check_sample_weight(sample_weight, found)
        ratio = self._log_ratio(rows, is_spam, weight)
        inner = LogisticRegression(C=self.C, solver="liblinear", max_iter=300)
        scaled = rows @ diags(ratio)
        if origin is not None:
            scaled = hstack([scaled, origin], format="csr")
        inner.fit(scaled, is_spam, np.where(is_spam, weight, weight * self.ham_counts))
        learnt = inner.coef_.ravel()
        self.coef_ = learnt[: len(ratio)] * ratio
        self.intercept_ = float(inner.intercept_[0])
        if origin is not None:  # a row of unknown origin is like the average one
            self.intercept_ += float(np.average(origin @ learnt[len(ratio) :], weights=weight))
        return self

    def decision_function(self, X: csr_matrix) -> Floats:
        """The logit of spam, one for each row."""
        check_is_fitted(self)
        rows = validate_data(self, X, accept_sparse="csr", reset=False)
        scores: Floats = rows @ self.coef_ + self.intercept_
        return scores

    def predict(self, X: csr_matrix) -> NDArray[np.generic]:
        is_spam = (self.decision_function(X) > 0).astype(int)
        said: NDArray[np.generic] = self.classes_[is_spam]
        return said

    def predict_proba(self, X: csr_matrix) -> Floats:
        spam = 1 / (1 + np.exp(-np.clip(self.decision_function(X), -500, 500)))
        return np.column_stack([1 - spam, spam])

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_class = False
        tags.classifier_tags.poor_score = True  # it learns nothing from a column that all rows fill
        tags.input_tags.sparse = True
        return tags

    def _log_ratio(self, rows: csr_matrix, is_spam: NDArray[np.bool_], weight: Floats) -> Floats:
        there = rows.copy()
        there.data = (there.data != 0).astype(np.float64)
        spam, ham = there.T @ (weight * is_spam), there.T @ (weight * ~is_spam)
        ratio: Floats = np.log(
            (spam + self.smoothing) / (weight[is_spam].sum() + 2 * self.smoothing)
        )
        ratio -= np.log((ham + self.smoothing) / (weight[~is_spam].sum() + 2 * self.smoothing))
        ratio[(spam + ham) == 0] = 0
        return ratio


def calibrate(scores: Floats, y: NDArray[np.bool_], weight: Floats) -> tuple[float, float]:
    """Slope and shift that turn scores of rows the model had not learnt into logits (Platt)."""
    platt = LogisticRegression(C=1e6, solver="lbfgs", max_iter=1000)
    platt.fit(scores.reshape(-1, 1), y, sample_weight=weight * len(y) / weight.sum())
    return float(platt.coef_[0, 0]), float(platt.intercept_[0])
