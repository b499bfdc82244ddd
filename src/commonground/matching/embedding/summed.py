"""Two encoders as one: the cosine of a pair is the weighted mean of what both say."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

from commonground.matching.embedding.encoder import Encoder, Vectors


class SummedEncoder:
    """Vectors of two encoders side by side, scaled so that rows have length 1 and cosines are the mean of both.

    `share` is the part of the second in that mean, 0 to 1.
    """

    def __init__(self, first: Encoder, second: Encoder, share: float = 0.5) -> None:
        self._first, self._second, self._share = first, second, share

    @property
    def model(self) -> str:
        """Both ids."""
        return f"{self._first.model}+{self._second.model}"

    @property
    def checksum(self) -> str:
        """SHA-256 over both checksums and the share."""
        return hashlib.sha256(
            f"{self._first.checksum} {self._second.checksum} {self._share}".encode()
        ).hexdigest()

    @property
    def dimension(self) -> int:
        """Both together."""
        return self._first.dimension + self._second.dimension

    def encode(self, texts: Sequence[str]) -> Vectors:
        """The vectors of the texts, one row each, in their order."""
        first = self._first.encode(texts) * np.float32((1 - self._share) ** 0.5)
        second = self._second.encode(texts) * np.float32(self._share**0.5)
        return np.concatenate([first, second], axis=1)
