"""The encoder to take where nothing speaks for another: exact for what is short, fast for what is long."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from commonground.matching.embedding.encoder import Vectors
from commonground.matching.embedding.exact import ExactEncoder
from commonground.matching.embedding.fast import FastEncoder
from commonground.matching.embedding.network import DIMENSION
from commonground.matching.embedding.preparation import prepare
from commonground.matching.embedding.weights import MODEL

SHORT = 40  # characters: four or five words


class DefaultEncoder:
    """Exact vectors for texts of up to 40 characters, fast ones for longer texts; both lie in one space.

    The length of the text decides, not the size of the batch: so a text has one vector whatever stands
    beside it. Labels and names gain most from exact vectors and cost least; of a long text a single word's
    neighbours change little.
    """

    model = f"{MODEL}/default-1"
    dimension = DIMENSION

    def __init__(self) -> None:
        self._exact, self._fast = ExactEncoder(), FastEncoder()

    @property
    def checksum(self) -> str:
        """SHA-256 over the checksums of both paths and the length that parts them."""
        return hashlib.sha256(f"{self._exact.checksum} {self._fast.checksum} {SHORT}".encode()).hexdigest()

    def encode(self, texts: Sequence[str]) -> Vectors:
        """The vectors of the texts, one row each, in their order."""
        prepared = [prepare(text) for text in texts]
        vectors = self._fast.encode_prepared(["" if len(text) <= SHORT else text for text in prepared])
        short = [place for place, text in enumerate(prepared) if len(text) <= SHORT]
        vectors[short] = self._exact.encode_prepared([prepared[place] for place in short])
        return vectors
