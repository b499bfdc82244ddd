"""An encoder without a model: texts are near each other by the words they share."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import pytest

from commonground.matching.embedding.encoder import Vectors


class WordEncoder:
    """Each word is a direction of its own, told from its letters."""

    model = "words"
    checksum = "0" * 64
    dimension = 64

    def encode(self, texts: Sequence[str]) -> Vectors:
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in text.lower().split():
                row[int(hashlib.sha256(word.encode()).hexdigest(), 16) % self.dimension] += 1.0
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        return np.asarray(rows / np.where(lengths > 0, lengths, 1.0), dtype=np.float32)


@pytest.fixture(scope="session")
def word_encoder() -> WordEncoder:
    return WordEncoder()
