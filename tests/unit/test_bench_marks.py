"""The bench of marks: it counts what is marked in each half, and what is found alike."""

from __future__ import annotations

import gzip
import json

from bench import marks

CIRCULAR = "Our friendly experts bring your page to the first place of every search engine for {}"
ROWS = [
    {"text": "I was diagnosed with asthma last year.", "label": 0},
    {"text": "What a nice article!", "label": 0},
    {"text": "My doctor gave me antibiotics.", "label": 0},
    {"text": "You are an idiot.", "label": 0},
    {"text": CIRCULAR.format("ten dollars a month"), "label": 1},
    {"text": CIRCULAR.format("nine dollars a month"), "label": 1},
]
RATED = [
    *[{"text": "you fucking idiot", "abuse": 1}] * 4,
    *[{"text": "a lovely day", "abuse": 2}] * 4,
]


def written(path, rows):
    with gzip.open(path, "wt") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
    return path


def test_it_prints_what_is_marked_and_what_is_alike(tmp_path, capsys):
    plain = written(tmp_path / "plain.jsonl.gz", ROWS)
    rated = written(tmp_path / "rated.jsonl.gz", RATED)
    assert marks.main([str(plain), str(rated)]) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["plain,", "real", "1", "2", "0.00", "100.00", "100.00", "0.00", "0.00", "0.00"] in lines
    assert ["plain,", "real", "2", "2", "50.00", "0.00", "0.00", "0.00", "0.00", "0.00"] in lines
    assert ["rated,", "rude", "1", "2", "100.00", *["0.00"] * 5] in lines
    alike = next(line for line in lines if line[:1] == ["plain"])
    assert alike[1:] == ["3", "2", "100.0", "%", "1", "0"]
