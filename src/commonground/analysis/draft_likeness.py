"""How near the sentences of a draft come to pieces of work, by meaning."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from commonground.matching.embedding.encoder import Encoder, Vectors
from commonground.matching.item import Item

WORK_LENGTH = 400  # characters of a text that say what the work is about
_WORKS_MIN = 100  # vectors of work from which on what they share can be told
_DIRECTIONS = 4


def likeness_to_work(sentences: Sequence[str], work: Sequence[Item], encoder: Encoder) -> NDArray[np.float32]:
    """Sentences x work: the cosine of a sentence with the title or with the first words of the text, the greater.

    What all work has in common is taken out first, or else every sentence on telecommunications would be near to all;
    so is, from 100 works on, what sets large parts of it apart, as do "developing countries" or "study groups"
    (Mu and Viswanath, ICLR 2018).
    """
    titles = encoder.encode([item.title for item in work])
    texts = encoder.encode([item.text[:WORK_LENGTH] for item in work])
    said = np.concatenate([titles, texts])
    common = said[said.any(1)].mean(0) if said.any() else np.zeros(encoder.dimension, dtype=np.float32)
    directions = _shared_directions(_without(said, common))
    vectors = _without(encoder.encode(list(sentences)), common, directions)
    nearest: NDArray[np.float32] = np.maximum(
        vectors @ _without(titles, common, directions).T, vectors @ _without(texts, common, directions).T
    )
    return nearest.round(5)


def _shared_directions(vectors: Vectors) -> Vectors:
    """The directions along which the vectors differ most, one a row; none of few vectors."""
    filled = vectors[vectors.any(1)].astype(np.float64)
    if len(filled) < _WORKS_MIN:
        return np.zeros((0, vectors.shape[1]), dtype=np.float32)
    # Eigenvectors of a small square matrix: the same in every run and for any order of the works, but for signs.
    _, found = np.linalg.eigh(filled.T @ filled)
    return np.asarray(found[:, -_DIRECTIONS:].T, dtype=np.float32)


def _without(vectors: Vectors, common: NDArray[np.float32], directions: Vectors | None = None) -> Vectors:
    """The vectors less what they have in common, of length 1 again; a text without words stays zero."""
    rest = np.where(vectors.any(1, keepdims=True), vectors - common, 0.0)
    if directions is not None:
        rest = rest - (rest @ directions.T) @ directions
    lengths = np.linalg.norm(rest, axis=1, keepdims=True)
    found: Vectors = (rest / np.maximum(lengths, 1e-9)).astype(np.float32)
    return found
