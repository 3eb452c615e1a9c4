"""Two more tables: what each attack does to a model, and into which bands the shipped one sorts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bench.judgement import disguises, protocols, rows
from bench.judgement.examination import Outcome
from bench.judgement.metrics import Figures, mean, measure
from bench.judgement.rows import Row
from bench.judgement.tables import Json, Report, number, percent
from intake.moderation.spam.classifier import Classifier
from intake.moderation.spam.normal import normalise
from intake.words import Label

_TOLD = {"AUC": "AUC", "T1": "T1", "SC": "recall"}


def show_attacks(outcomes: Sequence[Outcome], names: Sequence[str], report: Report) -> None:
    """AUC, spam caught at 1 % of the clean ham, recall at .5: clean and after each attack."""
    if not any(row.is_spam for one in outcomes for row in one.trial.tests):
        report.say("", "There is no spam among the test rows, so there is nothing to disguise.")
        return
    models = list(dict.fromkeys(one.contestant.name for one in outcomes))
    head = ["spam", *(f"{model} {told}" for model in models for told in _TOLD.values())]
    lines, kept = [head], {}
    for attack in ("", *names):
        of_each = {model: _attacked(outcomes, model, attack) for model in models}
        cells = [number(figures.value(f), 3) for figures in of_each.values() for f in _TOLD]
        lines.append([attack or "clean", *cells])
        kept[attack or "clean"] = {
            model: {told: figures.value(name) for name, told in _TOLD.items()}
            for model, figures in of_each.items()
        }
    report.table("Attacks (only spam is altered; the bar of T1 is that of the clean ham)", lines)
    if {"homoglyph", "combo"} & set(names):
        report.say(f"Of the homoglyphs used, {percent(unknown_homoglyphs())} are not folded by us.")
        kept["unknown homoglyphs"] = {"share": {"of all": unknown_homoglyphs()}}
    report.keep("attacks", kept)


def unknown_homoglyphs() -> float:
    """The share of the attack's look-alikes that our reading of a text does not see through."""
    pairs = [(latin, like) for latin, all_of in disguises.HOMOGLYPHS.items() for like in all_of]
    unknown = [like for latin, like in pairs if normalise(f"x{like}x").skeleton != [f"x{latin}x"]]
    return len(unknown) / len(pairs)


def _attacked(outcomes: Sequence[Outcome], model: str, attack: str) -> Figures:
    found = []
    for one in outcomes:
        is_spam = rows.labels(one.trial.tests)
        if one.contestant.name != model or not is_spam.any():
            continue
        logits = one.logits.copy()
        if attack:
            logits[is_spam] = one.attacked[attack]
        found.append(measure(logits, is_spam, resamples=0, seed=(0,), bar=one.contestant.bar))
    return mean(found)


def show_bands(
    classifier: Classifier, tests: Sequence[Row], fresh: Sequence[bool], report: Report
) -> None:
    """Into which bands a finished model sorts the spam and the ham, overall and in each part."""
    verdicts = classifier.judge([row.message for row in tests])
    labels = np.array([verdict.label for verdict in verdicts], dtype=object)
    is_spam, is_fresh = rows.labels(tests), np.asarray(fresh, dtype=bool)
    bands = {Label.HAM: "sure ham", Label.UNSURE: "unsure", Label.SPAM: "sure spam"}
    head = ["rows", "", *(f"{kind}: {b}" for kind in ("spam", "ham") for b in bands.values())]
    lines, kept = [head], list[Json]()
    whole = [("all", list(range(len(tests))))]
    for name, places in whole + protocols.parts(tests):
        for which, keep in (("all rows", is_fresh | True), ("no duplicates", is_fresh)):
            of = np.array([place for place in places if keep[place]], dtype=int)
            kinds = (labels[of][is_spam[of]], labels[of][~is_spam[of]])
            shares = [
                float(np.mean(kind == label)) if len(kind) else float("nan")
                for kind in kinds
                for label in bands
            ]
            lines.append([name, which, *map(percent, shares)])
            kept.append({"rows": name, "which": which, **dict(zip(head[2:], shares, strict=True))})
    report.table(f"Bands of {classifier.version}", lines)
    report.keep("bands", kept)
