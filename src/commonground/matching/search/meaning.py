"""What items mean, as one short vector each: their names in all languages, and their text."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from commonground.matching.embedding.compact import compress
from commonground.matching.embedding.encoder import Encoder, Vectors
from commonground.matching.embedding.network import DIMENSION
from commonground.matching.embedding.weights import MODEL
from commonground.matching.item import Item

_TEXT_SHARE = 0.35  # of the vector that the text makes up beside the names
_STEP = 8192  # items


def item_codes(items: Sequence[Item], encoder: Encoder) -> NDArray[np.int8]:
    """The vectors of the items as they are kept, one row each; made in steps, so that memory stays flat."""
    steps = [items[start : start + _STEP] for start in range(0, len(items), _STEP)]
    return np.concatenate([to_codes(item_vectors(step, encoder), encoder) for step in steps or [()]])


def item_vectors(items: Sequence[Item], encoder: Encoder) -> Vectors:
    """One row of length 1 an item; zeros for an item without words.

    A subject's names are averaged over its languages, which brings them nearer to a query in any of them.
    """
    names = [_names(item) for item in items]
    texts = list(dict.fromkeys(text for row in names for text in row))
    texts += [item.text for item in items if item.text.strip()]
    place = {text: number for number, text in enumerate(dict.fromkeys(texts))}
    vectors = encoder.encode(list(place))
    made = np.zeros((len(items), encoder.dimension), dtype=np.float32)
    for row, item in enumerate(items):
        if names[row]:
            made[row] = vectors[[place[name] for name in names[row]]].mean(axis=0)
        if item.text.strip():
            made[row] += _TEXT_SHARE * vectors[place[item.text]]
    return unit(made)


def _names(item: Item) -> list[str]:
    every = (item.title, *(label for _, label in sorted(item.labels.items())))
    return [name for name in dict.fromkeys(every) if name.strip()]


def unit(vectors: Vectors) -> Vectors:
    """The rows brought to length 1; rows of zeros stay so."""
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(length > 0, length, 1), dtype=np.float32)


def to_codes(vectors: Vectors, encoder: Encoder) -> NDArray[np.int8]:
    """The encoder's rows as small whole numbers, in which they are kept: 128 for the embedded model, else all."""
    if encoder.model.startswith(MODEL) and vectors.shape[1] == DIMENSION:
        return compress(vectors)
    most = np.abs(vectors).max(axis=1, keepdims=True, initial=0)
    return np.rint(127 * vectors / np.where(most > 0, most, 1)).astype(np.int8)
