"""`python -m bench.accuracy`: how well spam is judged, on any labelled JSONL files."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

if not __package__:  # run as a file: the house is the folder above
    sys.path[0] = str(Path(__file__).resolve().parents[1])

from bench.judgement import (
    arguments,
    examination,
    guarantee,
    latency,
    metrics,
    models,
    protocols,
    rows,
    shares,
    streams,
)
from bench.judgement.rows import Row
from bench.judgement.tables import Report
from intake.errors import IntakeError
from intake.moderation.spam import artefact, registry
from intake.moderation.spam.corpus import BadTrainingFile

UNCALIBRATED = (
    "Models are fitted as training fits them, without the calibration that it adds at the end: "
    "see --calibrated."
)
CALIBRATED = "Models are made as the base model is: calibrated on held-out rows, read from disk."


def main(words: Sequence[str] | None = None) -> int:
    """Examine as the command line asks; 1 with a sentence where that is impossible."""
    asked = arguments.read(words)
    report = Report()
    report.keep("command", sys.argv[1:] if words is None else list(words))
    try:
        if asked.json:
            asked.json.touch()  # so that an unwritable place is told before the work
        _examine(asked, report)
        if asked.json:
            report.write(asked.json)
    except (IntakeError, OSError) as why:
        print(f"bench.accuracy: {why}", file=sys.stderr)
        return 1
    return 0


def _examine(asked: Namespace, report: Report) -> None:
    if asked.latency:
        latency.show(registry.current(asked.model), report)
        if not (asked.train or asked.test):
            return
    train, test, seen = rows.read(asked.train, asked.test, asked.seen, seed=asked.seed)
    if asked.split:
        if test:
            raise BadTrainingFile("--split makes the rows to judge: leave --test out")
        train, test = rows.split(train, asked.split)
    report.say(_counted("training", train), _counted("test", test))
    if asked.train and not train:
        raise BadTrainingFile("The training files hold no labelled row")
    if not (train if asked.protocol.startswith("leave") and asked.train else test):
        raise BadTrainingFile("Name labelled rows to judge: --test FILE")
    if asked.protocol == "stream":
        _stream(asked, train, test, report)
    else:
        _trials(asked, train, test, seen, report)


def _stream(asked: Namespace, train: Sequence[Row], test: Sequence[Row], report: Report) -> None:
    base = models.calibrated(asked.seed) if train else models.finished(asked.model)
    judge = base.fit([row.example for row in train], None)
    if asked.attack or asked.baselines or asked.bound:
        report.say("A stream has no attacks, no baselines and no bound: ask for them elsewhere.")
    found = streams.streams(test, asked.streams)
    streams.show(found, judge, streams.ways(asked.noise), asked.seed, report)


def _trials(
    asked: Namespace,
    train: Sequence[Row],
    test: Sequence[Row],
    seen: Sequence[Row],
    report: Report,
) -> None:
    trials = _of_protocol(asked, train, test)
    is_finished = asked.protocol == "pooled" and not train
    contestants = [_ours(asked, is_finished)]
    if asked.baselines:
        others, missing = models.baselines()
        contestants += [] if is_finished else others
        report.say(*(["Baselines have to learn: name --train files."] if is_finished else missing))
    settings = examination.Settings(asked.seed, asked.resamples, asked.attack or (), seen)
    judged = sum(len(trial.tests) for trial in trials)
    report.say(f"{judged} rows are judged in {len(trials)} trials.")
    report.say(_known_sources(asked.model, test) if is_finished else _how_fitted(asked))
    outcomes = examination.examine(trials, contestants, settings, report)
    if asked.protocol == "pooled":
        examination.show_pooled(outcomes, settings, report)
    else:
        examination.show_trials(outcomes, settings, report)
    if is_finished:
        shares.show_bands(registry.current(asked.model), test, outcomes[0].fresh.tolist(), report)
    if settings.attacks:
        shares.show_attacks(outcomes, settings.attacks, report)
    if asked.bound:
        chances, labels = examination.judged(outcomes)
        bound = guarantee.Bound(asked.alpha, asked.delta)
        guarantee.show(metrics.probabilities(chances), labels, bound, asked.seed, report)


def _ours(asked: Namespace, is_finished: bool) -> models.Contestant:
    if is_finished:
        return models.finished(asked.model)
    return models.calibrated(asked.seed) if asked.calibrated else models.trained()


def _how_fitted(asked: Namespace) -> str:
    return CALIBRATED if asked.calibrated else UNCALIBRATED


def _known_sources(folder: Path | None, test: Sequence[Row]) -> str:
    """Name what a finished model may have learnt already."""
    learnt = artefact.read_header(folder or registry.BASE)["sources"]
    known = sorted({row.source for row in test} & set(learnt))
    if not known:
        return "The model learnt from none of these sources."
    return f"Flattering where rows are the same: the model learnt from {', '.join(known)}."


def _of_protocol(
    asked: Namespace, train: Sequence[Row], test: Sequence[Row]
) -> list[protocols.Trial]:
    if asked.protocol == "pooled":
        return protocols.pooled(train, test)
    if asked.protocol == "per-thread":
        return protocols.per_thread(train, test, asked.own_weight)
    if asked.protocol == "leave-one-thread-out":
        return protocols.leave_one_thread_out([*train, *test])
    return protocols.leave_one_source_out([*train, *test])


def _counted(role: str, found: Sequence[Row]) -> str:
    spam = sum(row.is_spam for row in found)
    return f"{role} rows: {spam} spam, {len(found) - spam} ham"


if __name__ == "__main__":
    sys.exit(main())
