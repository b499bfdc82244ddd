"""How near the sentences of a draft come to pieces of work, by meaning."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from commonground.matching.embedding.encoder import Encoder, Vectors
from commonground.matching.item import Item

WORK_LENGTH = 400  # characters of a text that say what the work is about


def likeness_to_work(sentences: Sequence[str], work: Sequence[Item], encoder: Encoder) -> NDArray[np.float32]:
    """Sentences x work: the cosine of a sentence with the title or with the first words of the text, the greater.

    What all work has in common is taken out first, or else every sentence on telecommunications would be near to all.
    """
    titles = encoder.encode([item.title for item in work])
    texts = encoder.encode([item.text[:WORK_LENGTH] for item in work])
    said = np.concatenate([titles, texts])
    common = said[said.any(1)].mean(0) if said.any() else np.zeros(encoder.dimension, dtype=np.float32)
    vectors = _without(encoder.encode(list(sentences)), common)
    nearest: NDArray[np.float32] = np.maximum(
        vectors @ _without(titles, common).T, vectors @ _without(texts, common).T
    )
    return nearest.round(5)


def _without(vectors: Vectors, common: NDArray[np.float32]) -> Vectors:
    """The vectors less what they have in common, of length 1 again; a text without words stays zero."""
    rest = np.where(vectors.any(1, keepdims=True), vectors - common, 0.0)
    lengths = np.linalg.norm(rest, axis=1, keepdims=True)
    found: Vectors = (rest / np.maximum(lengths, 1e-9)).astype(np.float32)
    return found
