"""Trials in, tables out: who judged how well, with near-duplicates and without."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from bench.judgement import attacks, metrics, protocols, rows, tables
from bench.judgement.metrics import Figures, measure
from bench.judgement.models import Contestant
from bench.judgement.protocols import Trial
from bench.judgement.rows import Row
from bench.judgement.tables import Report
from intake.moderation.spam.corpus import BadTrainingFile

Floats = NDArray[np.float64]
Entry = tuple[str, str, Figures]


@dataclass(frozen=True)
class Settings:
    """How thoroughly to examine."""

    seed: int
    resamples: int
    attacks: Sequence[str] = ()
    seen: Sequence[Row] = ()  # what the shipped model has learnt from, as far as it is told


@dataclass(frozen=True, eq=False)
class Outcome:
    """What one contestant said in one trial."""

    trial: Trial
    number: int  # of the trial
    contestant: Contestant
    logits: Floats
    fresh: NDArray[np.bool_]  # rows without a twin
    attacked: dict[str, Floats] = field(default_factory=dict)  # the spam's logits after each attack


def examine(
    trials: Sequence[Trial], contestants: Sequence[Contestant], settings: Settings, report: Report
) -> list[Outcome]:
    """Let everyone learn and judge. A trial that cannot teach is left out with a sentence."""
    outcomes = []
    for number, trial in enumerate(trials):
        fresh = ~rows.twins(trial.tests, [*trial.learnt, *settings.seen])
        messages = [row.message for row in trial.tests]
        disguised = {
            name: attacks.altered(trial.tests, name, settings.seed) for name in settings.attacks
        }
        for contestant in contestants:
            if contestant.learns and (why := _cannot_teach(trial)):
                report.say(f"{trial.name} is left out: {why}.")
                break
            try:
                judge = contestant.fit([row.example for row in trial.learnt], trial.weight)
            except (ValueError, BadTrainingFile) as why:  # say, texts without one word
                report.say(f"{contestant.name} cannot learn for {trial.name}: {why}")
                continue
            attacked = {name: judge(spam) for name, spam in disguised.items() if spam}
            outcomes.append(Outcome(trial, number, contestant, judge(messages), fresh, attacked))
    if not outcomes:
        raise BadTrainingFile("There is nothing left to examine")
    return outcomes


def judged(outcomes: Sequence[Outcome]) -> tuple[Floats, NDArray[np.bool_]]:
    """Every logit of the first contestant, and the labels."""
    own = [one for one in outcomes if one.contestant is outcomes[0].contestant]
    labels = [rows.labels(one.trial.tests) for one in own]
    return np.concatenate([one.logits for one in own]), np.concatenate(labels)


def _cannot_teach(trial: Trial) -> str:
    kinds = {row.is_spam for row in trial.learnt}
    if len(kinds) == 2:
        return ""
    only = "no labelled row" if not kinds else "only spam" if True in kinds else "only ham"
    return f"its training rows hold {only}, and a model needs both"


def show_pooled(outcomes: Sequence[Outcome], settings: Settings, report: Report) -> None:
    """Tell overall, then of each source and thread."""

    def entries(keep: Callable[[Outcome], NDArray[np.bool_]]) -> list[Entry]:
        whole = [("all", list(range(len(outcomes[0].logits))))]
        return [
            (name, outcome.contestant.name, _figures(outcome, keep(outcome), settings, places))
            for name, places in whole + protocols.parts(outcomes[0].trial.tests)
            for outcome in outcomes
            if keep(outcome)[places].any()
        ]

    _both(entries, outcomes, report)


def show_trials(outcomes: Sequence[Outcome], settings: Settings, report: Report) -> None:
    """Tell of each trial, then the mean of each contestant's."""

    def entries(keep: Callable[[Outcome], NDArray[np.bool_]]) -> list[Entry]:
        found = [
            (one.trial.name, one.contestant.name, _figures(one, keep(one), settings))
            for one in outcomes
            if keep(one).any()
        ]
        names = dict.fromkeys(model for _, model, _ in found)
        of_each = {name: [f for _, model, f in found if model == name] for name in names}
        return found + [("MEAN", name, metrics.mean(each)) for name, each in of_each.items()]

    _both(entries, outcomes, report)


def _both(
    entries: Callable[[Callable[[Outcome], NDArray[np.bool_]]], list[Entry]],
    outcomes: Sequence[Outcome],
    report: Report,
) -> None:
    first = [one for one in outcomes if one.contestant is outcomes[0].contestant]
    removed = sum(int((~one.fresh).sum()) for one in first)
    total = sum(len(one.fresh) for one in first)
    everything = entries(lambda one: np.ones(len(one.fresh), dtype=bool))
    report.say("", metrics.MEANING)
    report.table("All rows", tables.figure_lines(everything))
    report.keep("all_rows", tables.as_json(everything))
    fresh = entries(lambda one: one.fresh)
    report.table(
        f"Near-duplicates removed ({removed} of {total}: of a training row or of an earlier row)",
        tables.figure_lines(fresh),
    )
    report.keep("near_duplicates_removed", {"removed": removed, "rows": tables.as_json(fresh)})


def _figures(
    outcome: Outcome,
    keep: NDArray[np.bool_],
    settings: Settings,
    places: Sequence[int] | None = None,
) -> Figures:
    wanted = np.zeros(len(keep), dtype=bool)
    wanted[slice(None) if places is None else places] = True
    wanted &= keep
    return measure(
        outcome.logits[wanted],
        rows.labels(outcome.trial.tests)[wanted],
        resamples=settings.resamples,
        seed=(settings.seed, outcome.number),
        bar=outcome.contestant.bar,
    )
