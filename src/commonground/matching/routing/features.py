"""Texts as rows of numbers: words and pairs of words, the title's once more, and pieces of words.

Three blocks of TF-IDF (log term frequency, rows of length 1): words and pairs of neighbouring words of the whole text;
the same of the title alone; pieces of 3 to 5 letters inside words, which bring forms, compounds and unseen words
together in any language. Every block is computed for a whole batch at once, so that a text costs some 100 microseconds.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from commonground.matching.routing.document import Document

# Scripts without spaces between words give one character at a time; pairs of them are words there.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+")
_ASCII_WORD = re.compile(r"\w+", re.ASCII)  # finds the same in a text of ASCII characters, faster
_LONGEST = 40  # letters of a word that are looked at; more is data, not a word
_PIECES = (3, 4, 5)
_LEAST = 2  # training texts that a piece must occur in

Ints = NDArray[np.int64]
Matrix = sp.csr_array


def words_in(text: str) -> list[str]:
    """The words of a text as they are compared: letter case and width of characters make no difference.

    Compounds are parted at their hyphens; the pair of words keeps what belongs together.

    >>> words_in("IMT-2020 ＮＥＴＷＯＲＫＳ")
    ['imt', '2020', 'networks']
    """
    if text.isascii():
        return _ASCII_WORD.findall(text.lower())
    return _WORD.findall(unicodedata.normalize("NFKC", text).lower())


def word_spans(text: str) -> list[tuple[int, int]]:
    """Where the words of a text stand: start and end, in characters of the text as it is."""
    return [match.span() for match in _WORD.finditer(text)]


class _Numbering(dict[str, int]):
    """Numbers words in the order they are met."""

    def __missing__(self, word: str) -> int:
        number = self[word] = len(self)
        return number


def _pieces_of(word: str) -> list[str]:
    padded = f" {word[:_LONGEST]} "
    found: list[str] = []
    for size in _PIECES:
        if len(padded) <= size:
            found.append(padded)
            break
        found += [padded[place : place + size] for place in range(len(padded) - size + 1)]
    return found


@dataclass(frozen=True, slots=True)
class _Batch:
    """The words of some texts as numbers, one after the other."""

    words: Ints
    texts: Ints  # the text each word stands in
    parts: Ints  # 2 x text for its title, 2 x text + 1 for the rest
    count: int


def _numbered(documents: Sequence[Document], numbering: _Numbering) -> _Batch:
    parts = [
        [numbering[word] for word in words_in(part)]
        for document in documents
        for part in (document.title, document.text)
    ]
    lengths = np.fromiter(map(len, parts), dtype=np.int64, count=len(parts))
    words = np.fromiter(chain.from_iterable(parts), dtype=np.int64, count=int(lengths.sum()))
    places = np.repeat(np.arange(len(parts), dtype=np.int64), lengths)
    return _Batch(words, places // 2, places, len(documents))


def _counts(rows: Ints, columns: Ints, shape: tuple[int, int]) -> Matrix:
    counted = sp.csr_array((np.ones(len(rows), dtype=np.float32), (rows, columns)), shape=shape)
    counted.sum_duplicates()
    return counted


def _neighbours(batch: _Batch) -> Ints:
    """The places of all words that another word of the same part follows."""
    return np.flatnonzero(batch.parts[:-1] == batch.parts[1:])


def _weighted(counts: Matrix, idf: NDArray[np.float32]) -> Matrix:
    """Log term frequency times inverse document frequency, rows of length 1 (rows of zeros stay)."""
    data = (1 + np.log(counts.data)) * idf[counts.indices]
    lengths = np.diff(counts.indptr)
    filled = np.flatnonzero(lengths)
    # Summed in double precision, so that the order of the columns makes no difference.
    squares = (
        np.add.reduceat(data.astype(np.float64) ** 2, counts.indptr[filled]) if len(filled) else np.zeros(0)
    )
    data *= np.repeat(1 / np.sqrt(squares), lengths[filled]).astype(np.float32)
    return sp.csr_array((data, counts.indices, counts.indptr), shape=counts.shape)


def _idf(counts: Matrix) -> NDArray[np.float32]:
    frequency = np.bincount(counts.indices, minlength=counts.shape[1])
    return (np.log((1 + counts.shape[0]) / (1 + frequency)) + 1).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Rows:
    """The three blocks of some texts, one row a text: words, title words, pieces of words.

    Words and pairs of words never seen in training have columns after the others, for this batch alone.
    """

    words: Matrix
    title: Matrix
    pieces: Matrix

    def blocks(self) -> tuple[Matrix, Matrix, Matrix]:
        """The blocks in their fixed order."""
        return self.words, self.title, self.pieces

    def only(self, places: Ints) -> Rows:
        """The rows of some of the texts, in that order."""
        return Rows(self.words[places], self.title[places], self.pieces[places])


class Features:
    """Turns texts into `Rows`; made by `Features.of` from the texts to learn from."""

    def __init__(self, known: dict[str, int], pairs: Ints, pieces: dict[str, int]) -> None:
        self._known = known
        self._pairs = pairs  # sorted keys of the known pairs of words
        self._pieces = pieces
        self._spelling = self._spell(known)
        self._idf: tuple[NDArray[np.float32], ...] = ()
        self._unseen_idf = np.float32(1)

    @classmethod
    def of(cls, documents: Sequence[Document]) -> tuple[Features, Rows]:
        """The features of these texts, and the texts' own rows."""
        # Numbered in alphabetical order, so that the order of the texts makes no difference.
        vocabulary = sorted(
            {word for d in documents for part in (d.title, d.text) for word in words_in(part)}
        )
        known = {word: number for number, word in enumerate(vocabulary)}
        batch = _numbered(documents, _Numbering(known))
        places = _neighbours(batch)
        pairs = np.unique(batch.words[places] * len(known) + batch.words[places + 1])
        in_texts = np.bincount(
            np.unique(batch.texts * len(known) + batch.words) % max(len(known), 1), minlength=len(known)
        )
        often: dict[str, int] = {}
        for word, number in known.items():
            for piece in set(_pieces_of(word)):
                often[piece] = often.get(piece, 0) + int(in_texts[number])
        pieces = {p: i for i, p in enumerate(sorted(p for p, count in often.items() if count >= _LEAST))}
        features = cls(known, pairs, pieces)
        counts = features._count(batch, features._spelling)
        features._idf = tuple(_idf(block) for block in counts)
        features._unseen_idf = np.float32(np.log(1 + len(documents)) + 1)
        return features, features._weigh(counts)

    def rows(self, documents: Sequence[Document]) -> Rows:
        """The rows of any texts; words never seen in training count through their pieces."""
        numbering = _Numbering(self._known)
        batch = _numbered(documents, numbering)
        unseen = list(numbering)[len(self._known) :]
        spelling = self._spelling
        if unseen:
            spelling = sp.csr_array(sp.vstack([spelling, self._spell(unseen)], format="csr"))
        return self._weigh(self._count(batch, spelling))

    def rarity(self, word: str) -> float:
        """Inverse document frequency of a word, 1 or more; 0 for a word not seen in training."""
        number = self._known.get(word.lower())
        return 0.0 if number is None else float(self._idf[0][number])

    def _spell(self, words: Iterable[str]) -> Matrix:
        """How often each known piece occurs in each word."""
        get = self._pieces.get
        found = [
            [number for piece in _pieces_of(word) if (number := get(piece)) is not None] for word in words
        ]
        lengths = np.fromiter(map(len, found), dtype=np.int64, count=len(found))
        columns = np.fromiter(chain.from_iterable(found), dtype=np.int64, count=int(lengths.sum()))
        return _counts(np.repeat(np.arange(len(found)), lengths), columns, (len(found), len(self._pieces)))

    def _count(self, batch: _Batch, spelling: Matrix) -> tuple[Matrix, Matrix, Matrix]:
        every = _counts(batch.texts, batch.words, (batch.count, spelling.shape[0]))
        paired = _neighbours(batch)
        where = np.concatenate([np.arange(len(batch.words)), paired])
        pair_columns, width = self._pair_columns(
            batch.words[paired], batch.words[paired + 1], spelling.shape[0]
        )
        known = len(self._known)
        word_columns = np.where(batch.words < known, batch.words, batch.words + len(self._pairs))
        columns = np.concatenate([word_columns, pair_columns])
        rows, in_title = batch.texts[where], batch.parts[where] % 2 == 0
        return (
            _counts(rows, columns, (batch.count, width)),
            _counts(rows[in_title], columns[in_title], (batch.count, width)),
            sp.csr_array(every @ spelling),
        )

    def _pair_columns(self, first: Ints, second: Ints, words: int) -> tuple[Ints, int]:
        """The column of each pair of words, and the number of columns; `words`: known and unseen ones together."""
        known = len(self._known)
        keys = first * known + second
        found = np.searchsorted(self._pairs, keys)
        is_known = (first < known) & (second < known)
        if len(self._pairs):
            is_known &= self._pairs[np.minimum(found, len(self._pairs) - 1)] == keys
        unseen, number = np.unique((first * words + second)[~is_known], return_inverse=True)
        columns = known + found
        columns[~is_known] = words + len(self._pairs) + number
        return columns, words + len(self._pairs) + len(unseen)

    def _weigh(self, counts: tuple[Matrix, Matrix, Matrix]) -> Rows:
        words, title, pieces = (
            _weighted(block, self._idf_for(block, idf)) for block, idf in zip(counts, self._idf, strict=True)
        )
        return Rows(words, title, pieces)

    def _idf_for(self, counts: Matrix, idf: NDArray[np.float32]) -> NDArray[np.float32]:
        unseen = counts.shape[1] - len(idf)
        return np.append(idf, np.full(unseen, self._unseen_idf, dtype=np.float32)) if unseen else idf
