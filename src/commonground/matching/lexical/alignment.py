"""How well the words of one text find their like in another, by the meaning of single words: across languages too.

Each word is set against its nearest word on the other side, as in BERTScore (Zhang et al., ICLR 2020), with vectors of
single words. Where whole texts are edited, split or shortened this tells more than one vector a text does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from commonground.matching.embedding.encoder import Encoder, Vectors
from commonground.matching.lexical.bm25 import columns_of, counts_of

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Matrix = NDArray[np.float32]
Word = tuple[str, str]
"""A word as written, in lower case, and the code of the language of its text."""

_ENOUGH = 50  # words of a language that tell where its middle lies
_CELLS = 8_000_000  # numbers held at once


def aligned_words(
    left: Sequence[Sequence[Word]], right: Sequence[Sequence[Word]], encoder: Encoder
) -> tuple[Matrix, Matrix]:
    """How far a right text says what a left text says, and the reverse: two (left, right) matrices, 0 to 1.

    A word counts by its likeness to the nearest word on the other side, 1 for an equal one, and by its rarity on the
    right; a left word unknown there takes the rarity of its nearest. Words with digits are alike only when equal.
    """
    ours, theirs = _Words(left), _Words(right)
    if not ours.words or not theirs.words:
        empty = np.zeros((len(left), len(right)), dtype=np.float32)
        return empty, empty
    one, other = _centred(ours, theirs, encoder)
    said = np.bincount(theirs.texts.indices, minlength=len(theirs.words))
    rarity = (np.log((1 + len(right)) / (1 + said)) + 1).astype(np.float32)
    nearest = _nearest(ours, theirs, one, other)
    return _shares(ours, theirs, one, other, rarity[nearest]), _shares(theirs, ours, other, one, rarity).T


class _Words:
    """The distinct words of a side in a fixed order, their languages, and which text has which (texts x words)."""

    def __init__(self, texts: Sequence[Sequence[Word]]) -> None:
        languages: dict[str, str] = {}
        for text in texts:
            for word, language in text:
                languages[word] = min(language, languages.get(word, language))
        self.words = sorted(languages)
        self.languages = [languages[word] for word in self.words]
        places = {word: place for place, word in enumerate(self.words)}
        columns = columns_of([[word for word, _ in text] for text in texts], places, grow=False)
        self.texts: csr_matrix = counts_of(columns, len(places))
        self.texts.data[:] = 1.0


def _centred(left: _Words, right: _Words, encoder: Encoder) -> tuple[Vectors, Vectors]:
    """Vectors of length 1 without what all words of a language have in common; zeros for words with digits."""
    spoken = [*left.words, *right.words]
    texts = sorted({word for word in spoken if not _has_digit(word)})
    rows = {text: row for row, text in enumerate(texts)}
    known = np.zeros((len(texts) + 1, encoder.dimension), dtype=np.float32)
    if texts:
        known[:-1] = encoder.encode(texts)
    vectors = known[[rows.get(word, -1) for word in spoken]]
    is_word = np.array([word in rows for word in spoken])
    is_right = np.arange(len(spoken)) >= len(left.words)
    languages = np.array([*left.languages, *right.languages])
    for language in np.unique(languages):
        chosen = is_word & (languages == language)
        # The right side tells the middle where it can, so that a pair's likeness depends little on other left texts.
        telling = chosen & is_right if (chosen & is_right).sum() >= _ENOUGH else chosen
        size = int(telling.sum())
        if size:
            vectors[chosen] -= vectors[telling].mean(axis=0) * np.float32(size / (size + _ENOUGH))
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    vectors /= np.where(lengths > 0, lengths, 1.0)
    return vectors[: len(left.words)], vectors[len(left.words) :]


def _blocks(
    asked: _Words, offered: _Words, ours: Vectors, theirs: Vectors, cells: int
) -> Iterator[tuple[slice, Matrix]]:
    """Likeness of the asked words, some at a time, to all words offered: 0 to 1, equal words 1."""
    places = {word: place for place, word in enumerate(offered.words)}
    equal = np.array([places.get(word, -1) for word in asked.words], dtype=np.int64)
    step = max(1, cells // max(len(offered.words), offered.texts.nnz))
    for first in range(0, len(asked.words), step):
        rows = slice(first, first + step)
        likeness = np.maximum(ours[rows] @ theirs.T, 0.0)
        same = np.flatnonzero(equal[rows] >= 0)
        likeness[same, equal[rows][same]] = 1.0
        yield rows, likeness


def _nearest(asked: _Words, offered: _Words, ours: Vectors, theirs: Vectors) -> NDArray[np.int64]:
    found = [likeness.argmax(axis=1) for _, likeness in _blocks(asked, offered, ours, theirs, _CELLS)]
    return np.concatenate(found)


def _shares(asked: _Words, offered: _Words, ours: Vectors, theirs: Vectors, weights: Matrix) -> Matrix:
    """Weighted mean over each asked text's words of the best likeness in each offered text: (asked, offered)."""
    filled = np.flatnonzero(np.diff(offered.texts.indptr))
    starts = offered.texts.indptr[filled]
    by_word = asked.texts.tocsc()
    total = np.zeros((asked.texts.shape[0], len(filled)), dtype=np.float32)
    for rows, likeness in _blocks(asked, offered, ours, theirs, _CELLS):
        best = np.maximum.reduceat(likeness[:, offered.texts.indices], starts, axis=1)
        total += by_word[:, rows] @ (best * weights[rows, None])
    shares = np.zeros((asked.texts.shape[0], offered.texts.shape[0]), dtype=np.float32)
    shares[:, filled] = total / np.maximum(asked.texts @ weights, 1e-6)[:, None]
    return shares


def _has_digit(word: str) -> bool:
    return any(char.isdigit() for char in word)
