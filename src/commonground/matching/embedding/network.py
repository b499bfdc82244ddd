"""The network of the Universal Sentence Encoder: pieces of text in, one vector a text out.

Architecture (Yang et al., ACL 2020 demos, arXiv:1907.04307; multilingual model, version 3): each piece has
an embedding; three branches project it, normalise it and run two convolutions over 2, 3 and 5 neighbouring
pieces; embedding and branches are joined and normalised. A text is the sum of its pieces over the root of
their number, projected and sent through a dense head.

Matrix products run over a multiple of 16 rows, so that a row comes out the same to the last bit whatever
else is in the batch.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from commonground.matching.embedding.weights import BRANCHES, Weights

Floats = NDArray[np.float32]

DIMENSION = 512
FEATURES = 1280  # a piece's embedding (512) and its three branches (256 each)
BRANCH = 256
NOTHING: Floats = np.zeros((2, len(BRANCHES) * BRANCH), dtype=np.float32)
_REACH = 2  # pieces that the widest convolution sees on either side
_STEP = 384  # pieces a step, so that its arrays stay in the processor's cache
_BLOCK = 16


def features(weights: Weights, texts: Sequence[Sequence[int]], around: Floats = NOTHING) -> Floats:
    """The sums of the normalised features of each text's pieces: (texts, 1280).

    Texts are lists of piece numbers, none empty.

    `around` (2, 768) is what the first and the second convolution see before and after each text.
    """
    out = np.empty((len(texts), FEATURES), dtype=np.float32)
    for part in _steps(texts):
        embeddings, starts, lengths = _embedded(weights, texts[part])
        joined = np.concatenate(
            [embeddings, _convolutions(weights, embeddings, starts, lengths, around)[2]], axis=1
        )
        normal = _normalised(joined, weights.joined_gain, weights.joined_shift, weights.epsilon)
        out[part] = np.add.reduceat(normal, starts, axis=0)
    return out


def mean_surroundings(weights: Weights, texts: Sequence[Sequence[int]]) -> Floats:
    """What either convolution sees on average in running text: (2, 768), as `features` takes it."""
    total, pieces = np.zeros_like(NOTHING, dtype=np.float64), 0
    for part in _steps(texts):
        first, second, _ = _convolutions(weights, *_embedded(weights, texts[part]), NOTHING)
        total += first.sum(axis=0), second.sum(axis=0)
        pieces += len(first)
    return np.asarray(total / max(pieces, 1), dtype=np.float32)


def head(weights: Weights, means: Floats) -> Floats:
    """The unit vectors (texts, 512) of texts whose pieces, projected, summed and scaled, are `means` (texts, 512)."""
    first = np.maximum(product(means, weights.dense_first), 0)
    second = np.maximum(product(means, weights.skip_first) + product(first, weights.dense_second), 0)
    third = np.maximum(product(second, weights.dense_third), 0)
    last = np.tanh(product(second, weights.skip_last) + product(third, weights.dense_last))
    length = np.sqrt(np.maximum(np.einsum("ij,ij->i", last, last), weights.epsilon))
    return np.asarray(last / length[:, None], dtype=np.float32)


def product(rows: Floats, matrix: Floats) -> Floats:
    """The matrix product, over a number of rows filled up to a multiple of 16."""
    missing = -len(rows) % _BLOCK
    if not missing:
        return rows @ matrix
    filled = np.zeros((len(rows) + missing, rows.shape[1]), dtype=np.float32)
    filled[: len(rows)] = rows
    return (filled @ matrix)[: len(rows)]


def _steps(texts: Sequence[Sequence[int]]) -> Iterator[slice]:
    start, pieces = 0, 0
    for place, text in enumerate(texts):
        if place > start and pieces + len(text) > _STEP:
            yield slice(start, place)
            start, pieces = place, 0
        pieces += len(text)
    if len(texts) > start:
        yield slice(start, len(texts))


def _embedded(
    weights: Weights, texts: Sequence[Sequence[int]]
) -> tuple[Floats, NDArray[np.intp], NDArray[np.intp]]:
    """The embeddings of all pieces; the row at which each text starts; the number of its pieces."""
    lengths = np.fromiter(map(len, texts), dtype=np.intp, count=len(texts))
    pieces = np.fromiter(chain.from_iterable(texts), dtype=np.intp, count=int(lengths.sum()))
    return weights.embeddings(pieces), np.cumsum(lengths) - lengths, lengths


def _convolutions(
    weights: Weights, embeddings: Floats, starts: NDArray[np.intp], lengths: NDArray[np.intp], around: Floats
) -> tuple[Floats, Floats, Floats]:
    """What the three branches send into the first and the second convolution and out of it: (pieces, 768) each."""
    window = _window(starts, lengths)
    first = _normalised(
        product(embeddings, weights.projection) + weights.projection_bias,
        weights.projection_gain,
        weights.projection_shift,
        weights.epsilon,
    )
    second, last = np.empty_like(first), np.empty_like(first)
    for number, (width, before) in enumerate(BRANCHES):
        columns = window[:, _REACH - before : _REACH - before + width]
        own = slice(number * BRANCH, (number + 1) * BRANCH)
        second[:, own] = _convolved(first[:, own], columns, weights.first[number], around[0, own])
        last[:, own] = _convolved(second[:, own], columns, weights.second[number], around[1, own])
    return first, second, last


def _window(starts: NDArray[np.intp], lengths: NDArray[np.intp]) -> NDArray[np.intp]:
    """For each piece the places of its neighbours, 2 before to 2 after; one past the last where there is none."""
    count = int(lengths.sum())
    places = np.arange(count)[:, None] + np.arange(-_REACH, _REACH + 1)
    first = np.repeat(starts, lengths)[:, None]
    last = np.repeat(starts + lengths, lengths)[:, None]
    return np.where((places >= first) & (places < last), places, count)


def _convolved(
    rows: Floats, columns: NDArray[np.intp], layer: tuple[Floats, Floats], outer: Floats
) -> Floats:
    matrix, bias = layer
    padded = np.empty((len(rows) + 1, BRANCH), dtype=np.float32)
    padded[:-1] = rows
    padded[-1] = outer
    found = np.maximum(product(padded[columns].reshape(len(rows), -1), matrix) + bias, 0)
    return np.asarray(rows + found, dtype=np.float32)


def _normalised(rows: Floats, gain: Floats, shift: Floats, epsilon: float) -> Floats:
    rows = rows - rows.mean(axis=1, keepdims=True)
    spread = np.einsum("ij,ij->i", rows, rows) / rows.shape[1]
    return np.asarray(rows / np.sqrt(spread + epsilon)[:, None] * gain + shift, dtype=np.float32)
