"""The model in use: read once, and again when its files change."""

from __future__ import annotations

from pathlib import Path

from intake.moderation.spam import artefact
from intake.moderation.spam.classifier import LinearClassifier

BASE = Path(__file__).parent / "base"

_Stamp = tuple[tuple[int, int], ...]
_loaded: dict[Path, tuple[_Stamp, LinearClassifier]] = {}


def current(path: Path | None = None) -> LinearClassifier:
    """The packaged base model, or the one in the folder `path`. Raises ModelUnusable."""
    folder = path or BASE
    stamp = _stamp(folder)
    if folder in _loaded and _loaded[folder][0] != stamp:
        del _loaded[folder]  # so that a model whose files went bad is not used any longer
    if folder not in _loaded:
        _loaded[folder] = (stamp, artefact.load(folder))
    return _loaded[folder][1]


def _stamp(folder: Path) -> _Stamp:
    try:
        states = [(folder / name).stat() for name in (artefact.WEIGHTS_FILE, artefact.HEADER_FILE)]
    except OSError:
        return ()  # the load that follows says what is missing
    return tuple((state.st_mtime_ns, state.st_size) for state in states)
