"""The scikit-learn side: an estimator for short texts, and the calibration of its scores."""

# ruff: noqa: N803  # scikit-learn's own names

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags, vstack
from sklearn.base import BaseEstimator, ClassifierMixin, TransformerMixin
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline

from intake.moderation.spam import features
from intake.words import Message

Floats = NDArray[np.float64]
_BATCH = 512


class Rows(TransformerMixin, BaseEstimator):
    """Messages to rows of hashed features. There is nothing to learn."""

    def fit(self, X: Sequence[Message], y: object = None) -> Rows:
        self.n_features_out_ = features.WIDTH
        return self

    def transform(self, X: Sequence[Message]) -> csr_matrix:
        starts = range(0, len(X), _BATCH)
        batches = [features.vectorise(X[i : i + _BATCH]).astype(np.float32) for i in starts]
        return vstack(batches, format="csr")


def pipeline() -> Pipeline:
    """Return the one model that everything trains and measures: messages in, spam or not out."""
    return Pipeline([("rows", Rows()), ("learn", LogRatioRegression())])


class LogRatioRegression(ClassifierMixin, BaseEstimator):
    """Logistic regression on features scaled by how much more often spam has them than ham."""

    def __init__(self, C: float = 4.0, smoothing: float = 0.5) -> None:
        self.C = C
        self.smoothing = smoothing

    def fit(
        self, X: csr_matrix, y: NDArray[np.bool_], sample_weight: Floats | None = None
    ) -> LogRatioRegression:
        y = np.asarray(y, dtype=bool)
        weight = np.ones(len(y)) if sample_weight is None else np.asarray(sample_weight)
        ratio = self._log_ratio(X, y, weight)
        inner = LogisticRegression(C=self.C, solver="liblinear", max_iter=300)
        inner.fit(X @ diags(ratio), y, sample_weight=weight)
        self.classes_ = inner.classes_
        self.n_features_in_ = X.shape[1]
        self.coef_ = inner.coef_.ravel() * ratio
        self.intercept_ = float(inner.intercept_[0])
        return self

    def decision_function(self, X: csr_matrix) -> Floats:
        scores: Floats = X @ self.coef_ + self.intercept_
        return scores

    def predict(self, X: csr_matrix) -> NDArray[np.bool_]:
        return self.decision_function(X) > 0

    def _log_ratio(self, X: csr_matrix, y: NDArray[np.bool_], weight: Floats) -> Floats:
        there = X.copy()
        there.data = np.ones_like(there.data)
        spam, ham = there.T @ (weight * y), there.T @ (weight * ~y)
        ratio: Floats = np.log((spam + self.smoothing) / (weight[y].sum() + 2 * self.smoothing))
        ratio -= np.log((ham + self.smoothing) / (weight[~y].sum() + 2 * self.smoothing))
        ratio[(spam + ham) == 0] = 0
        return ratio


def calibrate(scores: Floats, y: NDArray[np.bool_], weight: Floats) -> tuple[float, float]:
    """Slope and shift that turn scores of rows the model had not learnt into logits (Platt)."""
    platt = LogisticRegression(C=1e6, solver="lbfgs", max_iter=1000)
    platt.fit(scores.reshape(-1, 1), y, sample_weight=weight * len(y) / weight.sum())
    return float(platt.coef_[0, 0]), float(platt.intercept_[0])
