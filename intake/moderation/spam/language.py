"""Which language a text is in, if anybody can tell: by n-grams, as py3langid's model knows them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

FEWEST_LETTERS = 20  # below this it is a guess
MOST_CHARACTERS = 160  # more of the same language costs time and makes nobody surer
SURE_FROM = 0.6
CODE_LETTERS = 2  # ISO 639-1; dialects that have no such code count as not sure


def languages(texts: Sequence[str]) -> list[str]:
    """Return the ISO 639-1 code of each; empty where there are few letters or doubts."""
    return [_language(text[:MOST_CHARACTERS]) for text in texts]


def _language(text: str) -> str:
    if sum(map(str.isalpha, text)) < FEWEST_LETTERS:
        return ""
    code, certainty = ready()(text)
    return code if certainty >= SURE_FROM and len(code) == CODE_LETTERS else ""


@cache
def ready() -> Callable[[str], tuple[str, float]]:
    """Read the model, once a process: half a second, 75 MB. A worker does so before it forks."""
    from py3langid import langid  # noqa: PLC0415 - it needs numpy, and most processes need neither

    model = langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE, norm_probs=True)
    tell: Callable[[str], tuple[str, float]] = model.classify
    return tell
