"""Exact vectors: the embedded model as it was trained, every piece seen among its neighbours."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from commonground.matching.embedding.encoder import Vectors
from commonground.matching.embedding.network import DIMENSION, Floats, features, head, product
from commonground.matching.embedding.preparation import prepare
from commonground.matching.embedding.threads import one_thread
from commonground.matching.embedding.weights import CHECKSUM, MODEL, load_tokenizer, load_weights

_SEGMENT = 256  # pieces: a longer text is summed segment by segment, which bounds the memory it takes
_BATCH = 512  # texts


class ExactEncoder:
    """The Universal Sentence Encoder, multilingual, version 3: 512 numbers a text, some 2,000 labels a second and core.

    Equal texts give rows equal to the last bit in any batch; case and width of letters make no difference.
    """

    model = f"{MODEL}/exact"
    checksum = CHECKSUM
    dimension = DIMENSION

    def __init__(self) -> None:
        self._weights = load_weights()
        self._tokenizer = load_tokenizer()

    def encode(self, texts: Sequence[str]) -> Vectors:
        """The vectors of the texts, one row each, in their order."""
        return self.encode_prepared([prepare(text) for text in texts])

    def encode_prepared(self, texts: Sequence[str]) -> Vectors:
        """The same for texts that `prepare` has prepared."""
        places: dict[str, list[int]] = {}
        for place, text in enumerate(texts):
            if text:
                places.setdefault(text, []).append(place)
        vectors = np.zeros((len(texts), DIMENSION), dtype=np.float32)
        distinct = list(places)
        with one_thread():
            for start in range(0, len(distinct), _BATCH):
                batch = distinct[start : start + _BATCH]
                for text, row in zip(batch, self._encoded(batch), strict=True):
                    vectors[places[text]] = row
        return vectors

    def _encoded(self, texts: list[str]) -> Floats:
        segments: list[list[int]] = []
        starts, counts = [], []
        for pieces in self._tokenizer.encode(texts):
            starts.append(len(segments))
            counts.append(len(pieces))
            segments += [pieces[at : at + _SEGMENT] for at in range(0, len(pieces), _SEGMENT)]
        sums = np.add.reduceat(features(self._weights, segments), starts, axis=0)
        number = np.asarray(counts, dtype=np.float32)[:, None]
        means = (product(sums, self._weights.output) + number * self._weights.output_bias) / np.sqrt(number)
        return head(self._weights, np.asarray(means, dtype=np.float32))
