"""`python -m bench.accuracy`: what it prints, and what it says when it cannot."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bench import accuracy
from bench.judgement import bogofilter, latency
from bench.judgement.arguments import PROTOCOLS
from intake.moderation.spam import training
from tests.labelled import lines, write

ROOT = Path(__file__).parents[2]


@pytest.fixture
def train(tmp_path):
    return write(tmp_path / "train.jsonl.gz", lines("one"), lines("two"))


@pytest.fixture
def judged(tmp_path):
    return write(tmp_path / "test.jsonl", lines("one", 12, seed=1), lines("two", 12, seed=1))


def run(*words):
    return accuracy.main([*map(str, words), "--resamples", "20"])


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_every_protocol_runs_and_writes_every_figure(train, judged, protocol, tmp_path, capsys):
    out = tmp_path / "out.json"
    more = ["--attack", "leet", "--baselines"] if protocol != "stream" else ["--noise"]
    files = ["--train", train, "--test", judged]
    if protocol == "leave-one-source-out":
        files += [write(tmp_path / "other.jsonl", lines("three", source="else"))]
    assert run(*files, "--protocol", protocol, *more, "--json", out) == 0
    kept = json.loads(out.read_text())
    assert kept["command"]
    assert ("streams" if protocol == "stream" else "all_rows") in kept
    assert "Traceback" not in capsys.readouterr().err


def test_the_shipped_model_is_examined_with_its_bands_and_every_attack(judged, capsys):
    assert run("--test", judged, "--attack") == 0
    printed = capsys.readouterr().out
    for word in ("shipped", "sure spam", "combo", "thread shop one"):
        assert word in printed


@pytest.mark.parametrize(("label", "column"), [(0, "BH"), (1, "SC")])
def test_a_file_of_one_label_gives_one_share_and_dashes(tmp_path, label, column):
    some = [line for line in lines("one") if line["label"] == label]
    out = tmp_path / "out.json"
    file = write(tmp_path / "a.jsonl", some)
    assert run("--test", file, "--attack", "all", "--json", out) == 0
    figures = json.loads(out.read_text())["all_rows"][0]["figures"]
    assert [name for name, figure in figures.items() if figure["value"] is not None] == [column]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Name labelled rows"),
        (b'{"text": "nobody labelled this"}\n', "Name labelled rows"),
        (b"not json\n", "damaged near line 1"),
        (b"\xff\xfe\n", "damaged near line"),
        (b'{"label": 1}\n', "damaged near line 1"),
        (b"[1, 2]\n", "damaged near line 1"),
        (None, "cannot be read"),
    ],
)
def test_a_bad_file_gives_a_sentence_and_exit_code_1(tmp_path, content, sentence, capsys):
    file = tmp_path / "bad.jsonl"
    if content is not None:
        file.write_bytes(content)
    assert run("--test", file) == 1
    assert sentence in capsys.readouterr().err


def test_a_damaged_archive_gives_a_sentence(tmp_path, train, capsys):
    broken = bytearray(train.read_bytes())
    broken[len(broken) // 2] ^= 0xFF
    file = tmp_path / "broken.jsonl.gz"
    file.write_bytes(broken)
    assert run("--test", file) == 1
    assert str(file) in capsys.readouterr().err


@pytest.mark.skipif(not bogofilter.runs(), reason="no bogofilter: apt install bogofilter")
def test_bogofilter_learns_and_judges():
    words = bogofilter.learn(["buy casino pills\nFrom here"] * 9, ["the garden letter"] * 9)
    spam, ham = bogofilter.judge(words, ["casino pills\n\nFrom us", "garden letter \ud800"])
    assert spam > 0.5 > ham


def test_without_bogofilter_the_others_are_compared(train, judged, capsys, monkeypatch):
    monkeypatch.setattr(bogofilter, "BINARY", "no-such-bogofilter")
    assert run("--train", train, "--test", judged, "--baselines") == 0
    printed = capsys.readouterr().out
    assert "bogofilter is not installed" in printed
    assert "count+multinb" in printed


def test_a_source_that_the_shipped_model_has_learnt_is_named(tmp_path, capsys):
    assert run("--test", write(tmp_path / "a.jsonl", lines("one", 3, source="sms"))) == 0
    assert "learnt from sms" in capsys.readouterr().out


def test_rows_the_shipped_model_has_seen_count_as_near_duplicates(judged, capsys):
    assert run("--test", judged, "--seen", judged) == 0
    assert "Near-duplicates removed (48 of 48" in capsys.readouterr().out


def test_a_calibrated_model_is_made_as_the_base_model_is(tmp_path, train, judged, capsys):
    training.train([train], tmp_path / "model")
    assert run("--test", judged, "--model", tmp_path / "model", "--json", tmp_path / "a") == 0
    assert run("--train", train, "--test", judged, "--calibrated", "--json", tmp_path / "b") == 0
    finished, made = (json.loads((tmp_path / name).read_text()) for name in "ab")
    assert finished["all_rows"][0]["figures"] == made["all_rows"][0]["figures"]
    assert "calibrated on held-out rows" in capsys.readouterr().out


def test_a_folder_without_a_model_gives_a_sentence(tmp_path, judged, capsys):
    assert run("--test", judged, "--model", tmp_path) == 1
    assert "model" in capsys.readouterr().err


def test_latency_needs_no_file(capsys, monkeypatch):
    monkeypatch.setattr(latency, "BATCHES", 1)
    monkeypatch.setattr(latency, "LENGTHS", (20,))
    monkeypatch.setattr(latency, "_MOST_TIMES", 3)
    assert run("--latency") == 0
    printed = capsys.readouterr().out
    assert "p99 ms" in printed
    assert "a second" in printed


def test_the_bound_is_simulated_or_says_how_many_ham_it_needs(judged, capsys):
    assert run("--test", judged, "--bound", "--alpha", "0.2", "--delta", "0.2") == 0
    assert "P(FPR>alpha)" in capsys.readouterr().out
    assert run("--test", judged, "--bound") == 1
    assert "needs 299 calibration ham" in capsys.readouterr().err


def test_threads_that_share_nothing_are_told(train, tmp_path, capsys):
    other = write(tmp_path / "other.jsonl", lines("three"))
    assert run("--train", train, "--test", other, "--protocol", "per-thread") == 1
    assert "No thread" in capsys.readouterr().err


def test_one_label_cannot_teach(train, judged, tmp_path, capsys):
    ham = write(tmp_path / "ham.jsonl", [line for line in lines("one") if not line["label"]])
    assert run("--train", ham, "--test", judged) == 1
    printed = capsys.readouterr()
    assert "only ham" in printed.out
    assert "nothing left" in printed.err


def test_without_files_it_says_what_to_name(capsys):
    with pytest.raises(SystemExit, match="2"):
        accuracy.main([])
    assert "--test FILE" in capsys.readouterr().err


def test_it_runs_as_a_file_too(judged):
    command = [sys.executable, "bench/accuracy.py", "--test", judged, "--resamples", "0"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "AUC" in done.stdout
