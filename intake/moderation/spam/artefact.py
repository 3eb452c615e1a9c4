"""A trained model on disk: numbers in an .npz, and a JSON header that says what they are.

Nothing here can run code: no pickle, and the digest is checked before the numbers are read.
"""

from __future__ import annotations

import hashlib
import io
import json
import math
import zipfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from intake.errors import IntakeError
from intake.moderation.spam import features
from intake.moderation.spam.classifier import Bands, LinearClassifier

FORMAT = "intake-linear-1"
WEIGHTS_FILE, HEADER_FILE = "weights.npz", "model.json"
_MOST_BYTES = 8_000_000


class ModelUnusable(IntakeError):
    """There is no model that can be trusted; until there is, people judge."""

    status = 503
    code = "model_unusable"


def save(  # noqa: PLR0913  # each is a part of the file
    path: Path,
    *,
    name: str,
    weights: NDArray[np.float64],
    bias: float,
    bands: Bands,
    data: str = "",
    sources: dict[str, Any],
    metrics: dict[str, Any],
) -> str:
    """Write the model into the folder `path`; return its version. The header goes last.

    `data` is the digest of the training files: who has them can tell that it was these.
    """
    packed, rounded = io.BytesIO(), weights.astype(np.float16)
    np.savez_compressed(packed, weights=rounded, bias=np.float64(bias))
    # Named after its numbers: how they are packed differs from one Python to the next.
    numbers = digest(rounded.tobytes() + np.float64(bias).tobytes())
    header = {
        "format": FORMAT,
        "version": f"{name}-{numbers[:8]}",
        "features": features.VERSION,
        "sha256": digest(packed.getvalue()),
        "bands": asdict(bands),
        "data": data,
        "sources": sources,
        "metrics": metrics,
    }
    path.mkdir(parents=True, exist_ok=True)
    _replace(path / WEIGHTS_FILE, packed.getvalue())
    _replace(path / HEADER_FILE, (json.dumps(header, indent=1) + "\n").encode())
    return str(header["version"])


def load(path: Path) -> LinearClassifier:
    """Read the model in the folder `path`, or say in a sentence why it cannot be used."""
    header = read_header(path)
    packed = _read(path / WEIGHTS_FILE)
    if digest(packed) != header.get("sha256"):
        raise ModelUnusable(f"The model in {path} is damaged: its numbers do not match its digest")
    try:
        weights, bias = _numbers(packed)
        bands = Bands(**{name: float(bar) for name, bar in header["bands"].items()})
        return LinearClassifier(str(header["version"]), weights, bias, bands)
    except (KeyError, TypeError, ValueError, AttributeError, zipfile.BadZipFile) as error:
        raise ModelUnusable(f"The model in {path} is damaged: {error}") from None


def read_header(path: Path) -> dict[str, Any]:
    """The header, if it is of a format and feature version that this code reads."""
    try:
        header = json.loads(_read(path / HEADER_FILE))
    except ValueError:
        raise ModelUnusable(f"The model in {path} is damaged: its header is not JSON") from None
    if not isinstance(header, dict) or header.get("format") != FORMAT:
        raise ModelUnusable(f"The model in {path} is not of the format {FORMAT}")
    if header.get("features") != features.VERSION:
        raise ModelUnusable(
            f"The model in {path} was trained on features {header.get('features')}, "
            f"but this Intake computes features {features.VERSION}: train it again"
        )
    return header


def digest(packed: bytes) -> str:
    return hashlib.sha256(packed).hexdigest()


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            content = stream.read(_MOST_BYTES + 1)
    except OSError as error:
        raise ModelUnusable(f"The model file {file} cannot be read: {error.strerror}") from None
    if len(content) > _MOST_BYTES:
        raise ModelUnusable(f"The model file {file} is far larger than a model")
    return content


def _numbers(packed: bytes) -> tuple[NDArray[np.float64], float]:
    with np.load(io.BytesIO(packed), allow_pickle=False) as stored:
        weights, bias = stored["weights"].astype(np.float64), float(stored["bias"])
    if weights.shape != (features.HASHED,):
        raise ValueError(f"it has {weights.shape} weights instead of {features.HASHED}")
    if not (np.isfinite(weights).all() and math.isfinite(bias)):
        raise ValueError("not all of its weights are finite")
    return weights, bias


def _replace(file: Path, content: bytes) -> None:
    unfinished = file.with_name(file.name + ".new")
    unfinished.write_bytes(content)
    unfinished.replace(file)
