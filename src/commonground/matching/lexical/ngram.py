"""Character n-grams within words: likeness that survives endings, compounds, spelling and related languages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from commonground.matching.lexical.bm25 import columns_of, counts_of
from commonground.text.normalise import fold

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

_SHORTEST, _LONGEST = 3, 5
_WORD_LIMIT = 60  # letters; a longer run is data, not a word
_WORD = re.compile(r"\w+(?:[.](?=\d)\w+)*|[^\w\s]")


def words_of_letters(text: str) -> list[str]:
    """The words of a text for n-grams: accents, width and case folded, punctuation left out."""
    return [word for word in _WORD.findall(fold(text).text.lower()) if word[0].isalnum()]


@lru_cache(maxsize=200_000)
def ngrams_of(word: str) -> tuple[str, ...]:
    """The n-grams of 3 to 5 characters of one word with a space at either end; the whole for a shorter word."""
    padded = f" {word[:_WORD_LIMIT]} "
    if len(padded) <= _SHORTEST:
        return (padded,)
    return tuple(
        padded[start : start + size]
        for size in range(_SHORTEST, min(_LONGEST, len(padded)) + 1)
        for start in range(len(padded) - size + 1)
    )


class NgramIndex:
    """TF-IDF vectors of a collection's n-grams, weights counted over the collection, rows of length 1.

    Fast because n-grams are cut once a word: texts x words times words x n-grams gives texts x n-grams.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self._places: dict[str, int] = {}
        counts = self._ngram_counts([words_of_letters(text) for text in texts], grow=True)
        frequency = np.bincount(counts.indices, minlength=max(len(self._places), 1))
        self.rarity: NDArray[np.float32] = (np.log((1 + len(texts)) / (1 + frequency)) + 1).astype(np.float32)
        self.matrix = self._unit(counts)

    def _ngram_counts(self, texts: Sequence[Sequence[str]], *, grow: bool) -> csr_matrix:
        words: dict[str, int] = {}
        by_word = counts_of(columns_of(texts, words, grow=True), len(words))
        cut = [ngrams_of(word) for word in words] or [()]
        by_ngram = counts_of(columns_of(cut, self._places, grow=grow), len(self._places))
        counts: csr_matrix = by_word @ by_ngram
        return counts

    def _unit(self, counts: csr_matrix) -> csr_matrix:
        counts.data = ((1 + np.log(counts.data)) * self.rarity[counts.indices]).astype(np.float32)
        squares = np.add.reduceat(
            np.append(counts.data * counts.data, np.float32(0)), np.minimum(counts.indptr[:-1], counts.nnz)
        )
        squares = np.where(np.diff(counts.indptr) > 0, squares, 1.0)
        counts.data /= np.repeat(np.sqrt(squares), np.diff(counts.indptr)).astype(np.float32)
        return counts

    def vectors(self, texts: Sequence[str]) -> csr_matrix:
        """The texts as sparse rows of length 1 in the space of the index; unknown n-grams are left out."""
        return self._unit(self._ngram_counts([words_of_letters(text) for text in texts], grow=False))

    def likeness(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Cosine of each text (rows) with each text of the index (columns), float32, 0 to 1."""
        found: NDArray[np.float32] = (self.vectors(texts) @ self.matrix.T).toarray()
        return found
