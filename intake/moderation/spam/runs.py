"""Words that stand together and say the same become one phrase: "free gift cards", not three."""

from __future__ import annotations

from collections.abc import Sequence

LONGEST = 4  # words
_LIKE = 0.4  # of what the strongest word of a phrase weighs, its neighbours weigh at least this

_Phrases = dict[tuple[str, ...], tuple[float, list[int]]]


def runs(words: Sequence[str], weights: Sequence[float]) -> _Phrases:
    """Return each phrase with its whole weight and the places where it begins.

    Every place that weighs anything is in one phrase, so nothing is lost or counted twice.
    """
    free = [weight != 0 for weight in weights]
    found: _Phrases = {}
    for strongest in sorted(range(len(words)), key=lambda at: -abs(weights[at])):
        if not free[strongest]:
            continue
        first, last = _grown(weights, free, strongest)
        for place in range(first, last + 1):
            free[place] = False
        phrase = tuple(words[first : last + 1])
        weight, firsts = found.get(phrase, (0.0, []))
        found[phrase] = (weight + sum(weights[first : last + 1]), [*firsts, first])
    return found


def _grown(weights: Sequence[float], free: Sequence[bool], at: int) -> tuple[int, int]:
    """Take in the neighbours that say the same about as loudly, the louder side first."""
    first = last = at

    def loudness(place: int) -> float:
        if not (0 <= place < len(weights) and free[place]):
            return 0.0
        return weights[place] / weights[at]

    while last - first + 1 < LONGEST:
        before, after = loudness(first - 1), loudness(last + 1)
        if max(before, after) < _LIKE:
            break
        if before > after:
            first -= 1
        else:
            last += 1
    return first, last
