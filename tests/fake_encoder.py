"""A cheap encoder for tests in which only the plumbing matters: shared words make texts alike."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

import numpy as np

from commonground.matching.embedding.encoder import Vectors


class FakeEncoder:
    """The sum of one random vector a word, drawn from the word's hash; zeros for a text without words."""

    dimension = 64

    def __init__(self, checksum: str = "f" * 64, model: str = "fake/words") -> None:
        self.checksum = checksum
        self.model = model
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        """The vectors of the texts, one row each, in their order."""
        self.asked += texts
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for position, text in enumerate(texts):
            for word in re.findall(r"\w+", text.casefold()):
                seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8])
                rows[position] += np.random.default_rng(seed).standard_normal(
                    self.dimension, dtype=np.float32
                )
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        np.divide(rows, lengths, out=rows, where=lengths > 0)
        return rows
