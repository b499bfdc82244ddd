"""The encoder to take where nothing speaks for another: exact for what is short, fast for what is long."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from threading import Lock

import numpy as np

from commonground.matching.embedding.encoder import Vectors
from commonground.matching.embedding.exact import ExactEncoder
from commonground.matching.embedding.fast import FastEncoder
from commonground.matching.embedding.network import DIMENSION
from commonground.matching.embedding.preparation import prepare
from commonground.matching.embedding.weights import MODEL

SHORT = 40  # characters: four or five words
_KEPT = 1 << 15  # exact vectors, 67 MB when full; then they are forgotten and gathered anew


class DefaultEncoder:
    """Exact vectors for texts of up to 40 characters, fast ones for longer texts; both lie in one space.

    The length of the text decides, not the size of the batch: so a text has one vector whatever stands
    beside it. Labels and names gain most from exact vectors and cost least; of a long text a single word's
    neighbours change little. Exact vectors are kept, so that a label seen before comes back at once.
    """

    model = f"{MODEL}/default-1"
    dimension = DIMENSION

    def __init__(self) -> None:
        self._exact, self._fast = ExactEncoder(), FastEncoder()
        self._places: dict[str, int] = {}
        self._kept: Vectors = np.empty((0, DIMENSION), dtype=np.float32)
        self._lock = Lock()

    @property
    def checksum(self) -> str:
        """SHA-256 over the checksums of both paths and the length that parts them."""
        return hashlib.sha256(f"{self._exact.checksum} {self._fast.checksum} {SHORT}".encode()).hexdigest()

    def encode(self, texts: Sequence[str]) -> Vectors:
        """The vectors of the texts, one row each, in their order."""
        prepared = [prepare(text) for text in texts]
        vectors = self._fast.encode_prepared(["" if len(text) <= SHORT else text for text in prepared])
        short = [place for place, text in enumerate(prepared) if text and len(text) <= SHORT]
        if short:
            vectors[short] = self._exactly([prepared[place] for place in short])
        return vectors

    def _exactly(self, texts: list[str]) -> Vectors:
        distinct = dict.fromkeys(texts)
        if len(distinct) > _KEPT:
            return self._exact.encode_prepared(texts)
        with self._lock:  # what is kept is shared by all who call
            new = [text for text in distinct if text not in self._places]
            if len(self._places) + len(new) > _KEPT:
                self._places.clear()
                new = list(distinct)
            if new:
                self._keep(new, self._exact.encode_prepared(new))
            return self._kept[[self._places[text] for text in texts]]

    def _keep(self, texts: list[str], vectors: Vectors) -> None:
        first = len(self._places)
        last = first + len(texts)
        if last > len(self._kept):
            room = min(max(2 * len(self._kept), last), _KEPT)
            self._kept = np.concatenate(
                [self._kept[:first], np.empty((room - first, DIMENSION), dtype=np.float32)]
            )
        self._kept[first:last] = vectors
        self._places.update(zip(texts, range(first, last), strict=True))
