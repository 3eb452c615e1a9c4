"""What training found out about the model, and how it is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

from intake.moderation.spam.classifier import Bands
from intake.moderation.spam.corpus import Example


@dataclass(frozen=True)
class SourceFigures:
    """One source: rows, and shares of its held-out rows without twins. None: no such rows."""

    source: str
    spam: int
    ham: int
    auc: float | None
    spam_caught: float | None  # at or above the spam bar
    spam_passed: float | None  # below the ham bar
    ham_blocked: float | None
    ham_passed: float | None


@dataclass(frozen=True)
class TrainingReport:
    """The figures of one training run, all from rows that were held out."""

    version: str
    bands: Bands
    auc: float
    twins_left_out: int
    sources: tuple[SourceFigures, ...]

    def of(self, version: str) -> TrainingReport:
        return replace(self, version=version)

    def counts(self) -> dict[str, dict[str, int]]:
        return {one.source: {"spam": one.spam, "ham": one.ham} for one in self.sources}

    def metrics(self) -> dict[str, object]:
        held_out = {one.source: _rounded(one) for one in self.sources}
        return {"auc": round(self.auc, 4), "held_out": held_out}

    def lines(self) -> list[str]:
        """A table to print."""
        bands = f"ham below {self.bands.ham_below:.4f}, spam from {self.bands.spam_from:.4f}"
        head = f"{'source':<20}{'spam':>7}{'ham':>7}{'AUC':>8}{'caught':>9}{'passed':>9}"
        head += f"{'blocked':>10}{'ham passed':>12}"
        return [
            f"Model {self.version}: {bands}",
            f"Held-out AUC {self.auc:.4f}; left out as near-duplicates: {self.twins_left_out}",
            head,
            *map(_line, self.sources),
        ]


def figures(
    examples: Sequence[Example],
    chances: NDArray[np.float64],
    is_clean: NDArray[np.bool_],
    bands: Bands,
) -> TrainingReport:
    """Count, for each source, what the bands do to its held-out rows."""
    is_spam = np.array([example.is_spam for example in examples])
    source = np.array([example.source for example in examples])
    rows = [
        _source(
            name, is_spam[source == name], chances[source == name], is_clean[source == name], bands
        )
        for name in sorted(set(source))
    ]
    auc = roc_auc_score(is_spam[is_clean], chances[is_clean])
    return TrainingReport("", bands, float(auc), int((~is_clean).sum()), tuple(rows))


def _source(
    name: str,
    is_spam: NDArray[np.bool_],
    chances: NDArray[np.float64],
    is_clean: NDArray[np.bool_],
    bands: Bands,
) -> SourceFigures:
    spam, ham = chances[is_spam & is_clean], chances[~is_spam & is_clean]
    both = len(spam) and len(ham)
    return SourceFigures(
        source=name,
        spam=int(is_spam.sum()),
        ham=int((~is_spam).sum()),
        auc=float(roc_auc_score(is_spam[is_clean], chances[is_clean])) if both else None,
        spam_caught=_share(spam >= bands.spam_from),
        spam_passed=_share(spam < bands.ham_below),
        ham_blocked=_share(ham >= bands.spam_from),
        ham_passed=_share(ham < bands.ham_below),
    )


def _share(hits: NDArray[np.bool_]) -> float | None:
    return float(hits.mean()) if len(hits) else None


def _rounded(one: SourceFigures) -> dict[str, float | None]:
    shares = {
        key: value for key, value in asdict(one).items() if key not in ("source", "spam", "ham")
    }
    return {key: None if value is None else round(value, 4) for key, value in shares.items()}


def _line(one: SourceFigures) -> str:
    def percent(share: float | None) -> str:
        return "-" if share is None else f"{share:.1%}" if share >= 0.1 else f"{share:.2%}"

    auc = "-" if one.auc is None else f"{one.auc:.4f}"
    shares = f"{percent(one.spam_caught):>9}{percent(one.spam_passed):>9}"
    shares += f"{percent(one.ham_blocked):>10}{percent(one.ham_passed):>12}"
    return f"{one.source:<20}{one.spam:>7}{one.ham:>7}{auc:>8}{shares}"
