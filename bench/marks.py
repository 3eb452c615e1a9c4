"""`python -m bench.marks FILE…`: what is marked as rude, private, alike, in labelled JSONL files.

The rules were written while looking at the first of each two rows of a file; the figures of the
second are those that count.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from pathlib import Path
from random import Random

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from intake.moderation.campaigns import MOST_APART
from intake.moderation.spam import corpus, features, private, rude
from intake.moderation.spam.fingerprint import LEAST_WORDS, distance, likenesses
from intake.moderation.spam.normal import Normal, normalise
from intake.words import Evidence, Message

KEY = b"bench"
KINDS = (
    Evidence.PRIVATE,
    Evidence.TELLS_HEALTH,
    Evidence.TELLS_PHONE,
    Evidence.TELLS_PLACE,
    Evidence.WANTS_CALL,
)
ALIKE, UNLIKE = 0.6, 0.4  # share of common words and pairs
MOST_IN_CLUSTER = 300  # whose pairs are looked at
LETTERS = "abcdefghijklmnopqrstuvwxyz"
NEITHER = 2  # in the field "abuse": neither hateful nor offensive
TIMED_CHARACTERS, TIMED_ROWS, TIMES = 200, 2000, 3


@dataclass(frozen=True)
class Row:
    """A row of a file, with the name that its figures stand under."""

    text: str
    url: str
    name: str
    abuse: int | None


def read(file: Path) -> list[Row]:
    """The rows of a file, each under its source and label."""
    opened = gzip.open if file.suffix == ".gz" else open
    with opened(file, "rt", encoding="utf-8") as lines:
        return [_row(json.loads(line), file.name.split(".")[0]) for line in lines]


def _row(raw: dict[str, object], name: str) -> Row:
    text, url, abuse = str(raw["text"]), str(raw.get("author_url") or ""), raw.get("abuse")
    if isinstance(abuse, int):
        return Row(text, url, f"{name}, {'not ' * (abuse == NEITHER)}rude", abuse)
    kind = {0: ", real", 1: ", spam"}.get(raw.get("label"), "")  # type: ignore[call-overload]
    return Row(text, url, f"{name}{kind}", None)


def marks(files: Sequence[list[Row]], region: str) -> Iterator[str]:
    """One line for each source and half: rows, and the share that is marked as each."""
    yield f"{'of all rows, %':<38}{'half':>5}{'rows':>7}{'rude':>8}" + "".join(
        f"{kind.removeprefix('tells_'):>12}" for kind in KINDS
    )
    for rows in files:
        counts: dict[tuple[str, int], Counter[str]] = defaultdict(Counter)
        for number, row in enumerate(rows):
            found, text = counts[row.name, number % 2], normalise(row.text)
            found["rows"] += 1
            found["rude"] += rude.score(text) >= rude.BAR
            found.update(private.named(private.tells(text, region)))
        for (name, half), found in sorted(counts.items()):
            shares = [100 * found[what] / found["rows"] for what in ("rude", *KINDS)]
            line = f"{name:<38}{half + 1:>5}{found['rows']:>7}{shares[0]:>8.2f}"
            yield line + "".join(f"{share:>12.2f}" for share in shares[1:])


def learnt(files: Sequence[list[Row]]) -> Iterator[str]:
    """What a model learnt from half of the rows with the field "abuse" marks, for comparison."""
    rated = [row for rows in files for row in rows if row.abuse is not None]
    others = [row for rows in files for row in rows if row.abuse is None]
    if not rated:
        return
    first, second = rated[::2], rated[1::2]
    plain = [row for row in others[::2] if not row.name.endswith("spam")]
    for name, ham in (("alone", []), ("against the other files", plain)):
        model = make_pipeline(TfidfVectorizer(ngram_range=(1, 2)), LogisticRegression(C=10))
        is_rude = [row.abuse != NEITHER for row in first] + [False] * len(ham)
        model.fit([row.text for row in [*first, *ham]], is_rude)
        counts: dict[str, Counter[bool]] = defaultdict(Counter)
        tested = [*second, *others[1::2]]
        scores = model.predict_proba([row.text for row in tested])[:, 1]
        for row, score in zip(tested, scores, strict=True):
            counts[row.name][bool(score >= rude.BAR)] += 1
        yield f"TF-IDF and logistic regression, learnt from the rated rows {name}, second halves:"
        for where, found in counts.items():
            share = 100 * found[True] / found.total()
            yield f"  {where:<36}{found.total():>7} rows {share:>7.2f} %"


def campaigns(rows: Sequence[Row]) -> str:
    """How many near-duplicates are found, and how many of those found are none."""
    messages = [Message(row.text) for row in rows]
    long = [m for m in messages if len(normalise(m.text).skeleton) >= LEAST_WORDS]
    if not long:
        return "no text is long enough"
    outlines = features.outline(long)
    columns = [{*outlines.indices[a:b].tolist()} for a, b in pairwise(outlines.indptr)]

    def common(one: int, other: int) -> float:
        return len(columns[one] & columns[other]) / len(columns[one] | columns[other])

    clustered: dict[int, list[int]] = defaultdict(list)
    for number, cluster in enumerate(corpus.clusters(outlines, 0)):
        clustered[int(cluster)].append(number)
    groups = (members[:MOST_IN_CLUSTER] for members in clustered.values())
    alike = {pair for group in groups for pair in combinations(group, 2) if common(*pair) >= ALIKE}
    found = _found(long)
    have, seen = ({one for pair in pairs for one in pair} for pairs in (alike, found))
    wrong = sum(common(*pair) < UNLIKE for pair in found)
    recall = f"{100 * len(have & seen) / len(have):6.1f} %" if have else "     - "
    return f"{len(long):>6}{len(have):>8}{recall:>10}{len(found):>9}{wrong:>7}"


def linked_before(rows: Sequence[Row]) -> str:
    """Of the rows of each name, in order, how many link to a host that an earlier one linked to."""
    known: set[str] = set()
    shares: dict[str, list[bool]] = defaultdict(list)
    prints = likenesses([Message(row.text, "", row.url) for row in rows], KEY)
    for row, each in zip(rows, prints, strict=True):
        shares[row.name.rpartition(", ")[2]].append(not known.isdisjoint(each.hosts))
        known.update(each.hosts)
    return "   ".join(f"{name} {100 * np.mean(of):.1f} %" for name, of in sorted(shares.items()))


def one_word_changed() -> Iterator[str]:
    """How many texts of so many invented words are found when one word is another."""
    chance, tries = Random(1), 1000
    for count in (8, 12, 20, 35, 70):
        texts = [["".join(chance.sample(LETTERS, 5)) for _ in range(count)] for _ in range(tries)]
        changed = [list(words) for words in texts]
        for words in changed:
            words[chance.randrange(count)] = "changed"
        pairs = zip(texts, changed, strict=True)
        found = sum(bool(_found([Message(" ".join(w)) for w in pair])) for pair in pairs)
        yield f"  one of {count} words changed: {100 * found / tries:.1f} % found"


def _found(messages: Sequence[Message]) -> set[tuple[int, int]]:
    prints = likenesses(messages, KEY)
    by_band: dict[tuple[int, int], list[int]] = defaultdict(list)
    for number, each in enumerate(prints):
        for place in enumerate(each.bands):
            by_band[place].append(number)
    groups = (members[:MOST_IN_CLUSTER] for members in by_band.values())
    return {
        (one, other)
        for group in groups
        for one, other in combinations(group, 2)
        if distance(prints[one].words or 0, prints[other].words or 0) <= MOST_APART
    }


def speed(rows: Sequence[Row], region: str) -> Iterator[str]:
    """Microseconds for each text of 200 characters, of three tries the best."""
    texts = [row.text[:TIMED_CHARACTERS] for row in rows if len(row.text) >= TIMED_CHARACTERS]
    read = [normalise(text) for text in texts[:TIMED_ROWS]]
    messages = [Message(text) for text in texts[:TIMED_ROWS]]
    if not read:
        return
    prints = _took(lambda: likenesses(messages, KEY))
    works: dict[str, Callable[[Normal], object]] = {
        "rude": rude.score,
        "private": lambda text: private.score(private.tells(text, region)),
    }
    yield f"{len(read)} texts of {TIMED_CHARACTERS} characters, microseconds each:"
    yield f"  reading and print {1e6 * prints / len(read):.0f}"
    for name, work in works.items():
        took = _took(lambda work=work: [work(text) for text in read])  # type: ignore[misc]
        yield f"  {name} {1e6 * took / len(read):.0f}"


def _took(work: Callable[[], object]) -> float:
    times = []
    for _ in range(TIMES):
        normalise.cache_clear()
        began_at = time.perf_counter()
        work()
        times.append(time.perf_counter() - began_at)
    return float(np.min(times))


def main(arguments: Sequence[str]) -> int:
    """Print every table for the files named."""
    parser = argparse.ArgumentParser(prog="python -m bench.marks", description=__doc__)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--region", default="US", help="where numbers without a + are dialled")
    given = parser.parse_args(arguments)
    files = [read(file) for file in given.files]
    print("\n".join([*marks(files, given.region), "", *learnt(files), ""]))
    print(f"{'near-duplicates':<34}{'long':>6}{'alike':>8}{'found':>10}{'pairs':>9}{'wrong':>7}")
    for file, rows in zip(given.files, files, strict=True):
        print(f"{file.name.split('.')[0]:<34}{campaigns(rows)}")
    print("\n".join(one_word_changed()))
    print("\nlinks to where an earlier row does")
    for file, rows in zip(given.files, files, strict=True):
        print(f"  {file.name.split('.')[0]:<34}{linked_before(rows)}")
    longest = max(files, key=lambda rows: sum(len(r.text) >= TIMED_CHARACTERS for r in rows))
    print("\n".join(["", *speed(longest, given.region)]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
