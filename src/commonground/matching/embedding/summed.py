"""Two encoders as one: the cosine of a pair is the mean of what both say."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

from commonground.matching.embedding.encoder import Encoder, Vectors


class SummedEncoder:
    """Vectors of two encoders side by side, scaled so that rows have length 1 and cosines are the mean of both."""

    def __init__(self, first: Encoder, second: Encoder) -> None:
        self._first, self._second = first, second

    @property
    def model(self) -> str:
        """Both ids."""
        return f"{self._first.model}+{self._second.model}"

    @property
    def checksum(self) -> str:
        """SHA-256 over both checksums."""
        return hashlib.sha256(f"{self._first.checksum} {self._second.checksum}".encode()).hexdigest()

    @property
    def dimension(self) -> int:
        """Both together."""
        return self._first.dimension + self._second.dimension

    def encode(self, texts: Sequence[str]) -> Vectors:
        """The vectors of the texts, one row each, in their order."""
        both = np.concatenate([self._first.encode(texts), self._second.encode(texts)], axis=1)
        return np.asarray(both * np.float32(0.5**0.5), dtype=np.float32)
